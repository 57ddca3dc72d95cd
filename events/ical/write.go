package ical

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
	"strconv"
	"time"

	goical "github.com/emersion/go-ical"

	"kantine/events"
)

const (
	productID = "-//Kantine//Kantine//NL"
	localForm = "20060102T150405"
	utcForm   = localForm + "Z"
)

// Words are the texts of a calendar object in one language.
type Words struct {
	// Appointment is the title of a discreet entry.
	Appointment string
	// Participant is the name of somebody who gave none.
	Participant string
	// Online is the place of a session without a room, Join the label of the
	// link that leads there.
	Online, Join string
	// LedBy and Manage open the lines with the facilitators and with the link
	// to the registration's page.
	LedBy, Manage string
}

// Writer writes calendar objects. Any number of goroutines may use it.
type Writer struct {
	words map[string]Words
	zones zones
}

// New makes a Writer that speaks the languages of words; a language it lacks
// is spoken as events.DefaultLanguage.
func New(words map[string]Words) *Writer { return &Writer{words: maps.Clone(words)} }

func (w *Writer) in(lang string) Words {
	if words, ok := w.words[lang]; ok {
		return words
	}
	return w.words[events.DefaultLanguage]
}

// entry is one VEVENT; texts need not be clean, addresses are mailto: URIs.
type entry struct {
	uid                    string
	stamp, starts, ends    time.Time
	zone                   string
	sequence               int
	summary, place, detail string
	status                 string
	discreet               bool
	// url and conference are absolute URLs or "", label goes with the latter.
	url, conference, label string
	organizer, attendee    *goical.Prop
}

// object collects the parts of one VCALENDAR.
type object struct {
	writer *Writer
	cal    *goical.Calendar
	years  map[string]zoneYears
	events []*goical.Component
}

func (w *Writer) object(method string) *object {
	cal := goical.NewCalendar()
	setRaw(cal.Props, goical.PropVersion, "2.0")
	setRaw(cal.Props, goical.PropProductID, productID)
	setRaw(cal.Props, goical.PropMethod, method)
	return &object{writer: w, cal: cal, years: map[string]zoneYears{}}
}

// setRaw sets a value that needs no escaping; SetText would state VALUE=TEXT
// where another type is the default.
func setRaw(props goical.Props, name, value string) {
	prop := goical.NewProp(name)
	prop.Value = value
	props.Set(prop)
}

func setText(props goical.Props, name, value string) {
	if value != "" {
		props.SetText(name, value)
	}
}

var errTimes = errors.New("the end is not after the start")

// add puts an entry into the object.
func (o *object) add(e entry) error {
	if !e.ends.After(e.starts) {
		return errTimes
	}
	if e.uid == "" {
		return errors.New("no UID")
	}
	ev := goical.NewComponent(goical.CompEvent)
	p := ev.Props
	setText(p, goical.PropUID, cleanLine(e.uid))
	setRaw(p, goical.PropDateTimeStamp, e.stamp.UTC().Format(utcForm))
	o.setTime(p, goical.PropDateTimeStart, e.starts, e.zone)
	o.setTime(p, goical.PropDateTimeEnd, e.ends, e.zone)
	setRaw(p, goical.PropSequence, strconv.Itoa(e.sequence))
	setText(p, goical.PropSummary, cleanLine(e.summary))
	setText(p, goical.PropLocation, cleanLine(e.place))
	setText(p, goical.PropDescription, e.detail)
	setRaw(p, goical.PropStatus, e.status)
	class, transparency, busy := "PUBLIC", "OPAQUE", "BUSY"
	if e.discreet {
		class = "PRIVATE"
	}
	if e.status != statusConfirmed {
		transparency, busy = "TRANSPARENT", "FREE"
	}
	setRaw(p, goical.PropClass, class)
	setRaw(p, goical.PropTransparency, transparency)
	setRaw(p, "X-MICROSOFT-CDO-BUSYSTATUS", busy)
	if e.url != "" {
		setRaw(p, goical.PropURL, e.url)
	}
	if e.conference != "" {
		prop := goical.NewProp("CONFERENCE") // RFC 7986 §5.11
		prop.Params.Set("VALUE", "URI")
		prop.Params.Set("FEATURE", "VIDEO")
		prop.Params.Set("LABEL", cleanParameter(e.label))
		prop.Value = e.conference
		p.Set(prop)
	}
	if e.organizer != nil {
		p.Set(e.organizer)
	}
	if e.attendee != nil {
		p.Set(e.attendee)
	}
	o.events = append(o.events, ev)
	return nil
}

// setTime writes an instant as a wall time with its zone, or in UTC form where
// the clocks show that wall time twice: by RFC 5545 §3.3.5 it means the first,
// but ical.js (in Thunderbird) and python-icalendar take it for the second.
func (o *object) setTime(props goical.Props, name string, at time.Time, zone string) {
	loc := o.writer.zones.location(zone)
	at = at.In(loc)
	if loc == time.UTC || isDoubled(at) {
		setRaw(props, name, at.UTC().Format(utcForm))
		return
	}
	prop := goical.NewProp(name)
	prop.Params.Set(goical.PropTimezoneID, zone)
	prop.Value = at.Format(localForm)
	props.Set(prop)
	span, known := o.years[zone]
	if !known {
		span = zoneYears{zone, at.Year(), at.Year()}
	}
	span.from, span.to = min(span.from, at.Year()), max(span.to, at.Year())
	o.years[zone] = span
}

// bytes encodes and folds the object, parses the result back and compares it
// with what was meant, so that nothing leaves that says anything else.
func (o *object) bytes() ([]byte, error) {
	for _, zone := range slices.Sorted(maps.Keys(o.years)) {
		o.cal.Children = append(o.cal.Children, o.writer.zones.component(o.years[zone]))
	}
	o.cal.Children = append(o.cal.Children, o.events...)
	var raw bytes.Buffer
	raw.Grow(1024 * (1 + len(o.events)))
	if err := goical.NewEncoder(&raw).Encode(o.cal); err != nil {
		return nil, err
	}
	folded := fold(raw.Bytes())
	back, err := parse(folded)
	if err != nil {
		return nil, fmt.Errorf("parse back: %w", err)
	}
	if !same(o.cal.Component, back.Component) {
		return nil, errors.New("parse back: it reads otherwise than it was meant")
	}
	return folded, nil
}

// parse reads one whole calendar; go-ical's decoder panics on some input.
func parse(raw []byte) (cal *goical.Calendar, err error) {
	defer func() {
		if r := recover(); r != nil {
			cal, err = nil, errors.New("the decoder panicked")
		}
	}()
	decoder := goical.NewDecoder(bytes.NewReader(raw))
	if cal, err = decoder.Decode(); err != nil {
		return nil, err
	}
	if _, err := decoder.Decode(); !errors.Is(err, io.EOF) {
		return nil, errors.New("something follows the calendar")
	}
	return cal, nil
}

// same tells whether two components hold the same properties, parameters and
// children: a line that slipped in, or one that broke in two, shows here.
func same(a, b *goical.Component) bool {
	return a.Name == b.Name &&
		maps.EqualFunc(a.Props, b.Props, func(a, b []goical.Prop) bool { return slices.EqualFunc(a, b, sameProp) }) &&
		slices.EqualFunc(a.Children, b.Children, same)
}

func sameProp(a, b goical.Prop) bool {
	return a.Name == b.Name && a.Value == b.Value &&
		maps.EqualFunc(a.Params, b.Params, func(a, b []string) bool { return slices.Equal(a, b) })
}
