// Command torture kills Kantine again and again while people register, and then
// has the judge say whether anything that was promised is lost.
//
//	torture [-rounds 50] [-engine sqlite|postgres] [-clients 64] [-seed N] [-keep DIR]
//
// Each round starts the real program on the same database, lets the clients
// register as fast as they can, by API and by the public form, and ends it with
// kill -9 in the middle of at least 32 registrations, in most rounds while the
// mail server sits on the answer to a letter; in some the mail server drops
// connections after DATA, having kept the letter or not. After the last round
// the program runs in peace until its queue is empty. Then the judge
// (cmd/torture/judge), which knows neither code nor database, compares the
// clients' ledger with the mail server's files.
//
// Exit status: 0 nothing lost, 1 a promise broken or the run failed, 2 wrong usage.
//
// It stands on floor 4. It drives the program from outside and must not use its
// packages; only the test servers for SMTP and PostgreSQL are borrowed.
package main

import (
	"context"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"syscall"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGINT, syscall.SIGTERM)
	defer stop()
	os.Exit(run(ctx, os.Args[1:], os.Stdout, os.Stderr))
}

// options are what a run is asked to do.
type options struct {
	rounds, clients int
	engine          string
	seed            uint64
	keep            string // directory to leave behind; "" leaves none
}

func run(ctx context.Context, args []string, stdout, stderr io.Writer) int {
	var o options
	flags := flag.NewFlagSet("torture", flag.ContinueOnError)
	flags.SetOutput(stderr)
	flags.IntVar(&o.rounds, "rounds", 0, "how many times to kill; 0: 50 on SQLite, 5 on PostgreSQL")
	flags.StringVar(&o.engine, "engine", "sqlite", "sqlite or postgres")
	flags.IntVar(&o.clients, "clients", 2*crowded, "how many register at the same time")
	flags.Uint64Var(&o.seed, "seed", 1, "chooses the moments and the faults")
	flags.StringVar(&o.keep, "keep", "", "directory for database, ledger, mail and logs, left behind")
	if err := flags.Parse(args); err != nil {
		return 2
	}
	if o.engine != "sqlite" && o.engine != "postgres" || o.clients < crowded || flags.NArg() > 0 {
		fmt.Fprintf(stderr, "torture: the engine is sqlite or postgres, and it takes %d clients or more\n", crowded)
		return 2
	}
	if o.rounds == 0 {
		o.rounds = map[string]int{"sqlite": 50, "postgres": 5}[o.engine]
	}
	if err := torment(ctx, o, stdout); err != nil {
		fmt.Fprintln(stderr, "torture:", err)
		return 1
	}
	return 0
}
