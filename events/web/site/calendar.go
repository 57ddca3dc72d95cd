package site

import (
	"context"
	"net/http"
	"strconv"

	"github.com/gorilla/mux"

	"kantine/events"
	"kantine/events/ical"
)

const calendarType = "text/calendar; charset=utf-8"

// feed is "/calendar.ics": the offer as a calendar to subscribe to, narrowed
// by the same filters.
func (s *Site) feed(w http.ResponseWriter, r *http.Request) error {
	version, err := s.service.SiteVersion(r.Context())
	if err != nil {
		return err
	}
	f := filterOf(r.URL)
	return s.show(w, r, pageKey{route: "/calendar.ics", filter: f}, version, func(ctx context.Context, v visit) (made[*page], error) {
		all, err := s.service.Feed(ctx)
		if err != nil {
			return made[*page]{}, err
		}
		found := f.pick(all.Listings)
		raw, err := s.calendar.Feed(all.Programme.Name.In(v.lang), v.lang, s.listings(found))
		if err != nil {
			return made[*page]{}, err
		}
		p, err := s.filePage(raw, "calendar.ics")
		return made[*page]{p, all.Until, f != (filter{}) && len(found) == 0}, err
	})
}

// sessionFile is "/sessions/{slug}.ics".
func (s *Site) sessionFile(w http.ResponseWriter, r *http.Request) error {
	slug := mux.Vars(r)["slug"]
	version, err := s.service.SessionVersion(r.Context(), slug)
	if err != nil {
		return err
	}
	return s.show(w, r, pageKey{route: "session.ics", slug: slug}, version, func(ctx context.Context, v visit) (made[*page], error) {
		view, err := s.service.PublicSession(ctx, slug)
		if err != nil {
			return made[*page]{}, err
		}
		raw, err := s.calendar.Session(v.lang, s.listings([]events.Listing{view.Listing})[0])
		if err != nil {
			return made[*page]{}, err
		}
		p, err := s.filePage(raw, "session.ics")
		return made[*page]{value: p, until: view.Until}, err
	})
}

func (s *Site) listings(all []events.Listing) []ical.Listing {
	listings := make([]ical.Listing, len(all))
	for i := range all {
		listings[i] = ical.Listing{Session: all[i].Session, Place: all[i].Place, Page: s.service.SessionURL(&all[i].Session)}
	}
	return listings
}

func (s *Site) filePage(raw []byte, name string) (*page, error) {
	p, err := newPage(&s.packer, calendarType, raw, "")
	if err == nil {
		p.file = []string{`inline; filename="` + name + `"`}
	}
	return p, err
}

// sendFile answers with a calendar file that is one person's own.
func sendFile(w http.ResponseWriter, r *http.Request, raw []byte) error {
	header := w.Header()
	header.Set("Content-Type", calendarType)
	header.Set("Content-Disposition", `inline; filename="session.ics"`)
	header.Set("Content-Length", strconv.Itoa(len(raw)))
	if r.Method != http.MethodHead {
		// The visitor may have left; there is nobody to tell.
		_, _ = w.Write(raw)
	}
	return nil
}
