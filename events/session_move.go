package events

import (
	"context"
	"time"
)

// MoveInput is a new moment for a session, as typed (TypedDay, TypedClock).
type MoveInput struct {
	// Start is that of the first block; the others keep their distance to it.
	// Offset, such as "+01:00", says which is meant where the clock skips it or
	// shows it twice.
	Day, Start, Offset string
	// Version is the one that was read, Reason what the letters say.
	Version int
	Reason  Text
}

// MoveChange is the change that gives a session another moment, for JudgeSession
// and ChangeSession. Refusals: CodeNotFound, CodeVersionConflict with the present
// Session, and CodeValidation, CodeWallTimeGap, CodeWallTimeAmbiguous of the
// fields "date" and "start".
func (s *Service) MoveChange(ctx context.Context, id string, in MoveInput) (SessionInput, error) {
	session, err := s.Session(ctx, id)
	if err != nil {
		return SessionInput{}, err
	}
	if in.Version != session.Version {
		return SessionInput{}, &Error{Code: CodeVersionConflict, Current: session}
	}
	blocks, err := in.blocks(&session)
	if err != nil {
		return SessionInput{}, err
	}
	change := SessionInput{Version: in.Version, Reason: in.Reason, Checked: true}
	for _, b := range blocks {
		change.Blocks = append(change.Blocks, BlockInput{
			ID: b.ID, Label: b.Label, Shifts: b.Shifts,
			StartsAt: b.StartsAt.Format(time.RFC3339), EndsAt: b.EndsAt.Format(time.RFC3339),
		})
	}
	return change, nil
}

// blocks are those of the session at the new moment. Their distance to the
// first one goes by the clocks on the wall, their length by time passed.
func (in *MoveInput) blocks(session *Session) ([]Block, error) {
	var p problems
	day, err := TypedDay("date", in.Day)
	_ = p.take(err)
	start, err := TypedClock("start", in.Start)
	_ = p.take(err)
	if err := p.err(); err != nil {
		return nil, err
	}
	zone := session.TimeZone()
	text := string(day) + "T" + start
	first, err := ParseTime("start", text, zone)
	if err != nil && in.Offset != "" {
		first, err = ParseTime("start", text+":00"+in.Offset, zone)
	}
	if err != nil {
		return nil, err
	}
	was, now := naive(session.StartsAt().In(zone)), naive(first.In(zone))
	moved := make([]Block, len(session.Blocks))
	for i, b := range session.Blocks {
		length := b.EndsAt.Sub(b.StartsAt)
		if i == 0 {
			b.StartsAt = first
		} else if b.StartsAt, err = ParseTime("start", naive(b.StartsAt.In(zone)).Add(now.Sub(was)).Format(wallLayout), zone); err != nil {
			return nil, err
		}
		b.EndsAt = b.StartsAt.Add(length)
		moved[i] = b
	}
	return moved, nil
}
