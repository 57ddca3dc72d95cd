package templates

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"encoding/hex"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

func TestVendoredFilesAreAsListed(t *testing.T) {
	dir := filepath.Join("static", "vendor")
	sums, err := os.Open(filepath.Join(dir, "SHA256SUMS"))
	if err != nil {
		t.Fatal(err)
	}
	defer sums.Close()
	listed := map[string]bool{"SHA256SUMS": true}
	for lines := bufio.NewScanner(sums); lines.Scan(); {
		want, name, ok := strings.Cut(lines.Text(), "  ")
		if !ok {
			t.Fatalf("unreadable line %q", lines.Text())
		}
		raw, err := os.ReadFile(filepath.Join(dir, name))
		if err != nil {
			t.Fatal(err)
		}
		if sum := sha256.Sum256(raw); hex.EncodeToString(sum[:]) != want {
			t.Errorf("%s is not the file that was vendored", name)
		}
		listed[name] = true
	}
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, entry := range entries {
		if !listed[entry.Name()] {
			t.Errorf("%s is not in SHA256SUMS", entry.Name())
		}
	}
	for _, name := range []string{"lucide.LICENSE", "lucide.svg", "htmx.LICENSE", "htmx.min.js"} {
		if !listed[name] {
			t.Errorf("%s is not listed", name)
		}
	}
}

// TestHtmxOnlyWhereItIsUsed keeps it from pages that do without, public ones above
// all, and from what the Content-Security-Policy forbids: code in attributes, and
// what htmx would evaluate.
func TestHtmxOnlyWhereItIsUsed(t *testing.T) {
	e := newEngine(t)
	code := regexp.MustCompile(` (style|on\w+|hx-on[^=]*)="| hx-[^=]*="(js:|javascript:)| hx-trigger="[^"]*\[`)
	users := 0
	for name, view := range states("nl", e) {
		page := show(t, e, "nl", view)
		uses, loads := strings.Contains(page, " hx-post="), strings.Contains(page, e.static.urls["vendor/htmx.min.js"])
		if uses != loads || loads && !strings.Contains(page, `<body class="desk">`) {
			t.Errorf("%s: uses htmx %v, loads it %v", name, uses, loads)
		}
		if loads {
			users++
		}
		for _, found := range code.FindAllString(page, -1) {
			t.Errorf("%s: %s", name, found)
		}
	}
	if users == 0 {
		t.Error("no page uses htmx")
	}
}

func TestEveryIconIsUsed(t *testing.T) {
	e := newEngine(t)
	sources, err := readPages(pageFiles)
	if err != nil {
		t.Fatal(err)
	}
	used := map[string]bool{}
	for _, source := range sources {
		for _, m := range fixedIcon.FindAllStringSubmatch(source, -1) {
			used[m[1]] = true
		}
	}
	for _, m := range regexp.MustCompile(`id="i-([^"]+)"`).FindAllStringSubmatch(e.static.sprite, -1) {
		if !used[m[1]] {
			t.Errorf("no page uses the icon %s", m[1])
		}
	}
}

func get(t *testing.T, e *Engine, method, path, encoding string) *http.Response {
	t.Helper()
	r := httptest.NewRequest(method, path, nil)
	r.Header.Set("Accept-Encoding", encoding)
	w := httptest.NewRecorder()
	e.Static().ServeHTTP(w, r)
	return w.Result()
}

func TestStaticFiles(t *testing.T) {
	e := newEngine(t)
	for name, url := range e.static.urls {
		want, err := os.ReadFile(filepath.Join("static", name))
		if err != nil {
			t.Fatal(err)
		}
		sum := sha256.Sum256(want)
		if !strings.Contains(url, hex.EncodeToString(sum[:6])) {
			t.Errorf("%s does not carry its checksum", url)
		}
		plain := get(t, e, http.MethodGet, url, "br")
		got, _ := io.ReadAll(plain.Body)
		if !bytes.Equal(got, want) || plain.Header.Get("Content-Encoding") != "" {
			t.Errorf("%s: other bytes", url)
		}
		if plain.Header.Get("Content-Type") == "" || !strings.Contains(plain.Header.Get("Cache-Control"), "immutable") || plain.Header.Get("Vary") == "" {
			t.Errorf("%s: headers %v", url, plain.Header)
		}
		zipped := get(t, e, http.MethodGet, url, "br, gzip;q=0.8")
		unzip, err := gzip.NewReader(zipped.Body)
		if err != nil {
			t.Fatal(err)
		}
		if got, err = io.ReadAll(unzip); err != nil || !bytes.Equal(got, want) {
			t.Errorf("%s: other bytes when gzipped (%v)", url, err)
		}
		if head := get(t, e, http.MethodHead, url, ""); head.ContentLength != int64(len(want)) {
			t.Errorf("%s: HEAD says %d bytes", url, head.ContentLength)
		}
		if post := get(t, e, http.MethodPost, url, ""); post.StatusCode != http.StatusMethodNotAllowed {
			t.Errorf("%s: POST gives %d", url, post.StatusCode)
		}
	}
	for _, path := range []string{"/static/app.css", "/static/app.000000000000.css", "/static/", "/static/../engine.go", "/static/vendor/lucide.svg"} {
		if r := get(t, e, http.MethodGet, path, ""); r.StatusCode != http.StatusNotFound {
			t.Errorf("%s gives %d", path, r.StatusCode)
		}
	}
}

func TestGzipOnlyWhereTaken(t *testing.T) {
	for header, want := range map[string]bool{
		"": false, "gzip": true, "br, gzip": true, "GZIP; q=1": true, "gzip;q=0": false, "gzip; q=0.000": false,
		"gzip;q=0.05": true, "x-gzip": false, "identity": false,
	} {
		if got := acceptsGzip(header); got != want {
			t.Errorf("%q: %v", header, got)
		}
	}
}

// TestFirstLoadIsSmall keeps a page with its style far below the 60 KB that a
// first visit may cost.
func TestFirstLoadIsSmall(t *testing.T) {
	e := newEngine(t)
	var page, zipped bytes.Buffer
	if err := e.Render(&page, "nl", sampleOffer("nl")); err != nil {
		t.Fatal(err)
	}
	zip := gzip.NewWriter(&zipped)
	if _, err := zip.Write(page.Bytes()); err != nil {
		t.Fatal(err)
	}
	if err := zip.Close(); err != nil {
		t.Fatal(err)
	}
	total := zipped.Len()
	for url, file := range e.static.byPath {
		if strings.Contains(page.String(), url) {
			total += len(file.zipped)
		}
	}
	if total > 20_000 {
		t.Errorf("%d bytes gzipped", total)
	}
	t.Logf("%d bytes of page, %d gzipped; %d gzipped with the files it asks for", page.Len(), zipped.Len(), total)
}
