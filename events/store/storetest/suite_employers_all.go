package storetest

import (
	"context"
	"errors"
	"testing"

	"kantine/events"
)

// allEmployersAreAsCommitted reads all employers between writes that last and
// writes that do not, since an engine may keep what it read.
func allEmployersAreAsCommitted(t *testing.T, s events.Store) {
	b := Programme()
	Fill(t, s, b)
	everybody := func(ctx context.Context, tx events.Tx) ([]events.Employer, error) {
		return tx.Employers(ctx, events.EmployerFilter{})
	}
	rename := func(ctx context.Context, tx events.Tx, name, city string) ([]events.Employer, error) {
		e, site := Programme().Employers[0], Programme().Employers[0].Sites[0]
		e.Name, site.City = name, city
		if err := tx.PutEmployer(ctx, e); err != nil {
			return nil, err
		}
		if err := tx.PutSite(ctx, site); err != nil {
			return nil, err
		}
		return everybody(ctx, tx)
	}
	is := func(when, name, city string, all []events.Employer) {
		t.Helper()
		if len(all) != 1 || len(all[0].Sites) != 1 || all[0].Name != name || all[0].Sites[0].City != city {
			t.Errorf("%s: %+v, want %s in %s", when, all, name, city)
		}
	}
	all := read(t, s, everybody)
	is("at first", b.Employers[0].Name, "Emmen", all)
	// What a caller does with the list is the caller's own.
	all[0].Name, all[0].Sites[0].City, all[0].Contacts[0].Name = "Verfrommeld", "Verfrommeld", "Verfrommeld"
	all[0].Sites[0].Shifts[0].Code = "verfrommeld"
	again := read(t, s, everybody)
	same(t, again, b.Employers)

	undone := errors.New("undone")
	err := s.Update(t.Context(), func(ctx context.Context, tx events.Tx) error {
		own, err := rename(ctx, tx, "Nooit", "Nergens")
		if err != nil {
			return err
		}
		is("within an update", "Nooit", "Nergens", own)
		return undone
	})
	if !errors.Is(err, undone) {
		t.Fatal(err)
	}
	is("after one that was undone", b.Employers[0].Name, "Emmen", read(t, s, everybody))
	update(t, s, func(ctx context.Context, tx events.Tx) error {
		_, err := rename(ctx, tx, "Anders", "Assen")
		return err
	})
	is("after one that lasts", "Anders", "Assen", read(t, s, everybody))
}
