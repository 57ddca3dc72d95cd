package templates

// DeskEmployersPage is "/desk/employers".
type DeskEmployersPage struct {
	Layout
	// Notice says what was just done: "imported", with Count, or "".
	Notice string
	Count  int
	// Stages are the steps of the funnel and what lies beside it.
	Stages []DeskStage
	// Action takes Fields; Stage is the one that stays chosen.
	Action, Stage string
	Fields        []DeskField
	Filtered      bool
	List          []DeskEmployer
	// FirstPath leads back to the first page, NextPath on to the next.
	FirstPath, NextPath            string
	NewPath, ImportPath, PastePath string
	// CSVPath and XLSXPath are the whole list as a file.
	CSVPath, XLSXPath string
}

func (DeskEmployersPage) page() string { return "desk_employers" }

// DeskStage is a step of the funnel with how many employers are there. Key has
// its word under "desk.stage.".
type DeskStage struct {
	Key, Path string
	Count     int
	Current   bool
}

// DeskEmployer is an employer in a list.
type DeskEmployer struct {
	Path, Name, Stage, Sector, City string
	// Next is what is to be done, NextOn when, in words; Overdue that it was
	// before today.
	Next, NextOn string
	Overdue      bool
	Archived     bool
}

// DeskEmployerPage is "/desk/employers/{id}", and the answers 409 and 422 to
// its form.
type DeskEmployerPage struct {
	DeskForm
	// Notice says what was just done: "saved", "created", "archived",
	// "restored" or "".
	Notice string
	Name   string
	// ArchivedOn is a day in words; empty where it is not archived.
	ArchivedOn string
	// Same are others with this KVK number.
	Same []DeskCompany
	// Funnel are the fields of the form, Mark the state they were read in.
	Funnel []DeskField
	Mark   string
	// Changed is what somebody else made of it meanwhile.
	Changed  []DeskChange
	Overdue  bool
	Facts    []DeskFact
	Wishes   []string
	Note     string
	EditPath string

	Contacts       []DeskContact
	NewContactPath string
	Sites          []DeskSite
	NewSitePath    string
	Visits         []DeskSession
	// ArchivePath and RestorePath: one of the two.
	ArchivePath, RestorePath string
	BackPath                 string
}

func (DeskEmployerPage) page() string { return "desk_employer" }

// DeskFact is one line about a thing. Key has its words under "desk.field.".
type DeskFact struct{ Key, Value string }

// DeskChange is a field that two people changed: how it stands Now, and what
// was typed.
type DeskChange struct{ Key, Now, Yours string }

// DeskContact is a person at an employer.
type DeskContact struct{ Name, Role, Email, Phone, Language, Path string }

// DeskSite is one of an employer's places of work.
type DeskSite struct {
	Address, City, Province string
	// Region has its word under "desk.choice.region_", Roster under
	// "desk.roster."; Days have theirs under "dates.".
	Region, Roster, Days string
	Shifts               []DeskShift
	Path                 string
}

// DeskShift is one crew's working time.
type DeskShift struct{ Label, Time, Breaks string }

// DeskEmployerFormPage is a form about an employer. Key chooses its title and
// button under "desk.employer.form." and "desk.employer.submit.".
type DeskEmployerFormPage struct {
	DeskForm
	Key string
	// Name is the employer's; empty for one that is to be made.
	Name     string
	BackPath string
	Hidden   []DeskHidden
	Fields   []DeskField
	// Shifts are groups of fields, one for each crew.
	Shifts []DeskGroup
	// Changed is what somebody else made of it meanwhile; Gone that they
	// removed it.
	Changed []DeskChange
	Gone    bool
	// Removable forms have a second button.
	Removable bool
}

func (DeskEmployerFormPage) page() string { return "desk_employer_form" }

// DeskGroup is a group of fields with a number.
type DeskGroup struct {
	No     int
	Hidden DeskHidden
	Fields []DeskField
}

// DeskPastePage is "/desk/employers/paste".
type DeskPastePage struct {
	DeskForm
	BackPath string
}

func (DeskPastePage) page() string { return "desk_paste" }

// DeskImportPage is "/desk/employers/import": the choice of a file or, with
// Text, what would be done with it.
type DeskImportPage struct {
	DeskForm
	BackPath string
	// Columns are those that a file must have, and Others those it may.
	Columns, Others []string
	// Text is the file, FormKey makes a double click one import.
	Text, FormKey string
	// Stale: the list was changed since it was last shown.
	Stale    bool
	FollowUp bool
	// Expected is how many will be imported.
	Expected             int
	New, Doubles, Wrongs []DeskImportRow
	// More is how many new ones there are beyond those shown.
	More int
}

func (DeskImportPage) page() string { return "desk_import" }

// DeskImportRow is one line of a list.
type DeskImportRow struct {
	Line                      int
	Name, KVK, Postcode, City string
	// DoublePath leads to DoubleName, the employer that is there; DoubleLine is
	// the line of the same list that is.
	DoublePath, DoubleName string
	DoubleLine             int
	Faults                 []DeskImportFault
}

// DeskImportFault is what is wrong with one field of a line.
type DeskImportFault struct{ Column, Value, Message string }

// DeskCompany leads to an employer.
type DeskCompany struct{ Name, Path string }
