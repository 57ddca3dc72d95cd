package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"syscall"
)

// lock holds FILE.lock beside a SQLite database for the life of the process.
// The kernel lets go of it when the process ends, however it ends.
type lock struct{ file *os.File }

// takeLock takes the lock of a database file, or refuses and names the process
// that holds it.
func takeLock(db string) (*lock, error) {
	file, err := os.OpenFile(db+".lock", os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return nil, fmt.Errorf("lock %s: %w", db, err)
	}
	if err := syscall.Flock(int(file.Fd()), syscall.LOCK_EX|syscall.LOCK_NB); err != nil {
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

func (l *lock) release() {
	if l != nil {
		_ = l.file.Close()
	}
}
