package site_test

import (
	"maps"
	"net/url"
	"slices"
	"strings"
	"testing"

	"bazaar/market/schema"
	"bazaar/site/sitetest"
)

// unlisted are columns that no form of the site fills in by their name: who somebody is and what he
// may do, whose a thing is, how an order stands and what it costs.
var unlisted = []string{
	"id", "account_id", "owner", "user", "user_id", "vendor", "vendor_id", "order_id", "parcel_id", "payment_id", "oid", "pid", "sku",
	"is_staff", "is_super", "is_superuser", "is_vendor", "is_active", "session_epoch", "password_hash", "cart_units", "token", "key",
	"paid_status", "product_status", "progress", "pay_by", "order_date", "price_from", "unit_price", "seen_price", "total", "items_total", "goods",
	"tax", "discount", "commission", "commission_rate", "currency", "refunded", "settles", "captured_at", "on_hand", "reserved", "sold",
	"listed", "available", "featured", "uses", "created_at", "updated_at",
}

// A lie is a value that is nowhere in a market of tests.
const lie = "7654321"

func TestFieldsThatAFormDoesNotOfferChangeNothing(t *testing.T) {
	sitetest.Each(t, func(t *testing.T, w *sitetest.World) {
		rights := func() int64 {
			return w.Market.Scalar("SELECT COUNT(*) FROM accounts WHERE is_staff OR is_superuser") +
				1000*w.Market.Scalar("SELECT COUNT(*) FROM accounts WHERE is_vendor") + 1_000_000*w.Market.Scalar("SELECT COUNT(*) FROM accounts WHERE is_active")
		}
		all, before := crowded(w), rights()
		for _, s := range all {
			if !strings.HasPrefix(s.Pattern, "POST") || s.Pattern == "POST /user/sign-out/{$}" || s.Pattern == "POST /vendor/staff/{id}/remove/{$}" {
				continue // these take rights away
			}
			for _, value := range []string{lie, "true"} {
				f := url.Values{}
				for _, name := range unlisted {
					f.Set(name, value)
				}
				maps.Copy(f, filled[s.Pattern])
				maps.Copy(f, s.Form)
				for _, as := range []string{sitetest.Guest, sitetest.Customer, sitetest.Vendor} {
					w.Send(t, sitetest.Case{As: as, URL: s.URL, Form: f})
				}
			}
		}
		if w.Market.Scalar("SELECT COUNT(*) FROM orders WHERE paid_status OR product_status = 'delivered'") != 0 {
			t.Error("a form paid or delivered an order")
		}
		if after := rights(); after != before {
			t.Errorf("rights were %d and are %d", before, after)
		}
		for _, table := range slices.Sorted(maps.Keys(schema.Owners)) {
			for _, row := range w.Rows(t, table) {
				if strings.Contains(row, lie) {
					t.Errorf("%s took a field that nobody offered: %.300s", table, row)
				}
			}
		}
	})
}
