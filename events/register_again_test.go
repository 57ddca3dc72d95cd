package events_test

import (
	"testing"

	"kantine/events"
)

// Who comes again hears what came of it before, whatever has become of the
// session meanwhile: with seats left the rows themselves tell, without they are
// looked for first.
func TestWhoComesAgainHearsOfThePlaceThereIs(t *testing.T) {
	key := func(who string) *events.Once { return &events.Once{Scope: "form", Key: who} }
	full := func(s *story, session events.Session) {
		for _, who := range []string{"bo", "cas", "dea"} {
			_, err := s.Register(s.ctx, ask(session.ID, who))
			if events.CodeOf(err) != "" && events.CodeOf(err) != events.CodeSessionFull {
				t.Fatal(err)
			}
		}
	}
	closed := func(s *story, _ events.Session) { s.at("2027-02-10T15:00") }
	cancelled := func(s *story, session events.Session) {
		_, err := s.CancelSession(s.ctx, session.ID, events.Text{})
		s.must(err)
	}
	for _, test := range []struct {
		name     string
		waitlist events.Waitlist
		then     func(*story, events.Session)
		// stranger is what somebody new hears then, other what the address hears
		// that asks under another key.
		stranger, other events.Code
	}{
		{"seats left", events.WaitlistOff, func(*story, events.Session) {}, "", ""},
		{"full", events.WaitlistOff, full, events.CodeSessionFull, ""},
		{"full with a waitlist", events.WaitlistAuto, full, "", ""},
		{"closed", events.WaitlistOff, closed, events.CodeSessionClosed, events.CodeSessionClosed},
		{"cancelled", events.WaitlistOff, cancelled, events.CodeSessionClosed, events.CodeSessionClosed},
	} {
		t.Run(test.name, func(t *testing.T) {
			s := newStory(t)
			session := s.session(s.offer(func(in *events.OfferingInput) { in.Waitlist = test.waitlist }), nil)
			kim := events.RegisterCommand{Slug: session.Slug, Name: "kim", Email: "kim@post.example", Form: true, Once: key("kim")}
			first, err := s.Register(s.ctx, kim)
			s.must(err)
			if first.Session.ID != session.ID || first.Registration.State != events.Confirmed || first.Already {
				t.Fatalf("got %+v", first)
			}
			test.then(s, session)
			before, err := s.Session(s.ctx, session.ID)
			s.must(err)

			again, err := s.Register(s.ctx, kim)
			if err != nil || again.Already || again.Registration.ID != first.Registration.ID {
				t.Errorf("the same request: Already %v, %v", again.Already, err)
			}
			other := kim
			other.Once = key("kim again")
			for range 2 { // the second time under a key that made nothing
				done, err := s.Register(s.ctx, other)
				if events.CodeOf(err) != test.other || (err == nil && (!done.Already || done.Registration.ID != first.Registration.ID)) {
					t.Errorf("another request: Already %v, %v", done.Already, err)
				}
			}
			after, err := s.Session(s.ctx, session.ID)
			s.must(err)
			if after.Confirmed != before.Confirmed || after.Waitlisted != before.Waitlisted {
				t.Errorf("%d and %d became %d and %d", before.Confirmed, before.Waitlisted, after.Confirmed, after.Waitlisted)
			}
			letters, err := s.Messages(s.ctx, events.MessageFilter{RegistrationID: first.Registration.ID, Kind: events.AlreadyRegistered})
			s.must(err)
			if want := map[bool]int{true: 1, false: 0}[test.other == ""]; len(letters) != want {
				t.Errorf("%d letters say that the place is there, want %d", len(letters), want)
			}
			stranger := kim
			stranger.Email, stranger.Once = "eva@post.example", key("eva")
			done, err := s.Register(s.ctx, stranger)
			if events.CodeOf(err) != test.stranger || done.Already {
				t.Errorf("a stranger: Already %v, %v", done.Already, err)
			}
		})
	}
}

// A series is signed up for around the part that somebody has already.
func TestASeriesAroundAPlaceThereIs(t *testing.T) {
	s := newStory(t)
	o := s.offer(nil)
	var parts []events.Session
	for n, day := range []string{"2027-02-10T14:30", "2027-02-24T14:30", "2027-03-10T14:30"} {
		parts = append(parts, s.session(o, func(in *events.SessionInput) {
			in.StartsAt, in.Series = day, events.Given(&events.Series{ID: "leergang", Index: n + 1, Count: 3})
		}))
	}
	held := s.register(parts[0], "kim")
	form := events.RegisterCommand{
		Slug: parts[1].Slug, Name: "kim", Email: "kim@post.example", Form: true, Once: &events.Once{Scope: "form", Key: "k1"},
	}
	done, err := s.Register(s.ctx, form)
	s.must(err)
	if done.Already || done.Registration.SessionID != parts[1].ID || done.Registration.Group != done.Registration.ID || done.Registration.Group == held.Group {
		t.Errorf("got %+v", done.Registration)
	}
	again, err := s.Register(s.ctx, form)
	if err != nil || again.Already || again.Registration.ID != done.Registration.ID {
		t.Errorf("again: %+v, %v", again.Registration, err)
	}
	for _, part := range parts {
		s.counts(part.ID, 1, 0)
	}
	group, err := s.Manage(s.ctx, events.PurposeManage, s.ManageToken(&done.Registration))
	s.must(err)
	if len(group.Group) != 1 {
		t.Errorf("its page lists %d others, want the part that was free", len(group.Group))
	}
}

// Reminders are read only once one has passed: each that passes, in its time
// and not before, is written down for who comes after it.
func TestEachReminderThatHasPassedIsWrittenDown(t *testing.T) {
	s := newStory(t)
	session := s.session(s.offer(func(in *events.OfferingInput) { in.Capacity = nil }), nil)
	skipped := func(rules ...string) (want []string) {
		for _, rule := range rules {
			want = append(want, rule+" skipped "+events.ReasonPastAtEntry)
		}
		return want
	}
	for _, step := range []struct {
		who, at string
		want    []string
	}{
		{"kim", "2027-02-03T14:29", nil},
		{"bo", "2027-02-03T14:30", skipped("-P7D")},
		{"cas", "2027-02-09T14:30", skipped("-P7D", "-P1D")},
		{"dea", "2027-02-10T12:30", skipped("-P7D", "-P1D", "-PT2H")},
	} {
		s.at(step.at)
		s.hasFates(s.register(session, step.who), reminders, step.want...)
	}
	// A move to a later date makes them all to come again.
	s.at("2027-02-10T13:00")
	s.moved(session.ID, "2027-03-10T14:30")
	s.hasFates(s.register(session, "eva"), reminders)
}
