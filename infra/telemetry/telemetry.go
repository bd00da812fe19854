// Package telemetry is how the program tells what it does: one line per event on the console and
// in a rotating file, warnings and worse in the capped table log_entries, and counters for
// Prometheus. Everything passes one scrubber first, so e-mail addresses, card numbers, passwords
// and tokens never reach any of them. Times are UTC.
package telemetry

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"strings"

	"gopkg.in/natefinch/lumberjack.v2"

	"bazaar/infra/sqldb"
)

// Critical is the level above slog.LevelError: the program cannot go on.
const Critical = slog.Level(12)

// Format is how a line is written.
type Format string

// The formats of LOG_FORMAT.
const (
	Verbose Format = "verbose" // LEVEL YYYY-MM-DD HH:MM:SS logger Message key=value …
	JSON    Format = "json"    // one object per line
)

// Options say what is logged, how and where to.
type Options struct {
	Level   slog.Level
	Format  Format
	Console io.Writer
	// File is rotated at 10 MB, three old ones are kept; empty writes no file.
	File string
}

const (
	fileMegabytes = 10
	oldFiles      = 3
)

// Log is the running log of the program.
type Log struct {
	sinks *sinks
	file  io.Closer
}

// Start makes the log and installs it as the default of slog. A file that cannot be written is a
// warning on the console and not an error: a shop must go on when a log volume is gone.
func Start(o Options) *Log {
	l := &Log{sinks: &sinks{}}
	format := appendVerbose
	if o.Format == JSON {
		format = appendJSON
	}
	l.sinks.add(&stream{w: o.Console, format: format})
	fileErr := checkWritable(o.File)
	if o.File != "" && fileErr == nil {
		file := &lumberjack.Logger{Filename: o.File, MaxSize: fileMegabytes, MaxBackups: oldFiles}
		l.file = file
		l.sinks.add(&stream{w: file, format: format})
	}
	slog.SetDefault(slog.New(&handler{level: o.Level, sinks: l.sinks}))
	if fileErr != nil {
		Logger("log").Warn("The log file cannot be written; logging to the console only", "file", o.File, "error", fileErr)
	}
	return l
}

func checkWritable(path string) error {
	if path == "" {
		return nil
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o750); err != nil {
		return err
	}
	f, err := os.OpenFile(path, os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o640)
	if err != nil {
		return err
	}
	return f.Close()
}

// KeepIn starts copying warnings and worse into the table log_entries of db, until Close. It never
// makes the caller of a logger wait: entries that the database cannot take in time are dropped and
// their number is logged.
func (l *Log) KeepIn(db *sqldb.DB) { l.sinks.setTable(startTable(db)) }

// Release writes what is still owed to the table and stops copying. Call it before the database is
// closed.
func (l *Log) Release() {
	if t := l.sinks.setTable(nil); t != nil {
		t.close()
	}
}

// Close ends the log. What is logged afterwards goes to the console only.
func (l *Log) Close() error {
	l.Release()
	if r := l.sinks.setReporter(nil); r != nil {
		r.courier.close()
	}
	if l.file == nil {
		return nil
	}
	return l.file.Close()
}

// ParseLevel reads a value of LOG_LEVEL: debug, info, warning, error or critical.
func ParseLevel(s string) (slog.Level, error) {
	switch strings.ToLower(s) {
	case "debug":
		return slog.LevelDebug, nil
	case "info":
		return slog.LevelInfo, nil
	case "warning", "warn":
		return slog.LevelWarn, nil
	case "error":
		return slog.LevelError, nil
	case "critical":
		return Critical, nil
	}
	return 0, fmt.Errorf("unknown level %q; use debug, info, warning, error or critical", s)
}

func levelWord(l slog.Level) string {
	switch {
	case l < slog.LevelInfo:
		return "DEBUG"
	case l < slog.LevelWarn:
		return "INFO"
	case l < slog.LevelError:
		return "WARNING"
	case l < Critical:
		return "ERROR"
	}
	return "CRITICAL"
}

// loggerKey is the attribute that names the logger; it has its own place in the line.
const loggerKey = "logger"

// Logger returns the logger of a room or layer, such as "accounts" or "http". It may be kept in a
// package variable: it writes to whatever log is the default at the time of the call.
func Logger(name string) *slog.Logger {
	return slog.New(&named{loggerKey: name})
}

// named hands each record to the present default handler under a fixed name.
type named struct {
	loggerKey string
	// with replays the With and WithGroup calls made on the logger.
	with []func(slog.Handler) slog.Handler
}

func (n *named) target() slog.Handler {
	h := slog.Default().Handler().WithAttrs([]slog.Attr{slog.String(loggerKey, n.loggerKey)})
	for _, f := range n.with {
		h = f(h)
	}
	return h
}

func (n *named) Enabled(ctx context.Context, l slog.Level) bool {
	return slog.Default().Handler().Enabled(ctx, l)
}

func (n *named) Handle(ctx context.Context, r slog.Record) error { return n.target().Handle(ctx, r) }

func (n *named) WithAttrs(attrs []slog.Attr) slog.Handler {
	return n.plus(func(h slog.Handler) slog.Handler { return h.WithAttrs(attrs) })
}

func (n *named) WithGroup(group string) slog.Handler {
	return n.plus(func(h slog.Handler) slog.Handler { return h.WithGroup(group) })
}

func (n *named) plus(f func(slog.Handler) slog.Handler) *named {
	c := *n
	c.with = append(n.with[:len(n.with):len(n.with)], f)
	return &c
}
