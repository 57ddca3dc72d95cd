package main

import (
	"crypto/rand"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"kantine/events"
)

// readKey reads the key that signs links. Where there is no file yet it makes
// one, but only for a database that was never used: another key would kill
// every link that was ever mailed.
func readKey(path string, used bool) (events.Key, error) {
	var key events.Key
	content, err := os.ReadFile(path)
	switch {
	case err == nil && len(content) == len(key):
		return events.Key(content), nil
	case err == nil:
		return key, usage("--key-file %s holds %d bytes instead of 32; is it the right file?", path, len(content))
	case !errors.Is(err, fs.ErrNotExist):
		return key, usage("--key-file %s: %v", path, err)
	case used:
		return key, refused("--key-file %s is missing, but this database was used with one; put it back", path)
	}
	if _, err := rand.Read(key[:]); err != nil {
		return key, err
	}
	if err := writeKey(path, key); errors.Is(err, fs.ErrExist) {
		return readKey(path, used) // another command was first
	} else if err != nil {
		return key, fmt.Errorf("make the key file: %w", err)
	}
	return key, nil
}

// writeKey writes a new key, readable by its owner alone. It appears as a whole
// and is on disk before anything depends on it; fs.ErrExist where there is one.
func writeKey(path string, key events.Key) error {
	dir := filepath.Dir(path)
	file, err := os.CreateTemp(dir, ".key-") // mode 0600
	if err != nil {
		return err
	}
	defer os.Remove(file.Name())
	_, err = file.Write(key[:])
	if err := errors.Join(err, file.Sync(), file.Close()); err != nil {
		return err
	}
	if err := os.Link(file.Name(), path); err != nil {
		return err
	}
	made, err := os.Open(dir)
	if err != nil {
		return err
	}
	return errors.Join(made.Sync(), made.Close())
}
