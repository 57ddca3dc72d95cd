package desk

import (
	"maps"
	"slices"
	"strings"

	"kantine/events"
)

// Pages lists the routes that a role may open with GET, such as
// "/desk/users/{id}". Those of logging in are nobody's.
func Pages(role events.Role) (routes []string) {
	for _, call := range slices.Sorted(maps.Keys(allowed)) {
		if route, ok := strings.CutPrefix(call, "GET "); ok && allowed[call].lets(role) {
			routes = append(routes, route)
		}
	}
	return routes
}
