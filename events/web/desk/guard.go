package desk

import (
	"context"
	"net/http"
	"net/url"
	"path"
	"strings"
	"time"

	"kantine/events"
	"kantine/events/account"
	"kantine/events/web/reply"
	"kantine/templates"
)

// cookieName binds the cookie to this very host: browsers take a __Host- cookie
// only when it is Secure, for the whole host and for no other (RFC 6265bis
// §4.1.3.2). They treat a loopback address as secure.
const cookieName = "__Host-kantine"

// visit is who asks for a page, and how it is shown.
type visit struct {
	// who is the zero Visitor where nobody is logged in.
	who       account.Visitor
	lang      string
	keep      bool
	now       time.Time
	programme events.Programme
	zone      *time.Location
	// hold is set while no mail leaves, which every page says.
	hold events.MailHold
}

// role is the visitor's; "" for who is not logged in in full.
func (v *visit) role() events.Role {
	if !v.who.Login.Full {
		return ""
	}
	return v.who.User.Role
}

// guard lets in who may, and sends the others to where they can log in. It is
// the one place that decides (promise 17).
func (d *Desk) guard(route string, who access, h handler) http.Handler {
	return d.reply.HTML(route, func(w http.ResponseWriter, r *http.Request) error {
		header := w.Header()
		header.Set("Cache-Control", "no-store")
		header.Set("X-Robots-Tag", "noindex")
		if r.Method != http.MethodGet && r.Method != http.MethodHead {
			if err := d.foreign.Check(r); err != nil {
				return events.Refuse(events.CodeForbidden)
			}
		}
		if r.URL.RawQuery != "" && !reply.StorableAll(r.URL.Query()) {
			return events.Refuse(reply.BadRequest)
		}
		v, err := d.visit(r)
		if err != nil {
			return err
		}
		in := v.who.Login.ID != ""
		switch {
		case who&anyone != 0:
		case who == 0:
			return events.Refuse(events.CodeNotFound)
		case !in:
			return d.toLogin(w, r, v)
		case who&halfway != 0 && !v.who.Login.Full:
		case who&halfway != 0:
			return d.see(w, v, "/desk")
		case !v.who.Login.Full:
			return d.see(w, v, d.secondStep(v, wanted(r)))
		case !who.lets(v.role()):
			return events.Refuse(events.CodeNotFound)
		}
		if in {
			r = r.WithContext(events.WithActor(r.Context(), v.who.User.ID))
		}
		err = h(w, r, v)
		if in && events.CodeOf(err) == events.CodeUnauthorized {
			return d.toLogin(w, r, v) // ended on the way
		}
		return err
	})
}

// visit finds out who asks. A cookie that is worth nothing is nobody's.
func (d *Desk) visit(r *http.Request) (*visit, error) {
	v := &visit{lang: reply.Language(r), keep: reply.LanguageChosen(r), now: d.service.Now()}
	var err error
	if v.programme, err = d.service.Programme(r.Context()); err != nil {
		return nil, err
	}
	if v.zone, err = time.LoadLocation(v.programme.TimeZone); err != nil {
		v.zone = time.UTC // checked at entry; a database moved here may know others
	}
	if v.who, err = d.find(r); err != nil || !v.who.Login.Full {
		return v, err
	}
	v.hold, err = d.service.MailHold(r.Context())
	return v, err
}

func (d *Desk) find(r *http.Request) (account.Visitor, error) {
	cookie, err := r.Cookie(cookieName)
	if err != nil {
		return account.Visitor{}, nil
	}
	who, err := d.accounts.Find(r.Context(), cookie.Value)
	if events.CodeOf(err) == events.CodeUnauthorized {
		return account.Visitor{}, nil
	}
	return who, err
}

// enter gives the browser a login that was just made.
func enter(w http.ResponseWriter, e account.Entered) {
	http.SetCookie(w, &http.Cookie{
		Name: cookieName, Value: e.Secret, Path: "/", Secure: true, HttpOnly: true, SameSite: http.SameSiteLaxMode,
	})
}

// leave takes it back.
func leave(w http.ResponseWriter) {
	http.SetCookie(w, &http.Cookie{
		Name: cookieName, Path: "/", MaxAge: -1, Secure: true, HttpOnly: true, SameSite: http.SameSiteLaxMode,
	})
}

// toLogin asks who comes without a login to log in, and to come back.
func (d *Desk) toLogin(w http.ResponseWriter, r *http.Request, v *visit) error {
	query := url.Values{}
	if _, err := r.Cookie(cookieName); err == nil {
		query.Set("notice", "expired")
	}
	if next := wanted(r); next != "" {
		query.Set("next", next)
	}
	if len(query) == 0 {
		return d.see(w, v, "/desk/login")
	}
	return d.see(w, v, "/desk/login?"+query.Encode())
}

// secondStep is where the login goes on, the place wanted kept.
func (d *Desk) secondStep(v *visit, next string) string {
	step := "/desk/code"
	if v.who.User.OneTime == "" {
		step = "/desk/enrol"
	}
	return withNext(step, next)
}

func withNext(step, next string) string {
	if next == "" {
		return step
	}
	return step + "?next=" + url.QueryEscape(next)
}

// wanted is the page somebody asked for, to be opened after logging in; "" for
// the first page, and for what was no page but a form.
func wanted(r *http.Request) string {
	if r.Method != http.MethodGet && r.Method != http.MethodHead {
		return ""
	}
	return safeNext(r.URL.RequestURI())
}

// safeNext gives a path of the desk back, and "" for anything else: an address
// on another site, however it is written, and the pages of logging in.
func safeNext(next string) string {
	u, err := url.Parse(next)
	if err != nil || u.Scheme != "" || u.Host != "" || u.User != nil || u.Opaque != "" || len(next) > 500 {
		return ""
	}
	if !strings.HasPrefix(u.Path, "/desk/") || path.Clean(u.Path) != u.Path || strings.ContainsAny(u.Path, "\\\x00\r\n\t") {
		return ""
	}
	for _, own := range []string{"/desk/login", "/desk/logout", "/desk/code", "/desk/recovery", "/desk/enrol", "/desk/forgotten", "/desk/reset", "/desk/invite"} {
		if u.Path == own || strings.HasPrefix(u.Path, own+"/") {
			return ""
		}
	}
	query := u.Query()
	query.Del("lang")
	u.RawQuery, u.Fragment = query.Encode(), ""
	return u.String()
}

// afterwards is where a login ends: the place wanted, else the first page.
func afterwards(next string) string {
	if next = safeNext(next); next != "" {
		return next
	}
	return "/desk"
}

// see sends the visitor on, so that reloading repeats nothing.
func (d *Desk) see(w http.ResponseWriter, v *visit, to string) error {
	if v.keep {
		join := "?"
		if strings.Contains(to, "?") {
			join = "&"
		}
		to += join + "lang=" + v.lang
	}
	w.Header().Set("Location", to)
	w.WriteHeader(http.StatusSeeOther)
	return nil
}

// errorLayout is what stands around an error, which must come even where the
// database cannot be read.
func (d *Desk) errorLayout(r *http.Request) templates.Layout {
	ctx, cancel := context.WithTimeout(r.Context(), 5*time.Second)
	defer cancel()
	v, err := d.visit(r.WithContext(ctx))
	if err != nil {
		v = &visit{lang: reply.Language(r), keep: reply.LanguageChosen(r)}
	}
	l := d.layout(v, r.URL.Path)
	if r.Method != http.MethodGet {
		l.Path = "/desk" // a link to the other language cannot send a form again
	}
	return l
}
