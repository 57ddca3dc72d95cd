package desk

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"kantine/events"
)

// retire archives things whatever uses them: "venue ven-1".
func (w *world) retire(things ...string) {
	w.t.Helper()
	w.must(w.store.Update(w.t.Context(), func(ctx context.Context, tx events.Tx) error {
		var failed error
		for _, thing := range things {
			kind, id, _ := strings.Cut(thing, " ")
			if kind != "employer" {
				failed = errors.Join(failed, tx.PutArchived(ctx, events.Archived{Kind: events.Thing(kind), ID: id, At: w.now}))
				continue
			}
			e, err := tx.Employer(ctx, id)
			today := events.Date("2027-02-02")
			e.ArchivedOn = &today
			failed = errors.Join(failed, err, tx.PutEmployer(ctx, e))
		}
		return failed
	}))
}

// TestWhatIsArchivedIsNotOffered, and what a session has of it says that it is.
func TestWhatIsArchivedIsNotOffered(t *testing.T) {
	w := newWorld(t)
	staff := w.login(w.user(events.RoleCoordinator), true)
	form := formIn(t, w.ask("GET "+editPath, staff, nil))
	form.Set("kit", "kit-1")
	form.Set("sector", "sec-1")
	form.Set("employer", "emp-1")
	form.Set("overrule", "known")
	w.led(w.ask("POST "+editPath, staff, form), "/desk/sessions/ses-1?notice=saved")
	w.retire("venue ven-1", "facilitator fac-1", "kit kit-1", "sector sec-1", "employer emp-1", "offering off-2")

	has := w.ask("GET "+editPath, staff, nil)
	w.status(has, http.StatusOK, "Het Gebouw, Assen (gearchiveerd)", "Fenna Demo (gearchiveerd)", "Karton (gearchiveerd)", "Voorbeeld Verpakking (gearchiveerd)",
		`<option value="kit-1" selected> (gearchiveerd)`)
	// What is archived stays where it is, and so the form comes back as it was.
	form = formIn(t, has)
	form.Set("note", "Sleutel bij de portier")
	form.Set("overrule", "known")
	w.led(w.ask("POST "+editPath, staff, form), "/desk/sessions/ses-1?notice=saved")
	s, err := w.service.Session(t.Context(), "ses-1")
	w.must(err)
	if s.Location.Ref != "ven-1" || len(s.Facilitators) != 1 || s.Extra.Kit != "kit-1" || s.SectorID != "sec-1" || s.EmployerID != "emp-1" {
		t.Errorf("%+v", s)
	}

	for path, gone := range map[string][]string{
		"/desk/sessions/new":                     {"off-2"},
		"/desk/sessions/new?offering=off-1":      {"Het Gebouw", "Fenna Demo", "Karton", "Voorbeeld Verpakking", "kit-1"},
		"/desk/sessions/ses-5/what-if":           {"Het Gebouw"},
		"/desk/employers/new":                    {"Karton"},
		"/desk/calendar?view=week&date=1-1-2028": {"Het Gebouw", "Voorbeeld Verpakking", "Fenna Demo"},
	} {
		page := w.ask("GET "+path, staff, nil)
		w.status(page, http.StatusOK)
		w.lacks(page, gone...)
	}
	w.status(w.ask("GET /desk/employers/emp-1/edit", staff, nil), http.StatusOK, `<option value="sec-1" selected>Karton (gearchiveerd)`)
	// Who looks back can still ask for it.
	for path, word := range map[string]string{
		"/desk/sessions":                         "Fenna Demo (gearchiveerd)",
		"/desk/employers":                        "Karton (gearchiveerd)",
		"/desk/calendar?view=week&date=2-2-2027": "Het Gebouw, Assen (gearchiveerd)",
		"/desk/calendar?view=week&date=1-1-2028&site=ven-1&facilitator=fac-1":        "Het Gebouw, Assen (gearchiveerd)",
		"/desk/calendar?view=week&date=1-1-2028&site=ven-1&facilitator=fac-1&kind=x": "Fenna Demo (gearchiveerd)",
	} {
		w.status(w.ask("GET "+path, staff, nil), http.StatusOK, word)
	}
	// A link that was passed on is refused where it names what is archived.
	w.status(w.ask("GET /desk/sessions/ses-5/what-if?venue=ven-1&date=2-3-2027&start=10", staff, nil), http.StatusUnprocessableEntity,
		"Dit is gearchiveerd. Kies iets anders, of haal het eerst terug")
}

// TestACopySaysWhatIsLeftOut before it is made and after.
func TestACopySaysWhatIsLeftOut(t *testing.T) {
	w := newWorld(t)
	staff := w.login(w.user(events.RoleCoordinator), true)
	w.lacks(w.ask("GET /desk/sessions/ses-1/copy", staff, nil), "gearchiveerd")
	w.retire("venue ven-1", "facilitator fac-1")
	const names = "Fenna Demo en Het Gebouw, Assen."
	w.status(w.ask("GET /desk/sessions/ses-1/copy", staff, nil), http.StatusOK, "gaat niet mee", names)
	made := w.ask("POST /desk/sessions/ses-1/copy", staff, url.Values{"date": {"30-3-2027"}, "start": {"9.30"}})
	id := w.idIn(made)
	page := w.ask("GET "+made.Header().Get("Location"), staff, nil)
	w.status(page, http.StatusOK, "Dit is de kopie", "Niet meegegaan", names)
	w.lacks(w.ask("GET /desk/sessions/"+id, staff, nil), "Niet meegegaan")
	w.status(w.ask("GET /desk/sessions/"+id+"?notice=copied&from=none", staff, nil), http.StatusNotFound)

	w.retire("offering off-1")
	page = w.ask("GET /desk/sessions/ses-1/copy", staff, nil)
	w.status(page, http.StatusOK, "Haal het eerst terug", `href="/desk/offerings/off-1"`)
	w.lacks(page, `name="date"`)
	w.status(w.ask("POST /desk/sessions/ses-1/copy", staff, url.Values{"date": {"30-3-2027"}, "start": {"9.30"}}), http.StatusUnprocessableEntity,
		`href="#f-offering"`, `id="f-offering"`, "Haal het eerst terug")
}
