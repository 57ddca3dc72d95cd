package events

import (
	"context"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"
)

// rulesOf reads rules in short: "-P1D", "P1D/end/follow_up".
func rulesOf(t testing.TB, ids ...string) []ReminderRule {
	t.Helper()
	rules := []ReminderRule{}
	for _, id := range ids {
		var r ReminderRule
		var err error
		offset := id
		if rest, ok := strings.CutSuffix(offset, "/follow_up"); ok {
			offset, r.Kind = rest, RuleFollowUp
		}
		if rest, ok := strings.CutSuffix(offset, "/end"); ok {
			offset, r.Anchor = rest, AnchorEnd
		}
		if r.Offset, err = ParseOffset("offset", offset); err != nil {
			t.Fatal(err)
		}
		if r.ID() != id {
			t.Fatalf("rule %q names itself %q", id, r.ID())
		}
		rules = append(rules, r)
	}
	return rules
}

// workshop is a session in Assen with one block.
func workshop(t testing.TB, starts, ends string) Session {
	t.Helper()
	return Session{
		ID: "ses", Zone: "Europe/Amsterdam", State: SessionPublished, Offering: Offering{QuietHours: true},
		Blocks: []Block{{ID: "b1", StartsAt: rfc(t, starts), EndsAt: rfc(t, ends)}},
	}
}

func TestRulesForASession(t *testing.T) {
	p := DefaultProgramme("Europe/Amsterdam")
	for name, c := range map[string]struct {
		offering, session []ReminderRule
		want              []string
	}{
		"the programme's":                   {nil, nil, []string{"-P7D", "-P1D", "-PT2H"}},
		"the offering's":                    {rulesOf(t, "-P3D"), nil, []string{"-P3D"}},
		"the offering has none":             {rulesOf(t), nil, []string{}},
		"the session's":                     {rulesOf(t, "-P3D"), rulesOf(t, "-PT24H"), []string{"-PT24H"}},
		"the session has none":              {rulesOf(t, "-P3D"), rulesOf(t), []string{}},
		"equal rules count once":            {nil, rulesOf(t, "-P1D", "-P1D"), []string{"-P1D"}},
		"a day is not twenty-four hours":    {nil, rulesOf(t, "-P1D", "-PT24H"), []string{"-P1D", "-PT24H"}},
		"from the end is another than from": {nil, rulesOf(t, "P1D/end", "P1D", "P1D/end/follow_up"), []string{"P1D/end", "P1D", "P1D/end/follow_up"}},
	} {
		t.Run(name, func(t *testing.T) {
			var got []string
			for _, r := range rulesFor(&p, &Session{Offering: Offering{Reminders: c.offering}, Reminders: c.session}) {
				got = append(got, r.ID())
			}
			if !slices.Equal(got, c.want) {
				t.Errorf("got %v", got)
			}
		})
	}
}

func TestPlanned(t *testing.T) {
	p := DefaultProgramme("Europe/Amsterdam")
	s := workshop(t, "2027-03-29T08:00:00+02:00", "2027-03-29T10:00:00+02:00")
	s.Blocks = append(s.Blocks, Block{ID: "b2", StartsAt: rfc(t, "2027-03-29T22:30:00+02:00"), EndsAt: rfc(t, "2027-03-30T00:15:00+02:00")})
	s.Reminders = rulesOf(t, "-P7D", "-PT2H", "P1D/end/follow_up")
	want := map[string][2]string{
		"b1 -P7D":              {"2027-03-22T08:00:00+01:00", "2027-03-22T08:00:00+01:00"},
		"b1 -PT2H":             {"2027-03-29T06:00:00+02:00", "2027-03-29T07:00:00+02:00"},
		"b1 P1D/end/follow_up": {"2027-03-30T10:00:00+02:00", "2027-03-30T10:00:00+02:00"},
		"b2 -P7D":              {"2027-03-22T22:30:00+01:00", "2027-03-23T07:00:00+01:00"},
		"b2 -PT2H":             {"2027-03-29T20:30:00+02:00", "2027-03-29T20:30:00+02:00"},
		"b2 P1D/end/follow_up": {"2027-03-31T00:15:00+02:00", "2027-03-31T07:00:00+02:00"},
	}
	got := planned(&p, &s)
	if len(got) != len(want) {
		t.Errorf("%d reminders", len(got))
	}
	for _, r := range got {
		w := want[r.BlockID+" "+r.Rule]
		if !r.DueAt.Equal(rfc(t, w[0])) || !r.SendAt.Equal(rfc(t, w[1])) || r.State != ReminderPlanned || r.SessionID != "ses" {
			t.Errorf("%s %s: %+v", r.BlockID, r.Rule, r)
		}
		if (r.Kind == RuleFollowUp) != (r.Rule == "P1D/end/follow_up") {
			t.Errorf("%s is a %s", r.Rule, r.Kind)
		}
	}
}

// shelf is a Tx that holds the reminders of one session.
type shelf struct {
	Tx
	rows map[string]Reminder
}

func (s shelf) Reminders(context.Context, string) ([]Reminder, error) {
	return slices.Collect(maps.Values(s.rows)), nil
}

func (s shelf) PutReminder(_ context.Context, r Reminder) error {
	s.rows[r.BlockID+" "+r.Rule] = r
	return nil
}

// A workshop of 10 February, 14:30, is changed on the 4th at noon, when -P7D
// has been sent and the others are to come.
func TestReplan(t *testing.T) {
	for name, c := range map[string]struct {
		starts, now string
		rules       []string
		old         map[string]ReminderState // what is there before, at the times of the 10th; else as planned
		want        map[string]ReminderState
		skipped     []string
	}{
		"nothing changed": {
			starts: "2027-02-10T14:30:00+01:00",
			want:   map[string]ReminderState{"-P7D": ReminderSent, "-P1D": ReminderPlanned, "-PT2H": ReminderPlanned},
		},
		"moved to later: the one sent is owed again": {
			starts: "2027-02-20T14:30:00+01:00",
			want:   map[string]ReminderState{"-P7D": ReminderPlanned, "-P1D": ReminderPlanned, "-PT2H": ReminderPlanned},
		},
		"moved a little: its new time is past, it stays sent": {
			starts: "2027-02-11T11:00:00+01:00",
			want:   map[string]ReminderState{"-P7D": ReminderSent, "-P1D": ReminderPlanned, "-PT2H": ReminderPlanned},
		},
		"moved to tomorrow morning: a day before is past": {
			starts: "2027-02-05T11:00:00+01:00", skipped: []string{"-P1D"},
			want: map[string]ReminderState{"-P7D": ReminderSent, "-P1D": ReminderSkipped, "-PT2H": ReminderPlanned},
		},
		"moved into the past": {
			starts: "2027-02-03T11:00:00+01:00", skipped: []string{"-P1D", "-PT2H"},
			want: map[string]ReminderState{"-P7D": ReminderSent, "-P1D": ReminderSkipped, "-PT2H": ReminderSkipped},
		},
		"a rule is new and ahead": {
			starts: "2027-02-10T14:30:00+01:00", rules: []string{"-P7D", "-P1D", "-PT2H", "-P3D"},
			want: map[string]ReminderState{"-P7D": ReminderSent, "-P1D": ReminderPlanned, "-PT2H": ReminderPlanned, "-P3D": ReminderPlanned},
		},
		"a rule is new and past: nothing retroactively": {
			starts: "2027-02-10T14:30:00+01:00", rules: []string{"-P7D", "-P1D", "-PT2H", "-P14D"}, skipped: []string{"-P14D"},
			want: map[string]ReminderState{"-P7D": ReminderSent, "-P1D": ReminderPlanned, "-PT2H": ReminderPlanned, "-P14D": ReminderSkipped},
		},
		"rules are gone": {
			starts: "2027-02-10T14:30:00+01:00", rules: []string{"-PT2H"},
			want: map[string]ReminderState{"-P7D": ReminderSent, "-P1D": ReminderCancelled, "-PT2H": ReminderPlanned},
		},
		"a rule comes back": {
			starts: "2027-02-10T14:30:00+01:00", old: map[string]ReminderState{"-P1D": ReminderCancelled},
			want: map[string]ReminderState{"-P7D": ReminderSent, "-P1D": ReminderPlanned, "-PT2H": ReminderPlanned},
		},
		"one skipped for being late stays skipped": {
			starts: "2027-02-10T14:30:00+01:00", old: map[string]ReminderState{"-P7D": ReminderSkipped},
			want: map[string]ReminderState{"-P7D": ReminderSkipped, "-P1D": ReminderPlanned, "-PT2H": ReminderPlanned},
		},
		"one skipped comes into reach again": {
			starts: "2027-02-20T14:30:00+01:00", old: map[string]ReminderState{"-P7D": ReminderSkipped},
			want: map[string]ReminderState{"-P7D": ReminderPlanned, "-P1D": ReminderPlanned, "-PT2H": ReminderPlanned},
		},
		"one that is overdue still goes out": {
			starts: "2027-02-10T14:30:00+01:00", now: "2027-02-09T15:00:00+01:00",
			want: map[string]ReminderState{"-P7D": ReminderSent, "-P1D": ReminderPlanned, "-PT2H": ReminderPlanned},
		},
	} {
		t.Run(name, func(t *testing.T) {
			p := DefaultProgramme("Europe/Amsterdam")
			s := workshop(t, "2027-02-10T14:30:00+01:00", "2027-02-10T16:30:00+01:00")
			tx := shelf{rows: map[string]Reminder{}}
			for _, r := range planned(&p, &s) {
				if r.Rule == "-P7D" {
					r.State = ReminderSent
				}
				if state, ok := c.old[r.Rule]; ok {
					r.State = state
				}
				tx.rows["b1 "+r.Rule] = r
			}
			now := rfc(t, "2027-02-04T12:00:00+01:00")
			if c.now != "" {
				now = rfc(t, c.now)
			}
			s.Blocks[0].StartsAt = rfc(t, c.starts)
			s.Blocks[0].EndsAt = s.Blocks[0].StartsAt.Add(2 * time.Hour)
			if c.rules != nil {
				s.Reminders = rulesOf(t, c.rules...)
			}
			skipped, err := new(Service).replan(t.Context(), tx, &p, &s, ReasonPastAtMove, now)
			if err != nil {
				t.Fatal(err)
			}
			got := map[string]ReminderState{}
			for _, r := range tx.rows {
				got[r.Rule] = r.State
			}
			if !maps.Equal(got, c.want) {
				t.Errorf("got %v, want %v", got, c.want)
			}
			var rules []string
			for _, r := range skipped {
				rules = append(rules, r.Rule)
				if r.Reason != ReasonPastAtMove {
					t.Errorf("%s is skipped for %q", r.Rule, r.Reason)
				}
			}
			if slices.Sort(rules); !slices.Equal(rules, slices.Sorted(slices.Values(c.skipped))) {
				t.Errorf("skipped now: %v, want %v", rules, c.skipped)
			}
		})
	}
}

// Twice the same plan changes nothing, and what quiet hours hold stays held.
func TestReplanLeavesAHeldReminder(t *testing.T) {
	p := DefaultProgramme("Europe/Amsterdam")
	s := workshop(t, "2027-02-10T20:00:00+01:00", "2027-02-10T22:00:00+01:00")
	s.Reminders = rulesOf(t, "-P1D")
	tx := shelf{rows: map[string]Reminder{}}
	held := planned(&p, &s)[0]
	held.SendAt = rfc(t, "2027-02-10T07:00:00+01:00") // an outage lasted into the night
	tx.rows["b1 -P1D"] = held
	now := rfc(t, "2027-02-09T23:00:00+01:00")
	skipped, err := new(Service).replan(t.Context(), tx, &p, &s, ReasonPastAtMove, now)
	if err != nil || len(skipped) != 0 || tx.rows["b1 -P1D"] != held {
		t.Errorf("got %+v, skipped %v, %v", tx.rows["b1 -P1D"], skipped, err)
	}
	// Quiet hours that are given up before it was due are another matter.
	s.Reminders, tx.rows = rulesOf(t, "-PT14H"), map[string]Reminder{}
	tx.rows["b1 -PT14H"] = planned(&p, &s)[0]
	s.Offering.QuietHours = false
	if _, err := new(Service).replan(t.Context(), tx, &p, &s, ReasonPastAtMove, now); err != nil {
		t.Fatal(err)
	}
	if got := tx.rows["b1 -PT14H"].SendAt; !got.Equal(rfc(t, "2027-02-10T06:00:00+01:00")) {
		t.Errorf("without quiet hours it leaves at %v", got)
	}
}

func TestHowLateAReminderMayBe(t *testing.T) {
	start := rfc(t, "2027-02-10T14:30:00+01:00")
	for name, c := range map[string]struct {
		due, send string
		start     time.Time
		last      string
	}{
		"two hours before: until an hour before":    {"2027-02-10T12:30:00+01:00", "", start, "2027-02-10T13:30:00+01:00"},
		"a week before: until an hour before":       {"2027-02-03T14:30:00+01:00", "", start, "2027-02-10T13:30:00+01:00"},
		"an hour before: it still has minutes":      {"2027-02-10T13:30:00+01:00", "", start, "2027-02-10T13:35:00+01:00"},
		"half an hour before: it still has minutes": {"2027-02-10T14:00:00+01:00", "", start, "2027-02-10T14:05:00+01:00"},
		"a minute before: never past the start":     {"2027-02-10T14:29:00+01:00", "", start, "2027-02-10T14:30:00+01:00"},
		"held to 07:00 for 08:00":                   {"2027-02-10T06:00:00+01:00", "2027-02-10T07:00:00+01:00", rfc(t, "2027-02-10T08:00:00+01:00"), "2027-02-10T07:05:00+01:00"},
		"the evening before for 07:45":              {"2027-02-10T05:45:00+01:00", "2027-02-09T21:00:00+01:00", rfc(t, "2027-02-10T07:45:00+01:00"), "2027-02-10T06:45:00+01:00"},
		"a follow-up has seven days":                {"2027-02-11T16:30:00+01:00", "", time.Time{}, "2027-02-18T16:30:00+01:00"},
	} {
		t.Run(name, func(t *testing.T) {
			r := Reminder{DueAt: rfc(t, c.due), SendAt: rfc(t, c.due)}
			if c.send != "" {
				r.SendAt = rfc(t, c.send)
			}
			last := rfc(t, c.last)
			if got := r.notAfter(c.start); !got.Equal(last) {
				t.Errorf("its letter goes until %v", got.In(amsterdam(t)))
			}
			if r.tooLate(c.start, r.SendAt) || r.tooLate(c.start, last) || !r.tooLate(c.start, last.Add(time.Second)) {
				t.Errorf("too late at once %v, at the last moment %v, after it %v",
					r.tooLate(c.start, r.SendAt), r.tooLate(c.start, last), r.tooLate(c.start, last.Add(time.Second)))
			}
		})
	}
}

func TestPassed(t *testing.T) {
	due, send := rfc(t, "2027-02-10T05:45:00+01:00"), rfc(t, "2027-02-09T21:00:00+01:00")
	early, held := Reminder{DueAt: due, SendAt: send}, Reminder{DueAt: send, SendAt: due}
	for _, r := range []Reminder{early, held} {
		if r.Passed(send.Add(-time.Microsecond)) || !r.Passed(send) || !r.Passed(due) {
			t.Errorf("%+v: whichever comes first ends it", r)
		}
	}
}
