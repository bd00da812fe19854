package desk_test

import (
	"fmt"
	"testing"
	"time"

	"bazaar/market/checkout"
	"bazaar/market/fault"
	"bazaar/market/markettest"
	"bazaar/site/sitetest"
)

// The shop is away from the 25th to the 28th of November, by the clock of Almaty: from 19:00 UTC of the
// 24th to 19:00 UTC of the 27th. Nothing runs in between; only the time goes on.
func TestAShopThatIsAwaySellsNothingAndComesBackByItself(t *testing.T) {
	sitetest.Each(t, func(t *testing.T, w *sitetest.World) {
		own := w.Shop(sitetest.Vendor)
		cup := w.Market.Product(own, markettest.Goods{Title: "Cup", Price: 900, Stock: 9})
		product, shop, add := fmt.Sprintf("/product/%d/", cup.ID), fmt.Sprintf("/vendor/%d/", own.ID), fmt.Sprintf("/cart/add/%d/", cup.ID)
		version := func() string { return fmt.Sprint(w.Market.Scalar("SELECT version FROM vendors WHERE id = $1", own.ID)) }
		const away = "/vendor/settings/away/"
		w.Run(t,
			sitetest.Case{Name: "no day", As: sitetest.Vendor, URL: away, Form: form("from", "soon", "until", "", "version", version()), Status: 422, Has: []string{"Write the day on which you leave.", "soon"}},
			sitetest.Case{Name: "back before", As: sitetest.Vendor, URL: away, Form: form("from", "2026-11-28", "until", "2026-11-25", "version", version()), Status: 422, Has: []string{"choose a later day", "2026-11-28"}},
			sitetest.Case{Name: "an old form", As: sitetest.Vendor, URL: away, Form: form("from", "2026-11-25", "until", "2026-11-28", "version", "0"), Status: 409},
			sitetest.Case{Name: "said", As: sitetest.Vendor, URL: away, Form: form("from", "2026-11-25", "until", "2026-11-28", "version", version()), Status: 303},
			sitetest.Case{Name: "not yet", URL: product, Status: 200, Has: []string{"In stock", "Add to cart"}},
			sitetest.Case{Name: "one can still be had", As: sitetest.Customer, URL: add, Form: form(), Status: 302},
		)
		goOn := func(to time.Time) {
			w.Wait(to.Sub(w.Now()))
			for _, name := range []string{sitetest.Vendor, sitetest.Customer, sitetest.OtherCustomer} { // their sessions are over
				w.Admit(t, name, w.Actor(name).AccountID)
			}
		}
		goOn(time.Date(2026, 11, 24, 19, 0, 1, 0, time.UTC))
		w.Run(t,
			sitetest.Case{Name: "the product says it", URL: product, Status: 200, Has: []string{"The shop is away.", "Back on Nov 28, 2026", "schema.org/OutOfStock"}, HasNot: []string{"btn-add-to-cart"}},
			sitetest.Case{Name: "the list says it", URL: "/products/", Status: 200, Has: []string{"Back on Nov 28, 2026"}, HasNot: []string{"btn-add-to-cart"}},
			sitetest.Case{Name: "the shop says it", URL: shop, Status: 200, Has: []string{"The shop is away.", "Back on Nov 28, 2026"}},
			sitetest.Case{Name: "the desk says it", As: sitetest.Vendor, URL: "/vendor/dashboard/", Status: 200, Has: []string{"Your shop is away until Nov 28, 2026"}},
			sitetest.Case{Name: "it cannot be had", As: sitetest.OtherCustomer, URL: add, Form: form(), AJAX: true, Status: 409, Has: []string{"shop_away"}},
			sitetest.Case{Name: "nor more of it", As: sitetest.Customer, URL: fmt.Sprintf("/cart/update/%d/", cup.ID), Form: form("quantity", "2"), AJAX: true, Status: 409, Has: []string{"shop_away"}},
			sitetest.Case{Name: "the cart says it", As: sitetest.Customer, URL: "/cart/", Status: 200, Has: []string{"The shop is away until Nov 28, 2026."}},
		)
		buyer := w.Actor(sitetest.Customer)
		_, err := checkout.Place(t.Context(), w.DB, buyer, w.Market.Purchase(), w.Now())
		if !fault.Is(err, fault.Conflict) {
			t.Errorf("an order of it answers %v", err)
		}
		goOn(time.Date(2026, 11, 27, 19, 0, 0, 0, time.UTC))
		w.Run(t,
			sitetest.Case{Name: "it is back", URL: product, Status: 200, Has: []string{"btn-add-to-cart"}, HasNot: []string{"The shop is away."}},
			sitetest.Case{Name: "it can be had", As: sitetest.OtherCustomer, URL: add, Form: form(), Status: 302},
		)
		if _, err := checkout.Place(t.Context(), w.DB, buyer, w.Market.Purchase(), w.Now()); err != nil {
			t.Errorf("an order of it answers %v", err)
		}
	})
}

func TestAShopThatIsBackEarlierSellsAtOnce(t *testing.T) {
	sitetest.Each(t, func(t *testing.T, w *sitetest.World) {
		own := w.Shop(sitetest.Vendor)
		cup := w.Market.Product(own, markettest.Goods{Title: "Cup", Price: 900, Stock: 9})
		product := fmt.Sprintf("/product/%d/", cup.ID)
		w.Run(t,
			sitetest.Case{Name: "away", As: sitetest.Vendor, URL: "/vendor/settings/away/", Form: form("from", "2026-11-22", "until", "2026-12-22", "version", fmt.Sprint(w.Market.Scalar("SELECT version FROM vendors WHERE id = $1", own.ID))), Status: 303},
			sitetest.Case{Name: "nothing to have", URL: product, Status: 200, Has: []string{"The shop is away."}},
			sitetest.Case{Name: "back", As: sitetest.Vendor, URL: "/vendor/settings/away/end/", Form: form(), Status: 303},
			sitetest.Case{Name: "back already", As: sitetest.Vendor, URL: "/vendor/settings/away/end/", Form: form(), Status: 303},
			sitetest.Case{Name: "all to have", URL: product, Status: 200, Has: []string{"btn-add-to-cart"}},
		)
	})
}

func TestAShopShowsItsTermsAndWhatIsSaidOfIt(t *testing.T) {
	sitetest.Each(t, func(t *testing.T, w *sitetest.World) {
		own := w.Shop(sitetest.Vendor)
		cup := w.Market.Product(own, markettest.Goods{Title: "Cup", Price: 900, Stock: 9})
		shop := fmt.Sprintf("/vendor/%d/", own.ID)
		w.Run(t,
			sitetest.Case{Name: "before anything is said", URL: shop + "?view=reviews", Status: 200, Has: []string{"No reviews yet"}},
			sitetest.Case{Name: "nor about it", URL: shop + "?view=about", Status: 200, Has: []string{"The shop has added nothing"}},
			sitetest.Case{Name: "terms", As: sitetest.Vendor, URL: "/vendor/settings/terms/", Form: form("version", "2", "city", "Almaty", "address", "Abay 1", "delivery_terms_ru", "Курьером <b>", "return_terms_kk", "14 күн"), Status: 303},
		)
		reply := fmt.Sprintf("/vendor/reviews/%d/reply/", w.Review(w.Actor(sitetest.Customer), cup))
		w.Run(t,
			sitetest.Case{Name: "answered", As: sitetest.Vendor, URL: reply, Form: form("reply", "Thank you!"), Status: 303},
			sitetest.Case{Name: "terms are read", URL: "/kk" + shop + "?view=about", Status: 200, Has: []string{`lang="ru">Курьером &lt;b&gt;`, "14 күн"}},
			sitetest.Case{Name: "reviews are read", URL: shop + "?view=reviews", Status: 200, Has: []string{"Sings beautifully.", "Thank you!", "Cup"}},
			sitetest.Case{Name: "a shop that is none", URL: "/vendor/987654/?view=about", Status: 404},
			sitetest.Case{Name: "nor its reviews", URL: "/vendor/987654/?view=reviews", Status: 404},
		)
	})
}
