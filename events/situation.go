package events

import (
	"context"
	"slices"
	"time"
)

// situation reads all that a plan between two instants depends on.
func situation(ctx context.Context, tx Tx, from, to time.Time) (*Situation, error) {
	return situationOf(ctx, tx, PlanningFilters(from, to)...)
}

// situationOf is situation with the sessions that filters choose one after the
// other.
func situationOf(ctx context.Context, tx Tx, filters ...SessionFilter) (*Situation, error) {
	in := new(Situation)
	var err error
	if in.Programme, err = tx.Programme(ctx); err != nil {
		return nil, err
	}
	if in.Facilitators, err = tx.Facilitators(ctx); err != nil {
		return nil, err
	}
	if in.Kits, err = kits(ctx, tx); err != nil {
		return nil, err
	}
	if err := in.dropArchived(ctx, tx); err != nil {
		return nil, err
	}
	if in.Employers, err = tx.Employers(ctx, EmployerFilter{}); err != nil {
		return nil, err
	}
	if in.Venues, err = tx.Venues(ctx); err != nil {
		return nil, err
	}
	travel, err := tx.Records(ctx, "travel")
	if err != nil {
		return nil, err
	}
	for _, r := range travel {
		if in.Travel, err = ParseTravel(r.Body); err != nil {
			return nil, err
		}
	}
	for _, f := range filters {
		sessions, err := tx.Sessions(ctx, f)
		if err != nil {
			return nil, err
		}
		in.Sessions = append(in.Sessions, sessions...)
	}
	return in, nil
}

// dropArchived leaves out whom and what nothing is planned with any more.
func (in *Situation) dropArchived(ctx context.Context, tx Tx) error {
	people, err := archived(ctx, tx, ThingFacilitator)
	if err != nil {
		return err
	}
	boxes, err := archived(ctx, tx, ThingKit)
	in.Facilitators = slices.DeleteFunc(in.Facilitators, func(f Facilitator) bool { return people[f.ID] })
	in.Kits = slices.DeleteFunc(in.Kits, func(k Kit) bool { return boxes[k.ID] })
	return err
}

// kits lists the kits, by id.
func kits(ctx context.Context, tx Tx) ([]Kit, error) {
	records, err := tx.Records(ctx, "kits")
	if err != nil {
		return nil, err
	}
	all := make([]Kit, len(records))
	for i, r := range records {
		if all[i], err = ParseKit(r.Body); err != nil {
			return nil, err
		}
	}
	return all, nil
}
