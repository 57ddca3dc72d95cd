package events

import (
	"errors"
	"strings"
	"time"
)

// Code says what kind of refusal an Error is. The doors translate it into a
// status and a text; the values are the problem types of the public API.
type Code string

const (
	CodeValidation             Code = "validation"
	CodeWallTimeGap            Code = "wall-time-gap"
	CodeWallTimeAmbiguous      Code = "wall-time-ambiguous"
	CodeNotFound               Code = "not-found"
	CodeUnauthorized           Code = "unauthorized"
	CodeForbidden              Code = "forbidden"
	CodeVersionConflict        Code = "version-conflict"
	CodeAlreadyRegistered      Code = "already-registered"
	CodeSessionFull            Code = "session-full"
	CodeSessionClosed          Code = "session-closed"
	CodeCapacityBelowConfirmed Code = "capacity-below-confirmed"
	CodeSlotTaken              Code = "slot-taken"
	CodeIdempotencyMismatch    Code = "idempotency-mismatch"
	CodeRateLimited            Code = "rate-limited"
	CodeOverloaded             Code = "overloaded"
	CodeNotYet                 Code = "not-yet"
	// CodeGone is for what existed and was erased, or a link that expired.
	CodeGone Code = "gone"
)

// Problem names one field that cannot be accepted and why.
type Problem struct {
	// Field is the path of the field in the caller's words, such as
	// "starts_at" or "blocks[1].ends_at".
	Field string
	// Key is the catalogue key of the sentence under "errors.field.", such as
	// "required" or "too_long".
	Key string
	// Args are name, value pairs for the sentence.
	Args []any
}

// Error is a refusal the caller can do something about. Anything else that a
// Service method returns is a fault of the machine.
type Error struct {
	Code     Code
	Problems []Problem
	// Offsets are the UTC offsets that exist for a wall time in a gap or an
	// overlap of the zone (promise 11), "+01:00" style.
	Offsets []string
	// Current is the object as it stands, for CodeVersionConflict.
	Current any
	// RetryAfter is how long to wait before trying again; 0 says nothing.
	RetryAfter time.Duration
}

// Error implements error. It holds no personal data.
func (e *Error) Error() string {
	if len(e.Problems) == 0 {
		return string(e.Code)
	}
	fields := make([]string, len(e.Problems))
	for i, p := range e.Problems {
		fields[i] = p.Field + " " + p.Key
	}
	return string(e.Code) + ": " + strings.Join(fields, ", ")
}

// Refuse makes an Error of a code alone.
func Refuse(code Code) *Error { return &Error{Code: code} }

// Invalid makes a validation Error of one field.
func Invalid(field, key string, args ...any) *Error {
	return &Error{Code: CodeValidation, Problems: []Problem{{Field: field, Key: key, Args: args}}}
}

// CodeOf tells the code of err, or "" where err is no refusal.
func CodeOf(err error) Code {
	var e *Error
	if errors.As(err, &e) {
		return e.Code
	}
	return ""
}

// ErrNotFound is what a Tx answers when a row does not exist.
var ErrNotFound = &Error{Code: CodeNotFound}

// problems gathers what is wrong with one input, so that a caller hears
// everything at once.
type problems []Problem

func (p *problems) add(field, key string, args ...any) {
	*p = append(*p, Problem{Field: field, Key: key, Args: args})
}

func (p problems) err() error {
	if len(p) == 0 {
		return nil
	}
	return &Error{Code: CodeValidation, Problems: p}
}
