package templates

import "time"

// DeskCalendarPage is "/desk/calendar".
type DeskCalendarPage struct {
	DeskForm
	// View is "month", "week" or "agenda"; By is "", "facilitator" or "site"
	// and says what the rows of the table are.
	View, By string
	// First and Last are the days that the heading names; Week is the ISO week
	// of First.
	First, Last time.Time
	Week        int
	// Views and Bys are links to the same days otherwise.
	Views, Bys                                 []DeskLink
	PreviousPath, TodayPath, NextPath, NewPath string
	// Fields choose what is shown; Hidden are the choices that links make.
	Fields []DeskField
	Hidden []DeskOption
	// Table is nil in an agenda, Agenda empty in a table.
	Table  *DeskCalendarTable
	Agenda []DeskCalendarDay
	// Special are the days to think of, Troubles the sessions with conflicts.
	Special  []DeskSpecialDay
	Troubles []DeskTrouble
}

func (DeskCalendarPage) page() string { return "desk_calendar" }

// DeskCalendarTable is a calendar in rows and columns.
type DeskCalendarTable struct {
	// Columns are days, or weeks where Weeks is set.
	Columns []DeskCalendarColumn
	Rows    []DeskCalendarRow
	// Weekdays tells that the columns are Monday to Sunday of every row.
	Weekdays bool
}

// DeskCalendarColumn is a day of the week, one day, or one week from Day to
// Until.
type DeskCalendarColumn struct {
	Day, Until time.Time
	Week       int
	Today      bool
	Shade      string
	Names      []DeskSpecialDay
}

// DeskCalendarRow is a week, a facilitator or a place.
type DeskCalendarRow struct {
	// Week is the row's where Label is empty. Nobody is the row of sessions
	// without a facilitator, Elsewhere that of places that are no venue or site.
	Week              int
	Label, City       string
	Nobody, Elsewhere bool
	Cells             []DeskCalendarDay
}

// Busy tells whether there is anything in the row that is meant.
func (r DeskCalendarRow) Busy() bool {
	for _, c := range r.Cells {
		if c.Busy() && !c.Outside {
			return true
		}
	}
	return false
}

// DeskCalendarDay is a cell of the table, or a day of an agenda.
type DeskCalendarDay struct {
	Day time.Time
	// Today and Outside, a day of another month, are for the eye alone.
	Today, Outside bool
	// Shade is "free", "school" or "".
	Shade string
	// Names say what is special about the day.
	Names []DeskSpecialDay
	// Absent: the facilitator of the row is, at least for a part.
	Absent   bool
	Sessions []DeskCalendarSession
	// Dated tells that a cell holds more than a day, so that its sessions name
	// theirs.
	Dated bool
	// NewPath offers to plan a session on the day.
	NewPath string
}

// Busy tells whether there is anything to see on the day.
func (d DeskCalendarDay) Busy() bool { return len(d.Sessions) > 0 || len(d.Names) > 0 || d.Absent }

// DeskCalendarSession is one block of a session in a calendar.
type DeskCalendarSession struct {
	DeskSession
	ID    string
	Block string
	Crew  []string
	// MovePath leads to the form that moves it.
	MovePath string
	// Conflicts are in words; Blocking tells that one of them stands in the way.
	Conflicts []string
	Blocking  bool
}

// Clock gives the times as tables have them: "14:30–15:45".
func (s DeskCalendarSession) Clock() string {
	return s.Start.Format("15:04") + "–" + s.End.Format("15:04")
}

// DeskSpecialDay is a stretch of days to think of, both inclusive.
type DeskSpecialDay struct {
	Kind, Name string
	From, To   time.Time
	// Regions are the school regions it holds for; none is the whole country.
	Regions []string
}

// Shade is "free" for days on which little is planned, "school" or "".
func (d DeskSpecialDay) Shade() string {
	switch d.Kind {
	case "school":
		return "school"
	case "theme":
		return ""
	}
	return "free"
}

// ShadeOver is a day's shade with one thing more known about it.
func (d DeskSpecialDay) ShadeOver(shade string) string {
	if own := d.Shade(); own == "free" || shade == "" {
		return own
	}
	return shade
}

// OneDay tells whether it is a single day.
func (d DeskSpecialDay) OneDay() bool { return d.From.Equal(d.To) }

// DeskTrouble is a session with what stands in its way.
type DeskTrouble struct {
	Path, Title string
	Start, End  time.Time
	Conflicts   []string
	Blocking    bool
}

// DeskMovePage is "/desk/sessions/{id}/move".
type DeskMovePage struct {
	DeskForm
	Title      string
	Start, End time.Time
	// Fields ask for the new day and time.
	Fields []DeskField
	// Version is that of the session that was read.
	Version int
	// Changed: somebody else changed the session meanwhile.
	Changed  bool
	BackPath string
	// Conflicts stand in the way of the new moment.
	Conflicts []string
}

func (DeskMovePage) page() string { return "desk_move" }
