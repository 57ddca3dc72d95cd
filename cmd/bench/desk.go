package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"time"

	"kantine/cmd/bench/probe"
	"kantine/cmd/bench/visitor"
	"kantine/cmd/bench/year"
	"kantine/events"
	"kantine/events/store/storetest"
	"kantine/events/web/desk"
)

const (
	// firstByteGoal is for the 95th of a hundred looks at a page of the desk.
	firstByteGoal = 200 * time.Millisecond
	// largePage is where a page probably loads all there is, in bytes.
	largePage = 300_000
	password  = "paard batterij nietje"
)

// deskOptions are what the measuring of the desk is asked to do.
type deskOptions struct {
	engine string
	looks  int
	size   year.Size
	keep   string // directory to leave the database in; "" leaves none
}

// deskBench measures every page of the desk on a database of a year.
type deskBench struct {
	deskOptions
	dir, binary, db string
	out             io.Writer
	known           year.Known
	// codes for the door, and the ids of absences and of what was done about them.
	codes, absences, rearrangements []string
	lines                           []string
	missed                          int
	// unopened are the pages that could not be judged at all.
	unopened []string
}

// runDesk fills a database, serves it with the real program, and opens every
// page of the desk as one user.
func runDesk(ctx context.Context, o deskOptions, out io.Writer) (b *deskBench, err error) {
	b = &deskBench{deskOptions: o, dir: o.keep, out: out}
	if b.dir == "" {
		if b.dir, err = os.MkdirTemp("", "kantine-bench-"); err != nil {
			return nil, err
		}
		defer os.RemoveAll(b.dir)
	}
	if b.binary, err = build(ctx, b.dir); err != nil {
		return nil, err
	}
	b.db = filepath.Join(b.dir, "kantine.db")
	if o.engine == "sqlite" {
		return b, b.measure(ctx)
	}
	server, err := storetest.StartPostgres()
	if err != nil {
		return nil, err
	}
	if b.db, _, err = server.CreateDatabase(); err == nil {
		err = b.measure(ctx)
	}
	return b, errors.Join(err, server.Close())
}

func (b *deskBench) measure(ctx context.Context) error {
	began := time.Now()
	if err := b.fill(ctx); err != nil {
		return fmt.Errorf("fill the database: %w", err)
	}
	fmt.Fprintf(b.out, "%d sessions and %d registrations on %s in %v\n\n",
		b.size.Sessions, b.size.Registrations, b.engine, time.Since(began).Round(time.Second))
	p, err := serveProgram(ctx, b.binary, b.settings("serve", "--listen", "127.0.0.1:0")...)
	if err != nil {
		return err
	}
	defer p.stop()
	if err := b.hello(ctx); err != nil {
		return err
	}
	opened := map[string]bool{}
	for _, role := range []events.Role{events.RoleCoordinator, events.RoleAdmin, events.RoleFacilitator, events.RoleViewer} {
		// An administrator is asked for what is theirs alone; who sees less may
		// find that it costs more.
		routes := slices.DeleteFunc(desk.Pages(role), func(r string) bool { return role == events.RoleAdmin && opened[r] })
		for _, r := range routes {
			opened[r] = true
		}
		if err := b.tour(ctx, p.addr, role, routes); err != nil {
			return fmt.Errorf("as %s: %w", role, err)
		}
	}
	fmt.Fprintln(b.out, strings.Join(b.lines, "\n"))
	fmt.Fprintf(b.out, "\np95 of the first byte < %v and no page > %d kB: %d of %d lines MISSED\n", firstByteGoal, largePage/1000, b.missed, len(b.lines)-1)
	return nil
}

// hello measures the least that any page costs, with the same client.
func (b *deskBench) hello(ctx context.Context) error {
	server := httptest.NewServer(probe.Hello())
	defer server.Close()
	v, times := visitor.New(server.URL), []time.Duration(nil)
	for range max(200, b.looks) {
		look, err := v.Open(ctx, "/")
		if err != nil {
			return err
		}
		times = append(times, look.FirstByte)
	}
	b.lines = append(b.lines, fmt.Sprintf("%-72s %9v %9v", "hello, the same client (p50, p95)", quantile(times, 50), quantile(times, 95)))
	return nil
}

// tour opens every route that a role may open.
func (b *deskBench) tour(ctx context.Context, addr string, role events.Role, routes []string) error {
	v, t := visitor.New("http://"+addr), visitor.NewTour(routes)
	if err := v.LogIn(ctx, b.emailOf(role), password); err != nil {
		return err
	}
	known := b.known
	if role == events.RoleFacilitator {
		known.Sessions, known.Registrations = known.Led, nil // what is not theirs is not there
	}
	for _, path := range pathsTo(routes, known) {
		t.Add(path)
	}
	for before, ids := range map[string][]string{
		"/desk/check-in/": b.codes, "/desk/absences/": b.absences, "/desk/rearrangements/": b.rearrangements,
	} {
		for _, id := range ids {
			t.Add(before + id)
		}
	}
	if err := explore(ctx, v, t); err != nil {
		return err
	}
	for _, stop := range t.Stops() {
		if err := b.stop(ctx, v, role, stop); err != nil {
			return err
		}
	}
	for _, route := range t.Missing() {
		b.missed++
		b.unopened = append(b.unopened, fmt.Sprintf("%s %s: no path", role, route))
		b.lines = append(b.lines, fmt.Sprintf("%-11s %-60s no id known and no link leads there: MISSED", role, route))
	}
	return nil
}

// explore opens some pages of each shape and follows their links, until nothing
// new turns up.
func explore(ctx context.Context, v *visitor.Visitor, t *visitor.Tour) error {
	const perStop = 4
	opened := map[string]bool{}
	for n := 0; n < len(t.Stops()); n++ { // grows meanwhile
		stop := t.Stops()[n]
		for _, path := range stop.Paths[:min(perStop, len(stop.Paths))] {
			if opened[path] {
				continue
			}
			opened[path] = true
			look, err := v.Open(ctx, path)
			if err != nil {
				return fmt.Errorf("%s: %w", path, err)
			}
			for _, link := range look.Links() {
				t.Add(link)
			}
		}
	}
	return nil
}

// stop looks at one shape of a route as often as is asked, and judges it.
func (b *deskBench) stop(ctx context.Context, v *visitor.Visitor, role events.Role, s *visitor.Stop) error {
	paths, err := there(ctx, v, s.Paths)
	if err != nil {
		return err
	}
	var times []time.Duration
	status, largest, slowest := map[int]int{}, 0, ""
	for n := range b.looks {
		path := paths[n%len(paths)]
		look, err := v.Open(ctx, path)
		if err != nil {
			return fmt.Errorf("%s: %w", path, err)
		}
		if len(times) == 0 || look.FirstByte > slices.Max(times) {
			slowest = path
		}
		times, largest = append(times, look.FirstByte), max(largest, look.Size)
		status[look.Status]++
	}
	verdict := "met"
	switch {
	case status[200] < b.looks:
		verdict = fmt.Sprintf("MISSED: answers %v", status)
		b.unopened = append(b.unopened, fmt.Sprintf("%s %s: %v", role, slowest, status))
	case quantile(times, 95) >= firstByteGoal:
		verdict = "MISSED, slowest " + slowest
	case largest > largePage && !download.MatchString(s.Route):
		verdict = "MISSED: too large"
	}
	if verdict != "met" {
		b.missed++
	}
	name := s.Route
	if s.Shape != "" {
		name += "?" + s.Shape
	}
	b.lines = append(b.lines, fmt.Sprintf("%-11s %-60s %9v %9v %5d kB  < %v %s",
		role, name, quantile(times, 50), quantile(times, 95), (largest+999)/1000, firstByteGoal, verdict))
	return nil
}

// there leaves out the paths to what cannot be opened as things stand, such as
// the editor of a session that is over or the letter to somebody forgotten; all of them where none can.
func there(ctx context.Context, v *visitor.Visitor, paths []string) (open []string, err error) {
	for _, path := range paths {
		look, err := v.Open(ctx, path)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", path, err)
		}
		switch look.Status {
		case http.StatusNotFound, http.StatusConflict, http.StatusGone:
		default:
			open = append(open, path)
		}
	}
	if len(open) == 0 {
		return paths, nil
	}
	return open, nil
}

// download is a route whose answer is no page: it may hold all there is.
var download = regexp.MustCompile(`\.(csv|xlsx)$`)

// quantile is the time that so many of a hundred stay within.
func quantile(times []time.Duration, percent int) time.Duration {
	sorted := slices.Sorted(slices.Values(times))
	return sorted[(len(sorted)*percent+99)/100-1].Round(10 * time.Microsecond)
}
