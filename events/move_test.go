package events_test

import (
	"testing"
	"time"

	"kantine/events"
)

func elsewhere(city string) events.SessionInput {
	return events.SessionInput{Location: events.Given(&events.Location{Name: "De Hal", City: city})}
}

func TestAMoveTellsOldAndNew(t *testing.T) {
	s := newStory(t)
	session := s.workshop()
	s.register(session, "kim")
	s.mails("kim confirmation REQUEST 0")
	_, err := s.change(session.ID, events.SessionInput{StartsAt: "2027-02-17T10:00", Reason: events.Text{NL: "De zaal lekt", EN: "The hall leaks"}})
	s.must(err)
	s.mail()
	l := s.sent[0]
	told := l.Registration.Told
	if !told.StartsAt.Equal(s.time("2027-02-10T14:30")) || told.Place != "De Hal, Assen" || !l.Block.StartsAt.Equal(s.time("2027-02-17T10:00")) ||
		!l.Block.EndsAt.Equal(s.time("2027-02-17T12:00")) || l.Session.Reason.NL != "De zaal lekt" || l.Session.Sequence != 1 {
		t.Errorf("the letter tells %+v, %+v, %q", told, l.Block, l.Session.Reason.NL)
	}
	s.mails("kim update REQUEST 1")
	// A second move's "was" is what the first one told.
	_, err = s.change(session.ID, elsewhere("Emmen"))
	s.must(err)
	s.mail()
	if told := s.sent[0].Registration.Told; !told.StartsAt.Equal(s.time("2027-02-17T10:00")) || told.Sequence != 1 || told.Place != "De Hal, Assen" {
		t.Errorf("was %+v", told)
	}
	s.mails("kim update REQUEST 2")
}

func TestAnEditThatIsNoNewsTellsNobody(t *testing.T) {
	s := newStory(t)
	session := s.workshop()
	s.register(session, "kim")
	s.mail()
	s.sent = nil
	_, err := s.change(session.ID, events.SessionInput{StartsAt: "2027-02-17T10:00", Reason: events.Text{NL: "De zaal lekt"}})
	s.must(err)
	after, err := s.change(session.ID, events.SessionInput{Capacity: events.Given(pointer(9)), Title: events.Given(events.Text{NL: "Anders", EN: "Other"})})
	s.must(err)
	if after.Sequence != 1 || after.Reason.NL != "De zaal lekt" {
		t.Errorf("sequence %d, reason %q", after.Sequence, after.Reason.NL)
	}
	s.mail()
	if got := s.sent[0].Session.Reason.NL; got != "De zaal lekt" {
		t.Errorf("the letter gives as reason %q", got)
	}
	s.mails("kim update REQUEST 1")
}

func TestRemindersFollowAMove(t *testing.T) {
	s := newStory(t)
	session := s.workshop()
	kim := s.register(session, "kim")
	s.mail()
	s.at("2027-02-03T14:30")
	s.sent = nil
	s.mails("kim reminder -P7D")
	s.plan(session.ID, "-P7D sent", "-P1D planned", "-PT2H planned")

	// Later: a week before lies ahead again.
	s.moved(session.ID, "2027-02-24T14:30")
	s.plan(session.ID, "-P7D planned", "-P1D planned", "-PT2H planned")
	s.mails("kim update REQUEST 1")
	s.at("2027-02-10T12:30") // the old two hours before
	s.mails()
	s.at("2027-02-17T14:30")
	s.mails("kim reminder -P7D")

	// To tomorrow: a week before was sent and a day before is past.
	s.moved(session.ID, "2027-02-18T10:00")
	s.plan(session.ID, "-P7D sent", "-P1D skipped due-before-move", "-PT2H planned")
	s.mails("kim update REQUEST 2")
	s.hasFates(kim, reminders, "-P7D delivered", "-P7D delivered", "-P1D skipped due-before-move")
	s.at("2027-02-18T08:00")
	s.mails("kim reminder -PT2H")
}

func TestANewPlaceAloneRemindsNobodyAgain(t *testing.T) {
	s := newStory(t)
	session := s.workshop()
	kim := s.register(session, "kim")
	s.at("2027-02-03T14:30")
	s.mail()
	s.sent = nil
	_, err := s.change(session.ID, elsewhere("Emmen"))
	s.must(err)
	s.plan(session.ID, "-P7D sent", "-P1D planned", "-PT2H planned")
	s.mails("kim update REQUEST 1")
	s.hasFates(kim, reminders, "-P7D delivered")

	// A reminder that waits for the mail server is still true.
	s.answers["kim"] = events.OutcomeUnreachable
	s.at("2027-02-09T14:30")
	fanned, err := s.FanOut(s.ctx, 10)
	if fanned != 1 || err != nil {
		t.Fatalf("%d fanned out, %v", fanned, err)
	}
	s.later(time.Second)
	_, err = s.change(session.ID, elsewhere("Assen"))
	s.must(err)
	delete(s.answers, "kim")
	s.mails("kim reminder -P1D", "kim update REQUEST 2")
}

func TestOfSeveralChangesOnlyTheNewestGoes(t *testing.T) {
	s := newStory(t)
	session := s.workshop()
	kim := s.register(session, "kim")
	s.later(time.Second)
	s.moved(session.ID, "2027-02-17T10:00")
	s.later(time.Second)
	_, err := s.change(session.ID, elsewhere("Emmen"))
	s.must(err)
	// Kim was never told anything: the newest letter is a confirmation to her.
	s.mails("kim confirmation REQUEST 2")
	s.hasFates(kim, place, "confirmation cancelled superseded", "update cancelled superseded", "update delivered")

	s.moved(session.ID, "2027-02-18T10:00")
	s.later(time.Second)
	s.moved(session.ID, "2027-02-19T10:00")
	s.mail()
	if told := s.sent[0].Registration.Told; !told.StartsAt.Equal(s.time("2027-02-17T10:00")) {
		t.Errorf("was %v, which kim never heard", told.StartsAt)
	}
	s.mails("kim update REQUEST 4")
}

// Nobody knows whether the confirmation arrived: the next letter tells it all.
func TestAMoveAfterALostAnswer(t *testing.T) {
	s := newStory(t)
	session := s.workshop()
	s.register(session, "kim")
	s.settle(s.claim()[0], events.OutcomeInDoubt)
	s.sent = nil
	s.moved(session.ID, "2027-02-17T10:00")
	s.mails("kim confirmation REQUEST 1")
}

// What is being sent while the session moves cannot be stopped; when the
// server puts it off, it must not go again with old news.
func TestAMoveWhileALetterIsBeingSent(t *testing.T) {
	for name, c := range map[string]struct {
		at      string // when the letter is on its way
		outcome events.OutcomeStatus
		to      string
		want    []string
	}{
		"the confirmation, put off":     {"", events.OutcomeTemporary, "2027-02-17T10:00", []string{"kim confirmation REQUEST 1"}},
		"the confirmation, taken":       {"", events.OutcomeDelivered, "2027-02-17T10:00", []string{"kim update REQUEST 1"}},
		"a reminder, put off":           {"2027-02-10T12:30", events.OutcomeTemporary, "2027-03-10T14:30", []string{"kim update REQUEST 1"}},
		"a reminder, answer lost":       {"2027-02-10T12:30", events.OutcomeInDoubt, "2027-03-10T14:30", []string{"kim update REQUEST 1"}},
		"a reminder, moved by an hour":  {"2027-02-10T12:30", events.OutcomeTemporary, "2027-02-10T15:30", []string{"kim update REQUEST 1"}},
		"a reminder, moved to sooner":   {"2027-02-10T12:30", events.OutcomeTemporary, "2027-02-10T14:15", []string{"kim update REQUEST 1", "kim reminder -PT2H"}},
		"a reminder before a new place": {"2027-02-10T12:30", events.OutcomeTemporary, "", []string{"kim update REQUEST 1", "kim reminder -PT2H"}},
	} {
		t.Run(name, func(t *testing.T) {
			s := newStory(t)
			session := s.session(s.offer(func(in *events.OfferingInput) { in.Reminders = []events.RuleInput{{Offset: "-PT2H"}} }), nil)
			s.register(session, "kim")
			if c.at != "" {
				s.mails("kim confirmation REQUEST 0")
				s.at(c.at)
				if _, err := s.FanOut(s.ctx, 10); err != nil {
					t.Fatal(err)
				}
			}
			onItsWay := s.claim()[0]
			if c.to == "" {
				_, err := s.change(session.ID, elsewhere("Emmen"))
				s.must(err)
			} else {
				s.moved(session.ID, c.to)
			}
			s.settle(onItsWay, c.outcome)
			s.sent = nil
			s.mail()
			s.later(2 * time.Minute)
			s.mails(c.want...)
		})
	}
}

// The program died while it sent the first letter, and the session has moved.
func TestAMoveWhileTheProgramDies(t *testing.T) {
	s := newStory(t)
	session := s.workshop()
	kim := s.register(session, "kim")
	s.claim()
	s.later(time.Second)
	s.moved(session.ID, "2027-02-17T10:00")
	if n, err := s.TakeBack(s.ctx, time.Time{}); n != 1 || err != nil {
		t.Fatalf("%d taken back, %v", n, err)
	}
	s.mails("kim confirmation REQUEST 1")
	s.hasFates(kim, place, "confirmation cancelled superseded", "update delivered")
}

func TestBlocksMoveOnTheirOwn(t *testing.T) {
	s := newStory(t)
	session := s.session(s.offer(nil), func(in *events.SessionInput) {
		in.StartsAt = ""
		in.Blocks = []events.BlockInput{
			{Label: "vroeg", StartsAt: "2027-02-10T09:00", EndsAt: "2027-02-10T10:00"},
			{Label: "laat", StartsAt: "2027-02-10T18:00", EndsAt: "2027-02-10T19:00"},
		}
	})
	for n, who := range []string{"kim", "bo"} {
		c := ask(session.ID, who)
		c.Block = session.Blocks[n].ID
		_, err := s.Register(s.ctx, c)
		s.must(err)
	}
	s.mail()
	s.sent = nil
	early := events.BlockInput{ID: session.Blocks[0].ID, Label: "vroeg", StartsAt: "2027-02-10T08:00", EndsAt: "2027-02-10T09:00"}
	late := events.BlockInput{ID: session.Blocks[1].ID, Label: "laat", StartsAt: "2027-02-10T18:00", EndsAt: "2027-02-10T19:00"}
	_, err := s.change(session.ID, events.SessionInput{Blocks: []events.BlockInput{early, late}})
	s.must(err)
	s.mails("kim update REQUEST 1")
	_, err = s.change(session.ID, events.SessionInput{Blocks: []events.BlockInput{early}})
	s.refused(err, events.CodeValidation)
	_, err = s.change(session.ID, events.SessionInput{Blocks: []events.BlockInput{early, early, late}})
	s.refused(err, events.CodeValidation)
	_, err = s.change(session.ID, events.SessionInput{StartsAt: "2027-02-11T08:00"})
	s.refused(err, events.CodeValidation)
}

func TestWhoWaitsHearsOfAMoveToo(t *testing.T) {
	s := newStory(t)
	session := s.workshop()
	for _, who := range []string{"kim", "bo", "cas"} {
		s.register(session, who)
	}
	s.mail()
	s.sent = nil
	s.moved(session.ID, "2027-02-17T10:00")
	s.mails("kim update REQUEST 1", "bo update REQUEST 1", "cas waitlist")
}

func TestTwoEditorsAtOnce(t *testing.T) {
	s := newStory(t)
	session := s.workshop()
	_, err := s.ChangeSession(s.ctx, session.ID, events.SessionInput{Version: session.Version, Capacity: events.Given(pointer(5))})
	s.must(err)
	_, err = s.ChangeSession(s.ctx, session.ID, events.SessionInput{Version: session.Version, Capacity: events.Given(pointer(6))})
	s.refused(err, events.CodeVersionConflict)
	var refusal *events.Error
	if current, ok := refusalOf(err, &refusal).Current.(events.Session); !ok || *current.Capacity != 5 || current.Version == session.Version {
		t.Errorf("the present session is not told: %+v", refusal)
	}
	_, err = s.ChangeSession(s.ctx, session.ID, events.SessionInput{Capacity: events.Given(pointer(6))})
	s.refused(err, events.CodeValidation)
	// Registrations are no edits.
	s.register(session, "kim")
	if after, err := s.Session(s.ctx, session.ID); err != nil || after.Version != session.Version+1 {
		t.Errorf("version %d, %v", after.Version, err)
	}
}
