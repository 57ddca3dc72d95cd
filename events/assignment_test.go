package events_test

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"kantine/events"
)

// crewed is a story with two facilitators, a venue, and an employer's site.
func crewed(t *testing.T) *story {
	t.Helper()
	return newStory(t).crewed()
}

func (s *story) crewed() *story {
	s.t.Helper()
	s.must(s.store.Update(s.ctx, func(ctx context.Context, tx events.Tx) error {
		for _, f := range []events.Facilitator{
			{ID: "fac-a", Name: "Anna Demo", Email: "anna@zorgenwerk.example", Languages: []string{"de", "en", "nl"}},
			{ID: "fac-b", Name: "Bas Demo", Email: "bas@zorgenwerk.example"},
		} {
			if err := tx.PutFacilitator(ctx, f); err != nil {
				return err
			}
		}
		host := events.Employer{ID: "org-1", Name: "Demo Dozen", Contacts: []events.Contact{
			{Name: "Wies Zonder"}, {Name: "Hans Demo", Email: "hans@dozen.example", Phone: "0591 000 000"},
		}}
		if err := tx.PutEmployer(ctx, host); err != nil {
			return err
		}
		return tx.PutSite(ctx, events.Site{ID: "site-1", EmployerID: "org-1", Street: "Proefweg", HouseNumber: "1", Postcode: "7899 ZZ", City: "Emmen"})
	}))
	return s
}

func (s *story) putFacilitator(f events.Facilitator) {
	s.t.Helper()
	s.must(s.store.Update(s.ctx, func(ctx context.Context, tx events.Tx) error { return tx.PutFacilitator(ctx, f) }))
}

// led is a session of fac-a at the employer's.
func (s *story) led(change func(*events.SessionInput)) events.Session {
	return s.draft(s.offer(nil), func(in *events.SessionInput) {
		in.Facilitators = events.Given([]string{"fac-a"})
		in.Location = events.Given(&events.Location{Ref: "site-1"})
		if change != nil {
			change(in)
		}
	})
}

func (s *story) publish(id string) {
	s.t.Helper()
	_, err := s.PublishSession(s.ctx, id, events.Publishing{})
	s.must(err)
}

func (s *story) crew(sessionID string, ids ...string) {
	s.t.Helper()
	_, err := s.change(sessionID, events.SessionInput{Facilitators: events.Given(ids)})
	s.must(err)
}

func TestFacilitatorsAreToldWhatTheyLead(t *testing.T) {
	s := crewed(t)
	session := s.led(nil)
	s.moved(session.ID, "2027-02-11T14:30") // a draft is nobody's business
	s.crew(session.ID, "fac-b")
	s.crew(session.ID, "fac-a")
	s.mails()
	s.publish(session.ID)
	s.mails("anna assignment REQUEST 0")
	s.publish(session.ID)
	s.mails()
	// What is in no calendar is told nobody.
	_, err := s.change(session.ID, events.SessionInput{Capacity: events.Given(pointer(9))})
	s.must(err)
	s.mails()
	s.moved(session.ID, "2027-02-12T14:30")
	s.mails("anna assignment_update REQUEST 1", "hans site_update")
	s.crew(session.ID, "fac-a", "fac-b")
	s.mails("bas assignment REQUEST 0", "hans site_update")
	s.crew(session.ID, "fac-b")
	s.mails("anna assignment_cancellation CANCEL 2", "hans site_update")
	s.crew(session.ID, "fac-b", "fac-a")
	s.mails("anna assignment REQUEST 3", "hans site_update")
	_, err = s.CancelSession(s.ctx, session.ID, events.Text{NL: "Geen zaal", EN: "No room"})
	s.must(err)
	s.mails("anna assignment_cancellation CANCEL 4", "bas assignment_cancellation CANCEL 1", "hans site_cancellation")
}

// TestAnAssignmentLetter looks at what one says: in the facilitator's language,
// with one UID for life that begins with no session's.
func TestAnAssignmentLetter(t *testing.T) {
	s := crewed(t)
	s.must(s.store.Update(s.ctx, func(ctx context.Context, tx events.Tx) error {
		return tx.PutRecord(ctx, events.Record{Kind: "kits", ID: "kit-1", Body: []byte(`{"id":"kit-1","name":"Kist A"}`)})
	}))
	session := s.led(func(in *events.SessionInput) { in.Kit = events.Given("kit-1") })
	s.publish(session.ID)
	s.mail()
	s.moved(session.ID, "2027-02-12T14:30")
	s.mail()
	if len(s.sent) != 3 {
		t.Fatalf("%d letters", len(s.sent))
	}
	first, second := s.sent[0], s.sent[1]
	site := s.sent[2]
	if second.Text != events.TextAssignmentUpdate {
		second, site = site, second
	}
	if first.Language != "en" || first.Name != "Anna Demo" || first.Kit != "Kist A" || first.Contact != "Hans Demo 0591 000 000" {
		t.Errorf("in %s to %s with %s, call %s", first.Language, first.Name, first.Kit, first.Contact)
	}
	a, b := first.Registration, second.Registration
	if a.UID != b.UID || len(a.UID) < 50 || strings.Contains(a.UID, session.ID) || a.Organizer != b.Organizer || a.Organizer == "" {
		t.Errorf("UIDs %s and %s, organizers %s and %s", a.UID, b.UID, a.Organizer, b.Organizer)
	}
	if !b.Told.StartsAt.Equal(session.StartsAt()) || b.Told.MessageID != first.Message.MessageID {
		t.Errorf("was %+v", b.Told)
	}
	if site.Language != "nl" || site.Site != "Demo Dozen" || site.Method != events.NoCalendar || !site.Registration.Told.StartsAt.Equal(session.StartsAt()) {
		t.Errorf("to the site in %s: %s, %s, was %v", site.Language, site.Site, site.Method, site.Registration.Told.StartsAt)
	}
	messages, err := s.Messages(s.ctx, events.MessageFilter{SessionID: session.ID})
	s.must(err)
	var lines []string
	for _, m := range messages {
		lines = append(lines, fmt.Sprint(m.About, " ", m.Kind, " ", m.Sequence, " ", m.Recipient, " ", m.State))
	}
	want := []string{
		"assignment assignment 0 anna@zorgenwerk.example delivered", "assignment assignment 1 anna@zorgenwerk.example delivered",
		"assignment site_update 0 hans@dozen.example delivered",
	}
	if slices.Sort(lines); !slices.Equal(lines, want) {
		t.Errorf("messages %q", lines)
	}
}

// TestOnlyTheNewestAssignmentLetterGoes holds assignments to promise 4.
func TestOnlyTheNewestAssignmentLetterGoes(t *testing.T) {
	s := crewed(t)
	session := s.led(nil)
	s.publish(session.ID)
	s.moved(session.ID, "2027-02-11T14:30")
	s.moved(session.ID, "2027-02-12T14:30")
	s.mails("anna assignment REQUEST 2", "hans site_update")
	// Taken off before the letter left: there is nothing to take back.
	s.crew(session.ID, "fac-b")
	s.crew(session.ID, "fac-a")
	s.mails("anna assignment_update REQUEST 4", "hans site_update")
	// One on its way is overtaken by what happens meanwhile.
	s.moved(session.ID, "2027-02-13T14:30")
	onTheirWay := s.claim()
	s.crew(session.ID, "fac-b")
	for _, l := range onTheirWay {
		s.settle(l, events.OutcomeTemporary)
	}
	s.sent = nil
	s.mails("anna assignment_cancellation CANCEL 6", "bas assignment REQUEST 2", "hans site_update")
	s.later(24 * time.Hour)
	s.mails()
}

// TestAnAnswerLostIsTakenForATold: who may have the entry gets it taken out.
func TestAnAnswerLostIsTakenForATold(t *testing.T) {
	s := crewed(t)
	session := s.led(nil)
	s.answers["anna"] = events.OutcomeInDoubt
	s.publish(session.ID)
	s.mail()
	s.sent = nil
	delete(s.answers, "anna")
	s.crew(session.ID, "fac-b")
	s.mails("anna assignment_cancellation CANCEL 1", "bas assignment REQUEST 0", "hans site_update")
}

// TestABlockThatGoes: its facilitator hears of it with the times they know.
func TestABlockThatGoes(t *testing.T) {
	s := crewed(t)
	session := s.led(func(in *events.SessionInput) {
		in.StartsAt = ""
		in.Blocks = []events.BlockInput{
			{StartsAt: "2027-02-10T09:00", EndsAt: "2027-02-10T10:00"}, {StartsAt: "2027-02-10T13:00", EndsAt: "2027-02-10T14:00"},
		}
	})
	s.publish(session.ID)
	s.mails("anna assignment REQUEST 0", "anna assignment REQUEST 0")
	keep := session.Blocks[0]
	_, err := s.change(session.ID, events.SessionInput{Blocks: []events.BlockInput{{ID: keep.ID, StartsAt: "2027-02-10T09:00", EndsAt: "2027-02-10T10:00"}}})
	s.must(err)
	s.mail()
	off := slices.IndexFunc(s.sent, func(l events.Letter) bool { return l.Method == events.MethodCancel })
	if off < 0 || !s.sent[off].Block.StartsAt.Equal(session.Blocks[1].StartsAt) {
		t.Errorf("letters %d, the one that takes it away is %d", len(s.sent), off)
	}
}

// TestWhatIsImportedIsToldWithItsFirstChange: a file owes no letters, and who
// knows of nothing gets an invitation instead of an update.
func TestWhatIsImportedIsToldWithItsFirstChange(t *testing.T) {
	s, _ := demoStory(t)
	s.mail() // reminders
	s.sent = nil
	_, err := s.change("ses-17", events.SessionInput{Capacity: events.Given(pointer(80))})
	s.must(err)
	s.mails()
	s.moved("ses-17", "2027-03-17T13:00")
	s.mail()
	got := map[string]bool{}
	for _, l := range s.sent {
		got[inWords(l)] = true
	}
	if !got["facilitator5 assignment REQUEST 0"] || len(s.sent) < 2 {
		t.Errorf("letters %v", got)
	}
}

func TestASilentChangeOfTheCrew(t *testing.T) {
	s := crewed(t)
	session := s.led(nil)
	silent := s.With(events.Delivery{Silent: true})
	quietly := func(in events.SessionInput) {
		t.Helper()
		now, err := s.Session(s.ctx, session.ID)
		s.must(err)
		in.Version = now.Version
		_, err = silent.ChangeSession(s.ctx, session.ID, in)
		s.must(err)
	}
	s.publish(session.ID)
	// Anna was owed a letter and has none yet: hers goes, with the new time.
	quietly(events.SessionInput{StartsAt: "2027-02-11T14:30"})
	s.mails("anna assignment REQUEST 1")
	quietly(events.SessionInput{StartsAt: "2027-02-12T14:30"})
	quietly(events.SessionInput{Facilitators: events.Given([]string{"fac-a", "fac-b"})})
	quietly(events.SessionInput{StartsAt: "2027-02-13T14:30"})
	s.mails()
	// What they are told next is all of it.
	s.moved(session.ID, "2027-02-14T14:30")
	s.mails("anna assignment_update REQUEST 4", "bas assignment REQUEST 2", "hans site_update")
}

func TestWhoWantsLessMailAboutAVisit(t *testing.T) {
	s := crewed(t)
	session := s.led(nil)
	s.publish(session.ID)
	s.crew(session.ID, "fac-b")
	s.mail()
	var link string
	for _, l := range s.sent {
		if l.Message.Kind == events.SiteUpdate {
			link = l.Links.Stop
		}
	}
	s.sent = nil
	token := link[strings.LastIndexByte(link, '/')+1:]
	s.must(s.Quieten(s.ctx, token))
	s.must(s.Quieten(s.ctx, token))
	s.crew(session.ID, "fac-a")
	s.mails("anna assignment REQUEST 2", "bas assignment_cancellation CANCEL 1")
	s.moved(session.ID, "2027-02-12T14:30")
	s.mails("anna assignment_update REQUEST 3", "hans site_update")
	s.refused(s.Quieten(s.ctx, token+"x"), events.CodeNotFound)
	s.at("2027-08-12T14:30")
	s.refused(s.Quieten(s.ctx, token), events.CodeGone)
}

// TestLettersNameWhoLeadsTheBlock that they are about, and to the employer all
// who come.
func TestLettersNameWhoLeadsTheBlock(t *testing.T) {
	s := crewed(t)
	session := s.led(func(in *events.SessionInput) {
		in.StartsAt = ""
		in.Blocks = []events.BlockInput{
			{StartsAt: "2027-02-10T09:00", EndsAt: "2027-02-10T10:00"},
			{StartsAt: "2027-02-10T14:00", EndsAt: "2027-02-10T15:00", Crew: events.Given([]string{"fac-b"})},
		}
	})
	s.publish(session.ID)
	_, err := s.change(session.ID, events.SessionInput{Blocks: []events.BlockInput{
		{ID: session.Blocks[0].ID, StartsAt: "2027-02-10T09:30", EndsAt: "2027-02-10T10:30"},
		{ID: session.Blocks[1].ID, StartsAt: "2027-02-10T14:00", EndsAt: "2027-02-10T15:00"},
	}})
	s.must(err)
	s.mail()
	got := map[string]string{}
	for _, l := range s.sent {
		who, _, _ := strings.Cut(l.To, "@")
		got[who] = strings.Join(l.Facilitators, ", ")
	}
	if want := map[string]string{"anna": "Anna Demo", "bas": "Bas Demo", "hans": "Anna Demo, Bas Demo"}; !maps.Equal(got, want) {
		t.Errorf("%v, want %v", got, want)
	}
}
