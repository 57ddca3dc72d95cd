package events

import (
	"context"
	"slices"
	"strings"
	"time"
)

// MailText is one version of a mail text, as it was written at the desk.
type MailText struct {
	// Key is that of the embedded text in whose place it stands.
	Key, Language string
	// Version counts from 1 for each key and language.
	Version int64
	// Source is the Markdown; "" goes back to the embedded text.
	Source string
	At     time.Time
	// By is the user's id.
	By string
}

// MailTrial is a letter that somebody at the desk sends to themselves, to see
// what a mail text makes of it. It is kept for a day.
type MailTrial struct {
	ID     string
	UserID string
	MailShow
	At time.Time
}

// MailShow chooses a text and a letter to see it in.
type MailShow struct {
	// Key is the text's own, Kind that of the letter: a footer is seen in a
	// letter that has one.
	Key, Language      string
	Kind               MessageKind
	Discreet, Nameless bool
	// Source takes the place of the text as it stands; "" for none.
	Source string
	// RegistrationID is whose letter it would be; "" for nobody's.
	RegistrationID string
}

// TestLetter is the kind of letters that show a mail text to whoever writes it.
const TestLetter MessageKind = "test"

// TrialDays is how long a MailTrial is kept.
const TrialDays = 1

// TextBook knows the embedded texts, and what one in their place must hold.
type TextBook interface {
	Known(language, key string) bool
	// Faults are the problems of a field named "source".
	Faults(key, source string) []Problem
}

// versionsShown is how many versions MailTextVersions lists.
const versionsShown = 50

// MailTexts lists the newest version of every text that was ever written at
// the desk, resets among them.
func (s *Service) MailTexts(ctx context.Context) ([]MailText, error) {
	return view(ctx, s, func(ctx context.Context, tx Tx) ([]MailText, error) { return tx.MailTexts(ctx, "") })
}

// MailTextVersions lists the versions of a text, the newest first, at most 50.
func (s *Service) MailTextVersions(ctx context.Context, key, language string) ([]MailText, error) {
	return view(ctx, s, func(ctx context.Context, tx Tx) ([]MailText, error) {
		return tx.MailTextVersions(ctx, key, language, versionsShown)
	})
}

// MailTextVersion reads one version of a text.
func (s *Service) MailTextVersion(ctx context.Context, key, language string, version int64) (MailText, error) {
	return view(ctx, s, func(ctx context.Context, tx Tx) (MailText, error) {
		return tx.MailText(ctx, key, language, version)
	})
}

// MailTrialOf reads a trial of a user's own.
func (s *Service) MailTrialOf(ctx context.Context, userID, id string) (MailTrial, error) {
	return view(ctx, s, func(ctx context.Context, tx Tx) (MailTrial, error) {
		trial, err := tx.MailTrial(ctx, id)
		if err == nil && trial.UserID != userID {
			return MailTrial{}, ErrNotFound
		}
		return trial, err
	})
}

// Sample is a registration whose letter can show a text.
type Sample struct {
	Registration Registration
	Session      Session
}

// How many registrations there are to choose from, of how many sessions.
const (
	samplesPerSession = 3
	sampleSessions    = 6
)

// MailSamples lists a few registrations of the coming sessions; none that is
// discreet.
func (s *Service) MailSamples(ctx context.Context) ([]Sample, error) {
	return view(ctx, s, func(ctx context.Context, tx Tx) ([]Sample, error) {
		sessions, err := tx.Sessions(ctx, SessionFilter{From: s.clock.Now(), State: SessionPublished, Limit: sampleSessions})
		if err != nil {
			return nil, err
		}
		var samples []Sample
		for _, session := range sessions {
			if session.Offering.Discreet {
				continue
			}
			registrations, err := tx.Registrations(ctx, RegistrationFilter{
				SessionID: session.ID, States: []RegistrationState{Confirmed, Waitlisted}, Limit: samplesPerSession,
			})
			if err != nil {
				return nil, err
			}
			for _, r := range registrations {
				if !r.Discreet && r.Email != "" {
					samples = append(samples, Sample{r, session})
				}
			}
		}
		return samples, nil
	})
}

// ownTexts are the texts of a language that stand in the place of embedded
// ones, by key; nil for none.
func ownTexts(ctx context.Context, tx Tx, language string) (map[string]string, error) {
	texts, err := tx.MailTexts(ctx, language)
	if err != nil {
		return nil, err
	}
	var own map[string]string
	for _, t := range texts {
		if t.Source == "" {
			continue
		}
		if own == nil {
			own = map[string]string{}
		}
		own[t.Key] = t.Source
	}
	return own, nil
}

// checkSource refuses a text that cannot take its place. The programme's name
// in a discreet text tells the theme to whoever looks along (promise 9).
func checkSource(book TextBook, p *Programme, language, key, source string) error {
	if !book.Known(language, key) {
		return ErrNotFound
	}
	var found problems
	found = append(found, book.Faults(key, source)...)
	if strings.HasSuffix(key, "-discreet") {
		names := slices.DeleteFunc([]string{p.Name.NL, p.Name.EN}, func(name string) bool { return name == "" })
		for i, line := range strings.Split(source, "\n") {
			if slices.ContainsFunc(names, func(name string) bool { return strings.Contains(strings.ToLower(line), strings.ToLower(name)) }) {
				found.add("source", "mail_theme", "Line", i+1, "Name", "")
			}
		}
	}
	return found.err()
}

// tidySource is how a text is kept: line ends of one sort, no tabs, nothing
// around it.
func tidySource(source string) string {
	return strings.TrimSpace(strings.NewReplacer("\r\n", "\n", "\t", " ").Replace(source))
}
