package main

import (
	"fmt"
	"net/http"
	"strings"
	"time"

	"github.com/chromedp/chromedp"
)

// shelfPages are the calendar and the lists of what there is, each with
// something in it.
func (s *staff) shelfPages() []string {
	s.t.Helper()
	offering := s.k.offer(nil)
	soon := time.Now().UTC().Truncate(24 * time.Hour).Add(60 * time.Hour) // noon, whatever the zone
	session := s.k.draft(offering.ID, soon.Format(time.RFC3339), nil)
	s.drops(session.ID, soon)
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

// dropping lets go of a session over the first day of the week that is shown.
const dropping = `(() => {
	const what = document.querySelector("[data-move*='%s']"), carried = new DataTransfer();
	what.dispatchEvent(new DragEvent("dragstart", {dataTransfer: carried, bubbles: true}));
	for (const step of ["dragover", "drop"])
		document.querySelector("td[data-day]").dispatchEvent(new DragEvent(step, {dataTransfer: carried, bubbles: true, cancelable: true}));
})()`

// drops moves a session with the mouse: that opens the form with the day in it.
func (s *staff) drops(session string, at time.Time) {
	s.t.Helper()
	s.visit(s.k.url + "/desk/calendar?view=week&date=" + at.Format(time.DateOnly))
	status, _ := s.follow("dropping a session", chromedp.Evaluate[chromedp.Void](fmt.Sprintf(dropping, session)))
	monday := at.AddDate(0, 0, -(int(at.Weekday())+6)%7)
	if got := s.address(); status != http.StatusOK || !strings.HasSuffix(got, "/desk/sessions/"+session+"/move?date="+monday.Format(time.DateOnly)) {
		s.t.Fatalf("dropped, and at %s with %d", got, status)
	}
	if got := s.value("#f-date"); got != monday.Format("2-1-2006") {
		s.t.Errorf("the form says %q", got)
	}
	s.at("/desk/sessions/"+session+"/move", "session-move")
}
