package mailbox

import (
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/gorilla/mux"

	"kantine/events"
	"kantine/events/web/reply"
	"kantine/templates"
)

// path is where the mailbox stands.
const path = "/dev/mailbox"

// Page is the mailbox's door.
type Page struct {
	Mailbox *Mailbox
	Reply   *reply.Replier
	Zone    *time.Location
}

// Routes implements web.Door.
func (p *Page) Routes(router *mux.Router) {
	for route, handler := range map[string]reply.Handler{
		path: p.list, path + "/{number}": p.show, path + "/{number}/{part}": p.show,
	} {
		router.Handle(route, p.Reply.HTML(route, handler)).Methods(http.MethodGet, http.MethodHead)
	}
}

func (p *Page) layout(r *http.Request) templates.Layout {
	layout := p.Reply.Layout(r)
	layout.Path, layout.NoIndex = r.URL.Path, true
	return layout
}

func (p *Page) item(l letter, subject string) templates.MailboxItem {
	return templates.MailboxItem{
		Path: path + "/" + strconv.Itoa(l.number), Recipient: l.recipient, Subject: subject, Kind: string(l.kind), At: l.at.In(p.Zone),
	}
}

func (p *Page) list(w http.ResponseWriter, r *http.Request) error {
	view := templates.MailboxPage{Layout: p.layout(r)}
	for _, l := range p.Mailbox.all() {
		mail, err := open(l.raw)
		if err != nil {
			return err
		}
		view.Items = append(view.Items, p.item(l, mail.subject))
	}
	w.Header().Set("Cache-Control", "no-store")
	return p.Reply.Page(w, r, http.StatusOK, view)
}

func (p *Page) show(w http.ResponseWriter, r *http.Request) error {
	number, err := strconv.Atoi(mux.Vars(r)["number"])
	if err != nil {
		return events.Refuse(events.CodeNotFound)
	}
	l, ok := p.Mailbox.find(number)
	if !ok {
		return events.Refuse(events.CodeNotFound)
	}
	mail, err := open(l.raw)
	if err != nil {
		return err
	}
	w.Header().Set("Cache-Control", "no-store")
	part := templates.MailboxPart(mux.Vars(r)["part"])
	if part == "frame" {
		return frame(w, mail.html)
	}
	view := templates.MailboxMessagePage{Layout: p.layout(r), Item: p.item(l, mail.subject), ListPath: path, Part: part}
	bodies := map[templates.MailboxPart]string{
		templates.MailboxText: mail.text, templates.MailboxHTML: mail.html,
		templates.MailboxCalendar: mail.calendar, templates.MailboxRaw: string(l.raw),
	}
	if part == "" {
		view.Part = templates.MailboxText
	}
	if view.Body, ok = bodies[view.Part]; !ok {
		return events.Refuse(events.CodeNotFound)
	}
	for _, tab := range []templates.MailboxPart{templates.MailboxText, templates.MailboxHTML, templates.MailboxCalendar, templates.MailboxRaw} {
		if bodies[tab] != "" {
			view.Tabs = append(view.Tabs, templates.MailboxTab{Part: tab, Path: view.Item.Path + "/" + string(tab)})
		}
	}
	if view.Part == templates.MailboxHTML {
		view.Body, view.HTMLPath = "", view.Item.Path+"/frame"
		w.Header().Set("Content-Security-Policy", w.Header().Get("Content-Security-Policy")+"; frame-src 'self'")
	}
	return p.Reply.Page(w, r, http.StatusOK, view)
}

// frame gives the HTML of a mail alone, for the sandboxed frame of its page; its
// links open beside it.
func frame(w http.ResponseWriter, html string) error {
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.Header().Set("Content-Security-Policy",
		"sandbox allow-popups allow-popups-to-escape-sandbox; default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'self'")
	_, err := w.Write([]byte(strings.Replace(html, "<head>", `<head><base target="_blank">`, 1)))
	return err
}
