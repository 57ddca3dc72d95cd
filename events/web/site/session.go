package site

import (
	"context"
	"net/http"
	"time"

	"github.com/gorilla/mux"

	"kantine/events"
	"kantine/templates"
)

// session is "/sessions/{slug}": a session and its form. A page that offers
// other dates shows their seats too, and goes by the version of them all.
func (s *Site) session(w http.ResponseWriter, r *http.Request) error {
	slug := mux.Vars(r)["slug"]
	version, err := s.service.SessionVersion(r.Context(), slug)
	if err != nil {
		return err
	}
	key := pageKey{route: "/sessions", slug: slug}
	make := func(ctx context.Context, v visit) (made[*page], error) { return s.makeSession(ctx, v, slug) }
	p, err := s.fetch(r, key, version, make)
	if err != nil {
		return err
	}
	if p.others {
		if version, err = s.service.SiteVersion(r.Context()); err != nil {
			return err
		}
		key.route = "/sessions and others"
		if p, err = s.fetch(r, key, version, make); err != nil {
			return err
		}
	}
	p.serve(w, r)
	return nil
}

func (s *Site) makeSession(ctx context.Context, v visit, slug string) (made[*page], error) {
	session, err := s.service.PublicSession(ctx, slug)
	if err != nil {
		return made[*page]{}, err
	}
	view, marker := s.sessionPage(v, &session), ""
	if view.Seats.Joinable() {
		marker = newKey()
		view.Form = s.emptyForm(v, &session.Session, marker)
	}
	p, err := s.rendered(v, view, marker)
	if err == nil {
		p.others = !view.Seats.Joinable()
	}
	return made[*page]{value: p, until: session.Until}, err
}

func sessionPath(s *events.Session) string { return "/sessions/" + s.Slug }

func (s *Site) emptyForm(v visit, session *events.Session, key string) *templates.RegisterForm {
	return &templates.RegisterForm{
		Action: sessionPath(session) + "/register", Key: key, Language: v.lang, AlwaysDiscreet: session.Offering.Discreet,
	}
}

// sessionPage shows a session without its form.
func (s *Site) sessionPage(v visit, view *events.SessionView) templates.SessionPage {
	session := &view.Session
	zone := s.zone(session.Zone)
	page := templates.SessionPage{
		Layout: v.layout(&view.Programme, sessionPath(session), session.Offering.Discreet),
		Title:  session.Heading().In(v.lang), Summary: session.Offering.Summary.In(v.lang),
		Kind: templates.Kind(session.Offering.Kind), Sector: view.Sector.Name.In(v.lang), Language: spoken(session),
		Moments: moments(session, zone, v.now), Place: placeView(&view.Place, session.Zone), LedBy: view.Facilitators,
		Seats: sessionSeats(session, v.now), ICSPath: sessionPath(session) + ".ics",
	}
	if !session.ClosesAt.IsZero() {
		page.ClosesAt = session.ClosesAt.In(zone)
	}
	if session.State == events.SessionCancelled {
		page.CancelReason = session.Reason.In(v.lang)
	}
	for i := range view.Series {
		other := &view.Series[i]
		moment := moments(other, s.zone(other.Zone), v.now)[0]
		moment.Path, moment.Current = sessionPath(other), other.ID == session.ID
		page.Series = append(page.Series, moment)
		if page.Seats.Joinable() {
			page.Seats = tighter(page.Seats, moment.Seats)
		}
	}
	for i := range view.Others {
		page.Alternatives = append(page.Alternatives, s.offerItem(v, &view.Others[i]))
	}
	return page
}

// moments shows the blocks of a session on its own clocks.
func moments(session *events.Session, zone *time.Location, now time.Time) []templates.Moment {
	all := make([]templates.Moment, len(session.Blocks))
	for i := range session.Blocks {
		b := &session.Blocks[i]
		all[i] = templates.Moment{
			ID: b.ID, Label: b.Label, Start: b.StartsAt.In(zone), End: b.EndsAt.In(zone), Seats: blockSeats(session, b, now),
		}
	}
	return all
}
