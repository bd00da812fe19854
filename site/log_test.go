package site

import (
	"bytes"
	"errors"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strings"
	"testing"
	"time"

	"bazaar/infra/telemetry"
	"bazaar/site/visitor"
)

// logged collects what is logged until the test ends.
func logged(t *testing.T) *bytes.Buffer {
	t.Helper()
	before := slog.Default()
	var out bytes.Buffer
	l := telemetry.Start(telemetry.Options{Console: &out, Format: telemetry.Verbose})
	t.Cleanup(func() {
		slog.SetDefault(before)
		l.Close() //nolint:errcheck // there is no file
	})
	return &out
}

// outer is a site of the outer layers only, around one handler.
func outer(t *testing.T, h http.HandlerFunc) http.Handler {
	t.Helper()
	jar, err := visitor.NewCookies("secret", true, time.Now)
	if err != nil {
		t.Fatal(err)
	}
	s := &site{shared: &visitor.Site{Cookies: jar}, Options: Options{Metrics: telemetry.NewMetrics()}}
	return s.requestID(s.accessLog(s.recover(h)))
}

func TestEachRequestIsOneLine(t *testing.T) {
	out := logged(t)
	h := outer(t, func(w http.ResponseWriter, _ *http.Request) {
		w.WriteHeader(http.StatusTeapot)
		w.Write([]byte("short and stout")) //nolint:errcheck // a recorder takes everything
	})
	r := httptest.NewRequest(http.MethodGet, "/dashboard/?token=hunter2&email=ann@example.com", http.NoBody)
	h.ServeHTTP(httptest.NewRecorder(), r)
	want := regexp.MustCompile(`^INFO \d{4}-\d\d-\d\d \d\d:\d\d:\d\d http "GET /dashboard/ HTTP/1.1" 418 15 ms=\d+ request_id=\w+\n$`)
	if !want.MatchString(out.String()) {
		t.Errorf("logged %q, want %s", out, want)
	}
}

func TestAPanicBecomesAPageWithANumber(t *testing.T) {
	out := logged(t)
	h := outer(t, func(http.ResponseWriter, *http.Request) { panic(errors.New("password=hunter2")) })
	w := httptest.NewRecorder()
	h.ServeHTTP(w, httptest.NewRequest(http.MethodGet, "/cart/", http.NoBody))
	page := w.Body.String()
	if w.Code != http.StatusInternalServerError || !strings.Contains(page, w.Header().Get("X-Request-ID")) || strings.Contains(page, "hunter2") {
		t.Errorf("status %d, page %.500s", w.Code, page)
	}
	text := out.String()
	if !strings.Contains(text, "ERROR") || !strings.Contains(text, "TestAPanicBecomesAPageWithANumber") {
		t.Errorf("the log has no stack: %s", text)
	}
	if strings.Count(text, "Request failed") != 1 || strings.Contains(text, "hunter2") {
		t.Errorf("the log tells too much: %s", text)
	}
	if !strings.Contains(text, `"GET /cart/ HTTP/1.1" 500`) {
		t.Errorf("no request line: %s", text)
	}
}

func TestAPanicInMidAnswerCutsTheConnection(t *testing.T) {
	logged(t)
	h := outer(t, func(w http.ResponseWriter, _ *http.Request) {
		w.Write([]byte("half")) //nolint:errcheck // a recorder takes everything
		panic("boom")
	})
	defer func() {
		if got := recover(); got != http.ErrAbortHandler { //nolint:errorlint // a panic value is no error chain
			t.Errorf("recovered %v", got)
		}
	}()
	h.ServeHTTP(httptest.NewRecorder(), httptest.NewRequest(http.MethodGet, "/", http.NoBody))
}
