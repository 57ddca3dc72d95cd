package mailer

import (
	"bytes"
	"fmt"
	"maps"
	"net/mail"
	"net/url"
	"strings"

	gomail "github.com/wneessen/go-mail"

	"kantine/events"
	"kantine/templates"
)

// envelope is a mail as the server gets it; addresses are bare ASCII ones.
type envelope struct {
	from, to string
	raw      []byte
}

// parts are a mail's bodies before they are encoded; calendar is nil in a
// letter without one.
type parts struct {
	templates.Mail
	method   events.Method
	calendar []byte
}

// compose writes a letter and reads it back. The error is errRecipient when
// the address is to blame; none holds personal data.
func (m *Mailer) compose(l events.Letter) (envelope, error) {
	p, from, err := m.write(&l)
	if err != nil {
		return envelope{}, err
	}
	to := l.To
	msg, err := build(&l, from, p)
	if err != nil {
		return envelope{}, err
	}
	var raw bytes.Buffer
	raw.Grow(len(p.HTML)*2 + len(p.calendar)*3 + 4096)
	if _, err := msg.WriteTo(&raw); err != nil {
		return envelope{}, fmt.Errorf("write mail: %w", err)
	}
	e := envelope{from: m.envelopeFrom(&l, from), to: to, raw: raw.Bytes()}
	if err := check(e.raw, &l, from, p); err != nil {
		return envelope{}, fmt.Errorf("parse mail back: %w", err)
	}
	return e, nil
}

// trialMark begins the subject of a letter that nobody is owed.
const trialMark = "[test] "

// words renders a letter's text.
func (m *Mailer) words(l *events.Letter) (templates.Mail, error) {
	if l.Text == events.FreeLetter && l.Free.Body != "" {
		return m.mails.RenderOwn(m.freeTexts(l), l.Language, string(l.Text), l.Discreet, m.fields(l))
	}
	return m.mails.RenderOwn(l.OwnTexts, l.Language, string(l.Text), l.Discreet, m.fields(l))
}

// freeTexts puts what a coordinator wrote in the place of the text of its kind.
// A discreet letter keeps the neutral subject: a colleague may look along.
func (m *Mailer) freeTexts(l *events.Letter) map[string]string {
	const free = string(events.FreeLetter)
	own := maps.Clone(l.OwnTexts)
	if own == nil {
		own = map[string]string{}
	}
	neutral, known := own[free+"-discreet"]
	if !known {
		neutral, _ = m.mails.Source(l.Language, free+"-discreet")
	}
	subject, _, _ := strings.Cut(neutral, "\n")
	own[free+"-discreet"] = subject + "\n\n" + l.Free.Body
	own[free] = events.FreeSource(l.Free.Subject, l.Free.Body)
	return own
}

// Preview gives the words of a letter, as Send would render them now.
func (m *Mailer) Preview(l events.Letter) (templates.Mail, error) {
	mail, err := m.words(&l)
	if err != nil {
		return templates.Mail{}, fmt.Errorf("preview letter: %w", err)
	}
	return mail, nil
}

// write makes a letter's bodies, and says who sends it. It brings the letter's
// addresses into the form that every server takes.
func (m *Mailer) write(l *events.Letter) (parts, mail.Address, error) {
	if !events.KnownLanguage(l.Language) {
		l.Language = events.DefaultLanguage
	}
	from := m.from
	if l.Discreet {
		from = m.discreetFrom
	}
	p := parts{method: l.Method}
	var ok bool
	if l.To, ok = asciiAddress(l.To); !ok {
		return p, from, errRecipient
	}
	var err error
	if p.Mail, err = m.words(l); err != nil {
		return p, from, err
	}
	if l.Trial {
		p.Subject = trialMark + p.Subject
	}
	// A title that looks like an encoded word (RFC 2047) would be read as one.
	p.Subject = strings.ReplaceAll(p.Subject, "=?", "= ?")
	if l.Method == events.NoCalendar || l.Trial {
		return p, from, nil
	}
	if own, ok := asciiAddress(l.Registration.Organizer); ok {
		l.Registration.Organizer = own
	}
	p.calendar, err = m.calendar.Invite(l, from)
	return p, from, err
}

// Show writes a letter as Send would now, and sends nothing: its words, its
// sender, and the calendar part, "" where there is none. Its errors hold no
// personal data.
func (m *Mailer) Show(l events.Letter) (words templates.Mail, from mail.Address, calendar string, err error) {
	p, from, err := m.write(&l)
	if err != nil {
		return templates.Mail{}, from, "", fmt.Errorf("show letter: %w", err)
	}
	return p.Mail, from, string(p.calendar), nil
}

// envelopeFrom is where bounces go: an address that names the message, where
// there is a domain for that (VERP).
func (m *Mailer) envelopeFrom(l *events.Letter, from mail.Address) string {
	if m.bounceDomain == "" {
		return from.Address
	}
	return "bounce+" + l.Message.ID + "@" + m.bounceDomain
}

// build puts a mail together as multipart/mixed[alternative[plain, html,
// calendar], invite.ics]: the one order that Outlook, Gmail and Apple Mail all
// take for an invitation. Without a calendar it is the alternative alone.
func build(l *events.Letter, from mail.Address, p parts) (*gomail.Msg, error) {
	msg := gomail.NewMsg(gomail.WithNoDefaultUserAgent(), gomail.WithEncoding(gomail.EncodingQP))
	msg.FromMailAddress(&from)
	// No name: it would be one more place to tell it, and to get it wrong.
	msg.ToMailAddress(&mail.Address{Address: l.To})
	msg.SetGenHeaderPreformatted(gomail.HeaderSubject, encodedSubject(p.Subject))
	msg.SetDateWithValue(l.Now.UTC())
	setHeaders(msg, l)
	msg.SetBodyString(gomail.TypeTextPlain, p.Text)
	msg.AddAlternativeString(gomail.TypeTextHTML, p.HTML)
	if p.calendar != nil {
		kind := gomail.ContentType("text/calendar; method=" + string(p.method))
		msg.AddAlternativeString(kind, string(p.calendar), gomail.WithPartEncoding(gomail.EncodingB64))
		err := msg.AttachReader(inviteFile, bytes.NewReader(p.calendar), gomail.WithFileContentType("application/ics"))
		if err != nil {
			return nil, fmt.Errorf("attach calendar: %w", err)
		}
	}
	return msg, nil
}

const inviteFile = "invite.ics"

// setHeaders sets what marks the mail as an automatic one that belongs to a
// conversation and can be stopped (RFC 3834 §5, RFC 8058, MS-OXCMAIL).
func setHeaders(msg *gomail.Msg, l *events.Letter) {
	msg.SetMessageIDWithValue(strings.Trim(l.Message.MessageID, "<>"))
	msg.SetGenHeader("Auto-Submitted", "auto-generated")
	msg.SetGenHeader("X-Auto-Response-Suppress", "OOF, AutoReply")
	if first := l.Registration.Told.MessageID; first != "" && first != l.Message.MessageID {
		msg.SetGenHeader(gomail.HeaderInReplyTo, first)
		msg.SetGenHeader(gomail.HeaderReferences, first)
	}
	stop, err := url.Parse(l.Links.Stop)
	if l.Trial || l.Text == events.Cancellation || err != nil || stop.Host == "" {
		return
	}
	msg.SetGenHeader(gomail.HeaderListUnsubscribe, "<"+stop.String()+">")
	if stop.Scheme == "https" {
		msg.SetGenHeader(gomail.HeaderListUnsubscribePost, "List-Unsubscribe=One-Click")
	}
}
