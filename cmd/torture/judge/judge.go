package main

import (
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
	"time"
)

// evidence is everything known about a run, sorted by address.
type evidence struct {
	ledger   ledger
	letters  []letter // by time
	attempts map[string][]entry
	mail     map[string][]letter // by time

	problems  []string
	listed    []string // allowed, but worth a look
	confirmed int
	waiting   int
	dropped   int // second copies after a connection dropped before its answer
	crashed   int // second copies over a crash
}

func newEvidence(l ledger, letters []letter) *evidence {
	c := &evidence{ledger: l, letters: letters, attempts: map[string][]entry{}, mail: map[string][]letter{}}
	for _, e := range l.attempts {
		c.attempts[e.Email] = append(c.attempts[e.Email], e)
	}
	for _, m := range letters {
		c.mail[m.to] = append(c.mail[m.to], m)
	}
	return c
}

func (c *evidence) wrong(format string, args ...any) {
	c.problems = append(c.problems, fmt.Sprintf(format, args...))
}

func (c *evidence) judgeAll() {
	for _, address := range slices.Sorted(maps.Keys(c.attempts)) {
		c.judgePromises(address)
	}
	for _, address := range slices.Sorted(maps.Keys(c.mail)) {
		c.judgeCopies(address)
		c.judgeKinds(address)
		c.judgeStanding(address)
	}
	c.judgeOwners()
	if !slices.ContainsFunc(c.ledger.attempts, entry.acknowledged) {
		c.wrong("the ledger holds no acknowledged registration, so the run proves nothing")
	}
}

// promises are the acknowledged registrations of one address, each once: an answer that
// names no UID is the same promise as one for the same session that does.
func promises(attempts []entry) []entry {
	var distinct []entry
	named, seen := map[string]bool{}, map[string]bool{}
	for _, e := range attempts {
		if e.acknowledged() && e.UID != "" {
			named[e.State+" "+e.Session] = true
		}
	}
	for _, e := range attempts {
		key := e.State + " " + e.key()
		if !e.acknowledged() || seen[key] || e.UID == "" && named[e.State+" "+e.Session] {
			continue
		}
		seen[key] = true
		distinct = append(distinct, e)
	}
	return distinct
}

// judgePromises: each acknowledged registration has a letter of its own.
func (c *evidence) judgePromises(address string) {
	invited, plain := map[string]bool{}, map[string]bool{}
	for _, m := range c.mail[address] {
		if m.calendar == nil {
			plain[m.messageID] = true
		} else if m.calendar.method == "REQUEST" {
			invited[m.calendar.uid] = true
		}
	}
	unnamed, waiting := 0, 0
	for _, p := range promises(c.attempts[address]) {
		switch {
		case p.State == "waitlisted":
			waiting++
		case p.State == "confirmed" && p.UID == "":
			unnamed++
			c.confirmed++
		case p.State == "confirmed":
			c.confirmed++
			if !invited[p.UID] {
				c.wrong("%s: confirmed in round %d as %s, no invitation with that UID came", address, p.Round, p.UID)
			}
			delete(invited, p.UID)
		case len(c.mail[address]) == 0:
			c.wrong("%s: acknowledged in round %d, no letter came", address, p.Round)
		}
	}
	c.waiting += waiting
	if unnamed > len(invited) {
		c.wrong("%s: %d more confirmed, %d more invitations came", address, unnamed, len(invited))
	}
	if waiting > len(plain) {
		c.wrong("%s: %d on the waitlist, %d letters without calendar came", address, waiting, len(plain))
	}
}

// judgeCopies: the same letter twice only where the sender could not know better.
func (c *evidence) judgeCopies(address string) {
	last := map[string]letter{}
	for _, m := range c.mail[address] {
		if before, twice := last[m.messageID]; twice {
			switch {
			case c.dropBetween(before, m):
				c.dropped++
			case c.crashBetween(before, m):
				c.crashed++
			default:
				c.wrong("%s: letters %d and %d are the same, and neither crash nor drop fell between them", address, before.number, m.number)
			}
		}
		last[m.messageID] = m
	}
}

// dropBetween: the first copy's connection was dropped before its answer.
func (c *evidence) dropBetween(first, second letter) bool {
	return !first.replied || slices.ContainsFunc(c.ledger.drops, func(d entry) bool {
		return d.Rcpt == first.to && !d.At.Before(first.at) && !d.At.After(second.at)
	})
}

// crashBetween: the first copy's connection died with its process, and the second
// copy's is of a later one.
func (c *evidence) crashBetween(first, second letter) bool {
	return slices.ContainsFunc(c.ledger.crashes, func(crash time.Time) bool {
		return !crash.Before(first.connectedAt) && !crash.After(second.connectedAt)
	})
}

// judgeKinds: one registration's letter of one kind has one Message-ID, for ever.
func (c *evidence) judgeKinds(address string) {
	ids, uids := map[string]map[string]bool{}, map[string]bool{}
	sessions := map[string]bool{}
	for _, e := range c.attempts[address] {
		sessions[e.Session] = true
	}
	for _, m := range c.mail[address] {
		kind := "plain " + m.subject
		if cal := m.calendar; cal != nil {
			kind = strings.Join([]string{cal.method, cal.uid, cal.sequence}, " ")
			if cal.method == "REQUEST" {
				uids[cal.uid] = true
			}
		}
		if ids[kind] == nil {
			ids[kind] = map[string]bool{}
		}
		ids[kind][m.messageID] = true
	}
	for _, kind := range slices.Sorted(maps.Keys(ids)) {
		allowed := 1
		if strings.HasPrefix(kind, "plain ") {
			// Asking again may earn a letter of its own ("you are registered already").
			allowed = max(1, len(c.attempts[address]))
		}
		if n := len(ids[kind]); n > allowed {
			c.wrong("%s: %q came under %d Message-IDs", address, kind, n)
		}
	}
	if n := len(uids); n > max(1, len(sessions)) {
		c.wrong("%s: invited under %d UIDs for %d session(s)", address, n, max(1, len(sessions)))
	}
}

// judgeStanding: who was refused holds no invitation; who was never answered may.
func (c *evidence) judgeStanding(address string) {
	attempts := c.attempts[address]
	if slices.ContainsFunc(attempts, entry.acknowledged) {
		return
	}
	standing := "unacknowledged"
	switch {
	case len(attempts) == 0:
		standing = "not in the ledger"
	case !slices.ContainsFunc(attempts, func(e entry) bool { return !e.refused() }):
		standing = "refused"
	}
	var numbers []string
	for _, m := range c.mail[address] {
		numbers = append(numbers, fmt.Sprint(m.number))
		if standing == "refused" && m.calendar != nil {
			c.wrong("%s: refused, yet letter %d invites", address, m.number)
		}
	}
	c.listed = append(c.listed, fmt.Sprintf("%s: %s, letters %s", standing, address, strings.Join(numbers, " ")))
}

// judgeOwners: no Message-ID and no UID is shared by two people.
func (c *evidence) judgeOwners() {
	owner := map[string]string{}
	claim := func(what string, m letter) {
		if other, taken := owner[what]; taken && other != m.to {
			c.wrong("letter %d: %s belongs to %s and to %s", m.number, what, other, m.to)
		}
		owner[what] = m.to
	}
	for _, m := range c.letters {
		claim("Message-ID "+m.messageID, m)
		if m.calendar != nil {
			claim("UID "+m.calendar.uid, m)
		}
	}
}

func (c *evidence) report(w io.Writer) {
	for _, line := range c.listed {
		fmt.Fprintln(w, line)
	}
	for _, line := range c.problems {
		fmt.Fprintln(w, "WRONG", line)
	}
	verdict := "kept"
	if len(c.problems) > 0 {
		verdict = "BROKEN"
	}
	fmt.Fprintf(w, "%s: rounds %d, crashes %d, drops %d, attempts %d, confirmed %d, waitlisted %d, letters %d, copies %d over a crash and %d after a drop, letters nobody was promised %d, wrong %d\n",
		verdict, c.ledger.rounds, len(c.ledger.crashes), len(c.ledger.drops), len(c.ledger.attempts),
		c.confirmed, c.waiting, len(c.letters), c.crashed, c.dropped, len(c.listed), len(c.problems))
}
