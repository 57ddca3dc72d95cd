package store_test

import (
	"bufio"
	"context"
	"fmt"
	"os"
	"os/exec"
	"sync"
	"testing"

	"kantine/events"
	"kantine/events/store/storetest"
)

// TestMain lets the test binary be the program that TestKill kills.
func TestMain(m *testing.M) {
	if len(os.Args) == 3 && os.Args[1] == "write-until-killed" {
		writeUntilKilled(os.Args[2])
	}
	os.Exit(m.Run())
}

// writeUntilKilled commits and tells of each commit, sixteen at a time, without
// end.
func writeUntilKilled(dsn string) {
	s, err := openWithoutTest(dsn)
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	var mu sync.Mutex
	for writer := range 16 {
		go func() {
			for n := 0; ; n++ {
				key := fmt.Sprintf("%d-%d", writer, n)
				if err := s.Update(context.Background(), func(ctx context.Context, tx events.Tx) error {
					_, err := tx.PutOnce(ctx, events.Once{Scope: "crash", Key: key}, "made", storetest.At(8, 0))
					return err
				}); err != nil {
					fmt.Fprintln(os.Stderr, err)
					os.Exit(1)
				}
				mu.Lock()
				fmt.Println(key)
				mu.Unlock()
			}
		}()
	}
	select {}
}

// TestKill kills a writing program three times with SIGKILL: whatever it told of
// is there.
func TestKill(t *testing.T) {
	dsn := engines["sqlite"](t)
	if err := opened(t, dsn).Close(); err != nil {
		t.Fatal(err)
	}
	for round := range 3 {
		cmd := exec.Command(os.Args[0], "write-until-killed", fmt.Sprint(dsn))
		cmd.Stderr = os.Stderr
		out, err := cmd.StdoutPipe()
		if err != nil {
			t.Fatal(err)
		}
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		var told []string
		for lines := bufio.NewScanner(out); lines.Scan(); {
			told = append(told, lines.Text())
			if len(told) == 300*(round+1) {
				if err := cmd.Process.Kill(); err != nil {
					t.Fatal(err)
				}
			}
		}
		_ = cmd.Wait() // killed, as it should be
		if len(told) < 300 {
			t.Fatalf("round %d told of %d only", round, len(told))
		}
		s := opened(t, dsn)
		if err := s.Update(t.Context(), func(ctx context.Context, tx events.Tx) error {
			for _, key := range told {
				if made, err := tx.Once(ctx, events.Once{Scope: "crash", Key: key}); err != nil || made == "" {
					return fmt.Errorf("%s was promised and is gone (%v)", key, err)
				}
			}
			n, err := tx.DeleteOnce(ctx, storetest.At(9, 0))
			if n < len(told) {
				t.Errorf("%d there, %d told", n, len(told))
			}
			return err
		}); err != nil {
			t.Fatalf("round %d: %v", round, err)
		}
		if err := s.Close(); err != nil {
			t.Fatal(err)
		}
	}
}

// TestServerComesBack stops a PostgreSQL server under an open store.
func TestServerComesBack(t *testing.T) {
	server := storetest.PostgresServer(t)
	s := opened(t, server.Database(t))
	storetest.Fill(t, s, storetest.Programme())
	count := func() error {
		return s.Update(context.Background(), func(ctx context.Context, tx events.Tx) error {
			return tx.CountSeats(ctx, "ses-1", "ses-1-b1", 1, 0)
		})
	}
	if err := count(); err != nil {
		t.Fatal(err)
	}
	if err := server.Kill(); err != nil {
		t.Fatal(err)
	}
	if err := count(); err == nil {
		t.Error("committed without a server")
	}
	if err := server.Start(); err != nil {
		t.Fatal(err)
	}
	// The connections it had are all dead; nobody notices.
	if _, err := s.SiteVersion(t.Context()); err != nil {
		t.Error(err)
	}
	if err := count(); err != nil {
		t.Error(err)
	}
	var confirmed int
	if err := s.View(t.Context(), func(ctx context.Context, tx events.Tx) error {
		session, err := tx.Session(ctx, "ses-1")
		confirmed = session.Confirmed
		return err
	}); err != nil || confirmed != 2 {
		t.Errorf("%d counted, %v", confirmed, err)
	}
}
