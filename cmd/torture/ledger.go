package main

import (
	"encoding/json"
	"errors"
	"os"
	"time"
)

// entry is one line of the ledger, in the judge's words.
type entry struct {
	Op      string    `json:"op"` // register, crash or drop
	Round   int       `json:"round,omitempty"`
	At      time.Time `json:"at"`
	Email   string    `json:"email,omitempty"`
	Session string    `json:"session,omitempty"`
	Status  int       `json:"status"`
	State   string    `json:"state,omitempty"`
	ID      string    `json:"id,omitempty"`
	UID     string    `json:"uid,omitempty"`
	Rcpt    string    `json:"rcpt,omitempty"`
}

// ledger keeps what was promised, on the disk for good. Lines that come together
// share one fsync, so that the disk does not keep the clients from crowding.
type ledger struct {
	file  *os.File
	lines chan line
	ended chan struct{}
}

type line struct {
	text   []byte
	synced chan error
}

func newLedger(path string) (*ledger, error) {
	file, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return nil, err
	}
	l := &ledger{file: file, lines: make(chan line, 1024), ended: make(chan struct{})}
	go l.run()
	return l, nil
}

// write returns once the entry is on the disk.
func (l *ledger) write(e entry) error {
	text, err := json.Marshal(e)
	if err != nil {
		return err
	}
	synced := make(chan error, 1)
	l.lines <- line{append(text, '\n'), synced}
	return <-synced
}

func (l *ledger) run() {
	defer close(l.ended)
	for first := range l.lines {
		batch := []line{first}
		for range len(l.lines) {
			batch = append(batch, <-l.lines)
		}
		var text []byte
		for _, one := range batch {
			text = append(text, one.text...)
		}
		_, err := l.file.Write(text)
		err = errors.Join(err, l.file.Sync())
		for _, one := range batch {
			one.synced <- err
		}
	}
}

// close is called when nobody writes any more.
func (l *ledger) close() error {
	close(l.lines)
	<-l.ended
	return l.file.Close()
}
