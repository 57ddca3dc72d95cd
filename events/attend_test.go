package events_test

import (
	"testing"

	"kantine/events"
)

func TestAttendance(t *testing.T) {
	s := newStory(t)
	session := s.with(nil, events.RuleInput{Offset: "-PT2H"}, events.RuleInput{Offset: "P1D", Anchor: "end", Kind: "follow_up"})
	kim, bo, cas := s.register(session, "kim"), s.register(session, "bo"), s.register(session, "cas")
	mark := func(r events.Registration, state events.RegistrationState) error {
		_, err := s.MarkAttendance(s.ctx, r.ID, state, "")
		return err
	}
	s.at("2027-02-10T11:29")
	s.refused(mark(kim, events.Attended), events.CodeSessionClosed)
	s.at("2027-02-10T11:30")
	s.must(mark(kim, events.Attended))
	s.refused(mark(kim, "gone"), events.CodeValidation)
	s.refused(mark(cas, events.Attended), events.CodeSessionFull)
	s.refused(mark(cas, events.NoShow), events.CodeSessionClosed)
	s.must(mark(bo, events.NoShow))
	s.counts(session.ID, 2, 1)
	s.must(mark(bo, events.Confirmed))
	s.must(mark(bo, events.NoShow))
	s.mail()
	s.hasFates(kim, reminders) // who is there already needs no reminder
	s.sent = nil
	_, err := s.HoldSession(s.ctx, session.ID)
	s.refused(err, events.CodeSessionClosed)
	s.at("2027-02-10T14:30")
	held, err := s.HoldSession(s.ctx, session.ID)
	s.must(err)
	if held.State != events.SessionHeld || string(held.Extra.Outcome) != `{"attended":1,"no_show":1,"registered":2,"withdrawn":0}` {
		t.Errorf("%s with %s", held.State, held.Extra.Outcome)
	}
	s.must(mark(bo, events.Attended)) // came late, after all
	held, err = s.HoldSession(s.ctx, session.ID)
	s.must(err)
	if string(held.Extra.Outcome) != `{"attended":2,"no_show":0,"registered":2,"withdrawn":0}` {
		t.Errorf("corrected: %s", held.Extra.Outcome)
	}
	s.must(mark(bo, events.NoShow))
	s.at("2027-02-11T16:30")
	s.mails("kim follow_up P1D/end/follow_up")
}

func TestFacilitatorsReceiveTheirOwnPeople(t *testing.T) {
	s := newStory(t)
	fenna, err := s.CreateFacilitator(s.ctx, events.Facilitator{
		Name: "Fenna", Email: "fenna@zorgenwerk.example", HomeCity: "Assen", Skills: []string{"workshop"},
		Availability: []events.Availability{{Days: []string{"we"}, From: "08:00", To: "18:00"}},
	}, nil)
	s.must(err)
	own := s.session(s.offer(nil), func(in *events.SessionInput) { in.Facilitators = events.Given([]string{fenna.ID}) })
	other := s.workshop()
	kim, bo := s.register(own, "kim"), s.register(other, "bo")
	s.at("2027-02-10T14:00")
	_, err = s.MarkAttendance(s.ctx, kim.ID, events.Attended, "Fenna@zorgenwerk.example")
	s.must(err)
	for _, state := range []events.RegistrationState{events.Attended, "gone"} {
		_, err = s.MarkAttendance(s.ctx, bo.ID, state, fenna.Email)
		s.refused(err, events.CodeNotFound)
	}
	_, err = s.Attendees(s.ctx, events.AttendeeQuery{SessionID: other.ID, LedBy: fenna.Email})
	s.refused(err, events.CodeNotFound)
	all, err := s.Attendees(s.ctx, events.AttendeeQuery{SessionID: own.ID, LedBy: fenna.Email})
	if err != nil || len(all.People) != 1 {
		t.Errorf("%d people, %v", len(all.People), err)
	}
	mine, err := s.Gatherings(s.ctx, fenna.Email)
	if err != nil || len(mine) != 1 || mine[0].Session.ID != own.ID {
		t.Errorf("%d sessions, %v", len(mine), err)
	}
}

func TestMovingToAnotherSession(t *testing.T) {
	s := newStory(t)
	offering := s.offer(nil)
	old, next := s.session(offering, nil), s.session(offering, func(in *events.SessionInput) { in.StartsAt = "2027-02-17T10:00" })
	done, err := s.Register(s.ctx, events.RegisterCommand{SessionID: old.ID, Name: "kim", Email: "kim@post.example", Language: "en", Needs: "ringleiding"})
	s.must(err)
	kim := done.Registration
	s.register(old, "bo")
	cas := s.register(old, "cas")
	s.must(s.SetNote(s.ctx, kim.ID, events.NoteCommand{Text: "belt terug"}))
	_, err = s.StopReminders(s.ctx, kim.ID)
	s.must(err)
	s.mails("kim confirmation REQUEST 0", "bo confirmation REQUEST 0", "cas waitlist")

	move := func(to string) (events.Registration, error) {
		return s.MoveRegistration(s.ctx, events.MoveCommand{RegistrationID: kim.ID, SessionID: to})
	}
	dea, eef := s.register(next, "dea"), s.register(next, "eef")
	s.mails("dea confirmation REQUEST 0", "eef confirmation REQUEST 0")
	_, err = move(next.ID)
	s.refused(err, events.CodeSessionFull)
	s.is(kim, events.Confirmed)
	s.mails()
	_, err = move(old.ID)
	s.refused(err, events.CodeAlreadyRegistered)
	_, err = move("none")
	s.refused(err, events.CodeNotFound)
	s.withdraw(dea)
	s.mails("dea withdrawal CANCEL 1")

	moved, err := move(next.ID)
	s.must(err)
	s.is(kim, events.Withdrawn)
	s.is(cas, events.Confirmed) // the old seat goes to who waited
	s.counts(old.ID, 2, 0)
	s.counts(next.ID, 2, 0)
	if moved.Language != "en" || moved.Needs != "ringleiding" || !moved.RemindersOff || moved.UID == kim.UID {
		t.Errorf("moved %+v", moved)
	}
	if p, err := s.Person(s.ctx, moved.ID); err != nil || p.Note != "belt terug" {
		t.Errorf("the note is %q, %v", p.Note, err)
	}
	s.mail() // the two to kim in any order: they are owed at the same moment
	s.hasFates(kim, []events.MessageKind{events.Confirmation, events.Withdrawal}, "confirmation delivered", "withdrawal delivered")
	s.hasFates(moved, []events.MessageKind{events.Confirmation}, "confirmation delivered")
	s.hasFates(cas, []events.MessageKind{events.Confirmation}, "confirmation delivered")
	s.sent = nil
	_, err = move(next.ID)
	s.refused(err, events.CodeSessionClosed) // given up already
	_, err = s.CancelSession(s.ctx, old.ID, events.Text{})
	s.must(err)
	_, err = s.MoveRegistration(s.ctx, events.MoveCommand{RegistrationID: eef.ID, SessionID: old.ID})
	s.refused(err, events.CodeSessionClosed)
	s.is(eef, events.Confirmed)
}

func TestNotesWarnOfCitizenNumbers(t *testing.T) {
	s := newStory(t)
	kim := s.register(s.workshop(), "kim")
	for text, key := range map[string]string{
		"belt terug op 0612345678":       "",
		"111222333":                      "bsn",
		"bsn 1112.22.333, bel morgen":    "bsn",
		"zegt 111 222 333":               "bsn",
		"111222334":                      "",
		"nummer 1112223339 van de polis": "",
		"000000000":                      "",
	} {
		err := s.SetNote(s.ctx, kim.ID, events.NoteCommand{Text: text})
		if key == "" {
			s.must(err)
			continue
		}
		s.refused(err, events.CodeValidation)
		s.must(s.SetNote(s.ctx, kim.ID, events.NoteCommand{Text: text, NoBSN: true}))
	}
}

// Nobody is put on the waitlist who was told that there is a seat.
func TestOnlyASeatWillDo(t *testing.T) {
	s := newStory(t)
	session := s.workshop()
	s.register(session, "kim")
	c := ask(session.ID, "bo")
	c.SeatOnly = true
	done, err := s.Register(s.ctx, c)
	s.must(err)
	s.is(done.Registration, events.Confirmed)
	c = ask(session.ID, "cas")
	c.SeatOnly = true
	_, err = s.Register(s.ctx, c)
	s.refused(err, events.CodeSessionFull)
	s.counts(session.ID, 2, 0)
}
