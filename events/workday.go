package events

import "time"

// answerDays is within how many working days somebody who asked hears from
// us (domain 1.15).
const answerDays = 5

// followUp is the last of the working days within which to answer.
func (s *Service) followUp(p *Programme) Date {
	return workday(s.planner, s.clock.Now().In(zoneOf(p.TimeZone)), answerDays)
}

// workday is the n-th working day after a moment: weekends and hard holidays
// do not count.
func workday(planner Planner, after time.Time, n int) Date {
	// So far that even around Christmas there are n among them.
	last := after.AddDate(0, 0, 3*n+14)
	free := map[Date]bool{}
	for _, d := range planner.Days(Date(after.Format(time.DateOnly)), Date(last.Format(time.DateOnly)), "") {
		if d.Kind != DayHard {
			continue
		}
		from, err := time.Parse(time.DateOnly, string(d.From))
		for at := from; err == nil && Date(at.Format(time.DateOnly)) <= d.To; at = at.AddDate(0, 0, 1) {
			free[Date(at.Format(time.DateOnly))] = true
		}
	}
	day := after
	for n > 0 {
		day = day.AddDate(0, 0, 1)
		if date := Date(day.Format(time.DateOnly)); day.Weekday() != time.Saturday && day.Weekday() != time.Sunday && !free[date] {
			n--
		}
	}
	return Date(day.Format(time.DateOnly))
}
