package events_test

import (
	"fmt"
	"path/filepath"
	"slices"
	"sync"
	"testing"

	"kantine/events"
	"kantine/events/store/storetest"
)

// onEachEngine runs a story on a database of each kind: on PostgreSQL
// transactions run side by side.
func onEachEngine(t *testing.T, tell func(t *testing.T, s *story)) {
	for engine, dsn := range map[string]func(*testing.T) string{
		"SQLite":     func(t *testing.T) string { return filepath.Join(t.TempDir(), "kantine.db") },
		"PostgreSQL": func(t *testing.T) string { return storetest.Postgres(t) },
	} {
		t.Run(engine, func(t *testing.T) {
			t.Parallel()
			tell(t, storyOn(t, dsn(t)))
		})
	}
}

// together does something n times at once and gives the codes of the answers,
// sorted.
func together(n int, do func(i int) error) []events.Code {
	codes := make([]events.Code, n)
	var begin, done sync.WaitGroup
	begin.Add(n)
	for i := range n {
		done.Go(func() {
			begin.Done()
			begin.Wait()
			codes[i] = events.CodeOf(do(i))
		})
	}
	done.Wait()
	slices.Sort(codes)
	return codes
}

// TestOneListComesInOnce: of several people who confirm one list at the same
// instant one brings it in, and the others are told that it is no longer as they
// were shown it; who clicks twice brings it in once, and is told so twice.
func TestOneListComesInOnce(t *testing.T) {
	t.Parallel()
	const lines = 20
	rows := make([]events.EmployerRow, lines)
	for i := range rows {
		rows[i] = row(i+2, fmt.Sprintf("Bedrijf %d", i), fmt.Sprintf("%08d", i+1), "7801 ZZ")
	}
	for _, test := range []struct {
		name string
		key  func(i int) *events.Once
		want []events.Code
	}{
		{
			"several people", func(i int) *events.Once { return &events.Once{Scope: fmt.Sprint("user-", i), Key: "k"} },
			[]events.Code{"", events.CodeVersionConflict, events.CodeVersionConflict, events.CodeVersionConflict},
		},
		{"one who clicks on", func(int) *events.Once { return &events.Once{Scope: "user", Key: "k"} }, []events.Code{"", "", "", ""}},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			onEachEngine(t, func(t *testing.T, s *story) {
				for round := range 2 { // the second finds what the first left behind
					list := slices.Clone(rows)
					for i := range list {
						list[i].Employer.KVK = fmt.Sprintf("%d%07d", round+1, i)
					}
					got := together(4, func(i int) error {
						key := test.key(i)
						key.Key += fmt.Sprint(round)
						_, err := s.ImportEmployers(s.ctx, events.ImportCommand{Rows: list, Expected: lines, Once: key})
						return err
					})
					if !slices.Equal(got, test.want) {
						t.Errorf("answers %q, want %q", got, test.want)
					}
					all, err := s.EmployerList(s.ctx, events.EmployerFilter{Limit: 1})
					if s.must(err); all.Counts.All != (round+1)*lines {
						t.Errorf("%d employers after %d lists of %d", all.Counts.All, round+1, lines)
					}
				}
			})
		})
	}
}

// TestADoubleClickMakesOneSeries on both engines, at once and after.
func TestADoubleClickMakesOneSeries(t *testing.T) {
	t.Parallel()
	onEachEngine(t, func(t *testing.T, s *story) {
		in := events.SessionInput{Offering: s.offer(nil).ID, StartsAt: "2027-02-10T14:30", Location: events.Given(&events.Location{Name: "De Hal", City: "Assen"})}
		make := func(int) error {
			made, err := s.CreateSeries(s.ctx, in, events.Recurrence{}, 3, &events.Once{Scope: "user", Key: "k"})
			if err == nil && len(made) != 3 {
				err = fmt.Errorf("it is told of %d drafts", len(made))
			}
			s.bearable(err)
			return err
		}
		if got := append(together(3, make), together(1, make)...); !slices.Equal(got, []events.Code{"", "", "", ""}) {
			t.Errorf("answers %q", got)
		}
		all, err := s.Sessions(s.ctx, events.SessionFilter{})
		if s.must(err); len(all) != 3 {
			t.Errorf("%d drafts", len(all))
		}
		// Other words under the same key are another form.
		_, err = s.CreateSeries(s.ctx, in, events.Recurrence{}, 3, &events.Once{Scope: "user", Key: "k", BodyHash: [32]byte{1}})
		s.refused(err, events.CodeIdempotencyMismatch)
	})
}
