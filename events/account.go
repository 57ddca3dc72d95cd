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
	// Password is an argon2id hash in PHC form.
	Password  string
	CreatedAt time.Time
}

// APIToken lets a program in; its secret is kept as a SHA-256 only.
type APIToken struct {
	ID        string
	Name      string
	Role      Role
	Hash      [32]byte
	CreatedAt time.Time
	RevokedAt time.Time
}
