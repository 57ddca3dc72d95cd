package storetest

import (
	"context"
	"testing"

	"kantine/events"
)

func searchIsKept(t *testing.T, s events.Store) {
	filled(t, s)
	first, second, gone := Registrant(1, "ses-1"), Registrant(2, "ses-1"), Registrant(3, "ses-1")
	gone.Email, gone.ErasedAt = "", At(9, 0)
	update(t, s, func(ctx context.Context, tx events.Tx) error {
		for _, r := range []events.Registration{first, second, gone} {
			if err := enter(ctx, tx, r); err != nil {
				return err
			}
		}
		return nil
	})
	var mark events.SearchMark
	update(t, s, func(ctx context.Context, tx events.Tx) error {
		stale, err := tx.StaleSearch(ctx, 100)
		if err != nil {
			return err
		}
		same(t, ids(stale, func(m events.SearchMark) string { return m.SessionID }), []string{"ses-1", "ses-2", "ses-3", "ses-4", "ses-5", "ses-6"})
		mark = stale[0]
		waiting, err := tx.Unsearched(ctx, "ses-1", 10)
		if err != nil {
			return err
		}
		same(t, ids(waiting, registrationID), []string{first.ID, second.ID})
		if err := tx.PutSearchWords(ctx, first.ID, []string{"dea", "demo", "één"}); err != nil {
			return err
		}
		return tx.PutSearchWords(ctx, second.ID, []string{"deatje", "demo"})
	})
	found := func(beginnings ...string) []string {
		return ids(read(t, s, func(ctx context.Context, tx events.Tx) ([]events.Registration, error) {
			return tx.SearchRegistrations(ctx, beginnings, 10)
		}), registrationID)
	}
	same(t, found("dea"), []string{first.ID, second.ID}) // the whole word first
	same(t, found("dea", "demo"), []string{first.ID, second.ID})
	same(t, found("deat", "d"), []string{second.ID})
	same(t, found("één"), []string{first.ID})
	same(t, found("dea", "x"), []string{})
	same(t, found(), []string{})
	update(t, s, func(ctx context.Context, tx events.Tx) error {
		if err := tx.PutSearchWords(ctx, first.ID, nil); err != nil {
			return err
		}
		if err := tx.PutSearchWords(ctx, second.ID, []string{"nieuw"}); err != nil {
			return err
		}
		return tx.MarkSearched(ctx, mark)
	})
	same(t, found("d"), []string{})
	same(t, found("nieuw"), []string{second.ID})
	stale := func() int {
		return len(read(t, s, func(ctx context.Context, tx events.Tx) ([]events.SearchMark, error) { return tx.StaleSearch(ctx, 100) }))
	}
	same(t, stale(), 5)
	update(t, s, func(ctx context.Context, tx events.Tx) error { return enter(ctx, tx, Registrant(4, "ses-1")) })
	same(t, stale(), 6)
}

func titlesAreListed(t *testing.T, s events.Store) {
	filled(t, s)
	titles := read(t, s, func(ctx context.Context, tx events.Tx) ([]events.SessionTitle, error) { return tx.SessionTitles(ctx) })
	same(t, titles[0].ID, "ses-4")
	same(t, titles[0].Heading(), events.Text{NL: "Titel off-1", EN: "Title off-1"})
	same(t, titles[0].StartsAt, At(9, 0).AddDate(0, 0, 7))
}

func mailingsAreKept(t *testing.T, s events.Store) {
	filled(t, s)
	first := events.Mailing{
		ID: "mail-1", SessionID: "ses-1", Subject: events.Text{NL: "Ingang", EN: "Entrance"}, Body: events.Text{NL: "Achterom\n- ja", EN: "Back"},
		MadeAt: At(8, 0), DueAt: At(8, 10),
	}
	second := events.Mailing{ID: "mail-2", SessionID: "ses-1", Subject: events.Text{NL: "x"}, Body: events.Text{NL: "y"}, MadeAt: At(9, 0), DueAt: At(9, 10)}
	update(t, s, func(ctx context.Context, tx events.Tx) error {
		if err := tx.PutMailing(ctx, first); err != nil {
			return err
		}
		return tx.PutMailing(ctx, second)
	})
	first.Undone = true
	update(t, s, func(ctx context.Context, tx events.Tx) error { return tx.PutMailing(ctx, first) })
	all := func() []events.Mailing {
		return read(t, s, func(ctx context.Context, tx events.Tx) ([]events.Mailing, error) { return tx.Mailings(ctx, "ses-1") })
	}
	same(t, all(), []events.Mailing{second, first})
	update(t, s, func(ctx context.Context, tx events.Tx) error {
		n, err := tx.EmptyMailings(ctx, At(9, 0))
		same(t, n, 1)
		return err
	})
	first.Subject, first.Body = events.Text{}, events.Text{}
	same(t, all(), []events.Mailing{second, first})
	missing(t, s, func(ctx context.Context, tx events.Tx) (events.Mailing, error) { return tx.Mailing(ctx, "none") })
}

func attendanceIsKept(t *testing.T, s events.Store) {
	filled(t, s)
	waiting, came := Registrant(2, "ses-2"), Registrant(3, "ses-2")
	waiting.State, came.State = events.Waitlisted, events.Attended
	update(t, s, func(ctx context.Context, tx events.Tx) error {
		for _, r := range []events.Registration{Registrant(1, "ses-2"), waiting, came, Registrant(4, "ses-2"), Registrant(5, "ses-1")} {
			if err := enter(ctx, tx, r); err != nil {
				return err
			}
		}
		return nil
	})
	same(t, read(t, s, func(ctx context.Context, tx events.Tx) (map[events.RegistrationState]int, error) {
		return tx.CountRegistrations(ctx, "ses-2")
	}), map[events.RegistrationState]int{events.Confirmed: 2, events.Waitlisted: 1, events.Attended: 1})

	note := func() string {
		return read(t, s, func(ctx context.Context, tx events.Tx) (string, error) { return tx.Note(ctx, came.ID) })
	}
	same(t, note(), "")
	for _, text := range []string{"belt\nterug", "is geweest", ""} {
		update(t, s, func(ctx context.Context, tx events.Tx) error { return tx.PutNote(ctx, came.ID, text) })
		same(t, note(), text)
	}

	for _, people := range []int{3, 4, 0} {
		update(t, s, func(ctx context.Context, tx events.Tx) error { return tx.PutWalkIns(ctx, "ses-2", "ses-2-b2", people) })
		same(t, read(t, s, func(ctx context.Context, tx events.Tx) (map[string]int, error) { return tx.WalkIns(ctx, "ses-2") }),
			map[string]int{"ses-2-b2": people})
	}
	if err := s.Update(t.Context(), func(ctx context.Context, tx events.Tx) error { return tx.PutWalkIns(ctx, "ses-2", "ses-2-b2", -1) }); err == nil {
		t.Error("fewer than nobody walked in")
	}
}
