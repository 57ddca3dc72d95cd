package events

import (
	"context"
	"strings"
)

// ChangeFacilitator changes who leads sessions; read is the Mark of the
// facilitator's Card that was read. Absences have a way of their own. Refusals:
// CodeValidation, CodeVersionConflict with the present Facilitator.
func (s *Service) ChangeFacilitator(ctx context.Context, id, read string, in Facilitator) (Facilitator, error) {
	if err := checkFacilitator(&in); err != nil {
		return Facilitator{}, err
	}
	var changed Facilitator
	err := s.update(ctx, func(ctx context.Context, tx Tx) error {
		if err := turn(ctx, tx, string(ThingFacilitator)+" "+id, s.clock.Now()); err != nil {
			return err
		}
		now, err := tx.Facilitator(ctx, id)
		if err != nil {
			return err
		}
		if Mark(now.Card()) != read {
			return changedMeanwhile(now)
		}
		in.ID, in.Fictional, in.Absences = id, now.Fictional, now.Absences
		if err := tx.PutFacilitator(ctx, in); err != nil {
			return err
		}
		if err := s.audit(ctx, tx, AuditThingChanged, string(ThingFacilitator), id, string(ThingFacilitator)); err != nil {
			return err
		}
		changed, err = tx.Facilitator(ctx, id)
		return err
	})
	return changed, err
}

// Card is the facilitator without the absences, which change by themselves.
func (f Facilitator) Card() Facilitator {
	f.Absences = nil
	return f
}

// Facilitators lists everybody who leads sessions, archived ones too.
func (s *Service) Facilitators(ctx context.Context) ([]Facilitator, error) {
	return view(ctx, s, func(ctx context.Context, tx Tx) ([]Facilitator, error) { return tx.Facilitators(ctx) })
}

// Weekdays lists the days of the week as an Availability has them.
func Weekdays() []string { return append([]string(nil), weekdays...) }

// HoursOf tells when somebody can be planned on a day of the week, as TypedWeek
// reads it: "07:00-12:00, 13:00-18:30".
func HoursOf(all []Availability, day string) string {
	var hours []string
	for _, a := range all {
		for _, d := range a.Days {
			if d == day {
				hours = append(hours, a.From+"-"+a.To)
			}
		}
	}
	return strings.Join(hours, ", ")
}

// TypedWeek reads the hours of each day of the week as people type them, "7.00
// - 18.30" or "9-12, 13-17", "" for a day off. The refusals are of the fields
// "hours_mo" to "hours_su".
func TypedWeek(hours map[string]string) ([]Availability, error) {
	var p problems
	var all []Availability
	for _, day := range weekdays {
		for typed := range strings.FieldsFuncSeq(hours[day], func(r rune) bool { return strings.ContainsRune(",;\n", r) }) {
			from, to, ok := strings.Cut(strings.NewReplacer("–", "-", " tot ", "-", " to ", "-").Replace(typed), "-")
			start, err := TypedClock("", from)
			end, endErr := TypedClock("", to)
			if !ok || err != nil || endErr != nil || start == end {
				p.add("hours_"+day, "hours", "Value", strings.TrimSpace(typed))
				break
			}
			all = withHours(all, day, start, end)
		}
	}
	return all, p.err()
}

// withHours adds a stretch of a day to one of the same hours, or as a new one.
func withHours(all []Availability, day, from, to string) []Availability {
	for i := range all {
		if a := &all[i]; a.From == from && a.To == to {
			a.Days = append(a.Days, day)
			return all
		}
	}
	return append(all, Availability{Days: []string{day}, From: from, To: to})
}
