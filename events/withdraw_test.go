package events_test

import (
	"testing"
	"time"

	"kantine/events"
)

var place = []events.MessageKind{events.Confirmation, events.Update, events.Cancellation, events.Withdrawal, events.WaitlistEntry}

func (s *story) withdraw(r events.Registration) {
	s.t.Helper()
	_, err := s.Withdraw(s.ctx, r.ID)
	s.must(err)
}

func TestWithdrawingTakesBackOnlyWhatMayHaveArrived(t *testing.T) {
	for name, c := range map[string]struct {
		first events.OutcomeStatus
		want  string
	}{
		"a REQUEST arrived":              {events.OutcomeDelivered, "kim withdrawal CANCEL 1"},
		"a REQUEST may have arrived":     {events.OutcomeInDoubt, "kim withdrawal CANCEL 1"},
		"the server took none":           {events.OutcomeTemporary, "kim withdrawal"},
		"the server never will":          {events.OutcomePermanent, "kim withdrawal"},
		"there was no connection":        {events.OutcomeUnreachable, "kim withdrawal"},
		"the letter could not be made":   {events.OutcomeUnwritable, "kim withdrawal"},
		"the lease passed to nobody yet": {events.OutcomeLost, "kim withdrawal"},
	} {
		t.Run(name, func(t *testing.T) {
			s := newStory(t)
			session := s.workshop()
			kim := s.register(session, "kim")
			s.settle(s.claim()[0], c.first)
			s.sent = nil
			s.withdraw(kim)
			s.mails(c.want)
			s.counts(session.ID, 0, 0)
			s.later(12 * time.Hour)
			s.mails()
		})
	}
}

// The letter is on its way when its person withdraws: whether it arrives
// nobody knows yet, so its counterpart waits for it.
func TestWithdrawingWhileTheConfirmationIsBeingSent(t *testing.T) {
	s := newStory(t)
	session := s.workshop()
	kim := s.register(session, "kim")
	onItsWay := s.claim()[0]
	s.withdraw(kim)
	s.mails()
	s.settle(onItsWay, events.OutcomeDelivered)
	s.mails("kim confirmation REQUEST 0", "kim withdrawal CANCEL 1")

	// And when the program died half way through the sending of one.
	bo := s.register(session, "bo")
	s.claim()
	s.withdraw(bo)
	if n, err := s.TakeBack(s.ctx, time.Time{}); n != 1 || err != nil {
		t.Fatalf("%d leases taken back, %v", n, err)
	}
	s.mails("bo withdrawal CANCEL 1")
	s.hasFates(bo, place, "confirmation cancelled superseded", "withdrawal delivered")
}

func TestWithdrawingTwiceAndTooLate(t *testing.T) {
	s := newStory(t)
	session := s.workshop()
	kim, bo := s.register(session, "kim"), s.register(session, "bo")
	s.mail()
	s.withdraw(kim)
	s.withdraw(kim)
	s.counts(session.ID, 1, 0)
	s.at("2027-02-10T16:30")
	_, err := s.Withdraw(s.ctx, bo.ID)
	s.refused(err, events.CodeSessionClosed)
	_, err = s.Withdraw(s.ctx, "nergens")
	s.refused(err, events.CodeNotFound)
}

func TestUndoingAWithdrawal(t *testing.T) {
	s := newStory(t)
	session := s.session(s.offer(nil), func(in *events.SessionInput) { in.ClosesAt = events.Given("2027-01-20T12:00") })
	kim := s.register(session, "kim")
	s.mails("kim confirmation REQUEST 0")
	s.at("2027-01-25T12:00") // registration has closed, which is no reason to lose a seat by a slip
	s.withdraw(kim)
	s.mails("kim withdrawal CANCEL 1")
	s.later(10 * time.Minute)
	back, err := s.Undo(s.ctx, kim.ID)
	s.must(err)
	if back.State != events.Confirmed || back.UID != kim.UID || back.Sequence != 2 || !back.WithdrawnAt.IsZero() {
		t.Errorf("got %+v", back)
	}
	s.counts(session.ID, 1, 0)
	s.mails("kim confirmation REQUEST 2")
	if _, err := s.Undo(s.ctx, kim.ID); err != nil {
		t.Errorf("undone already: %v", err)
	}
	s.mails()

	// At once, before anything is sent: she hears that she has her seat.
	s.withdraw(kim)
	_, err = s.Undo(s.ctx, kim.ID)
	s.must(err)
	s.mails("kim confirmation REQUEST 4")

	s.withdraw(kim)
	s.later(10*time.Minute + time.Second)
	_, err = s.Undo(s.ctx, kim.ID)
	s.refused(err, events.CodeSessionClosed)
	s.mails("kim withdrawal CANCEL 5")
}

// After a CANCEL the calendar holds nothing: what follows begins anew.
func TestAfterACancelTheCalendarIsEmpty(t *testing.T) {
	s := newStory(t)
	session := s.workshop()
	kim := s.register(session, "kim")
	s.mail()
	s.withdraw(kim)
	s.sent = nil
	s.mails("kim withdrawal CANCEL 1")
	_, err := s.Undo(s.ctx, kim.ID)
	s.must(err)
	s.later(time.Second)
	s.moved(session.ID, "2027-02-17T10:00")
	s.mails("kim confirmation REQUEST 3")
	s.withdraw(kim)
	s.mails("kim withdrawal CANCEL 4")
	_, err = s.Undo(s.ctx, kim.ID)
	s.must(err)
	s.withdraw(kim)
	s.mails("kim withdrawal")
}

func TestUndoingWhenTheSeatIsGone(t *testing.T) {
	s := newStory(t)
	session := s.workshop()
	kim, bo, cas := s.register(session, "kim"), s.register(session, "bo"), s.register(session, "cas")
	s.withdraw(kim)
	s.is(cas, events.Confirmed)
	_, err := s.Undo(s.ctx, kim.ID)
	s.refused(err, events.CodeSessionFull)
	s.counts(session.ID, 2, 0)

	// Who waited gets the old place on the list back, before those after it.
	dea, eva := s.register(session, "dea"), s.register(session, "eva")
	s.withdraw(dea)
	back, err := s.Undo(s.ctx, dea.ID)
	s.must(err)
	if back.State != events.Waitlisted {
		t.Errorf("dea is %s", back.State)
	}
	s.withdraw(bo)
	s.is(dea, events.Confirmed)
	s.is(eva, events.Waitlisted)

	// A seat that came free meanwhile is the answer.
	s.withdraw(eva)
	s.withdraw(cas)
	if back, err = s.Undo(s.ctx, eva.ID); err != nil || back.State != events.Confirmed {
		t.Errorf("eva is %s, %v", back.State, err)
	}
	s.counts(session.ID, 2, 0)
}

func TestRegisteringAnewAfterWithdrawing(t *testing.T) {
	s := newStory(t)
	session := s.workshop()
	kim := s.register(session, "kim")
	s.mail()
	s.withdraw(kim)
	s.later(time.Second)
	anew := s.register(session, "kim")
	if anew.ID == kim.ID || anew.UID == kim.UID || anew.Sequence != 0 || anew.State != events.Confirmed {
		t.Errorf("got %+v", anew)
	}
	_, err := s.Undo(s.ctx, kim.ID)
	s.refused(err, events.CodeAlreadyRegistered)
	s.counts(session.ID, 1, 0)
	s.sent = nil
	s.mails("kim withdrawal CANCEL 1", "kim confirmation REQUEST 0")
}

// A reminder that went out during the ten minutes is written down as missed.
func TestAReminderMissedWhileAway(t *testing.T) {
	s := newStory(t)
	session := s.workshop()
	kim := s.register(session, "kim")
	s.register(session, "bo")
	s.at("2027-02-09T14:25")
	s.mail()
	s.sent = nil
	s.withdraw(kim)
	s.at("2027-02-09T14:31")
	s.mails("kim withdrawal CANCEL 1", "bo reminder -P1D")
	_, err := s.Undo(s.ctx, kim.ID)
	s.must(err)
	s.mails("kim confirmation REQUEST 2")
	s.hasFates(kim, reminders, "-P7D delivered", "-P1D skipped not-confirmed")
	s.at("2027-02-10T12:30")
	s.mails("kim reminder -PT2H", "bo reminder -PT2H")
}

func TestErasingGivesThePlaceUpFirst(t *testing.T) {
	s := newStory(t)
	session := s.workshop()
	kim := s.register(session, "kim")
	s.register(session, "bo")
	cas := s.register(session, "cas")
	s.mail()
	s.sent = nil
	link := s.ManageToken(&kim)
	s.answers["kim"] = events.OutcomeTemporary
	_, err := s.Erase(s.ctx, kim.ID)
	s.must(err)
	s.is(cas, events.Confirmed)
	s.mails("kim withdrawal CANCEL 1", "cas confirmation REQUEST 0")

	// The CANCEL is not out: the address stays, for that alone.
	_, err = s.Prune(s.ctx)
	s.must(err)
	if r := s.is(kim, events.Withdrawn); r.Email == "" {
		t.Fatal("forgotten before the CANCEL was out")
	}
	_, err = s.Undo(s.ctx, kim.ID)
	s.refused(err, events.CodeSessionClosed)
	_, err = s.Edit(s.ctx, kim.ID, events.EditCommand{Name: "Kim", Language: "en"})
	s.refused(err, events.CodeGone)

	delete(s.answers, "kim")
	s.later(2 * time.Minute)
	s.mails("kim withdrawal CANCEL 1")
	pruned, err := s.Prune(s.ctx)
	if err != nil || pruned.Erased != 1 {
		t.Fatalf("pruned %+v, %v", pruned, err)
	}
	if r := s.is(kim, events.Withdrawn); r.Email+r.Name+r.Needs+r.Employer != "" || r.ErasedAt.IsZero() || r.UID != kim.UID {
		t.Errorf("kept %+v", r)
	}
	_, err = s.Manage(s.ctx, events.PurposeManage, link)
	s.refused(err, events.CodeGone)
	messages, err := s.Messages(s.ctx, events.MessageFilter{RegistrationID: kim.ID})
	s.must(err)
	for _, m := range messages {
		if m.Recipient != "" {
			t.Errorf("message %s still knows its recipient", m.Kind)
		}
	}
	s.counts(session.ID, 2, 0)
}

func TestErasingWhatIsOverIsAtOnce(t *testing.T) {
	s := newStory(t)
	session := s.workshop()
	kim, bo := s.register(session, "kim"), s.register(session, "bo")
	s.mail()
	s.withdraw(bo)
	s.mail()
	for _, r := range []events.Registration{kim, bo} {
		if r.ID == kim.ID {
			s.at("2027-02-10T16:30")
		}
		gone, err := s.Erase(s.ctx, r.ID)
		if err != nil || gone.Email != "" || gone.ErasedAt.IsZero() {
			t.Errorf("%s: %+v, %v", r.Name, gone, err)
		}
		if _, err := s.Erase(s.ctx, r.ID); err != nil {
			t.Errorf("once more: %v", err)
		}
	}
	s.is(kim, events.Confirmed) // the count of who was there stays
}

// A CANCEL that a person has to decide on keeps the address until the end.
func TestErasingWaitsForAHeldCancel(t *testing.T) {
	s := newStory(t)
	session := s.workshop()
	kim := s.register(session, "kim")
	s.mail()
	s.withdraw(kim)
	cancel, err := s.Messages(s.ctx, events.MessageFilter{RegistrationID: kim.ID, Kind: events.Withdrawal})
	s.must(err)
	_, err = s.HoldMessage(s.ctx, cancel[0].ID)
	s.must(err)
	r, err := s.Erase(s.ctx, kim.ID)
	if err != nil || r.Email == "" || !r.EraseRequested {
		t.Errorf("got %+v, %v", r, err)
	}
	s.at("2027-02-10T16:31")
	if pruned, err := s.Prune(s.ctx); err != nil || pruned.Erased != 1 {
		t.Errorf("at the session's end: %+v, %v", pruned, err)
	}
}
