package desk

import (
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"kantine/events"
)

func TestSettingsTellNoSecret(t *testing.T) {
	w := newWorld(t)
	user := w.user(events.RoleAdmin)
	page := w.ask("GET /desk/settings", w.login(user, true), nil)
	w.status(page, 200, "smtp://***@mail.example:587", "niet ingesteld", "21:00-07:00", "Europe/Amsterdam", "/api/docs", `value="`+user.Email+`"`)
	w.desk.tryMail = nil
	page = w.ask("GET /desk/settings", w.login(user, true), nil)
	w.status(page, 200, "Er is geen mailserver ingesteld.")
	if strings.Contains(page.Body.String(), `name="email"`) {
		t.Error("there is a form for a server that there is none of")
	}
	w.status(w.ask("POST /desk/settings/mail", w.login(user, true), words("email", user.Email)), http.StatusNotFound)
}

func TestTheMailServerIsTested(t *testing.T) {
	w := newWorld(t)
	admin, other := w.login(w.user(events.RoleAdmin), true), w.login(w.user(events.RoleAdmin), true)
	w.status(w.ask("POST /desk/settings/mail", admin, words("email", "geen adres")), 422, `id="e-email"`, `value="geen adres"`)
	answer := w.ask("POST /desk/settings/mail", admin, words("email", " kim@post.example "))
	w.status(answer, 200, "Naam opzoeken", "Mislukt", "kent deze gebruiker met dit wachtwoord niet", "Kijk of beide kloppen", "535 5.7.8 no", "Niet geprobeerd")

	// Once in ten seconds for each person.
	answer = w.ask("POST /desk/settings/mail", admin, words("email", "kim@post.example"))
	w.status(answer, http.StatusTooManyRequests)
	if after := answer.Header().Get("Retry-After"); after != "10" {
		t.Errorf("wait %s", after)
	}
	w.status(w.ask("POST /desk/settings/mail", other, words("email", "sam@post.example")), 200)
	w.real = w.real.Add(10 * time.Second)
	w.status(w.ask("POST /desk/settings/mail?lang=en", admin, words("email", "kim@post.example")), 200, "Look up the name")
	if want := []string{"kim@post.example nl", "sam@post.example nl", "kim@post.example en"}; !slices.Equal(w.tried, want) {
		t.Errorf("tried %q, want %q", w.tried, want)
	}
	log := w.ask("GET /desk/audit", admin, nil)
	w.status(log, 200, "Mailserver getest")
	if strings.Contains(log.Body.String(), "post.example") || strings.Contains(w.log.String(), "post.example") {
		t.Error("the audit or the log tells whom the mail went to")
	}
}
