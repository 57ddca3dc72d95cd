package events_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	"kantine/events"
	"kantine/events/store/storetest"
)

// meeting is the story of two people who do something at once, each time with a
// venue, an offering and a session of their own.
type meeting struct {
	*away
	venue     events.Venue
	offering  events.Offering
	programme events.Programme
	anna      events.Facilitator
	// message is the letter of who is registered.
	message events.Message
	// day is the one that Bas is wanted on, choice who stands in.
	day     string
	choice  events.Choice
	done    events.Rearrangement
	mailing events.Mailing
	copied  events.Session
	host    string
	// saved counts what they wrote, so that it differs.
	saved int
}

// TestAtTheSameTime has two people meet where the database runs them side by
// side: the second is answered as if they had come after the first.
func TestAtTheSameTime(t *testing.T) {
	dsn := storetest.Postgres(t)
	s := storyOn(t, dsn)
	m := &meeting{away: s.awayCrew()}
	for _, test := range []struct {
		name          string
		first, second func(m *meeting, as *events.Service) error
		// want tells of each whether it is refused.
		want          [2]events.Code
		before, after func(m *meeting)
	}{
		{"two save a venue", (*meeting).savesVenue, (*meeting).savesVenue, [2]events.Code{"", events.CodeVersionConflict}, nil, nil},
		{"two save the programme", (*meeting).savesProgramme, (*meeting).savesProgramme, [2]events.Code{"", events.CodeVersionConflict}, nil, nil},
		{"two save an offering", (*meeting).savesOffering, (*meeting).savesOffering, [2]events.Code{"", events.CodeVersionConflict}, nil, nil},
		{"two save who leads", (*meeting).savesCard, (*meeting).savesCard, [2]events.Code{"", events.CodeVersionConflict}, nil, nil},
		{"an absence goes while who leads is saved", (*meeting).savesCard, (*meeting).comesBack, [2]events.Code{}, (*meeting).annaIsAway, (*meeting).annaIsSaved},
		{"two note an absence", (*meeting).fallsIll, (*meeting).fallsIll, [2]events.Code{}, nil, (*meeting).isAwayOnce},
		{"a venue goes while a session is planned", (*meeting).plans, (*meeting).archivesVenue, [2]events.Code{"", events.CodeValidation}, nil, nil},
		{"a session is planned while a venue goes", (*meeting).archivesVenue, (*meeting).plans, [2]events.Code{"", events.CodeValidation}, nil, nil},
		{"a session is moved to a venue that goes", (*meeting).archivesVenue, (*meeting).movesTo, [2]events.Code{"", events.CodeValidation}, nil, nil},
		{"a session is copied while a venue goes", (*meeting).archivesVenue, (*meeting).copies, [2]events.Code{}, (*meeting).isAtTheVenue, (*meeting).copyIsNowhere},
		{"a session is planned while an employer goes", (*meeting).archivesHost, (*meeting).plansAtHost, [2]events.Code{"", events.CodeValidation}, (*meeting).hasHost, nil},
		{"an employer goes while a session is planned", (*meeting).plansAtHost, (*meeting).archivesHost, [2]events.Code{"", events.CodeValidation}, (*meeting).hasHost, nil},
		{"two plan a session", (*meeting).plans, (*meeting).plans, [2]events.Code{}, nil, nil},
		{"two plan somebody", (*meeting).plansBas, (*meeting).plansBas, [2]events.Code{"", events.CodeValidation}, nil, nil},
		{"somebody is planned who stands in", (*meeting).basStandsIn, (*meeting).plansBas, [2]events.Code{"", events.CodeValidation}, (*meeting).annaIsAwayThen, nil},
		{"a letter is tried again while it is dropped", (*meeting).drops, (*meeting).retries, [2]events.Code{"", events.CodeValidation}, nil, (*meeting).isDropped},
		{"a letter is held while it is dropped", (*meeting).drops, (*meeting).holds, [2]events.Code{"", events.CodeValidation}, nil, (*meeting).isDropped},
		{"a letter is dropped while it leaves", (*meeting).claims, (*meeting).drops, [2]events.Code{"", events.CodeValidation}, nil, nil},
		{"a note is written about somebody who is forgotten", (*meeting).prunes, (*meeting).notes, [2]events.Code{"", events.CodeGone}, (*meeting).isLongAgo, (*meeting).isForgotten},
		{"who is forgotten is edited", (*meeting).prunes, (*meeting).edits, [2]events.Code{"", events.CodeGone}, (*meeting).isLongAgo, (*meeting).isForgotten},
		{"a mailing is undone while it leaves", (*meeting).claims, (*meeting).undoesMailing, [2]events.Code{"", events.CodeGone}, (*meeting).writes, nil},
		{"what was done is undone while its letters leave", (*meeting).claims, (*meeting).undoes, [2]events.Code{}, (*meeting).isCalledOff, (*meeting).isOnAgain},
	} {
		t.Run(test.name, func(t *testing.T) {
			m.t = t
			m.begins()
			if test.before != nil {
				test.before(m)
			}
			first, second := storetest.Overlap(t, dsn, m.store,
				func(disk events.Store) error { return test.first(m, m.serviceOn(disk, m.clock, key)) },
				func() error { return test.second(m, m.Service) })
			if got := [2]events.Code{events.CodeOf(first), events.CodeOf(second)}; got != test.want {
				t.Errorf("got %v and %v, want %q", first, second, test.want)
			}
			if test.after != nil {
				test.after(m)
			}
		})
	}
}

func (m *meeting) begins() {
	m.t.Helper()
	var err error
	m.venue, err = m.SaveVenue(m.ctx, "", "", events.Venue{Name: "Het Gebouw", City: "Assen"})
	m.must(err)
	m.offering, m.day = m.offer(nil), "2027-02-11"
	m.programme, err = m.Programme(m.ctx)
	m.must(err)
	m.anna, err = m.Facilitator(m.ctx, "fac-a")
	m.must(err)
	m.session = m.led(func(in *events.SessionInput) { in.StartsAt = "2027-01-04T12:30" })
	m.publish(m.session.ID)
	m.message = m.away.message(m.register(m.session, "kim"), events.Confirmation)
}

// next is a number that nobody has written yet.
func (m *meeting) next() int {
	m.saved++
	return m.saved
}

func (m *meeting) savesVenue(as *events.Service) error {
	venue := m.venue
	venue.Capacity = pointer(m.next())
	_, err := as.SaveVenue(m.ctx, venue.ID, events.Mark(m.venue), venue)
	return err
}

func (m *meeting) savesProgramme(as *events.Service) error {
	p := m.programme
	rules := p.Rules
	rules.TravelBufferMinutes = m.next()
	_, err := as.ChangeProgramme(m.ctx, events.Mark(p), events.ProgrammeInput{
		Name: p.Name, Summary: p.Summary, Organiser: p.Organiser, PrivacyContact: p.PrivacyContact, Period: p.Period, Rules: rules,
		Reminders: []events.RuleInput{{Offset: "-P1D"}},
	})
	return err
}

func (m *meeting) savesOffering(as *events.Service) error {
	in := asOffered(m.offering)
	in.Capacity = pointer(m.next())
	_, _, err := as.ChangeOffering(m.ctx, m.offering.ID, events.Mark(m.offering), in)
	return err
}

func (m *meeting) savesCard(as *events.Service) error {
	card := m.anna.Card()
	card.MaxTravelMinutes = 100 + m.next()
	_, err := as.ChangeFacilitator(m.ctx, "fac-a", events.Mark(m.anna.Card()), card)
	return err
}

func (m *meeting) annaIsAway() { m.must(m.fallsIll(m.Service)) }

func (m *meeting) comesBack(as *events.Service) error {
	return as.RemoveAbsence(m.ctx, "fac-a", events.Absence{From: "2027-01-04", To: "2027-01-04"})
}

// annaIsSaved checks that the card is as it was saved last, and the absence gone.
func (m *meeting) annaIsSaved() {
	m.t.Helper()
	now, err := m.Facilitator(m.ctx, "fac-a")
	m.must(err)
	if now.MaxTravelMinutes != 100+m.saved || len(now.Absences) != 0 {
		m.t.Errorf("travels %d minutes, want %d, away %v", now.MaxTravelMinutes, 100+m.saved, now.Absences)
	}
}

func (m *meeting) fallsIll(as *events.Service) error {
	_, err := as.AddAbsence(m.ctx, "fac-a", events.Absence{From: "2027-01-04", To: "2027-01-04"}, nil)
	return err
}

func (m *meeting) isAwayOnce() {
	m.t.Helper()
	now, err := m.Facilitator(m.ctx, "fac-a")
	m.must(err)
	if len(now.Absences) != 1 {
		m.t.Errorf("away %v", now.Absences)
	}
	m.must(m.comesBack(m.Service))
}

func (m *meeting) archivesVenue(as *events.Service) error {
	return as.Archive(m.ctx, events.ThingVenue, m.venue.ID)
}

// plans makes a draft at the venue, the same whoever makes it.
func (m *meeting) plans(as *events.Service) error {
	_, err := as.CreateSession(m.ctx, events.SessionInput{
		Offering: m.offering.ID, StartsAt: "2027-02-10T14:30", Location: events.Given(&events.Location{Ref: m.venue.ID}),
	}, nil)
	return err
}

// isAtTheVenue was held at the venue.
func (m *meeting) isAtTheVenue() {
	m.t.Helper()
	_, err := m.change(m.session.ID, events.SessionInput{Location: events.Given(&events.Location{Ref: m.venue.ID})})
	m.must(err)
	_, err = m.CancelSession(m.ctx, m.session.ID, events.Text{})
	m.must(err)
}

func (m *meeting) copies(as *events.Service) (err error) {
	m.copied, err = as.CopySession(m.ctx, m.session.ID, "2027-03-10T14:30")
	return err
}

func (m *meeting) copyIsNowhere() {
	m.t.Helper()
	if at := m.copied.Location.Ref; at != "" {
		m.t.Errorf("the copy is at %s", at)
	}
}

func (m *meeting) hasHost() {
	m.t.Helper()
	m.must(m.store.Update(m.ctx, func(ctx context.Context, tx events.Tx) error {
		m.host = events.NewID(m.clock.Now())
		if err := tx.PutEmployer(ctx, events.Employer{ID: m.host, Name: "Demo Dozen"}); err != nil {
			return err
		}
		return tx.PutSite(ctx, events.Site{ID: m.host, EmployerID: m.host, Street: "Proefweg", HouseNumber: "1", Postcode: "7899 ZZ", City: "Emmen"})
	}))
}

func (m *meeting) archivesHost(as *events.Service) error { return as.ArchiveEmployer(m.ctx, m.host) }

func (m *meeting) plansAtHost(as *events.Service) error {
	_, err := as.CreateSession(m.ctx, events.SessionInput{
		Offering: m.offering.ID, StartsAt: "2027-02-10T14:30", Location: events.Given(&events.Location{Ref: m.host}),
	}, nil)
	return err
}

// plansBas makes one of its own that Bas leads, against nobody's word.
func (m *meeting) plansBas(as *events.Service) error {
	_, err := as.CreateSession(m.ctx, events.SessionInput{
		Offering: m.offering.ID, Title: events.Given(events.Text{NL: fmt.Sprintf("Sessie %d", m.next())}), StartsAt: m.day + "T14:30", Location: events.Given(&events.Location{Name: "De Hal", City: "Assen"}),
		Facilitators: events.Given([]string{"fac-b"}), Checked: true,
	}, nil)
	return err
}

func (m *meeting) movesTo(as *events.Service) error {
	_, err := as.ChangeSession(m.ctx, m.session.ID, events.SessionInput{
		Version: m.session.Version, Location: events.Given(&events.Location{Ref: m.venue.ID}),
	})
	return err
}

func (m *meeting) drops(as *events.Service) error {
	_, err := as.DropMessage(m.ctx, m.message.ID)
	return err
}

func (m *meeting) retries(as *events.Service) error {
	_, err := as.RetryMessage(m.ctx, m.message.ID)
	return err
}

func (m *meeting) holds(as *events.Service) error {
	_, err := as.HoldMessage(m.ctx, m.message.ID)
	return err
}

func (m *meeting) isDropped() {
	m.t.Helper()
	now, err := m.Message(m.ctx, m.message.ID)
	m.must(err)
	if now.State != events.Cancelled {
		m.t.Errorf("the letter that was dropped is %s", now.State)
	}
}

// annaIsAwayThen is away when Bas is free.
func (m *meeting) annaIsAwayThen() {
	m.t.Helper()
	m.session = m.led(func(in *events.SessionInput) { in.StartsAt = "2027-02-09T14:30" })
	m.publish(m.session.ID)
	m.day, m.choice = "2027-02-09", m.isIll(events.OptionReplace)
}

func (m *meeting) basStandsIn(as *events.Service) error {
	_, err := as.ApplyAbsence(m.ctx, m.absence.ID, events.AbsencePlan{
		Choices: []events.Choice{m.choice},
	}, nil)
	return err
}

// claims takes what is due as the dispatcher does.
func (m *meeting) claims(as *events.Service) error {
	letters, err := as.Claim(m.ctx, 100, m.clock.Now().Add(events.Lease))
	if err == nil && len(letters) == 0 {
		m.t.Error("nothing is due")
	}
	return err
}

// isLongAgo is a session whose people have not been forgotten yet.
func (m *meeting) isLongAgo() { m.later(10000 * 24 * time.Hour) }

func (m *meeting) prunes(as *events.Service) error {
	_, err := as.Prune(m.ctx)
	return err
}

func (m *meeting) notes(as *events.Service) error {
	return as.SetNote(m.ctx, m.message.RegistrationID, events.NoteCommand{Text: "Komt met de trein."})
}

func (m *meeting) edits(as *events.Service) error {
	_, err := as.Edit(m.ctx, m.message.RegistrationID, events.EditCommand{Name: "Kim Demo", Language: "nl"})
	return err
}

func (m *meeting) isForgotten() {
	m.t.Helper()
	p, err := m.Person(m.ctx, m.message.RegistrationID)
	m.must(err)
	if p.Registration.Name != "" || p.Registration.ErasedAt.IsZero() || p.Note != "" {
		m.t.Errorf("what is left: %+v, note %q", p.Registration, p.Note)
	}
	m.at("2027-01-04T12:00")
}

// writes sends a mailing off, which leaves now.
func (m *meeting) writes() {
	m.t.Helper()
	m.mail()
	sent, err := m.SendMailing(m.ctx, events.MailingCommand{
		SessionID: m.session.ID, States: []events.RegistrationState{events.Confirmed},
		Subject: events.Text{NL: "Andere ingang"}, Body: events.Text{NL: "Kom achterom."},
	}, anyText{})
	m.must(err)
	m.mailing = sent.Mailing
	m.later(events.UndoWindow)
}

// undoesMailing begins a moment before it leaves.
func (m *meeting) undoesMailing(*events.Service) error {
	clock := &lastMoment{watch: m.clock}
	_, err := m.serviceOn(m.store, clock, key).UndoMailing(m.ctx, m.mailing.ID)
	return err
}

// lastMoment is a clock that is a second late when it is first looked at.
type lastMoment struct {
	*watch
	seen bool
}

func (c *lastMoment) Now() time.Time {
	if c.seen {
		return c.watch.Now()
	}
	c.seen = true
	return c.watch.Now().Add(-time.Second)
}

// isCalledOff half an hour before the session, so that everybody hears at once.
func (m *meeting) isCalledOff() {
	m.t.Helper()
	m.mail()
	outcome, err := m.AddAbsence(m.ctx, "fac-a", events.Absence{From: "2027-01-04", To: "2027-01-04"}, nil)
	m.must(err)
	m.absence = outcome.Absence
	m.done = m.apply(events.Choice{SessionID: m.session.ID, Kind: events.OptionCancel})
}

func (m *meeting) undoes(as *events.Service) error {
	_, err := as.UndoAbsence(m.ctx, m.done.ID)
	return err
}

func (m *meeting) isOnAgain() {
	m.t.Helper()
	now, err := m.Session(m.ctx, m.session.ID)
	m.must(err)
	if now.State != events.SessionPublished {
		m.t.Errorf("the session is %s", now.State)
	}
}
