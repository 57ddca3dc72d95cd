package api

import (
	"context"
	"net/http"
	"strings"

	"kantine/events"
)

// Gate knows whose token a secret is; what is none is CodeUnauthorized.
type Gate interface {
	Authenticate(ctx context.Context, bearer string) (events.APIToken, error)
}

// access says who a call is for. The zero value is for nobody.
type access int

const (
	// writers change things and see persons.
	writers access = iota + 1
	// readers see what names no person.
	readers
)

// allows is the whole table of permissions: what is not granted here is
// forbidden.
func (a access) allows(role events.Role) bool {
	switch a {
	case writers:
		return role.Writes()
	case readers:
		return role.Writes() || role == events.RoleViewer
	}
	return false
}

// roles lists those that it allows.
func (a access) roles() []string {
	var roles []string
	for _, role := range []events.Role{events.RoleAdmin, events.RoleCoordinator, events.RoleFacilitator, events.RoleViewer} {
		if a.allows(role) {
			roles = append(roles, string(role))
		}
	}
	return roles
}

// enter tells whose request it is. Refusals: CodeUnauthorized, CodeForbidden.
func (a *API) enter(r *http.Request, who access) (events.APIToken, error) {
	scheme, secret, _ := strings.Cut(r.Header.Get("Authorization"), " ")
	if !strings.EqualFold(scheme, "Bearer") { // RFC 9110 §11.1: schemes know no case
		return events.APIToken{}, events.Refuse(events.CodeUnauthorized)
	}
	token, err := a.Gate.Authenticate(r.Context(), strings.TrimSpace(secret))
	if err != nil {
		return events.APIToken{}, err
	}
	if !who.allows(token.Role) {
		return events.APIToken{}, events.Refuse(events.CodeForbidden)
	}
	return token, nil
}

// Figures tells whether a request carries a token that may see what names no
// person: the program's metrics, for one.
func (a *API) Figures(r *http.Request) bool {
	_, err := a.enter(r, readers)
	return err == nil
}
