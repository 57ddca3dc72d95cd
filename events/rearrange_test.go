package events_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"kantine/events"
)

// away is the story of a workshop led by Anna, who falls ill; Bas could lead it.
type away struct {
	*story
	session events.Session
	absence events.Absence
}

func newAway(t *testing.T) *away {
	t.Helper()
	return newStory(t).awayCrew()
}

func (s *story) awayCrew() *away {
	s.t.Helper()
	s.crewed()
	week := []events.Availability{{Days: []string{"mo", "tu", "we", "th", "fr"}, From: "07:00", To: "22:00"}}
	for i, id := range []string{"fac-a", "fac-b"} {
		f, err := s.Facilitator(s.ctx, id)
		s.must(err)
		f.Languages = append(f.Languages, "nl")
		f.Skills, f.Availability, f.HomeCity, f.MaxTravelMinutes = []string{"workshop"}, week, []string{"Emmen", "Assen"}[i], 180
		s.putFacilitator(f)
	}
	return &away{story: s, session: s.led(nil)}
}

// isIll writes the absence down and gives the choice of an option, by kind.
func (a *away) isIll(kind events.OptionKind) events.Choice {
	a.t.Helper()
	outcome, err := a.AddAbsence(a.ctx, "fac-a", events.Absence{From: "2027-02-08", To: "2027-02-12"}, nil)
	a.must(err)
	a.absence = outcome.Absence
	for _, touched := range outcome.Sessions {
		for _, o := range touched.Options {
			if o.Kind == kind {
				return events.Choice{SessionID: touched.Session.ID, Kind: o.Kind, Facilitator: o.Facilitator, StartsAt: o.StartsAt}
			}
		}
	}
	a.t.Fatalf("no way to %s in %d sessions", kind, len(outcome.Sessions))
	return events.Choice{}
}

func (a *away) apply(choices ...events.Choice) events.Rearrangement {
	a.t.Helper()
	done, err := a.ApplyAbsence(a.ctx, a.absence.ID, events.AbsencePlan{
		Choices: choices, Reason: events.Text{NL: "De begeleider is verhinderd.", EN: "The facilitator is not available."},
	}, nil)
	a.must(err)
	return done
}

func (a *away) undo(r events.Rearrangement) {
	a.t.Helper()
	_, err := a.UndoAbsence(a.ctx, r.ID)
	a.must(err)
}

// stands compares a session with what it was but for the numbers that only rise.
func (a *away) stands() {
	a.t.Helper()
	now, err := a.Session(a.ctx, a.session.ID)
	a.must(err)
	if now.State != events.SessionPublished || !now.StartsAt().Equal(a.session.StartsAt()) || !slices.Equal(now.Facilitators, a.session.Facilitators) ||
		now.Reason != a.session.Reason || now.Version <= a.session.Version {
		a.t.Errorf("it is %s at %v led by %v, version %d", now.State, now.StartsAt(), now.Facilitators, now.Version)
	}
}

func TestNothingIsMailedBeforeTheTimeToUndoIsOver(t *testing.T) {
	a := newAway(t)
	a.publish(a.session.ID)
	a.register(a.session, "kim")
	a.mails("anna assignment REQUEST 0", "kim confirmation REQUEST 0")
	a.apply(a.isIll(events.OptionMove))
	a.later(events.UndoWindow - time.Second)
	a.mails()
	a.later(time.Second)
	a.mails("anna assignment_update REQUEST 1", "hans site_update", "kim update REQUEST 1")
}

// TestUndoingLeavesNothingBehind is the rule for each way out, with people who
// were told, and with people who were not yet.
func TestUndoingLeavesNothingBehind(t *testing.T) {
	for _, kind := range []events.OptionKind{events.OptionReplace, events.OptionMove, events.OptionCancel} {
		t.Run(string(kind), func(t *testing.T) {
			a := newAway(t)
			a.publish(a.session.ID)
			a.register(a.session, "kim")
			a.mail()
			a.register(a.session, "lou") // whose confirmation has not left
			a.register(a.session, "max") // waits
			a.sent = nil
			before, err := a.Reminders(a.ctx, a.session.ID)
			a.must(err)
			done := a.apply(a.isIll(kind))
			a.later(9 * time.Minute)
			a.mailsOnly("lou", "max") // where nobody who registered notices
			a.undo(done)
			a.stands()
			a.undo(done) // a double click
			after, err := a.Reminders(a.ctx, a.session.ID)
			a.must(err)
			if words(after) != words(before) {
				t.Errorf("reminders %s, were %s", words(after), words(before))
			}
			a.mail()
			a.later(time.Hour)
			a.mail()
			heard := map[string]bool{}
			for _, l := range a.sent {
				who := person(l.To)
				if heard[who] || who != "lou" && who != "max" {
					t.Errorf("too much: %s", inWords(l))
				}
				heard[who] = true
				if who == "lou" && (l.Text != events.Confirmation || !l.Block.StartsAt.Equal(a.session.StartsAt())) {
					t.Errorf("lou is told %s for %v", l.Text, l.Block.StartsAt)
				}
			}
			if !heard["lou"] || !heard["max"] {
				t.Errorf("heard of it: %v", heard)
			}
			a.sent = nil
			// What comes after is heard by all, under a higher number.
			a.moved(a.session.ID, "2027-02-17T14:30")
			a.mail()
			if len(a.sent) != 5 {
				t.Errorf("%d letters about a real move", len(a.sent))
			}
			for _, l := range a.sent {
				if l.Method == events.MethodRequest && l.Registration.Sequence <= l.Registration.Told.Sequence {
					t.Errorf("%s after %d", inWords(l), l.Registration.Told.Sequence)
				}
			}
		})
	}
}

// mailsOnly sends what is due; only these people may get any. It stays in sent.
func (a *away) mailsOnly(who ...string) {
	a.t.Helper()
	a.mail()
	for _, l := range a.sent {
		if !slices.Contains(who, person(l.To)) {
			a.t.Errorf("before it is too late to undo: %s", inWords(l))
		}
	}
}

// TestWhoHeardOfItEarlyIsSetRight: a coordinator sent a letter at once, and
// somebody registered meanwhile.
func TestWhoHeardOfItEarlyIsSetRight(t *testing.T) {
	a := newAway(t)
	a.publish(a.session.ID)
	kim := a.register(a.session, "kim")
	a.mail()
	done := a.apply(a.isIll(events.OptionMove))
	waiting, err := a.Messages(a.ctx, events.MessageFilter{SessionID: a.session.ID, State: events.Queued})
	a.must(err)
	for _, m := range waiting {
		if m.RegistrationID == kim.ID {
			_, err := a.RetryMessage(a.ctx, m.ID)
			a.must(err)
		}
	}
	a.sent = nil
	a.mails("kim update REQUEST 1")
	now, err := a.Session(a.ctx, a.session.ID)
	a.must(err)
	a.register(now, "noor")
	a.mails("noor confirmation REQUEST 0")
	a.undo(done)
	a.mails("kim update REQUEST 2", "noor update REQUEST 1")
	a.later(time.Hour)
	a.mails()
}

func TestAfterTenMinutesItStands(t *testing.T) {
	a := newAway(t)
	a.publish(a.session.ID)
	a.register(a.session, "kim")
	a.mail()
	done := a.apply(a.isIll(events.OptionReplace))
	a.later(events.UndoWindow)
	_, err := a.UndoAbsence(a.ctx, done.ID)
	a.refused(err, events.CodeGone)
	a.sent = nil
	a.mails("anna assignment_cancellation CANCEL 1", "bas assignment REQUEST 0", "hans site_update")
	_, err = a.UndoAbsence(a.ctx, "none")
	a.refused(err, events.CodeNotFound)
}

func TestUndoingOverwritesNobody(t *testing.T) {
	a := newAway(t)
	a.publish(a.session.ID)
	done := a.apply(a.isIll(events.OptionReplace))
	_, err := a.change(a.session.ID, events.SessionInput{Capacity: events.Given(pointer(9))})
	a.must(err)
	_, err = a.UndoAbsence(a.ctx, done.ID)
	a.refused(err, events.CodeVersionConflict)
}

// TestAllOrNothing: one choice that is none any more keeps the others from
// being done, and what can be done now comes with the refusal.
func TestAllOrNothing(t *testing.T) {
	a := newAway(t)
	a.publish(a.session.ID)
	other := a.led(func(in *events.SessionInput) { in.StartsAt = "2027-02-09T10:00" })
	a.publish(other.ID)
	a.mail()
	a.sent = nil
	choice := a.isIll(events.OptionReplace)
	first := choice
	first.SessionID, first.StartsAt = other.ID, other.StartsAt()
	second := events.Choice{SessionID: a.session.ID, Kind: events.OptionReplace, Facilitator: "fac-b", StartsAt: a.session.StartsAt()}
	// Bas is taken for the second in the meantime.
	busy := a.led(func(in *events.SessionInput) { in.Facilitators = events.Given([]string{"fac-b"}) })
	_, err := a.ApplyAbsence(a.ctx, a.absence.ID, events.AbsencePlan{Choices: []events.Choice{first, second}}, nil)
	a.refused(err, events.CodeSlotTaken)
	var refusal *events.Error
	if outcome, ok := refusalOf(err, &refusal).Current.(events.AbsenceOutcome); !ok || len(outcome.Sessions) != 2 {
		t.Errorf("with the refusal comes %+v", refusal.Current)
	}
	for _, id := range []string{a.session.ID, other.ID} {
		if now, err := a.Session(a.ctx, id); err != nil || !slices.Equal(now.Facilitators, []string{"fac-a"}) {
			t.Errorf("%s is led by %v, %v", id, now.Facilitators, err)
		}
	}
	a.later(time.Hour)
	a.mails()
	s := a.story
	s.must(s.DeleteSession(s.ctx, busy.ID))
	done := a.apply(first, second)
	if len(done.Sessions) != 2 {
		t.Errorf("%d sessions", len(done.Sessions))
	}
	// The same form sent twice is one.
	key := &events.Once{Scope: "desk", Key: "k"}
	plan := events.AbsencePlan{Choices: []events.Choice{first}}
	_, err = a.ApplyAbsence(a.ctx, a.absence.ID, plan, key)
	a.refused(err, events.CodeSlotTaken)
	a.undo(done)
	one, err := a.ApplyAbsence(a.ctx, a.absence.ID, plan, key)
	a.must(err)
	two, err := a.ApplyAbsence(a.ctx, a.absence.ID, plan, key)
	a.must(err)
	if one.ID != two.ID {
		t.Error("one form did it twice")
	}
	_, err = a.ApplyAbsence(a.ctx, a.absence.ID, events.AbsencePlan{Choices: []events.Choice{{SessionID: other.ID}}}, nil)
	a.refused(err, events.CodeValidation)
	_, err = a.ApplyAbsence(a.ctx, "none", plan, nil)
	a.refused(err, events.CodeNotFound)
}

// TestARehearsalOfTheAbsence: the preview is what then is mailed, and changes
// nothing.
func TestARehearsalOfTheAbsence(t *testing.T) {
	a := newAway(t)
	a.publish(a.session.ID)
	a.register(a.session, "kim")
	a.mail()
	a.sent = nil
	choice := a.isIll(events.OptionCancel)
	dry, rehearsal := a.Dry()
	_, err := dry.ApplyAbsence(a.ctx, a.absence.ID, events.AbsencePlan{Choices: []events.Choice{choice}}, nil)
	a.must(err)
	var said []string
	for _, l := range rehearsal.Letters {
		said = append(said, inWords(l))
	}
	if now, err := a.Session(a.ctx, a.session.ID); err != nil || now.State != events.SessionPublished {
		t.Errorf("the rehearsal left %s, %v", now.State, err)
	}
	a.apply(choice)
	a.later(events.UndoWindow)
	a.mails(said...)
	if len(said) != 3 {
		t.Errorf("said %q", said)
	}
}

// TestWhatWasDoneIsForgotten, and it holds no names.
func TestWhatWasDoneIsForgotten(t *testing.T) {
	a := newAway(t)
	a.publish(a.session.ID)
	a.register(a.session, "kim")
	done := a.apply(a.isIll(events.OptionMove))
	kept, err := a.Rearrangement(a.ctx, done.ID)
	a.must(err)
	for _, name := range []string{"kim", "Anna", "@"} {
		if strings.Contains(words(kept), name) {
			t.Errorf("%s is in %s", name, words(kept))
		}
	}
	a.later(31 * 24 * time.Hour)
	_, err = a.Prune(a.ctx)
	a.must(err)
	_, err = a.Rearrangement(a.ctx, done.ID)
	a.refused(err, events.CodeNotFound)
}
