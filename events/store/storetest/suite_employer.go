package storetest

import (
	"context"
	"fmt"
	"slices"
	"testing"
	"time"

	"kantine/events"
)

// filledFunnel adds employers in every stage: e-0 to e-9, named the other way
// round.
func filledFunnel(t *testing.T, s events.Store) {
	t.Helper()
	filled(t, s)
	update(t, s, func(ctx context.Context, tx events.Tx) error {
		for i := range 10 {
			e := events.Employer{
				ID: fmt.Sprintf("e-%d", i), Name: fmt.Sprintf("%c Demo 10%%_", 'J'-i), KVK: fmt.Sprintf("0000020%d", i/2),
				Stage: events.Stages()[i%5],
			}
			if i < 4 {
				e.NextActionOn = pointer(events.Date(fmt.Sprintf("2027-02-0%d", i+1)))
			}
			if i > 7 {
				e.ArchivedOn = pointer(events.Date("2027-01-15"))
				e.Contacts = []events.Contact{{Name: "Kim Test"}}
			}
			if err := tx.PutEmployer(ctx, e); err != nil {
				return err
			}
			for n := range i % 3 {
				site := events.Site{ID: fmt.Sprintf("%s-s%d", e.ID, n), EmployerID: e.ID, City: []string{"Gorinchem", "’s-Gravenzande"}[n]}
				if err := tx.PutSite(ctx, site); err != nil {
					return err
				}
			}
		}
		return nil
	})
}

func employersAreListed(t *testing.T, s events.Store) {
	filledFunnel(t, s)
	get := func(f events.EmployerFilter) []events.Employer {
		t.Helper()
		return read(t, s, func(ctx context.Context, tx events.Tx) ([]events.Employer, error) { return tx.Employers(ctx, f) })
	}
	for name, c := range map[string]struct {
		filter events.EmployerFilter
		want   []string
	}{
		"by name":       {events.EmployerFilter{Stage: events.StageActive}, []string{"e-8", "e-3", "emp-1"}},
		"not archived":  {events.EmployerFilter{Stage: events.StageActive, Archived: events.Given(false)}, []string{"e-3", "emp-1"}},
		"archived":      {events.EmployerFilter{Archived: events.Given(true)}, []string{"e-9", "e-8"}},
		"name":          {events.EmployerFilter{Text: "j dEMO"}, []string{"e-0"}},
		"city":          {events.EmployerFilter{Text: "gravenZANDE"}, []string{"e-8", "e-5", "e-2"}},
		"KVK":           {events.EmployerFilter{Text: "00000203"}, []string{"e-7", "e-6"}},
		"not inside":    {events.EmployerFilter{Text: "0203"}, nil},
		"no wildcards":  {events.EmployerFilter{Text: "j%m"}, nil},
		"its own signs": {events.EmployerFilter{Text: "10%_", Stage: events.StageLead}, []string{"e-5", "e-0"}},
		"by number":     {events.EmployerFilter{KVK: "00000204"}, []string{"e-9", "e-8"}},
		"sector":        {events.EmployerFilter{Sector: "sec-1"}, []string{"emp-1"}},
		"due":           {events.EmployerFilter{Due: "2027-02-02"}, []string{"e-1", "e-0"}},
		"a page":        {events.EmployerFilter{Limit: 2, After: "e-8"}, []string{"e-7", "e-6"}},
	} {
		var ids []string
		for _, e := range get(c.filter) {
			ids = append(ids, e.ID)
		}
		if !slices.Equal(ids, c.want) {
			t.Errorf("%s: %v, want %v", name, ids, c.want)
		}
	}
	// Everybody is read with their sites, in both ways of reading them.
	for _, f := range []events.EmployerFilter{{}, {Archived: events.Given(false)}} {
		for _, e := range get(f) {
			same(t, read(t, s, func(ctx context.Context, tx events.Tx) (events.Employer, error) { return tx.Employer(ctx, e.ID) }), e)
		}
	}
	same(t, read(t, s, func(ctx context.Context, tx events.Tx) (events.EmployerCounts, error) {
		return tx.CountEmployers(ctx, "2027-02-02")
	}),
		events.EmployerCounts{All: 9, Due: 2, Archived: 2, ByStage: map[events.Stage]int{
			events.StageLead: 2, events.StageInvited: 2, events.StageInterested: 2, events.StageActive: 2, events.StageDeclined: 1,
		}})
	employerIsLocked(t, s)
}

func employerIsLocked(t *testing.T, s events.Store) {
	t.Helper()
	visits := read(t, s, func(ctx context.Context, tx events.Tx) ([]events.Session, error) {
		return tx.Sessions(ctx, events.SessionFilter{Employer: "emp-1"})
	})
	if len(visits) != 1 || visits[0].ID != "ses-2" {
		t.Errorf("visits %v", visits)
	}
	for _, now := range []time.Time{At(8, 0), At(23, 0)} {
		want := events.EmployerVisits{EmployerID: "emp-1"}
		if now.Equal(At(8, 0)) {
			want.Next = At(11, 15)
		}
		same(t, read(t, s, func(ctx context.Context, tx events.Tx) ([]events.EmployerVisits, error) {
			return tx.EmployerVisits(ctx, now)
		}), []events.EmployerVisits{want})
	}
	update(t, s, func(ctx context.Context, tx events.Tx) error {
		locked, err := tx.LockEmployer(ctx, "emp-1")
		if err == nil && len(locked.Sites) != 1 {
			t.Errorf("locked %+v", locked)
		}
		return err
	})
	refused(t, s, events.CodeNotFound, func(ctx context.Context, tx events.Tx) error {
		_, err := tx.LockEmployer(ctx, "none")
		return err
	})
}

// A due action and a person are found after they are taken away, too: columns
// follow the document.
func personalEmployersAreFound(t *testing.T, s events.Store) {
	filledFunnel(t, s)
	find := func(before events.Date, everybody bool) (ids []string) {
		t.Helper()
		for _, e := range read(t, s, func(ctx context.Context, tx events.Tx) ([]events.Employer, error) {
			return tx.PersonalEmployers(ctx, before, everybody, 10)
		}) {
			ids = append(ids, e.ID)
		}
		return ids
	}
	for name, c := range map[string]struct{ got, want []string }{
		"archived before": {find("2027-01-16", false), []string{"e-8", "e-9"}},
		"archived on it":  {find("2027-01-15", false), nil},
		"everybody's":     {find("2027-01-15", true), []string{"e-8", "e-9", "emp-1"}},
	} {
		if !slices.Equal(c.got, c.want) {
			t.Errorf("%s: %v, want %v", name, c.got, c.want)
		}
	}
	update(t, s, func(ctx context.Context, tx events.Tx) error {
		return tx.PutEmployer(ctx, events.Employer{ID: "e-8", Stage: events.StageLead})
	})
	if got := find("2027-01-16", false); !slices.Equal(got, []string{"e-9"}) {
		t.Errorf("after forgetting: %v", got)
	}
}

func interestsAreKept(t *testing.T, s events.Store) {
	ask := func(i events.Interest, after time.Time) (id string) {
		t.Helper()
		update(t, s, func(ctx context.Context, tx events.Tx) (err error) {
			id, err = tx.PutInterest(ctx, i, after)
			return err
		})
		return id
	}
	get := func(id string) func(ctx context.Context, tx events.Tx) (events.Interest, error) {
		return func(ctx context.Context, tx events.Tx) (events.Interest, error) { return tx.Interest(ctx, id) }
	}
	first := events.Interest{ID: "i-1", Email: "Kim@werkgever.example", Name: "Kim", Language: "nl", AskedAt: At(9, 0)}
	if id := ask(first, At(8, 0)); id != "i-1" {
		t.Errorf("kept as %q", id)
	}
	again := events.Interest{ID: "i-2", Email: "kim@WERKGEVER.example", Name: "Kim T.", Language: "en", AskedAt: At(10, 0)}
	if id := ask(again, At(8, 0)); id != "" {
		t.Errorf("asked again too soon: %q", id)
	}
	same(t, read(t, s, get("i-1")), first)
	if id := ask(again, At(9, 0)); id != "i-1" {
		t.Errorf("asked again: %q", id)
	}
	again.ID = "i-1"
	same(t, read(t, s, get("i-1")), again)

	m := events.Message{
		ID: "m-1", About: events.AboutInterest, AboutID: "i-1", Kind: events.InterestReply, Rule: "i-1", State: events.Queued,
		DueAt: At(10, 0), NotAfter: At(17, 0),
	}
	update(t, s, func(ctx context.Context, tx events.Tx) error {
		_, err := tx.InsertMessages(ctx, m)
		return err
	})
	message := func(ctx context.Context, tx events.Tx) (events.Message, error) { return tx.Message(ctx, "m-1") }
	if got := read(t, s, message).Recipient; got != again.Email {
		t.Errorf("the recipient is %q", got)
	}
	for _, c := range []struct {
		before time.Time
		want   int
	}{{At(10, 0), 0}, {At(11, 0), 1}} {
		update(t, s, func(ctx context.Context, tx events.Tx) error {
			n, err := tx.DeleteInterests(ctx, c.before)
			if n != c.want {
				t.Errorf("%d forgotten, want %d", n, c.want)
			}
			return err
		})
	}
	missing(t, s, get("i-1"))
	missing(t, s, message)
}
