package shop

import (
	"context"
	"fmt"
	"testing"
	"time"

	"bazaar/infra/sqldb"
	"bazaar/market/actor"
	"bazaar/market/catalog"
	"bazaar/market/fault"
	"bazaar/market/markettest"
	"bazaar/market/vendors"
)

// shelved is a market and what a node remembers of it. Each look at its clock takes a step.
type shelved struct {
	*markettest.Market
	*Shelves
	t    *testing.T
	at   time.Time
	step time.Duration
}

func eachShelves(t *testing.T, f func(t *testing.T, s *shelved)) {
	t.Helper()
	markettest.Each(t, func(t *testing.T, m *markettest.Market) {
		s := &shelved{Market: m, t: t, at: m.Now}
		clock := func() time.Time {
			s.at = s.at.Add(s.step)
			return s.at
		}
		s.Shelves = &Shelves{DB: m.DB, Now: clock, Watch: sqldb.NewWatch(m.DB, clock)}
		f(t, s)
	})
}

func (s *shelved) check(err error) {
	s.t.Helper()
	if err != nil {
		s.t.Fatal(err)
	}
}

// outlook is what a list shows, and what it says of how much there is.
type outlook struct{ shown, total, facet, tree int64 }

func (s *shelved) see(ctx context.Context, f catalog.Filter) outlook {
	s.t.Helper()
	known, err := s.all(ctx)
	s.check(err)
	words, err := s.wordsFor(ctx, f)
	s.check(err)
	list, n, err := s.list(ctx, catalog.Look{Tree: known.tree, Words: words, Filter: f, Lang: "en"})
	s.check(err)
	return outlook{int64(len(list.Cards)), list.Total, n.Total, known.tree.Count(s.Category())}
}

func (s *shelved) expect(what string, f catalog.Filter, want outlook) {
	s.t.Helper()
	if got := s.see(s.t.Context(), f); got != want {
		s.t.Errorf("%s: %+v, want %+v", what, got, want)
	}
}

func TestListsAndCountsFollowTheMarket(t *testing.T) {
	eachShelves(t, func(t *testing.T, s *shelved) {
		v := s.Vendor()
		kettle := s.Product(v, markettest.Goods{Title: "Kettle", Price: 1000, Stock: 3})
		s.Product(v, markettest.Goods{Title: "Spoon", Price: 100, Stock: 3})
		all, kettles := catalog.Filter{Page: 1}, catalog.Filter{Query: "kettle", Order: catalog.BestFit, Page: 1}
		s.expect("at first", all, outlook{2, 2, 2, 2})
		s.expect("a query", kettles, outlook{1, 1, 1, 2})
		other := s.Product(s.Vendor(), markettest.Goods{Title: "Red kettle", Price: 1000, Stock: 3})
		s.expect("one more", all, outlook{3, 3, 3, 3})
		s.expect("a query finds one more", kettles, outlook{2, 2, 2, 3})
		s.check(catalog.Archive(t.Context(), s.Market.DB, v.Owner, kettle.ID, s.Market.Now))
		s.expect("one less", all, outlook{2, 2, 2, 2})
		s.expect("a query finds one less", kettles, outlook{1, 1, 1, 2})
		s.check(catalog.SuspendVendor(t.Context(), s.Market.DB, actor.System, vendors.Decision{VendorID: v.ID, Reason: "late"}, s.Market.Now))
		s.expect("a vendor less", all, outlook{1, 1, 1, 1})
		for _, id := range []int64{kettle.ID, 999} {
			if _, err := s.good(t.Context(), id); !fault.Is(err, fault.NotFound) {
				t.Errorf("product %d: %v", id, err)
			}
		}
		if _, err := s.good(t.Context(), other.ID); err != nil {
			t.Error(err)
		}
	})
}

func TestWhatIsRememberedTakesNoStatement(t *testing.T) {
	eachShelves(t, func(t *testing.T, s *shelved) {
		v := s.Vendor()
		for i := range 25 {
			s.Product(v, markettest.Goods{Title: fmt.Sprintf("Kettle %d", i), Price: 1000, Stock: 3})
		}
		for _, f := range []catalog.Filter{
			{Page: 1}, {Page: 2}, {Page: 1, Order: catalog.Cheapest}, {Page: 1, Vendors: []int64{v.ID}}, {Page: 1, Query: "kettle", Order: catalog.BestFit},
		} {
			ask := func(ctx context.Context) error {
				s.see(ctx, f)
				return nil
			}
			if s.Statements(ask); len(s.Statements(ask)) != 0 {
				t.Errorf("%+v is not remembered: %v", f, s.Statements(ask))
			}
		}
	})
}

// In a market where facts take long to read, counts are late; what is shown never is.
func TestCountsMayBeLateButNotWhatIsShown(t *testing.T) {
	eachShelves(t, func(t *testing.T, s *shelved) {
		v := s.Vendor()
		var last markettest.Product
		for i := range 45 {
			last = s.Product(v, markettest.Goods{Title: fmt.Sprintf("Kettle %d", i), Price: 1000, Stock: 3})
		}
		all, third := catalog.Filter{Page: 1}, catalog.Filter{Page: 3}
		s.step = 20 * time.Millisecond
		s.expect("at first", all, outlook{20, 45, 45, 45})
		s.step = 0
		s.check(catalog.Archive(t.Context(), s.Market.DB, v.Owner, last.ID, s.Market.Now))
		s.expect("the first page", all, outlook{20, 45, 45, 45})
		s.expect("the last page knows better", third, outlook{4, 44, 45, 45})
		list, _, err := s.list(t.Context(), catalog.Look{Filter: all, Lang: "en"})
		s.check(err)
		if list.Cards[0].ID == last.ID {
			t.Error("what is not sold any more is still shown")
		}
		s.at = s.at.Add(2 * factsLast)
		s.expect("later", all, outlook{20, 44, 44, 44})
	})
}
