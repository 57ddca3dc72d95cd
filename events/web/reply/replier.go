package reply

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"runtime/debug"
	"strconv"
	"strings"
	"time"

	"kantine/events"
	"kantine/templates"
	"kantine/templates/locale"
)

// Handler answers a request, or writes nothing and says why not.
type Handler func(w http.ResponseWriter, r *http.Request) error

// Config is what a Replier needs.
type Config struct {
	// BaseURL begins the type of a problem; no slash at its end.
	BaseURL string
	Pages   *templates.Engine
	Catalog *locale.Catalog
	Log     *slog.Logger
	// Layout is what stands around an error page for this request.
	Layout func(r *http.Request) templates.Layout
}

// Replier turns errors into answers. It is safe for concurrent use.
type Replier struct{ Config }

// New makes a Replier.
func New(c Config) *Replier { return &Replier{c} }

// HTML answers a handler's errors with a page. route names the handler in the
// log, where an address would give a token away.
func (p *Replier) HTML(route string, h Handler) http.Handler {
	return p.guard(route, h, func(w http.ResponseWriter, r *http.Request, err error) {
		p.ErrorPage(w, r, route, err)
	})
}

// JSON answers a handler's errors with a problem.
func (p *Replier) JSON(route string, h Handler) http.Handler {
	return p.guard(route, h, func(w http.ResponseWriter, r *http.Request, err error) {
		p.Problem(r.Context(), route, Language(r), err).Write(w)
	})
}

func (p *Replier) guard(route string, h Handler, refuse func(http.ResponseWriter, *http.Request, error)) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		defer func() {
			switch v := recover(); v {
			case nil:
			case http.ErrAbortHandler:
				panic(v)
			default:
				refuse(w, r, &panicked{debug.Stack()})
			}
		}()
		err := error(events.ErrNotFound)
		if Storable(r.URL.Path) {
			err = h(w, r)
		}
		if err == nil || errors.Is(err, context.Canceled) && r.Context().Err() != nil {
			return // answered, or nobody is left to answer
		}
		refuse(w, r, err)
	})
}

// panicked keeps where a handler broke, and not the value, which may hold what
// somebody typed.
type panicked struct{ stack []byte }

func (*panicked) Error() string { return "panic" }

// ErrorPage answers err with a page.
func (p *Replier) ErrorPage(w http.ResponseWriter, r *http.Request, route string, err error) {
	code, retry := sort(err)
	view := templates.ErrorPage{Layout: p.Layout(r), Status: Status(code), RetryAfter: retry}
	view.NoIndex = true
	if view.Status == http.StatusConflict || view.Status == http.StatusUnprocessableEntity {
		view.Code = string(code)
	}
	if code == Internal {
		view.RequestID = p.fault(r.Context(), route, err)
	}
	header := w.Header()
	header.Set("Cache-Control", "no-store")
	setRetryAfter(header, retry)
	if err := p.Page(w, r, view.Status, view); err != nil {
		p.fault(r.Context(), route, err)
		http.Error(w, http.StatusText(view.Status), view.Status)
	}
}

// Page answers with a page in the visitor's language. It writes nothing when
// it fails.
func (p *Replier) Page(w http.ResponseWriter, r *http.Request, status int, view templates.View) error {
	var body strings.Builder
	if err := p.Pages.Render(&body, Language(r), view); err != nil {
		return err
	}
	header := w.Header()
	header.Set("Content-Type", "text/html; charset=utf-8")
	header.Set("Content-Length", strconv.Itoa(body.Len()))
	header.Add("Vary", "Accept-Language")
	w.WriteHeader(status)
	if r.Method != http.MethodHead {
		// The visitor may have left; there is nobody to tell.
		_, _ = w.Write([]byte(body.String()))
	}
	return nil
}

// sort tells an error's code and when to try again.
func sort(err error) (events.Code, time.Duration) {
	var refusal *events.Error
	if !errors.As(err, &refusal) {
		return Internal, 0
	}
	if Status(refusal.Code) == http.StatusInternalServerError {
		return Internal, 0
	}
	return refusal.Code, refusal.RetryAfter
}

func setRetryAfter(header http.Header, after time.Duration) {
	if after > 0 {
		header.Set("Retry-After", strconv.Itoa(int((after+time.Second-1)/time.Second)))
	}
}

// fault logs what broke under an id that the answer carries. Only the kinds of
// the errors are logged: their words can hold addresses (promise 18).
func (p *Replier) fault(ctx context.Context, route string, err error) string {
	var b [6]byte
	if _, failed := rand.Read(b[:]); failed != nil {
		panic(failed) // crypto/rand never fails on a supported system
	}
	id := hex.EncodeToString(b[:])
	attrs := []slog.Attr{slog.String("id", id), slog.String("route", route), slog.String("error", kinds(err))}
	var broke *panicked
	if errors.As(err, &broke) {
		attrs = append(attrs, slog.String("stack", string(broke.stack)))
	}
	p.Log.LogAttrs(ctx, slog.LevelError, "request failed", attrs...)
	return id
}

// kinds lists the types in an error's chain, with the number of those that
// have one, as the errors of databases do.
func kinds(err error) string {
	var b strings.Builder
	for ; err != nil; err = errors.Unwrap(err) {
		if b.Len() > 0 {
			b.WriteString(" > ")
		}
		fmt.Fprintf(&b, "%T", err)
		if numbered, ok := err.(interface{ Code() int }); ok {
			fmt.Fprintf(&b, "(%d)", numbered.Code())
		}
		if state, ok := err.(interface{ SQLState() string }); ok {
			fmt.Fprintf(&b, "(%s)", state.SQLState())
		}
	}
	return b.String()
}
