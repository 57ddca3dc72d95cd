// Command bench measures the product beside bare probes on the same machine in
// the same run and prints the ratios against their goals. Only the ratios
// count: the absolute figures are the machine's.
//
// It is floor 4. The product is the real program, built here and run as its
// own process; the probes know nothing of it.
package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"time"
)

func main() {
	rounds := flag.Int("rounds", 5, "how often each measure is taken; the median counts")
	length := flag.Duration("length", 2*time.Second, "how long one measure takes")
	ofDesk := flag.Bool("desk", false, "measure the pages of the desk on a year's database instead")
	var o deskOptions
	flag.StringVar(&o.engine, "engine", "sqlite", "with -desk: sqlite or postgres")
	flag.IntVar(&o.looks, "looks", 40, "with -desk: how often each page is opened")
	flag.IntVar(&o.size.Sessions, "sessions", 2_000, "with -desk: how many sessions there are")
	flag.IntVar(&o.size.Registrations, "registrations", 100_000, "with -desk: how many registrations there are")
	flag.StringVar(&o.keep, "keep", "", "with -desk: directory to leave the database in")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	err := error(nil)
	if *ofDesk {
		_, err = runDesk(ctx, o, os.Stdout)
	} else {
		err = run(ctx, *rounds, *length)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

// run takes every measure and prints the table; a missed goal is no error, it
// is written down.
func run(ctx context.Context, rounds int, length time.Duration) error {
	dir, err := os.MkdirTemp("", "kantine-bench-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	b := &bench{dir: dir, rounds: rounds, length: length}
	if b.binary, err = build(ctx, dir); err != nil {
		return err
	}
	for _, part := range []func(context.Context) error{b.writes, b.pages} {
		if err := part(ctx); err != nil {
			return err
		}
	}
	b.print(os.Stdout)
	return nil
}
