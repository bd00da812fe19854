package reviews_test

import (
	"fmt"
	"sync"
	"testing"
	"time"

	"bazaar/infra/sqldb"
	"bazaar/market/actor"
	"bazaar/market/catalog"
	"bazaar/market/fault"
	"bazaar/market/markettest"
	"bazaar/market/reviews"
)

// shop is one published product of one vendor.
type shop struct {
	*markettest.Market
	t       *testing.T
	vendor  markettest.Vendor
	product markettest.Product
}

func each(t *testing.T, f func(t *testing.T, s *shop)) {
	t.Helper()
	markettest.Each(t, func(t *testing.T, m *markettest.Market) {
		s := &shop{Market: m, t: t, vendor: m.Vendor()}
		s.product = m.Product(s.vendor, markettest.Goods{Title: "Mouse", Price: 1000, Stock: 9})
		f(t, s)
	})
}

func (s *shop) check(err error) {
	s.t.Helper()
	if err != nil {
		s.t.Fatal(err)
	}
}

func (s *shop) write(by actor.Actor, stars int64, at time.Time) error {
	_, err := reviews.Write(s.t.Context(), s.DB, by, reviews.Form{ProductID: s.product.ID, Rating: stars, Body: "  By " + by.Label + " "}, at)
	return err
}

func (s *shop) list(by actor.Actor, stars, page int64) reviews.Page {
	s.t.Helper()
	p, err := reviews.List(s.t.Context(), s.DB, by, reviews.Look{ProductID: s.product.ID, Stars: stars, Page: page})
	s.check(err)
	return p
}

func (s *shop) exec(query string, args ...any) {
	s.t.Helper()
	_, err := s.DB.ExecContext(s.t.Context(), query, args...)
	s.check(err)
}

// deliver lets a buyer order the product and receive it.
func (s *shop) deliver(by actor.Actor) {
	s.t.Helper()
	s.Deliver(s.Order(by, markettest.Pick{Product: s.product, Quantity: 1}))
}

// rated fails the test unless the catalogue knows the rating.
func (s *shop) rated(hundredths, count int64) {
	s.t.Helper()
	p, err := catalog.Get(s.t.Context(), s.DB, s.product.ID)
	if err != nil || p.Rating != hundredths || p.Reviews != count {
		s.t.Errorf("rating %d of %d reviews, want %d of %d; %v", p.Rating, p.Reviews, hundredths, count, err)
	}
}

func TestAReviewCountsAtOnceAndCanBeChangedAndDeleted(t *testing.T) {
	each(t, func(t *testing.T, s *shop) {
		a, b := s.Customer(), s.Customer()
		s.check(s.write(a, 5, s.Now))
		s.check(s.write(b, 4, s.Now.Add(time.Hour)))
		s.rated(450, 2)
		p := s.list(a, 0, 1)
		if r := p.List[0]; r.Author != b.Label || r.Rating != 4 || r.Body != "By "+b.Label || r.Verified || r.Mine || !r.CreatedAt.Equal(s.Now.Add(time.Hour)) {
			t.Errorf("review %+v", r)
		}
		if p.Stars != [5]int64{1, 1, 0, 0, 0} || p.Own == nil || p.Own.Rating != 5 || !p.List[1].Mine || p.Bought {
			t.Errorf("page %+v", p)
		}
		in := reviews.Form{ProductID: s.product.ID, Rating: 1, Body: "Broke", Photos: []string{"ab", "cd"}}
		if rating, err := reviews.Edit(t.Context(), s.DB, a, in, s.Now); err != nil || rating.Hundredths != 250 {
			t.Errorf("edited: %+v, %v", rating, err)
		}
		if own, err := reviews.Mine(t.Context(), s.DB, a, s.product.ID); err != nil || own.Body != "Broke" || len(own.Photos) != 2 {
			t.Errorf("own %+v, %v", own, err)
		}
		if _, err := reviews.Edit(t.Context(), s.DB, s.Customer(), in, s.Now); !fault.Is(err, fault.NotFound) {
			t.Errorf("who wrote none edited one: %v", err)
		}
		if _, err := reviews.Delete(t.Context(), s.DB, s.Customer(), s.product.ID); !fault.Is(err, fault.NotFound) {
			t.Errorf("who wrote none deleted one: %v", err)
		}
		if _, err := reviews.Delete(t.Context(), s.DB, a, s.product.ID); err != nil {
			t.Error(err)
		}
		s.rated(400, 1)
		s.check(s.write(a, 3, s.Now))
	})
}

func TestWriteRefuses(t *testing.T) {
	each(t, func(t *testing.T, s *shop) {
		a, buyer := s.Customer(), s.Customer()
		s.deliver(buyer)
		s.check(s.write(a, 5, s.Now))
		form := func(id, rating int64, buyers bool) reviews.Form {
			return reviews.Form{ProductID: id, Rating: rating, Body: "x", BuyersOnly: buyers}
		}
		for _, c := range []struct {
			name string
			by   actor.Actor
			form reviews.Form
			want fault.Kind
		}{
			{"a guest", actor.Actor{}, form(s.product.ID, 5, false), fault.SignIn},
			{"a second review", a, form(s.product.ID, 1, false), fault.Conflict},
			{"the vendor's own goods", s.vendor.Owner, form(s.product.ID, 5, false), fault.Conflict},
			{"who did not buy, where only buyers write", s.Customer(), form(s.product.ID, 5, true), fault.Conflict},
			{"an unknown product", a, form(s.product.ID+1000, 5, false), fault.NotFound},
			{"999 stars", s.Customer(), form(s.product.ID, 999, false), fault.Invalid},
		} {
			if _, err := reviews.Write(t.Context(), s.DB, c.by, c.form, s.Now); !fault.Is(err, c.want) {
				t.Errorf("%s: %v", c.name, err)
			}
		}
		if _, err := reviews.Write(t.Context(), s.DB, buyer, form(s.product.ID, 5, true), s.Now); err != nil {
			t.Errorf("a buyer: %v", err)
		}
		s.check(catalog.Archive(t.Context(), s.DB, s.vendor.Owner, s.product.ID, s.Now))
		if err := s.write(s.Customer(), 5, s.Now); !fault.Is(err, fault.NotFound) {
			t.Errorf("an archived product: %v", err)
		}
	})
}

func TestReviewsWrittenAtOnceAllCount(t *testing.T) {
	each(t, func(t *testing.T, s *shop) {
		var wg sync.WaitGroup
		for i := range 8 {
			by := s.Customer()
			wg.Go(func() {
				if err := s.write(by, int64(1+i%5), s.Now); err != nil {
					t.Error(err)
				}
			})
		}
		wg.Wait()
		s.rated(263, 8) // 1+2+3+4+5+1+2+3 = 21
	})
}

func TestOneAccountAtOnceWritesOneReview(t *testing.T) {
	each(t, func(t *testing.T, s *shop) {
		var wg sync.WaitGroup
		by := s.Customer()
		for range 6 {
			wg.Go(func() {
				if err := s.write(by, 4, s.Now); err != nil && !fault.Is(err, fault.Conflict) {
					t.Error(err)
				}
			})
		}
		wg.Wait()
		s.rated(400, 1)
	})
}

func TestListGoesByPagesAndStarsInOneStatement(t *testing.T) {
	each(t, func(t *testing.T, s *shop) {
		for i := range 13 {
			s.check(s.write(s.Customer(), int64(4+i%2), s.Now.Add(time.Duration(i)*time.Minute)))
		}
		s.exec("UPDATE reviews SET approved = FALSE WHERE id = (SELECT MAX(id) FROM reviews)")
		s.exec("UPDATE products SET review_count = 12, rating = 450")
		for _, c := range []struct{ stars, page, shown, at, of int64 }{
			{0, 1, 10, 1, 2}, {0, 2, 2, 2, 2}, {0, 9, 2, 2, 2}, {5, 1, 6, 1, 1}, {4, 1, 6, 1, 1}, {1, 1, 0, 1, 1}, {1, 5, 0, 1, 1},
		} {
			p := s.list(actor.Actor{}, c.stars, c.page)
			if int64(len(p.List)) != c.shown || p.Page != c.at || p.Pages != c.of || p.Stars != [5]int64{6, 6, 0, 0, 0} || p.Own != nil {
				t.Errorf("%d stars, page %d: %d reviews, page %d of %d, spread %v", c.stars, c.page, len(p.List), p.Page, p.Pages, p.Stars)
			}
		}
		for _, by := range []actor.Actor{{}, s.Customer()} {
			ctx, counter := sqldb.Count(t.Context(), nil)
			if _, err := reviews.List(ctx, s.DB, by, reviews.Look{ProductID: s.product.ID}); err != nil || counter.Statements() != 1 {
				t.Errorf("%d statements, %v", counter.Statements(), err)
			}
		}
	})
}

func TestAReviewAfterDeliveryIsVerified(t *testing.T) {
	each(t, func(t *testing.T, s *shop) {
		buyer, stranger := s.Customer(), s.Customer()
		s.deliver(buyer)
		if w, err := reviews.ListWaiting(t.Context(), s.DB, buyer); err != nil || len(w) != 1 || w[0].ProductID != s.product.ID || w[0].Arrived.IsZero() {
			t.Errorf("waiting %+v, %v", w, err)
		}
		if w, err := reviews.ListWaiting(t.Context(), s.DB, stranger); err != nil || len(w) != 0 {
			t.Errorf("what reached another waits for a review of %+v, %v", w, err)
		}
		s.check(s.write(buyer, 5, s.Now))
		s.check(s.write(stranger, 1, s.Now.Add(-time.Hour)))
		p := s.list(buyer, 0, 1)
		if !p.Bought || !p.List[0].Verified || p.List[1].Verified {
			t.Errorf("page %+v", p)
		}
		if w, err := reviews.ListWaiting(t.Context(), s.DB, buyer); err != nil || len(w) != 0 {
			t.Errorf("still waiting %+v, %v", w, err)
		}
		mine, page, pages, err := reviews.ListMine(t.Context(), s.DB, buyer, 5)
		if err != nil || len(mine) != 1 || page != 1 || pages != 1 || !mine[0].Approved || mine[0].Title.In("en") != "Mouse" {
			t.Errorf("mine %+v, %v", mine, err)
		}
	})
}

func TestAHiddenReviewStaysHidden(t *testing.T) {
	each(t, func(t *testing.T, s *shop) {
		a := s.Customer()
		s.check(s.write(a, 1, s.Now))
		id := s.Scalar("SELECT id FROM reviews")
		s.exec("UPDATE reviews SET approved = FALSE")
		if _, err := reviews.Edit(t.Context(), s.DB, a, reviews.Form{ProductID: s.product.ID, Rating: 5, Body: "x"}, s.Now); err != nil {
			t.Error(err)
		}
		s.rated(0, 0)
		if _, err := reviews.Delete(t.Context(), s.DB, a, s.product.ID); !fault.Is(err, fault.Conflict) {
			t.Errorf("deleted: %v", err)
		}
		if p := s.list(a, 0, 1); len(p.List) != 0 || p.Own == nil || p.Own.Approved {
			t.Errorf("page %+v", p)
		}
		if _, err := reviews.Judge(t.Context(), s.DB, s.Customer(), id, true, s.Now); !fault.Is(err, fault.NotFound) {
			t.Errorf("judged: %v", err)
		}
		if _, err := reviews.Get(t.Context(), s.DB, id); !fault.Is(err, fault.NotFound) {
			t.Errorf("read: %v", err)
		}
	})
}

func TestReadersJudgeAReviewOnceAndNotTheirOwn(t *testing.T) {
	each(t, func(t *testing.T, s *shop) {
		a, b, c := s.Customer(), s.Customer(), s.Customer()
		s.check(s.write(a, 5, s.Now))
		id := s.Scalar("SELECT id FROM reviews")
		for _, v := range []struct {
			by      actor.Actor
			helpful bool
			votes   int64
		}{{b, true, 1}, {b, true, 1}, {c, true, 2}, {b, false, 1}, {b, false, 1}} {
			if n, err := reviews.Judge(t.Context(), s.DB, v.by, id, v.helpful, s.Now); err != nil || n != v.votes {
				t.Errorf("%s says %v: %d votes, %v", v.by.Label, v.helpful, n, err)
			}
		}
		if p := s.list(c, 0, 1); p.List[0].Helpful != 1 || !p.List[0].Voted || s.list(b, 0, 1).List[0].Voted {
			t.Errorf("page %+v", p)
		}
		for name, err := range map[string]error{
			"own vote":    second(reviews.Judge(t.Context(), s.DB, a, id, true, s.Now)),
			"own report":  reviews.Report(t.Context(), s.DB, a, reviews.Complaint{ReviewID: id, Reason: "spam"}, s.Now),
			"guest":       second(reviews.Judge(t.Context(), s.DB, actor.Actor{}, id, true, s.Now)),
			"no reason":   reviews.Report(t.Context(), s.DB, b, reviews.Complaint{ReviewID: id, Reason: "dislike"}, s.Now),
			"other, mute": reviews.Report(t.Context(), s.DB, b, reviews.Complaint{ReviewID: id, Reason: "other", Note: " "}, s.Now),
			"unknown":     reviews.Report(t.Context(), s.DB, b, reviews.Complaint{ReviewID: id + 1, Reason: "spam"}, s.Now),
		} {
			if fault.As(err) == nil {
				t.Errorf("%s: %v", name, err)
			}
		}
		for i := range 2 {
			s.check(reviews.Report(t.Context(), s.DB, b, reviews.Complaint{ReviewID: id, Reason: "spam", Note: fmt.Sprint(i)}, s.Now))
		}
		if n := s.Scalar("SELECT COUNT(*) FROM review_reports WHERE state = 'open' AND note = '0'"); n != 1 || s.Scalar("SELECT COUNT(*) FROM review_reports") != 1 {
			t.Errorf("%d open reports", n)
		}
	})
}

func second[T any](_ T, err error) error { return err }
