package desk

import (
	"context"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"kantine/events"
)

func TestListOfSessions(t *testing.T) {
	w := newWorld(t)
	staff, own := w.login(w.user(events.RoleCoordinator), true), w.login(w.leader(), true)
	for path, c := range map[string]struct{ has, not []string }{
		"/desk/sessions":                              {[]string{"Titel off-1", "Titel off-2", "Concept", `aria-current="true"`}, nil},
		"/desk/sessions?shown=over":                   {[]string{"nog geen sessies"}, []string{"Titel off"}},
		"/desk/sessions?kind=popup":                   {[]string{"Titel off-2", "Filters wissen"}, []string{"Titel off-1<", "Titel off-3"}},
		"/desk/sessions?state=draft&shown=all":        {[]string{"Concept"}, []string{"Titel off-2", "Titel off-3"}},
		"/desk/sessions?q=OFF-3":                      {[]string{"Titel off-3"}, []string{"Titel off-2"}},
		"/desk/sessions?from=3-2-2027&to=9+feb+2027":  {[]string{"9 februari"}, []string{"Titel off-3"}},
		"/desk/sessions?from=31-2-2027":               {[]string{"Vul een datum in"}, nil},
		"/desk/sessions?facilitator=fac-1":            {[]string{"/desk/sessions/ses-1"}, []string{"/desk/sessions/ses-2"}},
		"/desk/sessions?sector=sec-1":                 {[]string{"/desk/sessions/ses-2"}, []string{"/desk/sessions/ses-1"}},
		"/desk/sessions?after=ses-6":                  {[]string{"/desk/sessions/ses-4", "Terug naar het begin"}, []string{"/desk/sessions/ses-1\""}},
		"/desk/sessions?q=%22%3E%3Cscript%3Ealert(1)": {[]string{"Geen sessie past hierbij"}, []string{"<script>alert"}},
	} {
		answer := w.ask("GET "+path, staff, nil)
		w.status(answer, http.StatusOK, c.has...)
		for _, not := range c.not {
			if strings.Contains(answer.Body.String(), not) {
				t.Errorf("%s shows %q", path, not)
			}
		}
	}
	mine := w.ask("GET /desk/sessions", own, nil)
	w.status(mine, http.StatusOK, "/desk/sessions/ses-1")
	for _, not := range []string{"/desk/sessions/ses-2", "Fenna Demo", "Nieuwe sessie"} {
		if strings.Contains(mine.Body.String(), not) {
			t.Errorf("a facilitator sees %q", not)
		}
	}
}

func TestOneSession(t *testing.T) {
	w := newWorld(t)
	w.crowd(3)
	staff, own := w.login(w.user(events.RoleCoordinator), true), w.login(w.leader(), true)
	w.status(w.ask("GET /desk/sessions/ses-1", staff, nil), http.StatusOK,
		"Titel off-1", "3 van 10 bezet", "Het Gebouw", "Fenna Demo", "Kopiëren", "Annuleren", "/sessions/slug-ses-1")
	w.status(w.ask("GET /desk/sessions/ses-2", staff, nil), http.StatusOK, "avond", "voor de ploegen laat", "Nog niemand")
	w.status(w.ask("GET /desk/sessions/ses-3", staff, nil), http.StatusOK, "ses-4")
	w.status(w.ask("GET /desk/sessions/ses-5", staff, nil), http.StatusOK, "Concept", "Maak openbaar", "Verwijder dit concept", "pas lopen als de sessie openbaar is")
	w.status(w.ask("GET /desk/sessions/none", staff, nil), http.StatusNotFound)
	mine := w.ask("GET /desk/sessions/ses-1", own, nil)
	w.status(mine, http.StatusOK, "Titel off-1")
	for _, not := range []string{"Kopiëren", "Annuleren", "Bewerken"} {
		if strings.Contains(mine.Body.String(), not) {
			t.Errorf("a facilitator is offered %q", not)
		}
	}
}

// TestWhatIsHeldDoesNotCome even where its time lies ahead.
func TestWhatIsHeldDoesNotCome(t *testing.T) {
	w := newWorld(t)
	staff := w.login(w.user(events.RoleCoordinator), true)
	const link = `href="/desk/sessions/ses-1"`
	w.status(w.ask("GET /desk/sessions", staff, nil), http.StatusOK, link)
	w.must(w.store.Update(t.Context(), func(ctx context.Context, tx events.Tx) error {
		session, err := tx.Session(ctx, "ses-1")
		if err != nil {
			return err
		}
		session.State = events.SessionHeld
		return tx.PutSession(ctx, session)
	}))
	if list := w.ask("GET /desk/sessions", staff, nil).Body.String(); strings.Contains(list, link) {
		t.Error("it stands among those to come")
	}
	for _, where := range []string{"shown=all", "state=held"} {
		w.status(w.ask("GET /desk/sessions?"+where, staff, nil), http.StatusOK, link)
	}
}

// TestWhatIsGone says so, and leads back to its list.
func TestWhatIsGone(t *testing.T) {
	w := newWorld(t)
	staff := w.login(w.user(events.RoleCoordinator), true)
	for path, list := range map[string]string{
		"GET /desk/sessions/gone": "/desk/sessions", "POST /desk/sessions/gone/publish": "/desk/sessions", "GET /desk/employers/gone": "/desk/employers",
		"GET /desk/venues/gone": "/desk/offerings", "GET /desk/registrations/gone": "/desk/attendees",
	} {
		w.status(w.ask(path, staff, nil), http.StatusNotFound, "bestaat niet of niet meer", `class="button" href="`+list+`"`)
	}
}

// TestStepsOfADraft: publishing mails nobody, so it is done at once.
func TestStepsOfADraft(t *testing.T) {
	w := newWorld(t)
	staff := w.login(w.user(events.RoleCoordinator), true)
	form := url.Values{"date": {"31-10-2027"}, "start": {"2.30"}}
	w.status(w.ask("POST /desk/sessions/ses-5/copy", staff, url.Values{"date": {"31 febr"}, "start": {""}}), http.StatusUnprocessableEntity, `id="e-date"`, `id="e-start"`, "31 febr")
	w.status(w.ask("POST /desk/sessions/ses-5/copy", staff, form), http.StatusUnprocessableEntity, "komt twee keer voor", `value="&#43;01:00"`, "UTC&#43;02:00")
	form.Set("start_offset", "+01:00")
	made := w.ask("POST /desk/sessions/ses-5/copy", staff, form)
	if made.Code != http.StatusSeeOther {
		t.Fatalf("%d: %.400s", made.Code, made.Body)
	}
	to, _, _ := strings.Cut(made.Header().Get("Location"), "?")
	copied, err := w.service.Session(t.Context(), strings.TrimPrefix(to, "/desk/sessions/"))
	w.must(err)
	if got := copied.StartsAt().Format("2006-01-02T15:04"); got != "2027-10-31T01:30" || copied.State != events.SessionDraft {
		t.Errorf("the copy starts at %s UTC as %s", got, copied.State)
	}
	// An offset that came along for another day does nothing.
	form.Set("date", "1-7-2027")
	made = w.ask("POST /desk/sessions/ses-5/copy", staff, form)
	id, _, _ := strings.Cut(strings.TrimPrefix(made.Header().Get("Location"), "/desk/sessions/"), "?")
	if other, err := w.service.Session(t.Context(), id); err != nil || other.StartsAt().Format("15:04") != "00:30" {
		t.Errorf("%v %v", other.StartsAt(), err)
	}
	w.status(w.ask("GET "+to+"/copy?date=2027-03-30", staff, nil), http.StatusOK, `value="2027-03-30"`, `value="02.30"`)

	// Nobody could find it yet: the editor opens where the place is chosen.
	placeless := w.ask("POST "+to+"/publish", staff, nil)
	w.status(placeless, http.StatusUnprocessableEntity, "Sessie bewerken", `id="e-place"`)
	form = formIn(t, placeless)
	form.Set("place", "ven-1")
	w.led(w.ask("POST "+to+"/edit", staff, form), to+"?notice=saved")
	w.led(w.ask("POST "+to+"/publish", staff, nil), to+"?notice=published")
	w.status(w.ask("GET "+to+"?notice=published", staff, nil), http.StatusOK, "kunnen zich aanmelden", "Openbare pagina")
	w.status(w.ask("POST "+to+"/delete", staff, nil), http.StatusConflict)
	w.status(w.ask("GET "+to+"/delete", staff, nil), http.StatusConflict)
	w.status(w.ask("GET /desk/sessions/ses-5", staff, nil), http.StatusOK, `href="/desk/sessions/ses-5/delete"`)
	w.status(w.ask("GET /desk/sessions/ses-5/delete", staff, nil), http.StatusOK, "Dit concept verwijderen?", `action="/desk/sessions/ses-5/delete"`)
	w.status(w.ask("GET /desk/sessions/ses-5", staff, nil), http.StatusOK) // asking takes nothing away
	w.led(w.ask("POST /desk/sessions/ses-5/delete", staff, nil), "/desk/sessions")
	w.status(w.ask("GET /desk/sessions/ses-5", staff, nil), http.StatusNotFound)
	w.status(w.ask("POST /desk/sessions/ses-1/publish-series", staff, nil), http.StatusConflict)
	w.led(w.ask("POST /desk/sessions/ses-3/publish-series", staff, nil), "/desk/sessions/ses-3?notice=published_series")
}

// TestCancelAsksWhoIsTold: nothing is done before it is known who gets mail.
func TestCancelAsksWhoIsTold(t *testing.T) {
	w := newWorld(t)
	seats := 100
	_, err := w.service.ChangeSession(t.Context(), "ses-1", events.SessionInput{Capacity: events.Given(&seats), Version: 1})
	w.must(err)
	w.crowd(60)
	staff := w.login(w.user(events.RoleCoordinator), true)
	w.status(w.ask("GET /desk/sessions/ses-1/cancel", staff, nil), http.StatusOK, "60 deelnemers horen")
	form := url.Values{"reason.nl": {"De <b>begeleider</b> is ziek"}, "reason.en": {""}}
	asked := w.ask("POST /desk/sessions/ses-1/cancel", staff, form)
	w.status(asked, http.StatusOK, "Wie krijgt bericht?", "Er gaan 60 mails uit", "Nog 10 mensen", "Dea.9@post.example", "De &lt;b&gt;begeleider", `name="reason.nl"`, "Nog niets is bewaard")
	if s, err := w.service.Session(t.Context(), "ses-1"); err != nil || s.State != events.SessionPublished {
		t.Fatalf("asking did it: %s, %v", s.State, err)
	}
	form.Set("step", "back")
	w.status(w.ask("POST /desk/sessions/ses-1/cancel", staff, form), http.StatusOK, "De &lt;b&gt;begeleider", "Verder: wie krijgt bericht?")
	form.Set("reason.en", "\x07")
	form.Set("step", "")
	w.status(w.ask("POST /desk/sessions/ses-1/cancel", staff, form), http.StatusUnprocessableEntity, `id="e-reason.en"`)
	form.Set("reason.en", "")
	form.Set("step", "silent")
	w.led(w.ask("POST /desk/sessions/ses-1/cancel", staff, form), "/desk/sessions/ses-1?notice=silent")
	messages, err := w.service.Messages(t.Context(), events.MessageFilter{SessionID: "ses-1", Kind: events.Cancellation, State: events.Skipped})
	w.must(err)
	if len(messages) != 60 {
		t.Errorf("%d are written down as not sent", len(messages))
	}
	w.status(w.ask("GET /desk/sessions/ses-1", staff, nil), http.StatusOK, "Geannuleerd", "is ziek")
	w.status(w.ask("POST /desk/sessions/none/cancel", staff, form), http.StatusNotFound)
}
