package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"strings"
	"time"
)

// entry is one line of the ledger.
type entry struct {
	Op      string    `json:"op"`
	Round   int       `json:"round"`
	At      time.Time `json:"at"`
	Email   string    `json:"email"`
	Session string    `json:"session"`
	Status  int       `json:"status"`
	State   string    `json:"state"`
	ID      string    `json:"id"`
	UID     string    `json:"uid"`
	Rcpt    string    `json:"rcpt"`
}

func (e entry) acknowledged() bool { return e.Status >= 200 && e.Status < 400 }

// refused is an answer that rules a seat out; after 5xx or none there may be one.
func (e entry) refused() bool { return e.Status >= 400 && e.Status < 500 }

// key is the same for two answers about one registration.
func (e entry) key() string {
	switch {
	case e.UID != "":
		return "uid " + e.UID
	case e.ID != "":
		return "id " + e.ID
	}
	return "session " + e.Session
}

type ledger struct {
	attempts []entry
	crashes  []time.Time
	drops    []entry
	rounds   int
}

func readLedger(file string) (ledger, error) {
	data, err := os.ReadFile(file)
	if err != nil {
		return ledger{}, err
	}
	var l ledger
	lines := bufio.NewScanner(bytes.NewReader(data))
	for n := 1; lines.Scan(); n++ {
		var e entry
		if err := json.Unmarshal(lines.Bytes(), &e); err != nil {
			return ledger{}, fmt.Errorf("%s line %d: %w", file, n, err)
		}
		if err := l.add(e); err != nil {
			return ledger{}, fmt.Errorf("%s line %d: %w", file, n, err)
		}
	}
	return l, lines.Err()
}

func (l *ledger) add(e entry) error {
	e.Email, e.Rcpt = strings.ToLower(e.Email), strings.ToLower(e.Rcpt)
	l.rounds = max(l.rounds, e.Round)
	switch {
	case e.At.IsZero():
		return fmt.Errorf("%s has no time", e.Op)
	case e.Op == "register" && e.Email != "":
		l.attempts = append(l.attempts, e)
	case e.Op == "crash":
		l.crashes = append(l.crashes, e.At)
	case e.Op == "drop" && e.Rcpt != "":
		l.drops = append(l.drops, e)
	default:
		return fmt.Errorf("op %q, or its address, is not known", e.Op)
	}
	return nil
}
