package mailer

import (
	"context"
	"crypto/tls"
	"errors"
	"net"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"go.uber.org/goleak"

	"kantine/events"
	"kantine/mailer/mailtest"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// serverOf is the address of a test server, as ParseURL would give it.
func serverOf(t testing.TB, s *mailtest.Server, security Security) Server {
	t.Helper()
	host, port, err := net.SplitHostPort(s.Addr())
	if err != nil {
		t.Fatal(err)
	}
	number, err := strconv.Atoi(port)
	if err != nil {
		t.Fatal(err)
	}
	return Server{Host: host, Port: number, Security: security}
}

func against(t testing.TB, s *mailtest.Server, change ...func(*Config)) *Mailer {
	t.Helper()
	cfg := config()
	cfg.Server = serverOf(t, s, Loopback)
	for _, c := range change {
		c(&cfg)
	}
	return newMailer(t, cfg)
}

func TestSend(t *testing.T) {
	s := mailtest.New(t, mailtest.Options{})
	m := against(t, s, func(c *Config) { c.BounceDomain, c.HelloName = "bounces.kantine.example", "kantine.example" })
	l := letter(t)
	if got := m.Send(t.Context(), l); got != (events.Outcome{Status: events.OutcomeDelivered, Code: 250}) {
		t.Fatalf("%+v", got)
	}
	kept := s.Messages()
	if len(kept) != 1 {
		t.Fatalf("%d kept", len(kept))
	}
	got := kept[0]
	if want := render(t, m, l); steady(string(got.Raw)) != steady(want) {
		t.Errorf("the server has\n%s\nwant\n%s", got.Raw, want)
	}
	if got.From != "bounce+01kamq0r8t1111111111111111@bounces.kantine.example" || len(got.To) != 1 || got.To[0] != "zoe@voorbeeld.example" {
		t.Errorf("envelope %s %v", got.From, got.To)
	}
	if got.Helo != "kantine.example" || strings.Contains(got.Params, "SMTPUTF8") {
		t.Errorf("HELO %s, MAIL %s", got.Helo, got.Params)
	}
}

func TestOutcomes(t *testing.T) {
	const (
		delivered   = events.OutcomeDelivered
		temporary   = events.OutcomeTemporary
		permanent   = events.OutcomePermanent
		inDoubt     = events.OutcomeInDoubt
		unreachable = events.OutcomeUnreachable
	)
	unknown := "550 5.1.1 <Zoe@voorbeeld.example>: no user zoe here"
	for name, c := range map[string]struct {
		fault    mailtest.Fault
		want     events.OutcomeStatus
		code     int
		enhanced string
		// lasts tells that the connection carries the next letter.
		lasts bool
	}{
		"greeting 421":        {mailtest.Fault{Stage: mailtest.Connect, Reply: "421 4.3.2 later"}, unreachable, 421, "4.3.2", false},
		"greeting 554":        {mailtest.Fault{Stage: mailtest.Connect, Reply: "554 5.3.2 no service"}, unreachable, 554, "5.3.2", false},
		"greeting cut":        {mailtest.Fault{Stage: mailtest.Connect, Cut: mailtest.CutLost}, unreachable, 0, "", false},
		"MAIL 421":            {mailtest.Fault{Stage: mailtest.Mail, Reply: "421 4.7.0 enough"}, unreachable, 421, "4.7.0", false},
		"MAIL 451":            {mailtest.Fault{Stage: mailtest.Mail, Reply: "451 4.3.0 later"}, temporary, 451, "4.3.0", true},
		"MAIL 503":            {mailtest.Fault{Stage: mailtest.Mail, Reply: "503 5.5.1 out of step"}, unreachable, 503, "5.5.1", false},
		"MAIL 530":            {mailtest.Fault{Stage: mailtest.Mail, Reply: "530 5.7.0 log in first"}, unreachable, 530, "5.7.0", false},
		"MAIL 501":            {mailtest.Fault{Stage: mailtest.Mail, Reply: "501 5.1.7 bad sender"}, unreachable, 501, "5.1.7", false},
		"MAIL 550":            {mailtest.Fault{Stage: mailtest.Mail, Reply: "550 5.7.1 not from you"}, permanent, 550, "5.7.1", true},
		"MAIL 552":            {mailtest.Fault{Stage: mailtest.Mail, Reply: "552 5.3.4 too big"}, permanent, 552, "5.3.4", true},
		"MAIL cut":            {mailtest.Fault{Stage: mailtest.Mail, Cut: mailtest.CutLost}, unreachable, 0, "", false},
		"RCPT 450":            {mailtest.Fault{Stage: mailtest.Rcpt, Reply: "450 4.2.1 greylisted"}, temporary, 450, "4.2.1", true},
		"RCPT 421":            {mailtest.Fault{Stage: mailtest.Rcpt, Reply: "421 4.7.0 enough"}, unreachable, 421, "4.7.0", false},
		"RCPT 503":            {mailtest.Fault{Stage: mailtest.Rcpt, Reply: "503 5.5.1 out of step"}, unreachable, 503, "5.5.1", false},
		"RCPT 550":            {mailtest.Fault{Stage: mailtest.Rcpt, Reply: unknown}, permanent, 550, "5.1.1", true},
		"RCPT 501":            {mailtest.Fault{Stage: mailtest.Rcpt, Reply: "501 5.1.3 bad address"}, permanent, 501, "5.1.3", true},
		"RCPT 550 plain":      {mailtest.Fault{Stage: mailtest.Rcpt, Reply: "550 no such user"}, permanent, 550, "", true},
		"RCPT odd status":     {mailtest.Fault{Stage: mailtest.Rcpt, Reply: "550 4.1.1 which?"}, permanent, 550, "", true},
		"RCPT cut":            {mailtest.Fault{Stage: mailtest.Rcpt, Cut: mailtest.CutLost}, unreachable, 0, "", false},
		"DATA 451":            {mailtest.Fault{Stage: mailtest.Data, Reply: "451 4.3.0 later"}, temporary, 451, "4.3.0", true},
		"DATA 503":            {mailtest.Fault{Stage: mailtest.Data, Reply: "503 5.5.1 out of step"}, unreachable, 503, "5.5.1", false},
		"DATA 554":            {mailtest.Fault{Stage: mailtest.Data, Reply: "554 5.5.1 no recipients"}, temporary, 554, "5.5.1", true},
		"DATA cut":            {mailtest.Fault{Stage: mailtest.Data, Cut: mailtest.CutLost}, unreachable, 0, "", false},
		"end 421":             {mailtest.Fault{Stage: mailtest.End, Reply: "421 4.3.2 closing"}, unreachable, 421, "4.3.2", false},
		"end 452":             {mailtest.Fault{Stage: mailtest.End, Reply: "452 4.3.1 disk full"}, temporary, 452, "4.3.1", true},
		"end 500":             {mailtest.Fault{Stage: mailtest.End, Reply: "500 5.5.2 what?"}, temporary, 500, "5.5.2", true},
		"end 554":             {mailtest.Fault{Stage: mailtest.End, Reply: "554 5.6.0 refused"}, permanent, 554, "5.6.0", true},
		"end cut, lost":       {mailtest.Fault{Stage: mailtest.End, Cut: mailtest.CutLost}, inDoubt, 0, "", false},
		"end cut, kept":       {mailtest.Fault{Stage: mailtest.End, Cut: mailtest.CutKept}, inDoubt, 0, "", false},
		"cut after the 250":   {mailtest.Fault{Stage: mailtest.End, Cut: mailtest.CutAfter}, delivered, 250, "", false},
		"end, no SMTP answer": {mailtest.Fault{Stage: mailtest.End, Reply: "HTTP/1.1 400 Bad Request"}, inDoubt, 0, "", false},
	} {
		t.Run(name, func(t *testing.T) {
			s := mailtest.New(t, mailtest.Options{})
			m := against(t, s)
			s.SetFaults(c.fault)
			l := letter(t)
			got := m.Send(t.Context(), l)
			if got.Status != c.want || got.Code != c.code || got.Enhanced != c.enhanced {
				t.Errorf("%+v", got)
			}
			if got.Status != delivered && got.Detail == "" || strings.Contains(got.Detail, "@") || strings.Contains(strings.ToLower(got.Detail), "zoe") {
				t.Errorf("detail %q", got.Detail)
			}
			s.SetFaults()
			before := len(s.Messages())
			if next := m.Send(t.Context(), l); next.Status != delivered {
				t.Errorf("the next letter: %+v", next)
			}
			if n := s.Stats().Connections; n == 1 != c.lasts {
				t.Errorf("%d connections", n)
			}
			for _, kept := range s.Messages()[before:] {
				if steady(string(kept.Raw)) != steady(render(t, m, l)) {
					t.Error("the next letter came otherwise")
				}
			}
		})
	}
}

func TestRefusedConnectionIsUnreachable(t *testing.T) {
	s := mailtest.New(t, mailtest.Options{})
	m := against(t, s)
	s.Refuse()
	if got := m.Send(t.Context(), letter(t)); got.Status != events.OutcomeUnreachable || got.Code != 0 || got.Detail == "" {
		t.Errorf("%+v", got)
	}
	if err := s.Reopen(); err != nil {
		t.Fatal(err)
	}
	if got := m.Send(t.Context(), letter(t)); got.Status != events.OutcomeDelivered {
		t.Errorf("%+v", got)
	}
}

func TestTheLeaseIsAskedRightBeforeMAIL(t *testing.T) {
	s := mailtest.New(t, mailtest.Options{})
	m := against(t, s)
	for name, stillMine := range map[string]func(context.Context) (bool, error){
		"lost":    func(context.Context) (bool, error) { return false, nil },
		"unknown": func(context.Context) (bool, error) { return true, errors.New("disk of zoe@voorbeeld.example is full") },
	} {
		l := letter(t)
		asked := 0
		l.StillMine = func(ctx context.Context) (bool, error) {
			asked++
			if s.Stats().Connections == 0 {
				t.Error("asked before connecting")
			}
			if end, ok := ctx.Deadline(); !ok || time.Until(end) > 2*time.Minute {
				t.Error("the attempt is not cut off after two minutes")
			}
			return stillMine(ctx)
		}
		if got := m.Send(t.Context(), l); got.Status != events.OutcomeLost || strings.Contains(got.Detail, "@") {
			t.Errorf("%s: %+v", name, got)
		}
		if asked != 1 {
			t.Errorf("%s: asked %d times", name, asked)
		}
	}
	if len(s.Messages()) != 0 {
		t.Error("something was handed over")
	}
	l := letter(t)
	l.StillMine = func(context.Context) (bool, error) { return true, nil }
	if got := m.Send(t.Context(), l); got.Status != events.OutcomeDelivered {
		t.Errorf("%+v", got)
	}
	if n := s.Stats().Connections; n != 1 {
		t.Errorf("%d connections: a lost lease costs none", n)
	}
}

func TestConnectionsAreKeptAndReplaced(t *testing.T) {
	s := mailtest.New(t, mailtest.Options{})
	m := against(t, s)
	l := letter(t)
	for range maxLetters + 1 {
		if got := m.Send(t.Context(), l); got.Status != events.OutcomeDelivered {
			t.Fatalf("%+v", got)
		}
	}
	if got := s.Stats().PerConnection; len(got) != 2 || got[0] != maxLetters || got[1] != 1 {
		t.Errorf("letters by connection: %v", got)
	}
	// The server drops the idle connection: the letter goes out all the same.
	s.Disconnect()
	asked := 0
	l.StillMine = func(context.Context) (bool, error) { asked++; return true, nil }
	if got := m.Send(t.Context(), l); got.Status != events.OutcomeDelivered {
		t.Errorf("%+v", got)
	}
	if asked != 2 {
		t.Errorf("the lease was asked %d times for two MAILs", asked)
	}
}

func TestIdleConnectionExpires(t *testing.T) {
	s := mailtest.New(t, mailtest.Options{})
	m := against(t, s)
	if got := m.Send(t.Context(), letter(t)); got.Status != events.OutcomeDelivered {
		t.Fatalf("%+v", got)
	}
	c := m.pool.idle[0]
	m.pool.expire(c)
	m.pool.expire(c) // the timer came too late: nothing is left to do
	if len(m.pool.idle) != 0 {
		t.Error("still kept")
	}
	if err := c.client.Noop(); err == nil {
		t.Error("still open")
	}
}

func TestNoMoreConnectionsThanAllowed(t *testing.T) {
	s := mailtest.New(t, mailtest.Options{})
	m := against(t, s, func(c *Config) { c.Connections = 3 })
	goOn := make(chan struct{})
	var reached sync.WaitGroup
	reached.Add(3)
	s.SetFaults(mailtest.Fault{Stage: mailtest.End, Until: goOn, Reached: reached.Done, Times: 3})
	var all sync.WaitGroup
	for range 12 {
		all.Go(func() {
			if got := m.Send(t.Context(), letter(t)); got.Status != events.OutcomeDelivered {
				t.Errorf("%+v", got)
			}
		})
	}
	reached.Wait()
	close(goOn)
	all.Wait()
	if st := s.Stats(); st.MaxOpen != 3 || len(s.Messages()) != 12 {
		t.Errorf("%d open at once, %d kept", st.MaxOpen, len(s.Messages()))
	}
}

func TestCutOffInTime(t *testing.T) {
	for name, c := range map[string]struct {
		stage mailtest.Stage
		want  events.OutcomeStatus
	}{
		"at the greeting": {mailtest.Connect, events.OutcomeUnreachable},
		"at RCPT":         {mailtest.Rcpt, events.OutcomeUnreachable},
		"after the dot":   {mailtest.End, events.OutcomeInDoubt},
	} {
		t.Run(name, func(t *testing.T) {
			s := mailtest.New(t, mailtest.Options{})
			m := against(t, s)
			ctx, cancel := context.WithCancel(t.Context())
			s.SetFaults(mailtest.Fault{Stage: c.stage, Until: make(chan struct{}), Reached: cancel})
			got := m.Send(ctx, letter(t))
			if got.Status != c.want {
				t.Errorf("%+v", got)
			}
			if n := s.Stats().Connections; n != 1 {
				t.Errorf("%d connections", n)
			}
		})
	}
}

func TestWaitingForAConnectionEnds(t *testing.T) {
	s := mailtest.New(t, mailtest.Options{})
	m := against(t, s, func(c *Config) { c.Connections = 1 })
	there, goOn := make(chan struct{}), make(chan struct{})
	s.SetFaults(mailtest.Fault{Stage: mailtest.End, Until: goOn, Reached: func() { close(there) }})
	done := make(chan events.Outcome)
	go func() { done <- m.Send(t.Context(), letter(t)) }()
	<-there
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if got := m.Send(ctx, letter(t)); got.Status != events.OutcomeUnreachable {
		t.Errorf("%+v", got)
	}
	close(goOn)
	if got := <-done; got.Status != events.OutcomeDelivered {
		t.Errorf("%+v", got)
	}
}

func TestTLSAndLogin(t *testing.T) {
	for name, c := range map[string]struct {
		offers, security any
		password         string
		trust, ok        bool
	}{
		"STARTTLS":                      {mailtest.StartTLS, StartTLS, "geheim", true, true},
		"implicit TLS":                  {mailtest.Implicit, ImplicitTLS, "geheim", true, true},
		"loopback, own certificate":     {mailtest.StartTLS, Loopback, "geheim", false, true},
		"loopback in the clear":         {mailtest.Plain, Loopback, "geheim", false, true},
		"STARTTLS is demanded":          {mailtest.Plain, StartTLS, "geheim", true, false},
		"unknown certificate":           {mailtest.StartTLS, StartTLS, "geheim", false, false},
		"unknown certificate, implicit": {mailtest.Implicit, ImplicitTLS, "geheim", false, false},
		"wrong password":                {mailtest.StartTLS, StartTLS, "mis", true, false},
		"no password":                   {mailtest.StartTLS, StartTLS, "", true, false},
	} {
		t.Run(name, func(t *testing.T) {
			s := mailtest.New(t, mailtest.Options{Security: c.offers.(mailtest.Security), Username: "post@kantine.example", Password: "geheim"})
			m := against(t, s, func(cfg *Config) {
				cfg.Server.Security = c.security.(Security)
				if c.password != "" {
					cfg.Server.User, cfg.Server.Password = "post@kantine.example", c.password
				}
				if c.trust {
					cfg.TLS = &tls.Config{RootCAs: s.Pool()}
				}
			})
			got := m.Send(t.Context(), letter(t))
			if want := map[bool]events.OutcomeStatus{true: events.OutcomeDelivered, false: events.OutcomeUnreachable}[c.ok]; got.Status != want {
				t.Errorf("%+v", got)
			}
			if strings.Contains(got.Detail, "@") || strings.Contains(got.Detail, "geheim") {
				t.Errorf("detail %q", got.Detail)
			}
			if c.ok && s.Messages()[0].TLS != (c.offers != mailtest.Plain) {
				t.Error("not over TLS")
			}
			m.Close()
			for deadline := time.Now().Add(5 * time.Second); s.Stats().Open > 0; {
				if time.Now().After(deadline) {
					t.Fatal("a socket was left behind")
				}
			}
		})
	}
}

func TestClosed(t *testing.T) {
	s := mailtest.New(t, mailtest.Options{})
	m := against(t, s)
	if got := m.Send(t.Context(), letter(t)); got.Status != events.OutcomeDelivered {
		t.Fatalf("%+v", got)
	}
	m.Close()
	if got := m.Send(t.Context(), letter(t)); got.Status != events.OutcomeUnreachable {
		t.Errorf("%+v", got)
	}
}

func BenchmarkSend(b *testing.B) {
	s := mailtest.New(b, mailtest.Options{})
	m, l := against(b, s), letter(b)
	b.ReportAllocs()
	b.SetParallelism(8) // times two cores: the pool's sixteen
	b.RunParallel(func(pb *testing.PB) {
		for pb.Next() {
			if got := m.Send(context.Background(), l); got.Status != events.OutcomeDelivered {
				b.Fatalf("%+v", got)
			}
		}
	})
}
