// Package visitor is one person at the desk, with a browser that keeps a
// cookie: it logs in with a password and a one-time code, opens pages, tells
// how long the first byte took, and finds the links on them.
//
// It is floor 4, a part of the benchmark. It knows the desk by its pages only.
package visitor

import (
	"context"
	"errors"
	"fmt"
	"html"
	"io"
	"net/http"
	"net/http/httptrace"
	"net/url"
	"regexp"
	"strings"
	"time"

	"github.com/pquerna/otp/hotp"
)

// Visitor is not safe for concurrent use: one person opens one page at a time.
type Visitor struct {
	base   string
	client *http.Client
	cookie *http.Cookie
}

// New makes a visitor of the program at base, "http://127.0.0.1:8080".
func New(base string) *Visitor {
	return &Visitor{base: base, client: &http.Client{
		Timeout:       time.Minute,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}}
}

// Look is what came of opening a page.
type Look struct {
	Status int
	// FirstByte is the time from asking to the first byte of the answer.
	FirstByte time.Duration
	// Size is that of the page in bytes, unpacked.
	Size int
	Body []byte
}

// Open opens a page.
func (v *Visitor) Open(ctx context.Context, path string) (Look, error) {
	return v.do(ctx, http.MethodGet, path, nil)
}

func (v *Visitor) do(ctx context.Context, method, path string, form url.Values) (look Look, err error) {
	var began time.Time
	trace := &httptrace.ClientTrace{GotFirstResponseByte: func() { look.FirstByte = time.Since(began) }}
	request, err := http.NewRequestWithContext(httptrace.WithClientTrace(ctx, trace), method, v.base+path, strings.NewReader(form.Encode()))
	if err != nil {
		return Look{}, err
	}
	if form != nil {
		request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		request.Header.Set("Origin", v.base)
	}
	if v.cookie != nil {
		request.AddCookie(v.cookie)
	}
	began = time.Now()
	response, err := v.client.Do(request)
	if err != nil {
		return Look{}, err
	}
	defer response.Body.Close()
	// A jar would keep a cookie that is Secure from a server without TLS.
	for _, c := range response.Cookies() {
		v.cookie = c
	}
	look.Status = response.StatusCode
	look.Body, err = io.ReadAll(response.Body)
	look.Size = len(look.Body)
	return look, err
}

var secretGroups = regexp.MustCompile(`[A-Z2-7]{4}(?: [A-Z2-7]{4}){3,}`)

// LogIn gives the password of a user who comes for the first time, enrols the
// second step, and is in.
func (v *Visitor) LogIn(ctx context.Context, email, password string) error {
	look, err := v.do(ctx, http.MethodPost, "/desk/login", url.Values{"email": {email}, "password": {password}})
	if err != nil || look.Status != http.StatusSeeOther {
		return errors.Join(fmt.Errorf("the password: %d", look.Status), err)
	}
	look, err = v.Open(ctx, "/desk/enrol")
	secret := strings.ReplaceAll(string(secretGroups.Find(look.Body)), " ", "")
	if err != nil || secret == "" {
		return errors.Join(fmt.Errorf("the page of enrolment: %d", look.Status), err)
	}
	code, err := hotp.GenerateCode(secret, uint64(time.Now().Unix()/30)) // RFC 6238 §4: steps of 30 s
	if err != nil {
		return err
	}
	look, err = v.do(ctx, http.MethodPost, "/desk/enrol", url.Values{"code": {code}})
	if err != nil || look.Status != http.StatusOK {
		return errors.Join(fmt.Errorf("the code: %d", look.Status), err)
	}
	return nil
}

var href = regexp.MustCompile(`href="(/desk[^"#]*)`)

// Links are the paths to the desk on the page, with their queries.
func (l Look) Links() (paths []string) {
	for _, found := range href.FindAllSubmatch(l.Body, -1) {
		paths = append(paths, html.UnescapeString(string(found[1])))
	}
	return paths
}
