package events

import (
	"context"
	"slices"
	"time"
)

// PreviewSession is the public page of a session as an input would make it, id
// "" being a new one; a draft as if it were published. No input shows the session
// as it is. It changes nothing, and refuses what CreateSession and
// ChangeSession refuse of fields.
func (s *Service) PreviewSession(ctx context.Context, id string, in *SessionInput) (SessionView, error) {
	return view(ctx, s, func(ctx context.Context, tx Tx) (SessionView, error) {
		now := s.clock.Now()
		session, err := s.asInput(ctx, tx, id, in, now)
		if err != nil {
			return SessionView{}, err
		}
		if session.State == SessionDraft {
			session.State = SessionPublished
		}
		return s.sessionView(ctx, tx, session, now)
	})
}

// SampleLetter is the confirmation that somebody who registers now would get of
// a session as an input would make it. It changes nothing. Refusals: those of
// PreviewSession, and CodeSessionClosed where no letter would go any more.
func (s *Service) SampleLetter(ctx context.Context, id string, in *SessionInput, who RegisterCommand) (Letter, error) {
	dry, rehearsal := s.Dry()
	err := dry.update(ctx, func(ctx context.Context, tx Tx) error {
		now := s.clock.Now()
		session, err := s.asInput(ctx, tx, id, in, now)
		if err != nil {
			return err
		}
		if session, err = opened(ctx, tx, session); err != nil {
			return err
		}
		return s.sampleEntry(ctx, tx, &session, &who, now)
	})
	if err == nil && len(rehearsal.Letters) == 0 {
		err = Refuse(CodeSessionClosed)
	}
	if err != nil {
		return Letter{}, err
	}
	return rehearsal.Letters[len(rehearsal.Letters)-1], nil
}

// opened keeps a session as one that everybody can register for.
func opened(ctx context.Context, tx Tx, session Session) (Session, error) {
	if session.State != SessionDraft && session.State != SessionPublished {
		return Session{}, Refuse(CodeSessionClosed)
	}
	session.State, session.Capacity, session.NoLimit = SessionPublished, nil, true
	session.Blocks = slices.Clone(session.Blocks)
	for i := range session.Blocks {
		session.Blocks[i].Capacity = nil
	}
	if session.Slug == "" {
		return insertSession(ctx, tx, session)
	}
	if err := tx.PutSession(ctx, session); err != nil {
		return Session{}, err
	}
	return tx.Session(ctx, session.ID)
}

func (s *Service) sampleEntry(ctx context.Context, tx Tx, session *Session, who *RegisterCommand, now time.Time) error {
	id, block := NewID(now), &session.Blocks[0]
	r := Registration{
		ID: id, SessionID: session.ID, BlockID: block.ID, Group: id, Name: who.Name, Email: who.Email, Language: who.Language,
		State: Confirmed, ConfirmedAt: now, Participation: NeedsAction, UID: newUID(id), RegisteredAt: now,
		Organizer: s.organizer(session.Offering.Discreet),
	}
	if err := tx.InsertRegistration(ctx, r); err != nil {
		return err
	}
	_, err := tx.InsertMessages(ctx, s.about(&r, Confirmation, "", now, block.EndsAt))
	return err
}
