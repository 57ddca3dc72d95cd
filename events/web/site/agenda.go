package site

import (
	"net/url"
	"time"

	"kantine/events"
)

// agendaLinks open a filled-in event at Google and at Outlook. They carry no
// link of ours: whoever runs those calendars reads them. A discreet one tells
// no more than that there is an appointment.
func (s *Site) agendaLinks(v visit, view *events.RegistrationView) (google, outlook string) {
	place := view.Place
	title := view.Session.Heading().In(v.lang)
	if view.Discreet() {
		title = s.catalog.T(v.lang, "layout.appointment")
		if place.Address != "" {
			place.Name = ""
		}
	}
	where := place.Line(s.catalog.T(v.lang, "place.online"))
	starts, ends := view.Block.StartsAt.UTC(), view.Block.EndsAt.UTC()
	const basic = "20060102T150405Z"
	google = "https://calendar.google.com/calendar/render?" + url.Values{
		"action": {"TEMPLATE"}, "text": {title}, "location": {where},
		"dates": {starts.Format(basic) + "/" + ends.Format(basic)},
	}.Encode()
	outlook = "https://outlook.office.com/calendar/deeplink/compose?" + url.Values{
		"path": {"/calendar/action/compose"}, "rru": {"addevent"}, "subject": {title}, "location": {where},
		"startdt": {starts.Format(time.RFC3339)}, "enddt": {ends.Format(time.RFC3339)},
	}.Encode()
	return google, outlook
}
