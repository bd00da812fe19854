package reviews_test

import (
	"fmt"
	"sync"
	"testing"
	"time"

	"bazaar/infra/sqldb"
	"bazaar/infra/sqldb/sqldbtest"
	"bazaar/market/accounts"
	"bazaar/market/actor"
	"bazaar/market/catalog"
	"bazaar/market/fault"
	"bazaar/market/i18n"
	"bazaar/market/money"
	"bazaar/market/reviews"
	"bazaar/market/schema"
	"bazaar/market/vendors"
)

var (
	market = sqldbtest.Schema{Migrations: schema.Migrations()}
	now    = time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
)

// shop is one published product of one vendor.
type shop struct {
	t       *testing.T
	db      *sqldb.DB
	owner   actor.Actor
	product int64
}

func each(t *testing.T, f func(t *testing.T, s *shop)) {
	t.Helper()
	sqldbtest.Each(t, market, func(t *testing.T, db *sqldb.DB) {
		s := &shop{t: t, db: db}
		s.owner = s.account("owner")
		vendor, err := vendors.Apply(t.Context(), db, s.owner, vendors.ShopForm{Name: "TechStore", Contact: "+7", Address: "Almaty", Terms: true}, now)
		s.check(err)
		s.check(catalog.VerifyVendor(t.Context(), db, actor.System, vendor, now))
		category, err := catalog.CreateCategory(t.Context(), db, actor.System, catalog.CategoryForm{Title: i18n.Text{"en": "Electronics"}}, now)
		s.check(err)
		s.product, err = catalog.CreateProduct(t.Context(), db, actor.System, catalog.ProductForm{
			VendorID: vendor, Texts: catalog.Texts{Title: i18n.Text{"en": "Mouse"}, CategoryID: category},
			Pictures: []catalog.Picture{{Media: "a"}}, Variants: []catalog.VariantForm{{Price: money.New(1000, money.USD)}}, Submit: true,
		}, now)
		s.check(err)
		s.check(catalog.Publish(t.Context(), db, actor.System, s.product, now))
		f(t, s)
	})
}

func (s *shop) check(err error) {
	s.t.Helper()
	if err != nil {
		s.t.Fatal(err)
	}
}

func (s *shop) account(name string) actor.Actor {
	s.t.Helper()
	id, err := accounts.Create(s.t.Context(), s.db, actor.System, accounts.NewAccount{Username: name, Email: name + "@x.com", PasswordHash: accounts.Unusable}, now)
	s.check(err)
	return actor.Actor{AccountID: id, Label: name}
}

func (s *shop) write(by actor.Actor, stars int64, at time.Time) error {
	_, err := reviews.Write(s.t.Context(), s.db, by, reviews.Form{ProductID: s.product, Rating: stars, Body: "  By " + by.Label + " "}, at)
	return err
}

func (s *shop) exec(query string, args ...any) {
	s.t.Helper()
	_, err := s.db.ExecContext(s.t.Context(), query, args...)
	s.check(err)
}

func TestAReviewCountsAtOnce(t *testing.T) {
	each(t, func(t *testing.T, s *shop) {
		a, b := s.account("a"), s.account("b")
		s.check(s.write(a, 5, now))
		s.check(s.write(b, 4, now.Add(time.Hour)))
		p, err := catalog.Get(t.Context(), s.db, s.product)
		if err != nil || p.Rating != 450 || p.Reviews != 2 {
			t.Errorf("rating %d of %d, %v", p.Rating, p.Reviews, err)
		}
		page, err := reviews.List(t.Context(), s.db, s.product, 10)
		if err != nil || len(page.List) != 2 || page.Stars != [5]int64{1, 1, 0, 0, 0} {
			t.Fatalf("page %+v, %v", page, err)
		}
		if r := page.List[0]; r.Author != "b" || r.Rating != 4 || r.Body != "By b" || r.Verified || !r.CreatedAt.Equal(now.Add(time.Hour)) {
			t.Errorf("review %+v", r)
		}
	})
}

func TestWriteRefuses(t *testing.T) {
	each(t, func(t *testing.T, s *shop) {
		a := s.account("a")
		s.check(s.write(a, 5, now))
		hidden := s.product + 1000
		for _, c := range []struct {
			name string
			by   actor.Actor
			form reviews.Form
			want fault.Kind
		}{
			{"a guest", actor.Actor{}, reviews.Form{ProductID: s.product, Rating: 5, Body: "x"}, fault.SignIn},
			{"a second review", a, reviews.Form{ProductID: s.product, Rating: 1, Body: "x"}, fault.Conflict},
			{"the vendor's own goods", s.owner, reviews.Form{ProductID: s.product, Rating: 5, Body: "x"}, fault.Conflict},
			{"an unknown product", s.account("b"), reviews.Form{ProductID: hidden, Rating: 5, Body: "x"}, fault.NotFound},
			{"999 stars", s.account("c"), reviews.Form{ProductID: s.product, Rating: 999, Body: "x"}, fault.Invalid},
		} {
			if _, err := reviews.Write(t.Context(), s.db, c.by, c.form, now); !fault.Is(err, c.want) {
				t.Errorf("%s: %v", c.name, err)
			}
		}
		s.check(catalog.Archive(t.Context(), s.db, s.owner, s.product, now))
		if err := s.write(s.account("d"), 5, now); !fault.Is(err, fault.NotFound) {
			t.Errorf("an archived product: %v", err)
		}
	})
}

func TestReviewsWrittenAtOnceAllCount(t *testing.T) {
	each(t, func(t *testing.T, s *shop) {
		var wg sync.WaitGroup
		for i := range 8 {
			by := s.account(fmt.Sprintf("buyer%d", i))
			wg.Go(func() {
				if err := s.write(by, int64(1+i%5), now); err != nil {
					t.Error(err)
				}
			})
		}
		wg.Wait()
		p, err := catalog.Get(t.Context(), s.db, s.product)
		if err != nil || p.Reviews != 8 || p.Rating != 263 { // 1+2+3+4+5+1+2+3 = 21
			t.Errorf("rating %d of %d, %v", p.Rating, p.Reviews, err)
		}
	})
}

func TestListIsShortAndCountsWhatIsApproved(t *testing.T) {
	each(t, func(t *testing.T, s *shop) {
		for i := range 13 {
			s.check(s.write(s.account(fmt.Sprintf("buyer%d", i)), 5, now.Add(time.Duration(i)*time.Minute)))
		}
		s.exec("UPDATE reviews SET approved = FALSE WHERE author = 'buyer12'")
		ctx, counter := sqldb.Count(t.Context(), nil)
		page, err := reviews.List(ctx, s.db, s.product, 10)
		if err != nil || len(page.List) != 10 || page.List[0].Author != "buyer11" || page.Stars[0] != 12 || counter.Statements() != 1 {
			t.Errorf("%d reviews, %v stars, %d statements, %v", len(page.List), page.Stars, counter.Statements(), err)
		}
		if page, err := reviews.List(t.Context(), s.db, s.product+1, 10); err != nil || len(page.List) != 0 || page.Stars != [5]int64{} {
			t.Errorf("of another product %+v, %v", page, err)
		}
	})
}

func TestAReviewAfterDeliveryIsVerified(t *testing.T) {
	each(t, func(t *testing.T, s *shop) {
		buyer := s.account("buyer")
		s.exec(`INSERT INTO orders (oid, owner, account_id, checkout_key, checkout_hash, access_token, language, full_name, email, phone, currency, display_currency, items_total, total, local_day, placed_at)
VALUES ('o1', 'account:1', $1, 'k', 'h', 't', 'en', 'B', 'b@x.com', '1', 'USD', 'USD', 1000, 1000, '2026-03-01', $2)`, buyer.AccountID, sqldb.At(now))
		s.exec("INSERT INTO parcels (order_id, number, vendor_name, state, items_total, total, updated_at) VALUES (1, 1, 'TechStore', 'delivered', 1000, 1000, $1)", sqldb.At(now))
		s.exec("INSERT INTO order_lines (order_id, parcel_id, number, product_id, title, quantity, unit_price, total) VALUES (1, 1, 1, $1, 'Mouse', 1, 1000, 1000)", s.product)
		s.check(s.write(buyer, 5, now))
		s.check(s.write(s.account("stranger"), 1, now.Add(-time.Hour)))
		page, err := reviews.List(t.Context(), s.db, s.product, 10)
		if err != nil || !page.List[0].Verified || page.List[1].Verified {
			t.Errorf("page %+v, %v", page, err)
		}
	})
}
