package events_test

import (
	"crypto/sha256"
	"slices"
	"strings"
	"testing"
	"time"

	"kantine/events"
)

func TestRegisteringOwesAConfirmation(t *testing.T) {
	s := newStory(t)
	session := s.workshop()
	kim := s.register(session, "kim")
	if kim.State != events.Confirmed || kim.Sequence != 0 || !strings.HasPrefix(kim.UID, kim.ID) || kim.Organizer != "planning@kantine.example" {
		t.Errorf("got %+v", kim)
	}
	s.mail()
	l := s.sent[0]
	if l.To != "kim@post.example" || l.Name != "kim" || l.Message.MessageID == "" || l.Message.Attempts != 1 || !l.Now.Equal(s.clock.Now()) ||
		l.Place.Name != "De Hal" || !l.Block.StartsAt.Equal(s.time("2027-02-10T14:30")) || !strings.Contains(l.Links.Manage, "/r/"+kim.ID+".") {
		t.Errorf("the letter is %+v", l)
	}
	s.mails("kim confirmation REQUEST 0")
	s.mails()
	s.counts(session.ID, 1, 0)
	if told := s.is(kim, events.Confirmed).Told; !told.Requested || told.Place != "De Hal, Assen" || told.MessageID != l.Message.MessageID {
		t.Errorf("told %+v", told)
	}
}

func TestTheWaitlistMovesUpInItsOrder(t *testing.T) {
	s := newStory(t)
	session := s.workshop()
	kim, bo := s.register(session, "kim"), s.register(session, "bo")
	var waiting []events.Registration
	for place, who := range []string{"cas", "dea", "eva"} {
		done, err := s.Register(s.ctx, ask(session.ID, who))
		s.must(err)
		if done.Registration.State != events.Waitlisted || done.Position != place+1 {
			t.Errorf("%s is %s at %d", who, done.Registration.State, done.Position)
		}
		waiting = append(waiting, done.Registration)
	}
	s.counts(session.ID, 2, 3)
	s.mails("kim confirmation REQUEST 0", "bo confirmation REQUEST 0", "cas waitlist", "dea waitlist", "eva waitlist")

	_, err := s.Withdraw(s.ctx, kim.ID)
	s.must(err)
	s.is(waiting[0], events.Confirmed)
	s.is(waiting[1], events.Waitlisted)
	s.counts(session.ID, 2, 2)
	s.mails("kim withdrawal CANCEL 1", "cas confirmation REQUEST 0")

	// Who leaves the waitlist frees no seat and lets the others move up.
	_, err = s.Withdraw(s.ctx, waiting[1].ID)
	s.must(err)
	s.counts(session.ID, 2, 1)
	s.mails("dea withdrawal")
	if eva, err := s.Registration(s.ctx, waiting[2].ID); err != nil || eva.Position != 1 {
		t.Errorf("eva is at %d, %v", eva.Position, err)
	}
	_, err = s.Withdraw(s.ctx, bo.ID)
	s.must(err)
	s.mails("bo withdrawal CANCEL 1", "eva confirmation REQUEST 0")
}

func TestWhoWaitsUnsentHearsOfTheSeatOnly(t *testing.T) {
	s := newStory(t)
	session := s.workshop()
	kim := s.register(session, "kim")
	s.register(session, "bo")
	s.register(session, "cas")
	_, err := s.Withdraw(s.ctx, kim.ID)
	s.must(err)
	s.mails("kim withdrawal", "bo confirmation REQUEST 0", "cas confirmation REQUEST 0")
}

// The seat that is kept for the waitlist is nobody else's, whatever the order
// in which a newcomer comes.
func TestANewcomerNeverPassesTheWaitlist(t *testing.T) {
	s := newStory(t)
	session := s.workshop()
	s.register(session, "kim")
	s.register(session, "bo")
	cas := s.register(session, "cas")
	if _, err := s.change(session.ID, events.SessionInput{Capacity: events.Given(pointer(3))}); err != nil {
		t.Fatal(err)
	}
	s.is(cas, events.Confirmed)
	if dea := s.register(session, "dea"); dea.State != events.Waitlisted {
		t.Errorf("dea is %s", dea.State)
	}
	// A list that is closed lets those on it go first all the same.
	if _, err := s.change(session.ID, events.SessionInput{Waitlist: events.Given(events.WaitlistOff)}); err != nil {
		t.Fatal(err)
	}
	_, err := s.Register(s.ctx, ask(session.ID, "eva"))
	s.refused(err, events.CodeSessionFull)
	_, err = s.Withdraw(s.ctx, cas.ID)
	s.must(err)
	s.counts(session.ID, 3, 0)
}

func TestMoreSeatsMoveTheWaitlistUp(t *testing.T) {
	s := newStory(t)
	session := s.workshop()
	for _, who := range []string{"kim", "bo", "cas", "dea", "eva"} {
		s.register(session, who)
	}
	s.mail()
	s.sent = nil
	_, err := s.change(session.ID, events.SessionInput{Capacity: events.Given(pointer(4))})
	s.must(err)
	s.counts(session.ID, 4, 1)
	s.mails("cas confirmation REQUEST 0", "dea confirmation REQUEST 0")
	_, err = s.change(session.ID, events.SessionInput{Capacity: events.Given(pointer(3))})
	s.refused(err, events.CodeCapacityBelowConfirmed)
	var refusal *events.Error
	if p := refusalOf(err, &refusal).Problems; len(p) != 1 || p[0].Field != "capacity" {
		t.Errorf("the field is not named: %+v", p)
	}
	_, err = s.change(session.ID, events.SessionInput{Capacity: events.Given[*int](nil)})
	s.must(err)
	s.counts(session.ID, 5, 0)
	s.mails("eva confirmation REQUEST 0")
}

func TestWithoutAWaitlistFullIsFull(t *testing.T) {
	s := newStory(t)
	session := s.session(s.offer(func(in *events.OfferingInput) { in.Waitlist = events.WaitlistOff }), nil)
	s.register(session, "kim")
	s.register(session, "bo")
	_, err := s.Register(s.ctx, ask(session.ID, "cas"))
	s.refused(err, events.CodeSessionFull)
	s.counts(session.ID, 2, 0)
	s.mails("kim confirmation REQUEST 0", "bo confirmation REQUEST 0")
}

// A pop-up for three, its early block for one and its late block without a
// limit of its own.
func TestBlocksHoldTheirOwnCapacityAndTheSessionsBoth(t *testing.T) {
	s := newStory(t)
	o := s.offer(func(in *events.OfferingInput) { in.Capacity = pointer(3) })
	session := s.session(o, func(in *events.SessionInput) {
		in.StartsAt = ""
		in.Blocks = []events.BlockInput{
			{Label: "vroeg", StartsAt: "2027-02-10T09:00", EndsAt: "2027-02-10T10:00", Capacity: events.Given(pointer(1))},
			{Label: "laat", StartsAt: "2027-02-10T18:00", EndsAt: "2027-02-10T19:00"},
		}
	})
	early, late := session.Blocks[0].ID, session.Blocks[1].ID
	at := func(who, block string) (events.Registered, error) {
		c := ask(session.ID, who)
		c.Block = block
		return s.Register(s.ctx, c)
	}
	for _, step := range []struct {
		who, block string
		want       events.RegistrationState
	}{
		{"kim", early, events.Confirmed},
		{"bo", early, events.Waitlisted}, // the block is full, the session is not
		{"cas", late, events.Confirmed},
		{"dea", late, events.Confirmed},
		{"eva", late, events.Waitlisted}, // the session is full, the block is not
	} {
		if got, err := at(step.who, step.block); err != nil || got.Registration.State != step.want || got.Registration.BlockID != step.block {
			t.Errorf("%s: got %s, %v", step.who, got.Registration.State, err)
		}
	}
	s.counts(session.ID, 3, 2)
	_, err := at("fay", "")
	s.refused(err, events.CodeValidation)
	_, err = at("fay", "elders")
	s.refused(err, events.CodeValidation)

	// Cas frees a seat: bo was first but has no room, so eva gets it.
	found, err := s.Registrations(s.ctx, events.RegistrationFilter{SessionID: session.ID, BlockID: late, States: []events.RegistrationState{events.Confirmed}})
	s.must(err)
	_, err = s.Withdraw(s.ctx, found[0].Registration.ID)
	s.must(err)
	s.counts(session.ID, 3, 1)
	s.at("2027-02-10T09:30") // the early block has begun: it takes nobody any more
	_, err = at("gijs", early)
	s.refused(err, events.CodeSessionClosed)
	if got, err := at("gijs", late); err != nil || got.Registration.State != events.Waitlisted {
		t.Errorf("gijs: %+v, %v", got.Registration.State, err)
	}
}

func TestASeriesIsAllOrNothing(t *testing.T) {
	s := newStory(t)
	o := s.offer(func(in *events.OfferingInput) { in.Waitlist, in.Capacity = events.WaitlistOff, pointer(1) })
	var parts []events.Session
	for n, day := range []string{"2027-02-24T14:30", "2027-02-10T14:30", "2027-03-10T14:30"} {
		parts = append(parts, s.session(o, func(in *events.SessionInput) {
			in.StartsAt, in.Series = day, events.Given(&events.Series{ID: "leergang", Index: n + 1, Count: 3})
		}))
	}
	form := func(session events.Session, who string) (events.Registered, error) {
		c := ask(session.ID, who)
		c.Form = true
		return s.Register(s.ctx, c)
	}
	done, err := form(parts[0], "kim")
	s.must(err)
	if done.Registration.SessionID != parts[0].ID {
		t.Error("the answer is about another session than the one asked for")
	}
	s.mails("kim confirmation REQUEST 0", "kim confirmation REQUEST 0", "kim confirmation REQUEST 0")
	view, err := s.Manage(s.ctx, events.PurposeManage, s.ManageToken(&done.Registration))
	s.must(err)
	if len(view.Group) != 2 || view.Group[0].Registration.UID == view.Group[1].Registration.UID {
		t.Errorf("its page lists %d others", len(view.Group))
	}
	// One part is full: nothing of the others is taken.
	_, err = s.Withdraw(s.ctx, done.Registration.ID)
	s.must(err)
	_, err = s.Withdraw(s.ctx, view.Group[0].Registration.ID)
	s.must(err)
	_, err = form(parts[0], "bo")
	s.refused(err, events.CodeSessionFull)
	s.counts(parts[0].ID, 0, 0)
	// Parts that are over are left out, and a program takes one at a time.
	s.at("2027-03-01T12:00")
	_, err = s.Withdraw(s.ctx, view.Group[1].Registration.ID)
	s.must(err)
	_, err = form(parts[2], "cas")
	s.must(err)
	s.counts(parts[0].ID, 0, 0)
	s.counts(parts[2].ID, 1, 0)
	_, err = form(parts[0], "dea")
	s.refused(err, events.CodeSessionClosed)
	alone := s.session(o, func(in *events.SessionInput) {
		in.StartsAt, in.Series = "2027-04-14T14:30", events.Given(&events.Series{ID: "alleen", Index: 1, Count: 1})
	})
	if _, err := form(alone, "dea"); err != nil {
		t.Errorf("a series of one: %v", err)
	}
}

func TestWhoHasAPlaceAlready(t *testing.T) {
	s := newStory(t)
	session := s.workshop()
	kim := s.register(session, "kim")
	s.mails("kim confirmation REQUEST 0")
	again := ask(session.ID, "kim")
	again.Email = "KIM@post.example"
	done, err := s.Register(s.ctx, again)
	if err != nil || !done.Already || done.Registration.ID != kim.ID {
		t.Errorf("got %+v, %v", done, err)
	}
	s.mails()
	again.Form = true
	if done, err = s.Register(s.ctx, again); err != nil || !done.Already {
		t.Errorf("got %+v, %v", done, err)
	}
	s.mails("kim already_registered")
	s.counts(session.ID, 1, 0)
}

func TestARepeatedRequestIsOne(t *testing.T) {
	s := newStory(t)
	session := s.workshop()
	kim := ask(session.ID, "kim")
	kim.Once = &events.Once{Scope: "form", Key: "k1", BodyHash: sha256.Sum256([]byte("kim"))}
	first, err := s.Register(s.ctx, kim)
	s.must(err)
	again, err := s.Register(s.ctx, kim)
	if err != nil || again.Registration.ID != first.Registration.ID || again.Already {
		t.Errorf("got %+v, %v", again, err)
	}
	s.counts(session.ID, 1, 0)
	other := kim
	other.Once = &events.Once{Scope: "form", Key: "k1", BodyHash: sha256.Sum256([]byte("bo"))}
	_, err = s.Register(s.ctx, other)
	s.refused(err, events.CodeIdempotencyMismatch)
	elsewhere := ask(session.ID, "bo")
	elsewhere.Once = &events.Once{Scope: "api:1", Key: "k1", BodyHash: sha256.Sum256([]byte("bo"))}
	if _, err := s.Register(s.ctx, elsewhere); err != nil {
		t.Errorf("the same key at another door: %v", err)
	}
	s.later(25 * time.Hour)
	if _, err := s.Prune(s.ctx); err != nil {
		t.Fatal(err)
	}
	if late, err := s.Register(s.ctx, kim); err != nil || !late.Already {
		t.Errorf("a day later the key is forgotten: %+v, %v", late, err)
	}
}

// Somebody who fills in another's address learns nothing, however often the
// same form comes.
func TestARepeatedFormOpensNobodysRegistration(t *testing.T) {
	s := newStory(t)
	session := s.workshop()
	s.register(session, "kim")
	form := ask(session.ID, "kim")
	form.Form, form.Once = true, &events.Once{Scope: "form", Key: "k2"}
	s.later(time.Second)
	for range 3 {
		if done, err := s.Register(s.ctx, form); err != nil || !done.Already {
			t.Fatalf("got Already %v, %v", done.Already, err)
		}
	}
	s.mails("kim confirmation REQUEST 0", "kim already_registered")
}

func TestWhatTakesNoRegistration(t *testing.T) {
	s := newStory(t)
	o := s.offer(nil)
	draft := s.draft(o, nil)
	cancelled := s.session(o, nil)
	_, err := s.CancelSession(s.ctx, cancelled.ID, events.Text{})
	s.must(err)
	closing := s.session(o, func(in *events.SessionInput) { in.ClosesAt = events.Given("2027-02-08T17:00") })
	invited := s.session(s.offer(func(in *events.OfferingInput) { in.Visibility = events.VisibilityInvited }), nil)
	past := s.workshop()
	form := func(id string) error {
		c := ask(id, "kim")
		c.Form = true
		_, err := s.Register(s.ctx, c)
		return err
	}
	program := func(id string) error {
		_, err := s.Register(s.ctx, ask(id, "kim"))
		return err
	}
	s.refused(form(draft.ID), events.CodeNotFound)
	s.refused(program(draft.ID), events.CodeSessionClosed)
	s.refused(form(invited.ID), events.CodeNotFound)
	s.must(program(invited.ID))
	s.refused(form(cancelled.ID), events.CodeSessionClosed)
	s.refused(program("nergens"), events.CodeNotFound)
	s.at("2027-02-08T16:59")
	s.must(form(closing.ID))
	s.at("2027-02-08T17:00")
	c := ask(closing.ID, "bo")
	_, err = s.Register(s.ctx, c)
	s.refused(err, events.CodeSessionClosed)
	s.at("2027-02-10T14:30")
	s.refused(form(past.ID), events.CodeSessionClosed)
}

func TestWhatIsWrongWithAFormIsToldAtOnce(t *testing.T) {
	s := newStory(t)
	session := s.workshop()
	_, err := s.Register(s.ctx, events.RegisterCommand{
		SessionID: session.ID, Name: " ", Email: "kim", Language: "de", Employer: strings.Repeat("x", 121), Needs: "a\u202eb", Form: true,
	})
	s.refused(err, events.CodeValidation)
	for _, want := range []string{"name required", "email email", "language unknown_choice", "employer too_long", "needs control_characters"} {
		if !strings.Contains(err.Error(), want) {
			t.Errorf("%q says nothing of %q", err, want)
		}
	}
	discreet := ask(session.ID, "kim")
	discreet.Name, discreet.Discreet = "", true
	if _, err := s.Register(s.ctx, discreet); err != nil {
		t.Errorf("a discreet registration without a name: %v", err)
	}
	hidden := s.session(s.offer(func(in *events.OfferingInput) { in.Discreet = true }), nil)
	nameless := ask(hidden.ID, "bo")
	nameless.Name = ""
	if _, err := s.Register(s.ctx, nameless); err != nil {
		t.Errorf("a discreet offering without a name: %v", err)
	}
	s.mail()
	for _, l := range s.sent {
		if !l.Discreet {
			t.Errorf("the letter to %s is not discreet", l.To)
		}
	}
	if !slices.ContainsFunc(s.sent, func(l events.Letter) bool { return l.Name == "" }) {
		t.Error("no letter without a name")
	}
}
