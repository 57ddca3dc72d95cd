package templates

import "time"

// DeskSettingsPage is "/desk/settings": where the admin's pages are.
type DeskSettingsPage struct {
	Layout
	// Links have their words under "desk.settings.".
	Links []DeskLink
}

func (DeskSettingsPage) page() string { return "desk_settings" }

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
	About      string
	// AboutPath is the thing's page; empty where it has none.
	AboutPath string
	Detail    string
}
