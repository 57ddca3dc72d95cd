package desk

import (
	"bytes"
	"html"
	"maps"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"kantine/events"
)

// send posts a form with a file, as a browser does.
func (w *world) send(path string, cookie *http.Cookie, fields url.Values, file string) *httptest.ResponseRecorder {
	w.t.Helper()
	var body bytes.Buffer
	form := multipart.NewWriter(&body)
	for _, name := range slices.Sorted(maps.Keys(fields)) {
		w.must(form.WriteField(name, fields.Get(name)))
	}
	if file != "" {
		part, err := form.CreateFormFile("file", "lijst.csv")
		w.must(err)
		_, err = part.Write([]byte(file))
		w.must(err)
	}
	w.must(form.Close())
	r := httptest.NewRequestWithContext(w.t.Context(), "POST", base+path, &body)
	r.RemoteAddr = "192.0.2.1:1234"
	r.Header.Set("Content-Type", form.FormDataContentType())
	r.Header.Set("Origin", base)
	r.Header.Set("Accept-Language", "nl")
	r.AddCookie(cookie)
	recorder := httptest.NewRecorder()
	w.handler.ServeHTTP(recorder, r)
	return recorder
}

var hiddenField = regexp.MustCompile(`<input type="hidden" name="([^"]+)" value="([^"]*)">`)

// unseen are the fields of a page that nobody sees.
func unseen(page *httptest.ResponseRecorder) url.Values {
	fields := url.Values{}
	for _, m := range hiddenField.FindAllStringSubmatch(page.Body.String(), -1) {
		fields.Set(m[1], html.UnescapeString(m[2]))
	}
	return fields
}

// and is a copy of a form with other fields.
func and(form url.Values, more ...string) url.Values {
	form = maps.Clone(form)
	maps.Copy(form, words(more...))
	return form
}

func TestEmployersAreListed(t *testing.T) {
	w := newWorld(t)
	staff := w.login(w.user(events.RoleCoordinator), true)
	w.status(w.ask("GET /desk/employers", staff, nil), 200, "Voorbeeld Verpakking", "Emmen", "Karton", "Doet mee", "/desk/employers/emp-1", "/desk/employers/import")
	w.status(w.ask("GET /desk/employers?q=emm&sector=sec-1&stage=active", staff, nil), 200, "Voorbeeld Verpakking", "q=emm&amp;sector=sec-1&amp;stage=lead")
	w.status(w.ask("GET /desk/employers?stage=lead", staff, nil), 200, "Geen werkgever past")
	w.status(w.ask("GET /desk/employers?stage=due", staff, nil), 200, "Geen werkgever past")
	w.status(w.ask("POST /desk/employers/emp-1/archive", staff, nil), 422, "Er is een probleem", `href="#f-archive"`, "1 sessie die nog komt, gebruikt dit")
	w.now = w.now.AddDate(0, 1, 0) // everything is over
	staff = w.login(w.user(events.RoleCoordinator), true)
	w.led(w.ask("POST /desk/employers/emp-1/archive", staff, nil), "/desk/employers/emp-1?notice=archived")
	w.status(w.ask("GET /desk/employers", staff, nil), 200, "Er zijn nog geen werkgevers")
	w.status(w.ask("GET /desk/employers?stage=archived", staff, nil), 200, "Voorbeeld Verpakking")
	w.status(w.ask("GET /desk/employers/emp-1", staff, nil), 200, "in het archief sinds", "/desk/employers/emp-1/restore")
	w.led(w.ask("POST /desk/employers/emp-1/restore", staff, nil), "/desk/employers/emp-1?notice=restored")
	w.status(w.ask("GET /desk/employers/none", staff, nil), 404)
}

func TestAnEmployersPage(t *testing.T) {
	w := newWorld(t)
	staff := w.login(w.user(events.RoleCoordinator), true)
	page := w.ask("GET /desk/employers/emp-1", staff, nil)
	w.status(page, 200, "Toon Testman", "toon@voorbeeld.example", "Kade 1, 7801 ZZ Emmen", "06:00–14:00", "09:30 20 min", "Titel off-2")
	for _, raw := range []string{"employer_", "desk.", "shift_"} { // keys without words
		if at := strings.Index(page.Body.String(), ">"+raw); at >= 0 {
			t.Errorf("no words: %.60s", page.Body.String()[at:])
		}
	}
	read := unseen(page)
	first := and(read, "stage", "interested", "next_action", "Bel Toon", "next_action_on", "30 januari 2027")
	w.led(w.ask("POST /desk/employers/emp-1/funnel", staff, first), "/desk/employers/emp-1?notice=saved")
	w.status(w.ask("GET /desk/employers", staff, nil), 200, "Bel Toon", "te laat")
	w.status(w.ask("GET /desk/employers?stage=due", staff, nil), 200, "Bel Toon")

	// Somebody else had the page open all along.
	second := w.ask("POST /desk/employers/emp-1/funnel", staff, and(read, "stage", "declined", "next_action", "Niets"))
	w.status(second, http.StatusConflict, "Iemand anders heeft dit net gewijzigd", "Bel Toon", "Niets", "Geïnteresseerd", `<option value="declined" selected>`)
	w.led(w.ask("POST /desk/employers/emp-1/funnel", staff, and(unseen(second), "stage", "declined")), "/desk/employers/emp-1?notice=saved")
	w.status(w.ask("POST /desk/employers/emp-1/funnel", staff, and(unseen(w.ask("GET /desk/employers/emp-1", staff, nil)), "stage", "x", "next_action_on", "morgen")),
		422, `id="e-stage"`, `id="e-next_action_on"`, `value="morgen"`)
}

func TestTheProfileOfAnEmployer(t *testing.T) {
	w := newWorld(t)
	staff := w.login(w.user(events.RoleCoordinator), true)
	form := and(unseen(w.ask("GET /desk/employers/emp-1/edit", staff, nil)), "name", "Demo", "kvk", "0000 0002", "employees", "1.200", "note", "Regel 1\r\nRegel 2")
	w.led(w.ask("POST /desk/employers/emp-1/edit", staff, form), "/desk/employers/emp-1?notice=saved")
	w.status(w.ask("GET /desk/employers/emp-1", staff, nil), 200, "<h1>Demo</h1>", "00000002", "1200", "Regel 1\nRegel 2")
	w.status(w.ask("POST /desk/employers/emp-1/edit", staff, and(form, "name", "Anders")), http.StatusConflict, "Demo", "Anders", "Staat er nu")
	w.status(w.ask("POST /desk/employers/emp-1/edit", staff, and(form, "name", "", "employees", "veel")), 422, `id="e-employees"`, `value="veel"`)
	w.status(w.ask("POST /desk/employers/emp-1/edit", staff, and(form, "name", "", "employees", "")), 422, `id="e-name"`)
}

func TestContactsOfAnEmployer(t *testing.T) {
	w := newWorld(t)
	staff := w.login(w.user(events.RoleCoordinator), true)
	const path = "/desk/employers/emp-1/contact"
	change := regexp.MustCompile(path + `\?contact=[0-9a-f]+`).FindString(w.ask("GET /desk/employers/emp-1", staff, nil).Body.String())
	form := unseen(w.ask("GET "+change, staff, nil))
	w.led(w.ask("POST "+path, staff, and(form, "contact_name", "Toon Testman", "email", "toon@anders.example", "language", "en")), "/desk/employers/emp-1?notice=saved")
	w.status(w.ask("GET "+change, staff, nil), 404)
	w.status(w.ask("POST "+path, staff, and(form, "contact_name", "Toon Anders")), http.StatusConflict, "gewijzigd of verwijderd", "Toon Anders")
	w.status(w.ask("POST "+path, staff, words("email", "x")), 422, `id="e-email"`, `value="x"`)
	w.status(w.ask("POST "+path, staff, words("role", "HR")), 422, `id="e-contact_name"`)
	w.led(w.ask("POST "+path, staff, words("contact_name", "Bo Test")), "/desk/employers/emp-1?notice=saved")
	e, err := w.service.Employer(t.Context(), "emp-1")
	w.must(err)
	if len(e.Contacts) != 2 || e.Contacts[0].Email != "toon@anders.example" || e.Contacts[1].Name != "Bo Test" {
		t.Errorf("%+v", e.Contacts)
	}
	w.led(w.ask("POST "+path, staff, words("mark", e.Contacts[0].Mark(), "do", "remove")), "/desk/employers/emp-1?notice=saved")
	if e, err = w.service.Employer(t.Context(), "emp-1"); err != nil || len(e.Contacts) != 1 {
		t.Errorf("%+v, %v", e.Contacts, err)
	}
}

func TestSitesOfAnEmployer(t *testing.T) {
	w := newWorld(t)
	staff := w.login(w.user(events.RoleCoordinator), true)
	const path = "/desk/employers/emp-1/site"
	page := w.ask("GET "+path+"?site=site-1", staff, nil)
	w.status(page, 200, `value="06:00–14:00"`, `value="09:30 20 min"`, `name="shift2_label"`)
	form := and(unseen(page), "street", "Kade", "house_number", "2", "postcode", "7899zz", "city", "Emmen", "roster", "3-shift",
		"shift0_label", "Vroeg", "shift0_time", "6:00-1400", "shift0_breaks", "815 (15)", "shift2_label", "Laat", "shift2_time", "14 tot 22 uur")
	w.led(w.ask("POST "+path, staff, form), "/desk/employers/emp-1?notice=saved")
	e, err := w.service.Employer(t.Context(), "emp-1")
	w.must(err)
	site := e.Sites[0]
	if site.Postcode != "7899 ZZ" || len(site.Shifts) != 2 || site.Shifts[0].Code != "vroeg" || site.Shifts[0].Start != "06:00" ||
		site.Shifts[0].Breaks[0].At != "08:15" || site.Shifts[1].End != "22:00" || string(site.PopupSpace) == "" {
		t.Errorf("%+v", site)
	}
	w.status(w.ask("POST "+path, staff, and(form, "city", "Assen")), http.StatusConflict, "Assen", "Staat er nu", "08:15 15 min")
	w.status(w.ask("POST "+path, staff, words("roster", "", "shift1_label", "Nacht", "shift1_time", "laat", "shift1_breaks", "")), 422,
		`id="e-street"`, `id="e-shift1_time"`, `value="laat"`)
	w.status(w.ask("POST "+path, staff, words("shift1_breaks", "soms")), 422, `id="e-shift1_breaks"`)
	address := words("street", "Plein", "house_number", "1", "postcode", "7899 ZZ", "city", "Assen")
	w.status(w.ask("POST "+path, staff, address), 422, `id="e-roster"`)
	w.led(w.ask("POST "+path, staff, and(address, "roster", "5-shift-continuous")), "/desk/employers/emp-1?notice=saved")
	w.status(w.ask("GET /desk/employers/emp-1", staff, nil), 200, "Plein 1, 7899 ZZ Assen", "23:00–07:00")
	w.status(w.ask("GET "+path+"?site=none", staff, nil), 404)
}

var madePath = regexp.MustCompile(`^(/desk/employers/[^/?]+)\?notice=created$`)

func TestANewEmployer(t *testing.T) {
	w := newWorld(t)
	staff := w.login(w.user(events.RoleCoordinator), true)
	page := w.ask("GET /desk/employers/new", staff, nil)
	w.status(page, 200, `value="9-2-2027"`, `value="Bel of mail terug"`) // five working days
	form := and(unseen(page), "name", "Demo Dozen", "contact_name", "Kim Test", "email", "kim@demo.example", "stage", "lead",
		"next_action", "Bel", "next_action_on", "9-2-2027", "note", "Hoi")
	answer := w.ask("POST /desk/employers/new", staff, form)
	made := madePath.FindStringSubmatch(answer.Header().Get("Location"))
	if answer.Code != 303 || made == nil {
		t.Fatalf("%d to %q: %s", answer.Code, answer.Header().Get("Location"), answer.Body)
	}
	w.led(w.ask("POST /desk/employers/new", staff, form), made[0]) // a double click
	w.status(w.ask("GET "+made[0], staff, nil), 200, "toegevoegd", "Demo Dozen", "kim@demo.example", "Door een van ons")
	// One company that is noted twice is seen on the page of either.
	const same = "Dit KVK-nummer staat ook bij:"
	w.lacks(w.ask("GET "+made[0], staff, nil), same)
	for _, name := range []string{"Demo Vezel", "Demo Vezel BV"} {
		answer = w.ask("POST /desk/employers/new", staff, and(unseen(w.ask("GET /desk/employers/new", staff, nil)), "name", name, "kvk", "00000199", "contact_name", "Kim Test", "stage", "lead"))
		made = madePath.FindStringSubmatch(answer.Header().Get("Location"))
		if answer.Code != 303 || made == nil {
			t.Fatalf("%d: %s", answer.Code, answer.Body)
		}
	}
	w.status(w.ask("GET "+made[0], staff, nil), 200, same, ">Demo Vezel</a>")
	w.status(w.ask("POST /desk/employers/new", staff, words("email", "x", "stage", "y", "employees", "1")), 422,
		`id="e-name"`, `id="e-email"`, `id="e-stage"`, `value="x"`)
}

func TestAPastedMail(t *testing.T) {
	w := newWorld(t)
	staff := w.login(w.user(events.RoleCoordinator), true)
	w.status(w.send("/desk/employers/paste", staff, words("mail", " "), ""), 422, `id="e-mail"`)
	page := w.send("/desk/employers/paste", staff, words("mail", "Van: Kim Test <kim@demo.example>\nOnderwerp: Pop-up\n\nGraag in <onze> kantine."), "")
	w.status(page, 200, `value="Kim Test"`, `value="kim@demo.example"`, "Pop-up\n\nGraag in &lt;onze&gt; kantine.", `action="/desk/employers/new"`, `name="source" value="mail"`)
	answer := w.ask("POST /desk/employers/new", staff, and(unseen(page), "name", "Demo", "stage", "lead", "email", "kim@demo.example"))
	if answer.Code != 303 {
		t.Fatal(answer.Code)
	}
	list, err := w.service.EmployerList(t.Context(), events.EmployerFilter{Stage: events.StageLead, Limit: 5})
	w.must(err)
	if len(list.Employers) != 1 || list.Employers[0].Source != events.SourceMail {
		t.Errorf("%+v", list.Employers)
	}
}

const listHead = "name,sector,kvk,street,house_number,postcode,city,roster\n"

func TestAListIsImported(t *testing.T) {
	w := newWorld(t)
	staff := w.login(w.user(events.RoleCoordinator), true)
	w.status(w.ask("GET /desk/employers/import", staff, nil), 200, "<code>house_number</code>", `type="file"`)
	list := "\ufeff" + listHead + "\"Nieuw \"\"BV\"\"\",karton,00000002,Kade,1,7801zz,Emmen,day\n" + "Is er,,00000001,Kade,1,7801 ZZ,Emmen,day\n" +
		"Fout,,1,Kade,1,7801 ZZ,Emmen,soms\n" + "Dubbel,,00000002,Kade,1,7801 ZZ,Emmen,day\n"
	shown := w.send("/desk/employers/import", staff, nil, list)
	w.status(shown, 200, "<b>1</b> nieuw", "<b>2</b> staan er al", "<b>1</b> met een fout", `href="/desk/employers/emp-1">Voorbeeld Verpakking</a>`, "regel 2",
		"<code>kvk</code> “1”: Vul een KVK-nummer", "<code>roster</code>")
	confirm := and(unseen(shown), "follow_up", "1")
	for range 2 { // a double click
		w.led(w.send("/desk/employers/import/confirm", staff, confirm, ""), "/desk/employers?imported=1")
	}
	w.status(w.ask("GET /desk/employers?imported=1", staff, nil), 200, "1 werkgever is ingevoerd", "Nieuw &#34;BV&#34;", "Neem contact op")
	// The page of before, sent once more: what it promised is no longer so.
	stale := w.send("/desk/employers/import/confirm", staff, and(confirm, "form", "another"), "")
	w.status(stale, http.StatusConflict, "intussen gewijzigd", "Er is niets om in te voeren")
	for file, message := range map[string]string{
		"": "Kies een bestand", "name;kvk\nx;y\n": "ontbreekt", "a,b\n": "kennen we niet", listHead: "geen werkgevers",
	} {
		w.status(w.send("/desk/employers/import", staff, nil, file), 422, message, `id="e-file"`)
	}
	large := listHead + strings.Repeat("x", 1<<20)
	w.status(w.send("/desk/employers/import", staff, nil, large), http.StatusRequestEntityTooLarge, "groter dan 1 MB")
	w.status(w.ask("POST /desk/employers/import", staff, words("file", list)), http.StatusUnsupportedMediaType)
	w.status(w.send("/desk/employers/import/confirm", staff, words("text", list), ""), 422)
}

// The forty of a campaign: two of them are there twice.
func TestTheFortyAreImported(t *testing.T) {
	w := newWorld(t)
	staff := w.login(w.user(events.RoleCoordinator), true)
	file, err := os.ReadFile("../../exchange/testdata/employers-40.csv")
	w.must(err)
	list := strings.ReplaceAll(string(file), "sec-karton", "sec-1")
	list = strings.ReplaceAll(list, "sec-metaal", "sec-1")
	shown := w.send("/desk/employers/import", staff, nil, list)
	w.status(shown, 200, "<b>38</b> nieuw", "<b>2</b> staan er al", "<b>0</b> met een fout", "Voer 38 werkgevers in")
	w.led(w.send("/desk/employers/import/confirm", staff, unseen(shown), ""), "/desk/employers?imported=38")
	w.status(w.ask("GET /desk/employers?stage=lead", staff, nil), 200, `<span class="count">38</span>`, "/desk/employers.csv?stage=lead")

	// The status of all 38, on one page or not.
	status := w.ask("GET /desk/employers.csv?stage=lead", staff, nil)
	w.status(status, 200, `"Bedrijf";"Sector";"Fase"`, `"Golfwerk Demo B.V."`)
	if lines := strings.Count(status.Body.String(), "\r\n"); lines != 39 {
		t.Errorf("%d lines", lines)
	}
	w.status(w.ask("GET /desk/employers.csv?stage=active", staff, nil), 200, `"2027-02-02 11:15"`)
}
