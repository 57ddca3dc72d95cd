package api

import (
	"net/http"
	"slices"

	"kantine/events"
)

const (
	get   = http.MethodGet
	post  = http.MethodPost
	patch = http.MethodPatch

	ok      = http.StatusOK
	created = http.StatusCreated
	notYet  = http.StatusNotImplemented
)

// parameter is one that a list takes.
type parameter struct{ name, doc string }

// window are the parameters of every list.
func window(others ...parameter) []parameter {
	return append(others,
		parameter{"limit", "how many at most, 1 to 500; 100 when left out"},
		parameter{"after", "the id that the page before gave as next"})
}

// calls is everything the API can do. Paths are below prefix; the router tries
// them in this order, so what comes in crowds stands first.
func calls() []call {
	return append(append(registrationCalls(), sessionCalls()...), append(messageCalls(), otherCalls()...)...)
}

func registrationCalls() []call {
	return []call{
		{
			method: post, path: "/sessions/{id}/registrations", id: "register", who: writers, status: created,
			summary: "Register a person; the letter leaves by itself",
			body:    registrationBody{}, answer: registration{}, do: (*API).register,
			refuses: []events.Code{events.CodeAlreadyRegistered, events.CodeSessionFull, events.CodeSessionClosed},
		},
		{
			method: get, path: "/sessions/{id}/registrations", id: "listRegistrations", who: writers, status: ok,
			summary: "The registrations of a session", answer: list[registration]{}, query: window(), do: (*API).listRegistrations,
		},
		{
			method: get, path: "/registrations/{id}", id: "getRegistration", who: writers, status: ok,
			summary: "One registration", answer: registration{}, do: (*API).getRegistration,
		},
		{
			method: post, path: "/registrations/{id}/withdraw", id: "withdraw", who: writers, status: ok,
			summary: "Free a seat; the waitlist moves up", answer: registration{}, do: (*API).withdraw, again: (*API).getRegistration,
			refuses: []events.Code{events.CodeSessionClosed},
		},
	}
}

func sessionCalls() []call {
	closed := []events.Code{events.CodeSessionClosed}
	asked := []events.Code{events.CodeWallTimeGap, events.CodeWallTimeAmbiguous, events.CodeNotYet}
	return []call{
		{
			method: get, path: "/sessions/{id}", id: "getSession", who: readers, status: ok,
			summary: "One session", answer: session{}, do: (*API).getSession,
		},
		{
			method: patch, path: "/sessions/{id}", id: "changeSession", who: writers, status: ok,
			summary: "Change a session; who is registered gets an update of time and place",
			body:    sessionChange{}, answer: session{}, do: (*API).changeSession,
			refuses: append(slices.Clone(asked), events.CodeVersionConflict, events.CodeCapacityBelowConfirmed, events.CodeSessionClosed),
		},
		{
			method: get, path: "/sessions", id: "listSessions", who: readers, status: ok,
			summary: "Sessions by start", answer: list[session]{}, do: (*API).listSessions,
			query: window(parameter{"from", "start at or after this time or day"}, parameter{"to", "start before this time or day"},
				parameter{"state", "draft, published, cancelled or held"},
				parameter{"kind", "workshop, presentation, interview, popup or online"}),
		},
		{
			method: post, path: "/sessions", id: "createSession", who: writers, status: created,
			summary: "Make a draft", body: sessionBody{}, answer: session{}, required: []string{"offering"}, do: (*API).createSession,
			refuses: asked,
		},
		{
			method: post, path: "/sessions/{id}/publish", id: "publishSession", who: writers, status: ok,
			summary: "Open a session for registration", answer: session{}, do: (*API).publishSession, again: (*API).getSession,
			refuses: closed,
		},
		{
			method: post, path: "/sessions/{id}/cancel", id: "cancelSession", who: writers, status: ok,
			summary: "Call a session off; who is registered gets a cancellation",
			body:    cancelBody{}, bare: true, answer: session{}, do: (*API).cancelSession, again: (*API).getSession, refuses: closed,
		},
		{
			method: get, path: "/sessions/{id}/reminders", id: "listReminders", who: readers, status: ok,
			summary: "What a session owes, by due instant", answer: []reminder{}, do: (*API).listReminders,
		},
	}
}

func messageCalls() []call {
	step := func(id, summary string, do func(*API, *request) (any, error)) call {
		return call{
			method: post, path: "/messages/{id}/" + id, id: id + "Message", who: writers, status: ok,
			summary: summary, answer: message{}, do: do, again: (*API).getMessage,
		}
	}
	return []call{
		{
			method: get, path: "/messages", id: "listMessages", who: writers, status: ok,
			summary: "The outbox", answer: list[message]{}, do: (*API).listMessages,
			query: window(parameter{"session", "its id"}, parameter{"registration", "its id"},
				parameter{"kind", "such as confirmation or reminder"}, parameter{"state", "such as queued or delivered"}),
		},
		step("retry", "Queue a message anew", hand((*events.Service).RetryMessage)),
		step("hold", "Keep a message from going out", hand((*events.Service).HoldMessage)),
		step("drop", "Give a message up", hand((*events.Service).DropMessage)),
	}
}

func otherCalls() []call {
	return []call{
		{
			method: post, path: "/offerings", id: "createOffering", who: writers, status: created,
			summary: "Make an offering", body: offeringBody{}, answer: offering{}, do: (*API).createOffering,
			refuses: []events.Code{events.CodeNotYet},
		},
		{
			method: get, path: "/offerings", id: "listOfferings", who: readers, status: ok,
			summary: "The offerings", answer: list[offering]{}, query: window(), do: (*API).listOfferings,
		},
		{
			method: get, path: "/offerings/{id}", id: "getOffering", who: readers, status: ok,
			summary: "One offering", answer: offering{}, do: (*API).getOffering,
		},
		{
			method: post, path: "/employers", id: "createEmployer", who: writers, status: created,
			summary: "Add an employer", body: events.Employer{}, required: []string{"name"}, answer: events.Employer{},
			do: (*API).createEmployer,
		},
		{
			method: get, path: "/employers/{id}", id: "getEmployer", who: writers, status: ok,
			summary: "One employer with its sites", answer: events.Employer{}, do: (*API).getEmployer,
		},
		{
			method: post, path: "/employers/{id}/sites", id: "createSite", who: writers, status: created,
			summary: "Add a site", body: events.Site{}, required: []string{"street", "house_number", "postcode", "city", "shifts"},
			answer: events.Site{}, do: (*API).createSite,
		},
		{
			method: post, path: "/facilitators", id: "createFacilitator", who: writers, status: created,
			summary: "Add a facilitator", body: events.Facilitator{}, answer: events.Facilitator{}, do: (*API).createFacilitator,
			required: []string{"name", "email", "home_city", "skills", "availability"},
		},
		{
			method: get, path: "/facilitators/{id}", id: "getFacilitator", who: writers, status: ok,
			summary: "One facilitator", answer: events.Facilitator{}, do: (*API).getFacilitator,
		},
		{
			method: post, path: "/facilitators/{id}/absences", id: "createAbsence", who: writers, status: created,
			summary: "Write down that a facilitator is away, and tell what can be done about each session that touches, best first",
			body:    absenceBody{}, answer: absenceOutcome{}, do: (*API).createAbsence,
		},
		{method: get, path: "/slots", id: "listSlots", who: readers, status: notYet, summary: "Not built yet", do: later},
		{method: post, path: "/bookings", id: "createBooking", who: writers, status: notYet, summary: "Not built yet", do: later},
	}
}
