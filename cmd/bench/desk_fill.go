package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"

	"kantine/cmd/bench/year"
	"kantine/events"
	"kantine/events/plan"
	"kantine/events/store"
)

// settings are a command with the database it is for.
func (b *deskBench) settings(args ...string) []string {
	return append(args, "--db", b.db, "--key-file", filepath.Join(b.dir, "bench.key"))
}

// emailOf is the address of the user in each role.
func (b *deskBench) emailOf(role events.Role) string {
	if role == events.RoleFacilitator {
		return b.known.FacilitatorEmail
	}
	return string(role) + "@zorgenwerk.example"
}

// fill lets the program make the database, then writes the year.
func (b *deskBench) fill(ctx context.Context) (err error) {
	if err := b.command(ctx, "migrate"); err != nil {
		return err
	}
	s, err := store.Open(ctx, b.db, nil)
	if err != nil {
		return err
	}
	if b.known, err = year.Fill(ctx, s, b.size, time.Now()); err == nil {
		err = b.live(ctx, s)
	}
	if err := errors.Join(err, s.Close()); err != nil {
		return err
	}
	for _, role := range []events.Role{events.RoleCoordinator, events.RoleAdmin, events.RoleFacilitator, events.RoleViewer} {
		if err := b.command(ctx, "user", "add", b.emailOf(role), "--role", string(role)); err != nil {
			return err
		}
	}
	return nil
}

// command runs one command of the program to its end; it reads a password.
func (b *deskBench) command(ctx context.Context, args ...string) error {
	cmd := exec.CommandContext(ctx, b.binary, b.settings(args...)...)
	cmd.Stdin = strings.NewReader(password + "\n")
	if out, err := cmd.CombinedOutput(); err != nil {
		return fmt.Errorf("%v: %w: %s", args, err, out)
	}
	return nil
}

// live does what the business itself has to do: everybody can be found, has a
// code for the door, and a facilitator is away, which was settled.
func (b *deskBench) live(ctx context.Context, s *store.Store) error {
	raw, err := os.ReadFile(filepath.Join(b.dir, "bench.key"))
	if err != nil {
		return err
	}
	var key events.Key
	copy(key[:], raw)
	planner, err := plan.New()
	if err != nil {
		return err
	}
	service := events.NewService(s, events.SystemClock{}, key, planner, events.Settings{
		BaseURL: "http://127.0.0.1", Organizer: "planning@kantine.example", MessageDomain: "kantine.example", TimeZone: "Europe/Amsterdam",
	}, func() {})
	for n := 1; n > 0; {
		if n, err = service.IndexSearch(ctx, 2_000); err != nil {
			return err
		}
	}
	for _, id := range b.known.Begun {
		b.codes = append(b.codes, service.CheckInCode(id))
	}
	now := time.Now()
	away := events.Absence{From: events.Date(now.AddDate(0, 0, 5).Format(time.DateOnly)), To: events.Date(now.AddDate(0, 0, 18).Format(time.DateOnly))}
	outcome, err := service.AddAbsence(ctx, b.known.Away, away, nil)
	if err != nil {
		return err
	}
	b.absences = append(b.absences, outcome.Absence.ID)
	for _, touched := range outcome.Sessions {
		if len(touched.Options) == 0 {
			continue
		}
		best := touched.Options[0]
		done, err := service.ApplyAbsence(ctx, outcome.Absence.ID, events.AbsencePlan{Choices: []events.Choice{{
			SessionID: touched.Session.ID, Kind: best.Kind, Facilitator: best.Facilitator, StartsAt: best.StartsAt,
		}}}, nil)
		b.rearrangements = append(b.rearrangements, done.ID)
		return err
	}
	return errors.New("the absence touches nothing that can be settled")
}
