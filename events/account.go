package events

import "time"

// Role is what somebody may do.
type Role string

// The roles. Admin and coordinator write; viewers read figures and no person;
// facilitators see their own sessions.
const (
	RoleAdmin       Role = "admin"
	RoleCoordinator Role = "coordinator"
	RoleFacilitator Role = "facilitator"
	RoleViewer      Role = "viewer"
)

// KnownRole tells whether r is one of the roles.
func KnownRole(r Role) bool {
	switch r {
	case RoleAdmin, RoleCoordinator, RoleFacilitator, RoleViewer:
		return true
	}
	return false
}

// Writes tells whether the role may change things and see persons.
func (r Role) Writes() bool { return r == RoleAdmin || r == RoleCoordinator }

// User may log in.
type User struct {
	ID    string
	Email string
	Role  Role
	// Password is an argon2id hash in PHC form; "" for somebody who was invited
	// and has not chosen one yet.
	Password string
	// OneTime is the secret of the one-time codes (RFC 6238), sealed under the
	// key; "" before enrolment.
	OneTime   string
	CreatedAt time.Time
	// LastLoginAt is zero for somebody who never came; DisabledAt for who may.
	LastLoginAt, DisabledAt time.Time
}

// Login is one browser in which somebody is logged in. Deleting it logs out.
type Login struct {
	ID     string
	UserID string
	// Hash is the SHA-256 of the cookie's secret.
	Hash [32]byte
	// Full is false between the password and the second step.
	Full bool
	// Agent tells browser and system in a few words, so that their owner knows
	// which login is which.
	Agent string
	// Pending is the sealed secret of an enrolment that is not confirmed yet. It
	// is the login's own, so that nobody else sees it on another screen.
	Pending string
	MadeAt  time.Time
	// SeenAt is renewed about once a minute.
	SeenAt time.Time
}

// AccountLink lets somebody choose a password, once.
type AccountLink struct {
	ID     string
	UserID string
	Kind   MessageKind // PasswordReset or AccountInvitation
	// Language is that of the letter.
	Language  string
	ExpiresAt time.Time
}

// AboutUser is what letters to users of the desk are about; the message's rule
// is the link's id.
const AboutUser About = "user"

// The kinds of message that carry an AccountLink.
const (
	PasswordReset     MessageKind = "password_reset"
	AccountInvitation MessageKind = "account_invitation"
)

// The purposes of links to the desk: they open /desk/reset/ and /desk/invite/.
const (
	PurposeReset  Purpose = "desk/reset"
	PurposeInvite Purpose = "desk/invite"
)

// Purpose is what the link of this kind opens.
func (l *AccountLink) Purpose() Purpose {
	if l.Kind == AccountInvitation {
		return PurposeInvite
	}
	return PurposeReset
}

// Opens gives the id that a token of this purpose is for. It compares in
// constant time, and knows tokens of things whose links have no versions.
func (k Key) Opens(purpose Purpose, token string) (id string, ok bool) {
	id, mac, ok := splitToken(token)
	return id, ok && k.valid(purpose, id, 0, mac)
}

// AuditEntry says who did what, when, and to which thing. It holds ids and
// codes, and nothing that somebody typed.
type AuditEntry struct {
	// No counts the entries; the database gives it.
	No int64
	At time.Time
	// Who is a user's id; "" where nobody was logged in.
	Who  string
	What AuditWhat
	// About and AboutID name the thing, such as "user" and its id.
	About, AboutID string
	// Detail is a code, such as the new role.
	Detail string
}

// AuditWhat is what was done; the desk has words for each.
type AuditWhat string

// What is written down about logging in and about users.
const (
	AuditLogin           AuditWhat = "login"
	AuditLoginFailed     AuditWhat = "login_failed"
	AuditCodeFailed      AuditWhat = "code_failed"
	AuditRecoveryUsed    AuditWhat = "recovery_used"
	AuditLogout          AuditWhat = "logout"
	AuditLoginEnded      AuditWhat = "login_ended"
	AuditEnrolled        AuditWhat = "enrolled"
	AuditRecoveryMade    AuditWhat = "recovery_made"
	AuditPasswordChanged AuditWhat = "password_changed"
	AuditPasswordWrong   AuditWhat = "password_wrong"
	AuditResetAsked      AuditWhat = "reset_asked"
	AuditPasswordReset   AuditWhat = "password_reset"
	AuditUserAdded       AuditWhat = "user_added"
	AuditUserInvited     AuditWhat = "user_invited"
	AuditRoleChanged     AuditWhat = "role_changed"
	AuditUserDisabled    AuditWhat = "user_disabled"
	AuditUserEnabled     AuditWhat = "user_enabled"
	AuditSecondRemoved   AuditWhat = "second_removed"
)

// APIToken lets a program in; its secret is kept as a SHA-256 only.
type APIToken struct {
	ID        string
	Name      string
	Role      Role
	Hash      [32]byte
	CreatedAt time.Time
	RevokedAt time.Time
}
