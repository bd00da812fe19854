package site

import (
	"context"
	"crypto/subtle"
	"encoding/json"
	"net/http"
	"net/netip"
	"strings"
	"sync/atomic"
	"time"

	"bazaar/infra/cache"
	"bazaar/infra/sqldb"
	"bazaar/infra/telemetry"
)

const (
	// probeTimeout is shorter than the patience of those who ask.
	probeTimeout = 3 * time.Second
	// mostSkew is how far the clock of a node may be from the database's: the times of its rows
	// would be out of order beyond.
	mostSkew = 2 * time.Second
)

// Health answers the probes of an orchestrator and the scraper of metrics. It says whether
// something is wrong and not what: that stands in the log.
type Health struct {
	DB *sqldb.DB
	// Cache is checked, too; the market goes on without it.
	Cache   cache.Cache
	Now     func() time.Time
	Metrics *telemetry.Metrics
	// MetricsToken is the bearer token for metrics; without one only this machine may read them,
	// or everybody where Open is true.
	MetricsToken string
	Open         bool

	draining atomic.Bool
}

// Drain makes the node not ready, so that no new visitors are sent to it.
func (h *Health) Drain() { h.draining.Store(true) }

// Parting asks clients of a draining node to connect anew for their next request, so that they
// reach another one and no connection is closed while a request is on its way.
func (h *Health) Parting(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if h.draining.Load() {
			w.Header().Set("Connection", "close")
		}
		next.ServeHTTP(w, r)
	})
}

// Probes are the handlers by path.
func (h *Health) Probes() map[string]http.Handler {
	return map[string]http.Handler{
		"/health/":  http.HandlerFunc(h.health),
		"/healthz/": http.HandlerFunc(alive),
		"/readyz/":  http.HandlerFunc(h.ready),
		"/metrics":  http.HandlerFunc(h.metrics),
	}
}

// report is the body of every probe.
type report struct {
	Status string            `json:"status"`
	Error  string            `json:"error,omitempty"`
	Checks map[string]string `json:"checks,omitempty"`
}

func (p report) send(w http.ResponseWriter, status int) {
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(status)
	json.NewEncoder(w).Encode(p) //nolint:errcheck // whoever asked has gone
}

// alive says that the process answers; whatever else is down, a restart would not mend it.
func alive(w http.ResponseWriter, _ *http.Request) { report{Status: "alive"}.send(w, http.StatusOK) }

func (h *Health) health(w http.ResponseWriter, r *http.Request) {
	ctx, cancel := context.WithTimeout(r.Context(), probeTimeout)
	defer cancel()
	checks := map[string]string{"database": "ok", "cache": "ok"}
	if h.Cache != nil && cache.Check(ctx, h.Cache) != nil {
		checks["cache"] = "warning: cannot be reached"
	}
	if err := h.DB.Ping(ctx); err != nil {
		log.ErrorContext(ctx, "Database connection failed", "error", err)
		checks["database"] = "error: cannot be reached"
		report{Status: "unhealthy", Checks: checks}.send(w, http.StatusServiceUnavailable)
		return
	}
	report{Status: "healthy", Checks: checks}.send(w, http.StatusOK)
}

func (h *Health) ready(w http.ResponseWriter, r *http.Request) {
	if why := h.notReady(r.Context()); why != "" {
		report{Status: "not ready", Error: why}.send(w, http.StatusServiceUnavailable)
		return
	}
	report{Status: "ready"}.send(w, http.StatusOK)
}

// Ready tells whether the node would say that it is ready.
func (h *Health) Ready(ctx context.Context) bool { return h.notReady(ctx) == "" }

func (h *Health) notReady(ctx context.Context) string {
	if h.draining.Load() {
		return "shutting down"
	}
	ctx, cancel := context.WithTimeout(ctx, probeTimeout)
	defer cancel()
	before := h.Now()
	there, err := h.DB.Clock(ctx)
	if err != nil {
		log.ErrorContext(ctx, "Database connection failed", "error", err)
		return "database"
	}
	if skew := skew(before, there, h.Now()); skew > mostSkew {
		log.ErrorContext(ctx, "The clock of this node is not the database's", "skew", skew)
		return "clock"
	}
	return ""
}

// skew is how far a time lies outside of the moments between which it was read.
func skew(before, there, after time.Time) time.Duration {
	return max(before.Sub(there), there.Sub(after), 0)
}

func (h *Health) metrics(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Cache-Control", "no-store")
	if !h.mayRead(r) {
		w.Header().Set("WWW-Authenticate", "Bearer")
		http.Error(w, "metrics need their token", http.StatusUnauthorized)
		return
	}
	w.Header().Set("Content-Type", "text/plain; version=0.0.4; charset=utf-8")
	h.Metrics.Write(w) //nolint:errcheck // the scraper has gone
}

// mayRead tells whether the metrics are for whoever asks. What a proxy on this machine forwards
// does not come from this machine.
func (h *Health) mayRead(r *http.Request) bool {
	if h.MetricsToken != "" {
		token, _ := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer ")
		return subtle.ConstantTimeCompare([]byte(token), []byte(h.MetricsToken)) == 1
	}
	peer, err := netip.ParseAddrPort(r.RemoteAddr)
	forwarded := r.Header.Get("X-Forwarded-For") + r.Header.Get("Forwarded") + r.Header.Get("X-Real-IP")
	return h.Open || err == nil && peer.Addr().Unmap().IsLoopback() && forwarded == ""
}
