package exchange

import "kantine/events"

// The types of this file are the objects that are stored whole for later work
// (events.Record), and the scenarios, which are not stored. They say which
// keys are known.

type kit struct {
	ID              string   `json:"id"`
	Name            string   `json:"name"`
	BaseCity        string   `json:"base_city"`
	Contents        []string `json:"contents"`
	TurnaroundHours int      `json:"turnaround_hours"`
}

type invitation struct {
	ID           string         `json:"id"`
	Offering     string         `json:"offering"`
	Title        events.Text    `json:"title"`
	Employer     string         `json:"employer"`
	Site         string         `json:"site"`
	Language     string         `json:"language"`
	Facilitators []string       `json:"facilitators"`
	Contact      events.Contact `json:"contact"`
	Proposals    []struct {
		StartsAt stamp `json:"starts_at"`
		EndsAt   stamp `json:"ends_at"`
	} `json:"proposals"`
	SentOn    events.Date `json:"sent_on"`
	ExpiresOn events.Date `json:"expires_on"`
	Note      string      `json:"note"`
}

type travel struct {
	Unit   string   `json:"unit"`
	Method string   `json:"method"`
	Cities []string `json:"cities"`
	Matrix [][]int  `json:"matrix"`
}

type elearning struct {
	ID            string      `json:"id"`
	Title         events.Text `json:"title"`
	LaunchSession string      `json:"launch_session"`
	Opens         events.Date `json:"opens"`
	PilotEnds     events.Date `json:"pilot_ends"`
	SelfPaced     bool        `json:"self_paced"`
	Free          bool        `json:"free"`
	MinutesTotal  int         `json:"minutes_total"`
	Modules       []struct {
		ID    string      `json:"id"`
		Title events.Text `json:"title"`
		Steps []struct {
			ID      string      `json:"id"`
			Title   events.Text `json:"title"`
			Kind    string      `json:"kind"`
			Minutes int         `json:"minutes"`
		} `json:"steps"`
	} `json:"modules"`
	Outcomes []struct {
		ID      string `json:"id"`
		NL      string `json:"nl"`
		Measure string `json:"measure"`
	} `json:"outcomes"`
	RolloutRule struct {
		NL     string `json:"nl"`
		EN     string `json:"en"`
		Status string `json:"status"`
	} `json:"rollout_rule"`
	DemoParticipants []struct {
		ID           string      `json:"id"`
		Employer     string      `json:"employer"`
		EnrolledOn   events.Date `json:"enrolled_on"`
		LastActivity events.Date `json:"last_activity"`
		StepsDone    int         `json:"steps_done"`
	} `json:"demo_participants"`
}

type scenario struct {
	ID              string       `json:"id"`
	At              stamp        `json:"at"`
	Event           string       `json:"event"`
	Facilitator     string       `json:"facilitator"`
	Session         string       `json:"session"`
	Site            string       `json:"site"`
	From            events.Date  `json:"from"`
	To              events.Date  `json:"to"`
	ReasonPublic    *events.Text `json:"reason_public"`
	Affected        []string     `json:"affected"`
	ExpectedOptions []struct {
		Kind        string   `json:"kind"`
		Facilitator string   `json:"facilitator"`
		StartsAt    stamp    `json:"starts_at"`
		Reasons     []string `json:"reasons"`
	} `json:"expected_options"`
	Expected string `json:"expected"`
	Rule     string `json:"rule"`
}
