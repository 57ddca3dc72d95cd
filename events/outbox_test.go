package events_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"kantine/events"
)

func TestOutboxListsTheLatestFirst(t *testing.T) {
	s := newStory(t)
	session := s.workshop()
	kim := s.register(session, "kim")
	s.later(time.Second)
	s.register(session, "bo")
	s.answers["bo"] = events.OutcomePermanent
	s.mail()
	list := func(f events.MessageFilter) (string, events.OutboxPage) {
		page, err := s.Outbox(s.ctx, f)
		s.must(err)
		var words []string
		for _, m := range page.Messages {
			words = append(words, person(m.Message.Recipient)+" "+string(m.Message.State)+" "+m.Title.NL)
		}
		return strings.Join(words, ", "), page
	}
	got, page := list(events.MessageFilter{Limit: 1})
	if got != "bo failed Werk en zorg" || !page.More || page.Counts[events.Delivered] != 1 || page.Counts[events.Failed] != 1 || page.Session != nil {
		t.Errorf("%s, %+v", got, page)
	}
	got, page = list(events.MessageFilter{Limit: 1, After: page.Messages[0].Message.ID, SessionID: session.ID})
	if got != "kim delivered Werk en zorg" || page.More || page.Session == nil {
		t.Errorf("%s, %+v", got, page)
	}
	if got, page = list(events.MessageFilter{Limit: 9, Person: kim.ID[len(kim.ID)-8:], From: s.time("2027-01-04T00:00")}); got != "kim delivered Werk en zorg" || page.Counts != nil {
		t.Errorf("%s, %+v", got, page)
	}
	if got, _ = list(events.MessageFilter{Limit: 9, To: s.time("2027-01-04T12:00"), Latest: true}); got != "" {
		t.Errorf("before it was owed: %s", got)
	}
}

func (s *story) departures(day string, want ...string) {
	s.t.Helper()
	from := s.time(day + "T00:00")
	d, err := s.Departures(s.ctx, from, events.StartOfDay(from, s.zone, 1))
	s.must(err)
	var got []string
	total := 0
	for _, l := range d.List {
		got = append(got, strings.Join(strings.Fields(fmt.Sprintln(l.At.In(s.zone).Format("15:04"), l.Kind, l.Rule, l.State, l.Count)), " "))
		total += l.Count
	}
	if !slices.Equal(got, want) || total != d.Total {
		s.t.Errorf("%s: %q, %d, want %q", day, got, d.Total, want)
	}
}

func TestWhatLeavesOnADay(t *testing.T) {
	s := newStory(t)
	session := s.session(s.offer(func(in *events.OfferingInput) {
		in.Capacity = pointer(5)
		in.Reminders = []events.RuleInput{{Offset: "-P7D"}, {Offset: "-PT17H"}, {Offset: "P1D", Anchor: "end", Kind: "follow_up"}}
	}), nil)
	s.register(session, "kim")
	s.register(session, "bo")
	cas := s.register(session, "cas")
	_, err := s.StopReminders(s.ctx, cas.ID)
	s.must(err)
	s.departures("2027-01-04", "12:00 confirmation queued 3")
	s.departures("2027-01-05")
	s.departures("2027-01-03")
	s.departures("2027-02-03", "14:30 reminder -P7D planned 2")
	s.departures("2027-02-09") // due at 21:30, within quiet hours
	s.departures("2027-02-10", "07:00 reminder -PT17H planned 2")
	s.departures("2027-02-11", "16:30 follow_up P1D/end/follow_up planned 2")
	s.answers["kim"], s.answers["bo"] = events.OutcomeTemporary, events.OutcomeTemporary
	s.mail()
	s.later(time.Hour)
	s.departures("2027-01-04", "13:00 confirmation retrying 2")
	s.at("2027-02-10T08:00")
	s.departures("2027-02-10", "08:00 confirmation retrying 2", "08:00 reminder -PT17H planned 2")
}

func TestWhatIfSaysWhatAMoveDoes(t *testing.T) {
	s := newStory(t)
	session := s.with(nil, events.RuleInput{Offset: "-P7D"}, events.RuleInput{Offset: "-P1D"}, events.RuleInput{Offset: "P1D", Anchor: "end", Kind: "follow_up"})
	for _, who := range []string{"kim", "bo", "cas"} {
		s.register(session, who)
	}
	s.at("2027-02-03T15:00")
	s.mail()
	effects := func(to string) string {
		w, err := s.WhatIf(s.ctx, session.ID, events.Move{StartsAt: to})
		s.must(err)
		words := []string{fmt.Sprint(len(w.Letters), w.After.Sequence-w.Before.Sequence)}
		for _, r := range w.Reminders {
			words = append(words, r.Before.Rule+" "+string(r.Effect))
		}
		return strings.Join(words, ", ")
	}
	for to, want := range map[string]string{
		"2027-02-11T14:30": "3 1, -P7D again, -P1D moves, P1D/end/follow_up moves",
		"2027-02-04T10:00": "3 1, -P7D over, -P1D skipped, P1D/end/follow_up moves",
		"2027-02-10T14:30": "0 0, -P7D over, -P1D stays, P1D/end/follow_up stays",
	} {
		if got := effects(to); got != want {
			t.Errorf("%s: %s, want %s", to, got, want)
		}
	}
	w, err := s.WhatIf(s.ctx, session.ID, events.Move{Location: events.Given(&events.Location{Name: "Elders", City: "Emmen"})})
	s.must(err)
	if w.PlaceBefore.City != "Assen" || w.PlaceAfter.City != "Emmen" || len(w.Letters) != 3 || w.Reminders[1].Effect != events.ReminderStays || w.Reminders[1].Recipients != 2 {
		t.Errorf("another place: %+v", w)
	}
	if now, err := s.Session(s.ctx, session.ID); err != nil || words(now.Blocks) != words(w.Before.Blocks) || now.Location.City != "Assen" {
		t.Errorf("it stays so: %+v, %v", now, err)
	}
	s.sent = nil
	s.mails()
	_, err = s.WhatIf(s.ctx, session.ID, events.Move{StartsAt: "donderdag"})
	s.refused(err, events.CodeValidation)
	_, err = s.WhatIf(s.ctx, "nothing", events.Move{})
	s.refused(err, events.CodeNotFound)
}

// Over a change of the clocks every block keeps its wall time.
func TestWhatIfMovesAllBlocks(t *testing.T) {
	s := newStory(t)
	session := s.session(s.offer(nil), func(in *events.SessionInput) {
		in.StartsAt = ""
		in.Blocks = []events.BlockInput{
			{Label: "a", StartsAt: "2027-03-24T09:00", EndsAt: "2027-03-24T10:00"},
			{Label: "b", StartsAt: "2027-03-25T22:00", EndsAt: "2027-03-25T23:00"},
		}
	})
	w, err := s.WhatIf(s.ctx, session.ID, events.Move{StartsAt: "2027-03-29T09:30"})
	s.must(err)
	if got := events.WallTime(w.After.Blocks[1].EndsAt, s.zone); got != "2027-03-30T23:30" || w.After.Blocks[1].Label != "b" || len(w.After.Blocks) != 2 {
		t.Errorf("the second block ends %s", got)
	}
}
