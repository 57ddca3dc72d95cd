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
)

// Form reads the fields of a posted form (application/x-www-form-urlencoded).
// Refusals: UnsupportedMedia, TooLarge beyond 64 kB, BadRequest for what is
// not UTF-8, not a form, or has more than 50 fields.
func Form(w http.ResponseWriter, r *http.Request) (url.Values, error) {
	media, _, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	if err != nil || media != "application/x-www-form-urlencoded" {
		return nil, events.Refuse(UnsupportedMedia)
	}
	raw, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxForm))
	var tooLarge *http.MaxBytesError
	if errors.As(err, &tooLarge) {
		return nil, events.Refuse(TooLarge)
	}
	if err != nil {
		return nil, events.Refuse(BadRequest)
	}
	body := string(raw)
	if strings.Count(body, "&") >= maxFormFields {
		return nil, events.Refuse(BadRequest)
	}
	fields, err := url.ParseQuery(body)
	if err != nil {
		return nil, events.Refuse(BadRequest)
	}
	for name, values := range fields {
		if !utf8.ValidString(name) || !utf8.ValidString(strings.Join(values, "")) {
			return nil, events.Refuse(BadRequest)
		}
	}
	return fields, nil
}
