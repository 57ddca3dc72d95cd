package reply

import (
	"errors"
	"io"
	"mime"
	"net/http"
	"net/url"
	"strings"
	"unicode/utf8"

	"kantine/events"
)

// Limits of a form.
const (
	maxForm       = 64 << 10
	maxFormFields = 50
	// A long form is one of the desk's that travels with all that it began with.
	maxLongForm       = 512 << 10
	maxLongFormFields = 2000
)

// Form reads the fields of a posted form (application/x-www-form-urlencoded).
// Refusals: UnsupportedMedia, TooLarge beyond 64 kB, BadRequest for what is
// not UTF-8, has a name with NUL, is not a form, or has more than 50 fields. A
// NUL that somebody typed comes as U+0001, which every field refuses as it does
// all control characters, and both databases hold.
func Form(w http.ResponseWriter, r *http.Request) (url.Values, error) {
	return form(w, r, maxForm, maxFormFields)
}

// LongForm is Form for who is logged in: 512 kB and 2000 fields.
func LongForm(w http.ResponseWriter, r *http.Request) (url.Values, error) {
	return form(w, r, maxLongForm, maxLongFormFields)
}

func form(w http.ResponseWriter, r *http.Request, size int64, most int) (url.Values, error) {
	media, _, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	if err != nil || media != "application/x-www-form-urlencoded" {
		return nil, events.Refuse(UnsupportedMedia)
	}
	raw, err := io.ReadAll(http.MaxBytesReader(w, r.Body, size))
	var tooLarge *http.MaxBytesError
	if errors.As(err, &tooLarge) {
		return nil, events.Refuse(TooLarge)
	}
	if err != nil {
		return nil, events.Refuse(BadRequest)
	}
	body := string(raw)
	if strings.Count(body, "&") >= most {
		return nil, events.Refuse(BadRequest)
	}
	fields, err := url.ParseQuery(body)
	if err != nil {
		return nil, events.Refuse(BadRequest)
	}
	for _, values := range fields {
		for i := range values {
			values[i] = strings.ReplaceAll(values[i], "\x00", "\x01")
		}
	}
	if !StorableAll(fields) {
		return nil, events.Refuse(BadRequest)
	}
	return fields, nil
}

// Storable tells whether a text can stand in both databases: PostgreSQL refuses
// what is not UTF-8, and NUL.
func Storable(text string) bool { return utf8.ValidString(text) && strings.IndexByte(text, 0) < 0 }

// StorableAll tells whether all names and values of a form or a query are
// Storable.
func StorableAll(fields url.Values) bool {
	for name, values := range fields {
		if !Storable(name) || !Storable(strings.Join(values, "")) {
			return false
		}
	}
	return true
}
