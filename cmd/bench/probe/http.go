package probe

import (
	"net/http"
	"strconv"
)

// Post is the least code between a form and the writer: /sessions/{number}/register.
func Post(w *Writer) http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("POST /sessions/{number}/register", func(rw http.ResponseWriter, r *http.Request) {
		number, err := strconv.Atoi(r.PathValue("number"))
		if err == nil {
			err = w.Register(number, r.FormValue("name"), r.FormValue("email"), r.FormValue("form"), r.FormValue("form"))
		}
		if err != nil {
			http.Error(rw, err.Error(), http.StatusConflict)
			return
		}
		rw.Header().Set("Location", "/r/"+r.FormValue("form"))
		rw.WriteHeader(http.StatusSeeOther)
	})
	return mux
}

// Hello answers 200 with a few bytes, or 304 to whoever shows its ETag.
func Hello() http.Handler {
	hello := []byte("hello\n")
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("ETag", `"hello"`)
		if r.Header.Get("If-None-Match") == `"hello"` {
			w.WriteHeader(http.StatusNotModified)
			return
		}
		_, _ = w.Write(hello) // a client who left is no concern of a probe
	})
}
