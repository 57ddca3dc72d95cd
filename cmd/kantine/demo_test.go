package main

import (
	"context"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"kantine/mailer/mailtest"
)

// TestTheDemo starts the newcomer's first command with settings around it that
// belong to the real thing: it touches none of them.
func TestTheDemo(t *testing.T) {
	post := mailtest.New(t, mailtest.Options{})
	dir := t.TempDir()
	t.Setenv("TMPDIR", dir) // where the demo's database lives and goes
	out, errs := newOutput(), newOutput()
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	ended := make(chan int, 1)
	real := filepath.Join(t.TempDir(), "real.db")
	variables := environment(map[string]string{"KANTINE_DB": real, "KANTINE_SMTP": "smtp://" + post.Addr(), "KANTINE_FROM": from})
	go func() {
		ended <- run(ctx, []string{"demo", "--listen", "127.0.0.1:0"}, outside{in: strings.NewReader(""), out: out, errs: errs, lookup: variables})
	}()
	eventually(t, "the demo serves", func() bool { return strings.Contains(errs.String(), "listening on http://") })

	said := out.String()
	url := regexp.MustCompile(`pages +(http://127\.0\.0\.1:\d+)\n`).FindStringSubmatch(said)
	token := regexp.MustCompile(`token +(\S+)\n`).FindStringSubmatch(said)
	if url == nil || token == nil || strings.Count(said, "log-in") < 3 || !strings.Contains(said, url[1]+"/dev/mailbox") {
		t.Fatalf("the demo says:\n%s", said)
	}
	k := &running{t: t, url: url[1], token: token[1], errs: errs}
	session := k.session(k.offer(nil).ID, nextMonth(), nil)
	r := k.register(session.ID, "kim", "en", nil)
	eventually(t, "the letter is in the mailbox", func() bool { return k.message("registration", r.ID).State == "delivered" })
	if a := k.send("GET", "/dev/mailbox", nil); a.status != 200 || !strings.Contains(string(a.body), "kim@post.example") {
		t.Errorf("the mailbox: %d %s", a.status, a.body)
	}
	if _, ready := k.ready(); ready.Status != "ok" {
		t.Errorf("%+v", ready)
	}
	cancel()
	if status := <-ended; status != 0 {
		t.Errorf("it ended with %d: %s", status, errs)
	}
	if left, err := os.ReadDir(dir); err != nil || len(left) > 0 {
		t.Errorf("left behind: %v %v", left, err)
	}
	if _, err := os.Stat(real); err == nil {
		t.Error("the demo touched the real database")
	}
	if post.Stats().Connections > 0 {
		t.Error("the demo spoke to the real mail server")
	}
}

// TestOnlyTheDemoHasAMailbox: whoever sees it reads everybody's mail.
func TestOnlyTheDemoHasAMailbox(t *testing.T) {
	t.Parallel()
	k := begin(t, nil, nil, "")
	if a := k.send("GET", "/dev/mailbox", nil); a.status != 404 {
		t.Errorf("serve has a mailbox: %d", a.status)
	}
}
