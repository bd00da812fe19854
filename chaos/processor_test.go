//go:build chaos

package chaos

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"bazaar/infra/sqldb"
	"bazaar/market/money"
	"bazaar/site"
	"bazaar/site/page"
)

// tick is the unit of processor time in /proc: 1/100 s on every Linux that Go runs on.
const tick = 10 * time.Millisecond

// processorTime is what a process has used so far, with children that have ended.
func processorTime(pid int) (own, parent time.Duration) {
	text, err := os.ReadFile(filepath.Join("/proc", strconv.Itoa(pid), "stat"))
	if err != nil { // it has ended; its parent has its time
		return 0, 0
	}
	_, rest, _ := strings.Cut(string(text), ") ") // the name may hold anything
	fields := strings.Fields(rest)
	number := func(i int) int64 {
		n, _ := strconv.ParseInt(fields[i-3], 10, 64) // numbered as in proc(5)
		return n
	}
	return time.Duration(number(14)+number(15)+number(16)+number(17)) * tick, time.Duration(number(4))
}

// processorOf is the time of a program and of every process of its database server.
func (p place) processorOf(program int) time.Duration {
	all, _ := processorTime(program)
	if p.server == nil {
		return all
	}
	server := p.server.PID()
	own, _ := processorTime(server)
	all += own
	processes, _ := filepath.Glob("/proc/[0-9]*")
	for _, dir := range processes {
		pid, _ := strconv.Atoi(filepath.Base(dir))
		if used, parent := processorTime(pid); int(parent) == server {
			all += used
		}
	}
	return all
}

// costly are the pages whose time is bounded, with PostgreSQL counted in.
var costly = []struct {
	name, path string
	most       time.Duration
	django     string
}{
	{"list", "/products/", 2 * time.Millisecond, "126 ms"},
	{"product", "/product/123/", 1500 * time.Microsecond, "27 ms"},
}

// TestCostOnTheProcessor measures what a request of a signed-in customer costs, one after the other,
// in the demo market, and where the time of one goes.
func TestCostOnTheProcessor(t *testing.T) {
	requests, repeats := count("COST_REQUESTS", 1000), 3
	var lines, parts []string
	eachPlace(t, func(t *testing.T, p place) {
		n := newNode(t, map[string]string{"DATABASE_URL": p.url, "LOG_LEVEL": "info"})
		n.run("seed")
		n.start()
		b := p.newBuyer(t, n)
		for _, c := range costly {
			p.ask(t, b, c.path, requests/4)
			best := time.Hour
			for range repeats { // the least is what it costs; the rest is other people's noise
				best = min(best, p.ask(t, b, c.path, requests))
			}
			if p.server != nil && best > c.most {
				t.Errorf("%s costs %s, at most %s are allowed", c.name, best, c.most)
			}
			lines = append(lines, fmt.Sprintf("| %s | %s | %.2f ms | %s | %s |", p.DB.Engine(), c.name, inMS(best), c.most, c.django))
			parts = append(parts, p.parts(t, b, c.path, c.name, requests/4))
		}
		n.stop()
	})
	lines = append([]string{"| engine | page | processor time of a request | limit with PostgreSQL | former shop |", "|---|---|---|---|---|"}, lines...)
	lines = append(lines, "", "Where the time of a request goes (elapsed, in one process), beside what the former shop's documents give for the same parts:", "",
		"| engine | page | middleware, 5–10 ms | view, 10–20 ms | database, 10–50 ms | template, 20–50 ms |", "|---|---|---|---|---|---|")
	if !t.Failed() {
		record(t, "cost", append(lines, parts...)...)
	}
}

// ask requests a page so many times and returns the processor time of one.
func (p place) ask(t *testing.T, b *buyer, path string, times int) time.Duration {
	t.Helper()
	before := p.processorOf(b.node.cmd.Process.Pid)
	for range times {
		if a, err := b.open(t.Context(), path); err != nil || a.status != http.StatusOK {
			t.Fatalf("%s: %d, %v", path, a.status, err)
		}
	}
	return (p.processorOf(b.node.cmd.Process.Pid) - before) / time.Duration(times)
}

// parts asks for a page in this process and divides its time. Rows are taken over in the view.
func (p place) parts(t *testing.T, b *buyer, path, name string, times int) string {
	t.Helper()
	handler := p.handler(t)
	times = max(times, 10)
	var all, database, session time.Duration
	var spent page.Parts
	for range times {
		statements := 0
		var counter *sqldb.Counter
		ctx, counter := sqldb.Count(t.Context(), func(string) {
			if statements++; statements == 2 { // the first one read the session
				session += counter.Elapsed()
			}
		})
		ctx, parts := page.Measure(ctx)
		r := httptest.NewRequestWithContext(ctx, http.MethodGet, "https://127.0.0.1"+path, http.NoBody)
		r.Header.Set("Cookie", "sessionid="+b.session)
		r.Header.Set("Accept-Encoding", "gzip")
		rec, began := httptest.NewRecorder(), time.Now()
		handler.ServeHTTP(rec, r)
		all += time.Since(began)
		if statements == 1 { // the session alone: everything else was remembered
			session += counter.Elapsed()
		}
		if rec.Code != http.StatusOK {
			t.Fatalf("%s: %d", path, rec.Code)
		}
		spent.Handler, spent.Template = spent.Handler+parts.Handler, spent.Template+parts.Template
		database += counter.Elapsed()
	}
	each := func(d time.Duration) float64 { return inMS(d / time.Duration(times)) }
	return fmt.Sprintf("| %s | %s | %.2f ms | %.2f ms | %.2f ms | %.2f ms |", p.DB.Engine(), name,
		each(all-spent.Handler-session), each(spent.Handler-spent.Template-database+session), each(database), each(spent.Template))
}

// handler is the site over the place's database, in this process.
func (p place) handler(t *testing.T) http.Handler {
	t.Helper()
	h, err := site.Handler(site.Options{
		DB: p.DB, Now: time.Now, SecretKey: strings.Repeat("chaos-", 8), Hosts: []string{"127.0.0.1"}, BaseURL: "https://127.0.0.1",
		Zone: time.UTC, Base: money.USD,
	})
	if err != nil {
		t.Fatal(err)
	}
	return h
}

func inMS(d time.Duration) float64 { return float64(d) / float64(time.Millisecond) }

// count reads a number from the environment, so that a trial of the trial can be short.
func count(name string, usual int) int {
	if n, err := strconv.Atoi(os.Getenv(name)); err == nil {
		return n
	}
	return usual
}

// run runs another command of the program and waits for its end.
func (n *node) run(args ...string) {
	n.t.Helper()
	if out, err := n.command(args...).CombinedOutput(); err != nil {
		n.t.Fatalf("bazaar %v: %v\n%s", args, err, out)
	}
}
