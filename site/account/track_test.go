package account_test

import (
	"net/http"
	"strings"
	"testing"

	"bazaar/market/actor"
	"bazaar/market/orders"
	"bazaar/site/sitetest"
)

func TestAStrangerSeesWhereAnOrderIsAndNoMore(t *testing.T) {
	sitetest.Each(t, func(t *testing.T, w *sitetest.World) {
		o := bought(w)
		ship := func(id int64) {
			for _, step := range []func() error{
				func() error { return orders.Confirm(t.Context(), w.DB, actor.System, id, w.Now()) },
				func() error { return orders.Pack(t.Context(), w.DB, actor.System, id, w.Now()) },
				func() error {
					return orders.Ship(t.Context(), w.DB, actor.System, orders.Shipment{ParcelID: id, Shipping: orders.Shipping{TrackingNumber: "KZ123", TrackingURL: "https://track.example/KZ123"}}, w.Now())
				},
			} {
				if err := step(); err != nil {
					t.Fatal(err)
				}
			}
		}
		ship(o.Parcels[0].ID)
		secrets := []string{"Aigerim", "Abay", "Almaty", "+7 701", "Kettle", "Teapot", "1,999.98", "2,029.97"}
		b := w.Browser(sitetest.Guest)
		sitetest.Check(t, sitetest.Case{Status: 200, Has: []string{"Track an order", `name="number"`, `name="email"`, `name="csrfmiddlewaretoken"`}}, b.Send(t, sitetest.Case{URL: "/orders/track/"}))
		sitetest.Check(t, sitetest.Case{Status: 200, Has: []string{
			o.OID, "Parcel 1 of 2", "Parcel 2 of 2", "Shipped", "Processing", "KZ123", `href="https://track.example/KZ123"`, `aria-current="step"`,
		}, HasNot: secrets}, b.Send(t, sitetest.Case{URL: "/orders/track/", Form: form("number", " #"+o.OID, "email", "AIGERIM@example.com")}))
		w.Run(t, sitetest.Case{As: sitetest.Guest, URL: "/orders/track/", Form: form("number", o.OID, "email", "aigerim@example.com"), NoToken: true, Status: 403})
	})
}

func TestAnUnknownOrderAndAWrongAddressAreTheSame(t *testing.T) {
	sitetest.Each(t, func(t *testing.T, w *sitetest.World) {
		o := bought(w)
		ask := func(number, email string) string {
			rec := w.Send(t, sitetest.Case{As: sitetest.Guest, URL: "/orders/track/", Form: form("number", number, "email", email)})
			sitetest.Check(t, sitetest.Case{Status: 422, Has: []string{"We found no order with this number and e-mail address.", `role="alert"`}}, rec)
			body := strings.ReplaceAll(rec.Body.String(), number, "NUMBER")
			for _, varying := range []string{"csrfmiddlewaretoken"} {
				if at := strings.Index(body, varying); at >= 0 {
					body = body[:at]
				}
			}
			return body
		}
		unknown := strings.Repeat("x", len(o.OID))
		if ask(o.OID, "somebody@example.com") != ask(unknown, "somebody@example.com") {
			t.Error("the answers differ")
		}
		w.Run(
			t,
			sitetest.Case{As: sitetest.Guest, URL: "/orders/track/", AJAX: true, Form: form("number", o.OID, "email", "somebody@example.com"), Status: 404, Has: []string{`"error":"order_not_found"`}},
			sitetest.Case{As: sitetest.Guest, URL: "/orders/track/", AJAX: true, Form: form("number", unknown, "email", "aigerim@example.com"), Status: 404, Has: []string{`"error":"order_not_found"`}},
			sitetest.Case{As: sitetest.Guest, URL: "/orders/track/", Form: form(), Status: 422},
		)
		for range 8 {
			ask(o.OID, "guess@example.com")
		}
		w.Run(t, sitetest.Case{As: sitetest.Guest, URL: "/orders/track/", Form: form("number", o.OID, "email", "aigerim@example.com"), Status: http.StatusTooManyRequests})
	})
}
