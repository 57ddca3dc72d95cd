package mailbox

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/gorilla/mux"

	"kantine/events"
	"kantine/events/web/reply"
	"kantine/templates"
	"kantine/templates/locale"
)

const (
	withCalendar = "From: Planning <planning@kantine.example>\r\nSubject: =?utf-8?q?Uw_plek_caf=C3=A9?=\r\nMIME-Version: 1.0\r\n" +
		"Content-Type: multipart/mixed; boundary=m\r\n\r\n--m\r\nContent-Type: multipart/alternative; boundary=a\r\n\r\n" +
		"--a\r\nContent-Type: text/plain; charset=UTF-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\nUw plek =E2=80=93 <b>geregeld</b>\r\n" +
		"--a\r\nContent-Type: text/html; charset=UTF-8\r\n\r\n<p>Uw plek</p><script>alert(1)</script>\r\n" +
		"--a\r\nContent-Type: text/calendar; method=REQUEST; charset=UTF-8\r\nContent-Transfer-Encoding: base64\r\n\r\nQkVHSU46VkNBTEVOREFSDQo=\r\n" +
		"--a--\r\n--m\r\nContent-Type: application/ics\r\nContent-Transfer-Encoding: base64\r\n\r\nQkVHSU46VkNBTEVOREFSDQo=\r\n--m--\r\n"
	plain = "Subject: Alleen tekst\r\nContent-Type: text/plain; charset=UTF-8\r\n\r\nHallo\r\n"
)

// written is a renderer that gives the same mail for every letter.
type written struct {
	raw string
	err error
}

func (w written) Render(context.Context, events.Letter) ([]byte, error) { return []byte(w.raw), w.err }

func to(recipient string, mine bool, err error) events.Letter {
	return events.Letter{
		To: recipient, Text: events.Confirmation, Now: time.Date(2027, 2, 1, 13, 30, 0, 0, time.UTC),
		StillMine: func(context.Context) (bool, error) { return mine, err },
	}
}

func TestWhatTheMailboxTakes(t *testing.T) {
	for name, c := range map[string]struct {
		renderer written
		letter   events.Letter
		want     events.OutcomeStatus
		kept     int
	}{
		"a letter":                   {written{raw: plain}, to("kim@post.example", true, nil), events.OutcomeDelivered, 1},
		"one whose lease has passed": {written{raw: plain}, to("kim@post.example", false, nil), events.OutcomeLost, 0},
		"one whose lease is unknown": {written{raw: plain}, to("kim@post.example", true, errors.New("no disk")), events.OutcomeLost, 0},
		"one that cannot be written": {written{err: errors.New("no text")}, to("kim@post.example", true, nil), events.OutcomeUnwritable, 0},
	} {
		box := New(c.renderer)
		if got := box.Send(t.Context(), c.letter); got.Status != c.want {
			t.Errorf("%s: %+v", name, got)
		}
		if n := len(box.all()); n != c.kept {
			t.Errorf("%s: %d kept", name, n)
		}
	}
}

func TestTheOldestGo(t *testing.T) {
	box := New(written{raw: plain})
	for i := range kept + 5 {
		box.Send(t.Context(), to(fmt.Sprintf("%d@post.example", i), true, nil))
	}
	all := box.all()
	if len(all) != kept || all[0].recipient != fmt.Sprintf("%d@post.example", kept+4) || all[kept-1].recipient != "5@post.example" {
		t.Errorf("%d kept, from %s to %s", len(all), all[0].recipient, all[len(all)-1].recipient)
	}
	if _, ok := box.find(5); ok {
		t.Error("the fifth is still found")
	}
	if l, ok := box.find(6); !ok || l.recipient != "5@post.example" {
		t.Errorf("the sixth: %+v %v", l, ok)
	}
}

func TestTakingAMailApart(t *testing.T) {
	p, err := open([]byte(withCalendar))
	if err != nil {
		t.Fatal(err)
	}
	want := parts{
		subject: "Uw plek café", text: "Uw plek – <b>geregeld</b>",
		html: "<p>Uw plek</p><script>alert(1)</script>", calendar: "BEGIN:VCALENDAR\r\n",
	}
	if p != want {
		t.Errorf("%+v", p)
	}
	for name, raw := range map[string]string{
		"no mail": "no mail", "no type": "Subject: x\r\nContent-Type: \r\n\r\n", "a part cut off": strings.SplitAfter(withCalendar, "=E2")[0],
	} {
		if _, err := open([]byte(raw)); err == nil {
			t.Errorf("%s is read", name)
		}
	}
}

// serve gives the mailbox's pages, with one letter of each sort in it.
func serve(t *testing.T) http.Handler {
	t.Helper()
	catalog, err := locale.Load()
	if err != nil {
		t.Fatal(err)
	}
	pages, err := templates.New(catalog)
	if err != nil {
		t.Fatal(err)
	}
	answers := reply.New(reply.Config{
		BaseURL: "http://127.0.0.1", Pages: pages, Catalog: catalog, Log: slog.New(slog.DiscardHandler),
		Layout: func(*http.Request) templates.Layout { return templates.Layout{Programme: "Proef"} },
	})
	zone, err := time.LoadLocation("Europe/Amsterdam")
	if err != nil {
		t.Fatal(err)
	}
	box := New(written{raw: withCalendar})
	box.Send(t.Context(), to("kim@post.example", true, nil))
	box.renderer = written{raw: plain}
	box.Send(t.Context(), to("sam@post.example", true, nil))
	router := mux.NewRouter()
	(&Page{Mailbox: box, Reply: answers, Zone: zone}).Routes(router)
	return router
}

func TestThePagesOfTheMailbox(t *testing.T) {
	handler := serve(t)
	for path, c := range map[string]struct {
		status  int
		has     []string
		without []string
	}{
		"/dev/mailbox":            {200, []string{"kim@post.example", "sam@post.example", "Uw plek café", "Alleen tekst", "14:30"}, nil},
		"/dev/mailbox/1":          {200, []string{"Uw plek – &lt;b&gt;geregeld", "/dev/mailbox/1/html", "/dev/mailbox/1/calendar", "/dev/mailbox/1/raw"}, nil},
		"/dev/mailbox/1/text":     {200, []string{"Uw plek – &lt;b&gt;geregeld"}, nil},
		"/dev/mailbox/1/html":     {200, []string{`src="/dev/mailbox/1/frame"`, "sandbox"}, []string{"<script>alert"}},
		"/dev/mailbox/1/calendar": {200, []string{"BEGIN:VCALENDAR"}, nil},
		"/dev/mailbox/1/raw":      {200, []string{"boundary=m", "=E2=80=93"}, []string{"<script>alert"}},
		"/dev/mailbox/1/frame":    {200, []string{"<p>Uw plek</p>"}, nil},
		"/dev/mailbox/2":          {200, []string{"Hallo"}, []string{"/dev/mailbox/2/html", "/dev/mailbox/2/calendar"}},
		"/dev/mailbox/3":          {404, nil, nil},
		"/dev/mailbox/x":          {404, nil, nil},
		"/dev/mailbox/1/other":    {404, nil, nil},
	} {
		w := httptest.NewRecorder()
		handler.ServeHTTP(w, httptest.NewRequest(http.MethodGet, path, nil))
		body := w.Body.String()
		if w.Code != c.status {
			t.Errorf("%s: %d, want %d", path, w.Code, c.status)
		}
		for _, words := range c.has {
			if !strings.Contains(body, words) {
				t.Errorf("%s does not hold %q:\n%s", path, words, body)
			}
		}
		for _, words := range c.without {
			if strings.Contains(body, words) {
				t.Errorf("%s holds %q", path, words)
			}
		}
		if got := w.Header().Get("Cache-Control"); c.status == 200 && got != "no-store" {
			t.Errorf("%s: Cache-Control %q", path, got)
		}
	}
}

// TestTheFrameRunsNothing: the HTML of a mail is shown alone, and its scripts stay dead.
func TestTheFrameRunsNothing(t *testing.T) {
	w := httptest.NewRecorder()
	serve(t).ServeHTTP(w, httptest.NewRequest(http.MethodGet, "/dev/mailbox/1/frame", nil))
	policy := w.Header().Get("Content-Security-Policy")
	if !strings.HasPrefix(policy, "sandbox") || strings.Contains(policy, "allow-scripts") || strings.Contains(policy, "allow-same-origin") || strings.Contains(policy, "script-src") ||
		!strings.Contains(policy, "frame-ancestors 'self'") {
		t.Errorf("the policy of the frame: %q", policy)
	}
}
