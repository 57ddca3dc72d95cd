package events_test

import (
	"slices"
	"testing"
	"time"

	"kantine/events"
	"kantine/events/exchange"
)

// demoStory is the demo programme on the morning on which Mila Demo, fac-5, is
// ill.
func demoStory(t *testing.T) (*story, events.Bundle) {
	t.Helper()
	s := newStory(t)
	bundle, err := exchange.Demo(time.Date(2026, 11, 22, 11, 0, 0, 0, time.UTC))
	s.must(err)
	s.at("2026-11-22T12:00")
	_, err = s.Import(s.ctx, bundle)
	s.must(err)
	s.at("2027-03-15T08:05")
	return s, bundle
}

var illness = events.Absence{From: "2027-03-15", To: "2027-03-19"}

func (s *story) absences(id string) (days []string) {
	s.t.Helper()
	f, err := s.Facilitator(s.ctx, id)
	s.must(err)
	for _, a := range f.Absences {
		days = append(days, string(a.From)+" "+string(a.To))
	}
	return days
}

// TestNoImportLosesAnAbsence: a file knows nothing of what was written down
// since, and what it does know is not there twice.
func TestNoImportLosesAnAbsence(t *testing.T) {
	s, bundle := demoStory(t)
	made, err := s.AddAbsence(s.ctx, "fac-5", illness, nil)
	s.must(err)
	for _, fromFile := range [][]events.Absence{nil, {{From: "2027-05-03", To: "2027-05-07"}}, {illness}} {
		bundle.Facilitators[4].Absences = fromFile
		_, err = s.Import(s.ctx, bundle)
		s.must(err)
		want := []string{"2027-03-15 2027-03-19"}
		if len(fromFile) > 0 && fromFile[0] != illness {
			want = append(want, "2027-05-03 2027-05-07")
		}
		if got := s.absences("fac-5"); !slices.Equal(got, want) {
			t.Errorf("absences %q, want %q", got, want)
		}
	}
	s.must(s.RemoveAbsence(s.ctx, "fac-5", made.Absence))
	s.must(s.RemoveAbsence(s.ctx, "fac-5", made.Absence)) // a double click
	if got := s.absences("fac-5"); got != nil {
		t.Errorf("after removing: %q", got)
	}
	_, err = s.Absence(s.ctx, made.Absence.ID)
	s.refused(err, events.CodeNotFound)
}

// TestNobodyStandsInTwice: two sessions at the same time are not both led by
// who is best for each.
func TestNobodyStandsInTwice(t *testing.T) {
	s, _ := demoStory(t)
	twin, err := s.Session(s.ctx, "ses-17")
	s.must(err)
	second := s.session(twin.Offering, func(in *events.SessionInput) {
		in.StartsAt, in.EndsAt = "2027-03-16T13:00", "2027-03-16T15:00"
		in.Location = events.Given(&events.Location{Ref: "site-08"})
		in.Facilitators = events.Given([]string{"fac-5"})
	})
	outcome, err := s.AddAbsence(s.ctx, "fac-5", illness, nil)
	s.must(err)
	best := map[string]string{}
	for _, touched := range outcome.Sessions {
		if o := touched.Options[0]; o.Kind == events.OptionReplace {
			best[o.Facilitator] += touched.Session.ID
		}
	}
	if len(outcome.Sessions) != 2 || best["fac-6"] == "" || len(best["fac-6"]) > max(len(second.ID), len(twin.ID)) {
		t.Errorf("%d sessions, best %q", len(outcome.Sessions), best)
	}
}

func TestAbsencesAreForgotten(t *testing.T) {
	s, _ := demoStory(t)
	_, err := s.AddAbsence(s.ctx, "fac-5", illness, nil)
	s.must(err)
	s.at("2027-03-20T08:00")
	_, err = s.Prune(s.ctx)
	s.must(err)
	if got := s.absences("fac-5"); len(got) != 1 {
		t.Errorf("a day after: %q", got)
	}
	programme, err := s.Programme(s.ctx)
	s.must(err)
	s.clock.set(s.clock.Now().AddDate(0, 0, programme.Rules.RetentionDaysAfterProgramme))
	_, err = s.Prune(s.ctx)
	s.must(err)
	if got := s.absences("fac-5"); got != nil {
		t.Errorf("long after: %q", got)
	}
}
