package mailer

import (
	"strings"
	"testing"

	"pgregory.net/rapid"

	"kantine/events"
)

func TestUnwritableLettersSayWhyWithoutNames(t *testing.T) {
	m := newMailer(t, config())
	for name, spoil := range map[string]func(*events.Letter){
		"unknown kind":  func(l *events.Letter) { l.Text = "nonsense" },
		"no UID":        func(l *events.Letter) { l.Registration.UID = "" },
		"bad organizer": func(l *events.Letter) { l.Registration.Organizer = "P <p@kantine.example>" },
		"no Message-ID": func(l *events.Letter) { l.Message.MessageID = "" },
		"no length":     func(l *events.Letter) { l.Block.EndsAt = l.Block.StartsAt },
	} {
		t.Run(name, func(t *testing.T) {
			l := letter(t)
			spoil(&l)
			got := m.Send(t.Context(), l)
			if got.Status != events.OutcomeUnwritable || got.Detail == "" || strings.ContainsAny(got.Detail, "@ë") {
				t.Errorf("%+v", got)
			}
			if _, err := m.Render(t.Context(), l); err == nil || strings.ContainsAny(err.Error(), "@ë") {
				t.Errorf("Render: %v", err)
			}
		})
	}
}

func TestCheckSeesWhatIsWrong(t *testing.T) {
	m := newMailer(t, config())
	l := letter(t)
	good := render(t, m, l)
	mail, err := m.mails.Render("nl", "confirmation", false, m.fields(&l))
	if err != nil {
		t.Fatal(err)
	}
	ics, err := m.calendar.Invite(&l, m.from)
	if err != nil {
		t.Fatal(err)
	}
	p := parts{mail, l.Method, ics}
	if err := check([]byte(good), &l, m.from, p); err != nil {
		t.Fatal(err)
	}
	for name, bad := range map[string]string{
		"bare LF":             strings.Replace(good, "\r\n", "\n", 1),
		"8 bits":              strings.Replace(good, "Beste", "Bést", 1),
		"two subjects":        "Subject: x\r\n" + good,
		"injected recipient":  strings.Replace(good, "To: <zoe@voorbeeld.example>", "To: <zoe@voorbeeld.example>, <x@y.example>", 1),
		"another From":        strings.Replace(good, "<planning@kantine.example>\r\nTo", "<x@kantine.example>\r\nTo", 1),
		"another Message-ID":  strings.Replace(good, "<4q8r", "<5q8r", 1),
		"text changed":        strings.Replace(good, "Beste", "Haste", 1),
		"another method":      strings.Replace(good, "method=REQUEST", "method=PUBLISH", 1),
		"cut off":             good[:len(good)-len(good)/3],
		"a part too many":     strings.Replace(good, "Content-Type: text/html", "Content-Type: multipart/x; boundary=y\r\nX-Was: text/html", 1),
		"overlong line":       "X-Long: " + strings.Repeat("x", 998) + "\r\n" + good,
		"calendar is another": strings.Replace(good, "QkVHSU46VkNBTEVOREFS", "QkVHSU46VkNBTEVOREFT", 1),
	} {
		if bad == good {
			t.Errorf("%s: nothing was changed", name)
		}
		if err := check([]byte(bad), &l, m.from, p); err == nil {
			t.Errorf("%s is not seen", name)
		}
	}
}

// rubbish draws what people, imports and attackers type.
func rubbish(t *rapid.T, label string) string {
	piece := rapid.OneOf(
		rapid.SampledFrom([]string{
			"\r\n", "\n", "\r\nBcc: x@y.example\r\n", "\x00", "\xff", "\t", " ", "  ", ".", "\n.\n", "\r\n.\r\nQUIT\r\n", "=?utf-8?q?a=0D=0Ab?=", "<script>",
			"{{manage_link}}", "**x**", "[a](https://x.example)", "\"", ";", "é", "😀", "\u202e", "\u2028", "\ue000", "langwoordzonderspaties", "From here", "--",
		}),
		rapid.String(),
	)
	return strings.Join(rapid.SliceOfN(piece, 0, 30).Draw(t, label), "")
}

func TestRubbishIsWrittenSafely(t *testing.T) {
	m, base := newMailer(t, config()), letter(t)
	rapid.Check(t, func(rt *rapid.T) {
		l := as(t, base, events.Update, events.MethodRequest)
		l.Name, l.Session.Title.NL, l.Session.Reason.NL = rubbish(rt, "name"), "W"+rubbish(rt, "title"), rubbish(rt, "reason")
		l.Place.Name, l.Place.Route, l.Registration.Told.Place = rubbish(rt, "place"), rubbish(rt, "route"), rubbish(rt, "old place")
		l.Programme.Organiser.Name, l.Facilitators = rubbish(rt, "sender"), []string{rubbish(rt, "facilitator")}
		raw, err := m.Render(t.Context(), l)
		if err != nil {
			rt.Fatalf("not written: %v", err)
		}
		head, _, _ := strings.Cut(string(raw), "\r\n\r\n")
		for line := range strings.SplitSeq(strings.ReplaceAll(head, "\r\n ", " "), "\r\n") {
			if name, _, _ := strings.Cut(line, ":"); !meantHeaders[name] {
				rt.Fatalf("header %q", line)
			}
		}
	})
}

var meantHeaders = map[string]bool{
	"Auto-Submitted": true, "Content-Type": true, "Date": true, "From": true, "In-Reply-To": true, "List-Unsubscribe": true,
	"List-Unsubscribe-Post": true, "MIME-Version": true, "Message-ID": true, "References": true, "Subject": true, "To": true,
	"X-Auto-Response-Suppress": true,
}
