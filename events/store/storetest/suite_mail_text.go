package storetest

import (
	"context"
	"errors"
	"testing"
	"time"

	"kantine/events"
)

func mailTextsAreKept(t *testing.T, s events.Store) {
	text := func(key, language string, version int64, source string) events.MailText {
		return events.MailText{Key: key, Language: language, Version: version, Source: source, At: At(8, int(version)), By: "u-1"}
	}
	put := func(texts ...events.MailText) {
		for _, m := range texts {
			update(t, s, func(ctx context.Context, tx events.Tx) error { return tx.PutMailText(ctx, m) })
		}
	}
	newest := func(language string) []events.MailText {
		return read(t, s, func(ctx context.Context, tx events.Tx) ([]events.MailText, error) { return tx.MailTexts(ctx, language) })
	}
	first, second, reset := text("link", "nl", 1, "een"), text("link", "nl", 2, "twee"), text("link", "nl", 3, "")
	english, other := text("link", "en", 1, "one"), text("footer", "nl", 1, "groet")
	put(first, english, other, second)
	same(t, newest("nl"), []events.MailText{other, second})
	same(t, newest(""), []events.MailText{other, english, second})
	put(reset)
	same(t, newest("nl"), []events.MailText{other, reset})
	same(t, read(t, s, func(ctx context.Context, tx events.Tx) ([]events.MailText, error) {
		return tx.MailTextVersions(ctx, "link", "nl", 2)
	}), []events.MailText{reset, second})
	same(t, read(t, s, func(ctx context.Context, tx events.Tx) (events.MailText, error) {
		return tx.MailText(ctx, "link", "nl", 1)
	}), first)
	missing(t, s, func(ctx context.Context, tx events.Tx) (events.MailText, error) {
		return tx.MailText(ctx, "link", "nl", 4)
	})
	err := s.Update(t.Context(), func(ctx context.Context, tx events.Tx) error { return tx.PutMailText(ctx, first) })
	if !errors.Is(err, events.ErrRaced) {
		t.Errorf("a version twice: %v", err)
	}
	same(t, newest("nl"), []events.MailText{other, reset})
}

func mailTrialsAreKept(t *testing.T, s events.Store) {
	mine := coordinator(t, s, "u-1")
	for i, id := range []string{"t-1", "t-2"} {
		trial := events.MailTrial{ID: id, UserID: mine.ID, At: At(8, i), MailShow: events.MailShow{
			Key: "footer", Language: "en", Kind: events.Confirmation, Discreet: true, Nameless: true, Source: "x", RegistrationID: "r-1",
		}}
		update(t, s, func(ctx context.Context, tx events.Tx) error { return tx.PutMailTrial(ctx, trial) })
		same(t, read(t, s, func(ctx context.Context, tx events.Tx) (events.MailTrial, error) { return tx.MailTrial(ctx, id) }), trial)
	}
	forget := func(before time.Time) int {
		var n int
		update(t, s, func(ctx context.Context, tx events.Tx) (err error) {
			n, err = tx.DeleteMailTrials(ctx, before)
			return err
		})
		return n
	}
	if n := forget(At(8, 1)); n != 1 {
		t.Errorf("%d forgotten, want the older", n)
	}
	missing(t, s, func(ctx context.Context, tx events.Tx) (events.MailTrial, error) { return tx.MailTrial(ctx, "t-1") })
	read(t, s, func(ctx context.Context, tx events.Tx) (events.MailTrial, error) { return tx.MailTrial(ctx, "t-2") })
}
