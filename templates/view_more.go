package templates

import (
	"net/http"
	"time"
)

// CheckMailPage is "/sessions/{slug}/check-mail": the same words whether or
// not the address was known.
type CheckMailPage struct {
	Layout
	// BackPath leads to the session; leave it empty when discreet.
	BackPath string
	// LostPath is "/lost".
	LostPath string
}

func (CheckMailPage) page() string { return "checkmail" }

// LostPage is "/lost": my link again, by mail.
type LostPage struct {
	Layout
	Action string
	Email  string
	Errors []FieldError
	// Sent: the form was posted. The answer is the same for every address.
	Sent bool
}

func (LostPage) page() string { return "lost" }

// Error is the message for one field, or empty.
func (p LostPage) Error(field string) string { return fieldErrors(p.Errors).of(field) }

// StopPage is "/u/{token}": GET asks, POST stops reminders and follow-ups.
type StopPage struct {
	Layout
	Action string
	// Done: they are stopped, now or earlier.
	Done bool
	// Title is not shown when discreet.
	Title string
	Start time.Time
	End   time.Time
	// ManagePath is "/r/{token}".
	ManagePath string
	// Newsletter is set where the link stops the newsletter instead of the
	// reminders of a registration.
	Newsletter bool
	// Assignment is set where it stops the smaller letters to who leads a session
	// or has it within their walls.
	Assignment bool
	// Interest is set where it stops letters about a request.
	Interest bool
}

func (StopPage) page() string { return "stop" }

// NewsletterPage is "/n/{token}": GET asks, POST confirms.
type NewsletterPage struct {
	Layout
	Action string
	Done   bool
	// Name is the newsletter's own name, Frequency how often it comes in the
	// page's language ("4 keer per jaar"); both may be empty.
	Name      string
	Frequency string
	// Email is masked by the door.
	Email string
}

func (NewsletterPage) page() string { return "newsletter" }

// ErrorPage is any refusal that has no page of its own.
type ErrorPage struct {
	Layout
	// Status is the HTTP status; it chooses title and advice.
	Status int
	// Code is an error code of the contract when the answer has one; its own
	// words then replace the advice.
	Code string
	// RetryAfter belongs to 429 and 503; rounded up to whole minutes.
	RetryAfter time.Duration
	// RequestID helps whoever answers the phone; may be empty.
	RequestID string
}

func (ErrorPage) page() string { return "error" }

// Gone tells that somebody at the desk opens what is not there: more likely
// deleted than mistyped.
func (p ErrorPage) Gone() bool {
	return p.Status == http.StatusNotFound && p.Desk != nil && p.Desk.Email != ""
}

// RetryMinutes is RetryAfter rounded up; 0 = not said.
func (p ErrorPage) RetryMinutes() int {
	return int((p.RetryAfter + time.Minute - 1) / time.Minute)
}

// PrivacyPage is "/privacy".
type PrivacyPage struct {
	Layout
	// Organiser answers for the data; PrivacyContact is a mail address.
	Organiser      string
	PostalAddress  string
	PrivacyContact string
	// RetentionDays after the programme's end everything personal goes.
	RetentionDays int
}

func (PrivacyPage) page() string { return "privacy" }

// AccessibilityPage is "/toegankelijkheid".
type AccessibilityPage struct {
	Layout
	Organiser string
}

func (AccessibilityPage) page() string { return "accessibility" }
