package templates

// DeskField is one field of a form, for the part "deskfield". Its words stand
// under "desk.field." by its Key.
type DeskField struct {
	// Name is the form's, Key that of the words; "" is the same.
	Name, Key string
	// Kind is "text", "email", "tel", "url", "number", "lines", "select",
	// "radio", "ticks", "tick", or "heading", which is no field but a title
	// above the next ones.
	Kind string
	// Value is what stands in it; "1" is a tick. Chosen are the values of
	// "ticks".
	Value  string
	Chosen []string
	// Options are those of "select", "radio" and "ticks".
	Options []DeskOption
	// Optional fields say so; Hint ones have words under "desk.hint."; Unit is
	// that of a number, under "desk.unit.".
	Optional, Hint bool
	Unit           string
	// Wrong is the message for it, or empty.
	Wrong string
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
