package ical

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"net/mail"
	"strings"
	"time"

	goical "github.com/emersion/go-ical"

	"kantine/events"
)

// refreshEvery is how often a subscribed calendar should look again.
const refreshEvery = "PT1H"

// Seat is one registration with what its calendar entry shows.
type Seat struct {
	Registration events.Registration
	Session      events.Session
	Block        events.Block
	Place        events.Place
	// Facilitators are their names.
	Facilitators []string
	// Discreet keeps the theme out: the registration's wish or the offering's.
	Discreet bool
	// Leads tells that it is for who leads the session: however discreet, it says
	// how to come in online.
	Leads    bool
	Language string
	// Manage is the registration's page, an absolute URL.
	Manage string
}

// entryOf is what invitation and file have in common. In a discreet entry
// stands only what a colleague who sees the calendar may read: no theme, no
// name of a place (its address is enough to find it), no link but of who leads it.
func (w *Writer) entryOf(s *Seat) entry {
	words := w.in(s.Language)
	e := entry{
		uid: s.Registration.UID, sequence: s.Registration.Sequence, zone: s.Session.Zone,
		starts: s.Block.StartsAt, ends: s.Block.EndsAt, discreet: s.Discreet,
	}
	join := JoinURL(&s.Session, s.Place)
	if s.Discreet {
		e.summary, e.place = words.Appointment, discreetPlace(s.Place, words)
		if s.Leads {
			e.url, e.conference, e.label = join, join, words.Join
			e.detail = cleanText(labelled(words.Join, join))
		}
		return e
	}
	e.summary, e.place = s.Session.Heading().In(s.Language), s.Place.Line(words.Online)
	if e.summary == "" {
		e.summary = words.Appointment
	}
	e.url, e.conference, e.label = join, join, words.Join
	e.detail = cleanText(labelled(words.LedBy, strings.Join(s.Facilitators, ", ")), s.Place.Route,
		labelled(words.Join, join), labelled(words.Manage, webAddress(s.Manage)))
	return e
}

// JoinURL is where to take part online: the session's own link, with the slug
// in the place of "{sessie}", else the place's; "" where there is none.
func JoinURL(s *events.Session, p events.Place) string {
	if own := webAddress(strings.ReplaceAll(s.JoinURL, "{sessie}", s.Slug)); own != "" {
		return own
	}
	return webAddress(p.JoinURL)
}

func labelled(label, value string) string {
	if value == "" {
		return ""
	}
	return label + ": " + value
}

func discreetPlace(p events.Place, words Words) string {
	if p.Address != "" && !p.Online {
		p.Name = ""
	}
	return p.Line(words.Online)
}

// File writes the file behind a registration's page. It is published (RFC 5546
// §3.2.1) under the registration's own UID and organizer and without ATTENDEE:
// a calendar that has the invitation already finds the same entry, one that
// has not takes it without asking for an answer, and a later update by mail
// matches both. from is the present sender.
func (w *Writer) File(s Seat, from mail.Address) ([]byte, error) {
	e := w.entryOf(&s)
	r := &s.Registration
	e.stamp = latest(r.RegisteredAt, r.ConfirmedAt, r.WithdrawnAt).Add(time.Duration(r.Sequence) * time.Second)
	switch {
	case r.State == events.Withdrawn || s.Session.State == events.SessionCancelled:
		e.status = statusCancelled
	case r.State == events.Waitlisted:
		e.status = statusTentative
	default:
		e.status = statusConfirmed
	}
	var err error
	if e.organizer, err = organizer(r.Organizer, from); err != nil {
		return nil, fmt.Errorf("calendar file: organizer: %w", err)
	}
	o := w.object("PUBLISH")
	o.title(e.summary)
	if err := o.add(e); err != nil {
		return nil, fmt.Errorf("calendar file: %w", err)
	}
	raw, err := o.bytes()
	if err != nil {
		return nil, fmt.Errorf("calendar file: %w", err)
	}
	return raw, nil
}

// stampOrigin is the DTSTAMP of what has no time of its own. A published
// object's DTSTAMP must stand still while nothing changes, or no ETag could.
var stampOrigin = time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)

func latest(times ...time.Time) time.Time {
	last := stampOrigin
	for _, t := range times {
		if t.After(last) {
			last = t
		}
	}
	return last
}

// Listing is a session as the public sees it.
type Listing struct {
	Session events.Session
	Place   events.Place
	// Page is the session's own, an absolute URL.
	Page string
}

// Session writes the public file of one session: Feed with that one in it,
// named after it.
func (w *Writer) Session(lang string, l Listing) ([]byte, error) {
	name := l.Session.Heading().In(lang)
	if l.Session.Offering.Discreet {
		name = w.in(lang).Appointment
	}
	return w.Feed(name, lang, []Listing{l})
}

// Feed writes sessions, one entry per block, as a calendar to subscribe to.
// The UIDs are the sessions' own and grant nothing; no link to take part and
// nobody's name is in it. The same sessions give the same bytes.
func (w *Writer) Feed(name, lang string, listings []Listing) ([]byte, error) {
	o := w.object("PUBLISH")
	o.title(name)
	for i := range listings {
		l := &listings[i]
		for j := range l.Session.Blocks {
			if err := o.add(w.listed(l, &l.Session.Blocks[j], lang)); err != nil {
				return nil, fmt.Errorf("feed: session %s: %w", l.Session.ID, err)
			}
		}
	}
	if len(o.events) == 0 {
		// A calendar must hold some component (RFC 5545 §3.6), and one with
		// nothing but a zone is taken as an empty calendar.
		o.years["Etc/UTC"] = zoneYears{"Etc/UTC", stampOrigin.Year(), stampOrigin.Year()}
	}
	raw, err := o.bytes()
	if err != nil {
		return nil, fmt.Errorf("feed: %w", err)
	}
	return raw, nil
}

func (w *Writer) listed(l *Listing, b *events.Block, lang string) entry {
	s, words := &l.Session, w.in(lang)
	e := entry{
		uid: SessionUID(s.ID, b.ID), sequence: s.Sequence, zone: s.Zone, starts: b.StartsAt, ends: b.EndsAt,
		stamp:  stampOrigin.Add(time.Duration(s.Version+s.Sequence) * time.Second),
		status: statusConfirmed, discreet: s.Offering.Discreet,
	}
	if s.State == events.SessionCancelled {
		e.status = statusCancelled
	}
	if e.discreet {
		e.summary, e.place = words.Appointment, discreetPlace(l.Place, words)
		return e
	}
	e.summary, e.place = s.Heading().In(lang), l.Place.Line(words.Online)
	if len(s.Blocks) > 1 && b.Label != "" {
		e.summary += " – " + b.Label
	}
	if e.summary == "" {
		e.summary = words.Appointment
	}
	e.url = webAddress(l.Page)
	e.detail = cleanText(s.Offering.Summary.In(lang), e.url)
	return e
}

// SessionUID is the public UID of a session's block. It is derived from their
// ids, so it never changes and tells nothing.
func SessionUID(sessionID, blockID string) string {
	sum := sha256.Sum256([]byte("session\x00" + sessionID + "\x00" + blockID))
	return hex.EncodeToString(sum[:16])
}

// title names the calendar for those who subscribe to it (RFC 7986 §5.1, §5.7,
// and the older names that Outlook and Google read).
func (o *object) title(name string) {
	name = cleanLine(name)
	setText(o.cal.Props, "NAME", name)
	if prop := o.cal.Props.Get("NAME"); prop != nil {
		setRaw(o.cal.Props, "X-WR-CALNAME", prop.Value)
	}
	refresh := goical.NewProp(goical.PropRefreshInterval)
	refresh.Params.Set("VALUE", "DURATION")
	refresh.Value = refreshEvery
	o.cal.Props.Set(refresh)
	setRaw(o.cal.Props, "X-PUBLISHED-TTL", refreshEvery)
}
