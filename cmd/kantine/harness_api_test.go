package main

import (
	"fmt"
	"net/url"
	"time"
)

// object is a JSON body or answer that has no type of its own here.
type object map[string]any

// page is a list's answer.
type page[T any] struct {
	Items []T
	Next  string
}

type problemJSON struct {
	Type    string
	Detail  string
	Errors  []struct{ Field, Message string }
	Offsets []string
	Current *sessionJSON
}

type offeringJSON struct{ ID, Slug string }

type blockJSON struct {
	ID                    string
	StartsAt              time.Time `json:"starts_at"`
	EndsAt                time.Time `json:"ends_at"`
	Confirmed, Waitlisted int
}

type sessionJSON struct {
	ID, Slug, URL, State  string
	Sequence, Version     int
	StartsAt              time.Time `json:"starts_at"`
	EndsAt                time.Time `json:"ends_at"`
	Blocks                []blockJSON
	Capacity              *int
	Confirmed, Waitlisted int
}

type registrationJSON struct {
	ID, State, UID, Email, Participation string
	Sequence                             int
	ManageURL                            string `json:"manage_url"`
	WaitlistPosition                     *int   `json:"waitlist_position"`
}

type reminderJSON struct {
	Rule, State, Reason string
	DueAt               time.Time `json:"due_at"`
	SendAt              time.Time `json:"send_at"`
	Recipients          int
}

type messageJSON struct {
	ID, Kind, State, Recipient, Rule, Reason string
	Registration                             *string
	Sequence, Attempts                       int
	DueAt                                    time.Time  `json:"due_at"`
	DeliveredAt                              *time.Time `json:"delivered_at"`
	MessageID                                string     `json:"message_id"`
	LastError                                string     `json:"last_error"`
}

type readyJSON struct {
	Status    string
	Now       time.Time
	TestClock *string `json:"test_clock"`
	Database  struct{ Status string }
	Scheduler struct {
		Status               string
		LastTick             *time.Time `json:"last_tick"`
		OldestOverdueSeconds float64    `json:"oldest_overdue_seconds"`
	}
	Mail struct {
		Status       string
		Queued, Held int
		LastError    string `json:"last_error"`
	}
}

// offer makes an offering: a workshop of an hour, changed by what is given.
func (k *running) offer(changes object) offeringJSON {
	k.t.Helper()
	body := object{
		"kind": "workshop", "title": object{"nl": "Werk en zorg samen", "en": "Work and care together"},
		"duration": "PT1H", "capacity": 10, "reminders": []object{},
	}
	for name, value := range changes {
		body[name] = value
	}
	return ask[offeringJSON](k, "POST", "/offerings", body, 201)
}

// session makes and publishes a session of an offering.
func (k *running) session(offering, startsAt string, changes object) sessionJSON {
	k.t.Helper()
	return ask[sessionJSON](k, "POST", "/sessions/"+k.draft(offering, startsAt, changes).ID+"/publish", nil, 200)
}

// nextMonth is a start for a session on the machine's own clock, as a wall time.
func nextMonth() string { return time.Now().AddDate(0, 1, 0).Format(time.DateOnly) + "T14:30" }

// draft makes a session of an offering, in person unless it is changed.
func (k *running) draft(offering, startsAt string, changes object) sessionJSON {
	k.t.Helper()
	body := object{
		"offering": offering, "language": "nl",
		"location": object{"name": "Buurthuis De Linde", "address": "Voorbeeldstraat 1", "postcode": "7811 ZZ", "city": "Emmen"},
	}
	if startsAt != "" {
		body["starts_at"] = startsAt
	}
	for name, value := range changes {
		body[name] = value
	}
	return ask[sessionJSON](k, "POST", "/sessions", body, 201)
}

// register gives somebody a place; the name goes into the address.
func (k *running) register(session, name, language string, changes object) registrationJSON {
	k.t.Helper()
	return ask[registrationJSON](k, "POST", "/sessions/"+session+"/registrations", person(name, language, changes), 201)
}

// person is the body of a registration.
func person(name, language string, changes object) object {
	body := object{"name": name + " Voorbeeld", "email": name + "@post.example", "language": language}
	for field, value := range changes {
		body[field] = value
	}
	return body
}

func (k *running) withdraw(registration string) registrationJSON {
	k.t.Helper()
	return ask[registrationJSON](k, "POST", "/registrations/"+registration+"/withdraw", nil, 200)
}

// change edits a session as it stands now.
func (k *running) change(session string, fields object) sessionJSON {
	k.t.Helper()
	fields["version"] = k.read(session).Version
	return ask[sessionJSON](k, "PATCH", "/sessions/"+session, fields, 200)
}

func (k *running) read(session string) sessionJSON {
	k.t.Helper()
	return ask[sessionJSON](k, "GET", "/sessions/"+session, nil, 200)
}

func (k *running) reminders(session string) []reminderJSON {
	k.t.Helper()
	return ask[[]reminderJSON](k, "GET", "/sessions/"+session+"/reminders", nil, 200)
}

// messages lists the outbox; the filters come in pairs.
func (k *running) messages(filters ...string) []messageJSON {
	k.t.Helper()
	query := url.Values{"limit": {"500"}}
	for i := 0; i+1 < len(filters); i += 2 {
		query.Set(filters[i], filters[i+1])
	}
	list := ask[page[messageJSON]](k, "GET", "/messages?"+query.Encode(), nil, 200)
	if list.Next != "" {
		k.t.Fatal("more than 500 messages: the test needs to page")
	}
	return list.Items
}

// message is the only one that the filters choose.
func (k *running) message(filters ...string) messageJSON {
	k.t.Helper()
	found := k.messages(filters...)
	if len(found) != 1 {
		k.t.Fatalf("%d messages for %v, want 1: %+v", len(found), filters, found)
	}
	return found[0]
}

// states tells each message's kind, rule, state and reason in one line.
func states(messages []messageJSON) (lines []string) {
	for _, m := range messages {
		lines = append(lines, fmt.Sprintf("%s %s %s %s", m.Kind, m.Rule, m.State, m.Reason))
	}
	return lines
}

// refuse makes a request that has to be refused with a status and a type.
func (k *running) refuse(method, path string, body any, status int, kind string) problemJSON {
	k.t.Helper()
	p := ask[problemJSON](k, method, path, body, status)
	if len(p.Type) < len(kind) || p.Type[len(p.Type)-len(kind):] != kind {
		k.t.Fatalf("%s %s: type %q, want it to end in %s", method, path, p.Type, kind)
	}
	return p
}
