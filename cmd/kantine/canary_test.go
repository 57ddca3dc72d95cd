package main

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"kantine/mailer/mailtest"
)

// canaries are words that stand nowhere but where a person typed them. Each
// tells of itself where that was.
type canaries struct{ planted []string }

// word plants one; where says in which field.
func (c *canaries) word(where string) string {
	c.planted = append(c.planted, where)
	return fmt.Sprintf("kanarie%05dx", len(c.planted)-1)
}

// number plants one that is written in ten digits, as telephone numbers are.
func (c *canaries) number(where string) string {
	c.planted = append(c.planted, where)
	return fmt.Sprintf("06973%05d", len(c.planted)-1)
}

func (c *canaries) email(where string) string { return c.word(where) + "@post.example" }

var canary = regexp.MustCompile(`(?i)kanarie([0-9]{5})x|06973([0-9]{5})`)

// in tells which canaries sing in a text: the fields they were planted in.
func (c *canaries) in(text string) (fields []string) {
	for _, found := range canary.FindAllStringSubmatch(text, -1) {
		n := 0
		if _, err := fmt.Sscan(strings.TrimLeft(found[1]+found[2], "0")+" ", &n); err != nil {
			n = 0
		}
		if n < len(c.planted) && !slices.Contains(fields, c.planted[n]) {
			fields = append(fields, c.planted[n])
		}
	}
	return fields
}

func TestCanariesAreHeard(t *testing.T) {
	t.Parallel()
	var c canaries
	for range 12 {
		c.word("filler")
	}
	name, phone := c.word("name"), c.number("phone")
	for text, want := range map[string]string{
		"nothing": "[]", name: "[name]", strings.ToUpper(name): "[name]", "+" + phone + "x": "[phone]",
		"msg=\"" + name + "%40post.example\" " + name + phone: "[name phone]", "kanarie00000x": "[filler]",
	} {
		if got := fmt.Sprint(c.in(text)); got != want {
			t.Errorf("%s: %s, want %s", text, got, want)
		}
	}
}

// TestNothingThatPeopleTypeIsLogged fills in every form of the program, calls
// every call of its API, imports, and lets the mail server refuse what comes of
// it in words that repeat the address. Then none of the words typed may stand in
// its log at the lowest level, in its figures, in the audit log or in what is
// written down about letters (promise 18).
func TestNothingThatPeopleTypeIsLogged(t *testing.T) {
	t.Parallel()
	c := new(canaries)
	post := mailtest.New(t, mailtest.Options{})
	k := begin(t, nil, post, demoNow, "--trusted-proxies", "127.0.0.1/32")
	mustCommand(t, with(k.db, "import", c.programme(t), "--test-clock", k.clock.path)...)
	refuse(post)
	p := c.people(k)
	p.useTheAPI()
	p.fillInEveryForm()
	p.knockOnEveryDoor()
	var farewells []mailtest.Fault
	p.later("2026-11-23T12:00:00+01:00")
	for _, stage := range []mailtest.Stage{mailtest.Connect, mailtest.Mail} { // some connections are open
		farewells = append(farewells, mailtest.Fault{Stage: stage, Reply: "421 4.7.0 nothing for " + c.email("the mail server's farewell")})
	}
	post.SetFaults(farewells...)
	k.register(k.session(k.offer(nil).ID, "2027-06-01T14:30", nil).ID, c.word("name of the last"), "nl", nil)
	eventually(t, "/readyz says that the mail server is out of reach", func() bool {
		_, ready := k.ready()
		return strings.Contains(ready.Mail.LastError, "421")
	})
	c.listen(k)
}

// refuse makes the mail server refuse in its different ways.
func refuse(post *mailtest.Server) {
	ends := func(digits string) func(string) bool {
		return func(recipient string) bool {
			before, _, ok := strings.Cut(recipient, "x@")
			return ok && strings.Contains(digits, before[len(before)-1:])
		}
	}
	post.SetFaults(
		mailtest.Fault{Stage: mailtest.Rcpt, Match: ends("0123"), Reply: "550 5.1.1 <{recipient}>: {recipient} is unknown here"},
		mailtest.Fault{Stage: mailtest.Rcpt, Match: ends("45"), Reply: "450 4.2.1 {recipient} over quota"},
		mailtest.Fault{Stage: mailtest.End, Match: ends("67"), Reply: "451 4.3.0 try {recipient} again"},
		mailtest.Fault{Stage: mailtest.End, Match: ends("8"), Reply: "554 5.7.1 refused for <{recipient}>"},
	)
}

// programme is a copy of the demo in which the registered are canaries.
func (c *canaries) programme(t *testing.T) (dir string) {
	t.Helper()
	dir = t.TempDir()
	for _, name := range []string{"programme.json", "registrations.csv"} {
		content, err := os.ReadFile(filepath.Join(demoFiles, name))
		if err != nil {
			t.Fatal(err)
		}
		text := string(content)
		if name == "registrations.csv" {
			text = regexp.MustCompile(`deelnemer[0-9]+@post\.example`).ReplaceAllStringFunc(text, func(string) string { return c.email("import: email") })
			text = regexp.MustCompile(`,named,[^,]*,`).ReplaceAllStringFunc(text, func(string) string { return ",named," + c.word("import: name") + "," })
		}
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

// listen looks for every canary where none may be, after making sure that they
// live: in the outbox and among the registered.
func (c *canaries) listen(k *running) {
	k.t.Helper()
	outbox, err := json.Marshal(k.messages())
	if err != nil {
		k.t.Fatal(err)
	}
	if fields := c.in(string(outbox)); len(fields) < 5 {
		k.t.Errorf("only %q are in the outbox: the canaries were not planted", fields)
	}
	failed := 0
	for _, m := range k.messages() {
		if m.LastError != "" {
			failed++
		}
		if fields := c.in(m.LastError + m.Reason); len(fields) > 0 {
			k.t.Errorf("%s %s is said to have failed with %q: %q", m.Kind, m.ID, m.LastError, fields)
		}
	}
	if failed < 5 {
		k.t.Errorf("the mail server refused %d letters only", failed)
	}
	places := map[string]string{"the standard output": k.out.String(), "the log": k.errs.String()}
	for _, path := range []string{"/metrics", "/readyz", "/healthz"} {
		a := k.send("GET", path, nil)
		if places[path] = string(a.body); a.status != 200 {
			k.t.Errorf("%s: %d", path, a.status)
		}
	}
	audit := auditOf(k)
	places["the audit log"] = audit
	if strings.Count(audit, "\n") < 20 {
		k.t.Errorf("the audit log is nearly empty:\n%s", audit)
	}
	for place, text := range places {
		for line := range strings.Lines(text) {
			if fields := c.in(line); len(fields) > 0 {
				k.t.Errorf("%s tells of %q: %.300s", place, fields, line)
			}
		}
	}
}

// auditOf is the whole audit log, a line for each entry.
func auditOf(k *running) string {
	var lines strings.Builder
	for _, line := range dump(k.t, k.db[1]) {
		if strings.HasPrefix(line, "audit ") {
			lines.WriteString(line + "\n")
		}
	}
	return lines.String()
}
