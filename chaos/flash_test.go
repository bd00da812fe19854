//go:build chaos

package chaos

import (
	"crypto/rand"
	"fmt"
	"maps"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"bazaar/infra/sqldb"
	"bazaar/market/catalog"
	"bazaar/market/markettest"
	"bazaar/market/stock"
)

const (
	crowd      = 200
	goods      = 10
	rounds     = 20
	longestP99 = 2500 * time.Millisecond
)

// TestFlashSale lets a crowd check out at the same moment for fewer goods than it wants.
func TestFlashSale(t *testing.T) {
	var lines []string
	eachPlace(t, func(t *testing.T, p place) {
		nodes := []*node{newNode(t, map[string]string{"DATABASE_URL": p.url})}
		if p.DB.Engine() == sqldb.Postgres { // as many nodes as one likes share it
			nodes = append(nodes, newNode(t, map[string]string{"DATABASE_URL": p.url}))
		}
		for _, n := range nodes {
			n.start()
		}
		hot := p.Product(p.Vendor(), markettest.Goods{Title: "Gaming laptop", Price: 99999})
		buyers := make([]*buyer, crowd)
		for i := range buyers {
			buyers[i] = p.newBuyer(t, nodes[i%len(nodes)])
			buyers[i].enter(t)
		}
		var all []time.Duration
		worst := time.Duration(0)
		for round := range rounds {
			p.deliver(t, hot, round)
			took := p.rush(t, buyers, hot)
			all = append(all, took...)
			worst = max(worst, percentile(took, 0.99))
		}
		for _, n := range nodes {
			n.stop()
		}
		p.CheckInvariants()
		if worst > longestP99 {
			t.Errorf("p99 of the worst round is %s, want at most %s", worst, longestP99)
		}
		lines = append(lines, fmt.Sprintf("| %s, %d nodes | %d × %d | %d | %d | 0 | %s | %s | %s |", p.DB.Engine(), len(nodes), rounds, crowd,
			rounds*goods, rounds*(crowd-goods), ms(percentile(all, 0.5)), ms(percentile(all, 0.99)), ms(worst)))
	})
	if !t.Failed() {
		record(t, "flash sale", append([]string{
			"| engine | rounds × buyers | orders | refused | 5xx | p50 | p99 | p99 of the worst round |", "|---|---|---|---|---|---|---|---|",
		}, lines...)...)
	}
}

// deliver brings the goods of one round to the shelf.
func (p place) deliver(t *testing.T, hot markettest.Product, round int) {
	t.Helper()
	level, err := stock.Restock(t.Context(), p.DB, stock.Delivery{VariantID: hot.VariantID, Quantity: goods, Source: fmt.Sprintf("round:%d", round)}, time.Now())
	if err != nil || level.OnHand != goods {
		t.Fatalf("deliver: %d on hand, %v", level.OnHand, err)
	}
	if err := catalog.StockChanged(t.Context(), p.DB, []int64{hot.VariantID}); err != nil {
		t.Fatal(err)
	}
}

// rush lets every buyer fill the cart and then all of them order at once. Exactly as many orders as
// goods must come of it.
func (p place) rush(t *testing.T, buyers []*buyer, hot markettest.Product) []time.Duration {
	t.Helper()
	before := p.Scalar("SELECT COUNT(*) FROM orders")
	for _, b := range buyers {
		if p.Scalar("SELECT cart_units FROM accounts WHERE id = $1", b.AccountID) == 0 {
			p.Fill(b.Actor, markettest.Pick{Product: hot, Quantity: 1})
		}
	}
	var (
		crowd sync.WaitGroup
		gate  = make(chan struct{})
		took  = make([]time.Duration, len(buyers))
		won   = make([]bool, len(buyers))
	)
	for i, b := range buyers {
		crowd.Go(func() {
			key := rand.Text()
			<-gate
			began := time.Now()
			a, err := b.checkOut(t.Context(), key)
			took[i], won[i] = time.Since(began), a.oid() != ""
			refused := a.status == http.StatusFound && strings.HasSuffix(a.location, "/cart/")
			if err != nil || !won[i] && !refused {
				t.Errorf("a buyer got %d to %q: %v", a.status, a.location, err)
			}
		})
	}
	close(gate)
	crowd.Wait()
	winners := 0
	for _, w := range won {
		if w {
			winners++
		}
	}
	stored := p.Scalar("SELECT COUNT(*) FROM orders") - before
	left := p.Scalar("SELECT on_hand FROM stock_levels WHERE variant_id = $1", hot.VariantID)
	if winners != goods || stored != goods || left != 0 {
		t.Fatalf("%d buyers won, %d orders are stored, %d goods are left; want %d, %d, 0", winners, stored, left, goods, goods)
	}
	return took
}

// TestFlashOfOneKey posts one checkout fifty times at once: a nervous customer, or a proxy that
// repeats. It is one order, and another form under the same key is refused.
func TestFlashOfOneKey(t *testing.T) {
	eachPlace(t, func(t *testing.T, p place) {
		n := newNode(t, map[string]string{"DATABASE_URL": p.url})
		n.start()
		product := p.Product(p.Vendor(), markettest.Goods{Title: "Mouse", Price: 2999, Stock: 100})
		b := p.newBuyer(t, n)
		b.enter(t)
		p.Fill(b.Actor, markettest.Pick{Product: product, Quantity: 1})
		var (
			mu   sync.Mutex
			oids = map[string]int{}
			all  sync.WaitGroup
			key  = rand.Text()
			twin = *b // whose secret nobody else changes
		)
		for range 50 {
			all.Go(func() {
				mine := twin
				a, err := mine.checkOut(t.Context(), key)
				if err != nil {
					t.Error(err)
				}
				mu.Lock()
				defer mu.Unlock()
				oids[a.oid()]++
			})
		}
		all.Wait()
		if len(oids) != 1 || oids[""] != 0 {
			t.Errorf("50 posts of one key led to %v, want one order", maps.Collect(maps.All(oids)))
		}
		if a, err := b.checkOut(t.Context(), key, "city", "Astana"); err != nil || a.status != http.StatusUnprocessableEntity {
			t.Errorf("another form under the key: %d, %v; want 422", a.status, err)
		}
		if got := p.Scalar("SELECT COUNT(*) FROM orders"); got != 1 {
			t.Errorf("%d orders are stored, want 1", got)
		}
		n.stop()
		p.CheckInvariants()
	})
}
