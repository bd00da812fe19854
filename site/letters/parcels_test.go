package letters

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"bazaar/infra/mail"
	"bazaar/market/actor"
	"bazaar/market/markettest"
	"bazaar/market/orders"
	"bazaar/market/payments"
	"bazaar/market/shipping"
	"bazaar/site/locale"
)

// sampleParcel is the part of the sample order that the first vendor sends.
func sampleParcel() parcelNews {
	o := sample()
	shipBy := o.PlacedAt.Add(orders.ShipWithin)
	p := orders.DeskParcel{
		Parcel: o.Parcels[0], OID: o.OID, PlacedAt: o.PlacedAt, Language: "en", Contact: o.Contact, Method: payments.Card, Paid: true,
	}
	p.ID, p.ShipBy = 17, &shipBy
	p.Shipping = orders.Shipping{Method: string(shipping.Kazpost), TrackingNumber: "RR123456789KZ"}
	p.Lines = append(p.Lines[:1:1], orders.Line{ID: 5, Title: "Bag", Quantity: 1, UnitPrice: usd(2000), Total: usd(2000), Discount: usd(200)})
	p.Totals = orders.Totals{Items: usd(201998), Discount: usd(200), Total: usd(201798)}
	return parcelNews{DeskParcel: p}
}

func TestLettersAboutParcelsReadAsTheyDid(t *testing.T) {
	w := &Writer{BaseURL: "https://bazaar.test"}
	gone := sampleParcel()
	line := int64(5)
	at := gone.PlacedAt.Add(time.Hour)
	gone.Lines[1].CancelledAt = &at
	gone.History = []orders.Change{{LineID: &line, Reason: orders.OutOfStock, Note: "The last one had a scratch.\nSorry!", At: at}}
	gone.Line, gone.Returned, gone.Cancelled = 5, usd(1800), orders.Totals{Items: usd(2000), Discount: usd(200), Total: usd(1800)}
	whole := sampleParcel()
	whole.State, whole.Method, whole.Paid = orders.ParcelCancelled, payments.CashOnDelivery, false
	whole.History = []orders.Change{{To: string(orders.ParcelCancelled), Reason: orders.NoDelivery, At: at}}
	cash := sampleParcel()
	cash.Method, cash.Paid = payments.CashOnDelivery, false
	delivered := sampleParcel()
	delivered.State, delivered.DeliveredAt = orders.ParcelDelivered, &at
	for _, c := range []struct {
		kind string
		news parcelNews
	}{
		{orders.LetterShipped, cash},
		{orders.LetterDelivered, delivered},
		{orders.LetterLines, gone},
		{orders.LetterParcelCancelled, whole},
		{orders.LetterNewOrder, sampleParcel()},
		{orders.LetterWithdrawn, sampleParcel()},
	} {
		for _, language := range locale.Languages {
			t.Run(c.kind+" "+language, func(t *testing.T) {
				m, err := w.tellOfParcel(locale.For(language), c.kind, c.news).message()
				if err != nil {
					t.Fatal(err)
				}
				golden(t, c.kind+"."+language+".html", m.HTML)
				golden(t, c.kind+"."+language+".txt", "Subject: "+m.Subject+"\n\n"+m.Text)
			})
		}
	}
}

func TestEveryStepOwesItsLettersInTheLanguageOfWhoGetsThem(t *testing.T) {
	markettest.Each(t, func(t *testing.T, m *markettest.Market) {
		v, buyer := m.Vendor(), m.Customer()
		if _, err := m.DB.ExecContext(t.Context(), "UPDATE accounts SET language = 'kk' WHERE id = $1", v.Owner.AccountID); err != nil {
			t.Fatal(err)
		}
		cup, jug := m.Product(v, markettest.Goods{Title: "Cup", Price: 500, Stock: 9}), m.Product(v, markettest.Goods{Title: "Jug", Price: 900, Stock: 9})
		o := m.Order(buyer, markettest.Pick{Product: cup, Quantity: 2}, markettest.Pick{Product: jug, Quantity: 1})
		p, ctx := o.Parcels[0], t.Context()
		told := orders.NewOrder{OrderID: o.ID}
		for _, err := range []error{
			orders.TellNewOrder(ctx, m.DB, told, m.Now),
			orders.TellNewOrder(ctx, m.DB, told, m.Now), // a job may run twice
			orders.Confirm(ctx, m.DB, v.Owner, p.ID, m.Now),
			orders.CancelLines(ctx, m.DB, v.Owner, orders.LineRefusal{ParcelID: p.ID, Lines: []orders.Pieces{{LineID: p.Lines[1].ID}}, Reason: orders.Damaged, Note: "A crack"}, m.Now),
			orders.Pack(ctx, m.DB, v.Owner, p.ID, m.Now),
			orders.Ship(ctx, m.DB, v.Owner, orders.Shipment{ParcelID: p.ID, Shipping: orders.Shipping{Method: "dhl", TrackingNumber: "JD01"}}, m.Now),
			orders.Deliver(ctx, m.DB, v.Owner, p.ID, m.Now),
		} {
			if err != nil {
				t.Fatal(err)
			}
		}
		other := m.Order(buyer, markettest.Pick{Product: cup, Quantity: 1})
		if err := orders.Cancel(ctx, m.DB, buyer, orders.Cancellation{OID: other.OID}, m.Now); err != nil {
			t.Fatal(err)
		}
		third := m.Order(buyer, markettest.Pick{Product: cup, Quantity: 1})
		if err := orders.CancelParcel(ctx, m.DB, actor.System, orders.Refusal{ParcelID: third.Parcels[0].ID, Reason: orders.OutOfStock}, m.Now); err != nil {
			t.Fatal(err)
		}
		w := &Writer{DB: m.DB, BaseURL: "https://bazaar.test"}
		parcel := fmt.Sprint(p.ID)
		for _, c := range []struct{ kind, object, language, has, hasNot string }{
			{orders.LetterNewOrder, parcel, "kk", "Cup", o.Contact.FullName},
			{orders.LetterLines, parcel + ":" + fmt.Sprint(p.Lines[1].ID), "en", "Jug", "Cup"},
			{orders.LetterShipped, parcel, "en", "JD01", "Jug"},
			{orders.LetterDelivered, parcel, "en", "Cup", "Jug"},
			{orders.LetterWithdrawn, fmt.Sprint(other.Parcels[0].ID), "kk", other.OID, o.Contact.FullName},
			{orders.LetterParcelCancelled, fmt.Sprint(third.Parcels[0].ID), "en", "Out of stock", "Jug"},
		} {
			if n := m.Scalar("SELECT COUNT(*) FROM letters WHERE kind = $1 AND object = $2 AND language = $3", c.kind, c.object, c.language); n != 1 {
				t.Errorf("%d letters %s about %s in %s", n, c.kind, c.object, c.language)
			}
			got, err := w.Render(ctx, mail.Letter{Kind: c.kind, Object: c.object, Language: c.language})
			if err != nil || !strings.Contains(got.Subject+got.Text, c.has) || strings.Contains(got.Text, c.hasNot) {
				t.Errorf("%s: %v\n%s", c.kind, err, got.Text)
			}
		}
		if n := m.Scalar("SELECT COUNT(*) FROM letters WHERE kind = $1 AND object = $2", orders.LetterParcelCancelled, fmt.Sprint(other.Parcels[0].ID)); n != 0 {
			t.Errorf("a buyer who cancelled was told so by %d letters", n)
		}
	})
}
