package desk

import (
	"fmt"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"kantine/events"
)

// input brings the form into the form that the Service takes; base is the
// session as it was read, or what a new one inherits. Fields are named as the
// form names them in the refusal, which lists all that cannot be read.
func (f sessionForm) input(base *events.Session) (events.SessionInput, error) {
	var problems []events.Problem
	in := events.SessionInput{
		Title:  events.Given(events.Text{NL: f.Get("title.nl"), EN: f.Get("title.en")}),
		Sector: events.Given(f.Get("sector")), Employer: events.Given(f.Get("employer")), Language: events.Given(f.Get("language")),
		JoinURL: events.Given(f.Get("join_url")), Kit: events.Given(f.Get("kit")), Note: events.Given(f.Get("note")),
		Reason:  events.Text{NL: f.Get("reason.nl"), EN: f.Get("reason.en")},
		Checked: true, Overrule: events.Overrule(f.Get("overrule")), Location: events.Given(f.place()),
	}
	in.Version, _ = strconv.Atoi(f.Get("version")) // none is 0, which the Service refuses
	seats := seatsTyped(&problems, "capacity", f.Get("capacity"))
	if now := base.Seats(); (seats == nil) != (now == nil) || seats != nil && *seats != *now {
		in.Capacity = events.Given(seats)
	}
	if w := events.Waitlist(f.Get("waitlist")); w != base.Waiting() {
		in.Waitlist = events.Given(w)
	}
	if who := f.Values["facilitators"]; !sameSet(who, base.Facilitators) {
		in.Facilitators = events.Given(who)
	}
	zone := base.TimeZone()
	in.ClosesAt = events.Given("")
	if f.Get("closes.date") != "" || f.Get("closes.clock") != "" {
		in.ClosesAt.Value = typedMoment(&problems, zone, f.Get("closes.date"), f.Get("closes.clock"), f.Get("closes.clock_offset"), "closes.date", "closes.clock")
	}
	for i := range f.blocks() {
		in.Blocks = append(in.Blocks, f.block(i, base, zone, &problems))
	}
	in.Reminders = events.Given[[]events.RuleInput](nil)
	if f.Get("own_reminders") != "" {
		in.Reminders.Value = []events.RuleInput{}
		for i := range f.rules() {
			in.Reminders.Value = append(in.Reminders.Value, f.rule(i, &problems))
		}
	}
	if len(problems) > 0 {
		return in, &events.Error{Code: events.CodeValidation, Problems: problems}
	}
	return in, nil
}

// place is where the session is; nil where that is nowhere.
func (f sessionForm) place() *events.Location {
	switch ref := f.Get("place"); ref {
	case "":
		return nil
	case ownPlace:
		return &events.Location{Name: f.Get("place.name"), Address: f.Get("place.address"), Postcode: f.Get("place.postcode"), City: f.Get("place.city")}
	default:
		return &events.Location{Ref: ref}
	}
}

// block reads one. An end that is left out is as far off as is usual for the
// offering; one before the start is on the next day.
func (f sessionForm) block(i int, base *events.Session, zone *time.Location, problems *[]events.Problem) events.BlockInput {
	get := func(field string) string { return strings.TrimSpace(f.Get(blockName(i, field))) }
	name := func(field string) string { return blockName(i, field) }
	b := events.BlockInput{
		ID: get("id"), Label: get("label"), Capacity: events.Given(seatsTyped(problems, name("capacity"), get("capacity"))),
		Shifts: splitWords(get("shifts")), Crew: events.Given(f.Values[name("crew")]),
	}
	before := len(*problems)
	b.StartsAt = typedMoment(problems, zone, get("date"), get("start"), get("start_offset"), name("date"), name("start"))
	start, err := events.ParseTime(name("start"), b.StartsAt, zone)
	if len(*problems) > before || err != nil {
		if get("end") != "" {
			_, failed := events.TypedClock(name("end"), get("end"))
			addProblems(problems, failed)
		}
		b.EndsAt = b.StartsAt
		return b
	}
	if get("end") == "" {
		b.EndsAt = base.Offering.Duration.From(start, zone).Format(time.RFC3339)
		return b
	}
	until := get("until")
	if until == "" {
		until = start.In(zone).Format(time.DateOnly)
	}
	b.EndsAt = typedMoment(problems, zone, until, get("end"), get("end_offset"), name("until"), name("end"))
	end, err := events.ParseTime(name("end"), b.EndsAt, zone)
	if err != nil || get("until") != "" || end.After(start) {
		return b
	}
	next := start.In(zone).AddDate(0, 0, 1).Format(time.DateOnly)
	b.EndsAt = typedMoment(problems, zone, next, get("end"), get("end_offset"), name("until"), name("end"))
	if end, err = events.ParseTime(name("end"), b.EndsAt, zone); err == nil && end.Sub(start) > oddNight {
		*problems = append(*problems, events.Problem{Field: name("end"), Key: "end_before_start"})
	}
	return b
}

// rule reads a row: so many days, hours or minutes before or after.
func (f sessionForm) rule(i int, problems *[]events.Problem) events.RuleInput {
	get := func(field string) string { return strings.TrimSpace(f.Get(ruleName(i, field))) }
	if raw := get("raw"); raw != "" {
		rule, _ := events.ParseRule(raw)
		return events.RuleInput{Offset: rule.Offset.String(), Anchor: rule.Anchor, Kind: string(rule.Kind)}
	}
	n, err := strconv.Atoi(get("count"))
	if err != nil || n < 0 || n > 999 {
		*problems = append(*problems, events.Problem{Field: ruleName(i, "count"), Key: "range", Args: []any{"Min", 0, "Max", 999}})
	}
	var offset string
	switch get("unit") {
	case "hours":
		offset = fmt.Sprintf("PT%dH", n)
	case "minutes":
		offset = fmt.Sprintf("PT%dM", n)
	default:
		offset = fmt.Sprintf("P%dD", n)
	}
	side, anchor, _ := strings.Cut(get("when"), "_")
	if side == "before" {
		offset = "-" + offset
	}
	if o, err := events.ParseOffset("offset", offset); err == nil {
		offset = o.String()
	}
	return events.RuleInput{Offset: offset, Anchor: anchor, Kind: get("kind")}
}

// seatsTyped reads a count that may be left out, which is nil.
func seatsTyped(problems *[]events.Problem, field, typed string) *int {
	typed = strings.TrimSpace(typed)
	if typed == "" {
		return nil
	}
	n, err := strconv.Atoi(typed)
	if err != nil {
		*problems = append(*problems, events.Problem{Field: field, Key: "positive"})
	}
	return &n
}

func splitWords(s string) []string {
	return strings.FieldsFunc(s, func(r rune) bool { return r == ',' || r == ';' || r == ' ' })
}

func sameSet(a, b []string) bool {
	a, b = slices.Clone(a), slices.Clone(b)
	slices.Sort(a)
	slices.Sort(b)
	return slices.Equal(a, b)
}

// serviceFields are the Service's names of fields where the form has another.
var serviceFields = []struct {
	form *regexp.Regexp
	name string
}{
	{regexp.MustCompile(`^blocks\[(\d+)\]\.starts_at$`), "block.$1.start"},
	{regexp.MustCompile(`^blocks\[(\d+)\]\.ends_at$`), "block.$1.end"},
	{regexp.MustCompile(`^blocks\[(\d+)\]\.(\w+)$`), "block.$1.$2"},
	{regexp.MustCompile(`^blocks$`), "block.0.date"},
	{regexp.MustCompile(`^reminders\[(\d+)\]\.\w+$`), "rule.$1.count"},
	{regexp.MustCompile(`^facilitators\[\d+\]$`), "facilitators"},
	{regexp.MustCompile(`^closes_at$`), "closes.clock"},
	{regexp.MustCompile(`^location$`), "place"},
	{regexp.MustCompile(`^location\.(\w+)$`), "place.$1"},
}

// renamed is a refusal with its fields named as the form names them.
func renamed(refusal *events.Error) *events.Error {
	other := *refusal
	other.Problems = slices.Clone(refusal.Problems)
	for i := range other.Problems {
		for _, f := range serviceFields {
			if f.form.MatchString(other.Problems[i].Field) {
				other.Problems[i].Field = f.form.ReplaceAllString(other.Problems[i].Field, f.name)
				break
			}
		}
	}
	return &other
}

// recurrence reads how a series goes on; ok is false where the session stands
// alone.
func (f sessionForm) recurrence() (r events.Recurrence, count int, ok bool) {
	r.Monthly = f.Get("repeat") == "monthly"
	r.Every, _ = strconv.Atoi(strings.TrimSpace(f.Get("every")))
	count, _ = strconv.Atoi(strings.TrimSpace(f.Get("count"))) // what is no number is 0, which is refused
	return r, count, f.Get("repeat") != ""
}

// encoded is the form as it was when it was first shown, to travel along.
func (f sessionForm) encoded() string {
	plain := url.Values{}
	for name, values := range f.Values {
		if name != "from" && name != "version" && name != "step" {
			plain[name] = values
		}
	}
	return plain.Encode()
}
