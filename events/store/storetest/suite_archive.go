package storetest

import (
	"context"
	"testing"

	"kantine/events"
)

func archiveIsKept(t *testing.T, s events.Store) {
	type tx = events.Tx
	all := func(ctx context.Context, tx tx) ([]events.Archived, error) { return tx.Archived(ctx) }
	b := filled(t, s)
	if got := read(t, s, all); len(got) != 0 {
		t.Errorf("archived from the start: %v", got)
	}
	venue, kit := events.Archived{Kind: events.ThingVenue, ID: "ven-1", At: At(8, 0)}, events.Archived{Kind: events.ThingKit, ID: "ven-1", At: At(9, 0)}
	update(t, s, func(ctx context.Context, tx tx) error { return tx.PutArchived(ctx, venue) })
	update(t, s, func(ctx context.Context, tx tx) error { return tx.PutArchived(ctx, kit) })
	again := venue
	again.At = At(10, 0)
	update(t, s, func(ctx context.Context, tx tx) error { return tx.PutArchived(ctx, again) })
	same(t, read(t, s, all), []events.Archived{kit, venue})
	// What is archived stays so when it is written again, as an import does.
	update(t, s, func(ctx context.Context, tx tx) error { return tx.PutVenue(ctx, b.Venues[0]) })
	same(t, read(t, s, all), []events.Archived{kit, venue})
	update(t, s, func(ctx context.Context, tx tx) error { return tx.DeleteArchived(ctx, events.ThingVenue, "ven-1") })
	same(t, read(t, s, all), []events.Archived{kit})
}
