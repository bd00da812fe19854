package stock_test

import (
	"slices"
	"sync"
	"testing"

	"bazaar/market/catalog"
	"bazaar/market/fault"
	"bazaar/market/markettest"
	"bazaar/market/stock"
)

// shelf lists one product for each number of pieces and returns the variants.
func shelf(m *markettest.Market, pieces ...int64) []int64 {
	v := m.Vendor()
	var ids []int64
	for _, n := range pieces {
		ids = append(ids, m.Product(v, markettest.Goods{Title: "Mouse", Price: 2999, Stock: n}).VariantID)
	}
	return ids
}

func levels(t *testing.T, m *markettest.Market, ids ...int64) []int64 {
	t.Helper()
	found, err := stock.Levels(t.Context(), m.DB, ids)
	if err != nil {
		t.Fatal(err)
	}
	var list []int64
	for _, id := range ids {
		list = append(list, found[id])
	}
	return list
}

func TestTakeIsAllOrNothingAndNamesWhatIsShort(t *testing.T) {
	markettest.Each(t, func(t *testing.T, m *markettest.Market) {
		id := shelf(m, 5, 1, 0)
		_, err := stock.Take(t.Context(), m.DB, stock.Request{Source: "a", Units: []stock.Units{
			{VariantID: id[2], Quantity: 1}, {VariantID: id[0], Quantity: 2}, {VariantID: id[1], Quantity: 1}, {VariantID: id[1], Quantity: 1},
		}}, m.Now)
		f := fault.As(err)
		if f == nil || f.Kind != fault.Conflict || f.Code != "out_of_stock" {
			t.Fatalf("take = %v, want out_of_stock", err)
		}
		want := []stock.Short{{VariantID: id[1], Wanted: 2, Available: 1}, {VariantID: id[2], Wanted: 1, Available: 0}}
		if got := f.Detail.([]stock.Short); !slices.Equal(got, want) {
			t.Errorf("short %+v, want %+v", got, want)
		}
		if got := levels(t, m, id...); !slices.Equal(got, []int64{5, 1, 0}) {
			t.Errorf("levels after a refused take: %v", got)
		}
		if n := m.Scalar("SELECT COUNT(*) FROM stock_movements WHERE source = 'a'"); n != 0 {
			t.Errorf("%d movements of a refused take", n)
		}
	})
}

func TestRepetitionsMoveNothing(t *testing.T) {
	markettest.Each(t, func(t *testing.T, m *markettest.Market) {
		id := shelf(m, 5, 5)
		take := stock.Request{Source: "order:x", Units: []stock.Units{{VariantID: id[0], Quantity: 5}, {VariantID: id[1], Quantity: 2}}}
		for round := range 2 {
			left, err := stock.Take(t.Context(), m.DB, take, m.Now)
			if err != nil || round == 0 && len(left) != 2 || round == 1 && len(left) != 0 {
				t.Errorf("take %d: %+v, %v", round, left, err)
			}
			if got := levels(t, m, id...); !slices.Equal(got, []int64{0, 3}) {
				t.Errorf("after take %d: %v", round, got)
			}
		}
		for round := range 2 {
			back, err := stock.Release(t.Context(), m.DB, "order:x", []stock.Return{{Units: take.Units[0]}, {Units: take.Units[1]}}, m.Now)
			if err != nil || round == 0 && !slices.Equal(stock.Turned(back), id[:1]) || round == 1 && len(back) != 0 {
				t.Errorf("release %d: %+v, %v", round, back, err)
			}
			if got := levels(t, m, id...); !slices.Equal(got, []int64{5, 5}) {
				t.Errorf("after release %d: %v", round, got)
			}
		}
		for round := range 2 {
			l, err := stock.Restock(t.Context(), m.DB, stock.Delivery{VariantID: id[0], Quantity: 3, Source: "truck 1"}, m.Now)
			if err != nil || l.OnHand != 8 {
				t.Errorf("restock %d: %+v, %v", round, l, err)
			}
		}
	})
}

func TestReleaseGivesBackOnlyWhatItsSourceTook(t *testing.T) {
	markettest.Each(t, func(t *testing.T, m *markettest.Market) {
		id := shelf(m, 5, 5)
		if _, err := stock.Take(t.Context(), m.DB, stock.Request{Source: "order:x", Units: []stock.Units{{VariantID: id[0], Quantity: 2}}}, m.Now); err != nil {
			t.Fatal(err)
		}
		back := []stock.Return{{Units: stock.Units{VariantID: id[0], Quantity: 2}}, {Units: stock.Units{VariantID: id[1], Quantity: 2}}}
		for _, source := range []string{"order:y", "initial", "order:x"} {
			if _, err := stock.Release(t.Context(), m.DB, source, back, m.Now); err != nil {
				t.Errorf("release %s: %v", source, err)
			}
		}
		if got := levels(t, m, id...); !slices.Equal(got, []int64{5, 5}) {
			t.Errorf("levels %v, want what there was", got)
		}
	})
}

func TestPartsOfATakingComeBackOnTheirOwn(t *testing.T) {
	markettest.Each(t, func(t *testing.T, m *markettest.Market) {
		id := shelf(m, 5)
		if _, err := stock.Take(t.Context(), m.DB, stock.Request{Source: "order:x", Units: []stock.Units{{VariantID: id[0], Quantity: 5}}}, m.Now); err != nil {
			t.Fatal(err)
		}
		for _, c := range []struct {
			part       string
			back, want int64
		}{{"7", 2, 2}, {"7", 2, 2}, {"8", 6, 2}, {"9", 1, 3}, {"", 2, 5}, {"", 2, 5}} {
			if _, err := stock.Release(t.Context(), m.DB, "order:x", []stock.Return{{stock.Units{VariantID: id[0], Quantity: c.back}, c.part}}, m.Now); err != nil {
				t.Fatal(err)
			}
			if got := levels(t, m, id[0]); got[0] != c.want {
				t.Errorf("after %d of part %q: %d, want %d", c.back, c.part, got[0], c.want)
			}
		}
	})
}

func TestRestockCorrectsACountButNotBelowZero(t *testing.T) {
	markettest.Each(t, func(t *testing.T, m *markettest.Market) {
		id := shelf(m, 5)
		if l, err := stock.Restock(t.Context(), m.DB, stock.Delivery{VariantID: id[0], Quantity: -2, Source: "count 1"}, m.Now); err != nil || l.OnHand != 3 || l.Moved != -2 {
			t.Errorf("correct by -2: %+v, %v", l, err)
		}
		_, err := stock.Restock(t.Context(), m.DB, stock.Delivery{VariantID: id[0], Quantity: -4, Source: "count 2"}, m.Now)
		if f := fault.As(err); f == nil || f.Code != "out_of_stock" || f.Detail.([]stock.Short)[0] != (stock.Short{VariantID: id[0], Wanted: 4, Available: 3}) {
			t.Errorf("correct by -4: %v", err)
		}
	})
}

func TestParallelTakesNeverSellMoreThanThereIs(t *testing.T) {
	markettest.Each(t, func(t *testing.T, m *markettest.Market) {
		id := shelf(m, 10, 10, 10)
		var group sync.WaitGroup
		for i := range 40 {
			group.Go(func() {
				units := []stock.Units{{VariantID: id[i%3], Quantity: 1}, {VariantID: id[(i+1)%3], Quantity: 1}}
				_, err := stock.Take(t.Context(), m.DB, stock.Request{Source: "order:" + string(rune('A'+i)), Units: units}, m.Now)
				if err != nil && !fault.Is(err, fault.Conflict) {
					t.Errorf("take %d: %v", i, err)
				}
			})
		}
		group.Wait()
		if err := catalog.StockChanged(t.Context(), m.DB, id); err != nil {
			t.Fatal(err)
		}
		taken := m.Scalar("SELECT CAST(-SUM(quantity) AS bigint) FROM stock_movements WHERE kind = 'take'")
		if got := levels(t, m, id...); got[0]+got[1]+got[2]+taken != 30 {
			t.Errorf("%d taken, levels %v", taken, got)
		}
	})
}

func TestTurned(t *testing.T) {
	got := stock.Turned([]stock.Level{
		{VariantID: 1, OnHand: 0, Moved: -3}, // sold out
		{VariantID: 2, OnHand: 2, Moved: -3},
		{VariantID: 3, OnHand: 4, Moved: 4}, // back again
		{VariantID: 4, OnHand: 5, Moved: 4},
		{VariantID: 5, OnHand: 0, Moved: 0}, // as empty as before
	})
	if !slices.Equal(got, []int64{1, 3}) {
		t.Errorf("turned %v, want 1 and 3", got)
	}
}
