package exchange

import (
	"encoding/json"
	"fmt"
	"net/url"
	"regexp"
	"strings"

	"kantine/events"
)

var (
	soundSlug = regexp.MustCompile(`^[a-z0-9]+(-[a-z0-9]+)*$`).MatchString
	wallTime  = regexp.MustCompile(`^([01][0-9]|2[0-3]):[0-5][0-9]$`).MatchString
	wallSpan  = regexp.MustCompile(`^([01][0-9]|2[0-3]):[0-5][0-9]-([01][0-9]|2[0-3]):[0-5][0-9]$`).MatchString
	spoken    = regexp.MustCompile(`^[a-z]{2,3}$`).MatchString
)

// bareProgramme is the default programme without what a file's own replaces as
// a whole.
func (r *reader) bareProgramme() events.Programme {
	p := r.bundle.Programme
	p.ID, p.Slug, p.Languages, p.Reminders = "", "", nil, nil
	return p
}

func (r *reader) takeProgramme(rec *record, p events.Programme, _ json.RawMessage) {
	if soundID(p.ID) {
		rec.name = fmt.Sprintf("programme %q", p.ID)
	}
	r.claim(rec, "id", "programmes", p.ID)
	if p.Languages == nil {
		p.Languages = r.bundle.Programme.Languages
	}
	if p.Reminders == nil {
		p.Reminders = r.bundle.Programme.Reminders
	}
	rec.slug(p.Slug)
	if _, ok := zoneNamed(p.TimeZone); !ok {
		rec.fault("timezone", "%s is no time zone: write its IANA name, such as Europe/Amsterdam", quote(p.TimeZone))
	}
	for i, l := range p.Languages {
		rec.productLanguage(fmt.Sprintf("languages[%d]", i), l)
	}
	rec.productLanguage("default_language", p.DefaultLanguage)
	if p.Period.Start != "" && p.Period.End != "" && p.Period.End < p.Period.Start {
		rec.fault("period.end", "lies before the start: correct one of the two")
	}
	rec.mail("organiser.email", p.Organiser.Email)
	rec.mail("organiser.reply_to", p.Organiser.ReplyTo)
	rec.mail("privacy_contact", p.PrivacyContact)
	rec.mail("interest_address", p.InterestAddress)
	rec.link("public_url", p.PublicURL)
	rec.link("newsletter.url", p.Newsletter.URL)
	if !wallSpan(p.Rules.QuietHours) {
		rec.fault("rules.quiet_hours", "is no stretch of the day: write it like 21:00-07:00")
	}
	for i, f := range p.Funders {
		r.claim(rec, fmt.Sprintf("funders[%d].id", i), "funders", f.ID)
	}
	for i, t := range p.Targets {
		r.claim(rec, fmt.Sprintf("targets[%d].id", i), "targets", t.ID)
		r.refer(rec, fmt.Sprintf("targets[%d].fund", i), "funders", t.Fund)
	}
	p.Reminders = rec.rules(p.Reminders)
	r.bundle.Programme = p
}

func (r *reader) takeSector(rec *record, s events.Sector, _ json.RawMessage) {
	rec.slug(s.Slug)
	if s.Slug != "" {
		r.claim(rec, "slug", "slugs of sectors", s.Slug)
	}
	rec.link("toolkit_url", s.ToolkitURL)
	r.refer(rec, "fund", "funders", s.Fund)
	r.bundle.Sectors = append(r.bundle.Sectors, s)
}

func (r *reader) takeOffering(rec *record, o offering, _ json.RawMessage) {
	if o.Kind == "" {
		rec.fault("kind", "is missing: give one of workshop, presentation, interview, popup, online")
	}
	if o.Title.Empty() {
		rec.fault("title", "is missing: give it in nl, en or both")
	}
	rec.slug(o.Slug)
	if o.Slug != "" {
		r.claim(rec, "slug", "slugs of offerings", o.Slug)
	}
	made := events.Offering{
		ID: o.ID, Slug: o.Slug, Kind: o.Kind, Title: o.Title, Capacity: o.Capacity, Waitlist: o.Waitlist,
		Visibility: o.Visibility, Discreet: o.Discreet, QuietHours: true, Reminders: rec.rules(o.Reminders),
	}
	if o.Summary != nil {
		made.Summary = *o.Summary
	}
	if o.Duration != nil {
		rec.length(*o.Duration)
		made.Duration = *o.Duration
	}
	if o.QuietHours != nil {
		made.QuietHours = *o.QuietHours
	}
	if made.Waitlist == "" {
		made.Waitlist = events.WaitlistAuto
	}
	if made.Visibility == "" {
		made.Visibility = events.VisibilityPublic
	}
	rec.capacity("capacity", o.Capacity)
	rec.waitlist(o.Waitlist)
	r.offerings[o.ID] = len(r.bundle.Offerings)
	r.bundle.Offerings = append(r.bundle.Offerings, made)
}

func (r *reader) takeVenue(rec *record, v events.Venue, _ json.RawMessage) {
	v.Postcode = rec.postcode("postcode", v.Postcode)
	rec.capacity("capacity", v.Capacity)
	rec.link("join_url", v.JoinURL)
	if r.list("sites").ids[v.ID] {
		rec.fault("id", "is a site's as well: a location would mean two places, give each its own")
	}
	r.bundle.Venues = append(r.bundle.Venues, v)
}

func (rec *record) slug(s string) {
	if s != "" && (!soundSlug(s) || len(s) > 100) {
		rec.fault("slug", "must be lower-case letters and digits with single hyphens between: correct it or leave it out")
	}
}

func (rec *record) productLanguage(field, s string) {
	if !events.KnownLanguage(s) {
		rec.fault(field, "%s is no language of this program: write nl or en", quote(s))
	}
}

// mail checks a bare address; the value is a person's and is not quoted.
func (rec *record) mail(field, s string) {
	if _, key := events.EmailAddress(s); s != "" && key != "" {
		rec.fault(field, "is no mail address: write it like name@company.example, without a name around it")
	}
}

// link checks an address that people will press; {sessie} may stand in it.
func (rec *record) link(field, s string) {
	if s == "" {
		return
	}
	u, err := url.Parse(strings.ReplaceAll(s, "{sessie}", "sessie"))
	if err != nil || (u.Scheme != "https" && u.Scheme != "http") || u.Host == "" || strings.ContainsAny(s, " \"<>") {
		rec.fault(field, "is no web address: it must begin with https://")
	}
}

func (rec *record) postcode(field, s string) string {
	if s == "" {
		return ""
	}
	sound, ok := events.Postcode(s)
	if !ok {
		rec.fault(field, "%s is no Dutch postcode: write it like 7899 ZZ", quote(s))
	}
	return sound
}

func (rec *record) capacity(field string, n *int) {
	if n != nil && *n == 0 {
		rec.fault(field, "must be at least 1: write null for no limit")
	}
}

// waitlist refuses the one way of waiting that is not built.
func (rec *record) waitlist(w events.Waitlist) {
	if w == events.WaitlistOffer {
		rec.to.add(Fault{
			File: rec.file, Record: rec.name, Field: "waitlist", Code: events.CodeNotYet,
			Message: `"offer" is not built yet: write auto or off`,
		})
	}
}

func (rec *record) length(o events.Offset) {
	if !o.Positive() {
		rec.fault("duration", "%s must point forward: write it like PT2H", o)
	}
}

// rules checks reminder rules beyond their shape, and leaves out of each what
// goes without saying, so that equal rules are equal.
func (rec *record) rules(rules []events.ReminderRule) []events.ReminderRule {
	for i := range rules {
		rule := &rules[i]
		if rule.Offset == (events.Offset{}) {
			rec.fault(fmt.Sprintf("reminders[%d].offset", i), "is missing or zero: write it like -P1D")
		}
		switch rule.Anchor {
		case "", events.AnchorEnd:
		case "start":
			rule.Anchor = ""
		default:
			rec.fault(fmt.Sprintf("reminders[%d].anchor", i), "%s is not one of start, end", quote(rule.Anchor))
		}
		if rule.Kind == events.RuleReminder {
			rule.Kind = ""
		}
	}
	return rules
}
