package main

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"time"
)

// roomy is how many sessions have room for all; smallSeats is the one's that
// fills up and has a waitlist.
const (
	roomy      = 3
	smallSeats = 12
)

// newKey is a key file's content.
func newKey() []byte {
	key := make([]byte, 32)
	_, _ = rand.Read(key) // never fails
	return key
}

// prepare makes and publishes the sessions, and tries a second serve.
func (t *torture) prepare(ctx context.Context) error {
	token, err := t.program.token()
	if err != nil {
		return err
	}
	t.crowd = &crowd{clients: t.clients, token: token, book: t.book, wrong: t.wrong}
	p, err := t.program.start()
	if err != nil {
		return err
	}
	if t.engine == "sqlite" {
		if err := t.program.second(p); err != nil {
			t.wrong("%v", err)
		}
	}
	err = t.makeSessions(ctx, p.url)
	return errors.Join(err, p.stop())
}

func (t *torture) makeSessions(ctx context.Context, url string) error {
	setup := &gathering{crowd: t.crowd, url: url, http: &http.Client{Timeout: patience}}
	defer setup.http.CloseIdleConnections()
	var offering struct{ ID string }
	// No reminders: the judge counts letters that registrations are owed.
	err := setup.create(ctx, "offerings", map[string]any{
		"kind": "workshop", "title": map[string]string{"nl": "Werk en zorg", "en": "Work and care"},
		"duration": "PT2H", "capacity": nil, "waitlist": "auto", "reminders": []any{},
	}, &offering)
	for n := range roomy + 1 {
		s := &session{}
		fields := map[string]any{
			"offering": offering.ID, "starts_at": t.program.clock.from.AddDate(0, 3, n).Format(time.RFC3339),
			"location": map[string]string{"name": "Kantine Voorbeeld", "address": "Dorpsstraat 1", "postcode": "7899 ZZ", "city": "Deventer"},
		}
		if n == roomy {
			s.seats, fields["capacity"] = smallSeats, smallSeats
		}
		if err == nil {
			err = setup.create(ctx, "sessions", fields, s)
		}
		if err == nil {
			err = setup.create(ctx, "sessions/"+s.ID+"/publish", nil, nil)
		}
		t.crowd.sessions = append(t.crowd.sessions, s)
	}
	return err
}

// create is a POST to the API that must succeed.
func (g *gathering) create(ctx context.Context, path string, fields map[string]any, made any) error {
	body := []byte("")
	if fields != nil {
		var err error
		if body, err = json.Marshal(fields); err != nil {
			return err
		}
	}
	status, _, text, err := g.call(ctx, "/api/v1/"+path, "application/json", string(body), "")
	if err != nil {
		return err
	}
	if status/100 != 2 {
		return fmt.Errorf("POST %s: %d %s", path, status, text)
	}
	if made == nil {
		return nil
	}
	return json.Unmarshal([]byte(text), made)
}
