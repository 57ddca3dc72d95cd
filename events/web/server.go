package web

import (
	"context"
	"errors"
	"log/slog"
	"net"
	"net/http"
	"time"

	"github.com/gorilla/mux"
)

// Limits of a connection: headers and bodies get 30 seconds at most.
const (
	readLimit   = 30 * time.Second
	writeLimit  = time.Minute
	idleLimit   = 2 * time.Minute
	headerLimit = 32 << 10 // bytes
	graceLimit  = 15 * time.Second
)

// Door is one set of routes over the Service.
type Door interface {
	Routes(router *mux.Router)
}

// Config says what the server shows.
type Config struct {
	// Doors are mounted in their order.
	Doors []Door
	// Missing answers what no door knows, WrongMethod a known path asked the
	// wrong way, Fault a handler that panicked; as pages or problems.
	Missing, WrongMethod, Fault http.Handler
	// Ready tells how the parts of the program are doing.
	Ready func(ctx context.Context) Readiness
	// Queue tells the metrics how many messages are unsent and how many
	// seconds the oldest is overdue.
	Queue func(ctx context.Context) (unsent, held int, overdue float64, err error)
	// Token lets a request from elsewhere read the metrics.
	Token func(r *http.Request) bool
	Log   *slog.Logger
}

// New builds the handler of the whole program.
func New(c Config) (http.Handler, *mux.Router) {
	router := mux.NewRouter()
	metrics := newMetrics(c.Queue)
	router.Use(metrics.count)
	for _, door := range c.Doors {
		door.Routes(router)
	}
	router.HandleFunc("/healthz", alive).Methods(http.MethodGet, http.MethodHead)
	router.Handle("/readyz", ready(c.Ready)).Methods(http.MethodGet, http.MethodHead)
	router.Handle("/metrics", metrics.handler(c.Token)).Methods(http.MethodGet)
	router.NotFoundHandler = c.Missing
	router.MethodNotAllowedHandler = c.WrongMethod
	return guard(router, c.Fault, c.Log), router
}

// Serve answers on a listener until ctx ends, then lets requests in hand finish
// within some seconds.
func Serve(ctx context.Context, listener net.Listener, handler http.Handler, log *slog.Logger) error {
	server := &http.Server{
		Handler: handler, ReadHeaderTimeout: readLimit, ReadTimeout: readLimit, WriteTimeout: writeLimit,
		IdleTimeout: idleLimit, MaxHeaderBytes: headerLimit,
		// The server's own complaints are about clients and hold their addresses.
		ErrorLog: slog.NewLogLogger(slog.DiscardHandler, slog.LevelError),
	}
	stopped := make(chan error, 1)
	stop := context.AfterFunc(ctx, func() {
		grace, cancel := context.WithTimeout(context.WithoutCancel(ctx), graceLimit)
		defer cancel()
		stopped <- server.Shutdown(grace)
	})
	defer stop()
	if err := server.Serve(listener); !errors.Is(err, http.ErrServerClosed) {
		return err
	}
	if err := <-stopped; err != nil {
		log.Warn("requests were cut off at the stop", "error", err)
	}
	return nil
}
