package site

import (
	"context"
	"strings"
	"testing"

	"kantine/events"
	"kantine/events/web/reply"
)

func proxies(t *testing.T, list string) reply.Proxies {
	t.Helper()
	found, err := reply.ParseProxies(list)
	if err != nil {
		t.Fatal(err)
	}
	return found
}

// Work calendars and screens are seen by colleagues (promise 9). The programme
// of these tests has its theme in every name and text.
func TestDiscreetPagesTellNothing(t *testing.T) {
	w := newWorld(t)
	w.post("/sessions/stil/register", "name", "Kim Verbeek", "email", "kim@post.example", "language", "nl")
	session, err := w.service.SessionBySlug(context.Background(), "stil")
	if err != nil {
		t.Fatal(err)
	}
	placed, err := w.service.Registrations(context.Background(), events.RegistrationFilter{SessionID: session.ID})
	if err != nil || len(placed) != 1 {
		t.Fatal(placed, err)
	}
	byOffering := "/r/" + w.service.ManageToken(&placed[0].Registration)
	byWish := w.join("workshop", "Sam Voorbeeld", "sam@post.example", "discreet", "1")
	erased := w.join("web", "Bo Demo", "bo@post.example", "discreet", "1")
	w.post(erased + "/erase")
	var pages []string
	for _, own := range []string{byOffering, byWish} {
		_, stop := w.tokens(own)
		pages = append(pages, own, own+"/session.ics", stop)
	}
	pages = append(pages, erased, "/sessions/stil/check-mail", "/sessions/stil.ics", "/r/rubbish", "/u/rubbish")
	for _, path := range pages {
		for _, lang := range []string{"nl", "en"} {
			answer := w.get(path, "Accept-Language", lang)
			// The slug is the coordinator's; it is no word of the theme here.
			body := strings.ToLower(answer.body)
			for _, word := range []string{"mantelzorg", "care", "aan het werk", "proef"} {
				if at := strings.Index(body, word); at >= 0 {
					t.Errorf("%s in %s tells %q: …%s…", path, lang, word, body[max(0, at-60):min(len(body), at+60)])
				}
			}
		}
	}
	if open := w.get(w.join("workshop", "Open", "open@post.example")).body; !strings.Contains(open, "Mantelzorg workshop") {
		t.Error("the search above would find nothing in any page")
	}
}
