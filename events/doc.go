// Package events is the business of Kantine: what sessions, registrations and
// letters are, which rules they obey, and what each action owes to whom.
//
// It is floor 0. It decides WHAT happens; WHEN a letter leaves is the
// scheduler's, HOW it is sent the mailer's, and how it LOOKS the templates'.
// It imports the standard library only, and must not know SQL, HTTP, SMTP or
// iCalendar. Whatever it needs from those it asks for through the interfaces
// declared here: Store and Tx for the disk, Clock for the time, Wake for the
// dispatcher.
//
// Service is the one way to change anything. Every method opens one
// transaction in which it locks, reads, decides and writes, the letters it
// owes included: the commit is the promise.
//
// All instants are UTC with microsecond resolution; wall times belong to a
// session's IANA zone.
package events
