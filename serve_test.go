package main

import (
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"os/exec"
	"strings"
	"syscall"
	"testing"
	"time"

	"bazaar/infra/sqldb"
	"bazaar/site/locale"
)

// production is the least that a node in production is given.
func production(databaseURL string) []string {
	return []string{"PORT=0", "DATABASE_URL=" + databaseURL, "SECRET_KEY=" + strings.Repeat("correct horse ", 4), "ALLOWED_HOSTS=shop.example"}
}

func TestServeStartsAnswersAndDrains(t *testing.T) {
	eachEmpty(t, func(t *testing.T, url string) {
		p := start(t, production(url), "serve")
		base := p.address()
		for path, want := range map[string]string{"/health/": `"healthy"`, "/healthz/": `"alive"`, "/readyz/": `"ready"`, "/metrics": "\njobs_queue_length "} {
			if w, body := get(t, base+path, ""); w.StatusCode != http.StatusOK || !strings.Contains(body, want) {
				t.Errorf("%s: %s %s", path, w.Status, body)
			}
		}
		if w, _ := get(t, base+"/products/", "shop.example"); w.StatusCode != http.StatusOK || w.Header.Get("X-Request-ID") == "" {
			t.Errorf("/products/: %s %v", w.Status, w.Header)
		}
		if w, _ := get(t, base+"/products/", "other.example"); w.StatusCode != http.StatusBadRequest {
			t.Errorf("another host: %s", w.Status)
		}
		p.signal(syscall.SIGTERM)
		p.see("Shutting down")
		if w, body := get(t, base+"/readyz/", ""); w.StatusCode != http.StatusServiceUnavailable || !strings.Contains(body, `"not ready"`) {
			t.Errorf("while it drains: %s %s", w.Status, body)
		}
		if w, _ := get(t, base+"/products/", "shop.example"); w.StatusCode != http.StatusOK || !w.Close {
			t.Errorf("a visitor while it drains: %s, close %v", w.Status, w.Close)
		}
		if code := p.exit(time.Minute); code != exitFine {
			t.Errorf("exit code %d:\n%s", code, p.output())
		}
		for _, want := range []string{"INFO ", " bazaar Starting Bazaar dev ", "workers=", "database=", "cache=memory", "jobs=embedded", ` http "GET /products/ HTTP/1.1" 200 `} {
			if !strings.Contains(p.output(), want) {
				t.Errorf("the log lacks %q:\n%s", want, p.output())
			}
		}
	})
}

func TestSecondSignalEndsAtOnce(t *testing.T) {
	p := start(t, production("sqlite://"+t.TempDir()+"/a.db"), "serve")
	conn := halfAsk(t, p.address()) // the first signal alone would wait for it
	defer conn.Close()
	p.signal(syscall.SIGTERM)
	p.see("Shutting down")
	p.signal(syscall.SIGTERM)
	if code := p.exit(time.Minute); code == exitFine || strings.Contains(p.output(), "cut off") {
		t.Errorf("exit code %d:\n%s", code, p.output())
	}
}

// halfAsk sends a request whose last two bytes are still to come.
func halfAsk(t *testing.T, base string) net.Conn {
	t.Helper()
	conn, err := net.Dial("tcp", strings.TrimPrefix(base, "http://"))
	if err != nil {
		t.Fatal(err)
	}
	fmt.Fprintf(conn, "POST /user/sign-in/ HTTP/1.1\r\nHost: shop.example\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: 3\r\n\r\na")
	return conn
}

func TestRequestThatRunsIsFinished(t *testing.T) {
	p := start(t, production("sqlite://"+t.TempDir()+"/a.db"), "serve")
	conn := halfAsk(t, p.address())
	defer conn.Close()
	p.signal(syscall.SIGTERM)
	p.see("Shutting down")
	time.Sleep(lingering + time.Second) // the listener is closed by now
	fmt.Fprintf(conn, "=b")
	answer := make([]byte, 12)
	if _, err := conn.Read(answer); err != nil || !strings.HasPrefix(string(answer), "HTTP/1.1 4") {
		t.Errorf("answer %q, %v", answer, err)
	}
	if code := p.exit(time.Minute); code != exitFine {
		t.Errorf("exit code %d:\n%s", code, p.output())
	}
}

func TestPortInUseIsSaid(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	p := start(t, append(production(""), "ADDR="+l.Addr().String()), "serve")
	if code := p.exit(time.Minute); code != exitFailed || !strings.Contains(p.output(), "set PORT") {
		t.Errorf("exit code %d:\n%s", code, p.output())
	}
}

func TestFourNodesStartAtOnceOnAnEmptyDatabase(t *testing.T) {
	if !runs(sqldb.Postgres) {
		return // one process owns a SQLite file
	}
	url := emptyDatabase(t, sqldb.Postgres)
	var nodes []*process
	for range 4 {
		nodes = append(nodes, start(t, append(production(url), "DATABASE_POOL=4"), "serve"))
	}
	migrated := 0
	for _, p := range nodes {
		if w, body := get(t, p.address()+"/readyz/", ""); w.StatusCode != http.StatusOK {
			t.Errorf("readyz: %s %s", w.Status, body)
		}
		migrated += strings.Count(p.output(), " database Migrated ")
	}
	if migrated != 1 {
		t.Errorf("%d nodes migrated, want 1", migrated)
	}
}

func TestDatabaseThatIsGoneIsSaidWithAStack(t *testing.T) {
	p := start(t, production("postgres://bazaar@127.0.0.1:1/bazaar"), "serve")
	p.see(`ERROR \S+ \S+ database Database connection failed .*\n\t`)
	p.signal(syscall.SIGTERM)
	if code := p.exit(time.Minute); code != exitFailed || !strings.Contains(p.output(), "bazaar: ") {
		t.Errorf("exit code %d:\n%s", code, p.output())
	}
}

func TestSecondStartIsQuickAndSmall(t *testing.T) {
	url := "sqlite://" + t.TempDir() + "/a.db"
	first := start(t, production(url), "serve")
	first.address()
	first.signal(syscall.SIGKILL)
	first.exit(time.Minute)
	second := start(t, production(url), "serve")
	get(t, second.address()+"/healthz/", "")
	rss, err := exec.CommandContext(t.Context(), "ps", "-o", "rss=", "-p", fmt.Sprint(second.cmd.Process.Pid)).Output()
	second.signal(syscall.SIGKILL)
	second.exit(time.Minute)
	took := second.cmd.ProcessState.UserTime() + second.cmd.ProcessState.SystemTime()
	if took > 5*time.Second { // a second without the race detector
		t.Errorf("the second start took %s of processor time", took)
	}
	t.Logf("second start %s of processor time, resident memory %s KB (%v)", took.Round(time.Millisecond), strings.TrimSpace(string(rss)), err)
}

func TestErrorsAreReportedToSentry(t *testing.T) {
	reports := make(chan string, 10)
	sentry := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		b, err := io.ReadAll(r.Body)
		if err != nil {
			t.Error(err)
		}
		reports <- r.URL.Path + " " + string(b)
	}))
	defer sentry.Close()
	dsn := strings.Replace(sentry.URL, "://", "://key@", 1) + "/7"
	start(t, append(production("postgres://bazaar:hunter2@127.0.0.1:1/bazaar"), "SENTRY_DSN="+dsn), "serve")
	select {
	case r := <-reports:
		if !strings.HasPrefix(r, "/api/7/envelope/ ") || !strings.Contains(r, "Database connection failed") || strings.Contains(r, "hunter2") {
			t.Errorf("reported %s", r)
		}
	case <-time.After(30 * time.Second):
		t.Error("nothing was reported")
	}
}

func TestANodeShowsDatesInTheZoneOfItsMarket(t *testing.T) {
	t.Cleanup(func() { locale.UseZone(mustParse(t).location()) })
	n, err := open(t.Context(), mustParse(t, "DEBUG=true", "TIME_ZONE=America/New_York", "DATA_DIR="+t.TempDir()))
	if err != nil {
		t.Fatal(err)
	}
	defer n.db.Close()
	if got := locale.For("en").DateTime(time.Date(2026, 11, 22, 2, 30, 0, 0, time.UTC)); got != "Nov 21, 2026, 21:30" {
		t.Errorf("half past two in Greenwich is shown as %s", got)
	}
}
