package mailer

import (
	"strings"
	"testing"

	"kantine/events"
)

// What a coordinator wrote goes in the words they chose, but for the subject of
// a discreet letter; a text that tells the theme does not reach who is discreet.
func TestFreeLetters(t *testing.T) {
	m := newMailer(t, config())
	for name, c := range map[string]struct {
		discreet      bool
		body          string
		subject, text string
		not           string
	}{
		"open":           {false, "Kom **achterom** naar {{title}}.", "Andere ingang", "Kom achterom naar ", "**"},
		"discreet":       {true, "Kom achterom op {{date}}.", "Een bericht over je afspraak", "Kom achterom op ", "Andere ingang"},
		"theme":          {true, "Kom achterom naar {{title}}.", "Een bericht over je afspraak", "Dit bericht gaat over je afspraak", "achterom"},
		"broken by hand": {false, "Kom {{achterom", "Over ", "Dit bericht gaat over ", "achterom"},
	} {
		t.Run(name, func(t *testing.T) {
			l := as(t, letter(t), events.FreeLetter, events.NoCalendar)
			l.Discreet, l.Free = c.discreet, events.FreeWords{Subject: "Andere ingang", Body: c.body}
			mail, err := m.Preview(l)
			if err != nil {
				t.Fatal(err)
			}
			if !strings.HasPrefix(mail.Subject, c.subject) || !strings.Contains(mail.Text, c.text) || !strings.Contains(mail.HTML, "<html") ||
				strings.Contains(mail.Subject+mail.Text, c.not) {
				t.Errorf("%s\n\n%s", mail.Subject, mail.Text)
			}
			raw := render(t, m, l)
			head := header(t, raw)
			if !strings.HasPrefix(head.Get("List-Unsubscribe"), "<https://") || head.Get("List-Unsubscribe-Post") != "List-Unsubscribe=One-Click" {
				t.Errorf("List-Unsubscribe %q, %q", head.Get("List-Unsubscribe"), head.Get("List-Unsubscribe-Post"))
			}
			if strings.Contains(raw, "text/calendar") {
				t.Error("a calendar part would ask for an answer again")
			}
			if from := head.Get("From"); c.discreet != strings.Contains(from, "afspraak@") {
				t.Errorf("from %s", from)
			}
		})
	}
}
