package templates

import (
	"slices"
	"strings"
	"testing"

	"kantine/templates/locale"
)

const frames = `
## greeting
Dag {{name}},

## greeting-empty
Dag,

## footer
Groet, {{sender}}

## footer-discreet
Groet, {{sender_discreet}}
`

func oneMail(t *testing.T, body string) *Mails {
	t.Helper()
	m, err := loadMails(map[string]string{"nl": frames + "\n## try\nOnderwerp: Proef\n\n" + body})
	if err != nil {
		t.Fatal(err)
	}
	return m
}

func TestLinesAreLeftOut(t *testing.T) {
	for _, tt := range []struct{ name, body, want string }{
		{"filled", "**Wat:** {{title}}\n**Waar:** {{where}}", "Wat: T\nWaar: W"},
		{"empty label", "**Wat:** {{room}}\n**Waar:** {{where}}", "Waar: W"},
		{"one field left", "{{date}}, {{room}}\nx", "D\nx"},
		{"empty link", "{{title}}: {{survey_link}}\nx", "x"},
		{"no field", "Tot dan.\n{{room}}", "Tot dan."},
		{"whole paragraph", "een\n\n{{room}}\n{{kit}}\n\ntwee", "een\n\ntwee"},
		{"list item", "- {{title}}\n- {{room}}\n- vast", "- T\n- vast"},
		{"whole list", "een\n\n- {{room}}\n\ntwee", "een\n\ntwee"},
		{"loose list", "- een\n\n- twee", "- een\n- twee"},
		{"list item of two lines", "- een\n  twee {{title}}", "- een\n  twee T"},
		{"gap before full stop", "{{date}}, {{room}}. Dan.", "D. Dan."},
		{"gap at the start", "{{room}}, {{date}}.", "D."},
		{"gap in the middle", "{{date}}, {{room}}, {{title}}", "D, T"},
		{"two gaps", "{{date}}, {{room}}, {{kit}}", "D"},
		{"gap after a sentence", "{{title}} is er. {{room}}", "T is er."},
		{"gap between words", "In {{room}} om {{date}}", "In om D"},
		{"value with lines", "{{reason}} En {{title}}", "r1\nr2 En T"},
		{"value with lines in a list", "- {{reason}}", "- r1\n  r2"},
		{"bold, italic, escape, entity", `**b** *i* \*s\* &amp; 3 < 4 snake_case_`, "b i *s* & 3 < 4 snake_case_"},
		{"value that looks like a gap", "{{contact}} {{room}}", ", x ,"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			mail := render(t, oneMail(t, tt.body), "nl", "try", false, map[string]string{
				"title": "T", "where": "W", "date": "D", "reason": "r1\n \n\u2028r2\n", "sender": "S", "contact": ", x ,",
			})
			want := "Dag,\n\n" + tt.want + "\n\nGroet, S\n"
			if mail.Text != want {
				t.Errorf("got %q, want %q", mail.Text, want)
			}
		})
	}
}

func TestStylesInHTML(t *testing.T) {
	mail := render(t, oneMail(t, "**vet {{title}}** en *schuin*, ***beide***\nregel"), "nl", "try", false, map[string]string{"title": "<T>"})
	want := openParagraph + "<strong>vet </strong><strong>&lt;T&gt;</strong> en <em>schuin</em>, <strong><em>beide</em></strong><br>\nregel</p>"
	if !strings.Contains(mail.HTML, want) {
		t.Errorf("got\n%s\nwant\n%s", mail.HTML, want)
	}
}

func TestBrokenTextsAreRefused(t *testing.T) {
	for _, tt := range []struct{ name, text, want string }{
		{"unknown field", "## x\nOnderwerp: a\n\n{{surname}}", `unknown field "surname"`},
		{"unknown field in subject", "## x\nOnderwerp: {{x}}\n\nb", "unknown field"},
		{"open field", "## x\nOnderwerp: a\n\n{{name", "{{ without }}"},
		{"closed field", "## x\nOnderwerp: a\n\nname}}", "}} without {{"},
		{"template code", "## x\nOnderwerp: a\n\n{{if .Name}}", "unknown field"},
		{"no subject", "## x\nzomaar tekst", "no subject"},
		{"empty subject", "## x\nOnderwerp:\n\nb", "no subject"},
		{"no text", "## x\nOnderwerp: a\n", "has no text"},
		{"twice", "## footer\nx", "twice"},
		{"mark", "## x\nOnderwerp: a\n\n\uE003", "stands for a field"},
		{"theme in a discreet letter", "## x-discreet\nOnderwerp: {{title}}\n\nb", "theme"},
		{"heading", "## x\nOnderwerp: a\n\n### kop", "Heading is not possible"},
		{"link", "## x\nOnderwerp: a\n\n[a](https://b.example)", "Link is not possible"},
		{"image", "## x\nOnderwerp: a\n\n![a](https://b.example)", "Image is not possible"},
		{"html", "## x\nOnderwerp: a\n\nb <b>c</b>", "RawHTML is not possible"},
		{"html block", "## x\nOnderwerp: a\n\n<div>c</div>", "HTMLBlock is not possible"},
		{"code", "## x\nOnderwerp: a\n\n`c`", "CodeSpan is not possible"},
		{"quote", "## x\nOnderwerp: a\n\n> c", "Blockquote is not possible"},
		{"numbers", "## x\nOnderwerp: a\n\n1. c", "List is not possible"},
		{"list in list", "## x\nOnderwerp: a\n\n- a\n  - b", "one paragraph"},
		{"code in list", "## x\nOnderwerp: a\n\n- ```\n  b\n  ```", "FencedCodeBlock is not possible"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			_, err := loadMails(map[string]string{"nl": frames + "\n" + tt.text})
			if err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("got %v, want an error with %q", err, tt.want)
			}
		})
	}
	if _, err := loadMails(map[string]string{"nl": frames + "\n## x\nOnderwerp: a\n\nb", "en": frames}); err == nil {
		t.Error("a key in one language only was taken")
	}
	if _, err := loadMails(map[string]string{"nl": "## greeting\nDag"}); err == nil {
		t.Error("texts without a footer were taken")
	}
}

func TestLinkDefinitionStays(t *testing.T) {
	mail := render(t, oneMail(t, "[x]: https://b.example"), "nl", "try", false, nil)
	if !strings.Contains(mail.Text, "[x]: https://b.example") {
		t.Errorf("the line vanished:\n%s", mail.Text)
	}
}

func TestLanguagesUseTheSameFields(t *testing.T) {
	m := loadedMails(t)
	fieldsOf := func(lang, key string) []string {
		text := m.texts[lang][key]
		lines := []mailLine{text.subject}
		for _, block := range text.body {
			for _, item := range block.items {
				lines = append(lines, item...)
			}
		}
		var found []string
		for _, line := range lines {
			for _, token := range line {
				if token.field != "" {
					found = append(found, token.field)
				}
			}
		}
		slices.Sort(found)
		return slices.Compact(found)
	}
	for key := range m.texts["nl"] {
		for _, lang := range locale.Languages {
			if got, want := fieldsOf(lang, key), fieldsOf("nl", key); !slices.Equal(got, want) {
				t.Errorf("%s in %s uses %v, in nl %v", key, lang, got, want)
			}
		}
	}
}

func TestFieldsIsACopy(t *testing.T) {
	Fields()[0] = "changed"
	if Fields()[0] != "name" || len(Fields()) != len(slices.Compact(slices.Sorted(slices.Values(Fields())))) {
		t.Error("the list of fields can be changed or names one twice")
	}
	for _, field := range discreetFields {
		if !slices.Contains(mailFields, field) {
			t.Errorf("%s is no field", field)
		}
	}
}
