package storetest

import (
	"context"
	"encoding/json"
	"testing"

	"kantine/events"
)

func programmeIsKept(t *testing.T, s events.Store) {
	type tx = events.Tx
	missing(t, s, func(ctx context.Context, tx tx) (events.Programme, error) { return tx.Programme(ctx) })
	b := filled(t, s)
	got := read(t, s, func(ctx context.Context, tx tx) (events.Programme, error) { return tx.Programme(ctx) })
	if got.Change == 0 {
		t.Error("no change counted")
	}
	want := b.Programme
	want.Change = got.Change
	same(t, got, want)

	// Another id replaces it: a database holds one programme.
	b.Programme.ID = "another"
	update(t, s, func(ctx context.Context, tx tx) error { return tx.PutProgramme(ctx, b.Programme) })
	again := read(t, s, func(ctx context.Context, tx tx) (events.Programme, error) { return tx.Programme(ctx) })
	if again.ID != "another" || again.Change != got.Change+1 {
		t.Errorf("id %s change %d after %d", again.ID, again.Change, got.Change)
	}

	for _, o := range b.Offerings {
		same(t, read(t, s, func(ctx context.Context, tx tx) (events.Offering, error) { return tx.Offering(ctx, o.ID) }), o)
		same(t, read(t, s, func(ctx context.Context, tx tx) (events.Offering, error) { return tx.OfferingBySlug(ctx, o.Slug) }), o)
	}
	same(t, read(t, s, func(ctx context.Context, tx tx) ([]events.Offering, error) { return tx.Offerings(ctx) }), b.Offerings)
	missing(t, s, func(ctx context.Context, tx tx) (events.Offering, error) { return tx.Offering(ctx, "none") })
	missing(t, s, func(ctx context.Context, tx tx) (events.Offering, error) { return tx.OfferingBySlug(ctx, "none") })

	same(t, read(t, s, func(ctx context.Context, tx tx) (events.Sector, error) { return tx.Sector(ctx, "sec-1") }), b.Sectors[0])
	same(t, read(t, s, func(ctx context.Context, tx tx) ([]events.Sector, error) { return tx.Sectors(ctx) }), b.Sectors)
	missing(t, s, func(ctx context.Context, tx tx) (events.Sector, error) { return tx.Sector(ctx, "none") })
	same(t, read(t, s, func(ctx context.Context, tx tx) (events.Venue, error) { return tx.Venue(ctx, "ven-1") }), b.Venues[0])
	same(t, read(t, s, func(ctx context.Context, tx tx) ([]events.Venue, error) { return tx.Venues(ctx) }), b.Venues)
	missing(t, s, func(ctx context.Context, tx tx) (events.Venue, error) { return tx.Venue(ctx, "none") })
}

func peopleAreKept(t *testing.T, s events.Store) {
	type tx = events.Tx
	b := filled(t, s)
	same(t, read(t, s, func(ctx context.Context, tx tx) (events.Employer, error) { return tx.Employer(ctx, "emp-1") }), b.Employers[0])
	same(t, read(t, s, func(ctx context.Context, tx tx) (events.Site, error) { return tx.Site(ctx, "site-1") }), b.Employers[0].Sites[0])
	same(t, read(t, s, func(ctx context.Context, tx tx) (events.Facilitator, error) { return tx.Facilitator(ctx, "fac-1") }), b.Facilitators[0])
	same(t, read(t, s, func(ctx context.Context, tx tx) ([]events.Employer, error) {
		return tx.Employers(ctx, events.EmployerFilter{})
	}), b.Employers)
	same(t, read(t, s, func(ctx context.Context, tx tx) ([]events.Facilitator, error) { return tx.Facilitators(ctx) }), b.Facilitators)
	missing(t, s, func(ctx context.Context, tx tx) (events.Employer, error) { return tx.Employer(ctx, "none") })
	missing(t, s, func(ctx context.Context, tx tx) (events.Site, error) { return tx.Site(ctx, "none") })
	missing(t, s, func(ctx context.Context, tx tx) (events.Facilitator, error) { return tx.Facilitator(ctx, "none") })

	// An employer is put without its sites, which stay.
	renamed := b.Employers[0]
	renamed.Name, renamed.Sector, renamed.Sites = "Demo Dozen", "", nil
	update(t, s, func(ctx context.Context, tx tx) error { return tx.PutEmployer(ctx, renamed) })
	renamed.Sites = b.Employers[0].Sites
	same(t, read(t, s, func(ctx context.Context, tx tx) (events.Employer, error) { return tx.Employer(ctx, "emp-1") }), renamed)

	stranger := events.Site{ID: "site-9", EmployerID: "none"}
	if err := s.Update(t.Context(), func(ctx context.Context, tx tx) error { return tx.PutSite(ctx, stranger) }); err == nil {
		t.Error("a site without an employer was accepted")
	}
}

func recordsAreKept(t *testing.T, s events.Store) {
	get := func(id string) func(ctx context.Context, tx events.Tx) (events.Record, error) {
		return func(ctx context.Context, tx events.Tx) (events.Record, error) { return tx.Record(ctx, "kits", id) }
	}
	b := filled(t, s)
	same(t, read(t, s, get("kit-1")), b.Records[0])
	changed := events.Record{Kind: "kits", ID: "kit-1", Body: json.RawMessage(`{"id":"kit-1","boxes":3}`)}
	update(t, s, func(ctx context.Context, tx events.Tx) error { return tx.PutRecord(ctx, changed) })
	same(t, read(t, s, get("kit-1")), changed)
	missing(t, s, get("kit-2"))
}

func accountsAreKept(t *testing.T, s events.Store) {
	type tx = events.Tx
	user := events.User{ID: "u-1", Email: "Co@kantine.example", Role: events.RoleCoordinator, Password: "$argon2id$x", CreatedAt: At(8, 0)}
	token := events.APIToken{ID: "t-1", Name: "website", Role: events.RoleViewer, Hash: [32]byte{1, 2, 3}, CreatedAt: At(8, 0)}
	update(t, s, func(ctx context.Context, tx tx) error { return tx.PutUser(ctx, user) })
	update(t, s, func(ctx context.Context, tx tx) error { return tx.PutAPIToken(ctx, token) })
	same(t, read(t, s, func(ctx context.Context, tx tx) (events.User, error) { return tx.User(ctx, "co@KANTINE.example") }), user)
	same(t, read(t, s, func(ctx context.Context, tx tx) (events.APIToken, error) { return tx.APIToken(ctx, token.Hash) }), token)
	missing(t, s, func(ctx context.Context, tx tx) (events.User, error) { return tx.User(ctx, "no@kantine.example") })
	same(t, read(t, s, func(ctx context.Context, tx tx) ([]events.APIToken, error) { return tx.APITokens(ctx) }), []events.APIToken{token})
	missing(t, s, func(ctx context.Context, tx tx) (events.APIToken, error) { return tx.APIToken(ctx, [32]byte{}) })

	user.Role, user.Password, token.RevokedAt = events.RoleAdmin, "$argon2id$y", At(9, 0)
	update(t, s, func(ctx context.Context, tx tx) error { return tx.PutUser(ctx, user) })
	update(t, s, func(ctx context.Context, tx tx) error { return tx.PutAPIToken(ctx, token) })
	same(t, read(t, s, func(ctx context.Context, tx tx) (events.User, error) { return tx.User(ctx, user.Email) }), user)
	same(t, read(t, s, func(ctx context.Context, tx tx) (events.APIToken, error) { return tx.APIToken(ctx, token.Hash) }), token)

	same(t, read(t, s, func(ctx context.Context, tx tx) (string, error) { return tx.KeyFingerprint(ctx) }), "")
	update(t, s, func(ctx context.Context, tx tx) error { return tx.SetKeyFingerprint(ctx, "abc") })
	same(t, read(t, s, func(ctx context.Context, tx tx) (string, error) { return tx.KeyFingerprint(ctx) }), "abc")
}
