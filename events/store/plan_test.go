package store

import (
	"context"
	"database/sql/driver"
	"errors"
	"regexp"
	"strings"
	"testing"
	"time"

	"kantine/events"
	"kantine/events/store/storetest"
)

// recorder keeps the statements that pass through it.
type recorder struct {
	runner
	texts []string
	args  [][]any
}

func (r *recorder) QueryContext(ctx context.Context, text string, args ...any) (rows, error) {
	r.texts, r.args = append(r.texts, text), append(r.args, args)
	return r.runner.QueryContext(ctx, text, args...)
}

func (r *recorder) ExecContext(ctx context.Context, text string, args ...any) (driver.Result, error) {
	r.texts, r.args = append(r.texts, text), append(r.args, args)
	return r.runner.ExecContext(ctx, text, args...)
}

// TestPlans asks each engine how it would run what must stay quick with
// millions of rows: by an index, and the queue without sorting.
func TestPlans(t *testing.T) {
	eachDialect(t, func(t *testing.T, dsn string, d *dialect) {
		s, err := Open(t.Context(), dsn, quiet())
		if err != nil {
			t.Fatal(err)
		}
		defer s.Close()
		if err := s.Migrate(t.Context()); err != nil {
			t.Fatal(err)
		}
		b := storetest.Programme()
		b.Registrations = []events.Registration{storetest.Registrant(1, "ses-1")}
		storetest.Fill(t, s, b)
		for name, do := range quick(b.Registrations[0]) {
			for _, plan := range plans(t, s, do) {
				if line := slow(plan, name == "due messages"); line != "" {
					t.Errorf("%s: %s in\n%s", name, line, strings.Join(plan, "\n"))
				}
			}
		}
	})
}

// table finds the tables that grow without end, by name or alias.
var table = regexp.MustCompile(`(SCAN|Seq Scan on) (messages|m|x|registrations|r|q|once|reminders|subscriptions|u|search_words|w|registration_notes)\b`)

// slow gives the line of a plan that will not do; sorted tells that the index
// must give the order.
func slow(plan []string, sorted bool) string {
	for _, line := range plan {
		if (table.MatchString(line) && !strings.Contains(line, "USING")) ||
			(sorted && (strings.Contains(line, "TEMP B-TREE") || strings.Contains(line, "Sort"))) {
			return line
		}
	}
	return ""
}

// plans runs do and gives the plans of the statements that it ran.
func plans(t *testing.T, s *Store, do func(events.Tx) error) (all [][]string) {
	t.Helper()
	explain := "EXPLAIN QUERY PLAN "
	err := s.Update(t.Context(), func(ctx context.Context, inner events.Tx) error {
		all = nil
		plain := inner.(*tx)
		if s.dialect.numbered {
			// The tables are small: without this the planner would read them whole.
			explain = "EXPLAIN "
			if _, err := plain.run.ExecContext(ctx, "SET LOCAL enable_seqscan = off"); err != nil {
				return err
			}
			if _, err := plain.run.ExecContext(ctx, "SET LOCAL enable_sort = off"); err != nil {
				return err
			}
		}
		seen := &recorder{runner: plain.run}
		if err := do(&tx{run: seen, dialect: s.dialect, memo: newMemo()}); err != nil {
			return err
		}
		for i, text := range seen.texts {
			lines, err := list(ctx, &tx{run: plain.run, dialect: &dialect{}}, func(row scanner, line *string) error {
				if s.dialect.numbered {
					return row.Scan(line)
				}
				var id, parent, unused int
				return row.Scan(&id, &parent, &unused, line)
			}, explain+text, seen.args[i]...)
			if err != nil {
				return err
			}
			all = append(all, lines)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// quick are the methods that are called all the time, or hold up the others.
func quick(r events.Registration) map[string]func(tx events.Tx) error {
	ctx, at := context.Background(), storetest.At(8, 0)
	return map[string]func(tx events.Tx) error{
		"due messages": func(tx events.Tx) error { _, err := tx.DueMessages(ctx, at, 100); return err },
		"next message": func(tx events.Tx) error { _, err := tx.NextMessage(ctx); return err },
		"count messages": func(tx events.Tx) error {
			_, err := tx.CountMessages(ctx)
			return err
		},
		"take back":     func(tx events.Tx) error { _, err := tx.TakeBack(ctx, at); return err },
		"take back all": func(tx events.Tx) error { _, err := tx.TakeBack(ctx, time.Time{}); return err },
		"leased":        func(tx events.Tx) error { _, err := tx.Leased(ctx, "m", 1); return err },
		"supersede": func(tx events.Tx) error {
			return tx.Supersede(ctx, events.AboutRegistration, r.ID, []events.MessageKind{events.Update}, "x")
		},
		"messages of a session": func(tx events.Tx) error {
			_, err := tx.Messages(ctx, events.MessageFilter{SessionID: "ses-1"})
			return err
		},
		"messages of a registration": func(tx events.Tx) error {
			_, err := tx.Messages(ctx, events.MessageFilter{RegistrationID: r.ID})
			return err
		},
		"messages held": func(tx events.Tx) error {
			_, err := tx.Messages(ctx, events.MessageFilter{State: events.Held})
			return err
		},
		"due reminders": func(tx events.Tx) error { _, err := tx.DueReminders(ctx, at, 100); return err },
		"next reminder": func(tx events.Tx) error { _, err := tx.NextReminder(ctx); return err },
		"reminders":     func(tx events.Tx) error { _, err := tx.Reminders(ctx, "ses-1"); return err },
		"lock session":  func(tx events.Tx) error { _, err := tx.LockSession(ctx, "ses-1"); return err },
		"lock session by slug": func(tx events.Tx) error {
			_, err := tx.LockSessionBySlug(ctx, "slug-ses-1")
			return err
		},
		"put once": func(tx events.Tx) error {
			_, err := tx.PutOnce(ctx, events.Once{}, "x", at)
			return errors.Join(err, tx.SetOnce(ctx, events.Once{}, "y"))
		},
		"session by slug":     func(tx events.Tx) error { _, err := tx.SessionBySlug(ctx, "slug-ses-1"); return err },
		"active registration": func(tx events.Tx) error { _, err := tx.ActiveRegistration(ctx, "ses-1", r.Email); return err },
		"registrations of a session": func(tx events.Tx) error {
			_, err := tx.Registrations(ctx, events.RegistrationFilter{SessionID: "ses-1"})
			return err
		},
		"registrations of an address": func(tx events.Tx) error {
			_, err := tx.Registrations(ctx, events.RegistrationFilter{Email: r.Email, States: []events.RegistrationState{events.Confirmed}})
			return err
		},
		"registrations of a group": func(tx events.Tx) error {
			_, err := tx.Registrations(ctx, events.RegistrationFilter{Group: r.Group})
			return err
		},
		"waiting":        func(tx events.Tx) error { _, err := tx.Waiting(ctx, "ses-1"); return err },
		"queue position": func(tx events.Tx) error { _, err := tx.QueuePosition(ctx, "ses-1", "b", 3); return err },
		"erasable": func(tx events.Tx) error {
			_, err := tx.ErasableRegistrations(ctx, events.Erasable{Now: at}, 100)
			return err
		},
		"search": func(tx events.Tx) error {
			_, err := tx.SearchRegistrations(ctx, []string{"dea", "demo"}, 50)
			return err
		},
		"unsearched": func(tx events.Tx) error {
			_, err := tx.Unsearched(ctx, "ses-1", 100)
			return errors.Join(err, tx.PutSearchWords(ctx, r.ID, []string{"dea"}), tx.PutNote(ctx, r.ID, ""))
		},
		"count registrations": func(tx events.Tx) error { _, err := tx.CountRegistrations(ctx, "ses-1"); return err },
		"unconfirmed":         func(tx events.Tx) error { _, err := tx.DeleteUnconfirmed(ctx, at); return err },
		"once":                func(tx events.Tx) error { _, err := tx.Once(ctx, events.Once{}); return err },
		"forget once":         func(tx events.Tx) error { _, err := tx.DeleteOnce(ctx, at); return err },
	}
}
