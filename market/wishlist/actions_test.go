package wishlist_test

import (
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
	"bazaar/market/schema"
	"bazaar/market/vendors"
	"bazaar/market/wishlist"
)

var (
	market = sqldbtest.Schema{Migrations: schema.Migrations()}
	now    = time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
)

func account(t *testing.T, db *sqldb.DB, name string) actor.Actor {
	t.Helper()
	id, err := accounts.Create(t.Context(), db, actor.System, accounts.NewAccount{Username: name, Email: name + "@x.com", PasswordHash: accounts.Unusable}, now)
	if err != nil {
		t.Fatal(err)
	}
	return actor.Actor{AccountID: id, Label: name}
}

// goods makes one published product per title.
func goods(t *testing.T, db *sqldb.DB, titles ...string) []int64 {
	t.Helper()
	check := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	vendor, err := vendors.Apply(t.Context(), db, account(t, db, "owner"), vendors.ShopForm{Name: "TechStore", Contact: "+7", Address: "Almaty", Terms: true}, now)
	check(err)
	check(catalog.VerifyVendor(t.Context(), db, actor.System, vendor, now))
	category, err := catalog.CreateCategory(t.Context(), db, actor.System, catalog.CategoryForm{Title: i18n.Text{"en": "Electronics"}}, now)
	check(err)
	var ids []int64
	for _, title := range titles {
		id, err := catalog.CreateProduct(t.Context(), db, actor.System, catalog.ProductForm{
			VendorID: vendor, Texts: catalog.Texts{Title: i18n.Text{"en": title}, CategoryID: category},
			Pictures: []catalog.Picture{{Media: "a"}}, Variants: []catalog.VariantForm{{Price: money.New(1000, money.USD)}}, Submit: true,
		}, now)
		check(err)
		check(catalog.Publish(t.Context(), db, actor.System, id, now))
		ids = append(ids, id)
	}
	return ids
}

func add(t *testing.T, db *sqldb.DB, by actor.Actor, id int64, at time.Time) bool {
	t.Helper()
	fresh, err := wishlist.Add(t.Context(), db, by, id, at)
	if err != nil {
		t.Fatal(err)
	}
	return fresh
}

func TestAWishIsKeptOncePerAccount(t *testing.T) {
	sqldbtest.Each(t, market, func(t *testing.T, db *sqldb.DB) {
		ids := goods(t, db, "Mouse", "Laptop")
		a, b := account(t, db, "a"), account(t, db, "b")
		if !add(t, db, a, ids[0], now) || add(t, db, a, ids[0], now) || !add(t, db, a, ids[1], now.Add(time.Minute)) || !add(t, db, b, ids[0], now) {
			t.Error("old and new wishes are mixed up")
		}
		ctx, counter := sqldb.Count(t.Context(), nil)
		cards, err := wishlist.List(ctx, db, a)
		if err != nil || len(cards) != 2 || cards[0].ID != ids[1] || cards[1].ID != ids[0] || counter.Statements() != 2 {
			t.Errorf("list %v in %d statements, %v", cards, counter.Statements(), err)
		}
		if err := wishlist.Remove(t.Context(), db, a, ids[0]); err != nil {
			t.Fatal(err)
		}
		if err := wishlist.Remove(t.Context(), db, a, ids[0]); err != nil {
			t.Errorf("removed twice: %v", err)
		}
		for who, want := range map[actor.Actor]int64{a: 1, b: 1, {}: 0} {
			if n, err := wishlist.Count(t.Context(), db, who); err != nil || n != want {
				t.Errorf("%s wishes for %d, %v", who.Label, n, err)
			}
		}
	})
}

func TestGoodsOffSaleAreNotShown(t *testing.T) {
	sqldbtest.Each(t, market, func(t *testing.T, db *sqldb.DB) {
		ids := goods(t, db, "Mouse", "Laptop")
		a := account(t, db, "a")
		add(t, db, a, ids[0], now)
		if err := catalog.Archive(t.Context(), db, actor.System, ids[0], now); err != nil {
			t.Fatal(err)
		}
		cards, err := wishlist.List(t.Context(), db, a)
		n, counted := wishlist.Count(t.Context(), db, a)
		if err != nil || counted != nil || len(cards) != 0 || n != 0 {
			t.Errorf("%d cards, %d counted, %v, %v", len(cards), n, err, counted)
		}
	})
}

func TestAddRefusesGuestsAndUnknownGoods(t *testing.T) {
	sqldbtest.Each(t, market, func(t *testing.T, db *sqldb.DB) {
		ids := goods(t, db, "Mouse")
		if _, err := wishlist.Add(t.Context(), db, actor.Actor{}, ids[0], now); !fault.Is(err, fault.SignIn) {
			t.Errorf("a guest added: %v", err)
		}
		if err := wishlist.Remove(t.Context(), db, actor.Actor{}, ids[0]); !fault.Is(err, fault.SignIn) {
			t.Errorf("a guest removed: %v", err)
		}
		if _, err := wishlist.Add(t.Context(), db, account(t, db, "a"), 999, now); !fault.Is(err, fault.NotFound) {
			t.Errorf("unknown: %v", err)
		}
	})
}

func TestParallelWishesForOneThingAreOne(t *testing.T) {
	sqldbtest.Each(t, market, func(t *testing.T, db *sqldb.DB) {
		ids := goods(t, db, "Mouse")
		a := account(t, db, "a")
		var wg sync.WaitGroup
		for range 8 {
			wg.Go(func() {
				if _, err := wishlist.Add(t.Context(), db, a, ids[0], now); err != nil {
					t.Error(err)
				}
			})
		}
		wg.Wait()
		if n, err := wishlist.Count(t.Context(), db, a); err != nil || n != 1 {
			t.Errorf("%d wishes, %v", n, err)
		}
	})
}
