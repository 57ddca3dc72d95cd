package events_test

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"kantine/events"
)

// fenna is a facilitator who works on weekdays.
func (s *story) fenna(name string) events.Facilitator {
	s.t.Helper()
	f := events.Facilitator{
		ID: "fac-" + name, Name: name, Email: name + "@zorgenwerk.example", HomeCity: "Assen", Skills: []string{"workshop"}, Languages: []string{"nl"},
		MaxTravelMinutes: 90,
		Availability:     []events.Availability{{Days: []string{"mo", "tu", "we", "th", "fr"}, From: "08:00", To: "18:00"}},
	}
	s.must(s.store.Update(s.ctx, func(ctx context.Context, tx events.Tx) error { return tx.PutFacilitator(ctx, f) }))
	return f
}

func codes(conflicts []events.Conflict) string {
	var words []string
	for _, c := range conflicts {
		words = append(words, string(c.Severity)+" "+c.Code)
	}
	return strings.Join(words, ", ")
}

// TestWhatBlocksIsRefusedUntilOverruled is the rule "block, override with
// reason": only for who asks for it, only for what is new.
func TestWhatBlocksIsRefusedUntilOverruled(t *testing.T) {
	s := newStory(t)
	s.fenna("fenna")
	o := s.offer(nil)
	first := s.session(o, func(in *events.SessionInput) { in.Facilitators = events.Given([]string{"fac-fenna"}) })
	same := events.SessionInput{
		Offering: o.ID, StartsAt: "2027-02-10T15:00", Location: events.Given(&events.Location{Name: "De Hal", City: "Assen"}),
		Facilitators: events.Given([]string{"fac-fenna"}), Checked: true,
	}
	_, err := s.CreateSession(s.ctx, same, nil)
	var refusal *events.Error
	if !errors.As(err, &refusal) || refusal.Problems[0].Field != "overrule" {
		t.Fatalf("a second session at the same time: %v", err)
	}
	judged, err := s.JudgeSession(s.ctx, "", same)
	s.must(err)
	if got := codes(judged.Blocking()); got != "block overlap" || codes(judged.Unfit["fac-fenna"]) != "block overlap" {
		t.Errorf("blocking: %q, %q", got, codes(judged.Unfit["fac-fenna"]))
	}
	same.Overrule = "because"
	_, err = s.CreateSession(s.ctx, same, nil)
	s.refused(err, events.CodeValidation)
	same.Overrule = events.Overrules()[0]
	ctx := events.WithActor(s.ctx, "user-1")
	second, err := s.CreateSession(ctx, same, nil)
	s.must(err)
	if got := s.audited(); !slices.Contains(got, "session_created overruled_agreed") {
		t.Errorf("audit %q", got)
	}
	// The one that is known does not block another change; a new one does.
	_, err = s.change(second.ID, events.SessionInput{Note: events.Given("Sleutel bij de portier"), Checked: true})
	s.must(err)
	_, err = s.change(second.ID, events.SessionInput{StartsAt: "2027-12-25T15:00", Checked: true})
	s.refused(err, events.CodeValidation)
	// Programs are not asked.
	_, err = s.change(first.ID, events.SessionInput{StartsAt: "2027-02-10T15:00"})
	s.must(err)
}

// audited lists what the audit log holds, oldest first: "what detail".
func (s *story) audited() []string {
	s.t.Helper()
	var lines []string
	s.must(s.store.View(s.ctx, func(ctx context.Context, tx events.Tx) error {
		entries, err := tx.AuditEntries(ctx, 0, 100)
		lines = nil
		for _, e := range entries {
			lines = append(lines, strings.TrimSpace(string(e.What)+" "+e.Detail))
		}
		slices.Reverse(lines)
		return err
	}))
	return lines
}

func TestKitNoteAndCrewOfABlock(t *testing.T) {
	s := newStory(t)
	s.fenna("fenna")
	s.fenna("gijs")
	s.must(s.store.Update(s.ctx, func(ctx context.Context, tx events.Tx) error {
		return tx.PutRecord(ctx, events.Record{Kind: "kits", ID: "kit-1", Body: []byte(`{"id":"kit-1","name":"Kist A"}`)})
	}))
	o := s.offer(nil)
	blocks := []events.BlockInput{
		{StartsAt: "2027-02-10T09:00", EndsAt: "2027-02-10T10:00", Crew: events.Given([]string{"fac-gijs"})},
		{StartsAt: "2027-02-10T11:00", EndsAt: "2027-02-10T12:00"},
	}
	session := s.draft(o, func(in *events.SessionInput) {
		in.StartsAt, in.Blocks = "", blocks
		in.Kit, in.Note, in.Facilitators = events.Given("kit-1"), events.Given("Neem de lift"), events.Given([]string{"fac-fenna", "fac-gijs"})
	})
	one, two := session.Blocks[0].ID, session.Blocks[1].ID
	if session.Extra.Kit != "kit-1" || session.Extra.Note != "Neem de lift" || !slices.Equal(session.CrewOf(one), []string{"fac-gijs"}) || len(session.CrewOf(two)) != 2 {
		t.Fatalf("%+v", session.Extra)
	}
	// What is not named stays; a block that goes takes its crew along.
	keep := []events.BlockInput{{ID: two, StartsAt: "2027-02-10T11:00", EndsAt: "2027-02-10T12:00"}}
	session, err := s.change(session.ID, events.SessionInput{Blocks: keep})
	s.must(err)
	if session.Extra.Kit != "kit-1" || len(session.Extra.Crew) != 0 {
		t.Errorf("%+v", session.Extra)
	}
	for field, in := range map[string]events.SessionInput{
		"kit":            {Kit: events.Given("none")},
		"note":           {Note: events.Given("a\x00b")},
		"blocks[0].crew": {Blocks: []events.BlockInput{{ID: two, StartsAt: "2027-02-10T11:00", EndsAt: "2027-02-10T12:00", Crew: events.Given([]string{"none"})}}},
	} {
		_, err := s.change(session.ID, in)
		var refusal *events.Error
		if !errors.As(err, &refusal) || len(refusal.Problems) != 1 || refusal.Problems[0].Field != field {
			t.Errorf("%s: %v", field, err)
		}
	}
}

func TestCopyIsADraftOfItsOwn(t *testing.T) {
	s := newStory(t)
	s.fenna("fenna")
	session := s.session(s.offer(nil), func(in *events.SessionInput) {
		in.StartsAt = ""
		in.Blocks = []events.BlockInput{
			{Label: "ochtend", StartsAt: "2027-02-10T09:00", EndsAt: "2027-02-10T10:00", Crew: events.Given([]string{"fac-fenna"})},
			{StartsAt: "2027-02-11T01:00", EndsAt: "2027-02-11T04:00"},
		}
		in.ClosesAt = events.Given("2027-02-09T12:00")
		in.Reminders = events.Given([]events.RuleInput{{Offset: "-P1D"}})
	})
	s.must(errOf(s.Register(s.ctx, events.RegisterCommand{SessionID: session.ID, Block: session.Blocks[0].ID, Name: "kim", Email: "kim@post.example", Language: "nl"})))
	s.mail()
	s.sent = nil
	// Over the change of the clocks of 28 March 2027: wall times stay, what
	// cannot be is the first instant after it.
	made, err := s.CopySession(s.ctx, session.ID, "2027-03-27T10:00")
	s.must(err)
	want := []string{"2027-03-27T10:00", "2027-03-27T11:00", "2027-03-28T03:00", "2027-03-28T05:00", "2027-03-26T13:00"}
	got := []string{
		events.WallTime(made.Blocks[0].StartsAt, s.zone), events.WallTime(made.Blocks[0].EndsAt, s.zone),
		events.WallTime(made.Blocks[1].StartsAt, s.zone), events.WallTime(made.Blocks[1].EndsAt, s.zone), events.WallTime(made.ClosesAt, s.zone),
	}
	if !slices.Equal(got, want) {
		t.Errorf("times %q, want %q", got, want)
	}
	if made.State != events.SessionDraft || made.Version != 1 || made.Sequence != 0 || made.Confirmed != 0 || made.ID == session.ID ||
		made.Slug == session.Slug || made.Blocks[0].ID == session.Blocks[0].ID || made.Blocks[0].Label != "ochtend" ||
		!slices.Equal(made.CrewOf(made.Blocks[0].ID), []string{"fac-fenna"}) || len(made.Reminders) != 1 {
		t.Errorf("%+v", made)
	}
	if owed, err := s.Reminders(s.ctx, made.ID); err != nil || len(owed) != 0 {
		t.Errorf("a draft owes %+v: %v", owed, err)
	}
	s.mails() // nothing leaves
	_, err = s.PublishSession(s.ctx, made.ID, events.Publishing{})
	s.must(err)
	owed, err := s.Reminders(s.ctx, made.ID)
	s.must(err)
	if len(owed) != 2 || events.WallTime(owed[0].DueAt, s.zone) != "2027-03-26T10:00" {
		t.Errorf("the copy's reminders are %+v", owed)
	}
	_, err = s.CopySession(s.ctx, session.ID, "2027-03-28T02:30")
	s.refused(err, events.CodeWallTimeGap)
	_, err = s.CopySession(s.ctx, "none", "2027-03-27T10:00")
	s.refused(err, events.CodeNotFound)
}

func errOf[T any](_ T, err error) error { return err }

func TestSeriesIsMadeAtOnce(t *testing.T) {
	s := newStory(t)
	in := events.SessionInput{
		Offering: s.offer(nil).ID, StartsAt: "2027-12-11T17:00", Location: events.Given(&events.Location{Name: "De Hal", City: "Assen"}),
	}
	plan, err := s.PlanSeries(s.ctx, in, events.Recurrence{}, 3)
	s.must(err)
	var days []string
	for _, d := range plan.Dates {
		day := string(d.Day)
		if d.Skipped != nil {
			day += " " + d.Skipped.Key
		}
		days = append(days, day)
	}
	want := []string{"2027-12-11", "2027-12-18", "2027-12-25 plan.conflict.holiday", "2028-01-01 plan.conflict.holiday", "2028-01-08"}
	if !slices.Equal(days, want) || plan.Words.Key != "plan.series.weekly" {
		t.Fatalf("%q, want %q; %v", days, want, plan.Words)
	}
	made, err := s.CreateSeries(s.ctx, in, events.Recurrence{}, 3, nil)
	s.must(err)
	id := ""
	for i, session := range made {
		if session.State != events.SessionDraft || session.Series == nil || session.Series.Index != i+1 || session.Series.Count != 3 || i > 0 && session.Series.ID != id {
			t.Errorf("%d: %s %+v", i, session.State, session.Series)
		}
		id = session.Series.ID
	}
	if len(made) != 3 || events.WallTime(made[2].StartsAt(), s.zone) != "2028-01-08T17:00" {
		t.Fatalf("%d sessions", len(made))
	}
	_, err = s.CreateSeries(s.ctx, in, events.Recurrence{}, 0, nil)
	s.refused(err, events.CodeValidation)
	in.StartsAt = "2027-12-11"
	_, err = s.CreateSeries(s.ctx, in, events.Recurrence{}, 3, nil)
	s.refused(err, events.CodeValidation)

	published, err := s.PublishSeries(s.ctx, id, events.Publishing{})
	s.must(err)
	again, err := s.PublishSeries(s.ctx, id, events.Publishing{})
	s.must(err)
	if len(published) != 3 || len(again) != 0 {
		t.Errorf("published %d, again %d", len(published), len(again))
	}
	_, err = s.PublishSeries(s.ctx, "", events.Publishing{})
	s.refused(err, events.CodeNotFound)
}

func TestOnlyADraftGoesAway(t *testing.T) {
	s := newStory(t)
	o := s.offer(nil)
	draft := s.draft(o, nil)
	version := func() int64 {
		v, err := s.SiteVersion(s.ctx)
		s.must(err)
		return v
	}
	before := version()
	ctx := events.WithActor(s.ctx, "user-1")
	s.must(s.DeleteSession(ctx, draft.ID))
	if version() < before {
		t.Error("the version of the overview falls, and comes twice")
	}
	s.refused(s.DeleteSession(ctx, draft.ID), events.CodeNotFound)
	_, err := s.Session(s.ctx, draft.ID)
	s.refused(err, events.CodeNotFound)
	s.refused(s.DeleteSession(ctx, s.session(o, nil).ID), events.CodeSessionClosed)
	if got := s.audited(); !slices.Equal(got, []string{"session_deleted"}) {
		t.Errorf("audit %q", got)
	}
}

func TestPreviewsShowWhatIsNotSaved(t *testing.T) {
	s := newStory(t)
	draft := s.draft(s.offer(nil), nil)
	in := events.SessionInput{Title: events.Given(events.Text{NL: "Nieuwe titel"}), StartsAt: "2027-02-12T10:00"}
	shown, err := s.PreviewSession(s.ctx, draft.ID, &in)
	s.must(err)
	who := events.RegisterCommand{Name: "Robin de Wit", Email: "robin@voorbeeld.example", Language: "en"}
	letter, err := s.SampleLetter(s.ctx, draft.ID, &in, who)
	s.must(err)
	for name, session := range map[string]events.Session{"page": shown.Session, "letter": letter.Session} {
		if session.Title.NL != "Nieuwe titel" || events.WallTime(session.StartsAt(), s.zone) != "2027-02-12T10:00" || session.State != events.SessionPublished {
			t.Errorf("the %s is of %+v", name, session)
		}
	}
	if letter.Text != events.Confirmation || letter.Name != who.Name || letter.Language != "en" || letter.Method != events.MethodRequest {
		t.Errorf("%s to %s in %s", letter.Text, letter.Name, letter.Language)
	}
	now, err := s.Session(s.ctx, draft.ID)
	s.must(err)
	if now.Version != 1 || !now.Title.Empty() || now.State != events.SessionDraft {
		t.Errorf("the preview left %+v", now)
	}
	// A new one, and one whose seats are taken.
	in.Offering, in.Location = draft.Offering.ID, events.Given(&events.Location{City: "Assen"})
	_, err = s.SampleLetter(s.ctx, "", &in, who)
	s.must(err)
	full := s.workshop()
	s.register(full, "kim")
	s.register(full, "lou")
	_, err = s.SampleLetter(s.ctx, full.ID, nil, who)
	s.must(err)
	s.at("2027-02-11T12:00")
	_, err = s.SampleLetter(s.ctx, full.ID, nil, who)
	s.refused(err, events.CodeSessionClosed)
}

func TestTwoEditorsOfOneSession(t *testing.T) {
	s := newStory(t)
	session := s.workshop()
	one := events.SessionInput{Title: events.Given(events.Text{NL: "Van Ann"}), Version: session.Version}
	two := events.SessionInput{Note: events.Given("Van Bob"), Version: session.Version}
	_, err := s.ChangeSession(s.ctx, session.ID, one)
	s.must(err)
	dry, _ := s.Dry()
	for _, service := range []*events.Service{dry, s.Service} {
		_, err = service.ChangeSession(s.ctx, session.ID, two)
		var refusal *events.Error
		if !errors.As(err, &refusal) || refusal.Code != events.CodeVersionConflict {
			t.Fatalf("the second editor: %v", err)
		}
		if now := refusal.Current.(events.Session); now.Title.NL != "Van Ann" || now.Version != session.Version+1 {
			t.Errorf("the difference is with %+v", now)
		}
	}
	if now, err := s.Session(s.ctx, session.ID); err != nil || now.Title.NL != "Van Ann" || now.Extra.Note != "" {
		t.Errorf("something is overwritten: %+v, %v", now, err)
	}
}

func TestDeskSeesItsSessions(t *testing.T) {
	s := newStory(t)
	s.fenna("fenna")
	s.fenna("gijs")
	o := s.offer(nil)
	mine := s.session(o, func(in *events.SessionInput) { in.Facilitators = events.Given([]string{"fac-fenna"}) })
	s.draft(o, func(in *events.SessionInput) {
		in.Title, in.Facilitators, in.StartsAt = events.Given(events.Text{NL: "100% Zorg_werk"}), events.Given([]string{"fac-gijs"}), "2027-02-15T09:00"
	})
	for name, c := range map[string]struct {
		ledBy  string
		filter events.SessionFilter
		want   int
	}{
		"all":               {"", events.SessionFilter{}, 2},
		"own":               {"Fenna@zorgenwerk.example", events.SessionFilter{}, 1},
		"nobody's":          {"zed@zorgenwerk.example", events.SessionFilter{}, 0},
		"by facilitator":    {"", events.SessionFilter{LedBy: []string{"fac-gijs"}}, 1},
		"others are closed": {"fenna@zorgenwerk.example", events.SessionFilter{LedBy: []string{"fac-gijs"}}, 1},
		"by title":          {"", events.SessionFilter{Text: "zorg_WERK"}, 1},
		"signs are signs":   {"", events.SessionFilter{Text: "zorg%werk"}, 0},
		"by offering":       {"", events.SessionFilter{Text: "work AND"}, 2},
		"over":              {"", events.SessionFilter{Ended: time.Date(2027, 2, 12, 0, 0, 0, 0, time.UTC)}, 1},
		"by sector":         {"", events.SessionFilter{Sector: "none"}, 0},
	} {
		list, err := s.SessionList(s.ctx, c.ledBy, c.filter)
		if err != nil || len(list) != c.want || name == "others are closed" && list[0].Session.ID != mine.ID {
			t.Errorf("%s: %d sessions, %v", name, len(list), err)
		}
	}
	latest, err := s.SessionList(s.ctx, "", events.SessionFilter{Latest: true, Limit: 1})
	s.must(err)
	before, err := s.SessionList(s.ctx, "", events.SessionFilter{Latest: true, After: latest[0].Session.ID})
	s.must(err)
	if len(before) != 1 || before[0].Session.ID != mine.ID {
		t.Errorf("before the latest come %d", len(before))
	}

	detail, err := s.SessionDetail(s.ctx, "fenna@zorgenwerk.example", mine.ID)
	s.must(err)
	if detail.Facilitators[0].Name != "fenna" || !detail.Inherited || len(detail.Reminders) != 3 || detail.Deletable {
		t.Errorf("%+v", detail)
	}
	_, err = s.SessionDetail(s.ctx, "gijs@zorgenwerk.example", mine.ID)
	s.refused(err, events.CodeNotFound)
	detail, err = s.SessionDetail(s.ctx, "", latest[0].Session.ID)
	s.must(err)
	if !detail.Deletable || len(detail.Reminders) != 3 || detail.Reminders[0].State != events.ReminderPlanned {
		t.Errorf("%+v", detail)
	}
}
