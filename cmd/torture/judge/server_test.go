package main

import (
	"bytes"
	"net/smtp"
	"path/filepath"
	"strings"
	"testing"

	"kantine/mailer/mailtest"
)

// TestReadsTheServersFiles keeps the two sides of N.json together: the server that
// writes it for the torture run, and this program.
func TestReadsTheServersFiles(t *testing.T) {
	dir := t.TempDir()
	drops := make(chan mailtest.Drop, 1)
	s := mailtest.New(t, mailtest.Options{Dir: dir, OnDrop: func(d mailtest.Drop) { drops <- d }})
	send := func() error {
		return smtp.SendMail(s.Addr(), nil, "", []string{kim}, []byte(invite(kim, "a", "u-kim", 0).bytes()))
	}
	s.SetFaults(mailtest.Fault{Stage: mailtest.End, Cut: mailtest.CutKept, Times: 1})
	if err := send(); err == nil {
		t.Fatal("the drop did not happen")
	}
	drop := <-drops
	for range 2 {
		file, _ := lay(t, []line{register(1, kim, line{"uid": "u-kim"}), {"op": "drop", "at": drop.At, "rcpt": drop.To[0]}}, nil)
		if err := send(); err != nil {
			t.Fatal(err)
		}
		var out, errs bytes.Buffer
		code, letters := run([]string{"-ledger", file, "-mail", dir}, &out, &errs), len(s.Messages())
		if code != letters-2 { // two copies have a reason, the third has none
			t.Errorf("%d letters: exit %d\n%s%s", letters, code, &out, &errs)
		}
	}
	if l, err := readLetter(filepath.Join(dir, "1")); err != nil || l.replied || l.at.Before(l.connectedAt) || !strings.HasPrefix(l.messageID, "<a@") {
		t.Errorf("%+v, %v", l, err)
	}
}
