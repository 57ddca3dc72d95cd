package mailtest

import (
	"slices"
	"strings"
	"time"
)

// Stage is the moment at which a Fault strikes.
type Stage int

const (
	Connect Stage = iota // instead of the greeting
	Mail                 // at MAIL FROM
	Rcpt                 // at RCPT TO
	Data                 // at DATA; the transaction stays open, as in Postfix
	End                  // after the final dot
)

// Cut says how a Fault drops the connection.
type Cut int

const (
	NoCut    Cut = iota
	CutLost      // no answer; at End the message is not kept
	CutKept      // no answer, yet the message is kept: the sender cannot know (only at End)
	CutAfter     // the message is kept, the 250 is given, then the connection goes (only at End)
)

// Fault is one way to fail, in force until SetFaults replaces it. It waits first
// (Delay, Until), then answers with Reply or cuts; with neither it only waits.
// Of several faults at a stage all waits happen, and the first verdict counts.
type Fault struct {
	Stage Stage
	// Reply is a whole answer, "451 4.3.0 try again later"; a 421, and any reply
	// at Connect, also ends the connection (RFC 5321 §3.8). {recipient} in it
	// stands for the first recipient, as servers like to repeat whom they refuse.
	Reply string
	Cut   Cut
	Delay time.Duration
	// Until holds the connection till the channel closes: a test that must act in
	// the middle of a delivery waits for nothing but its own signal.
	Until <-chan struct{}
	// Reached, when set, is called as the fault strikes, before any waiting.
	Reached func()
	// Match picks recipients; nil means all. At Data and End one of them suffices;
	// at Connect and Mail, where none is known, it is asked about "".
	Match func(recipient string) bool
	// Rate between 0 and 1 is the share of chances taken; 0 means every one.
	Rate float64
	// Times is how often it strikes at most; 0 means for ever.
	Times int
}

type liveFault struct {
	Fault
	struck int
}

// SetFaults replaces all faults; without arguments the server behaves again.
func (s *Server) SetFaults(faults ...Fault) {
	live := make([]*liveFault, len(faults))
	for i, f := range faults {
		live[i] = &liveFault{Fault: f}
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.faults = live
}

// strike finds the faults that hit now, sits out their waits and returns the
// verdict; ok is false when the server was closed meanwhile.
func (s *Server) strike(stage Stage, recipients ...string) (verdict Fault, ok bool) {
	for _, f := range s.hits(stage, recipients) {
		if f.Reached != nil {
			f.Reached()
		}
		if !s.pause(f.Delay, f.Until) {
			return Fault{}, false
		}
		verdict = f
	}
	return verdict, true
}

// hits ends with the fault that decides; those before it only wait.
func (s *Server) hits(stage Stage, recipients []string) []Fault {
	if len(recipients) == 0 {
		recipients = []string{""}
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	var hit []Fault
	for _, f := range s.faults {
		spent := f.Times > 0 && f.struck >= f.Times
		if f.Stage != stage || spent ||
			f.Match != nil && !slices.ContainsFunc(recipients, f.Match) ||
			f.Rate > 0 && s.rnd.Float64() >= f.Rate {
			continue
		}
		f.struck++
		struck := f.Fault
		struck.Reply = strings.ReplaceAll(f.Reply, "{recipient}", recipients[0])
		hit = append(hit, struck)
		if f.Reply != "" {
			s.stats.Rejected++
			break
		}
		if f.Cut != NoCut {
			s.stats.Dropped++
			break
		}
	}
	return hit
}

func (s *Server) pause(d time.Duration, until <-chan struct{}) bool {
	if d > 0 {
		timer := time.NewTimer(d)
		defer timer.Stop()
		select {
		case <-timer.C:
		case <-s.ctx.Done():
			return false
		}
	}
	if until != nil {
		select {
		case <-until:
		case <-s.ctx.Done():
			return false
		}
	}
	return true
}
