package main

import (
	"fmt"
	"net/url"
	"regexp"
	"strings"
)

// takenBy are what fields of the site and the desk have to be for a form to go
// through, by what their names begin or end with; all others take a canary.
var takenBy = []struct{ name, value string }{
	{"_breaks", "9:30 15 min"},
	{"_time", "6:00-14:00"},
	{"hours_", "9.00-17.00"},
	{".postcode", "7899 ZY"},
	{".clock", "12.00"},
	{"closes.date", "1-5-2027"},
	{"until", ""},
	{"date", "8-6-2027"},
	{"start", "10.00"},
	{"end", "11.00"},
}

// accepts gives what a field has to be for its form to be taken, if that is no
// canary.
func (p *people) accepts(route string, in *field) (value string, ok bool) {
	switch {
	case in.name == "current":
		return p.password, true
	case in.name == "code" && route == "/desk/sessions/{id}/check-in":
		return p.door, true
	}
	if value, ok := plain[in.name].(string); ok {
		return value, true
	}
	for _, taken := range takenBy {
		if strings.HasSuffix(in.name, taken.name) || strings.HasPrefix(in.name, taken.name) {
			return taken.value, true
		}
	}
	return "", false
}

var recoveryCode = regexp.MustCompile(`<code>([^<]+)</code>`)

// changesPhone takes the next code from a new telephone: each works once.
func (p *people) changesPhone() {
	p.k.t.Helper()
	secret := secretOn(p.do("GET", "/desk/account/phone", "", "").body)
	p.step("/desk/account/phone", url.Values{"code": {p.oneTime(secret, 1)}, "current": {firstPassword}}, 200)
}

// comesThrough takes both ways through the second step, for somebody who has
// just enrolled: their next code, and a recovery code.
func (p *people) comesThrough(email string) {
	p.k.t.Helper()
	p.givesPassword(email)
	p.step("/desk/code", url.Values{"code": {p.oneTime(p.secret, 1)}}, 303)
	codes := recoveryCode.FindSubmatch(p.post("/desk/account/codes", url.Values{"current": {firstPassword}}).body)
	if codes == nil {
		p.k.t.Fatal("no new recovery codes")
	}
	p.givesPassword(email)
	p.step("/desk/recovery", url.Values{"code": {string(codes[1])}}, 303)
}

// atTheDoor is the code that somebody shows there.
func (p *people) atTheDoor(manage string) string {
	p.k.t.Helper()
	code := doorCode.FindSubmatch(p.k.send("GET", strings.TrimPrefix(manage, p.k.url), nil).body)
	if code == nil {
		p.k.t.Fatal("nobody has a code for the door")
	}
	return string(code[1]) + string(code[2])
}

// problemBox is where a page says what is wrong with a form.
var (
	problemBox = regexp.MustCompile(`(?s)<div class="problems".*?</div>`)
	tag        = regexp.MustCompile(`<[^>]*>`)
)

// judged notes whether a route took a form, and why not.
func (p *people) judged(route string, fields url.Values, a answer) {
	if p.accepted == nil {
		return // nobody asks
	}
	if a.status >= 400 {
		words := tag.ReplaceAllString(string(problemBox.Find(a.body)), " ")
		p.refused[route] = fmt.Sprint(a.status, " ", strings.Join(strings.Fields(words), " "))
		return
	}
	p.accepted[route] = true
	if route == "/desk/account/password" {
		p.password = fields.Get("password")
	}
}
