// Package mailer turns a letter into a mail and hands it to an SMTP server: it
// has the text rendered, attaches the calendar part, speaks SMTP over a few
// lasting connections, and sorts every way that can end into an Outcome.
//
// It stands on floor 2 and imports events, events/ical, templates and go-mail.
// It must not know the queue, retries or the database: it is handed one letter
// and answers with one outcome.
//
// A connection's life is real time by nature: deadlines and idle times in here
// come from the machine's clock. What stands in a letter comes from the letter.
package mailer
