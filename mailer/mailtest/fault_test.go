package mailtest

import (
	"io"
	"net"
	"strings"
	"sync/atomic"
	"testing"
	"time"
)

func toKim(recipient string) bool { return strings.HasPrefix(recipient, "kim@") }

func TestReplies(t *testing.T) {
	for name, c := range map[string]struct {
		fault Fault
		want  string
	}{
		"connect": {Fault{Stage: Connect, Reply: "421 4.3.2 later"}, "421"},
		"mail":    {Fault{Stage: Mail, Reply: "451 4.3.0 later"}, "451"},
		"rcpt":    {Fault{Stage: Rcpt, Reply: "550 5.1.1 no such user", Match: toKim}, "550"},
		"data":    {Fault{Stage: Data, Reply: "451 4.3.0 later", Match: toKim}, "451"},
		"end":     {Fault{Stage: End, Reply: "554 5.6.0 no", Match: toKim}, "554"},
		"hang up": {Fault{Stage: Mail, Reply: "421 4.7.0 enough"}, "421"},
	} {
		t.Run(name, func(t *testing.T) {
			s := New(t, Options{})
			s.SetFaults(c.fault)
			if err := send(s, "kim@voorbeeld.example", letter); err == nil || !strings.HasPrefix(err.Error(), c.want) {
				t.Errorf("answer = %v, want %s", err, c.want)
			}
			if c.fault.Match != nil {
				if err := send(s, "sam@voorbeeld.example", letter); err != nil {
					t.Errorf("another recipient: %v", err)
				}
			}
			s.SetFaults()
			if err := send(s, "kim@voorbeeld.example", letter); err != nil {
				t.Errorf("after the fault: %v", err)
			}
			if n := s.Stats().Rejected; n != 1 {
				t.Errorf("rejected = %d", n)
			}
		})
	}
}

func TestCuts(t *testing.T) {
	for name, c := range map[string]struct {
		fault                      Fault
		wantErr, kept, drop, reply bool
	}{
		"greeting": {Fault{Stage: Connect, Cut: CutLost}, true, false, false, false},
		"rcpt":     {Fault{Stage: Rcpt, Cut: CutLost}, true, false, false, false},
		"lost":     {Fault{Stage: End, Cut: CutLost}, true, false, true, false},
		"kept":     {Fault{Stage: End, Cut: CutKept}, true, true, true, false},
		"after":    {Fault{Stage: End, Cut: CutAfter}, true, true, false, true}, // QUIT finds nobody
	} {
		t.Run(name, func(t *testing.T) {
			drops := make(chan Drop, 1)
			s := New(t, Options{OnDrop: func(d Drop) { drops <- d }})
			s.SetFaults(c.fault)
			if err := send(s, "kim@voorbeeld.example", letter); (err != nil) != c.wantErr {
				t.Errorf("err = %v", err)
			}
			kept := s.Messages()
			if len(kept) == 1 != c.kept {
				t.Fatalf("kept %d", len(kept))
			}
			if c.kept && kept[0].Replied != c.reply {
				t.Errorf("replied = %v", kept[0].Replied)
			}
			if len(drops) == 1 != c.drop {
				t.Fatalf("%d drops", len(drops))
			}
			if c.drop {
				d := <-drops
				if d.Kept != c.kept || d.To[0] != "kim@voorbeeld.example" {
					t.Errorf("drop = %+v", d)
				}
				if c.kept && d.At.Before(kept[0].At) {
					t.Error("dropped before it was kept")
				}
			}
			if n := s.Stats().Dropped; n != 1 {
				t.Errorf("dropped = %d", n)
			}
		})
	}
}

func TestAfterMeansThe250Came(t *testing.T) {
	s := New(t, Options{})
	s.SetFaults(Fault{Stage: End, Cut: CutAfter})
	conn := talk(t, s)
	say(t, conn, "EHLO client.example", 250)
	say(t, conn, "MAIL FROM:<>", 250)
	say(t, conn, "RCPT TO:<kim@voorbeeld.example>", 250)
	say(t, conn, "DATA", 354)
	say(t, conn, "x\r\n.", 250)
	if _, err := conn.ReadLine(); err != io.EOF {
		t.Errorf("err = %v", err)
	}
}

func TestTimesAndWaitsBeforeAVerdict(t *testing.T) {
	s := New(t, Options{})
	var reached atomic.Int32
	s.SetFaults(
		Fault{Stage: Rcpt, Delay: time.Millisecond, Reached: func() { reached.Add(1) }},
		Fault{Stage: Rcpt, Reply: "451 4.3.0 later", Times: 2},
	)
	for i, want := range []bool{true, true, false, false} {
		if err := send(s, "kim@voorbeeld.example", letter); (err != nil) != want {
			t.Errorf("attempt %d: %v", i+1, err)
		}
	}
	if n := reached.Load(); n != 4 {
		t.Errorf("the wait struck %d times", n)
	}
}

func TestRateFollowsTheSeed(t *testing.T) {
	run := func(seed uint64) (pattern string) {
		s := New(t, Options{Seed: seed})
		s.SetFaults(Fault{Stage: Mail, Reply: "451 4.3.0 later", Rate: 0.5})
		for range 40 {
			if err := send(s, "kim@voorbeeld.example", letter); err != nil {
				pattern += "x"
			} else {
				pattern += "."
			}
		}
		return pattern
	}
	first := run(7)
	if n := strings.Count(first, "x"); n < 10 || n > 30 {
		t.Errorf("%s: %d of 40", first, n)
	}
	if again := run(7); again != first {
		t.Errorf("same seed, %s then %s", first, again)
	}
	if other := run(8); other == first {
		t.Error("another seed, the same faults")
	}
}

func TestHoldsTheConnectionForASignal(t *testing.T) {
	s := New(t, Options{})
	there, goOn := make(chan struct{}), make(chan struct{})
	s.SetFaults(Fault{Stage: End, Until: goOn, Reached: func() { close(there) }})
	done := make(chan error, 1)
	go func() { done <- send(s, "kim@voorbeeld.example", letter) }()
	<-there
	if n := len(s.Messages()); n != 0 {
		t.Errorf("kept %d before the signal", n)
	}
	close(goOn)
	if err := <-done; err != nil {
		t.Error(err)
	}
}

func TestCloseEndsAWait(t *testing.T) {
	s, err := Start(t.Context(), Options{})
	if err != nil {
		t.Fatal(err)
	}
	there := make(chan struct{})
	s.SetFaults(Fault{Stage: Connect, Delay: time.Hour, Reached: func() { close(there) }})
	conn, err := net.Dial("tcp", s.Addr())
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	<-there
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
}
