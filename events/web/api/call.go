package api

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"strconv"

	"github.com/gorilla/mux"

	"kantine/events"
	"kantine/events/web/reply"
)

const contentType = "application/json"

// maxBody is the size of the largest body, in bytes.
const maxBody = 1 << 20

// maxKey is the length of the longest Idempotency-Key.
const maxKey = 255

// call is one thing the API does.
type call struct {
	method, path string
	// id and summary name it in the document.
	id, summary string
	who         access
	// status is that of success.
	status int
	// body and answer are zero values of their types; body is nil where none is
	// taken. bare tells that it may be left out.
	body, answer any
	bare         bool
	// required are the body's required fields where its type does not say.
	required []string
	query    []parameter
	// refuses lists the codes beyond those every call can answer with.
	refuses []events.Code
	do      func(*API, *request) (any, error)
	// again answers a step that came with a key used before; nil where the
	// Service itself sees to the key.
	again func(*API, *request) (any, error)
}

// later is a call of the contract that is not built yet.
func later(*API, *request) (any, error) { return nil, events.Refuse(events.CodeNotYet) }

// request is one call being made.
type request struct {
	ctx   context.Context
	http  *http.Request
	raw   []byte
	token events.APIToken
	// key makes a repeated POST one; nil where none was given.
	key *events.Once
}

// id is the one in the path.
func (q *request) id() string { return mux.Vars(q.http)["id"] }

// handler does one call: who may, what it says, what becomes of it.
func (a *API) handler(c call) reply.Handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		token, err := a.enter(r, c.who)
		if err != nil {
			return err
		}
		q := &request{ctx: events.WithActor(r.Context(), token.ID), http: r, token: token}
		if c.method != http.MethodGet {
			if err := q.take(w, &c); err != nil {
				return err
			}
		}
		answer, err := a.perform(&c, q)
		if err != nil {
			return a.dress(q.ctx, err)
		}
		return write(w, c.status, answer)
	}
}

// take reads the body and the key.
func (q *request) take(w http.ResponseWriter, c *call) error {
	raw, err := io.ReadAll(http.MaxBytesReader(w, q.http.Body, maxBody))
	if err != nil {
		if large := (*http.MaxBytesError)(nil); errors.As(err, &large) {
			return events.Refuse(reply.TooLarge)
		}
		return events.Refuse(reply.BadRequest)
	}
	q.raw = raw
	if (c.body == nil || c.bare) && len(bytes.TrimSpace(raw)) == 0 {
		q.raw = []byte("{}")
	}
	if given, ok := q.http.Header["Idempotency-Key"]; ok && c.method == http.MethodPost {
		if len(given) != 1 || !soundKey(given[0]) {
			return events.Invalid("Idempotency-Key", "idempotency_key", "Max", maxKey)
		}
		q.key = &events.Once{
			Scope: "api:" + q.token.ID + ":" + c.method + " " + q.http.URL.Path, Key: given[0], BodyHash: sha256.Sum256(raw),
		}
	}
	return nil
}

// soundKey takes visible ASCII characters.
func soundKey(key string) bool {
	for i := range len(key) {
		if key[i] <= ' ' || key[i] > '~' {
			return false
		}
	}
	return key != "" && len(key) <= maxKey
}

// perform does a call, and a step with a key only once.
func (a *API) perform(c *call, q *request) (any, error) {
	if q.key == nil || c.again == nil {
		return c.do(a, q)
	}
	made, err := a.Service.Made(q.ctx, *q.key)
	if err != nil {
		return nil, err
	}
	if made != "" {
		return c.again(a, q)
	}
	answer, err := c.do(a, q)
	if err != nil {
		return nil, err
	}
	return answer, a.Service.Remember(q.ctx, *q.key, q.id())
}

// dress gives the object in a refusal the form it has in answers.
func (a *API) dress(ctx context.Context, err error) error {
	var refusal *events.Error
	if !errors.As(err, &refusal) {
		return err
	}
	current, ok := refusal.Current.(events.Session)
	if !ok {
		return err
	}
	dressed := *refusal
	shown, failed := a.session(ctx, &current)
	if failed != nil {
		return failed
	}
	dressed.Current = shown
	return &dressed
}

func write(w http.ResponseWriter, status int, answer any) error {
	var body bytes.Buffer
	encoder := json.NewEncoder(&body)
	encoder.SetEscapeHTML(false) // Message-IDs stay readable; no browser takes this for HTML
	if err := encoder.Encode(answer); err != nil {
		return err
	}
	header := w.Header()
	header.Set("Content-Type", contentType)
	header.Set("Cache-Control", "no-store")
	header.Set("Content-Length", strconv.Itoa(body.Len()))
	w.WriteHeader(status)
	// The caller may have left; there is nobody to tell.
	_, _ = w.Write(body.Bytes())
	return nil
}
