package site

import (
	"context"
	"net/http"

	"kantine/events"
	"kantine/templates"
)

// offer is "/": the sessions to come.
func (s *Site) offer(w http.ResponseWriter, r *http.Request) error {
	version, err := s.service.SiteVersion(r.Context())
	if err != nil {
		return err
	}
	f := filterOf(r.URL)
	return s.show(w, r, pageKey{route: "/", filter: f}, version, func(ctx context.Context, v visit) (made[*page], error) {
		overview, err := s.service.Overview(ctx)
		if err != nil {
			return made[*page]{}, err
		}
		view := s.offerPage(v, &overview, f)
		p, err := s.rendered(v, view, "")
		// A filter that finds nothing may be anything; only what finds is kept.
		return made[*page]{p, overview.Until, f != (filter{}) && len(view.Items) == 0}, err
	})
}

func (s *Site) offerPage(v visit, o *events.Overview, f filter) templates.OfferPage {
	p := &o.Programme
	view := templates.OfferPage{
		Layout: v.layout(p, f.path("/"), false), Intro: p.Summary.In(v.lang),
		Filters: f.groups(firstOfSeries(o.Listings), v.lang), Items: s.offerItems(v, f.pick(o.Listings)),
		FeedPath: f.path("/calendar.ics"), NewsletterURL: p.Newsletter.URL,
		InterestURL: interestPath,
	}
	if f != (filter{}) {
		view.ClearPath = "/"
	}
	return view
}

// firstOfSeries leaves of each series the first session.
func firstOfSeries(all []events.Listing) []events.Listing {
	var first []events.Listing
	seen := map[string]bool{}
	for i := range all {
		if series := all[i].Session.Series; series != nil {
			if seen[series.ID] {
				continue
			}
			seen[series.ID] = true
		}
		first = append(first, all[i])
	}
	return first
}

// offerItems shows sessions in a list, a series once.
func (s *Site) offerItems(v visit, all []events.Listing) []templates.OfferItem {
	items := make([]templates.OfferItem, 0, len(all))
	at := map[string]int{}
	for i := range all {
		l := &all[i]
		series := l.Session.Series
		if series == nil {
			items = append(items, s.offerItem(v, l))
			continue
		}
		if known, ok := at[series.ID]; ok {
			items[known].Seats = tighter(items[known].Seats, sessionSeats(&l.Session, v.now))
			continue
		}
		at[series.ID] = len(items)
		item := s.offerItem(v, l)
		item.Meetings = series.Count
		items = append(items, item)
	}
	return items
}

func (s *Site) offerItem(v visit, l *events.Listing) templates.OfferItem {
	session := &l.Session
	zone := s.zone(session.Zone)
	item := templates.OfferItem{
		Path: "/sessions/" + session.Slug, Title: session.Heading().In(v.lang), Summary: session.Offering.Summary.In(v.lang),
		Kind: templates.Kind(session.Offering.Kind), Sector: l.Sector.Name.In(v.lang), Language: spoken(session),
		Start: session.StartsAt().In(zone), End: session.EndsAt().In(zone), Online: l.Place.Online,
		Seats: sessionSeats(session, v.now),
	}
	if !item.Online {
		item.City = l.Place.City
	}
	if len(session.Blocks) > 1 {
		item.Moments = len(session.Blocks)
	}
	return item
}
