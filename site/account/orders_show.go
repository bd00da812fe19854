package account

import (
	"cmp"
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
			OID: o.OID, Date: v.Locale.Date(o.PlacedAt), Stamp: locale.Stamp(o.PlacedAt), Unpaid: o.PayBy != nil,
			Status: statusOf(v.Locale, o.Status), Paid: o.Paid, Units: o.Units, Total: v.Locale.Money(o.Total), Title: o.Title, Others: o.Others, Language: o.Language,
		}
		if o.PayBy != nil {
			rows[i].Status = awaitsPayment(v.Locale)
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

// awaitsPayment is the status of an order that begins with its payment.
func awaitsPayment(l *locale.Locale) status { return status{l.T("Awaiting payment"), visitor.Warning} }

func pageOf(v *visitor.Visitor, f ui.Frame, o orders.Order) orderPage {
	l := v.Locale
	p := orderPage{
		Frame: f, OID: o.OID, Date: l.DateTime(o.PlacedAt), Stamp: locale.Stamp(o.PlacedAt),
		Status: statusOf(l, o.Status), Payment: paymentText(l, o.Method),
		Paid:    status{Text: paidText(f, o.Paid)},
		Totals:  totalsOf(o),
		Contact: filled(o.Contact.FullName, o.Contact.Phone, o.Contact.Email),
		Address: filled(o.Contact.Address, strings.Join(filled(o.Contact.ZipCode, o.Contact.City), " "), region(o.Contact), o.Contact.Country),
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
		shown.History = story(l, o.History, part)
		explain(l, o.History, part, &shown)
		p.Parcels = append(p.Parcels, shown)
	}
	return p
}

// totalsOf are the sums of an order for people: what fell away is taken off, unless all of it did.
func totalsOf(o orders.Order) ui.Totals {
	t := ui.Totals{
		Units: o.Units(), Items: o.Totals.Items, Discount: o.Totals.Discount, Coupon: o.CouponCode,
		Shipping: o.Totals.Shipping, Tax: o.Totals.Tax, Total: o.Totals.Total, Seen: o.Seen(o.Totals.Total),
	}
	if left := due(o); o.Status != orders.StatusCancelled && left != o.Totals.Total {
		t.Cancelled, t.Total, t.Seen = o.Totals.Total.Sub(left), left, o.Seen(left)
	}
	return t
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

// due is what is owed for the parcels and lines that were not cancelled.
func due(o orders.Order) money.Amount {
	sum := money.Zero(o.Totals.Total.Currency)
	for _, p := range o.Parcels {
		if p.State != orders.ParcelCancelled {
			sum = sum.Add(p.Left().Total)
		}
	}
	return sum
}

// story is everything that happened to one parcel.
func story(l *locale.Locale, all []orders.Change, p orders.Parcel) []ui.Step {
	var steps []ui.Step
	for _, c := range all {
		if c.ParcelID == nil || *c.ParcelID != p.ID {
			continue
		}
		text := happened(l, orders.ParcelState(c.To))
		if c.LineID != nil {
			text = cancelledText(l, p, *c.LineID)
		} else if c.From == c.To { // a number was corrected
			continue
		}
		steps = append(steps, ui.Step{Text: text, Note: l.DateTime(c.At), Stamp: locale.Stamp(c.At)})
	}
	return steps
}

// cancelledText says which line was given up, with the number of its pieces.
func cancelledText(l *locale.Locale, p orders.Parcel, lineID int64) string {
	for _, line := range p.Lines {
		if line.ID == lineID {
			return l.T("Cancelled: %s × %s", line.Title, l.Number(line.Quantity))
		}
	}
	return l.T("Cancelled")
}

// explain says why something of a parcel will not be sent, in the buyer's language; what the vendor
// wrote comes after it.
func explain(l *locale.Locale, all []orders.Change, p orders.Parcel, shown *parcel) {
	for _, c := range all {
		if c.ParcelID == nil || *c.ParcelID != p.ID || c.LineID == nil && c.To != string(orders.ParcelCancelled) {
			continue
		}
		why := c.Note
		if c.Reason != "" && c.Reason != orders.OtherReason {
			why = strings.TrimSuffix(ui.Why(l, c.Reason)+" · "+c.Note, " · ")
		}
		if c.LineID == nil {
			shown.Why = why
			continue
		}
		for i, line := range p.Lines {
			if line.ID == *c.LineID {
				shown.Lines[i].Gone = cmp.Or(why, l.T("Cancelled"))
			}
		}
	}
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
		Tracking: p.Shipping.TrackingNumber, TrackingURL: p.Shipping.TrackingURL, Method: ui.Way(l, p.Shipping.Method),
		Totals: ui.Totals{Items: p.Totals.Items, Discount: p.Totals.Discount, Shipping: p.Totals.Shipping, Tax: p.Totals.Tax, Cancelled: p.Cancelled.Total, Total: p.Left().Total},
	}
	if shown.TrackingURL == "" {
		shown.TrackingURL = shipping.TrackingURL(p.Shipping.Method, p.Shipping.TrackingNumber)
	}
	if until := p.ReturnUntil(); until != nil {
		shown.Arrived, shown.ReturnBy = true, l.Date(*until)
	}
	if p.VendorID != nil {
		shown.VendorURL = "/vendor/" + strconv.FormatInt(*p.VendorID, 10) + "/"
		shown.AskURL = messagesPath + "new/?parcel=" + strconv.FormatInt(p.ID, 10)
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

// statuses are the states to narrow a list to.
func statuses(l *locale.Locale, now orders.Search) []choice {
	chosen := now.Status
	now.Status = ""
	all := []choice{{Text: l.T("All"), URL: ordersPath(now, 1), Chosen: chosen == ""}}
	for _, s := range orders.Statuses {
		now.Status = s
		all = append(all, choice{Text: statusOf(l, s).Text, URL: ordersPath(now, 1), Chosen: chosen == s})
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

// region is the region of an address, unless it only says the city again.
func region(c orders.Contact) string {
	if strings.EqualFold(c.State, c.City) {
		return ""
	}
	return c.State
}
