package account

import (
	"strconv"
	"strings"
	"time"

	"bazaar/market/orders"
	"bazaar/market/payments"
	"bazaar/site/locale"
	"bazaar/site/ui"
	"bazaar/site/visitor"
)

func rowsOf(v *visitor.Visitor, found []orders.Summary) []orderRow {
	rows := make([]orderRow, len(found))
	for i, o := range found {
		rows[i] = orderRow{
			OID: o.OID, Date: v.Locale.Date(o.PlacedAt), Stamp: locale.Stamp(o.PlacedAt),
			Status: statusOf(v.Locale, o.Status), Paid: o.Paid, Units: o.Units, Total: v.Locale.Money(o.Total),
		}
	}
	return rows
}

// statusOf says a status in the buyer's words.
func statusOf(l *locale.Locale, s orders.Status) status {
	switch s {
	case orders.StatusShipped:
		return status{l.T("Shipped"), visitor.Success}
	case orders.StatusDelivered:
		return status{l.T("Delivered"), visitor.Success}
	case orders.StatusCancelled:
		return status{l.T("Cancelled"), visitor.Danger}
	}
	return status{l.T("Processing"), ""}
}

func pageOf(v *visitor.Visitor, f ui.Frame, o orders.Order) orderPage {
	l := v.Locale
	p := orderPage{
		Frame: f, OID: o.OID, Date: l.DateTime(o.PlacedAt), Stamp: locale.Stamp(o.PlacedAt),
		Status: statusOf(l, o.Status), Payment: paymentText(l, o.Method),
		Paid: status{Text: paidText(f, o.Paid)},
		Totals: ui.Totals{
			Units: o.Units(), Items: o.Totals.Items, Discount: o.Totals.Discount, Coupon: o.CouponCode,
			Shipping: o.Totals.Shipping, Tax: o.Totals.Tax, Total: o.Totals.Total,
		},
		Contact: filled(o.Contact.FullName, o.Contact.Phone, o.Contact.Email),
		Address: filled(o.Contact.Address, strings.Join(filled(o.Contact.ZipCode, o.Contact.City), " "), o.Contact.State, o.Contact.Country),
		Notes:   o.Notes,
	}
	if o.Paid {
		p.Paid.Level = visitor.Success
	}
	if o.CanCancel() {
		p.CancelPath = orderPath(o.OID) + "cancel/"
	}
	for _, part := range o.Parcels {
		p.Parcels = append(p.Parcels, parcelOf(l, o.PlacedAt, part))
	}
	return p
}

func paymentText(l *locale.Locale, m payments.Method) string {
	if m == payments.CashOnDelivery {
		return l.T("Cash on delivery")
	}
	return string(m)
}

func parcelOf(l *locale.Locale, placed time.Time, p orders.Parcel) parcel {
	shown := parcel{
		Number: p.Number, Vendor: p.VendorName, Status: statusOf(l, p.State.Status()), Steps: steps(l, placed, p),
		Tracking: p.Shipping.TrackingNumber, TrackingURL: p.Shipping.TrackingURL,
	}
	if p.VendorID != nil {
		shown.VendorURL = "/vendor/" + strconv.FormatInt(*p.VendorID, 10) + "/"
	}
	for _, line := range p.Lines {
		item := ui.Line{Title: line.Title, Options: line.Options, Picture: line.Picture, Quantity: line.Quantity, Sum: l.Money(line.Total)}
		if line.ProductID != nil {
			item.Path = "/product/" + strconv.FormatInt(*line.ProductID, 10) + "/"
		}
		shown.Lines = append(shown.Lines, item)
	}
	return shown
}

// steps is the way of a parcel; a cancelled one has none.
func steps(l *locale.Locale, placed time.Time, p orders.Parcel) []ui.Step {
	now := p.State.Status()
	if now == orders.StatusCancelled {
		return nil
	}
	way := []ui.Step{step(l, orders.StatusProcessing, &placed), step(l, orders.StatusShipped, p.ShippedAt), step(l, orders.StatusDelivered, p.DeliveredAt)}
	for i, s := range []orders.Status{orders.StatusProcessing, orders.StatusShipped, orders.StatusDelivered} {
		way[i].Done = true
		if s == now {
			way[i].Current = true
			break
		}
	}
	return way
}

func step(l *locale.Locale, s orders.Status, at *time.Time) ui.Step {
	if at == nil {
		return ui.Step{Text: statusOf(l, s).Text}
	}
	return ui.Step{Text: statusOf(l, s).Text, Note: l.Date(*at), Stamp: locale.Stamp(*at)}
}

// filled leaves out what is empty.
func filled(all ...string) []string {
	var kept []string
	for _, s := range all {
		if s != "" {
			kept = append(kept, s)
		}
	}
	return kept
}
