package desk

import (
	"cmp"
	"net/http"
	"net/url"
	"slices"
	"time"

	"github.com/gorilla/mux"

	"kantine/events"
	"kantine/events/web/reply"
	"kantine/templates"
)

// outboxLength is how many messages a page of the outbox has.
const outboxLength = 50

// outboxRoutes mounts the outbox.
func (d *Desk) outboxRoutes(router *mux.Router) {
	d.add(router, "/desk/outbox", d.outbox, nil)
	d.add(router, "/desk/outbox/tomorrow", d.departures, nil)
	d.add(router, "/desk/outbox/pause", d.pausing, d.pause)
	d.add(router, "/desk/outbox/{id}", d.message, nil)
	d.add(router, "/desk/outbox/{id}/frame", d.messageFrame, nil)
	for _, do := range []string{"retry", "hold", "drop"} {
		d.add(router, "/desk/outbox/{id}/"+do, d.handling(do), d.handle(do))
	}
	d.add(router, "/desk/sessions/{id}/what-if", d.whatIf, nil)
}

// outboxStates are in the order of a coordinator's worry.
var outboxStates = []events.MessageState{
	events.Failed, events.Held, events.InDoubt, events.Retrying, events.Expired,
	events.Queued, events.Sending, events.Delivered, events.Skipped, events.Cancelled,
}

// outboxKinds are all kinds of letter, those of every day first.
var outboxKinds = []events.MessageKind{
	events.Confirmation, events.ReminderLetter, events.Update, events.Cancellation, events.Withdrawal, events.WaitlistEntry,
	events.FollowUp, events.FreeLetter, events.LinkLetter, events.AlreadyRegistered, events.NewsletterConfirm, events.InterestReply,
	events.AssignmentLetter, events.SiteUpdate,
	events.PasswordReset, events.AccountInvitation, events.TestLetter,
}

// outboxQuery is what somebody looks for in the outbox.
type outboxQuery struct {
	state, kind, session, person, day, after string
	from, to                                 time.Time
	wrong                                    error
}

func (v *visit) outboxQuery(values url.Values) outboxQuery {
	q := outboxQuery{session: values.Get("session"), after: values.Get("after"), day: values.Get("day")}
	if state := values.Get("state"); slices.Contains(outboxStates, events.MessageState(state)) {
		q.state = state
	}
	if kind := values.Get("kind"); slices.Contains(outboxKinds, events.MessageKind(kind)) {
		q.kind = kind
	}
	q.person = personOf(values.Get("person"))
	if q.day != "" {
		day, err := v.typedDay(q.day)
		if err != nil {
			q.wrong = err
			return q
		}
		q.day, q.from, q.to = day.Format(time.DateOnly), day, events.StartOfDay(day, v.zone, 1)
	}
	return q
}

// typedDay reads the first instant of a day; the refusal names the field "day".
func (v *visit) typedDay(typed string) (time.Time, error) {
	day, err := events.TypedDay("day", typed)
	if err != nil {
		return time.Time{}, err
	}
	return time.ParseInLocation(time.DateOnly, string(day), v.zone)
}

// asTyped is a day as people type it, whatever way it came in; what is no day
// stays as it is.
func asTyped(day string) string { return cmp.Or(typedBack(day), day) }

func (q outboxQuery) filter() events.MessageFilter {
	return events.MessageFilter{
		SessionID: q.session, Person: q.person, Kind: events.MessageKind(q.kind), State: events.MessageState(q.state),
		From: q.from, To: q.to, After: q.after, Limit: outboxLength,
	}
}

// path is this query's page with other values; they come in pairs.
func (q outboxQuery) path(change ...string) string {
	values := url.Values{}
	for key, value := range map[string]string{"state": q.state, "kind": q.kind, "session": q.session, "person": q.person, "day": q.day} {
		if value != "" {
			values.Set(key, value)
		}
	}
	for i := 0; i+1 < len(change); i += 2 {
		if values.Set(change[i], change[i+1]); change[i+1] == "" {
			values.Del(change[i])
		}
	}
	if len(values) == 0 {
		return "/desk/outbox"
	}
	return "/desk/outbox?" + values.Encode()
}

// outbox is "/desk/outbox": every message, the latest first.
func (d *Desk) outbox(w http.ResponseWriter, r *http.Request, v *visit) error {
	q := v.outboxQuery(r.URL.Query())
	page := templates.DeskOutboxPage{
		Kind: q.kind, State: q.state, Person: q.person, Day: asTyped(q.day), Session: q.session,
		TomorrowPath: "/desk/outbox/tomorrow", PausePath: "/desk/outbox/pause", OnHold: v.hold.On(),
	}
	page.Layout, page.Action = d.layout(v, "/desk/outbox"), "/desk/outbox"
	page.Path = q.path("after", q.after)
	for _, kind := range outboxKinds {
		page.Kinds = append(page.Kinds, string(kind))
	}
	switch notice := r.URL.Query().Get("notice"); notice {
	case "paused", "resumed":
		page.Notice = notice
	}
	if q.path() != "/desk/outbox" {
		page.ClearPath = "/desk/outbox"
	}
	if q.wrong != nil {
		page.Errors = d.wrong(v, q.wrong)
		return d.page(w, r, http.StatusUnprocessableEntity, page)
	}
	found, err := d.service.Outbox(r.Context(), q.filter())
	if err != nil {
		return err
	}
	if found.Session != nil {
		page.SessionTitle = found.Session.Heading().In(v.lang)
		page.SessionPath = v.link("/desk/sessions/{id}", found.Session.ID)
	}
	for i := range found.Messages {
		page.Items = append(page.Items, v.outboxItem(&found.Messages[i]))
	}
	if found.More {
		page.NextPath = q.path("after", found.Messages[len(found.Messages)-1].Message.ID)
	}
	if q.after != "" {
		page.FirstPath = q.path()
	}
	page.States = outboxCounts(q, found.Counts)
	return d.page(w, r, http.StatusOK, page)
}

// outboxCounts are the links that choose a state. Without counts all are there.
func outboxCounts(q outboxQuery, counts map[events.MessageState]int) []templates.DeskOutboxState {
	var states []templates.DeskOutboxState
	for _, state := range outboxStates {
		n := counts[state]
		if counts != nil && n == 0 && q.state != string(state) {
			continue
		}
		states = append(states, templates.DeskOutboxState{
			State: string(state), Counted: counts != nil, Count: n, Most: n >= events.MostCounted,
			Path: q.path("state", string(state)), Current: q.state == string(state),
		})
	}
	return states
}

// outboxItem shows a message in the list.
func (v *visit) outboxItem(m *events.TroubledMessage) templates.DeskOutboxItem {
	item := templates.DeskOutboxItem{DeskMessage: v.messageRow(m), Attempts: m.Message.Attempts}
	switch m.Message.Kind {
	case events.ReminderLetter, events.FollowUp:
		item.Rule = ruleOf(m.Message.Rule)
	}
	if m.Message.State == events.Delivered {
		item.At = m.Message.DeliveredAt.In(v.zone)
	}
	item.Recipient = cmp.Or(item.Recipient, "–")
	item.SessionPath = v.link("/desk/sessions/{id}", m.Message.SessionID)
	if m.Message.SessionID == "" {
		item.SessionPath = ""
	}
	return item
}

// pausing is "/desk/outbox/pause": it asks before all mail stops, or leaves
// again.
func (d *Desk) pausing(w http.ResponseWriter, r *http.Request, v *visit) error {
	queue, err := d.service.Queue(r.Context())
	if err != nil {
		return err
	}
	page := templates.DeskPausePage{BackPath: "/desk/outbox", OnHold: v.hold.On(), Restored: v.hold.Reason == events.HoldRestored, Unsent: queue.Unsent}
	page.Layout, page.Action = d.layout(v, "/desk/outbox/pause"), "/desk/outbox/pause"
	return d.page(w, r, http.StatusOK, page)
}

// pause is its POST: "do" is "pause" or "resume".
func (d *Desk) pause(w http.ResponseWriter, r *http.Request, v *visit) error {
	fields, err := reply.Form(w, r)
	if err != nil {
		return err
	}
	switch fields.Get("do") {
	case "pause":
		if err := d.service.PauseMail(r.Context(), events.HoldByHand); err != nil {
			return err
		}
		return d.see(w, v, "/desk/outbox?notice=paused")
	case "resume":
		if err := d.service.ResumeMail(r.Context()); err != nil {
			return err
		}
		return d.see(w, v, "/desk/outbox?notice=resumed")
	}
	return d.see(w, v, "/desk/outbox/pause")
}
