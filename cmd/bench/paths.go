package main

import (
	"net/url"
	"strings"

	"kantine/cmd/bench/year"
)

// questions are queries that no link asks: what somebody types or chooses in a
// form. A route that is not there is passed over.
var questions = map[string][]string{
	"/desk/calendar":     {"view=month", "view=week", "view=agenda"},
	"/desk/sessions":     {"q=Werken", "state=held", "state=draft"},
	"/desk/outbox":       {"state=delivered", "state=failed", "kind=reminder"},
	"/desk/employers":    {"q=Verpakking", "stage=lead"},
	"/desk/attendees":    {"q=Voorbeeldman"},
	"/desk/audit":        {"before=5000"},
	"/desk/facilitators": {"q=Kim"},
}

// searched are the routes that take any of the names people search by.
var searched = []string{"/desk/search", "/desk/attendees", "/desk/employers", "/desk/sessions"}

// pathsTo gives paths to routes: those without a variable as they are, the
// others for some of the things that are known. A route to something else is
// found by the links that lead there.
func pathsTo(routes []string, known year.Known) (paths []string) {
	things := []struct {
		prefix string
		ids    []string
	}{
		{"/desk/sessions/", known.Sessions},
		{"/desk/registrations/", known.Registrations},
		{"/desk/outbox/", known.Messages},
		{"/desk/employers/", known.Employers},
		{"/desk/facilitators/", known.Facilitators},
		{"/desk/venues/", known.Venues},
		{"/desk/offerings/", known.Offerings},
		{"/desk/kits/", known.Kits},
		{"/desk/sectors/", known.Sectors},
	}
	for _, route := range routes {
		if !strings.Contains(route, "{") {
			paths = append(paths, route)
			for _, q := range questions[route] {
				paths = append(paths, route+"?"+q)
			}
			for _, s := range searched {
				for _, name := range known.Names {
					if s == route {
						paths = append(paths, route+"?"+url.Values{"q": {name}}.Encode())
					}
				}
			}
			continue
		}
		if rest, ok := strings.CutPrefix(route, "/desk/sessions/{id}"); ok && rest == "/delete" {
			for _, id := range known.Drafts {
				paths = append(paths, "/desk/sessions/"+id+rest)
			}
			continue
		}
		for _, t := range things {
			if !strings.HasPrefix(route, t.prefix+"{id}") || strings.Count(route, "{") > 1 {
				continue
			}
			for _, id := range t.ids {
				paths = append(paths, strings.Replace(route, "{id}", id, 1))
			}
		}
	}
	return paths
}
