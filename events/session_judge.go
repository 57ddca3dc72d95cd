package events

import (
	"context"
	"maps"
	"slices"
	"time"
)

// Overrule is why a session is planned against the planner's word: a code, so
// that nothing typed comes into the audit.
type Overrule string

// Overrules lists the reasons for planning against the planner's word.
func Overrules() []Overrule { return []Overrule{"agreed", "known", "temporary"} }

// Judgement is what the planner says of a session.
type Judgement struct {
	// Session is the session as it would be.
	Session   Session
	Conflicts []Conflict
	// Unfit tells of each facilitator, by id, what stands in the way of leading
	// the whole session; nobody is in it who can.
	Unfit map[string][]Conflict
}

// Blocking are the conflicts that need another plan or an Overrule.
func (j *Judgement) Blocking() []Conflict { return blocking(j.Conflicts) }

func blocking(all []Conflict) []Conflict {
	return slices.DeleteFunc(slices.Clone(all), func(c Conflict) bool { return c.Severity != SeverityBlock })
}

// JudgeSession tells what stands in the way of a session as an input would make
// it; id "" is a new one. It changes nothing, and refuses what CreateSession and
// ChangeSession refuse of fields.
func (s *Service) JudgeSession(ctx context.Context, id string, in SessionInput) (Judgement, error) {
	return view(ctx, s, func(ctx context.Context, tx Tx) (Judgement, error) {
		now := s.clock.Now()
		session, err := s.asInput(ctx, tx, id, &in, now)
		if err != nil {
			return Judgement{}, err
		}
		around, err := situation(ctx, tx, session.StartsAt(), session.EndsAt())
		if err != nil {
			return Judgement{}, err
		}
		j := Judgement{Session: session, Conflicts: s.planner.Conflicts(around, &session, now), Unfit: map[string][]Conflict{}}
		for _, f := range around.Facilitators {
			alone := session
			alone.Facilitators, alone.Extra.Crew = []string{f.ID}, nil
			for _, c := range s.planner.Conflicts(around, &alone, now) {
				if c.Facilitator == f.ID {
					j.Unfit[f.ID] = append(j.Unfit[f.ID], c)
				}
			}
		}
		return j, nil
	})
}

// asInput is a session as an input would make it, not kept; as it is where there
// is none.
func (s *Service) asInput(ctx context.Context, tx Tx, id string, in *SessionInput, now time.Time) (Session, error) {
	if id == "" {
		return s.newSession(ctx, tx, in, now)
	}
	session, err := tx.Session(ctx, id)
	if err != nil {
		return Session{}, err
	}
	if in == nil {
		return session, nil
	}
	old := session
	session.Blocks, session.Extra.Crew = slices.Clone(session.Blocks), maps.Clone(session.Extra.Crew)
	reason := session.Reason
	if err := in.apply(&session, now); err != nil {
		return Session{}, err
	}
	if in.Reason.Empty() {
		session.Reason = reason
	}
	return session, checkReferences(ctx, tx, &old, &session)
}

// JudgeDrafts tells what stands in the way of publishing a draft, or all those
// of its series, by start. It changes nothing.
func (s *Service) JudgeDrafts(ctx context.Context, id string, series bool) ([]Judgement, error) {
	return view(ctx, s, func(ctx context.Context, tx Tx) ([]Judgement, error) {
		now := s.clock.Now()
		session, err := tx.Session(ctx, id)
		if err != nil {
			return nil, err
		}
		drafts := []Session{session}
		if series && session.Series != nil {
			if drafts, err = tx.Sessions(ctx, SessionFilter{Series: session.Series.ID}); err != nil {
				return nil, err
			}
		}
		var judged []Judgement
		for i := range drafts {
			if drafts[i].State != SessionDraft {
				continue
			}
			around, err := situation(ctx, tx, drafts[i].StartsAt(), drafts[i].EndsAt())
			if err != nil {
				return nil, err
			}
			judged = append(judged, Judgement{Session: drafts[i], Conflicts: s.planner.Conflicts(around, &drafts[i], now)})
		}
		return judged, nil
	})
}

// checkPlan refuses what blocks a session (R1) and did not block it before,
// unless it is overruled; it tells the code that the audit keeps.
func (s *Service) checkPlan(ctx context.Context, tx Tx, old, next *Session, in *SessionInput, now time.Time) (string, error) {
	if !in.Checked {
		return "", nil
	}
	around, err := situation(ctx, tx, next.StartsAt(), next.EndsAt())
	if err != nil {
		return "", err
	}
	found := blocking(s.planner.Conflicts(around, next, now))
	if old != nil && len(found) > 0 {
		before := s.planner.Conflicts(around, old, now)
		found = slices.DeleteFunc(found, func(c Conflict) bool { return slices.ContainsFunc(before, c.same) })
	}
	switch {
	case len(found) == 0:
		return "", nil
	case !slices.Contains(Overrules(), in.Overrule):
		return "", Invalid("overrule", "blocked")
	}
	return "overruled_" + string(in.Overrule), nil
}

// same tells whether two conflicts are about the same things.
func (c Conflict) same(other Conflict) bool {
	return c.Code == other.Code && c.BlockID == other.BlockID && c.Facilitator == other.Facilitator &&
		c.SessionID == other.SessionID && c.Kit == other.Kit
}
