package checkout_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"sync"
	"testing"
	"time"

	"bazaar/market/actor"
	"bazaar/market/checkout"
	"bazaar/market/coupons"
	"bazaar/market/fault"
	"bazaar/market/markettest"
	"bazaar/market/stock"
)

// crowd makes buyers.
func crowd(m *markettest.Market, n int) []actor.Actor {
	buyers := make([]actor.Actor, n)
	for i := range buyers {
		buyers[i] = m.Customer()
	}
	return buyers
}

// attempt is how one buyer fared.
type attempt struct {
	placed checkout.Placed
	err    error
	took   time.Duration
}

// rush lets every buyer press the button at the same moment.
func rush(t *testing.T, m *markettest.Market, buyers []actor.Actor, form func(i int) checkout.Purchase) []attempt {
	t.Helper()
	attempts := make([]attempt, len(buyers))
	forms := make([]checkout.Purchase, len(buyers))
	for i := range buyers {
		forms[i] = form(i)
	}
	start := make(chan struct{})
	var group sync.WaitGroup
	for i, by := range buyers {
		group.Go(func() {
			<-start
			began := time.Now()
			placed, err := checkout.Place(t.Context(), m.DB, by, forms[i], m.Now)
			attempts[i] = attempt{placed, err, time.Since(began)}
		})
	}
	close(start)
	group.Wait()
	return attempts
}

// slowest is the time within which 99 of 100 attempts were answered.
func slowest(attempts []attempt) time.Duration {
	var took []time.Duration
	for _, a := range attempts {
		took = append(took, a.took)
	}
	slices.Sort(took)
	return took[len(took)*99/100]
}

func TestTwoHundredBuyersForTenPieces(t *testing.T) {
	const pieces = 10
	rounds, size := 3, 200
	if testing.Short() {
		rounds, size = 1, 60
	}
	markettest.Each(t, func(t *testing.T, m *markettest.Market) {
		v, buyers := m.Vendor(), crowd(m, size)
		for round := range rounds {
			last := m.Product(v, markettest.Goods{Title: "Gaming Laptop", Price: 99999, Stock: pieces})
			for _, by := range buyers {
				m.Fill(by, markettest.Pick{Product: last, Quantity: 1})
			}
			attempts := rush(t, m, buyers, func(int) checkout.Purchase { return m.Purchase() })
			sold := 0
			for _, a := range attempts {
				switch {
				case a.err == nil:
					sold++
				case code(a.err) != "out_of_stock" || fault.As(a.err).Detail.([]stock.Short)[0].Available != 0:
					t.Errorf("round %d: %v", round, a.err)
				}
			}
			left := m.Scalar("SELECT on_hand FROM stock_levels WHERE variant_id = $1", last.VariantID)
			lines := m.Scalar("SELECT COUNT(*) FROM order_lines WHERE variant_id = $1", last.VariantID)
			if sold != pieces || left != 0 || lines != pieces {
				t.Errorf("round %d: %d sold, %d left, %d lines of orders", round, sold, left, lines)
			}
			t.Logf("round %d: %d buyers, 99 of 100 answered within %s", round, size, slowest(attempts).Round(time.Millisecond))
			m.CheckInvariants()
		}
	})
}

func TestOneKeyFiftyTimesAtOnceIsOneOrder(t *testing.T) {
	markettest.Each(t, func(t *testing.T, m *markettest.Market) {
		mouse := m.Product(m.Vendor(), markettest.Goods{Title: "Mouse", Price: 2999, Stock: 100})
		by := m.Customer()
		m.Fill(by, markettest.Pick{Product: mouse, Quantity: 2})
		same := make([]actor.Actor, 50)
		for i := range same {
			same[i] = by
		}
		form := m.Purchase("checkout_key", "double-click")
		fresh, oids := 0, map[string]bool{}
		for _, a := range rush(t, m, same, func(int) checkout.Purchase { return form }) {
			if a.err != nil {
				t.Errorf("one of fifty: %v", a.err)
			}
			if oids[a.placed.OID] = true; !a.placed.Replayed {
				fresh++
			}
		}
		if fresh != 1 || len(oids) != 1 || m.Scalar("SELECT COUNT(*) FROM orders") != 1 {
			t.Errorf("%d fresh orders, %d numbers", fresh, len(oids))
		}
	})
}

func TestMixedCartsNeverDeadlockOrLie(t *testing.T) {
	rounds, size := 3, 100
	if testing.Short() {
		rounds, size = 1, 40
	}
	markettest.Each(t, func(t *testing.T, m *markettest.Market) {
		vendors := []markettest.Vendor{m.Vendor(), m.Vendor(), m.Vendor()}
		var shelf []markettest.Product
		for i := range 8 {
			shelf = append(shelf, m.Product(vendors[i%3], markettest.Goods{Title: fmt.Sprintf("Thing %d", i), Price: 1000 + int64(i), Stock: 60}))
		}
		buyers := crowd(m, size)
		for round := range int64(rounds) {
			for _, by := range buyers {
				for _, i := range rand.Perm(len(shelf))[:2+rand.IntN(4)] {
					if m.Scalar("SELECT on_hand FROM stock_levels WHERE variant_id = $1", shelf[i].VariantID) > round { // a refused cart holds one of each round
						m.Fill(by, markettest.Pick{Product: shelf[i], Quantity: 1})
					}
				}
			}
			for _, a := range rush(t, m, buyers, func(int) checkout.Purchase { return m.Purchase() }) {
				switch code(a.err) {
				case "":
					if a.err != nil {
						t.Errorf("internal: %v", a.err)
					}
				case "cart_empty":
				case "out_of_stock":
					for _, s := range fault.As(a.err).Detail.([]stock.Short) {
						if s.Available >= s.Wanted || m.Scalar("SELECT on_hand FROM stock_levels WHERE variant_id = $1", s.VariantID) >= s.Wanted {
							t.Errorf("said to be short, but is not: %+v", s)
						}
					}
				default:
					t.Errorf("unexpected refusal: %v", a.err)
				}
			}
			m.CheckInvariants()
		}
	})
}

func TestACouponOfTenUsesIsUsedTenTimes(t *testing.T) {
	const limit = 10
	markettest.Each(t, func(t *testing.T, m *markettest.Market) {
		ten, one := int64(limit), int64(1)
		if _, err := coupons.Create(t.Context(), m.DB, m.Admin(), coupons.Coupon{Code: "FIRST", Percent: 100, Active: true, UseLimit: &ten, CustomerLimit: &one}, m.Now); err != nil {
			t.Fatal(err)
		}
		mouse := m.Product(m.Vendor(), markettest.Goods{Title: "Mouse", Price: 2999, Stock: 1000})
		size := 100
		if testing.Short() {
			size = 40
		}
		buyers := crowd(m, size)
		for _, by := range buyers {
			m.Fill(by, markettest.Pick{Product: mouse, Quantity: 1})
		}
		used := 0
		for _, a := range rush(t, m, buyers, func(int) checkout.Purchase { return m.Purchase("coupon", "first") }) {
			switch {
			case a.err == nil && a.placed.Total.IsZero():
				used++
			case code(a.err) != "invalid_coupon":
				t.Errorf("%+v, %v", a.placed, a.err)
			}
		}
		if used != limit || m.Scalar("SELECT uses FROM coupons") != limit {
			t.Errorf("used %d times, counted %d", used, m.Scalar("SELECT uses FROM coupons"))
		}
	})
}

func TestACouponForEachBuyerOnceIsUsedOnceByEach(t *testing.T) {
	markettest.Each(t, func(t *testing.T, m *markettest.Market) {
		one := int64(1)
		if _, err := coupons.Create(t.Context(), m.DB, m.Admin(), coupons.Coupon{Code: "ONCE", Percent: 50, Active: true, CustomerLimit: &one}, m.Now); err != nil {
			t.Fatal(err)
		}
		mouse := m.Product(m.Vendor(), markettest.Goods{Title: "Mouse", Price: 3000, Stock: 1000})
		people := crowd(m, 20)
		// Each of them presses the button in two tabs at once, again and again.
		for round := range 2 {
			for _, by := range people {
				m.Fill(by, markettest.Pick{Product: mouse, Quantity: 1})
			}
			used := 0
			for _, a := range rush(t, m, slices.Concat(people, people), func(int) checkout.Purchase { return m.Purchase("coupon", "once") }) {
				switch {
				case a.err == nil && a.placed.Total == usd(1500):
					used++
				case code(a.err) != "cart_empty" && code(a.err) != "coupon_used":
					t.Errorf("round %d: %+v, %v", round, a.placed, a.err)
				}
			}
			if want := []int{len(people), 0}[round]; used != want {
				t.Errorf("round %d: used %d times, want %d", round, used, want)
			}
		}
		if n := m.Scalar("SELECT COUNT(*) FROM coupon_uses"); n != int64(len(people)) {
			t.Errorf("%d uses of %d buyers", n, len(people))
		}
	})
}
