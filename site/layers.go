package site

import (
	"context"
	"fmt"
	"net/http"
	"net/netip"
	"runtime/debug"
	"time"

	"bazaar/infra/telemetry"
	"bazaar/site/page"
	"bazaar/site/visitor"
)

// requestID gives the request its number and its visitor.
func (s *site) requestID(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		v := visitor.New(s.shared)
		v.Path = r.URL.Path
		v.RequestID = telemetry.NewRequestID(r.Header.Get("X-Request-ID"))
		v.Address, v.HTTPS = s.peer(r)
		w.Header().Set("X-Request-ID", v.RequestID)
		r = visitor.With(r, v)
		next.ServeHTTP(w, r.WithContext(telemetry.WithRequestID(r.Context(), v.RequestID)))
	})
}

// accessLog writes one line for each request and counts it.
func (s *site) accessLog(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		start := time.Now()
		rec := &recorder{ResponseWriter: w}
		next.ServeHTTP(rec, r)
		took := time.Since(start)
		line := fmt.Sprintf(`"%s %.300s %s" %d %d`, r.Method, r.URL.EscapedPath(), r.Proto, rec.code(), rec.bytes)
		log.InfoContext(r.Context(), line, "ms", took.Milliseconds())
		if s.Metrics != nil {
			s.Metrics.Request(r.Method, rec.code(), took)
		}
		s.tally.count()
		s.view(r, rec.code())
	})
}

// recorder remembers what was answered.
type recorder struct {
	http.ResponseWriter
	status int
	bytes  int64
}

// WriteHeader notes the status.
func (w *recorder) WriteHeader(status int) {
	if w.status == 0 && status >= http.StatusOK {
		w.status = status
	}
	w.ResponseWriter.WriteHeader(status)
}

// Write counts the bytes.
func (w *recorder) Write(b []byte) (int, error) {
	if w.status == 0 {
		w.status = http.StatusOK
	}
	n, err := w.ResponseWriter.Write(b)
	w.bytes += int64(n)
	return n, err
}

// Unwrap serves http.ResponseController.
func (w *recorder) Unwrap() http.ResponseWriter { return w.ResponseWriter }

func (w *recorder) code() int {
	if w.status == 0 {
		return http.StatusOK
	}
	return w.status
}

// recover turns a panic into the page for faults of ours. When part of the answer has left, the
// connection is cut instead, so that nobody takes the part for the whole.
func (s *site) recover(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		defer func() {
			value := recover()
			if value == nil {
				return
			}
			if value == http.ErrAbortHandler { //nolint:errorlint // a panic value is no error chain
				panic(value)
			}
			err := &page.Panic{Value: value, Stack: string(debug.Stack())}
			if rec, ok := w.(*recorder); ok && rec.status != 0 {
				log.ErrorContext(r.Context(), "Panic after the answer had begun", "error", err, "stack", err.Stack)
				panic(http.ErrAbortHandler)
			}
			page.Fail(w, r, err)
		}()
		next.ServeHTTP(w, r)
	})
}

// maintenance keeps everybody out while the shop is worked on. Files and probes have been answered
// by then, and nothing after it has asked the database.
func (s *site) maintenance(next http.Handler) http.Handler {
	if s.Maintenance == nil {
		return next
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if s.Maintenance() {
			page.Fail(w, r, page.Closed())
			return
		}
		next.ServeHTTP(w, r)
	})
}

// messages takes over what earlier pages left to be shown.
func (s *site) messages(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		visitor.Of(r).ReadMessages(r)
		next.ServeHTTP(w, r)
	})
}

// limit bounds how often an address may call a route that asks for it, and how long any may work.
func (s *site) limit(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		v := visitor.Of(r)
		if wait := s.limits.Take(v.Route+" "+network(v.Address), s.routes[v.Route].Limit); wait > 0 {
			page.Fail(w, r, page.TooMany(wait))
			return
		}
		if s.Timeout > 0 {
			ctx, cancel := context.WithTimeout(r.Context(), s.Timeout)
			defer cancel()
			r = r.WithContext(ctx)
		}
		next.ServeHTTP(w, r)
	})
}

// ipv6Home is how much of an IPv6 address one household or server has to itself.
const ipv6Home = 64

// network is the part of an address that its owner cannot change at will.
func network(address string) string {
	ip, err := netip.ParseAddr(address)
	if err != nil || ip.Is4() {
		return address
	}
	home, err := ip.WithZone("").Prefix(ipv6Home)
	if err != nil {
		return address
	}
	return home.String()
}
