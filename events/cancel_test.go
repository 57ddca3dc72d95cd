package events_test

import (
	"errors"
	"testing"
	"time"

	"kantine/events"
)

func refusalOf(err error, refusal **events.Error) *events.Error {
	if !errors.As(err, refusal) {
		*refusal = &events.Error{}
	}
	return *refusal
}

func TestACancellationIsTheLastThatIsHeard(t *testing.T) {
	s := newStory(t)
	session := s.workshop()
	kim := s.register(session, "kim")
	s.register(session, "bo")
	s.register(session, "cas")
	s.mail()
	gone := s.register(session, "dea")
	s.withdraw(gone)
	s.sent = nil
	after, err := s.CancelSession(s.ctx, session.ID, events.Text{NL: "Ziek", EN: "Ill"})
	if err != nil || after.State != events.SessionCancelled || after.Reason.NL != "Ziek" {
		t.Fatalf("got %+v, %v", after, err)
	}
	s.plan(session.ID, "-P7D cancelled session-cancelled", "-P1D cancelled session-cancelled", "-PT2H cancelled session-cancelled")
	s.mails("kim cancellation CANCEL 1", "bo cancellation CANCEL 1", "cas cancellation", "dea withdrawal")
	for _, at := range []string{"2027-02-03T14:30", "2027-02-10T12:30", "2027-02-11T16:30"} {
		s.at(at)
		s.mails()
	}
	_, err = s.Register(s.ctx, ask(session.ID, "eva"))
	s.refused(err, events.CodeSessionClosed)
	_, err = s.Withdraw(s.ctx, kim.ID)
	s.refused(err, events.CodeSessionClosed)
	_, err = s.change(session.ID, events.SessionInput{StartsAt: "2027-02-17T10:00"})
	s.refused(err, events.CodeSessionClosed)
	_, err = s.PublishSession(s.ctx, session.ID, events.Publishing{})
	s.refused(err, events.CodeSessionClosed)
	if _, err = s.CancelSession(s.ctx, session.ID, events.Text{}); err != nil {
		t.Errorf("cancelled already: %v", err)
	}
}

// The answer to the cancellation is the end of reminders and invitations,
// wherever they were.
func TestNothingOvertakesACancellation(t *testing.T) {
	s := newStory(t)
	session := s.workshop()
	kim := s.register(session, "kim")
	s.mail()
	bo := s.register(session, "bo")
	s.at("2027-02-10T12:30")
	_, err := s.FanOut(s.ctx, 10)
	s.must(err)
	onTheirWay := s.claim() // kim's reminder and bo's confirmation
	if len(onTheirWay) != 2 {
		t.Fatalf("%d letters on their way", len(onTheirWay))
	}
	_, err = s.CancelSession(s.ctx, session.ID, events.Text{})
	s.must(err)
	s.sent = nil
	s.mails()
	for _, l := range onTheirWay {
		s.settle(l, events.OutcomeTemporary)
	}
	s.sent = nil
	s.mails("kim cancellation CANCEL 1", "bo cancellation")
	s.later(2 * time.Minute)
	s.mails()
	s.hasFates(kim, []events.MessageKind{events.ReminderLetter},
		"-P1D skipped later-stage-due", "-P7D skipped later-stage-due", "-PT2H cancelled session-cancelled")
	s.hasFates(bo, place, "cancellation delivered", "confirmation cancelled superseded")
}

func TestAHeldLetterBlocksNoCancellation(t *testing.T) {
	s := newStory(t)
	session := s.workshop()
	kim, bo := s.register(session, "kim"), s.register(session, "bo")
	held, err := s.Messages(s.ctx, events.MessageFilter{RegistrationID: kim.ID})
	s.must(err)
	_, err = s.HoldMessage(s.ctx, held[0].ID)
	s.must(err)
	s.answers["bo"] = events.OutcomeInDoubt
	for range 6 {
		s.mail()
		s.later(time.Hour)
	}
	s.hasFates(bo, place, "confirmation held in-doubt")
	delete(s.answers, "bo")
	s.sent = nil
	_, err = s.CancelSession(s.ctx, session.ID, events.Text{})
	s.must(err)
	s.mails("kim cancellation", "bo cancellation CANCEL 1")
	s.hasFates(kim, place, "cancellation delivered", "confirmation cancelled superseded")
	_, err = s.RetryMessage(s.ctx, held[0].ID)
	s.refused(err, events.CodeValidation)
}

func TestCancellingADraftTellsNobody(t *testing.T) {
	s := newStory(t)
	draft := s.draft(s.offer(nil), nil)
	if after, err := s.CancelSession(s.ctx, draft.ID, events.Text{}); err != nil || after.State != events.SessionCancelled {
		t.Errorf("got %s, %v", after.State, err)
	}
	s.mails()
}
