package events

import (
	"context"
	"slices"
	"time"
)

// lockAll locks what a command signs up for: the session, and by form its
// series. The others of a series are known only once one is read, and locking
// them then, in any order, two forms could wait for each other: the work
// begins again (ErrRaced) and locks them all in the order of their ids.
func (c *RegisterCommand) lockAll(ctx context.Context, tx Tx, ids *[]string) ([]Session, error) {
	lock, names := tx.LockSession, *ids
	switch {
	case len(names) > 0:
	case c.Slug != "":
		lock, names = tx.LockSessionBySlug, []string{c.Slug}
	default:
		names = []string{c.SessionID}
	}
	locked := make([]Session, 0, len(names))
	for _, name := range names {
		session, err := lock(ctx, name)
		if err != nil {
			return nil, err
		}
		if c.Form && !session.Public() {
			return nil, Refuse(CodeNotFound)
		}
		locked = append(locked, session)
	}
	if len(*ids) == 0 {
		c.SessionID = locked[0].ID
	}
	if !c.Form || len(locked) > 1 || locked[0].Series == nil {
		return locked, nil
	}
	series, err := tx.Sessions(ctx, SessionFilter{Series: locked[0].Series.ID, Public: true})
	if err != nil || len(series) < 2 {
		return locked, err
	}
	*ids = make([]string, len(series))
	for i := range series {
		(*ids)[i] = series[i].ID
	}
	slices.Sort(*ids)
	return nil, ErrRaced
}

// open picks, of the sessions locked for a command, the one it names and those
// it signs up for: of a series those that are still open, by date.
func (c *RegisterCommand) open(locked []Session, now time.Time) (named Session, open []Session, err error) {
	for _, session := range locked {
		block, ok := session.Block(c.Block)
		if session.ID != c.SessionID {
			if block = &session.Blocks[0]; session.OpenFor(block, now) {
				open = append(open, session)
			}
			continue
		}
		switch {
		case !ok && c.Block == "":
			return named, nil, Invalid("block", "required")
		case !ok:
			return named, nil, Invalid("block", "unknown_choice", "Value", c.Block)
		case !session.OpenFor(block, now):
			return named, nil, Refuse(CodeSessionClosed)
		}
		named = session
		open = append(open, session)
	}
	slices.SortFunc(open, func(a, b Session) int { return a.StartsAt().Compare(b.StartsAt()) })
	return named, open, nil
}
