package vendors_test

import (
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"bazaar/infra/jobs"
	"bazaar/infra/sqldb"
	"bazaar/infra/sqldb/sqldbtest"
	"bazaar/market/accounts"
	"bazaar/market/actor"
	"bazaar/market/fault"
	"bazaar/market/i18n"
	"bazaar/market/schema"
	"bazaar/market/vendors"
)

var (
	market = sqldbtest.Schema{Migrations: schema.Migrations(), More: jobs.Migrate}
	now    = time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
	shop   = vendors.ShopForm{
		Name: " TechStore ", Contact: "+7 717", Address: "1 Mangilik El", Terms: true,
		Description: i18n.Text{"en": `<p onclick="x()">Computers</p><script>x()</script>`},
		Promises:    vendors.Promises{Warranty: "2 years"},
	}
)

func account(t *testing.T, db *sqldb.DB, name string) actor.Actor {
	t.Helper()
	id, err := accounts.Create(t.Context(), db, actor.System, accounts.NewAccount{Username: name, Email: name + "@x.com", PasswordHash: accounts.Unusable}, now)
	if err != nil {
		t.Fatal(err)
	}
	return actor.Actor{AccountID: id, Label: name}
}

func open(t *testing.T, db *sqldb.DB, by actor.Actor) int64 {
	t.Helper()
	id, err := vendors.Apply(t.Context(), db, by, shop, now)
	if err != nil {
		t.Fatal(err)
	}
	return id
}

func count(t *testing.T, db *sqldb.DB, query string, args ...any) int64 {
	t.Helper()
	var n int64
	if err := db.QueryRowContext(t.Context(), query, args...).Scan(&n); err != nil {
		t.Fatal(err)
	}
	return n
}

func application(name string) vendors.Application {
	return vendors.Application{Shop: shop, Account: accounts.SignUpForm{
		Username: name, Email: name + "@x.com", Password1: "market-day-2026", Password2: "market-day-2026", Language: "ru",
	}}
}

func TestRegisterMakesTheOwnerAndTheShopTogether(t *testing.T) {
	sqldbtest.Each(t, market, func(t *testing.T, db *sqldb.DB) {
		s, err := vendors.Register(t.Context(), db, application("arman"), now)
		if err != nil {
			t.Fatal(err)
		}
		if !s.Actor.Vendor || s.Token == "" {
			t.Errorf("session %+v", s)
		}
		v, err := vendors.Own(t.Context(), db, s.Actor)
		if err != nil || v.Name != "TechStore" || v.Slug != "techstore" || v.State != vendors.Applied || v.Promises.Warranty != "2 years" {
			t.Errorf("shop %+v, %v", v, err)
		}
		if got := v.Description["en"]; got != "<p>Computers</p>" {
			t.Errorf("description %q", got)
		}
		if _, err := vendors.Get(t.Context(), db, v.ID); !fault.Is(err, fault.NotFound) {
			t.Errorf("a vendor who only applied is public: %v", err)
		}
	})
}

func TestRegisterLeavesNothingBehindWhenRefused(t *testing.T) {
	sqldbtest.Each(t, market, func(t *testing.T, db *sqldb.DB) {
		account(t, db, "arman")
		for name, edit := range map[string]func(*vendors.Application){
			"taken name":     func(a *vendors.Application) { a.Account.Username = "ARMAN" },
			"no shop name":   func(a *vendors.Application) { a.Shop.Name = "" },
			"weak password":  func(a *vendors.Application) { a.Account.Password1, a.Account.Password2 = "x", "x" },
			"everything bad": func(a *vendors.Application) { *a = vendors.Application{} },
		} {
			a := application("dana")
			edit(&a)
			_, err := vendors.Register(t.Context(), db, a, now)
			if !fault.Is(err, fault.Invalid) {
				t.Errorf("%s: %v", name, err)
			}
			if name == "everything bad" && len(fault.As(err).Fields) < 7 {
				t.Errorf("only told %v", fault.As(err).Fields)
			}
		}
		if n := count(t, db, "SELECT (SELECT COUNT(*) FROM accounts) + (SELECT COUNT(*) FROM vendors) + (SELECT COUNT(*) FROM sessions)"); n != 1 {
			t.Errorf("%d rows", n)
		}
	})
}

func TestAnAccountOpensOneShop(t *testing.T) {
	sqldbtest.Each(t, market, func(t *testing.T, db *sqldb.DB) {
		by := account(t, db, "arman")
		var opened, refused atomic.Int64
		var wg sync.WaitGroup
		for range 4 {
			wg.Go(func() {
				_, err := vendors.Apply(t.Context(), db, by, shop, now)
				switch {
				case err == nil:
					opened.Add(1)
				case fault.Is(err, fault.Conflict):
					refused.Add(1)
				default:
					t.Error(err)
				}
			})
		}
		wg.Wait()
		if opened.Load() != 1 || refused.Load() != 3 {
			t.Errorf("%d opened, %d refused", opened.Load(), refused.Load())
		}
		if _, err := vendors.Apply(t.Context(), db, actor.Actor{}, shop, now); !fault.Is(err, fault.SignIn) {
			t.Errorf("a guest: %v", err)
		}
	})
}

func TestEqualNamesGetDifferentSlugs(t *testing.T) {
	sqldbtest.Each(t, market, func(t *testing.T, db *sqldb.DB) {
		first, second := open(t, db, account(t, db, "a")), open(t, db, account(t, db, "b"))
		if n := count(t, db, "SELECT COUNT(DISTINCT slug) FROM vendors"); n != 2 {
			t.Errorf("%d slugs", n)
		}
		if id, err := vendors.Find(t.Context(), db, "techstore"); err != nil || id != first {
			t.Errorf("by slug: %d, %v", id, err)
		}
		own, err := vendors.Own(t.Context(), db, actor.Actor{AccountID: 2})
		if err != nil {
			t.Fatal(err)
		}
		if id, err := vendors.Find(t.Context(), db, own.VID); err != nil || id != second {
			t.Errorf("by vid: %d, %v", id, err)
		}
		if _, err := vendors.Find(t.Context(), db, "nothing"); !fault.Is(err, fault.NotFound) {
			t.Errorf("unknown: %v", err)
		}
	})
}

func TestMembersAndModeratorsWorkOnGoods(t *testing.T) {
	sqldbtest.Each(t, market, func(t *testing.T, db *sqldb.DB) {
		owner, other := account(t, db, "arman"), account(t, db, "dana")
		id := open(t, db, owner)
		theirs := open(t, db, other)
		for _, c := range []struct {
			name string
			who  actor.Actor
			want bool
		}{
			{"owner", owner, true},
			{"owner of another shop", other, false},
			{"customer", account(t, db, "buyer"), false},
			{"guest", actor.Actor{}, false},
			{"moderator", actor.Actor{AccountID: owner.AccountID + 100, Staff: true}, true},
			{"the system", actor.System, true},
		} {
			err := vendors.CheckMember(t.Context(), db, c.who, id)
			if (err == nil) != c.want || err != nil && !fault.Is(err, fault.NotFound) {
				t.Errorf("%s: %v", c.name, err)
			}
		}
		if _, err := db.ExecContext(t.Context(), "UPDATE vendor_members SET role = 'fulfilment' WHERE vendor_id = $1", theirs); err != nil {
			t.Fatal(err)
		}
		if err := vendors.CheckMember(t.Context(), db, other, theirs); !fault.Is(err, fault.NotFound) {
			t.Errorf("who only ships may edit goods: %v", err)
		}
	})
}
