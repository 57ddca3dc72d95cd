package templates

import (
	"strings"
	"unicode/utf8"
)

// DeskField is one field of a form, for the part "deskfield". Its words stand
// under "desk.field." by its Key.
type DeskField struct {
	// Name is the form's, Key that of the words; "" is the same.
	Name, Key string
	// Kind is "text", "email", "tel", "url", "number", "lines", "select",
	// "radio", "ticks", "tick", "pair", which is a number and a choice beside
	// it, or "heading", which is no field but a title above the next ones.
	Kind string
	// Value is what stands in it; "1" is a tick. Chosen are the values of
	// "ticks".
	Value  string
	Chosen []string
	// Options are those of "select", "radio", "ticks" and "pair".
	Options []DeskOption
	// PairName is the name of the choice of a "pair", Pair what is chosen; No
	// numbers fields that share their words.
	PairName, Pair string
	No             int
	// Optional fields say so; Hint ones have words under "desk.hint."; Unit is
	// that of a number, under "desk.unit.".
	Optional, Hint bool
	Unit           string
	// Wrong is the message for it, or empty.
	Wrong string
	// Focus puts the cursor in it.
	Focus bool
}

// DeskOption is one of several answers. Key has its words under
// "desk.choice."; where it is "" Label is shown as it is.
type DeskOption struct{ Value, Key, Label string }

// Words is the key of the field's words.
func (f DeskField) Words() string {
	if f.Key == "" {
		return f.Name
	}
	return f.Key
}

// Chose tells whether an answer is the one given, or among those given.
func (f DeskField) Chose(value string) bool {
	if f.Kind != "ticks" {
		return f.Value == value
	}
	for _, v := range f.Chosen {
		if v == value {
			return true
		}
	}
	return false
}

// deskAnswer is an answer with what puts it into words.
type deskAnswer struct {
	Field DeskField
	Value string
	// Option is the one chosen, where there are several.
	Option *DeskOption
}

func answerOf(f DeskField, value string) deskAnswer {
	a := deskAnswer{Field: f, Value: value}
	for i := range f.Options {
		if f.Options[i].Value == value && f.Kind != "ticks" {
			a.Option = &f.Options[i]
		}
	}
	return a
}

// Fit gives fields the messages that belong to them, and the summary the words
// of those fields.
func (f *DeskForm) Fit(fields ...DeskField) []DeskField {
	for i := range fields {
		for j := range f.Errors {
			if f.Errors[j].Field == fields[i].Name {
				fields[i].Wrong, f.Errors[j].Label = f.Errors[j].Message, fields[i].Words()
			}
		}
	}
	return fields
}

// Rows is how high a field of lines is: enough for what stands in it, with room
// for a line more, and not higher than a screen.
func (f DeskField) Rows() int {
	const lowest, highest, columns = 3, 14, 60
	rows := 1
	for line := range strings.Lines(f.Value) {
		rows += 1 + utf8.RuneCountInString(line)/columns
	}
	return min(max(rows, lowest), highest)
}
