package events_test

import (
	"testing"
	"time"

	"kantine/events"
)

// TestRehearsalSaysAndChangesNothing compares what a dry run says with what
// the same change then does.
func TestRehearsalSaysAndChangesNothing(t *testing.T) {
	s := newStory(t)
	session := s.workshop()
	s.register(session, "kim")
	s.register(session, "lou")
	s.register(session, "max")
	s.mail()
	s.sent = nil
	move := events.SessionInput{StartsAt: "2027-02-11T14:30", Version: session.Version}
	dry, rehearsal := s.Dry()
	answer, err := dry.ChangeSession(s.ctx, session.ID, move)
	s.must(err)
	if answer.Sequence != 1 || len(rehearsal.Letters) != 3 {
		t.Fatalf("sequence %d, %d letters", answer.Sequence, len(rehearsal.Letters))
	}
	said := map[string]bool{}
	for _, l := range rehearsal.Letters {
		said[inWords(l)] = true
	}
	s.mails()
	if now, err := s.Session(s.ctx, session.ID); err != nil || now.Version != session.Version || !now.StartsAt().Equal(session.StartsAt()) {
		t.Errorf("the rehearsal left version %d, %v: %v", now.Version, now.StartsAt(), err)
	}
	_, err = s.ChangeSession(s.ctx, session.ID, move)
	s.must(err)
	s.mail()
	for _, l := range s.sent {
		if !said[inWords(l)] {
			t.Errorf("not said before: %s", inWords(l))
		}
	}
	if len(s.sent) != len(said) {
		t.Errorf("%d letters, %d said", len(s.sent), len(said))
	}
}

// TestSilentChangeTellsNobodyButWhoKnowsNothing: an update is the confirmation
// of somebody who never got one.
func TestSilentChangeTellsNobodyButWhoKnowsNothing(t *testing.T) {
	s := newStory(t)
	session := s.workshop()
	s.register(session, "kim")
	s.mails("kim confirmation REQUEST 0")
	s.register(session, "lou")
	silent := s.With(events.Delivery{Silent: true})
	_, err := silent.ChangeSession(s.ctx, session.ID, events.SessionInput{StartsAt: "2027-02-11T14:30", Version: session.Version})
	s.must(err)
	s.mails("lou confirmation REQUEST 1")
	messages, err := s.Messages(s.ctx, events.MessageFilter{SessionID: session.ID, State: events.Skipped})
	s.must(err)
	if len(messages) != 1 || messages[0].Reason != events.ReasonNotSent || messages[0].Kind != events.Update {
		t.Errorf("written down: %+v", messages)
	}
}

// TestLettersWait: nothing leaves before the time to undo is over.
func TestLettersWait(t *testing.T) {
	s := newStory(t)
	session := s.workshop()
	s.register(session, "kim")
	s.mails("kim confirmation REQUEST 0")
	waiting := s.With(events.Delivery{Wait: 10 * time.Minute})
	_, err := waiting.CancelSession(s.ctx, session.ID, events.Text{})
	s.must(err)
	s.later(10*time.Minute - time.Second)
	s.mails()
	s.later(time.Second)
	s.mails("kim cancellation CANCEL 1")
}
