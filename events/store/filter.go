package store

import "strings"

// filter gathers the conditions of a list. Their texts are fixed, so that few
// statements come of them; the values are arguments.
type filter struct {
	conditions []string
	args       []any
	limit      int
}

// when adds a condition where the caller asked for it.
func (f *filter) when(asked bool, condition string, args ...any) {
	if asked {
		f.conditions = append(f.conditions, condition)
		f.args = append(f.args, args...)
	}
}

// text finishes a statement; the limit becomes the last argument. An order of
// "" is any.
func (f *filter) text(from, order string) string {
	if len(f.conditions) > 0 {
		from += " WHERE " + strings.Join(f.conditions, " AND ")
	}
	if order != "" {
		from += " ORDER BY " + order
	}
	if f.limit > 0 {
		from += " LIMIT ?"
		f.args = append(f.args, f.limit)
	}
	return from
}
