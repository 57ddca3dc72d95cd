package events_test

import (
	"strings"
	"testing"
	"time"

	"kantine/events"
)

// anyText is a book in which everything is right but the word "theme" in what
// discreet people read.
type anyText struct{}

func (anyText) Known(string, string) bool { return true }

func (anyText) Faults(key, source string) []events.Problem {
	if strings.HasSuffix(key, "-discreet") && strings.Contains(source, "theme") {
		return []events.Problem{{Field: "source", Key: "mail_theme_field", Args: []any{"Line", 3, "Name", "title"}}}
	}
	return nil
}

func TestMailings(t *testing.T) {
	s := newStory(t)
	session := s.session(s.offer(func(in *events.OfferingInput) { in.Capacity = nil }), nil)
	kim, bo, cas := s.register(session, "kim"), s.register(session, "bo"), s.register(session, "cas")
	gone := s.register(session, "gone")
	_, err := s.StopReminders(s.ctx, bo.ID)
	s.must(err)
	s.withdraw(gone)
	s.mail()
	s.sent = nil
	c := events.MailingCommand{
		SessionID: session.ID, States: []events.RegistrationState{events.Confirmed},
		Subject: events.Text{NL: "Andere ingang"}, Body: events.Text{NL: "Kom achterom, {{where}}."},
	}
	free := []events.MessageKind{events.FreeLetter}

	dry, rehearsal := s.Dry()
	planned, err := dry.SendMailing(s.ctx, c, anyText{})
	s.must(err)
	if planned.Letters != 2 || planned.Stopped != 1 || len(rehearsal.Letters) != 2 || rehearsal.Letters[0].Free.Subject != "Andere ingang" {
		t.Errorf("planned %+v, letters %d", planned, len(rehearsal.Letters))
	}
	s.hasFates(kim, free)

	sent, err := s.SendMailing(s.ctx, c, anyText{})
	s.must(err)
	s.later(9 * time.Minute)
	s.mails()
	_, err = s.UndoMailing(s.ctx, sent.Mailing.ID)
	s.must(err)
	_, err = s.UndoMailing(s.ctx, sent.Mailing.ID)
	s.must(err)
	s.later(time.Hour)
	s.mails()
	s.hasFates(kim, free, "free cancelled undone")
	s.hasFates(bo, free, "free skipped reminders-stopped")
	s.hasFates(gone, free)

	c.People = []string{kim.ID, bo.ID, gone.ID}
	sent, err = s.SendMailing(s.ctx, c, anyText{})
	s.must(err)
	s.later(10 * time.Minute)
	_, err = s.UndoMailing(s.ctx, sent.Mailing.ID)
	s.refused(err, events.CodeGone)
	s.mails("kim free")
	s.hasFates(cas, free, "free cancelled undone")

	c.People = nil
	_, err = s.SendMailing(s.ctx, c, anyText{})
	s.must(err)
	s.withdraw(cas)
	_, err = s.StopReminders(s.ctx, kim.ID)
	s.must(err)
	s.later(time.Hour)
	s.mails("cas withdrawal CANCEL 1")
	s.hasFates(cas, free, "free cancelled undone", "free cancelled not-confirmed")

	all, err := s.Mailings(s.ctx, session.ID)
	if err != nil || len(all) != 3 || !all[2].Undone {
		t.Errorf("%+v, %v", all, err)
	}
	s.later(100 * 24 * time.Hour)
	_, err = s.Prune(s.ctx)
	s.must(err)
	if all, err = s.Mailings(s.ctx, session.ID); err != nil || !all[0].Body.Empty() || !all[0].Subject.Empty() {
		t.Errorf("kept %+v, %v", all[0], err)
	}
}

func TestMailingsThatMakeNoSense(t *testing.T) {
	s := newStory(t)
	session := s.workshop()
	discreet := ask(session.ID, "kim")
	discreet.Discreet = true
	_, err := s.Register(s.ctx, discreet)
	s.must(err)
	for name, change := range map[string]func(*events.MailingCommand){
		"no subject":   func(c *events.MailingCommand) { c.Subject.NL = " " },
		"half English": func(c *events.MailingCommand) { c.Body.EN = "Hello" },
		"to nobody":    func(c *events.MailingCommand) { c.States = nil },
		"to the gone":  func(c *events.MailingCommand) { c.States = []events.RegistrationState{events.Withdrawn} },
		"nobody there": func(c *events.MailingCommand) { c.States = []events.RegistrationState{events.NoShow} },
		"line in it":   func(c *events.MailingCommand) { c.Subject.NL = "a\nBcc: x@y.example" },
		"theme":        func(c *events.MailingCommand) { c.Body.NL = "the theme" },
	} {
		c := events.MailingCommand{
			SessionID: session.ID, States: []events.RegistrationState{events.Confirmed},
			Subject: events.Text{NL: "Onderwerp"}, Body: events.Text{NL: "Tekst"},
		}
		change(&c)
		if _, err := s.SendMailing(s.ctx, c, anyText{}); events.CodeOf(err) != events.CodeValidation {
			t.Errorf("%s: %v", name, err)
		}
	}
}
