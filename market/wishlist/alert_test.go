package wishlist_test

import (
	"fmt"
	"sync"
	"testing"
	"time"

	"bazaar/market/actor"
	"bazaar/market/fault"
	"bazaar/market/markettest"
	"bazaar/market/orders"
	"bazaar/market/wishlist"
)

func TestWhoWaitsGetsOneLetterWhenGoodsAreBack(t *testing.T) {
	markettest.Each(t, func(t *testing.T, m *markettest.Market) {
		v := m.Vendor()
		mouse, cup := m.Product(v, markettest.Goods{Title: "Mouse", Price: 1000, Stock: 1}), m.Product(v, markettest.Goods{Title: "Cup", Price: 100})
		buyer := m.Customer()
		o := m.Order(buyer, markettest.Pick{Product: mouse, Quantity: 1})
		ask := func(by actor.Actor, p markettest.Product, email string) error {
			return wishlist.Await(t.Context(), m.DB, by, wishlist.Ask{ProductID: p.ID, VariantID: p.VariantID, Email: email, Language: "ru"}, m.Now)
		}
		for _, email := range []string{"ann@example.com", "ANN@example.com", "bob@example.com"} {
			if err := ask(actor.Actor{}, mouse, email); err != nil {
				t.Fatal(err)
			}
		}
		if err := ask(buyer, cup, "ann@example.com"); err != nil {
			t.Fatal(err)
		}
		send := func(at time.Time, want int) {
			t.Helper()
			var mu sync.Mutex
			var wg sync.WaitGroup
			total := 0
			for range 3 {
				wg.Go(func() {
					n, err := wishlist.SendAlerts(t.Context(), m.DB, at)
					if err != nil {
						t.Error(err)
					}
					mu.Lock()
					defer mu.Unlock()
					total += n
				})
			}
			wg.Wait()
			if total != want {
				t.Errorf("%d letters, want %d", total, want)
			}
		}
		send(m.Now, 0)
		if err := orders.Cancel(t.Context(), m.DB, buyer, orders.Cancellation{OID: o.OID}, m.Now); err != nil {
			t.Fatal(err)
		}
		send(m.Now, 2)
		send(m.Now, 0)
		if n := m.Scalar("SELECT COUNT(*) FROM letters WHERE kind = $1 AND language = 'ru'", wishlist.Letter); n != 2 {
			t.Errorf("%d letters are owed", n)
		}
		if err := ask(actor.Actor{}, mouse, "ann@example.com"); !fault.Is(err, fault.Conflict) {
			t.Errorf("what is in stock is awaited: %v", err)
		}
		if n, err := wishlist.CleanAlerts(t.Context(), m.DB, m.Now.AddDate(1, 0, 0)); err != nil || n != 3 {
			t.Errorf("%d cleaned, %v", n, err)
		}
	})
}

func TestAwaitRefusesAndStops(t *testing.T) {
	markettest.Each(t, func(t *testing.T, m *markettest.Market) {
		v := m.Vendor()
		cup := m.Product(v, markettest.Goods{Title: "Cup", Price: 100})
		ask := func(variant int64, email string) error {
			return wishlist.Await(t.Context(), m.DB, actor.Actor{}, wishlist.Ask{ProductID: cup.ID, VariantID: variant, Email: email, Language: "en"}, m.Now)
		}
		for _, c := range []struct {
			variant int64
			email   string
			want    fault.Kind
		}{{cup.VariantID, "", fault.Invalid}, {cup.VariantID, "nobody", fault.Invalid}, {cup.VariantID + 99, "a@example.com", fault.NotFound}} {
			if err := ask(c.variant, c.email); !fault.Is(err, c.want) {
				t.Errorf("%d %q: %v", c.variant, c.email, err)
			}
		}
		for i := range 3 {
			if err := ask(cup.VariantID, fmt.Sprintf("a%d@example.com", i)); err != nil {
				t.Fatal(err)
			}
		}
		token := m.Text("SELECT token FROM stock_alerts WHERE email = 'a1@example.com'")
		if a, err := wishlist.AlertOf(t.Context(), m.DB, m.Scalar("SELECT id FROM stock_alerts WHERE token = $1", token)); err != nil || a.ProductID != cup.ID || a.Token != token {
			t.Errorf("alert %+v, %v", a, err)
		}
		for range 2 {
			if err := wishlist.StopAlerts(t.Context(), m.DB, token); err != nil {
				t.Fatal(err)
			}
		}
		if n := m.Scalar("SELECT COUNT(*) FROM stock_alerts"); n != 2 {
			t.Errorf("%d alerts are left", n)
		}
	})
}
