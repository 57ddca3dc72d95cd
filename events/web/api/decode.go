package api

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/danielgtaylor/huma/v2"

	"kantine/events"
	"kantine/events/web/reply"
)

// Limits of a body: how many items one list may hold, and how many faults are
// told at once, each by a path of so many bytes at most.
const (
	maxItems  = 1000
	maxFaults = 100
	maxPath   = 200
)

// given is a field that may be left out, which differs from null.
type given[T any] struct{ events.Optional[T] }

// mark notes that the field is there and tells where its value goes.
func (g *given[T]) mark() any {
	g.Set = true
	return &g.Value
}

// Schema implements huma.SchemaProvider: in the document it is its value.
func (given[T]) Schema(r huma.Registry) *huma.Schema {
	t := reflect.TypeFor[T]()
	s := *r.Schema(t, true, "")
	return orNull(&s)
}

// kept is a text for which null says no more than leaving it out.
func kept(g given[string]) events.Optional[string] {
	return events.Optional[string]{Set: g.Value != "", Value: g.Value}
}

// decode fills v, a pointer to a struct, from the body. encoding/json alone
// would take names in any case, tell of one unknown field at most, not see
// through an optional one, and know no path with an index; here everything that
// does not fit is gathered under its path. Refusals: BadRequest, CodeValidation.
func (q *request) decode(v any) error {
	if !utf8.Valid(q.raw) || !json.Valid(q.raw) {
		return events.Refuse(reply.BadRequest)
	}
	var d decoder
	d.value(bytes.TrimSpace(q.raw), reflect.ValueOf(v).Elem(), "")
	if len(d.problems) > 0 {
		return &events.Error{Code: events.CodeValidation, Problems: d.problems}
	}
	return nil
}

// nothing refuses what is sent to a call that takes no fields.
func (q *request) nothing() error { return q.decode(&struct{}{}) }

type decoder struct{ problems []events.Problem }

func (d *decoder) refuse(path, key string, args ...any) {
	if len(d.problems) == maxFaults {
		return
	}
	if path == "" {
		path = "body"
	}
	if len(path) > maxPath {
		path = strings.ToValidUTF8(path[:maxPath], "") + "…"
	}
	d.problems = append(d.problems, events.Problem{Field: path, Key: key, Args: args})
}

// value puts raw, which is sound JSON without spaces around it, into v.
func (d *decoder) value(raw []byte, v reflect.Value, path string) {
	if field, ok := v.Addr().Interface().(interface{ mark() any }); ok {
		v = reflect.ValueOf(field.mark()).Elem()
	}
	if string(raw) == "null" && path != "" {
		return // as absent, but for a given field, which is marked
	}
	switch {
	case v.Type() == reflect.TypeFor[json.RawMessage]():
		v.SetBytes(bytes.Clone(raw))
	case v.Kind() == reflect.Pointer:
		v.Set(reflect.New(v.Type().Elem()))
		d.value(raw, v.Elem(), path)
	case v.Kind() == reflect.Struct:
		d.object(raw, v, path)
	case v.Kind() == reflect.Slice:
		d.list(raw, v, path)
	default:
		if json.Unmarshal(raw, v.Addr().Interface()) != nil {
			d.refuse(path, wanted(v.Kind()))
		} else if v.Kind() == reflect.String && strings.Contains(v.String(), "\x00") {
			d.refuse(path, "control_characters") // PostgreSQL could not hold it
		}
	}
}

// wanted is the sentence that asks for a kind.
func wanted(k reflect.Kind) string {
	switch k {
	case reflect.String:
		return "want_text"
	case reflect.Bool:
		return "want_truth"
	}
	return "want_number"
}

func (d *decoder) list(raw []byte, v reflect.Value, path string) {
	var items []json.RawMessage
	if json.Unmarshal(raw, &items) != nil {
		d.refuse(path, "want_list")
		return
	}
	if len(items) > maxItems {
		d.refuse(path, "too_many", "Max", maxItems)
		return
	}
	v.Set(reflect.MakeSlice(v.Type(), len(items), len(items)))
	for i, item := range items {
		d.value(item, v.Index(i), fmt.Sprintf("%s[%d]", path, i))
	}
}

func (d *decoder) object(raw []byte, v reflect.Value, path string) {
	var fields map[string]json.RawMessage
	if json.Unmarshal(raw, &fields) != nil || fields == nil {
		d.refuse(path, "want_object")
		return
	}
	if path != "" {
		path += "."
	}
	d.fields(fields, v, path)
	for _, name := range slices.Sorted(maps.Keys(fields)) {
		d.refuse(path+name, "unknown_field")
	}
}

// fields fills the fields of v, those of what it embeds too, and takes them out
// of the map.
func (d *decoder) fields(fields map[string]json.RawMessage, v reflect.Value, path string) {
	for i := range v.NumField() {
		field := v.Type().Field(i)
		if field.Anonymous {
			d.fields(fields, v.Field(i), path)
			continue
		}
		name, _, _ := strings.Cut(field.Tag.Get("json"), ",")
		if raw, ok := fields[name]; ok && name != "-" {
			delete(fields, name)
			d.value(raw, v.Field(i), path+name)
		}
	}
}
