package events_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"kantine/events"
)

// message reads the only message of a registration of a kind.
func (s *story) message(r events.Registration, kind events.MessageKind) events.Message {
	s.t.Helper()
	all, err := s.Messages(s.ctx, events.MessageFilter{RegistrationID: r.ID, Kind: kind})
	s.must(err)
	if len(all) != 1 {
		s.t.Fatalf("%d messages of kind %s", len(all), kind)
	}
	return all[0]
}

// gaps sends until nothing more comes and lists how long each attempt came
// after the one before, without its jitter.
func (s *story) gaps() []time.Duration {
	s.t.Helper()
	var gaps []time.Duration
	last := s.clock.Now()
	for range 60 {
		s.mail()
		if len(s.sent) > 0 {
			gaps = append(gaps, s.clock.Now().Sub(last))
			last, s.sent = s.clock.Now(), nil
		}
		next, err := s.NextDue(s.ctx)
		s.must(err)
		if next.IsZero() {
			return gaps
		}
		s.clock.set(next)
	}
	s.t.Fatal("no end of attempts")
	return nil
}

// fit tells whether attempts came after these waits, each up to a tenth longer.
func fit(got []time.Duration, want ...time.Duration) bool {
	return slices.EqualFunc(got, want, func(g, w time.Duration) bool { return g >= w && g <= w+w/10 })
}

// bare is a session without reminders.
func (s *story) bare(starts string) events.Session {
	return s.with(func(in *events.SessionInput) { in.StartsAt = starts }, []events.RuleInput{}...)
}

func TestALostAnswerIsTriedThreeTimesMoreAndThenHeld(t *testing.T) {
	s := newStory(t)
	session := s.session(s.offer(func(in *events.OfferingInput) { in.Reminders = []events.RuleInput{} }), nil)
	kim := s.register(session, "kim")
	s.answers["kim"] = events.OutcomeInDoubt
	id := s.message(kim, events.Confirmation).MessageID
	if got := s.gaps(); !fit(got, 0, time.Minute, 5*time.Minute, 15*time.Minute) {
		t.Errorf("attempts after %v", got)
	}
	m := s.message(kim, events.Confirmation)
	if m.State != events.Held || m.Reason != events.ReasonInDoubt || m.MessageID != id || m.Attempts != 4 || m.Doubts != 4 || m.LastError == "" {
		t.Errorf("got %+v", m)
	}
	if q, err := s.Queue(s.ctx); err != nil || q.Held != 1 || q.Unsent != 0 {
		t.Errorf("the queue shows %+v, %v", q, err)
	}
	delete(s.answers, "kim")
	again, err := s.RetryMessage(s.ctx, m.ID)
	if err != nil || again.MessageID != id {
		t.Errorf("tried by hand: %+v, %v", again, err)
	}
	s.mails("kim confirmation REQUEST 0")
}

func TestTemporaryFailuresFollowTheSchedule(t *testing.T) {
	s := newStory(t)
	session := s.session(s.offer(func(in *events.OfferingInput) { in.Reminders = []events.RuleInput{} }), func(in *events.SessionInput) {
		in.StartsAt = "2027-01-04T20:00"
	})
	kim := s.register(session, "kim")
	s.answers["kim"] = events.OutcomeTemporary
	// From noon; the session ends at 22:00, and four hours more would be past it.
	if got := s.gaps(); !fit(got, 0, time.Minute, 5*time.Minute, 15*time.Minute, 30*time.Minute, time.Hour, 2*time.Hour, 4*time.Hour) {
		t.Errorf("attempts after %v", got)
	}
	if m := s.message(kim, events.Confirmation); m.State != events.Expired || m.Reason != events.ReasonTooLate || m.Attempts != 8 {
		t.Errorf("got %+v", m)
	}
}

func TestALetterOfALongSessionIsGivenUpAfterDays(t *testing.T) {
	s := newStory(t)
	session := s.session(s.offer(func(in *events.OfferingInput) { in.Reminders = []events.RuleInput{} }), nil)
	kim := s.register(session, "kim")
	s.answers["kim"] = events.OutcomeTemporary
	if got := s.gaps(); len(got) != 36 {
		t.Errorf("%d attempts", len(got))
	}
	if m := s.message(kim, events.Confirmation); m.State != events.Failed || m.LastError == "" {
		t.Errorf("got %+v", m)
	}
}

func TestAServerThatIsAwayCostsNoAttempt(t *testing.T) {
	s := newStory(t)
	session := s.workshop()
	kim := s.register(session, "kim")
	for range 100 {
		letters := s.claim()
		if len(letters) != 1 || letters[0].Message.Attempts != 1 {
			t.Fatalf("%d letters, attempt %d", len(letters), letters[0].Message.Attempts)
		}
		// Written down before the server is asked.
		if m := s.message(kim, events.Confirmation); m.State != events.Sending || m.Attempts != 1 || !m.DueAt.After(s.clock.Now()) {
			t.Fatalf("got %+v", m)
		}
		s.settle(letters[0], events.OutcomeUnreachable)
	}
	if m := s.message(kim, events.Confirmation); m.State != events.Retrying || m.Attempts != 0 || !m.DueAt.Equal(s.clock.Now()) {
		t.Errorf("got %+v", m)
	}
	s.sent = nil
	s.mails("kim confirmation REQUEST 0")
}

func TestALapsedLeaseSettlesNothing(t *testing.T) {
	s := newStory(t)
	session := s.workshop()
	kim := s.register(session, "kim")
	old := s.claim()[0]
	if mine, err := old.StillMine(s.ctx); !mine || err != nil {
		t.Fatalf("not mine at first: %v", err)
	}
	if n, err := s.TakeBack(s.ctx, time.Now().Add(events.Lease-time.Minute)); n != 0 || err != nil {
		t.Errorf("%d taken back before their time, %v", n, err)
	}
	if n, err := s.TakeBack(s.ctx, time.Now().Add(events.Lease+time.Minute)); n != 1 || err != nil {
		t.Errorf("%d taken back, %v", n, err)
	}
	if m := s.message(kim, events.Confirmation); m.State != events.Retrying || m.Reason != events.ReasonInterrupted {
		t.Errorf("got %+v", m)
	}
	if mine, err := old.StillMine(s.ctx); mine || err != nil {
		t.Errorf("still mine: %v", err)
	}
	second := s.claim()[0]
	if mine, err := old.StillMine(s.ctx); mine || err != nil {
		t.Errorf("mine under another's lease: %v", err)
	}
	s.settle(old, events.OutcomePermanent)
	if m := s.message(kim, events.Confirmation); m.State != events.Sending {
		t.Errorf("the old holder made it %s", m.State)
	}
	s.settle(second, events.OutcomeDelivered)
	s.settle(old, events.OutcomeTemporary)
	m := s.message(kim, events.Confirmation)
	if m.State != events.Delivered || m.Attempts != 2 || old.Message.MessageID != second.Message.MessageID {
		t.Errorf("got %+v", m)
	}
	if told := s.is(kim, events.Confirmed).Told; !told.Requested {
		t.Error("told nothing")
	}
}

func TestConfirmationsGoBeforeReminders(t *testing.T) {
	s := newStory(t)
	session := s.workshop()
	s.register(session, "kim")
	s.mail()
	s.at("2027-02-03T14:30")
	_, err := s.FanOut(s.ctx, 10)
	s.must(err)
	s.later(time.Second)
	s.register(s.bare("2027-03-01T10:00"), "bo")
	letters, err := s.Claim(s.ctx, 1, time.Now().Add(events.Lease))
	if err != nil || len(letters) != 1 || letters[0].Message.Kind != events.Confirmation {
		t.Errorf("first goes %+v, %v", letters, err)
	}
}

func TestACoordinatorsHandsOnTheOutbox(t *testing.T) {
	s := newStory(t)
	session := s.workshop()
	kim := s.register(session, "kim")
	id := s.message(kim, events.Confirmation).ID
	_, err := s.HoldMessage(s.ctx, id)
	s.must(err)
	s.mails()
	m, err := s.RetryMessage(s.ctx, id)
	if err != nil || m.State != events.Queued {
		t.Errorf("got %+v, %v", m, err)
	}
	l := s.claim()[0]
	for _, hand := range []func() error{
		func() error { _, err := s.HoldMessage(s.ctx, id); return err },
		func() error { _, err := s.RetryMessage(s.ctx, id); return err },
		func() error { _, err := s.DropMessage(s.ctx, id); return err },
	} {
		s.refused(hand(), events.CodeValidation)
	}
	s.settle(l, events.OutcomePermanent)
	s.hasFates(kim, place, "confirmation failed")
	_, err = s.DropMessage(s.ctx, id)
	s.must(err)
	s.hasFates(kim, place, "confirmation cancelled by-hand")
	_, err = s.RetryMessage(s.ctx, "nergens")
	s.refused(err, events.CodeNotFound)
}

func TestALinkThatWasLost(t *testing.T) {
	s := newStory(t)
	session := s.workshop()
	kim := s.register(session, "kim")
	past := s.register(s.bare("2027-01-05T10:00"), "kim")
	s.mail()
	s.at("2027-01-06T12:00")
	s.sent = nil
	s.must(s.RequestLinks(s.ctx, "Kim@post.example"))
	s.must(s.RequestLinks(s.ctx, "niemand@post.example"))
	s.refused(s.RequestLinks(s.ctx, "kim"), events.CodeValidation)
	s.mail()
	if len(s.sent) != 1 || s.sent[0].Registration.ID != kim.ID {
		t.Errorf("%d letters, the past one included: %v", len(s.sent), past.ID)
	}
	s.mails("kim link")
	// A link that is asked for and then given up is not sent.
	s.must(s.RequestLinks(s.ctx, "kim@post.example"))
	s.withdraw(kim)
	s.mails("kim withdrawal CANCEL 1")
}

// TestOneLinkForASeries: the page of the date that comes next lists the others.
func TestOneLinkForASeries(t *testing.T) {
	s := newStory(t)
	offering := s.offer(nil)
	days := []string{"2027-02-10", "2027-02-17", "2027-02-24"}
	for i, day := range days {
		s.session(offering, func(in *events.SessionInput) {
			in.StartsAt, in.Series = day+"T14:30", events.Given(&events.Series{ID: "reeks", Index: i + 1, Count: len(days)})
		})
	}
	all, err := s.Sessions(s.ctx, events.SessionFilter{Series: "reeks"})
	s.must(err)
	_, err = s.Register(s.ctx, events.RegisterCommand{SessionID: all[0].ID, Form: true, Name: "kim", Email: "kim@post.example", Language: "nl"})
	s.must(err)
	alone := s.register(s.bare("2027-02-20T14:30"), "kim")
	s.mail()
	s.at("2027-02-12T12:00") // the first is over
	s.mail()
	s.sent = nil
	s.must(s.RequestLinks(s.ctx, "kim@post.example"))
	s.mail()
	var got []string
	for _, l := range s.sent {
		got = append(got, events.WallTime(l.Block.StartsAt, s.zone))
		view, err := s.Manage(s.ctx, events.PurposeManage, strings.TrimPrefix(l.Links.Manage, "https://kantine.example/r/"))
		if s.must(err); l.Registration.ID != alone.ID && len(view.Group) != 2 {
			t.Errorf("its page lists %d others", len(view.Group))
		}
	}
	slices.Sort(got)
	if want := []string{"2027-02-17T14:30", "2027-02-20T14:30"}; !slices.Equal(got, want) {
		t.Errorf("links to %q, want %q", got, want)
	}
}

func TestLinksOpenWhatTheyAreForAndExpire(t *testing.T) {
	s := newStory(t)
	session := s.workshop()
	kim := s.register(session, "kim")
	token := s.ManageToken(&kim)
	if v, err := s.Manage(s.ctx, events.PurposeManage, token); err != nil || v.Registration.ID != kim.ID {
		t.Errorf("got %+v, %v", v.Registration, err)
	}
	_, err := s.Manage(s.ctx, events.PurposeStop, token)
	s.refused(err, events.CodeNotFound)
	_, err = s.Manage(s.ctx, events.PurposeManage, token[:len(token)-1]+"_")
	s.refused(err, events.CodeNotFound)
	_, err = s.Manage(s.ctx, events.PurposeManage, "rubbish")
	s.refused(err, events.CodeNotFound)
	s.at("2027-05-11T16:30")
	if _, err := s.Manage(s.ctx, events.PurposeManage, token); err != nil {
		t.Errorf("90 days after: %v", err)
	}
	s.later(2 * time.Hour)
	_, err = s.Manage(s.ctx, events.PurposeManage, token)
	s.refused(err, events.CodeGone)
}
