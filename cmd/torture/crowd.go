package main

import (
	"context"
	"crypto/rand"
	"fmt"
	mathrand "math/rand/v2"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
	"time"
)

// ask is one person's wish for a place, repeated word for word.
type ask struct {
	session *session
	email   string
	key     string // Idempotency-Key, or the form's key
	form    bool
	before  *answer // what was answered before, nil when nothing was
}

// answer is what a client was told; status 0 means that it was told nothing.
type answer struct {
	status         int
	state, id, uid string
	why            error // of status 0
}

// crowd is the clients, round after round. Each writes down what it was told,
// for good, before it asks for anything else.
type crowd struct {
	clients  int
	token    string
	sessions []*session
	book     *ledger
	wrong    func(string, ...any)

	mu    sync.Mutex
	again []ask // for the next round

	asked, promised, repeated atomic.Int64
}

// gathering is the crowd in one round.
type gathering struct {
	*crowd
	round    int
	url      string
	http     *http.Client
	pending  chan ask // from the round before
	inFlight atomic.Int64
	answers  atomic.Int64
	over     atomic.Bool   // set just before the kill
	dead     chan struct{} // closed when the program is
	lost     atomic.Int64  // asked before the kill, never answered
	done     sync.WaitGroup
}

// gather lets the clients loose on a program that listens at url.
func (c *crowd) gather(ctx context.Context, round int, url string) *gathering {
	transport := &http.Transport{MaxIdleConnsPerHost: c.clients}
	g := &gathering{crowd: c, round: round, url: url, dead: make(chan struct{}), pending: make(chan ask, len(c.again))}
	g.http = &http.Client{
		Transport: transport, Timeout: patience,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
	for _, a := range c.again {
		g.pending <- a
	}
	c.again = nil
	for n := range c.clients {
		g.done.Go(func() { g.client(ctx, n) })
	}
	return g
}

// bury tells the clients that the program is dead and waits for them.
func (g *gathering) bury() {
	close(g.dead)
	g.done.Wait()
	g.http.CloseIdleConnections()
}

// client asks, notes and asks again until one answer does not come.
func (g *gathering) client(ctx context.Context, n int) {
	for i := 0; !g.over.Load(); i++ {
		a, err := g.next(ctx, n, i)
		if err == nil {
			err = g.turn(ctx, &a)
		}
		if err != nil {
			g.silence(err)
			return
		}
	}
}

// silence is right only from a dead program.
func (g *gathering) silence(err error) {
	select {
	case <-g.dead:
	case <-time.After(patience):
		g.wrong("round %d: no answer though the program lived: %v", g.round, err)
	}
}

// next is a wish of the round before that was left open, else a new one. One
// client in four comes by the public form.
func (g *gathering) next(ctx context.Context, n, i int) (ask, error) {
	select {
	case a := <-g.pending:
		g.repeated.Add(1)
		return a, nil
	default:
	}
	a := ask{email: fmt.Sprintf("kim-%d-%d-%d@voorbeeld.example", g.round, n, i), form: n%4 == 3}
	switch {
	case (n+i)%20 == 0:
		a.session = g.sessions[len(g.sessions)-1]
	default:
		a.session = g.sessions[(n+i)%(len(g.sessions)-1)]
	}
	a.key = rand.Text()
	if a.form {
		var err error
		a.key, err = g.formKey(ctx, a.session)
		return a, err
	}
	return a, nil
}

// turn is one request with its line in the ledger.
func (g *gathering) turn(ctx context.Context, a *ask) error {
	g.asked.Add(1)
	alive := !g.over.Load()
	g.inFlight.Add(1)
	got := g.post(ctx, a)
	g.inFlight.Add(-1)
	if err := g.note(a, got); err != nil {
		g.wrong("ledger: %v", err)
		return err
	}
	if got.status == 0 {
		if alive {
			g.lost.Add(1)
		}
		if mathrand.IntN(2) == 0 { // the others never come back
			g.keep(*a)
		}
		return got.why
	}
	g.answers.Add(1)
	g.promised.Add(1)
	g.compare(a, got)
	if a.form && a.session.seats == 0 {
		return g.learn(ctx, a, got)
	}
	return nil
}

func (g *gathering) note(a *ask, got answer) error {
	if a.form {
		got.id = "" // a path, which the judge would take for an id
	}
	return g.book.write(entry{
		Op: "register", Round: g.round, At: time.Now(), Email: a.email, Session: a.session.ID,
		Status: got.status, State: got.state, ID: got.id, UID: got.uid,
	})
}

// compare holds a second answer to the same wish against the first, and keeps
// one wish in thirty to be asked again next time.
func (g *gathering) compare(a *ask, got answer) {
	if a.before != nil && (a.before.id != got.id || a.before.uid != got.uid) {
		g.wrong("%s: asked twice with one key, was registered as %s and as %s", a.email, a.before.id, got.id)
	}
	if a.before == nil && g.answers.Load()%30 == 0 {
		a.before = &got
		g.keep(*a)
	}
}

func (c *crowd) keep(a ask) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.again = append(c.again, a)
}

// learn reads the registration's own UID from the page that the form led to,
// so that the judge can ask for the letter with that very UID.
func (g *gathering) learn(ctx context.Context, a *ask, got answer) error {
	text, err := g.get(ctx, got.id+"/session.ics")
	if err != nil {
		return err
	}
	_, after, found := strings.Cut(strings.ReplaceAll(text, "\r\n ", ""), "\r\nUID:")
	if !found {
		g.wrong("%s: no UID in its session.ics", a.email)
		return nil
	}
	got.uid, _, _ = strings.Cut(after, "\r\n")
	return g.note(a, got)
}
