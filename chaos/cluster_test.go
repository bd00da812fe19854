//go:build chaos

package chaos

import (
	"context"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"bazaar/infra/cache/cachetest"
	"bazaar/infra/sqldb"
	"bazaar/market/markettest"
)

// The trial of a cluster. With -short it is a smoke test: too short for figures, they are not
// written.
const (
	clusterNodes  = 3
	shoppers      = 6
	onlookers     = 2
	restartRounds = 5
	measured      = 8 * time.Second
	restartLimit  = 15 * time.Second
	grace         = 3 * time.Second // until throughput without Redis must be back
	leastShare    = 0.8
)

// TestCluster puts three nodes and a worker behind haproxy, with PostgreSQL and Redis, and disturbs
// them while people shop: a rolling restart must drop nothing; Redis that is killed or swallows
// everything must cost neither a session, nor a cart, nor more than a moment of throughput.
func TestCluster(t *testing.T) {
	requireHaproxy(t)
	rounds, span := restartRounds, measured
	if testing.Short() {
		rounds, span = 1, 2*time.Second
	}
	p := newPlace(t, sqldb.Postgres)
	redis := cachetest.New(t)
	wire := cachetest.NewWire(t, redis.Address)
	env := map[string]string{"DATABASE_URL": p.url, "REDIS_URL": wire.URL(), "JOBS": "external", "DATABASE_POOL": "8"}
	nodes := make([]*node, clusterNodes)
	for i := range nodes {
		nodes[i] = newNode(t, env)
		nodes[i].start()
	}
	startWorker(t, env)
	front := &node{t: t, url: startHaproxy(t, nodes)}
	c := welcome(t, p, front)

	c.rate(span) // warm
	lines := []string{"| trial | requests | dropped | 5xx | result |", "|---|---|---|---|---|"}
	row := func(trial string, before tally, result string) {
		now := c.tally()
		lines = append(lines, fmt.Sprintf("| %s | %d | %d | %d | %s |", trial, now.requests-before.requests, now.dropped-before.dropped, now.errors-before.errors, result))
	}

	before := c.tally()
	longest := roll(t, nodes, rounds)
	row(fmt.Sprintf("rolling restart of %d nodes, %d rounds", clusterNodes, rounds), before, fmt.Sprintf("a node ended within %.1f s", longest.Seconds()))

	for _, trial := range []struct {
		name        string
		wreck, mend func()
	}{
		{"Redis killed", redis.Stop, func() { mustRestart(t, redis) }},
		{"Redis black-holed", func() { wire.Swallow(true) }, func() { wire.Swallow(false) }},
	} {
		usual := c.rate(span)
		before = c.tally()
		trial.wreck()
		time.Sleep(grace)
		without := c.rate(span)
		c.checkSessions()
		trial.mend()
		share := without / usual
		row(trial.name, before, fmt.Sprintf("shoppers' requests/s %.0f of %.0f after %s: %.0f %%; all %d sessions and carts there", without, usual, grace, share*100, shoppers))
		if share < leastShare && !testing.Short() {
			t.Errorf("%s: %.0f requests/s instead of %.0f", trial.name, without, usual)
		}
		waitForRedis(t, nodes)
	}
	c.finish()
	if !t.Failed() && !testing.Short() {
		record(t, "cluster", lines...)
	}
	t.Log("\n" + strings.Join(lines, "\n"))
}

// roll restarts the nodes one after the other and returns the longest time that one took to end.
func roll(t *testing.T, nodes []*node, rounds int) (longest time.Duration) {
	t.Helper()
	for range rounds {
		for _, n := range nodes {
			began := time.Now()
			n.stop()
			longest = max(longest, time.Since(began))
			n.start()
			time.Sleep(time.Second) // the proxy has to see it
		}
	}
	if longest > restartLimit {
		t.Errorf("a node took %s to end", longest)
	}
	return longest
}

// tally is what came of the requests so far.
type tally struct{ requests, dropped, errors int64 }

// visitors are people who shop through the proxy until finish.
type visitors struct {
	t        *testing.T
	place    place
	buyers   []*buyer
	added    []atomic.Int64 // units that each buyer was told are in the cart
	stop     context.CancelFunc
	all      sync.WaitGroup
	requests atomic.Int64
	shopped  atomic.Int64 // requests of those who are signed in
	dropped  atomic.Int64
	errors   atomic.Int64
	told     sync.Once
}

func welcome(t *testing.T, p place, front *node) *visitors {
	t.Helper()
	c := &visitors{t: t, place: p, added: make([]atomic.Int64, shoppers)}
	vendor := p.Vendor()
	goods := make([]markettest.Product, 4)
	for i := range goods {
		goods[i] = p.Product(vendor, markettest.Goods{Title: fmt.Sprintf("Thing %d", i), Price: 1999, Stock: shelf})
	}
	ctx, stop := context.WithCancel(t.Context())
	c.stop = stop
	t.Cleanup(stop)
	for i := range shoppers {
		b := p.newBuyer(t, front)
		b.enter(t)
		c.buyers = append(c.buyers, b)
		c.all.Go(func() { c.shop(ctx, i, goods) })
	}
	for range onlookers {
		guest := &buyer{node: front, address: "198.51.100.7"}
		c.all.Go(func() {
			for ctx.Err() == nil {
				c.try(ctx, guest, func() (answer, error) { return guest.open(ctx, "/products/") })
			}
		})
	}
	return c
}

// shop looks at goods and puts one into the cart, again and again.
func (c *visitors) shop(ctx context.Context, i int, goods []markettest.Product) {
	b := c.buyers[i]
	for n := 0; ctx.Err() == nil; n++ {
		thing := goods[n%len(goods)].ID
		c.try(ctx, b, func() (answer, error) { return b.open(ctx, fmt.Sprintf("/product/%d/", thing)) })
		if n%4 != 0 {
			continue
		}
		a := c.try(ctx, b, func() (answer, error) { return b.add(context.WithoutCancel(ctx), thing, 1) })
		if a.status == http.StatusFound {
			c.added[i].Add(1)
		}
	}
}

// try makes one request and counts what comes of it.
func (c *visitors) try(ctx context.Context, b *buyer, request func() (answer, error)) answer {
	a, err := request()
	switch {
	case ctx.Err() != nil:
		return a
	case a.status >= http.StatusInternalServerError:
		c.errors.Add(1)
	case err != nil:
		c.dropped.Add(1)
	}
	c.requests.Add(1)
	if b.session != "" {
		c.shopped.Add(1)
	}
	if err != nil {
		c.told.Do(func() { c.t.Errorf("a request of %q failed: %v", b.Label, err) })
	}
	return a
}

func (c *visitors) tally() tally {
	return tally{c.requests.Load(), c.dropped.Load(), c.errors.Load()}
}

// rate is the number of requests per second of those who are signed in, measured for a while:
// theirs are the ones that meet Redis.
func (c *visitors) rate(span time.Duration) float64 {
	before, began := c.shopped.Load(), time.Now()
	time.Sleep(span)
	return float64(c.shopped.Load()-before) / time.Since(began).Seconds()
}

// checkSessions wants everybody signed in.
func (c *visitors) checkSessions() {
	c.t.Helper()
	for _, b := range c.buyers {
		look := *b // the buyer is shopping
		if a, err := look.open(c.t.Context(), "/dashboard/"); err != nil || a.status != http.StatusOK {
			c.t.Errorf("%s is no longer signed in: %d, %v", b.Label, a.status, err)
		}
	}
}

// finish sends everybody home, compares the carts with what was acknowledged, lets each order, and
// waits until the worker has sent the letters.
func (c *visitors) finish() {
	c.t.Helper()
	c.stop()
	c.all.Wait()
	for i, b := range c.buyers {
		in := c.place.Scalar("SELECT COALESCE(SUM(l.quantity), 0) FROM carts AS c JOIN cart_lines AS l ON l.cart_id = c.id WHERE c.account_id = $1", b.AccountID)
		if promised := c.added[i].Load(); in != promised || promised == 0 {
			c.t.Errorf("the cart of %s holds %d units, %d were acknowledged", b.Label, in, promised)
		}
		if a, err := b.checkOut(c.t.Context(), "at the end of the trial"); err != nil || a.oid() == "" {
			c.t.Errorf("%s cannot order: %d, %v", b.Label, a.status, err)
		}
	}
	for deadline := time.Now().Add(30 * time.Second); c.place.Scalar("SELECT COUNT(*) FROM letters WHERE state <> 'sent'") > 0; time.Sleep(100 * time.Millisecond) {
		if time.Now().After(deadline) {
			c.t.Error("the worker did not send the letters")
			break
		}
	}
	c.place.CheckInvariants()
}
