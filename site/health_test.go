package site

import (
	"context"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"bazaar/infra/cache"
	"bazaar/infra/sqldb"
	"bazaar/infra/sqldb/sqldbtest"
	"bazaar/infra/telemetry"
	"bazaar/market/schema"
)

func probe(t *testing.T, h *Health, path string) *httptest.ResponseRecorder {
	t.Helper()
	w := httptest.NewRecorder()
	h.Probes()[path].ServeHTTP(w, httptest.NewRequestWithContext(t.Context(), http.MethodGet, path, nil))
	return w
}

// gone is a cache that cannot be reached.
type gone struct{ cache.Cache }

func (gone) Set(context.Context, string, []byte, time.Duration) error { return cache.ErrDown }

func TestProbes(t *testing.T) {
	healthy := `{"status":"healthy","checks":{"cache":"ok","database":"ok"}}`
	for _, c := range []struct {
		name    string
		breaks  func(h *Health)
		answers map[string]string // path → status and body
	}{
		{"all is well", func(*Health) {}, map[string]string{
			"/health/": "200 " + healthy, "/healthz/": `200 {"status":"alive"}`, "/readyz/": `200 {"status":"ready"}`,
		}},
		{"database is gone", func(h *Health) { h.DB.Close() }, map[string]string{
			"/health/":  `503 {"status":"unhealthy","checks":{"cache":"ok","database":"error: cannot be reached"}}`,
			"/healthz/": `200 {"status":"alive"}`, "/readyz/": `503 {"status":"not ready","error":"database"}`,
		}},
		{"clock is slow", func(h *Health) { h.Now = func() time.Time { return time.Now().Add(-4 * time.Second) } }, map[string]string{
			"/health/": "200 " + healthy, "/readyz/": `503 {"status":"not ready","error":"clock"}`,
		}},
		{"clock is fast", func(h *Health) { h.Now = func() time.Time { return time.Now().Add(4 * time.Second) } }, map[string]string{
			"/readyz/": `503 {"status":"not ready","error":"clock"}`,
		}},
		{"Redis is gone", func(h *Health) { h.Cache = gone{} }, map[string]string{
			"/health/": `200 {"status":"healthy","checks":{"cache":"warning: cannot be reached","database":"ok"}}`, "/readyz/": `200 {"status":"ready"}`,
		}},
		{"memory is the cache", func(h *Health) { h.Cache = cache.NewMemory(time.Now) }, map[string]string{"/health/": "200 " + healthy}},
		{"draining", (*Health).Drain, map[string]string{
			"/health/": "200 " + healthy, "/healthz/": `200 {"status":"alive"}`, "/readyz/": `503 {"status":"not ready","error":"shutting down"}`,
		}},
	} {
		t.Run(c.name, func(t *testing.T) {
			sqldbtest.Each(t, sqldbtest.Schema{Migrations: schema.Migrations()}, func(t *testing.T, db *sqldb.DB) {
				h := &Health{DB: db, Now: time.Now}
				c.breaks(h)
				for path, want := range c.answers {
					w := probe(t, h, path)
					if w.Header().Get("Content-Type") != "application/json" || w.Header().Get("Cache-Control") != "no-store" {
						t.Errorf("%s: headers %v", path, w.Header())
					}
					if got := w.Result().Status[:4] + strings.TrimSpace(w.Body.String()); got != want {
						t.Errorf("%s: %s, want %s", path, got, want)
					}
				}
			})
		})
	}
}

func TestMetricsAreForThisMachineOrTheHolderOfTheToken(t *testing.T) {
	for _, c := range []struct {
		name    string
		token   string
		open    bool
		peer    string
		headers map[string]string
		status  int
	}{
		{"this machine", "", false, "127.0.0.1:5000", nil, 200},
		{"this machine, IPv6", "", false, "[::1]:5000", nil, 200},
		{"another machine", "", false, "10.0.0.7:5000", nil, 401},
		{"through a proxy on this machine", "", false, "127.0.0.1:5000", map[string]string{"X-Forwarded-For": "203.0.113.9"}, 401},
		{"debug", "", true, "10.0.0.7:5000", nil, 200},
		{"token", "m3tr1cs", false, "10.0.0.7:5000", map[string]string{"Authorization": "Bearer m3tr1cs"}, 200},
		{"wrong token", "m3tr1cs", false, "10.0.0.7:5000", map[string]string{"Authorization": "Bearer x"}, 401},
		{"no token from this machine", "m3tr1cs", false, "127.0.0.1:5000", nil, 401},
	} {
		t.Run(c.name, func(t *testing.T) {
			h := &Health{MetricsToken: c.token, Open: c.open, Metrics: telemetry.NewMetrics()}
			r := httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/metrics", nil)
			r.RemoteAddr = c.peer
			for name, value := range c.headers {
				r.Header.Set(name, value)
			}
			w := httptest.NewRecorder()
			h.Probes()["/metrics"].ServeHTTP(w, r)
			if w.Code != c.status || (c.status == 200) != strings.Contains(w.Body.String(), "http_requests_total") {
				t.Errorf("status %d, body %.60s", w.Code, w.Body)
			}
		})
	}
}
