package events

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"time"
)

var (
	isoDay     = regexp.MustCompile(`^(\d{4})[-/. ](\d{1,2})[-/. ](\d{1,2})$`)
	figuresDay = regexp.MustCompile(`^(\d{1,2})[-/. ](\d{1,2})[-/. ](\d{4})$`)
	wordsDay   = regexp.MustCompile(`^(?:\p{L}+ )?(\d{1,2}) (\p{L}+)\.? (\d{4})$`)
	looseClock = regexp.MustCompile(`^(\d{1,2})(?:[.:hu ]?([0-5]\d))?(?: ?(?:uur|u|h)\.?)?$`)
)

// monthNames begin as the months do in Dutch and English; "mrt" is how the
// Dutch shorten March.
var monthNames = [12][]string{
	{"jan"},
	{"feb"},
	{"maa", "mrt", "mar"},
	{"apr"},
	{"mei", "may"},
	{"jun"},
	{"jul"},
	{"aug"},
	{"sep"},
	{"okt", "oct"},
	{"nov"},
	{"dec"},
}

// TypedDay reads a day as people type it: "30-3-2027", "30 maart 2027",
// "2027-03-30". The day comes before the month, as the Dutch write it.
func TypedDay(field, s string) (Date, error) {
	s = strings.ToLower(strings.Join(strings.Fields(s), " "))
	if s == "" {
		return "", Invalid(field, "required")
	}
	year, month, day := "", 0, ""
	if m := isoDay.FindStringSubmatch(s); m != nil {
		year, day = m[1], m[3]
		month, _ = strconv.Atoi(m[2])
	} else if m := figuresDay.FindStringSubmatch(s); m != nil {
		year, day = m[3], m[1]
		month, _ = strconv.Atoi(m[2])
	} else if m := wordsDay.FindStringSubmatch(s); m != nil {
		year, day, month = m[3], m[1], monthNamed(m[2])
	}
	n, _ := strconv.Atoi(day)
	iso := fmt.Sprintf("%s-%02d-%02d", year, month, n)
	if _, err := time.Parse(time.DateOnly, iso); err != nil {
		return "", Invalid(field, "day", "Value", s)
	}
	return Date(iso), nil
}

func monthNamed(word string) int {
	for i, names := range monthNames {
		for _, name := range names {
			if strings.HasPrefix(word, name) {
				return i + 1
			}
		}
	}
	return 0
}

// TypedClock reads a time of the day as people type it, "9.30", "0930",
// "9u30", "9:30 uur" or "9", and gives it as "09:30".
func TypedClock(field, s string) (string, error) {
	s = strings.ToLower(strings.TrimSpace(s))
	if s == "" {
		return "", Invalid(field, "required")
	}
	m := looseClock.FindStringSubmatch(s)
	if m == nil {
		return "", Invalid(field, "clock", "Value", s)
	}
	hour, _ := strconv.Atoi(m[1])
	minute, _ := strconv.Atoi(m[2])
	if hour > 23 {
		return "", Invalid(field, "clock", "Value", s)
	}
	return fmt.Sprintf("%02d:%02d", hour, minute), nil
}
