package main

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net/http"
	"os"
	"os/exec"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"bazaar/infra/sqldb"
	"bazaar/infra/sqldb/sqldbtest"
	"bazaar/market/schema"
)

// asProgram makes the test binary behave as the program, so that tests can start, signal and kill
// the real thing.
const asProgram = "BAZAAR_TEST_AS_PROGRAM"

func TestMain(m *testing.M) {
	if os.Getenv(asProgram) != "" {
		os.Exit(execute(os.Args[1:], os.Stdout, os.Stderr))
	}
	os.Exit(m.Run())
}

// process is a running program with what it has written so far.
type process struct {
	t   testing.TB
	cmd *exec.Cmd
	mu  sync.Mutex
	out bytes.Buffer
	// ended is closed when the process has ended; err is how.
	ended chan struct{}
	err   error
}

// start runs the program in a directory of its own with nothing but the given environment.
func start(t testing.TB, environ []string, args ...string) *process {
	t.Helper()
	p := &process{t: t, ended: make(chan struct{})}
	p.cmd = exec.CommandContext(context.WithoutCancel(t.Context()), os.Args[0], args...)
	p.cmd.Dir = t.TempDir()
	p.cmd.Env = append([]string{asProgram + "=1", "PATH=" + os.Getenv("PATH")}, environ...)
	p.cmd.Stdout, p.cmd.Stderr = p, p
	if err := p.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	go func() {
		p.err = p.cmd.Wait()
		close(p.ended)
	}()
	t.Cleanup(func() {
		p.cmd.Process.Kill() //nolint:errcheck // it has ended then
		<-p.ended
	})
	return p
}

// Write collects output.
func (p *process) Write(b []byte) (int, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.out.Write(b)
}

func (p *process) output() string {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.out.String()
}

// exit waits for the end and returns the exit code, -1 after a signal.
func (p *process) exit(within time.Duration) int {
	p.t.Helper()
	select {
	case <-p.ended:
	case <-time.After(within):
		p.t.Fatalf("still running after %s:\n%s", within, p.output())
	}
	var failed *exec.ExitError
	if errors.As(p.err, &failed) {
		return failed.ExitCode()
	}
	return 0
}

func (p *process) signal(s os.Signal) {
	p.t.Helper()
	if err := p.cmd.Process.Signal(s); err != nil {
		p.t.Fatal(err)
	}
}

// see waits until the output matches and returns the groups of the match.
func (p *process) see(pattern string) []string {
	p.t.Helper()
	re := regexp.MustCompile(pattern)
	for deadline := time.Now().Add(5 * time.Minute); time.Now().Before(deadline); time.Sleep(20 * time.Millisecond) {
		if m := re.FindStringSubmatch(p.output()); m != nil {
			return m
		}
		select {
		case <-p.ended:
			p.t.Fatalf("ended (%v) without %q:\n%s", p.err, pattern, p.output())
		default:
		}
	}
	p.t.Fatalf("no %q in:\n%s", pattern, p.output())
	return nil
}

// address waits until the program serves and returns where.
func (p *process) address() string {
	p.t.Helper()
	return strings.Replace(p.see(`Listening at: (http://\S+)`)[1], "0.0.0.0", "127.0.0.1", 1)
}

// get asks for a page under a host name without following redirects.
func get(t testing.TB, url, host string) (*http.Response, string) {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, url, nil)
	if err != nil {
		t.Fatal(err)
	}
	if host != "" {
		r.Host = host
	}
	client := &http.Client{Timeout: time.Minute, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	w, err := client.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer w.Body.Close()
	body, err := io.ReadAll(w.Body)
	if err != nil {
		t.Fatal(err)
	}
	return w, string(body)
}

// emptyDatabase is the address of a database without a schema.
func emptyDatabase(t testing.TB, e sqldb.Engine) string {
	t.Helper()
	if e == sqldb.SQLite {
		return "sqlite://" + t.TempDir() + "/empty.db"
	}
	url := sqldbtest.URL(t, e, sqldbtest.Schema{Migrations: schema.Migrations()})
	db, err := sqldb.Open(t.Context(), sqldb.Options{URL: url})
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	for _, statement := range []string{"DROP SCHEMA public CASCADE", "CREATE SCHEMA public"} {
		if _, err := db.Pool().ExecContext(t.Context(), statement); err != nil {
			t.Fatal(err)
		}
	}
	return url
}

// eachEmpty runs f with an empty database of every engine.
func eachEmpty(t *testing.T, f func(t *testing.T, url string)) {
	for _, e := range sqldbtest.Engines() {
		t.Run(string(e), func(t *testing.T) { f(t, emptyDatabase(t, e)) })
	}
}
