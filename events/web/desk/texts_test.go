package desk

import (
	"context"
	"html"
	"regexp"
	"strings"
	"testing"

	"kantine/events"
	"kantine/events/store/storetest"
	"kantine/templates"
	"kantine/templates/locale"
)

const (
	confirmationPath = "/desk/texts/confirmation/nl"
	ownText          = "Onderwerp: Tot {{date}}\n\nU bent er {{date}}, {{time}}, {{where}}.\nOnline: {{join_link}}"
)

func (w *world) claimed() []events.Letter {
	w.t.Helper()
	letters, err := w.service.Claim(w.t.Context(), 10, w.now)
	w.must(err)
	return letters
}

func TestATextIsWritten(t *testing.T) {
	w := newWorld(t)
	user := w.user(events.RoleCoordinator)
	cookie := w.login(user, true)
	w.status(w.ask("GET /desk/texts", cookie, nil), 200, "Bevestiging", "Ondertekening (discreet)", confirmationPath, "Standaardtekst")
	page := w.ask("GET "+confirmationPath, cookie, nil)
	w.status(page, 200, "Uw plek is geregeld.", "{{manage_link}}", `data-insert="{{date}}"`, "moet erin", `name="base" value="0"`)
	if policy := page.Header().Get("Content-Security-Policy"); strings.Contains(policy, "script-src 'unsafe") || !strings.Contains(policy, "default-src 'none'") {
		t.Errorf("policy %q", policy)
	}

	// A look saves nothing.
	w.status(w.ask("POST "+confirmationPath, cookie, words("do", "preview", "source", ownText+"\n\nEen **kijkje**.")), 200, "Een kijkje.", "&lt;strong&gt;kijkje&lt;/strong&gt;")
	w.status(w.ask("GET "+confirmationPath, cookie, nil), 200, "Nu gaat de standaardtekst uit.")

	w.led(w.ask("POST "+confirmationPath, cookie, words("do", "save", "base", "0", "source", ownText)), confirmationPath+"?notice=saved")
	w.status(w.ask("GET "+confirmationPath+"?notice=saved", cookie, nil), 200, "De tekst is bewaard.", "U bent er dinsdag", "Versie 1", user.Email, `value="1"`)
	w.status(w.ask("GET /desk/texts", cookie, nil), 200, "Eigen tekst", "Nog geen eigen tekst in:")

	// Somebody else was first.
	answer := w.ask("POST "+confirmationPath, cookie, words("do", "save", "base", "0", "source", ownText+"\nNog iets."))
	w.status(answer, 409, "Iemand anders heeft deze tekst", "Nog iets.", `name="base" value="1"`)
	w.led(w.ask("POST "+confirmationPath, cookie, words("do", "save", "base", "1", "source", ownText+"\nNog iets.")), confirmationPath+"?notice=saved")

	// An earlier one is looked at and put back; so is the embedded one.
	w.status(w.ask("GET "+confirmationPath+"?version=1", cookie, nil), 200, "U ziet versie 1.", `name="base" value="2"`)
	w.status(w.ask("GET "+confirmationPath+"?version=0", cookie, nil), 200, "U ziet de standaardtekst.", "Uw plek is geregeld.")
	w.status(w.ask("GET "+confirmationPath+"?version=9", cookie, nil), 404)
	w.status(w.ask("GET "+confirmationPath+"?version=x", cookie, nil), 404)
	w.status(w.ask("POST "+confirmationPath+"/reset", cookie, words("base", "1")), 409, "Iemand anders")
	w.led(w.ask("POST "+confirmationPath+"/reset", cookie, words("base", "2")), confirmationPath+"?notice=reset")
	w.status(w.ask("GET "+confirmationPath+"?notice=reset", cookie, nil), 200, "De standaardtekst staat terug.", "Versie 3", "terug naar de standaardtekst")
	w.status(w.ask("GET /desk/audit", w.login(w.user(events.RoleAdmin), true), nil), 200, "Mailtekst bewaard (Nederlands)", "Mailtekst teruggezet")
}

func TestATextIsRefused(t *testing.T) {
	w := newWorld(t)
	cookie := w.login(w.user(events.RoleCoordinator), true)
	for _, do := range []string{"save", "preview", "test"} {
		answer := w.ask("POST "+confirmationPath, cookie, words("do", do, "source", ownText+"\n{{surname}} <b>x</b>\n{{Date}}"))
		w.status(answer, 422, "Er is een probleem", "Regel 5: het veld surname bestaat niet.", "Regel 6: schrijf het veld date", "&lt;b&gt;x&lt;/b&gt;", `href="#f-source"`)
		if strings.Contains(answer.Body.String(), "<iframe") {
			t.Errorf("%s: a letter is made of it", do)
		}
	}
	w.status(w.ask("POST "+confirmationPath, cookie, words("do", "save", "source", "")), 422, "begin met “Onderwerp:”")
	w.status(w.ask("POST "+confirmationPath, cookie, words("do", "save", "base", "x", "source", ownText)), 400)
	for _, path := range []string{"/desk/texts/nothing/nl", "/desk/texts/confirmation/fr"} {
		if code := w.ask("GET "+path, cookie, nil).Code; code != 404 {
			t.Errorf("%s: %d", path, code)
		}
	}
	if letters := w.claimed(); len(letters) != 0 {
		t.Errorf("%d letters", len(letters))
	}
}

// A text that this program cannot read, as one of an earlier one may be.
func TestABrokenTextSaysSo(t *testing.T) {
	w := newWorld(t)
	cookie := w.login(w.user(events.RoleCoordinator), true)
	w.must(w.store.Update(t.Context(), func(ctx context.Context, tx events.Tx) error {
		return tx.PutMailText(ctx, events.MailText{Key: "confirmation", Language: "nl", Version: 1, Source: "Onderwerp: x\n\n{{gone}}", At: w.now})
	}))
	w.status(w.ask("GET /desk/texts", cookie, nil), 200, "Eigen tekst werkt niet meer")
	w.status(w.ask("GET "+confirmationPath, cookie, nil), 200, "Daarom gaat de standaardtekst uit.", "Regel 3: het veld gone bestaat niet.")
}

func TestATestIsSentToTheVisitor(t *testing.T) {
	w := newWorld(t)
	storetest.Fill(t, w.store, events.Bundle{Programme: storetest.Programme().Programme, Registrations: []events.Registration{storetest.Registrant(1, "ses-1")}})
	user := w.user(events.RoleCoordinator)
	cookie := w.login(user, true)
	page := w.ask("GET "+confirmationPath, cookie, nil).Body.String()
	choice := regexp.MustCompile(`<option value="(reg[^"]+)"`).FindStringSubmatch(page)
	if choice == nil {
		t.Fatalf("nobody to choose: %s", page)
	}
	answer := w.ask("POST "+confirmationPath, cookie, words("do", "test", "source", ownText+"\nProef {{title}}", "registration", choice[1]))
	next := answer.Header().Get("Location")
	if answer.Code != 303 || !strings.HasPrefix(next, confirmationPath+"?notice=tested&draft=") {
		t.Fatalf("%d to %s", answer.Code, next)
	}
	w.status(w.ask("GET "+next, cookie, nil), 200, "De proefmail is onderweg naar "+user.Email, "Proef {{title}}", `value="`+choice[1]+`" selected`)
	w.status(w.ask("GET "+next, w.login(w.user(events.RoleCoordinator), true), nil), 404)
	w.status(w.ask("GET "+strings.Replace(next, "confirmation", "update", 1), cookie, nil), 404)
	letters := w.claimed()
	if len(letters) != 1 || letters[0].To != user.Email || !letters[0].Trial || letters[0].Method != events.NoCalendar {
		t.Fatalf("letters %+v", letters)
	}
	mail, err := w.Preview(letters[0])
	if err != nil || !strings.Contains(mail.Text, "Proef Titel off-1") || strings.Contains(mail.Text, "/r/reg") {
		t.Errorf("%v: %s", err, mail.Text)
	}
	if texts, err := w.service.MailTexts(t.Context()); err != nil || len(texts) != 0 {
		t.Errorf("the test saved %v, %v", texts, err)
	}
}

func TestEveryTextAndFieldHasAName(t *testing.T) {
	known, err := looks()
	if err != nil {
		t.Fatal(err)
	}
	for _, lang := range locale.Languages {
		for _, key := range known.mails.Keys() {
			text := textName(key)
			if words := "desk.texts.frame." + text.Frame; text.Frame != "" && !known.catalog.Has(lang, words) {
				t.Errorf("%s: no %s", lang, words)
			}
			if words := "letter." + text.Letter; text.Letter != "" && !known.catalog.Has(lang, words) {
				t.Errorf("%s: no %s", lang, words)
			}
		}
		for _, name := range templates.Fields() {
			if !known.catalog.Has(lang, "desk.texts.field."+name) {
				t.Errorf("%s: no words for the field %s", lang, name)
			}
		}
	}
}

// Every text can be opened, shown and saved as it is.
func TestEveryTextCanBeOpened(t *testing.T) {
	w := newWorld(t)
	cookie := w.login(w.user(events.RoleCoordinator), true)
	area := regexp.MustCompile(`(?s)<textarea[^>]*>(.*?)</textarea>`)
	for _, key := range w.mails.Keys() {
		for _, lang := range []string{"nl", "en"} {
			page := w.ask("GET "+textPath(key, lang), cookie, nil)
			w.status(page, 200, "<iframe")
			found := area.FindStringSubmatch(page.Body.String())
			if found == nil {
				t.Fatalf("%s: no form", key)
			}
			if code := w.ask("POST "+textPath(key, lang), cookie, words("do", "save", "source", html.UnescapeString(found[1]))).Code; code != 303 {
				t.Errorf("%s %s cannot be saved as it is: %d", key, lang, code)
			}
		}
	}
}
