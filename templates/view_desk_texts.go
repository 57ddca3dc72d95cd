package templates

import "time"

// DeskTextsPage is "/desk/texts": every mail text in every language.
type DeskTextsPage struct {
	Layout
	Groups    []DeskTextGroup
	Languages []string
}

func (DeskTextsPage) page() string { return "desk_texts" }

// DeskTextGroup is a list of texts. Key has its words under "desk.texts.group.":
// "letters", or "frames" for what begins and ends them.
type DeskTextGroup struct {
	Key   string
	Texts []DeskText
}

// DeskText is one mail text. Letter has its name under "letter."; one with a
// Frame, under "desk.texts.frame.", begins or ends that letter, or all.
type DeskText struct {
	Letter, Frame string
	Discreet      bool
	Languages     []DeskTextState
	// Missing are the languages in which the house wrote none, where it did in
	// another.
	Missing []string
}

// DeskTextState is how a text stands in one language.
type DeskTextState struct {
	Language, Path string
	// State is "builtin", "own", or "broken" for an own one that this program
	// cannot read.
	State string
	At    time.Time
}

// DeskTextPage is "/desk/texts/{kind}/{lang}": one text being written.
type DeskTextPage struct {
	DeskForm
	Text     DeskText
	Language string
	// State is that of DeskTextState.
	State string
	// Source is what stands in the form, Base the version it was written over.
	Source string
	Base   int64
	// Looking says that the form shows Version, to be put back; 0 is the embedded
	// text.
	Looking bool
	Version int64
	// Notice says what was just done: "saved", "reset", "tested" or "".
	Notice string
	// Email is where a test goes.
	Email string
	// Theirs is what somebody else saved meanwhile.
	Theirs   string
	Conflict bool
	Fields   []DeskTextField
	Samples  []DeskSample
	Preview  *Mail
	Versions []DeskTextVersion
	// ResetPath goes back to the embedded text; "" where it stands.
	ResetPath string
	Others    []DeskTextState
}

func (DeskTextPage) page() string { return "desk_text" }

// DeskTextField is a field that a text may have.
type DeskTextField struct {
	Name     string
	Required bool
}

// Token is the field as it is written.
func (f DeskTextField) Token() string { return "{{" + f.Name + "}}" }

// DeskSample is a registration to show a text with.
type DeskSample struct {
	ID, Name, Session string
	At                time.Time
	Chosen            bool
}

// DeskTextVersion is one that was saved. Number 0 is the embedded text.
type DeskTextVersion struct {
	Number int64
	At     time.Time
	Who    string
	// Reset went back to the embedded text.
	Reset   bool
	Current bool
	Path    string
}
