package catalog_test

import (
	"testing"

	"bazaar/market/actor"
	"bazaar/market/catalog"
	"bazaar/market/fault"
	"bazaar/market/i18n"
	"bazaar/market/money"
	"bazaar/market/vendors"
)

func TestAProductGoesOnSaleByWayOfModeration(t *testing.T) {
	each(t, func(t *testing.T, s *shop) {
		ctx := t.Context()
		id, err := catalog.CreateProduct(ctx, s.db, s.owner, s.form("Mouse", func(f *catalog.ProductForm) { f.Submit = false; f.Featured = true }), now)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := catalog.Get(ctx, s.db, id); !fault.Is(err, fault.NotFound) {
			t.Errorf("a draft is public: %v", err)
		}
		if err := catalog.Publish(ctx, s.db, system, id, now); !fault.Is(err, fault.Conflict) {
			t.Errorf("published without review: %v", err)
		}
		s.check(catalog.Submit(ctx, s.db, s.owner, id, now))
		if err := catalog.Publish(ctx, s.db, s.owner, id, now); !fault.Is(err, fault.Forbidden) {
			t.Errorf("the vendor published himself: %v", err)
		}
		s.check(catalog.Publish(ctx, s.db, system, id, now))
		p, err := catalog.Get(ctx, s.db, id)
		if err != nil || p.Featured {
			t.Errorf("page: featured %v, %v", p.Featured, err)
		}
		s.check(catalog.Reject(ctx, s.db, system, catalog.Rejection{ProductID: id, Reason: "blurred picture"}, now))
		if _, err := catalog.Get(ctx, s.db, id); !fault.Is(err, fault.NotFound) {
			t.Errorf("a rejected product is public: %v", err)
		}
		s.check(catalog.Submit(ctx, s.db, s.owner, id, now))
		s.check(catalog.Archive(ctx, s.db, s.owner, id, now))
		if err := catalog.Submit(ctx, s.db, s.owner, id, now); !fault.Is(err, fault.Conflict) {
			t.Errorf("an archived product came back: %v", err)
		}
		if n := s.count("SELECT COUNT(*) FROM audit_log WHERE object_kind = 'product'"); n != 6 {
			t.Errorf("%d entries in the audit log", n)
		}
	})
}

func TestSubmitNeedsAPictureAndAVerifiedVendor(t *testing.T) {
	each(t, func(t *testing.T, s *shop) {
		bare, err := catalog.CreateProduct(t.Context(), s.db, s.owner, s.form("Bare", func(f *catalog.ProductForm) { f.Submit = false; f.Pictures = nil }), now)
		s.check(err)
		if err := catalog.Submit(t.Context(), s.db, s.owner, bare, now); fault.As(err) == nil || fault.As(err).Fields["picture"].Text == "" {
			t.Errorf("submitted without a picture: %v", err)
		}
		draft, err := catalog.CreateProduct(t.Context(), s.db, s.owner, s.form("Draft", func(f *catalog.ProductForm) { f.Submit = false }), now)
		s.check(err)
		s.check(catalog.SuspendVendor(t.Context(), s.db, system, vendors.Decision{VendorID: s.vendor, Reason: "test"}, now))
		for name, err := range map[string]error{
			"submit": catalog.Submit(t.Context(), s.db, s.owner, draft, now),
			"create": func() error {
				_, err := catalog.CreateProduct(t.Context(), s.db, s.owner, s.form("New"), now)
				return err
			}(),
		} {
			if f := fault.As(err); f == nil || f.Code != "pending_verification" {
				t.Errorf("%s by a suspended vendor: %v", name, err)
			}
		}
	})
}

func TestStrangersCannotTouchAProduct(t *testing.T) {
	each(t, func(t *testing.T, s *shop) {
		id := s.sell("Mouse")
		other, _ := s.newVendor("dana", "Glow Bar")
		for _, who := range []actor.Actor{other, s.account("buyer"), {}} {
			_, create := catalog.CreateProduct(t.Context(), s.db, who, s.form("Fake"), now)
			for name, err := range map[string]error{
				"create":  create,
				"submit":  catalog.Submit(t.Context(), s.db, who, id, now),
				"archive": catalog.Archive(t.Context(), s.db, who, id, now),
			} {
				if !fault.Is(err, fault.NotFound) {
					t.Errorf("%s by %q: %v", name, who.Label, err)
				}
			}
			if err := catalog.Reject(t.Context(), s.db, who, catalog.Rejection{ProductID: id}, now); !fault.Is(err, fault.Forbidden) {
				t.Errorf("reject by %q: %v", who.Label, err)
			}
		}
		if _, err := catalog.CreateProduct(t.Context(), s.db, s.owner, s.form("Mine", func(f *catalog.ProductForm) { f.ID = 99 }), now); !fault.Is(err, fault.Forbidden) {
			t.Errorf("a vendor chose an id: %v", err)
		}
	})
}

func TestSuspendingAVendorHidesItsGoodsAtOnce(t *testing.T) {
	each(t, func(t *testing.T, s *shop) {
		id := s.sell("Mouse")
		s.create("In review")
		s.check(catalog.SuspendVendor(t.Context(), s.db, system, vendors.Decision{VendorID: s.vendor, Reason: "test"}, now))
		if _, err := catalog.Get(t.Context(), s.db, id); !fault.Is(err, fault.NotFound) {
			t.Errorf("page: %v", err)
		}
		if _, err := catalog.Buyable(t.Context(), s.db, id, 0); !fault.Is(err, fault.NotFound) {
			t.Errorf("cart: %v", err)
		}
		if n := s.count("SELECT COUNT(*) FROM products WHERE listed"); n != 0 {
			t.Errorf("%d listed", n)
		}
		s.check(catalog.VerifyVendor(t.Context(), s.db, system, vendors.Decision{VendorID: s.vendor}, now))
		if n := s.count("SELECT COUNT(*) FROM products WHERE listed"); n != 1 {
			t.Errorf("%d listed after the ban", n)
		}
		if err := catalog.VerifyVendor(t.Context(), s.db, s.owner, vendors.Decision{VendorID: s.vendor}, now); !fault.Is(err, fault.Forbidden) {
			t.Errorf("a vendor verified himself: %v", err)
		}
	})
}

func TestCreateProductStoresCleanTextsAndItsListing(t *testing.T) {
	each(t, func(t *testing.T, s *shop) {
		id := s.sell("  Gaming Laptop ", func(f *catalog.ProductForm) {
			f.Description = i18n.Text{"en": `<p>Fast</p><script>alert(1)</script>`}
			f.Tags = []string{" Gaming ", "gaming", "ноутбуки", "!!"}
			f.Pictures = append(f.Pictures, catalog.Picture{Media: "second", Alt: i18n.Text{"en": "from above"}})
			f.Variants = []catalog.VariantForm{
				{SKU: "LAP-16", Price: usd(129900), Stock: 0, Choices: map[string]string{"memory": "16"}},
				{SKU: "LAP-8", Price: usd(99999), OldPrice: usd(119999), Stock: 3, Choices: map[string]string{"memory": "8"}, Picture: 2},
			}
			f.Options = []catalog.Option{{Code: "memory", Name: i18n.Text{"en": "Memory"}, Choices: []catalog.Choice{{Code: "8", Name: i18n.Text{"en": "8 GB"}}, {Code: "16"}}}}
		})
		p, err := catalog.Get(t.Context(), s.db, id)
		if err != nil {
			t.Fatal(err)
		}
		if p.Title["en"] != "Gaming Laptop" || p.Slug != "gaming-laptop" || p.Description["en"] != "<p>Fast</p>" || len(p.PID) != 10 {
			t.Errorf("texts: %+v", p.Card)
		}
		if p.Price != usd(99999) || p.OldPrice != usd(119999) || p.Variants[0].SKU != "LAP-16" || len(p.Variants) != 2 || !p.Available {
			t.Errorf("prices: %+v", p.Card)
		}
		if v := p.Variants[1]; v.Picture != "second" || v.OnHand != 3 || v.Choices["memory"] != "8" || v.OldPrice != usd(119999) {
			t.Errorf("variant: %+v", v)
		}
		if len(p.Options) != 1 || p.Options[0].Name["en"] != "Memory" || p.Options[0].Choices[0].Name["en"] != "8 GB" {
			t.Errorf("options: %+v", p.Options)
		}
		if len(p.Pictures) != 2 || p.Pictures[1].Alt["en"] != "from above" || p.Picture != p.Pictures[0].Media {
			t.Errorf("pictures: %+v", p.Pictures)
		}
		if len(p.Tags) != 2 || p.Tags[0].Slug != "gaming" || p.Tags[1].Name != "ноутбуки" {
			t.Errorf("tags: %+v", p.Tags)
		}
		if p.Shop.Name != "TechStore" || p.Category.Slug != "electronics" || p.Vendor.ID != s.vendor {
			t.Errorf("links: %+v %+v", p.Vendor, p.Category)
		}
	})
}

func TestCreateProductRefusesClashes(t *testing.T) {
	each(t, func(t *testing.T, s *shop) {
		with := func(sku string) func(*catalog.ProductForm) {
			return func(f *catalog.ProductForm) { f.Variants[0].SKU = sku }
		}
		first, second := s.sell("Mouse", with("M-1")), s.sell("Mouse", with("M-2"))
		if n := s.count("SELECT COUNT(DISTINCT slug) FROM products WHERE id IN ($1, $2)", first, second); n != 2 {
			t.Error("two products share a slug")
		}
		_, err := catalog.CreateProduct(t.Context(), s.db, s.owner, s.form("Mouse", with("M-1")), now)
		if f := fault.As(err); f == nil || f.Fields["sku"].Text == "" {
			t.Errorf("taken SKU: %v", err)
		}
		if n := s.count("SELECT COUNT(*) FROM variants AS v JOIN products AS p ON p.id = v.product_id WHERE v.vendor_id <> p.vendor_id"); n != 0 {
			t.Errorf("%d variants are another shop's than their product", n)
		}
		_, err = catalog.CreateProduct(t.Context(), s.db, s.owner, s.form("Mouse", func(f *catalog.ProductForm) { f.CategoryID = 999 }), now)
		if f := fault.As(err); f == nil || f.Fields["category"].Text == "" {
			t.Errorf("unknown category: %v", err)
		}
		_, err = catalog.CreateProduct(t.Context(), s.db, system, s.form("Mouse", func(f *catalog.ProductForm) { f.VendorID = 999 }), now)
		if !fault.Is(err, fault.NotFound) {
			t.Errorf("unknown vendor: %v", err)
		}
		if n := s.count("SELECT COUNT(*) FROM products"); n != 2 {
			t.Errorf("%d products", n)
		}
	})
}

func TestFixedIdsLeaveRoomForTheOthers(t *testing.T) {
	each(t, func(t *testing.T, s *shop) {
		for range 3 {
			s.create("Before")
		}
		next := s.count("SELECT MAX(id) + 2 FROM products")
		if id := s.sell("Gaming Laptop", func(f *catalog.ProductForm) { f.ID = next }); id != next {
			t.Fatalf("id %d, want %d", id, next)
		}
		for range 3 {
			s.create("After")
		}
		if p, err := catalog.Get(t.Context(), s.db, next); err != nil || p.Title["en"] != "Gaming Laptop" || len(p.Variants) != 1 {
			t.Errorf("page %+v, %v", p.Card, err)
		}
	})
}

func TestWhatAModeratorChangesIsFoundAtOnce(t *testing.T) {
	each(t, func(t *testing.T, s *shop) {
		id, err := catalog.CreateProduct(t.Context(), s.db, s.owner, s.form("Mouse", func(f *catalog.ProductForm) { f.Tags = []string{"old"} }), now)
		s.check(err)
		s.check(catalog.Publish(t.Context(), s.db, system, id, now))
		edit := func(change func(*catalog.Texts)) error {
			d, err := catalog.ReadOwn(t.Context(), s.db, s.vendor, id)
			s.check(err)
			c := catalog.Change{ProductID: id, Version: d.Version, Proposal: d.Wanted}
			change(&c.Texts)
			_, err = catalog.SaveProduct(t.Context(), s.db, system, c, now)
			return err
		}
		s.check(edit(func(f *catalog.Texts) {
			f.Title, f.Tags, f.CategoryID = i18n.Text{"en": "Hamster"}, []string{"new"}, s.small
		}))
		for q, want := range map[string]int{"hamster": 1, "new": 1, "mouse": 0, "old": 0} {
			l, err := s.search(q, 1)
			if err != nil || len(l.Cards) != want {
				t.Errorf("search %q: %v, %v", q, titles(l.Cards), err)
			}
		}
		if err := edit(func(f *catalog.Texts) { f.CategoryID = 999 }); !fault.Is(err, fault.Invalid) {
			t.Errorf("unknown category: %v", err)
		}
	})
}

func TestANewPriceKeepsTheListingOfTheCheapestVariant(t *testing.T) {
	each(t, func(t *testing.T, s *shop) {
		id := s.sell("Shirt", twoSizes)
		p, err := catalog.Get(t.Context(), s.db, id)
		s.check(err)
		set := func(o catalog.Supply) error {
			return catalog.SetSupplies(t.Context(), s.db, s.owner, catalog.Supplies{ProductID: id, Supplies: []catalog.Supply{o}}, now)
		}
		s.check(set(catalog.Supply{VariantID: p.Variants[1].ID, Price: usd(500), OldPrice: usd(900)}))
		after, err := catalog.Get(t.Context(), s.db, id)
		if err != nil || after.Price != usd(500) || after.OldPrice != usd(900) {
			t.Errorf("card %+v, %v", after.Card, err)
		}
		for name, price := range map[string]money.Amount{"zero": usd(0), "below zero": usd(-1), "other currency": catalogKZT(100)} {
			if err := set(catalog.Supply{VariantID: p.Variants[0].ID, Price: price}); !fault.Is(err, fault.Invalid) {
				t.Errorf("%s: %v", name, err)
			}
		}
		if err := set(catalog.Supply{VariantID: 999, Price: usd(1)}); !fault.Is(err, fault.NotFound) {
			t.Errorf("unknown variant: %v", err)
		}
	})
}

func TestCategoriesAreForModerators(t *testing.T) {
	each(t, func(t *testing.T, s *shop) {
		form := catalog.CategoryForm{Title: i18n.Text{"en": "Electronics"}}
		if _, err := catalog.CreateCategory(t.Context(), s.db, s.owner, form, now); !fault.Is(err, fault.Forbidden) {
			t.Errorf("a vendor: %v", err)
		}
		if _, err := catalog.CreateCategory(t.Context(), s.db, system, catalog.CategoryForm{}, now); !fault.Is(err, fault.Invalid) {
			t.Errorf("no title: %v", err)
		}
		form.ParentID = 999
		if _, err := catalog.CreateCategory(t.Context(), s.db, system, form, now); !fault.Is(err, fault.Invalid) {
			t.Errorf("unknown parent: %v", err)
		}
		s.category(i18n.Text{"en": "Electronics"}, 0)
		if n := s.count("SELECT COUNT(DISTINCT slug) FROM categories"); n != 3 {
			t.Errorf("%d slugs", n)
		}
	})
}
