package desk

import (
	"net/http"
	"strings"

	"github.com/gorilla/mux"

	"kantine/events"
	"kantine/events/web/reply"
)

// handler answers a visitor whom the guard let in.
type handler func(w http.ResponseWriter, r *http.Request, v *visit) error

// Routes puts the desk's addresses on router. Whoever adds one gives it a line
// in access.go.
func (d *Desk) Routes(router *mux.Router) {
	d.add(router, "/desk/login", d.login, d.logIn)
	d.add(router, "/desk/logout", nil, d.logOut)
	d.add(router, "/desk/code", d.code, d.enterCode)
	d.add(router, "/desk/recovery", d.recovery, d.enterRecovery)
	d.add(router, "/desk/enrol", d.enrolment, d.enrol)
	d.add(router, "/desk/forgotten", d.forgotten, d.askReset)
	d.add(router, "/desk/reset/{token}", d.linked(events.PurposeReset), d.choose(events.PurposeReset))
	d.add(router, "/desk/invite/{token}", d.linked(events.PurposeInvite), d.choose(events.PurposeInvite))

	d.add(router, "/desk", d.today, nil)
	d.calendarRoutes(router)
	d.shelfRoutes(router)

	d.sessionRoutes(router)

	d.add(router, "/desk/account", d.account, nil)
	d.add(router, "/desk/account/password", nil, d.changePassword)
	d.add(router, "/desk/account/codes", nil, d.renewCodes)
	d.add(router, "/desk/account/phone", d.phone, d.changePhone)
	d.add(router, "/desk/account/logins/everywhere", nil, d.endLogins)
	d.add(router, "/desk/account/logins/{id}/end", nil, d.endLogin)

	d.employerRoutes(router)
	d.settingRoutes(router)
	d.add(router, "/desk/users", d.users, d.invite)
	d.add(router, "/desk/users/{id}/role", nil, d.setRole)
	d.add(router, "/desk/users/{id}/disable", nil, d.disable)
	d.add(router, "/desk/users/{id}/enable", nil, d.enable)
	d.add(router, "/desk/users/{id}/second", nil, d.removeSecond)
	d.add(router, "/desk/users/{id}/invite", nil, d.inviteAgain)
	d.add(router, "/desk/audit", d.audit, nil)

	d.textRoutes(router)
	d.attendeeRoutes(router)
	d.mailingRoutes(router)
	d.outboxRoutes(router)
	d.checkInRoutes(router)
	d.absenceRoutes(router)

	// What is no page asks for a login all the same: an outsider learns nothing
	// of what there is. A stroke too many at the end is forgiven.
	router.PathPrefix("/desk/").Handler(d.guard("/desk/", everybody, func(w http.ResponseWriter, r *http.Request, v *visit) error {
		if page := strings.TrimRight(r.URL.Path, "/"); page != r.URL.Path && r.Method == http.MethodGet {
			return d.see(w, v, page)
		}
		return events.Refuse(events.CodeNotFound)
	}))
}

// add mounts a page: get answers GET and HEAD, post POST, anything else is 405.
func (d *Desk) add(router *mux.Router, route string, get, post handler) {
	var methods []string
	by := map[string]http.Handler{}
	if get != nil {
		methods = append(methods, "GET", "HEAD")
		by["GET"] = d.guard(route, d.accessTo("GET "+route), get)
		by["HEAD"] = by["GET"]
	}
	if post != nil {
		methods = append(methods, "POST")
		by["POST"] = d.guard(route, d.accessTo("POST "+route), post)
	}
	refuse := d.reply.HTML(route, func(w http.ResponseWriter, _ *http.Request) error {
		w.Header().Set("Allow", strings.Join(methods, ", "))
		return events.Refuse(reply.MethodNotAllowed)
	})
	router.HandleFunc(route, func(w http.ResponseWriter, r *http.Request) {
		if h, ok := by[r.Method]; ok {
			h.ServeHTTP(w, r)
			return
		}
		refuse.ServeHTTP(w, r)
	})
}

// accessTo looks a route up: nobody's where it has no entry.
func (d *Desk) accessTo(route string) access {
	d.mounted = append(d.mounted, route)
	return allowed[route]
}
