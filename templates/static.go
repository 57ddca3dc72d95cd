package templates

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"fmt"
	"io/fs"
	"net/http"
	"path"
	"strconv"
	"strings"
)

//go:embed static/app.css static/desk.css static/favicon.svg static/zone.js static/calendar.js static/texts.js static/tally.js static/live.js
//go:embed static/vendor/lucide.svg static/vendor/htmx.min.js
var staticSource embed.FS

// staticPrefix is where Static is to be mounted.
const staticPrefix = "/static/"

// staticFiles are the files of static/ under addresses that carry their
// checksum: another content is another address, so browsers may keep them
// for good.
type staticFiles struct {
	byPath map[string]staticFile
	urls   map[string]string
	// sprite is the outline of every icon, put once into each page: no request
	// of its own, and no rule of a Content-Security-Policy to stumble over.
	sprite string
}

type staticFile struct {
	contentType string
	plain       []byte
	zipped      []byte
}

func loadStatic() (*staticFiles, error) {
	s := &staticFiles{byPath: map[string]staticFile{}, urls: map[string]string{}}
	entries, err := fs.ReadDir(staticSource, "static")
	if err != nil {
		return nil, err
	}
	for _, entry := range entries {
		if entry.IsDir() {
			continue
		}
		if err := s.add(entry.Name()); err != nil {
			return nil, fmt.Errorf("%s: %w", entry.Name(), err)
		}
	}
	if err := s.add("vendor/htmx.min.js"); err != nil {
		return nil, fmt.Errorf("htmx: %w", err)
	}
	sprite, err := fs.ReadFile(staticSource, "static/vendor/lucide.svg")
	if err != nil {
		return nil, err
	}
	s.sprite = strings.ReplaceAll(string(sprite), "\n", "")
	return s, nil
}

func (s *staticFiles) add(name string) error {
	plain, err := fs.ReadFile(staticSource, path.Join("static", name))
	if err != nil {
		return err
	}
	sum := sha256.Sum256(plain)
	ext := path.Ext(name)
	url := staticPrefix + strings.TrimSuffix(name, ext) + "." + hex.EncodeToString(sum[:6]) + ext
	var zipped bytes.Buffer
	zip, err := gzip.NewWriterLevel(&zipped, gzip.BestCompression)
	if err != nil {
		return err
	}
	if _, err := zip.Write(plain); err != nil {
		return err
	}
	if err := zip.Close(); err != nil {
		return err
	}
	s.urls[name] = url
	s.byPath[url] = staticFile{contentTypes[ext], plain, zipped.Bytes()}
	return nil
}

// contentTypes are fixed here: mime.TypeByExtension asks the machine it runs on.
var contentTypes = map[string]string{
	".css": "text/css; charset=utf-8",
	".js":  "text/javascript; charset=utf-8",
	".svg": "image/svg+xml",
}

func (s *staticFiles) url(name string) (string, bool) {
	url, ok := s.urls[name]
	return url, ok
}

func (s *staticFiles) hasIcon(name string) bool {
	return strings.Contains(s.sprite, `id="i-`+name+`"`)
}

// Static serves the files under /static/, gzipped where the browser takes it.
// Only the current checksums exist; anything else is 404.
func (e *Engine) Static() http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		file, ok := e.static.byPath[r.URL.Path]
		if !ok {
			http.NotFound(w, r)
			return
		}
		if r.Method != http.MethodGet && r.Method != http.MethodHead {
			w.Header().Set("Allow", "GET, HEAD")
			w.WriteHeader(http.StatusMethodNotAllowed)
			return
		}
		header := w.Header()
		header.Set("Content-Type", file.contentType)
		header.Set("X-Content-Type-Options", "nosniff")
		header.Set("Cache-Control", "public, max-age=31536000, immutable")
		header.Set("Vary", "Accept-Encoding")
		body := file.plain
		if acceptsGzip(r.Header.Get("Accept-Encoding")) {
			header.Set("Content-Encoding", "gzip")
			body = file.zipped
		}
		header.Set("Content-Length", strconv.Itoa(len(body)))
		if r.Method == http.MethodGet {
			// The visitor may have left; there is nobody to tell.
			_, _ = w.Write(body)
		}
	})
}

// acceptsGzip reads Accept-Encoding (RFC 9110 §12.5.3) as far as needed.
func acceptsGzip(header string) bool {
	for coding := range strings.SplitSeq(header, ",") {
		name, params, _ := strings.Cut(coding, ";")
		if strings.TrimSpace(strings.ToLower(name)) != "gzip" {
			continue
		}
		weight := strings.ReplaceAll(strings.ToLower(params), " ", "")
		return !strings.HasPrefix(weight, "q=0") || strings.Trim(weight, "q=0.") != ""
	}
	return false
}
