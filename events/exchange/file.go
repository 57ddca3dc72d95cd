package exchange

import (
	"bytes"
	"encoding/json"
	"reflect"

	"kantine/events"
)

// The types of this file are the objects of programme.json as they are
// written. Objects that events stores as documents (programme, sector,
// employer, venue, facilitator) are read straight into its types.

// stamp is a time as it is written: RFC 3339, or a wall time in the
// programme's zone. "" is none.
type stamp string

// limit is a number of seats that may be left out (inherited) or null (none).
type limit struct {
	given bool
	seats *int
}

// IsZero makes omitzero leave out what was left out.
func (l limit) IsZero() bool { return !l.given }

// MarshalJSON implements json.Marshaler.
func (l limit) MarshalJSON() ([]byte, error) { return json.Marshal(l.seats) }

// UnmarshalJSON implements json.Unmarshaler.
func (l *limit) UnmarshalJSON(b []byte) error {
	l.given = true
	return json.Unmarshal(b, &l.seats)
}

// place is the id of a venue or site, "online", or an address of its own.
type place struct {
	ref string
	own *address
}

type address struct {
	Name     string `json:"name"`
	Address  string `json:"address"`
	Postcode string `json:"postcode"`
	City     string `json:"city"`
}

// MarshalJSON implements json.Marshaler.
func (p place) MarshalJSON() ([]byte, error) {
	if p.own != nil {
		return json.Marshal(p.own)
	}
	return json.Marshal(p.ref)
}

// UnmarshalJSON implements json.Unmarshaler.
func (p *place) UnmarshalJSON(b []byte) error {
	if bytes.HasPrefix(b, []byte(`"`)) {
		return json.Unmarshal(b, &p.ref)
	}
	return json.Unmarshal(b, &p.own)
}

type offering struct {
	ID         string                `json:"id"`
	Slug       string                `json:"slug,omitempty"`
	Kind       events.Kind           `json:"kind"`
	Title      events.Text           `json:"title"`
	Summary    *events.Text          `json:"summary,omitempty"`
	Duration   *events.Offset        `json:"duration,omitempty"`
	Capacity   *int                  `json:"capacity"`
	Waitlist   events.Waitlist       `json:"waitlist,omitempty"`
	Visibility events.Visibility     `json:"visibility,omitempty"`
	Discreet   bool                  `json:"discreet"`
	QuietHours *bool                 `json:"quiet_hours,omitempty"`
	Reminders  []events.ReminderRule `json:"reminders,omitzero"`
}

type session struct {
	ID           string                `json:"id"`
	Slug         string                `json:"slug,omitempty"`
	Offering     string                `json:"offering"`
	Title        *events.Text          `json:"title,omitempty"`
	Sector       *string               `json:"sector"`
	Employer     *string               `json:"employer"`
	Location     *place                `json:"location"`
	JoinURL      string                `json:"join_url,omitempty"`
	Language     string                `json:"language,omitempty"`
	Series       *events.Series        `json:"series,omitempty"`
	StartsAt     stamp                 `json:"starts_at,omitempty"`
	EndsAt       stamp                 `json:"ends_at,omitempty"`
	Duration     *events.Offset        `json:"duration,omitempty"`
	Blocks       []block               `json:"blocks,omitempty"`
	ClosesAt     stamp                 `json:"closes_at,omitempty"`
	Facilitators []string              `json:"facilitators,omitzero"`
	Kit          *string               `json:"kit"`
	Capacity     limit                 `json:"capacity,omitzero"`
	Waitlist     events.Waitlist       `json:"waitlist,omitempty"`
	Reminders    []events.ReminderRule `json:"reminders,omitzero"`
	State        events.SessionState   `json:"state,omitempty"`
	RequestedOn  events.Date           `json:"requested_on,omitempty"`
	Outcome      json.RawMessage       `json:"outcome,omitempty"`
	Crew         map[string][]string   `json:"crew,omitempty"`
	Catering     string                `json:"catering,omitempty"`
	Note         string                `json:"note,omitempty"`
	Hybrid       bool                  `json:"hybrid,omitempty"`
}

type block struct {
	ID       string   `json:"id,omitempty"`
	Label    string   `json:"label"`
	StartsAt stamp    `json:"starts_at"`
	EndsAt   stamp    `json:"ends_at"`
	Capacity *int     `json:"capacity,omitempty"`
	Shifts   []string `json:"shifts,omitzero"`
}

// keptRaw gives the shape of the objects that are kept as they came.
var keptRaw = map[string]reflect.Type{
	"popup_space": reflect.TypeFor[popupSpace](),
	"outcome":     reflect.TypeFor[outcome](),
}

type popupSpace struct {
	Room                    string `json:"room"`
	TablesAvailable         int    `json:"tables_available"`
	PowerSocketWithinM      int    `json:"power_socket_within_m"`
	WifiForGuests           bool   `json:"wifi_for_guests"`
	SafetyInductionRequired bool   `json:"safety_induction_required"`
	MaxPeople               int    `json:"max_people"`
}

type outcome struct {
	Registered         int     `json:"registered"`
	Attended           int     `json:"attended"`
	NoShow             int     `json:"no_show"`
	Withdrawn          int     `json:"withdrawn"`
	Headcount          []int   `json:"headcount"`
	SurveyResponses    int     `json:"survey_responses"`
	SurveyScore        float64 `json:"survey_score"`
	QRScans            int     `json:"qr_scans"`
	CardsTaken         int     `json:"cards_taken"`
	Conversations      int     `json:"conversations"`
	AnonymousQuestions int     `json:"anonymous_questions"`
}
