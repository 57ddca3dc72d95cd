package main

import (
	"errors"
	"fmt"
	"strings"

	"kantine/events"
	"kantine/templates/locale"
)

// inWords puts a refusal of a command's arguments in words, as wrong usage.
func inWords(err error) error {
	var refusal *events.Error
	if !errors.As(err, &refusal) || len(refusal.Problems) == 0 {
		return err
	}
	catalog, failed := locale.Load()
	if failed != nil {
		return errors.Join(err, failed)
	}
	said := make([]string, len(refusal.Problems))
	for i, p := range refusal.Problems {
		said[i] = p.Field + ": " + catalog.T("en", "errors.field."+p.Key, p.Args...)
	}
	return exit{exitUsage, fmt.Errorf("%s", strings.Join(said, "; "))}
}
