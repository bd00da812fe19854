package letters

import (
	"context"
	"fmt"
	"strconv"
	"strings"

	"bazaar/infra/mail"
	"bazaar/market/money"
	"bazaar/market/orders"
	"bazaar/market/payments"
	"bazaar/market/shipping"
	"bazaar/site/locale"
	"bazaar/site/ui"
)

// parcelNews is what a letter about a parcel is made of.
type parcelNews struct {
	orders.DeskParcel
	// Line is the first of the lines that were cancelled together, 0 when the letter is about all.
	Line int64
	// Returned is what goes back to the buyer, nothing when nothing was paid.
	Returned money.Amount
}

// parcelLetter writes to a buyer what became of a parcel, or to its vendor that there is one.
func (w *Writer) parcelLetter(ctx context.Context, l mail.Letter) (mail.Message, error) {
	object, line, _ := strings.Cut(l.Object, ":")
	id, err := strconv.ParseInt(object, 10, 64)
	if err != nil {
		return mail.Message{}, fmt.Errorf("the letter is about no parcel: %w", err)
	}
	n := parcelNews{}
	if line != "" {
		if n.Line, err = strconv.ParseInt(line, 10, 64); err != nil {
			return mail.Message{}, fmt.Errorf("the letter is about no line: %w", err)
		}
	}
	if n.DeskParcel, err = orders.ParcelOf(ctx, w.DB, id); err != nil {
		return mail.Message{}, err
	}
	if n.Returned, err = orders.ReturnedFor(ctx, w.DB, n.DeskParcel, n.Line); err != nil {
		return mail.Message{}, err
	}
	return w.tellOfParcel(locale.For(l.Language), l.Kind, n).message()
}

func (w *Writer) tellOfParcel(l *locale.Locale, kind string, n parcelNews) note {
	switch kind {
	case orders.LetterShipped:
		return w.shipped(l, n)
	case orders.LetterDelivered:
		return w.arrived(l, n)
	case orders.LetterNewOrder, orders.LetterWithdrawn:
		return w.tellVendor(l, kind, n)
	}
	return w.cancelled(l, n)
}

// toBuyer begins a letter to the buyer of a parcel.
func (w *Writer) toBuyer(l *locale.Locale, subject string, n parcelNews) note {
	page := w.newNote(l, subject)
	page.Greeting = l.T("Hello, %s!", oneLine(n.Contact.FullName))
	page.Why = l.T("You got this letter because an order was placed with your email address.")
	page.Button = link{l.T("View your order"), w.absolute(l, "/order/"+n.OID+"/")}
	return page
}

func (w *Writer) shipped(l *locale.Locale, n parcelNews) note {
	page := w.toBuyer(l, l.T("A parcel of order #%s is on its way", n.OID), n)
	page.Lines = []string{l.T("%s has sent you a parcel.", oneLine(n.VendorName))}
	if n.Method == payments.CashOnDelivery {
		page.Lines = append(page.Lines, l.T("Have %s ready: you pay when your goods are handed over.", l.Money(n.Left().Total)))
	}
	page.Table = append(goodsOf(l, n.DeskParcel, all), sum{Name: l.T("Carrier"), Value: oneLine(ui.Way(l, n.Shipping.Method))})
	if n.Shipping.TrackingNumber != "" {
		page.Table = append(page.Table, sum{Name: l.T("Tracking number"), Value: oneLine(n.Shipping.TrackingNumber)})
	}
	address := n.Shipping.TrackingURL
	if address == "" {
		address = shipping.TrackingURL(n.Shipping.Method, n.Shipping.TrackingNumber)
	}
	if address != "" {
		page.Button = link{l.T("Track the parcel"), address}
	}
	return page
}

func (w *Writer) arrived(l *locale.Locale, n parcelNews) note {
	page := w.toBuyer(l, l.T("A parcel of order #%s was delivered", n.OID), n)
	page.Lines = []string{
		l.T("%s says that your parcel has arrived.", oneLine(n.VendorName)),
		l.T("How do you like it? Your review helps others to choose."),
	}
	if until := n.ReturnUntil(); until != nil {
		page.Lines = append(page.Lines, l.T("Goods that do not suit can be returned until %s; with a fault, while the warranty lasts.", l.Date(*until)))
	}
	page.Lines = append(page.Lines, l.T("Is something missing or broken? Write to us and name the number of the order."))
	page.Button = link{l.T("Rate the goods"), w.absolute(l, "/reviews/")}
	page.Table = goodsOf(l, n.DeskParcel, all)
	return page
}

// cancelled says what will not be sent, why, and what becomes of the money.
func (w *Writer) cancelled(l *locale.Locale, n parcelNews) note {
	page := w.toBuyer(l, l.T("A part of order #%s is cancelled", n.OID), n)
	cause := n.Cause(n.Line)
	page.Lines = []string{l.T("%s cannot send you the goods below. We are sorry.", oneLine(n.VendorName))}
	if cause.Reason != "" && cause.Reason != orders.OtherReason {
		page.Lines = append(page.Lines, l.T("Reason: %s", ui.Why(l, cause.Reason)))
	}
	switch {
	case !n.Returned.IsZero():
		page.Lines = append(page.Lines, l.T("We return %s to your card. Banks take a few days to show it.", l.Money(n.Returned)))
	case n.Method.Prepaid() && !n.Paid:
		page.Lines = append(page.Lines, l.T("Nothing was charged for them."))
	case n.Line != 0:
		page.Lines = append(page.Lines, l.T("You pay that much less: %s for the rest of the parcel.", l.Money(n.Left().Total)))
	default:
		page.Lines = append(page.Lines, l.T("You owe nothing for them."))
	}
	page.Table = goodsOf(l, n.DeskParcel, func(line orders.Line) bool { return n.Line == 0 || n.Together(line.ID, n.Line) })
	if cause.Note != "" {
		page.Quotes = []block{quote(l.T("The vendor writes:"), cause.Note)}
	}
	return page
}

// tellVendor says that somebody bought, or gave up what was bought.
func (w *Writer) tellVendor(l *locale.Locale, kind string, n parcelNews) note {
	page := w.newNote(l, l.T("New order #%s", n.OID))
	page.Greeting = l.T("Somebody bought from you!")
	page.Lines = []string{l.T("Look whether you have everything, then confirm the order.")}
	if n.ShipBy != nil {
		page.Lines = append(page.Lines, l.T("It is to leave by %s.", l.Date(*n.ShipBy)))
	}
	if kind == orders.LetterWithdrawn {
		page = w.newNote(l, l.T("Order #%s was cancelled by its buyer", n.OID))
		page.Greeting = l.T("Do not send it")
		page.Lines = []string{l.T("The buyer gave up the order. Its goods are in your stock again.")}
	}
	page.Why = l.T("You got this letter because you work for %s on our site.", oneLine(n.VendorName))
	page.Table = goodsOf(l, n.DeskParcel, all)
	page.Button = link{l.T("Open the order"), w.absolute(l, fmt.Sprintf("/vendor/order/%d/", n.ID))}
	return page
}

func all(line orders.Line) bool { return line.CancelledAt == nil }

// goodsOf are lines of a parcel with their prices.
func goodsOf(l *locale.Locale, p orders.DeskParcel, wanted func(orders.Line) bool) []sum {
	var rows []sum
	for _, line := range p.Lines {
		if !wanted(line) {
			continue
		}
		if len(rows) == maxLines {
			break
		}
		title := oneLine(line.Title)
		if line.Options != "" {
			title += ", " + oneLine(line.Options)
		}
		rows = append(rows, sum{Name: l.Number(line.Quantity) + " × " + title, Value: l.Money(line.Total.Sub(line.Discount))})
	}
	return rows
}
