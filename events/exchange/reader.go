package exchange

import (
	"bytes"
	"encoding/json"
	"fmt"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"time"

	"kantine/events"
)

const (
	// maxRecord is the size in bytes of the largest object, that of a body of
	// the API.
	maxRecord = 1 << 20
	// maxRecords is how many objects one list may hold.
	maxRecords = 200_000
)

// soundID tells whether s can be an id: it stands in addresses, file names and
// calendar objects, unescaped.
var soundID = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$`).MatchString

// names are the ids of a list.
type names struct {
	ids map[string]bool
	// partial tells that records were wrong, so that a missing id proves nothing.
	partial bool
}

// reader fills a Bundle.
type reader struct {
	gatherer
	file   string
	zone   *time.Location
	shapes shapes
	lists  map[string]*names
	// offerings and sessions find an index in the bundle by id.
	offerings, sessions map[string]int
	bundle              events.Bundle
	// read tells that the programme file could be looked into.
	read bool
}

func newReader(zone string) *reader {
	return &reader{
		zone: time.UTC, shapes: shapes{}, lists: map[string]*names{},
		offerings: map[string]int{}, sessions: map[string]int{},
		bundle: events.Bundle{Programme: events.DefaultProgramme(zone)},
	}
}

func (r *reader) list(name string) *names {
	if r.lists[name] == nil {
		r.lists[name] = &names{ids: map[string]bool{}}
	}
	return r.lists[name]
}

// claim takes an id for a record of a list; field is where it stands.
func (r *reader) claim(rec *record, field, list, id string) bool {
	known := r.list(list)
	switch {
	case id == "":
		rec.fault(field, "is missing: give an id that stays the same in every import")
	case !soundID(id):
		rec.fault(field, "is no id: use at most 100 letters, digits, hyphens, dots and underscores")
	case known.ids[id]:
		rec.fault(field, "%q stands twice among the %s: give each its own", id, list)
	default:
		known.ids[id] = true
		return true
	}
	known.partial = true
	return false
}

// refer checks a reference to a record of a list; "" refers to nothing.
func (r *reader) refer(rec *record, field, list, id string) {
	known := r.list(list)
	if id == "" || known.ids[id] || known.partial {
		return
	}
	if !soundID(id) {
		rec.fault(field, "is no id: give one of the %s of this file", list)
		return
	}
	rec.fault(field, "%q is not among the %s of this file: add it there or correct the id", id, list)
}

// programme reads a whole programme file, referred-to lists first.
func (r *reader) programme(file source) {
	r.file, r.read = file.name, true
	parts := r.open(file.data)
	if r.full() || parts == nil {
		return
	}
	single(r, "programme", parts["programme"], r.bareProgramme(), r.takeProgramme)
	each(r, "sectors", parts["sectors"], r.takeSector)
	each(r, "offerings", parts["offerings"], r.takeOffering)
	each(r, "employers", parts["employers"], r.takeEmployer)
	each(r, "venues", parts["venues"], r.takeVenue)
	each(r, "facilitators", parts["facilitators"], r.takeFacilitator)
	each(r, "kits", parts["kits"], r.takeKit)
	each(r, "sessions", parts["sessions"], r.takeSession)
	each(r, "invitations", parts["invitations"], r.takeInvitation)
	single(r, "travel", parts["travel"], travel{}, r.takeTravel)
	single(r, "elearning", parts["elearning"], elearning{}, r.takeElearning)
	each(r, "scenarios", parts["scenarios"], func(*record, scenario, json.RawMessage) {})
}

// header are the keys of the file itself.
type header struct {
	Schema string `json:"schema"`
	Note   string `json:"note"`
	AsOf   stamp  `json:"as_of"`
}

// open takes the file apart into its lists, and sees to the header and the zone.
func (r *reader) open(data []byte) map[string]json.RawMessage {
	top := &record{to: &r.gatherer, file: r.file}
	dec := json.NewDecoder(bytes.NewReader(data))
	if token, _ := dec.Token(); token != json.Delim('{') {
		top.fault("", "must be one object { }: give a programme in schema kantine/1")
		r.read = false
		return nil
	}
	parts := map[string]json.RawMessage{}
	for dec.More() && !r.full() {
		token, _ := dec.Token()
		key, _ := token.(string)
		var raw json.RawMessage
		if dec.Decode(&raw) != nil {
			break
		}
		switch {
		case !slices.Contains(topKeys, key):
			top.fault(quote(key), "is an unknown key: take it out or correct it (known here: %s)", strings.Join(topKeys, ", "))
		case parts[key] != nil:
			top.fault(key, "stands twice in the file: keep one")
		case string(raw) != "null":
			parts[key] = raw
		}
	}
	r.findZone(parts["programme"])
	r.header(top, parts)
	return parts
}

var topKeys = []string{
	"schema", "note", "as_of", "programme", "sectors", "offerings", "employers", "venues", "facilitators",
	"kits", "sessions", "invitations", "scenarios", "travel", "elearning",
}

func (r *reader) header(top *record, parts map[string]json.RawMessage) {
	fields := map[string]json.RawMessage{}
	for _, key := range []string{"schema", "note", "as_of"} {
		if parts[key] != nil {
			fields[key] = parts[key]
		}
	}
	raw, err := json.Marshal(fields)
	if err != nil || !fits(raw, reflect.TypeFor[header](), r.shapes, top, r.zone) {
		return
	}
	var h header
	if json.Unmarshal(raw, &h) == nil && h.Schema != "kantine/1" {
		top.fault("schema", `is %s: this program reads "kantine/1"`, quote(h.Schema))
	}
	if parts["programme"] == nil {
		top.fault("programme", "is missing: say at least its id")
	}
}

// findZone settles the zone before any time is read. A wrong one is named when
// the programme is looked into.
func (r *reader) findZone(programme json.RawMessage) {
	var p struct {
		TimeZone json.RawMessage `json:"timezone"`
	}
	name := r.bundle.Programme.TimeZone
	var own string
	if json.Unmarshal(programme, &p) == nil && json.Unmarshal(p.TimeZone, &own) == nil && own != "" {
		name = own
	}
	if zone, ok := zoneNamed(name); ok {
		r.zone = zone
	}
}

// zoneNamed loads a zone by its IANA name; "Local" is none, since it means
// something else on every machine.
func zoneNamed(name string) (*time.Location, bool) {
	if name == "" || name == "Local" {
		return nil, false
	}
	zone, err := time.LoadLocation(name)
	return zone, err == nil
}

// single reads an object that is no list's, on top of what it is by default.
func single[T any](r *reader, key string, raw json.RawMessage, v T, take func(*record, T, json.RawMessage)) {
	if raw == nil {
		return
	}
	rec := &record{to: &r.gatherer, file: r.file, name: key}
	if decode(r, rec, raw, &v) {
		take(rec, v, raw)
	}
}

// each reads the records of a list and hands on those that have the right shape.
func each[T any](r *reader, list string, raw json.RawMessage, take func(*record, T, json.RawMessage)) {
	if raw == nil {
		return
	}
	dec := json.NewDecoder(bytes.NewReader(raw))
	if token, _ := dec.Token(); token != json.Delim('[') {
		r.add(Fault{File: r.file, Field: list, Message: "must be a list [ ]: correct it"})
		r.list(list).partial = true
		return
	}
	for i := 0; dec.More() && !r.full(); i++ {
		var one json.RawMessage
		if dec.Decode(&one) != nil {
			return
		}
		if i == maxRecords {
			r.add(Fault{File: r.file, Field: list, Message: fmt.Sprintf("holds more than %d: split the file", maxRecords)})
			return
		}
		id := idOf(one)
		rec := &record{to: &r.gatherer, file: r.file, name: fmt.Sprintf("%s #%d", list, i+1)}
		if soundID(id) {
			rec.name = fmt.Sprintf("%s %q", list, id)
		}
		var v T
		fine := decode(r, rec, one, &v)
		if fine || soundID(id) {
			fine = r.claim(rec, "id", list, id) && fine
		}
		if !fine {
			r.spoil(list)
			continue
		}
		take(rec, v, one)
	}
}

// spoil notes that a list lacks a record that the file may have meant to hold.
func (r *reader) spoil(list string) {
	r.list(list).partial = true
	if list == "employers" {
		r.list("sites").partial = true
	}
}

// decode reads one object into v if it has the right shape.
func decode(r *reader, rec *record, raw json.RawMessage, v any) bool {
	if len(raw) > maxRecord {
		rec.fault("", "is larger than %d MB: shorten it", maxRecord>>20)
		return false
	}
	if !fits(raw, reflect.TypeOf(v).Elem(), r.shapes, rec, r.zone) {
		return false
	}
	if json.Unmarshal(raw, v) != nil {
		rec.fault("", "cannot be read: correct it")
		return false
	}
	return true
}

// idOf reads the id of an object that may be anything.
func idOf(raw json.RawMessage) string {
	var o struct {
		ID json.RawMessage `json:"id"`
	}
	var id string
	if json.Unmarshal(raw, &o) != nil || json.Unmarshal(o.ID, &id) != nil {
		return ""
	}
	return id
}
