package desk

import (
	"html"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"kantine/events"
	"kantine/events/exchange"
)

// demoWorld is the desk on the demo programme, on the morning on which fac-5 is
// ill.
func demoWorld(t *testing.T) (*world, *http.Cookie) {
	t.Helper()
	w := newWorld(t)
	w.now = time.Date(2026, 11, 22, 11, 0, 0, 0, time.UTC)
	bundle, err := exchange.Demo(w.now)
	w.must(err)
	_, err = w.service.Import(t.Context(), bundle)
	w.must(err)
	w.now = time.Date(2027, 3, 15, 7, 5, 0, 0, time.UTC)
	w.real = w.now
	return w, w.login(w.user(events.RoleCoordinator), true)
}

var pickedField = regexp.MustCompile(`<input type="(?:hidden|radio)" name="([^"]+)" value="([^"]*)"( checked)?`)

// pickedIn is what a browser would send of a page: hidden fields and what is
// chosen, without pressing anything.
func pickedIn(page string) url.Values {
	fields := url.Values{}
	for _, m := range pickedField.FindAllStringSubmatch(page, -1) {
		if strings.Contains(m[0], "hidden") || m[3] != "" {
			fields.Set(html.UnescapeString(m[1]), html.UnescapeString(m[2]))
		}
	}
	return fields
}

// illThere writes the absence down by the form and gives the page it leads to.
func (w *world) illThere(cookie *http.Cookie) (path, page string) {
	w.t.Helper()
	answer := w.ask("POST /desk/absence", cookie, words("facilitator", "fac-5", "from", "15 maart 2027", "to", "19-3-2027"))
	path = answer.Header().Get("Location")
	if answer.Code != http.StatusSeeOther || !strings.HasPrefix(path, "/desk/absences/") {
		w.t.Fatalf("%d to %q: %s", answer.Code, path, answer.Body)
	}
	return path, w.ask("GET "+path, cookie, nil).Body.String()
}

func TestAFacilitatorFallsIllAtTheDesk(t *testing.T) {
	w, cookie := demoWorld(t)
	w.status(w.ask("GET /desk", cookie, nil), 200, `href="/desk/absence"`)
	w.status(w.ask("GET /desk/absence", cookie, nil), 200, "Mila Demo", `value="15-3-2027"`)
	path, page := w.illThere(cookie)
	for _, part := range []string{"Pop-up bij Bouthamer", "Youssef Testman neemt het over", "vaardig, beschikbaar, woont in Helmond", "Gaat niet door", "23 maart 2027"} {
		if !strings.Contains(page, part) {
			t.Errorf("%q is missing from the choice", part)
		}
	}
	form := pickedIn(page)
	if got := form.Get("choice.ses-17"); got != "replace|fac-6|2027-03-16T12:00:00Z" {
		t.Fatalf("the best is not chosen, but %q", got)
	}
	asked := w.ask("POST "+path, cookie, form)
	w.status(asked, 200, "Wie krijgt bericht?", "facilitator6@zorgenwerk.example", "tien minuten", "Ingepland")
	if s, err := w.service.Session(t.Context(), "ses-17"); err != nil || s.Facilitators[0] != "fac-5" {
		t.Fatalf("asking changed the crew to %v, %v", s.Facilitators, err)
	}
	form = pickedIn(asked.Body.String())
	form.Set("step", "back")
	w.status(w.ask("POST "+path, cookie, form), 200, `value="replace|fac-6|2027-03-16T12:00:00Z" checked`)
	form.Set("step", "send")
	done := w.ask("POST "+path, cookie, form)
	result := done.Header().Get("Location")
	if done.Code != http.StatusSeeOther || !strings.HasPrefix(result, "/desk/rearrangements/") {
		t.Fatalf("%d to %q: %s", done.Code, result, done.Body)
	}
	w.led(w.ask("POST "+path, cookie, form), result) // a double click
	w.now = w.now.Add(90 * time.Second)
	w.status(w.ask("GET "+result, cookie, nil), 200, "Nog 8 min 30 s.", "Tot 08.15 uur", "Draai terug", "Youssef Testman neemt het over")
	w.led(w.ask("POST "+result+"/undo", cookie, nil), result)
	w.status(w.ask("GET "+result, cookie, nil), 200, "Teruggedraaid")
	if s, err := w.service.Session(t.Context(), "ses-17"); err != nil || s.Facilitators[0] != "fac-5" {
		t.Errorf("after undoing it is led by %v, %v", s.Facilitators, err)
	}
}

// TestNobodyIsIllBeforeChosen: the form begins empty, refuses to stay so with all
// else that is wrong, and keeps what was typed.
func TestNobodyIsIllBeforeChosen(t *testing.T) {
	w, cookie := demoWorld(t)
	page := w.ask("GET /desk/absence", cookie, nil).Body.String()
	if first := regexp.MustCompile(`<select[^>]*><option([^>]*)>([^<]*)`).FindStringSubmatch(page); first == nil || first[1] != ` value="" selected` || first[2] != "Kies een begeleider" {
		t.Errorf("the choice begins with %q", first)
	}
	refused := w.ask("POST /desk/absence", cookie, words("facilitator", "", "from", "16-3-2027", "to", "ooit"))
	w.status(refused, http.StatusUnprocessableEntity, `href="#f-facilitator">Wie valt uit? Kies een begeleider<`, `href="#f-to"`, `value="16-3-2027"`)
	w.status(w.ask("POST /desk/absence", cookie, words("from", "16-3-2027", "to", "16-3-2027")), http.StatusUnprocessableEntity, `href="#f-facilitator"`)
	own := w.ask("GET /desk/facilitators/fac-5/absence", cookie, nil)
	w.status(own, 200, "Mila Demo")
	if strings.Contains(own.Body.String(), "<select") {
		t.Error("a facilitator's own form asks who")
	}
}

// TestWhatIsSoonSaysThatItsMailLeavesAtOnce on each page on the way.
func TestWhatIsSoonSaysThatItsMailLeavesAtOnce(t *testing.T) {
	w, cookie := demoWorld(t)
	const words = "vertrekt meteen"
	path, page := w.illThere(cookie)
	if strings.Contains(page, words) {
		t.Error("a day before, nothing leaves at once")
	}
	w.now = time.Date(2027, 3, 16, 11, 15, 0, 0, time.UTC) // ses-17 starts at 12:00
	cookie = w.login(w.user(events.RoleCoordinator), true)
	asking := w.ask("GET "+path, cookie, nil)
	w.status(asking, 200, "Begint binnen een uur of is bezig: de mail hierover "+words)
	form := pickedIn(asking.Body.String())
	form.Set("choice.ses-17", "cancel||")
	asked := w.ask("POST "+path, cookie, form)
	w.status(asked, 200, "vertrekken 3 mails meteen, want de sessie begint binnen een uur", "Wie al mail had, krijgt dan opnieuw mail")
	form = pickedIn(asked.Body.String())
	form.Set("step", "send")
	result := w.ask("POST "+path, cookie, form).Header().Get("Location")
	w.status(w.ask("GET "+result, cookie, nil), 200, "de mail hierover "+words, "Draai terug")
	w.led(w.ask("POST "+result+"/undo", cookie, nil), result)
	w.status(w.ask("GET "+result, cookie, nil), 200, "Teruggedraaid", "Wie al mail had, krijgt opnieuw mail")
}

func TestWhatCannotBeUndone(t *testing.T) {
	w, cookie := demoWorld(t)
	path, page := w.illThere(cookie)
	form := pickedIn(page)
	form.Set("step", "send")
	result := w.ask("POST "+path, cookie, form).Header().Get("Location")
	// What was chosen before is no choice any more.
	w.status(w.ask("POST "+path, cookie, pickedIn(page)), 409, "Dit kan niet meer", "raakt geen sessie")
	w.now = w.now.Add(10 * time.Minute)
	w.status(w.ask("GET "+result, cookie, nil), 200, "De mail is vertrokken")
	w.status(w.ask("POST "+result+"/undo", cookie, nil), 409, "De tien minuten zijn voorbij")
	w.status(w.ask("GET "+path, cookie, nil), 200, "raakt geen sessie")
}

func TestWhatIsWrongWithAnAbsence(t *testing.T) {
	w, cookie := demoWorld(t)
	w.status(w.ask("POST /desk/absence", cookie, words("facilitator", "none", "from", "15-3-2027", "to", "19-3-2027")), 422, `id="e-facilitator"`)
	w.status(w.ask("POST /desk/absence", cookie, words("facilitator", "fac-5", "from", "31-2", "to", "")), 422, `id="e-from"`, `id="e-to"`, `value="31-2"`)
	w.status(w.ask("POST /desk/absence", cookie, words("facilitator", "fac-5", "from", "19-3-2027", "to", "15-3-2027")), 422, `id="e-to"`)
	w.status(w.ask("GET /desk/facilitators/none/absence", cookie, nil), 404)
	w.status(w.ask("GET /desk/absences/none", cookie, nil), 404)
	w.status(w.ask("GET /desk/rearrangements/none", cookie, nil), 404)
	path, page := w.illThere(cookie)
	form := pickedIn(page)
	form.Set("choice.ses-17", "none")
	w.status(w.ask("POST "+path, cookie, form), 422, `id="problems"`)
	form.Set("choice.ses-17", "replace|fac-6")
	w.status(w.ask("POST "+path, cookie, form), 400)
	form.Set("choice.ses-17", "replace|fac-6|yesterday")
	w.status(w.ask("POST "+path, cookie, form), 400)
	form.Set("choice.ses-17", "cancel||")
	form.Set("reason.nl", strings.Repeat("x", 600))
	w.status(w.ask("POST "+path, cookie, form), 422, `id="e-reason.nl"`)
	// One's own page has what is written down, and takes it back.
	const own = "/desk/facilitators/fac-5/absence"
	w.status(w.ask("GET "+own, cookie, nil), 200, "maandag 15 maart 2027 tot en met vrijdag 19 maart 2027")
	id := strings.TrimPrefix(path, "/desk/absences/")
	w.led(w.ask("POST "+own+"/remove", cookie, words("id", id, "from", "2027-03-15", "to", "2027-03-19")), own)
	w.status(w.ask("GET "+path, cookie, nil), 404)
}
