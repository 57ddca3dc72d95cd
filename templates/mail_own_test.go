package templates

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"kantine/templates/locale"
)

func TestEmbeddedTextsPassTheirOwnCheck(t *testing.T) {
	m := loadedMails(t)
	if len(m.Keys()) != len(m.texts["nl"]) {
		t.Errorf("keys %q", m.Keys())
	}
	for _, lang := range locale.Languages {
		for _, key := range m.Keys() {
			source, ok := m.Source(lang, key)
			if faults := m.Check(key, source); !ok || faults != nil {
				t.Errorf("%s %s: %v", lang, key, faults)
			}
			show := Shows(key)
			if _, err := m.Render(lang, show.Kind, show.Discreet, fullFields()); err != nil {
				t.Errorf("%s is seen nowhere: %v", key, err)
			}
		}
	}
}

// good is a confirmation that may be saved.
const good = "Onderwerp: Tot {{date_short}}\n\nU bent er {{date}}, {{time}}, {{where}}.\nOnline: {{join_link}}"

func TestWhatATextMayNotBe(t *testing.T) {
	for name, c := range map[string]struct{ key, source, want string }{
		"good":                     {"confirmation", good, ""},
		"good, with CRLF":          {"confirmation", strings.ReplaceAll(good, "\n", "\r\n"), ""},
		"unknown field":            {"confirmation", good + "\n\n{{surname}}", "6 unknown_field surname"},
		"two on one line":          {"confirmation", good + "\n{{a}} {{b}}", "5 unknown_field a, 5 unknown_field b"},
		"spaces in a field":        {"confirmation", good + "\n{{ Title }}", "5 spelling title"},
		"a long name":              {"confirmation", good + "\n{{" + strings.Repeat("x", 50) + "}}", "5 unknown_field " + strings.Repeat("x", 40) + "…"},
		"theme in a discreet text": {"confirmation-discreet", good + "\n{{title}}", "5 theme_field title"},
		"open field":               {"confirmation", good + "\n{{name", "5 open "},
		"field over two lines":     {"confirmation", good + "\n{{na\nme}}", "5 open , 6 closed "},
		"closed field":             {"confirmation", good + "\nname}}", "5 closed "},
		"single brace":             {"confirmation", good + "\nDag {name}", "5 brace "},
		"brace as an entity":       {"confirmation", good + "\n&#123;&#123;name&#125;&#125;", "5 brace "},
		"braces by name":           {"confirmation", good + "\n&lcub;x", "5 brace "},
		"another template's mark":  {"confirmation", good + "\nNaN plekken", "5 leftover NaN"},
		"control character":        {"confirmation", good + "\nx\x07", "5 control "},
		"bidi as an entity":        {"confirmation", good + "\nx&#8238;y", "5 control "},
		"zero width":               {"confirmation", good + "\nx\u200by", "5 control "},
		"private use":              {"confirmation", good + "\n\uE003", "5 control "},
		"line separator":           {"confirmation", good + "\nx\u2028y", "5 control "},
		"broken UTF-8":             {"confirmation", good + "\n\xff", "5 control "},
		"no subject":               {"confirmation", "Dag\n\n" + good, "1 subject "},
		"blank first line":         {"confirmation", "\n" + good, "1 subject "},
		"empty":                    {"confirmation", "", "1 subject "},
		"subject alone":            {"confirmation", "Onderwerp: x", "0 empty "},
		"long subject":             {"confirmation", "Onderwerp: " + strings.Repeat("x", 150) + good[10:], "1 subject_long 150"},
		"too long":                 {"confirmation", good + strings.Repeat("x", 8000), "0 too_long 8000"},
		"heading":                  {"confirmation", good + "\n\n# Kop", "6 markdown "},
		"HTML":                     {"confirmation", good + "\n\neen\ntwee <b>x</b>", "7 markdown "},
		"image":                    {"confirmation", good + "\n\n![x](https://x.example/x.png)", "6 markdown "},
		"script":                   {"confirmation", good + "\n\n<script>x</script>", "6 markdown "},
		"numbered list":            {"confirmation", good + "\n\n1. x", "6 markdown "},
		"list in a list":           {"confirmation", good + "\n\n- x\n  - y", "6 markdown "},
		"rule":                     {"confirmation", good + "\n\n***", "6 markdown "},
		"no time":                  {"confirmation", strings.ReplaceAll(good, "{{time}}", ""), "0 missing time"},
		"time in the subject only": {"reminder", "Onderwerp: {{time}}\n\n{{date}} {{where}}\n{{join_link}}", "0 missing time"},
		"time beside a link":       {"confirmation", strings.ReplaceAll(good, ".\nOnline: ", " "), "0 falls_away date, 0 falls_away time, 0 falls_away where"},
		"beside its manage link":   {"link", "Onderwerp: x\n\n{{date}}: {{manage_link}}", ""},
		"no manage link":           {"link", "Onderwerp: x\n\ny", "0 missing manage_link"},
		"footer":                   {"footer", "Groet\n\n{{manage_link}}", "0 missing stop_link"},
		"discreet footer":          {"footer-discreet", "Groet\n\n{{stop_link}}", "0 missing manage_link"},
		"footer of one kind":       {"footer-password_reset", "Groet", ""},
		"reset without its link":   {"password_reset", "Subject: x\n\ny {{survey_link}}", "0 missing action_link"},
		"greeting":                 {"greeting", "Dag {{name}},", ""},
		"greeting nobody":          {"greeting", "Dag,", "0 missing name"},
	} {
		var got []string
		for _, f := range loadedMails(t).Check(c.key, c.source) {
			got = append(got, fmt.Sprintf("%d %s %s", f.Line, f.Rule, f.Name))
		}
		if strings.Join(got, ", ") != c.want {
			t.Errorf("%s: %q, want %q", name, strings.Join(got, ", "), c.want)
		}
	}
}

func TestOwnTextsTakeTheirPlace(t *testing.T) {
	m := loadedMails(t)
	own := map[string]string{
		"confirmation": good + "\n\n*Tot* **dan**, {{name}} & co.\n- een\n- twee", "greeting": "Hoi {{name}},", "greeting-empty": "Hoi,",
		"footer": "De balie\n\n{{manage_link}} {{stop_link}}", "footer-newsletter_confirm": "Eigen voet {{stop_link}}",
		"confirmation-discreet": good, "footer-discreet": "Stil {{manage_link}} {{stop_link}}", "update": "# kapot",
	}
	for _, c := range []struct {
		kind     string
		discreet bool
		has      []string
	}{
		{"confirmation", false, []string{"Hoi Zoë Testman,", "U bent er dinsdag", "Tot dan, Zoë Testman & co.", "- twee", "De balie\n"}},
		{"confirmation", true, []string{"U bent er dinsdag", "Stil https://"}},
		{"newsletter_confirm", false, []string{"Hoi ", "Eigen voet"}},
		{"update", false, []string{"Hoi ", "Werk en zorg: het gesprek is gewijzigd."}}, // its own cannot be read
		{"reminder", false, []string{"Hoi ", "zien we u bij", "De balie"}},
	} {
		mail, err := m.RenderOwn(own, "nl", c.kind, c.discreet, fullFields())
		if err != nil {
			t.Fatal(err)
		}
		for _, part := range c.has {
			if !strings.Contains(mail.Text, part) {
				t.Errorf("%s: no %q in\n%s", c.kind, part, mail.Text)
			}
		}
		if got, want := wordsOfHTML(mail.HTML), wordsOfText(mail.Text); !slices.Equal(got, want) {
			t.Errorf("%s: HTML says\n%q\nand the text\n%q", c.kind, got, want)
		}
	}
	nameless := fullFields()
	nameless["name"] = ""
	if mail, err := m.RenderOwn(own, "nl", "confirmation", false, nameless); err != nil || !strings.HasPrefix(mail.Text, "Hoi,\n") {
		t.Errorf("%v: %s", err, mail.Text)
	}
	if mail := render(t, m, "nl", "confirmation", false, fullFields()); strings.Contains(mail.Text, "Hoi") {
		t.Error("the embedded text has changed")
	}
}

// A text that was fine and makes no letter with these very fields gives way.
func TestOwnTextThatMakesNoLetter(t *testing.T) {
	m := loadedMails(t)
	own := map[string]string{"withdrawal": "Onderwerp: {{reason}}\n\nEigen {{date}} {{time}}"}
	mail, err := m.RenderOwn(own, "nl", "withdrawal", false, map[string]string{"date": "di", "time": "9 uur", "title": "T"})
	if err != nil || mail.Subject != "U bent afgemeld voor T" || strings.Contains(mail.Text, "Eigen") {
		t.Errorf("%v: %+v", err, mail)
	}
}

func TestOwnTextsAreKeptWithinBounds(t *testing.T) {
	m := loadedMails(t)
	for i := range maxOwnTexts + 10 {
		m.text(map[string]string{"link": fmt.Sprint(i)}, "nl", "link")
	}
	if n := len(m.own.parsed); n > maxOwnTexts {
		t.Errorf("%d kept", n)
	}
}
