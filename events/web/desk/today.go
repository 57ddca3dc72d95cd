package desk

import (
	"cmp"
	"net/http"
	"time"

	"kantine/events"
	"kantine/templates"
)

// today is "/desk": what needs a hand, and what comes next. A viewer sees how
// full sessions are and no person, a facilitator their own sessions.
func (d *Desk) today(w http.ResponseWriter, r *http.Request, v *visit) error {
	ledBy := ""
	if v.role() == events.RoleFacilitator {
		ledBy = v.who.User.Email
	}
	today, err := d.service.Today(r.Context(), ledBy)
	if err != nil {
		return err
	}
	page := templates.DeskTodayPage{Layout: d.layout(v, "/desk"), Now: today.Now.In(v.zone), Full: v.role().Writes()}
	tomorrow := events.StartOfDay(today.Now, v.zone, 1)
	for i := range today.Sessions {
		row := v.sessionRow(&today.Sessions[i])
		if today.Sessions[i].Session.StartsAt().Before(tomorrow) {
			page.Today = append(page.Today, row)
		} else {
			page.Later = append(page.Later, row)
		}
		if row.Need != "" {
			page.Attention = append(page.Attention, row)
		}
	}
	if !page.Full {
		return d.page(w, r, http.StatusOK, page)
	}
	if v.may("GET /desk/absence") {
		page.AbsencePath = "/desk/absence"
	}
	page.TroubledCount = today.TroubledCount
	for i := range today.Troubled {
		page.Troubled = append(page.Troubled, v.messageRow(&today.Troubled[i]))
	}
	for _, u := range today.Reminders {
		page.Reminders = append(page.Reminders, templates.DeskReminder{
			At: u.Reminder.SendAt.In(v.zone), Session: u.Title.In(v.lang), Path: v.link("/desk/sessions/{id}", u.Reminder.SessionID),
			FollowUp: u.Reminder.Kind == events.RuleFollowUp, Recipients: u.Recipients,
		})
	}
	page.RemindersMore = today.MoreReminders
	for i := range today.Actions {
		page.Actions = append(page.Actions, d.actionRow(v, &today.Actions[i]))
	}
	page.ActionsMore = today.MoreActions
	page.Engine = engine(d.health(r.Context()))
	return d.page(w, r, http.StatusOK, page)
}

// link fills the one variable of a route, "" where the visitor may not open it.
func (v *visit) link(route, id string) string {
	if !v.may("GET " + route) {
		return ""
	}
	return fill(route, id)
}

// sessionRow shows a session in a list.
func (v *visit) sessionRow(l *events.Listing) templates.DeskSession {
	s := &l.Session
	zone := s.TimeZone()
	row := templates.DeskSession{
		Path: v.link("/desk/sessions/{id}", s.ID), Title: s.Heading().In(v.lang), Start: s.StartsAt().In(zone), End: s.EndsAt().In(zone),
		Online: l.Place.Online, Where: cmp.Or(l.Place.City, l.Place.Name), State: string(s.State),
		Confirmed: s.Confirmed, Waiting: s.Waitlisted, Unlimited: true, Need: string(events.NeedOf(s)),
	}
	if seats := s.Seats(); seats != nil {
		row.Seats, row.Unlimited = *seats, false
	}
	return row
}

// actionRow shows an employer that waits; of a request it tells since when.
func (d *Desk) actionRow(v *visit, e *events.Employer) templates.DeskAction {
	row := templates.DeskAction{
		Path: v.link(employerRoute, e.ID), Employer: e.Name, What: e.Funnel().NextAction, On: d.shortDay(v, *e.NextActionOn),
		Overdue: *e.NextActionOn < events.Date(v.now.In(v.zone).Format(time.DateOnly)),
	}
	if at, ok := events.MadeAt(e.ID); ok && (e.Source == events.SourceForm || e.Source == events.SourceMail) {
		row.Requested, row.Days = true, max(0, daysFrom(at.In(v.zone), v.now.In(v.zone)))
	}
	return row
}

// daysFrom counts midnights between two instants, on the clocks they show.
func daysFrom(a, b time.Time) int {
	day := func(t time.Time) time.Time { return time.Date(t.Year(), t.Month(), t.Day(), 0, 0, 0, 0, time.UTC) }
	return int(day(b).Sub(day(a)) / (24 * time.Hour))
}

// messageRow shows a message in a list.
func (v *visit) messageRow(m *events.TroubledMessage) templates.DeskMessage {
	return templates.DeskMessage{
		Path: v.link("/desk/outbox/{id}", m.Message.ID), Kind: string(m.Message.Kind), Recipient: m.Message.Recipient,
		State: string(m.Message.State), Reason: m.Message.Reason, Error: m.Message.LastError,
		At: m.Message.DueAt.In(v.zone), Session: m.Title.In(v.lang),
	}
}

func engine(h Health) templates.DeskEngine {
	e := templates.DeskEngine{
		Status: h.Status, SinceTick: -1, Queued: h.Queued, NoServer: h.NoServer,
		OverdueMinutes: int((h.OldestOverdue + time.Minute - 1) / time.Minute),
	}
	if h.Ticked {
		e.SinceTick = int(h.SinceTick / time.Second)
	}
	return e
}
