package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"regexp"
	"slices"
	"strings"

	"github.com/BurntSushi/toml"
	"github.com/spf13/pflag"
)

// setting is one thing that can be set by flag, environment or file.
type setting struct {
	name, fallback, help string
	// secret settings are masked when shown, and may come from a file named by
	// the variable with _FILE behind it.
	secret bool
	// later settings belong to a part that is not built yet.
	later bool
}

func (s setting) env() string {
	return "KANTINE_" + strings.ToUpper(strings.ReplaceAll(s.name, "-", "_"))
}

// settings are all of them, in the order they are shown.
func settings() []setting {
	return []setting{
		{name: "db", secret: true, fallback: "kantine.db", help: "database: a SQLite path, or postgres://…"},
		{name: "key-file", help: "file with the 32 bytes that sign links (default: FILE.key beside a SQLite database)"},
		{name: "listen", fallback: "127.0.0.1:8080", help: "address to serve on; port 0 takes a free one"},
		{name: "base-url", help: "the only source of absolute links (default: from --listen)"},
		{name: "smtp", secret: true, help: "mail server: smtp://[user:pass@]host:port (STARTTLS) or smtps://…; none keeps mail queued"},
		{name: "from", help: "sender and calendar organizer: 'Name <address>'"},
		{name: "discreet-from", help: "sender of discreet letters (default: Planning with the address of --from)"},
		{name: "bounce-domain", help: "domain of the envelope sender bounce+TOKEN@DOMAIN"},
		{name: "lmtp", later: true, help: "address on which replies and bounces are taken in by LMTP"},
		{name: "imap", secret: true, later: true, help: "imaps://user:pass@host/INBOX, polled for replies and bounces"},
		{name: "time-zone", fallback: "Europe/Amsterdam", help: "the zone of a new programme; TZ is ignored"},
		{name: "form-limit", fallback: "20/h,5/h", help: "accepted posts of public forms per net and per mail address; off on a loopback only"},
		{name: "trusted-proxies", help: "CIDRs of proxies whose X-Forwarded-For is believed, separated by commas"},
		{name: "test-clock", help: "file with 'INSTANT [RATE]' that business time follows; on a loopback only"},
	}
}

// value is a setting with where it came from.
type value struct {
	setting
	text, source string
}

// values is what all settings are, by name.
type values map[string]value

func (v values) get(name string) string { return v[name].text }

// addFlags declares every setting on a command, and --config.
func addFlags(flags *pflag.FlagSet) {
	for _, s := range settings() {
		flags.String(s.name, "", s.help+" ["+s.env()+"]")
	}
	flags.String("config", "", "settings file in TOML, with the same names")
}

// resolve takes flag over environment over file over default.
func resolve(flags *pflag.FlagSet, lookup func(string) (string, bool)) (values, error) {
	path, _ := flags.GetString("config")
	file, err := readConfig(path)
	if err != nil {
		return nil, err
	}
	all := values{}
	for _, s := range settings() {
		v := value{setting: s, text: s.fallback, source: "default"}
		if text, ok := file[s.name]; ok {
			v.text, v.source = text, path
		}
		if err := v.fromEnvironment(lookup); err != nil {
			return nil, err
		}
		if f := flags.Lookup(s.name); f != nil && f.Changed {
			v.text, v.source = f.Value.String(), "--"+s.name
		}
		if s.later && v.text != "" {
			return nil, usage("--%s belongs to a part that is not built yet (not-yet); leave it out", s.name)
		}
		all[s.name] = v
	}
	return all, nil
}

func (v *value) fromEnvironment(lookup func(string) (string, bool)) error {
	text, ok := lookup(v.env())
	if ok {
		v.text, v.source = text, v.env()
	}
	if !v.secret {
		return nil
	}
	path, named := lookup(v.env() + "_FILE")
	if !named {
		return nil
	}
	if ok {
		return usage("%s and %s_FILE are both set; keep one", v.env(), v.env())
	}
	content, err := os.ReadFile(path)
	if err != nil {
		return usage("%s_FILE: %v", v.env(), err)
	}
	v.text, v.source = strings.TrimSpace(string(content)), v.env()+"_FILE"
	return nil
}

// readConfig reads a settings file; an unknown name is an error, so that a
// typo does not pass for a default.
func readConfig(path string) (map[string]string, error) {
	if path == "" {
		return nil, nil
	}
	var content map[string]any
	if _, err := toml.DecodeFile(path, &content); err != nil {
		if errors.Is(err, fs.ErrNotExist) {
			return nil, usage("--config %s: there is no such file", path)
		}
		return nil, usage("--config %s: %v", path, err)
	}
	file := map[string]string{}
	for name, raw := range content {
		known := slices.ContainsFunc(settings(), func(s setting) bool { return s.name == name })
		text, ok := raw.(string)
		if !known || !ok {
			return nil, usage("--config %s: %q is no setting with a text value; see `kantine config`", path, name)
		}
		file[name] = text
	}
	return file, nil
}

var passwordParameter = regexp.MustCompile(`(password=)[^&]*`)

// masked shows a setting without its secret.
func (v value) masked() string {
	scheme, _, address := strings.Cut(v.text, "://")
	switch at := strings.LastIndexByte(v.text, '@'); {
	case !v.secret:
		return v.text
	case address && at > len(scheme):
		v.text = scheme + "://***" + v.text[at:]
	case !address && at >= 0 && v.name != "db":
		return "***" // an address whose beginning was forgotten
	case !address:
		return v.text
	}
	return passwordParameter.ReplaceAllString(v.text, "$1***")
}

// exit is an error with the status the program ends with.
type exit struct {
	status int
	err    error
}

func (e exit) Error() string { return e.err.Error() }
func (e exit) Unwrap() error { return e.err }

// The exit statuses other than 0 and 1 (contract: commands).
const (
	exitUsage   = 2
	exitRefused = 3
)

func usage(format string, args ...any) error { return exit{exitUsage, fmt.Errorf(format, args...)} }

func refused(format string, args ...any) error {
	return exit{exitRefused, fmt.Errorf(format, args...)}
}
