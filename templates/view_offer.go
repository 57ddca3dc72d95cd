package templates

import "time"

// OfferPage is "/": the public sessions to come.
type OfferPage struct {
	Layout
	// Intro is the programme's summary in the page's language.
	Intro string
	// Filters in the order to show; a group with fewer than two choices is
	// better left out.
	Filters []FilterGroup
	// Items are sorted by start; the page groups them by month.
	Items []OfferItem
	// FeedPath is the calendar feed with the same filter: "/calendar.ics?kind=workshop".
	FeedPath string
	// ClearPath is the page without filters; empty when none is set.
	ClearPath string
	// NewsletterURL and InterestURL are paths, https or mailto: addresses.
	NewsletterURL string
	InterestURL   string
}

func (OfferPage) page() string { return "offer" }

// FilterGroup is one row of links. Key is kind, sector, place or language and
// names the row.
type FilterGroup struct {
	Key     string
	Choices []FilterChoice
}

// FilterChoice is one link; exactly one per group is Current. An empty Value
// is "all". Label is needed where the value is data (sector, city); kinds,
// languages and the place "online" are named by the catalogue.
type FilterChoice struct {
	Value   string
	Label   string
	Path    string
	Count   int
	Current bool
}

// OfferItem is one session in a list; a series is one item, with the first
// meeting still to come as its start.
type OfferItem struct {
	Path    string
	Title   string
	Summary string
	Kind    Kind
	Sector  string
	// Language is the session's own: nl or en.
	Language string
	Start    time.Time
	End      time.Time
	// Moments counts the blocks of one session when there are several.
	Moments int
	// Meetings counts the sessions of a series; 0 = no series.
	Meetings int
	Online   bool
	// City names the place; empty when online or not known yet.
	City  string
	Seats Seats
}

// OfferMonth is what the page groups Items into.
type OfferMonth struct {
	Start time.Time
	Items []OfferItem
}

// Months groups the items by the calendar month of their start, in order.
func (p OfferPage) Months() []OfferMonth {
	var months []OfferMonth
	for _, item := range p.Items {
		last := len(months) - 1
		if last < 0 || months[last].Start.Year() != item.Start.Year() || months[last].Start.Month() != item.Start.Month() {
			months = append(months, OfferMonth{Start: item.Start})
			last++
		}
		months[last].Items = append(months[last].Items, item)
	}
	return months
}

// Filtered reports whether a filter narrows the list.
func (p OfferPage) Filtered() bool { return p.ClearPath != "" }
