package telemetry

import (
	"encoding/json"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"
)

// received is one request to a fake collector.
type received struct {
	path   string
	header http.Header
	body   string
}

// collector is a server outside that keeps what it is sent.
func collector(t *testing.T, status *atomic.Int64) (*httptest.Server, chan received) {
	t.Helper()
	all := make(chan received, 100)
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		b, err := io.ReadAll(r.Body)
		if err != nil {
			t.Error(err)
		}
		all <- received{r.URL.Path, r.Header, string(b)}
		w.WriteHeader(int(status.Load()))
	}))
	t.Cleanup(server.Close)
	return server, all
}

func well() *atomic.Int64 {
	var status atomic.Int64
	status.Store(http.StatusOK)
	return &status
}

func next(t *testing.T, all chan received) received {
	t.Helper()
	select {
	case r := <-all:
		return r
	case <-time.After(10 * time.Second):
		t.Fatal("nothing was sent")
		return received{}
	}
}

func startReporting(t *testing.T, dsn string) *Log {
	t.Helper()
	before := slog.Default()
	t.Cleanup(func() { slog.SetDefault(before) })
	l := Start(Options{Console: io.Discard})
	if err := l.Report(Sentry{DSN: dsn, Release: "1.2.3", Environment: "production"}); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := l.Close(); err != nil {
			t.Error(err)
		}
	})
	return l
}

func TestErrorsAreReportedScrubbed(t *testing.T) {
	server, all := collector(t, well())
	startReporting(t, strings.Replace(server.URL, "://", "://publickey@", 1)+"/prefix/42")
	log := Logger("checkout")
	log.Info("all is well")
	log.Warn("not so well")
	ctx := WithRequestID(t.Context(), "abcdefgh1234")
	log.ErrorContext(ctx, "Checkout error: Insufficient stock", "error", errors.New("refused for jane.doe@example.com"), "password", "hunter2", "card", "4111 1111 1111 1111")
	r := next(t, all)
	if r.path != "/prefix/api/42/envelope/" || !strings.Contains(r.header.Get("X-Sentry-Auth"), "sentry_key=publickey") {
		t.Errorf("sent to %s with %v", r.path, r.header)
	}
	lines := strings.Split(r.body, "\n")
	var event sentryEvent
	if len(lines) != 4 || json.Unmarshal([]byte(lines[2]), &event) != nil || len(event.ID) != 32 {
		t.Fatalf("envelope %q", r.body)
	}
	for _, secret := range []string{"jane.doe", "hunter2", "4111 1111"} {
		if strings.Contains(r.body, secret) {
			t.Errorf("%q was sent: %s", secret, r.body)
		}
	}
	x := event.Exception.Values[0]
	if x.Type != "Checkout error: Insufficient stock" || x.Value != "refused for j***@example.com" || event.Tags["request_id"] != "abcdefgh1234" ||
		event.Logger != "checkout" || event.Level != "error" || event.Release != "1.2.3" || event.Environment != "production" {
		t.Errorf("event %+v", event)
	}
	ours := x.Stack.Frames[len(x.Stack.Frames)-1]
	if !strings.HasSuffix(ours.Function, "TestErrorsAreReportedScrubbed") || !strings.HasSuffix(ours.File, "outside_test.go") || ours.Line == 0 || !ours.Ours {
		t.Errorf("innermost frame %+v", ours)
	}
	select {
	case r := <-all:
		t.Errorf("more was sent: %s", r.body)
	case <-time.After(100 * time.Millisecond):
	}
}

func TestPanicsKeepTheirStack(t *testing.T) {
	got := frames("goroutine 7 [running]:\nbazaar/site.f(0x1)\n\t/src/site/site.go:12 +0x1d\nnet/http.serve()\n\t/go/server.go:99 +0x2\n")
	want := []sentryFrame{{"net/http.serve()", "/go/server.go", 99, false}, {"bazaar/site.f(0x1)", "/src/site/site.go", 12, true}}
	if !slices.Equal(got, want) {
		t.Errorf("frames %+v", got)
	}
}

func TestServerThatIsAwayHoldsUpNobody(t *testing.T) {
	hang := make(chan struct{})
	server := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { <-hang }))
	t.Cleanup(server.Close)
	t.Cleanup(func() { close(hang) })
	startReporting(t, strings.Replace(server.URL, "://", "://k@", 1)+"/1")
	began := time.Now()
	for range 3 * courierQueue {
		Logger("test").Error("again")
	}
	if took := time.Since(began); took > 20*time.Second { // each would wait for five seconds
		t.Errorf("logging took %s", took)
	}
}

func TestAddressesOfSentryAreChecked(t *testing.T) {
	for dsn, good := range map[string]bool{
		"https://key@sentry.example/7": true, "https://key@sentry.example/a/b/7": true, "http://key:old@127.0.0.1:9000/7": true,
		"": false, "https://sentry.example/7": false, "https://key@sentry.example/": false, "ftp://key@host/7": false, "nonsense": false,
	} {
		if err := (Sentry{DSN: dsn}).Check(); (err == nil) != good {
			t.Errorf("%q: %v", dsn, err)
		}
	}
}

func TestSpansReachTheCollector(t *testing.T) {
	server, all := collector(t, well())
	tracer, err := NewTracer(server.URL+"/", "api-key=s3cret%3D,x-team=shop", "1.2.3")
	if err != nil {
		t.Fatal(err)
	}
	span := tracer.Serve("00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01")
	span.Name("GET /order/{oid}/")
	span.Text("url.path", "/user/password-reset/confirm/abcdefghijklmnop/")
	span.Number("http.response.status_code", 500)
	span.Fail()
	span.End()
	own := tracer.Serve("")
	own.Name("GET /")
	own.End()
	tracer.Close()
	r := next(t, all)
	if r.path != "/v1/traces" || r.header.Get("Api-Key") != "s3cret=" || r.header.Get("X-Team") != "shop" || r.header.Get("Content-Type") != "application/json" {
		t.Errorf("sent to %s with %v", r.path, r.header)
	}
	var sent struct {
		ResourceSpans []otlpResource `json:"resourceSpans"`
	}
	if err := json.Unmarshal([]byte(r.body), &sent); err != nil {
		t.Fatal(err)
	}
	spans := sent.ResourceSpans[0].Scopes[0].Spans
	if len(spans) != 2 {
		t.Fatalf("%d spans: %s", len(spans), r.body)
	}
	first, second := spans[0], spans[1]
	if first.Trace != "0af7651916cd43dd8448eb211c80319c" || first.Parent != "b7ad6b7169203331" || first.Kind != 2 || first.Status.Code != 2 || first.Start > first.End {
		t.Errorf("span %+v", first)
	}
	if len(second.Trace) != 32 || len(second.ID) != 16 || second.Parent != "" || second.Status.Code != 0 {
		t.Errorf("span %+v", second)
	}
	if strings.Contains(r.body, "abcdefghijklmnop") || !strings.Contains(r.body, `{"key":"http.response.status_code","value":{"intValue":"500"}}`) {
		t.Errorf("attributes: %s", r.body)
	}
}

func TestWithoutCollectorNothingIsRecorded(t *testing.T) {
	tracer, err := NewTracer("", "", "")
	if err != nil || tracer != nil {
		t.Fatalf("%v, %v", tracer, err)
	}
	allocated := testing.AllocsPerRun(100, func() {
		span := tracer.Serve("00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01")
		span.Name("x")
		span.Text("a", "b")
		span.Number("c", 1)
		span.Fail()
		span.End()
	})
	if allocated != 0 {
		t.Errorf("%v allocations", allocated)
	}
	tracer.Close()
	for _, c := range [][2]string{{"collector:4318", ""}, {"ftp://collector", ""}, {"http://collector", "nonsense"}} {
		if tracer, err := NewTracer(c[0], c[1], ""); err == nil {
			tracer.Close()
			t.Errorf("%q was taken", c)
		}
	}
}

func TestUnsampledAndBrokenParents(t *testing.T) {
	server, _ := collector(t, well())
	tracer, err := NewTracer(server.URL, "", "")
	if err != nil {
		t.Fatal(err)
	}
	defer tracer.Close()
	if tracer.Serve("00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-00") != nil {
		t.Error("a trace that the caller does not record is recorded")
	}
	for _, broken := range []string{"x", "00-zz-zz-01", "00-00000000000000000000000000000000-b7ad6b7169203331-01", "00-0AF7651916CD43DD8448EB211C80319C-b7ad6b7169203331-01"} {
		if s := tracer.Serve(broken); s == nil || s.parent != "" || len(s.trace) != 32 {
			t.Errorf("%q: %+v", broken, s)
		}
	}
}

func TestCollectorThatComesBackIsUsedAgain(t *testing.T) {
	status := well()
	status.Store(http.StatusServiceUnavailable)
	server, all := collector(t, status)
	startReporting(t, strings.Replace(server.URL, "://", "://k@", 1)+"/1")
	Logger("test").Error("lost")
	next(t, all)
	status.Store(http.StatusOK)
	Logger("test").Error("seen")
	if r := next(t, all); !strings.Contains(r.body, "seen") {
		t.Errorf("sent %s", r.body)
	}
}
