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
	return key, writeKey(path, key)
}

// writeKey writes a new key so that it is whole and on disk before anything
// depends on it.
func writeKey(path string, key events.Key) error {
	file, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return fmt.Errorf("make the key file: %w", err)
	}
	defer file.Close()
	if _, err := file.Write(key[:]); err != nil {
		return fmt.Errorf("write the key file: %w", err)
	}
	if err := file.Sync(); err != nil {
		return fmt.Errorf("write the key file: %w", err)
	}
	dir, err := os.Open(filepath.Dir(path))
	if err != nil {
		return err
	}
	defer dir.Close()
	return dir.Sync()
}
