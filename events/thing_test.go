package events_test

import (
	"context"
	"slices"
	"strings"
	"testing"

	"kantine/events"
)

// asOffered is the input that leaves an offering of a story as it is.
func asOffered(o events.Offering) events.OfferingInput {
	return events.OfferingInput{Kind: o.Kind, Title: o.Title, Duration: "PT2H", Capacity: o.Capacity, Waitlist: o.Waitlist, Visibility: o.Visibility}
}

func TestAChangedOfferingChangesItsSessions(t *testing.T) {
	s := newStory(t)
	offer := s.offer(nil)
	session := s.session(offer, nil)
	own := s.session(offer, func(in *events.SessionInput) {
		in.Reminders = events.Given([]events.RuleInput{{Offset: "-P3D"}})
		in.Capacity = events.Given(pointer(1))
	})
	for _, who := range []string{"kim", "lou", "max"} {
		s.register(session, who)
	}
	s.register(own, "noor")
	s.mail()
	s.sent = nil
	s.counts(session.ID, 2, 1)

	in := asOffered(offer)
	in.Capacity, in.Reminders = pointer(3), []events.RuleInput{{Offset: "-P1D"}, {Offset: "-P60D"}}
	_, _, err := s.ChangeOffering(s.ctx, offer.ID, "something else", in)
	s.refused(err, events.CodeVersionConflict)
	dry, _ := s.Dry()
	_, said, err := dry.ChangeOffering(s.ctx, offer.ID, events.Mark(offer), in)
	s.must(err)
	s.plan(session.ID, "-P1D planned", "-P7D planned", "-PT2H planned")
	changed, effect, err := s.ChangeOffering(s.ctx, offer.ID, events.Mark(offer), in)
	s.must(err)
	// -P7D and -PT2H go for two people, -P60D has gone by for two.
	if want := (events.RuleEffect{Sessions: 1, Fewer: 4, Late: 2}); effect != want || said != want {
		t.Errorf("effect %+v, said before %+v, want %+v", effect, said, want)
	}
	s.plan(session.ID, "-P1D planned", "-P60D skipped due-before-rule", "-P7D cancelled rule-removed", "-PT2H cancelled rule-removed")
	s.plan(own.ID, "-P3D planned")
	s.counts(session.ID, 3, 0)
	s.mails("max confirmation REQUEST 0") // and nobody gets a reminder after the fact
	if changed.Slug != offer.Slug {
		t.Errorf("the address changed to %s", changed.Slug)
	}
	in.Capacity = pointer(2)
	_, _, err = s.ChangeOffering(s.ctx, offer.ID, events.Mark(changed), in)
	s.refused(err, events.CodeCapacityBelowConfirmed)
	s.at("2027-02-09T14:30")
	s.mails("kim reminder -P1D", "lou reminder -P1D", "max reminder -P1D", "noor reminder -P3D")
}

func TestAChangedProgrammeChangesWhoInheritsIt(t *testing.T) {
	s := newStory(t)
	inherits := s.session(s.offer(nil), nil)
	own := s.session(s.offer(func(in *events.OfferingInput) { in.Reminders = []events.RuleInput{{Offset: "-P2D"}} }), nil)
	s.register(inherits, "kim")
	s.register(own, "lou")
	p, err := s.Programme(s.ctx)
	s.must(err)
	in := events.ProgrammeInput{
		Name: events.Text{NL: "Nieuw", EN: "New"}, Rules: p.Rules, Reminders: []events.RuleInput{{Offset: "-P7D"}, {Offset: "-P14D"}},
		Period: events.Period{Start: "1 januari 2027", End: "31-12-2027"},
	}
	in.Rules.QuietHours = "21.30 – 7"
	effect, err := s.ChangeProgramme(s.ctx, events.Mark(p), in)
	s.must(err)
	if want := (events.RuleEffect{Sessions: 1, More: 1, Fewer: 2}); effect != want {
		t.Errorf("effect %+v, want %+v", effect, want)
	}
	s.plan(inherits.ID, "-P14D planned", "-P1D cancelled rule-removed", "-P7D planned", "-PT2H cancelled rule-removed")
	s.plan(own.ID, "-P2D planned")
	now, err := s.Programme(s.ctx)
	s.must(err)
	if now.Rules.QuietHours != "21:30-07:00" || now.Period.End != "2027-12-31" || now.ID != p.ID || now.TimeZone != p.TimeZone {
		t.Errorf("the programme is %+v", now)
	}
	_, err = s.ChangeProgramme(s.ctx, events.Mark(p), in)
	s.refused(err, events.CodeVersionConflict)
	in.Rules.PopupLeadDays, in.Rules.QuietHours, in.Period.End, in.Organiser.Email, in.Name.NL = -1, "nacht", "2026-01-01", "x", ""
	_, err = s.ChangeProgramme(s.ctx, events.Mark(now), in)
	for _, field := range []string{"popup_lead_days", "quiet_hours", "period.end", "organiser.email", "name.nl"} {
		if err == nil || !strings.Contains(err.Error(), field) {
			t.Errorf("%s is not refused: %v", field, err)
		}
	}
}

func TestTypedWeeks(t *testing.T) {
	week, err := events.TypedWeek(map[string]string{"mo": "9-17", "tu": "9.00 tot 17.00 uur", "we": "9–12, 1300-17:30;", "su": ""})
	if err != nil || len(week) != 3 || !slices.Equal(week[0].Days, []string{"mo", "tu"}) || events.HoursOf(week, "we") != "09:00-12:00, 13:00-17:30" || events.HoursOf(week, "su") != "" {
		t.Errorf("%+v, %v", week, err)
	}
	for _, typed := range []string{"9", "9-25", "9-9", "heel de dag", "9-12, x"} {
		if week, err := events.TypedWeek(map[string]string{"fr": typed}); err == nil || !strings.Contains(err.Error(), "hours_fr") {
			t.Errorf("%q: %+v, %v", typed, week, err)
		}
	}
}

// TestWhoIsArchivedIsNoOption: nothing new is planned with them.
func TestWhoIsArchivedIsNoOption(t *testing.T) {
	s := newStory(t)
	leads := func(id, name string) events.Facilitator {
		return events.Facilitator{
			ID: id, Name: name, Email: id + "@zorgenwerk.example", HomeCity: "Assen", Skills: []string{"workshop"}, Languages: []string{"nl"},
			Availability: []events.Availability{{Days: events.Weekdays(), From: "07:00", To: "23:00"}},
		}
	}
	s.must(s.store.Update(s.ctx, func(ctx context.Context, tx events.Tx) error {
		for _, f := range []events.Facilitator{leads("fac-1", "Fenna Demo"), leads("fac-2", "Bram Testman")} {
			if err := tx.PutFacilitator(ctx, f); err != nil {
				return err
			}
		}
		return nil
	}))
	session := s.session(s.offer(nil), func(in *events.SessionInput) { in.Facilitators = events.Given([]string{"fac-1"}) })
	s.refused(s.Archive(s.ctx, events.ThingFacilitator, "fac-1"), events.CodeValidation)
	s.refused(s.Archive(s.ctx, events.ThingVenue, "fac-2"), events.CodeNotFound)
	s.refused(s.Restore(s.ctx, "employer", "fac-2"), events.CodeNotFound)
	options := func() []string {
		s.t.Helper()
		outcome, err := s.AddAbsence(s.ctx, "fac-1", events.Absence{From: "2027-02-10", To: "2027-02-10"}, nil)
		s.must(err)
		var kinds []string
		for _, o := range outcome.Sessions[0].Options {
			kinds = append(kinds, strings.TrimSpace(string(o.Kind)+" "+o.Facilitator))
		}
		return kinds
	}
	if got := options(); !slices.Contains(got, "replace fac-2") {
		t.Errorf("options %q", got)
	}
	s.must(s.Archive(s.ctx, events.ThingFacilitator, "fac-2"))
	if got := options(); slices.Contains(got, "replace fac-2") {
		t.Errorf("an archived facilitator is an option: %q", got)
	}
	s.must(s.Restore(s.ctx, events.ThingFacilitator, "fac-2"))
	if got := options(); !slices.Contains(got, "replace fac-2") {
		t.Errorf("options %q", got)
	}
	_, err := s.CancelSession(s.ctx, session.ID, events.Text{})
	s.must(err)
	s.must(s.Archive(s.ctx, events.ThingFacilitator, "fac-1")) // what is cancelled needs nobody
}
