package reply

import (
	"net/http/httptest"
	"strings"
	"testing"

	"kantine/events"
)

func TestForm(t *testing.T) {
	const form = "application/x-www-form-urlencoded"
	for name, c := range map[string]struct {
		media, body string
		want        events.Code
	}{
		"plain":           {form, "name=Kim+Verbeek&email=kim%40voorbeeld.example", ""},
		"with a charset":  {form + "; charset=UTF-8", "a=b", ""},
		"empty":           {form, "", ""},
		"json":            {"application/json", "{}", UnsupportedMedia},
		"multipart":       {"multipart/form-data; boundary=x", "--x--", UnsupportedMedia},
		"no type":         {"", "a=b", UnsupportedMedia},
		"not UTF-8":       {form, "name=%ff%fe", BadRequest},
		"raw not UTF-8":   {form, "name=\xff", BadRequest},
		"name not UTF-8":  {form, "%ff=x", BadRequest},
		"NUL":             {form, "name=a%00b", ""},
		"name with NUL":   {form, "%00=x", BadRequest},
		"broken escape":   {form, "name=%zz", BadRequest},
		"50 fields":       {form, strings.Repeat("a=b&", 49) + "a=b", ""},
		"51 fields":       {form, strings.Repeat("a=b&", 50) + "a=b", BadRequest},
		"64 kB":           {form, "a=" + strings.Repeat("x", maxForm-2), ""},
		"a byte too much": {form, "a=" + strings.Repeat("x", maxForm-1), TooLarge},
	} {
		t.Run(name, func(t *testing.T) {
			r := httptest.NewRequest("POST", "/", strings.NewReader(c.body))
			r.Header.Set("Content-Type", c.media)
			fields, err := Form(httptest.NewRecorder(), r)
			if events.CodeOf(err) != c.want || (err == nil) != (c.want == "") {
				t.Errorf("%v, %v", fields, err)
			}
		})
	}
}

func TestClient(t *testing.T) {
	for name, c := range map[string]struct{ trusted, peer, forwarded, want string }{
		"no proxy":                   {"", "198.51.100.7:1234", "", "198.51.100.7/32"},
		"no header is believed":      {"", "198.51.100.7:1234", "203.0.113.9", "198.51.100.7/32"},
		"stranger's header":          {"10.0.0.0/8", "198.51.100.7:1234", "203.0.113.9", "198.51.100.7/32"},
		"one proxy":                  {"10.0.0.0/8", "10.1.2.3:1234", "203.0.113.9", "203.0.113.9/32"},
		"visitor forges the left":    {"10.0.0.0/8", "10.1.2.3:1234", "8.8.8.8, 203.0.113.9", "203.0.113.9/32"},
		"visitor forges a proxy":     {"10.0.0.0/8", "10.1.2.3:1234", "8.8.8.8, 203.0.113.9, 10.9.9.9", "203.0.113.9/32"},
		"two proxies":                {"10.0.0.0/8,192.0.2.1", "10.1.2.3:1", "203.0.113.9, 192.0.2.1", "203.0.113.9/32"},
		"only proxies":               {"10.0.0.0/8", "10.1.2.3:1", "10.4.4.4", "10.4.4.4/32"},
		"proxy without header":       {"10.0.0.0/8", "10.1.2.3:1", "", "10.1.2.3/32"},
		"rubbish ends the walk":      {"10.0.0.0/8", "10.1.2.3:1", "203.0.113.9, unknown", "10.1.2.3/32"},
		"with a port":                {"10.0.0.0/8", "10.1.2.3:1", "203.0.113.9:5555", "203.0.113.9/32"},
		"IPv6 is one visitor per 64": {"", "[2001:db8:1:2:aaaa::1]:1", "", "2001:db8:1:2::/64"},
		"IPv6 behind a proxy":        {"::1", "[::1]:1", "[2001:db8:1:2::5]:99", "2001:db8:1:2::/64"},
		"IPv4 in IPv6 clothes":       {"10.0.0.0/8", "[::ffff:10.1.2.3]:1", "::ffff:203.0.113.9", "203.0.113.9/32"},
	} {
		t.Run(name, func(t *testing.T) {
			proxies, err := ParseProxies(c.trusted)
			if err != nil {
				t.Fatal(err)
			}
			r := httptest.NewRequest("POST", "/", nil)
			r.RemoteAddr = c.peer
			if c.forwarded != "" {
				r.Header.Set("X-Forwarded-For", c.forwarded)
			}
			if got := proxies.Client(r).String(); got != c.want {
				t.Errorf("%s, want %s", got, c.want)
			}
		})
	}
	r := httptest.NewRequest("POST", "/", nil)
	r.RemoteAddr = "10.1.2.3:1"
	r.Header.Add("X-Forwarded-For", "203.0.113.9")
	r.Header.Add("X-Forwarded-For", "10.9.9.9")
	proxies, _ := ParseProxies("10.0.0.0/8")
	if got := proxies.Client(r).String(); got != "203.0.113.9/32" {
		t.Errorf("two header lines are one list: %s", got)
	}
	if _, err := ParseProxies("10.0.0.0/8, thuis"); err == nil {
		t.Error("a word is no network")
	}
}

func TestLanguage(t *testing.T) {
	for _, c := range []struct{ query, header, want string }{
		{"", "", "nl"},
		{"", "en-GB,en;q=0.8", "en"},
		{"", "fr", "nl"},
		{"", "nl-BE,en", "nl"},
		{"", "en;q=0.5,nl;q=0.9", "nl"},
		{"", "en;q=0", "nl"},
		{"", "eng,nl", "en"},
		{"", "EN-gb", "en"},
		{"", "fr,en;q=0.2", "en"},
		{"lang=en", "nl", "en"},
		{"lang=nl", "en", "nl"},
		{"lang=fr", "en", "en"},
		{"slang=en", "", "nl"},
	} {
		r := httptest.NewRequest("GET", "/?"+c.query, nil)
		r.Header.Set("Accept-Language", c.header)
		if got := Language(r); got != c.want {
			t.Errorf("?%s with %q: %s, want %s", c.query, c.header, got, c.want)
		}
		if chosen := LanguageChosen(r); chosen != (c.query == "lang=en" || c.query == "lang=nl") {
			t.Errorf("?%s: chosen %v", c.query, chosen)
		}
	}
}
