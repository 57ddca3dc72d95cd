package desk

import (
	"context"
	"regexp"
	"strings"
	"testing"

	"kantine/events"
	"kantine/events/store/storetest"
)

// crowd puts people at the workshop ses-1, and gives it two facilitators of
// whom one is away.
func (w *world) crowd(people int) {
	w.t.Helper()
	b := events.Bundle{Programme: storetest.Programme().Programme}
	for n := range people {
		b.Registrations = append(b.Registrations, storetest.Registrant(n, "ses-1"))
	}
	storetest.Fill(w.t, w.store, b)
}

// leader is a user who is the facilitator of ses-1.
func (w *world) leader() events.User {
	w.t.Helper()
	user := w.user(events.RoleFacilitator)
	w.must(w.store.Update(w.t.Context(), func(ctx context.Context, tx events.Tx) error {
		f, err := tx.Facilitator(ctx, "fac-1")
		if err != nil {
			return err
		}
		f.Email, f.HomeCity, f.Languages = strings.ToUpper(user.Email), "Zwolle", []string{"nl"}
		return tx.PutFacilitator(ctx, f)
	}))
	return user
}

func TestCalendarViews(t *testing.T) {
	w := newWorld(t)
	w.crowd(3)
	admin := w.login(w.user(events.RoleCoordinator), true)
	for path, has := range map[string][]string{
		"/desk/calendar":                               {"Agenda: februari 2027", `datetime="2027-02-02"`, "14:30–16:30", "Titel off-1", "3 van 10 bezet", "Voorjaarsvakantie", "(noord, midden)", "(zuid)", "Vorige maand", "date=2027-03-01"},
		"/desk/calendar?region=noord":                  {"Voorjaarsvakantie"},
		"/desk/calendar?view=week":                     {"Week 5", "maandag 1 februari 2027 tot en met zondag 7 februari 2027", "Titel off-2", "avond"},
		"/desk/calendar?view=agenda":                   {"vanaf dinsdag 2 februari 2027", "Er is nog geen begeleider"},
		"/desk/calendar?view=week&by=facilitator":      {"Fenna Demo", "Nog niemand", "Titel off-2"},
		"/desk/calendar?view=month&by=site":            {"Het Gebouw", "Assen", "Ergens anders", "Week 6"},
		"/desk/calendar?date=26+april+2027":            {"Agenda: april 2027", "Koningsdag", "Meivakantie"},
		"/desk/calendar?view=week&date=3-1-2027":       {"Week 53", "Kerstvakantie"},
		"/desk/calendar?kind=popup&view=agenda":        {"Titel off-2"},
		"/desk/calendar?facilitator=fac-1&view=agenda": {"Titel off-1"},
		"/desk/calendar?site=ven-1&view=agenda":        {"Titel off-1", `value="ven-1" selected`},
	} {
		w.status(w.ask("GET "+path, admin, nil), 200, has...)
	}
	w.status(w.ask("GET /desk/calendar?date=31-2-2027", admin, nil), 422, `id="e-date"`, "februari 2027")
	for path, not := range map[string]string{
		"/desk/calendar?kind=popup":                    "Titel off-1",
		"/desk/calendar?facilitator=fac-1&view=agenda": "Titel off-2",
		"/desk/calendar?site=ven-1&view=agenda":        "Titel off-2",
		"/desk/calendar?date=1-4-2027":                 "Titel",
		"/desk/calendar?region=noord":                  "(zuid",
	} {
		if body := w.ask("GET "+path, admin, nil).Body.String(); strings.Contains(body, not) {
			t.Errorf("%s shows %q", path, not)
		}
	}
}

// A facilitator sees what they lead, and nothing that tells of colleagues.
func TestCalendarOfAFacilitator(t *testing.T) {
	w := newWorld(t)
	w.must(w.store.Update(t.Context(), func(ctx context.Context, tx events.Tx) error {
		return tx.PutFacilitator(ctx, events.Facilitator{ID: "fac-2", Name: "Bram Testman"})
	}))
	own := w.login(w.leader(), true)
	for _, path := range []string{"", "&by=facilitator", "&by=site", "&facilitator=fac-2", "&site=site-1"} {
		body := w.ask("GET /desk/calendar?view=week"+path, own, nil).Body.String()
		for _, not := range []string{"Titel off-2", "Titel off-3", "Bram", "Voorbeeld Verpakking", "knelpunt", "/move"} {
			if strings.Contains(body, not) {
				t.Errorf("%s shows %q", path, not)
			}
		}
	}
	w.status(w.ask("GET /desk/calendar?view=agenda", own, nil), 200, "Titel off-1")
	if body := w.ask("GET /desk/calendar?view=agenda", w.login(w.user(events.RoleFacilitator), true), nil).Body.String(); strings.Contains(body, "Titel") {
		t.Error("who leads nothing sees sessions")
	}
}

var versionField = regexp.MustCompile(`name="version" value="(\d+)"`)

func TestMoving(t *testing.T) {
	w := newWorld(t)
	w.crowd(2)
	w.leader()
	admin := w.login(w.user(events.RoleCoordinator), true)
	const path = "/desk/sessions/ses-1/move"
	w.status(w.ask("GET "+path+"?date=2027-02-09", admin, nil), 200, `value="9-2-2027"`, `value="14.30"`)
	form := words("date", "9 februari 2027", "start", "1430", "version", "1", "reason.nl", "De zaal is bezet")
	w.status(w.ask("POST "+path, admin, words("date", "31-2", "start", "25", "version", "1")), 422, `id="e-date"`, `id="e-start"`, `value="31-2"`)
	w.status(w.ask("POST "+path, admin, words("date", "28-3-2027", "start", "2.30", "version", "1")), 422, `id="f-start_offset"`, `value="2.30"`)
	w.status(w.ask("POST "+path, admin, words("date", "28-3-2027", "start", "2.30", "start_offset", "+02:00", "version", "1", "overrule", "known", "step", "back")), 200, `id="f-date"`)
	w.status(w.ask("POST "+path, admin, words("date", "9-2-2027", "start", "9", "version", "7")), 409, "Iemand anders")
	w.status(w.ask("POST /desk/sessions/none/move", admin, form), 404)
	// A holiday is in the way, until somebody says why not.
	w.status(w.ask("POST "+path, admin, words("date", "27-4-2027", "start", "14.30", "version", "1")), 422, "Koningsdag", `id="f-overrule"`)
	w.status(w.ask("POST "+path, admin, words("date", "9-2-2026", "start", "14.30", "version", "1")), 422, "ma 9 feb 2026 is al geweest", `id="f-overrule"`)
	w.status(w.ask("POST "+path, admin, words("date", "27-4-2027", "start", "14.30", "version", "1", "overrule", "agreed")), 200, "Wie krijgt bericht?", `name="overrule" value="agreed"`)
	// Who goes back finds it as they left it.
	w.status(w.ask("POST "+path, admin, words("date", "27-4-2027", "start", "14.30", "version", "1", "overrule", "agreed", "step", "back")), 200, "Koningsdag", `value="agreed" checked`)
	asked := w.ask("POST "+path, admin, form)
	w.status(asked, 200, "Wie krijgt bericht?", "u verplaatst deze sessie", "Dea Demo 1", "Dea.1@post.example", `value="De zaal is bezet"`)
	if s, err := w.service.Session(t.Context(), "ses-1"); err != nil || s.Version != 1 {
		t.Fatalf("asking changed the session: version %d, %v", s.Version, err)
	}
	form.Set("step", "send")
	w.led(w.ask("POST "+path, admin, form), "/desk/sessions/ses-1?notice=sent")
	s, err := w.service.Session(t.Context(), "ses-1")
	w.must(err)
	if !s.StartsAt().Equal(storetest.At(14, 30).AddDate(0, 0, 7)) || s.Blocks[0].EndsAt.Sub(s.StartsAt()).Hours() != 2 || s.Reason.NL != "De zaal is bezet" {
		t.Errorf("moved to %v, reason %q", s.StartsAt(), s.Reason.NL)
	}
	updates, err := w.service.Messages(t.Context(), events.MessageFilter{Kind: events.Update, State: events.Queued})
	if err != nil || len(updates) != 2 {
		t.Errorf("%d updates, %v", len(updates), err)
	}
	w.status(w.ask("POST "+path, admin, form), 409, "Iemand anders", "dinsdag 9 februari 2027") // twice
	w.must(w.store.Update(t.Context(), func(ctx context.Context, tx events.Tx) error {
		popup, err := tx.Session(ctx, "ses-2")
		if err != nil {
			return err
		}
		popup.Location = events.Location{Ref: "site-1"}
		return tx.PutSession(ctx, popup)
	}))
	// Two blocks keep their distance.
	if v := versionField.FindStringSubmatch(w.ask("GET /desk/sessions/ses-2/move", admin, nil).Body.String()); v == nil || v[1] != "1" {
		t.Fatalf("version %q", v)
	}
	w.status(w.ask("POST /desk/sessions/ses-2/move", admin, words("date", "3-3-2027", "start", "12:15", "version", "1", "overrule", "known", "step", "send")), 303)
	popup, err := w.service.Session(t.Context(), "ses-2")
	w.must(err)
	if got := events.WallTime(popup.Blocks[1].StartsAt, popup.TimeZone()); got != "2027-03-03T19:15" || popup.Blocks[1].Capacity == nil {
		t.Errorf("the second block begins %s, %+v", got, popup.Blocks[1])
	}
}
