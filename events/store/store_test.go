package store_test

import (
	"context"
	"log/slog"
	"path/filepath"
	"testing"

	"kantine/events"
	"kantine/events/store"
	"kantine/events/store/storetest"
)

// engines give the dsn of an empty database each.
var engines = map[string]func(tb testing.TB) string{
	"sqlite":   func(tb testing.TB) string { return filepath.Join(tb.TempDir(), "kantine.db") },
	"postgres": storetest.Postgres,
}

// opened gives a migrated store, closed when the test ends.
func opened(tb testing.TB, dsn string) *store.Store {
	tb.Helper()
	s, err := openWithoutTest(dsn)
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() {
		if err := s.Close(); err != nil {
			tb.Error(err)
		}
	})
	return s
}

func openWithoutTest(dsn string) (*store.Store, error) {
	s, err := store.Open(context.Background(), dsn, slog.New(slog.DiscardHandler))
	if err != nil {
		return nil, err
	}
	return s, s.Migrate(context.Background())
}

func TestSuite(t *testing.T) {
	for name, dsn := range engines {
		t.Run(name, func(t *testing.T) {
			storetest.Run(t, func(t *testing.T) events.Store { return opened(t, dsn(t)) })
		})
	}
}
