package events

import (
	"encoding/json"
	"regexp"
	"strconv"
	"strings"
	"time"
)

// Offset is an ISO 8601 duration with a sign, as reminder rules and lengths use
// it. Days (and weeks) are calendar days at the same wall time; hours, minutes
// and seconds are elapsed time: "-P1D" before 09:00 is 09:00 the day before,
// also over a change of the clocks, "-PT24H" is twenty-four hours earlier.
type Offset struct {
	Days    int
	Elapsed time.Duration
}

var offsetForm = regexp.MustCompile(`^([+-]?)P(?:(\d{1,3})W)?(?:(\d{1,4})D)?(?:T(?:(\d{1,4})H)?(?:(\d{1,5})M)?(?:(\d{1,6})S)?)?$`)

// ParseOffset reads an Offset; field names it in the refusal.
func ParseOffset(field, s string) (Offset, error) {
	m := offsetForm.FindStringSubmatch(s)
	if m == nil || strings.HasSuffix(s, "P") || strings.HasSuffix(s, "T") {
		return Offset{}, Invalid(field, "duration", "Value", s)
	}
	n := func(i int) int { v, _ := strconv.Atoi(m[i]); return v }
	o := Offset{
		Days:    n(2)*7 + n(3),
		Elapsed: time.Duration(n(4))*time.Hour + time.Duration(n(5))*time.Minute + time.Duration(n(6))*time.Second,
	}
	if m[1] == "-" {
		o.Days, o.Elapsed = -o.Days, -o.Elapsed
	}
	return o, nil
}

// String gives the canonical ISO 8601 form.
func (o Offset) String() string {
	var b strings.Builder
	days, elapsed := o.Days, o.Elapsed
	if days < 0 || elapsed < 0 {
		b.WriteByte('-')
		days, elapsed = -days, -elapsed
	}
	b.WriteByte('P')
	if days > 0 {
		b.WriteString(strconv.Itoa(days) + "D")
	}
	if elapsed > 0 || days == 0 {
		b.WriteByte('T')
		h, m, s := int(elapsed/time.Hour), int(elapsed/time.Minute)%60, int(elapsed/time.Second)%60
		if h > 0 {
			b.WriteString(strconv.Itoa(h) + "H")
		}
		if m > 0 || (h == 0 && s == 0) {
			b.WriteString(strconv.Itoa(m) + "M")
		}
		if s > 0 {
			b.WriteString(strconv.Itoa(s) + "S")
		}
	}
	return b.String()
}

// From applies the offset to an instant on the clocks of zone.
func (o Offset) From(at time.Time, zone *time.Location) time.Time {
	if o.Days != 0 {
		local := at.In(zone)
		at = atWall(time.Date(local.Year(), local.Month(), local.Day()+o.Days,
			local.Hour(), local.Minute(), local.Second(), local.Nanosecond(), time.UTC), zone)
	}
	return at.Add(o.Elapsed).UTC()
}

// Positive tells whether the offset points forward.
func (o Offset) Positive() bool { return o.Days > 0 || o.Elapsed > 0 }

// MarshalJSON implements json.Marshaler.
func (o Offset) MarshalJSON() ([]byte, error) { return json.Marshal(o.String()) }

// UnmarshalJSON implements json.Unmarshaler.
func (o *Offset) UnmarshalJSON(b []byte) error {
	var s string
	if err := json.Unmarshal(b, &s); err != nil {
		return err
	}
	parsed, err := ParseOffset("offset", s)
	*o = parsed
	return err
}
