package reply

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"strconv"
	"time"

	"kantine/events"
)

// ContentType is that of a Problem (RFC 9457 §3).
const ContentType = "application/problem+json"

// Problem is a refusal as JSON (RFC 9457). It is an error itself, so that a
// JSON framework can pass it through.
type Problem struct {
	// Type is BaseURL + "/problems/" + code.
	Type   string         `json:"type"`
	Title  string         `json:"title"`
	Status int            `json:"status"`
	Detail string         `json:"detail,omitempty"`
	Errors []FieldProblem `json:"errors,omitempty"`
	// Offsets are the UTC offsets that exist for a wall time.
	Offsets []string `json:"offsets,omitempty"`
	// Current is the object as it stands; a door puts its own form of it here.
	Current any `json:"current,omitempty"`
	// Instance names a fault in the log.
	Instance   string        `json:"instance,omitempty"`
	RetryAfter time.Duration `json:"-"`
}

// FieldProblem is one field that cannot be accepted, in words.
type FieldProblem struct {
	Field   string `json:"field"`
	Message string `json:"message"`
}

// Error implements error. It holds no personal data.
func (p *Problem) Error() string { return p.Type }

// GetStatus is the HTTP status, under the name that JSON frameworks look for.
func (p *Problem) GetStatus() int { return p.Status }

// ContentType is the media type whatever was negotiated.
func (p *Problem) ContentType(string) string { return ContentType }

// Problem puts err in words in lang. A fault of the machine is logged here, by
// the name of the route, and told no more of than an id.
func (p *Replier) Problem(ctx context.Context, route, lang string, err error) *Problem {
	var known *Problem
	if errors.As(err, &known) {
		return known
	}
	code, retry := sort(err)
	status := Status(code)
	problem := &Problem{
		Type: p.BaseURL + "/problems/" + string(code), Status: status, RetryAfter: retry,
		Title:  p.Catalog.T(lang, "error.title."+strconv.Itoa(status)),
		Detail: p.Catalog.T(lang, "errors."+string(code)),
	}
	if code == Internal {
		problem.Instance = "urn:kantine:fault:" + p.fault(ctx, route, err)
		return problem
	}
	var refusal *events.Error
	if errors.As(err, &refusal) {
		problem.Offsets, problem.Current = refusal.Offsets, refusal.Current
		for _, field := range refusal.Problems {
			problem.Errors = append(problem.Errors, FieldProblem{field.Field, p.FieldMessage(lang, field)})
		}
	}
	return problem
}

// FieldMessage puts what is wrong with a field in words.
func (p *Replier) FieldMessage(lang string, field events.Problem) string {
	return p.Pages.FieldMessage(lang, field.Field, "errors.field."+field.Key, field.Args...)
}

// Write answers with the problem.
func (p *Problem) Write(w http.ResponseWriter) {
	body, err := json.Marshal(p)
	if err != nil {
		// Only Current can be at fault, and the refusal stands without it.
		lean := *p
		lean.Current = nil
		body, _ = json.Marshal(&lean)
	}
	header := w.Header()
	header.Set("Content-Type", ContentType)
	header.Set("Cache-Control", "no-store")
	header.Set("Content-Length", strconv.Itoa(len(body)))
	setRetryAfter(header, p.RetryAfter)
	if p.Status == http.StatusUnauthorized {
		header.Set("WWW-Authenticate", "Bearer") // RFC 9110 §11.6.1
	}
	w.WriteHeader(p.Status)
	// The caller may have left; there is nobody to tell.
	_, _ = w.Write(body)
}
