package templates

import (
	"strings"
	"testing"

	"kantine/templates/locale"
)

func sampleTimeline() DeskTimeline {
	days := func(n int) DeskRule { return DeskRule{Count: n, Unit: "days", From: "before_start"} }
	return DeskTimeline{Items: []DeskTimelineItem{
		{At: at(2026, 11, 20, 14, 30), Kind: "reminder", Rule: days(7), State: "skipped", Reason: "due-before-registration", Path: "/desk/outbox/1"},
		{At: at(2026, 11, 22, 10, 2), Kind: "confirmation", State: "delivered", Attempts: 2, Path: "/desk/outbox/2"},
		{At: at(2026, 11, 22, 10, 2), Kind: "update", State: "failed", Error: "5.1.1 at RCPT: 550 5.1.1 no such user", Path: "/desk/outbox/3"},
		{At: at(2026, 11, 26, 14, 30), Kind: "reminder", Rule: days(1), State: "planned"},
		{At: at(2026, 11, 27, 14, 30), Kind: "reminder", Rule: DeskRule{Unit: "now", From: "start"}, State: "planned"},
		{At: at(2026, 11, 28, 9, 0), Kind: "follow_up", Rule: DeskRule{Count: 1, Unit: "days", From: "after_end"}, State: "planned"},
	}}
}

func TestTimelinePart(t *testing.T) {
	e := newEngine(t)
	sources, err := readPages(pageFiles)
	if err != nil {
		t.Fatal(err)
	}
	for lang, words := range map[string][]string{
		"nl": {"(7 dagen vooraf)", "(250)", "2 pogingen", "voorbij bij het aanmelden", "no such user", "(1 dag na afloop)", "(bij het begin)", "Gepland", `href="/desk/outbox/1"`},
		"en": {"(7 days before)", "(250)", "2 attempts", "(1 day after the end)", "Planned"},
	} {
		part, err := e.variant(sources, "desk_today", voice{e.catalog, lang, false})
		if err != nil {
			t.Fatal(err)
		}
		var b strings.Builder
		if err := part.ExecuteTemplate(&b, "desktimeline", sampleTimeline()); err != nil {
			t.Fatal(err)
		}
		for _, w := range words {
			if !strings.Contains(b.String(), w) {
				t.Errorf("%s: %q is missing in\n%s", lang, w, b.String())
			}
		}
	}
	if len(locale.Languages) != 2 {
		t.Error("a language is not looked at")
	}
}
