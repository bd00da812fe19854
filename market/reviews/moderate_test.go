package reviews_test

import (
	"sync"
	"testing"

	"bazaar/market/actor"
	"bazaar/market/catalog"
	"bazaar/market/fault"
	"bazaar/market/markettest"
	"bazaar/market/reviews"
)

func TestModeratorsDecideAboutReportedReviews(t *testing.T) {
	markettest.Each(t, func(t *testing.T, m *markettest.Market) {
		staff, v := m.Staff(), m.Vendor()
		kettle := m.Product(v, markettest.Goods{Title: "Kettle", Price: 2500, Stock: 3})
		write := func(stars int64) int64 {
			t.Helper()
			by := m.Customer()
			if _, err := reviews.Write(t.Context(), m.DB, by, reviews.Form{ProductID: kettle.ID, Rating: stars, Body: "Words."}, m.Now); err != nil {
				t.Fatal(err)
			}
			return m.Scalar("SELECT id FROM reviews WHERE account_id = $1", by.AccountID)
		}
		good, bad := write(5), write(1)
		report := func(id int64, reason string) {
			t.Helper()
			if err := reviews.Report(t.Context(), m.DB, m.Customer(), reviews.Complaint{ReviewID: id, Reason: reason}, m.Now); err != nil {
				t.Fatal(err)
			}
		}
		report(bad, "abuse")
		report(bad, "spam")
		report(good, "false")
		list := func(hidden bool, want ...int64) {
			t.Helper()
			found, err := reviews.ListReported(t.Context(), m.DB, staff, hidden, 99)
			if err != nil || found.Total != int64(len(want)) || len(found.List) != len(want) || found.Page != 1 {
				t.Fatalf("listed %+v, %v; want %v", found, err, want)
			}
			for i, id := range want {
				if found.List[i].ID != id || found.List[i].Public == hidden {
					t.Errorf("in place %d stands %+v, want %d", i, found.List[i], id)
				}
			}
		}
		rating := func() int64 {
			t.Helper()
			p, err := catalog.Get(t.Context(), m.DB, kettle.ID)
			if err != nil {
				t.Fatal(err)
			}
			return p.Rating
		}
		list(false, good, bad)
		if found, err := reviews.ListReported(t.Context(), m.DB, staff, false, 1); err != nil || len(found.List[1].Reports) != 2 || found.List[1].Reports[0].Reason != "abuse" {
			t.Errorf("%+v, %v", found, err)
		}
		do := func(verb func() error, kind fault.Kind) {
			t.Helper()
			if err := verb(); kind == "" && err != nil || kind != "" && !fault.Is(err, kind) {
				t.Errorf("%v, want %q", err, kind)
			}
		}
		do(func() error { return reviews.Hide(t.Context(), m.DB, staff, bad, m.Now) }, "")
		do(func() error { return reviews.Hide(t.Context(), m.DB, staff, bad, m.Now) }, fault.Conflict)
		do(func() error { return reviews.Keep(t.Context(), m.DB, staff, good, m.Now) }, "")
		do(func() error { return reviews.Keep(t.Context(), m.DB, staff, good, m.Now) }, fault.Conflict)
		list(false)
		list(true, bad)
		if got := rating(); got != 500 {
			t.Errorf("the rating counts what is hidden: %d", got)
		}
		do(func() error { return reviews.Show(t.Context(), m.DB, staff, bad, m.Now) }, "")
		list(true)
		if got := rating(); got != 300 {
			t.Errorf("the rating is %d", got)
		}
		for name, by := range map[string]actor.Actor{"its vendor": v.Owner, "a customer": m.Customer()} {
			if err := reviews.Hide(t.Context(), m.DB, by, bad, m.Now); !fault.Is(err, fault.Forbidden) {
				t.Errorf("hidden by %s: %v", name, err)
			}
			if _, err := reviews.ListReported(t.Context(), m.DB, by, false, 1); !fault.Is(err, fault.Forbidden) {
				t.Errorf("listed for %s: %v", name, err)
			}
		}
		do(func() error { return reviews.Hide(t.Context(), m.DB, staff, 999, m.Now) }, fault.NotFound)
		if n := m.Scalar("SELECT COUNT(*) FROM audit_log WHERE object_kind = 'review'"); n != 3 {
			t.Errorf("%d entries are on record, want three", n)
		}
	})
}

func TestOneOfTwoModeratorsDecidesAboutAReview(t *testing.T) {
	markettest.Each(t, func(t *testing.T, m *markettest.Market) {
		kettle := m.Product(m.Vendor(), markettest.Goods{Title: "Kettle", Price: 2500, Stock: 3})
		author, first, second := m.Customer(), m.Staff(), m.Staff()
		if _, err := reviews.Write(t.Context(), m.DB, author, reviews.Form{ProductID: kettle.ID, Rating: 1, Body: "Words."}, m.Now); err != nil {
			t.Fatal(err)
		}
		id := m.Scalar("SELECT id FROM reviews")
		if err := reviews.Report(t.Context(), m.DB, m.Customer(), reviews.Complaint{ReviewID: id, Reason: "spam"}, m.Now); err != nil {
			t.Fatal(err)
		}
		errs := make([]error, 2)
		var both sync.WaitGroup
		for i, by := range []actor.Actor{first, second} {
			both.Go(func() { errs[i] = reviews.Keep(t.Context(), m.DB, by, id, m.Now) })
		}
		both.Wait()
		if (errs[0] == nil) == (errs[1] == nil) || !fault.Is(errs[0], fault.Conflict) && !fault.Is(errs[1], fault.Conflict) {
			t.Errorf("both decided: %v, %v", errs[0], errs[1])
		}
	})
}
