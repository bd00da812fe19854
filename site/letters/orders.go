package letters

import (
	"context"
	"strings"

	"bazaar/infra/mail"
	"bazaar/market/actor"
	"bazaar/market/checkout"
	"bazaar/market/orders"
	"bazaar/market/payments"
	"bazaar/site/locale"
)

// maxLines is how many lines of an order are written out, so that a letter stays below 100 KB; the
// page of the order has them all.
const maxLines = 40

// confirmation is the letter that an order was received.
type confirmation struct {
	frame
	Greeting, Received string
	Order              link
	Parcels            []parcel
	// More says how much was left out; empty when nothing was.
	More string
	Sums []sum
	// Charged says in which currency the order is paid when its buyer saw another one.
	Charged string
	// Blocks are delivery and payment.
	Blocks []block
}

type parcel struct {
	Title string
	Lines []line
}

type line struct{ Title, Options, Quantity, Sum string }

type sum struct {
	Name, Value string
	Last        bool
}

type block struct {
	Title string
	Lines []string
}

func (w *Writer) orderConfirmation(ctx context.Context, l mail.Letter) (mail.Message, error) {
	o, err := orders.ByOID(ctx, w.DB, actor.System, l.Object)
	if err != nil {
		return mail.Message{}, err
	}
	page := w.confirm(locale.For(l.Language), o)
	return message(checkout.Letter, page.Subject, page)
}

func (w *Writer) confirm(l *locale.Locale, o orders.Order) confirmation {
	c := confirmation{
		frame: frame{
			Language: l.Code(), Subject: l.T("Order Confirmation #%s", o.OID),
			Preview: l.N("%s item", "%s items", o.Units(), l.Number(o.Units())) + ", " + l.Money(o.Totals.Total),
			Site:    link{"Bazaar", w.absolute(l, "/")},
			Why:     l.T("You got this letter because an order was placed with your email address."),
		},
		Greeting: l.T("Thank you for your order, %s!", oneLine(o.Contact.FullName)),
		Received: l.T("We received your order #%s on %s.", o.OID, l.DateTime(o.PlacedAt)),
		Order:    link{l.T("View your order"), w.absolute(l, "/order/"+o.OID+"/")},
		Sums:     sums(l, o),
		Blocks:   []block{delivery(l, o), {l.T("Payment"), []string{payment(l, o.Method)}}},
	}
	if seen := o.Seen(o.Totals.Total); !seen.IsZero() {
		c.Charged = l.T("The order is charged in %s; at the rate of that day this was %s.", string(o.Totals.Total.Currency), l.Money(seen))
	}
	c.Parcels, c.More = parcels(l, o)
	return c
}

// parcels writes the first lines of an order out and counts the others.
func parcels(l *locale.Locale, o orders.Order) (shown []parcel, more string) {
	written, hidden := 0, int64(0)
	for _, p := range o.Parcels {
		next := parcel{Title: l.T("Parcel %d of %d", p.Number, len(o.Parcels)) + " · " + oneLine(p.VendorName)}
		for _, x := range p.Lines {
			if written == maxLines {
				hidden += x.Quantity
				continue
			}
			written++
			next.Lines = append(next.Lines, line{
				Title: oneLine(x.Title), Options: oneLine(x.Options), Sum: l.Money(x.Total),
				Quantity: l.Number(x.Quantity) + " × " + l.Money(x.UnitPrice),
			})
		}
		if len(next.Lines) > 0 {
			shown = append(shown, next)
		}
	}
	if hidden > 0 {
		more = l.N("and %s more item", "and %s more items", hidden, l.Number(hidden))
	}
	return shown, more
}

func sums(l *locale.Locale, o orders.Order) []sum {
	t := o.Totals
	all := []sum{{Name: l.N("%s item", "%s items", o.Units(), l.Number(o.Units())), Value: l.Money(t.Items)}}
	if !t.Discount.IsZero() {
		name := l.T("Discount")
		if o.CouponCode != "" {
			name = l.T("Discount with %s", o.CouponCode)
		}
		all = append(all, sum{Name: name, Value: "−" + l.Money(t.Discount)})
	}
	shipping := l.T("Free")
	if !t.Shipping.IsZero() {
		shipping = l.Money(t.Shipping)
	}
	all = append(all, sum{Name: l.T("Shipping"), Value: shipping})
	if !t.Tax.IsZero() {
		all = append(all, sum{Name: l.T("Tax"), Value: l.Money(t.Tax)})
	}
	return append(all, sum{Name: l.T("Total"), Value: l.Money(t.Total), Last: true})
}

func delivery(l *locale.Locale, o orders.Order) block {
	c, b := o.Contact, block{Title: l.T("Delivery")}
	for _, text := range []string{c.FullName, c.Phone, c.Address, strings.TrimSpace(c.ZipCode + " " + c.City), c.State, c.Country} {
		if text != "" {
			b.Lines = append(b.Lines, oneLine(text))
		}
	}
	if o.Notes != "" {
		b.Lines = append(b.Lines, l.T("Notes: %s", oneLine(o.Notes)))
	}
	return b
}

func payment(l *locale.Locale, m payments.Method) string {
	if m == payments.CashOnDelivery {
		return l.T("Cash on delivery")
	}
	if m == payments.Card {
		return l.T("Card")
	}
	return string(m)
}
