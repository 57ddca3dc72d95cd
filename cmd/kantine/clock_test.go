package main

import (
	"log/slog"
	"math"
	"os"
	"testing"
	"time"

	"kantine/mailer/mailtest"
)

func fileClockOf(t *testing.T, line string) (*fileClock, string) {
	t.Helper()
	path := writeFile(t, "clock", line)
	c, err := newFileClock(path, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	return c, path
}

func TestTheTestClockRunsAtItsRate(t *testing.T) {
	t.Parallel()
	start := at(t, "2027-01-11T12:00:00+01:00")
	for line, rate := range map[string]float64{
		"2027-01-11T12:00:00+01:00":        1,
		"2027-01-11T12:00:00+01:00 0\n":    0,
		"2027-01-11T12:00:00+01:00  60\n":  60,
		"2027-01-11T11:00:00Z 86400":       86400,
		"2027-01-11T12:00:00.000+01:00 .5": 0.5,
	} {
		c, _ := fileClockOf(t, line)
		// Real time between is bounded by what is measured around it.
		before := time.Since(c.read)
		now := c.Now()
		after := time.Since(c.read)
		low, high := time.Duration(float64(before)*rate), time.Duration(float64(after)*rate)
		if got := now.Sub(start); got < low-time.Microsecond || got > high {
			t.Errorf("%q: %v after its start, want between %v and %v", line, got, low, high)
		}
		hour := c.Until(c.Now().Add(time.Hour))
		switch want := time.Duration(float64(time.Hour) / rate); {
		case rate == 0 && hour != math.MaxInt64:
			t.Errorf("%q: an hour takes %v on a clock that stands still", line, hour)
		case rate > 0 && (hour > want+time.Millisecond || hour < want*9/10-time.Second):
			t.Errorf("%q: an hour takes %v, want about %v", line, hour, want)
		}
		if past := c.Until(start.Add(-time.Hour)); past != 0 {
			t.Errorf("%q: what is past is %v away", line, past)
		}
	}
}

func TestALineThatCannotBeReadLeavesTheClockAsItWas(t *testing.T) {
	t.Parallel()
	c, path := fileClockOf(t, "2027-01-11T12:00:00+01:00 0")
	for _, line := range []string{"", "noon 1", "2027-01-11 12:00", "2027-01-12T12:00:00+01:00 fast", "2027-01-12T12:00:00+01:00 -1", "2027-01-12T12:00:00+01:00 Inf", "2027-01-12T12:00:00+01:00 NaN"} {
		if err := os.WriteFile(path, []byte(line), 0o600); err != nil {
			t.Fatal(err)
		}
		if changed, err := c.reread(); changed || err == nil {
			t.Errorf("%q: changed %v, error %v", line, changed, err)
		}
		if now := c.Now(); !now.Equal(at(t, "2027-01-11T12:00:00+01:00")) {
			t.Errorf("%q: now is %v", line, now)
		}
	}
	if err := os.Remove(path); err != nil {
		t.Fatal(err)
	}
	if _, err := c.reread(); err == nil {
		t.Error("a file that is gone is no error")
	}
}

// TestAFastClockSendsByItself lets two days pass in a few seconds of real time:
// nobody touches the file, and the reminder leaves when it falls due.
func TestAFastClockSendsByItself(t *testing.T) {
	t.Parallel()
	post := mailtest.New(t, mailtest.Options{})
	k := begin(t, nil, post, "2027-01-31T12:00:00+01:00")
	session := k.session(k.offer(object{"reminders": []object{{"offset": "-P1D"}}}).ID, "2027-02-02T14:30", nil)
	r := k.register(session.ID, "kim", "nl", nil)
	k.settle()
	// Twelve hours a second: a busy machine still looks within the 23 hours in
	// which the reminder is of use.
	k.clock.write("2027-01-31T12:00:00+01:00 43200")
	if _, err := post.Wait(t.Context(), 2); err != nil {
		t.Fatal(err)
	}
	m := k.message("registration", r.ID, "kind", "reminder")
	if late := m.DueAt.Sub(at(t, "2027-02-01T14:30:00+01:00")); late < 0 {
		t.Errorf("the reminder left %v early", -late)
	}
}
