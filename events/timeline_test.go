package events_test

import (
	"slices"
	"strings"
	"testing"

	"kantine/events"
)

// timeline tells the story of a registration: "02-03 14:30 reminder -P7D delivered".
func (s *story) timeline(r events.Registration, want ...string) {
	s.t.Helper()
	items, err := s.Timeline(s.ctx, r.ID)
	s.must(err)
	var got []string
	for _, i := range items {
		words := []string{i.At.In(s.zone).Format("01-02 15:04"), string(i.Kind), i.Rule, string(i.State), i.Reason}
		got = append(got, strings.Join(slices.DeleteFunc(words, func(w string) bool { return w == "" }), " "))
		if (i.State == events.TimelinePlanned) != (i.MessageID == "") && i.State != events.Cancelled && i.State != events.Skipped {
			s.t.Errorf("%s has message %q", i.State, i.MessageID)
		}
	}
	if !slices.Equal(got, want) {
		s.t.Errorf("timeline:\n  %s\nwant:\n  %s", strings.Join(got, "\n  "), strings.Join(want, "\n  "))
	}
}

func TestTimelineTellsWhatWentAndWhatComes(t *testing.T) {
	s := newStory(t)
	session := s.with(nil, events.RuleInput{Offset: "-P7D"}, events.RuleInput{Offset: "-P1D"}, events.RuleInput{Offset: "-PT9H"},
		events.RuleInput{Offset: "P1D", Anchor: "end", Kind: "follow_up"})
	s.at("2027-02-03T15:00")
	kim := s.register(session, "kim")
	bo := s.register(session, "bo")
	cas := s.register(session, "cas")
	s.answers["bo"] = events.OutcomePermanent
	s.mail()
	s.timeline(kim,
		"02-03 14:30 reminder -P7D skipped due-before-registration", "02-03 15:00 confirmation delivered",
		"02-09 14:30 reminder -P1D planned", "02-10 07:00 reminder -PT9H planned", "02-11 16:30 follow_up P1D/end/follow_up planned")
	s.timeline(bo,
		"02-03 14:30 reminder -P7D skipped due-before-registration", "02-03 15:00 confirmation failed",
		"02-09 14:30 reminder -P1D planned", "02-10 07:00 reminder -PT9H planned", "02-11 16:30 follow_up P1D/end/follow_up planned")
	s.timeline(cas, "02-03 15:00 waitlist delivered")

	_, err := s.StopReminders(s.ctx, bo.ID)
	s.must(err)
	s.at("2027-02-09T15:00")
	s.mail()
	s.timeline(bo,
		"02-03 14:30 reminder -P7D skipped due-before-registration", "02-03 15:00 confirmation failed",
		"02-09 15:00 reminder -P1D skipped reminders-stopped", "02-10 07:00 reminder -PT9H skipped reminders-stopped",
		"02-11 16:30 follow_up P1D/end/follow_up skipped reminders-stopped")
	s.at("2027-02-09T15:05")
	_, err = s.CancelSession(s.ctx, session.ID, events.Text{})
	s.must(err)
	s.mail()
	s.timeline(kim,
		"02-03 14:30 reminder -P7D skipped due-before-registration", "02-03 15:00 confirmation delivered",
		"02-09 15:00 reminder -P1D delivered", "02-09 15:05 cancellation delivered",
		"02-10 07:00 reminder -PT9H cancelled session-cancelled", "02-11 16:30 follow_up P1D/end/follow_up cancelled session-cancelled")
	_, err = s.Timeline(s.ctx, "nobody")
	s.refused(err, events.CodeNotFound)
}

func TestRuleIDsReadBack(t *testing.T) {
	for _, id := range []string{"-P7D", "-PT2H", "P1D/end/follow_up", "PT0M/end", "-P1D/follow_up"} {
		if rule, ok := events.ParseRule(id); !ok || rule.ID() != id {
			t.Errorf("%s: %+v, %v", id, rule, ok)
		}
	}
	if _, ok := events.ParseRule("01j4m/end"); ok {
		t.Error("reads what is no rule")
	}
}
