package events

import (
	"context"
	"regexp"
	"slices"
	"time"
)

// maxPersonNote is how long a note may be, in characters.
const maxPersonNote = 500

// NoteCommand writes down something about a registration, for coordinators only.
type NoteCommand struct {
	Text string
	// NoBSN says that a number that could be a citizen service number is none.
	NoBSN bool
}

// SetNote replaces the note about somebody; an empty text deletes it. A text
// with what could be a citizen service number is CodeValidation with the key
// "bsn" unless the command says that it is none. The note goes with the person.
func (s *Service) SetNote(ctx context.Context, registrationID string, c NoteCommand) error {
	text, key := cleanParagraph(c.Text, maxPersonNote)
	if key == "" && !c.NoBSN && holdsBSN(text) {
		key = "bsn"
	}
	if key != "" {
		return Invalid("note", key, "Max", maxPersonNote)
	}
	_, err := s.change(ctx, registrationID, func(ctx context.Context, tx Tx, _ *Session, r *Registration, _ time.Time) error {
		if !r.ErasedAt.IsZero() || r.EraseRequested {
			return Refuse(CodeGone)
		}
		if err := tx.PutNote(ctx, r.ID, text); err != nil {
			return err
		}
		return s.audit(ctx, tx, AuditNote, "registration", r.ID, "")
	})
	return err
}

// ninths finds nine digits that stand by themselves, together or in groups.
var ninths = regexp.MustCompile(`\b\d(?:[ .-]?\d){8}\b`)

// holdsBSN tells whether a text holds nine digits that pass the test of a
// citizen service number (burgerservicenummer): the digits times 9 to 2, less
// the last one, are a multiple of eleven.
func holdsBSN(text string) bool {
	return slices.ContainsFunc(ninths.FindAllString(text, -1), func(number string) bool {
		var digits []int
		for _, r := range number {
			if r >= '0' && r <= '9' {
				digits = append(digits, int(r-'0'))
			}
		}
		return passesEleven(digits)
	})
}

func passesEleven(digits []int) bool {
	sum := -digits[8]
	for i, d := range digits[:8] {
		sum += d * (9 - i)
	}
	return sum%11 == 0 && sum != 0
}
