package catalog_test

import (
	"sync"
	"testing"

	"bazaar/infra/sqldb"
	"bazaar/market/catalog"
	"bazaar/market/fault"
	"bazaar/market/i18n"
	"bazaar/market/money"
	"bazaar/market/stock"
)

func catalogKZT(minor int64) money.Amount { return money.New(minor, money.KZT) }

// twoSizes gives a product two variants with two units each.
func twoSizes(f *catalog.ProductForm) {
	f.Options = []catalog.Option{{Code: "size", Name: i18n.Text{"en": "Size"}, Choices: []catalog.Choice{{Code: "s"}, {Code: "l"}}}}
	f.Variants = []catalog.VariantForm{
		{Price: usd(1000), Stock: 1, Choices: map[string]string{"size": "s"}},
		{Price: usd(1200), Stock: 1, Choices: map[string]string{"size": "l"}},
	}
}

// take sells units of a variant as a checkout does.
func take(t *testing.T, db *sqldb.DB, source string, variantID, quantity int64) error {
	return db.Tx(t.Context(), func(tx *sqldb.DB) error {
		levels, err := stock.Take(t.Context(), tx, stock.Request{Source: source, Units: []stock.Units{{VariantID: variantID, Quantity: quantity}}}, now)
		if err != nil {
			return err
		}
		return catalog.StockChanged(t.Context(), tx, stock.Turned(levels))
	})
}

func (s *shop) available(id int64) bool {
	s.t.Helper()
	var yes bool
	s.check(s.db.QueryRowContext(s.t.Context(), "SELECT available FROM products WHERE id = $1", id).Scan(&yes))
	return yes
}

func TestAvailabilityFollowsStock(t *testing.T) {
	each(t, func(t *testing.T, s *shop) {
		id := s.sell("Mouse")
		empty := s.sell("Empty", func(f *catalog.ProductForm) { f.Variants[0].Stock = 0 })
		if !s.available(id) || s.available(empty) {
			t.Fatal("first stock is not shown")
		}
		p, err := catalog.Get(t.Context(), s.db, id)
		s.check(err)
		variant := p.Variants[0].ID
		s.check(take(t, s.db, "order:1", variant, 4))
		if !s.available(id) {
			t.Error("sold out with one left")
		}
		s.check(take(t, s.db, "order:2", variant, 1))
		if s.available(id) {
			t.Error("still there with none left")
		}
		err = s.db.Tx(t.Context(), func(tx *sqldb.DB) error {
			levels, err := stock.Release(t.Context(), tx, "order:1", []stock.Return{{Units: stock.Units{VariantID: variant, Quantity: 4}}}, now)
			if err != nil {
				return err
			}
			return catalog.StockChanged(t.Context(), tx, stock.Turned(levels))
		})
		s.check(err)
		if !s.available(id) {
			t.Error("not back after a cancelled order")
		}
		if err := catalog.StockChanged(t.Context(), s.db, nil); err != nil {
			t.Errorf("nothing changed: %v", err)
		}
	})
}

func TestTwoVariantsThatSellOutTogetherSeeEachOther(t *testing.T) {
	each(t, func(t *testing.T, s *shop) {
		for round := range 10 {
			id := s.sell("Shirt", twoSizes)
			p, err := catalog.Get(t.Context(), s.db, id)
			s.check(err)
			var wg sync.WaitGroup
			for _, v := range p.Variants {
				wg.Go(func() {
					if err := take(t, s.db, "order", v.ID, 1); err != nil {
						t.Error(err)
					}
				})
			}
			wg.Wait()
			if s.available(id) {
				t.Fatalf("round %d: available with nothing left", round)
			}
		}
	})
}

func TestRateAndSoldKeepTheListing(t *testing.T) {
	each(t, func(t *testing.T, s *shop) {
		id := s.sell("Mouse")
		s.check(catalog.Rate(t.Context(), s.db, id, catalog.Rating{Hundredths: 467, Reviews: 3}))
		s.check(catalog.Sold(t.Context(), s.db, map[int64]int64{id: 2}))
		s.check(catalog.Sold(t.Context(), s.db, map[int64]int64{id: 1}))
		p, err := catalog.Get(t.Context(), s.db, id)
		if err != nil || p.Rating != 467 || p.Reviews != 3 || p.Sold != 3 {
			t.Errorf("card %+v, %v", p.Card, err)
		}
		if err := catalog.Rate(t.Context(), s.db, 999, catalog.Rating{}); !fault.Is(err, fault.NotFound) {
			t.Errorf("unknown product: %v", err)
		}
	})
}

func TestBuyableTellsWhatOneUnitIsNow(t *testing.T) {
	each(t, func(t *testing.T, s *shop) {
		id, shirt := s.sell("Mouse"), s.sell("Shirt", twoSizes)
		g, err := catalog.Buyable(t.Context(), s.db, id, 0)
		if err != nil || g.Price != usd(1000) || g.OnHand != 5 || g.Vendor.Name != "TechStore" || g.Picture != "picture-of-Mouse" || g.TaxClass != "standard" {
			t.Errorf("mouse: %+v, %v", g, err)
		}
		if again, err := catalog.Buyable(t.Context(), s.db, id, g.VariantID); err != nil || again.SKU != g.SKU {
			t.Errorf("by variant: %+v, %v", again, err)
		}
		if _, err := catalog.Buyable(t.Context(), s.db, shirt, 0); fault.As(err) == nil || fault.As(err).Fields["variant"].Text == "" {
			t.Errorf("no choice: %v", err)
		}
		p, err := catalog.Get(t.Context(), s.db, shirt)
		s.check(err)
		if large, err := catalog.Buyable(t.Context(), s.db, shirt, p.Variants[1].ID); err != nil || large.Price != usd(1200) {
			t.Errorf("large: %+v, %v", large, err)
		}
		for name, ids := range map[string][2]int64{
			"unknown product":               {999, 0},
			"unknown variant":               {id, 999},
			"variant of another product":    {id, p.Variants[0].ID},
			"product that waits for review": {s.create("Waiting"), 0},
		} {
			if _, err := catalog.Buyable(t.Context(), s.db, ids[0], ids[1]); !fault.Is(err, fault.NotFound) {
				t.Errorf("%s: %v", name, err)
			}
		}
	})
}
