package events

import (
	"encoding/json"
	"slices"
	"strings"
	"time"
)

// SessionState is where a session stands. Open, full and moved are derived.
type SessionState string

// The states of a session.
const (
	SessionDraft     SessionState = "draft"
	SessionPublished SessionState = "published"
	SessionCancelled SessionState = "cancelled"
	SessionHeld      SessionState = "held"
)

// Session is one dated gathering of an offering.
type Session struct {
	ID   string
	Slug string
	// Offering is what the session is a date of; always filled when read.
	Offering Offering
	// Title is the session's own; empty takes the offering's.
	Title      Text
	SectorID   string
	EmployerID string
	// Language is the one spoken there.
	Language string
	// Series is nil for a session on its own.
	Series *Series
	// Zone is the IANA name of the zone its wall times belong to.
	Zone   string
	Blocks []Block
	// Capacity, Waitlist: the session's own; nil and "" take the offering's.
	// NoLimit says that a nil Capacity means "no limit" and not "as offered".
	Capacity *int
	NoLimit  bool
	Waitlist Waitlist
	// ClosesAt ends registration; zero means at the (block's) start.
	ClosesAt     time.Time
	Location     Location
	JoinURL      string
	Facilitators []string
	// Reminders are the session's own rules; nil takes the offering's.
	Reminders []ReminderRule
	State     SessionState
	// Reason is what the last update or the cancellation tells the registrants.
	Reason Text
	// Extra is what the planning of later work needs, kept as it came.
	Extra SessionExtra
	// Sequence counts the changes of time and place, Version the edits, Change
	// every write that shows on a page.
	Sequence, Version int
	Change            int64
	// Confirmed and Waitlisted count the registrations of all blocks.
	Confirmed, Waitlisted int
	// LastQueueNo is the highest place ever given out on the waitlist.
	LastQueueNo int64
	// PassFrom is when the first of its reminders passes (Reminder.Passed), as
	// it was when the session was locked. The zero time, for who has not locked
	// it, says nothing.
	PassFrom time.Time
}

// Series says which of several sessions that are signed up for together this is.
type Series struct {
	ID    string `json:"id"`
	Index int    `json:"index"`
	Count int    `json:"count"`
}

// Block is one stretch of a session; its times are half-open instants.
type Block struct {
	ID       string
	Label    string
	StartsAt time.Time
	EndsAt   time.Time
	// Capacity is nil for no limit of the block's own.
	Capacity *int
	// Shifts are the codes of the crews it reaches.
	Shifts                []string
	Confirmed, Waitlisted int
}

// Location is where a session is: a reference to a venue or site ("online" is
// a venue), or an address of its own, or nowhere.
type Location struct {
	Ref      string `json:"ref,omitempty"`
	Name     string `json:"name,omitempty"`
	Address  string `json:"address,omitempty"`
	Postcode string `json:"postcode,omitempty"`
	City     string `json:"city,omitempty"`
}

// SessionExtra holds fields of schema kantine/1 that are stored for later work.
type SessionExtra struct {
	Kit         string              `json:"kit,omitempty"`
	RequestedOn Date                `json:"requested_on,omitempty"`
	Outcome     json.RawMessage     `json:"outcome,omitempty"`
	Crew        map[string][]string `json:"crew,omitempty"`
	Catering    string              `json:"catering,omitempty"`
	Note        string              `json:"note,omitempty"`
	Hybrid      bool                `json:"hybrid,omitempty"`
}

// Place is a Location resolved to what a person needs to get there.
type Place struct {
	Name        string
	Address     string
	Postcode    string
	City        string
	Route       string
	Wheelchair  *bool
	HearingLoop *bool
	// JoinURL is set for an online place, "{sessie}" already replaced.
	JoinURL string
	Online  bool
}

// Line gives the place in one line, as letters and calendars show it; online
// is the word for an online place in the reader's language.
func (p Place) Line(online string) string {
	if p.Online {
		return online
	}
	parts := make([]string, 0, 3)
	for _, s := range []string{p.Name, p.Address, strings.TrimSpace(p.Postcode + " " + p.City)} {
		if s != "" {
			parts = append(parts, s)
		}
	}
	return strings.Join(parts, ", ")
}

// StartsAt is the start of the first block.
func (s *Session) StartsAt() time.Time { return s.Blocks[0].StartsAt }

// EndsAt is the end of the last block to end.
func (s *Session) EndsAt() time.Time {
	end := s.Blocks[0].EndsAt
	for _, b := range s.Blocks[1:] {
		if b.EndsAt.After(end) {
			end = b.EndsAt
		}
	}
	return end
}

// Block finds a block by its id; "" finds the only one.
func (s *Session) Block(id string) (*Block, bool) {
	if id == "" && len(s.Blocks) == 1 {
		return &s.Blocks[0], true
	}
	for i := range s.Blocks {
		if s.Blocks[i].ID == id {
			return &s.Blocks[i], true
		}
	}
	return nil, false
}

// Heading is the session's title, or the offering's where it has none.
func (s *Session) Heading() Text {
	if s.Title.Empty() {
		return s.Offering.Title
	}
	return s.Title
}

// Seats is how many people the session takes, nil for no limit.
func (s *Session) Seats() *int {
	if s.Capacity != nil || s.NoLimit {
		return s.Capacity
	}
	return s.Offering.Capacity
}

// Waiting is what happens when the seats are taken.
func (s *Session) Waiting() Waitlist {
	if s.Waitlist != "" {
		return s.Waitlist
	}
	return s.Offering.Waitlist
}

// Public tells whether the session stands on the public page: not a draft, and
// neither invited nor at a site.
func (s *Session) Public() bool {
	return s.State != SessionDraft && s.Offering.Visibility == VisibilityPublic
}

// Free is how many seats are left in a block, limited by the session's and
// the block's capacity; -1 means no limit.
func (s *Session) Free(b *Block) int {
	free := -1
	if seats := s.Seats(); seats != nil {
		free = max(0, *seats-s.Confirmed)
	}
	if b.Capacity != nil {
		if own := max(0, *b.Capacity-b.Confirmed); free < 0 || own < free {
			free = own
		}
	}
	return free
}

// SeatFor tells whether whoever comes now gets a seat in a block: one is free,
// and nobody waits for it.
func (s *Session) SeatFor(b *Block) bool {
	return s.Free(b) != 0 && (b.Waitlisted == 0 || s.Waiting() != WaitlistAuto)
}

// ClosesFor is when registration for a block ends: at the session's ClosesAt,
// else at the block's start.
func (s *Session) ClosesFor(b *Block) time.Time {
	if !s.ClosesAt.IsZero() {
		return s.ClosesAt
	}
	return b.StartsAt
}

// OpenFor tells whether a block takes registrations at an instant.
func (s *Session) OpenFor(b *Block, now time.Time) bool {
	return s.State == SessionPublished && now.Before(s.ClosesFor(b))
}

// TimeZone loads the session's zone. The names are checked at entry.
func (s *Session) TimeZone() *time.Location { return zoneOf(s.Zone) }

// zoneOf loads a zone that was checked at entry; a database moved to a machine
// that lacks it falls back on UTC rather than on a guess.
func zoneOf(name string) *time.Location {
	zone, err := time.LoadLocation(name)
	if err != nil {
		return time.UTC
	}
	return zone
}

// OpenForAny tells whether any block takes registrations at an instant.
func (s *Session) OpenForAny(now time.Time) bool {
	return slices.ContainsFunc(s.Blocks, func(b Block) bool { return s.OpenFor(&b, now) })
}
