package web

import (
	"context"
	"net/http"
	"net/netip"
	"strconv"
	"time"

	"github.com/gorilla/mux"
	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"
)

// metrics counts requests by route, never by path: paths hold tokens.
type metrics struct {
	registry *prometheus.Registry
	requests *prometheus.CounterVec
	seconds  *prometheus.HistogramVec
}

func newMetrics(queue func(context.Context) (unsent, held int, overdue float64, err error)) *metrics {
	m := &metrics{
		registry: prometheus.NewRegistry(),
		requests: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "kantine_http_requests_total", Help: "Answered requests by route, method and status.",
		}, []string{"route", "method", "status"}),
		seconds: prometheus.NewHistogramVec(prometheus.HistogramOpts{
			Name: "kantine_http_request_seconds", Help: "Time to answer by route.",
			Buckets: []float64{.0005, .001, .005, .01, .05, .1, .5, 1, 5},
		}, []string{"route"}),
	}
	m.registry.MustRegister(m.requests, m.seconds, &queueCollector{queue: queue},
		collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	return m
}

func (m *metrics) count(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		route := "other"
		if current := mux.CurrentRoute(r); current != nil {
			if path, err := current.GetPathTemplate(); err == nil {
				route = path
			}
		}
		began := time.Now()
		recorder := statusRecorder{ResponseWriter: w, status: http.StatusOK}
		next.ServeHTTP(&recorder, r)
		m.requests.WithLabelValues(route, method(r.Method), strconv.Itoa(recorder.status)).Inc()
		m.seconds.WithLabelValues(route).Observe(time.Since(began).Seconds())
	})
}

// method keeps made-up methods from making labels.
func method(m string) string {
	switch m {
	case http.MethodGet, http.MethodHead, http.MethodPost, http.MethodPatch, http.MethodPut, http.MethodDelete, http.MethodOptions:
		return m
	}
	return "other"
}

// statusRecorder remembers the status that was written.
type statusRecorder struct {
	http.ResponseWriter
	status int
}

func (s *statusRecorder) WriteHeader(status int) {
	s.status = status
	s.ResponseWriter.WriteHeader(status)
}

// Unwrap lets http.ResponseController reach the connection.
func (s *statusRecorder) Unwrap() http.ResponseWriter { return s.ResponseWriter }

// handler shows the metrics to this machine and to whoever has a token.
func (m *metrics) handler(token func(*http.Request) bool) http.Handler {
	show := promhttp.HandlerFor(m.registry, promhttp.HandlerOpts{ErrorHandling: promhttp.ContinueOnError})
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		peer, err := netip.ParseAddrPort(r.RemoteAddr)
		// A proxy on this machine is not this machine.
		local := err == nil && peer.Addr().Unmap().IsLoopback() && r.Header.Get("X-Forwarded-For") == ""
		if !local && !token(r) {
			http.Error(w, "metrics are for this machine, or for who has a token", http.StatusForbidden)
			return
		}
		show.ServeHTTP(w, r)
	})
}

// queueCollector asks the outbox when it is asked.
type queueCollector struct {
	queue func(context.Context) (unsent, held int, overdue float64, err error)
}

func queueDescs() (unsent, held, overdue *prometheus.Desc) {
	return prometheus.NewDesc("kantine_messages_unsent", "Messages that wait to go out.", nil, nil),
		prometheus.NewDesc("kantine_messages_held", "Messages that wait for a person.", nil, nil),
		prometheus.NewDesc("kantine_oldest_overdue_seconds", "How late the oldest due message or reminder is.", nil, nil)
}

// Describe implements prometheus.Collector.
func (c *queueCollector) Describe(out chan<- *prometheus.Desc) {
	unsent, held, overdue := queueDescs()
	out <- unsent
	out <- held
	out <- overdue
}

// Collect implements prometheus.Collector.
func (c *queueCollector) Collect(out chan<- prometheus.Metric) {
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
	defer cancel()
	unsent, held, overdue, err := c.queue(ctx)
	u, h, o := queueDescs()
	if err != nil {
		out <- prometheus.NewInvalidMetric(u, err)
		return
	}
	out <- prometheus.MustNewConstMetric(u, prometheus.GaugeValue, float64(unsent))
	out <- prometheus.MustNewConstMetric(h, prometheus.GaugeValue, float64(held))
	out <- prometheus.MustNewConstMetric(o, prometheus.GaugeValue, overdue)
}
