package telemetry

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"math"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"
)

// start installs a log that writes to the returned buffer and gives the old default back at the end.
func start(t *testing.T, o Options) (*Log, *bytes.Buffer) {
	t.Helper()
	old := slog.Default()
	var out bytes.Buffer
	o.Console = &out
	l := Start(o)
	t.Cleanup(func() {
		slog.SetDefault(old)
		if err := l.Close(); err != nil {
			t.Error(err)
		}
	})
	return l, &out
}

func TestVerboseLine(t *testing.T) {
	at := time.Date(2024, 12, 16, 20, 30, 45, 0, time.FixedZone("", 5*3600))
	for _, c := range []struct {
		name  string
		entry entry
		want  string
	}{
		{"message only", entry{level: slog.LevelInfo, logger: "accounts", message: "User registered: j***@example.com"}, "INFO 2024-12-16 15:30:45 accounts User registered: j***@example.com\n"},
		{"request line is not quoted again", entry{level: slog.LevelInfo, logger: "http", message: `"GET /dashboard/ HTTP/1.1" 200 5432`}, `INFO 2024-12-16 15:30:45 http "GET /dashboard/ HTTP/1.1" 200 5432` + "\n"},
		{"attributes", entry{level: slog.LevelDebug, logger: "cart", message: "Cart updated: 3 items", attrs: []slog.Attr{slog.Int("n", 3), slog.String("who", "a b"), slog.String("none", ""), slog.Duration("took", 1500*time.Microsecond)}}, `DEBUG 2024-12-16 15:30:45 cart Cart updated: 3 items n=3 who="a b" none="" took=1.5ms` + "\n"},
		{"request id", entry{level: slog.LevelWarn, logger: "http", message: "Slow", requestID: "abc"}, "WARNING 2024-12-16 15:30:45 http Slow request_id=abc\n"},
		{"stack", entry{level: Critical, logger: "root", message: "Dead", stack: "a.b x.go:1\nc.d y.go:2"}, "CRITICAL 2024-12-16 15:30:45 root Dead\n\ta.b x.go:1\n\tc.d y.go:2\n"},
		{"forged line", entry{level: slog.LevelError, logger: "http", message: "x\nINFO 2024-12-16 15:30:45 root fine\x1b[2J"}, `ERROR 2024-12-16 15:30:45 http x\nINFO 2024-12-16 15:30:45 root fine\x1b[2J` + "\n"},
	} {
		t.Run(c.name, func(t *testing.T) {
			c.entry.at = at.UTC()
			if got := string(appendVerbose(nil, &c.entry)); got != c.want {
				t.Errorf("\n got %q\nwant %q", got, c.want)
			}
		})
	}
}

func TestLoggerWritesScrubbedAttributesGroupsAndRequestID(t *testing.T) {
	_, out := start(t, Options{Level: slog.LevelDebug})
	ctx := WithRequestID(t.Context(), "req-12345")
	log := Logger("checkout").With("who", "ann@example.com").WithGroup("form")
	log.InfoContext(ctx, "Order placed for ann@example.com", "password", "hunter2", "paid", true, "card", int64(4111111111111111),
		slog.Group("address", "city", "Almaty"), "err", errors.New("token=abc"))
	want := `checkout Order placed for a***@example.com who=a***@example.com form.password=*** form.paid=true form.card=************1111 form.address.city=Almaty form.err="token=***" request_id=req-12345`
	if got := out.String(); !strings.Contains(got, want) {
		t.Errorf("\n got %s\nwant %s", got, want)
	}
}

func TestLoggerKeptBeforeStartWritesToTheStartedLog(t *testing.T) {
	log := Logger("jobs")
	_, out := start(t, Options{Level: slog.LevelInfo})
	log.Info("Worker started")
	log.Debug("never shown")
	if got := out.String(); !regexp.MustCompile(`^INFO \d{4}-\d\d-\d\d \d\d:\d\d:\d\d jobs Worker started\n$`).MatchString(got) {
		t.Errorf("got %q", got)
	}
}

func TestErrorsCarryTheStackOfTheirPlace(t *testing.T) {
	_, out := start(t, Options{Level: slog.LevelInfo})
	Logger("checkout").Error("Checkout error: Insufficient stock")
	Logger("http").Error("Panic", "stack", "the recovered stack")
	lines := strings.Split(out.String(), "\n")
	if len(lines) < 2 || !strings.Contains(lines[1], "TestErrorsCarryTheStackOfTheirPlace") {
		t.Errorf("the first line of the stack is not the caller:\n%s", out)
	}
	if !strings.Contains(out.String(), "\n\tthe recovered stack\n") {
		t.Errorf("a given stack is not used:\n%s", out)
	}
}

func TestJSONLine(t *testing.T) {
	_, out := start(t, Options{Level: slog.LevelInfo, Format: JSON})
	Logger("http").ErrorContext(WithRequestID(t.Context(), "req-1"), "Bad \"thing\"\n", "n", 3, "ratio", 0.5, "endless", math.Inf(1), "took", time.Second, "secret", "x")
	var got map[string]any
	if err := json.Unmarshal(out.Bytes(), &got); err != nil {
		t.Fatalf("not one JSON object: %v\n%s", err, out)
	}
	for key, want := range map[string]any{"level": "ERROR", "logger": "http", "message": "Bad \"thing\"\n", "n": 3.0, "ratio": 0.5, "endless": "+Inf", "took": "1s", "secret": "***", "request_id": "req-1"} {
		if got[key] != want {
			t.Errorf("%s = %v, want %v", key, got[key], want)
		}
	}
	if s, _ := got["stack"].(string); !strings.Contains(s, "TestJSONLine") {
		t.Errorf("stack = %q", s)
	}
}

func TestFileIsWrittenBesideTheConsole(t *testing.T) {
	path := filepath.Join(t.TempDir(), "logs", "bazaar.log")
	l, out := start(t, Options{Level: slog.LevelInfo, File: path})
	Logger("jobs").Info("Hello")
	if err := l.Close(); err != nil {
		t.Fatal(err)
	}
	b, err := os.ReadFile(path)
	if err != nil || string(b) != out.String() || len(b) == 0 {
		t.Errorf("file %q, console %q, error %v", b, out, err)
	}
}

func TestUnwritableFileIsAWarning(t *testing.T) {
	blocked := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(blocked, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	_, out := start(t, Options{Level: slog.LevelInfo, File: filepath.Join(blocked, "bazaar.log")})
	Logger("jobs").Info("Hello")
	if got := out.String(); !strings.HasPrefix(got, "WARNING ") || !strings.Contains(got, "jobs Hello") {
		t.Errorf("got %q", got)
	}
}

func TestParseLevel(t *testing.T) {
	for in, want := range map[string]string{"debug": "DEBUG", "INFO": "INFO", "warn": "WARNING", "Warning": "WARNING", "error": "ERROR", "critical": "CRITICAL"} {
		l, err := ParseLevel(in)
		if err != nil || levelWord(l) != want {
			t.Errorf("ParseLevel(%q) = %v, %v", in, l, err)
		}
	}
	if _, err := ParseLevel("loud"); err == nil {
		t.Error("an unknown level is accepted")
	}
}

func TestNewRequestIDKeepsOnlyHarmlessIDs(t *testing.T) {
	for sent, kept := range map[string]bool{
		"0f8fad5b-d9cb-469f": true, "": false, "short": false, "with space 1": false,
		"inject\r\nheader": false, strings.Repeat("a", 65): false, "<script>alert": false,
	} {
		if got := NewRequestID(sent); (got == sent) != kept || len(got) < shortestRequestID {
			t.Errorf("NewRequestID(%q) = %q", sent, got)
		}
	}
}

func BenchmarkRequestLine(b *testing.B) {
	old := slog.Default()
	defer slog.SetDefault(old)
	Start(Options{Console: io.Discard})
	log, ctx := Logger("http"), WithRequestID(b.Context(), "0f8fad5bd9cb469f")
	for b.Loop() {
		log.InfoContext(ctx, fmt.Sprintf(`"%s %s %s" %d %d`, "GET", "/products/?category=electronics&page=2", "HTTP/1.1", 200, 54321), "took", 1500*time.Microsecond, "statements", 6)
	}
}
