package telemetry

import (
	"fmt"
	"io"
	"maps"
	"slices"
	"strconv"
	"sync"
	"time"
)

// buckets are the upper bounds of the latency histogram, in seconds.
var buckets = []float64{.005, .01, .025, .05, .1, .25, .5, 1, 2.5, 5, 10}

// Metrics counts requests and reads gauges, and writes both in the text format of Prometheus.
type Metrics struct {
	mu        sync.Mutex
	methods   map[string]int64
	statuses  map[int]int64
	latencies []int64 // one per bucket and one for slower requests
	seconds   float64
	gauges    []gauge
}

type gauge struct {
	name, help, kind string
	read             func() float64
}

// NewMetrics makes an empty registry.
func NewMetrics() *Metrics {
	return &Metrics{methods: map[string]int64{}, statuses: map[int]int64{}, latencies: make([]int64, len(buckets)+1)}
}

// Request counts one answered request.
func (m *Metrics) Request(method string, status int, took time.Duration) {
	s := took.Seconds()
	at, _ := slices.BinarySearch(buckets, s)
	m.mu.Lock()
	defer m.mu.Unlock()
	m.methods[knownMethod(method)]++
	m.statuses[status]++
	m.latencies[at]++
	m.seconds += s
}

// knownMethod bounds the values of a label: the client chooses the method.
func knownMethod(method string) string {
	switch method {
	case "GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS":
		return method
	}
	return "OTHER"
}

// Gauge adds a figure that may rise and fall, read whenever the metrics are.
func (m *Metrics) Gauge(name, help string, read func() float64) { m.add(name, help, "gauge", read) }

// Counter adds a figure that only rises, read whenever the metrics are.
func (m *Metrics) Counter(name, help string, read func() float64) { m.add(name, help, "counter", read) }

func (m *Metrics) add(name, help, kind string, read func() float64) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.gauges = append(m.gauges, gauge{name: name, help: help, kind: kind, read: read})
}

// Write writes every figure.
func (m *Metrics) Write(w io.Writer) error {
	var b []byte
	m.mu.Lock()
	b = head(b, "http_requests_total", "counter", "Requests by method.")
	for _, method := range slices.Sorted(maps.Keys(m.methods)) {
		b = fmt.Appendf(b, "http_requests_total{method=%q} %d\n", method, m.methods[method])
	}
	b = head(b, "http_responses_total", "counter", "Responses by status.")
	for _, status := range slices.Sorted(maps.Keys(m.statuses)) {
		b = fmt.Appendf(b, "http_responses_total{status=\"%d\"} %d\n", status, m.statuses[status])
	}
	b = m.histogram(b)
	gauges := slices.Clone(m.gauges)
	m.mu.Unlock()
	for _, g := range gauges { // outside of the lock: a gauge may ask the database
		b = head(b, g.name, g.kind, g.help)
		b = fmt.Appendf(b, "%s %s\n", g.name, number(g.read()))
	}
	_, err := w.Write(b)
	return err
}

func (m *Metrics) histogram(b []byte) []byte {
	const name = "http_request_duration_seconds"
	b = head(b, name, "histogram", "Time to answer a request.")
	var sum int64
	for i, n := range m.latencies {
		sum += n
		bound := "+Inf"
		if i < len(buckets) {
			bound = number(buckets[i])
		}
		b = fmt.Appendf(b, "%s_bucket{le=%q} %d\n", name, bound, sum)
	}
	return fmt.Appendf(b, "%s_sum %s\n%s_count %d\n", name, number(m.seconds), name, sum)
}

func head(b []byte, name, kind, help string) []byte {
	return fmt.Appendf(b, "# HELP %s %s\n# TYPE %s %s\n", name, help, name, kind)
}

func number(f float64) string { return strconv.FormatFloat(f, 'g', -1, 64) }
