package reply

import (
	"net/http"

	"kantine/events"
)

// Codes of requests that never reach the business. Like those of events they
// end the type of a JSON problem.
const (
	BadRequest       events.Code = "bad-request"
	TooLarge         events.Code = "too-large"
	MethodNotAllowed events.Code = "method-not-allowed"
	UnsupportedMedia events.Code = "unsupported-media-type"
	// Internal is a fault of the machine, not of the caller.
	Internal events.Code = "internal"
)

// Status is the HTTP status of a code; what it does not know is a fault.
func Status(code events.Code) int {
	switch code {
	case events.CodeValidation, events.CodeWallTimeGap, events.CodeWallTimeAmbiguous, events.CodeIdempotencyMismatch:
		return http.StatusUnprocessableEntity
	case events.CodeNotFound:
		return http.StatusNotFound
	case events.CodeUnauthorized:
		return http.StatusUnauthorized
	case events.CodeForbidden:
		return http.StatusForbidden
	case events.CodeVersionConflict, events.CodeAlreadyRegistered, events.CodeSessionFull, events.CodeSessionClosed,
		events.CodeCapacityBelowConfirmed, events.CodeSlotTaken:
		return http.StatusConflict
	case events.CodeGone:
		return http.StatusGone
	case events.CodeRateLimited:
		return http.StatusTooManyRequests
	case events.CodeOverloaded:
		return http.StatusServiceUnavailable
	case events.CodeNotYet:
		return http.StatusNotImplemented
	case BadRequest:
		return http.StatusBadRequest
	case TooLarge:
		return http.StatusRequestEntityTooLarge
	case MethodNotAllowed:
		return http.StatusMethodNotAllowed
	case UnsupportedMedia:
		return http.StatusUnsupportedMediaType
	}
	return http.StatusInternalServerError
}
