package templates

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"maps"
	"regexp"
	"strings"
	"testing"
	"time"

	"kantine/templates/locale"
)

func newEngine(tb testing.TB) *Engine {
	tb.Helper()
	catalog, err := locale.Load()
	if err != nil {
		tb.Fatal(err)
	}
	e, err := New(catalog)
	if err != nil {
		tb.Fatal(err)
	}
	return e
}

// states are the pages a visitor can meet, by the name of their golden file.
func states(lang string, e *Engine) map[string]View {
	mail := LostPage{Layout: sampleLayout(lang, "/lost"), Action: "/lost", Email: "kim"}
	mail.Errors = []FieldError{{Field: "email", Message: e.FieldMessage(lang, "email", "errors.field.email")}}
	stop := StopPage{
		Layout: sampleLayout(lang, "/u/abc"), Action: "/u/abc", ManagePath: "/r/abc",
		Title: "Workshop", Start: at(2026, 12, 3, 9, 30), End: at(2026, 12, 3, 12, 30),
	}
	stopped := stop
	stopped.Layout, stopped.Done = discreetLayout("/u/abc"), true
	news := NewsletterPage{Layout: sampleLayout(lang, "/n/abc"), Action: "/n/abc", Name: "Nieuwsbrief Zorg & werk", Frequency: byLang(lang, "4 keer per jaar", "4 times a year"), Email: "k…@zwolle.example"}
	subscribed := news
	subscribed.Done = true
	all := map[string]View{
		"offer":                  sampleOffer(lang),
		"offer-empty":            emptyOffer(lang),
		"session-open":           sampleSession(lang),
		"session-wrong":          wrongSession(lang, e),
		"session-series":         onlineSeries(lang),
		"session-full":           justFull(lang),
		"session-closed":         gone(lang, SeatsClosed),
		"session-cancelled":      gone(lang, SeatsCancelled),
		"session-ended":          gone(lang, SeatsEnded),
		"registration":           sampleRegistration(lang),
		"registration-join":      joinable(lang),
		"registration-waitlist":  waitlistedRegistration(lang),
		"registration-withdrawn": withdrawnRegistration(lang),
		"registration-cancelled": cancelledRegistration(lang),
		"registration-discreet":  discreetRegistration(lang),
		"erased":                 ErasedPage{Layout: discreetLayout("/r/abc"), Pending: true},
		"stop-newsletter":        StopPage{Layout: sampleLayout(lang, "/u/abc"), Action: "/u/abc", Newsletter: true},
		"stopped-newsletter":     StopPage{Layout: sampleLayout(lang, "/u/abc"), Done: true, Newsletter: true},
		"stop-interest":          StopPage{Layout: sampleLayout(lang, "/u/abc"), Action: "/u/abc", Interest: true},
		"stopped-interest":       StopPage{Layout: sampleLayout(lang, "/u/abc"), Done: true, Interest: true},
		"stop-assignment":        StopPage{Layout: sampleLayout(lang, "/u/abc"), Action: "/u/abc", Assignment: true},
		"stopped-assignment":     StopPage{Layout: sampleLayout(lang, "/u/abc"), Done: true, Assignment: true},
		"checkmail":              CheckMailPage{Layout: sampleLayout(lang, "/sessions/x/check-mail"), BackPath: "/sessions/x", LostPath: "/lost"},
		"checkmail-discreet":     CheckMailPage{Layout: discreetLayout("/sessions/x/check-mail"), BackPath: "/sessions/x", LostPath: "/lost"},
		"lost":                   mail,
		"lost-sent":              LostPage{Layout: sampleLayout(lang, "/lost"), Sent: true},
		"stop":                   stop,
		"stop-done":              stopped,
		"newsletter":             news,
		"newsletter-done":        subscribed,
		"error-404":              ErrorPage{Layout: sampleLayout(lang, "/"), Status: 404},
		"error-409":              ErrorPage{Layout: sampleLayout(lang, "/"), Status: 409, Code: "version-conflict"},
		"error-429":              ErrorPage{Layout: sampleLayout(lang, "/"), Status: 429, RetryAfter: 61 * time.Second},
		"error-500":              ErrorPage{Layout: sampleLayout(lang, "/"), Status: 500, RequestID: "01JD"},
		"privacy":                PrivacyPage{Layout: sampleLayout(lang, "/privacy"), Organiser: "Stichting Voorbeeldzorg & Werk", PostalAddress: "Postbus 0, 0000 ZZ Voorbeeldstad", PrivacyContact: "privacy@zorgenwerk.example", RetentionDays: 90},
		"accessibility":          AccessibilityPage{Layout: sampleLayout(lang, "/toegankelijkheid"), Organiser: "Stichting Voorbeeldzorg & Werk"},
		"mailbox":                sampleMailbox(lang),
		"mailbox-empty":          MailboxPage{Layout: sampleLayout(lang, "/dev/mailbox")},
		"mailbox-text":           samplePart(lang, MailboxText),
		"mailbox-html":           samplePart(lang, MailboxHTML),
	}
	maps.Copy(all, attendeeSamples(lang, e))
	maps.Copy(all, deskStates(lang, e))
	maps.Copy(all, sampleTextStates(lang, e))
	all["api-docs"] = sampleAPIDocs(lang)
	maps.Copy(all, calendarStates(lang, e))
	maps.Copy(all, shelfStates(lang, e))
	maps.Copy(all, sessionStates(lang, e))
	maps.Copy(all, absenceStates(lang, e))
	maps.Copy(all, employerStates(lang, e))
	maps.Copy(all, outboxStates(lang, e))
	return all
}

func show(t *testing.T, e *Engine, lang string, v View) string {
	t.Helper()
	var b bytes.Buffer
	if err := e.Render(&b, lang, v); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func TestPagesAreAsSeen(t *testing.T) {
	e := newEngine(t)
	for _, lang := range locale.Languages {
		for name, view := range states(lang, e) {
			t.Run(name+"."+lang, func(t *testing.T) {
				golden(t, "pages/"+name+"."+lang+".html", show(t, e, lang, view))
			})
		}
	}
}

var (
	idAttr   = regexp.MustCompile(` id="([^"]+)"`)
	idRef    = regexp.MustCompile(`(?:aria-labelledby|aria-describedby|for)="([^"]+)"|href="#([^"]+)"`)
	mailPart = regexp.MustCompile(` srcdoc="[^"]*"|\{\{(?:` + strings.Join(mailFields, "|") + `)\}\}`)
	inlineJS = regexp.MustCompile(`<style|<script>| style=| on[a-z]+="`)
)

// TestPagesHoldTogether checks what every page must keep to: one h1, unique
// ids, references that lead somewhere, no text missing, and nothing that the
// Content-Security-Policy would refuse.
func TestPagesHoldTogether(t *testing.T) {
	e := newEngine(t)
	for _, lang := range locale.Languages {
		for name, view := range states(lang, e) {
			t.Run(name+"."+lang, func(t *testing.T) {
				page := show(t, e, lang, view)
				if n := strings.Count(page, "<h1"); n != 1 {
					t.Errorf("%d h1", n)
				}
				ids := map[string]bool{}
				for _, m := range idAttr.FindAllStringSubmatch(page, -1) {
					if ids[m[1]] {
						t.Errorf("id %s twice", m[1])
					}
					ids[m[1]] = true
				}
				for _, m := range idRef.FindAllStringSubmatch(page, -1) {
					for _, id := range strings.Fields(m[1] + " " + m[2]) {
						if !ids[id] {
							t.Errorf("no id %s", id)
						}
					}
				}
				// A mail text has fields, and its letter, in a frame, its own styles.
				page = mailPart.ReplaceAllString(page, "")
				if bad := inlineJS.FindString(page); bad != "" {
					t.Errorf("holds %q", bad)
				}
				for _, bad := range []string{"«", "{{", "ZgotmplZ", "<no value>", "%!", `<p class="lead"></p>`} {
					if strings.Contains(page, bad) {
						t.Errorf("holds %q", bad)
					}
				}
			})
		}
	}
}

func TestFormKeyStandsOnce(t *testing.T) {
	e := newEngine(t)
	for _, lang := range locale.Languages {
		for _, page := range []SessionPage{sampleSession(lang), wrongSession(lang, e), onlineSeries(lang), justFull(lang)} {
			if n := strings.Count(show(t, e, lang, page), page.Form.Key); n != 1 {
				t.Errorf("%s: key stands %d times", lang, n)
			}
		}
	}
}

func TestDiscreetPagesTellNothing(t *testing.T) {
	e := newEngine(t)
	tells := regexp.MustCompile(`(?i)mantelzorg|workshop|zorg &|care &|[^/]\bu\b|\buw\b|bijeenkomst|kantine|/sessions/`)
	withdrawn, cancelled := withdrawnRegistration("nl"), cancelledRegistration("nl")
	withdrawn.Layout, cancelled.Layout = discreetLayout("/r/abc"), discreetLayout("/r/abc")
	waiting, moved := waitlistedRegistration("nl"), discreetRegistration("nl")
	waiting.Layout, waiting.Edit.Errors, waiting.Place = discreetLayout("/r/abc"), nil, Place{}
	withdrawn.Place, cancelled.Place = Place{}, Place{}
	moved.Was = waiting.Was
	views := []View{
		discreetRegistration("nl"), withdrawn, cancelled, waiting, moved,
		ErasedPage{Layout: discreetLayout("/r/abc")},
		ErasedPage{Layout: discreetLayout("/r/abc"), Pending: true},
		CheckMailPage{Layout: discreetLayout("/check"), BackPath: "/sessions/x", LostPath: "/lost"},
		StopPage{Layout: discreetLayout("/u/abc"), Action: "/u/abc", ManagePath: "/r/abc", Title: "Workshop", Start: at(2026, 12, 3, 9, 30)},
		StopPage{Layout: discreetLayout("/u/abc"), Done: true, ManagePath: "/r/abc", Title: "Workshop"},
	}
	for i, v := range views {
		if l := v.layout(); l.Programme != "" || !l.Discreet {
			t.Fatalf("view %d is not discreet", i)
		}
		page := show(t, e, "nl", v)
		if told := tells.FindAllString(page, -1); told != nil {
			t.Errorf("view %d (%T) tells %q", i, v, told)
		}
	}
	forgetful := discreetRegistration("nl")
	forgetful.Programme = "Zorg & werk in de maak"
	if strings.Contains(show(t, e, "nl", forgetful), "Zorg") {
		t.Error("a discreet page shows the programme when a door leaves it in")
	}
}

func TestInputStaysText(t *testing.T) {
	e := newEngine(t)
	page := show(t, e, "nl", wrongSession("nl", e))
	if strings.Contains(page, "<script>alert") || !strings.Contains(page, "&lt;script&gt;alert(1)") {
		t.Error("a name became markup")
	}
	if !strings.Contains(page, "Een plek vooraan</textarea>") {
		t.Error("input was not kept")
	}
	for _, e := range wrongSession("nl", e).Form.Errors {
		if strings.Count(page, e.Message) != 2 {
			t.Errorf("%q must stand in the summary and at its field", e.Message)
		}
	}
}

func TestLinksKeepAChosenLanguage(t *testing.T) {
	v := voice{lang: "en"}
	for _, c := range []struct {
		keep       bool
		path, want string
	}{
		{false, "/sessions/x", "/sessions/x"},
		{true, "/sessions/x", "/sessions/x?lang=en"},
		{true, "/?kind=online", "/?kind=online&lang=en"},
		{true, "/?lang=nl", "/?lang=en"},
		{true, "mailto:meedoen@zorgenwerk.example", "mailto:meedoen@zorgenwerk.example"},
		{true, "https://zorgenwerk.example/nieuwsbrief", "https://zorgenwerk.example/nieuwsbrief"},
	} {
		if got := v.href(c.keep, c.path); got != c.want {
			t.Errorf("href(%v, %q) = %q, want %q", c.keep, c.path, got, c.want)
		}
	}
	for _, bad := range []string{"javascript:alert(1)", "//evil.example/x", "data:text/html,x", "", `x" onclick="y`} {
		if got := v.to(false, bad); got != `href="#"` {
			t.Errorf("to(%q) = %s", bad, got)
		}
	}
	if got := v.to(true, `/x?a="b`); strings.Count(string(got), `"`) != 2 {
		t.Errorf("a path leaves its attribute: %s", got)
	}
	for _, path := range []string{"", "//evil.example/x", "javascript:alert(1)", "/%zz"} {
		if got := switchLang(path, "nl"); strings.Contains(got, "evil") || strings.Contains(got, "script") || !strings.HasPrefix(got, "/") {
			t.Errorf("switchLang(%q) = %q", path, got)
		}
	}
}

// undeclared is a page of no file.
type undeclared struct{ Layout }

func (undeclared) page() string { return "undeclared" }

func TestWhatIsNotDeclaredStopsTheStart(t *testing.T) {
	e := newEngine(t)
	source := map[string]string{"layout": "", "parts": "", "erased": `{{define "content"}}{{end}}`}
	if err := e.parse(source, []View{undeclared{}}); err == nil || !strings.Contains(err.Error(), "undeclared") {
		t.Errorf("a view without file: %v", err)
	}
	if err := e.parse(source, nil); err == nil || !strings.Contains(err.Error(), "erased") {
		t.Errorf("a file without view: %v", err)
	}
	for _, bad := range []string{`{{t "no.such.key"}}`, `{{icon "no-such-icon"}}`, `{{asset "no.css"}}`} {
		source["erased"] = bad
		if err := e.parse(source, []View{ErasedPage{}}); err == nil || !strings.Contains(err.Error(), bad) {
			t.Errorf("%s: %v", bad, err)
		}
	}
	if err := e.Render(io.Discard, "nl", undeclared{}); err == nil {
		t.Error("rendered a page that is not declared")
	}
}

// brokenWriter fails at once and counts what reached it.
type brokenWriter struct{ wrote int }

func (w *brokenWriter) Write(p []byte) (int, error) {
	w.wrote += len(p)
	return 0, errors.New("gone")
}

// failing breaks off half-way through its page.
type failing struct{ Layout }

func (failing) page() string           { return "erased" }
func (failing) Pending() (bool, error) { return false, fmt.Errorf("no") }

func TestNothingHalfWritten(t *testing.T) {
	var w brokenWriter
	if err := newEngine(t).Render(&w, "nl", failing{}); err == nil || w.wrote != 0 {
		t.Errorf("error %v, %d bytes written", err, w.wrote)
	}
}

func BenchmarkSessionPage(b *testing.B) {
	e := newEngine(b)
	page := sampleSession("nl")
	b.ReportAllocs()
	for b.Loop() {
		if err := e.Render(io.Discard, "nl", page); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkOfferPage(b *testing.B) {
	e := newEngine(b)
	page := sampleOffer("nl")
	b.ReportAllocs()
	for b.Loop() {
		if err := e.Render(io.Discard, "nl", page); err != nil {
			b.Fatal(err)
		}
	}
}
