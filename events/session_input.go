package events

import (
	"fmt"
	"slices"
	"strings"
	"time"
)

// SessionInput is a session as a coordinator or program gives it. To create
// one, what is left out is taken from the offering; to change one, it stays.
type SessionInput struct {
	Offering     string
	Title        Optional[Text]
	Sector       Optional[string]
	Language     Optional[string]
	Series       Optional[*Series]
	StartsAt     string
	EndsAt       string
	Duration     string
	Blocks       []BlockInput
	Capacity     Optional[*int]
	Waitlist     Optional[Waitlist]
	ClosesAt     Optional[string]
	Location     Optional[*Location]
	JoinURL      Optional[string]
	Facilitators Optional[[]string]
	Employer     Optional[string]
	Reminders    Optional[[]RuleInput]
	// Kit is the id of one; Note is for the coordinators.
	Kit, Note Optional[string]
	// Checked asks to refuse what the planner says blocks, unless Overrule says
	// why it may be.
	Checked  bool
	Overrule Overrule
	// Version is the one that was read, for a change; Reason goes into the
	// letter that tells of it.
	Version int
	Reason  Text
}

// BlockInput is one stretch of a session; times are RFC 3339 or wall times in
// the programme's zone.
type BlockInput struct {
	ID       string
	Label    string
	StartsAt string
	EndsAt   string
	Capacity Optional[*int]
	Shifts   []string
	// Crew are the facilitators who lead this block; none are those of the
	// session.
	Crew Optional[[]string]
}

// RuleInput is a reminder rule as typed.
type RuleInput struct {
	Offset, Anchor, Kind string
}

// limits of typed texts, in characters.
const (
	maxTitle   = 200
	maxSummary = 2000
	maxReason  = 500
	maxURL     = 1000
)

// parseRules reads rules; nil stays nil, which inherits.
func parseRules(p *problems, in []RuleInput) []ReminderRule {
	if in == nil {
		return nil
	}
	rules := make([]ReminderRule, 0, len(in))
	for i, r := range in {
		field := fmt.Sprintf("reminders[%d]", i)
		offset, err := ParseOffset(field+".offset", r.Offset)
		p.take(err)
		if r.Anchor != "" && r.Anchor != "start" && r.Anchor != AnchorEnd {
			p.add(field+".anchor", "unknown_choice", "Value", r.Anchor)
		}
		if r.Kind != "" && r.Kind != string(RuleReminder) && r.Kind != string(RuleFollowUp) {
			p.add(field+".kind", "unknown_choice", "Value", r.Kind)
		}
		rule := ReminderRule{Offset: offset, Anchor: r.Anchor, Kind: ReminderKind(r.Kind)}
		if rule.Anchor == "start" {
			rule.Anchor = ""
		}
		if rule.Kind == RuleReminder {
			rule.Kind = ""
		}
		rules = append(rules, rule)
	}
	return rules
}

// take gathers the problems of a refusal; a refusal of another code (a wall
// time that does not exist) is kept as it is, and err gives it.
func (p *problems) take(err error) error {
	if err == nil {
		return nil
	}
	if refusal, ok := err.(*Error); ok && refusal.Code == CodeValidation {
		*p = append(*p, refusal.Problems...)
		return nil
	}
	return err
}

// checkText cleans a text in both languages.
func checkText(p *problems, field string, t Text, limit int) Text {
	var key string
	if t.NL, key = cleanParagraph(t.NL, limit); key != "" {
		p.add(field+".nl", key, "Max", limit)
	}
	if t.EN, key = cleanParagraph(t.EN, limit); key != "" {
		p.add(field+".en", key, "Max", limit)
	}
	return t
}

// checkURL takes an absolute https or http address, or none.
func checkURL(p *problems, field, url string) string {
	url = checkLine(p, field, url, maxURL)
	if url != "" && !strings.HasPrefix(url, "https://") && !strings.HasPrefix(url, "http://") || strings.ContainsAny(url, " <>\"") {
		p.add(field, "url", "Value", url)
	}
	return url
}

// checkCapacity takes a positive number of seats, or no limit.
func checkCapacity(p *problems, field string, capacity *int) {
	if capacity != nil && (*capacity < 1 || *capacity > 1_000_000) {
		p.add(field, "positive", "Value", *capacity)
	}
}

// apply writes what is given into a session, and checks it.
func (in *SessionInput) apply(s *Session, now time.Time) error {
	var p problems
	if in.Title.Set {
		s.Title = checkText(&p, "title", in.Title.Value, maxTitle)
	}
	s.Language = in.Language.Or(s.Language)
	if !KnownLanguage(s.Language) {
		p.add("language", "unknown_choice", "Value", s.Language)
	}
	s.SectorID, s.EmployerID = in.Sector.Or(s.SectorID), in.Employer.Or(s.EmployerID)
	if in.Series.Set {
		s.Series = in.Series.Value
	}
	if s.Series != nil && (s.Series.ID == "" || s.Series.Index < 1 || s.Series.Count < s.Series.Index) {
		p.add("series", "unknown_choice", "Value", s.Series.ID)
	}
	if in.Capacity.Set {
		checkCapacity(&p, "capacity", in.Capacity.Value)
		s.Capacity, s.NoLimit = in.Capacity.Value, in.Capacity.Value == nil
	}
	if in.Waitlist.Set {
		s.Waitlist = in.Waitlist.Value
		if err := checkWaitlist(&p, s.Waitlist); err != nil {
			return err
		}
	}
	if in.JoinURL.Set {
		s.JoinURL = checkURL(&p, "join_url", in.JoinURL.Value)
	}
	in.applyPlace(&p, s)
	s.Facilitators = in.Facilitators.Or(s.Facilitators)
	s.Extra.Kit = in.Kit.Or(s.Extra.Kit)
	if in.Note.Set {
		note, key := cleanParagraph(in.Note.Value, maxReason)
		if key != "" {
			p.add("note", key, "Max", maxReason)
		}
		s.Extra.Note = note
	}
	if in.Reminders.Set {
		s.Reminders = parseRules(&p, in.Reminders.Value)
	}
	s.Reason = checkText(&p, "reason", in.Reason, maxReason)
	if err := in.applyTimes(&p, s, now); err != nil {
		return err
	}
	return p.err()
}

// Nowhere tells whether nobody could find the session.
func (s *Session) Nowhere() bool { return s.Location == (Location{}) && s.JoinURL == "" }

func checkWaitlist(p *problems, w Waitlist) error {
	switch w {
	case WaitlistOff, WaitlistAuto:
	case WaitlistOffer:
		return &Error{Code: CodeNotYet, Problems: []Problem{{Field: "waitlist", Key: "not_yet", Args: []any{"Value", "offer"}}}}
	default:
		p.add("waitlist", "unknown_choice", "Value", string(w))
	}
	return nil
}

func (in *SessionInput) applyPlace(p *problems, s *Session) {
	if in.Location.Set {
		s.Location = Location{}
		if l := in.Location.Value; l != nil {
			s.Location = Location{
				Ref: l.Ref, Name: checkLine(p, "location.name", l.Name, maxTitle),
				Address: checkLine(p, "location.address", l.Address, maxTitle), City: checkLine(p, "location.city", l.City, maxName),
			}
			if code, ok := Postcode(l.Postcode); ok {
				s.Location.Postcode = code
			} else if l.Postcode != "" {
				p.add("location.postcode", "postcode", "Value", l.Postcode)
			}
		}
	}
	if s.Nowhere() {
		p.add("location", "required")
	}
}

// applyTimes sets the blocks and the closing time.
func (in *SessionInput) applyTimes(p *problems, s *Session, now time.Time) error {
	zone := s.TimeZone()
	if in.ClosesAt.Set {
		s.ClosesAt = time.Time{}
		if in.ClosesAt.Value != "" {
			at, err := ParseTime("closes_at", in.ClosesAt.Value, zone)
			if err := p.take(err); err != nil {
				return err
			}
			s.ClosesAt = at
		}
	}
	if len(in.Blocks) > 0 {
		if in.StartsAt != "" || in.EndsAt != "" || in.Duration != "" {
			p.add("blocks", "conflict")
		}
		return in.applyBlocks(p, s, zone, now)
	}
	if in.StartsAt == "" && in.EndsAt == "" && in.Duration == "" {
		if len(s.Blocks) == 0 {
			p.add("starts_at", "required")
		}
		return nil
	}
	if len(s.Blocks) > 1 {
		p.add("blocks", "required")
		return nil
	}
	return in.applySpan(p, s, zone, now)
}

// applySpan sets the times of a session with one block: starts_at alone keeps
// the length.
func (in *SessionInput) applySpan(p *problems, s *Session, zone *time.Location, now time.Time) error {
	if len(s.Blocks) == 0 {
		s.Blocks = []Block{{ID: NewID(now)}}
	}
	b := &s.Blocks[0]
	length := b.EndsAt.Sub(b.StartsAt)
	fresh := b.StartsAt.IsZero()
	if in.StartsAt != "" {
		at, err := ParseTime("starts_at", in.StartsAt, zone)
		if err != nil {
			return p.take(err)
		}
		b.StartsAt, b.EndsAt = at, at.Add(length)
	} else if fresh {
		p.add("starts_at", "required")
		return nil
	}
	switch {
	case in.EndsAt != "":
		at, err := ParseTime("ends_at", in.EndsAt, zone)
		if err != nil {
			return p.take(err)
		}
		b.EndsAt = at
	case in.Duration != "":
		d, err := ParseOffset("duration", in.Duration)
		if err != nil {
			return p.take(err)
		}
		b.EndsAt = d.From(b.StartsAt, zone)
	case fresh:
		b.EndsAt = s.Offering.Duration.From(b.StartsAt, zone)
	}
	checkSpan(p, "ends_at", b)
	return nil
}

func checkSpan(p *problems, field string, b *Block) {
	if !b.EndsAt.After(b.StartsAt) || b.EndsAt.Sub(b.StartsAt) > 31*24*time.Hour {
		p.add(field, "end_before_start")
	}
}

// applyBlocks replaces the blocks: one with the id of an old one moves it, one
// without an id is new, and one that is not named goes.
func (in *SessionInput) applyBlocks(p *problems, s *Session, zone *time.Location, now time.Time) error {
	crew := make(map[string][]string, len(in.Blocks))
	blocks := make([]Block, 0, len(in.Blocks))
	for i, given := range in.Blocks {
		field := fmt.Sprintf("blocks[%d]", i)
		b := Block{ID: given.ID}
		twice := slices.ContainsFunc(blocks, func(other Block) bool { return other.ID == given.ID })
		if old, ok := s.Block(given.ID); ok && given.ID != "" && !twice {
			b = *old
		} else if given.ID != "" {
			p.add(field+".id", "unknown_choice", "Value", given.ID)
		} else {
			b.ID = NewID(now)
		}
		b.Label = checkLine(p, field+".label", given.Label, maxName)
		b.Shifts = given.Shifts
		if given.Capacity.Set {
			checkCapacity(p, field+".capacity", given.Capacity.Value)
			b.Capacity = given.Capacity.Value
		}
		starts, err := ParseTime(field+".starts_at", given.StartsAt, zone)
		if err := p.take(err); err != nil {
			return err
		}
		ends, err := ParseTime(field+".ends_at", given.EndsAt, zone)
		if err := p.take(err); err != nil {
			return err
		}
		b.StartsAt, b.EndsAt = starts, ends
		checkSpan(p, field+".ends_at", &b)
		blocks = append(blocks, b)
		if who, named := s.Extra.Crew[b.ID]; named && !given.Crew.Set {
			crew[b.ID] = who
		} else if len(given.Crew.Value) > 0 {
			crew[b.ID] = given.Crew.Value
		}
	}
	s.Blocks, s.Extra.Crew = blocks, crew
	if len(crew) == 0 {
		s.Extra.Crew = nil
	}
	return nil
}
