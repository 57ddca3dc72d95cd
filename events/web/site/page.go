package site

import (
	"bytes"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"sync"
)

// page is an answer made once and sent many times. A page with a form has a
// gap, which each answer fills with a fresh key; everything else of it, its
// headers too, is ready.
type page struct {
	head, tail []byte
	keyed      bool
	headers    [2]fixedHeaders // plain and gzipped
	contents   []string
	// file is the Content-Disposition; nil shows the page in the window.
	file []string
	// others tells that the page shows more than its own version covers.
	others bool

	packer  *packer
	zipping sync.Once
	zipped  zipped
}

// fixedHeaders are values in the form http.Header keeps them, never written to.
type fixedHeaders struct{ etag, length []string }

// keySize is the length of a form key: 128 bits in hexadecimal.
const keySize = 32

var (
	revalidate = []string{"no-cache"}
	varies     = []string{"Accept-Language, Accept-Encoding"}
	gzipCoding = []string{"gzip"}
)

// newPage makes a page of body. A marker in it is where form keys go; it must
// stand there exactly once, "" means no form.
func newPage(k *packer, contentType string, body []byte, marker string) (*page, error) {
	p := &page{packer: k, head: bytes.Clone(body), contents: []string{contentType}}
	if marker != "" {
		if found := bytes.Count(body, []byte(marker)); found != 1 {
			return nil, fmt.Errorf("the form key stands %d times in a page", found)
		}
		at := bytes.Index(body, []byte(marker))
		p.keyed, p.tail, p.head = true, p.head[at+len(marker):], p.head[:at]
	}
	sum := sha256.New()
	sum.Write(p.head)
	sum.Write(p.tail)
	tag := hex.EncodeToString(sum.Sum(nil)[:12])
	size := len(p.head) + len(p.tail)
	if p.keyed {
		size += keySize
	}
	p.headers[0] = fixedHeaders{[]string{`"` + tag + `"`}, []string{strconv.Itoa(size)}}
	p.headers[1].etag = []string{`"` + tag + `-g"`}
	return p, nil
}

func (p *page) zip() {
	p.zipped = p.packer.zip(p.head, p.tail, p.keyed)
	p.headers[1].length = []string{strconv.Itoa(p.zipped.size())}
}

// serve answers with the page, or with 304 where the visitor has it. The form
// key is left out of the ETag: it makes no difference to what is shown.
func (p *page) serve(w http.ResponseWriter, r *http.Request) {
	fixed, coded := &p.headers[0], acceptsGzip(r.Header["Accept-Encoding"])
	if coded {
		p.zipping.Do(p.zip)
		fixed = &p.headers[1]
	}
	header := w.Header()
	header["Cache-Control"], header["Vary"], header["Etag"] = revalidate, varies, fixed.etag
	if known := r.Header["If-None-Match"]; len(known) > 0 && p.matches(known) {
		w.WriteHeader(http.StatusNotModified)
		return
	}
	header["Content-Type"], header["Content-Length"] = p.contents, fixed.length
	if p.file != nil {
		header["Content-Disposition"] = p.file
	}
	if coded {
		header["Content-Encoding"] = gzipCoding
	}
	w.WriteHeader(http.StatusOK)
	if r.Method == http.MethodHead {
		return
	}
	// The visitor may have left; there is nobody to tell.
	switch {
	case !p.keyed && coded:
		_, _ = w.Write(p.zipped.head)
	case !p.keyed:
		_, _ = w.Write(p.head)
	case coded:
		_, _ = w.Write(p.zipped.with(newKey()))
	default:
		_, _ = w.Write(bytes.Join([][]byte{p.head, p.tail}, []byte(newKey())))
	}
}

// matches reads If-None-Match (RFC 9110 §13.1.2), where weak tags count too.
func (p *page) matches(known []string) bool {
	for _, line := range known {
		for tag := range strings.SplitSeq(line, ",") {
			tag = strings.TrimPrefix(strings.TrimSpace(tag), "W/")
			if tag == p.headers[0].etag[0] || tag == p.headers[1].etag[0] || tag == "*" {
				return true
			}
		}
	}
	return false
}

// acceptsGzip reads Accept-Encoding (RFC 9110 §12.5.3) as far as needed.
func acceptsGzip(lines []string) bool {
	for _, line := range lines {
		for coding := range strings.SplitSeq(line, ",") {
			name, weight, weighed := strings.Cut(coding, ";")
			if !strings.EqualFold(strings.TrimSpace(name), "gzip") {
				continue
			}
			_, q, _ := strings.Cut(weight, "=")
			return !weighed || strings.Trim(strings.TrimSpace(q), "0.") != ""
		}
	}
	return false
}

// newKey makes a form key.
func newKey() string {
	var raw [keySize / 2]byte
	if _, err := rand.Read(raw[:]); err != nil {
		panic(err) // crypto/rand never fails on a supported system
	}
	return hex.EncodeToString(raw[:])
}
