package admin_test

import (
	"fmt"
	"testing"

	"bazaar/market/actor"
	"bazaar/market/i18n"
	"bazaar/market/markettest"
	"bazaar/market/vendors"
	"bazaar/site/sitetest"
)

// apply opens a shop of an account that writes Kazakh, completes it and sends its application.
func apply(t *testing.T, w *sitetest.World) int64 {
	t.Helper()
	owner := w.Market.Customer()
	ctx, now := t.Context(), w.Now()
	id, err := vendors.Apply(ctx, w.DB, owner, vendors.ShopForm{Name: "Tea House", Contact: "+7 701 000 00 00", Address: "Abay 1", Terms: true}, now)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := w.DB.ExecContext(ctx, "UPDATE accounts SET language = 'kk' WHERE id = $1", owner.AccountID); err != nil {
		t.Fatal(err)
	}
	version := func() int64 { return w.Market.Scalar("SELECT version FROM vendors WHERE id = $1", id) }
	for _, do := range []func() error{
		func() error {
			return vendors.SaveStorefront(ctx, w.DB, owner, vendors.Storefront{Description: i18n.Text{"en": "<p>Tea and <strong>cups</strong></p>"}, Version: version()}, now)
		},
		func() error {
			return vendors.SaveLegal(ctx, w.DB, owner, vendors.Legal{Name: "Tea LLP", BIN: "940440001235", IBAN: "KZ86125KZT5004100100", Contact: "+7 701 000 00 00", Version: version()}, now)
		},
		func() error {
			return vendors.SaveTerms(ctx, w.DB, owner, vendors.Terms{City: "Almaty", Address: "Abay 1", Delivery: i18n.Text{"ru": "Курьером"}, Returns: i18n.Text{"kk": "14 күн"}, Version: version()}, now)
		},
		func() error { return vendors.SubmitApplication(ctx, w.DB, owner, now) },
	} {
		if err := do(); err != nil {
			t.Fatal(err)
		}
	}
	return id
}

func TestAModeratorDecidesAboutAnApplication(t *testing.T) {
	sitetest.Each(t, func(t *testing.T, w *sitetest.World) {
		withStaff(t, w)
		id := apply(t, w)
		address := fmt.Sprintf("/admin/vendors/%d/", id)
		version := fmt.Sprint(w.Market.Scalar("SELECT version FROM vendors WHERE id = $1", id))
		w.Run(t,
			sitetest.Case{Name: "the queue", As: staff, URL: "/admin/vendors/", Status: 200, Has: []string{"Tea House", "Almaty"}},
			sitetest.Case{Name: "the search", As: staff, URL: "/admin/vendors/?q=940440001235", Status: 200, Has: []string{"Tea House"}},
			sitetest.Case{Name: "nothing found", As: staff, URL: "/admin/vendors/?q=nobody", Status: 200, Has: []string{"No vendor fits this view."}},
			sitetest.Case{Name: "the dossier", As: staff, URL: address, Status: 200, Has: []string{
				"Tea LLP", "940440001235", "KZ86125KZT5004100100", "<strong>cups</strong>", "Курьером", "14 күн", "Қазақша", "Application sent", "Verify the shop",
			}},
			sitetest.Case{Name: "without a reason", As: staff, URL: address + "return/", Form: form("version", version), Status: 422, Has: []string{"Say why", `aria-invalid="true"`}},
			sitetest.Case{
				Name: "a ready-made reason, in the vendor's language", As: staff, URL: address + "return/", Form: form("version", version, "reason", "Hello.", "insert", "2"), Status: 200,
				Has: []string{"Hello.\nМекенжай толық емес."},
			},
			sitetest.Case{Name: "a reason that is not there", As: staff, URL: address + "return/", Form: form("reason", "Hello.", "insert", "99"), Status: 200, Has: []string{"Hello."}},
			sitetest.Case{Name: "of an old version", As: staff, URL: address + "return/", Form: form("version", "1", "reason", "Typed before"), Status: 409, Has: []string{"Somebody changed this", "Typed before"}},
			sitetest.Case{Name: "verified at an old version", As: staff, URL: address + "verify/", Form: form("version", "1"), Status: 409, Has: []string{"Somebody changed this"}},
			sitetest.Case{Name: "sent back", As: staff, URL: address + "return/", Form: form("version", version, "reason", "The BIN is of another firm."), Status: 303, Location: address},
			sitetest.Case{Name: "it lies with the vendor", As: staff, URL: address, Status: 200, Has: []string{"The BIN is of another firm.", "lies with the vendor"}, HasNot: []string{"Verify the shop"}},
			sitetest.Case{Name: "the list of those", As: staff, URL: "/admin/vendors/?stage=returned", Status: 200, Has: []string{"The BIN is of another firm."}},
		)
		entry := w.Market.Scalar("SELECT MAX(id) FROM audit_log WHERE object_kind = 'vendor'")
		back := fmt.Sprintf("/admin/vendors/decisions/%d/undo/", entry)
		w.Run(t,
			sitetest.Case{Name: "it can be taken back", As: staff, URL: address, Status: 200, Has: []string{back, "Take it back"}},
			sitetest.Case{Name: "taken back", As: staff, URL: back, Form: form(), Status: 303, Location: address},
			sitetest.Case{Name: "it waits again", As: staff, URL: address, Status: 200, Has: []string{"Verify the shop", "Decision taken back"}, HasNot: []string{back}},
			sitetest.Case{Name: "sent back after all", As: staff, URL: address + "return/", Form: form("reason", "The BIN is of another firm."), Status: 303, Location: address},
		)
		if _, err := w.DB.ExecContext(t.Context(), "DELETE FROM letters WHERE object = $1", fmt.Sprint(entry)); err != nil {
			t.Fatal(err)
		}
		if got := w.Market.Text("SELECT kind || ' ' || language FROM letters WHERE kind LIKE 'vendor%'"); got != "vendor_returned kk" {
			t.Errorf("the owner is owed %q", got)
		}
		owner := actor.Actor{AccountID: w.Market.Scalar("SELECT account_id FROM vendor_members WHERE vendor_id = $1", id), Label: "owner"}
		if err := vendors.SubmitApplication(t.Context(), w.DB, owner, w.Now()); err != nil {
			t.Fatal(err)
		}
		version = fmt.Sprint(w.Market.Scalar("SELECT version FROM vendors WHERE id = $1", id))
		w.Run(t,
			sitetest.Case{Name: "verified", As: staff, URL: address + "verify/", Form: form("version", version), Status: 303, Location: address},
			sitetest.Case{Name: "verified twice", As: staff, URL: address + "verify/", Form: form(), Status: 409, Has: []string{"not possible in the present state"}},
			sitetest.Case{Name: "the shop is public", As: sitetest.Guest, URL: fmt.Sprintf("/vendor/%d/", id), Status: 200, Has: []string{"Tea House"}},
			sitetest.Case{Name: "sent back too late", As: staff, URL: address + "return/", Form: form("reason", "x"), Status: 409},
		)
		if n := w.Market.Scalar("SELECT COUNT(*) FROM audit_log AS a JOIN accounts AS b ON b.id = a.actor_id WHERE b.is_staff AND a.object_kind = 'vendor'"); n != 4 {
			t.Errorf("%d decisions are on record, want two", n)
		}
	})
}

func TestASuspendedShopAndItsGoodsVanishAndComeBack(t *testing.T) {
	sitetest.Each(t, func(t *testing.T, w *sitetest.World) {
		withStaff(t, w)
		shop := w.Shop(sitetest.Vendor)
		kettle := w.Market.Product(shop, markettest.Goods{Title: "Samovar", Price: 9900, Stock: 3})
		address := fmt.Sprintf("/admin/vendors/%d/", shop.ID)
		public := func(name string, status int, has, hasNot []string) {
			t.Helper()
			for range 2 { // the second answer comes from memory
				w.Run(t,
					sitetest.Case{Name: name + ": product", As: sitetest.Guest, URL: fmt.Sprintf("/product/%d/", kettle.ID), Status: status},
					sitetest.Case{Name: name + ": shop", As: sitetest.Guest, URL: fmt.Sprintf("/vendor/%d/", shop.ID), Status: status},
					sitetest.Case{Name: name + ": list", As: sitetest.Guest, URL: "/products/", Status: 200, Has: has, HasNot: hasNot},
				)
			}
		}
		public("before", 200, []string{"Samovar"}, nil)
		w.Run(t,
			sitetest.Case{Name: "asks", As: staff, URL: address + "suspend/", Status: 200, Has: []string{"1 product goes off sale at once"}},
			sitetest.Case{Name: "without a reason", As: staff, URL: address + "suspend/", Form: form("reason", " "), Status: 422, Has: []string{"Say why"}},
			sitetest.Case{Name: "a ready-made reason", As: staff, URL: address + "suspend/", Form: form("insert", "0"), Status: 200, Has: []string{"did not get what they had paid for"}},
		)
		public("still", 200, []string{"Samovar"}, nil)
		w.Run(t, sitetest.Case{Name: "suspended", As: staff, URL: address + "suspend/", Form: form("reason", "Parcels were not sent."), Status: 303, Location: address})
		public("suspended", 404, nil, []string{"Samovar"})
		w.Run(t,
			sitetest.Case{Name: "twice", As: staff, URL: address + "suspend/", Form: form("reason", "Again."), Status: 409, Has: []string{"not possible in the present state", "Again."}},
			sitetest.Case{Name: "the vendor reads why", As: sitetest.Vendor, URL: "/vendor/dashboard/", Status: 200, Has: []string{"Parcels were not sent."}},
			sitetest.Case{Name: "lifted", As: staff, URL: address + "verify/", Form: form(), Status: 303, Location: address},
		)
		public("lifted", 200, []string{"Samovar"}, nil)
		if got := w.Market.Scalar("SELECT COUNT(*) FROM letters WHERE kind IN ('vendor_suspended', 'vendor_lifted') AND recipient = 'vendor@bazaar.test'"); got != 2 {
			t.Errorf("%d letters are owed to the owner, want two", got)
		}
	})
}
