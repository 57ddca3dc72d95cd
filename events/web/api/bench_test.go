package api_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"strconv"
	"sync/atomic"
	"testing"

	"kantine/events"
)

// BenchmarkRegister shows what the door adds to the Service: the same
// registrations, with and without HTTP in front of them, by one client and by
// 64 at a time.
func BenchmarkRegister(b *testing.B) {
	var n atomic.Int64
	ways := map[string]func(b *testing.B, w *world, session string) func() error{
		"service": func(b *testing.B, w *world, session string) func() error {
			return func() error {
				_, err := w.service.Register(b.Context(), events.RegisterCommand{
					SessionID: session, Name: "Zoë Testman", Email: strconv.FormatInt(n.Add(1), 10) + "@voorbeeld.example", Language: "nl",
				})
				return err
			}
		},
		"handler": func(_ *testing.B, w *world, session string) func() error {
			return func() error {
				recorder := w.raw(ask{
					call: "POST /sessions/" + session + "/registrations",
					body: `{"name":"Zoë Testman","email":"` + strconv.FormatInt(n.Add(1), 10) + `@voorbeeld.example","language":"nl"}`,
				})
				if recorder.Code != http.StatusCreated {
					return fmt.Errorf("status %d", recorder.Code)
				}
				return nil
			}
		},
	}
	for name, way := range ways {
		for _, clients := range []int{1, 64} {
			b.Run(fmt.Sprintf("%s/clients=%d", name, clients), func(b *testing.B) {
				w := newWorld(b)
				do := way(b, w, w.open(february + `,"capacity":null`)["id"].(string))
				b.SetParallelism(max(1, clients/2))
				b.ReportAllocs()
				b.ResetTimer()
				if clients == 1 {
					for range b.N {
						if err := do(); err != nil {
							b.Fatal(err)
						}
					}
					return
				}
				b.RunParallel(func(pb *testing.PB) {
					for pb.Next() {
						if err := do(); err != nil {
							b.Error(err)
							return
						}
					}
				})
			})
		}
	}
}

// BenchmarkDoor is what a request costs before it reaches the Service: route,
// token, body.
func BenchmarkDoor(b *testing.B) {
	w := newWorld(b)
	s := w.open(february)
	refused := ask{call: "POST /sessions/" + s["id"].(string) + "/registrations", body: `{"name":"Zoë Testman","email":"zoe","language":"nl"}`}
	b.ReportAllocs()
	for b.Loop() {
		recorder := httptest.NewRecorder()
		w.handler.ServeHTTP(recorder, w.request(refused))
	}
}
