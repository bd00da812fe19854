//go:build chaos

package chaos

import (
	"cmp"
	"database/sql/driver"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"strconv"
	"strings"
	"testing"
	"time"

	"bazaar/infra/sqldb"
)

// Limits of the bench.
const (
	anonymousCost  = 120 * time.Microsecond
	anonymousShare = 0.5 // of the requests that a server of the same bytes answers
	signedInCost   = 2.5 // times that of a program that only asks, renders and compresses
	slowest        = 50 * time.Millisecond
)

// benched are the pages and how much dearer each may be in the largest market than in the smallest.
var benched = []struct {
	name, path string
	growth     float64
	yardsticks bool // whether it is compared with bare programs
}{
	{"home", "/", 1.3, true},
	{"list", "/products/", 1.3, true},
	{"category", "/category/electronics/", 1.3, false},
	{"product", "/product/123/", 1.3, true},
	{"vendor", "/vendor/10/", 1.3, false},
	{"search with facets", "/search/?q=laptop", 3, false},
}

// bench is one engine under test.
type bench struct {
	place
	t       *testing.T
	node    *node
	buyer   *buyer
	lasting time.Duration
	first   map[string]time.Duration // what a page cost in the smallest market
	open    []string                 // lines about guests
	closed  []string                 // lines about customers
}

// figure is what was measured of one page.
type figure struct {
	run
	cost time.Duration // on the processor, for one request
}

func (f figure) p95() time.Duration { return percentile(f.delays, 0.95) }

// TestBench measures pages in markets of several sizes, for guests and for customers, beside the
// least that a Go program could do for the same answer. COST_SECONDS and COST_SIZES make it shorter.
func TestBench(t *testing.T) {
	var open, closed []string
	eachPlace(t, func(t *testing.T, p place) {
		n := newNode(t, map[string]string{"DATABASE_URL": p.url, "LOG_LEVEL": "info"})
		n.run("seed")
		b := &bench{place: p, t: t, node: n, lasting: time.Duration(count("COST_SECONDS", 2)) * time.Second, first: map[string]time.Duration{}}
		n.start()
		b.buyer = p.newBuyer(t, n)
		for _, size := range sizes() {
			b.grow(size)
			for i := range benched {
				b.customer(i)
				b.guest(i)
			}
		}
		n.stop()
		open, closed = append(open, b.open...), append(closed, b.closed...)
	})
	record(t, "guests", append([]string{
		"| engine | products | page | requests/s | p95 | processor time | bare net/http, requests/s | share |", "|---|---|---|---|---|---|---|---|",
	}, open...)...)
	record(t, "customers", append([]string{
		"| engine | products | page | requests/s | p95 | processor time | growth | bare driver and templ, processor time | times |", "|---|---|---|---|---|---|---|---|---|",
	}, closed...)...)
}

func sizes() []int64 {
	var all []int64
	for word := range strings.SplitSeq(cmp.Or(os.Getenv("COST_SIZES"), "150,10000,100000"), ",") {
		n, _ := strconv.ParseInt(word, 10, 64)
		all = append(all, n)
	}
	return all
}

// grow adds products until there are so many, about a hundred to a vendor.
func (b *bench) grow(size int64) {
	b.t.Helper()
	if missing := size - b.products(); missing > 0 {
		b.node.run("seed", "--products", strconv.FormatInt(missing, 10), "--vendors", strconv.FormatInt(missing/100+1, 10))
	}
	tidy := "ANALYZE"
	if b.DB.Engine() == sqldb.Postgres {
		tidy = "VACUUM ANALYZE" // as autovacuum does a minute later
	}
	if _, err := b.DB.Pool().ExecContext(b.t.Context(), tidy); err != nil {
		b.t.Fatal(err)
	}
	time.Sleep(3 * time.Second) // what was remembered of before is over
}

func (b *bench) products() int64 { return b.Scalar("SELECT COUNT(*) FROM products WHERE listed") }

// measure loads a server after a moment to warm up, twice, and keeps the better figure.
func (b *bench) measure(l load, program int) figure {
	b.t.Helper()
	l.connections, l.lasting = connections, b.lasting/4
	l.run(b.t)
	l.lasting = b.lasting
	var best figure
	for range 2 {
		before := b.processorOf(program)
		r := l.run(b.t)
		f := figure{r, (b.processorOf(program) - before) / time.Duration(r.requests)}
		if best.requests == 0 || f.cost < best.cost {
			best = f
		}
	}
	return best
}

func (b *bench) load(path string) load {
	return load{address: strings.TrimPrefix(b.node.url, "http://"), path: path, connections: connections}
}

// guest measures a page that is kept ready.
func (b *bench) guest(i int) {
	page := benched[i]
	if !page.yardsticks {
		return
	}
	l := b.load(page.path)
	header, body := l.fetch(b.t)
	ours := b.measure(l, b.node.cmd.Process.Pid)
	stick := bare{Pages: map[string]barePage{page.path: {Header: header, Body: body}}}.start(b.t)
	l.address = stick.address
	theirs := b.measure(l, stick.pid)
	share := ours.perSecond() / theirs.perSecond()
	b.open = append(b.open, fmt.Sprintf("| %s | %d | %s | %.0f | %s | %s | %.0f | %s |", b.DB.Engine(), b.products(), page.name, ours.perSecond(),
		fine(ours.p95()), b.mark(ours.cost <= anonymousCost, fine(ours.cost)), theirs.perSecond(), b.mark(share >= anonymousShare, fmt.Sprintf("%.0f %%", 100*share))))
}

// customer measures a page that is made for one visitor.
func (b *bench) customer(i int) {
	page := benched[i]
	l := b.load(page.path)
	l.cookie = "sessionid=" + b.buyer.session
	ours := b.measure(l, b.node.cmd.Process.Pid)
	if b.first[page.name] == 0 {
		b.first[page.name] = ours.cost
	}
	growth := float64(ours.cost) / float64(b.first[page.name])
	line := fmt.Sprintf("| %s | %d | %s | %.0f | %s | %s | %s |", b.DB.Engine(), b.products(), page.name, ours.perSecond(),
		b.mark(ours.p95() <= slowest, fine(ours.p95())), fine(ours.cost), b.mark(growth <= page.growth, fmt.Sprintf("× %.2f", growth)))
	if !page.yardsticks {
		b.closed = append(b.closed, line+" | |")
		return
	}
	stick := b.sameWork(page.path).start(b.t)
	l.address = stick.address
	theirs := b.measure(l, stick.pid)
	times := float64(ours.cost) / float64(theirs.cost)
	b.closed = append(b.closed, line+fmt.Sprintf(" %s | %s |", fine(theirs.cost), b.mark(times <= signedInCost, fmt.Sprintf("× %.2f", times))))
}

// sameWork is a yardstick that asks the statements of a page and writes as much.
func (b *bench) sameWork(path string) bare {
	b.t.Helper()
	handler := b.handler(b.t)
	p := barePage{}
	for range 2 { // the first one fills what the site remembers
		p.Statements = nil
		ctx, counter := sqldb.Count(b.t.Context(), nil)
		counter.Texts(func(text string, args []any) {
			p.Statements = append(p.Statements, bareStatement{text, present(args)})
		})
		r := httptest.NewRequestWithContext(ctx, http.MethodGet, "https://127.0.0.1"+path, http.NoBody)
		r.Header.Set("Cookie", "sessionid="+b.buyer.session)
		rec := httptest.NewRecorder()
		handler.ServeHTTP(rec, r)
		if rec.Code != http.StatusOK {
			b.t.Fatalf("%s: %d", path, rec.Code)
		}
		p.HTML = rec.Body.String()
	}
	return bare{Database: b.url, Pages: map[string]barePage{path: p}}
}

// present makes arguments plain, with null in the place of absent ones.
func present(args []any) []any {
	all := make([]any, len(args))
	for i, v := range args {
		if valuer, ok := v.(driver.Valuer); ok {
			v, _ = valuer.Value()
		}
		if all[i] = v; v == nil {
			all[i] = null{true}
		}
	}
	return all
}

// mark sets a figure that misses its limit in bold and fails the bench.
func (b *bench) mark(good bool, figure string) string {
	if good {
		return figure
	}
	b.t.Errorf("%s misses its limit", figure)
	return "**" + figure + "**"
}

// fine prints a duration in milliseconds with hundredths.
func fine(d time.Duration) string { return fmt.Sprintf("%.2f ms", inMS(d)) }
