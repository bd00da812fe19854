package desk_test

import (
	"fmt"
	"testing"

	"bazaar/market/markettest"
	"bazaar/market/orders"
	"bazaar/site/sitetest"
)

// shared is an order of goods of two shops.
type shared struct {
	order     orders.Order
	buyer     string
	mine, his string
}

// orderOfTwo is an order of the customer of a samovar of the vendor and a carpet of the other vendor.
func orderOfTwo(w *sitetest.World, changes ...string) shared {
	samovar := w.Market.Product(w.Shop(sitetest.Vendor), markettest.Goods{Title: "Samovar", Price: 9900, Stock: 30})
	carpet := w.Market.Product(w.Shop(sitetest.OtherVendor), markettest.Goods{Title: "Carpet", Price: 45000, Stock: 30})
	buyer := w.Actor(sitetest.Customer)
	w.Market.Fill(buyer, markettest.Pick{Product: samovar, Quantity: 2}, markettest.Pick{Product: carpet, Quantity: 1})
	s := shared{order: w.Market.Place(buyer, changes...)}
	for _, p := range s.order.Parcels {
		path := fmt.Sprintf("/vendor/order/%d/", p.ID)
		if *p.VendorID == w.Shop(sitetest.Vendor).ID {
			s.mine = path
		} else {
			s.his = path
		}
	}
	s.buyer = "/order/" + s.order.OID + "/"
	return s
}

func TestOld_O19_AVendorsListShowsItsParcelsAndNothingElse(t *testing.T) {
	sitetest.Each(t, func(t *testing.T, w *sitetest.World) {
		w.Shop(sitetest.Vendor)
		empty := sitetest.Case{Name: "before the first order", As: sitetest.Vendor, URL: "/vendor/orders/", Status: 200, Has: []string{"No orders yet"}}
		w.Run(t, empty)
		s := orderOfTwo(w)
		for _, c := range []sitetest.Case{
			{Name: "the list", URL: "/vendor/orders/", Status: 200, Has: []string{s.order.OID, "Samovar", "$198.00", "Aigerim Sadykova", "Nov 25, 2026"}, HasNot: []string{"Carpet", "$450.00", "$648.00"}},
			{Name: "a stage", URL: "/vendor/orders/?stage=new", Status: 200, Has: []string{s.order.OID}},
			{Name: "another stage", URL: "/vendor/orders/?stage=shipped", Status: 200, Has: []string{"No order fits this view."}, HasNot: []string{s.order.OID}},
			{Name: "an unknown stage is the first", URL: "/vendor/orders/?stage=nonsense", Status: 200, Has: []string{s.order.OID}},
			{Name: "by number", URL: "/vendor/orders/?stage=all&q=" + s.order.OID[3:9], Status: 200, Has: []string{s.order.OID}},
			{Name: "by buyer", URL: "/vendor/orders/?stage=all&q=sadyk", Status: 200, Has: []string{s.order.OID}},
			{Name: "by product", URL: "/vendor/orders/?stage=all&q=SAMO", Status: 200, Has: []string{s.order.OID}},
			{Name: "by goods of the other vendor", URL: "/vendor/orders/?stage=all&q=carpet", Status: 200, Has: []string{"Look in all orders"}, HasNot: []string{s.order.OID}},
			{Name: "the parcel", URL: s.mine, Status: 200, Has: []string{"Samovar", "Abay Ave 10", "+7 701 234 56 78", "$198.00", "−$19.80", "$178.20"}, HasNot: []string{"Carpet", "$450.00", "$648.00", "aigerim@example.com"}},
			{Name: "the other's parcel", URL: s.his, Status: 404},
			{Name: "no parcel", URL: "/vendor/order/999999/", Status: 404},
			{Name: "the desk", URL: "/vendor/dashboard/", Status: 200, Has: []string{`href="/vendor/orders/"`, "Confirm new orders"}},
		} {
			c.As = sitetest.Vendor
			w.Run(t, c)
		}
	})
}

func TestEachVendorSendsItsOwnParcel(t *testing.T) {
	sitetest.Each(t, func(t *testing.T, w *sitetest.World) {
		s := orderOfTwo(w)
		mine, his := w.Browser(sitetest.Vendor), w.Browser(sitetest.OtherVendor)
		send := func(b *sitetest.Browser, c sitetest.Case) {
			t.Helper()
			t.Run(c.Name, func(t *testing.T) { sitetest.Check(t, c, b.Send(t, c)) })
		}
		do := func(b *sitetest.Browser, path, name, action string, status int, more ...string) {
			t.Helper()
			send(b, sitetest.Case{Name: name, URL: path, Form: form(append([]string{"do", action}, more...)...), Status: status})
		}
		do(mine, s.his, "not the other's", "confirm", 404)
		do(mine, s.mine, "nonsense", "explode", 422)
		do(mine, s.mine, "confirm", "confirm", 303)
		do(mine, s.mine, "confirm again", "confirm", 303)
		send(mine, sitetest.Case{Name: "the second click is told", URL: s.mine, Status: 200, Has: []string{"the order has moved on", "Mark as packed"}})
		do(mine, s.mine, "ship too early", "ship", 303, "carrier", "dhl", "tracking_number", "JD0001")
		do(mine, s.mine, "pack", "pack", 303)
		do(mine, s.mine, "one step back", "unpack", 303)
		send(mine, sitetest.Case{Name: "it is to be packed", URL: s.mine, Status: 200, Has: []string{"Back to packing", "Mark as packed"}})
		do(mine, s.mine, "pack again", "pack", 303)
		send(mine, sitetest.Case{Name: "a number is missing", URL: s.mine, Form: form("do", "ship", "carrier", "kazpost", "tracking_url", "https://post.kz/x"), Status: 422, Has: []string{"Enter the number that the carrier gave", `value="https://post.kz/x"`, `value="kazpost" selected`}})
		send(mine, sitetest.Case{Name: "a script for a link", URL: s.mine, Form: form("do", "ship", "carrier", "other", "carrier_name", "Aunt Saule", "tracking_number", "12345", "tracking_url", "javascript:alert(1)"), Status: 422, Has: []string{"https://", "Aunt Saule"}})
		send(mine, sitetest.Case{Name: "nobody carries it", URL: s.mine, Form: form("do", "ship", "carrier", "", "tracking_number", "12345"), Status: 422, Has: []string{"Say who carries the parcel.", `value="12345"`}})
		do(mine, s.mine, "ship", "ship", 303, "carrier", "kazpost", "tracking_number", "RR123456789KZ")
		send(mine, sitetest.Case{Name: "it is on its way", URL: s.mine, Status: 200, Has: []string{"post.kz/mail/search/track/RR123456789KZ", "It has arrived"}})
		w.Run(t, sitetest.Case{Name: "the buyer follows it", As: sitetest.Customer, URL: s.buyer, Status: 200, Has: []string{"Kazpost", "post.kz/mail/search/track/RR123456789KZ", "Processing"}})
		do(mine, s.mine, "a wrong digit", "correct tracking", 303, "carrier", "kazpost", "tracking_number", "RR123456788KZ")
		send(mine, sitetest.Case{Name: "it is corrected", URL: s.mine, Status: 200, Has: []string{"track/RR123456788KZ", "Tracking corrected"}})
		send(mine, sitetest.Case{Name: "asked first", URL: s.mine + "deliver/", Status: 200, Has: []string{"$198.00", "cannot be undone"}})
		do(mine, s.mine, "deliver", "deliver", 303)
		send(mine, sitetest.Case{Name: "nothing to ask any more", URL: s.mine + "deliver/", Status: 409})
		if state := w.Market.Text("SELECT state FROM parcels WHERE order_id = $1 AND vendor_id = $2", s.order.ID, w.Shop(sitetest.OtherVendor).ID); state != "new" {
			t.Errorf("the other's parcel is %s", state)
		}
		do(his, s.his, "the other confirms his", "confirm", 303)
		w.Market.CheckInvariants()
	})
}

func TestManyParcelsAreMovedAtOnceButNoOthers(t *testing.T) {
	sitetest.Each(t, func(t *testing.T, w *sitetest.World) {
		first, second := orderOfTwo(w), orderOfTwo(w)
		id := func(s shared, vendor string) string {
			return fmt.Sprint(w.Market.Scalar("SELECT id FROM parcels WHERE order_id = $1 AND vendor_id = $2", s.order.ID, w.Shop(vendor).ID))
		}
		b := w.Browser(sitetest.Vendor)
		chosen := form("do", "confirm", "next", "/vendor/orders/?stage=new", "id", id(first, sitetest.Vendor), "id", id(second, sitetest.Vendor), "id", id(second, sitetest.OtherVendor), "id", "nonsense")
		for _, c := range []sitetest.Case{
			{Name: "none", URL: "/vendor/orders/bulk/", Form: form("do", "confirm"), Status: 303, Location: "/vendor/orders/"},
			{Name: "not for many", URL: "/vendor/orders/bulk/", Form: form("do", "deliver", "id", id(first, sitetest.Vendor)), Status: 303},
			{Name: "confirm", URL: "/vendor/orders/bulk/", Form: chosen, Status: 303, Location: "/vendor/orders/?stage=new"},
			{Name: "told", URL: "/vendor/orders/", Status: 200, Has: []string{"Done with 2 parcels.", "1 parcel was left as it is: We could not find that."}},
		} {
			t.Run(c.Name, func(t *testing.T) { sitetest.Check(t, c, b.Send(t, c)) })
		}
		if n := w.Market.Scalar("SELECT COUNT(*) FROM parcels WHERE state = 'confirmed'"); n != 2 {
			t.Errorf("%d parcels are confirmed", n)
		}
	})
}

func TestWhatIsNotPaidWaitsWithoutAnAddress(t *testing.T) {
	sitetest.Each(t, func(t *testing.T, w *sitetest.World) {
		s := orderOfTwo(w, "payment_method", "card", "full_name", "Zarina Hidden")
		b := w.Browser(sitetest.Vendor)
		for _, c := range []sitetest.Case{
			{Name: "not to be sent", URL: "/vendor/orders/", Status: 200, HasNot: []string{s.order.OID}},
			{Name: "waits for money", URL: "/vendor/orders/?stage=unpaid", Status: 200, Has: []string{s.order.OID}, HasNot: []string{"Zarina Hidden"}},
			{Name: "no address", URL: s.mine, Status: 200, Has: []string{"has not paid yet"}, HasNot: []string{"Zarina Hidden", "Abay Ave 10", "Confirm the order"}},
			{Name: "no step", URL: s.mine, Form: form("do", "confirm"), Status: 303, Location: s.mine},
			{Name: "and says why", URL: s.mine, Status: 200, Has: []string{"This order is not paid yet."}},
		} {
			t.Run(c.Name, func(t *testing.T) { sitetest.Check(t, c, b.Send(t, c)) })
		}
	})
}

func TestTheRoleDecidesWhoSendsParcels(t *testing.T) {
	sitetest.Each(t, func(t *testing.T, w *sitetest.World) {
		s := orderOfTwo(w)
		helper := w.Actor(sitetest.OtherCustomer)
		for _, tt := range []struct {
			role          string
			seen, changed int
			link          bool
		}{{"catalogue", 403, 403, false}, {"fulfilment", 200, 303, true}} {
			if _, err := w.DB.ExecContext(t.Context(), "DELETE FROM vendor_members WHERE account_id = $1", helper.AccountID); err != nil {
				t.Fatal(err)
			}
			if _, err := w.DB.ExecContext(t.Context(), "INSERT INTO vendor_members (vendor_id, account_id, role, created_at) VALUES ($1, $2, $3, $4)", w.Shop(sitetest.Vendor).ID, helper.AccountID, tt.role, w.Now()); err != nil {
				t.Fatal(err)
			}
			home := sitetest.Case{Name: tt.role + " at home", As: sitetest.OtherCustomer, URL: "/vendor/dashboard/", Status: 200}
			if tt.link {
				home.Has = []string{`href="/vendor/orders/"`}
			} else {
				home.HasNot = []string{`href="/vendor/orders/"`}
			}
			w.Run(t, home,
				sitetest.Case{Name: tt.role + " list", As: sitetest.OtherCustomer, URL: "/vendor/orders/", Status: tt.seen},
				sitetest.Case{Name: tt.role + " parcel", As: sitetest.OtherCustomer, URL: s.mine, Status: tt.seen},
				sitetest.Case{Name: tt.role + " confirms", As: sitetest.OtherCustomer, URL: s.mine, Form: form("do", "confirm"), Status: tt.changed},
			)
		}
	})
}

func TestPagesOfOrdersTakeTheSameFewStatementsHoweverManyThereAre(t *testing.T) {
	sitetest.Each(t, func(t *testing.T, w *sitetest.World) {
		const most = 8 // of the first page, which shows all that waits
		s := orderOfTwo(w)
		few := map[string]int{}
		for _, more := range []int{0, 30} {
			samovar := w.Market.Product(w.Shop(sitetest.Vendor), markettest.Goods{Title: "Samovar", Price: 9900, Stock: 99})
			for range more {
				w.Market.Order(w.Market.Customer(), markettest.Pick{Product: samovar, Quantity: 1})
			}
			for _, address := range []string{"/vendor/dashboard/", "/vendor/orders/", "/vendor/orders/?stage=all&q=samovar&page=2", "/vendor/orders/pick/", s.mine, s.mine + "slip/", s.mine + "cancel/"} {
				n := len(w.Statements(t, sitetest.Case{As: sitetest.Vendor, URL: address, Status: 200}))
				if n > most || more > 0 && n != few[address] {
					t.Errorf("%s takes %d statements, %d with fewer orders", address, n, few[address])
				}
				few[address] = n
			}
		}
		t.Log(few)
	})
}

func TestLateParcelsStandOnTopAndSaySo(t *testing.T) {
	sitetest.Each(t, func(t *testing.T, w *sitetest.World) {
		samovar := w.Market.Product(w.Shop(sitetest.Vendor), markettest.Goods{Title: "Samovar", Price: 9900, Stock: 30})
		now := w.Now()
		w.Market.Now = now.AddDate(0, 0, -5)
		w.Market.Order(w.Market.Customer(), markettest.Pick{Product: samovar, Quantity: 1})
		w.Market.Now = now
		w.Market.Order(w.Market.Customer(), markettest.Pick{Product: samovar, Quantity: 1})
		w.Run(t, sitetest.Case{As: sitetest.Vendor, URL: "/vendor/orders/", Status: 200, Has: []string{"1 parcel should have left by now.", "Late by 2 days"}})
	})
}
