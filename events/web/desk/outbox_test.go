package desk

import (
	"context"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"testing"
	"time"

	"kantine/events"
	"kantine/events/store/storetest"
)

// outboxWorld has sixty letters: one failed, the others delivered.
func outboxWorld(t *testing.T) (*world, *http.Cookie, []events.Message) {
	t.Helper()
	w := newWorld(t)
	var all []events.Message
	w.must(w.store.Update(t.Context(), func(ctx context.Context, tx events.Tx) error {
		all = nil
		for n := range 60 {
			r := storetest.Registrant(n+1, "ses-3")
			if err := tx.InsertRegistration(ctx, r); err != nil {
				return err
			}
			m := storetest.Letter(events.NewID(w.now.Add(time.Duration(n)*time.Second)), r, events.Confirmation, 0)
			m.State, m.DeliveredAt, m.Attempts, m.NotAfter = events.Delivered, w.now, 1, w.now.AddDate(0, 1, 0)
			if n == 30 {
				m.State, m.LastError, m.DeliveredAt = events.Failed, "5.1.1 at RCPT: 550 5.1.1 unknown", time.Time{}
			}
			all = append(all, m)
		}
		_, err := tx.InsertMessages(ctx, all...)
		return err
	}))
	return w, w.login(w.user(events.RoleCoordinator), true), all
}

func TestOutboxIsPagedAndSearched(t *testing.T) {
	w, cookie, all := outboxWorld(t)
	first := w.ask("GET /desk/outbox", cookie, nil)
	w.status(first, http.StatusOK, "Dea.60@post.example", "Dea.11@post.example", `>59<`, "Eerdere mails", "after="+all[10].ID)
	w.lacks(first, "Dea.10@post.example")
	second := w.ask("GET /desk/outbox?after="+all[10].ID, cookie, nil)
	w.status(second, http.StatusOK, "Dea.10@post.example", "Dea.1@post.example", "Naar de nieuwste")
	w.lacks(second, "Dea.11@post.example", "Eerdere mails")

	failed := w.ask("GET /desk/outbox?state=failed", cookie, nil)
	w.status(failed, http.StatusOK, "Dea.31@post.example", "550 5.1.1 unknown", "Mislukt", `aria-current="true"`)
	w.lacks(failed, "Dea.30@post.example")
	person := w.ask("GET /desk/outbox?person=DEA.7%40post.example", cookie, nil)
	w.status(person, http.StatusOK, "Dea.7@post.example", `value="DEA.7@post.example"`)
	w.lacks(person, "Dea.17@post.example")
	w.status(w.ask("GET /desk/outbox?person=0000-07", cookie, nil), http.StatusOK, "Dea.7@post.example")
	w.status(w.ask("GET /desk/outbox?day=2-2-2027&kind=confirmation", cookie, nil), http.StatusOK, "Dea.60@post.example", `value="2-2-2027"`)
	none := w.ask("GET /desk/outbox?day=2027-02-03&session=ses-3", cookie, nil)
	w.status(none, http.StatusOK, "Hier zijn geen mails", "Alleen de mails over")
	w.status(w.ask("GET /desk/outbox?day=ooit", cookie, nil), http.StatusUnprocessableEntity, `value="ooit"`, "Er is een probleem")
	w.status(w.ask("GET /desk/outbox?session=nergens", cookie, nil), http.StatusNotFound)
	w.status(w.ask("GET /desk/outbox?state=weird&kind=weird", cookie, nil), http.StatusOK, "Dea.60@post.example")
}

func TestOneMessage(t *testing.T) {
	w, cookie, all := outboxWorld(t)
	path := "/desk/outbox/" + all[30].ID
	page := w.ask("GET "+path, cookie, nil)
	w.status(page, http.StatusOK, "550 5.1.1 unknown", "Zo zou de mail nu uitgaan", "METHOD:REQUEST", "Zet de afspraak in de agenda", "Volgnummer 0",
		`sandbox=""`, path+"/frame", path+"/retry", path+"/drop", "Alle mails over deze aanmelding")
	if csp := page.Header().Get("Content-Security-Policy"); !strings.Contains(csp, "frame-src 'self'") {
		t.Errorf("policy %q", csp)
	}
	frame := w.ask("GET "+path+"/frame", cookie, nil)
	w.status(frame, http.StatusOK, "<!DOCTYPE html>")
	if csp := frame.Header().Get("Content-Security-Policy"); !strings.HasPrefix(csp, "sandbox; default-src 'none'; style-src 'unsafe-inline'") {
		t.Errorf("policy of the frame %q", csp)
	}
	sent := w.ask("GET /desk/outbox/"+all[0].ID, cookie, nil)
	w.status(sent, http.StatusOK, "We bewaren geen verstuurde mails", "(250)")
	w.lacks(sent, "/retry", "/hold", "/drop")
	w.status(w.ask("GET /desk/outbox/nothing", cookie, nil), http.StatusNotFound)
	w.status(w.ask("GET /desk/outbox/nothing/frame", cookie, nil), http.StatusNotFound)

	// Who is erased has no letter left.
	w.must(w.store.Update(t.Context(), func(ctx context.Context, tx events.Tx) error {
		r, err := tx.Registration(ctx, all[5].RegistrationID)
		if err != nil {
			return err
		}
		r.Email, r.Name = "", ""
		return tx.PutRegistration(ctx, r)
	}))
	w.status(w.ask("GET /desk/outbox/"+all[5].ID, cookie, nil), http.StatusOK, "Er is niets meer om deze mail mee te maken")
	w.status(w.ask("GET /desk/outbox/"+all[5].ID+"/frame", cookie, nil), http.StatusNotFound)
}

func TestHandsOnAMessage(t *testing.T) {
	w, cookie, all := outboxWorld(t)
	path := "/desk/outbox/" + all[30].ID
	for _, step := range []struct {
		do   string
		want events.MessageState
	}{{"hold", events.Held}, {"retry", events.Queued}, {"drop", events.Cancelled}} {
		w.status(w.ask("GET "+path+"/"+step.do, cookie, nil), http.StatusOK, `method="post"`, "Dea.31@post.example", "Toch niet")
		w.led(w.ask("POST "+path+"/"+step.do, cookie, url.Values{}), path+"?notice="+step.do)
		w.status(w.ask("GET "+path+"?notice="+step.do, cookie, nil), http.StatusOK, `role="status"`)
		if m, err := w.service.Message(t.Context(), all[30].ID); err != nil || m.State != step.want {
			t.Errorf("%s: %s, %v", step.do, m.State, err)
		}
	}
	w.status(w.ask("POST "+path+"/retry", cookie, url.Values{}), http.StatusUnprocessableEntity, "Dit kan niet in de toestand")
	w.status(w.ask("POST /desk/outbox/nothing/retry", cookie, url.Values{}), http.StatusNotFound)
	w.status(w.ask("GET /desk/outbox/nothing/retry", cookie, nil), http.StatusNotFound)
}

func TestAllMailStopsAndSaysSo(t *testing.T) {
	w, cookie, _ := outboxWorld(t)
	w.status(w.ask("GET /desk/outbox/pause", cookie, nil), http.StatusOK, "Zet alle mail stil", `value="pause"`)
	w.led(w.ask("POST /desk/outbox/pause", cookie, url.Values{}), "/desk/outbox/pause")
	w.lacks(w.ask("GET /desk", cookie, nil), "Er gaat geen mail uit")
	w.led(w.ask("POST /desk/outbox/pause", cookie, url.Values{"do": {"pause"}}), "/desk/outbox?notice=paused")
	for _, page := range []string{"/desk", "/desk/account", "/desk/outbox?notice=paused"} {
		w.status(w.ask("GET "+page, cookie, nil), http.StatusOK, "Er gaat geen mail uit", `href="/desk/outbox/pause"`)
	}
	viewer := w.ask("GET /desk", w.login(w.user(events.RoleViewer), true), nil)
	w.status(viewer, http.StatusOK, "Er gaat geen mail uit")
	w.lacks(viewer, "/desk/outbox/pause")
	w.lacks(w.ask("GET /desk/login", nil, nil), "Er gaat geen mail uit")
	w.status(w.ask("GET /desk/outbox/pause", cookie, nil), http.StatusOK, `value="resume"`)
	w.led(w.ask("POST /desk/outbox/pause", cookie, url.Values{"do": {"resume"}}), "/desk/outbox?notice=resumed")
	w.lacks(w.ask("GET /desk", cookie, nil), "Er gaat geen mail uit")
}

func TestDeparturesOfADay(t *testing.T) {
	w, cookie, all := outboxWorld(t)
	w.must(w.store.Update(t.Context(), func(ctx context.Context, tx events.Tx) error {
		m := all[30]
		m.State, m.DueAt = events.Retrying, w.now.Add(25*time.Hour)
		return tx.PutMessage(ctx, m)
	}))
	w.status(w.ask("GET /desk/outbox/tomorrow", cookie, nil), http.StatusOK, "woensdag 3 februari 2027", "1 mail", "In dit uur",
		"state=retrying", "day=2027-02-02", "day=2027-02-04")
	w.status(w.ask("GET /desk/outbox/tomorrow?day=4+februari+2027", cookie, nil), http.StatusOK, "donderdag 4 februari 2027", "gaat er niets uit")
	w.status(w.ask("GET /desk/outbox/tomorrow?day=2027-02-01", cookie, nil), http.StatusOK, "Deze dag is voorbij", "/desk/outbox?day=2027-02-01")
	w.status(w.ask("GET /desk/outbox/tomorrow?day=32", cookie, nil), http.StatusUnprocessableEntity, "Er is een probleem")
}

func TestWhatIfASessionMoves(t *testing.T) {
	w := newWorld(t)
	cookie := w.login(w.user(events.RoleCoordinator), true)
	w.must(w.store.Update(t.Context(), func(ctx context.Context, tx events.Tx) error {
		for n := range 3 {
			r := storetest.Registrant(n+1, "ses-1")
			r.Told.Requested = true
			if n == 2 {
				r.State, r.QueueNo = events.Waitlisted, 1
			}
			if err := tx.InsertRegistration(ctx, r); err != nil {
				return err
			}
			if err := tx.PutTold(ctx, r.ID, r.Told); err != nil {
				return err
			}
		}
		return nil
	}))
	before, err := w.service.Session(t.Context(), "ses-1")
	w.must(err)
	start := before.StartsAt().In(before.TimeZone())
	path := "/desk/sessions/ses-1/what-if"
	w.status(w.ask("GET "+path, cookie, nil), http.StatusOK, `value="`+start.Format("2-1-2006")+`"`, `value="`+start.Format("15.04")+`"`, "Bijvoorbeeld 30-3-2027", "Er verandert niets en er gaat niets uit")
	to := start.AddDate(0, 0, 1).Format("2006-01-02T15:04")
	w.status(w.ask("GET "+path+"?starts_at="+to, cookie, nil), http.StatusOK, "2 mensen krijgen een bericht van wijziging",
		"1 mens op de wachtlijst krijgt een nieuw bericht", "Dea.1@post.example", strconv.Itoa(start.AddDate(0, 0, 1).Day()))
	w.status(w.ask("GET "+path+"?starts_at="+start.Format("2006-01-02T15:04"), cookie, nil), http.StatusOK, "dezelfde tijd en plaats")
	w.status(w.ask("GET "+path+"?starts_at=donderdag", cookie, nil), http.StatusUnprocessableEntity, `value="donderdag"`, "Er is een probleem")
	w.status(w.ask("GET "+path+"?starts_at=2027-03-28T02:30", cookie, nil), http.StatusUnprocessableEntity, "De klok gaat in die nacht vooruit")
	next := start.AddDate(0, 0, 1)
	typed := "?date=" + url.QueryEscape(next.Format("2 January 2006")) + "&start=" + next.Format("15") + "u" + next.Format("04")
	w.status(w.ask("GET "+path+typed, cookie, nil), http.StatusOK, "2 mensen krijgen een bericht van wijziging", `value="`+next.Format("2-1-2006")+`"`)
	w.status(w.ask("GET "+path+"?date=morgen&start=laat", cookie, nil), http.StatusUnprocessableEntity, `id="e-date"`, `id="e-start"`, `value="morgen"`, `value="laat"`)
	twice := "?date=31-10-2027&start=2.30"
	w.status(w.ask("GET "+path+twice, cookie, nil), http.StatusUnprocessableEntity, "komt twee keer voor", `name="start_offset"`)
	w.status(w.ask("GET "+path+twice+"&start_offset=%2B01:00", cookie, nil), http.StatusOK, "zondag 31 oktober 2027")
	// Whether it can comes first, and the form that does it is a click away.
	w.status(w.ask("GET "+path+"?date=27-4-2027&start=14.30", cookie, nil), http.StatusOK, "Dit staat in de weg", "Koningsdag", "/move?date=2027-04-27&amp;start=14.30")
	w.status(w.ask("GET /desk/sessions/ses-1/move?date=2027-04-27&start=14.45", cookie, nil), http.StatusOK, `value="27-4-2027"`, `value="14.45"`)
	w.status(w.ask("GET "+path+"?date=9-2-2026&start=14.30", cookie, nil), http.StatusOK, "is al geweest", "Niemand krijgt bericht.")
	after, err := w.service.Session(t.Context(), "ses-1")
	if err != nil || after.Version != before.Version || !after.StartsAt().Equal(before.StartsAt()) {
		t.Errorf("the session is %+v, %v", after, err)
	}
	w.status(w.ask("GET /desk/sessions/nothing/what-if", cookie, nil), http.StatusNotFound)
}
