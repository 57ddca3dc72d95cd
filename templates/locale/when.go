package locale

import "time"

// soon is how near a session must be for a reminder to count hours instead of
// naming the day.
const soon = 6 * time.Hour

// When words the time left until start for a reminder: "Over 45 minuten",
// "Over 2 uur", "Vandaag om 14.30 uur", "Morgen om 14.30 uur", "Over 3 dagen",
// "Over een week". It goes by the time really left at now; days are calendar
// days in the zone that start carries. It begins with a capital.
func (c *Catalog) When(lang string, now, start time.Time) string {
	left := start.Sub(now)
	if left < soon {
		return c.whenSoon(lang, left)
	}
	switch days := int(civilDay(start) - civilDay(now.In(start.Location()))); {
	case days == 0:
		return c.T(lang, "dates.when.today", "Time", c.Time(lang, start))
	case days == 1:
		return c.T(lang, "dates.when.tomorrow", "Time", c.Time(lang, start))
	case days%7 == 0:
		return c.T(lang, "dates.when.weeks", countArg, days/7)
	default:
		return c.T(lang, "dates.when.days", countArg, days)
	}
}

// whenSoon may understate by up to three quarters of an hour and overstates by
// no more than a quarter: who is told too little comes early, not late.
func (c *Catalog) whenSoon(lang string, left time.Duration) string {
	minutes := int(left.Round(time.Minute) / time.Minute)
	if minutes > 10 {
		minutes = (minutes + 2) / 5 * 5
	}
	switch {
	case minutes <= 0:
		return c.T(lang, "dates.when.now")
	case minutes >= 105:
		return c.T(lang, "dates.when.hours", countArg, (minutes+15)/60)
	case minutes >= 85:
		return c.T(lang, "dates.when.hour_and_half")
	case minutes == 60:
		return c.T(lang, "dates.when.hours", countArg, 1)
	default:
		return c.T(lang, "dates.when.minutes", countArg, minutes)
	}
}
