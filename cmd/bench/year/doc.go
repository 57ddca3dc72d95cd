// Package year makes the database that a large programme has after its first
// year: thousands of sessions, a hundred thousand registrations, and the
// letters, reminders, employers and facilitators that go with them. Everybody
// in it is made up.
//
// It is floor 4, a part of the benchmark. It writes through the store and knows
// nothing of what is measured on it.
package year
