package api_test

import (
	"maps"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

func TestTheLargestBody(t *testing.T) {
	w := newWorld(t)
	server := httptest.NewServer(w.handler)
	defer server.Close()
	send := func(size int, chunked bool) int {
		t.Helper()
		body := `{"kind":"` + strings.Repeat("x", size-len(`{"kind":""}`)) + `"}`
		r := w.request(ask{call: "POST /offerings", body: body})
		r.RequestURI = ""
		r.URL.Scheme, r.URL.Host = "http", strings.TrimPrefix(server.URL, "http://")
		if chunked {
			r.ContentLength = -1
		}
		answer, err := server.Client().Do(r)
		if err != nil {
			t.Fatal(err)
		}
		defer answer.Body.Close()
		return answer.StatusCode
	}
	for _, chunked := range []bool{false, true} {
		if got := send(1<<20, chunked); got != http.StatusUnprocessableEntity {
			t.Errorf("1 MB: %d, want 422", got)
		}
		if got := send(1<<20+1, chunked); got != http.StatusRequestEntityTooLarge {
			t.Errorf("one byte more: %d, want 413", got)
		}
	}
	w.do(t, ask{name: "more", call: "POST /offerings", body: strings.Repeat(" ", 2<<20), status: 413, problem: "too-large"})
}

func TestAnEndlessListOfFaultsIsCut(t *testing.T) {
	w := newWorld(t)
	var many strings.Builder
	for range 5000 {
		many.WriteString(`{"x":1},`)
	}
	answer := w.do(t, ask{call: "POST /sessions", body: `{"blocks":[` + strings.TrimSuffix(many.String()[:7000], ",") + `]}`, status: 422})
	if n := len(answer["errors"].([]any)); n != 100 {
		t.Errorf("%d faults are told, want 100", n)
	}
	w.do(t, ask{call: "POST /sessions", body: `{"blocks":[` + strings.TrimSuffix(many.String(), ",") + `]}`, status: 422, errors: []string{"blocks"}, has: []string{"1000"}})
	long := strings.Repeat("ë", 5000)
	w.do(t, ask{call: "POST /sessions", body: `{"` + long + `":1}`, status: 422, lacks: []string{strings.Repeat("ë", 200)}})
	w.do(t, ask{call: "POST /sessions", body: strings.Repeat("[", 20000) + strings.Repeat("]", 20000), status: 400})
}

func TestAKeyMakesTwoRequestsOne(t *testing.T) {
	w := newWorld(t)
	key := map[string]string{"Idempotency-Key": "8e03978e-40d5-43e8-bc93-6894a57f9324"}
	s := w.open(february)
	id := s["id"].(string)
	created := []ask{
		{call: "POST /offerings", body: workshop},
		{call: "POST /sessions", body: `{"offering":"` + s["offering"].(string) + `","join_url":"https://video.example/x",` + february + `}`},
		{call: "POST /sessions/" + id + "/registrations", body: `{"name":"Zoë","email":"zoe@voorbeeld.example"}`},
		{call: "POST /employers", body: `{"name":"Proef"}`},
		{call: "POST /facilitators", body: `{"name":"J","email":"j@zorgenwerk.example","home_city":"Zwolle","skills":["workshop"],"availability":[{"days":["mo"],"from":"07:00","to":"18:30"}]}`},
	}
	for _, c := range created {
		c.header, c.status = key, 201
		first, second := asJSON(t, w.do(t, c)), asJSON(t, w.do(t, c))
		if first != second {
			t.Errorf("%s: the second answer is another:\n%s\n%s", c.call, first, second)
		}
		c.body = strings.Replace(c.body, "{", "{ ", 1)
		c.status, c.problem = 422, "idempotency-mismatch"
		w.do(t, c)
		c.as = "admin" // another token's key is another key
		c.status, c.problem = 201, ""
		if strings.Contains(c.call, "registrations") {
			c.status, c.problem = 409, "already-registered"
		}
		w.do(t, c)
	}
	list := w.do(t, ask{call: "GET /sessions/" + id + "/registrations", status: 200})
	if n := len(list["items"].([]any)); n != 1 {
		t.Errorf("%d registrations, want 1", n)
	}
}

func TestAStepWithAKeyIsDoneOnce(t *testing.T) {
	w := newWorld(t)
	s := w.session(february)
	path := "POST /sessions/" + s["id"].(string)
	header := func(key string) map[string]string { return map[string]string{"Idempotency-Key": key} }
	w.do(t, ask{call: path + "/publish", header: header("a"), status: 200, has: []string{`"version":1`}})
	r := w.register(s["id"], "zoe@voorbeeld.example")
	list := w.do(t, ask{call: "GET /messages", status: 200})
	drop := ask{call: "POST /messages/" + at(list, "items.0.id").(string) + "/drop", header: header("a"), status: 200, has: []string{`"cancelled"`}}
	w.do(t, drop)
	w.do(t, drop) // without a key, dropping what is dropped is refused
	drop.header, drop.status, drop.has = nil, 422, nil
	w.do(t, drop)

	w.do(t, ask{call: path + "/cancel", header: header("a"), body: `{"reason":{"nl":"Ziek","en":"Ill"}}`, status: 200, has: []string{"Ill"}})
	w.do(t, ask{call: path + "/cancel", header: header("a"), body: `{"reason":{"nl":"Ziek","en":"Ill"}}`, status: 200, has: []string{"Ill"}})
	w.do(t, ask{call: path + "/cancel", header: header("a"), body: `{}`, status: 422, problem: "idempotency-mismatch"})
	w.do(t, ask{call: path + "/publish", header: header("a"), status: 200, has: []string{`"state":"cancelled"`}})
	w.do(t, ask{call: path + "/publish", header: header("b"), status: 409, problem: "session-closed"})
	w.do(t, ask{call: "POST /registrations/" + r["id"].(string) + "/withdraw", header: header("a"), status: 409, problem: "session-closed"})
}

func TestKeysThatAreNone(t *testing.T) {
	w := newWorld(t)
	for _, key := range []string{"", " ", "a b", "é", "tab\t", strings.Repeat("x", 256)} {
		w.do(t, ask{
			name: key, call: "POST /offerings", body: workshop, header: map[string]string{"Idempotency-Key": key},
			status: 422, problem: "validation", errors: []string{"Idempotency-Key"},
		})
	}
	w.do(t, ask{call: "POST /offerings", body: workshop, header: map[string]string{"Idempotency-Key": strings.Repeat("x", 255)}, status: 201})
}

func TestRefusalsSpeakTheCallersLanguage(t *testing.T) {
	w := newWorld(t)
	for language, want := range map[string]string{"nl": "Vul een naam in", "en": "Fill in your name", "fr": "Vul een naam in"} {
		s := w.open(february)
		w.do(t, ask{
			call: "POST /sessions/" + s["id"].(string) + "/registrations", body: `{"email":"zoe@voorbeeld.example"}`,
			header: map[string]string{"Accept-Language": language}, status: 422, has: []string{want},
		})
	}
}

func TestHeadIsGetWithoutABody(t *testing.T) {
	w := newWorld(t)
	s := w.open(february)
	server := httptest.NewServer(w.handler)
	defer server.Close()
	r := w.request(ask{call: "HEAD /sessions/" + s["id"].(string)})
	r.RequestURI = ""
	r.URL.Scheme, r.URL.Host = "http", strings.TrimPrefix(server.URL, "http://")
	answer, err := server.Client().Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	if answer.StatusCode != 200 || answer.ContentLength < 300 {
		t.Errorf("HEAD: %d, %d bytes promised", answer.StatusCode, answer.ContentLength)
	}
}

func TestTheDocument(t *testing.T) {
	w := newWorld(t)
	d := w.do(t, ask{call: "GET /api/openapi.json", as: "-", status: 200, has: []string{
		`"openapi":"3.1.0"`, `"version":"1.2.3"`, `"url":"https://kantine.example"`, `"scheme":"bearer"`, `"security":[{"token":[]}]`,
		`"application/problem+json"`, `"Idempotency-Key"`, `already-registered`, `wall-time-ambiguous`, `"/api/v1/sessions/{id}/registrations"`,
	}})
	schemas := at(d, "components.schemas").(map[string]any)
	for name, field := range map[string]string{
		"Session": "waitlisted", "Registration": "manage_url", "RegistrationBody": "email", "SessionBody": "blocks", "SessionChange": "version",
		"Message": "last_error", "Problem": "errors", "Employer": "kvk", "OfferingBody": "quiet_hours",
	} {
		if at(schemas[name], "properties."+field) == nil {
			t.Errorf("the schema %s has no %s: %v", name, field, schemas[name])
		}
	}
	if got := asJSON(t, at(schemas["Session"], "properties.location.anyOf.1.type")); got != `"null"` {
		t.Errorf("a session's location cannot be null: %s", got)
	}
	for name, required := range map[string]string{
		"RegistrationBody": `["name","email"]`, "SessionChange": `["version"]`, "CancelBody": "null",
		"OfferingBody": `["kind","title","duration"]`, "BlockBody": `["starts_at","ends_at"]`, "Rule": `["offset"]`,
		"Problem": `["type","title","status"]`, "FieldProblem": `["field","message"]`, "ListMessage": `["items","next"]`,
	} {
		if got := asJSON(t, at(schemas[name], "required")); got != required {
			t.Errorf("%s requires %s, want %s", name, got, required)
		}
	}
	for path, required := range map[string]string{
		"/api/v1/sessions": `["offering"]`, "/api/v1/employers": `["name"]`,
	} {
		methods := at(d, "paths").(map[string]any)[path]
		content := at(methods, "post.requestBody.content").(map[string]any)["application/json"]
		if got := asJSON(t, at(content, "schema.required")); got != required {
			t.Errorf("POST %s requires %s, want %s", path, got, required)
		}
	}
	for reference := range references(map[string]any(d)) {
		name, ok := strings.CutPrefix(reference, "#/components/schemas/")
		if !ok || schemas[name] == nil {
			t.Errorf("%s leads nowhere", reference)
		}
	}
	recorder := w.raw(ask{call: "GET /api/openapi.json", as: "-"})
	again := w.raw(ask{call: "GET /api/openapi.json", as: "-", header: map[string]string{"If-None-Match": recorder.Header().Get("ETag")}})
	if again.Code != http.StatusNotModified {
		t.Errorf("the same document again: %d", again.Code)
	}
}

// references gathers every $ref of a document.
func references(v any) map[string]bool {
	found := map[string]bool{}
	switch v := v.(type) {
	case map[string]any:
		for key, value := range v {
			if reference, ok := value.(string); ok && key == "$ref" {
				found[reference] = true
			}
			maps.Copy(found, references(value))
		}
	case []any:
		for _, value := range v {
			maps.Copy(found, references(value))
		}
	}
	return found
}
