package main

import (
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"kantine/events/store/storetest"
	"kantine/mailer/mailtest"
)

// outageNow is when the tests of outages begin, months before the session.
const outageNow = "2027-01-11T12:00:00+01:00"

// restFor is how long, in real time, a mail server that is down is left alone.
const restFor = 10 * time.Second

func TestWithoutAMailServerTheMailWaits(t *testing.T) {
	t.Parallel()
	post := mailtest.New(t, mailtest.Options{})
	post.Refuse()
	k := begin(t, nil, post, outageNow)
	session := k.session(k.offer(object{"capacity": nil}).ID, "2027-06-01T14:30", nil)
	r := k.register(session.ID, "kim", "nl", nil)
	eventually(t, "/readyz says that the mail server is out of reach", func() bool {
		status, ready := k.ready()
		return status == 200 && ready.Status == "degraded" && ready.Mail.Status == "degraded" && ready.Mail.LastError != "" && ready.Mail.Queued == 1
	})
	if _, ready := k.ready(); ready.Database.Status != "ok" || ready.Scheduler.Status != "ok" {
		t.Errorf("only the mail is degraded: %+v", ready)
	}
	if m := k.message("registration", r.ID); m.State != "queued" && m.State != "retrying" && m.State != "sending" || m.Attempts > 1 {
		t.Errorf("%+v", m)
	}
	if err := post.Reopen(); err != nil {
		t.Fatal(err)
	}
	if _, err := post.Wait(t.Context(), 1); err != nil {
		t.Fatal(err)
	}
	eventually(t, "/readyz is ok again", func() bool {
		_, ready := k.ready()
		return ready.Status == "ok" && ready.Mail.Queued == 0 && ready.Mail.LastError == ""
	})
	if m := k.message("registration", r.ID); m.State != "delivered" || m.Attempts != 1 {
		t.Errorf("an unreachable server counts as an attempt of the letter: %+v", m)
	}
}

// TestAServerThatIsDownIsLeftAlone counts the connections: however much is
// owed, there is one in ten seconds.
func TestAServerThatIsDownIsLeftAlone(t *testing.T) {
	t.Parallel()
	post := mailtest.New(t, mailtest.Options{})
	var mu sync.Mutex
	var refused []time.Time
	post.SetFaults(mailtest.Fault{Stage: mailtest.Connect, Reply: "421 4.3.2 closed", Reached: func() {
		mu.Lock()
		defer mu.Unlock()
		refused = append(refused, time.Now())
	}})
	k := begin(t, nil, post, outageNow)
	session := k.session(k.offer(object{"capacity": nil}).ID, "2027-06-01T14:30", nil)
	k.register(session.ID, "eerst", "nl", nil)
	eventually(t, "the program has seen that the server is down", func() bool {
		_, ready := k.ready()
		return ready.Mail.Status == "degraded" && strings.Contains(ready.Mail.LastError, "421")
	})
	for i := range 40 {
		k.register(session.ID, fmt.Sprint("daarna", i), "nl", nil)
	}
	for range 5 {
		k.tick()
	}
	mu.Lock()
	n, first := len(refused), refused[0]
	mu.Unlock()
	if n != 1 {
		t.Fatalf("%d connections to a server that is down", n)
	}
	post.SetFaults()
	messages, err := post.Wait(t.Context(), 41)
	if err != nil {
		t.Fatal(err)
	}
	slices.SortFunc(messages, func(a, b mailtest.Message) int { return a.ConnectedAt.Compare(b.ConnectedAt) })
	if rest := messages[0].ConnectedAt.Sub(first); rest < restFor {
		t.Errorf("the server was left alone for %v, want %v", rest, restFor)
	}
}

// TestAnAnswerThatIsLost drops the connection after the final dot: nobody knows
// whether the letter came, so it goes again under the same Message-ID.
func TestAnAnswerThatIsLost(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		lost  int // answers
		mails int
		state string
	}{
		"once":        {1, 2, "delivered"},
		"three times": {3, 4, "delivered"},
		"four times":  {4, 4, "held"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			post := mailtest.New(t, mailtest.Options{})
			post.SetFaults(mailtest.Fault{Stage: mailtest.End, Cut: mailtest.CutKept, Times: c.lost})
			k := begin(t, nil, post, outageNow)
			r := k.register(k.session(k.offer(nil).ID, "2027-06-01T14:30", nil).ID, "kim", "nl", nil)
			k.settle()
			for range 5 {
				m := k.message("registration", r.ID)
				if m.State != "in_doubt" {
					break
				}
				k.goTo(m.DueAt.Add(time.Second).Format(time.RFC3339))
			}
			m := k.message("registration", r.ID)
			if m.State != c.state || m.Attempts != c.mails || (c.state == "held") != (m.Reason == "in-doubt") {
				t.Errorf("in the end: %+v", m)
			}
			came := post.Messages()
			for _, mail := range came {
				if mail.MessageID != came[0].MessageID {
					t.Errorf("two Message-IDs: %s %s", mail.MessageID, came[0].MessageID)
				}
			}
			if len(came) != c.mails {
				t.Errorf("%d mails, want %d", len(came), c.mails)
			}
			status, ready := k.ready()
			want := map[string]string{"delivered": "ok", "held": "degraded"}[c.state]
			if status != 200 || ready.Status != want || (ready.Mail.Held == 1) != (c.state == "held") {
				t.Errorf("/readyz: %d %+v", status, ready)
			}
			if c.state == "held" {
				ask[messageJSON](k, "POST", "/messages/"+m.ID+"/retry", nil, 200)
				k.settle()
				if m = k.message("registration", r.ID); m.State != "delivered" {
					t.Errorf("after a person said so: %+v", m)
				}
			}
		})
	}
}

// TestRetriesKeepTheirSchedule refuses a letter for now, again and again.
func TestRetriesKeepTheirSchedule(t *testing.T) {
	t.Parallel()
	post := mailtest.New(t, mailtest.Options{})
	post.SetFaults(mailtest.Fault{Stage: mailtest.Rcpt, Reply: "451 4.3.0 try again later"})
	k := begin(t, nil, post, outageNow)
	r := k.register(k.session(k.offer(nil).ID, "2027-06-01T14:30", nil).ID, "kim", "nl", nil)
	k.settle()
	waits := []time.Duration{
		time.Minute, 5 * time.Minute, 15 * time.Minute, 30 * time.Minute, time.Hour, 2 * time.Hour, 4 * time.Hour, 4 * time.Hour,
	}
	now := at(t, outageNow)
	for i, wait := range waits {
		m := k.message("registration", r.ID)
		rest := m.DueAt.Sub(now)
		if m.State != "retrying" || m.Attempts != i+1 || rest < wait || rest > wait*11/10 || !strings.Contains(m.LastError, "451") {
			t.Fatalf("attempt %d: waits %v, want %v and at most a tenth more: %+v", i+1, rest, wait, m)
		}
		k.goTo(m.DueAt.Add(-time.Second).Truncate(time.Second).Format(time.RFC3339))
		if early := k.message("registration", r.ID); early.Attempts != i+1 {
			t.Fatalf("attempt %d came early", early.Attempts)
		}
		now = m.DueAt.Add(time.Second).Truncate(time.Second)
		k.goTo(now.Format(time.RFC3339))
	}
	if _, ready := k.ready(); ready.Status != "ok" {
		t.Errorf("a letter refused for now is no outage: %+v", ready)
	}
	post.SetFaults()
	k.goTo(now.Add(5 * time.Hour).Format(time.RFC3339))
	if m := k.message("registration", r.ID); m.State != "delivered" || m.LastError != "" {
		t.Errorf("in the end: %+v", m)
	}
}

func TestARefusalForGoodIsFailed(t *testing.T) {
	t.Parallel()
	post := mailtest.New(t, mailtest.Options{})
	post.SetFaults(mailtest.Fault{
		Stage: mailtest.Rcpt, Reply: "550 5.1.1 <kim@post.example>: no such user",
		Match: func(to string) bool { return strings.HasPrefix(to, "kim@") },
	})
	k := begin(t, nil, post, outageNow)
	session := k.session(k.offer(nil).ID, "2027-06-01T14:30", nil).ID
	kim, sam := k.register(session, "kim", "nl", nil), k.register(session, "sam", "nl", nil)
	k.settle()
	m := k.message("registration", kim.ID)
	if m.State != "failed" || m.Attempts != 1 || !strings.Contains(m.LastError, "5.1.1") {
		t.Errorf("want failed and a last_error with 5.1.1: %+v", m)
	}
	if strings.Contains(m.LastError, "post.example") || strings.Contains(k.errs.String(), "post.example") {
		t.Errorf("the address is told: %q\n%s", m.LastError, k.errs)
	}
	if m := k.message("registration", sam.ID); m.State != "delivered" {
		t.Errorf("the other one: %+v", m)
	}
	if k.registration(kim.ID).State != "confirmed" {
		t.Error("a bounce took the seat")
	}
}

func TestWithoutMailServerSetMailStaysQueued(t *testing.T) {
	t.Parallel()
	k := begin(t, nil, nil, outageNow)
	r := k.register(k.session(k.offer(nil).ID, "2027-06-01T14:30", nil).ID, "kim", "nl", nil)
	k.tick()
	if m := k.message("registration", r.ID); m.State != "queued" {
		t.Errorf("%+v", m)
	}
	status, ready := k.ready()
	if status != 200 || ready.Status != "degraded" || ready.Mail.Queued != 1 || !strings.Contains(ready.Mail.LastError, "--smtp") {
		t.Errorf("%d %+v", status, ready)
	}
}

func TestWithoutItsDatabaseTheProgramIsDown(t *testing.T) {
	t.Parallel()
	server := storetest.PostgresServer(t)
	k := begin(t, []string{"--db", server.Database(t), "--key-file", t.TempDir() + "/key"}, nil, "")
	if status, ready := k.ready(); status != 200 || ready.Database.Status != "ok" {
		t.Fatalf("%d %+v", status, ready)
	}
	if err := server.Kill(); err != nil {
		t.Fatal(err)
	}
	eventually(t, "/readyz is 503", func() bool {
		status, ready := k.ready()
		return status == 503 && ready.Status == "down" && ready.Database.Status == "down"
	})
	if a := k.send("GET", "/healthz", nil); a.status != 200 {
		t.Errorf("/healthz: %d", a.status)
	}
	if a := k.send("GET", "/api/v1/sessions", nil); a.status < 500 || !strings.Contains(a.header.Get("Content-Type"), "problem+json") {
		t.Errorf("the API: %d %s %s", a.status, a.header, a.body)
	}
	if err := server.Start(); err != nil {
		t.Fatal(err)
	}
	eventually(t, "/readyz is 200 again", func() bool { status, _ := k.ready(); return status == 200 })
	k.session(k.offer(nil).ID, nextMonth(), nil)
}
