package main

// The house as data. Whoever adds a package gives it a line here: which floor
// it is on, which packages of Kantine it may import, and which libraries (by
// prefix). The standard library is open to all but for stdlibRooms.

// room says where a package belongs.
type room struct {
	floor     int
	kantine   []string // packages of Kantine, without the module's name
	libraries []string // import path prefixes
}

// everything opens the whole house, or every library.
const everything = "*"

// doors is what the HTTP doors share: the business, what it looks like, and
// the one place that answers.
var doors = []string{"events", "events/ical", "templates", "templates/locale", "events/web/reply"}

var rooms = map[string]room{
	"events":                 {floor: 0},
	"events/plan":            {1, []string{"events"}, []string{"github.com/teambition/rrule-go"}},
	"events/ical":            {1, []string{"events"}, []string{"github.com/emersion/go-ical"}},
	"events/exchange":        {1, []string{"events"}, []string{"github.com/xuri/excelize/v2"}},
	"events/account":         {1, []string{"events"}, []string{"golang.org/x/crypto/argon2", "github.com/pquerna/otp"}},
	"templates":              {1, []string{"templates/locale"}, []string{"github.com/yuin/goldmark", "github.com/microcosm-cc/bluemonday"}},
	"templates/locale":       {1, nil, []string{"github.com/nicksnyder/go-i18n/v2", "github.com/BurntSushi/toml", "golang.org/x/text"}},
	"events/store":           {2, []string{"events"}, []string{"github.com/uptrace/bun", "github.com/jackc/pgx/v5", "modernc.org/sqlite"}},
	"events/store/storetest": {2, []string{"events"}, []string{"github.com/jackc/pgx/v5"}},
	"mailer":                 {2, []string{"events", "events/ical", "templates", "templates/locale"}, []string{"github.com/wneessen/go-mail", "golang.org/x/net/idna"}},
	"mailer/mailtest":        {2, nil, nil},
	"mailer/inbox": {2, []string{"events", "events/ical"}, []string{
		"github.com/emersion/go-smtp", "github.com/emersion/go-imap/v2",
		"github.com/emersion/go-message", "github.com/emersion/go-msgauth",
	}},
	"scheduler": {3, []string{"events"}, []string{"github.com/go-co-op/gocron/v2"}},
	"events/web": {
		3,
		append([]string{"events/account", "events/web/site", "events/web/desk", "events/web/api"}, doors...),
		[]string{
			"github.com/gorilla/mux", "github.com/go-chi/httprate",
			"github.com/prometheus/client_golang", "github.com/alexedwards/scs/v2",
		},
	},
	"events/web/site": {3, doors, []string{"github.com/gorilla/mux"}},
	"events/web/desk": {3, append([]string{"events/exchange", "events/account"}, doors...), []string{
		"github.com/gorilla/mux", "github.com/alexedwards/scs/v2", "github.com/skip2/go-qrcode",
	}},
	"events/web/api":       {3, doors, []string{"github.com/gorilla/mux", "github.com/danielgtaylor/huma/v2"}},
	"events/web/reply":     {3, []string{"events", "templates", "templates/locale"}, nil},
	"cmd/kantine":          {4, []string{everything}, []string{everything}},
	"cmd/kantine/mailbox":  {4, []string{everything}, []string{everything}},
	"cmd/bench":            {4, []string{everything}, []string{everything}},
	"cmd/bench/visitor":    {4, nil, []string{everything}},
	"cmd/bench/year":       {4, []string{"events"}, nil},
	"cmd/bench/probe":      {4, []string{"cmd/bench/probe/load"}, []string{everything}},
	"cmd/bench/probe/load": {4, nil, nil},
	"cmd/torture":          {4, []string{everything}, []string{everything}},
	"cmd/torture/judge":    {4, nil, nil},
}

// stdlibRooms lists packages of the standard library that only some rooms may
// import: a prefix of the package, no prefix at all meaning nobody.
var stdlibRooms = map[string][]string{
	"database/sql":  {"events/store", "cmd/"},            // no SQL above the disk, none in the business
	"net/http":      {"templates", "events/web", "cmd/"}, // no HTTP in the core; templates serves its static files
	"net/smtp":      nil,                                 // frozen; go-mail sends
	"log":           nil,                                 // log/slog, passed in
	"text/template": nil,                                 // nothing that people write is ever a program
	"math/rand":     nil,                                 // math/rand/v2 for jitter, crypto/rand for secrets
	"os/exec":       {"events/store/storetest", "cmd/"},
	"testing":       {"events/store/storetest", "mailer/mailtest"},
	"unsafe":        nil,
}

// realTime lists who may ask the machine for the time, by path prefix, and
// why. Everybody else asks the Clock.
var realTime = map[string]string{
	"events/clock.go":         "the Clock itself",
	"cmd/kantine/":            "the test clock, and the ages of leases and ticks",
	"scheduler/":              "leases and the rest given to a mail server run on real time",
	"events/web/metrics.go":   "how long a request took",
	"mailer/pool.go":          "how long a connection has been idle",
	"events/store/storetest/": "test support: how long a server may take to start",
	"mailer/mailtest/":        "test support: network deadlines, and when a mail really came in",
	"cmd/bench/":              "measures real time",
	"cmd/torture/":            "lives in real time",
}

// Limits of house rule 1.
const (
	maxFileLines     = 400
	maxFunctionLines = 60
)

// vagueNames say nothing about what is inside.
var vagueNames = []string{"util", "utils", "common", "helper", "helpers", "types", "misc", "shared"}

// topLevel is what the repository's root holds, dotfiles and what .gitignore
// names aside.
var topLevel = []string{
	"cmd", "scheduler", "events", "mailer", "templates", "go.mod", "go.sum", "README.md",
	"LICENSE", "CHANGELOG.md", "CONTRIBUTING.md", "SECURITY.md", "Makefile",
}

// papers must be there; a folder that is missing is missed by the compiler.
var papers = []string{"README.md", "LICENSE", "CHANGELOG.md", "CONTRIBUTING.md", "SECURITY.md", "Makefile", ".ci/run"}
