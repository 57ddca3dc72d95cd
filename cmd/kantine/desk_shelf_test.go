package main

import "time"

// shelfPages are the calendar and the lists of what there is, each with
// something in it.
func (s *staff) shelfPages() []string {
	s.t.Helper()
	offering := s.k.offer(nil)
	s.k.draft(offering.ID, time.Now().Add(48*time.Hour).UTC().Format(time.RFC3339), nil)
	paths := []string{
		"/desk/calendar?view=week", "/desk/calendar?view=agenda", "/desk/calendar?view=month&by=site", "/desk/calendar?view=week&by=facilitator",
		"/desk/offerings", "/desk/offerings/" + offering.ID, "/desk/programme",
	}
	for _, c := range []struct {
		list   string
		fields [][2]string
	}{
		{"/desk/venues", [][2]string{{"#f-name", "Zaal van " + s.pages}, {"#f-city", "Zwolle"}}},
		{"/desk/kits", [][2]string{{"#f-name", "Kist van " + s.pages}, {"#f-base_city", "Assen"}}},
		{"/desk/sectors", [][2]string{{"[name='name.nl']", "Metaal"}, {"[name='name.en']", "Metal"}}},
		{"/desk/facilitators", [][2]string{{"#f-name", "Fenna Demo"}, {"#f-email", s.pages + "-fenna@zorgenwerk.example"}, {"#f-home_city", "Emmen"}}},
	} {
		s.visit(s.k.url + c.list + "/new")
		for _, f := range c.fields {
			s.fill(f[0], f[1])
		}
		if c.list == "/desk/facilitators" {
			s.press("main form .button", 422) // can do nothing yet
			s.at(c.list+"/new", "facilitator-wrong")
			s.tick("#f-skills")
		}
		s.press("main form .button", 200)
		made := s.address()[len(s.k.url):]
		paths = append(paths, c.list, c.list+"/new", made)
	}
	return append(paths, "/desk/offerings/new")
}
