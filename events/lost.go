package events

import (
	"context"
	"slices"
	"strings"
	"time"
)

// maxLinks is how many letters one request for links makes at most.
const maxLinks = 10

// RequestLinks mails an address the links to its registrations that are not
// over: a letter each, and one for all dates of a series, since the page of each
// lists the others. It answers the same whether there are any or not.
func (s *Service) RequestLinks(ctx context.Context, email string) error {
	email, key := EmailAddress(email)
	if key != "" {
		return Invalid("email", key, "Max", maxEmail)
	}
	return s.update(ctx, func(ctx context.Context, tx Tx) error {
		now := s.clock.Now()
		ahead, err := nextOfEach(ctx, tx, email, now)
		if err != nil {
			return err
		}
		owed := make([]Message, len(ahead))
		for i := range ahead {
			owed[i] = s.about(&ahead[i].registration, LinkLetter, NewID(now), now, ahead[i].block.EndsAt)
		}
		_, err = tx.InsertMessages(ctx, owed...)
		return err
	})
}

// place is a registration with the block it is for.
type place struct {
	registration Registration
	block        Block
}

// nextOfEach lists what an address is registered for and is not over, of a
// series the date that comes first.
func nextOfEach(ctx context.Context, tx Tx, email string, now time.Time) ([]place, error) {
	registrations, err := tx.Registrations(ctx, RegistrationFilter{Email: email, States: []RegistrationState{Confirmed, Waitlisted}})
	if err != nil {
		return nil, err
	}
	// The latest come first: they are the ones still ahead.
	slices.SortFunc(registrations, func(a, b Registration) int { return strings.Compare(b.ID, a.ID) })
	var ahead []place
	for _, r := range registrations {
		session, err := tx.Session(ctx, r.SessionID)
		if err != nil {
			return nil, err
		}
		block, ok := session.Block(r.BlockID)
		if !ok || !now.Before(block.EndsAt) {
			continue
		}
		switch at := slices.IndexFunc(ahead, func(p place) bool { return p.registration.Group == r.Group }); {
		case at < 0:
			ahead = append(ahead, place{r, *block})
		case block.StartsAt.Before(ahead[at].block.StartsAt):
			ahead[at] = place{r, *block}
		}
	}
	return ahead[:min(len(ahead), maxLinks)], nil
}

// askSubscription owes the letter that asks to confirm the newsletter, unless
// the address confirmed before.
func (s *Service) askSubscription(ctx context.Context, tx Tx, email, language string, now time.Time) error {
	sub, err := tx.SubscriptionByEmail(ctx, email)
	if CodeOf(err) == CodeNotFound {
		sub = Subscription{ID: NewID(now), Email: email}
	} else if err != nil {
		return err
	}
	if !sub.ConfirmedAt.IsZero() {
		return nil
	}
	sub.Language, sub.AskedAt = language, now
	if err := tx.PutSubscription(ctx, sub); err != nil {
		return err
	}
	m := Message{
		ID: NewID(now), About: AboutAddress, AboutID: sub.ID, Kind: NewsletterConfirm, Rule: NewID(now),
		State: Queued, DueAt: now, NotAfter: now.AddDate(0, 0, SubscriptionDays),
	}
	s.identify(&m)
	_, err = tx.InsertMessages(ctx, m)
	return err
}

// Subscribing reads the subscription a link is for: PurposeNewsletter
// confirms it, PurposeStop ends it. Refusals: CodeNotFound for a link that is
// none, CodeGone for one that was forgotten.
func (s *Service) Subscribing(ctx context.Context, purpose Purpose, token string) (Subscription, error) {
	return view(ctx, s, func(ctx context.Context, tx Tx) (Subscription, error) {
		return s.subscriptionOf(ctx, tx, purpose, token)
	})
}

// StopSubscription ends a subscription, confirmed or not; the next Prune
// forgets the address.
func (s *Service) StopSubscription(ctx context.Context, token string) error {
	return s.update(ctx, func(ctx context.Context, tx Tx) error {
		sub, err := s.subscriptionOf(ctx, tx, PurposeStop, token)
		if CodeOf(err) == CodeGone {
			return nil // stopped before
		}
		if err != nil {
			return err
		}
		sub.AskedAt, sub.ConfirmedAt = time.Time{}, time.Time{}
		return tx.PutSubscription(ctx, sub)
	})
}

func (s *Service) subscriptionOf(ctx context.Context, tx Tx, purpose Purpose, token string) (Subscription, error) {
	id, mac, ok := splitToken(token)
	if !ok {
		return Subscription{}, Refuse(CodeNotFound)
	}
	sub, err := tx.Subscription(ctx, id)
	if err != nil {
		return Subscription{}, err
	}
	if !s.key.valid(purpose, id, sub.LinkVersion, mac) {
		return Subscription{}, Refuse(CodeNotFound)
	}
	if sub.ConfirmedAt.IsZero() && s.clock.Now().After(sub.AskedAt.AddDate(0, 0, SubscriptionDays)) {
		return Subscription{}, Refuse(CodeGone)
	}
	return sub, nil
}

// ConfirmSubscription confirms the newsletter by the link that was mailed.
func (s *Service) ConfirmSubscription(ctx context.Context, token string) error {
	return s.update(ctx, func(ctx context.Context, tx Tx) error {
		sub, err := s.subscriptionOf(ctx, tx, PurposeNewsletter, token)
		if err != nil || !sub.ConfirmedAt.IsZero() {
			return err
		}
		sub.ConfirmedAt = s.clock.Now()
		return tx.PutSubscription(ctx, sub)
	})
}
