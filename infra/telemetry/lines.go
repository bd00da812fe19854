package telemetry

import (
	"encoding/json"
	"io"
	"log/slog"
	"math"
	"strconv"
	"strings"
	"sync"
	"time"
	"unicode"
)

// stream writes entries to a console or file, each with one Write.
type stream struct {
	format func([]byte, *entry) []byte
	mu     sync.Mutex
	w      io.Writer
	buf    []byte
}

func (s *stream) write(e *entry) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.buf = s.format(s.buf[:0], e)
	s.w.Write(s.buf) //nolint:errcheck // there is nowhere left to tell it
}

// appendVerbose writes LEVEL YYYY-MM-DD HH:MM:SS logger Message key=value …; the stack of an error
// follows on lines that begin with a tab, so that every event still begins with its level.
func appendVerbose(b []byte, e *entry) []byte {
	b = append(b, levelWord(e.level)...)
	b = append(b, ' ')
	b = e.at.AppendFormat(b, time.DateTime)
	b = append(b, ' ')
	b = appendEscaped(b, e.logger)
	b = append(b, ' ')
	b = appendEscaped(b, e.message)
	for _, a := range e.attrs {
		b = appendPair(b, a.Key, valueText(a.Value))
	}
	if e.requestID != "" {
		b = appendPair(b, "request_id", e.requestID)
	}
	b = append(b, '\n')
	for line := range strings.SplitSeq(e.stack, "\n") {
		if line != "" {
			b = append(appendEscaped(append(b, '\t'), strings.TrimSpace(line)), '\n')
		}
	}
	return b
}

func appendPair(b []byte, key, value string) []byte {
	b = append(b, ' ')
	b = appendEscaped(b, key)
	b = append(b, '=')
	if value == "" || strings.ContainsFunc(value, needsQuotes) {
		return strconv.AppendQuote(b, value)
	}
	return append(b, value...)
}

func needsQuotes(r rune) bool {
	return r == ' ' || r == '"' || r == '=' || r == '\\' || !unicode.IsPrint(r)
}

// appendEscaped keeps a text on its line: whoever controls a message must not be able to forge
// another entry or to steer a terminal.
func appendEscaped(b []byte, s string) []byte {
	for _, r := range s {
		if unicode.IsPrint(r) {
			b = append(b, string(r)...)
			continue
		}
		quoted := strconv.QuoteRune(r)
		b = append(b, quoted[1:len(quoted)-1]...)
	}
	return b
}

func valueText(v slog.Value) string {
	switch v.Kind() {
	case slog.KindTime:
		return v.Time().UTC().Format(time.RFC3339Nano)
	case slog.KindDuration:
		return v.Duration().Round(time.Microsecond).String()
	}
	return v.String()
}

// appendJSON writes one object: time, level, logger, message, then the attributes, then the
// request id and the stack where there are any.
func appendJSON(b []byte, e *entry) []byte {
	b = append(b, `{"time":`...)
	b = appendJSONText(b, e.at.Format(time.RFC3339Nano))
	b = appendMember(b, "level", slog.StringValue(levelWord(e.level)))
	b = appendMember(b, loggerKey, slog.StringValue(e.logger))
	b = appendMember(b, "message", slog.StringValue(e.message))
	for _, a := range e.attrs {
		b = appendMember(b, a.Key, a.Value)
	}
	if e.requestID != "" {
		b = appendMember(b, "request_id", slog.StringValue(e.requestID))
	}
	if e.stack != "" {
		b = appendMember(b, stackKey, slog.StringValue(e.stack))
	}
	return append(b, '}', '\n')
}

func appendMember(b []byte, key string, v slog.Value) []byte {
	b = append(b, ',')
	b = append(appendJSONText(b, key), ':')
	switch v.Kind() {
	case slog.KindBool, slog.KindInt64, slog.KindUint64:
		return append(b, v.String()...)
	case slog.KindFloat64:
		if f := v.Float64(); !math.IsNaN(f) && !math.IsInf(f, 0) {
			return append(b, v.String()...)
		}
	}
	return appendJSONText(b, valueText(v))
}

func appendJSONText(b []byte, s string) []byte {
	quoted, err := json.Marshal(s)
	if err != nil {
		return append(b, `""`...)
	}
	return append(b, quoted...)
}
