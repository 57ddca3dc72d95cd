package main

import (
	"fmt"
	"io"
	"maps"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/gorilla/mux"
	"github.com/pquerna/otp/hotp"
)

// people type canaries into everything: a visitor of the site, and an
// administrator, who sees all of the desk.
type people struct {
	*canaries
	k        *running
	router   *mux.Router
	cookie   string // of who is logged in; "" for a visitor
	offering string
	sessions []sessionJSON
	// registration is somebody's, links are those of letters.
	draft sessionJSON
	// begun is somebody at a session that has begun.
	begun registrationJSON
	// door is the code that they show there.
	door         string
	registration registrationJSON
	links        []string
	// opened counts the paths looked at by route, and shown the forms by what
	// they ask.
	opened, shown map[string]int
	// filled are the routes to which a filled-in form was sent, accepted those
	// that took it.
	filled, accepted map[string]bool
	// refused says of a route why the last form sent there was refused.
	refused map[string]string
	// password is the administrator's, secret that of their one-time codes.
	password, secret string
	// names are those of all fields seen.
	names []string
	queue []string
	// last are forms for the end, when ending.
	last   []func()
	ending bool
	// sent counts the requests.
	sent int
	// hasty people look at each page and send each form less often.
	hasty bool
}

// starts are pages to begin at, beside those that links lead to.
var starts = []string{"/", "/lost", "/privacy", "/desk", "/desk/login", "/desk/forgotten", "/desk/search", "/doe-mee"}

// things are ids for the routes that begin so.
func (p *people) things() map[string][]string {
	return map[string][]string{
		"/desk/sessions/{id}":      {p.sessions[0].ID, p.sessions[1].ID, p.draft.ID},
		"/desk/registrations/{id}": {p.registration.ID, p.begun.ID},
		"/desk/offerings/{id}":     {p.offering}, "/desk/employers/{id}": {"org-01"}, "/desk/facilitators/{id}": {"fac-1"},
		"/desk/venues/{id}": {"ven-1"}, "/desk/kits/{id}": {"kit-1"}, "/desk/outbox/{id}": {p.k.messages()[0].ID},
	}
}

// buttons are POST routes whose forms have nothing to fill in, or that would
// end the test's own login.
var buttons = []string{
	"/desk/logout", "/desk/account/logins/everywhere", "/desk/account/logins/{id}/end",
	"/desk/users/{id}/disable", "/desk/users/{id}/enable", "/desk/users/{id}/second", "/desk/users/{id}/invite", "/desk/users/{id}/role",
	"/desk/sessions/{id}/publish-series", "/desk/absences/{id}", "/desk/rearrangements/{id}/undo",
	"/r/{token}/undo", "/r/{token}/erase", "/n/{token}", "/u/{token}",
}

// people lets everybody in, and makes what they find there.
func (c *canaries) people(k *running) *people {
	k.t.Helper()
	p := &people{
		canaries: c, k: k, router: demoRouter(k.t), opened: map[string]int{}, shown: map[string]int{}, filled: map[string]bool{}, accepted: map[string]bool{}, refused: map[string]string{},
	}
	offering := k.offer(object{"capacity": nil, "title": object{"nl": c.word("title"), "en": c.word("title")}})
	// The second begins before the administrator comes.
	for _, starts := range []string{"2027-06-01T14:30", "2026-11-22T14:30", "2027-06-01T14:30", "2027-06-02T14:30"} {
		p.sessions = append(p.sessions, k.session(offering.ID, starts, nil))
	}
	p.draft = k.draft(offering.ID, "2027-06-03T14:30", nil)
	p.begun = p.comes(p.sessions[1].ID)
	p.door, p.password = p.atTheDoor(p.begun.ManageURL), firstPassword
	p.offering = offering.ID
	p.registration = p.comes(p.sessions[0].ID)
	p.links = append(p.links, "/desk/sessions/new?offering="+offering.ID, strings.TrimPrefix(p.registration.ManageURL, k.url))
	return p
}

// comes registers somebody all of whose words are canaries.
func (p *people) comes(session string) registrationJSON {
	return ask[registrationJSON](p.k, "POST", "/sessions/"+session+"/registrations", object{
		"name": p.word("API: name"), "email": p.email("API: email"), "language": "nl", "employer": p.word("API: employer"),
		"needs": p.word("API: needs"),
	}, 201)
}

// request sends what a browser would, with canaries in the headers that anybody
// can write.
func (p *people) request(method, path, contentType, body string, cookie string) (answer, error) {
	request, err := http.NewRequestWithContext(p.k.t.Context(), method, p.k.url+path, strings.NewReader(body))
	if err != nil {
		return answer{}, err
	}
	if body != "" {
		request.Header.Set("Content-Type", contentType)
	}
	for _, name := range []string{"User-Agent", "Referer", "Accept-Language", "X-Request-Id"} {
		request.Header.Set(name, p.word("header "+name))
	}
	// Each from another address: guesses from one are slowed down.
	p.sent++
	request.Header.Set("X-Forwarded-For", fmt.Sprintf("198.51.%d.%d", p.sent>>8&255, p.sent&255))
	if cookie != "" {
		request.Header.Set("Cookie", cookie)
	}
	client := http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	response, err := client.Do(request)
	if err != nil {
		return answer{}, err
	}
	defer response.Body.Close()
	a := answer{status: response.StatusCode, header: response.Header}
	a.body, err = io.ReadAll(response.Body)
	return a, err
}

// do is request as the person who is at it; the answer may be any but a fault.
func (p *people) do(method, path, contentType, body string) answer {
	p.k.t.Helper()
	a, err := p.request(method, path, contentType, body, p.cookie)
	if err != nil {
		p.k.t.Fatalf("%s %s: %v", method, path, err)
	}
	if a.status == http.StatusInternalServerError {
		p.k.t.Errorf("%s %s: %d", method, p.routeOf(path), a.status)
	}
	return a
}

const formType = "application/x-www-form-urlencoded"

func (p *people) post(path string, fields url.Values) answer {
	p.k.t.Helper()
	return p.do("POST", path, formType, fields.Encode())
}

func (p *people) routeOf(path string) string {
	path, _, _ = strings.Cut(path, "?")
	return routeOf(p.k.t, p.router, path)
}

// step sends a form of logging in, and keeps the cookie that comes.
func (p *people) step(path string, fields url.Values, want int) {
	p.k.t.Helper()
	a := p.post(path, fields)
	if a.status != want {
		p.k.t.Fatalf("logging in at %s: %d, want %d", path, a.status, want)
	}
	p.judged(p.routeOf(path), fields, a)
	for _, c := range (&http.Response{Header: a.header}).Cookies() {
		p.cookie = c.Name + "=" + c.Value
	}
}

// givesPassword goes through the first step.
func (p *people) givesPassword(email string) {
	p.k.t.Helper()
	p.step("/desk/login", url.Values{"email": {email}, "password": {firstPassword}}, 303)
}

// enrols goes through the second step for the first time, with a wrong code
// first.
func (p *people) enrols() {
	p.k.t.Helper()
	page := p.do("GET", "/desk/enrol", "", "").body
	p.step("/desk/enrol", url.Values{"code": {p.word("wrong code")}}, 422)
	p.secret = secretOn(page)
	p.step("/desk/enrol", url.Values{"code": {p.oneTime(p.secret, 0)}}, 200)
}

// secretOn is the secret for one-time codes that a page shows.
func secretOn(page []byte) string { return strings.ReplaceAll(string(groups.Find(page)), " ", "") }

// oneTime is the code of a step from now.
func (p *people) oneTime(secret string, later int) string {
	p.k.t.Helper()
	code, err := hotp.GenerateCode(secret, uint64(time.Now().Unix()/30+int64(later)))
	if err != nil {
		p.k.t.Fatal(err)
	}
	return code
}

// fillInEveryForm walks over the site and the desk and fills in what it finds:
// as a stranger, as somebody between password and code, and as an administrator.
func (p *people) fillInEveryForm() {
	p.k.t.Helper()
	p.walk()
	const fresh, halfway, forgetful, caller = "nieuw@zorgenwerk.example", "halverwege@zorgenwerk.example", "vergeetachtig@zorgenwerk.example", "beller@zorgenwerk.example"
	for _, email := range []string{fresh, halfway, forgetful, caller} {
		p.k.addUser(email, "viewer")
	}
	p.givesPassword(fresh)
	p.walk("/desk/enrol")
	p.givesPassword(caller)
	p.enrols()
	p.changesPhone()
	p.givesPassword(halfway)
	p.enrols()
	p.comesThrough(halfway)
	p.givesPassword(halfway)
	p.walk("/desk/code", "/desk/recovery")
	p.cookie = ""
	p.walk(p.resetLink(forgetful))
	p.walkAsAdministrator()
	for _, route := range routesOf(p.k.t, p.router) {
		// What was archived comes back by a button.
		if !p.filled[route] && !slices.Contains(buttons, route) && !strings.HasSuffix(route, "/restore") && p.takesForms(route) {
			p.k.t.Errorf("nobody fills in the form of %s: no page that was opened shows it; add one to starts", route)
		}
	}
	for _, route := range slices.Sorted(maps.Keys(p.refused)) {
		if !p.accepted[route] {
			p.k.t.Errorf("%s took no form, so nothing is known of what it logs of one that it takes: %s", route, p.refused[route])
		}
	}
}

func (p *people) walkAsAdministrator() {
	p.k.t.Helper()
	email := p.email("address of a user")
	p.k.addUser(email, "admin")
	p.opened = map[string]int{} // pages look otherwise now
	p.later("2026-11-22T18:00:00+01:00")
	p.givesPassword(email)
	p.enrols()
	p.walk()
}

// later sets the clock and lets mail leave. What waits for a letter that was
// refused stays where it is.
func (p *people) later(instant string) {
	p.k.t.Helper()
	p.k.clock.set(instant)
	p.k.tick()
	p.k.tick()
	eventually(p.k.t, "no letter is on its way", func() bool { return len(p.k.messages("state", "sending")) == 0 })
}

// resetLink asks for a new password and waits for the letter.
func (p *people) resetLink(email string) (link string) {
	p.k.t.Helper()
	p.step("/desk/forgotten", url.Values{"email": {email}}, 303)
	eventually(p.k.t, "the link comes by mail", func() bool {
		for _, m := range p.k.post.Messages() {
			if m.To[0] == email {
				link = resetLink.FindString(readLetter(p.k.t, m.Raw).text)
			}
		}
		return link != ""
	})
	return strings.TrimPrefix(link, p.k.url)
}

// takesForms tells whether a route of the site or the desk answers a POST.
func (p *people) takesForms(route string) bool {
	if strings.HasPrefix(route, "/api") || strings.HasPrefix(route, "/dev") || strings.HasSuffix(route, "/") && route != "/" {
		return false
	}
	a, err := p.request("POST", filledPath(route, "x"), formType, "x=x", "")
	if err != nil {
		p.k.t.Fatal(err)
	}
	return a.status != http.StatusMethodNotAllowed && a.status != http.StatusNotImplemented
}

var variable = regexp.MustCompile(`\{[^}]*\}`)

// filledPath puts a word in the place of every variable of a route.
func filledPath(route, word string) string { return variable.ReplaceAllString(route, word) }

// questions are names of what an address asks.
var questions = []string{"q", "next", "date", "from", "to", "after", "before", "state", "kind", "place", "session", "notice", "sent", "lang", "limit"}

// knockOnEveryDoor asks every route for canaries, in its path, its query and
// its fields, as a stranger and as the administrator.
func (p *people) knockOnEveryDoor() {
	p.k.t.Helper()
	p.names = slices.Concat(p.names, questions)
	slices.Sort(p.names)
	p.names = slices.Compact(p.names)
	for _, route := range routesOf(p.k.t, p.router) {
		path := filledPath(route, p.word("path of "+route))
		own := strings.HasPrefix(route, "/desk/logout") || strings.HasPrefix(route, "/desk/account/logins")
		for _, cookie := range []string{"", p.cookie} {
			if own && cookie != "" {
				continue
			}
			query, fields := url.Values{}, url.Values{}
			for n, name := range p.names {
				query.Set(name, p.word("query "+name+" of "+route))
				if n < 50 {
					fields.Set(name, p.word("field "+name+" of "+route))
				}
			}
			for _, call := range [][2]string{{"GET", ""}, {"POST", fields.Encode()}, {"PUT", fields.Encode()}} {
				a, err := p.request(call[0], path+"?"+query.Encode(), formType, call[1], cookie)
				if err != nil || a.status == http.StatusInternalServerError {
					p.k.t.Errorf("%s %s: %d, %v", call[0], route, a.status, err)
				}
			}
		}
	}
	if a := p.k.send("GET", "/api/v1/sessions", nil, "Authorization", "Bearer "+p.word("API token")); a.status != 401 {
		p.k.t.Errorf("a token that is none: %d", a.status)
	}
	if a := p.do("GET", "/desk/"+fmt.Sprint(p.word("path"))+"/"+p.word("path"), "", ""); a.status == 200 {
		p.k.t.Error("a page that is none is there")
	}
}
