package site

import (
	"bytes"
	"compress/gzip"
	"context"
	"io"
	"runtime"
	"strconv"
	"strings"
	"testing"
	"time"

	"kantine/events"
)

func TestPageIsKeptAndNeverStale(t *testing.T) {
	w := newWorld(t)
	for _, path := range []string{"/", "/?kind=presentation", "/sessions/praatje", "/sessions/praatje.ics", "/calendar.ics", "/privacy"} {
		t.Run(path, func(t *testing.T) {
			first := w.get(path)
			tag := first.header.Get("Etag")
			if first.status != 200 || !strings.HasPrefix(tag, `"`) || first.header.Get("Cache-Control") != "no-cache" ||
				first.header.Get("Vary") != "Accept-Language, Accept-Encoding" {
				t.Fatalf("%d %v", first.status, first.header)
			}
			again := w.get(path, "If-None-Match", `"other", W/`+tag)
			if again.status != 304 || again.body != "" || again.header.Get("Etag") != tag || again.header.Get("Content-Type") != "" {
				t.Errorf("revalidated: %d %v", again.status, again.header)
			}
			if other := w.get(path, "If-None-Match", tag, "Accept-Language", "en"); !strings.Contains(path, ".ics") && other.status != 200 {
				t.Errorf("the tag of one language counts for another: %d", other.status)
			}
		})
	}
	before := map[string]string{}
	for _, path := range []string{"/", "/sessions/praatje"} {
		before[path] = w.get(path).header.Get("Etag")
	}
	// Another process, with a database handle of its own, takes the last seat.
	other := w.serviceOn(open(t, w.path))
	if _, err := other.Register(context.Background(), events.RegisterCommand{SessionID: "id-praatje", Name: "Kim", Email: "kim@post.example"}); err != nil {
		t.Fatal(err)
	}
	for path, tag := range before {
		page := w.get(path, "If-None-Match", tag)
		if page.status != 200 || !strings.Contains(page.body, "seats-full") {
			t.Errorf("%s does not show the seat taken elsewhere: %d", path, page.status)
		}
	}
}

func TestOtherDatesAreNeverStale(t *testing.T) {
	w := newWorld(t)
	if page := w.get("/sessions/afgelast"); !strings.Contains(page.body, "Nog 2 plekken") {
		t.Fatalf("no other dates with their seats: %s", page.body)
	}
	w.join("workshop", "Kim", "kim@post.example")
	if page := w.get("/sessions/afgelast"); !strings.Contains(page.body, "Nog 1 plek") {
		t.Error("the seats of another date are stale")
	}
}

func TestPageChangesWithTheHour(t *testing.T) {
	w := newWorld(t)
	if page := w.get("/sessions/praatje"); !strings.Contains(page.body, "<form") {
		t.Fatal("no form")
	}
	if page := w.get("/"); !strings.Contains(page.body, "/sessions/praatje") {
		t.Fatal("not on offer")
	}
	w.clock.set(at(3, 10, 0))
	if page := w.get("/sessions/praatje"); strings.Contains(page.body, "<form") {
		t.Error("the form stays when registration closes")
	}
	w.clock.set(at(3, 11, 0))
	if page := w.get("/"); strings.Contains(page.body, "/sessions/praatje") {
		t.Error("still on offer when it is over")
	}
	w.clock.set(start) // a test clock may go back
	if page := w.get("/sessions/praatje"); !strings.Contains(page.body, "<form") {
		t.Error("a clock that goes back shows a page of later")
	}
}

func TestGzip(t *testing.T) {
	w := newWorld(t)
	for _, path := range []string{"/", "/sessions/web", "/calendar.ics", "/sessions/web.ics"} {
		plain, zipped := w.get(path), w.get(path, "Accept-Encoding", "br, gzip;q=0.8")
		if plain.header.Get("Content-Encoding") != "" || zipped.header.Get("Content-Encoding") != "gzip" || len(zipped.body) >= len(plain.body) {
			t.Errorf("%s: %v, %v", path, plain.header, zipped.header)
		}
		for _, answer := range []got{plain, zipped} {
			if answer.header.Get("Content-Length") != strconv.Itoa(len(answer.body)) {
				t.Errorf("%s: Content-Length %s of %d", path, answer.header.Get("Content-Length"), len(answer.body))
			}
		}
		body := unzip(t, []byte(zipped.body))
		if mark := `name="form" value="`; strings.Contains(plain.body, mark) {
			a, b := strings.Index(plain.body, mark)+len(mark), strings.Index(body, mark)+len(mark)
			if plain.body[:a] != body[:b] || plain.body[a+keySize:] != body[b+keySize:] || plain.body[a:a+keySize] == body[b:b+keySize] {
				t.Errorf("%s is not the same page with another key", path)
			}
		} else if body != plain.body {
			t.Errorf("%s is another page when gzipped", path)
		}
		if zipped.header.Get("Etag") == plain.header.Get("Etag") {
			t.Errorf("%s: other bytes, same strong tag", path)
		}
		for _, refused := range []string{"gzip;q=0", "gzip; q=0.0", "identity", "x-gzip-not"} {
			if w.get(path, "Accept-Encoding", refused).header.Get("Content-Encoding") != "" {
				t.Errorf("%s is gzipped for %q", path, refused)
			}
		}
	}
}

// unzip reads one member and insists that nothing follows, as browsers do.
func unzip(t testing.TB, raw []byte) string {
	t.Helper()
	source := bytes.NewReader(raw)
	r, err := gzip.NewReader(source)
	if err != nil {
		t.Fatal(err)
	}
	r.Multistream(false)
	body, err := io.ReadAll(r) // checks length and CRC-32
	if err != nil || source.Len() != 0 {
		t.Fatalf("%v, %d bytes left over", err, source.Len())
	}
	return string(body)
}

func TestZipHalves(t *testing.T) {
	key := strings.Repeat("k", keySize)
	keeper := new(packer) // each after another of its own kind
	for _, halves := range [][2]string{
		{"", ""},
		{"a", "b"},
		{strings.Repeat("kantine ", 10_000), strings.Repeat("kantine ", 10_000)},
		{strings.Repeat("x", bigPage+1), "y"},
	} {
		z := keeper.zip([]byte(halves[0]), []byte(halves[1]), true)
		raw := z.with(key)
		if got := unzip(t, raw); got != halves[0]+key+halves[1] || len(raw) != z.size() || cap(raw) != z.size() {
			t.Errorf("%d + %d bytes: %d back, %d long, %d announced", len(halves[0]), len(halves[1]), len(got), len(raw), z.size())
		}
		whole := keeper.zip([]byte(halves[0]), nil, false)
		if got := unzip(t, whole.head); got != halves[0] || whole.size() != len(whole.head) {
			t.Errorf("whole: %d bytes back of %d", len(got), len(halves[0]))
		}
	}
}

func TestPageWantsItsMarkerOnce(t *testing.T) {
	for _, body := range []string{"none", "one MARK two MARK"} {
		if _, err := newPage(new(packer), "text/html", []byte(body), "MARK"); err == nil {
			t.Errorf("%q was taken", body)
		}
	}
}

func TestRubbishQueriesFillNothing(t *testing.T) {
	w := newWorld(t)
	w.get("/")
	for n := range 20 {
		w.get("/?place=Nergens" + strconv.Itoa(n))
		w.get("/?x=" + strconv.Itoa(n))
		w.get("/sessions/x" + strconv.Itoa(n))
		w.get("/calendar.ics?kind=x" + strconv.Itoa(n))
	}
	if kept := len(w.site.ready.slots); kept != 1 {
		t.Errorf("%d pages are kept", kept)
	}
	if body := w.get("/?place=Nergens").body; !strings.Contains(body, "Nergens") {
		t.Error("a filter that finds nothing is not shown, so that nobody can take it off")
	}
}

func TestFilters(t *testing.T) {
	w := newWorld(t)
	for query, want := range map[string][2]string{
		"?kind=presentation":               {"/sessions/praatje", "/sessions/workshop"},
		"?place=online":                    {"/sessions/web", "/sessions/workshop"},
		"?sector=karton":                   {"/sessions/workshop", "/sessions/web"},
		"?place=assen&kind=workshop":       {"/sessions/workshop", "/sessions/praatje"},
		"?place=Assen&kind=online&lang=en": {"", "/sessions/web"},
	} {
		body := w.get("/" + query).body
		if !strings.Contains(body, want[0]) || strings.Contains(body, want[1]+`"`) {
			t.Errorf("%s shows the wrong sessions", query)
		}
		if !strings.Contains(body, "/calendar.ics?") {
			t.Errorf("%s: no feed of the filter", query)
		}
	}
	if body := w.get("/?kind=presentation&place=Helmond").body; !strings.Contains(body, `Presentatie <span class="count">0`) {
		t.Error("a kind that nothing meets is not called by its name")
	}
}

func TestShelf(t *testing.T) {
	shelf := newShelf[int, int](3)
	now := time.Unix(0, 0)
	count := 0
	get := func(key int, version int64, until time.Time) int {
		value, err := shelf.get(key, version, now, func() (made[int], error) {
			count++
			return made[int]{value: count, until: until}, nil
		})
		if err != nil {
			t.Fatal(err)
		}
		return value
	}
	first := get(1, 7, time.Time{})
	if get(1, 7, time.Time{}) != first || get(1, 8, time.Time{}) != 2 || get(1, 7, time.Time{}) != 3 {
		t.Error("another version must be made anew, the same one not")
	}
	for key := range 100 {
		get(key, 1, time.Time{})
	}
	if len(shelf.slots) > 3 {
		t.Errorf("%d kept, 3 allowed", len(shelf.slots))
	}
	_, err := shelf.get(200, 1, now, func() (made[int], error) { return made[int]{}, io.ErrUnexpectedEOF })
	if err == nil || shelf.slots[200] != nil {
		t.Errorf("a failure is kept: %v", err)
	}
}

// Those who come while a page is made share the next one, whatever version
// they read: a rush of registrations must not make each visitor render.
func TestShelfMakesOneForAll(t *testing.T) {
	shelf := newShelf[string, int64](3)
	now := time.Unix(0, 0)
	renders, begun, let := 0, make(chan struct{}), make(chan struct{})
	produce := func() (made[int64], error) {
		renders++
		if renders == 1 {
			close(begun)
			<-let
		}
		return made[int64]{value: int64(renders)}, nil
	}
	first := make(chan int64)
	go func() { v, _ := shelf.get("page", 1, now, produce); first <- v }()
	<-begun
	const visitors = 50
	rest := make(chan int64, visitors)
	for n := range visitors {
		go func() { v, _ := shelf.get("page", int64(2+n), now, produce); rest <- v }()
	}
	for shelf.order.Load() < 2+visitors { // all have come; none can have been served
		runtime.Gosched()
	}
	close(let)
	<-first
	for range visitors {
		if v := <-rest; v != 2 {
			t.Fatalf("a visitor got render %d, want the second", v)
		}
	}
}
