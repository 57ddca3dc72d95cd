package main

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"regexp"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"kantine/events"
	"kantine/events/plan"
	"kantine/events/store/storetest"
)

const (
	seats   = 10
	clients = 300
)

// sale is how a race for seats ended.
type sale struct {
	confirmed, full, other int
	// counted and rows are what the database holds afterwards.
	counted, rows int
	said          string // one of the other answers
}

func (s sale) String() string {
	return fmt.Sprintf("%d clients for %d seats: %d confirmed, %d session-full, %d other; counter %d, confirmed rows %d",
		clients, seats, s.confirmed, s.full, s.other, s.counted, s.rows)
}

// race lets all clients ask for a seat at the same moment; ready is called
// once there is a session to ask for.
func (k *running) race(ready func()) sale {
	k.t.Helper()
	session := k.session(k.offer(object{"capacity": seats, "waitlist": "off"}).ID, nextMonth(), nil)
	ready()
	answers := make([]answer, clients)
	errs := make([]error, clients)
	start := make(chan struct{})
	var running sync.WaitGroup
	for i := range clients {
		running.Go(func() {
			body := person(fmt.Sprintf("deelnemer%03d", i), "nl", nil)
			<-start
			answers[i], errs[i] = k.trySend("POST", "/api/v1/sessions/"+session.ID+"/registrations", body)
		})
	}
	close(start)
	running.Wait()
	var s sale
	for i, a := range answers {
		var p struct{ Type, State string }
		_ = json.Unmarshal(a.body, &p) // what cannot be read counts as other
		switch {
		case errs[i] == nil && a.status == http.StatusCreated && p.State == "confirmed":
			s.confirmed++
		case errs[i] == nil && a.status == http.StatusConflict && strings.HasSuffix(p.Type, "session-full"):
			s.full++
		default:
			s.other++
			s.said = fmt.Sprint(a.status, string(a.body), errs[i])
		}
	}
	s.counted = k.read(session.ID).Confirmed
	for _, r := range ask[page[registrationJSON]](k, "GET", "/sessions/"+session.ID+"/registrations?limit=500", nil, 200).Items {
		if r.State == "confirmed" {
			s.rows++
		}
	}
	return s
}

func TestTheLastSeatsAreSoldOnce(t *testing.T) {
	t.Parallel()
	engines(t, func(t *testing.T, db []string) {
		s := begin(t, db, nil, "").race(func() {})
		t.Logf("%s: %v", t.Name(), s)
		if s.confirmed != seats || s.full != clients-seats || s.other != 0 || s.counted != seats || s.rows != seats {
			t.Errorf("want %d confirmed, %d full, and the database to agree; one of the others said %s", seats, clients-seats, s.said)
		}
	})
}

// The guards of the last seat, each of which the tests below take out.
type guards struct{ seatCheck, rowLock, constraint bool }

// unguarded is a disk whose transactions lack guards from a moment on.
type unguarded struct {
	events.Store
	guards guards
	from   *atomic.Bool
}

func (u unguarded) Update(ctx context.Context, fn func(ctx context.Context, tx events.Tx) error) error {
	if !u.from.Load() {
		return u.Store.Update(ctx, fn)
	}
	return u.Store.Update(ctx, func(ctx context.Context, tx events.Tx) error { return fn(ctx, unguardedTx{tx, u.guards}) })
}

type unguardedTx struct {
	events.Tx
	guards guards
}

func (u unguardedTx) LockSession(ctx context.Context, id string) (events.Session, error) {
	read := u.Tx.LockSession
	if !u.guards.rowLock {
		read = u.Session
	}
	session, err := read(ctx, id)
	if err == nil && !u.guards.seatCheck {
		session.Capacity, session.NoLimit = nil, true
		for i := range session.Blocks {
			session.Blocks[i].Capacity = nil
		}
	}
	return session, err
}

// beginWithout serves the program, put together from its parts, on an empty
// database without some of the guards: the constraint is gone from the start,
// the others when the switch is set.
func beginWithout(t *testing.T, engine string, g guards) (*running, *atomic.Bool) {
	t.Helper()
	db := sqlite(t)
	if engine == "postgres" {
		db = []string{"--db", storetest.Postgres(t), "--key-file", t.TempDir() + "/key"}
	}
	k := &running{t: t, db: db}
	k.token = mustCommand(t, append([]string{"token", "add", "test", "--role", "admin"}, db...)...)
	if !g.constraint {
		dropSeatConstraints(t, engine, db[1])
	}
	c := config{db: db[1], keyFile: db[1] + ".key", listen: "127.0.0.1:0", timeZone: "Europe/Amsterdam"}
	if engine == "postgres" {
		c.keyFile = db[3]
	}
	listener, err := listen(t.Context(), &c)
	if err != nil {
		t.Fatal(err)
	}
	p, err := open(t.Context(), c, io.Discard, nil)
	if err != nil {
		t.Fatal(err)
	}
	key, err := readKey(c.keyFile, true)
	if err != nil {
		t.Fatal(err)
	}
	off := new(atomic.Bool)
	planner, err := plan.New()
	if err != nil {
		t.Fatal(err)
	}
	p.service = events.NewService(unguarded{p.store, g, off}, p.clock, key, planner, events.Settings{
		BaseURL: c.baseURL, MessageDomain: c.messageDomain(), TimeZone: c.timeZone,
	}, func() { p.wake() })
	looks, err := loadLooks()
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- p.serve(ctx, listener, looks, nil, nil, io.Discard) }()
	t.Cleanup(func() {
		hangUp()
		cancel()
		if err := <-ended; err != nil {
			t.Error(err)
		}
		if err := p.close(); err != nil {
			t.Error(err)
		}
	})
	k.url = c.baseURL
	return k, off
}

// dropSeatConstraints takes the constraints on the counters out of a database
// that nobody has open.
func dropSeatConstraints(t *testing.T, engine, dsn string) {
	t.Helper()
	driver := "sqlite"
	if engine == "postgres" {
		driver = "pgx"
	}
	db, err := sql.Open(driver, dsn)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if engine == "postgres" {
		for _, statement := range []string{
			"ALTER TABLE session_counts DROP CONSTRAINT session_seats", "ALTER TABLE blocks DROP CONSTRAINT block_seats",
		} {
			if _, err := db.ExecContext(t.Context(), statement); err != nil {
				t.Fatal(err)
			}
		}
		return
	}
	db.SetMaxOpenConns(1)
	for table, constraint := range map[string]string{"session_counts": "session_seats", "blocks": "block_seats"} {
		var text string
		if err := db.QueryRowContext(t.Context(), "SELECT sql FROM sqlite_master WHERE name = ?", table).Scan(&text); err != nil {
			t.Fatal(err)
		}
		without := regexp.MustCompile(`,\s*CONSTRAINT `+constraint+` CHECK \([^()]*\)`).ReplaceAllString(text, "")
		if without == text {
			t.Fatalf("no constraint %s in %s", constraint, text)
		}
		if _, err := db.ExecContext(t.Context(), "PRAGMA writable_schema = 1"); err != nil {
			t.Fatal(err)
		}
		if _, err := db.ExecContext(t.Context(), "UPDATE sqlite_master SET sql = ? WHERE name = ?", without, table); err != nil {
			t.Fatal(err)
		}
	}
}

// TestEachGuardOfTheLastSeat takes guards out and shows what they were for: a
// race that cannot be lost would prove nothing.
func TestEachGuardOfTheLastSeat(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name, engine string
		guards       guards
		oversold     bool
	}{
		{"sqlite without seat check", "sqlite", guards{rowLock: true, constraint: true}, false},
		{"sqlite without seat check and constraint", "sqlite", guards{rowLock: true}, true},
		{"postgres without seat check", "postgres", guards{rowLock: true, constraint: true}, false},
		{"postgres without seat check and constraint", "postgres", guards{rowLock: true}, true},
		{"postgres without row lock", "postgres", guards{seatCheck: true, constraint: true}, false},
		{"postgres without row lock and constraint", "postgres", guards{seatCheck: true}, true},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			k, off := beginWithout(t, c.engine, c.guards)
			s := k.race(func() { off.Store(true) })
			t.Logf("%s: %v", c.name, s)
			if oversold := s.confirmed > seats && s.rows > seats; oversold != c.oversold {
				t.Errorf("sold more than %d seats: %v, want %v", seats, oversold, c.oversold)
			}
			if !c.oversold && (s.confirmed != seats || s.other != 0 || s.counted != seats || s.rows != seats) {
				t.Errorf("the guards left do not sell exactly %d; one of the others said %s", seats, s.said)
			}
		})
	}
}

func TestManyClicksOnOneButtonAreOneRegistration(t *testing.T) {
	t.Parallel()
	engines(t, func(t *testing.T, db []string) {
		const clicks = 64
		k := begin(t, db, nil, "")
		session := k.session(k.offer(nil).ID, nextMonth(), nil)
		path := "/api/v1/sessions/" + session.ID + "/registrations"
		answers, errs := make([]answer, clicks), make([]error, clicks)
		start := make(chan struct{})
		var running sync.WaitGroup
		for i := range clicks {
			running.Go(func() {
				<-start
				answers[i], errs[i] = k.trySend("POST", path, person("kim", "nl", nil), "Idempotency-Key", "one-click")
			})
		}
		close(start)
		running.Wait()
		for i, a := range answers {
			if errs[i] != nil || a.status != http.StatusCreated || string(a.body) != string(answers[0].body) {
				t.Fatalf("click %d: %d %s %v, the first got %s", i, a.status, a.body, errs[i], answers[0].body)
			}
		}
		if n := len(ask[page[registrationJSON]](k, "GET", "/sessions/"+session.ID+"/registrations", nil, 200).Items); n != 1 {
			t.Errorf("%d registrations", n)
		}
		if n := len(k.messages("kind", "confirmation")); n != 1 {
			t.Errorf("%d confirmations", n)
		}
		p := k.send("POST", path, person("sam", "nl", nil), "Idempotency-Key", "one-click")
		if p.status != http.StatusUnprocessableEntity || !strings.Contains(string(p.body), "idempotency-mismatch") {
			t.Errorf("another body under the same key: %d %s", p.status, p.body)
		}
	})
}
