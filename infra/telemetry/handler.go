package telemetry

import (
	"context"
	"fmt"
	"log/slog"
	"runtime"
	"strconv"
	"strings"
	"sync"
	"time"
)

// entry is one scrubbed event, ready to be written anywhere.
type entry struct {
	at        time.Time
	level     slog.Level
	logger    string
	message   string
	requestID string
	attrs     []slog.Attr // flat, without groups; values are plain
	stack     string
}

// handler turns records of slog into entries.
type handler struct {
	level  slog.Level
	sinks  *sinks
	logger string
	attrs  []slog.Attr
	group  string // prefix of keys, "a.b."
}

func (h *handler) Enabled(_ context.Context, l slog.Level) bool { return l >= h.level }

func (h *handler) WithAttrs(attrs []slog.Attr) slog.Handler {
	c := *h
	c.attrs = h.attrs[:len(h.attrs):len(h.attrs)]
	for _, a := range attrs {
		if a.Key == loggerKey && h.group == "" {
			c.logger = a.Value.String()
			continue
		}
		c.attrs = flatten(c.attrs, h.group, a)
	}
	return &c
}

func (h *handler) WithGroup(name string) slog.Handler {
	if name == "" {
		return h
	}
	c := *h
	c.group += name + "."
	return &c
}

// Handle writes the record everywhere. It returns nil always: a log that cannot be written must
// not disturb the work that is logged.
func (h *handler) Handle(ctx context.Context, r slog.Record) error {
	e := &entry{
		at: r.Time.UTC(), level: r.Level, logger: h.logger, message: Scrub(r.Message),
		requestID: RequestID(ctx), attrs: h.attrs[:len(h.attrs):len(h.attrs)],
	}
	r.Attrs(func(a slog.Attr) bool {
		switch {
		case a.Key == loggerKey && h.group == "":
			e.logger = a.Value.String()
		case a.Key == stackKey:
			e.stack = Scrub(a.Value.String())
		default:
			e.attrs = flatten(e.attrs, h.group, a)
		}
		return true
	})
	if e.logger == "" {
		e.logger = "root"
	}
	if e.level >= slog.LevelError && e.stack == "" {
		e.stack = stack()
	}
	h.sinks.write(e)
	return nil
}

// flatten adds a with its scrubbed value, and the members of a group one by one.
func flatten(to []slog.Attr, prefix string, a slog.Attr) []slog.Attr {
	v := a.Value.Resolve()
	if v.Kind() == slog.KindGroup {
		if a.Key != "" {
			prefix += a.Key + "."
		}
		for _, member := range v.Group() {
			to = flatten(to, prefix, member)
		}
		return to
	}
	if a.Equal(slog.Attr{}) {
		return to
	}
	return append(to, slog.Attr{Key: Scrub(prefix + a.Key), Value: plain(a.Key, v)})
}

// plain makes a value that holds no secret and needs no reflection to be written.
func plain(key string, v slog.Value) slog.Value {
	if isSecretName(key) && v.Kind() != slog.KindBool {
		return slog.StringValue(mask)
	}
	switch v.Kind() {
	case slog.KindBool, slog.KindFloat64, slog.KindDuration, slog.KindTime:
		return v
	case slog.KindInt64:
		if n := v.Int64(); n < smallestCard {
			return v
		}
	case slog.KindUint64:
		if n := v.Uint64(); n < smallestCard {
			return v
		}
	case slog.KindString:
		return slog.StringValue(Scrub(v.String()))
	}
	return slog.StringValue(Scrub(fmt.Sprintf("%+v", v.Any())))
}

// stackKey is the attribute under which a recovered panic hands over its own stack.
const stackKey = "stack"

const deepestStack = 24

// stack describes the callers of the logger, innermost first.
func stack() string {
	pcs := make([]uintptr, deepestStack)
	frames := runtime.CallersFrames(pcs[:runtime.Callers(2, pcs)])
	var b strings.Builder
	for {
		f, more := frames.Next()
		if f.Function != "" && (b.Len() > 0 || !ofLogger(f.Function)) {
			b.WriteString(f.Function + " " + f.File + ":" + strconv.Itoa(f.Line) + "\n")
		}
		if !more {
			return strings.TrimSuffix(b.String(), "\n")
		}
	}
}

// ofLogger tells whether a frame at the top of a stack only carries the record here.
func ofLogger(function string) bool {
	return strings.HasPrefix(function, "log/slog.") || strings.HasPrefix(function, "bazaar/infra/telemetry.(")
}

// sinks are the places that an entry goes to.
type sinks struct {
	streams []*stream // fixed once the log has started
	mu      sync.RWMutex
	table   *table    // nil while no database is open
	reports *reporter // nil where errors are not reported
}

func (s *sinks) add(t *stream) { s.streams = append(s.streams, t) }

// setTable replaces the table and returns the old one.
func (s *sinks) setTable(t *table) *table {
	s.mu.Lock()
	defer s.mu.Unlock()
	old := s.table
	s.table = t
	return old
}

// setReporter replaces the reporter and returns the old one.
func (s *sinks) setReporter(r *reporter) *reporter {
	s.mu.Lock()
	defer s.mu.Unlock()
	old := s.reports
	s.reports = r
	return old
}

func (s *sinks) write(e *entry) {
	for _, t := range s.streams {
		t.write(e)
	}
	if e.level < slog.LevelWarn {
		return
	}
	s.mu.RLock()
	defer s.mu.RUnlock()
	if s.table != nil {
		s.table.offer(e)
	}
	if s.reports != nil && e.level >= slog.LevelError {
		s.reports.courier.offer(e)
	}
}
