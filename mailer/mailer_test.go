package mailer

import (
	"context"
	"flag"
	"io"
	"log/slog"
	"net/mail"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"
	_ "time/tzdata"

	"kantine/events"
	"kantine/templates"
	"kantine/templates/locale"
)

var update = flag.Bool("update", false, "write the golden files")

func config() Config {
	return Config{
		Server:       Server{Host: "127.0.0.1", Port: 1, Security: Loopback},
		From:         mail.Address{Name: "Zorg en werk", Address: "planning@kantine.example"},
		DiscreetFrom: mail.Address{Name: "Planning", Address: "afspraak@kantine.example"},
	}
}

func newMailer(t testing.TB, cfg Config) *Mailer {
	t.Helper()
	mails, err := templates.LoadMails()
	if err != nil {
		t.Fatal(err)
	}
	catalog, err := locale.Load()
	if err != nil {
		t.Fatal(err)
	}
	m, err := New(cfg, mails, catalog, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(m.Close)
	return m
}

func at(t testing.TB, s string) time.Time {
	t.Helper()
	when, err := time.Parse(time.RFC3339, s)
	if err != nil {
		t.Fatal(err)
	}
	return when.UTC()
}

// kinds are all the letters there are, with their calendar part.
var kinds = []struct {
	kind   events.MessageKind
	method events.Method
}{
	{events.Confirmation, events.MethodRequest},
	{events.Update, events.MethodRequest},
	{events.Cancellation, events.MethodCancel},
	{events.Withdrawal, events.MethodCancel},
	{events.WaitlistEntry, events.NoCalendar},
	{events.ReminderLetter, events.NoCalendar},
	{events.FollowUp, events.NoCalendar},
	{events.FreeLetter, events.NoCalendar},
	{events.LinkLetter, events.NoCalendar},
	{events.AlreadyRegistered, events.NoCalendar},
	{events.NewsletterConfirm, events.NoCalendar},
}

// letter is a confirmation; kind turns it into another.
func letter(t testing.TB) events.Letter {
	block := events.Block{ID: "blk1", StartsAt: at(t, "2027-02-02T14:30:00+01:00"), EndsAt: at(t, "2027-02-02T15:45:00+01:00")}
	return events.Letter{
		Message: events.Message{
			ID: "01kamq0r8t1111111111111111", Kind: events.Confirmation,
			MessageID: "<4q8r7w6t5y4x3z2v1n0m9k8j7h@kantine.example>",
		},
		Text: events.Confirmation, Method: events.MethodRequest, Language: "nl",
		Name: "Zoë van der Test", To: "zoe@voorbeeld.example", Now: at(t, "2026-11-22T12:00:00+01:00"),
		Programme: events.Programme{
			Name:      events.Text{NL: "Zorg en werk", EN: "Care and work"},
			Organiser: events.Organiser{Name: "Team Zorg en werk", Phone: "0591 000 000"},
		},
		Registration: events.Registration{
			ID: "reg1", UID: "01kamq0r8t0000000000000000-9b2f6f0e5f0c4c4e8d1e000000000001",
			Organizer: "planning@kantine.example", State: events.Confirmed, Participation: events.NeedsAction,
		},
		Session: events.Session{
			ID: "ses-06", Slug: "workshop-emmen", Zone: "Europe/Amsterdam", State: events.SessionPublished,
			Title:  events.Text{NL: "Workshop voor leidinggevenden", EN: "Workshop for managers"},
			Blocks: []events.Block{block},
		},
		Block: block,
		Place: events.Place{
			Name: "Ondernemershuis Voorbeeld", Address: "Voorbeeldplein 1", Postcode: "7899 ZY", City: "Emmen",
			Route: "Ingang aan de voorzijde; melden bij de balie.",
		},
		Sector:       events.Sector{Name: events.Text{NL: "Bouw", EN: "Building"}, ToolkitURL: "https://toolkit.voorbeeld.example/bouw"},
		Facilitators: []string{"Kim Testman", "Ünal Voorbeeld"},
		EraseOn:      at(t, "2028-03-31T12:00:00+02:00"),
		Links: events.LetterLinks{
			Manage: "https://kantine.example/r/reg1.abcdefghijklmnopqrstuv", Stop: "https://kantine.example/u/reg1.abcdefghijklmnopqrstuv",
			Offer: "https://kantine.example/",
		},
	}
}

// as makes the letter one of a kind, with what such a letter comes with.
func as(t testing.TB, l events.Letter, kind events.MessageKind, method events.Method) events.Letter {
	l.Message.Kind, l.Text, l.Method = kind, kind, method
	if method != events.NoCalendar && kind != events.Confirmation {
		l.Registration.Sequence = 1
		l.Registration.Told = events.Told{
			Requested: true, StartsAt: at(t, "2027-01-26T14:30:00+01:00"), EndsAt: at(t, "2027-01-26T15:45:00+01:00"),
			Place: "Zaal De Oefening, Assen", MessageID: "<0a1b2c3d4e5f6g7h8j9k0m1n2p@kantine.example>",
		}
		l.Session.Reason = events.Text{NL: "De begeleider is verhinderd.", EN: "The facilitator is not available."}
	}
	switch kind {
	case events.Cancellation:
		l.Session.State = events.SessionCancelled
	case events.WaitlistEntry:
		l.Position = 3
	case events.ReminderLetter:
		l.Now = at(t, "2027-02-01T14:30:00+01:00")
	case events.FollowUp:
		l.Now = at(t, "2027-02-03T15:45:00+01:00")
	case events.NewsletterConfirm:
		l = events.Letter{
			Message: l.Message, Text: kind, Language: l.Language, To: l.To, Now: l.Now, Programme: l.Programme,
			Links: events.LetterLinks{Action: "https://kantine.example/n/sub1.abcdefghijklmnopqrstuv", Offer: l.Links.Offer, Stop: l.Links.Stop},
		}
	}
	return l
}

// assigned makes the letter one to a facilitator, or to an employer.
func assigned(t testing.TB, l events.Letter, text events.MessageKind, method events.Method) events.Letter {
	l = as(t, l, events.Update, method)
	if text == events.AssignmentLetter {
		l.Registration.Sequence, l.Registration.Told, l.Session.Reason = 0, events.Told{}, events.Text{}
	}
	if method == events.NoCalendar {
		l.Registration.Told = as(t, l, events.Update, events.MethodRequest).Registration.Told
	}
	l.Message.Kind, l.Message.About, l.Text, l.Links.Manage = events.AssignmentLetter, events.AboutAssignment, text, ""
	l.Registration.ID, l.Registration.State = "", ""
	l.Kit, l.Contact, l.Site = "Pop-upkist A", "Hans Demo 0591 000 000", "Demo Dozen"
	if method == events.MethodCancel {
		l.Links.Stop = ""
	}
	return l
}

func render(t testing.TB, m *Mailer, l events.Letter) string {
	t.Helper()
	raw, err := m.Render(t.Context(), l)
	if err != nil {
		t.Fatal(err)
	}
	return string(raw)
}

var boundaries = regexp.MustCompile(`[0-9a-f]{60}`)

// steady gives the random boundaries, in the order they come, lasting names:
// go-mail's own option would give nested parts the same one.
func steady(raw string) string {
	names := map[string]string{}
	return boundaries.ReplaceAllStringFunc(raw, func(b string) string {
		if names[b] == "" {
			names[b] = "boundary-" + string(rune('1'+len(names)))
		}
		return names[b]
	})
}

func TestGolden(t *testing.T) {
	m := newMailer(t, config())
	for name, change := range map[string]func(events.Letter) events.Letter{
		"confirmation-nl": func(l events.Letter) events.Letter { return l },
		"update-en-online": func(l events.Letter) events.Letter {
			l.Language, l.Place = "en", events.Place{Online: true, JoinURL: "https://online.voorbeeld.example/workshop-emmen"}
			return as(t, l, events.Update, events.MethodRequest)
		},
		"cancellation-nl": func(l events.Letter) events.Letter { return as(t, l, events.Cancellation, events.MethodCancel) },
		"withdrawal-nl-discreet": func(l events.Letter) events.Letter {
			l.Discreet, l.Name = true, ""
			return as(t, l, events.Withdrawal, events.MethodCancel)
		},
		"reminder-nl": func(l events.Letter) events.Letter { return as(t, l, events.ReminderLetter, events.NoCalendar) },
		"assignment-nl": func(l events.Letter) events.Letter {
			return assigned(t, l, events.AssignmentLetter, events.MethodRequest)
		},
		"assignment-en-discreet-online": func(l events.Letter) events.Letter {
			l.Discreet, l.Language, l.Place = true, "en", events.Place{Online: true, JoinURL: "https://online.voorbeeld.example/afspraak"}
			return assigned(t, l, events.AssignmentLetter, events.MethodRequest)
		},
		"site_cancellation-en-discreet": func(l events.Letter) events.Letter {
			l.Discreet, l.Language = true, "en"
			return assigned(t, l, events.TextSiteOff, events.NoCalendar)
		},
		"assignment_update-en": func(l events.Letter) events.Letter {
			l.Language = "en"
			return assigned(t, l, events.TextAssignmentUpdate, events.MethodRequest)
		},
		"assignment_cancellation-nl-discreet": func(l events.Letter) events.Letter {
			l.Discreet = true
			return assigned(t, l, events.TextAssignmentOff, events.MethodCancel)
		},
		"site_update-nl":        func(l events.Letter) events.Letter { return assigned(t, l, events.SiteUpdate, events.NoCalendar) },
		"newsletter_confirm-en": func(l events.Letter) events.Letter { l.Language = "en"; return as(t, l, events.NewsletterConfirm, "") },
	} {
		t.Run(name, func(t *testing.T) {
			got := steady(render(t, m, change(letter(t))))
			file := filepath.Join("testdata", name+".eml")
			if *update {
				if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			if got != string(want) {
				t.Errorf("got\n%s\nwant\n%s", got, want)
			}
		})
	}
}

// header unfolds the header of a mail.
func header(t *testing.T, raw string) mail.Header {
	t.Helper()
	msg, err := mail.ReadMessage(strings.NewReader(raw))
	if err != nil {
		t.Fatal(err)
	}
	return msg.Header
}

func TestEveryLetterCanBeWritten(t *testing.T) {
	m := newMailer(t, config())
	for _, k := range kinds {
		for _, lang := range locale.Languages {
			for _, where := range []string{"in person", "online", "discreet"} {
				l := letter(t)
				l.Language, l.Discreet = lang, where == "discreet"
				if where == "online" {
					l.Place = events.Place{Online: true, JoinURL: "https://online.voorbeeld.example/workshop-emmen"}
				}
				l = as(t, l, k.kind, k.method)
				raw := render(t, m, l)
				h := header(t, raw)
				if got := h.Get("Auto-Submitted"); got != "auto-generated" {
					t.Errorf("%s: Auto-Submitted %q", k.kind, got)
				}
				if got := h.Get("X-Auto-Response-Suppress"); got != "OOF, AutoReply" {
					t.Errorf("%s: X-Auto-Response-Suppress %q", k.kind, got)
				}
				if has := h.Get("List-Unsubscribe") != ""; has == (k.kind == events.Cancellation) {
					t.Errorf("%s: List-Unsubscribe %q", k.kind, h.Get("List-Unsubscribe"))
				}
				if has := strings.Contains(raw, "text/calendar; method="+string(k.method)); has != (k.method != "") {
					t.Errorf("%s: calendar part %v", k.kind, has)
				}
				for _, leak := range []string{"go-mail", "User-Agent", "X-Mailer", "{{", "«"} {
					if strings.Contains(raw, leak) {
						t.Errorf("%s: %s", k.kind, leak)
					}
				}
			}
		}
	}
}

func TestHeaders(t *testing.T) {
	m := newMailer(t, config())
	for name, c := range map[string]struct {
		change func(*events.Letter)
		want   map[string]string
	}{
		"confirmation": {func(*events.Letter) {}, map[string]string{
			"From": `"Zorg en werk" <planning@kantine.example>`, "To": "<zoe@voorbeeld.example>",
			"Message-Id": "<4q8r7w6t5y4x3z2v1n0m9k8j7h@kantine.example>", "Date": "Sun, 22 Nov 2026 11:00:00 +0000",
			"List-Unsubscribe": "<https://kantine.example/u/reg1.abcdefghijklmnopqrstuv>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
			"In-Reply-To": "", "References": "", "X-Mailer": "", "User-Agent": "", "Reply-To": "", "Precedence": "",
		}},
		"update": {func(l *events.Letter) { *l = as(t, *l, events.Update, events.MethodRequest) }, map[string]string{
			"In-Reply-To": "<0a1b2c3d4e5f6g7h8j9k0m1n2p@kantine.example>", "References": "<0a1b2c3d4e5f6g7h8j9k0m1n2p@kantine.example>",
		}},
		"the first letter again": {func(l *events.Letter) { l.Registration.Told.MessageID = l.Message.MessageID }, map[string]string{"In-Reply-To": ""}},
		"cancellation": {func(l *events.Letter) { *l = as(t, *l, events.Cancellation, events.MethodCancel) }, map[string]string{
			"List-Unsubscribe": "", "List-Unsubscribe-Post": "",
		}},
		"discreet":               {func(l *events.Letter) { l.Discreet = true }, map[string]string{"From": `"Planning" <afspraak@kantine.example>`, "Subject": "Je afspraak op di 2 feb 2027"}},
		"a stop link on http":    {func(l *events.Letter) { l.Links.Stop = "http://localhost:8080/u/x" }, map[string]string{"List-Unsubscribe": "<http://localhost:8080/u/x>", "List-Unsubscribe-Post": ""}},
		"an injecting stop link": {func(l *events.Letter) { l.Links.Stop = "https://a.example/\r\nBcc: x@y.example" }, map[string]string{"List-Unsubscribe": "", "Bcc": ""}},
		"a domain in Greek":      {func(l *events.Letter) { l.To = "zoe@παράδειγμα.example" }, map[string]string{"To": "<zoe@xn--hxajbheg2az3al.example>"}},
	} {
		t.Run(name, func(t *testing.T) {
			l := letter(t)
			c.change(&l)
			h := header(t, render(t, m, l))
			for field, want := range c.want {
				if got := h.Get(field); got != want {
					t.Errorf("%s: %q, want %q", field, got, want)
				}
			}
		})
	}
}

func TestDiscreetLetterTellsNothing(t *testing.T) {
	m := newMailer(t, config())
	for _, k := range kinds[:5] {
		l := letter(t)
		l.Discreet, l.Name = true, ""
		l.Session.Slug, l.Place.Route = "mantelzorg", ""
		l.Registration.Organizer = "afspraak@kantine.example"
		l = as(t, l, k.kind, k.method)
		msg, err := mail.ReadMessage(strings.NewReader(render(t, m, l)))
		if err != nil {
			t.Fatal(err)
		}
		all := msg.Header.Get("Subject") + msg.Header.Get("From")
		err = walk(msg.Header.Get("Content-Type"), msg.Header.Get("Content-Transfer-Encoding"), msg.Body, func(_ string, r io.Reader) error {
			text, err := io.ReadAll(r)
			all += strings.ReplaceAll(string(text), "\r\n ", "")
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		for _, word := range []string{"zorg", "Workshop", "leidinggevenden", "Testman", "verhinderd"} {
			if strings.Contains(all, word) {
				t.Errorf("%s: %q in\n%s", k.kind, word, all)
			}
		}
	}
}

func BenchmarkRender(b *testing.B) {
	m, l := newMailer(b, config()), letter(b)
	b.ReportAllocs()
	for b.Loop() {
		if _, err := m.Render(context.Background(), l); err != nil {
			b.Fatal(err)
		}
	}
}

var ownLink = regexp.MustCompile(`https://kantine\.example/[^\s<>"]*`)

// TestLinksOpenInTheLettersLanguage: those that people click on. What programs
// read, the header and the calendar, keeps the plain address.
func TestLinksOpenInTheLettersLanguage(t *testing.T) {
	m := newMailer(t, config())
	for lang, tells := range map[string]bool{"nl": false, "en": true} {
		for _, kind := range []events.MessageKind{events.Confirmation, events.Cancellation, events.NewsletterConfirm} {
			l := letter(t)
			l.Language = lang
			if kind != events.Confirmation {
				l = as(t, l, kind, events.NoCalendar)
			}
			words, _, calendar, err := m.Show(l)
			if err != nil {
				t.Fatal(err)
			}
			found := ownLink.FindAllString(words.Text, -1)
			for _, link := range found {
				link = strings.TrimRight(link, ".")
				if strings.HasSuffix(link, "?lang="+lang) != tells || strings.Count(link, "?") > 1 {
					t.Errorf("%s %s: %s", lang, kind, link)
				}
			}
			if len(found) == 0 {
				t.Errorf("%s %s has no link:\n%s", lang, kind, words.Text)
			}
			if stop := header(t, render(t, m, l)).Get("List-Unsubscribe"); strings.Contains(stop+calendar, "lang=") {
				t.Errorf("%s %s: %s\n%s", lang, kind, stop, calendar)
			}
		}
	}
}
