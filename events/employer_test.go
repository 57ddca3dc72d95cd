package events_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"kantine/events"
)

// company makes an employer of two sites by the API's way in.
func (s *story) company(name, kvk, postcode string) events.Employer {
	s.t.Helper()
	e, err := s.CreateEmployer(s.ctx, events.Employer{
		Name: name, KVK: kvk, Stage: events.StageInvited, Note: "Belt liever",
		Contacts: []events.Contact{{Name: "Kim Test", Email: "kim@" + strings.ToLower(name) + ".example"}},
		Sites: []events.Site{{
			Street: "Kade", HouseNumber: "1", Postcode: postcode, City: "Emmen", Roster: "2-shift", Shifts: events.StandardShifts("2-shift"),
		}},
	}, nil)
	s.must(err)
	return e
}

// person does what follows as somebody who is logged in.
func (s *story) person() *story {
	other := *s
	other.ctx = events.WithActor(s.ctx, "u-1")
	return &other
}

func (s *story) writtenDown() (what []events.AuditWhat) {
	s.t.Helper()
	s.must(s.store.View(s.ctx, func(ctx context.Context, tx events.Tx) error {
		entries, err := tx.AuditEntries(ctx, 0, 100)
		for _, e := range entries {
			what = append(what, e.What)
		}
		return err
	}))
	return what
}

func (s *story) employer(id string) events.Employer {
	s.t.Helper()
	e, err := s.Employer(s.ctx, id)
	s.must(err)
	return e
}

// current is how the thing stands that somebody else has changed.
func current[T any](t *testing.T, err error) T {
	t.Helper()
	refusal, ok := err.(*events.Error)
	if !ok || refusal.Code != events.CodeVersionConflict {
		t.Fatalf("got %v, want a conflict", err)
	}
	v, ok := refusal.Current.(T)
	if !ok {
		t.Fatalf("the current object is a %T", refusal.Current)
	}
	return v
}

// fields are those that a refusal names, with their keys.
func fields(err error) (all []string) {
	if refusal, ok := err.(*events.Error); ok {
		for _, p := range refusal.Problems {
			all = append(all, p.Field+" "+p.Key)
		}
	}
	return all
}

func TestTwoPeopleEditOneEmployer(t *testing.T) {
	s := newStory(t).person()
	e := s.company("Demo", "00000001", "7801 ZZ")
	funnel, profile, contact, site := e.Funnel(), e.Profile(), e.Contacts[0], e.Sites[0]

	// Each changes another part: nobody is in anybody's way.
	next := events.Funnel{Stage: events.StageActive, NextAction: "Bel Kim", NextActionOn: "12-1-2027"}
	s.must(s.SetFunnel(s.ctx, e.ID, next, funnel.Mark()))
	renamed := profile
	renamed.Name = "Demo Dozen"
	s.must(s.EditEmployer(s.ctx, e.ID, renamed, profile.Mark()))
	known := contact
	known.Phone = "06 00000000"
	s.must(s.SaveContact(s.ctx, e.ID, contact.Mark(), known))
	moved := site.Form()
	moved.Postcode, moved.Shifts = "7899zz", []events.Shift{
		{Code: "early", Label: "Vroeg", Start: "6:00", End: "1400", Breaks: []events.Break{{At: "9.30", Minutes: 20}}},
		{Label: "Nacht", Start: "22", End: "6.00 uur"},
		{Label: "Nacht", Start: "23", End: "7"},
	}
	s.must(s.SaveSite(s.ctx, e.ID, site.ID, site.Form().Mark(), moved))

	got := s.employer(e.ID)
	if got.Name != "Demo Dozen" || got.Stage != events.StageActive || *got.NextActionOn != "2027-01-12" || got.Contacts[0].Phone == "" || got.Note == "" {
		t.Errorf("%+v", got)
	}
	shifts := got.Sites[0].Shifts
	if got.Sites[0].Postcode != "7899 ZZ" || shifts[0].Start != "06:00" || shifts[0].Breaks[0].At != "09:30" || shifts[0].CrossesMidnight {
		t.Errorf("%+v", got.Sites[0])
	}
	if shifts[1].Code != "nacht" || shifts[2].Code != "nacht-2" || !shifts[1].CrossesMidnight || shifts[1].End != "06:00" {
		t.Errorf("%+v", shifts[1:])
	}

	// The second to change a part sees what the first made of it.
	if now := current[events.Funnel](t, s.SetFunnel(s.ctx, e.ID, events.Funnel{Stage: events.StageDeclined}, funnel.Mark())); now != got.Funnel() {
		t.Errorf("the funnel is shown as %+v", now)
	}
	other := profile
	other.Note = "Niet bellen"
	if now := current[events.Profile](t, s.EditEmployer(s.ctx, e.ID, other, profile.Mark())); now.Name != "Demo Dozen" {
		t.Errorf("the profile is shown as %+v", now)
	}
	if now := current[events.SiteForm](t, s.SaveSite(s.ctx, e.ID, site.ID, site.Form().Mark(), site.Form())); now.Postcode != "7899 ZZ" {
		t.Errorf("the site is shown as %+v", now)
	}
	changed := contact
	changed.Name = "Kim Anders"
	s.refused(s.SaveContact(s.ctx, e.ID, contact.Mark(), changed), events.CodeVersionConflict)
	if again := s.employer(e.ID); again.Name != got.Name || again.Contacts[0] != got.Contacts[0] || again.Stage != got.Stage {
		t.Errorf("overwritten: %+v", again)
	}

	// The same twice is a double click.
	s.must(s.SetFunnel(s.ctx, e.ID, next, funnel.Mark()))
	s.must(s.SaveContact(s.ctx, e.ID, contact.Mark(), known))
	s.must(s.SaveContact(s.ctx, e.ID, "", events.Contact{Name: "Bo Test"}))
	s.must(s.SaveContact(s.ctx, e.ID, "", events.Contact{Name: "Bo Test"}))
	s.must(s.RemoveContact(s.ctx, e.ID, known.Mark()))
	s.must(s.RemoveContact(s.ctx, e.ID, known.Mark()))
	if left := s.employer(e.ID).Contacts; len(left) != 1 || left[0].Name != "Bo Test" {
		t.Errorf("contacts %+v", left)
	}
	for _, what := range []events.AuditWhat{
		events.AuditEmployerFunnel, events.AuditEmployerChanged, events.AuditContactChanged, events.AuditContactRemoved, events.AuditSiteChanged,
	} {
		if !slices.Contains(s.writtenDown(), what) {
			t.Errorf("nobody wrote down %s", what)
		}
	}
}

func TestWhatAnEmployerCannotBe(t *testing.T) {
	s := newStory(t)
	e := s.company("Demo", "00000001", "7801 ZZ")
	funnel, profile, site := e.Funnel(), e.Profile(), e.Sites[0].Form()
	for name, c := range map[string]struct {
		err  error
		want []string
	}{
		"funnel": {
			s.SetFunnel(s.ctx, e.ID, events.Funnel{Stage: "lost", NextAction: strings.Repeat("x", 201), NextActionOn: "morgen"}, funnel.Mark()),
			[]string{"stage unknown_choice", "next_action too_long", "next_action_on day"},
		},
		"profile": {
			s.EditEmployer(s.ctx, e.ID, events.Profile{KVK: "1", BranchNumber: "2", Employees: -1, Note: "bsn 111222333"}, profile.Mark()),
			[]string{"name required", "kvk kvk", "branch_number branch_number", "employees range", "note citizen_number"},
		},
		"sector": {
			s.EditEmployer(s.ctx, e.ID, events.Profile{Name: "Demo", Sector: "none"}, profile.Mark()),
			[]string{"sector unknown_choice"},
		},
		"contact": {
			s.SaveContact(s.ctx, e.ID, "", events.Contact{Email: "x", Language: "fr", Role: "a\nb", Phone: strings.Repeat("1", 41)}),
			[]string{"role control_characters", "phone too_long", "email email", "language unknown_choice"},
		},
		"nobody": {s.SaveContact(s.ctx, e.ID, "", events.Contact{Role: "HR"}), []string{"name required"}},
		"site": {
			s.SaveSite(s.ctx, e.ID, "", "", events.SiteForm{Postcode: "1", Shifts: []events.Shift{{Label: "Vroeg", Start: "25:00", End: ""}}}),
			[]string{
				"street required", "house_number required", "city required", "postcode postcode",
				"shifts[0].start clock", "shifts[0].end required",
			},
		},
		"no roster": {
			s.SaveSite(s.ctx, e.ID, "", "", events.SiteForm{Street: "Kade", HouseNumber: "1", Postcode: "7801 ZZ", City: "Emmen"}),
			[]string{"shifts required"},
		},
	} {
		if got := fields(c.err); !slices.Equal(got, c.want) {
			t.Errorf("%s: %v, want %v", name, got, c.want)
		}
	}
	for _, err := range []error{
		s.SetFunnel(s.ctx, "none", funnel, ""), s.EditEmployer(s.ctx, "none", profile, ""), s.SaveSite(s.ctx, e.ID, "none", "", site),
		s.RemoveContact(s.ctx, "none", ""), s.ArchiveEmployer(s.ctx, "none"),
	} {
		s.refused(err, events.CodeNotFound)
	}
}

func TestEmployersArePagedAndCounted(t *testing.T) {
	s := newStory(t)
	for i := range 7 {
		s.company(fmt.Sprintf("Demo%d", i), "", "7801 ZZ")
	}
	list, err := s.EmployerList(s.ctx, events.EmployerFilter{Archived: events.Given(false), Limit: 5})
	s.must(err)
	if len(list.Employers) != 5 || list.Next != list.Employers[4].ID || list.Counts.All != 7 || list.Today != "2027-01-04" {
		t.Errorf("%d, next %q, %+v, %s", len(list.Employers), list.Next, list.Counts, list.Today)
	}
	s.must(s.ArchiveEmployer(s.ctx, list.Employers[0].ID))
	s.must(s.ArchiveEmployer(s.ctx, list.Employers[0].ID))
	s.must(s.ArchiveEmployer(s.ctx, list.Employers[1].ID))
	s.must(s.RestoreEmployer(s.ctx, list.Employers[1].ID))
	s.must(s.SetFunnel(s.ctx, list.Employers[2].ID, events.Funnel{Stage: events.StageLead, NextActionOn: "4 januari 2027"}, list.Employers[2].Funnel().Mark()))
	rest, err := s.EmployerList(s.ctx, events.EmployerFilter{Archived: events.Given(false), Limit: 5, After: list.Next})
	s.must(err)
	if len(rest.Employers) != 2 || rest.Next != "" || rest.Counts.Archived != 1 || rest.Counts.All != 6 || rest.Counts.Due != 1 ||
		rest.Counts.ByStage[events.StageLead] != 1 || rest.Counts.ByStage[events.StageInvited] != 5 {
		t.Errorf("%d, next %q, %+v", len(rest.Employers), rest.Next, rest.Counts)
	}
}

func TestPeopleOfEmployersAreForgotten(t *testing.T) {
	s := newStory(t)
	kept, gone := s.company("Blijft", "", "7801 ZZ"), s.company("Gaat", "", "7801 ZZ")
	s.must(s.SetFunnel(s.ctx, gone.ID, events.Funnel{Stage: events.StageLead, NextAction: "Bel Kim"}, gone.Funnel().Mark()))
	s.must(s.ArchiveEmployer(s.ctx, gone.ID))
	prune := func(day string, want int) {
		t.Helper()
		s.at(day)
		if done, err := s.Prune(s.ctx); err != nil || done.Employers != want {
			t.Errorf("%s: %d, %v, want %d", day, done.Employers, err, want)
		}
	}
	prune("2027-04-04T12:00", 0)
	prune("2027-04-06T12:00", 1)
	if e := s.employer(gone.ID); e.Personal() || e.Name != "Gaat" {
		t.Errorf("%+v", e)
	}
	if e := s.employer(kept.ID); len(e.Contacts) != 1 || e.Note == "" {
		t.Errorf("%+v", e)
	}
	prune("2027-04-06T12:01", 0)
	programme, err := s.Programme(s.ctx)
	s.must(err)
	programme.Period.End = "2027-03-31"
	s.must(s.store.Update(s.ctx, func(ctx context.Context, tx events.Tx) error { return tx.PutProgramme(ctx, programme) }))
	prune("2027-06-28T12:00", 0)
	prune("2027-07-01T12:00", 1)
}

// Five working days: weekends, Good Friday (which is no hard holiday) and
// Easter Monday (which is).
func TestLeadsAreAnsweredInTime(t *testing.T) {
	for now, want := range map[string]events.Date{
		"2027-01-04T12:00": "2027-01-11", // Monday
		"2027-01-08T23:59": "2027-01-15", // Friday
		"2027-01-09T12:00": "2027-01-15", // Saturday
		"2027-03-24T12:00": "2027-04-01", // the week before Easter
		"2026-12-23T12:00": "2026-12-31", // Christmas Day is a Friday
		"2026-12-24T12:00": "2027-01-04", // and so is New Year's Day
	} {
		s := newStory(t)
		s.at(now)
		v, err := s.EmployerView(s.ctx, "")
		s.must(err)
		if v.FollowUp != want || v.Employer.Stage != events.StageLead {
			t.Errorf("%s: %s, want %s", now, v.FollowUp, want)
		}
	}
}

func TestAskingForASession(t *testing.T) {
	s := newStory(t)
	c := events.InterestCommand{
		Company: "Demo https://win.example", Name: " Kim Test ", Email: "Kim@demo.example", Phone: "06 00000000", Postcode: "7899zz", City: "Emmen",
		Interests: []string{"workshop", "popup"}, Message: "Graag in de\r\nkantine.", Language: "en", NextAction: "Bel terug",
		Once: &events.Once{Scope: "form", Key: "a"},
	}
	ask := func(want int) []events.Employer {
		t.Helper()
		s.must(s.AskInterest(s.ctx, c))
		list, err := s.EmployerList(s.ctx, events.EmployerFilter{Limit: 10})
		s.must(err)
		if len(list.Employers) != want {
			t.Fatalf("%d leads, want %d", len(list.Employers), want)
		}
		return list.Employers
	}
	e := ask(1)[0]
	if e.Stage != events.StageLead || e.Source != events.SourceForm || *e.NextAction != "Bel terug" || *e.NextActionOn != "2027-01-11" ||
		e.Note != "Graag in de\nkantine.\n\n7899 ZZ Emmen" || !slices.Equal(e.Interests, c.Interests) ||
		e.Contacts[0] != (events.Contact{Name: "Kim Test", Email: "Kim@demo.example", Phone: "06 00000000", Language: "en"}) {
		t.Errorf("%+v", e)
	}
	ask(1) // a double click
	c.Once, c.Email, c.Name = nil, "KIM@demo.example", "Somebody Else"
	ask(1) // the same address within a day
	s.mail()
	if len(s.sent) != 1 || s.sent[0].Message.Kind != events.InterestReply || s.sent[0].To != "Kim@demo.example" || s.sent[0].Name != "Kim Test" ||
		s.sent[0].Language != "en" || s.sent[0].Method != events.NoCalendar || s.sent[0].Links.Manage != "" {
		t.Errorf("%+v", s.sent)
	}
	s.at("2027-01-05T12:01")
	ask(2)
	s.sent = nil
	s.mail()
	if len(s.sent) != 1 || s.sent[0].Name != "Somebody Else" {
		t.Errorf("%+v", s.sent)
	}
	s.at("2027-02-10T12:00")
	if done, err := s.Prune(s.ctx); err != nil || done.Interests != 1 {
		t.Errorf("%+v, %v", done, err)
	}
	messages, err := s.Messages(s.ctx, events.MessageFilter{Kind: events.InterestReply})
	s.must(err)
	if len(messages) != 0 {
		t.Errorf("letters left: %+v", messages)
	}
}

func TestAskingForASessionIsChecked(t *testing.T) {
	s := newStory(t)
	err := s.AskInterest(s.ctx, events.InterestCommand{
		Name: "win.example/now", Email: "x", Phone: "\x00", Postcode: "1", City: "a\u202eb", Interests: []string{"gold"},
		Message: strings.Repeat("x", 1001),
	})
	want := []string{
		"company required", "name url_in_name", "email email", "phone control_characters", "postcode postcode", "city control_characters",
		"interests unknown_choice", "message too_long",
	}
	if got := fields(err); !slices.Equal(got, want) {
		t.Errorf("%v, want %v", got, want)
	}
	if list, err := s.EmployerList(s.ctx, events.EmployerFilter{Limit: 1}); err != nil || len(list.Employers) > 0 {
		t.Errorf("%+v, %v", list, err)
	}
}

func TestWhoAskedCanStopTheMail(t *testing.T) {
	s := newStory(t)
	s.must(s.AskInterest(s.ctx, events.InterestCommand{
		Company: "Karton Demo", Name: "Kim Test", Email: "kim@demo.example", Language: "nl", NextAction: "Bel terug",
	}))
	letter := s.claim()[0]
	s.settle(letter, events.OutcomeUnreachable)
	_, token, _ := strings.Cut(letter.Links.Stop, "/u/")
	s.must(s.Interested(s.ctx, token))
	s.refused(s.Interested(s.ctx, token+"x"), events.CodeNotFound)
	s.refused(s.ForgetInterest(s.ctx, token+"x"), events.CodeNotFound)
	s.must(s.ForgetInterest(s.ctx, token))
	s.refused(s.Interested(s.ctx, token), events.CodeNotFound)
	s.sent = nil
	s.later(time.Hour)
	s.mail()
	if len(s.sent) != 0 {
		t.Errorf("still sent: %+v", s.sent)
	}
}
