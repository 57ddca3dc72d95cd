package events

import (
	"context"
	"time"
)

// SearchMark is how far the index of a session's registrations has come.
type SearchMark struct {
	SessionID string
	// Change is the session's count of changes when it was looked at.
	Change int64
}

// SessionTitle is a session as a search finds it.
type SessionTitle struct {
	ID string
	// Title is the session's own, Offering that of what it is a date of.
	Title, Offering Text
	StartsAt        time.Time
	State           SessionState
}

// Heading is the session's title, or the offering's where it has none.
func (s *SessionTitle) Heading() Text {
	if s.Title.Empty() {
		return s.Offering
	}
	return s.Title
}

// SearchTx holds the index by which people are found. It is filled after the
// registrations (Service.IndexSearch), and never holds one that was erased.
type SearchTx interface {
	// StaleSearch lists sessions that changed since their registrations were
	// indexed.
	StaleSearch(ctx context.Context, limit int) ([]SearchMark, error)
	// Unsearched lists registrations of a session that are not in the index,
	// and keeps them from being erased until this transaction ends.
	Unsearched(ctx context.Context, sessionID string, limit int) ([]Registration, error)
	MarkSearched(ctx context.Context, m SearchMark) error
	// PutSearchWords replaces the words of a registration; none takes it out.
	PutSearchWords(ctx context.Context, registrationID string, words []string) error
	// SearchRegistrations lists those that have a word for each beginning, by
	// the word found: whole words come first.
	SearchRegistrations(ctx context.Context, beginnings []string, limit int) ([]Registration, error)
	// SessionTitles lists every session, the last to begin first.
	SessionTitles(ctx context.Context) ([]SessionTitle, error)
}

// AttendanceTx holds what is known of who came.
type AttendanceTx interface {
	// CountRegistrations counts a session's registrations by state.
	CountRegistrations(ctx context.Context, sessionID string) (map[RegistrationState]int, error)
	// Note is what coordinators wrote about a registration, "" where nothing.
	Note(ctx context.Context, registrationID string) (string, error)
	// PutNote replaces a note; "" deletes it.
	PutNote(ctx context.Context, registrationID, note string) error
	// WalkIns counts by block who came without a registration.
	WalkIns(ctx context.Context, sessionID string) (map[string]int, error)
	PutWalkIns(ctx context.Context, sessionID, blockID string, people int) error
}

// MailingTx holds the mails that coordinators write themselves.
type MailingTx interface {
	Mailing(ctx context.Context, id string) (Mailing, error)
	// Mailings lists those of a session, the latest first.
	Mailings(ctx context.Context, sessionID string) ([]Mailing, error)
	// PutMailing inserts one, or takes note that it was undone.
	PutMailing(ctx context.Context, m Mailing) error
	// EmptyMailings takes the words out of those made before an instant.
	EmptyMailings(ctx context.Context, before time.Time) (int, error)
}
