package events

import (
	"context"
	"slices"
	"strconv"
)

// OfferingInput is an offering as a coordinator or program gives it.
type OfferingInput struct {
	Kind       Kind
	Title      Text
	Summary    Text
	Duration   string
	Capacity   *int
	Waitlist   Waitlist
	Visibility Visibility
	Discreet   bool
	QuietHours Optional[bool]
	// Reminders nil inherits the programme's.
	Reminders []RuleInput
}

// CreateOffering makes an offering. Refusals: CodeValidation, CodeNotYet,
// CodeIdempotencyMismatch.
func (s *Service) CreateOffering(ctx context.Context, in OfferingInput, key *Once) (Offering, error) {
	checked, err := in.offering()
	if err != nil {
		return Offering{}, err
	}
	var offering Offering
	err = s.update(ctx, func(ctx context.Context, tx Tx) error {
		now := s.clock.Now()
		var err error
		offering, err = once(ctx, tx, key, now,
			func(id string) (Offering, error) { return tx.Offering(ctx, id) },
			func() (Offering, string, error) {
				made := checked
				made.ID = NewID(now)
				if made.Slug, err = freeOfferingSlug(ctx, tx, &made); err != nil {
					return made, "", err
				}
				if err := tx.PutOffering(ctx, made); err != nil {
					return made, "", err
				}
				return made, made.ID, s.audit(ctx, tx, AuditOfferingCreated, "offering", made.ID, "")
			})
		return err
	})
	return offering, err
}

func (in *OfferingInput) offering() (Offering, error) {
	var p problems
	o := Offering{
		Kind: in.Kind, Title: checkText(&p, "title", in.Title, maxTitle), Summary: checkText(&p, "summary", in.Summary, maxSummary),
		Capacity: in.Capacity, Waitlist: in.Waitlist, Visibility: in.Visibility, Discreet: in.Discreet,
		QuietHours: in.QuietHours.Or(true), Reminders: parseRules(&p, in.Reminders),
	}
	if !slices.Contains(kinds, in.Kind) {
		p.add("kind", "unknown_choice", "Value", string(in.Kind))
	}
	if o.Title.NL == "" {
		p.add("title.nl", "required")
	}
	if o.Title.EN == "" {
		p.add("title.en", "required")
	}
	checkCapacity(&p, "capacity", o.Capacity)
	if o.Waitlist == "" {
		o.Waitlist = WaitlistAuto
	}
	if o.Visibility == "" {
		o.Visibility = VisibilityPublic
	}
	if !slices.Contains([]Visibility{VisibilityPublic, VisibilityInvited, VisibilitySite}, o.Visibility) {
		p.add("visibility", "unknown_choice", "Value", string(o.Visibility))
	}
	duration, err := ParseOffset("duration", in.Duration)
	if in.Duration == "" {
		err = Invalid("duration", "required")
	}
	if err == nil && !duration.Positive() {
		err = Invalid("duration", "positive", "Value", in.Duration)
	}
	_ = p.take(err)
	o.Duration = duration
	if err := checkWaitlist(&p, o.Waitlist); err != nil {
		return Offering{}, err
	}
	return o, p.err()
}

func freeOfferingSlug(ctx context.Context, tx Tx, o *Offering) (string, error) {
	base := slugify(o.Title.In(DefaultLanguage))
	slug := base
	for n := 2; ; n++ {
		other, err := tx.OfferingBySlug(ctx, slug)
		if CodeOf(err) == CodeNotFound || (err == nil && other.ID == o.ID) {
			return slug, nil
		}
		if err != nil {
			return "", err
		}
		slug = base + "-" + strconv.Itoa(n)
	}
}
