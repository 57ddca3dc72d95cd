// Package site is the public's door: the offer, the sessions with their forms,
// a person's own registration, and the calendar files.
//
// It stands on floor 3: it parses a request, calls events.Service and shows
// what came of it through templates. It must not know rules, SQL or mail.
//
// One file holds one action; *_view.go files turn what the Service tells into
// what a page shows. Pages that are the same for everybody are kept ready by
// shelf.go and page.go.
package site
