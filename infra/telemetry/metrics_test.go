package telemetry

import (
	"strings"
	"testing"
	"time"
)

func TestMetricsInPrometheusText(t *testing.T) {
	m := NewMetrics()
	m.Request("GET", 200, 5*time.Millisecond)
	m.Request("GET", 404, 40*time.Millisecond)
	m.Request("BREW", 405, 20*time.Second)
	m.Gauge("jobs_queue_length", "Jobs that wait.", func() float64 { return 7 })
	m.Counter("db_errors_total", "Failed statements.", func() float64 { return 2 })
	var b strings.Builder
	if err := m.Write(&b); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{
		"# TYPE http_requests_total counter\nhttp_requests_total{method=\"GET\"} 2\nhttp_requests_total{method=\"OTHER\"} 1\n",
		"http_responses_total{status=\"200\"} 1\nhttp_responses_total{status=\"404\"} 1\n",
		"http_request_duration_seconds_bucket{le=\"0.005\"} 1\n",
		"http_request_duration_seconds_bucket{le=\"0.05\"} 2\n",
		"http_request_duration_seconds_bucket{le=\"10\"} 2\nhttp_request_duration_seconds_bucket{le=\"+Inf\"} 3\n",
		"http_request_duration_seconds_sum 20.045\nhttp_request_duration_seconds_count 3\n",
		"# HELP jobs_queue_length Jobs that wait.\n# TYPE jobs_queue_length gauge\njobs_queue_length 7\n",
		"# TYPE db_errors_total counter\ndb_errors_total 2\n",
	} {
		if !strings.Contains(b.String(), want) {
			t.Errorf("missing %q in\n%s", want, b.String())
		}
	}
}
