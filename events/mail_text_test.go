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

// book knows three texts and refuses those that hold a brace.
type book struct{}

func (book) Known(language, key string) bool {
	return events.KnownLanguage(language) && slices.Contains([]string{"confirmation", "confirmation-discreet", "footer"}, key)
}

func (book) Faults(_, source string) []events.Problem {
	if strings.Contains(source, "{") {
		return []events.Problem{{Field: "source", Key: "mail_brace"}}
	}
	return nil
}

// writer is somebody at the desk.
func (s *story) writer(id string) events.User {
	s.t.Helper()
	user := events.User{ID: id, Email: id + "@zorgenwerk.example", Role: events.RoleCoordinator, CreatedAt: s.clock.Now()}
	s.must(s.store.Update(s.ctx, func(ctx context.Context, tx events.Tx) error { return tx.PutUser(ctx, user) }))
	return user
}

func (s *story) write(key, language string, base int64, source string) (events.MailText, error) {
	return s.SaveMailText(s.ctx, book{}, events.MailTextInput{Key: key, Language: language, Base: base, Source: source, By: "u-1"})
}

// letterTo sends what is due and gives the letter to somebody.
func (s *story) letterTo(who string) events.Letter {
	s.t.Helper()
	s.sent = nil
	s.mail()
	for _, l := range s.sent {
		if person(l.To) == who {
			return l
		}
	}
	s.t.Fatalf("no letter to %s", who)
	return events.Letter{}
}

func TestTheNewestTextIsReadAtEachClaim(t *testing.T) {
	s := newStory(t)
	session := s.session(s.offer(func(in *events.OfferingInput) { in.Capacity = nil }), nil)
	say := func(who string, want string) {
		t.Helper()
		s.register(session, who)
		if got := s.letterTo(who).OwnTexts["confirmation"]; got != want {
			t.Errorf("%s gets %q, want %q", who, got, want)
		}
	}
	say("kim", "")
	first, err := s.write("confirmation", "nl", 0, "  een\r\ntwee\tdrie\n")
	s.must(err)
	if first.Version != 1 || first.Source != "een\ntwee drie" || first.By != "u-1" || !first.At.Equal(s.clock.Now()) {
		t.Errorf("kept %+v", first)
	}
	_, err = s.write("footer", "en", 0, "english")
	s.must(err)
	say("sam", "een\ntwee drie")
	if same, err := s.write("confirmation", "nl", 0, "een\ntwee drie"); err != nil || same.Version != 1 {
		t.Errorf("the same text made version %d, %v", same.Version, err)
	}
	_, err = s.write("confirmation", "nl", 1, "anders")
	s.must(err)
	say("lou", "anders")

	// Two people at once: the second hears what the first made of it.
	_, err = s.write("confirmation", "nl", 1, "van een ander")
	s.refused(err, events.CodeVersionConflict)
	var refusal *events.Error
	if errors.As(err, &refusal) && refusal.Current.(events.MailText).Source != "anders" {
		t.Errorf("the second sees %+v", refusal.Current)
	}
	reset, err := s.ResetMailText(s.ctx, book{}, events.MailTextInput{Key: "confirmation", Language: "nl", Base: 2, By: "u-1"})
	if err != nil || reset.Version != 3 || reset.Source != "" {
		t.Fatalf("%+v, %v", reset, err)
	}
	say("bo", "")
	versions, err := s.MailTextVersions(s.ctx, "confirmation", "nl")
	if err != nil || len(versions) != 3 || versions[0].Version != 3 || versions[2].Source != "een\ntwee drie" {
		t.Errorf("versions %+v, %v", versions, err)
	}
	if old, err := s.MailTextVersion(s.ctx, "confirmation", "nl", 2); err != nil || old.Source != "anders" {
		t.Errorf("version 2: %+v, %v", old, err)
	}
}

func TestWhichTextsAreRefused(t *testing.T) {
	s := newStory(t)
	p, err := s.Programme(s.ctx)
	s.must(err)
	p.Name = events.Text{NL: "Zorg en werk", EN: "Care at work"}
	s.must(s.store.Update(s.ctx, func(ctx context.Context, tx events.Tx) error { return tx.PutProgramme(ctx, p) }))
	for name, c := range map[string]struct {
		key, language, source string
		code                  events.Code
	}{
		"good":                  {"confirmation", "nl", "tekst over Zorg en werk", ""},
		"a fault":               {"confirmation", "nl", "{x}", events.CodeValidation},
		"unknown text":          {"nothing", "nl", "x", events.CodeNotFound},
		"unknown language":      {"confirmation", "fr", "x", events.CodeNotFound},
		"theme, where it shows": {"confirmation-discreet", "nl", "dag\nvoor zorg EN werk", events.CodeValidation},
		"theme in English":      {"confirmation-discreet", "nl", "care at work", events.CodeValidation},
	} {
		if _, err := s.write(c.key, c.language, 0, c.source); events.CodeOf(err) != c.code {
			t.Errorf("%s: %v", name, err)
		}
	}
	_, err = s.ResetMailText(s.ctx, book{}, events.MailTextInput{Key: "nothing", Language: "nl"})
	s.refused(err, events.CodeNotFound)
	_, err = s.TestMailText(s.ctx, book{}, s.writer("ann").ID, events.MailShow{Key: "confirmation", Language: "nl", Source: "{x}"})
	s.refused(err, events.CodeValidation)
}

func TestATestGoesToItsMakerAlone(t *testing.T) {
	s := newStory(t)
	session := s.workshop()
	kim := s.register(session, "kim")
	s.mail()
	ann := s.writer("ann")
	show := events.MailShow{
		Key: "confirmation", Language: "nl", Kind: events.Confirmation, Source: "nieuw", RegistrationID: kim.ID,
	}
	trial, err := s.TestMailText(s.ctx, book{}, ann.ID, show)
	s.must(err)
	l := s.letterTo("ann")
	if !l.Trial || l.Method != events.NoCalendar || l.OwnTexts["confirmation"] != "nieuw" || l.Name != "kim" ||
		l.Message.Kind != events.TestLetter || l.Message.Rule != trial.ID || l.Message.MessageID == "" {
		t.Errorf("got %+v", l)
	}
	for _, link := range []string{l.Links.Manage, l.Links.Stop, l.Links.Action} {
		if _, token, _ := strings.Cut(strings.TrimPrefix(link, "https://kantine.example/"), "/"); token != "0" {
			t.Errorf("a link that opens something: %s", link)
		}
	}
	if len(s.sent) != 1 {
		t.Errorf("%d letters", len(s.sent))
	}
	again, err := s.TestMailText(s.ctx, book{}, ann.ID, show)
	s.must(err)
	if m := s.letterTo("ann").Message; m.Rule != again.ID || m.MessageID == l.Message.MessageID {
		t.Errorf("the second test is %+v", m)
	}
	// What the seat was told is as it was.
	if r, err := s.Registration(s.ctx, kim.ID); err != nil || !r.Registration.Told.Requested || r.Registration.Sequence != kim.Sequence {
		t.Errorf("%+v, %v", r, err)
	}
	if _, err := s.MailTrialOf(s.ctx, "somebody", trial.ID); events.CodeOf(err) != events.CodeNotFound {
		t.Errorf("somebody else's test: %v", err)
	}
}

func TestATestThatHasLostItsUse(t *testing.T) {
	s := newStory(t)
	ann := s.writer("ann")
	show := events.MailShow{Key: "footer", Language: "en", Kind: events.Confirmation, Source: "x"}
	trial, err := s.TestMailText(s.ctx, book{}, ann.ID, show)
	s.must(err)
	ann.DisabledAt = s.clock.Now()
	s.must(s.store.Update(s.ctx, func(ctx context.Context, tx events.Tx) error { return tx.PutUser(ctx, ann) }))
	s.mails() // nobody who may not come in any more gets one
	s.clock.set(s.clock.Now().AddDate(0, 0, events.TrialDays).Add(time.Second))
	pruned, err := s.Prune(s.ctx)
	if err != nil || pruned.Trials != 1 {
		t.Errorf("pruned %+v, %v", pruned, err)
	}
	if _, err := s.MailTrialOf(s.ctx, ann.ID, trial.ID); events.CodeOf(err) != events.CodeNotFound {
		t.Errorf("after a day: %v", err)
	}
}

func TestWhoseLetterShowsAText(t *testing.T) {
	s := newStory(t)
	kim := s.register(s.workshop(), "kim")
	quiet := s.session(s.offer(func(in *events.OfferingInput) { in.Discreet = true }), nil)
	hidden := s.register(quiet, "stil")
	samples, err := s.MailSamples(s.ctx)
	if err != nil || len(samples) != 1 || samples[0].Registration.ID != kim.ID {
		t.Fatalf("%+v, %v", samples, err)
	}
	for _, id := range []string{hidden.ID, "nobody", ""} {
		l, err := s.ShowMailText(s.ctx, events.MailShow{Key: "confirmation", Language: "nl", Kind: events.Confirmation, RegistrationID: id})
		if err != nil || l.Name != "" || l.Registration.ID != "" || l.Block.StartsAt.IsZero() || !l.Trial || l.OwnTexts != nil {
			t.Errorf("%q: %+v, %v", id, l, err)
		}
	}
	l, err := s.ShowMailText(s.ctx, events.MailShow{Key: "confirmation", Language: "nl", Kind: events.Confirmation, RegistrationID: kim.ID})
	if err != nil || l.Name != "kim" || l.Session.ID != kim.SessionID {
		t.Errorf("%+v, %v", l, err)
	}
}
