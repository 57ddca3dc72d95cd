package main

import (
	"context"
	"fmt"
	"io"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"time"

	"kantine/cmd/bench/probe"
	"kantine/cmd/bench/probe/load"
)

// clients is how many visitors come at once.
const clients = 64

// bench gathers what was measured.
type bench struct {
	dir     string
	binary  string
	rounds  int
	length  time.Duration
	product *product
	lines   []string
	figures []string
	visited int // visitors so far: nobody comes twice
}

// serve starts the product anew with a number of sessions.
func (b *bench) serve(ctx context.Context, sessions int) (err error) {
	dir, err := os.MkdirTemp(b.dir, "")
	if err != nil {
		return err
	}
	b.product, err = startProduct(ctx, dir, b.binary, sessions)
	return err
}

func (b *bench) figure(name string, r load.Result) {
	b.figures = append(b.figures, fmt.Sprintf("%-34s %s", name, r))
}

// goal writes one line of the table: a ratio of at least, or at most, the goal.
func (b *bench) goal(id, what string, ratio, goal float64, atMost bool) {
	sign, met := "≥", ratio >= goal
	if atMost {
		sign, met = "≤", ratio <= goal
	}
	verdict := "met"
	if !met {
		verdict = "MISSED"
	}
	b.lines = append(b.lines, fmt.Sprintf("%-3s %-62s %6.2f  %s %.2f  %s", id, what, ratio, sign, goal, verdict))
}

func (b *bench) print(w io.Writer) {
	fmt.Fprintf(w, "\n%d clients, medians of %d rounds of %v; every figure of one run\n\n", clients, b.rounds, b.length)
	fmt.Fprintln(w, strings.Join(b.figures, "\n"))
	fmt.Fprintf(w, "\n%s\n", strings.Join(b.lines, "\n"))
}

// writes measures registrations: B1, B2, B4.
func (b *bench) writes(ctx context.Context) error {
	disk, err := probe.OpenDisk(b.dir)
	if err != nil {
		return err
	}
	defer disk.Close()
	if err := b.serve(ctx, probe.Sessions); err != nil {
		return err
	}
	defer b.product.stop()
	group, err := probe.Open(ctx, filepath.Join(b.dir, "group.db"), 256)
	if err != nil {
		return err
	}
	defer group.Close()
	each, err := probe.Open(ctx, filepath.Join(b.dir, "each.db"), 1)
	if err != nil {
		return err
	}
	defer each.Close()
	bareGroup, bareEach := httptest.NewServer(probe.Post(group)), httptest.NewServer(probe.Post(each))
	defer bareGroup.Close()
	defer bareEach.Close()

	bare := func(n int) string { return fmt.Sprintf("/sessions/%d/register", n%probe.Sessions) }
	medians, err := load.Medians(b.rounds,
		func() (load.Result, error) {
			return load.Run(1, b.length, func(int, int) (int, error) { return 0, disk.Append() }), nil
		},
		b.post(b.product.addr, clients, b.form),
		b.post(host(bareGroup), clients, bare),
		b.post(host(bareEach), clients, bare),
		b.post(b.product.addr, 1, b.form),
	)
	if err != nil {
		return err
	}
	sync, whole, grouped, single, lone := medians[0], medians[1], medians[2], medians[3], medians[4]
	b.figure("append 4 KiB + fdatasync", sync)
	b.figure("product, POST a registration", whole)
	b.figure("bare POST over a group writer", grouped)
	b.figure("bare POST, one commit each", single)
	b.figure("product, one client alone", lone)
	b.goal("B1", "product ÷ bare POST over a group writer", whole.Rate/grouped.Rate, 0.5, false)
	b.goal("B2", "product ÷ bare POST with one commit each", whole.Rate/single.Rate, 3, false)
	b.goal("B2", "one client alone, p50 ÷ append + fdatasync", ratio(lone.P50, sync.P50), 2.5, true)
	b.goal("B4", "p99 ÷ the bare group's p99", ratio(whole.P99, grouped.P99), 3, true)
	wrong := whole.Errors
	for status, n := range whole.Status {
		if status != 303 {
			wrong += n
		}
	}
	b.goal("B4", "answers other than 303, and errors", float64(wrong), 0, true)
	return nil
}

// form is where the n-th visitor registers.
func (b *bench) form(n int) string {
	return "/sessions/" + b.product.slugs[n%len(b.product.slugs)] + "/register"
}

// post measures posts of the registration form, each by somebody new.
func (b *bench) post(addr string, clients int, path func(n int) string) func() (load.Result, error) {
	return func() (load.Result, error) {
		from := b.visited
		b.visited += 1 << 22 // more than come in one measure
		return load.HTTP(addr, clients, b.length, func(buf []byte, n int) []byte {
			return load.Form(buf, path(from+n), from+n)
		})
	}
}

func host(s *httptest.Server) string { return strings.TrimPrefix(s.URL, "http://") }

func ratio(a, b time.Duration) float64 { return float64(a) / float64(b) }

// dates is how many sessions the overview lists while it is measured: as many
// as a programme has ahead of it.
const dates = 12

// pages measures the overview: H1.
func (b *bench) pages(ctx context.Context) error {
	if err := b.serve(ctx, dates); err != nil {
		return err
	}
	defer b.product.stop()
	hello := httptest.NewServer(probe.Hello())
	defer hello.Close()
	etag, err := b.etag(ctx)
	if err != nil {
		return err
	}
	get := func(path, more string) []byte {
		return []byte("GET " + path + " HTTP/1.1\r\nHost: probe.example\r\nAccept-Encoding: gzip\r\n" + more + "\r\n")
	}
	page, known := get("/", ""), get("/", "If-None-Match: "+etag+"\r\n")
	medians, err := load.Medians(b.rounds,
		b.fetch(host(hello), get("/", "")),
		b.fetch(host(hello), get("/", "If-None-Match: \"hello\"\r\n")),
		b.fetch(b.product.addr, page),
		b.fetch(b.product.addr, known),
		b.changing(page),
		b.busy(page),
	)
	if err != nil {
		return err
	}
	names := []string{"hello", "hello, 304", "page /", "page /, 304", "page /, changed before each look", "page /, while 64 register"}
	for i, m := range medians {
		b.figure(names[i], m)
	}
	b.goal("H1", "cached page ÷ hello", medians[2].Rate/medians[0].Rate, 0.5, false)
	b.goal("H1", "304 ÷ hello", medians[3].Rate/medians[0].Rate, 0.55, false)
	b.goal("H1", "uncached page ÷ hello", medians[4].Rate/medians[0].Rate, 0.16, false)
	b.goal("H1", "page p99 while 64 clients register ÷ idle p99", ratio(medians[5].P99, medians[2].P99), 5, true)
	return nil
}

func (b *bench) fetch(addr string, request []byte) func() (load.Result, error) {
	return func() (load.Result, error) {
		return load.HTTP(addr, clients, b.length, func(buf []byte, _ int) []byte { return append(buf, request...) })
	}
}
