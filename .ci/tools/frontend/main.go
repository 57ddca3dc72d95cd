// Frontend copies the few front-end files that Kantine keeps, with their
// licences, from .ci/tools/npm/node_modules into the tree, and writes a
// SHA256SUMS beside them that a test checks without a network. make vendor
// runs it after npm ci, so that the bytes are those package-lock.json vouches
// for.
//
//	frontend ROOT
package main

import (
	"crypto/sha256"
	"fmt"
	"os"
	"path/filepath"
	"strings"
)

// kept lists, for each directory of the tree, the files it takes: their name
// there, and where npm puts them.
var kept = map[string]map[string]string{
	"cmd/kantine/testdata/axe": {
		"axe.min.js":            "axe-core/axe.min.js",
		"LICENSE":               "axe-core/LICENSE",
		"LICENSE-3RD-PARTY.txt": "axe-core/LICENSE-3RD-PARTY.txt",
	},
	"templates/static/vendor": {
		"htmx.min.js":  "htmx.org/dist/htmx.min.js",
		"htmx.LICENSE": "htmx.org/LICENSE",
	},
}

const sumsFile = "SHA256SUMS"

func main() {
	if len(os.Args) != 2 {
		fmt.Fprintln(os.Stderr, "usage: frontend ROOT")
		os.Exit(2)
	}
	if err := run(os.Args[1]); err != nil {
		fmt.Fprintln(os.Stderr, "frontend:", err)
		os.Exit(1)
	}
}

func run(root string) error {
	for dir, files := range kept {
		if err := fill(filepath.Join(root, dir), filepath.Join(root, ".ci/tools/npm/node_modules"), files); err != nil {
			return fmt.Errorf("%s: %w", dir, err)
		}
	}
	return nil
}

// fill copies the files into dir and writes the sums of all that dir holds, in
// the form that sha256sum -c reads.
func fill(dir, modules string, files map[string]string) error {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return err
	}
	for name, from := range files {
		content, err := os.ReadFile(filepath.Join(modules, from))
		if err != nil {
			return err
		}
		if err := os.WriteFile(filepath.Join(dir, name), content, 0o644); err != nil {
			return err
		}
	}
	entries, err := os.ReadDir(dir) // sorted by name
	if err != nil {
		return err
	}
	var sums strings.Builder
	for _, entry := range entries {
		if entry.Name() == sumsFile {
			continue
		}
		content, err := os.ReadFile(filepath.Join(dir, entry.Name()))
		if err != nil {
			return err
		}
		fmt.Fprintf(&sums, "%x  %s\n", sha256.Sum256(content), entry.Name())
	}
	return os.WriteFile(filepath.Join(dir, sumsFile), []byte(sums.String()), 0o644)
}
