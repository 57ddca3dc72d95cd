package events_test

import (
	"crypto/sha256"
	"strings"
	"testing"

	"kantine/events"
)

func TestCheckInCodes(t *testing.T) {
	s := newStory(t)
	fenna, err := s.CreateFacilitator(s.ctx, events.Facilitator{
		Name: "Fenna", Email: "fenna@zorgenwerk.example", HomeCity: "Assen", Skills: []string{"workshop"},
		Availability: []events.Availability{{Days: []string{"we"}, From: "08:00", To: "18:00"}},
	}, nil)
	s.must(err)
	own := s.session(s.offer(nil), func(in *events.SessionInput) { in.Facilitators = events.Given([]string{fenna.ID}) })
	other := s.workshop()
	kim, bo := s.register(own, "kim"), s.register(other, "bo")
	finds := func(session, code, ledBy string, want ...string) {
		t.Helper()
		found, err := s.FindCheckIn(s.ctx, session, code, ledBy)
		s.must(err)
		var got []string
		for _, a := range found {
			got = append(got, a.Registration.Name)
		}
		if strings.Join(got, " ") != strings.Join(want, " ") {
			t.Errorf("%q at %q for %q finds %q, want %q", code, session, ledBy, got, want)
		}
	}
	code := s.CheckInCode(kim.ID)
	if len(code) != 6 || code == s.CheckInCode(bo.ID) || code != s.CheckInCode(kim.ID) || strings.ContainsAny(code, "01OILU") {
		t.Errorf("codes %s and %s", code, s.CheckInCode(bo.ID))
	}
	finds("", code, "") // nobody is received yet
	s.at("2027-02-10T14:00")
	finds("", code, "", "kim")
	finds(own.ID, " "+strings.ToLower(code[:3])+"-"+code[3:], "", "kim")
	finds(other.ID, code, "")
	finds("", code, fenna.Email, "kim")
	finds("", s.CheckInCode(bo.ID), fenna.Email)
	for _, wrong := range []string{"", "AAAAA", "AAAAAAA", "!!!!!!", "OOOOOO"} {
		finds(own.ID, wrong, "")
	}
	_, err = s.FindCheckIn(s.ctx, other.ID, code, fenna.Email)
	s.refused(err, events.CodeNotFound)
	s.withdraw(kim)
	finds("", code, "")
	s.at("2027-02-11T04:31")
	finds("", s.CheckInCode(bo.ID), "")
}

func TestWalkInsAreCountedOnce(t *testing.T) {
	s := newStory(t)
	session := s.workshop()
	count := func(by int, key, ledBy string) (int, error) {
		c := events.WalkInCommand{SessionID: session.ID, By: by, LedBy: ledBy}
		if key != "" {
			c.Once = &events.Once{Scope: "walk-in", Key: key, BodyHash: sha256.Sum256([]byte(key))}
		}
		return s.CountWalkIn(s.ctx, c)
	}
	_, err := count(1, "", "")
	s.refused(err, events.CodeSessionClosed)
	s.at("2027-02-10T14:30")
	for _, step := range []struct {
		by   int
		key  string
		want int
	}{{-1, "", 0}, {1, "a", 1}, {1, "a", 1}, {1, "b", 2}, {-1, "c", 1}, {-1, "c", 1}, {1, "", 2}} {
		if got, err := count(step.by, step.key, ""); got != step.want || err != nil {
			t.Errorf("%+d with %q: %d, %v, want %d", step.by, step.key, got, err, step.want)
		}
	}
	_, err = count(7, "", "")
	s.refused(err, events.CodeValidation)
	_, err = count(1, "", "fenna@zorgenwerk.example")
	s.refused(err, events.CodeNotFound)
	held, err := s.HoldSession(s.ctx, session.ID)
	s.must(err)
	if want := `{"attended":0,"headcount":[2],"no_show":0,"registered":0,"withdrawn":0}`; string(held.Extra.Outcome) != want {
		t.Errorf("outcome %s", held.Extra.Outcome)
	}
}

func TestTheListAtTheDoor(t *testing.T) {
	s := newStory(t)
	session := s.session(s.offer(func(in *events.OfferingInput) { in.Capacity = nil }), nil)
	for _, who := range []string{"kim", "Ann", "bo"} {
		s.register(session, who)
	}
	s.withdraw(s.register(session, "weg"))
	names := func(words string) (names []string) {
		list, err := s.CheckIn(s.ctx, session.ID, words, "")
		s.must(err)
		for _, a := range list.People {
			names = append(names, a.Registration.Name)
		}
		return names
	}
	for words, want := range map[string]string{"": "Ann bo kim", "ann": "Ann", "nobody": ""} {
		if got := strings.Join(names(words), " "); got != want {
			t.Errorf("%q lists %q, want %q", words, got, want)
		}
	}
}
