package desk

import (
	"context"
	"net/http"
	"strings"

	"github.com/gorilla/mux"

	"kantine/events"
	"kantine/templates"
)

// personOf reads what somebody looks for: an address, or a reference as it is
// shown, "AB12-CD34".
func personOf(typed string) string {
	typed = strings.TrimSpace(typed)
	if !strings.Contains(typed, "@") {
		typed = strings.NewReplacer("-", "", " ", "").Replace(typed)
	}
	return typed
}

// message is "/desk/outbox/{id}": what became of a message, and its letter.
func (d *Desk) message(w http.ResponseWriter, r *http.Request, v *visit) error {
	look, err := d.service.Look(r.Context(), mux.Vars(r)["id"])
	if err != nil {
		return err
	}
	page := v.messagePage(&look)
	page.Layout = d.layout(v, fill("/desk/outbox/{id}", look.Message.ID))
	switch notice := r.URL.Query().Get("notice"); notice {
	case "retry", "hold", "drop":
		page.Notice = notice
	}
	if id := look.Message.RegistrationID; id != "" {
		items, err := d.service.Timeline(r.Context(), id)
		if err != nil {
			return err
		}
		story := v.timeline(items)
		page.Timeline = &story
		page.PersonPath = v.link("/desk/registrations/{id}", id)
	}
	if look.Message.SessionID != "" {
		session, err := d.service.Session(r.Context(), look.Message.SessionID)
		if err != nil {
			return err
		}
		page.Item.Session, page.Item.SessionPath = session.Heading().In(v.lang), v.link("/desk/sessions/{id}", session.ID)
	}
	if page.Letter = d.letterOf(&look); page.Letter != nil {
		// The frame shows another page of this site, which allows nothing.
		w.Header().Set("Content-Security-Policy", w.Header().Get("Content-Security-Policy")+"; frame-src 'self'")
	}
	return d.page(w, r, http.StatusOK, page)
}

func (v *visit) messagePage(look *events.Look) templates.DeskOutboxMessagePage {
	m := &look.Message
	page := templates.DeskOutboxMessagePage{
		Item:  v.outboxItem(&events.TroubledMessage{Message: *m}),
		DueAt: m.DueAt.In(v.zone), NotAfter: m.NotAfter.In(v.zone), Doubts: m.Doubts, MessageID: m.MessageID,
		Fate: string(look.Fate), FateReason: look.Reason, Sent: m.State == events.Delivered, BackPath: "/desk/outbox",
	}
	for _, do := range []string{"retry", "hold", "drop"} {
		useless := do == "hold" && m.State == events.Held || do == "retry" && m.State == events.Expired
		if route := "/desk/outbox/{id}/" + do; m.Open() && !useless && v.may("POST "+route) {
			page.Actions = append(page.Actions, templates.DeskLink{Key: do, Path: fill(route, m.ID)})
		}
	}
	return page
}

// letterOf shows the letter of a message; nil where there is none.
func (d *Desk) letterOf(look *events.Look) *templates.DeskWritten {
	if look.Letter == nil {
		return nil
	}
	l := look.Letter
	mail, from, calendar, err := d.post.Show(*l)
	if err != nil {
		return &templates.DeskWritten{Unwritable: true}
	}
	letter := &templates.DeskWritten{
		From: from.Name + " <" + from.Address + ">", To: l.To, Subject: mail.Subject, Text: mail.Text, Calendar: calendar,
		FramePath: fill("/desk/outbox/{id}/frame", look.Message.ID),
	}
	if calendar != "" {
		zone := l.Session.TimeZone()
		letter.Method, letter.Sequence = string(l.Method), l.Registration.Sequence
		letter.Start, letter.End, letter.Place = l.Block.StartsAt.In(zone), l.Block.EndsAt.In(zone), l.PlaceLine()
	}
	return letter
}

// messageFrame is "/desk/outbox/{id}/frame": the HTML of a letter alone, for
// the frame of its page. Its links lead nowhere.
func (d *Desk) messageFrame(w http.ResponseWriter, r *http.Request, _ *visit) error {
	look, err := d.service.Look(r.Context(), mux.Vars(r)["id"])
	if err != nil {
		return err
	}
	if look.Letter == nil {
		return events.Refuse(events.CodeNotFound)
	}
	mail, _, _, err := d.post.Show(*look.Letter)
	if err != nil {
		return events.Refuse(events.CodeNotFound)
	}
	header := w.Header()
	header.Set("Content-Type", "text/html; charset=utf-8")
	header.Set("Content-Security-Policy", "sandbox; default-src 'none'; style-src 'unsafe-inline'; form-action 'none'; base-uri 'none'; frame-ancestors 'self'")
	_, err = w.Write([]byte(mail.HTML))
	return err
}

// handling asks before a coordinator's hand on a message.
func (d *Desk) handling(do string) handler {
	return func(w http.ResponseWriter, r *http.Request, v *visit) error {
		m, err := d.service.Message(r.Context(), mux.Vars(r)["id"])
		if err != nil {
			return err
		}
		return d.ask(w, r, v, do, &m, nil)
	}
}

func (d *Desk) ask(w http.ResponseWriter, r *http.Request, v *visit, do string, m *events.Message, wrong []templates.FieldError) error {
	back := fill("/desk/outbox/{id}", m.ID)
	page := templates.DeskOutboxAskPage{Do: do, Item: v.outboxItem(&events.TroubledMessage{Message: *m}), BackPath: back}
	page.Layout, page.Action, page.Errors = d.layout(v, back+"/"+do), back+"/"+do, wrong
	status := http.StatusOK
	if wrong != nil {
		status = http.StatusUnprocessableEntity
	}
	return d.page(w, r, status, page)
}

// handle does what was asked.
func (d *Desk) handle(do string) handler {
	act := map[string]func(context.Context, string) (events.Message, error){
		"retry": d.service.RetryMessage, "hold": d.service.HoldMessage, "drop": d.service.DropMessage,
	}[do]
	return func(w http.ResponseWriter, r *http.Request, v *visit) error {
		id := mux.Vars(r)["id"]
		_, err := act(r.Context(), id)
		if wrong := d.wrong(v, err); wrong != nil {
			m, err := d.service.Message(r.Context(), id)
			if err != nil {
				return err
			}
			return d.ask(w, r, v, do, &m, wrong)
		}
		if err != nil {
			return err
		}
		return d.see(w, v, fill("/desk/outbox/{id}", id)+"?notice="+do)
	}
}
