package storetest

import (
	"context"
	"encoding/json"
	"fmt"
	"testing"
	"time"

	"kantine/events"
)

// At is an instant on 2 February 2027 in Amsterdam, where the fixture's
// sessions are.
func At(hour, minute int) time.Time {
	return time.Date(2027, 2, 2, hour-1, minute, 0, 0, time.UTC)
}

// Programme is a small programme with something of everything: a workshop of
// ten seats, a shift-work pop-up of two blocks, two sessions of a series, a
// draft, and one that only those who are invited may know. Each call gives a
// new one.
func Programme() events.Bundle {
	b := events.Bundle{
		Programme: events.DefaultProgramme("Europe/Amsterdam"),
		Sectors:   []events.Sector{{ID: "sec-1", Slug: "karton", Name: events.Text{NL: "Karton", EN: "Cardboard"}}},
		Employers: []events.Employer{{
			ID: "emp-1", Name: "Voorbeeld Verpakking", Sector: "sec-1", KVK: "00000001", Stage: events.StageActive,
			Contacts: []events.Contact{{Name: "Toon Testman", Email: "toon@voorbeeld.example"}},
			Sites: []events.Site{{
				ID: "site-1", EmployerID: "emp-1", Street: "Kade", HouseNumber: "1", Postcode: "7801 ZZ", City: "Emmen",
				Shifts:     []events.Shift{{Code: "vroeg", Start: "06:00", End: "14:00", Breaks: []events.Break{{At: "09:30", Minutes: 20}}}},
				PopupSpace: json.RawMessage(`{"power":true}`),
			}},
		}},
		Venues:       []events.Venue{{ID: "ven-1", Name: "Het Gebouw", City: "Assen", Wheelchair: pointer(true)}},
		Facilitators: []events.Facilitator{{ID: "fac-1", Name: "Fenna Demo", Skills: []string{"workshop"}}},
		Records:      []events.Record{{Kind: "kits", ID: "kit-1", Body: json.RawMessage(`{"id":"kit-1"}`)}},
	}
	b.Programme.Name = events.Text{NL: "Werk en zorg", EN: "Work and care"}
	b.Offerings = []events.Offering{
		offering("off-1", events.KindWorkshop, events.VisibilityPublic, pointer(10)),
		offering("off-2", events.KindPopup, events.VisibilityPublic, nil),
		offering("off-3", events.KindInterview, events.VisibilityInvited, pointer(1)),
	}
	b.Offerings[0].Reminders = []events.ReminderRule{{Offset: events.Offset{Days: -1}}}
	b.Offerings[1].Reminders = []events.ReminderRule{}
	b.Offerings[1].Discreet = true

	workshop := session("ses-1", b.Offerings[0], At(14, 30), At(16, 30))
	workshop.Location = events.Location{Ref: "ven-1"}
	workshop.Facilitators = []string{"fac-1"}
	popup := session("ses-2", b.Offerings[1], At(11, 15), At(14, 30))
	popup.Blocks = append(popup.Blocks, events.Block{
		ID: "ses-2-b2", Label: "avond", StartsAt: At(18, 15), EndsAt: At(19, 15), Capacity: pointer(2), Shifts: []string{"laat"},
	})
	popup.EmployerID, popup.SectorID = "emp-1", "sec-1"
	first := session("ses-3", b.Offerings[0], At(9, 0), At(10, 0))
	first.Series = &events.Series{ID: "serie-1", Index: 1, Count: 2}
	second := session("ses-4", b.Offerings[0], At(9, 0).AddDate(0, 0, 7), At(10, 0).AddDate(0, 0, 7))
	second.Series = &events.Series{ID: "serie-1", Index: 2, Count: 2}
	draft := session("ses-5", b.Offerings[0], At(12, 0), At(13, 0))
	draft.State = events.SessionDraft
	b.Sessions = []events.Session{workshop, popup, first, second, draft, session("ses-6", b.Offerings[2], At(15, 0), At(15, 30))}
	return b
}

func offering(id string, kind events.Kind, visibility events.Visibility, capacity *int) events.Offering {
	return events.Offering{
		ID: id, Slug: "aanbod-" + id, Kind: kind, Visibility: visibility, Capacity: capacity,
		Title: events.Text{NL: "Titel " + id, EN: "Title " + id}, Summary: events.Text{NL: "Kort", EN: "Short"},
		Duration: events.Offset{Elapsed: 2 * time.Hour}, Waitlist: events.WaitlistAuto, QuietHours: true,
	}
}

func session(id string, o events.Offering, starts, ends time.Time) events.Session {
	return events.Session{
		ID: id, Slug: "slug-" + id, Offering: o, Language: "nl", Zone: "Europe/Amsterdam",
		State: events.SessionPublished, Version: 1,
		Blocks: []events.Block{{ID: id + "-b1", StartsAt: starts, EndsAt: ends}},
	}
}

// Registrant is registration n at the only block of a session, confirmed.
func Registrant(n int, sessionID string) events.Registration {
	id := fmt.Sprintf("reg-%06d", n)
	return events.Registration{
		ID: id, SessionID: sessionID, BlockID: sessionID + "-b1", Group: id, Name: fmt.Sprintf("Dea Demo %d", n),
		Email: fmt.Sprintf("Dea.%d@post.example", n), Language: "nl", State: events.Confirmed,
		Participation: events.NeedsAction, UID: id + "-0123456789abcdef", Organizer: "planning@kantine.example",
		RegisteredAt: At(8, 0), ConfirmedAt: At(8, 0),
	}
}

// Letter is a message about a registration, queued and due at 8 o'clock.
func Letter(id string, r events.Registration, kind events.MessageKind, sequence int) events.Message {
	return events.Message{
		ID: id, About: events.AboutRegistration, AboutID: r.ID, Kind: kind, Sequence: sequence, State: events.Queued,
		SessionID: r.SessionID, BlockID: r.BlockID, RegistrationID: r.ID, DueAt: At(8, 0), NotAfter: At(17, 0),
		MessageID: "<" + id + "@kantine.example>",
	}
}

// Fill writes a bundle, its registrations counted.
func Fill(tb testing.TB, s events.Store, b events.Bundle) {
	tb.Helper()
	if err := s.Update(tb.Context(), func(ctx context.Context, tx events.Tx) error { return fill(ctx, tx, b) }); err != nil {
		tb.Fatal(err)
	}
}

func fill(ctx context.Context, tx events.Tx, b events.Bundle) error {
	err := tx.PutProgramme(ctx, b.Programme)
	err = each(err, b.Sectors, func(v events.Sector) error { return tx.PutSector(ctx, v) })
	err = each(err, b.Offerings, func(v events.Offering) error { return tx.PutOffering(ctx, v) })
	err = each(err, b.Venues, func(v events.Venue) error { return tx.PutVenue(ctx, v) })
	err = each(err, b.Employers, func(v events.Employer) error {
		return each(tx.PutEmployer(ctx, v), v.Sites, func(site events.Site) error { return tx.PutSite(ctx, site) })
	})
	err = each(err, b.Facilitators, func(v events.Facilitator) error { return tx.PutFacilitator(ctx, v) })
	err = each(err, b.Records, func(v events.Record) error { return tx.PutRecord(ctx, v) })
	err = each(err, b.Sessions, func(v events.Session) error { return tx.PutSession(ctx, v) })
	return each(err, b.Registrations, func(v events.Registration) error { return enter(ctx, tx, v) })
}

// enter inserts a registration and counts it.
func enter(ctx context.Context, tx events.Tx, r events.Registration) error {
	confirmed, waitlisted := 0, 0
	switch r.State {
	case events.Confirmed:
		confirmed = 1
	case events.Waitlisted:
		waitlisted = 1
	}
	if err := tx.CountSeats(ctx, r.SessionID, r.BlockID, confirmed, waitlisted); err != nil {
		return err
	}
	return tx.InsertRegistration(ctx, r)
}

func each[T any](err error, all []T, do func(T) error) error {
	for _, v := range all {
		if err != nil {
			return err
		}
		err = do(v)
	}
	return err
}

func pointer[T any](v T) *T { return &v }
