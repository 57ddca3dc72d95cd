package main

import (
	"database/sql"
	"net/http"
	"net/url"
	"path/filepath"
	"strings"
	"testing"

	"kantine/events/store/storetest"
	"kantine/mailer/mailtest"
)

// TestNothingThatPeopleTypeIsLoggedOnPostgreSQL is the shorter kin of
// TestNothingThatPeopleTypeIsLogged on the engine whose errors repeat what they
// were given. It sends that engine what it cannot hold, and then lets it refuse
// and fail in each of its ways, with what people typed in its words.
func TestNothingThatPeopleTypeIsLoggedOnPostgreSQL(t *testing.T) {
	t.Parallel()
	c := new(canaries)
	post := mailtest.New(t, mailtest.Options{})
	k := begin(t, []string{"--db", storetest.Postgres(t), "--key-file", filepath.Join(t.TempDir(), "key")}, post, demoNow, "--trusted-proxies", "127.0.0.1/32")
	mustCommand(t, with(k.db, "import", c.programme(t), "--test-clock", k.clock.path)...)
	refuse(post)
	p := c.people(k)
	p.hasty = true
	p.useTheAPI()
	p.walk()
	p.walkAsAdministrator()
	if len(p.accepted) < 40 {
		t.Errorf("only %d routes took a form: %v", len(p.accepted), p.refused)
	}
	p.asksForWhatNoTextHolds()
	session := k.session(k.offer(nil).ID, "2027-06-01T14:30", nil) // those of before are over by now
	b := breakable(k)
	for name, statement := range refusals {
		b.fail(statement)
		p.meets(name, session.ID)
	}
	b.mend()
	c.listen(k)
}

// asksForWhatNoTextHolds puts NUL and what is no UTF-8 into addresses.
func (p *people) asksForWhatNoTextHolds() {
	p.k.t.Helper()
	ask := func(path string) {
		a := p.k.send("GET", path, nil, "Cookie", p.cookie)
		if a.status >= 500 && a.status != http.StatusNotImplemented {
			p.k.t.Errorf("GET %s, of %s: %d", path, p.routeOf(path), a.status)
		}
	}
	query := url.Values{}
	for _, name := range questions {
		query.Set(name, p.word("query "+name)+"\x00")
	}
	for _, route := range routesOf(p.k.t, p.router) {
		if !strings.Contains(route, "{") {
			ask(route + "?" + query.Encode())
			continue
		}
		ask(filledPath(route, p.word("path of "+route)+"%00"))
		ask(filledPath(route, p.word("path of "+route)+"%FF"))
		for of, ids := range p.things() {
			if strings.HasPrefix(route, of) && strings.Count(route, "{") == 1 {
				ask(filledPath(route, ids[0]) + "?" + query.Encode())
			}
		}
	}
	a := p.k.send("POST", "/api/v1/sessions/"+p.sessions[0].ID+"/registrations",
		`{"name": "`+p.word("API: name")+`\u0000", "email": "`+p.email("API: email")+`", "language": "nl", "employer": "\u0000"}`)
	if a.status != http.StatusUnprocessableEntity {
		p.k.t.Errorf("NUL in JSON: %d %s", a.status, a.body)
	}
}

// refusals are statements that fail, in PL/pgSQL, on words that hold what people
// typed, and by the names under which PostgreSQL refuses (appendix A).
var refusals = map[string]string{
	"unique_violation":                `INSERT INTO broken VALUES (words), (words)`,
	"check_violation":                 `INSERT INTO broken VALUES ('no ' || words)`,
	"invalid_text_representation":     `PERFORM words::bigint`,
	"character_not_in_repertoire":     `PERFORM convert_from('\xff'::bytea || words::bytea, 'UTF8')`,
	"raise_exception":                 `RAISE EXCEPTION 'nothing for %', words`,
	"admin_shutdown, in the middle":   `PERFORM pg_terminate_backend(pg_backend_pid())`,
	"invalid_datetime_format, in SQL": `PERFORM words::timestamptz`,
}

// breakage makes whatever is written to a database fail.
type breakage struct {
	k  *running
	db *sql.DB
}

func breakable(k *running) *breakage {
	k.t.Helper()
	db, err := sql.Open("pgx", k.db[1])
	if err != nil {
		k.t.Fatal(err)
	}
	k.t.Cleanup(func() { _ = db.Close() })
	b := &breakage{k, db}
	b.exec(`CREATE TABLE broken (word TEXT PRIMARY KEY CHECK (word NOT LIKE 'no %'))`)
	return b
}

func (b *breakage) exec(statements string) {
	b.k.t.Helper()
	if _, err := b.db.ExecContext(b.k.t.Context(), statements); err != nil {
		b.k.t.Fatal(err)
	}
}

// fail lets every row that is written run a statement first, and makes a letter
// due, which the scheduler cannot claim then.
func (b *breakage) fail(statement string) {
	b.k.t.Helper()
	b.mend()
	b.exec(`BEGIN;
	UPDATE messages SET state = 'queued', due_at = 1, not_after = 0 WHERE id = (SELECT min(id) FROM messages WHERE kind = 'confirmation');
	CREATE FUNCTION broken() RETURNS trigger LANGUAGE plpgsql AS $$
	DECLARE words TEXT := left((SELECT string_agg(name || email, ' ') FROM (SELECT name, email FROM registrations WHERE email <> '' LIMIT 3) r) || NEW::text, 2000);
	BEGIN ` + statement + `; RETURN NEW; END $$;
	DO $$ DECLARE name TEXT; BEGIN
		FOR name IN SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename <> 'broken' LOOP
			EXECUTE format('CREATE TRIGGER broken BEFORE INSERT OR UPDATE ON %I FOR EACH ROW EXECUTE FUNCTION broken()', name);
		END LOOP;
	END $$;
	COMMIT`)
}

// mend lets everything be written again.
func (b *breakage) mend() {
	b.k.t.Helper()
	b.exec(`DROP FUNCTION IF EXISTS broken() CASCADE`)
}

// meets sends what has to be written down to a database that fails, by each of
// the doors, and waits for the scheduler to fail too.
func (p *people) meets(failure, session string) {
	p.k.t.Helper()
	logged := func() int { return strings.Count(p.k.errs.String(), "msg=dispatcher") }
	before := logged()
	for _, call := range []struct {
		path, cookie string
		fields       url.Values
	}{
		{"/lost", "", url.Values{"email": {p.registration.Email}}},
		{"/doe-mee", "", url.Values{"name": {p.word("name")}, "company": {p.word("company")}, "email": {p.email("email")}, "language": {"nl"}}},
		{"/desk/users", p.cookie, url.Values{"email": {p.email("email")}, "role": {"viewer"}}},
		{"/desk/registrations/" + p.registration.ID + "/note", p.cookie, url.Values{"note": {p.word("note")}}},
	} {
		a, err := p.request("POST", call.path, formType, call.fields.Encode(), call.cookie)
		if err != nil || a.status < 500 {
			p.k.t.Errorf("%s: %s answers %d, %v", failure, p.routeOf(call.path), a.status, err)
		}
	}
	a := p.k.send("POST", "/api/v1/sessions/"+session+"/registrations", person(p.word("name"), "nl", nil))
	if a.status < 500 {
		p.k.t.Errorf("%s: the API answers %d: %s", failure, a.status, a.body)
	}
	eventually(p.k.t, "the scheduler meets "+failure, func() bool { return logged() > before })
}
