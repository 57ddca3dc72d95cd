package templates

import "time"

// DeskSettingsPage is "/desk/settings": where the admin's pages are, what the
// program runs with, and the test of the mail server.
type DeskSettingsPage struct {
	DeskForm
	// Links have their words under "desk.settings.".
	Links    []DeskLink
	Settings []DeskSetting
	// NoServer: there is none to be tested.
	NoServer bool
	// Demo: mail goes to the mailbox of the demo instead.
	Demo bool
	// To is who gets the mail of the test.
	To string
	// Steps are what came of it; none before.
	Steps []DeskMailStep
}

func (DeskSettingsPage) page() string { return "desk_settings" }

// DeskSetting is a setting by its name in the settings file.
type DeskSetting struct{ Name, Value string }

// DeskMailStep is one stage of the test: "dns", "tcp", "tls", "auth" or
// "accepted". State is "ok", "failed", "needless" or "not-tried"; Cause has its
// words under "mail.try.cause." and its cure under "mail.try.cure.".
type DeskMailStep struct{ Stage, State, Cause, Detail string }

// DeskUsersPage is "/desk/users".
type DeskUsersPage struct {
	DeskForm
	Users []DeskUser
	Roles []string
	// Email and Role keep what was typed; Role is also the one that is chosen.
	Email, Role string
	// Notice says what was just done: "invited", "changed" or "".
	Notice string
	// Link is an invitation to hand over, shown once.
	Link string
}

func (DeskUsersPage) page() string { return "desk_users" }

// DeskUser is one user in the list.
type DeskUser struct {
	ID, Email, Role string
	// State is "active", "invited", "unenrolled" or "disabled".
	State     string
	LastLogin time.Time
	// Self is the visitor: nobody changes their own.
	Self bool
	// The paths of what can be done; empty where it cannot.
	RolePath, DisablePath, EnablePath, SecondPath, InvitePath string
}

// DeskAuditPage is "/desk/audit", the latest first.
type DeskAuditPage struct {
	Layout
	Items []DeskAuditItem
	// NextPath leads to earlier ones.
	NextPath string
}

func (DeskAuditPage) page() string { return "desk_audit" }

// DeskAuditItem is one thing done. What has its words under "desk.audit.what.",
// Detail a code that is shown as it is or as a role.
type DeskAuditItem struct {
	At time.Time
	// Who is the user's address, or Token the name of a program's token.
	Who, Token string
	What       string
	// Thing is the kind of what it is about, under "desk.audit.thing."; "" for
	// nothing. About is its name, Reference that of a registration, Text that of
	// a letter or its text; Gone tells that it is no longer there.
	Thing, About, Reference string
	Text                    *DeskText
	Gone                    bool
	// AboutPath is the thing's page; empty where it has none.
	AboutPath string
	Detail    string
}
