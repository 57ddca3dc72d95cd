package plan

import (
	"fmt"
	"testing"

	"kantine/events"
)

// BenchmarkConflicts weighs a pop-up among 2,000 sessions within the reach of
// the planning filter.
func BenchmarkConflicts(b *testing.B) {
	p, in := newPlanner(b), demo(b)
	s, now := *session(b, in, "ses-17"), instant(b, demoNow)
	for i := 0; len(in.Sessions) < 2000; i++ {
		moved := in.Sessions[i%22].MovedDays(i % 150)
		moved.ID = fmt.Sprintf("more-%d", i)
		in.Sessions = append(in.Sessions, moved)
	}
	for b.Loop() {
		p.Conflicts(in, &s, now)
	}
}

func BenchmarkOptions(b *testing.B) {
	p, in := newPlanner(b), demo(b)
	s, now := session(b, in, "ses-17"), instant(b, "2027-03-15T08:05:00+01:00")
	for b.Loop() {
		p.Options(in, s, "fac-5", events.Absence{From: "2027-03-15", To: "2027-03-19"}, now)
	}
}
