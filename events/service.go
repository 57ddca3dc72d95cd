package events

import (
	"context"
	"errors"
	"strings"
	"time"
)

// Settings are what the Service has to know of the installation.
type Settings struct {
	// BaseURL begins every absolute link; no slash at its end.
	BaseURL string
	// Organizer and DiscreetOrganizer are the addresses that answers go to; a
	// registration keeps its own for life.
	Organizer, DiscreetOrganizer string
	// MessageDomain names Message-IDs; "" where no sender is set: then each
	// message gets its own when it is first claimed.
	MessageDomain string
	// TimeZone is the zone of a programme that does not exist yet.
	TimeZone string
}

// Service is what people and programs can do. Its methods are safe for
// concurrent use.
type Service struct {
	store    Store
	clock    Clock
	key      Key
	planner  Planner
	settings Settings
	wake     Wake
	delivery Delivery
	// rehearsal is set in a Service that changes nothing.
	rehearsal *Rehearsal
}

// NewService plugs the business into a disk, a clock and a planner. wake is
// called after every commit that may owe a letter.
func NewService(store Store, clock Clock, key Key, planner Planner, settings Settings, wake Wake) *Service {
	return &Service{store: store, clock: clock, key: key, planner: planner, settings: settings, wake: wake}
}

// ErrOtherKey refuses a database that was used with another key: every link
// ever mailed would be dead.
var ErrOtherKey = errors.New("this database was used with another key file; give the key file it was used with")

// Prepare readies a database for use: it records or compares the key's
// fingerprint (ErrOtherKey) and gives an empty database its programme.
func (s *Service) Prepare(ctx context.Context) error {
	return s.store.Update(ctx, func(ctx context.Context, tx Tx) error {
		known, err := tx.KeyFingerprint(ctx)
		if err != nil {
			return err
		}
		if known != "" && known != s.key.Fingerprint() {
			return ErrOtherKey
		}
		if known == "" {
			if err := tx.SetKeyFingerprint(ctx, s.key.Fingerprint()); err != nil {
				return err
			}
		}
		if _, err := tx.Programme(ctx); CodeOf(err) != CodeNotFound {
			return err
		}
		return tx.PutProgramme(ctx, DefaultProgramme(s.settings.TimeZone))
	})
}

// Now is business time, for the doors.
func (s *Service) Now() time.Time { return s.clock.Now() }

// update runs fn in a transaction, again when another was first, and wakes the
// dispatcher when it is committed.
func (s *Service) update(ctx context.Context, fn func(ctx context.Context, tx Tx) error) error {
	if s.delivery != (Delivery{}) {
		plain := fn
		fn = func(ctx context.Context, tx Tx) error {
			return plain(ctx, &deliveryTx{Tx: tx, delivery: s.delivery, now: s.clock.Now()})
		}
	}
	if s.rehearsal != nil {
		return s.rehearse(ctx, fn)
	}
	var err error
	for range 3 {
		if err = s.store.Update(ctx, fn); !errors.Is(err, ErrRaced) {
			break
		}
	}
	if err == nil {
		s.wake()
	}
	return err
}

// once runs make unless its key has made something before; load reads that.
func once[T any](ctx context.Context, tx Tx, o *Once, now time.Time, load func(id string) (T, error), make func() (T, string, error)) (T, error) {
	var none T
	if o == nil {
		made, _, err := make()
		return made, err
	}
	id, err := tx.Once(ctx, *o)
	if err != nil {
		return none, err
	}
	if id != "" {
		return load(id)
	}
	made, id, err := make()
	if err != nil {
		return none, err
	}
	if id, err = tx.PutOnce(ctx, *o, id, now); err == nil && id != "" {
		err = ErrRaced
	}
	return made, err
}

// onceFirst is once for what will not be refused: it keeps the key before the
// work, with the id that this most likely makes, and need not ask for it. Work
// that is refused must not begin with it: a disk that shares a transaction
// among many would have to undo the key.
func onceFirst[T any](ctx context.Context, tx Tx, o *Once, likely string, now time.Time, load func(id string) (T, error), make func() (T, string, error)) (T, error) {
	if o == nil {
		made, _, err := make()
		return made, err
	}
	before, err := tx.PutOnce(ctx, *o, likely, now)
	if err != nil {
		var none T
		return none, err
	}
	if before != "" {
		return load(before)
	}
	made, id, err := make()
	if err == nil && id != likely {
		err = tx.SetOnce(ctx, *o, id)
	}
	return made, err
}

// slugify makes the readable part of an address: lower-case letters, digits
// and hyphens, at most 60 characters.
func slugify(s string) string {
	plain := strings.NewReplacer("é", "e", "ë", "e", "è", "e", "ê", "e", "ï", "i", "í", "i", "ö", "o", "ó", "o",
		"ü", "u", "ú", "u", "á", "a", "ä", "a", "à", "a", "ç", "c", "&", " ", "'", "").Replace(strings.ToLower(s))
	var b strings.Builder
	for _, r := range plain {
		switch {
		case r >= 'a' && r <= 'z', r >= '0' && r <= '9':
			b.WriteRune(r)
		case b.Len() > 0 && !strings.HasSuffix(b.String(), "-"):
			b.WriteByte('-')
		}
		if b.Len() >= 60 {
			break
		}
	}
	if slug := strings.Trim(b.String(), "-"); slug != "" {
		return slug
	}
	return "sessie"
}
