package templates

import (
	"slices"
	"strings"
	"time"
)

// DeskSearchPage is "/desk/search".
type DeskSearchPage struct {
	Layout
	Query  string
	People []DeskAttendee
	// More tells that there are more people than are shown.
	More                bool
	Sessions, Employers []DeskFound
}

func (DeskSearchPage) page() string { return "desk_search" }

// Nothing tells that nothing was found.
func (p DeskSearchPage) Nothing() bool { return len(p.People)+len(p.Sessions)+len(p.Employers) == 0 }

// DeskFound is a session or an employer that a search found.
type DeskFound struct {
	Path, Title string
	// Start and State are a session's, KVK an employer's.
	Start time.Time
	State string
	KVK   string
}

// DeskGatheringsPage is "/desk/attendees". The paths of its sessions lead to
// their attendees.
type DeskGatheringsPage struct {
	Layout
	SearchPath  string
	Ahead, Past []DeskSession
}

func (DeskGatheringsPage) page() string { return "desk_gatherings" }

// DeskAttendeesPage is "/desk/sessions/{id}/attendees". A path that is empty is
// not offered.
type DeskAttendeesPage struct {
	Layout
	Session DeskSession
	// Staff sees addresses and letters.
	Staff bool
	// CheckIn offers to mark who is there.
	CheckIn bool
	Filters []DeskStateFilter
	People  []DeskAttendee
	// Back is where marking leads back to.
	Back, NextPath                                                string
	AddPath, CSVPath, XLSXPath, SignInPath, CheckInPath, MailPath string
	HoldPath                                                      string
	// Notice says what was just done.
	Notice string
}

func (DeskAttendeesPage) page() string { return "desk_attendees" }

// DeskStateFilter keeps a list to one state; "all" is none.
type DeskStateFilter struct {
	Key, Path string
	Count     int
	Current   bool
}

// DeskAttendee is a registration in a list.
type DeskAttendee struct {
	ID   string
	Path string
	// Name may be empty; Email is, for who may not see it.
	Name, Email, Company, Needs string
	Reference                   string
	// State is a registration's state as in the contract, Participation the
	// answer given in the calendar or "".
	State, Participation string
	Position             int
	Erased               bool
	Session              string
	// Block names the block where there are several.
	Block      string
	Start, End time.Time
	// Letter is the newest one.
	Letter *DeskLetter
}

// DeskLetter is a message in a few words.
type DeskLetter struct{ Kind, State, Path string }

// DeskAddPage adds somebody who is on the telephone.
type DeskAddPage struct {
	DeskForm
	Session                                       DeskSession
	BackPath                                      string
	Blocks                                        []DeskBlockChoice
	Name, Email, Language, Employer, Needs, Block string
	AskedDiscreet, AlwaysDiscreet                 bool
	// Full: there is no seat any more, which was not said before. Closed:
	// registration has ended.
	Full, Closed bool
	// AlreadyPath leads to the registration that the address has.
	AlreadyPath string
}

func (DeskAddPage) page() string { return "desk_add" }

// Waitlist tells whether there is only the waitlist in some block, so that
// whoever saves has read it.
func (p DeskAddPage) Waitlist() bool {
	return slices.ContainsFunc(p.Blocks, func(b DeskBlockChoice) bool { return b.State == "waitlist" })
}

// DeskBlockChoice is a block that somebody can be added to.
type DeskBlockChoice struct {
	ID, Label  string
	Start, End time.Time
	// State is "open", "waitlist", "full" or "closed".
	State string
	// Free is how many seats are left; -1 is no limit.
	Free     int
	Position int
}

// DeskPersonPage is "/desk/registrations/{id}".
type DeskPersonPage struct {
	DeskForm
	Person      DeskAttendee
	SessionPath string
	Language    string
	Registered  time.Time
	// Discretion, Stopped, Survey and Newsletter are what the person asked for.
	Discretion, Stopped, Survey, Newsletter bool
	ManageURL                               string
	Timeline                                DeskTimeline
	// Pending: the person asked to be forgotten, and a letter is still to go.
	Pending bool
	// Wrong is the form that Errors belong to: "edit" or "note".
	Wrong string
	// Name, NewLanguage, Needs and Note are what the forms hold.
	Name, NewLanguage, Needs, Note string
	// BSN asks whether a number in the note is none.
	BSN                                                                   bool
	EditPath, NotePath, WithdrawPath, MovePath, ErasePath, AttendancePath string
	// Notice says what was just done.
	Notice string
}

func (DeskPersonPage) page() string { return "desk_person" }

// ErrorIn is Error for one of the page's forms.
func (p DeskPersonPage) ErrorIn(form, field string) string {
	if p.Wrong != form {
		return ""
	}
	return p.Error(field)
}

// DeskPersonMovePage moves somebody to another session.
type DeskPersonMovePage struct {
	DeskForm
	Person   DeskAttendee
	BackPath string
	Choices  []DeskPersonMoveChoice
	Chosen   string
}

func (DeskPersonMovePage) page() string { return "desk_person_move" }

// DeskPersonMoveChoice is a block of another session.
type DeskPersonMoveChoice struct {
	Value, Title, Where, Label string
	Online                     bool
	Start, End                 time.Time
	// Free is how many seats are left; -1 is no limit.
	Free int
	Full bool
}

// DeskSignInPage is a list to sign on paper.
type DeskSignInPage struct {
	Layout
	Session  DeskSession
	BackPath string
	// Neutral: the sheet does not say what it is about.
	Neutral bool
	Blocks  []DeskSignInBlock
}

func (DeskSignInPage) page() string { return "desk_signin" }

// DeskSignInBlock is the sheet of one block.
type DeskSignInBlock struct {
	Label      string
	Start, End time.Time
	Rows       []DeskSignInRow
}

// DeskSignInRow is somebody expected; Reference stands where there is no name.
type DeskSignInRow struct{ Name, Company, Reference string }

// SortSignIn orders a sheet by name.
func SortSignIn(rows []DeskSignInRow) {
	slices.SortStableFunc(rows, func(a, b DeskSignInRow) int {
		return strings.Compare(strings.ToLower(a.Name), strings.ToLower(b.Name))
	})
}
