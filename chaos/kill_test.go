//go:build chaos

package chaos

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	mathrand "math/rand/v2"
	"net/http"
	"sync"
	"testing"
	"time"

	"bazaar/market/markettest"
)

const (
	kills       = 30
	writers     = 6
	leastOrders = 501
	shelf       = 1_000_000
	mailLimit   = 4 * time.Minute
)

// TestKillDuringCheckout kills the program again and again while buyers order. What was promised
// must be there, whole, once, with its letter.
func TestKillDuringCheckout(t *testing.T) {
	var lines []string
	eachPlace(t, func(t *testing.T, p place) {
		post := startSink(t)
		env := post.env()
		env["DATABASE_URL"] = p.url
		n := newNode(t, env)
		n.start()
		vendor := p.Vendor()
		products := make([]markettest.Product, 4)
		for i := range products {
			products[i] = p.Product(vendor, markettest.Goods{Title: fmt.Sprintf("Thing %d", i), Price: 1999, Stock: shelf})
		}
		promised := &ledger{oids: map[string]bool{}}
		ctx, stop := context.WithCancel(t.Context())
		var all sync.WaitGroup
		for range writers {
			b := p.newBuyer(t, n)
			b.enter(t)
			all.Go(func() { b.shop(ctx, t, products, promised) })
		}
		began, killed := time.Now(), 0
		for killed < kills || promised.count() < leastOrders {
			time.Sleep(300*time.Millisecond + mathrand.N(700*time.Millisecond))
			n.kill()
			killed++
			n.start()
		}
		time.Sleep(time.Second)
		stop()
		all.Wait()
		t.Logf("%d kills in %s, %d orders promised", killed, time.Since(began).Round(time.Second), promised.count())
		duplicates := p.checkLetters(t, post)
		n.stop()
		n.invariants()
		p.CheckInvariants()
		p.checkPromises(t, promised)
		p.checkStock(t, products)
		stored := p.Scalar("SELECT COUNT(*) FROM orders")
		lines = append(lines, fmt.Sprintf("| %s | %d | %d | %d | 0 | 0 | exact | 0 | %d |", p.DB.Engine(), killed, promised.count(), stored, duplicates))
	})
	if !t.Failed() {
		record(t, "kill", append([]string{
			"| engine | kills | orders acknowledged | orders stored | acknowledged and lost | without lines | stock | letters lost | letters sent twice |",
			"|---|---|---|---|---|---|---|---|---|",
		}, lines...)...)
	}
}

// ledger is what buyers were promised.
type ledger struct {
	mu   sync.Mutex
	oids map[string]bool
}

func (l *ledger) note(oid string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.oids[oid] = true
}

func (l *ledger) count() int {
	l.mu.Lock()
	defer l.mu.Unlock()
	return len(l.oids)
}

// shop orders again and again. When the shop dies it asks again under the same key, as a browser's
// reload does, until it has an answer.
func (b *buyer) shop(ctx context.Context, t *testing.T, products []markettest.Product, promised *ledger) {
	for ctx.Err() == nil {
		for range 1 + mathrand.N(3) {
			product := products[mathrand.N(len(products))]
			b.insist(ctx, t, func() (answer, error) { return b.add(ctx, product.ID, 1+mathrand.N(int64(3))) })
		}
		key := rand.Text()
		a := b.insist(ctx, t, func() (answer, error) { return b.checkOut(ctx, key) })
		if oid := a.oid(); oid != "" {
			promised.note(oid)
		}
	}
}

// insist repeats a request until it is answered. Errors of the server are failures, except that it
// may say it is not there.
func (b *buyer) insist(ctx context.Context, t *testing.T, request func() (answer, error)) answer {
	for ctx.Err() == nil {
		a, err := request()
		switch {
		case err == nil && a.status < http.StatusBadRequest:
			return a
		case err == nil:
			t.Errorf("refused with %d: %.200s", a.status, a.body)
			return a
		case errors.Is(err, errServer) && a.status != http.StatusServiceUnavailable:
			t.Error(err)
		}
		select {
		case <-ctx.Done():
		case <-time.After(20 * time.Millisecond):
		}
	}
	return answer{}
}

// checkPromises finds every acknowledged order.
func (p place) checkPromises(t *testing.T, promised *ledger) {
	t.Helper()
	for oid := range promised.oids {
		if p.Scalar("SELECT COUNT(*) FROM orders WHERE oid = $1", oid) != 1 {
			t.Errorf("order %s was acknowledged and is lost", oid)
		}
	}
	if n := p.Scalar("SELECT COUNT(*) FROM orders AS o WHERE NOT EXISTS (SELECT 1 FROM order_lines AS l WHERE l.order_id = o.id)"); n != 0 {
		t.Errorf("%d orders have no lines", n)
	}
	if got := len(promised.oids); got < leastOrders {
		t.Errorf("only %d orders were acknowledged", got)
	}
}

// checkStock compares the shelf with what was sold.
func (p place) checkStock(t *testing.T, products []markettest.Product) {
	t.Helper()
	for _, product := range products {
		sold := p.Scalar("SELECT CAST(COALESCE(SUM(quantity), 0) AS bigint) FROM order_lines WHERE variant_id = $1", product.VariantID)
		left := p.Scalar("SELECT on_hand FROM stock_levels WHERE variant_id = $1", product.VariantID)
		if sold+left != shelf {
			t.Errorf("%s: %d sold and %d left of %d", product.Title, sold, left, shelf)
		}
	}
}

// checkLetters waits until every order's letter has left and returns how many left twice.
func (p place) checkLetters(t *testing.T, post *sink) (duplicates int) {
	t.Helper()
	deadline := time.Now().Add(mailLimit)
	for _, oid := range p.oids(t) {
		copies, oneID := post.letters(oid)
		for copies == 0 && time.Now().Before(deadline) {
			time.Sleep(100 * time.Millisecond)
			copies, oneID = post.letters(oid)
		}
		if copies == 0 {
			t.Errorf("the letter about %s did not leave within %s", oid, mailLimit)
		}
		if !oneID {
			t.Errorf("copies of the letter about %s have different ids", oid)
		}
		if copies > 1 {
			duplicates++
		}
	}
	return duplicates
}

func (p place) oids(t *testing.T) []string {
	t.Helper()
	rows, err := p.DB.QueryContext(t.Context(), "SELECT oid FROM orders")
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	var all []string
	for rows.Next() {
		var oid string
		if err := rows.Scan(&oid); err != nil {
			t.Fatal(err)
		}
		all = append(all, oid)
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	return all
}
