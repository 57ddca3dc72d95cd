package events

import (
	"context"
	"slices"
	"strings"
	"time"
)

// Mailing is a mail that coordinators wrote themselves to people of a session.
// Its letters are of the kind FreeLetter, with its id as their rule.
type Mailing struct {
	ID, SessionID string
	// Subject and Body are Markdown with the fields of mail texts; both are empty
	// when they were kept for long enough.
	Subject, Body Text
	// MadeAt is when it was sent off, DueAt when it leaves: until then it can be
	// undone.
	MadeAt, DueAt time.Time
	Undone        bool
}

// MailingCommand writes to people of a session.
type MailingCommand struct {
	SessionID string
	// Subject and Body in Dutch are required; without English everybody gets the
	// Dutch ones.
	Subject, Body Text
	// States chooses whom, Block one block; People, where there are any, those
	// with these ids alone.
	States []RegistrationState
	Block  string
	People []string
	// Once makes a form that is sent twice one mailing.
	Once *Once
}

// Mailed is a mailing with how many letters it makes.
type Mailed struct {
	Mailing Mailing
	// Letters is how many go; Stopped is how many want no mail, Discreet how many
	// of those that go are discreet.
	Letters, Stopped, Discreet int
}

// How long things about a mailing last.
const (
	mailingDays  = 7  // for what it says to be of use
	mailingWords = 90 // days that its words are kept
	maxMailing   = 6000
	maxHeading   = 120
)

// SendMailing owes a letter to everybody chosen, with ten minutes to undo it.
// book judges the words as it does those of mail texts. Refusals:
// CodeValidation, with the field "who" where nobody is left to write to;
// CodeSessionClosed for a draft. What was sent off before under the same key is
// told without its figures.
func (s *Service) SendMailing(ctx context.Context, c MailingCommand, book TextBook) (Mailed, error) {
	if err := c.clean(book); err != nil {
		return Mailed{}, err
	}
	var done Mailed
	err := s.update(ctx, func(ctx context.Context, tx Tx) error {
		session, err := tx.LockSession(ctx, c.SessionID)
		if err != nil {
			return err
		}
		if session.State == SessionDraft {
			return Refuse(CodeSessionClosed)
		}
		now := s.clock.Now()
		done, err = once(ctx, tx, c.Once, now,
			func(id string) (Mailed, error) {
				m, err := tx.Mailing(ctx, id)
				return Mailed{Mailing: m}, err
			},
			func() (Mailed, string, error) {
				made, err := s.sendMailing(ctx, tx, &c, &session, book, now)
				return made, made.Mailing.ID, err
			})
		return err
	})
	return done, err
}

func (s *Service) sendMailing(ctx context.Context, tx Tx, c *MailingCommand, session *Session, book TextBook, now time.Time) (Mailed, error) {
	done := Mailed{Mailing: Mailing{
		ID: NewID(now), SessionID: session.ID, Subject: c.Subject, Body: c.Body, MadeAt: now, DueAt: now.Add(UndoWindow),
	}}
	owed, err := s.mailingLetters(ctx, tx, c, session, &done)
	if err != nil {
		return done, err
	}
	if done.Letters == 0 {
		return done, Invalid("who", "nobody_left")
	}
	if done.Discreet > 0 {
		if err := c.discreet(book); err != nil {
			return done, err
		}
	}
	if err := tx.PutMailing(ctx, done.Mailing); err != nil {
		return done, err
	}
	if _, err := tx.InsertMessages(ctx, owed...); err != nil {
		return done, err
	}
	return done, s.audit(ctx, tx, AuditMailingSent, "session", session.ID, "")
}

// mailingLetters makes a letter for each of those chosen who has an address.
func (s *Service) mailingLetters(ctx context.Context, tx Tx, c *MailingCommand, session *Session, done *Mailed) ([]Message, error) {
	registrations, err := tx.Registrations(ctx, RegistrationFilter{SessionID: session.ID, BlockID: c.Block, States: c.States})
	if err != nil {
		return nil, err
	}
	var owed []Message
	for i := range registrations {
		r := &registrations[i]
		if r.Email == "" || r.EraseRequested || len(c.People) > 0 && !slices.Contains(c.People, r.ID) {
			continue
		}
		m := s.about(r, FreeLetter, done.Mailing.ID, done.Mailing.DueAt, done.Mailing.DueAt.AddDate(0, 0, mailingDays))
		if r.RemindersOff {
			m.State, m.Reason = Skipped, ReasonRemindersStopped
			done.Stopped++
		} else {
			done.Letters++
			if r.Discreet || session.Offering.Discreet {
				done.Discreet++
			}
		}
		owed = append(owed, m)
	}
	return owed, nil
}

// mailable are the states of those who can be written to.
var mailable = []RegistrationState{Confirmed, Waitlisted, Attended, NoShow}

// clean brings a command into its stored form and gathers what is wrong.
func (c *MailingCommand) clean(book TextBook) error {
	var p problems
	if len(c.States) == 0 || slices.ContainsFunc(c.States, func(s RegistrationState) bool { return !slices.Contains(mailable, s) }) {
		p.add("who", "required")
	}
	english := c.Subject.EN != "" || c.Body.EN != ""
	for _, t := range []struct {
		field         string
		subject, body *string
		required      bool
	}{{"nl", &c.Subject.NL, &c.Body.NL, true}, {"en", &c.Subject.EN, &c.Body.EN, english}} {
		*t.subject = checkLine(&p, "subject_"+t.field, *t.subject, maxHeading)
		body, key := cleanParagraph(*t.body, maxMailing)
		*t.body = body
		switch {
		case key != "":
			p.add("body_"+t.field, key, "Max", maxMailing)
		case t.required && *t.body == "":
			p.add("body_"+t.field, "required")
		}
		if t.required && *t.subject == "" {
			p.add("subject_"+t.field, "required")
		}
		if *t.subject != "" && *t.body != "" {
			p.faults(book, string(FreeLetter), t.field, *t.subject, *t.body)
		}
	}
	return p.err()
}

// discreet checks the words as those of a discreet letter, whose subject is
// not theirs.
func (c *MailingCommand) discreet(book TextBook) error {
	var p problems
	p.faults(book, string(FreeLetter)+"-discreet", "nl", "x", c.Body.NL)
	if c.Body.EN != "" {
		p.faults(book, string(FreeLetter)+"-discreet", "en", "x", c.Body.EN)
	}
	return p.err()
}

// faults adds what a book finds wrong with a text; its lines count from the
// body's first.
func (p *problems) faults(book TextBook, key, language, subject, body string) {
	for _, fault := range book.Faults(key, FreeSource(subject, body)) {
		fault.Field = "body_" + language
		for i := 0; i+1 < len(fault.Args); i += 2 {
			if line, ok := fault.Args[i+1].(int); ok && fault.Args[i] == "Line" {
				if line == 1 {
					fault.Field = "subject_" + language
				}
				fault.Args[i+1] = max(1, line-2)
			}
		}
		*p = append(*p, fault)
	}
}

// FreeSource is a mailing's words as the source of a mail text.
func FreeSource(subject, body string) string {
	return "Subject: " + strings.TrimSpace(subject) + "\n\n" + body
}

// Mailings lists what was written to people of a session, the latest first.
func (s *Service) Mailings(ctx context.Context, sessionID string) ([]Mailing, error) {
	return view(ctx, s, func(ctx context.Context, tx Tx) ([]Mailing, error) { return tx.Mailings(ctx, sessionID) })
}

// UndoMailing takes a mailing back whose letters have not left yet. One that
// was undone stays so. Refusals: CodeNotFound, CodeGone once it is too late.
func (s *Service) UndoMailing(ctx context.Context, id string) (Mailing, error) {
	var m Mailing
	err := s.update(ctx, func(ctx context.Context, tx Tx) (err error) {
		if m, err = tx.Mailing(ctx, id); err != nil || m.Undone {
			return err
		}
		if !s.clock.Now().Before(m.DueAt) {
			return Refuse(CodeGone)
		}
		letters, err := tx.Messages(ctx, MessageFilter{SessionID: m.SessionID, Kind: FreeLetter, State: Queued})
		if err != nil {
			return err
		}
		for _, letter := range letters {
			if letter.Rule != id {
				continue
			}
			letter.State, letter.Reason = Cancelled, ReasonUndone
			if err := tx.PutMessage(ctx, letter); CodeOf(err) == CodeNotFound {
				return ErrRaced // it was claimed since it was read, and it may be too late
			} else if err != nil {
				return err
			}
		}
		m.Undone = true
		if err := tx.PutMailing(ctx, m); err != nil {
			return err
		}
		return s.audit(ctx, tx, AuditMailingUndone, "session", m.SessionID, "")
	})
	return m, err
}

// free reads the words of a letter that a coordinator wrote; a reason tells why
// they are to be sent no more.
func (c *claim) free(ctx context.Context, l *Letter, m *Message, language string) (reason string, err error) {
	mailing, err := c.tx.Mailing(ctx, m.Rule)
	switch {
	case err != nil:
		return "", err
	case mailing.Undone:
		return ReasonUndone, nil
	case mailing.Body.Empty():
		return ReasonErased, nil
	}
	l.Free = FreeWords{Subject: mailing.Subject.In(language), Body: mailing.Body.In(language)}
	return "", nil
}
