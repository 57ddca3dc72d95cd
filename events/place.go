package events

import (
	"context"
	"strings"
)

// placeOf resolves where a session is.
func placeOf(ctx context.Context, tx Tx, s *Session) (Place, error) {
	l := s.Location
	if l.Ref == "" {
		p := Place{Name: l.Name, Address: l.Address, Postcode: l.Postcode, City: l.City, JoinURL: s.JoinURL}
		p.Online = s.JoinURL != "" && l == (Location{})
		return p, nil
	}
	venue, err := tx.Venue(ctx, l.Ref)
	if err == nil {
		p := Place{
			Name: venue.Name, Address: strings.TrimSpace(venue.Street + " " + venue.HouseNumber), Postcode: venue.Postcode,
			City: venue.City, Route: venue.Route, Wheelchair: venue.Wheelchair, HearingLoop: venue.HearingLoop,
			Online:  venue.JoinURL != "",
			JoinURL: strings.ReplaceAll(venue.JoinURL, "{sessie}", s.Slug),
		}
		if s.JoinURL != "" {
			p.JoinURL = s.JoinURL
		}
		return p, nil
	}
	if CodeOf(err) != CodeNotFound {
		return Place{}, err
	}
	site, err := tx.Site(ctx, l.Ref)
	if err != nil {
		return Place{}, err
	}
	employer, err := tx.Employer(ctx, site.EmployerID)
	if err != nil {
		return Place{}, err
	}
	return Place{
		Name: employer.Name, Address: strings.TrimSpace(site.Street + " " + site.HouseNumber), Postcode: site.Postcode,
		City: site.City, JoinURL: s.JoinURL,
	}, nil
}
