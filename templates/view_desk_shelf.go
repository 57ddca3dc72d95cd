package templates

import (
	"fmt"
	"time"
)

// DeskShelfPage is a list of things of one kind, such as "/desk/venues".
type DeskShelfPage struct {
	Layout
	// Shelf is its kind: "offering", "venue", "facilitator", "kit" or "sector";
	// it has its words under "desk.shelf.".
	Shelf string
	// Tabs are the lists, and the programme.
	Tabs    []DeskLink
	NewPath string
	Things  []DeskThing
	// Archived are those no longer offered.
	Archived []DeskThing
	// Notice says what was just done: "archived", "restored" or "".
	Notice string
}

func (DeskShelfPage) page() string { return "desk_shelf" }

// DeskThing is one thing in a list.
type DeskThing struct {
	Path, Name string
	Facts      []DeskTrait
}

// DeskTrait is something in a few words: those under "desk.fact." by Key, with a
// Count, or Label as it is.
type DeskTrait struct {
	Key   string
	Count int
	Label string
}

// DeskThingPage is the form of one thing, or of the programme.
type DeskThingPage struct {
	DeskForm
	// Shelf is as in DeskShelfPage, or "programme".
	Shelf string
	Tabs  []DeskLink
	// Name is empty for a new thing.
	Name   string
	Fields []DeskField
	// Read is the mark of what was read.
	Read string
	// Notice says what was just done: "saved" or "".
	Notice string
	// Archived things offer RestorePath, others ArchivePath.
	Archived                           bool
	ArchivePath, RestorePath, BackPath string
	// Links lead to what belongs to the thing; their words are under
	// "desk.shelf.link.".
	Links []DeskLink
	// Absences are those of a facilitator still to come.
	Absences []DeskStretch
	// Changed tells what somebody else changed meanwhile; nothing was saved.
	Changed []DeskOther
	Second  bool
	// Effect asks about what the change would do to people's mail.
	Effect *DeskEffect
}

func (DeskThingPage) page() string { return "desk_thing" }

// DeskOther is a field in two versions. Each is text, or the keys of
// answers.
type DeskOther struct {
	Field         DeskField
	Theirs, Yours string
}

// DeskStretch is a stretch of days, both inclusive.
type DeskStretch struct{ From, To time.Time }

// DeskEffect is what a change of reminders does: to how many sessions, with how
// many mails more, fewer, and too late to be sent.
type DeskEffect struct{ Sessions, More, Fewer, Late int }

// Mark travels in the form, so that what was seen is what happens.
func (e DeskEffect) Mark() string {
	return fmt.Sprint(e.Sessions, "-", e.More, "-", e.Fewer, "-", e.Late)
}

// deskThings is a list of things and what its links need.
type deskThings struct {
	KeepLang bool
	Shelf    string
	List     []DeskThing
}
