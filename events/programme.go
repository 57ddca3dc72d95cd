package events

import (
	"encoding/json"
	"time"
)

// Programme is the whole that the sessions belong to. A database holds one.
type Programme struct {
	ID              string         `json:"id"`
	Slug            string         `json:"slug"`
	Name            Text           `json:"name"`
	Summary         Text           `json:"summary"`
	Period          Period         `json:"period"`
	TimeZone        string         `json:"timezone"`
	DefaultLanguage string         `json:"default_language"`
	Languages       []string       `json:"languages"`
	Organiser       Organiser      `json:"organiser"`
	PrivacyContact  string         `json:"privacy_contact"`
	PublicURL       string         `json:"public_url"`
	Newsletter      Newsletter     `json:"newsletter"`
	InterestAddress string         `json:"interest_address"`
	Funders         []Funder       `json:"funders"`
	Targets         []Target       `json:"targets"`
	Rules           ProgrammeRules `json:"rules"`
	Reminders       []ReminderRule `json:"reminders"`
	// Change rises with every write that shows on a page.
	Change int64 `json:"-"`
}

// Period is a stretch of days, both inclusive.
type Period struct {
	Start Date `json:"start"`
	End   Date `json:"end"`
}

// Organiser is who runs the programme and answers for it.
type Organiser struct {
	Name          string `json:"name"`
	Email         string `json:"email"`
	ReplyTo       string `json:"reply_to"`
	PostalAddress string `json:"postal_address"`
	Phone         string `json:"phone"`
}

// Newsletter is the programme's; it is joined by double opt-in only.
type Newsletter struct {
	Name        string `json:"name"`
	URL         string `json:"url"`
	DoubleOptIn bool   `json:"double_opt_in"`
	Frequency   string `json:"frequency"`
}

// Funder pays for the programme or a part of it.
type Funder struct {
	ID        string `json:"id"`
	Name      string `json:"name"`
	Kind      string `json:"kind"`
	Reference string `json:"reference"`
}

// Target is a figure promised to a funder.
type Target struct {
	ID     string `json:"id"`
	Label  Text   `json:"label"`
	Metric string `json:"metric"`
	Target int    `json:"target"`
	Fund   string `json:"fund"`
}

// ProgrammeRules are the programme's figures, in the unit each name ends in.
type ProgrammeRules struct {
	PopupLeadDays                int `json:"popup_lead_days"`
	PopupLeadDaysNight           int `json:"popup_lead_days_night"`
	WorkshopLeadDays             int `json:"workshop_lead_days"`
	InterviewInvitationValidDays int `json:"interview_invitation_valid_days"`
	InterviewMinNoticeHours      int `json:"interview_min_notice_hours"`
	CancelFreeUntilHours         int `json:"cancel_free_until_hours"`
	WaitlistOfferValidHours      int `json:"waitlist_offer_valid_hours"`
	PopupSetupMinutes            int `json:"popup_setup_minutes"`
	PopupTeardownMinutes         int `json:"popup_teardown_minutes"`
	TravelBufferMinutes          int `json:"travel_buffer_minutes"`
	FacilitatorMaxMinutesPerDay  int `json:"facilitator_max_minutes_per_day"`
	FacilitatorMinRestHours      int `json:"facilitator_min_rest_hours"`
	MinGroupSizeInReports        int `json:"min_group_size_in_reports"`
	RetentionDaysAfterProgramme  int `json:"retention_days_after_programme"`
	// QuietHours hold reminders, on the programme's clocks: "21:00-07:00".
	QuietHours string `json:"quiet_hours"`
}

// DefaultProgramme is what an empty database starts with, in the given zone.
func DefaultProgramme(zone string) Programme {
	return Programme{
		ID: "programme", Slug: "programme",
		Name:            Text{NL: "Ons programma", EN: "Our programme"},
		TimeZone:        zone,
		DefaultLanguage: DefaultLanguage,
		Languages:       []string{"nl", "en"},
		Rules: ProgrammeRules{
			PopupLeadDays: 21, PopupLeadDaysNight: 28, WorkshopLeadDays: 14, InterviewInvitationValidDays: 14,
			InterviewMinNoticeHours: 48, CancelFreeUntilHours: 48, WaitlistOfferValidHours: 24,
			PopupSetupMinutes: 60, PopupTeardownMinutes: 45, TravelBufferMinutes: 20,
			FacilitatorMaxMinutesPerDay: 540, FacilitatorMinRestHours: 11, MinGroupSizeInReports: 5,
			RetentionDaysAfterProgramme: 90, QuietHours: "21:00-07:00",
		},
		Reminders: []ReminderRule{
			{Offset: Offset{Days: -7}}, {Offset: Offset{Days: -1}}, {Offset: Offset{Elapsed: -2 * time.Hour}},
		},
	}
}

// Sector is a branch of industry with its own toolkit.
type Sector struct {
	ID         string `json:"id"`
	Slug       string `json:"slug"`
	Name       Text   `json:"name"`
	ToolkitURL string `json:"toolkit_url"`
	Fund       string `json:"fund"`
}

// Venue is a place that is not an employer's site.
type Venue struct {
	ID          string `json:"id"`
	Name        string `json:"name"`
	Street      string `json:"street,omitempty"`
	HouseNumber string `json:"house_number,omitempty"`
	Postcode    string `json:"postcode,omitempty"`
	City        string `json:"city"`
	Capacity    *int   `json:"capacity,omitempty"`
	Wheelchair  *bool  `json:"wheelchair,omitempty"`
	HearingLoop *bool  `json:"hearing_loop,omitempty"`
	Route       string `json:"route,omitempty"`
	// JoinURL makes a venue an online one; "{sessie}" stands for the
	// session's slug.
	JoinURL string `json:"join_url,omitempty"`
}

// Record is an object of the programme file that nothing reads yet beyond its
// id; it is kept as it came, so that no import throws anything away.
type Record struct {
	// Kind is the file's list: "kits", "invitations", "travel", "elearning".
	Kind string
	ID   string
	Body json.RawMessage
}
