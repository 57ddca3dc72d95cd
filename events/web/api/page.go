package api

import (
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"kantine/events"
	"kantine/events/web/reply"
)

// Limits of one page of a list.
const (
	defaultLimit = 100
	maxLimit     = 500
)

// list is one page. Next is the id to give as "after" for the page that
// follows; null on the last one.
type list[T any] struct {
	Items []T     `json:"items" nullable:"false"`
	Next  *string `json:"next" doc:"give this as 'after' to get the next page; null on the last page"`
}

// page makes a list of what was read, one more than the limit where there is
// more.
func page[T any](items []T, limit int, id func(T) string) list[T] {
	p := list[T]{Items: always(items)}
	if len(items) > limit {
		p.Items = items[:limit]
		next := id(p.Items[limit-1])
		p.Next = &next
	}
	return p
}

// query reads the parameters of a list, and gathers what is wrong with them.
type query struct {
	values   url.Values
	known    []string
	problems []events.Problem
}

// query refuses nothing yet; done does.
func (q *request) query() *query { return &query{values: q.http.URL.Query(), known: []string{"lang"}} }

func (p *query) refuse(name, key string, args ...any) {
	p.problems = append(p.problems, events.Problem{Field: name, Key: key, Args: args})
}

func (p *query) text(name string) string {
	p.known = append(p.known, name)
	value := p.values.Get(name)
	if !reply.Storable(value) {
		p.refuse(name, "control_characters")
	}
	return value
}

// oneOf reads a parameter that has only these values.
func oneOf[T ~string](p *query, name string, values ...T) T {
	value := T(p.text(name))
	if value != "" && !slices.Contains(values, value) {
		p.refuse(name, "unknown_choice", "Value", string(value))
	}
	return value
}

// window reads limit and after.
func (p *query) window() (limit int, after string) {
	limit = defaultLimit
	if given := p.text("limit"); given != "" {
		n, err := strconv.Atoi(given)
		if err != nil || n < 1 || n > maxLimit {
			p.refuse("limit", "range", "Min", 1, "Max", maxLimit)
		}
		limit = n
	}
	return limit, p.text("after")
}

// time reads an instant, a wall time in zone, or a day, which is its midnight.
// A plus sign that was not escaped has become a space.
func (p *query) time(name string, zone *time.Location) (time.Time, error) {
	given := strings.ReplaceAll(p.text(name), " ", "+")
	if given == "" {
		return time.Time{}, nil
	}
	if len(given) == len(time.DateOnly) {
		given += "T00:00"
	}
	return events.ParseTime(name, given, zone)
}

// done refuses what was wrong, names nobody asked for among it: a filter that
// is misspelt would choose everything.
func (p *query) done() error {
	var unknown []string
	for name := range p.values {
		if !slices.Contains(p.known, name) {
			unknown = append(unknown, name)
		}
	}
	slices.Sort(unknown)
	for _, name := range unknown {
		p.refuse(name, "unknown_field")
	}
	if len(p.problems) > 0 {
		return &events.Error{Code: events.CodeValidation, Problems: p.problems}
	}
	return nil
}
