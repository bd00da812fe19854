package checkout_test

import (
	"bytes"
	"context"
	"log/slog"
	"slices"
	"strings"
	"testing"
	"time"

	"bazaar/market/actor"
	"bazaar/market/cart"
	"bazaar/market/catalog"
	"bazaar/market/checkout"
	"bazaar/market/coupons"
	"bazaar/market/fault"
	"bazaar/market/markettest"
	"bazaar/market/orders"
	"bazaar/market/payments"
	"bazaar/market/stock"
	"bazaar/market/vendors"
)

// maxStatements is how many statements placing an order of three lines may take.
const maxStatements = 19

func place(t *testing.T, m *markettest.Market, by actor.Actor, p checkout.Purchase) (checkout.Placed, error) {
	t.Helper()
	return checkout.Place(t.Context(), m.DB, by, p, m.Now)
}

func code(err error) string {
	if f := fault.As(err); f != nil {
		return f.Code
	}
	return ""
}

// state is a fingerprint of everything that a refused purchase must not change.
func state(m *markettest.Market) string {
	var b strings.Builder
	for _, table := range []string{"orders", "parcels", "order_lines", "order_history", "payments", "letters", "coupon_uses", "stock_movements"} {
		b.WriteString(table + "=" + m.Text("SELECT CAST(COUNT(*) AS text) FROM "+table) + " ")
	}
	for _, sum := range []string{"stock_levels.on_hand", "cart_lines.quantity", "accounts.cart_units", "coupons.uses"} {
		table, column, _ := strings.Cut(sum, ".")
		b.WriteString(sum + "=" + m.Text("SELECT CAST(COALESCE(SUM("+column+"), 0) AS text) FROM "+table) + " ")
	}
	return b.String()
}

func TestTheShopsExample(t *testing.T) {
	markettest.Each(t, func(t *testing.T, m *markettest.Market) {
		techStore, other := m.Vendor(), m.Vendor()
		laptop := m.Product(techStore, markettest.Goods{Title: "Gaming Laptop", Price: 99999, Stock: 5})
		mouse := m.Product(techStore, markettest.Goods{Title: "Mouse", Price: 2999, Stock: 1})
		by := m.Customer()
		m.Fill(by, markettest.Pick{Product: laptop, Quantity: 2}, markettest.Pick{Product: mouse, Quantity: 1})
		almaty, err := time.LoadLocation("Asia/Almaty")
		if err != nil {
			t.Fatal(err)
		}
		m.Now = time.Date(2026, 11, 22, 20, 30, 0, 0, time.UTC)
		p := m.Purchase("seen_total", "2029.97")
		p.Zone = almaty
		placed, err := place(t, m, by, p)
		if err != nil || placed.Total != usd(202997) || placed.Replayed {
			t.Fatalf("placed %+v, %v; want 2029.97", placed, err)
		}
		o := m.Read(by, placed.OID)
		if o.Paid || o.Status != orders.StatusProcessing || o.Totals.Total != usd(202997) || len(o.Parcels) != 1 || o.Parcels[0].VendorName != techStore.Name {
			t.Errorf("order %+v", o)
		}
		if l := o.Parcels[0].Lines; len(l) != 2 || l[0].Total != usd(199998) || l[1].Total != usd(2999) || l[0].Title != "Gaming Laptop" || *l[0].ProductID != laptop.ID || l[0].SKU == "" {
			t.Errorf("lines %+v", l)
		}
		if paid, err := payments.OfOrder(t.Context(), m.DB, o.ID); err != nil || len(paid) != 1 || paid[0].State != payments.Pending || paid[0].Amount != usd(202997) {
			t.Errorf("payments %+v, %v", paid, err)
		}
		if left, err := cart.Load(t.Context(), m.DB, by, m.Now); err != nil || len(left.Lines) != 0 || m.Scalar("SELECT cart_units FROM accounts WHERE id = $1", by.AccountID) != 0 {
			t.Errorf("the cart still holds %+v, %v", left, err)
		}
		if day := m.Text("SELECT local_day FROM orders WHERE oid = $1", o.OID); day != "2026-11-23" {
			t.Errorf("half past one in Almaty is on %s", day)
		}
		if n := m.Scalar("SELECT COUNT(*) FROM letters WHERE kind = 'order_confirmation' AND object = $1 AND recipient = 'aigerim@example.com'", o.OID); n != 1 {
			t.Errorf("%d letters", n)
		}
		for p, available := range map[markettest.Product]bool{laptop: true, mouse: false} {
			if card, err := catalog.Cards(t.Context(), m.DB, []int64{p.ID}); err != nil || card[0].Available != available {
				t.Errorf("%s is available: %+v, %v; want %t", p.Title, card, err, available)
			}
		}

		third := m.Product(other, markettest.Goods{Title: "Cable", Price: 100, Stock: 9})
		m.Fill(by, markettest.Pick{Product: laptop, Quantity: 1}, markettest.Pick{Product: third, Quantity: 2},
			markettest.Pick{Product: m.Product(other, markettest.Goods{Title: "Lamp", Price: 500, Stock: 9}), Quantity: 1})
		names := m.Statements(func(ctx context.Context) error {
			_, err := checkout.Place(ctx, m.DB, by, m.Purchase(), m.Now)
			return err
		})
		t.Logf("an order of three lines takes %d statements: %s", len(names), strings.Join(names, " "))
		if len(names) > maxStatements {
			t.Errorf("an order of three lines takes %d statements, at most %d are wanted", len(names), maxStatements)
		}
	})
}

func TestRefusedPurchasesChangeNothing(t *testing.T) {
	markettest.Each(t, func(t *testing.T, m *markettest.Market) {
		v := m.Vendor()
		laptop := m.Product(v, markettest.Goods{Title: "Laptop", Price: 99900, Stock: 3})
		mouse := m.Product(v, markettest.Goods{Title: "Mouse", Price: 2999, Stock: 3})
		by := m.Customer()
		m.Fill(by, markettest.Pick{Product: laptop, Quantity: 3}, markettest.Pick{Product: mouse, Quantity: 1})
		rival := m.Customer()
		for _, c := range []struct {
			name    string
			by      actor.Actor
			changes []string
			prepare func()
			want    string
		}{
			{"a guest", actor.Actor{}, nil, nil, "login_required"},
			{"an empty cart", rival, nil, nil, "cart_empty"},
			{"a missing name", by, []string{"full_name", ""}, nil, "invalid"},
			{"an unknown coupon", by, []string{"coupon", "NOPE"}, nil, "invalid_coupon"},
			{"another total", by, []string{"seen_total", "3026.98"}, nil, "total_changed"},
			{"a total that is no number", by, []string{"seen_total", "cheap"}, nil, "total_changed"},
			{"stock sold meanwhile", by, nil, func() { m.Order(rival, markettest.Pick{Product: laptop, Quantity: 1}) }, "out_of_stock"},
			{"a vendor suspended meanwhile", by, nil, func() {
				if err := catalog.SuspendVendor(t.Context(), m.DB, actor.System, vendors.Decision{VendorID: v.ID, Reason: "test"}, m.Now); err != nil {
					t.Fatal(err)
				}
			}, "out_of_stock"},
		} {
			if c.prepare != nil {
				c.prepare()
			}
			before := state(m)
			_, err := place(t, m, c.by, m.Purchase(c.changes...))
			got := code(err)
			if f := fault.As(err); f != nil && got == "" {
				got = string(f.Kind)
			}
			if got != c.want {
				t.Errorf("%s: %v, want %s", c.name, err, c.want)
			}
			if after := state(m); after != before {
				t.Errorf("%s changed the market:\n%s\n%s", c.name, before, after)
			}
		}
	})
}

func TestShortLinesAreNamed(t *testing.T) {
	markettest.Each(t, func(t *testing.T, m *markettest.Market) {
		v, by := m.Vendor(), m.Customer()
		laptop := m.Product(v, markettest.Goods{Title: "Laptop", Price: 99900, Stock: 3})
		mouse := m.Product(v, markettest.Goods{Title: "Mouse", Price: 2999, Stock: 3})
		m.Fill(by, markettest.Pick{Product: laptop, Quantity: 3}, markettest.Pick{Product: mouse, Quantity: 1})
		m.Order(m.Customer(), markettest.Pick{Product: laptop, Quantity: 2})
		log := captureLog(t)
		_, err := place(t, m, by, m.Purchase())
		want := []stock.Short{{VariantID: laptop.VariantID, Wanted: 3, Available: 1}}
		if f := fault.As(err); f == nil || f.Kind != fault.Conflict || !slices.Equal(f.Detail.([]stock.Short), want) {
			t.Errorf("refusal %v, want the laptop to be short", err)
		}
		if text := log.String(); !strings.Contains(text, "level=ERROR") || !strings.Contains(text, `msg="Checkout error: Insufficient stock"`) || !strings.Contains(text, "logger=checkout") {
			t.Errorf("logged %q", text)
		}
		if _, err := cart.Set(t.Context(), m.DB, by, cart.Wish{ProductID: laptop.ID, Quantity: 1}, m.Now); err != nil {
			t.Fatal(err)
		}
		if _, err := place(t, m, by, m.Purchase()); err != nil {
			t.Errorf("after taking what there is: %v", err)
		}
		if text := log.String(); !strings.Contains(text, `level=INFO msg="Order placed"`) {
			t.Errorf("logged %q", text)
		}
	})
}

// captureLog sends the log of this test into a buffer.
func captureLog(t *testing.T) *bytes.Buffer {
	var b bytes.Buffer
	before := slog.Default()
	slog.SetDefault(slog.New(slog.NewTextHandler(&b, nil)))
	t.Cleanup(func() { slog.SetDefault(before) })
	return &b
}

func TestOneKeyMakesOneOrder(t *testing.T) {
	markettest.Each(t, func(t *testing.T, m *markettest.Market) {
		v, by, other := m.Vendor(), m.Customer(), m.Customer()
		mouse := m.Product(v, markettest.Goods{Title: "Mouse", Price: 2999, Stock: 30})
		pick := markettest.Pick{Product: mouse, Quantity: 1}
		m.Fill(by, pick)
		m.Fill(other, pick)
		form := m.Purchase("checkout_key", "k1")
		first, err := place(t, m, by, form)
		if err != nil {
			t.Fatal(err)
		}
		again, err := place(t, m, by, form)
		if err != nil || again.OID != first.OID || !again.Replayed || again.Total != first.Total {
			t.Errorf("again, with an empty cart: %+v, %v", again, err)
		}
		m.Fill(by, pick)
		if again, err := place(t, m, by, form); err != nil || again.OID != first.OID {
			t.Errorf("again, with a new cart: %+v, %v", again, err)
		}
		for _, change := range [][]string{{"full_name", "Somebody Else"}, {"notes", "ring twice"}, {"seen_total", "29.99"}} {
			_, err := place(t, m, by, m.Purchase(append([]string{"checkout_key", "k1"}, change...)...))
			if f := fault.As(err); f == nil || f.Kind != fault.Invalid || f.Code != "checkout_key_reused" {
				t.Errorf("the key with another %s: %v", change[0], err)
			}
		}
		theirs, err := place(t, m, other, form)
		if err != nil || theirs.OID == first.OID || theirs.Replayed {
			t.Errorf("somebody else's same key: %+v, %v", theirs, err)
		}
		if n := m.Scalar("SELECT COUNT(*) FROM orders"); n != 2 {
			t.Errorf("%d orders, want 2", n)
		}
		if second, err := place(t, m, by, m.Purchase("checkout_key", "")); err != nil || second.OID == first.OID {
			t.Errorf("without a key: %+v, %v", second, err)
		}
	})
}

func TestPricesAreThoseOfNow(t *testing.T) {
	markettest.Each(t, func(t *testing.T, m *markettest.Market) {
		v, by := m.Vendor(), m.Customer()
		mouse := m.Product(v, markettest.Goods{Title: "Mouse", Price: 2999, Stock: 30})
		m.Fill(by, markettest.Pick{Product: mouse, Quantity: 2})
		m.Reprice(v, mouse, 3500)
		if c, err := cart.Load(t.Context(), m.DB, by, m.Now); err != nil || !c.Lines[0].PriceChanged() || c.Lines[0].SeenPrice != usd(2999) {
			t.Errorf("the cart does not tell of the new price: %+v, %v", c, err)
		}
		_, err := place(t, m, by, m.Purchase("seen_total", "59.98"))
		if f := fault.As(err); f == nil || f.Code != "total_changed" || f.Args[0] != "$70.00" || f.Detail.(checkout.Quote).Totals.Total != usd(7000) {
			t.Errorf("the old total: %v", err)
		}
		if placed, err := place(t, m, by, m.Purchase("seen_total", "70.00")); err != nil || placed.Total != usd(7000) {
			t.Errorf("the new total: %+v, %v", placed, err)
		}
	})
}

func TestNothingAboutMoneyOrPeopleIsTakenFromTheClient(t *testing.T) {
	markettest.Each(t, func(t *testing.T, m *markettest.Market) {
		v, by, victim := m.Vendor(), m.Customer(), m.Customer()
		m.Fill(by, markettest.Pick{Product: m.Product(v, markettest.Goods{Title: "Mouse", Price: 2999, Stock: 30}), Quantity: 2})
		o := m.Place(by,
			"price", "0.01", "total", "0.01", "items_total", "1", "saved", "59", "discount", "100", "tax", "-5", "currency", "KZT", "quantity", "1",
			"user", victim.Owner(), "account_id", "1", "owner", victim.Owner(), "vendor", "99", "oid", "mine", "status", "delivered",
			"product_status", "delivered", "paid_status", "true", "progress", "completed", "title", "Gold", "commission", "0", "id", "1")
		if o.Totals.Total != usd(5998) || o.Totals.Discount != usd(0) || *o.AccountID != by.AccountID || o.Paid || o.Status != orders.StatusProcessing || o.OID == "mine" || o.Parcels[0].Lines[0].Title != "Mouse" {
			t.Errorf("an order of lies: %+v", o)
		}
	})
}

func TestCouponsTakeTheirPartAndAreCounted(t *testing.T) {
	markettest.Each(t, func(t *testing.T, m *markettest.Market) {
		one := int64(1)
		if _, err := coupons.Create(t.Context(), m.DB, m.Admin(), coupons.Coupon{Code: "WELCOME10", Percent: 10, Active: true, CustomerLimit: &one}, m.Now); err != nil {
			t.Fatal(err)
		}
		first, second, by := m.Vendor(), m.Vendor(), m.Customer()
		laptop := m.Product(first, markettest.Goods{Title: "Gaming Laptop", Price: 99999, Stock: 5})
		mouse := m.Product(second, markettest.Goods{Title: "Mouse", Price: 2999, Stock: 5})
		picks := []markettest.Pick{{Product: laptop, Quantity: 2}, {Product: mouse, Quantity: 1}}
		m.Fill(by, picks...)
		o := m.Place(by, "coupon", " welcome10 ", "seen_total", "1826.97")
		if o.Totals.Discount != usd(20300) || o.Totals.Total != usd(182697) || o.CouponCode != "WELCOME10" {
			t.Errorf("totals %+v", o.Totals)
		}
		if o.Parcels[0].Totals.Discount != usd(20000) || o.Parcels[1].Totals.Discount != usd(300) || o.Parcels[1].Totals.Total != usd(2699) {
			t.Errorf("each vendor's part: %+v, %+v", o.Parcels[0].Totals, o.Parcels[1].Totals)
		}
		m.Fill(by, picks...)
		if _, err := place(t, m, by, m.Purchase("coupon", "WELCOME10")); code(err) != "coupon_used" || fault.As(err).Fields["coupon"].Text == "" {
			t.Errorf("a second use: %v", err)
		}
		if o := m.Order(m.Customer(), markettest.Pick{Product: mouse, Quantity: 1}); o.CouponCode != "" {
			t.Errorf("a coupon out of nothing: %+v", o)
		}
	})
}
