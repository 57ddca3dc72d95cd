// Package ical writes sessions and registrations as iCalendar objects (RFC
// 5545): the invitations and cancellations of letters (iTIP, RFC 5546), the
// file behind a registration's page, and the public feeds.
//
// It stands on floor 1 and imports events and go-ical. It must not know mail,
// templates or languages: the few words it needs come in through Words. What
// it hands out has been folded, parsed back and compared with what was meant.
package ical
