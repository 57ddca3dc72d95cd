package site

import (
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
)

// nothing is a ResponseWriter that costs nothing.
type nothing struct{ header http.Header }

func (n *nothing) Header() http.Header            { return n.header }
func (n *nothing) Write(body []byte) (int, error) { return len(body), nil }
func (n *nothing) WriteHeader(int)                {}

func benchmark(b *testing.B, handler http.Handler, path string, headers ...string) {
	r := httptest.NewRequest("GET", path, nil)
	for i := 0; i < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	b.ReportAllocs()
	b.RunParallel(func(pb *testing.PB) {
		w := &nothing{http.Header{}}
		for pb.Next() {
			clear(w.header)
			handler.ServeHTTP(w, r)
		}
	})
}

// The product's page beside the least there can be; the version is read from
// a real database each time.
func BenchmarkPage(b *testing.B) {
	w := newWorld(b)
	tag := w.get("/").header.Get("Etag")
	b.Run("hello", func(b *testing.B) {
		benchmark(b, http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write([]byte("hello")) }), "/")
	})
	handler := w.server.Config.Handler
	b.Run("offer", func(b *testing.B) { benchmark(b, handler, "/") })
	b.Run("offer in gzip", func(b *testing.B) { benchmark(b, handler, "/", "Accept-Encoding", "gzip, deflate, br, zstd") })
	b.Run("offer in English", func(b *testing.B) { benchmark(b, handler, "/", "Accept-Language", "en-GB,en;q=0.9,nl;q=0.8") })
	b.Run("offer not modified", func(b *testing.B) { benchmark(b, handler, "/", "If-None-Match", tag) })
	b.Run("offer without the database", func(b *testing.B) {
		p, err := newPage(new(packer), "text/html", []byte(w.get("/").body), "")
		if err != nil {
			b.Fatal(err)
		}
		benchmark(b, http.HandlerFunc(p.serve), "/", "Accept-Encoding", "gzip")
	})
	b.Run("session with a key in gzip", func(b *testing.B) { benchmark(b, handler, "/sessions/web", "Accept-Encoding", "gzip") })
	b.Run("offer made anew", func(b *testing.B) {
		benchmark(b, http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
			w.site.ready.mu.Lock()
			clear(w.site.ready.slots)
			w.site.ready.mu.Unlock()
			handler.ServeHTTP(rw, r)
		}), "/")
	})
}

// BenchmarkRegister posts the form from many visitors at once.
func BenchmarkRegister(b *testing.B) {
	w := newWorld(b, func(c *Config) { c.Limit = FormLimit{} })
	var visitors atomic.Int64
	b.SetParallelism(32)
	b.ReportAllocs()
	b.RunParallel(func(pb *testing.PB) {
		for pb.Next() {
			n := strconv.FormatInt(visitors.Add(1), 10)
			r := httptest.NewRequest("POST", "/sessions/web/register", strings.NewReader("name=Kim&language=nl&email=kim"+n+"%40post.example&form=key"+n))
			r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
			answer := httptest.NewRecorder()
			w.server.Config.Handler.ServeHTTP(answer, r)
			if answer.Code != http.StatusSeeOther {
				b.Errorf("%d %s", answer.Code, answer.Body)
			}
		}
	})
}
