package desk

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"kantine/events"
)

// idIn is the session that an answer leads to.
func (w *world) idIn(answer *httptest.ResponseRecorder) string {
	w.t.Helper()
	if answer.Code != http.StatusSeeOther {
		w.t.Fatalf("%d: %s", answer.Code, answer.Body)
	}
	id, _, _ := strings.Cut(strings.TrimPrefix(answer.Header().Get("Location"), "/desk/sessions/"), "?")
	return id
}

func TestNewSession(t *testing.T) {
	w := newWorld(t)
	staff := w.login(w.user(events.RoleCoordinator), true)
	w.status(w.ask("GET /desk/sessions/new?date=2027-03-30&employer=emp-1", staff, nil), http.StatusOK,
		"Van welk aanbod", "/desk/sessions/new?date=2027-03-30&amp;employer=emp-1&amp;offering=off-1")
	page := w.ask("GET /desk/sessions/new?date=2027-03-30&employer=emp-1&offering=off-1", staff, nil)
	w.status(page, http.StatusOK, `value="30-3-2027"`, `value="emp-1" selected`, "Voorbeeld Verpakking, Kade 1, Emmen", `value="10"`, "Wie kan, hangt af van dag en tijd")
	if strings.Contains(page.Body.String(), ">Kan<") {
		t.Error("somebody can, at no time")
	}
	form := formIn(t, page)
	wrong := w.ask("POST /desk/sessions/new", staff, form)
	w.status(wrong, http.StatusUnprocessableEntity, `id="e-block.0.start"`, `value="30-3-2027"`)
	form.Set("block.0.start", "9u30")
	form.Set("place", "site-1")
	form.Set("step", "refresh.facilitators")
	w.status(w.ask("POST /desk/sessions/new", staff, form), http.StatusOK, "Past niet:")
	form.Del("step")
	made := w.ask("POST /desk/sessions/new", staff, form)
	id := w.idIn(made)
	s, err := w.service.Session(t.Context(), id)
	w.must(err)
	if s.State != events.SessionDraft || events.WallTime(s.StartsAt(), s.TimeZone()) != "2027-03-30T09:30" || events.WallTime(s.EndsAt(), s.TimeZone()) != "2027-03-30T11:30" ||
		s.EmployerID != "emp-1" || s.Location.Ref != "site-1" || s.Capacity != nil || s.Reminders != nil || s.Series != nil {
		t.Errorf("%+v", s)
	}
	w.status(w.ask("GET /desk/sessions/"+id+"?notice=made", staff, nil), http.StatusOK, "Het concept staat klaar", "Verwijder dit concept")
	// A double click is one session, other words are another.
	if again := w.idIn(w.ask("POST /desk/sessions/new", staff, form)); again != id {
		t.Error("a double click made two")
	}
	form.Set("block.0.start", "13")
	if other := w.idIn(w.ask("POST /desk/sessions/new", staff, form)); other == id {
		t.Error("another session is taken for the first")
	}
	w.status(w.ask("GET /desk/sessions/new?offering=none", staff, nil), http.StatusNotFound)
	w.status(w.ask("POST /desk/sessions/new", staff, url.Values{"offering": {"none"}}), http.StatusNotFound)
}

func TestNewSeries(t *testing.T) {
	w := newWorld(t)
	staff := w.login(w.user(events.RoleCoordinator), true)
	form := formIn(t, w.ask("GET /desk/sessions/new?date=13-4-2027&offering=off-1", staff, nil))
	form.Set("block.0.start", "9.30")
	form.Set("place", "ven-1")
	form.Set("repeat", "weekly")
	form.Set("every", "2")
	form.Set("count", "x")
	w.status(w.ask("POST /desk/sessions/new", staff, form), http.StatusUnprocessableEntity, `id="e-count"`)
	form.Set("count", "3")
	shown := w.ask("POST /desk/sessions/new", staff, form)
	w.status(shown, http.StatusOK, "elke 2 weken op dinsdag, drie keer", "Maak 3 concepten", "overgeslagen", "Koningsdag", "dinsdag 27 april 2027", "dinsdag 25 mei 2027")
	form = formIn(t, shown)
	form.Set("step", "series")
	first, err := w.service.Session(t.Context(), w.idIn(w.ask("POST /desk/sessions/new", staff, form)))
	w.must(err)
	all, err := w.service.Sessions(t.Context(), events.SessionFilter{Series: first.Series.ID})
	w.must(err)
	if len(all) != 3 || events.WallTime(all[2].StartsAt(), all[2].TimeZone()) != "2027-05-25T09:30" {
		t.Errorf("%d sessions", len(all))
	}
	w.status(w.ask("GET /desk/sessions/"+first.ID+"?notice=series", staff, nil), http.StatusOK, "De reeks staat klaar", "Maak de hele reeks openbaar")
	w.led(w.ask("POST /desk/sessions/"+first.ID+"/publish-series", staff, nil), "/desk/sessions/"+first.ID+"?notice=published_series")
}

// TestWhatBlocksNeedsAReason: what stands in the way is said beside who it
// concerns, and saved with a reason alone.
func TestWhatBlocksNeedsAReason(t *testing.T) {
	w := newWorld(t)
	staff := w.login(w.user(events.RoleCoordinator), true)
	form := formIn(t, w.ask("GET /desk/sessions/new?date=2-2-2027&offering=off-1", staff, nil))
	form.Set("block.0.start", "15")
	form.Set("place", "ven-1")
	form.Set("facilitators", "fac-1")
	refused := w.ask("POST /desk/sessions/new", staff, form)
	w.status(refused, http.StatusUnprocessableEntity, "Dit staat in de weg", "heeft dan al Titel off-1", "Past niet:", `id="e-overrule"`, "Toch opslaan?")
	form = formIn(t, refused)
	form.Set("overrule", "agreed")
	id := w.idIn(w.ask("POST /desk/sessions/new", staff, form))
	w.status(w.ask("GET /desk/sessions/"+id, staff, nil), http.StatusOK, "Dit staat in de weg", "heeft dan al Titel off-1")
	admin := w.login(w.user(events.RoleAdmin), true)
	w.status(w.ask("GET /desk/audit", admin, nil), http.StatusOK, "toch gedaan: afgesproken")
}

// TestTwoCoordinatorsEditOneSession: the second gets the difference, and nothing
// is overwritten that was not chosen.
func TestTwoCoordinatorsEditOneSession(t *testing.T) {
	w := newWorld(t)
	ann, bob := w.login(w.user(events.RoleCoordinator), true), w.login(w.user(events.RoleCoordinator), true)
	first, second := formIn(t, w.ask("GET "+editPath, ann, nil)), formIn(t, w.ask("GET "+editPath, bob, nil))
	if same := formIn(t, w.ask("GET "+editPath, ann, nil)); same.Get("from") != first.Get("from") {
		t.Error("the form is another each time")
	}
	first.Set("title.nl", "Van Ann")
	first.Set("note", "Ann was hier")
	w.led(w.ask("POST "+editPath, ann, first), "/desk/sessions/ses-1?notice=saved")
	second.Set("title.nl", "Van Bob")
	second.Set("capacity", "8")
	page := w.ask("POST "+editPath, bob, second)
	w.status(page, http.StatusConflict, "intussen gewijzigd", "Van Ann", "Van Bob", "Ann was hier")
	body := page.Body.String()
	for name, want := range map[string]string{
		`name="keep.title_nl" value="now" checked`:   "what both changed is the other's until one chooses",
		`name="keep.note" value="now" checked`:       "what the other changed stays",
		`name="keep.capacity" value="yours" checked`: "what one changed alone is one's own",
	} {
		if !strings.Contains(body, name) {
			t.Errorf("%s: %s", want, body)
		}
	}
	if s, err := w.service.Session(t.Context(), "ses-1"); err != nil || s.Title.NL != "Van Ann" || s.Capacity != nil {
		t.Fatalf("overwritten: %+v, %v", s, err)
	}
	form := formIn(t, page)
	form.Set("step", "merge")
	merged := w.ask("POST "+editPath, bob, form)
	w.status(merged, http.StatusOK, "de twee versies samen", `value="Van Ann"`, "Ann was hier", `value="8"`)
	form = formIn(t, merged)
	// A third change comes in between: Bob is asked again.
	third := formIn(t, w.ask("GET "+editPath, ann, nil))
	third.Set("note", "Ann was hier weer")
	w.led(w.ask("POST "+editPath, ann, third), "/desk/sessions/ses-1?notice=saved")
	again := w.ask("POST "+editPath, bob, form)
	w.status(again, http.StatusConflict, "Ann was hier weer")
	form = formIn(t, again)
	form.Set("step", "mine")
	form.Set("seen", "1")
	w.status(w.ask("POST "+editPath, bob, form), http.StatusConflict) // that is not what was shown
	form.Set("seen", "3")
	mine := w.ask("POST "+editPath, bob, form)
	w.status(mine, http.StatusOK, "de twee versies samen")
	w.led(w.ask("POST "+editPath, bob, formIn(t, mine)), "/desk/sessions/ses-1?notice=saved")
	s, err := w.service.Session(t.Context(), "ses-1")
	w.must(err)
	if s.Extra.Note != "Ann was hier" || s.Title.NL != "Van Ann" || *s.Capacity != 8 || s.Version != 4 {
		t.Errorf("%+v", s)
	}
}

func TestPreviewsOfWhatIsNotSaved(t *testing.T) {
	w := newWorld(t)
	staff := w.login(w.user(events.RoleCoordinator), true)
	form := formIn(t, w.ask("GET "+editPath, staff, nil))
	form.Set("title.nl", "Nog niet bewaard")
	page := w.ask("POST /desk/sessions/ses-1/preview", staff, form)
	w.status(page, http.StatusOK, "Nog niet bewaard")
	if policy := page.Header().Get("Content-Security-Policy"); !strings.Contains(policy, "sandbox") || !strings.Contains(policy, "form-action 'none'") {
		t.Errorf("the preview can be used: %s", policy)
	}
	w.status(w.ask("POST /desk/sessions/ses-1/letter", staff, form), http.StatusOK, "Nog niet bewaard", "Nederlands", "Engels")
	w.status(w.ask("GET /desk/sessions/ses-5/preview", staff, nil), http.StatusOK, "Titel off-1")
	w.status(w.ask("GET /desk/sessions/ses-5/letter", staff, nil), http.StatusOK, "Titel off-1")
	form.Set("block.0.date", "x")
	for _, route := range []string{"preview", "letter"} {
		w.status(w.ask("POST /desk/sessions/ses-1/"+route, staff, form), http.StatusUnprocessableEntity, "Een voorbeeld kan nog niet", `data-field="block.0.date"`, ">Datum: Vul een datum in zoals 30-3-2027")
	}
	form.Set("block.1.date", "30-3-2027")
	form.Set("rule.0.count", "veel")
	form.Set("own_reminders", "1")
	form.Set("closes.date", "x")
	w.status(w.ask("POST /desk/sessions/ses-1/preview", staff, form), http.StatusUnprocessableEntity, ">Blok 2, Begin: ", ">Herinnering 1, Hoeveel: ", ">Aanmelden sluit op: ")
	fresh := formIn(t, w.ask("GET /desk/sessions/new?date=30-3-2027&offering=off-1", staff, nil))
	fresh.Set("block.0.start", "9.30")
	fresh.Set("place", "ven-1")
	fresh.Set("title.nl", "Gloednieuw")
	w.status(w.ask("POST /desk/sessions/new/preview", staff, fresh), http.StatusOK, "Gloednieuw")
	w.status(w.ask("POST /desk/sessions/new/letter", staff, fresh), http.StatusOK, "Gloednieuw")
	w.status(w.ask("GET /desk/sessions/new/preview", staff, nil), http.StatusNotFound)
	all, err := w.service.Sessions(t.Context(), events.SessionFilter{})
	w.must(err)
	if len(all) != 6 {
		t.Errorf("a preview made a session: %d", len(all))
	}
	if s, err := w.service.Session(t.Context(), "ses-1"); err != nil || s.Version != 1 {
		t.Errorf("a preview saved: %+v, %v", s, err)
	}
}
