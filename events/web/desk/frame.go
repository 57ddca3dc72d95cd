package desk

import (
	"errors"
	"net/http"
	"net/url"
	"strings"

	"kantine/events"
	"kantine/templates"
)

// parts are those of the desk, in the order of the navigation. One shows as
// soon as its page has a line in access.go, and to whom that lets in.
var parts = []struct{ key, path string }{
	{"today", "/desk"},
	{"calendar", "/desk/calendar"},
	{"sessions", "/desk/sessions"},
	{"attendees", "/desk/attendees"},
	{"outbox", "/desk/outbox"},
	{"employers", "/desk/employers"},
	{"offerings", "/desk/offerings"},
	{"texts", "/desk/texts"},
	{"settings", "/desk/settings"},
}

// under tells which part a page belongs to that does not lie beneath its path.
var under = map[string]string{
	"/desk/users": "/desk/settings", "/desk/audit": "/desk/settings",
	"/desk/absence": "/desk", "/desk/absences": "/desk", "/desk/rearrangements": "/desk",
	"/desk/registrations": "/desk/attendees", "/desk/check-in": "/desk/attendees",
	"/desk/venues": "/desk/offerings", "/desk/facilitators": "/desk/offerings", "/desk/kits": "/desk/offerings",
	"/desk/sectors": "/desk/offerings", "/desk/programme": "/desk/offerings",
}

// searchPath is the search over everything.
const searchPath = "/desk/search"

// layout is what stands around a page of the desk at path.
func (d *Desk) layout(v *visit, path string) templates.Layout {
	l := templates.Layout{
		Programme: v.programme.Name.In(v.lang), Path: path, KeepLang: v.keep, NoIndex: true,
		ContactEmail: v.programme.Organiser.Email, ContactPhone: v.programme.Organiser.Phone,
		Desk: &templates.DeskFrame{},
	}
	if !v.who.Login.Full {
		return l
	}
	frame := l.Desk
	frame.Email, frame.Role = v.who.User.Email, string(v.role())
	frame.AccountPath, frame.LogOutPath = "/desk/account", "/desk/logout"
	if v.hold.On() {
		frame.Hold = &templates.DeskHold{Since: v.hold.Since.In(v.zone), Reason: v.hold.Reason}
		if v.may("GET /desk/outbox/pause") {
			frame.Hold.Path = "/desk/outbox/pause"
		}
	}
	home, _, _ := strings.Cut(path, "?")
	for beneath, part := range under {
		if home == beneath || strings.HasPrefix(home, beneath+"/") {
			home = part
			break
		}
	}
	for _, part := range parts {
		if !v.may("GET " + part.path) {
			continue
		}
		current := home == part.path || part.path != "/desk" && strings.HasPrefix(home, part.path+"/")
		frame.Links = append(frame.Links, templates.DeskLink{Key: part.key, Path: part.path, Current: current})
	}
	if v.may("GET " + searchPath) {
		frame.SearchPath = searchPath
	}
	return l
}

// may tells whether the visitor may use a route, so that no page offers what
// would be refused.
func (v *visit) may(route string) bool { return allowed[route].lets(v.role()) }

// fill puts an id in the place of a route's one variable.
func fill(route, id string) string {
	before, rest, _ := strings.Cut(route, "{")
	_, after, _ := strings.Cut(rest, "}")
	return before + url.PathEscape(id) + after
}

// page answers with a page of the desk.
func (d *Desk) page(w http.ResponseWriter, r *http.Request, status int, view templates.View) error {
	return d.reply.Page(w, r, status, view)
}

// wrong puts a refusal's problems in words; nil where err is no refusal of
// fields.
func (d *Desk) wrong(v *visit, err error) []templates.FieldError {
	if _, ok := validation(err); !ok {
		return nil
	}
	return d.problems(v, err)
}

// problems puts the problems of any refusal in words.
func (d *Desk) problems(v *visit, err error) []templates.FieldError {
	var refusal *events.Error
	if !errors.As(err, &refusal) {
		return nil
	}
	list := make([]templates.FieldError, len(refusal.Problems))
	for i, p := range refusal.Problems {
		list[i] = templates.FieldError{Field: p.Field, Message: d.reply.FieldMessage(v.lang, p)}
	}
	return list
}

// validation tells whether err is a refusal of fields, which a form shows
// beside them.
func validation(err error) (*events.Error, bool) {
	var refusal *events.Error
	if !errors.As(err, &refusal) || refusal.Code != events.CodeValidation {
		return nil, false
	}
	return refusal, true
}
