package events

import (
	"context"
	"encoding/json"
	"maps"
	"time"
)

// What is written down about people and who came.
const (
	AuditRegistrationEdited AuditWhat = "registration_edited"
	AuditErased             AuditWhat = "registration_erased"
	AuditMoved              AuditWhat = "registration_moved"
	AuditNote               AuditWhat = "note_written"
	AuditAttendance         AuditWhat = "attendance"
	AuditSessionHeld        AuditWhat = "session_held"
	AuditExported           AuditWhat = "attendees_exported"
	AuditMailingSent        AuditWhat = "mailing_sent"
	AuditMailingUndone      AuditWhat = "mailing_undone"
	AuditWalkIn             AuditWhat = "walk_in"
)

// MarkAttendance says whether somebody came: Attended, NoShow, or Confirmed to
// take that back. Who waited for a seat and came all the same gets one, if there
// is one. Refusals: CodeNotFound, also where ledBy does not lead the session;
// CodeSessionClosed before people are received and for who has withdrawn;
// CodeSessionFull.
func (s *Service) MarkAttendance(ctx context.Context, registrationID string, state RegistrationState, ledBy string) (Registration, error) {
	return s.change(ctx, registrationID, func(ctx context.Context, tx Tx, session *Session, r *Registration, now time.Time) error {
		mine, err := led(ctx, tx, session, ledBy)
		if err != nil {
			return err
		}
		if !mine {
			return Refuse(CodeNotFound)
		}
		if state != Attended && state != NoShow && state != Confirmed {
			return Invalid("state", "unknown_choice", "Value", string(state))
		}
		if r.State == state {
			return nil
		}
		if r.State == Withdrawn || !checkInOpen(session, now) {
			return Refuse(CodeSessionClosed)
		}
		if r.State == Waitlisted {
			block, ok := session.Block(r.BlockID)
			if !ok || state == NoShow {
				return Refuse(CodeSessionClosed)
			}
			if session.Free(block) == 0 {
				return Refuse(CodeSessionFull)
			}
			r.ConfirmedAt = now
			if err := s.count(ctx, tx, session, block, 1, -1); err != nil {
				return err
			}
		}
		r.State = state
		if err := tx.PutRegistration(ctx, *r); err != nil {
			return err
		}
		return s.audit(ctx, tx, AuditAttendance, "registration", r.ID, string(state))
	})
}

// HoldSession says that a session took place, with how many came; the figures
// can be written anew. Refusals: CodeSessionClosed before its start, for a draft
// and for one that was called off.
func (s *Service) HoldSession(ctx context.Context, id string) (Session, error) {
	return s.sessionStep(ctx, id, func(ctx context.Context, tx Tx, session *Session, now time.Time) error {
		if session.State != SessionPublished && session.State != SessionHeld || now.Before(session.StartsAt()) {
			return Refuse(CodeSessionClosed)
		}
		outcome, err := outcomeOf(ctx, tx, session)
		if err != nil {
			return err
		}
		session.State, session.Extra.Outcome = SessionHeld, outcome
		if err := tx.PutSession(ctx, *session); err != nil {
			return err
		}
		return s.audit(ctx, tx, AuditSessionHeld, "session", id, "")
	})
}

// outcomeOf is how many came, beside what an import may have told of a survey.
func outcomeOf(ctx context.Context, tx Tx, session *Session) (json.RawMessage, error) {
	counts, err := tx.CountRegistrations(ctx, session.ID)
	if err != nil {
		return nil, err
	}
	walkIns, err := tx.WalkIns(ctx, session.ID)
	if err != nil {
		return nil, err
	}
	outcome := map[string]any{}
	if len(session.Extra.Outcome) > 0 {
		if err := json.Unmarshal(session.Extra.Outcome, &outcome); err != nil {
			return nil, err
		}
	}
	maps.Copy(outcome, map[string]any{
		"registered": counts[Confirmed] + counts[Attended] + counts[NoShow], "attended": counts[Attended],
		"no_show": counts[NoShow], "withdrawn": counts[Withdrawn],
	})
	if len(walkIns) > 0 {
		headcount := make([]int, len(session.Blocks))
		for i, b := range session.Blocks {
			headcount[i] = walkIns[b.ID]
		}
		outcome["headcount"] = headcount
	}
	return json.Marshal(outcome)
}
