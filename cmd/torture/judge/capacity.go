package main

import (
	"maps"
	"slices"
)

// judgeCapacity counts the addresses that hold a seat at the end, by what they were
// told or by what they were sent; only, when not empty, names the one session to count.
func (c *evidence) judgeCapacity(capacity int, only string) {
	seats := map[string]int{}
	addresses := map[string]bool{}
	for address := range c.attempts {
		addresses[address] = true
	}
	for address := range c.mail {
		addresses[address] = true
	}
	for address := range addresses {
		for session := range c.held(address) {
			seats[session]++
		}
	}
	if only != "" && seats[only] == 0 {
		c.wrong("session %q: nobody holds a seat, so the count proves nothing", only)
	}
	for _, session := range slices.Sorted(maps.Keys(seats)) {
		if n := seats[session]; (only == "" || session == only) && n > capacity {
			c.wrong("session %q: %d seats given, capacity %d", session, n, capacity)
		}
	}
}

// held finds the sessions in which an address has a seat. A letter whose UID the ledger
// does not know belongs to the only session that the address asked for; where it asked for
// several, such a letter says nothing.
func (c *evidence) held(address string) map[string]bool {
	held, byUID, asked := map[string]bool{}, map[string]string{}, map[string]bool{}
	last := ""
	for _, e := range c.attempts[address] {
		last = e.Session
		asked[last] = true
		if e.UID != "" {
			byUID[e.UID] = e.Session
		}
		if e.acknowledged() && e.State == "confirmed" {
			held[e.Session] = true
		}
	}
	for _, m := range c.mail[address] {
		if m.calendar == nil {
			continue
		}
		session, known := byUID[m.calendar.uid]
		if !known {
			if len(asked) > 1 {
				continue
			}
			session = last
		}
		if m.calendar.method == "CANCEL" {
			delete(held, session)
		} else {
			held[session] = true
		}
	}
	return held
}
