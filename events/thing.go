package events

import "context"

// Mark tells one state of a thing from another: it travels in a form, so that
// who saves second overwrites nothing unseen.
func Mark(thing any) string { return mark(thing) }

// unread refuses to change a thing that is another by now than the one read.
func unread[T any](current T, read string) error {
	if Mark(current) == read {
		return nil
	}
	return changedMeanwhile(current)
}

// putThing adds or changes a thing of the lists: make gives it from the one
// that is there (zero for a new one), put writes it.
func putThing[T any](ctx context.Context, s *Service, kind Thing, id, read string,
	load func(ctx context.Context, tx Tx, id string) (T, error),
	put func(ctx context.Context, tx Tx, id string, was T) (T, error),
) (T, error) {
	var thing T
	err := s.update(ctx, func(ctx context.Context, tx Tx) error {
		var was T
		what, at := AuditThingCreated, id
		if id == "" {
			at = NewID(s.clock.Now())
		} else {
			var err error
			if err := turn(ctx, tx, string(kind)+" "+id, s.clock.Now()); err != nil {
				return err
			}
			if was, err = load(ctx, tx, id); err != nil {
				return err
			}
			if err := unread(was, read); err != nil {
				return err
			}
			what = AuditThingChanged
		}
		made, err := put(ctx, tx, at, was)
		if err != nil {
			return err
		}
		thing = made
		return s.audit(ctx, tx, what, string(kind), at, string(kind))
	})
	return thing, err
}
