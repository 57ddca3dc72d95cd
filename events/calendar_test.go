package events_test

import (
	"context"
	"strings"
	"testing"

	"kantine/events"
)

// shown lists what a calendar shows: title and conflicts.
func (s *story) shown(q events.CalendarQuery) string {
	s.t.Helper()
	c, err := s.Calendar(s.ctx, q)
	s.must(err)
	var list []string
	for i := range c.Sessions {
		words := []string{c.Sessions[i].Session.Heading().NL}
		for _, conflict := range c.Sessions[i].Conflicts {
			words = append(words, conflict.Code)
		}
		list = append(list, strings.Join(words, " "))
	}
	return strings.Join(list, ", ")
}

// staffed is a story with a site and two facilitators.
func staffed(t *testing.T) *story {
	t.Helper()
	s := newStory(t)
	s.must(s.store.Update(s.ctx, func(ctx context.Context, tx events.Tx) error {
		err := tx.PutEmployer(ctx, events.Employer{ID: "emp-1", Name: "Voorbeeld"})
		if err == nil {
			err = tx.PutSite(ctx, events.Site{ID: "site-1", EmployerID: "emp-1", City: "Assen", SchoolRegion: "noord"})
		}
		for _, f := range []events.Facilitator{
			{ID: "fac-1", Name: "Fenna Demo", Email: "fenna@zorgenwerk.example", Languages: []string{"nl"}, Skills: []string{"workshop"}, HomeCity: "Assen"},
			{ID: "fac-2", Name: "Bram Testman", Email: "bram@zorgenwerk.example", Languages: []string{"nl"}, Skills: []string{"workshop"}, HomeCity: "Assen"},
		} {
			if err == nil {
				err = tx.PutFacilitator(ctx, f)
			}
		}
		return err
	}))
	return s
}

func TestCalendar(t *testing.T) {
	s := staffed(t)
	offer := s.offer(nil)
	on := func(name, start string, leads ...string) events.Session {
		return s.draft(offer, func(in *events.SessionInput) {
			in.Title, in.StartsAt, in.Facilitators = events.Given(events.Text{NL: name, EN: name}), start, events.Given(leads)
			if name == "at work" {
				in.Location = events.Given(&events.Location{Ref: "site-1"})
			}
		})
	}
	on("before", "2027-01-31T23:59", "fac-1")
	on("first", "2027-02-01T00:00", "fac-2")
	on("at work", "2027-02-10T10:00", "fac-1")
	on("double", "2027-02-10T11:00", "fac-1", "fac-2")
	on("last", "2027-02-28T21:00", "fac-1")
	on("after", "2027-03-01T00:00", "fac-1")
	february := events.CalendarQuery{From: "2027-02-01", To: "2027-02-28"}
	ask := func(change func(*events.CalendarQuery)) events.CalendarQuery {
		q := february
		change(&q)
		return q
	}
	for name, c := range map[string]struct {
		q    events.CalendarQuery
		want string
	}{
		"all":         {february, "first evening, at work overlap, double overlap, last evening school_holiday"},
		"facilitator": {ask(func(q *events.CalendarQuery) { q.Facilitator = "fac-2" }), "first evening, double overlap"},
		"site":        {ask(func(q *events.CalendarQuery) { q.Site = "site-1" }), "at work overlap"},
		"kind":        {ask(func(q *events.CalendarQuery) { q.Kind = events.KindPopup }), ""},
		"own":         {ask(func(q *events.CalendarQuery) { q.LedBy = "BRAM@zorgenwerk.example" }), "first, double"},
		"not own":     {ask(func(q *events.CalendarQuery) { q.LedBy, q.Facilitator = "bram@zorgenwerk.example", "fac-1" }), "double"},
		"nobody's":    {ask(func(q *events.CalendarQuery) { q.LedBy = "x@zorgenwerk.example" }), ""},
	} {
		if got := s.shown(c.q); got != c.want {
			t.Errorf("%s: %q, want %q", name, got, c.want)
		}
	}
	s.at("2027-02-20T12:00") // what is over is as it is
	if got := s.shown(ask(func(q *events.CalendarQuery) { q.To = "2027-02-15" })); got != "first, at work, double" {
		t.Errorf("what is over: %q", got)
	}
	c, err := s.Calendar(s.ctx, ask(func(q *events.CalendarQuery) { q.Site = "site-1" }))
	s.must(err)
	if c.Region != "noord" || len(c.Places) != 1 || len(c.Facilitators) != 2 || c.Facilitators[0].Name != "Bram Testman" {
		t.Errorf("region %q, places %+v, facilitators %+v", c.Region, c.Places, c.Facilitators)
	}
	for _, day := range c.Days {
		if day.Region != "" && day.Region != "noord" {
			t.Errorf("a day of another region: %+v", day)
		}
	}
	_, err = s.Calendar(s.ctx, events.CalendarQuery{From: "x", To: "2027-02-28"})
	s.refused(err, events.CodeValidation)
}
