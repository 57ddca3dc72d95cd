package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"syscall"
	"time"
)

// lock holds FILE.lock beside a SQLite database for the life of the process.
// The kernel lets go of it when the process ends, however it ends.
type lock struct{ file *os.File }

// How long, in real time, a lock is asked for: a program that is just ending lets
// go of it soon, and so does a command that migrates, though a slow disk takes it
// longer. Whoever wants the file for itself is told soon that it is taken.
const (
	servePatience   = time.Second
	migratePatience = 5 * time.Second
)

// hold takes the lock of a SQLite database; there is none on PostgreSQL.
func (c *config) hold(ctx context.Context, patience time.Duration) (*lock, error) {
	if c.postgres() {
		return nil, nil
	}
	return takeLock(ctx, c.db, patience)
}

// takeLock takes the lock of a database file, or refuses and names the process
// that holds it.
func takeLock(ctx context.Context, db string, patience time.Duration) (*lock, error) {
	file, err := os.OpenFile(db+".lock", os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return nil, usage("--db: %v", err)
	}
	if err := flock(ctx, file, patience); err != nil {
		holder, _ := io.ReadAll(io.LimitReader(file, 32))
		_ = file.Close()
		if errors.Is(err, syscall.EWOULDBLOCK) {
			return nil, refused("%s is in use by process %s; stop it first", db, strings.TrimSpace(string(holder)))
		}
		return nil, fmt.Errorf("lock %s: %w", db, err)
	}
	if err := file.Truncate(0); err != nil {
		_ = file.Close()
		return nil, err
	}
	if _, err := file.WriteAt([]byte(fmt.Sprintf("%d\n", os.Getpid())), 0); err != nil {
		_ = file.Close()
		return nil, err
	}
	return &lock{file}, nil
}

// flock asks for a lock until patience is over.
func flock(ctx context.Context, file *os.File, patience time.Duration) error {
	late := time.After(patience)
	for {
		err := syscall.Flock(int(file.Fd()), syscall.LOCK_EX|syscall.LOCK_NB)
		if !errors.Is(err, syscall.EWOULDBLOCK) {
			return err
		}
		select {
		case <-late:
			return err
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(50 * time.Millisecond):
		}
	}
}

func (l *lock) release() {
	if l != nil {
		_ = l.file.Close()
	}
}
