package main

import (
	"fmt"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// shown runs kantine config and gives each setting's value and source.
func shown(t *testing.T, variables map[string]string, args ...string) map[string][2]string {
	t.Helper()
	status, out, errs := commandIn(t, variables, "", append([]string{"config"}, args...)...)
	if status != 0 {
		t.Fatalf("exit %d: %s", status, errs)
	}
	all := map[string][2]string{}
	for line := range strings.Lines(out) {
		fields := regexp.MustCompile(`\s{2,}`).Split(strings.TrimSpace(line), -1)
		if len(fields) != 3 {
			t.Fatalf("a line that is not name, value, source: %q", line)
		}
		all[fields[0]] = [2]string{fields[1], fields[2]}
	}
	return all
}

func TestFlagOverEnvironmentOverFileOverDefault(t *testing.T) {
	t.Parallel()
	file := writeFile(t, "kantine.toml", "db = \"file.db\"\nlisten = \"127.0.0.1:1\"\nfrom = \"File <file@kantine.example>\"\n")
	variables := map[string]string{"KANTINE_DB": "environment.db", "KANTINE_LISTEN": "127.0.0.1:2"}
	got := shown(t, variables, "--config", file, "--db", "flag.db")
	for name, want := range map[string][2]string{
		"db":            {"flag.db", "--db"},
		"listen":        {"127.0.0.1:2", "KANTINE_LISTEN"},
		"from":          {"File <file@kantine.example>", file},
		"time-zone":     {"Europe/Amsterdam", "default"},
		"form-limit":    {"20/h,5/h", "default"},
		"smtp":          {"-", "default"},
		"bounce-domain": {"-", "default"},
	} {
		if got[name] != want {
			t.Errorf("%s: %q, want %q", name, got[name], want)
		}
	}
	for _, name := range []string{
		"db", "key-file", "listen", "base-url", "smtp", "from", "discreet-from", "bounce-domain", "lmtp", "imap",
		"time-zone", "form-limit", "trusted-proxies", "test-clock",
	} {
		if _, ok := got[name]; !ok {
			t.Errorf("%s is not shown", name)
		}
	}
}

func TestSecretsAreMaskedAndComeFromFiles(t *testing.T) {
	t.Parallel()
	const secret = "geheim-wachtwoord"
	sender := []string{"--from", from}
	address := "smtp://planning:" + secret + "@post.example:587"
	for name, c := range map[string]struct {
		variables map[string]string
		args      []string
		setting   string
		want      [2]string
	}{
		"flag":        {nil, []string{"--smtp", address}, "smtp", [2]string{"smtp://***@post.example:587", "--smtp"}},
		"environment": {map[string]string{"KANTINE_SMTP": address}, nil, "smtp", [2]string{"smtp://***@post.example:587", "KANTINE_SMTP"}},
		"file": {
			map[string]string{"KANTINE_SMTP_FILE": writeFile(t, "smtp", address+"\n")},
			nil, "smtp",
			[2]string{"smtp://***@post.example:587", "KANTINE_SMTP_FILE"},
		},
		"database": {
			nil,
			[]string{"--db", "postgres://kantine:" + secret + "@127.0.0.1/kantine?sslmode=disable", "--key-file", "key"},
			"db",
			[2]string{"postgres://***@127.0.0.1/kantine?sslmode=disable", "--db"},
		},
		"database with the password in the query": {
			nil,
			[]string{"--db", "postgres://127.0.0.1/kantine?user=kantine&password=" + secret, "--key-file", "key"},
			"db",
			[2]string{"postgres://127.0.0.1/kantine?user=kantine&password=***", "--db"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			got := shown(t, c.variables, append(c.args, sender...)...)
			if got[c.setting] != c.want {
				t.Errorf("%q, want %q", got[c.setting], c.want)
			}
			if strings.Contains(fmt.Sprint(got), secret) {
				t.Errorf("the secret is shown: %q", got)
			}
		})
	}
}

// TestRefusalsOfSettings has one line for each way a setting can be wrong: exit
// status 2 and one line that names it, before anything is made or opened.
func TestRefusalsOfSettings(t *testing.T) {
	t.Parallel()
	const secret = "geheim-wachtwoord"
	open := []string{"--listen", "0.0.0.0:0"}
	clock := writeFile(t, "clock", "2027-01-11T12:00:00+01:00 0\n")
	for name, c := range map[string]struct {
		args      []string
		variables map[string]string
		file      string
		says      []string
	}{
		"db empty":                 {args: []string{"--db", ""}, says: []string{"--db"}},
		"postgres without key":     {args: []string{"--db", "postgres://127.0.0.1/kantine"}, says: []string{"--key-file"}},
		"postgres unreadable":      {args: []string{"--db", "postgres://u:" + secret + "@127.0.0.1:port/kantine", "--key-file", "key"}, says: []string{"--db"}},
		"listen without port":      {args: []string{"--listen", "127.0.0.1"}, says: []string{"--listen"}},
		"listen of somebody else":  {args: []string{"--listen", "192.0.2.1:0"}, says: []string{"--listen"}},
		"base-url without scheme":  {args: []string{"--base-url", "planning.example"}, says: []string{"--base-url"}},
		"base-url with query":      {args: []string{"--base-url", "https://planning.example/?a=1"}, says: []string{"--base-url"}},
		"base-url of another kind": {args: []string{"--base-url", "ftp://planning.example"}, says: []string{"--base-url"}},
		"smtp of another kind":     {args: []string{"--smtp", "http://u:" + secret + "@post.example", "--from", from}, says: []string{"--smtp"}},
		"smtp without scheme":      {args: []string{"--smtp", "u:" + secret + "@post.example", "--from", from}, says: []string{"--smtp"}},
		"smtp without host":        {args: []string{"--smtp", "smtp://u:" + secret + "@", "--from", from}, says: []string{"--smtp"}},
		"smtp with another port":   {args: []string{"--smtp", "smtp://u:" + secret + "@post.example:smtp", "--from", from}, says: []string{"--smtp"}},
		"smtp without from":        {args: []string{"--smtp", "smtp://post.example"}, says: []string{"--from"}},
		"smtp twice": {
			variables: map[string]string{"KANTINE_SMTP": "smtp://a.example", "KANTINE_SMTP_FILE": clock},
			says:      []string{"KANTINE_SMTP", "KANTINE_SMTP_FILE"},
		},
		"smtp file missing":    {variables: map[string]string{"KANTINE_SMTP_FILE": "/nowhere/smtp"}, says: []string{"KANTINE_SMTP_FILE"}},
		"from without address": {args: []string{"--from", "Planning"}, says: []string{"--from"}},
		"from twice":           {args: []string{"--from", "a@kantine.example, b@kantine.example"}, says: []string{"--from"}},
		"discreet-from":        {args: []string{"--from", from, "--discreet-from", "Planning"}, says: []string{"--discreet-from"}},
		"bounce-domain":        {args: []string{"--smtp", "smtp://127.0.0.1:1", "--from", from, "--bounce-domain", "no domain"}, says: []string{"--bounce-domain"}},
		"lmtp, not yet":        {args: []string{"--lmtp", "127.0.0.1:24"}, says: []string{"--lmtp", "not-yet"}},
		"imap, not yet":        {args: []string{"--imap", "imaps://u:" + secret + "@post.example/INBOX"}, says: []string{"--imap", "not-yet"}},
		"imap in a file, not yet": {
			variables: map[string]string{"KANTINE_IMAP_FILE": writeFile(t, "imap", "imaps://post.example/INBOX")}, says: []string{"--imap", "not-yet"},
		},
		"time-zone unknown":        {args: []string{"--time-zone", "Europe/Emmen"}, says: []string{"--time-zone"}},
		"time-zone of the machine": {args: []string{"--time-zone", "Local"}, says: []string{"--time-zone"}},
		"time-zone empty":          {args: []string{"--time-zone", ""}, says: []string{"--time-zone"}},
		"form-limit off, open":     {args: append([]string{"--form-limit", "off"}, open...), says: []string{"--form-limit", "loopback"}},
		"form-limit per year":      {args: []string{"--form-limit", "20/year"}, says: []string{"--form-limit"}},
		"form-limit none":          {args: []string{"--form-limit", "0/h"}, says: []string{"--form-limit"}},
		"form-limit half":          {args: []string{"--form-limit", "20/h,x"}, says: []string{"--form-limit"}},
		"trusted-proxies":          {args: []string{"--trusted-proxies", "10.0.0.0/8, proxy.example"}, says: []string{"--trusted-proxies"}},
		"test-clock, open":         {args: append([]string{"--test-clock", clock}, open...), says: []string{"--test-clock", "loopback"}},
		"test-clock, every address": {
			args: []string{"--test-clock", clock, "--listen", ":0"}, says: []string{"--test-clock", "loopback"},
		},
		"test-clock missing":    {args: []string{"--test-clock", "/nowhere/clock"}, says: []string{"--test-clock"}},
		"test-clock unreadable": {args: []string{"--test-clock", writeFile(t, "words", "noon")}, says: []string{"--test-clock", "2027-02-01T09:00:00+01:00 60"}},
		"test-clock backwards":  {args: []string{"--test-clock", writeFile(t, "back", "2027-01-11T12:00:00+01:00 -1")}, says: []string{"--test-clock"}},
		"config missing":        {args: []string{"--config", "/nowhere/kantine.toml"}, says: []string{"--config"}},
		"config typo":           {file: "databse = \"kantine.db\"\n", says: []string{"--config", "databse"}},
		"config number":         {file: "listen = 8080\n", says: []string{"--config", "listen"}},
		"config no TOML":        {file: "listen 8080\n", says: []string{"--config"}},
		"flag unknown":          {args: []string{"--databse", "kantine.db"}, says: []string{"--databse"}},
		"argument too many":     {args: []string{"now"}, says: []string{"serve"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			args := []string{"serve", "--listen", "127.0.0.1:0"}
			if c.variables["KANTINE_DB"] == "" {
				args = append(args, "--db", filepath.Join(t.TempDir(), "kantine.db"))
			}
			if c.file != "" {
				args = append(args, "--config", writeFile(t, "kantine.toml", c.file))
			}
			status, out, errs := commandIn(t, c.variables, "", append(args, c.args...)...)
			if status != 2 {
				t.Errorf("exit %d, want 2: %s", status, errs)
			}
			if out != "" || strings.Count(errs, "\n") != 1 || !strings.HasSuffix(errs, "\n") {
				t.Errorf("not one line on standard error alone:\n%s%s", out, errs)
			}
			for _, word := range c.says {
				if !strings.Contains(errs, word) {
					t.Errorf("%q does not say %q", errs, word)
				}
			}
			if strings.Contains(errs, secret) {
				t.Errorf("the secret is told: %s", errs)
			}
		})
	}
}

func TestWhatALoopbackMayDo(t *testing.T) {
	t.Parallel()
	clock := writeFile(t, "clock", "2027-01-11T12:00:00+01:00")
	for _, listen := range []string{"127.0.0.1:0", "[::1]:0", "localhost:0", "127.9.9.9:0"} {
		shown(t, nil, "--listen", listen, "--form-limit", "off", "--test-clock", clock)
	}
	for _, limit := range []string{"20/h", "1/h,1/h", "20/h, 5/h"} {
		shown(t, nil, "--listen", "0.0.0.0:80", "--form-limit", limit)
	}
}

func TestWordsAfterKantine(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		args   []string
		status int
		says   string
	}{
		"no such command":     {[]string{"srve"}, 2, "srve"},
		"user without words":  {[]string{"user"}, 2, "add"},
		"user and nonsense":   {[]string{"user", "remove", "kim@voorbeeld.example"}, 2, "add"},
		"token without words": {[]string{"token"}, 2, "add"},
		"import of nothing":   {[]string{"import"}, 2, "import"},
		"import of too much":  {[]string{"import", "a", "b"}, 2, "import"},
		"export":              {[]string{"export", "directory"}, 2, "not-yet"},
		"backup":              {[]string{"backup", "file"}, 2, "not-yet"},
		"restore":             {[]string{"restore", "file"}, 2, "not-yet"},
		"mail":                {[]string{"mail", "test", "--to", "kim@voorbeeld.example"}, 2, "not-yet"},
		"doctor":              {[]string{"doctor"}, 2, "not-yet"},
	} {
		t.Run(name, func(t *testing.T) {
			status, _, errs := command(t, c.args...)
			if status != c.status || !strings.Contains(errs, c.says) || strings.Count(errs, "\n") != 1 {
				t.Errorf("exit %d, want %d, and one line with %q: %q", status, c.status, c.says, errs)
			}
		})
	}
	if status, out, errs := command(t); status != 0 || !strings.Contains(out, "demo") || errs != "" {
		t.Errorf("kantine alone: exit %d, %q %q", status, out, errs)
	}
	out := mustCommand(t, "version")
	if !regexp.MustCompile(`^kantine \S+, commit \S+, go1\.\d+`).MatchString(out) {
		t.Errorf("version says %q", out)
	}
}
