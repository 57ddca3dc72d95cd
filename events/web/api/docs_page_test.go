package api_test

import (
	"compress/gzip"
	"encoding/json"
	"io"
	"net/http"
	"strings"
	"testing"
)

// described is what this test reads of the OpenAPI document.
type described struct {
	Paths map[string]map[string]struct {
		OperationID string `json:"operationId"`
		RequestBody *struct {
			Content map[string]struct{ Example json.RawMessage }
		}
	}
}

// TestExamplesWork makes every call that the document has an example for, as
// the document has it.
func TestExamplesWork(t *testing.T) {
	w := newWorld(t)
	var d described
	if err := json.Unmarshal(w.raw(ask{call: "GET /api/openapi.json"}).Body.Bytes(), &d); err != nil {
		t.Fatal(err)
	}
	bodies := map[string]string{}
	for _, path := range d.Paths {
		for _, call := range path {
			if call.RequestBody != nil {
				bodies[call.OperationID] = string(call.RequestBody.Content["application/json"].Example)
			}
		}
	}
	send := func(id, call string, status int, subject any) any {
		t.Helper()
		body := bodies[id]
		if body == "" {
			t.Fatalf("%s has no example", id)
		}
		delete(bodies, id)
		name, _ := subject.(string)
		call = strings.ReplaceAll(call, "ID", name)
		return w.do(t, ask{name: id, call: call, body: strings.ReplaceAll(body, `"ID"`, `"`+name+`"`), status: status})["id"]
	}
	offering := send("createOffering", "POST /offerings", 201, nil)
	session := send("createSession", "POST /sessions", 201, offering)
	w.do(t, ask{call: "POST /sessions/" + session.(string) + "/publish", status: 200})
	send("register", "POST /sessions/ID/registrations", 201, session)
	send("changeSession", "PATCH /sessions/ID", 200, session)
	send("cancelSession", "POST /sessions/ID/cancel", 200, session)
	send("createSite", "POST /employers/ID/sites", 201, send("createEmployer", "POST /employers", 201, nil))
	send("createAbsence", "POST /facilitators/ID/absences", 201, send("createFacilitator", "POST /facilitators", 201, nil))
	for id := range bodies {
		t.Errorf("nobody tries the example of %s", id)
	}
}

// The page is as public as the document.
func TestDocsPage(t *testing.T) {
	w := newWorld(t)
	answer := w.raw(ask{call: "GET /api/docs", as: "-"})
	page := answer.Body.String()
	for _, part := range []string{
		"The API of Kantine", "/api/openapi.json", "POST /api/v1/sessions/{id}/registrations", "already-registered",
		`curl -X POST &#34;https://kantine.example/api/v1/offerings&#34;`, `<a href="#schema-`, "coordinator",
	} {
		if !strings.Contains(page, part) {
			t.Errorf("no %q", part)
		}
	}
	if answer.Code != http.StatusOK || strings.Contains(page, `src="http`) || strings.Contains(page, "cdn") {
		t.Errorf("%d, or something from elsewhere", answer.Code)
	}
	zipped := w.raw(ask{call: "GET /api/docs", as: "-", header: map[string]string{"Accept-Encoding": "br, gzip"}})
	reader, err := gzip.NewReader(zipped.Body)
	if err != nil {
		t.Fatal(err)
	}
	if plain, err := io.ReadAll(reader); err != nil || string(plain) != page || zipped.Header().Get("Content-Encoding") != "gzip" {
		t.Errorf("the same page in fewer bytes is %d bytes, %v", len(plain), err)
	}
	w.do(t, ask{call: "POST /api/docs", as: "-", status: http.StatusMethodNotAllowed})
}
