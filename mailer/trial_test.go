package mailer

import (
	"strings"
	"testing"

	"kantine/events"
)

// trial is a letter that shows a text, about nobody.
func trial(t testing.TB) events.Letter {
	l := letter(t)
	l.Trial, l.Name, l.Registration, l.Place, l.Facilitators = true, "", events.Registration{}, events.Place{}, nil
	l.Session.Title = events.Text{}
	return l
}

func TestTheHousesOwnTextIsSent(t *testing.T) {
	m := newMailer(t, config())
	l := letter(t)
	l.OwnTexts = map[string]string{"confirmation": "Onderwerp: Eigen onderwerp\n\nEigen woorden. {{date}}, {{time}}, {{where}}\n{{join_link}}"}
	mail := render(t, m, l)
	if !strings.Contains(mail, "Subject: Eigen onderwerp\r\n") || !strings.Contains(mail, "Eigen woorden.") || !strings.Contains(mail, "text/calendar") {
		t.Errorf("got\n%s", mail)
	}
	l.OwnTexts = map[string]string{"confirmation": "# kapot"}
	if mail := render(t, m, l); strings.Contains(mail, "kapot") || !strings.Contains(mail, "Uw plek is geregeld.") {
		t.Errorf("no way back from a text that cannot be read:\n%s", mail)
	}
}

// A letter that shows a text enters no calendar and stops nobody's mail, and
// says what it is.
func TestATrialIsNoLetter(t *testing.T) {
	m := newMailer(t, config())
	for _, about := range []events.Letter{trial(t), as(t, letter(t), events.Update, events.MethodRequest)} {
		about.Trial = true
		mail := render(t, m, about)
		for _, not := range []string{"text/calendar", "invite.ics", "BEGIN:VCALENDAR", "List-Unsubscribe"} {
			if strings.Contains(mail, not) {
				t.Errorf("it has %s:\n%s", not, mail)
			}
		}
		if !strings.Contains(mail, "\r\nSubject: [test] ") && !strings.Contains(mail, "\r\nSubject: =?UTF-8?q?[test]_") {
			t.Errorf("the subject does not say so:\n%s", mail)
		}
	}
}

func TestATrialIsMadeUp(t *testing.T) {
	m := newMailer(t, config())
	l := trial(t)
	l.Text = "invitation"
	mail, err := m.Preview(l)
	if err != nil || !strings.Contains(mail.Text, "Beste Kim van der Voorbeeld,") || !strings.Contains(mail.Text, "Demo Metaal BV") {
		t.Errorf("%v:\n%s", err, mail.Text)
	}
	l.Nameless = true
	if mail, err = m.Preview(l); err != nil || !strings.HasPrefix(mail.Text, "Goedendag,") {
		t.Errorf("%v:\n%s", err, mail.Text)
	}
	// About somebody, an empty line falls away as it will.
	l = letter(t)
	l.Trial, l.Place.Route = true, ""
	if mail, err = m.Preview(l); err != nil || strings.Contains(mail.Text, "Route") || !strings.Contains(mail.Text, "Zoë van der Test") {
		t.Errorf("%v:\n%s", err, mail.Text)
	}
}
