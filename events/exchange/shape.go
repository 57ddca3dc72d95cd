package exchange

import (
	"bytes"
	"encoding/json"
	"maps"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"kantine/events"
)

const (
	// maxText is the length of the longest text, in characters.
	maxText = 4000
	// maxNumber is the highest whole number that means anything here.
	maxNumber = 1_000_000
)

// shapes holds what is known of the Go types that stand for the objects of a
// file; their json names are the schema.
type shapes map[reflect.Type]map[string]reflect.Type

// of gives the keys of a struct type with the type of each.
func (s shapes) of(t reflect.Type) map[string]reflect.Type {
	if keys, ok := s[t]; ok {
		return keys
	}
	keys := map[string]reflect.Type{}
	for i := range t.NumField() {
		f := t.Field(i)
		name, _, _ := strings.Cut(f.Tag.Get("json"), ",")
		if name == "-" || name == "" {
			continue
		}
		keys[name] = f.Type
		if f.Type == reflect.TypeFor[json.RawMessage]() {
			keys[name] = keptRaw[name]
		}
	}
	s[t] = keys
	return keys
}

// choices are the values of the types that have a few.
var choices = map[reflect.Type][]string{
	reflect.TypeFor[events.Kind]():         {"workshop", "presentation", "interview", "popup", "online"},
	reflect.TypeFor[events.Waitlist]():     {"off", "auto", "offer"},
	reflect.TypeFor[events.Visibility]():   {"public", "invited", "site"},
	reflect.TypeFor[events.SessionState](): {"draft", "published", "cancelled", "held"},
	reflect.TypeFor[events.Stage]():        {"lead", "invited", "interested", "active", "declined"},
	reflect.TypeFor[events.ReminderKind](): {"reminder", "follow_up"},
}

// longer texts than these break a page or a letter, in characters; any other
// key may have maxText.
var textLimits = map[string]int{"title": 200, "summary": 2000, "name": 120, "join_url": 1000, "label": 120}

// paragraphs are the keys whose text may have several lines.
var paragraphs = map[string]bool{"summary": true, "note": true, "route": true}

// walk compares one JSON value, known to be well-formed, with a Go type.
type walk struct {
	dec    *json.Decoder
	shapes shapes
	rec    *record
	zone   *time.Location
	// broken tells that a value is wrong, so that it makes no sense to look
	// further into the record; an unknown key does not.
	broken bool
}

// fits gathers every way in which raw is not a T, and tells whether the record
// can be decoded and looked into.
func fits(raw json.RawMessage, t reflect.Type, known shapes, rec *record, zone *time.Location) bool {
	w := walk{dec: json.NewDecoder(bytes.NewReader(raw)), shapes: known, rec: rec, zone: zone}
	w.dec.UseNumber()
	w.value(w.next(), t, "")
	return !w.broken
}

// next cannot fail: the syntax was checked.
func (w *walk) next() json.Token {
	token, _ := w.dec.Token()
	return token
}

func (w *walk) wrong(field, format string, args ...any) {
	w.broken = true
	w.rec.fault(field, format, args...)
}

// mismatch steps over a value of the wrong kind.
func (w *walk) mismatch(token json.Token, field, want string) {
	w.wrong(field, "must be %s: correct it", want)
	w.skip(token)
}

func (w *walk) skip(token json.Token) {
	depth := 0
	for {
		switch token {
		case json.Delim('{'), json.Delim('['):
			depth++
		case json.Delim('}'), json.Delim(']'):
			depth--
		}
		if depth == 0 {
			return
		}
		token = w.next()
	}
}

func (w *walk) value(token json.Token, t reflect.Type, field string) {
	if token == nil {
		if strings.HasSuffix(field, "]") || field == "" {
			w.wrong(field, "must not be null: take it out")
		}
		return
	}
	switch t {
	case reflect.TypeFor[events.Offset](), reflect.TypeFor[events.Date](), reflect.TypeFor[stamp]():
		w.moment(token, t, field)
		return
	case reflect.TypeFor[limit]():
		t = reflect.TypeFor[int]()
	case reflect.TypeFor[place]():
		if _, ref := token.(string); ref {
			t = reflect.TypeFor[string]()
		} else {
			t = reflect.TypeFor[address]()
		}
	}
	switch t.Kind() {
	case reflect.Pointer:
		w.value(token, t.Elem(), field)
	case reflect.Struct:
		w.object(token, t, field)
	case reflect.Map:
		w.table(token, t.Elem(), field)
	case reflect.Slice:
		w.list(token, t.Elem(), field)
	case reflect.Bool:
		if _, ok := token.(bool); !ok {
			w.mismatch(token, field, "true or false")
		}
	case reflect.String:
		w.text(token, t, field)
	default:
		w.number(token, t, field)
	}
}

// object walks a struct: every key known, none twice.
func (w *walk) object(token json.Token, t reflect.Type, field string) {
	if token != json.Delim('{') {
		w.mismatch(token, field, "an object { }")
		return
	}
	known, seen := w.shapes.of(t), map[string]bool{}
	for w.dec.More() {
		key, _ := w.next().(string)
		path := key
		if field != "" {
			path = field + "." + key
		}
		inner, ok := known[key]
		switch {
		case !ok:
			w.unknown(field, key, known)
		case seen[key]:
			w.rec.fault(path, "stands twice in one object: keep one")
			w.skip(w.next())
		default:
			seen[key] = true
			w.value(w.next(), inner, path)
		}
	}
	w.next()
}

func (w *walk) unknown(field, key string, known map[string]reflect.Type) {
	path := key
	if slices.ContainsFunc([]rune(key), hidden) || utf8.RuneCountInString(key) > 40 {
		path = quote(key)
	}
	if field != "" {
		path = field + "." + path
	}
	w.rec.fault(path, "is an unknown key: take it out or correct it (known here: %s)",
		strings.Join(slices.Sorted(maps.Keys(known)), ", "))
	w.skip(w.next())
}

// table walks a map, whose keys are ids.
func (w *walk) table(token json.Token, elem reflect.Type, field string) {
	if token != json.Delim('{') {
		w.mismatch(token, field, "an object { }")
		return
	}
	for w.dec.More() {
		key, _ := w.next().(string)
		if !soundID(key) {
			w.wrong(field, "%s is no id: correct it", quote(key))
		}
		w.value(w.next(), elem, field+"["+strconv.Quote(key)+"]")
	}
	w.next()
}

func (w *walk) list(token json.Token, elem reflect.Type, field string) {
	if token != json.Delim('[') {
		w.mismatch(token, field, "a list [ ]")
		return
	}
	for i := 0; w.dec.More(); i++ {
		if w.rec.to.full() {
			w.skip(w.next())
			continue
		}
		w.value(w.next(), elem, field+"["+strconv.Itoa(i)+"]")
	}
	w.next()
}

func (w *walk) number(token json.Token, t reflect.Type, field string) {
	n, ok := token.(json.Number)
	if t.Kind() == reflect.Float64 {
		if !ok {
			w.mismatch(token, field, "a number")
		} else if _, err := n.Float64(); err != nil {
			w.wrong(field, "is too large a number: correct it")
		}
		return
	}
	if !ok {
		w.mismatch(token, field, "a whole number")
		return
	}
	if i, err := strconv.Atoi(n.String()); err != nil || i < 0 || i > maxNumber {
		w.wrong(field, "must be a whole number from 0 to %d: correct it", maxNumber)
	}
}

func (w *walk) text(token json.Token, t reflect.Type, field string) {
	s, ok := token.(string)
	if !ok {
		w.mismatch(token, field, "a text in quotes")
		return
	}
	if values, ok := choices[t]; ok && s != "" && !slices.Contains(values, s) {
		w.wrong(field, "%s is not one of %s", quote(s), strings.Join(values, ", "))
	}
	limit, long := maxText, false
	for key := range strings.SplitSeq(field, ".") {
		long = long || paragraphs[key]
		if n, ok := textLimits[key]; ok {
			limit = n
		}
	}
	if utf8.RuneCountInString(s) > limit {
		w.wrong(field, "is longer than %d characters: shorten it", limit)
	}
	for _, r := range s {
		if hidden(r) && (!long || !strings.ContainsRune("\r\n\t", r)) {
			w.wrong(field, "holds the invisible character U+%04X: take it out", r)
			return
		}
	}
}

// moment checks what is written in an ISO 8601 form.
func (w *walk) moment(token json.Token, t reflect.Type, field string) {
	s, ok := token.(string)
	if !ok {
		w.mismatch(token, field, "a text in quotes")
		return
	}
	switch t {
	case reflect.TypeFor[events.Offset]():
		if _, err := events.ParseOffset(field, s); err != nil {
			w.broken = true
			w.rec.refuse(field, s, "", err)
		}
	case reflect.TypeFor[events.Date]():
		if _, err := events.ParseDate(field, s); err != nil && s != "" {
			w.wrong(field, "%s is no day: write it like 2027-03-15", quote(s))
		}
	default:
		if _, err := timeOf(field, s, w.zone); err != nil && s != "" {
			w.broken = true
			w.rec.refuse(field, s, w.zone.String(), err)
		}
	}
}

// timeOf reads a time of this century or the next: anything else is a slip.
func timeOf(field, s string, zone *time.Location) (time.Time, error) {
	at, err := events.ParseTime(field, s, zone)
	if err == nil && (at.Year() < 2000 || at.Year() > 2199) {
		return at, events.Invalid(field, "date")
	}
	return at, err
}
