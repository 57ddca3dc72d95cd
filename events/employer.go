package events

import (
	"encoding/json"
	"regexp"
	"strings"
)

// Interests are what an employer can ask for by the public form.
func Interests() []string { return []string{"toolkit", "workshop", "interview", "popup"} }

// Stage is how far an employer has come with the programme.
type Stage string

// The stages, in the order of the funnel.
const (
	StageLead       Stage = "lead"
	StageInvited    Stage = "invited"
	StageInterested Stage = "interested"
	StageActive     Stage = "active"
	StageDeclined   Stage = "declined"
)

// Stages lists them in the order of the funnel.
func Stages() []Stage {
	return []Stage{StageLead, StageInvited, StageInterested, StageActive, StageDeclined}
}

// Employer is a company that takes part or is asked to.
type Employer struct {
	ID           string    `json:"id"`
	Name         string    `json:"name"`
	Fictional    bool      `json:"fictional,omitempty"`
	Sector       string    `json:"sector"`
	KVK          string    `json:"kvk"`
	BranchNumber string    `json:"branch_number"`
	Employees    int       `json:"employees"`
	ShareMale    *float64  `json:"share_male,omitempty"`
	Domain       string    `json:"domain"`
	Stage        Stage     `json:"stage"`
	Source       string    `json:"source"`
	Note         string    `json:"note"`
	Contacts     []Contact `json:"contacts"`
	Sites        []Site    `json:"sites"`
	NextAction   *string   `json:"next_action"`
	NextActionOn *Date     `json:"next_action_on"`
	// Interests are the kinds of Interests that they asked for.
	Interests []string `json:"interests,omitempty"`
	// ArchivedOn hides an employer from the lists; nil for one that is in them.
	ArchivedOn *Date `json:"archived_on,omitempty"`
}

// Personal tells whether somebody can be found in it: a person, or
// words that may name one.
func (e *Employer) Personal() bool { return len(e.Contacts) > 0 || e.Note != "" || e.NextAction != nil }

// Contact is a person at an employer, for the coordinators only.
type Contact struct {
	Name       string `json:"name"`
	Role       string `json:"role"`
	Email      string `json:"email"`
	Phone      string `json:"phone,omitempty"`
	Salutation string `json:"salutation"`
	Language   string `json:"language"`
}

// Contact is who letters about a visit go to: the first contact with an
// address; ok is false where nobody has one.
func (e *Employer) Contact() (who Contact, ok bool) {
	for _, c := range e.Contacts {
		if c.Email != "" {
			return c, true
		}
	}
	return Contact{}, false
}

// Site is one of an employer's places of work.
type Site struct {
	ID            string          `json:"id"`
	EmployerID    string          `json:"-"`
	Street        string          `json:"street"`
	HouseNumber   string          `json:"house_number"`
	Postcode      string          `json:"postcode"`
	City          string          `json:"city"`
	Province      string          `json:"province"`
	SchoolRegion  string          `json:"school_region"`
	Country       string          `json:"country"`
	Lat           *float64        `json:"lat,omitempty"`
	Lon           *float64        `json:"lon,omitempty"`
	Roster        string          `json:"roster"`
	Shifts        []Shift         `json:"shifts"`
	OperatingDays []string        `json:"operating_days"`
	PopupSpace    json.RawMessage `json:"popup_space,omitempty"`
}

// Shift is one crew's working time at a site, as wall times "06:00".
type Shift struct {
	Code            string  `json:"code"`
	Label           string  `json:"label"`
	Start           string  `json:"start"`
	End             string  `json:"end"`
	CrossesMidnight bool    `json:"crosses_midnight"`
	Breaks          []Break `json:"breaks"`
}

// Break is a pause within a shift.
type Break struct {
	At      string `json:"at"`
	Minutes int    `json:"minutes"`
}

// Facilitator leads sessions.
type Facilitator struct {
	ID               string         `json:"id"`
	Name             string         `json:"name"`
	Fictional        bool           `json:"fictional,omitempty"`
	Email            string         `json:"email"`
	HomeCity         string         `json:"home_city"`
	Skills           []string       `json:"skills"`
	Languages        []string       `json:"languages"`
	EveningNight     bool           `json:"evening_night"`
	MaxTravelMinutes int            `json:"max_travel_minutes"`
	Absences         []Absence      `json:"absences"`
	Availability     []Availability `json:"availability"`
}

// Absence is a stretch of days, both inclusive; no reason is ever kept.
type Absence struct {
	// ID is that of one written down at the desk or by a program; "" for one that
	// came with the programme's file, which knows no ids.
	ID   string `json:"-"`
	From Date   `json:"from"`
	To   Date   `json:"to"`
}

// Availability is when a facilitator can be planned: days "mo" to "su", wall
// times "07:00".
type Availability struct {
	Days []string `json:"days"`
	From string   `json:"from"`
	To   string   `json:"to"`
}

var (
	postcodeForm = regexp.MustCompile(`^([1-9][0-9]{3}) ?([A-Z]{2})$`)
	kvkForm      = regexp.MustCompile(`^[0-9]{8}$`)
	branchForm   = regexp.MustCompile(`^[0-9]{12}$`)
)

// Postcode brings a Dutch postcode to its one form, "7899 ZZ": four digits not
// starting with 0, one space, two letters that are not SA, SD or SS.
func Postcode(s string) (string, bool) {
	m := postcodeForm.FindStringSubmatch(strings.ToUpper(strings.TrimSpace(s)))
	if m == nil || m[2] == "SA" || m[2] == "SD" || m[2] == "SS" {
		return "", false
	}
	return m[1] + " " + m[2], true
}

// KVKNumber tells whether s is the eight digits of the Chamber of Commerce's
// register; they are kept as a string for their leading zeros.
func KVKNumber(s string) bool { return kvkForm.MatchString(s) }

// BranchNumber tells whether s is the twelve digits of a branch in the
// Chamber of Commerce's register.
func BranchNumber(s string) bool { return branchForm.MatchString(s) }
