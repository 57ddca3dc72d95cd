// Package reply is the one place where a door reads a form and where an error
// becomes an answer: its status, its words, as a page or as a JSON problem
// (RFC 9457).
//
// It stands on floor 3 beneath the doors site, desk and api, which share it.
// It must not know their routes, the disk or any rule.
package reply
