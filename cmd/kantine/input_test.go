package main

import (
	"encoding/json"
	"strings"
	"testing"
)

// TestVectorsOfNumbers are postcode, kvk and branch-number of the demo's edge cases.
func TestVectorsOfNumbers(t *testing.T) {
	t.Parallel()
	k := begin(t, nil, nil, "")
	employer := ask[object](k, "POST", "/employers", object{"name": "Proef BV"}, 201)["id"].(string)
	site := object{
		"street": "Voorbeeldstraat", "house_number": "1", "city": "Emmen",
		"shifts": []object{{"code": "early", "label": "Vroeg", "start": "06:00", "end": "14:00"}},
	}
	for field, c := range map[string]struct {
		path string
		rest object
		good map[string]string // as typed → as kept
		bad  []string
	}{
		"postcode": {
			"/employers/" + employer + "/sites", site,
			map[string]string{"7899 ZZ": "7899 ZZ", "7899zz": "7899 ZZ", "1011AB": "1011 AB"},
			[]string{"0123 AB", "1234 SS", "1234 SA", "1234 SD", "1234 A", "12345 AB"},
		},
		"kvk": {
			"/employers",
			object{"name": "Proef BV"},
			map[string]string{"00000001": "00000001", "12345678": "12345678"},
			[]string{"1234567", "123456789", "12a45678"},
		},
		"branch_number": {
			"/employers",
			object{"name": "Proef BV"},
			map[string]string{"000000000001": "000000000001"},
			[]string{"00000000001"},
		},
	} {
		for typed, kept := range c.good {
			if got := ask[object](k, "POST", c.path, merged(c.rest, object{field: typed}), 201)[field]; got != kept {
				t.Errorf("%s %q is kept as %v, want %q", field, typed, got, kept)
			}
		}
		for _, typed := range c.bad {
			p := k.refuse("POST", c.path, merged(c.rest, object{field: typed}), 422, "validation")
			if len(p.Errors) != 1 || p.Errors[0].Field != field || p.Errors[0].Message == "" {
				t.Errorf("%s %q: %+v", field, typed, p.Errors)
			}
		}
	}
}

// TestNamesStayAsTheyWereTyped from the form to the letter's To.
func TestNamesStayAsTheyWereTyped(t *testing.T) {
	t.Parallel()
	k := begin(t, nil, nil, "")
	session := k.session(k.offer(nil).ID, nextMonth(), nil)
	for i, name := range []string{"'t Voorbeeld", "van der Test", "De Demo-Proef", "Ünal Voorbeeld", "Zoë Testman", "IJsbrand Demo"} {
		r := ask[object](k, "POST", "/sessions/"+session.ID+"/registrations",
			object{"name": name, "email": string(rune('a'+i)) + "@post.example", "language": "nl"}, 201)
		if r["name"] != name {
			t.Errorf("%q became %q", name, r["name"])
		}
	}
}

// TestBadInputNamesItsField has what people and programs get wrong, at the API.
func TestBadInputNamesItsField(t *testing.T) {
	t.Parallel()
	k := begin(t, nil, nil, "")
	session := k.session(k.offer(nil).ID, nextMonth(), nil)
	path := "/api/v1/sessions/" + session.ID + "/registrations"
	for name, c := range map[string]struct {
		body   any
		status int
		kind   string
		field  string
	}{
		"no JSON":               {"{", 400, "", ""},
		"no UTF-8":              {"{\"name\":\"\xff\"}", 400, "", ""},
		"unknown field":         {person("kim", "nl", object{"nmae": "Kim"}), 422, "validation", "nmae"},
		"field of another type": {person("kim", "nl", object{"name": 7}), 422, "validation", "name"},
		"no address":            {person("kim", "nl", object{"email": "kim"}), 422, "validation", "email"},
		"address with a line":   {person("kim", "nl", object{"email": "kim@post.example\nBcc: sam@post.example"}), 422, "validation", "email"},
		"name with a line":      {person("kim", "nl", object{"name": "Kim\r\nBcc: sam@post.example"}), 422, "validation", "name"},
		"name with a URL":       {person("kim", "nl", object{"name": "Win op https://post.example"}), 422, "validation", "name"},
		"name with bidi":        {person("kim", "nl", object{"name": "Kim \u202e"}), 422, "validation", "name"},
		"name without":          {person("kim", "nl", object{"name": " "}), 422, "validation", "name"},
		"name too long":         {person("kim", "nl", object{"name": strings.Repeat("k", 121)}), 422, "validation", "name"},
		"needs too long":        {person("kim", "nl", object{"needs": strings.Repeat("k", 201)}), 422, "validation", "needs"},
		"unknown language":      {person("kim", "fr", nil), 422, "validation", "language"},
		"too much":              {person("kim", "nl", object{"needs": strings.Repeat("k", 1<<20)}), 413, "", ""},
	} {
		a := k.send("POST", path, c.body)
		var p problemJSON
		if err := json.Unmarshal(a.body, &p); err != nil || a.header.Get("Content-Type") != "application/problem+json" {
			t.Errorf("%s: no problem: %s", name, a.body)
		}
		if a.status != c.status || !strings.HasSuffix(p.Type, c.kind) {
			t.Errorf("%s: %d %s, want %d %s", name, a.status, p.Type, c.status, c.kind)
		}
		if c.field != "" && (len(p.Errors) != 1 || p.Errors[0].Field != c.field || p.Errors[0].Message == "") {
			t.Errorf("%s: %+v, want an error of %s", name, p.Errors, c.field)
		}
	}
	if n := k.read(session.ID).Confirmed; n != 0 {
		t.Errorf("%d of them have a seat", n)
	}
}

// TestWhoMayDoWhat has the roles of tokens at the API.
func TestWhoMayDoWhat(t *testing.T) {
	t.Parallel()
	k := begin(t, nil, nil, "")
	session := k.session(k.offer(nil).ID, nextMonth(), nil)
	r := k.register(session.ID, "kim", "nl", nil)
	admin := k.token
	last := len(admin) - 1
	tokens := map[string]string{"admin": admin, "nobody": "", "wrong": admin[:last] + string(admin[last]^1)}
	for _, role := range []string{"coordinator", "viewer"} {
		tokens[role] = mustCommand(t, with(k.db, "token", "add", role, "--role", role)...)
	}
	for _, c := range []struct {
		method, path string
		body         any
		want         map[string]int
	}{
		{"GET", "/sessions/" + session.ID, nil, map[string]int{"admin": 200, "coordinator": 200, "viewer": 200, "nobody": 401, "wrong": 401}},
		{"GET", "/sessions/" + session.ID + "/registrations", nil, map[string]int{"admin": 200, "coordinator": 200, "viewer": 403, "nobody": 401, "wrong": 401}},
		{"GET", "/registrations/" + r.ID, nil, map[string]int{"admin": 200, "coordinator": 200, "viewer": 403, "nobody": 401, "wrong": 401}},
		{"GET", "/messages", nil, map[string]int{"admin": 200, "coordinator": 200, "viewer": 403, "nobody": 401, "wrong": 401}},
		{"POST", "/sessions/" + session.ID + "/publish", nil, map[string]int{"admin": 200, "coordinator": 200, "viewer": 403, "nobody": 401, "wrong": 401}},
		{"GET", "/sessions/unknown", nil, map[string]int{"admin": 404, "coordinator": 404, "viewer": 404, "nobody": 401, "wrong": 401}},
		{"GET", "/nothing", nil, map[string]int{"admin": 404}},
		{"POST", "/bookings", object{}, map[string]int{"viewer": 403, "nobody": 401}},
	} {
		for who, want := range c.want {
			k.token = tokens[who]
			if a := k.send(c.method, "/api/v1"+c.path, c.body); a.status != want {
				t.Errorf("%s %s as %s: %d, want %d", c.method, c.path, who, a.status, want)
			}
		}
	}
	if text := k.errs.String(); strings.Contains(text, "kim@") || strings.Contains(text, "Voorbeeld") || strings.Contains(text, admin) {
		t.Errorf("the log tells of people or secrets: %s", text)
	}
}

// TestPartsThatAreNotBuiltYetSaySo with 501 and not-yet.
func TestPartsThatAreNotBuiltYetSaySo(t *testing.T) {
	t.Parallel()
	k := begin(t, nil, nil, "")
	for _, c := range []struct {
		method, path string
		body         any
		status       int
	}{
		{"GET", "/slots?offering=a&site=b", nil, 501},
		{"POST", "/bookings", object{}, 501},
		{"POST", "/offerings", object{"kind": "workshop", "title": object{"nl": "a", "en": "b"}, "duration": "PT1H", "waitlist": "offer"}, 501},
	} {
		k.refuse(c.method, c.path, c.body, c.status, "not-yet")
	}
}
