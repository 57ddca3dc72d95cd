package site

import (
	"slices"
	"strings"
	"time"

	"kantine/events"
	"kantine/events/ical"
	"kantine/templates"
)

// joinOpens is how long before the start an online session's link is shown.
const joinOpens = 15 * time.Minute

// registrationPage shows a registration to whoever has its link; own is the
// link's path.
func (s *Site) registrationPage(v visit, view *events.RegistrationView, own string) (page templates.RegistrationPage, err error) {
	r, session, block := &view.Registration, &view.Session, &view.Block
	discreet, zone := view.Discreet(), s.zone(session.Zone)
	page = templates.RegistrationPage{
		Layout: v.layout(&view.Programme, own, discreet), Reference: r.Reference(), Name: r.Name, Email: maskEmail(r.Email),
		State: stateOf(view, v.now), Position: view.Position,
		Moment: templates.Moment{ID: block.ID, Label: block.Label, Start: block.StartsAt.In(zone), End: block.EndsAt.In(zone), Current: true},
		Place:  placeView(&view.Place, session.Zone), RemindersStopped: r.RemindersOff, Mails: mails(view.Messages, zone),
		Was: was(view, zone), Series: s.groupView(v, view, own),
		ICSPath: own + "/session.ics",
	}
	page.NoIndex = true
	if discreet {
		// The name of a place and the way there may tell what it is about.
		if page.Place.Street != "" {
			page.Place.Name = ""
		}
		page.Place.Route = ""
	} else {
		page.Title, page.LedBy = session.Heading().In(v.lang), view.Facilitators
		if session.Public() {
			page.SessionPath = sessionPath(session)
		}
		if session.State == events.SessionCancelled {
			page.CancelReason = session.Reason.In(v.lang)
		}
	}
	if page.State == templates.RegistrationConfirmed {
		page.Reminders = remindersAhead(view, zone, v.now)
		page.Join = joinLink(view, zone, v.now)
		page.GoogleURL, page.OutlookURL = s.agendaLinks(v, view)
		if !page.Place.Online {
			page.CheckIn, err = s.checkInCode(r.ID)
		}
	}
	s.offerActions(&page, view, own, zone)
	return page, err
}

// checkInCode is what to show at the door, for who has a seat at what is still
// to come.
func (s *Site) checkInCode(id string) (*templates.CheckInCode, error) {
	code := s.service.CheckInCode(id)
	squares, err := s.qr(s.baseURL + "/desk/check-in/" + code)
	return &templates.CheckInCode{Code: code, QR: squares}, err
}

// offerActions adds the forms that make sense in the registration's state.
func (s *Site) offerActions(page *templates.RegistrationPage, view *events.RegistrationView, own string, zone *time.Location) {
	r := &view.Registration
	if page.Active() {
		page.Edit = &templates.EditForm{Action: own + "/edit", Name: r.Name, Language: r.Language, Needs: r.Needs}
		page.WithdrawPath = own + "/withdraw"
		page.StopPath = "/u/" + view.StopToken
	}
	if !view.UndoUntil.IsZero() {
		page.UndoUntil, page.UndoPath = view.UndoUntil.In(zone), own+"/undo"
	}
	page.ErasePath = own + "/erase"
}

func stateOf(view *events.RegistrationView, now time.Time) templates.RegistrationState {
	state := view.Registration.State
	switch {
	case state.Active() && view.Session.State == events.SessionCancelled:
		return templates.RegistrationCancelled
	case state.Active() && !now.Before(view.Block.EndsAt):
		return templates.RegistrationPast
	}
	return templates.RegistrationState(state)
}

// maskEmail leaves enough for its owner to know it by.
func maskEmail(address string) string {
	at := strings.LastIndexByte(address, '@')
	if at < 1 {
		return ""
	}
	first := []rune(address[:at])[0]
	return string(first) + "…" + address[at:]
}

// was is what the person was last told, where that is not how it stands now.
func was(view *events.RegistrationView, zone *time.Location) *templates.WasMoment {
	told := &view.Registration.Told
	if !told.Requested || told.StartsAt.IsZero() {
		return nil
	}
	moved := !told.StartsAt.Equal(view.Block.StartsAt) || !told.EndsAt.Equal(view.Block.EndsAt)
	elsewhere := told.Place != "" && !view.Place.Online && told.Place != view.Place.Line("")
	if !moved && !elsewhere {
		return nil
	}
	earlier := &templates.WasMoment{Start: told.StartsAt.In(zone), End: told.EndsAt.In(zone)}
	if elsewhere {
		earlier.Where = told.Place
	}
	return earlier
}

func joinLink(view *events.RegistrationView, zone *time.Location, now time.Time) templates.JoinLink {
	url := ical.JoinURL(&view.Session, view.Place)
	if url == "" {
		return templates.JoinLink{}
	}
	link := templates.JoinLink{From: view.Block.StartsAt.Add(-joinOpens).In(zone)}
	if !now.Before(link.From) {
		link.URL = url
	}
	return link
}

func remindersAhead(view *events.RegistrationView, zone *time.Location, now time.Time) []time.Time {
	var ahead []time.Time
	for _, r := range view.Reminders {
		if r.State == events.ReminderPlanned && r.Kind != events.RuleFollowUp && r.SendAt.After(now) {
			ahead = append(ahead, r.SendAt.In(zone))
		}
	}
	slices.SortFunc(ahead, time.Time.Compare)
	return ahead
}

// mailStates are the fates of a letter that a visitor is told; those that were
// cancelled, skipped or expired are not.
var mailStates = map[events.MessageState]templates.MailState{
	events.Queued: templates.MailQueued, events.Sending: templates.MailQueued, events.Held: templates.MailQueued,
	events.Retrying: templates.MailRetrying, events.InDoubt: templates.MailRetrying,
	events.Delivered: templates.MailDelivered, events.Failed: templates.MailFailed,
}

func mails(messages []events.Message, zone *time.Location) []templates.MailStatus {
	var shown []templates.MailStatus
	for i := range messages {
		m := &messages[i]
		state, ok := mailStates[m.State]
		if !ok || !m.Kind.Calendar() && m.Kind != events.WaitlistEntry {
			continue
		}
		status := templates.MailStatus{Kind: string(m.Kind), State: state}
		if !m.DeliveredAt.IsZero() {
			status.At = m.DeliveredAt.In(zone)
		}
		shown = append(shown, status)
	}
	return shown
}

// groupView lists the sessions that one form signed up for; the first one's
// page leads to the others.
func (s *Site) groupView(v visit, view *events.RegistrationView, own string) []templates.Moment {
	if len(view.Group) == 0 {
		return nil
	}
	all := append([]events.RegistrationView{*view}, view.Group...)
	slices.SortFunc(all, func(a, b events.RegistrationView) int { return a.Block.StartsAt.Compare(b.Block.StartsAt) })
	first := view.Registration.ID == view.Registration.Group
	series := make([]templates.Moment, len(all))
	for i := range all {
		other := &all[i]
		zone := s.zone(other.Session.Zone)
		series[i] = templates.Moment{
			Start: other.Block.StartsAt.In(zone), End: other.Block.EndsAt.In(zone),
			Current: other.Registration.ID == view.Registration.ID,
		}
		switch {
		case series[i].Current:
			series[i].Path = own
		case first:
			series[i].Path = "/r/" + s.service.ManageToken(&other.Registration)
		}
	}
	return series
}
