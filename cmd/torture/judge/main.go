// Command judge says whether a torture run lost, doubled or invented anything. It
// compares what the clients were promised (a ledger) with what arrived (the SMTP
// server's files), and for that very reason reads neither Kantine's code nor its
// database.
//
//	judge -ledger FILE -mail DIR [-capacity N [-session ID]]
//
// The ledger is JSON lines, each fsynced before its client asks for anything else:
//
//	{"op":"register","round":1,"at":…,"email":…,"session":…,"status":201,"state":"confirmed","id":…,"uid":…}
//	{"op":"crash","round":1,"at":…}
//	{"op":"drop","at":…,"rcpt":…}
//
// Status 0 means that no answer came. A crash's instant is read between the death of
// the process and the start of the next one: a connection opened before it belonged
// to the dead process. Session, id and uid may be left out where they are not known.
//
// DIR holds N.eml, the bytes as received, and N.json, the envelope: rcpt_to, at,
// connected_at, and replied, which is false where the 250 was withheld.
//
// Exit status: 0 all kept, 1 something is wrong or could not be read, 2 wrong usage.
package main

import (
	"flag"
	"fmt"
	"io"
	"os"
)

func main() {
	os.Exit(run(os.Args[1:], os.Stdout, os.Stderr))
}

func run(args []string, stdout, stderr io.Writer) int {
	flags := flag.NewFlagSet("judge", flag.ContinueOnError)
	flags.SetOutput(stderr)
	ledgerFile := flags.String("ledger", "", "what the clients were promised, JSON lines")
	mailDir := flags.String("mail", "", "directory of the SMTP server's N.eml and N.json")
	capacity := flags.Int("capacity", 0, "seats of a session; 0 leaves them uncounted")
	session := flags.String("session", "", "count the seats of this session only")
	if err := flags.Parse(args); err != nil {
		return 2
	}
	if *ledgerFile == "" || *mailDir == "" || flags.NArg() > 0 {
		fmt.Fprintln(stderr, "judge: give -ledger FILE and -mail DIR")
		return 2
	}
	l, err := readLedger(*ledgerFile)
	if err != nil {
		fmt.Fprintln(stderr, "judge:", err)
		return 1
	}
	letters, unreadable, err := readLetters(*mailDir)
	if err != nil {
		fmt.Fprintln(stderr, "judge:", err)
		return 1
	}
	c := newEvidence(l, letters)
	c.problems = append(c.problems, unreadable...)
	c.judgeAll()
	if *capacity > 0 {
		c.judgeCapacity(*capacity, *session)
	}
	c.report(stdout)
	if len(c.problems) > 0 {
		return 1
	}
	return 0
}
