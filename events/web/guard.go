package web

import (
	"log/slog"
	"net/http"
	"runtime/debug"
)

// policy is the Content-Security-Policy of every answer that sets none.
const policy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; " +
	"connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"

// guard sets the headers that protect a visitor, and turns a panic into an
// answer. A handler may set stricter headers of its own.
func guard(next, fault http.Handler, log *slog.Logger) http.Handler {
	// Shared slices spare an allocation per header and request; nobody appends
	// to them, since Set replaces the slice.
	var (
		csp      = []string{policy}
		nosniff  = []string{"nosniff"}
		referrer = []string{"same-origin"}
		isolated = []string{"same-origin"}
		features = []string{"camera=(), microphone=(), geolocation=(), browsing-topics=()"}
	)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		header := w.Header()
		header["Content-Security-Policy"] = csp
		header["X-Content-Type-Options"] = nosniff
		header["Referrer-Policy"] = referrer
		header["Cross-Origin-Opener-Policy"] = isolated
		header["Permissions-Policy"] = features
		defer func() {
			cause := recover()
			if cause == nil {
				return
			}
			if cause == http.ErrAbortHandler {
				panic(cause)
			}
			// The value of a panic may hold what somebody typed: the stack says enough.
			log.Error("a handler panicked", "stack", string(debug.Stack()))
			fault.ServeHTTP(w, r)
		}()
		next.ServeHTTP(w, r)
	})
}
