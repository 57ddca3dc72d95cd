package events_test

import (
	"errors"
	"slices"
	"testing"
	"time"

	"kantine/events"
	"kantine/events/exchange"
	"kantine/events/store/storetest"
)

func TestADiscreetSessionForgetsAfterSevenDays(t *testing.T) {
	s := newStory(t)
	hidden := s.session(s.offer(func(in *events.OfferingInput) { in.Discreet = true }), nil)
	kim, bo := s.register(hidden, "kim"), s.register(s.workshop(), "bo")
	s.mail()
	for _, l := range s.sent {
		want := map[string]string{"kim": "2027-02-17T16:30", "bo": "2027-05-11T16:30"}[person(l.To)]
		if !l.EraseOn.In(s.zone).Equal(s.time(want)) && l.EraseOn.In(s.zone).Format(time.DateOnly) != want[:10] {
			t.Errorf("%s is told to be forgotten on %v", l.To, l.EraseOn)
		}
	}
	s.at("2027-02-17T16:30")
	if done, err := s.Prune(s.ctx); err != nil || done.Erased != 0 {
		t.Errorf("too early: %+v, %v", done, err)
	}
	s.later(time.Second)
	if done, err := s.Prune(s.ctx); err != nil || done.Erased != 1 {
		t.Errorf("after seven days: %+v, %v", done, err)
	}
	if r := s.is(kim, events.Confirmed); r.Email != "" {
		t.Error("kim is still known")
	}
	if r := s.is(bo, events.Confirmed); r.Email == "" {
		t.Error("bo is forgotten already")
	}
	s.counts(hidden.ID, 1, 0)
}

func TestTheOthersAreForgottenAfterTheProgramme(t *testing.T) {
	s := newStory(t)
	b := storetest.Programme()
	b.Programme.Period = events.Period{Start: "2027-01-01", End: "2027-03-31"}
	b.Programme.Rules.RetentionDaysAfterProgramme = 90
	b.Registrations = []events.Registration{storetest.Registrant(1, "ses-1"), storetest.Registrant(2, "ses-4")}
	_, err := s.Import(s.ctx, b)
	s.must(err)
	s.at("2027-06-28T12:00")
	if done, err := s.Prune(s.ctx); err != nil || done.Erased != 0 {
		t.Errorf("89 days after the programme: %+v, %v", done, err)
	}
	s.at("2027-06-30T12:00")
	if done, err := s.Prune(s.ctx); err != nil || done.Erased != 2 {
		t.Errorf("after 90 days: %+v, %v", done, err)
	}
	if done, err := s.Prune(s.ctx); err != nil || done.Erased != 0 {
		t.Errorf("once more: %+v, %v", done, err)
	}
}

func TestTheNewsletterIsJoinedTwiceOrNotAtAll(t *testing.T) {
	s := newStory(t)
	session := s.workshop()
	tick := func(who string) string {
		c := ask(session.ID, who)
		c.Form, c.ConsentNewsletter = true, true
		_, err := s.Register(s.ctx, c)
		s.must(err)
		s.mail()
		i := slices.IndexFunc(s.sent, func(l events.Letter) bool { return l.Text == events.NewsletterConfirm })
		if i < 0 {
			t.Fatalf("%s is not asked", who)
		}
		link := s.sent[i].Links.Action
		s.sent = nil
		return link[len("https://kantine.example/n/"):]
	}
	kim, bo := tick("kim"), tick("bo")
	sub, err := s.Subscribing(s.ctx, events.PurposeNewsletter, kim)
	if err != nil || !sub.ConfirmedAt.IsZero() {
		t.Errorf("asking confirms already: %+v, %v", sub, err)
	}
	s.must(s.ConfirmSubscription(s.ctx, kim))
	s.must(s.ConfirmSubscription(s.ctx, kim))
	_, err = s.Subscribing(s.ctx, events.PurposeNewsletter, kim+"x")
	s.refused(err, events.CodeNotFound)
	s.later(7*24*time.Hour + time.Second)
	_, err = s.Subscribing(s.ctx, events.PurposeNewsletter, bo)
	s.refused(err, events.CodeGone)
	if done, err := s.Prune(s.ctx); err != nil || done.Subscriptions != 1 {
		t.Errorf("pruned %+v, %v", done, err)
	}
	s.refused(s.ConfirmSubscription(s.ctx, bo), events.CodeNotFound)
	if sub, err := s.Subscribing(s.ctx, events.PurposeNewsletter, kim); err != nil || sub.ConfirmedAt.IsZero() {
		t.Errorf("kim is %+v, %v", sub, err)
	}
	// Who stopped before the letter left is not asked by it.
	c := ask(s.workshop().ID, "cas")
	c.ConsentNewsletter = true
	_, err = s.Register(s.ctx, c)
	s.must(err)
	letters := s.claim()
	asked := letters[slices.IndexFunc(letters, func(l events.Letter) bool { return l.Text == events.NewsletterConfirm })]
	s.must(s.StopSubscription(s.ctx, asked.Links.Stop[len("https://kantine.example/u/"):]))
	s.settle(asked, events.OutcomeTemporary)
	s.later(2 * time.Minute)
	s.sent = nil
	s.mails()
	// Who joined is not asked again.
	c = ask(s.workshop().ID, "kim")
	c.ConsentNewsletter = true
	_, err = s.Register(s.ctx, c)
	s.must(err)
	s.mails("kim confirmation REQUEST 0")
	asks, err := s.Messages(s.ctx, events.MessageFilter{Kind: events.NewsletterConfirm})
	s.must(err)
	asks = slices.DeleteFunc(asks, func(m events.Message) bool { return person(m.Recipient) != "kim" })
	if len(asks) != 1 {
		t.Errorf("kim was asked %d times", len(asks))
	}
}

func TestImportingOwesNoMailAndPlansReminders(t *testing.T) {
	s := newStory(t)
	b := storetest.Programme()
	b.Registrations = []events.Registration{storetest.Registrant(1, "ses-1"), storetest.Registrant(2, "ses-1")}
	b.Registrations[1].Email, b.Registrations[1].Mode = "", "anonymous"
	done, err := s.Import(s.ctx, b)
	if err != nil || done.Sessions != 6 || done.Registrations != 2 {
		t.Fatalf("got %+v, %v", done, err)
	}
	s.mails()
	s.counts("ses-1", 2, 0)
	s.plan("ses-1", "-P1D planned")
	s.plan("ses-5") // a draft
	s.at("2027-02-01T14:30")
	s.mails("Dea.1 reminder -P1D")
	anonymous, err := s.Registration(s.ctx, b.Registrations[1].ID)
	s.must(err)
	s.hasFates(anonymous.Registration, reminders, "-P1D skipped no-address")
	// Nobody was told anything here: a move is their first letter.
	s.moved("ses-1", "2027-02-03T14:30")
	s.mails("Dea.1 confirmation REQUEST 1")
}

func TestImportingTwiceChangesNothing(t *testing.T) {
	s := newStory(t)
	b, err := exchange.Demo(s.clock.Now())
	s.must(err)
	first, err := s.Import(s.ctx, b)
	s.must(err)
	before := s.everything()
	s.later(time.Hour)
	again, err := exchange.Demo(s.clock.Now())
	s.must(err)
	second, err := s.Import(s.ctx, again)
	if err != nil || second != first {
		t.Fatalf("got %+v, then %+v, %v", first, second, err)
	}
	if after := s.everything(); !slices.Equal(before, after) {
		for i := range before {
			if i < len(after) && before[i] != after[i] {
				t.Errorf("was %s\nis  %s", before[i], after[i])
			}
		}
		t.Errorf("%d things became %d", len(before), len(after))
	}
	s.mails()
}

func TestImportingDoesNotUndoWhatHappenedHere(t *testing.T) {
	s := newStory(t)
	b := storetest.Programme()
	b.Registrations = []events.Registration{storetest.Registrant(1, "ses-1"), storetest.Registrant(2, "ses-1"), storetest.Registrant(3, "ses-4")}
	_, err := s.Import(s.ctx, b)
	s.must(err)
	_, err = s.CancelSession(s.ctx, "ses-4", events.Text{NL: "Ziek"})
	s.must(err)
	s.withdraw(b.Registrations[0])
	_, err = s.Erase(s.ctx, b.Registrations[1].ID)
	s.must(err)
	late := s.register(events.Session{ID: "ses-1"}, "kim")
	s.mail()
	_, err = s.Prune(s.ctx)
	s.must(err)
	s.sent = nil
	_, err = s.Import(s.ctx, b)
	s.must(err)
	s.mails()
	s.counts("ses-1", 1, 0)
	s.is(b.Registrations[0], events.Withdrawn)
	if r := s.is(b.Registrations[1], events.Withdrawn); r.Email != "" || r.Name != "" {
		t.Error("an import brought back who was forgotten")
	}
	s.is(late, events.Confirmed)
	if session, err := s.Session(s.ctx, "ses-4"); err != nil || session.State != events.SessionCancelled || session.Reason.NL != "Ziek" {
		t.Errorf("a cancelled session is %s, %v", session.State, err)
	}

	// A file that cancels owes no mail either, and no letter says the contrary.
	bo := s.register(events.Session{ID: "ses-3"}, "bo")
	b.Sessions[2].State = events.SessionCancelled
	_, err = s.Import(s.ctx, b)
	s.must(err)
	s.mails()
	s.hasFates(bo, place, "confirmation cancelled superseded")

	// Fewer seats than are taken are refused, and then nothing is brought in.
	b.Sessions[0].Capacity, b.Sessions[1].Title = pointer(0), events.Text{NL: "Anders"}
	_, err = s.Import(s.ctx, b)
	s.refused(err, events.CodeCapacityBelowConfirmed)
	if session, err := s.Session(s.ctx, "ses-2"); err != nil || session.Title.NL == "Anders" {
		t.Errorf("half an import: %q, %v", session.Title.NL, err)
	}
	bad := storetest.Programme()
	bad.Programme.Rules.QuietHours = "21-7"
	_, err = s.Import(s.ctx, bad)
	s.refused(err, events.CodeValidation)
}

// A file may bring more seats, and then nobody new comes before who waits.
func TestSeatsThatAFileBringsAreTheWaitlists(t *testing.T) {
	s := newStory(t)
	b := storetest.Programme()
	b.Offerings[0].Capacity = pointer(1)
	_, err := s.Import(s.ctx, b)
	s.must(err)
	kim, bo := s.register(events.Session{ID: "ses-1"}, "kim"), s.register(events.Session{ID: "ses-1"}, "bo")
	b.Offerings[0].Capacity = pointer(2)
	_, err = s.Import(s.ctx, b)
	s.must(err)
	if cas := s.register(events.Session{ID: "ses-1"}, "cas"); cas.State != events.Waitlisted {
		t.Errorf("cas is %s before bo", cas.State)
	}
	s.withdraw(kim)
	s.is(bo, events.Confirmed)
	s.counts("ses-1", 2, 0)
	// Nor does who went away and wants to be back.
	dea := s.register(events.Session{ID: "ses-1"}, "dea")
	s.withdraw(bo)
	s.is(dea, events.Confirmed)
	s.register(events.Session{ID: "ses-1"}, "eva")
	b.Offerings[0].Capacity = pointer(3)
	_, err = s.Import(s.ctx, b)
	s.must(err)
	_, err = s.Undo(s.ctx, bo.ID)
	s.refused(err, events.CodeSessionFull)
	s.counts("ses-1", 2, 1)
}

func TestAnotherKeyIsRefused(t *testing.T) {
	s := newStory(t)
	if err := s.service(events.Key{2}).Prepare(s.ctx); !errors.Is(err, events.ErrOtherKey) {
		t.Errorf("got %v", err)
	}
	s.must(s.service(key).Prepare(s.ctx))
}

// everything tells of each session, registration and reminder in one line.
func (s *story) everything() []string {
	s.t.Helper()
	var all []string
	sessions, err := s.Sessions(s.ctx, events.SessionFilter{})
	s.must(err)
	for _, session := range sessions {
		all = append(all, words(session))
		registrations, err := s.Registrations(s.ctx, events.RegistrationFilter{SessionID: session.ID})
		s.must(err)
		for _, r := range registrations {
			all = append(all, words(r))
		}
		rows, err := s.Reminders(s.ctx, session.ID)
		s.must(err)
		for _, r := range rows {
			all = append(all, words(r))
		}
	}
	return all
}
