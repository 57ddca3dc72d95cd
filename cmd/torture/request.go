package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"regexp"
	"strings"
)

// session is one that people register for; seats 0 is no limit.
type session struct {
	ID   string `json:"id"`
	Slug string `json:"slug"`

	seats int
}

// post registers, by form or by API. An answer that is none of those to be
// expected is wrong, yet an answer.
func (g *gathering) post(ctx context.Context, a *ask) answer {
	if a.form {
		return g.postForm(ctx, a)
	}
	body, _ := json.Marshal(map[string]string{"name": "Kim Voorbeeld", "email": a.email}) // strings do not fail
	status, _, text, err := g.call(ctx, "/api/v1/sessions/"+a.session.ID+"/registrations", "application/json", string(body), a.key)
	if err != nil {
		return answer{why: err}
	}
	var made struct{ ID, State, UID string }
	if err := json.Unmarshal([]byte(text), &made); err != nil || status != http.StatusCreated || made.UID == "" {
		g.wrong("%s: answered with %d: %.120q", a.email, status, text)
	}
	return answer{status: status, state: made.State, id: made.ID, uid: made.UID}
}

// postForm keeps the path it is led to in the answer's id. Only where seats
// have no limit does the redirect alone promise one.
func (g *gathering) postForm(ctx context.Context, a *ask) answer {
	fields := url.Values{"name": {"Kim Voorbeeld"}, "email": {a.email}, "language": {"nl"}, "form": {a.key}}
	status, header, text, err := g.call(ctx, "/sessions/"+a.session.Slug+"/register", "application/x-www-form-urlencoded", fields.Encode(), "")
	if err != nil {
		return answer{why: err}
	}
	where, err := url.Parse(header.Get("Location"))
	if err != nil || status != http.StatusSeeOther || !strings.HasPrefix(where.Path, "/r/") {
		g.wrong("%s: the form answered with %d to %v: %.120q", a.email, status, where, text)
		return answer{status: status}
	}
	got := answer{status: status, id: where.Path}
	if a.session.seats == 0 {
		got.state = "confirmed"
	}
	return got
}

var formKeyField = regexp.MustCompile(`name="form" value="([^"]+)"`)

// formKey opens the page, as who fills in its form does.
func (g *gathering) formKey(ctx context.Context, s *session) (string, error) {
	text, err := g.get(ctx, "/sessions/"+s.Slug)
	if err != nil {
		return "", err
	}
	found := formKeyField.FindStringSubmatch(text)
	if found == nil {
		g.wrong("no form on the page of session %s", s.Slug)
		return "", fmt.Errorf("no form")
	}
	return found[1], nil
}

func (g *gathering) get(ctx context.Context, path string) (string, error) {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, g.url+path, nil)
	if err != nil {
		return "", err
	}
	status, _, text, err := g.do(request)
	if err == nil && status != http.StatusOK {
		g.wrong("GET %.20s… answered with %d: %.120q", path, status, text)
	}
	return text, err
}

func (g *gathering) call(ctx context.Context, path, kind, body, key string) (int, http.Header, string, error) {
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, g.url+path, strings.NewReader(body))
	if err != nil {
		return 0, nil, "", err
	}
	request.Header.Set("Content-Type", kind)
	if key != "" {
		request.Header.Set("Idempotency-Key", key)
	}
	if kind == "application/json" {
		request.Header.Set("Authorization", "Bearer "+g.token)
	}
	return g.do(request)
}

// do returns an error for an answer that did not come whole.
func (g *gathering) do(request *http.Request) (status int, header http.Header, body string, err error) {
	response, err := g.http.Do(request)
	if err != nil {
		return 0, nil, "", err
	}
	defer response.Body.Close()
	var text bytes.Buffer
	if _, err := io.Copy(&text, response.Body); err != nil {
		return 0, nil, "", err
	}
	return response.StatusCode, response.Header, text.String(), nil
}
