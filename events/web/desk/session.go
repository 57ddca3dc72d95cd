package desk

import (
	"net/http"

	"github.com/gorilla/mux"

	"kantine/events"
	"kantine/templates"
)

// sessionLinks lead from a session to what can be done with it.
var sessionLinks = []struct{ key, route string }{
	{"edit", "/desk/sessions/{id}/edit"},
	{"attendees", "/desk/sessions/{id}/attendees"},
	{"checkin", "/desk/sessions/{id}/check-in"},
	{"move", "/desk/sessions/{id}/move"},
	{"whatif", "/desk/sessions/{id}/what-if"},
	{"preview", "/desk/sessions/{id}/preview"},
	{"letter", "/desk/sessions/{id}/letter"},
	{"copy", "/desk/sessions/{id}/copy"},
	{"cancel", "/desk/sessions/{id}/cancel"},
	{"delete", "/desk/sessions/{id}/delete"},
}

// session is "/desk/sessions/{id}": all there is to know of it.
func (d *Desk) session(w http.ResponseWriter, r *http.Request, v *visit) error {
	detail, err := d.service.SessionDetail(r.Context(), v.ledBy(), mux.Vars(r)["id"])
	if err != nil {
		return err
	}
	s := &detail.Session
	zone := s.TimeZone()
	page := templates.DeskSessionPage{
		Layout: d.layout(v, fill("/desk/sessions/{id}", s.ID)), Session: v.sessionRow(&detail.Listing),
		Kind: string(s.Offering.Kind), Language: s.Language,
		Place: templates.Place{
			Online: detail.Place.Online, Name: detail.Place.Name, Street: detail.Place.Address, Postcode: detail.Place.Postcode, City: detail.Place.City,
		},
		Sector: detail.Sector.Name.In(v.lang), Employer: detail.Employer.Name, Kit: detail.Kit.Name, Note: s.Extra.Note, Reason: s.Reason.In(v.lang),
		Waitlist: string(s.Waiting()), Inherited: detail.Inherited, Notice: noticeOf(r),
	}
	if !v.role().Writes() {
		page.Note = ""
	}
	if !s.ClosesAt.IsZero() {
		page.ClosesAt = s.ClosesAt.In(zone)
	}
	names := map[string]string{}
	for _, f := range detail.Facilitators {
		page.LedBy, names[f.ID] = append(page.LedBy, f.Name), f.Name
	}
	page.Moments = momentsOf(s, names)
	page.Blocking, page.Warnings = d.said(v, detail.Conflicts)
	for i := range detail.Reminders {
		page.Reminders = append(page.Reminders, owedRow(s, &detail.Reminders[i]))
	}
	drafts := 0
	for i := range detail.Series {
		one := &detail.Series[i]
		if one.State == events.SessionDraft {
			drafts++
		}
		row := v.sessionRow(&events.Listing{Session: *one, Place: detail.Place})
		if one.ID == s.ID {
			row.Path = ""
		}
		page.Series = append(page.Series, row)
	}
	if s.Public() {
		page.PublicPath = "/sessions/" + s.Slug
	}
	page.Links, page.Steps = v.sessionOffers(&detail, drafts)
	if from := r.URL.Query().Get("from"); page.Notice == "copied" && from != "" && v.may("GET /desk/sessions/{id}/copy") {
		uses, err := d.service.ArchivedUses(r.Context(), from)
		if err != nil {
			return err
		}
		page.LeftOut = leftOut(v, uses)
	}
	return d.page(w, r, http.StatusOK, page)
}

// noticeOf reads what was just done from the address: a word of our own.
func noticeOf(r *http.Request) string {
	switch notice := r.URL.Query().Get("notice"); notice {
	case "saved", "sent", "silent", "some", "made", "series", "copied", "published", "published_series", "cancelled":
		return notice
	}
	return ""
}

// sessionOffers are the links and steps that would not be refused.
func (v *visit) sessionOffers(detail *events.SessionDetail, drafts int) (links []templates.DeskLink, steps []templates.DeskStep) {
	s := &detail.Session
	open := s.State == events.SessionDraft || s.State == events.SessionPublished
	for _, l := range sessionLinks {
		closed := !open && (l.key == "edit" || l.key == "move" || l.key == "cancel" || l.key == "whatif" || l.key == "letter")
		if path := v.link(l.route, s.ID); path != "" && !closed && (l.key != "cancel" || s.State == events.SessionPublished) && (l.key != "delete" || detail.Deletable) {
			links = append(links, templates.DeskLink{Key: l.key, Path: path})
		}
	}
	step := func(key, route string) {
		if v.may("POST " + route) {
			steps = append(steps, templates.DeskStep{Key: key, Path: fill(route, s.ID)})
		}
	}
	if s.State == events.SessionDraft {
		step("publish", "/desk/sessions/{id}/publish")
	}
	if drafts > 1 {
		step("publish_series", "/desk/sessions/{id}/publish-series")
	}
	return links, steps
}

// said puts conflicts in words, what blocks apart from what warns.
func (d *Desk) said(v *visit, all []events.Conflict) (blocking, warnings []string) {
	for i := range all {
		words := d.reply.Sentence(v.lang, all[i].Sentence())
		if all[i].Severity == events.SeverityBlock {
			blocking = append(blocking, words)
		} else {
			warnings = append(warnings, words)
		}
	}
	return blocking, warnings
}

// momentsOf shows the blocks; a crew is named where it is a block's own.
func momentsOf(s *events.Session, names map[string]string) []templates.DeskMoment {
	zone := s.TimeZone()
	moments := make([]templates.DeskMoment, len(s.Blocks))
	for i, b := range s.Blocks {
		m := templates.DeskMoment{Label: b.Label, Start: b.StartsAt.In(zone), End: b.EndsAt.In(zone), Confirmed: b.Confirmed, Shifts: b.Shifts}
		if b.Capacity != nil {
			m.Seats = *b.Capacity
		}
		for _, id := range s.Extra.Crew[b.ID] {
			if name, ok := names[id]; ok {
				m.LedBy = append(m.LedBy, name)
			}
		}
		moments[i] = m
	}
	return moments
}

func owedRow(s *events.Session, r *events.Reminder) templates.DeskOwed {
	zone := s.TimeZone()
	row := templates.DeskOwed{
		Rule: ruleOf(r.Rule), FollowUp: r.Kind == events.RuleFollowUp, DueAt: r.DueAt.In(zone), SendAt: r.SendAt.In(zone),
		State: string(r.State), Reason: r.Reason, Recipients: r.Recipients,
	}
	if b, ok := s.Block(r.BlockID); ok && len(s.Blocks) > 1 {
		row.Block = b.Label
		if row.Block == "" {
			row.Block = b.StartsAt.In(zone).Format("15.04")
		}
	}
	return row
}
