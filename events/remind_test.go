package events_test

import (
	"testing"
	"time"

	"kantine/events"
)

// with gives a workshop these reminder rules.
func (s *story) with(change func(*events.SessionInput), rules ...events.RuleInput) events.Session {
	s.t.Helper()
	return s.session(s.offer(func(in *events.OfferingInput) { in.Reminders = rules }), change)
}

func TestRemindersArriveOnceEachAndNoneEarly(t *testing.T) {
	s := newStory(t)
	session := s.with(nil, events.RuleInput{Offset: "-P7D"}, events.RuleInput{Offset: "-P1D"}, events.RuleInput{Offset: "-PT2H"},
		events.RuleInput{Offset: "P1D", Anchor: "end", Kind: "follow_up"})
	s.register(session, "kim")
	gone := s.register(session, "bo")
	s.mails("kim confirmation REQUEST 0", "bo confirmation REQUEST 0")
	for _, step := range []struct{ at, want string }{
		{"2027-02-03T14:30", "kim reminder -P7D"},
		{"2027-02-09T14:30", "kim reminder -P1D"},
		{"2027-02-10T12:30", "kim reminder -PT2H"},
		{"2027-02-11T16:30", "kim follow_up P1D/end/follow_up"},
	} {
		s.at(step.at)
		s.later(-time.Microsecond)
		s.mails()
		s.at(step.at)
		if step.at == "2027-02-03T14:30" {
			s.mails(step.want, "bo reminder -P7D")
			s.withdraw(gone)
			s.mails("bo withdrawal CANCEL 1")
			continue
		}
		s.mails(step.want)
		s.later(3 * time.Minute)
		s.mails()
	}
	s.plan(session.ID, "-P7D sent", "-P1D sent", "-PT2H sent", "P1D/end/follow_up sent")
	rows, err := s.Reminders(s.ctx, session.ID)
	if err != nil || rows[0].Recipients != 2 || rows[1].Recipients != 1 {
		t.Errorf("recipients %+v, %v", rows, err)
	}
}

func TestWhoComesLateIsToldWhatIsNotOwed(t *testing.T) {
	s := newStory(t)
	session := s.workshop()
	s.register(session, "kim")
	s.at("2027-02-03T14:30")
	s.mail()
	s.sent = nil
	bo := s.register(session, "bo") // at the very moment: it is past
	s.at("2027-02-09T20:00")
	cas := s.register(session, "cas")
	s.mails("kim reminder -P1D", "bo confirmation REQUEST 0", "bo reminder -P1D", "cas waitlist")
	s.hasFates(bo, reminders, "-P7D skipped due-before-registration", "-P1D delivered")
	s.hasFates(cas, reminders)
	s.withdraw(bo) // cas moves up
	s.mails("bo withdrawal CANCEL 1", "cas confirmation REQUEST 0")
	s.hasFates(cas, reminders, "-P7D skipped due-before-registration", "-P1D skipped due-before-registration")
	s.at("2027-02-10T12:30")
	s.mails("kim reminder -PT2H", "cas reminder -PT2H")
}

func TestASessionPublishedLateOwesNothingPast(t *testing.T) {
	s := newStory(t)
	s.at("2027-02-08T12:00")
	session := s.workshop()
	s.plan(session.ID, "-P7D skipped due-before-publication", "-P1D planned", "-PT2H planned")
	kim := s.register(session, "kim")
	s.mails("kim confirmation REQUEST 0")
	s.hasFates(kim, reminders, "-P7D skipped due-before-registration")
	draft := s.draft(s.offer(nil), func(in *events.SessionInput) { in.StartsAt = "2027-02-10T18:00" })
	s.plan(draft.ID)
}

// The program was off: of what fell due meanwhile only the latest stage goes,
// and only with an hour or more to the start.
func TestAfterAnOutage(t *testing.T) {
	for name, c := range map[string]struct {
		back  string
		want  []string
		fates []string
		plan  []string
	}{
		"two days before": {
			"2027-02-08T12:00",
			[]string{"kim reminder -P7D"},
			[]string{"-P7D delivered"},
			[]string{"-P7D sent", "-P1D planned", "-PT2H planned"},
		},
		"the day before, two stages due": {
			"2027-02-09T15:00",
			[]string{"kim reminder -P1D"},
			[]string{"-P7D skipped later-stage-due", "-P1D delivered"},
			[]string{"-P7D skipped later-stage-due", "-P1D sent", "-PT2H planned"},
		},
		"an hour before, all due": {
			"2027-02-10T13:30",
			[]string{"kim reminder -PT2H"},
			[]string{"-P7D skipped later-stage-due", "-P1D skipped later-stage-due", "-PT2H delivered"},
			[]string{"-P7D skipped later-stage-due", "-P1D skipped later-stage-due", "-PT2H sent"},
		},
		"less than an hour before": {
			"2027-02-10T13:31", nil,
			[]string{"-P7D skipped later-stage-due", "-P1D skipped later-stage-due", "-PT2H expired too-late"},
			[]string{"-P7D skipped later-stage-due", "-P1D skipped later-stage-due", "-PT2H skipped too-late"},
		},
		"in the night before": {
			"2027-02-09T23:00", nil, []string{}, []string{"-P7D skipped later-stage-due", "-P1D planned", "-PT2H planned"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			s := newStory(t)
			session := s.workshop()
			kim := s.register(session, "kim")
			s.mails("kim confirmation REQUEST 0")
			s.at(c.back)
			s.mails(c.want...)
			s.plan(session.ID, c.plan...)
			if name == "in the night before" { // held to the morning
				s.mails()
				_, err := s.change(session.ID, elsewhere("Emmen"))
				s.must(err)
				s.mails("kim update REQUEST 1")
				s.at("2027-02-10T07:00")
				s.mails("kim reminder -P1D")
				return
			}
			s.hasFates(kim, reminders, c.fates...)
		})
	}
}

// The mail server was off: the letters waited in the outbox.
func TestAfterAnOutageOfTheMailServer(t *testing.T) {
	s := newStory(t)
	session := s.workshop()
	kim := s.register(session, "kim")
	s.mails("kim confirmation REQUEST 0")
	for _, at := range []string{"2027-02-03T14:30", "2027-02-09T14:30"} {
		s.at(at)
		if n, err := s.FanOut(s.ctx, 10); n != 1 || err != nil {
			t.Fatalf("%d fanned out, %v", n, err)
		}
	}
	s.hasFates(kim, reminders, "-P7D cancelled later-stage-due", "-P1D queued")
	s.at("2027-02-10T13:30")
	s.later(time.Second)
	s.mails()
	s.hasFates(kim, reminders, "-P7D cancelled later-stage-due", "-P1D expired too-late", "-PT2H expired too-late")
}

func TestRemindersShortlyBeforeTheStart(t *testing.T) {
	s := newStory(t)
	session := s.with(nil, events.RuleInput{Offset: "-PT1H"}, events.RuleInput{Offset: "-PT15M"})
	s.register(session, "kim")
	s.mails("kim confirmation REQUEST 0")
	s.at("2027-02-10T13:30")
	s.later(2 * time.Second) // no dispatcher is there at the microsecond
	s.mails("kim reminder -PT1H")
	s.at("2027-02-10T14:15")
	s.later(2 * time.Second)
	s.mails("kim reminder -PT15M")
}

func TestFollowUpsMakeSenseForSevenDays(t *testing.T) {
	for back, want := range map[string][]string{
		"2027-02-18T16:30": {"kim follow_up P1D/end/follow_up"}, "2027-02-18T16:31": nil,
	} {
		s := newStory(t)
		session := s.with(nil, events.RuleInput{Offset: "P1D", Anchor: "end", Kind: "follow_up"})
		kim := s.register(session, "kim")
		s.mails("kim confirmation REQUEST 0")
		s.at(back)
		s.mails(want...)
		if want == nil {
			s.hasFates(kim, reminders, "P1D/end/follow_up expired too-late")
		}
	}
}

func TestStoppingRemindersKeepsTheSeat(t *testing.T) {
	s := newStory(t)
	session := s.workshop()
	kim := s.register(session, "kim")
	s.mails("kim confirmation REQUEST 0")
	s.at("2027-02-03T14:30")
	_, err := s.FanOut(s.ctx, 10)
	s.must(err)
	for range 2 {
		_, err = s.StopReminders(s.ctx, kim.ID)
		s.must(err)
	}
	s.mails()
	s.at("2027-02-09T14:30")
	s.mails()
	s.is(kim, events.Confirmed)
	s.hasFates(kim, reminders, "-P7D cancelled reminders-stopped", "-P1D skipped reminders-stopped")
	s.moved(session.ID, "2027-02-17T10:00")
	s.mails("kim update REQUEST 1") // news of the seat still comes
}

// One that is on its way cannot be stopped, but it is not tried again.
func TestStoppingRemindersWhileOneIsBeingSent(t *testing.T) {
	s := newStory(t)
	session := s.with(nil, events.RuleInput{Offset: "-P1D"})
	kim, bo := s.register(session, "kim"), s.register(session, "bo")
	s.mails("kim confirmation REQUEST 0", "bo confirmation REQUEST 0")
	s.at("2027-02-09T14:30")
	_, err := s.FanOut(s.ctx, 10)
	s.must(err)
	onTheirWay := s.claim()
	_, err = s.StopReminders(s.ctx, kim.ID)
	s.must(err)
	s.withdraw(bo)
	for _, l := range onTheirWay {
		s.settle(l, events.OutcomeTemporary)
	}
	s.later(2 * time.Minute)
	s.sent = nil
	s.mails("bo withdrawal CANCEL 1")
	s.hasFates(kim, reminders, "-P1D skipped reminders-stopped")
	s.hasFates(bo, reminders, "-P1D cancelled not-confirmed")
}

func TestQuietHours(t *testing.T) {
	for name, c := range map[string]struct {
		starts, rule string
		quiet        bool
		sent         string
	}{
		"05:45 for 07:45 goes the evening before": {"2027-02-10T07:45", "-PT2H", true, "2027-02-09T21:00"},
		"21:30 for 23:30 goes at 21:00":           {"2027-02-10T23:30", "-PT2H", true, "2027-02-10T21:00"},
		"06:00 for 08:00 waits for 07:00":         {"2027-02-10T08:00", "-PT2H", true, "2027-02-10T07:00"},
		"a night shift keeps no quiet hours":      {"2027-02-10T07:45", "-PT2H", false, "2027-02-10T05:45"},
		"a day before a late evening":             {"2027-02-10T22:00", "-P1D", true, "2027-02-10T07:00"},
		"in the night the clocks go forward":      {"2027-03-28T07:45", "-PT2H", true, "2027-03-27T21:00"},
		"in the night the clocks go back":         {"2027-10-31T07:45", "-PT2H", true, "2027-10-30T21:00"},
	} {
		t.Run(name, func(t *testing.T) {
			s := newStory(t)
			o := s.offer(func(in *events.OfferingInput) {
				in.QuietHours, in.Reminders = events.Given(c.quiet), []events.RuleInput{{Offset: c.rule}}
			})
			session := s.session(o, func(in *events.SessionInput) { in.StartsAt = c.starts })
			s.register(session, "kim")
			s.mails("kim confirmation REQUEST 0")
			s.at(c.sent)
			s.later(-time.Second)
			s.mails()
			s.later(2 * time.Second)
			s.mails("kim reminder " + c.rule)
			s.later(48 * time.Hour)
			s.mails()
		})
	}
}

// The mail server was away when the reminder fell due: when it is back the
// quiet hours are asked again.
func TestQuietHoursHoldALetterThatComesLate(t *testing.T) {
	s := newStory(t)
	session := s.with(func(in *events.SessionInput) { in.StartsAt = "2027-02-10T20:30" }, events.RuleInput{Offset: "-P1D"},
		events.RuleInput{Offset: "P1D", Kind: "follow_up"})
	s.register(session, "kim")
	s.mails("kim confirmation REQUEST 0")
	for _, day := range []struct{ due, back, morning, want string }{
		{"2027-02-09T20:30", "2027-02-09T21:30", "2027-02-10T07:00", "kim reminder -P1D"},
		{"2027-02-11T20:30", "2027-02-11T21:30", "2027-02-12T07:00", "kim follow_up P1D/follow_up"},
	} {
		s.at(day.due)
		_, err := s.FanOut(s.ctx, 10)
		s.must(err)
		s.settle(s.claim()[0], events.OutcomeUnreachable)
		s.sent = nil
		s.at(day.back)
		s.mails()
		s.at(day.morning)
		s.later(-time.Second)
		s.mails()
		s.at(day.morning)
		s.mails(day.want)
	}
}

// The reminder is due, but nobody has looked yet when somebody comes.
func TestSigningUpBetweenDueAndFanOut(t *testing.T) {
	s := newStory(t)
	session := s.with(nil, events.RuleInput{Offset: "-P1D"})
	s.register(session, "kim")
	s.mails("kim confirmation REQUEST 0")
	s.at("2027-02-09T14:30")
	bo := s.register(session, "bo")
	_, err := s.change(session.ID, elsewhere("Emmen"))
	s.must(err)
	s.later(time.Second)
	s.mails("kim update REQUEST 1", "kim reminder -P1D", "bo confirmation REQUEST 1")
	s.hasFates(bo, reminders, "-P1D skipped due-before-registration")
	if rows, err := s.Reminders(s.ctx, session.ID); err != nil || rows[0].Recipients != 1 {
		t.Errorf("got %+v, %v", rows, err)
	}
}

// Who signs up after the evening letter went is past it, though it was meant
// for the morning.
func TestSigningUpAfterTheEveningLetter(t *testing.T) {
	s := newStory(t)
	session := s.with(func(in *events.SessionInput) { in.StartsAt = "2027-02-10T07:45" }, events.RuleInput{Offset: "-PT2H"})
	s.register(session, "kim")
	s.at("2027-02-09T21:00")
	s.mails("kim confirmation REQUEST 0", "kim reminder -PT2H")
	s.at("2027-02-09T22:00")
	bo := s.register(session, "bo")
	s.mails("bo confirmation REQUEST 0")
	s.hasFates(bo, reminders, "-PT2H skipped due-before-registration")
}

func TestTheClockSetBackMakesNothingDueTwice(t *testing.T) {
	s := newStory(t)
	session := s.workshop()
	s.register(session, "kim")
	s.mails("kim confirmation REQUEST 0")
	s.at("2027-02-03T14:30")
	s.mails("kim reminder -P7D")
	s.at("2027-01-04T12:00")
	s.mails()
	_, err := s.change(session.ID, elsewhere("Emmen"))
	s.must(err)
	s.mails("kim update REQUEST 1")
	s.at("2027-02-03T14:30")
	s.mails()
	s.at("2027-02-09T14:30")
	s.mails("kim reminder -P1D")
	s.plan(session.ID, "-P7D sent", "-P1D sent", "-PT2H planned")
}

func TestANewRuleSendsNothingRetroactively(t *testing.T) {
	s := newStory(t)
	session := s.workshop()
	kim := s.register(session, "kim")
	s.mail()
	s.at("2027-02-05T12:00")
	s.mail()
	s.sent = nil
	_, err := s.change(session.ID, events.SessionInput{
		Reminders: events.Given([]events.RuleInput{{Offset: "-P14D"}, {Offset: "-P7D"}, {Offset: "-P3D"}}),
	})
	s.must(err)
	s.mails()
	s.plan(session.ID, "-P14D skipped due-before-rule", "-P7D sent", "-P3D planned",
		"-P1D cancelled rule-removed", "-PT2H cancelled rule-removed")
	s.at("2027-02-07T14:30")
	s.mails("kim reminder -P3D")
	s.hasFates(kim, reminders, "-P7D delivered", "-P3D delivered")
}
