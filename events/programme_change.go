package events

import (
	"context"
	"strings"
)

// ProgrammeInput is what the desk's form of the programme holds.
type ProgrammeInput struct {
	Name, Summary  Text
	Organiser      Organiser
	PrivacyContact string
	// Period's days are as typed (TypedDay), "" for none.
	Period Period
	Rules  ProgrammeRules
	// Reminders are the default rules.
	Reminders []RuleInput
}

// mostFigure is the highest figure of a rule, in its unit: a year in minutes.
const mostFigure = 366 * 24 * 60

// ChangeProgramme changes the programme, and in the same transaction the
// reminders still to come of the sessions that inherit its rules. read is the
// Mark of the Programme that was read. Refusals: CodeValidation,
// CodeVersionConflict with the present Programme.
func (s *Service) ChangeProgramme(ctx context.Context, read string, in ProgrammeInput) (RuleEffect, error) {
	var p problems
	rules := in.check(&p)
	if err := p.err(); err != nil {
		return RuleEffect{}, err
	}
	var effect RuleEffect
	err := s.update(ctx, func(ctx context.Context, tx Tx) error {
		effect = RuleEffect{}
		if err := turn(ctx, tx, "programme", s.clock.Now()); err != nil {
			return err
		}
		now, err := tx.Programme(ctx)
		if err != nil {
			return err
		}
		if err := unread(now, read); err != nil {
			return err
		}
		next := now
		next.Name, next.Summary, next.Organiser, next.PrivacyContact = in.Name, in.Summary, in.Organiser, in.PrivacyContact
		next.Period, next.Rules, next.Reminders = in.Period, in.Rules, rules
		otherHours := now.Rules.QuietHours != next.Rules.QuietHours
		var ids []string
		if otherHours || !sameRules(now.Reminders, next.Reminders) {
			ids, err = s.plannedSessions(ctx, tx, "", func(one *Session) bool {
				return otherHours || one.Reminders == nil && one.Offering.Reminders == nil
			})
			if err != nil {
				return err
			}
		}
		if err := tx.PutProgramme(ctx, next); err != nil {
			return err
		}
		if effect, err = s.replanAll(ctx, tx, ids); err != nil {
			return err
		}
		return s.audit(ctx, tx, AuditThingChanged, "programme", next.ID, "programme")
	})
	return effect, err
}

func (in *ProgrammeInput) check(p *problems) []ReminderRule {
	in.Name = checkNames(p, "name", in.Name)
	in.Summary = checkText(p, "summary", in.Summary, maxSummary)
	o := &in.Organiser
	o.Name = checkLine(p, "organiser.name", o.Name, maxName)
	o.Phone = checkLine(p, "organiser.phone", o.Phone, maxName)
	o.PostalAddress = checkLine(p, "organiser.postal_address", o.PostalAddress, maxTitle)
	for _, f := range []struct {
		name  string
		value *string
	}{{"organiser.email", &o.Email}, {"organiser.reply_to", &o.ReplyTo}, {"privacy_contact", &in.PrivacyContact}} {
		if *f.value = strings.TrimSpace(*f.value); *f.value == "" {
			continue
		}
		if _, key := EmailAddress(*f.value); key != "" {
			p.add(f.name, key, "Max", maxEmail)
		}
	}
	for _, f := range []struct {
		name string
		day  *Date
	}{{"period.start", &in.Period.Start}, {"period.end", &in.Period.End}} {
		if *f.day == "" {
			continue
		}
		day, err := TypedDay(f.name, string(*f.day))
		_ = p.take(err)
		*f.day = day
	}
	if in.Period.Start != "" && in.Period.End != "" && in.Period.End < in.Period.Start {
		p.add("period.end", "end_before_start")
	}
	for name, n := range in.Rules.Figures() {
		checkFigure(p, name, *n, mostFigure)
	}
	if hours := in.Rules.QuietHours; hours != "" {
		from, to, _ := strings.Cut(strings.ReplaceAll(hours, "–", "-"), "-")
		start, err := TypedClock("quiet_hours", from)
		end, endErr := TypedClock("quiet_hours", to)
		if err != nil || endErr != nil {
			p.add("quiet_hours", "time_span", "Value", hours)
		}
		in.Rules.QuietHours = start + "-" + end
	}
	if in.Reminders == nil {
		in.Reminders = []RuleInput{}
	}
	return parseRules(p, in.Reminders)
}

// Figures are the rules that are a number, by their name in the schema.
func (r *ProgrammeRules) Figures() map[string]*int {
	return map[string]*int{
		"popup_lead_days": &r.PopupLeadDays, "popup_lead_days_night": &r.PopupLeadDaysNight, "workshop_lead_days": &r.WorkshopLeadDays,
		"interview_invitation_valid_days": &r.InterviewInvitationValidDays, "interview_min_notice_hours": &r.InterviewMinNoticeHours,
		"cancel_free_until_hours": &r.CancelFreeUntilHours, "waitlist_offer_valid_hours": &r.WaitlistOfferValidHours,
		"popup_setup_minutes": &r.PopupSetupMinutes, "popup_teardown_minutes": &r.PopupTeardownMinutes,
		"travel_buffer_minutes": &r.TravelBufferMinutes, "facilitator_max_minutes_per_day": &r.FacilitatorMaxMinutesPerDay,
		"facilitator_min_rest_hours": &r.FacilitatorMinRestHours, "min_group_size_in_reports": &r.MinGroupSizeInReports,
		"retention_days_after_programme": &r.RetentionDaysAfterProgramme,
	}
}
