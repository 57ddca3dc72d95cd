package templates

// InterestPage is "/doe-mee": an employer asks for a session. Sent is the
// answer, the same for everybody.
type InterestPage struct {
	Layout
	Action, Key string
	Sent        bool

	Company, Name, Email, Phone, Postcode, City, Message string
	// Interests are the kinds that can be asked for, Chosen those that were.
	Interests []string
	Chosen    []string
	// Problem is an error code about the whole form; empty = none.
	Problem string
	Errors  []FieldError
}

func (InterestPage) page() string { return "interest" }

// Error is the message for one field, or empty.
func (p InterestPage) Error(field string) string { return fieldErrors(p.Errors).of(field) }

// Chose tells whether one kind was asked for.
func (p InterestPage) Chose(kind string) bool {
	for _, c := range p.Chosen {
		if c == kind {
			return true
		}
	}
	return false
}
