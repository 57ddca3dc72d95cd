package storetest

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"sync"
	"testing"

	"kantine/events"
)

// Disk is a store in a file; *store.Store is one.
type Disk interface {
	events.Store
	Migrate(ctx context.Context) error
	Close() error
}

// Copies makes a SQLite file the first time it is asked for one, migrated and
// with what bundles has in it, and gives each test a copy in a directory of its
// own: to copy a database is quicker than to make one. What it gives is a path.
func Copies(open func(path string) (Disk, error), bundles ...func() events.Bundle) func(testing.TB) string {
	raw := sync.OnceValues(func() (raw []byte, err error) {
		dir, err := os.MkdirTemp("", "kantine-")
		if err != nil {
			return nil, err
		}
		defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
		file := filepath.Join(dir, "kantine.db")
		disk, err := open(file)
		if err != nil {
			return nil, err
		}
		err = disk.Migrate(context.Background())
		for _, bundle := range bundles {
			if err == nil {
				err = disk.Update(context.Background(), func(ctx context.Context, tx events.Tx) error { return fill(ctx, tx, bundle()) })
			}
		}
		// Closing puts all that is in the log into the file itself.
		if err = errors.Join(err, disk.Close()); err != nil {
			return nil, err
		}
		return os.ReadFile(file)
	})
	return func(tb testing.TB) string {
		tb.Helper()
		content, err := raw()
		if err != nil {
			tb.Fatal(err)
		}
		file := filepath.Join(tb.TempDir(), "kantine.db")
		if err := os.WriteFile(file, content, 0o600); err != nil {
			tb.Fatal(err)
		}
		return file
	}
}
