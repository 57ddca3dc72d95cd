package desk

import (
	"errors"
	"net/http"
	"net/mail"
	"strings"

	"github.com/gorilla/mux"

	"kantine/events"
	"kantine/templates"
	"kantine/templates/locale"
)

// Post shows letters as they would go.
type Post interface {
	Preview(l events.Letter) (templates.Mail, error)
	// Show gives the sender and the calendar part too, "" where there is none.
	Show(l events.Letter) (m templates.Mail, from mail.Address, calendar string, err error)
}

func (d *Desk) textRoutes(router *mux.Router) {
	d.add(router, "/desk/texts", d.texts, nil)
	d.add(router, "/desk/texts/{kind}/{lang}", d.text, d.writeText)
	d.add(router, "/desk/texts/{kind}/{lang}/reset", nil, d.resetText)
}

// book is the embedded texts as the Service asks after them.
type book struct{ mails *templates.Mails }

// Known implements events.TextBook.
func (b book) Known(language, key string) bool {
	_, known := b.mails.Source(language, key)
	return known
}

// Faults implements events.TextBook.
func (b book) Faults(key, source string) []events.Problem {
	var problems []events.Problem
	for _, f := range b.mails.Check(key, source) {
		problems = append(problems, events.Problem{Field: "source", Key: "mail_" + f.Rule, Args: []any{"Line", f.Line, "Name", f.Name}})
	}
	return problems
}

// texts is "/desk/texts".
func (d *Desk) texts(w http.ResponseWriter, r *http.Request, v *visit) error {
	own, err := d.service.MailTexts(r.Context())
	if err != nil {
		return err
	}
	written := map[[2]string]events.MailText{}
	for _, t := range own {
		if t.Source != "" {
			written[[2]string{t.Key, t.Language}] = t
		}
	}
	page := templates.DeskTextsPage{
		Layout: d.layout(v, "/desk/texts"), Languages: locale.Languages[:],
		Groups: []templates.DeskTextGroup{{Key: "letters"}, {Key: "frames"}},
	}
	for _, key := range d.book.mails.Keys() {
		text := textName(key)
		for _, lang := range locale.Languages {
			state := d.textState(v, key, lang, written[[2]string{key, lang}])
			text.Languages = append(text.Languages, state)
			if state.State == "builtin" {
				text.Missing = append(text.Missing, lang)
			}
		}
		if len(text.Missing) == len(locale.Languages) {
			text.Missing = nil
		}
		group := &page.Groups[0]
		if text.Frame != "" {
			group = &page.Groups[1]
		}
		group.Texts = append(group.Texts, text)
	}
	return d.page(w, r, http.StatusOK, page)
}

// textState tells how a text stands; own is the zero MailText where nobody
// wrote one.
func (d *Desk) textState(v *visit, key, lang string, own events.MailText) templates.DeskTextState {
	state := templates.DeskTextState{Language: lang, Path: textPath(key, lang), State: "builtin"}
	if own.Source == "" {
		return state
	}
	state.State, state.At = "own", own.At.In(v.zone)
	if d.book.mails.Check(key, own.Source) != nil {
		state.State = "broken"
	}
	return state
}

func textPath(key, lang string) string { return "/desk/texts/" + key + "/" + lang }

// textName is what a text is called.
func textName(key string) templates.DeskText {
	name, discreet := strings.CutSuffix(key, "-discreet")
	if strings.HasPrefix(name, "greeting") {
		return templates.DeskText{Frame: name}
	}
	frame, kind, _ := strings.Cut(name, "-")
	if frame == "footer" {
		return templates.DeskText{Frame: frame, Letter: kind, Discreet: discreet}
	}
	return templates.DeskText{Letter: name, Discreet: discreet}
}

// draft is a text as it stands in the form.
type draft struct {
	key, lang, source, registration string
	base                            int64
}

// draftOf names the text that a request is about. The refusal is CodeNotFound.
func (d *Desk) draftOf(r *http.Request) (draft, error) {
	vars := mux.Vars(r)
	in := draft{key: vars["kind"], lang: vars["lang"]}
	if !d.book.Known(in.lang, in.key) {
		return in, events.Refuse(events.CodeNotFound)
	}
	return in, nil
}

// show chooses the letter in which the draft is seen.
func (in draft) show() events.MailShow {
	seen := templates.Shows(in.key)
	return events.MailShow{
		Key: in.key, Language: in.lang, Kind: events.MessageKind(seen.Kind), Discreet: seen.Discreet, Nameless: seen.Nameless,
		Source: in.source, RegistrationID: in.registration,
	}
}

// theirs is what somebody else saved meanwhile.
func theirs(err error) (events.MailText, bool) {
	var refusal *events.Error
	if !errors.As(err, &refusal) || refusal.Code != events.CodeVersionConflict {
		return events.MailText{}, false
	}
	current, ok := refusal.Current.(events.MailText)
	return current, ok
}
