package account

import (
	"strconv"
	"strings"
	"time"

	"bazaar/market/money"
	"bazaar/market/orders"
	"bazaar/market/payments"
	"bazaar/market/shipping"
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
		p.Paid.Level, p.IsPaid = visitor.Success, true
	}
	if o.CanCancel() {
		p.CancelPath = orderPath(o.OID) + "cancel/"
	}
	p.Due = l.Money(due(o))
	p.Over, p.Coupon, p.Next = o.Status == orders.StatusCancelled, o.CouponCode, nextSteps(l, o)
	for _, part := range o.Parcels {
		shown := parcelOf(l, o.PlacedAt, part)
		shown.History = story(l, o.History, part.ID)
		p.Parcels = append(p.Parcels, shown)
	}
	return p
}

// nextSteps say what the buyer can expect of an order that is on its way.
func nextSteps(l *locale.Locale, o orders.Order) []string {
	if o.Progress != orders.ProgressOpen {
		return nil
	}
	if o.Method.Prepaid() && !o.Paid {
		return []string{l.T("Your order waits for its payment; packing begins when the money is here.")}
	}
	var steps []string
	if o.Status == orders.StatusProcessing {
		steps = append(steps, l.N("%s parcel is being packed; you see here when it leaves.", "%s parcels are being packed; you see here when each of them leaves.", int64(len(o.Parcels)), l.Number(int64(len(o.Parcels)))))
	}
	steps = append(steps, l.T("The courier calls %s before delivery.", o.Contact.Phone))
	if o.Method == payments.CashOnDelivery && !o.Paid {
		steps = append(steps, l.T("Have %s ready: you pay when your goods are handed over.", l.Money(due(o))))
	}
	return steps
}

// due is what is owed for the parcels that were not cancelled.
func due(o orders.Order) money.Amount {
	sum := money.Zero(o.Totals.Total.Currency)
	for _, p := range o.Parcels {
		if p.State != orders.ParcelCancelled {
			sum = sum.Add(p.Totals.Total)
		}
	}
	return sum
}

// story is everything that happened to one parcel.
func story(l *locale.Locale, all []orders.Change, parcelID int64) []ui.Step {
	var steps []ui.Step
	for _, c := range all {
		if c.ParcelID != nil && *c.ParcelID == parcelID {
			steps = append(steps, ui.Step{Text: happened(l, orders.ParcelState(c.To)), Note: l.DateTime(c.At), Stamp: locale.Stamp(c.At)})
		}
	}
	return steps
}

// happened says how a parcel came into a state.
func happened(l *locale.Locale, s orders.ParcelState) string {
	switch s {
	case orders.ParcelNew:
		return l.T("Ordered")
	case orders.ParcelConfirmed:
		return l.T("Confirmed by the vendor")
	case orders.ParcelPacked:
		return l.T("Packed")
	}
	return statusOf(l, s.Status()).Text
}

func paymentText(l *locale.Locale, m payments.Method) string {
	if m == payments.CashOnDelivery {
		return l.T("Cash on delivery")
	}
	if m == payments.Card {
		return l.T("Card")
	}
	return string(m)
}

// paymentState says how the payment of an order stands that is paid first.
func paymentState(l *locale.Locale, attempts []payments.Payment, otherwise status) status {
	for _, p := range attempts {
		switch {
		case p.Settles && p.State == payments.PartiallyRefunded:
			return status{l.T("Paid, a part was refunded"), visitor.Success}
		case p.Settles && p.State == payments.Refunded, p.State.Received() && !p.Settles:
			return status{l.T("Refunded"), visitor.Warning}
		case p.Settles:
			return status{l.T("Paid"), visitor.Success}
		}
	}
	if len(attempts) == 0 {
		return otherwise
	}
	switch attempts[len(attempts)-1].State {
	case payments.Failed:
		return status{l.T("Payment failed"), visitor.Danger}
	case payments.Pending, payments.Authorized:
		return status{l.T("Waiting for payment"), visitor.Warning}
	}
	return otherwise
}

func parcelOf(l *locale.Locale, placed time.Time, p orders.Parcel) parcel {
	shown := parcel{
		Number: p.Number, Vendor: p.VendorName, Status: statusOf(l, p.State.Status()), Steps: steps(l, placed, p),
		Tracking: p.Shipping.TrackingNumber, TrackingURL: p.Shipping.TrackingURL, Method: wayText(l, p.Shipping.Method),
		Totals: ui.Totals{Items: p.Totals.Items, Discount: p.Totals.Discount, Shipping: p.Totals.Shipping, Tax: p.Totals.Tax, Total: p.Totals.Total},
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
		shown.Details = append(shown.Details, detailOf(l, line))
		shown.Totals.Units += line.Quantity
	}
	return shown
}

func detailOf(l *locale.Locale, line orders.Line) detail {
	d := detail{
		Title: line.Title, Options: line.Options, SKU: line.SKU, Quantity: l.Number(line.Quantity),
		Price: l.Money(line.UnitPrice), Amount: l.Money(line.Total.Sub(line.Discount)),
	}
	if !line.Discount.IsZero() {
		d.Off = "−" + l.Money(line.Discount)
	}
	return d
}

// wayText says how a parcel travels: a way that was chosen at checkout, or what the vendor wrote.
func wayText(l *locale.Locale, method string) string {
	if method == string(shipping.Courier) {
		return l.T("Courier to the door")
	}
	return method
}

// statuses are the states to narrow a list to.
func statuses(l *locale.Locale, now orders.Search) []choice {
	all := []choice{{Text: l.T("All"), URL: ordersPath(orders.Search{Number: now.Number}, 1), Chosen: now.Status == ""}}
	for _, s := range orders.Statuses {
		all = append(all, choice{Text: statusOf(l, s).Text, URL: ordersPath(orders.Search{Number: now.Number, Status: s}, 1), Chosen: now.Status == s})
	}
	return all
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
