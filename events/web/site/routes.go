package site

import (
	"net/http"
	"strings"

	"github.com/gorilla/mux"

	"kantine/events"
	"kantine/events/web/reply"
)

// Routes puts the site's addresses (contract: pages and files) on router.
// Every POST but that of /u/{token} is refused when it comes from another site.
func (s *Site) Routes(router *mux.Router) {
	s.add(router, "/", s.offer, nil)
	s.add(router, "/sessions/{slug}.ics", s.sessionFile, nil)
	s.add(router, "/sessions/{slug}", s.session, nil)
	s.add(router, "/sessions/{slug}/register", nil, s.register)
	s.add(router, "/sessions/{slug}/check-mail", s.checkMail, nil)
	s.add(router, "/calendar.ics", s.feed, nil)

	s.add(router, "/r/{token}", personal(s.registration), nil)
	s.add(router, "/r/{token}/session.ics", personal(s.registrationFile), nil)
	s.add(router, "/r/{token}/withdraw", nil, personal(s.withdraw))
	s.add(router, "/r/{token}/undo", nil, personal(s.undo))
	s.add(router, "/r/{token}/edit", nil, personal(s.edit))
	s.add(router, "/r/{token}/erase", nil, personal(s.erase))
	// Mail providers post the one-click stop from their own site (RFC 8058 §3.2);
	// whoever lures a visitor here needs the token, and stops no seat.
	router.Handle("/u/{token}", s.methods("/u/{token}", personal(s.stopQuestion), personal(s.stop)))
	s.add(router, "/n/{token}", personal(s.newsletter), personal(s.confirmNewsletter))
	s.add(router, "/lost", s.lost, s.requestLinks)

	s.add(router, interestPath, s.interest, s.askInterest)

	s.add(router, "/privacy", s.privacy, nil)
	s.add(router, "/toegankelijkheid", s.accessibility, nil)
	s.add(router, "/.well-known/security.txt", s.securityText, nil)
	router.PathPrefix("/static/").Handler(s.pages.Static())
	for _, later := range []string{"/book", "/i", "/e", "/q"} {
		refuse := s.reply.HTML(later, func(http.ResponseWriter, *http.Request) error { return events.Refuse(events.CodeNotYet) })
		router.Handle(later, refuse)
		router.PathPrefix(later + "/").Handler(refuse)
	}
}

func (s *Site) add(router *mux.Router, route string, get, post reply.Handler) {
	router.Handle(route, s.foreignRefused(route, s.methods(route, get, post)))
}

// methods answers GET and HEAD with get and POST with post, and anything else
// with 405.
func (s *Site) methods(route string, get, post reply.Handler) http.Handler {
	var allowed []string
	var getter, poster http.Handler
	if get != nil {
		allowed, getter = append(allowed, "GET", "HEAD"), s.reply.HTML(route, get)
	}
	if post != nil {
		allowed, poster = append(allowed, "POST"), s.reply.HTML(route, post)
	}
	allow, refuse := strings.Join(allowed, ", "), s.MethodNotAllowed()
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch {
		case getter != nil && (r.Method == http.MethodGet || r.Method == http.MethodHead):
			getter.ServeHTTP(w, r)
		case poster != nil && r.Method == http.MethodPost:
			poster.ServeHTTP(w, r)
		default:
			w.Header().Set("Allow", allow)
			refuse.ServeHTTP(w, r)
		}
	})
}

// foreignRefused answers what another site made a browser send with 403
// (promise 17). Without Origin and Sec-Fetch-Site nobody was lured.
func (s *Site) foreignRefused(route string, next http.Handler) http.Handler {
	return s.reply.HTML(route, func(w http.ResponseWriter, r *http.Request) error {
		if r.Method != http.MethodGet && r.Method != http.MethodHead {
			if err := s.foreign.Check(r); err != nil {
				return events.Refuse(events.CodeForbidden)
			}
		}
		next.ServeHTTP(w, r)
		return nil
	})
}

// NotFound is the page for an address that nothing answers.
func (s *Site) NotFound() http.Handler {
	return s.reply.HTML("not found", func(http.ResponseWriter, *http.Request) error { return events.Refuse(events.CodeNotFound) })
}

// MethodNotAllowed is the page for a method that an address does not take.
func (s *Site) MethodNotAllowed() http.Handler {
	return s.reply.HTML("method not allowed", func(http.ResponseWriter, *http.Request) error { return events.Refuse(reply.MethodNotAllowed) })
}

// personal marks what a person's own link answers: kept nowhere, found by
// nobody, and its address told to no other site (promise 14).
func personal(h reply.Handler) reply.Handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		header := w.Header()
		header.Set("Cache-Control", "no-store")
		header.Set("Referrer-Policy", "no-referrer")
		header.Set("X-Robots-Tag", "noindex")
		return h(w, r)
	}
}
