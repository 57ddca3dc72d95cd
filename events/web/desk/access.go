package desk

import "kantine/events"

// access says who may use a route; bits, so that one line says it all.
type access uint8

const (
	// anyone needs no login.
	anyone access = 1 << iota
	// halfway has given a password and not the second step.
	halfway
	admin
	coordinator
	facilitator
	viewer

	staff     = admin | coordinator
	everybody = staff | facilitator | viewer
)

// lets tells whether a role may. A role it does not know may nothing.
func (a access) lets(role events.Role) bool {
	switch role {
	case events.RoleAdmin:
		return a&admin != 0
	case events.RoleCoordinator:
		return a&coordinator != 0
	case events.RoleFacilitator:
		return a&facilitator != 0
	case events.RoleViewer:
		return a&viewer != 0
	}
	return false
}

// allowed is who may do what at the desk: everything. A route that is not here
// is nobody's, and answers 404 to all.
//
// Everybody includes facilitators, who see what is their own, and viewers, who
// see figures: such a page has to leave out the rest by itself.
var allowed = map[string]access{
	"GET /desk/login":           anyone,
	"POST /desk/login":          anyone,
	"POST /desk/logout":         anyone,
	"GET /desk/code":            halfway,
	"POST /desk/code":           halfway,
	"GET /desk/recovery":        halfway,
	"POST /desk/recovery":       halfway,
	"GET /desk/enrol":           halfway,
	"POST /desk/enrol":          halfway,
	"GET /desk/forgotten":       anyone,
	"POST /desk/forgotten":      anyone,
	"GET /desk/reset/{token}":   anyone,
	"POST /desk/reset/{token}":  anyone,
	"GET /desk/invite/{token}":  anyone,
	"POST /desk/invite/{token}": anyone,

	"GET /desk": everybody,

	"GET /desk/sessions":                      staff | facilitator,
	"GET /desk/sessions/{id}":                 staff | facilitator,
	"GET /desk/sessions/new":                  staff,
	"POST /desk/sessions/new":                 staff,
	"GET /desk/sessions/{id}/edit":            staff,
	"POST /desk/sessions/{id}/edit":           staff,
	"GET /desk/sessions/{id}/preview":         staff,
	"POST /desk/sessions/{id}/preview":        staff,
	"GET /desk/sessions/{id}/letter":          staff,
	"POST /desk/sessions/{id}/letter":         staff,
	"POST /desk/sessions/{id}/publish":        staff,
	"POST /desk/sessions/{id}/publish-series": staff,
	"GET /desk/sessions/{id}/delete":          staff,
	"POST /desk/sessions/{id}/delete":         staff,
	"GET /desk/sessions/{id}/copy":            staff,
	"POST /desk/sessions/{id}/copy":           staff,
	"GET /desk/sessions/{id}/cancel":          staff,
	"POST /desk/sessions/{id}/cancel":         staff,

	"GET /desk/account":                    everybody,
	"POST /desk/account/password":          everybody,
	"POST /desk/account/codes":             everybody,
	"GET /desk/account/phone":              everybody,
	"POST /desk/account/phone":             everybody,
	"POST /desk/account/logins/{id}/end":   everybody,
	"POST /desk/account/logins/everywhere": everybody,

	"GET /desk/texts":                          staff,
	"GET /desk/texts/{kind}/{lang}":            staff,
	"POST /desk/texts/{kind}/{lang}":           staff,
	"POST /desk/texts/{kind}/{lang}/reset":     staff,
	"GET /desk/calendar":                       staff | facilitator,
	"GET /desk/sessions/{id}/move":             staff,
	"POST /desk/sessions/{id}/move":            staff,
	"GET /desk/search":                         staff,
	"GET /desk/attendees":                      staff | facilitator,
	"GET /desk/sessions/{id}/attendees":        staff | facilitator,
	"GET /desk/sessions/{id}/attendees/add":    staff,
	"POST /desk/sessions/{id}/attendees/add":   staff,
	"GET /desk/sessions/{id}/attendees.csv":    staff,
	"GET /desk/sessions/{id}/attendees.xlsx":   staff,
	"GET /desk/sessions/{id}/sign-in":          staff | facilitator,
	"GET /desk/sessions/{id}/mail":             staff,
	"POST /desk/sessions/{id}/mail":            staff,
	"POST /desk/sessions/{id}/mail/undo":       staff,
	"GET /desk/sessions/{id}/check-in":         staff | facilitator,
	"POST /desk/sessions/{id}/check-in":        staff | facilitator,
	"POST /desk/sessions/{id}/walk-ins":        staff | facilitator,
	"GET /desk/check-in/{code}":                staff | facilitator,
	"POST /desk/sessions/{id}/held":            staff,
	"GET /desk/registrations/{id}":             staff,
	"POST /desk/registrations/{id}/edit":       staff,
	"POST /desk/registrations/{id}/note":       staff,
	"POST /desk/registrations/{id}/withdraw":   staff,
	"POST /desk/registrations/{id}/erase":      staff,
	"GET /desk/registrations/{id}/move":        staff,
	"POST /desk/registrations/{id}/move":       staff,
	"POST /desk/registrations/{id}/attendance": staff | facilitator,
	"GET /desk/employers":                      staff,
	"GET /desk/employers.csv":                  staff,
	"GET /desk/employers.xlsx":                 staff,
	"GET /desk/employers/new":                  staff,
	"POST /desk/employers/new":                 staff,
	"GET /desk/employers/paste":                staff,
	"POST /desk/employers/paste":               staff,
	"GET /desk/employers/import":               staff,
	"POST /desk/employers/import":              staff,
	"POST /desk/employers/import/confirm":      staff,
	"GET /desk/employers/{id}":                 staff,
	"POST /desk/employers/{id}/funnel":         staff,
	"GET /desk/employers/{id}/edit":            staff,
	"POST /desk/employers/{id}/edit":           staff,
	"GET /desk/employers/{id}/contact":         staff,
	"POST /desk/employers/{id}/contact":        staff,
	"GET /desk/employers/{id}/site":            staff,
	"POST /desk/employers/{id}/site":           staff,
	"POST /desk/employers/{id}/archive":        staff,
	"POST /desk/employers/{id}/restore":        staff,
	"GET /desk/outbox":                         staff,
	"GET /desk/outbox/tomorrow":                staff,
	"GET /desk/outbox/pause":                   staff,
	"POST /desk/outbox/pause":                  staff,
	"GET /desk/outbox/{id}":                    staff,
	"GET /desk/outbox/{id}/frame":              staff,
	"GET /desk/outbox/{id}/retry":              staff,
	"POST /desk/outbox/{id}/retry":             staff,
	"GET /desk/outbox/{id}/hold":               staff,
	"POST /desk/outbox/{id}/hold":              staff,
	"GET /desk/outbox/{id}/drop":               staff,
	"POST /desk/outbox/{id}/drop":              staff,
	"GET /desk/sessions/{id}/what-if":          staff,
	"GET /desk/offerings":                      staff,
	"GET /desk/offerings/new":                  staff,
	"POST /desk/offerings/new":                 staff,
	"GET /desk/offerings/{id}":                 staff,
	"POST /desk/offerings/{id}":                staff,
	"POST /desk/offerings/{id}/archive":        staff,
	"POST /desk/offerings/{id}/restore":        staff,
	"GET /desk/venues":                         staff,
	"GET /desk/venues/new":                     staff,
	"POST /desk/venues/new":                    staff,
	"GET /desk/venues/{id}":                    staff,
	"POST /desk/venues/{id}":                   staff,
	"POST /desk/venues/{id}/archive":           staff,
	"POST /desk/venues/{id}/restore":           staff,
	"GET /desk/facilitators":                   staff,
	"GET /desk/facilitators/new":               staff,
	"POST /desk/facilitators/new":              staff,
	"GET /desk/facilitators/{id}":              staff,
	"POST /desk/facilitators/{id}":             staff,
	"POST /desk/facilitators/{id}/archive":     staff,
	"POST /desk/facilitators/{id}/restore":     staff,
	"GET /desk/kits":                           staff,
	"GET /desk/kits/new":                       staff,
	"POST /desk/kits/new":                      staff,
	"GET /desk/kits/{id}":                      staff,
	"POST /desk/kits/{id}":                     staff,
	"POST /desk/kits/{id}/archive":             staff,
	"POST /desk/kits/{id}/restore":             staff,
	"GET /desk/sectors":                        staff,
	"GET /desk/sectors/new":                    staff,
	"POST /desk/sectors/new":                   staff,
	"GET /desk/sectors/{id}":                   staff,
	"POST /desk/sectors/{id}":                  staff,
	"POST /desk/sectors/{id}/archive":          staff,
	"POST /desk/sectors/{id}/restore":          staff,
	"GET /desk/programme":                      staff,
	"POST /desk/programme":                     staff,

	"GET /desk/absence":                           staff,
	"POST /desk/absence":                          staff,
	"GET /desk/facilitators/{id}/absence":         staff,
	"POST /desk/facilitators/{id}/absence":        staff,
	"POST /desk/facilitators/{id}/absence/remove": staff,
	"GET /desk/absences/{id}":                     staff,
	"POST /desk/absences/{id}":                    staff,
	"GET /desk/rearrangements/{id}":               staff,
	"POST /desk/rearrangements/{id}/undo":         staff,

	"GET /desk/settings":            admin,
	"POST /desk/settings/mail":      admin,
	"GET /desk/users":               admin,
	"POST /desk/users":              admin,
	"POST /desk/users/{id}/role":    admin,
	"POST /desk/users/{id}/disable": admin,
	"POST /desk/users/{id}/enable":  admin,
	"POST /desk/users/{id}/second":  admin,
	"POST /desk/users/{id}/invite":  admin,
	"GET /desk/audit":               admin,
}
