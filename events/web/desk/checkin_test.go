package desk

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"kantine/events"
	"kantine/events/store/storetest"
)

func TestAtTheDoor(t *testing.T) {
	w, own := objectWorld(t)
	early := w.login(own, true)
	w.status(w.ask("GET /desk/sessions/ses-1/check-in", early, nil), http.StatusOK, "Vanaf drie uur voor het begin", "disabled")
	w.now = storetest.At(14, 0)
	fenna, door := w.login(own, true), "/desk/sessions/ses-1/check-in"
	page := w.ask("GET "+door, fenna, nil)
	w.status(page, http.StatusOK, "Aangemeld en gekomen: 0 van 1.", "Dea Demo 1", "tally")
	w.lacks(page, "post.example")

	code := w.service.CheckInCode("reg-000001")
	found := w.ask("GET /desk/check-in/"+code, fenna, nil)
	w.status(found, http.StatusOK, "Dea Demo 1", "/desk/registrations/reg-000001/attendance")
	w.status(w.ask("GET "+door, fenna, nil), http.StatusOK, "0 van 1") // looking changed nothing
	w.status(w.ask("POST "+door, fenna, url.Values{"code": {w.service.CheckInCode("reg-000002")}}), http.StatusUnprocessableEntity, "hoort niet bij deze sessie")
	w.status(w.ask("GET /desk/check-in/"+w.service.CheckInCode("reg-000002"), fenna, nil), http.StatusUnprocessableEntity)
	w.led(w.ask("POST "+door, fenna, url.Values{"code": {strings.ToLower(code)}}), door+"?done=reg-000001")
	w.status(w.ask("GET "+door+"?done=reg-000001", fenna, nil), http.StatusOK, "Aangemeld en gekomen: 1 van 1.", "Terugdraaien")
	w.status(w.ask("GET /desk/check-in/"+code, fenna, nil), http.StatusOK, "al binnen")
	w.lacks(w.ask("GET "+door+"?q=xyz", fenna, nil), "Dea Demo 1")

	count := func(by, key string) url.Values {
		return url.Values{"block": {"ses-1-b1"}, "by": {by}, "key": {key}, "quiet": {"1"}}
	}
	for _, step := range []struct{ by, key, want string }{{"1", "a", "1"}, {"1", "a", "1"}, {"1", "b", "2"}, {"-1", "b", "1"}} {
		answer := w.ask("POST /desk/sessions/ses-1/walk-ins", fenna, count(step.by, step.key))
		if answer.Code != http.StatusOK || answer.Body.String() != step.want {
			t.Errorf("%v: %d %s", step, answer.Code, answer.Body)
		}
	}
	loud := count("1", "c")
	loud.Del("quiet")
	w.led(w.ask("POST /desk/sessions/ses-1/walk-ins", fenna, loud), door)
	w.status(w.ask("GET "+door, fenna, nil), http.StatusOK, "Aangemeld en gekomen: 1 van ", "<span data-walked>2</span>", "<span data-together>3</span>")
	w.status(w.ask("POST /desk/sessions/ses-3/walk-ins", fenna, loud), http.StatusNotFound)
}

// A code is six letters: whoever tries them all waits, on their own.
func TestGuessingCodes(t *testing.T) {
	w, own := objectWorld(t)
	w.now = storetest.At(14, 0)
	fenna, ann := w.login(own, true), w.login(w.user(events.RoleCoordinator), true)
	for n := range 30 {
		answer := w.ask("GET /desk/check-in/AAAAAA", fenna, nil)
		if n%2 == 0 {
			answer = w.ask("POST /desk/sessions/ses-1/check-in", fenna, url.Values{"code": {"BBBBBB"}})
		}
		if answer.Code == http.StatusTooManyRequests {
			if n < 10 {
				t.Errorf("slowed down after %d", n)
			}
			w.status(w.ask("GET /desk/check-in/"+w.service.CheckInCode("reg-000001"), ann, nil), http.StatusOK)
			w.real = w.real.Add(time.Hour)
			w.status(w.ask("GET /desk/check-in/"+w.service.CheckInCode("reg-000001"), fenna, nil), http.StatusOK)
			return
		}
	}
	t.Error("nobody is slowed down")
}
