// Package scheduler is the clock of Kantine: it notices what has fallen due,
// hands letters to the sender, and keeps house.
//
// It is floor 3. It decides WHEN and nothing else: what a due message calls
// for is decided by events, how a letter is sent by the mailer. It must not
// know SQL, SMTP or any rule of the programme. gocron is a metronome here; no
// truth lives in it or in this package's memory, the table is asked each time.
package scheduler
