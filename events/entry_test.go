package events

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"unicode/utf8"

	"pgregory.net/rapid"
)

func TestPostcode(t *testing.T) {
	for given, want := range map[string]string{
		"7899 ZZ": "7899 ZZ", "7899zz": "7899 ZZ", "1011AB": "1011 AB", " 1011 ab ": "1011 AB", "9999 SE": "9999 SE",
		"0123 AB": "", "1234 SS": "", "1234 SA": "", "1234 SD": "", "1234sd": "", "1234 A": "", "12345 AB": "", "123 AB": "",
		"1234  AB": "", "1234-AB": "", "1234 ÀB": "", "": "", "7899 ZZ\n1": "",
	} {
		if got, ok := Postcode(given); got != want || ok != (want != "") {
			t.Errorf("%q: got %q, %v", given, got, ok)
		}
	}
}

func TestRegisterNumbers(t *testing.T) {
	for given, want := range map[string]bool{
		"00000001": true, "12345678": true, "1234567": false, "123456789": false, "12a45678": false, "": false,
		" 12345678": false, "12345678\n": false, "１２３４５６７８": false,
	} {
		if KVKNumber(given) != want {
			t.Errorf("kvk %q: got %v", given, !want)
		}
	}
	for given, want := range map[string]bool{"000000000001": true, "00000000001": false, "0000000000001": false, "": false} {
		if BranchNumber(given) != want {
			t.Errorf("branch %q: got %v", given, !want)
		}
	}
}

func TestNames(t *testing.T) {
	for _, good := range []string{
		"'t Voorbeeld", "van der Test", "De Demo-Proef", "Ünal Voorbeeld", "Zoë Testman", "IJsbrand Demo", "J.P. Testman",
		"J.P.de Vries", "A.Top", "K.Link", "Marie-José O'Voorbeeld", "李小龙", "محمد", "X", "Kim (HR)", "Anna & Bram", "M/V Demo",
		strings.Repeat("é", 120),
	} {
		var p problems
		if got := checkName(&p, "  "+good+" ", true); got != good || len(p) != 0 {
			t.Errorf("%q: got %q, %v", good, got, p)
		}
	}
	for bad, key := range map[string]string{
		"":                       "required",
		"   ":                    "required",
		strings.Repeat("é", 121): "too_long",
		"Kim\nBcc: x@y.example":  "control_characters",
		"Kim\rTest":              "control_characters",
		"Kim\x00Test":            "control_characters",
		"Kim\u0085Test":          "control_characters", // next line
		"Kim\u2028Test":          "control_characters", // line separator
		"Kim\u2029Test":          "control_characters", // paragraph separator
		"Kim\u202eTest":          "control_characters", // right-to-left override
		"Kim\u202dTest":          "control_characters", // left-to-right override
		"Kim\u2066Test":          "control_characters", // isolate
		"Kim\u200fTest":          "control_characters", // right-to-left mark
		"Kim\u061cTest":          "control_characters", // Arabic letter mark
		"Kim\u200bTest":          "control_characters", // zero-width space
		"Kim\u200dTest":          "control_characters", // zero-width joiner
		"Kim\u2060Test":          "control_characters", // word joiner
		"Kim\u2063Test":          "control_characters", // invisible separator
		"Kim\ufeffTest":          "control_characters", // byte order mark
		"Kim\u00adTest":          "control_characters", // soft hyphen
		"Kim\U000e0041Test":      "control_characters", // tag letter
		"Kim\ue000Test":          "control_characters", // private use
		"Kim\ufffdTest":          "control_characters",
		"Kim\xffTest":            "control_characters", // no UTF-8
		"https://x.example":      "url_in_name",
		"Kim HTTP://x":           "url_in_name",
		"ftp://x":                "url_in_name",
		"www.voorbeeld":          "url_in_name",
		"Win nu op voorbeeld.nl": "url_in_name",
		"Kim VOORBEELD.COM":      "url_in_name",
		"bit.ly/2xy":             "url_in_name",
		"x.zz/gratis":            "url_in_name",
		"kim@voorbeeld.example":  "url_in_name",
		"klik.app nu":            "url_in_name",
	} {
		var p problems
		if checkName(&p, bad, true); len(p) != 1 || p[0].Field != "name" || p[0].Key != key {
			t.Errorf("%q: got %v, want %s", bad, p, key)
		}
	}
	var p problems
	if checkName(&p, "", false); len(p) != 0 {
		t.Errorf("a name that may be empty: %v", p)
	}
}

func TestLines(t *testing.T) {
	for given, want := range map[string]string{
		strings.Repeat("x", 200): "", strings.Repeat("ë", 200): "", strings.Repeat("x", 201): "too_long",
		"glutenvrij, zie https://x.example": "", "regel\nregel": "control_characters", "": "",
	} {
		var p problems
		checkLine(&p, "needs", given, maxNeeds)
		got := ""
		if len(p) == 1 {
			got = p[0].Key
		}
		if got != want || len(p) > 1 {
			t.Errorf("%q: got %v", given, p)
		}
	}
	for given, want := range map[string]string{
		"een\r\ntwee\ndrie": "een\ntwee\ndrie", "met\ttab": "met\ttab", " rond ": "rond",
	} {
		if got, key := cleanParagraph(given, 20); got != want || key != "" {
			t.Errorf("%q: got %q, %q", given, got, key)
		}
	}
	for given, want := range map[string]string{
		"een\rtwee": "control_characters", "een\u2028twee": "control_characters", strings.Repeat("x\n", 11): "too_long",
	} {
		if _, key := cleanParagraph(given, 20); key != want {
			t.Errorf("%q: got %q, want %q", given, key, want)
		}
	}
}

// Whatever is kept of a line is one line that hides nothing.
func TestNoLineForgesAnother(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		given := rapid.String().Draw(rt, "line")
		line, key := cleanLine(given, 120)
		if key != "" {
			return
		}
		if strings.ContainsAny(line, "\r\n\x00\u2028\u2029\u202e\u200b") || !utf8.ValidString(line) || utf8.RuneCountInString(line) > 120 {
			rt.Errorf("%q is kept as %q", given, line)
		}
	})
}

func TestEmailAddress(t *testing.T) {
	local64 := strings.Repeat("a", 64)
	host := strings.Repeat(strings.Repeat("b", 63)+".", 2) + strings.Repeat("b", 53) + ".example" // 189
	for _, good := range []string{
		"kim@voorbeeld.example", "kim.test+kantine@hr.voorbeeld.example", "KIM@Voorbeeld.example", "o'brien@voorbeeld.example",
		"kim_test@voorbeeld.example", "kim@xn--bcher-kva.example", "kim@bücher.example", local64 + "@voorbeeld.example",
		local64 + "@" + host,
	} {
		if got, key := EmailAddress(" " + good + " "); got != good || key != "" {
			t.Errorf("%q: got %q, %q", good, got, key)
		}
	}
	for bad, want := range map[string]string{
		"": "required", "  ": "required", "kim": "email", "@voorbeeld.example": "email", "kim@": "email", "kim@localhost": "email",
		"kim@voorbeeld..example": "email", "kim@.example": "email", "kim@voorbeeld.example.": "email", "kim@-x.example": "email",
		"kim@x-.example": "email", "kim@" + strings.Repeat("b", 64) + ".example": "email", "kim@[127.0.0.1]": "email",
		"Kim <kim@voorbeeld.example>": "email", "<kim@voorbeeld.example>": "email", "kim@voorbeeld.example, x@y.example": "email",
		`"kim test"@voorbeeld.example`: "email", "kim@voorbeeld.example (Kim)": "email", "kim test@voorbeeld.example": "email",
		"a@b@voorbeeld.example": "email", ".kim@voorbeeld.example": "email", "kim.@voorbeeld.example": "email",
		local64 + "a@voorbeeld.example": "email", local64 + "@b" + host: "too_long",
		"kim@voor\u200bbeeld.example": "control_characters", "kim@voorbeeld.example\nBcc: x@y.example": "control_characters",
	} {
		if got, key := EmailAddress(bad); key != want {
			t.Errorf("%q: got %q, %q, want %q", bad, got, key, want)
		}
	}
}

func TestSlugify(t *testing.T) {
	for given, want := range map[string]string{
		"Werk en mantelzorg: zo doet u dat!": "werk-en-mantelzorg-zo-doet-u-dat", "Zoë's café": "zoes-cafe", "  --x--  ": "x",
		"Ünal & Co": "unal-co", "!!!": "sessie", "": "sessie", "李": "sessie", "A/B 2027": "a-b-2027", "<script>": "script",
		strings.Repeat("abc ", 30): strings.TrimSuffix(strings.Repeat("abc-", 15), "-"),
	} {
		if got := slugify(given); got != want {
			t.Errorf("%q: got %q", given, got)
		}
	}
	rapid.Check(t, func(rt *rapid.T) {
		given := rapid.String().Draw(rt, "title")
		slug := slugify(given)
		if len(slug) > 60 || slug == "" || strings.Trim(slug, "abcdefghijklmnopqrstuvwxyz0123456789-") != "" ||
			strings.HasPrefix(slug, "-") || strings.HasSuffix(slug, "-") || strings.Contains(slug, "--") {
			rt.Errorf("%q: got %q", given, slug)
		}
	})
}

func TestTextIn(t *testing.T) {
	for _, c := range []struct {
		text       Text
		lang, want string
	}{
		{Text{NL: "dag", EN: "hello"}, "nl", "dag"},
		{Text{NL: "dag", EN: "hello"}, "en", "hello"},
		{Text{NL: "dag", EN: "hello"}, "de", "dag"},
		{Text{NL: "dag"}, "en", "dag"},
		{Text{EN: "hello"}, "nl", "hello"},
		{Text{}, "en", ""},
	} {
		if got := c.text.In(c.lang); got != c.want {
			t.Errorf("%+v in %q: got %q", c.text, c.lang, got)
		}
	}
	if (Text{EN: "x"}).Empty() || !(Text{}).Empty() {
		t.Error("Empty")
	}
}

func TestOptionalTellsAbsentFromNull(t *testing.T) {
	type object struct {
		Capacity Optional[*int]     `json:"capacity"`
		Title    Optional[string]   `json:"title"`
		Rules    Optional[[]string] `json:"rules"`
	}
	for body, want := range map[string]string{
		`{}`: "", `{"capacity":null}`: "capacity=none", `{"capacity":16}`: "capacity=16", `{"title":""}`: "title=",
		`{"title":null}`: "title=", `{"rules":[]}`: "rules=0 false", `{"rules":null}`: "rules=0 true", `{"rules":["x"]}`: "rules=1 false",
	} {
		var o object
		if err := json.Unmarshal([]byte(body), &o); err != nil {
			t.Fatal(err)
		}
		got := ""
		switch {
		case o.Capacity.Set && o.Capacity.Value == nil:
			got = "capacity=none"
		case o.Capacity.Set:
			got = fmt.Sprintf("capacity=%d", *o.Capacity.Value)
		case o.Title.Set:
			got = "title=" + o.Title.Value
		case o.Rules.Set:
			got = fmt.Sprintf("rules=%d %v", len(o.Rules.Value), o.Rules.Value == nil)
		}
		if got != want {
			t.Errorf("%s: got %q, want %q", body, got, want)
		}
	}
	if (Optional[int]{}).Or(3) != 3 || Given(0).Or(3) != 0 {
		t.Error("Or")
	}
}
