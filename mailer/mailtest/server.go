// Package mailtest is a real SMTP server on a loopback port (RFC 5321) for tests
// and for the torture run: it keeps every message it takes and fails on demand.
//
// It stands beside the floors: the standard library only, nothing of Kantine. It
// must not know what a letter is about; to it a message is an envelope and bytes.
//
// A connection's life is real time by nature, so the stamps and deadlines in here
// come from the machine's clock and never from the business clock.
package mailtest

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"math/rand/v2"
	"net"
	"sync"
	"testing"
	"time"
)

// Security says when the server speaks TLS.
type Security int

const (
	Plain    Security = iota // never
	StartTLS                 // after the STARTTLS command (RFC 3207)
	Implicit                 // from the first byte (RFC 8314)
)

// Options are settled when the server starts; the zero value is a plain server
// that keeps its messages in memory.
type Options struct {
	// Dir also keeps each message as N.eml and N.json, both on the disk for good
	// before the 250 is given. Numbers go on after those already there.
	Dir string
	// Port is a fixed one; 0 takes a free one.
	Port     int
	Security Security
	// Username and Password, when set, are demanded before MAIL (RFC 4954).
	Username, Password string
	// MaxSize of a message in octets, announced by SIZE (RFC 1870); 0 is 10 MiB.
	MaxSize int
	// Seed makes the faults' rates repeatable.
	Seed uint64
	// OnDrop, when set, is told of every connection dropped after DATA without an
	// answer, before it is dropped, so that a ledger is ahead of the consequences.
	OnDrop func(Drop)
}

// Drop is a connection that went away between the final dot and its answer.
type Drop struct {
	At   time.Time
	To   []string
	Kept bool // the message was kept all the same
}

// Stats counts what happened so far.
type Stats struct {
	Connections   int   // taken, those refused at the greeting among them
	Open, MaxOpen int   // at once: now, and at most
	PerConnection []int // messages kept, by connection number less one
	Rejected      int   // 4xx and 5xx given by a Fault
	Dropped       int   // connections cut by a Fault
}

// Server is a running SMTP server. All methods may be called from anywhere.
type Server struct {
	opts   Options
	tls    *tls.Config
	pool   *x509.CertPool
	addr   string
	ctx    context.Context
	cancel context.CancelFunc
	wg     sync.WaitGroup

	mu       sync.Mutex
	changed  *sync.Cond // a message was kept, or the server closed
	listener net.Listener
	conns    map[net.Conn]struct{}
	closed   bool
	faults   []*liveFault
	rnd      *rand.Rand
	stats    Stats
	number   int // of the last message
	messages []Message
	err      error // the first time keeping a message failed
}

// Start opens the port and serves until Close or until ctx ends.
func Start(ctx context.Context, opts Options) (*Server, error) {
	if opts.MaxSize == 0 {
		opts.MaxSize = 10 << 20
	}
	s := &Server{
		opts:  opts,
		conns: make(map[net.Conn]struct{}),
		rnd:   rand.New(rand.NewPCG(opts.Seed, 0)),
	}
	s.changed = sync.NewCond(&s.mu)
	if opts.Dir != "" {
		last, err := lastNumber(opts.Dir)
		if err != nil {
			return nil, fmt.Errorf("mailtest: %w", err)
		}
		s.number = last
	}
	if opts.Security != Plain {
		var err error
		if s.tls, s.pool, err = selfSigned(); err != nil {
			return nil, fmt.Errorf("mailtest: certificate: %w", err)
		}
	}
	s.addr = fmt.Sprintf("127.0.0.1:%d", opts.Port)
	s.ctx, s.cancel = context.WithCancel(ctx)
	if err := s.Reopen(); err != nil {
		s.cancel()
		return nil, err
	}
	s.wg.Go(func() {
		<-s.ctx.Done()
		s.shut()
	})
	return s, nil
}

// New is Start for a test: it fails the test where Start fails, and closes with it.
func New(tb testing.TB, opts Options) *Server {
	tb.Helper()
	s, err := Start(context.Background(), opts)
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() {
		if err := s.Close(); err != nil {
			tb.Error(err)
		}
	})
	return s
}

// Addr is host:port; it stays the same over Refuse and Reopen.
func (s *Server) Addr() string { return s.addr }

// Pool trusts the server's self-made certificate, which is for localhost and
// 127.0.0.1; nil without TLS.
func (s *Server) Pool() *x509.CertPool { return s.pool }

// Refuse closes the port: further connections are refused by the machine itself.
// Connections already open live on; Disconnect ends them.
func (s *Server) Refuse() {
	s.mu.Lock()
	l := s.listener
	s.listener = nil
	s.mu.Unlock()
	if l != nil {
		// The port is free in any case; an error here would tell nobody anything.
		_ = l.Close()
	}
}

// Reopen opens the same port again after Refuse; on an open port it does nothing.
func (s *Server) Reopen() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.closed {
		return errors.New("mailtest: the server is closed")
	}
	if s.listener != nil {
		return nil
	}
	l, err := net.Listen("tcp", s.addr)
	if err != nil {
		return fmt.Errorf("mailtest: %w", err)
	}
	s.addr = l.Addr().String()
	s.listener = l
	s.wg.Go(func() { s.accept(l) })
	return nil
}

// Disconnect cuts every open connection wherever it stands.
func (s *Server) Disconnect() {
	s.mu.Lock()
	defer s.mu.Unlock()
	for c := range s.conns {
		_ = c.Close() // its reader sees the error and leaves
	}
}

// Close stops the server and returns the first failure to keep a message.
func (s *Server) Close() error {
	s.cancel()
	s.wg.Wait()
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.err
}

// Stats returns a copy of the counts.
func (s *Server) Stats() Stats {
	s.mu.Lock()
	defer s.mu.Unlock()
	st := s.stats
	st.PerConnection = append([]int(nil), st.PerConnection...)
	return st
}

// shut closes the doors once the context has ended.
func (s *Server) shut() {
	s.mu.Lock()
	s.closed = true
	s.changed.Broadcast()
	s.mu.Unlock()
	s.Refuse()
	s.Disconnect()
}

func (s *Server) accept(l net.Listener) {
	for {
		conn, err := l.Accept()
		if err != nil {
			if errors.Is(err, net.ErrClosed) {
				return
			}
			// Such as a connection reset before it was taken, or no descriptors left.
			if !s.pause(time.Millisecond, nil) {
				return
			}
			continue
		}
		number, ok := s.enter(conn)
		if !ok {
			_ = conn.Close()
			return
		}
		at := time.Now()
		s.wg.Go(func() {
			defer s.leave(conn)
			newSession(s, conn, number, at).run()
		})
	}
}

func (s *Server) enter(conn net.Conn) (number int, ok bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.closed {
		return 0, false
	}
	s.conns[conn] = struct{}{}
	s.stats.Connections++
	s.stats.Open++
	s.stats.MaxOpen = max(s.stats.MaxOpen, s.stats.Open)
	s.stats.PerConnection = append(s.stats.PerConnection, 0)
	return s.stats.Connections, true
}

func (s *Server) leave(conn net.Conn) {
	_ = conn.Close()
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.conns, conn)
	s.stats.Open--
}
