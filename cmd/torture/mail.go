package main

import (
	"context"
	"math/rand/v2"
	"sync/atomic"

	"kantine/mailer/mailtest"
)

// office is the SMTP server of the whole run, with the ways in which it fails.
type office struct {
	server *mailtest.Server
	held   atomic.Int32  // letters between their final dot and its answer
	goOn   chan struct{} // lets them go
	// dropped counts by recipient. Only Match, which the server calls one at a
	// time, touches it and rnd.
	dropped map[string]int
	rnd     *rand.Rand
}

// maxDrops leaves a letter one try below the three after which it is held for
// a person.
const maxDrops = 2

func openOffice(ctx context.Context, dir string, seed uint64, book *ledger, wrong func(string, ...any)) (*office, error) {
	o := &office{dropped: map[string]int{}, rnd: rand.New(rand.NewPCG(seed, 1))}
	var err error
	o.server, err = mailtest.Start(ctx, mailtest.Options{Dir: dir, Seed: seed, OnDrop: func(d mailtest.Drop) {
		for _, to := range d.To {
			if err := book.write(entry{Op: "drop", At: d.At, Rcpt: to}); err != nil {
				wrong("ledger: %v", err)
			}
		}
	}})
	return o, err
}

// misbehave readies the server for a round: it sits on the answers of the
// first hold letters, and drops some connections after DATA.
func (o *office) misbehave(hold int, drops bool) {
	o.held.Store(0)
	o.goOn = make(chan struct{})
	var faults []mailtest.Fault
	if hold > 0 {
		faults = append(faults, mailtest.Fault{
			Stage: mailtest.End, Until: o.goOn, Times: hold, Reached: func() { o.held.Add(1) },
		})
	}
	if drops {
		for _, cut := range []mailtest.Cut{mailtest.CutKept, mailtest.CutLost} {
			faults = append(faults, mailtest.Fault{Stage: mailtest.End, Cut: cut, Match: o.unlucky})
		}
	}
	o.server.SetFaults(faults...)
}

// unlucky picks one recipient in twenty, none too often.
func (o *office) unlucky(to string) bool {
	if o.rnd.IntN(20) > 0 || o.dropped[to] >= maxDrops {
		return false
	}
	o.dropped[to]++
	return true
}

// letGo answers the letters held; a dead program does not hear it.
func (o *office) letGo() { close(o.goOn) }
