package templates

import (
	"bytes"
	"embed"
	"errors"
	"fmt"
	"html/template"
	"slices"
	"strings"

	"kantine/templates/locale"
)

//go:embed mails/*.md mails/layout.html
var mailFiles embed.FS

// Mail is one letter, ready for a mailer or a preview. Text and HTML say the
// same words.
type Mail struct {
	// Subject is one line of plain text, not encoded for a header.
	Subject string
	// Text is plain text with \n line ends; its lines may be long.
	Text string
	// HTML is a whole document without remote parts.
	HTML string
}

// Mails holds the mail texts of every language, parsed. The embedded ones never
// change after LoadMails; any number of goroutines may use it.
type Mails struct {
	texts map[string]map[string]mailText
	// keys are those of the texts, in the order of their file.
	keys   []string
	layout *template.Template
	own    ownTexts
}

// mailText is one text of a language: a whole letter's, or one of its frames
// (greeting, footer), which have no subject.
type mailText struct {
	source  string
	subject mailLine
	body    []mailBlock
}

const (
	discreetMail = "-discreet"
	greetingKey  = "greeting"
	// namelessKey opens a letter to somebody without a name.
	namelessKey = "greeting-empty"
	footerKey   = "footer"
)

// mailFields is the fixed list of fields a text may use.
var mailFields = []string{
	"name", "sender", "sender_discreet", "programme", "title", "date", "date_short", "time", "where", "route",
	"join_link", "led_by", "old_date", "old_time", "old_where", "reason", "when", "preparation", "contact",
	"position", "hold_until", "erase_on", "manage_link", "stop_link", "offer_link", "action_link", "toolkit_link",
	"survey_link", "learning_link", "newsletter_link", "sector", "employer", "site", "room", "kit", "coordinator",
	"proposals", "valid_until", "checklist_by", "power_metres", "blocks", "reception", "setup_from", "module",
	"step", "minutes", "step_title",
}

// discreetFields are those that cannot tell a colleague who looks along what a
// letter is about.
var discreetFields = []string{
	"name", "sender_discreet", "date", "date_short", "time", "where", "route", "old_date", "old_time", "old_where",
	"when", "position", "hold_until", "erase_on", "join_link", "manage_link", "stop_link", "offer_link",
	"action_link", "toolkit_link", "survey_link", "learning_link", "newsletter_link",
}

// crewFields are what a discreet letter may hold besides that goes to somebody
// who makes the session happen: they have to know where to be, with whom, and
// what to bring.
var crewFields = []string{"led_by", "kit", "contact"}

// Fields lists the fields a mail text may use, in the order people think of
// them. One that ends in _link holds a URL.
func Fields() []string { return slices.Clone(mailFields) }

// LoadMails parses the embedded texts. It fails on an unknown field, on
// Markdown that a letter cannot show as text too, on a missing subject, on a
// key that only some languages have, and on a discreet text with a field that
// tells the theme.
func LoadMails() (*Mails, error) {
	sources := make(map[string]string, len(locale.Languages))
	for _, lang := range locale.Languages {
		raw, err := mailFiles.ReadFile("mails/" + lang + ".md")
		if err != nil {
			return nil, fmt.Errorf("mail texts: %w", err)
		}
		sources[lang] = string(raw)
	}
	return loadMails(sources)
}

func loadMails(sources map[string]string) (*Mails, error) {
	layout, err := template.ParseFS(mailFiles, "mails/layout.html")
	if err != nil {
		return nil, fmt.Errorf("mail layout: %w", err)
	}
	m := &Mails{texts: make(map[string]map[string]mailText, len(sources)), layout: layout}
	for lang, source := range sources {
		if m.texts[lang], err = parseMailTexts(source); err != nil {
			return nil, fmt.Errorf("mail texts %s: %w", lang, err)
		}
		m.keys = mailKeys(source)
	}
	if err := m.checkComplete(); err != nil {
		return nil, fmt.Errorf("mail texts: %w", err)
	}
	return m, nil
}

func (m *Mails) checkComplete() error {
	for lang, texts := range m.texts {
		for _, frame := range []string{greetingKey, namelessKey, footerKey, footerKey + discreetMail} {
			if _, ok := texts[frame]; !ok {
				return fmt.Errorf("%s lacks %s", lang, frame)
			}
		}
		for key := range texts {
			for other := range m.texts {
				if _, ok := m.texts[other][key]; !ok {
					return fmt.Errorf("%s stands in %s and not in %s", key, lang, other)
				}
			}
		}
	}
	return nil
}

func isFrame(key string) bool {
	return key == greetingKey || key == namelessKey || key == footerKey || strings.HasPrefix(key, footerKey+"-")
}

// Render writes the letter of kind key in lang: greeting, text and the kind's
// own footer (footer-KIND) or the one that all others share. A discreet one
// takes the kind's discreet text and footer (footer-KIND-discreet); a kind that has none, because it never goes
// to somebody who asked for discretion, keeps its own under the discreet
// footer. Fields that are missing count as empty; one that is not in Fields is
// an error. Values are data: whatever they hold, they become neither markup nor
// a header nor another field.
func (m *Mails) Render(lang, key string, discreet bool, fields map[string]string) (Mail, error) {
	return m.RenderOwn(nil, lang, key, discreet, fields)
}

// RenderOwn is Render with texts of the house's own: Markdown by key, in the
// place of the embedded text. One that Check refuses, as a text of before an
// update may be, is passed over, and all are where no letter comes of them.
func (m *Mails) RenderOwn(own map[string]string, lang, key string, discreet bool, fields map[string]string) (Mail, error) {
	texts, ok := m.texts[lang]
	if !ok {
		return Mail{}, fmt.Errorf("mail %s: no texts in language %q", key, lang)
	}
	for name := range fields {
		if !slices.Contains(mailFields, name) {
			return Mail{}, fmt.Errorf("mail %s: unknown field %q", key, name)
		}
	}
	if _, ok := texts[key]; !ok || isFrame(key) || strings.HasSuffix(key, discreetMail) {
		return Mail{}, fmt.Errorf("mail: unknown kind %q", key)
	}
	values := cleanFields(fields)
	mail, err := m.compose(lang, m.letter(own, lang, key, discreet, values["name"] == ""), values)
	if err != nil && len(own) > 0 {
		return m.compose(lang, m.letter(nil, lang, key, discreet, values["name"] == ""), values)
	}
	return mail, err
}

// parts are the texts that a letter is put together from.
type parts struct{ greeting, text, footer mailText }

func (m *Mails) letter(own map[string]string, lang, key string, discreet, nameless bool) parts {
	of := func(key string) mailText { return m.text(own, lang, key) }
	p := parts{greeting: of(greetingKey), text: of(key), footer: of(footerKey)}
	if nameless {
		p.greeting = of(namelessKey)
	}
	if m.has(lang, footerKey+"-"+key) {
		p.footer = of(footerKey + "-" + key)
	}
	if discreet {
		p.footer = of(footerKey + discreetMail)
		if own := footerKey + "-" + key + discreetMail; m.has(lang, own) {
			p.footer = of(own)
		}
		if m.has(lang, key+discreetMail) {
			p.text = of(key + discreetMail)
		}
	}
	return p
}

func (m *Mails) has(lang, key string) bool {
	_, ok := m.texts[lang][key]
	return ok
}

// mailPage is what the layout shows. The HTML in it comes from writeHTML alone,
// which escapes every word.
type mailPage struct {
	Lang, Subject     string
	Body, Sign, Small template.HTML
}

// compose lays the letter out. The first paragraph of the footer signs it, the
// rest is small type.
func (m *Mails) compose(lang string, p parts, values map[string]string) (Mail, error) {
	bodyParts := fillBlocks(slices.Concat(p.greeting.body, p.text.body), values)
	footerParts := fillBlocks(p.footer.body, values)
	var sign, small []filledBlock
	if len(footerParts) > 0 {
		sign, small = footerParts[:1], footerParts[1:]
	}
	mail := Mail{
		Subject: subjectLine(p.text.subject, values),
		Text:    textOf(slices.Concat(bodyParts, footerParts)),
	}
	if mail.Subject == "" {
		return Mail{}, errors.New("mail: no subject is left with these fields")
	}
	var html bytes.Buffer
	err := m.layout.Execute(&html, mailPage{
		Lang: lang, Subject: mail.Subject,
		Body: htmlOf(bodyParts), Sign: htmlOf(sign), Small: htmlOf(small),
	})
	if err != nil {
		return Mail{}, fmt.Errorf("mail layout: %w", err)
	}
	mail.HTML = html.String()
	return mail, nil
}
