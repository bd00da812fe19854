package desk_test

import (
	"fmt"
	"net/url"
	"strings"
	"testing"

	"bazaar/market/markettest"
	"bazaar/market/orders"
	"bazaar/site/sitetest"
)

func TestAVendorCancelsALineAndTheBuyerReadsWhy(t *testing.T) {
	sitetest.Each(t, func(t *testing.T, w *sitetest.World) {
		v := w.Shop(sitetest.Vendor)
		samovar := w.Market.Product(v, markettest.Goods{Title: "Samovar", Price: 9900, Stock: 30})
		tray := w.Market.Product(v, markettest.Goods{Title: "Tray", Price: 1500, Stock: 1})
		o := w.Market.Order(w.Actor(sitetest.Customer), markettest.Pick{Product: samovar, Quantity: 1}, markettest.Pick{Product: tray, Quantity: 1})
		parcel := fmt.Sprintf("/vendor/order/%d/", o.Parcels[0].ID)
		line := fmt.Sprint(o.Parcels[0].Lines[1].ID)
		b := w.Browser(sitetest.Vendor)
		for _, c := range []sitetest.Case{
			{Name: "asked first", URL: parcel + "cancel/", Status: 200, Has: []string{"Tray", "$15.00", "The buyer pays that much less.", "cannot be undone"}},
			{Name: "nothing chosen", URL: parcel + "cancel/", Form: form("note", "Sorry"), Status: 422, Has: []string{"Choose what cannot be sent.", "Choose a reason from the list.", "Sorry"}},
			{Name: "another reason without words", URL: parcel + "cancel/", Form: form("line", line, "reason", "other"), Status: 422, Has: []string{"Say why, in a few words", `value="` + line + `" checked`}},
			{Name: "a line of nobody", URL: parcel + "cancel/", Form: form("line", "999999", "reason", "damaged"), Status: 404},
			{Name: "cancelled", URL: parcel + "cancel/", Form: form("line", line, "reason", "damaged", "note", "It fell <b>down</b>"), Status: 303, Location: parcel},
			{Name: "the vendor sees it", URL: parcel, Status: 200, Has: []string{"Cancelled: Tray × 1", "Damaged or faulty · It fell &lt;b&gt;down&lt;/b&gt;", "$99.00", "Cancelled lines were $15.00"}},
			{Name: "twice", URL: parcel + "cancel/", Form: form("line", line, "reason", "damaged"), Status: 303, Location: parcel},
			{Name: "it is not offered again", URL: parcel + "cancel/", Status: 200, HasNot: []string{"Tray"}},
		} {
			t.Run(c.Name, func(t *testing.T) { sitetest.Check(t, c, b.Send(t, c)) })
		}
		page := "/order/" + o.OID + "/"
		w.Run(t,
			sitetest.Case{Name: "the buyer sees it", As: sitetest.Customer, URL: page, Status: 200, Has: []string{"Cancelled", "Damaged or faulty · It fell", "−$15.00", "$99.00"}},
			sitetest.Case{Name: "the buyer reads it in Russian", As: sitetest.Customer, URL: "/ru" + page, Status: 200, Has: []string{"Товар повреждён или с браком"}},
			sitetest.Case{Name: "on paper, too", As: sitetest.Customer, URL: page + "print/", Status: 200, Has: []string{"−$15.00"}},
			sitetest.Case{Name: "another vendor", As: sitetest.OtherVendor, URL: parcel + "cancel/", Status: 302},
		)
		if n := w.Market.Scalar("SELECT on_hand FROM stock_levels WHERE variant_id = $1", tray.VariantID); n != 1 {
			t.Errorf("%d trays are in stock", n)
		}
	})
}

func TestPaperShowsWhatIsToBePackedAndNothingElse(t *testing.T) {
	sitetest.Each(t, func(t *testing.T, w *sitetest.World) {
		first, second := orderOfTwo(w), orderOfTwo(w)
		empty := sitetest.Case{Name: "nothing is confirmed", As: sitetest.Vendor, URL: "/vendor/orders/pick/", Status: 200, Has: []string{"Nothing is to be packed"}}
		w.Run(t, empty)
		for _, s := range []shared{first, second} {
			for _, p := range s.order.Parcels {
				if err := orders.Confirm(t.Context(), w.DB, w.Shop(sitetest.Vendor).Owner, p.ID, w.Now()); err != nil && *p.VendorID == w.Shop(sitetest.Vendor).ID {
					t.Fatal(err)
				}
			}
		}
		unpaid := orderOfTwo(w, "payment_method", "card")
		for _, c := range []sitetest.Case{
			{Name: "pick list", URL: "/vendor/orders/pick/", Status: 200, Has: []string{"Samovar", first.order.OID, second.order.OID, "4 items", "2 parcels"}, HasNot: []string{"Carpet", unpaid.order.OID}},
			{Name: "slip", URL: first.mine + "slip/", Status: 200, Has: []string{"Samovar", "Abay Ave 10", "To be paid in cash: $198.00"}, HasNot: []string{"Carpet", "Commission", "$178.20"}},
			{Name: "slip of another's", URL: first.his + "slip/", Status: 404},
			{Name: "slip of what is not paid", URL: unpaid.mine + "slip/", Status: 409, Has: []string{"There is nothing to send of this order."}, HasNot: []string{"Abay Ave 10"}},
		} {
			c.As = sitetest.Vendor
			w.Run(t, c)
		}
	})
}

func TestAVendorCancelsPiecesOfALine(t *testing.T) {
	sitetest.Each(t, func(t *testing.T, w *sitetest.World) {
		cup := w.Market.Product(w.Shop(sitetest.Vendor), markettest.Goods{Title: "Cup", Price: 333, Stock: 9})
		o := w.Market.Order(w.Actor(sitetest.Customer), markettest.Pick{Product: cup, Quantity: 3})
		parcel, line := fmt.Sprintf("/vendor/order/%d/", o.Parcels[0].ID), fmt.Sprint(o.Parcels[0].Lines[0].ID)
		if err := orders.Confirm(t.Context(), w.DB, w.Shop(sitetest.Vendor).Owner, o.Parcels[0].ID, w.Now()); err != nil {
			t.Fatal(err)
		}
		pieces := func(n string) url.Values { return form("line", line, "pieces-"+line, n, "reason", "damaged") }
		b := w.Browser(sitetest.Vendor)
		for _, c := range []sitetest.Case{
			{Name: "asked how many", URL: parcel + "cancel/", Status: 200, Has: []string{`name="pieces-` + line + `"`, `max="3"`, `value="3"`}},
			{Name: "more than there are", URL: parcel + "cancel/", Form: pieces("4"), Status: 422, Has: []string{"Of “Cup” you can cancel from 1 to 3 pieces.", `value="4"`}},
			{Name: "none", URL: parcel + "cancel/", Form: pieces("0"), Status: 422, Has: []string{"from 1 to 3 pieces", `value="0"`}},
			{Name: "no number", URL: parcel + "cancel/", Form: pieces("two"), Status: 422, Has: []string{"from 1 to 3 pieces", `value="two"`}},
			{Name: "two of three", URL: parcel + "cancel/", Form: pieces("2"), Status: 303, Location: parcel},
			{Name: "the vendor sees it", URL: parcel, Status: 200, Has: []string{"Cancelled: Cup × 2", "Cancelled lines were $6.66", "$3.33"}},
			{Name: "one is left to cancel", URL: parcel + "cancel/", Status: 200, HasNot: []string{`name="pieces-`}},
			{Name: "one is to be fetched", URL: "/vendor/orders/pick/", Status: 200, Has: []string{"1 item"}, HasNot: []string{"3 items"}},
			{Name: "one is on the slip", URL: parcel + "slip/", Status: 200, Has: []string{"To be paid in cash: $3.33"}, HasNot: []string{"$9.99"}},
		} {
			t.Run(c.Name, func(t *testing.T) { sitetest.Check(t, c, b.Send(t, c)) })
		}
		page := "/order/" + o.OID + "/"
		w.Run(t,
			sitetest.Case{Name: "the buyer sees it", As: sitetest.Customer, URL: page, Status: 200, Has: []string{"Cancelled: Cup × 2", "−$6.66", "$3.33"}},
			sitetest.Case{Name: "on paper, too", As: sitetest.Customer, URL: page + "print/", Status: 200, Has: []string{"−$6.66"}},
		)
		if n := w.Market.Scalar("SELECT on_hand FROM stock_levels WHERE variant_id = $1", cup.VariantID); n != 8 {
			t.Errorf("%d cups are in stock", n)
		}
		for _, m := range w.Post(t) {
			if strings.Contains(m.Subject, "is cancelled") && !strings.Contains(m.Text, "2 × Cup") {
				t.Errorf("the letter says:\n%s", m.Text)
			}
		}
		w.Market.CheckInvariants()
	})
}
