// Package load drives product and probe alike: the same lean clients over the same
// loopback, so that the generator's cost, small as it is, falls on both. It imports
// nothing of Kantine, knows nothing of what it drives, and measures real time only.
package load

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"net"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"
)

// Result is one run, or the median of several.
type Result struct {
	Rate     float64 // answers per second
	P50, P99 time.Duration
	Status   map[int]int // answers by HTTP status
	Errors   int         // calls without an answer
}

func (r Result) String() string {
	return fmt.Sprintf("%9.0f/s  p50 %8v  p99 %8v  status %v  errors %d",
		r.Rate, r.P50.Round(time.Microsecond), r.P99.Round(time.Microsecond), r.Status, r.Errors)
}

// Run calls do from as many goroutines as there are clients, for d; a client whose
// call fails stops. The number n is unique over all clients, from 0.
func Run(clients int, d time.Duration, do func(client, n int) (status int, err error)) Result {
	var wg sync.WaitGroup
	took, results := make([][]time.Duration, clients), make([]Result, clients)
	start := time.Now()
	for c := range clients {
		wg.Go(func() {
			r := Result{Status: map[int]int{}}
			for n, now := c, start; now.Sub(start) < d && r.Errors == 0; n += clients {
				status, err := do(c, n)
				end := time.Now()
				if err != nil {
					r.Errors++
				} else {
					r.Status[status]++
					took[c] = append(took[c], end.Sub(now))
				}
				now = end
			}
			results[c] = r
		})
	}
	wg.Wait()
	elapsed, all := time.Since(start), slices.Concat(took...)
	total := Result{Rate: float64(len(all)) / elapsed.Seconds(), Status: map[int]int{}}
	if slices.Sort(all); len(all) > 0 {
		total.P50, total.P99 = all[len(all)/2], all[len(all)*99/100]
	}
	for _, r := range results {
		total.Errors += r.Errors
		for status, n := range r.Status {
			total.Status[status] += n
		}
	}
	return total
}

// HTTP drives the server at addr over one keep-alive connection per client; request
// appends the whole n-th request to buf, which is reused.
func HTTP(addr string, clients int, d time.Duration, request func(buf []byte, n int) []byte) (Result, error) {
	conns, readers, bufs := make([]net.Conn, clients), make([]*bufio.Reader, clients), make([][]byte, clients)
	for c := range conns {
		conn, err := net.Dial("tcp", addr)
		if err != nil {
			return Result{}, err
		}
		defer conn.Close()
		conns[c], readers[c] = conn, bufio.NewReaderSize(conn, 16<<10)
	}
	return Run(clients, d, func(c, n int) (int, error) {
		bufs[c] = request(bufs[c][:0], n)
		if _, err := conns[c].Write(bufs[c]); err != nil {
			return 0, err
		}
		return readAnswer(readers[c])
	}), nil
}

var errAnswer = errors.New("load: not an HTTP/1.1 answer with a length")

// readAnswer reads one answer and throws its body away (RFC 9112 §6.3).
func readAnswer(r *bufio.Reader) (int, error) {
	line, err := r.ReadSlice('\n')
	if err != nil || len(line) < 12 {
		return 0, errors.Join(errAnswer, err)
	}
	status, err := strconv.Atoi(string(line[9:12]))
	length, chunked := -1, false
	for err == nil {
		if line, err = r.ReadSlice('\n'); len(bytes.TrimSpace(line)) == 0 {
			break
		}
		name, value, _ := bytes.Cut(bytes.TrimSpace(line), []byte(": "))
		switch {
		case bytes.EqualFold(name, []byte("Content-Length")):
			length, err = strconv.Atoi(string(value))
		case bytes.EqualFold(name, []byte("Transfer-Encoding")):
			chunked = bytes.EqualFold(value, []byte("chunked"))
		}
	}
	switch {
	case err != nil:
	case status == 304 || status == 204:
	case chunked:
		for size := int64(1); size > 0 && err == nil; {
			if line, err = r.ReadSlice('\n'); err == nil {
				size, err = strconv.ParseInt(string(bytes.TrimSpace(line)), 16, 32)
				_, discardErr := r.Discard(int(size) + 2)
				err = errors.Join(err, discardErr)
			}
		}
	case length >= 0:
		_, err = r.Discard(length)
	default:
		err = errAnswer
	}
	return status, err
}

// Visitor is the n-th person: an address that nobody else has and a form key spread
// like a random one, since random keys cost an index more than rising ones.
func Visitor(n int) (email, key string) {
	return fmt.Sprintf("kim%d@voorbeeld.example", n), fmt.Sprintf("%016x%016x", uint64(n)*0x9e3779b97f4a7c15, n)
}

// Form appends the n-th visitor's POST of a registration form to buf; the probe
// takes the same bytes as the product.
func Form(buf []byte, path string, n int) []byte {
	email, key := Visitor(n)
	body := "name=Kim+Voorbeeld&email=" + strings.Replace(email, "@", "%40", 1) + "&language=nl&form=" + key
	return fmt.Appendf(buf, "POST %s HTTP/1.1\r\nHost: probe.example\r\n"+
		"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: %d\r\n\r\n%s", path, len(body), body)
}

// Medians runs the measures side by side, rounds times, so that a noisy minute falls on
// all of them; rate and latencies each get their own median, statuses and errors the sum.
func Medians(rounds int, measures ...func() (Result, error)) ([]Result, error) {
	runs, medians := make([][]Result, len(measures)), make([]Result, len(measures))
	for range rounds {
		for i, measure := range measures {
			r, err := measure()
			if err != nil {
				return nil, err
			}
			runs[i] = append(runs[i], r)
		}
	}
	for i, rs := range runs {
		m := Result{Status: map[int]int{}}
		m.Rate = median(rs, func(r Result) float64 { return r.Rate })
		m.P50 = median(rs, func(r Result) time.Duration { return r.P50 })
		m.P99 = median(rs, func(r Result) time.Duration { return r.P99 })
		for _, r := range rs {
			m.Errors += r.Errors
			for status, n := range r.Status {
				m.Status[status] += n
			}
		}
		medians[i] = m
	}
	return medians, nil
}

func median[T float64 | time.Duration](rs []Result, of func(Result) T) T {
	values := make([]T, len(rs))
	for i, r := range rs {
		values[i] = of(r)
	}
	slices.Sort(values)
	return values[len(values)/2]
}
