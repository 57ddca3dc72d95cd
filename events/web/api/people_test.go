package api_test

import (
	"testing"
)

const shifts = `"shifts":[{"code":"early","label":"Vroeg","start":"06:00","end":"14:00","crosses_midnight":false,"breaks":[{"at":"08:15","minutes":15}]}]`

func TestEmployers(t *testing.T) {
	w := newWorld(t)
	site := `{"street":"Voorbeeldweg","house_number":"1","postcode":"7899zz","city":"Emmen",` + shifts + `,"operating_days":["mo"],"popup_space":{"indoor":true}}`
	made := w.do(t, ask{
		call: "POST /employers", status: 201,
		body: `{"name":"Dozenveld Kartonnage B.V.","kvk":"00000001","branch_number":"000000000001","employees":140,"share_male":0.78,
			"contacts":[{"name":"Ineke Voorbeeld","email":"hr@dozenveld.example"}],"sites":[` + site + `]}`,
		has: []string{`"kvk":"00000001"`, `"branch_number":"000000000001"`, `"postcode":"7899 ZZ"`, `"stage":"lead"`, `"popup_space":{"indoor":true}`, `"share_male":0.78`},
	})
	id := made["id"].(string)
	for _, c := range []ask{
		{call: "POST /employers/" + id + "/sites", status: 201, body: site, has: []string{`"city":"Emmen"`, `"start":"06:00"`}},
		{call: "POST /employers/none/sites", status: 404, body: site},
		{call: "POST /employers/" + id + "/sites", status: 422, body: `{"shifts":[{"start":"25:00","colour":1}]}`, errors: []string{"shifts[0].colour"}},
		{call: "POST /employers/" + id + "/sites", status: 422, body: `{"id":"site-1"}`, errors: []string{"id"}},
		{call: "POST /employers/" + id + "/sites", status: 422, body: `{}`, errors: []string{"street", "house_number", "postcode", "city", "shifts"}},
		{call: "POST /employers", status: 422, body: `{}`, errors: []string{"name"}},
		{call: "POST /employers", status: 422, body: `{"name":"X","id":"org-1","sites":[{"id":"a"}]}`, errors: []string{"id", "sites[0].id"}},
		{call: "POST /employers", status: 422, body: `{"name":"X","employees":"many","contacts":[{"email":1}],"sites":"here"}`, errors: []string{"employees", "contacts[0].email", "sites"}},
		{call: "POST /employers", status: 422, body: `{"name":"X","kvk":1}`, errors: []string{"kvk"}},
		{call: "GET /employers/none", status: 404},
	} {
		w.do(t, c)
	}
	found := w.do(t, ask{call: "GET /employers/" + id, status: 200, has: []string{"hr@dozenveld.example"}})
	if n := len(found["sites"].([]any)); n != 2 {
		t.Errorf("the employer has %d sites, want 2", n)
	}
	bare := w.do(t, ask{call: "POST /employers", status: 201, body: `{"name":"'t Voorbeeld"}`, has: []string{`"contacts":[]`, `"sites":[]`, `"name":"'t Voorbeeld"`}})
	w.do(t, ask{call: "GET /employers/" + bare["id"].(string), status: 200, has: []string{`"sites":[]`}})
}

func TestNumbersOfTheRegister(t *testing.T) {
	w := newWorld(t)
	for _, c := range []struct {
		field, value string
		good         bool
	}{
		{"kvk", "00000001", true},
		{"kvk", "12345678", true},
		{"kvk", "1234567", false},
		{"kvk", "123456789", false},
		{"kvk", "12a45678", false},
		{"branch_number", "000000000001", true},
		{"branch_number", "00000000001", false},
	} {
		one := ask{
			call: "POST /employers", name: c.value, status: 422, errors: []string{c.field},
			body: `{"name":"Proef","` + c.field + `":"` + c.value + `"}`,
		}
		if c.good {
			one.status, one.errors, one.has = 201, nil, []string{`"` + c.field + `":"` + c.value + `"`}
		}
		w.do(t, one)
	}
}

func TestNamesComeThroughWhole(t *testing.T) {
	w := newWorld(t)
	id := w.open(february)["id"].(string)
	for i, name := range []string{"'t Voorbeeld", "van der Test", "De Demo-Proef", "Ünal Voorbeeld", "Zoë Testman", "IJsbrand Demo"} {
		w.do(t, ask{
			call: "POST /sessions/" + id + "/registrations", status: 201, field: "name", equals: asJSON(t, name),
			body: `{"name":` + asJSON(t, name) + `,"email":"` + string(rune('a'+i)) + `@voorbeeld.example"}`,
		})
	}
}

func TestFacilitators(t *testing.T) {
	w := newWorld(t)
	good := `"name":"Janneke Voorbeeld","email":"facilitator1@zorgenwerk.example","home_city":"Zwolle","skills":["workshop"],
		"availability":[{"days":["mo","tu"],"from":"07:00","to":"18:30"}]`
	made := w.do(t, ask{call: "POST /facilitators", status: 201, body: `{` + good + `}`, has: []string{`"languages":[]`, `"absences":[]`, `"from":"07:00"`}})
	id := made["id"].(string)
	for _, c := range []ask{
		{call: "GET /facilitators/" + id, status: 200, has: []string{"facilitator1@zorgenwerk.example"}},
		{call: "GET /facilitators/none", status: 404},
		{call: "POST /facilitators", status: 422, body: `{}`, errors: []string{"name", "email", "home_city", "skills", "availability"}},
		{call: "POST /facilitators", status: 422, body: `{` + good + `,"id":"fac-1"}`, errors: []string{"id"}},
		{call: "POST /facilitators", status: 422, body: `{` + good + `,"illness":"flu"}`, errors: []string{"illness"}},
		{call: "GET /slots?offering=x&explain=1", status: 501, problem: "not-yet"},
		{call: "POST /bookings", status: 501, problem: "not-yet", body: `{"offering":"x"}`},
	} {
		w.do(t, c)
	}
	w.session(february + `,"facilitators":["` + id + `"]`)
}
