package events

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/binary"
	"slices"
	"strconv"
	"strings"
	"time"
)

// codeLetters are those that nobody mistakes for another: no 0 or O, no 1, I or
// L, no U.
const codeLetters = "23456789ABCDEFGHJKMNPQRSTVWXYZ"

// codeLength makes a code that can be read out, one of 729 million.
const codeLength = 6

// CheckInCode is what somebody shows at the door. It is worth something to who
// receives people only, and there for a moment: it names no secret.
func (s *Service) CheckInCode(registrationID string) string {
	m := hmac.New(sha256.New, s.key[:])
	m.Write([]byte("check-in\x00" + registrationID))
	n := binary.BigEndian.Uint64(m.Sum(nil))
	code := make([]byte, codeLength)
	for i := range code {
		code[i] = codeLetters[n%uint64(len(codeLetters))]
		n /= uint64(len(codeLetters))
	}
	return string(code)
}

// cleanCode brings a code as somebody typed it into its form; ok is false for
// what cannot be one.
func cleanCode(code string) (clean string, ok bool) {
	code = strings.ToUpper(strings.NewReplacer(" ", "", "-", "").Replace(code))
	return code, len(code) == codeLength && strings.Trim(code, codeLetters) == ""
}

// checkInAfter is how long after its end a session still receives people: lists
// are finished afterwards.
const checkInAfter = 12 * time.Hour

// FindCheckIn finds who shows a code, at one session or, with sessionID "", at
// any that receives people now; ledBy as in Attendees. Nearly always that is one
// person; where chance gave two the same code, whoever looks has to ask. An
// empty list says that the code is wrong.
func (s *Service) FindCheckIn(ctx context.Context, sessionID, code, ledBy string) ([]Attendee, error) {
	return view(ctx, s, func(ctx context.Context, tx Tx) ([]Attendee, error) {
		sessions, err := s.receiving(ctx, tx, sessionID, ledBy)
		if err != nil {
			return nil, err
		}
		code, ok := cleanCode(code)
		if !ok {
			return nil, nil
		}
		var found []Attendee
		companies := companies{}
		for _, session := range sessions {
			registrations, err := tx.Registrations(ctx, RegistrationFilter{SessionID: session.ID})
			if err != nil {
				return nil, err
			}
			for _, r := range registrations {
				if r.State == Withdrawn || s.CheckInCode(r.ID) != code {
					continue
				}
				a := Attendee{Registration: r, Session: session}
				if a.Company, err = companies.name(ctx, tx, r.Employer); err != nil {
					return nil, err
				}
				found = append(found, a)
			}
		}
		return found, nil
	})
}

// receiving lists the sessions that people are received at: the one with the
// id, or all that are about now.
func (s *Service) receiving(ctx context.Context, tx Tx, sessionID, ledBy string) ([]Session, error) {
	if sessionID != "" {
		session, err := ledSession(ctx, tx, tx.Session, sessionID, ledBy)
		return []Session{session}, err
	}
	now := s.clock.Now()
	all, err := tx.Sessions(ctx, SessionFilter{To: now.Add(checkInBefore), Ending: now.Add(-checkInAfter)})
	if err != nil {
		return nil, err
	}
	var mine []Session
	for i := range all {
		is, err := led(ctx, tx, &all[i], ledBy)
		if err != nil {
			return nil, err
		}
		if is && checkInOpen(&all[i], now) {
			mine = append(mine, all[i])
		}
	}
	return mine, nil
}

// CheckInList is who is expected at a session.
type CheckInList struct {
	Listing
	Counts map[RegistrationState]int
	// People are at most checkInShown, by name; Hidden is how many more there are.
	People  []Attendee
	Hidden  int
	WalkIns map[string]int
	// Open tells whether people can be marked as there.
	Open bool
}

// checkInShown is how many people stand on the list at once: more than a
// workshop has.
const checkInShown = 150

// CheckIn lists who is expected, by name; words keep to names that have them.
// CodeNotFound also where ledBy does not lead the session.
func (s *Service) CheckIn(ctx context.Context, sessionID, words, ledBy string) (CheckInList, error) {
	all, err := s.Attendees(ctx, AttendeeQuery{SessionID: sessionID, LedBy: ledBy})
	if err != nil {
		return CheckInList{}, err
	}
	list := CheckInList{Listing: all.Listing, Counts: all.Counts, WalkIns: all.WalkIns, Open: all.CheckIn}
	terms := searchWords(words)
	list.People = slices.DeleteFunc(all.People, func(a Attendee) bool {
		r := &a.Registration
		return r.State == Withdrawn || !r.ErasedAt.IsZero() || !begun(searchWords(r.Name, a.Company, r.Reference()), terms)
	})
	slices.SortStableFunc(list.People, func(a, b Attendee) int {
		return strings.Compare(strings.ToLower(a.Registration.Name), strings.ToLower(b.Registration.Name))
	})
	if len(list.People) > checkInShown {
		list.Hidden = len(list.People) - checkInShown
		list.People = list.People[:checkInShown]
	}
	return list, nil
}

// WalkInCommand counts people who came without a registration.
type WalkInCommand struct {
	SessionID, Block string
	// By is 1 or -1.
	By    int
	LedBy string
	// Once makes a count that was sent twice one.
	Once *Once
}

// CountWalkIn adds to a block's number of walk-ins, never below 0, and tells
// what it is now. Refusals: CodeNotFound, CodeSessionClosed before people are
// received.
func (s *Service) CountWalkIn(ctx context.Context, c WalkInCommand) (int, error) {
	total := 0
	err := s.update(ctx, func(ctx context.Context, tx Tx) error {
		session, err := ledSession(ctx, tx, tx.LockSession, c.SessionID, c.LedBy)
		if err != nil {
			return err
		}
		block, ok := session.Block(c.Block)
		if !ok || c.By != 1 && c.By != -1 {
			return Invalid("block", "unknown_choice", "Value", c.Block)
		}
		now := s.clock.Now()
		if !checkInOpen(&session, now) {
			return Refuse(CodeSessionClosed)
		}
		people, err := tx.WalkIns(ctx, session.ID)
		if err != nil {
			return err
		}
		count := func() (int, string, error) {
			next := max(0, people[block.ID]+c.By)
			if err := tx.PutWalkIns(ctx, session.ID, block.ID, next); err != nil {
				return 0, "", err
			}
			return next, block.ID, s.audit(ctx, tx, AuditWalkIn, "session", session.ID, strconv.Itoa(next))
		}
		total, err = once(ctx, tx, c.Once, now, func(string) (int, error) { return people[block.ID], nil }, count)
		return err
	})
	return total, err
}
