package main

import (
	"encoding/json"
	"maps"
	"net/http"
	"slices"
	"strings"
)

// schema is as much of a JSON schema as filling in takes.
type schema struct {
	Ref        string `json:"$ref"`
	Type       any
	Properties map[string]*schema
	Items      *schema
	AnyOf      []*schema
	Enum       []any
}

// openAPI is as much of the document.
type openAPI struct {
	Paths map[string]map[string]struct {
		RequestBody struct {
			Content map[string]struct{ Schema *schema }
		}
	}
	Components struct{ Schemas map[string]*schema }
}

// plain is what some fields have to be for a call to go through, with the name
// of what they are in where that matters; all others take a canary. A field that
// is nil is left out.
var plain = map[string]any{
	"availability.from": "07:00", "availability.to": "18:00", "reminders.kind": "reminder", "sites": nil, "id": nil, "blocks": nil, "interests": nil,
	"language": "nl", "kind": "workshop", "duration": "PT1H", "starts_at": "2027-06-09T10:00", "ends_at": "2027-06-09T11:00",
	"closes_at": "2027-06-08T10:00", "offset": "-P1D", "anchor": "start", "waitlist": "auto", "visibility": "public", "stage": "lead",
	"postcode": "7801 ZZ", "kvk": "00000917", "branch_number": "000000000917", "start": "06:00", "end": "14:00", "at": "09:30",
	"school_region": "noord", "from": "2027-01-01", "to": "2027-01-02", "next_action_on": "2027-01-01", "ref": "", "sector": "",
	"employer": "", "series": nil, "block": "", "domain": "post.example", "roster": "2-shift", "facilitators": []any{}, "crew": nil,
	"days": []any{"mo"}, "operating_days": []any{"mo"}, "skills": []any{"workshop"}, "languages": []any{"nl"}, "country": "NL",
}

// useTheAPI makes every call of its document that takes a body: with canaries
// wherever a text goes, with sound values beside them, and with what is no JSON.
func (p *people) useTheAPI() {
	p.k.t.Helper()
	var doc openAPI
	if err := json.Unmarshal(p.k.send("GET", "/api/openapi.json", nil).body, &doc); err != nil {
		p.k.t.Fatal(err)
	}
	taken := map[string]bool{}
	for _, path := range slices.Sorted(maps.Keys(doc.Paths)) {
		for method, call := range doc.Paths[path] {
			content := call.RequestBody.Content["application/json"]
			if content.Schema == nil {
				continue
			}
			verb := strings.ToUpper(method)
			for _, sound := range []bool{false, true} {
				body := doc.fill(p, content.Schema, verb+" "+path, "", "", sound)
				p.suit(body, verb, path)
				a := p.k.send(verb, p.pathOf(path), body, "Idempotency-Key", p.word("Idempotency-Key"))
				if a.status >= 500 && a.status != http.StatusNotImplemented {
					p.k.t.Errorf("%s %s: %d %s", verb, path, a.status, a.body)
				}
				if sound && a.status >= 300 {
					p.k.t.Logf("%s %s: %d %s", verb, path, a.status, a.body)
				}
				taken[verb+" "+path] = taken[verb+" "+path] || a.status < 300
			}
			p.k.send(verb, p.pathOf(path), `{"`+p.word("no JSON")+`": `+p.word("no JSON"))
			p.k.send(verb, p.pathOf(path), object{p.word("field that is none"): p.word("value of a field that is none")})
		}
	}
	for _, call := range []string{
		"POST /api/v1/sessions", "PATCH /api/v1/sessions/{id}", "POST /api/v1/offerings",
		"POST /api/v1/sessions/{id}/registrations", "POST /api/v1/employers", "POST /api/v1/facilitators",
	} {
		if !taken[call] {
			p.k.t.Errorf("%s never went through: see plain", call)
		}
	}
}

// suit puts into a body what depends on what is there.
func (p *people) suit(body any, verb, path string) {
	fields, ok := body.(map[string]any)
	switch {
	case !ok:
	case verb == http.MethodPatch:
		fields["version"] = p.k.read(p.sessions[3].ID).Version
		delete(fields, "offering")
	case path == "/api/v1/sessions":
		fields["offering"] = p.offering
	}
}

// pathOf gives a call's path with the id of something that is there.
func (p *people) pathOf(path string) string {
	id := p.sessions[3].ID
	switch {
	case strings.HasSuffix(path, "/cancel"):
		id = p.sessions[2].ID
	case strings.Contains(path, "/registrations/"):
		id = p.registration.ID
	case strings.Contains(path, "/employers/"):
		id = "org-01"
	case strings.Contains(path, "/facilitators/"):
		id = "fac-1"
	case strings.Contains(path, "/messages/"):
		id = p.k.messages()[0].ID
	}
	return strings.Replace(path, "{id}", id, 1)
}

// fill makes a body of a schema. where is the call, name the field and within
// the one it is in.
func (d *openAPI) fill(p *people, s *schema, where, within, name string, sound bool) any {
	for s.Ref != "" || len(s.AnyOf) > 0 {
		if s.Ref == "" {
			s = s.AnyOf[0]
			continue
		}
		s = d.Components.Schemas[s.Ref[strings.LastIndexByte(s.Ref, '/')+1:]]
	}
	if value, ok := plain[within+"."+name]; ok && sound {
		return value
	}
	if value, ok := plain[name]; ok && sound {
		return value
	}
	kind := s.Type
	if list, ok := kind.([]any); ok {
		kind = list[0]
	}
	switch kind {
	case "object":
		fields := map[string]any{}
		for field, of := range s.Properties {
			if value := d.fill(p, of, where, name, field, sound); value != nil {
				fields[field] = value
			}
		}
		return fields
	case "array":
		return []any{d.fill(p, s.Items, where, within, name, sound)}
	case "integer", "number":
		return 3
	case "boolean":
		return false
	}
	if len(s.Enum) > 0 && sound {
		return s.Enum[0]
	}
	switch name {
	case "join_url", "toolkit_url":
		return "https://post.example/" + p.word(name+" of "+where)
	case "email":
		return p.email(name + " of " + where)
	case "phone":
		return p.number(name + " of " + where)
	}
	return p.word(name + " of " + where)
}
