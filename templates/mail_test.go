package templates

import (
	"html"
	"maps"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/microcosm-cc/bluemonday"

	"kantine/templates/locale"
)

func loadedMails(t testing.TB) *Mails {
	t.Helper()
	m, err := LoadMails()
	if err != nil {
		t.Fatal(err)
	}
	return m
}

func render(t testing.TB, m *Mails, lang, key string, discreet bool, fields map[string]string) Mail {
	t.Helper()
	mail, err := m.Render(lang, key, discreet, fields)
	if err != nil {
		t.Fatalf("%s %s discreet=%v: %v", lang, key, discreet, err)
	}
	return mail
}

func (m *Mails) kinds(lang string) []string {
	var kinds []string
	for key := range m.texts[lang] {
		if !isFrame(key) && !strings.HasSuffix(key, discreetMail) {
			kinds = append(kinds, key)
		}
	}
	slices.Sort(kinds)
	return kinds
}

var (
	tags       = regexp.MustCompile(`<[^>]*>`)
	labelAlone = regexp.MustCompile(`(?m)^[^:\n]*: *$`)
	badGap     = regexp.MustCompile(`,[ ,]*[,.;]|\S  | [,.;]|(?m)[ ,]$`)
)

// words gives what a reader sees of an HTML letter or of its text.
func wordsOfHTML(document string) []string {
	_, body, _ := strings.Cut(document, "<body")
	return strings.Fields(html.UnescapeString(tags.ReplaceAllString("<body"+body, "")))
}

func wordsOfText(text string) []string {
	return strings.Fields(regexp.MustCompile(`(?m)^- `).ReplaceAllString(text, ""))
}

func TestEveryLetterInEveryLanguage(t *testing.T) {
	m := loadedMails(t)
	cases := map[string]map[string]string{"full": fullFields(), "few": fewFields(), "none but a link": {"manage_link": "https://kantine.example/r/1", "action_link": "https://kantine.example/n/1"}}
	for _, lang := range locale.Languages {
		for _, kind := range m.kinds(lang) {
			for _, discreet := range []bool{false, true} {
				for name, fields := range cases {
					mail, err := m.Render(lang, kind, discreet, fields)
					if err != nil {
						// a reminder's subject is made of fields alone
						if kind == "reminder" && name == "none but a link" {
							continue
						}
						t.Fatalf("%s %s %v %s: %v", lang, kind, discreet, name, err)
					}
					checkLetter(t, lang+" "+kind+" "+name, mail)
				}
			}
		}
	}
}

func checkLetter(t *testing.T, name string, mail Mail) {
	t.Helper()
	for _, part := range []string{mail.Subject, mail.Text, mail.HTML} {
		if strings.Contains(part, "{{") || strings.Contains(part, "}}") || strings.Contains(part, "«") {
			t.Errorf("%s: something is not rendered:\n%s", name, part)
		}
		if strings.ContainsFunc(part, func(r rune) bool { return r >= 0xE000 && r <= 0xF8FF }) {
			t.Errorf("%s: a mark for a field is left:\n%q", name, part)
		}
	}
	if strings.Contains(mail.Text, "\n\n\n") || strings.Contains(mail.Text, "**") || !strings.HasSuffix(mail.Text, "\n") {
		t.Errorf("%s: blank lines, markup or no end of line in the text:\n%s", name, mail.Text)
	}
	if alone := labelAlone.FindString(mail.Text); alone != "" {
		t.Errorf("%s: label %q without a value:\n%s", name, alone, mail.Text)
	}
	greeting, rest, _ := strings.Cut(mail.Text, "\n")
	rest, _, _ = strings.Cut(rest, "Met vriendelijke groet,")
	rest, _, _ = strings.Cut(rest, "Kind regards,")
	if !strings.HasSuffix(greeting, ",") || badGap.MatchString(rest) {
		t.Errorf("%s: a gap shows at %q:\n%s", name, badGap.FindString(rest), mail.Text)
	}
	if mail.Subject == "" || strings.ContainsAny(mail.Subject, "\r\n") || badGap.MatchString(mail.Subject) {
		t.Errorf("%s: subject %q", name, mail.Subject)
	}
	if got, want := wordsOfHTML(mail.HTML), wordsOfText(mail.Text); !slices.Equal(got, want) {
		t.Errorf("%s: HTML says\n%q\nand the text\n%q", name, got, want)
	}
	if !strings.Contains(mail.HTML, "<title>"+html.EscapeString(mail.Subject)+"</title>") {
		t.Errorf("%s: the HTML has another title than the subject", name)
	}
}

func TestDiscreetLetterTellsNothing(t *testing.T) {
	m := loadedMails(t)
	themes := regexp.MustCompile(`(?i)geheim|mantelzorg|voorbeeldprogramma|care\b|carer|kantine\b[^.]`)
	for _, lang := range locale.Languages {
		for _, kind := range m.kinds(lang) {
			if _, own := m.texts[lang][kind+discreetMail]; !own {
				continue
			}
			fields := fullFields()
			for _, name := range Fields() {
				if !slices.Contains(allowedFields(kind+discreetMail), name) {
					fields[name] = "GEHEIM " + name
				}
			}
			mail := render(t, m, lang, kind, true, fields)
			for _, part := range []string{mail.Subject, mail.Text, mail.HTML} {
				if found := themes.FindString(part); found != "" {
					t.Errorf("%s %s tells %q:\n%s", lang, kind, found, part)
				}
			}
		}
	}
}

func TestKindWithoutDiscreetTextKeepsItsOwn(t *testing.T) {
	m := loadedMails(t)
	mail := render(t, m, "nl", "newsletter_confirm", true, fullFields())
	if !strings.Contains(mail.Text, "nieuwsbrief") || !strings.Contains(mail.Text, "Planning") || strings.Contains(mail.Text, "Voorbeeldprogramma") {
		t.Errorf("got:\n%s", mail.Text)
	}
}

func TestLetterOfItsOwnFooter(t *testing.T) {
	m := loadedMails(t)
	for lang, reminders := range map[string]string{"nl": "herinnering", "en": "reminder"} {
		if mail := render(t, m, lang, "newsletter_confirm", false, fullFields()); strings.Contains(mail.Text, reminders) {
			t.Errorf("who asked for the newsletter gets no reminders to stop:\n%s", mail.Text)
		}
		if mail := render(t, m, lang, "confirmation", false, fullFields()); !strings.Contains(mail.Text, reminders) {
			t.Errorf("a letter without a footer of its own lost the shared one:\n%s", mail.Text)
		}
	}
}

// TestWhoMakesItHappenIsOfferedNoReminders to stop, which they never get, and
// the fewer mails that there are only where there would be fewer. Whoever leads a
// session learns where, with whom and with what, however discreet it is.
func TestWhoMakesItHappenIsOfferedNoReminders(t *testing.T) {
	m := loadedMails(t)
	fields := fullFields()
	fields["manage_link"] = ""
	for lang, reminders := range map[string]string{"nl": "herinnering", "en": "reminder"} {
		for _, discreet := range []bool{false, true} {
			for kind, stops := range map[string]bool{
				"assignment": false, "assignment_update": false, "assignment_cancellation": false, "site_update": true, "site_cancellation": false,
			} {
				text := render(t, m, lang, kind, discreet, fields).Text
				if strings.Contains(text, reminders) || strings.Contains(text, fields["stop_link"]) != stops {
					t.Errorf("%s %s, discreet %v:\n%s", lang, kind, discreet, text)
				}
				needed := []string{"where", "route", "join_link", "led_by", "kit", "contact"}
				switch kind {
				case "site_update":
					needed = []string{"where", "led_by", "contact"}
				case "site_cancellation":
					needed = []string{"contact"}
				case "assignment_cancellation":
					needed = nil
				}
				for _, name := range needed {
					if !strings.Contains(text, fields[name]) {
						t.Errorf("%s %s, discreet %v lacks %s:\n%s", lang, kind, discreet, name, text)
					}
				}
			}
		}
	}
}

// hostile values try to be markup, a field, a header, a link or a line.
var hostile = []string{
	"**x** <script>alert(1)</script> {{manage_link}} [a](b)",
	"</p></td><img src=x onerror=alert(1)>",
	"Kim\r\nBcc: kim@proef.example",
	"\uE000\uE01C &lt;b&gt; \" ' `code` _a_ # kop",
	"\u202Eomgekeerd \u200Fx\x00\x1b[31m\u0085regel\u2028regel",
	"https://kwaad.example/ javascript:alert(1)",
	"https://kwaad.example/pad",
	"- item\n\n\n1. item\n    code",
	"\xff\xfe ongeldig",
}

func TestValuesAreData(t *testing.T) {
	m := loadedMails(t)
	// what a letter may hold at most; a value that got through as markup is
	// something else than this, or more of it
	policy := bluemonday.NewPolicy()
	policy.AllowElements("p", "br", "strong", "em", "ul", "li")
	for _, value := range hostile {
		fields := fullFields()
		for name := range fields {
			if !isLink(name) {
				fields[name] = value
			}
		}
		plain := fullFields()
		for name := range plain {
			if !isLink(name) {
				plain[name] = "x"
			}
		}
		for _, kind := range m.kinds("nl") {
			mail, tame := render(t, m, "nl", kind, false, fields), render(t, m, "nl", kind, false, plain)
			checkTags(t, kind, value, mail.HTML, tame.HTML)
			if got, want := wordsOfHTML(mail.HTML), strings.Fields(mail.Text); len(got) < len(want)-12 {
				t.Errorf("%s with %q: HTML lost words", kind, value)
			}
			if strings.ContainsFunc(mail.Subject, func(r rune) bool { return r < ' ' || r == 0x85 || r == 0x2028 }) {
				t.Errorf("%s: subject %q", kind, mail.Subject)
			}
			if strings.Contains(mail.Text, "\n\n\n") || strings.ContainsAny(mail.Text, "\x00\x1b\r\u202e\u2028") {
				t.Errorf("%s with %q: text %q", kind, value, mail.Text)
			}
			body := bodyOf(mail.HTML)
			if html.UnescapeString(policy.Sanitize(body)) != html.UnescapeString(stripStyles(body)) {
				t.Errorf("%s with %q: the sanitiser finds something to take out of\n%s", kind, value, body)
			}
		}
	}
}

// checkTags compares the tags of a letter with those of the same letter with
// tame values; line breaks within a value are the only ones it may add.
func checkTags(t *testing.T, kind, value, got, want string) {
	t.Helper()
	count := func(document string) map[string]int {
		n := map[string]int{}
		for _, tag := range tags.FindAllString(bodyOf(document), -1) {
			if tag != "<br>" {
				n[tag]++
			}
		}
		return n
	}
	if !maps.Equal(count(got), count(want)) {
		t.Errorf("%s with %q has tags\n%v\nwant\n%v", kind, value, count(got), count(want))
	}
}

func bodyOf(document string) string {
	_, body, _ := strings.Cut(document, "anywhere\">")
	body, _, _ = strings.Cut(body, "<div")
	return body
}

var anchors = regexp.MustCompile(`</?a\b[^>]*>| style="[^"]*"`)

func stripStyles(body string) string { return anchors.ReplaceAllString(body, "") }

func TestHostileNameComesOutLiterally(t *testing.T) {
	m := loadedMails(t)
	fields := fullFields()
	fields["name"] = hostile[0]
	mail := render(t, m, "nl", "confirmation", false, fields)
	if !strings.HasPrefix(mail.Text, "Beste "+hostile[0]+",\n") {
		t.Errorf("text begins %.80q", mail.Text)
	}
	if want := "Beste **x** &lt;script&gt;alert(1)&lt;/script&gt; {{manage_link}} [a](b),"; !strings.Contains(mail.HTML, want) {
		t.Errorf("HTML lacks %q", want)
	}
}

func TestLineBreakInANameIsASpace(t *testing.T) {
	m := loadedMails(t)
	mail := render(t, m, "nl", "link", false, map[string]string{"name": " Kim\r\n\tTestman ", "date": "x", "manage_link": "https://kantine.example/r"})
	if !strings.HasPrefix(mail.Text, "Beste Kim Testman,\n") {
		t.Errorf("got %q", mail.Text)
	}
	if mail = render(t, m, "nl", "link", false, map[string]string{"name": "\u202E \x00", "date": "x"}); !strings.HasPrefix(mail.Text, "Goedendag,\n") {
		t.Errorf("a name of nothing visible greets %q", mail.Text)
	}
}

func TestLinks(t *testing.T) {
	m := loadedMails(t)
	for _, tt := range []struct {
		url   string
		click bool
	}{
		{"https://kantine.example/r/a?b=1&c=2", true},
		{"http://127.0.0.1:8080/r/a", true},
		{"javascript:alert(1)", false},
		{"https:alert", false},
		{"//kantine.example/r", false},
		{"data:text/html,x", false},
		{`https://kantine.example/" onclick="x`, false},
		{"ftp://kantine.example/", false},
	} {
		mail := render(t, m, "nl", "link", false, map[string]string{"date": "x", "time": "y", "manage_link": tt.url})
		if !strings.Contains(mail.Text, ": "+tt.url+"\n") {
			t.Errorf("%q is not bare in the text:\n%s", tt.url, mail.Text)
		}
		clicks := strings.Contains(mail.HTML, `<a href="`+html.EscapeString(tt.url)+`" style=`)
		if clicks != tt.click || !tt.click && strings.Contains(mail.HTML, "<a ") {
			t.Errorf("%q clickable: %v, want %v", tt.url, clicks, tt.click)
		}
	}
}

func TestSubject(t *testing.T) {
	m := loadedMails(t)
	for _, tt := range []struct{ kind, when, title, want string }{
		{"reminder", "over 2 uur", "Workshop", "Over 2 uur: Workshop"},
		{"reminder", "", "Workshop", "Workshop"},
		{"reminder", "Morgen", "", "Morgen"},
		{"withdrawal", "", "Een\r\nTo: x@y.example\ttitel ", "U bent afgemeld voor Een To: x@y.example titel"},
		{"withdrawal", "", "de **ploeg** & {{name}}", "U bent afgemeld voor de **ploeg** & {{name}}"},
	} {
		fields := map[string]string{"when": tt.when, "title": tt.title, "date": "di 2 feb", "time": "14.30 uur"}
		if got := render(t, m, "nl", tt.kind, false, fields).Subject; got != tt.want {
			t.Errorf("subject %q, want %q", got, tt.want)
		}
	}
}

func TestRenderRefuses(t *testing.T) {
	m := loadedMails(t)
	for _, tt := range []struct{ lang, key, field, want string }{
		{"fr", "confirmation", "name", `language "fr"`},
		{"nl", "nothing", "name", `unknown kind "nothing"`},
		{"nl", "greeting", "name", `unknown kind "greeting"`},
		{"nl", "confirmation-discreet", "name", "unknown kind"},
		{"nl", "confirmation", "surname", `unknown field "surname"`},
		{"nl", "reminder", "name", "no subject"},
	} {
		if _, err := m.Render(tt.lang, tt.key, false, map[string]string{tt.field: "Kim"}); err == nil || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%v gives %v", tt, err)
		} else if strings.Contains(err.Error(), "Kim") {
			t.Errorf("the error repeats a value: %v", err)
		}
	}
}

func TestGoldenMails(t *testing.T) {
	m := loadedMails(t)
	empty := fullFields()
	for _, name := range []string{"name", "join_link", "route", "preparation", "contact", "reason", "stop_link", "newsletter_link", "survey_link"} {
		empty[name] = ""
	}
	for _, tt := range []struct {
		file, kind string
		discreet   bool
		fields     map[string]string
	}{
		{"confirmation", "confirmation", false, fullFields()},
		{"confirmation-empty", "confirmation", false, empty},
		{"confirmation-discreet", "confirmation", true, empty},
		{"update", "update", false, fullFields()},
		{"update-discreet", "update", true, fullFields()},
		{"cancellation", "cancellation", false, empty},
		{"reminder", "reminder", false, fullFields()},
		{"reminder-discreet", "reminder", true, fullFields()},
		{"follow_up", "follow_up", false, empty},
		{"popup_checklist", "popup_checklist", false, fullFields()},
		{"invitation", "invitation", false, fullFields()},
	} {
		for _, lang := range locale.Languages {
			fields := maps.Clone(tt.fields)
			if lang == "en" {
				fields = inEnglish(fields)
			}
			mail := render(t, m, lang, tt.kind, tt.discreet, fields)
			golden(t, "mail/"+tt.file+"."+lang+".txt", "Subject: "+mail.Subject+"\n\n"+mail.Text)
			golden(t, "mail/"+tt.file+"."+lang+".html", mail.HTML)
		}
	}
}

func BenchmarkRenderMail(b *testing.B) {
	m := loadedMails(b)
	fields := fullFields()
	for b.Loop() {
		render(b, m, "nl", "confirmation", false, fields)
	}
}
