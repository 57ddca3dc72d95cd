package desk

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"kantine/events"
	"kantine/events/store/storetest"
)

// lacks fails for what must not be in an answer.
func (w *world) lacks(answer *httptest.ResponseRecorder, parts ...string) {
	w.t.Helper()
	for _, part := range parts {
		if strings.Contains(answer.Body.String(), part) {
			w.t.Errorf("%q is shown: %s", part, answer.Body)
		}
	}
}

func TestAttendeesByTelephone(t *testing.T) {
	w := newWorld(t)
	ann := w.login(w.user(events.RoleCoordinator), true)
	add := "/desk/sessions/ses-6/attendees/add" // one seat, with a waitlist
	w.status(w.ask("GET "+add, ann, nil), http.StatusOK, "Nog 1 plek vrij")
	kim := url.Values{"name": {"Kim Voorbeeld"}, "email": {"kim@werkgever.example"}, "language": {"en"}, "employer": {"Karton BV"}}
	answer := w.ask("POST "+add, ann, kim)
	person := strings.TrimSuffix(answer.Header().Get("Location"), "?notice=added")
	w.led(answer, person+"?notice=added")
	w.status(w.ask("GET "+person, ann, nil), http.StatusOK, "Kim Voorbeeld", "kim@werkgever.example", "Bevestiging", "Staat klaar", "/r/")

	w.status(w.ask("POST "+add, ann, kim), http.StatusConflict, "al aangemeld", person)
	bo := url.Values{"name": {"Bo"}, "email": {"bo@werkgever.example"}, "language": {"nl"}}
	answer = w.ask("POST "+add, ann, bo) // the page said that there was a seat
	w.status(answer, http.StatusConflict, "De laatste plek is net weg", "op plaats 1 van de wachtlijst", `name="waitlist" value="1"`, `value="Bo"`)
	bo.Set("waitlist", "1")
	answer = w.ask("POST "+add, ann, bo)
	w.status(w.ask("GET "+answer.Header().Get("Location"), ann, nil), http.StatusOK, "Wachtlijst (1)")
	w.status(w.ask("POST "+add, ann, url.Values{"name": {""}, "email": {"x"}}), http.StatusUnprocessableEntity, "Er is een probleem")
	w.status(w.ask("POST /desk/sessions/ses-5/attendees/add", ann, bo), http.StatusConflict, "gesloten") // a draft

	list := w.ask("GET /desk/sessions/ses-6/attendees", ann, nil)
	w.status(list, http.StatusOK, "Kim Voorbeeld", "kim@werkgever.example", "Karton BV", "Bevestiging")
	waiting := w.ask("GET /desk/sessions/ses-6/attendees?state=waitlisted", ann, nil)
	w.status(waiting, http.StatusOK, "Bo")
	w.lacks(waiting, "Kim Voorbeeld")
	w.status(w.ask("GET /desk/search?q=kim+voor", ann, nil), http.StatusOK, "Kim Voorbeeld", person)
	w.status(w.ask("GET /desk/search?q=titel", ann, nil), http.StatusOK, "Titel off-3")
	w.status(w.ask("GET /desk/search?q=00000001", ann, nil), http.StatusOK, "Voorbeeld Verpakking")
	w.status(w.ask("GET /desk/search?q=%3Cnix", ann, nil), http.StatusOK, "Niets gevonden bij “&lt;nix”")
}

func TestWhatIsDoneWithSomebody(t *testing.T) {
	w, _ := objectWorld(t)
	w.now = w.now.Add(-time.Hour)
	ann := w.login(w.user(events.RoleCoordinator), true)
	person := "/desk/registrations/reg-000001"
	post := func(action string, form url.Values, want string) {
		t.Helper()
		w.led(w.ask("POST "+person+"/"+action, ann, form), person+"?notice="+want)
		w.status(w.ask("GET "+person+"?notice="+want, ann, nil), http.StatusOK, "state-edited")
	}
	post("edit", url.Values{"name": {"Dea Nieuw"}, "language": {"en"}, "needs": {"ringleiding"}}, "edited")
	post("note", url.Values{"note": {"belt terug"}}, "noted")
	w.status(w.ask("GET "+person, ann, nil), http.StatusOK, "Dea Nieuw", "ringleiding", "belt terug")
	w.status(w.ask("POST "+person+"/note", ann, url.Values{"note": {"111222333"}}), http.StatusUnprocessableEntity, "burgerservicenummer", "111222333", "no_bsn")
	post("note", url.Values{"note": {"111222333"}, "no_bsn": {"1"}}, "noted")
	w.status(w.ask("POST "+person+"/edit", ann, url.Values{"name": {"http://x.example"}}), http.StatusUnprocessableEntity, "http://x.example")
	w.status(w.ask("POST "+person+"/attendance", ann, url.Values{"state": {"attended"}}), http.StatusConflict) // hours too early

	w.status(w.ask("GET "+person+"/move", ann, nil), http.StatusOK, `value="ses-3/ses-3-b1"`)
	w.status(w.ask("POST "+person+"/move", ann, nil), http.StatusUnprocessableEntity, "Kies een sessie")
	answer := w.ask("POST "+person+"/move", ann, url.Values{"to": {"ses-3/ses-3-b1"}})
	moved := answer.Header().Get("Location")
	w.status(w.ask("GET "+moved, ann, nil), http.StatusOK, "Verplaatst.", "Dea Nieuw")
	w.status(w.ask("POST "+person+"/move", ann, url.Values{"to": {"ses-3/ses-3-b1"}}), http.StatusConflict, "Er is niets veranderd")
	person = strings.TrimSuffix(moved, "?notice=moved")
	post("withdraw", nil, "withdrawn")
	post("erase", nil, "erased")

	w.now = storetest.At(14, 0)
	ann = w.login(w.user(events.RoleCoordinator), true)
	back := "/desk/sessions/ses-1/attendees?state=confirmed"
	w.led(w.ask("POST /desk/registrations/reg-000002/attendance", ann, url.Values{"state": {"attended"}, "back": {back}}), back)
	w.led(w.ask("POST /desk/registrations/reg-000002/attendance", ann, url.Values{"state": {"no_show"}, "back": {"//evil.example"}}),
		"/desk/sessions/ses-3/attendees?notice=marked")
	w.led(w.ask("POST /desk/sessions/ses-3/held", ann, nil), "/desk/sessions/ses-3/attendees?notice=held")
	w.status(w.ask("GET /desk/sessions/ses-3/attendees", ann, nil), http.StatusOK, "Niet gekomen", "Gehouden")
	audit := w.ask("GET /desk/audit", w.login(w.user(events.RoleAdmin), true), nil)
	w.status(audit, http.StatusOK, "Deelnemer gewijzigd", "Notitie geschreven", "Deelnemer verplaatst", "Sessie gehouden", "Aanwezigheid genoteerd")
	w.lacks(audit, "belt terug", "Dea")
}

// A facilitator sees who comes to their own sessions: no address, no note, no
// way to what coordinators do.
func TestFacilitatorsSeeTheirOwn(t *testing.T) {
	w, own := objectWorld(t)
	ann, fenna := w.login(w.user(events.RoleCoordinator), true), w.login(own, true)
	w.ask("POST /desk/registrations/reg-000001/note", ann, url.Values{"note": {"geheim"}})
	list := w.ask("GET /desk/sessions/ses-1/attendees", fenna, nil)
	w.status(list, http.StatusOK, "Dea Demo 1")
	w.lacks(list, "post.example", "geheim", "/desk/registrations/reg-000001\"", "attendees.csv", "attendees/add", "Bevestiging")
	w.status(w.ask("GET /desk/sessions/ses-1/sign-in", fenna, nil), http.StatusOK, "Dea Demo 1", "Handtekening")
	gatherings := w.ask("GET /desk/attendees", fenna, nil)
	w.status(gatherings, http.StatusOK, "/desk/sessions/ses-1/attendees")
	w.lacks(gatherings, "/desk/sessions/ses-3/", "/desk/search")
	w.now = storetest.At(14, 0)
	fenna = w.login(own, true)
	w.led(w.ask("POST /desk/registrations/reg-000001/attendance", fenna, url.Values{"state": {"attended"}}), "/desk/sessions/ses-1/attendees?notice=marked")
	w.status(w.ask("POST /desk/registrations/reg-000002/attendance", fenna, url.Values{"state": {"attended"}}), http.StatusNotFound)
	w.status(w.ask("GET /desk/sessions/ses-3/attendees", fenna, nil), http.StatusNotFound)
}

func TestExports(t *testing.T) {
	w := newWorld(t)
	ann := w.login(w.user(events.RoleCoordinator), true)
	w.ask("POST /desk/sessions/ses-1/attendees/add", ann, url.Values{"name": {`=HYPERLINK("x")`}, "email": {"kim@werkgever.example"}, "language": {"nl"}})
	csv := w.ask("GET /desk/sessions/ses-1/attendees.csv", ann, nil)
	w.status(csv, http.StatusOK, "\ufeff\"Naam\";\"Mailadres\"", `"'=HYPERLINK(""x"")";"kim@werkgever.example"`, `"Nederlands"`, `"Aangemeld"`)
	if got := csv.Header().Get("Content-Disposition"); got != `attachment; filename="slug-ses-1.csv"` {
		t.Errorf("Content-Disposition %s", got)
	}
	xlsx := w.ask("GET /desk/sessions/ses-1/attendees.xlsx", ann, nil)
	w.status(xlsx, http.StatusOK, "PK")
	w.status(w.ask("GET /desk/audit", w.login(w.user(events.RoleAdmin), true), nil), http.StatusOK, "Deelnemerslijst gedownload")
}

// A sheet on a table is read by everybody who signs.
func TestDiscreetSheets(t *testing.T) {
	w := newWorld(t)
	ann := w.login(w.user(events.RoleCoordinator), true)
	w.now = w.now.Add(-24 * time.Hour)
	w.ask("POST /desk/sessions/ses-2/attendees/add", ann, url.Values{
		"name": {"Kim"}, "email": {"kim@werkgever.example"}, "language": {"nl"}, "employer": {"Karton BV"}, "block": {"ses-2-b1"},
	})
	sheet := w.ask("GET /desk/sessions/ses-2/sign-in", ann, nil)
	w.status(sheet, http.StatusOK, "Kim", "11.15")
	w.lacks(sheet, "Titel off-2", "Karton BV", "Werk en zorg", "avond")
}
