package api_test

import (
	"testing"
	"time"

	"kantine/events/exchange"
)

// imported is the API on the demo programme at an instant of it.
func imported(t *testing.T, now string) *world {
	t.Helper()
	w := newWorld(t)
	bundle, err := exchange.Demo(time.Date(2026, 11, 22, 11, 0, 0, 0, time.UTC))
	w.must(err)
	_, err = w.service.Import(t.Context(), bundle)
	w.must(err)
	at, err := time.Parse(time.RFC3339, now)
	w.must(err)
	w.clock.set(at)
	return w
}

const ill = `{"from":"2027-03-15","to":"2027-03-19"}`

// TestAFacilitatorFallsIll is the scenario of the demo programme.
func TestAFacilitatorFallsIll(t *testing.T) {
	w := imported(t, "2027-03-15T08:05:00+01:00")
	made := w.do(t, ask{
		call: "POST /facilitators/fac-5/absences", status: 201, body: ill, header: map[string]string{"Accept-Language": "nl"}, field: "sessions",
		equals: `[{"id":"ses-17","options":[` +
			`{"facilitator":"fac-6","kind":"replace","reasons":["vaardig","beschikbaar","woont in Helmond"],"starts_at":"2027-03-16T13:00:00+01:00"},` +
			`{"facilitator":"fac-5","kind":"move","reasons":["zelfde ploegwissel een week later","weer beschikbaar","Pop-upkist B vrij"],"starts_at":"2027-03-23T13:00:00+01:00"},` +
			`{"facilitator":null,"kind":"cancel","reasons":[],"starts_at":null}]}]`,
	})
	// The same days again are the same absence.
	again := w.do(t, ask{
		call: "POST /facilitators/fac-5/absences", status: 201, body: ill, field: "sessions.0.options.0.reasons",
		equals: `["skilled","available","lives in Helmond"]`,
	})
	if again["id"] != made["id"] || made["id"] == "" {
		t.Errorf("ids %v and %v", made["id"], again["id"])
	}
	w.do(t, ask{
		call: "GET /facilitators/fac-5", status: 200, field: "absences", equals: `[{"from":"2027-03-15","to":"2027-03-19"}]`,
		lacks: []string{made["id"].(string)}, // the schema has no ids for them
	})
}

func TestAbsencesAreRefused(t *testing.T) {
	w := imported(t, "2027-03-15T08:05:00+01:00")
	const call = "POST /facilitators/fac-5/absences"
	for _, c := range []ask{
		{name: "nobody", call: "POST /facilitators/none/absences", body: ill, status: 404},
		{name: "no days", call: call, body: `{}`, status: 422, errors: []string{"from", "to"}},
		{name: "a reason", call: call, body: `{"from":"2027-03-15","to":"2027-03-19","reason":"flu"}`, status: 422, errors: []string{"reason"}},
		{name: "no such day", call: call, body: `{"from":"2027-02-29","to":"2027-13-01"}`, status: 422, errors: []string{"from", "to"}},
		{name: "backwards", call: call, body: `{"from":"2027-03-19","to":"2027-03-15"}`, status: 422, errors: []string{"to"}},
		{name: "for ever", call: call, body: `{"from":"2027-03-19","to":"2029-03-15"}`, status: 422, errors: []string{"to"}},
		{name: "nothing touched", call: call, body: `{"from":"2027-08-02","to":"2027-08-02"}`, status: 201, field: "sessions", equals: `[]`},
	} {
		w.do(t, c)
	}
	key := map[string]string{"Idempotency-Key": "k1"}
	first := w.do(t, ask{call: call, body: ill, header: key, status: 201})
	if again := w.do(t, ask{call: call, body: ill, header: key, status: 201}); again["id"] != first["id"] {
		t.Errorf("one key made %v and %v", first["id"], again["id"])
	}
	w.do(t, ask{call: call, body: `{"from":"2027-03-15","to":"2027-03-20"}`, header: key, status: 422, problem: "idempotency-mismatch"})
}
