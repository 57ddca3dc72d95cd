package main

import (
	"cmp"
	"flag"
	"maps"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"kantine/mailer/mailtest"
)

// lettersDir is where TestEveryLetter leaves each letter as KIND.LANGUAGE.VARIANT.eml:
// go test ./cmd/kantine -run TestEveryLetter -letters DIR.
var lettersDir = flag.String("letters", "", "directory for the letters that TestEveryLetter sends")

// kinds are the letters of what is built, with the method of their calendar
// part.
var kinds = []struct{ kind, method string }{
	{"confirmation", "REQUEST"},
	{"update", "REQUEST"},
	{"cancellation", "CANCEL"},
	{"withdrawal", "CANCEL"},
	{"waitlist", ""},
	{"reminder", ""},
	{"follow_up", ""},
	{"link", ""},
	{"already_registered", ""},
	{"newsletter_confirm", ""},
}

// telltales are what no discreet letter may hold, in small letters: the theme,
// the title, and the programme's name.
var telltales = []string{"zorg", "care", "samen werken", "making it work", "proef", "trial"}

// variant is one way in which a session is held.
type variant struct {
	name     string
	offering object
	session  object
}

var variants = []variant{
	{"in-person", object{}, object{}},
	{"online", object{"kind": "online"}, object{"location": nil, "join_url": "https://meet.example/kantine"}},
	{"discreet", object{"discreet": true}, object{}},
}

func TestEveryLetter(t *testing.T) {
	t.Parallel()
	post := mailtest.New(t, mailtest.Options{})
	k := begin(t, nil, post, "2027-01-04T12:00:00+01:00", "--base-url", "https://kantine.example",
		"--discreet-from", "Afspraken <afspraken@kantine.example>")
	mustCommand(t, with(k.db, "import", writeFile(t, "programme.json", smallProgramme))...)
	table := map[string]*letter{}
	for _, v := range variants {
		k.sendEveryLetter(v, table)
	}
	for _, v := range variants {
		for _, language := range []string{"nl", "en"} {
			for _, kind := range kinds {
				name := kind.kind + "." + language + "." + v.name
				l, ok := table[name]
				if !ok {
					t.Errorf("%s was never sent", name)
					continue
				}
				// The newsletter is about an address and no session: it has no discreet form.
				discreet := v.name == "discreet" && kind.kind != "newsletter_confirm"
				t.Run(name, func(t *testing.T) { l.check(t, language, kind.method, kind.kind, discreet) })
				if *lettersDir != "" {
					if err := os.WriteFile(filepath.Join(*lettersDir, name+".eml"), l.raw, 0o600); err != nil {
						t.Fatal(err)
					}
				}
			}
		}
	}
}

// smallProgramme has a name and an organiser, and no record.
const smallProgramme = `{"schema":"kantine/1","programme":{"id":"prog-1","slug":"zorg-en-werk",
"name":{"nl":"Zorg & werk in de proef","en":"Care & work on trial"},"summary":{"nl":"Zorg en werk.","en":"Care and work."},
"period":{"start":"2026-09-01","end":"2027-08-31"},"timezone":"Europe/Amsterdam","default_language":"nl","languages":["nl","en"],
"organiser":{"name":"Stichting Zorgproef","email":"planning@kantine.example","phone":"088 000 00 00"}}}`

// sendEveryLetter lets sessions of one variant go through all that can happen to
// them, and keeps the letter of each kind in both languages.
func (k *running) sendEveryLetter(v variant, table map[string]*letter) {
	k.t.Helper()
	k.goTo("2027-01-04T12:00:00+01:00")
	offering := k.offer(merged(object{
		"capacity": 8, "reminders": []object{{"offset": "-P1D"}, {"offset": "P1D", "anchor": "end", "kind": "follow_up"}},
		"title": object{"nl": "Samen werken aan mantelzorg", "en": "Making it work as a carer"},
	}, v.offering))
	held := k.session(offering.ID, "2027-02-02T14:30", v.session)
	off := k.session(offering.ID, "2027-02-09T14:30", v.session)
	full := k.session(offering.ID, "2027-02-16T14:30", merged(v.session, object{"capacity": 1}))
	k.register(full.ID, "eerst-"+v.name, "nl", nil)
	for _, language := range []string{"nl", "en"} {
		address := func(who string) string { return who + "-" + language + "-" + v.name }
		fields := url.Values{
			"name": {"Kim Voorbeeld"}, "email": {address("zit") + "@post.example"}, "language": {language},
			"consent_newsletter": {"on"}, "form": {address("first")},
		}
		if v.name == "discreet" {
			fields.Set("name", "")
		}
		k.form("/sessions/"+held.Slug+"/register", fields)
		fields.Set("form", address("second")) // not a double click: the form once more
		k.form("/sessions/"+held.Slug+"/register", fields)
		k.form("/lost", url.Values{"email": fields["email"]})
		k.register(full.ID, address("wacht"), language, nil)
		gone := k.register(off.ID, address("weg"), language, nil)
		k.register(off.ID, address("uit"), language, nil)
		k.settle()
		k.withdraw(gone.ID)
	}
	k.change(held.ID, object{"starts_at": "2027-02-03T10:00", "reason": object{"nl": "De zaal is bezet.", "en": "The room is taken."}})
	ask[sessionJSON](k, "POST", "/sessions/"+off.ID+"/cancel", object{"reason": object{"nl": "De spreker is ziek.", "en": "The speaker is ill."}}, 200)
	k.settle()
	k.goTo("2027-02-02T10:00:00+01:00") // a day before
	k.goTo("2027-02-04T11:00:00+01:00") // a day after
	for _, m := range k.messages() {
		who, rest, _ := strings.Cut(strings.TrimSuffix(m.Recipient, "@post.example"), "-")
		language, of, _ := strings.Cut(rest, "-")
		wanted := map[string]string{"waitlist": "wacht", "withdrawal": "weg", "cancellation": "uit"}[m.Kind]
		if of != v.name || who != cmp.Or(wanted, "zit") {
			continue
		}
		if m.State != "delivered" {
			k.t.Errorf("%s to %s is %s: %s %s", m.Kind, m.Recipient, m.State, m.Reason, m.LastError)
			continue
		}
		table[m.Kind+"."+language+"."+v.name] = k.letterOf(m)
	}
}

// merged gives the fields of both, the later ones winning.
func merged(all ...object) object {
	together := object{}
	for _, fields := range all {
		maps.Copy(together, fields)
	}
	return together
}

var (
	unrendered = regexp.MustCompile(`\{\{|\}\}|%!|<nil>|<no value>`)
	address    = regexp.MustCompile(`https?://\S+|<[^<>\s]+>`)
)

// check holds a letter to what all letters keep.
func (l *letter) check(t *testing.T, language, method, kind string, discreet bool) {
	t.Helper()
	if found := unrendered.FindString(l.subject + l.text + l.html + l.calendar); found != "" {
		t.Errorf("unrendered %q", found)
	}
	greeting := map[string]string{"nl": "Met vriendelijke groet", "en": "Kind regards"}
	for of, words := range greeting {
		if strings.Contains(l.text, words) != (of == language) || strings.Contains(l.html, words) != (of == language) {
			t.Errorf("the language is not %s: %s", language, l.text)
		}
	}
	for name, want := range map[string]string{
		"Auto-Submitted": "auto-generated", "X-Auto-Response-Suppress": "OOF, AutoReply", "Mime-Version": "1.0", "Precedence": "",
	} {
		if got := l.header.Get(name); got != want {
			t.Errorf("%s: %q, want %q", name, got, want)
		}
	}
	for _, name := range []string{"From", "To", "Date", "Message-Id", "Subject"} {
		if n := len(l.header[name]); n != 1 {
			t.Errorf("%d times %s", n, name)
		}
	}
	if got := l.header.Get("List-Unsubscribe") != ""; got != (kind != "cancellation") {
		t.Errorf("List-Unsubscribe: %v", got)
	}
	if from := l.header.Get("From"); strings.Contains(from, "afspraken@kantine.example") != discreet {
		t.Errorf("From: %s", from)
	}
	l.checkCalendar(t, method)
	if discreet {
		l.checkDiscreet(t, language)
	}
}

func (l *letter) checkCalendar(t *testing.T, method string) {
	t.Helper()
	shape := "multipart/alternative(text/plain text/html)"
	if method != "" {
		shape = "multipart/mixed(multipart/alternative(text/plain text/html text/calendar) application/ics)"
	}
	if l.shape != shape {
		t.Errorf("shape %s, want %s", l.shape, shape)
	}
	if l.method != method || l.calendar != l.file {
		t.Errorf("method %q, want %q; part and file are the same: %v", l.method, method, l.calendar == l.file)
	}
	if method == "" {
		return
	}
	if !strings.Contains(l.calendar, "METHOD:"+method+"\r\n") || strings.Count(l.calendar, "BEGIN:VEVENT") != 1 {
		t.Errorf("the calendar object:\n%s", l.calendar)
	}
	status := map[string]string{"REQUEST": "CONFIRMED", "CANCEL": "CANCELLED"}[method]
	if got := l.event("STATUS").value; got != status {
		t.Errorf("STATUS %s, want %s", got, status)
	}
	for _, name := range []string{"UID", "DTSTAMP", "DTSTART", "DTEND", "SEQUENCE", "SUMMARY", "ORGANIZER", "ATTENDEE"} {
		if n := l.count(name); n != 1 {
			t.Errorf("%d times %s", n, name)
		}
	}
}

// checkDiscreet is vector ics-privacy for the whole letter.
func (l *letter) checkDiscreet(t *testing.T, language string) {
	t.Helper()
	seen := strings.Join([]string{l.subject, l.text, l.html, l.calendar, l.header.Get("From"), l.header.Get("Reply-To"), l.header.Get("List-Id")}, "\n")
	seen = strings.ToLower(address.ReplaceAllString(strings.ReplaceAll(seen, "\r\n ", ""), ""))
	for _, word := range telltales {
		if i := strings.Index(seen, word); i >= 0 {
			t.Errorf("it tells %q: …%s…", word, seen[max(0, i-40):min(len(seen), i+40)])
		}
	}
	if l.calendar == "" {
		return
	}
	summary := map[string]string{"nl": "Afspraak", "en": "Appointment"}[language]
	if got := l.event("SUMMARY").value; got != summary {
		t.Errorf("SUMMARY %q, want %q", got, summary)
	}
	if got := l.event("CLASS").value; got != "PRIVATE" {
		t.Errorf("CLASS %q", got)
	}
}
