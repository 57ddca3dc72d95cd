package events

import "time"

// quiet is the hours in which no reminder leaves, on the clocks of a zone.
type quiet struct {
	span
	zone *time.Location
	on   bool
}

// quietHours are the programme's for an offering that keeps them. Text that is
// no span means none: it is checked at entry.
func quietHours(p *Programme, o *Offering) quiet {
	s, err := parseSpan(p.Rules.QuietHours)
	return quiet{span: s, zone: zoneOf(p.TimeZone), on: o.QuietHours && err == nil && s.from != s.to}
}

// within tells whether an instant lies in quiet hours, and when they began and end.
func (q quiet) within(at time.Time) (from, to time.Time, ok bool) {
	if !q.on {
		return from, to, false
	}
	local := at.In(q.zone)
	for _, day := range []int{-1, 0} {
		d := local.Day() + day
		from = atWall(time.Date(local.Year(), local.Month(), d, 0, q.from, 0, 0, time.UTC), q.zone)
		if q.to <= q.from {
			d++
		}
		to = atWall(time.Date(local.Year(), local.Month(), d, 0, q.to, 0, 0, time.UTC), q.zone)
		if !at.Before(from) && at.Before(to) {
			return from.UTC(), to.UTC(), true
		}
	}
	return from, to, false
}

// lastCall is how long before the start a held reminder must still leave.
const lastCall = time.Hour

// sendAt moves a reminder's instant out of quiet hours: to their end where
// that is an hour or more before the start, else to their beginning. For a
// follow-up start is zero and it waits for their end.
func (q quiet) sendAt(due, start time.Time) time.Time {
	from, to, ok := q.within(due)
	if !ok {
		return due
	}
	if start.IsZero() || !to.After(start.Add(-lastCall)) {
		return to
	}
	return from
}

// holdUntil tells until when a letter that would leave now waits; zero for a
// letter that goes, since waiting would come too late.
func (q quiet) holdUntil(now, start time.Time) time.Time {
	_, to, ok := q.within(now)
	if ok && (start.IsZero() || !to.After(start.Add(-lastCall))) {
		return to
	}
	return time.Time{}
}
