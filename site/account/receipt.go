package account

import (
	"net/http"
	"time"

	"bazaar/market/money"
	"bazaar/market/orders"
	"bazaar/market/payments"
	"bazaar/site/locale"
	"bazaar/site/page"
	"bazaar/site/ui"
	"bazaar/site/visitor"
)

// receiptPage is what was paid for an order and what went back, as a sheet of paper.
type receiptPage struct {
	ui.Frame
	OID, Date, Stamp string
	Buyer            []string
	Entries          []receiptEntry
	// Paid, Returned and Kept are sums; Returned is empty when nothing went back.
	Paid, Returned, Kept string
	// Totals are those of the order.
	Totals ui.Totals
}

// receiptEntry is money that came, or went back when it is Back.
type receiptEntry struct {
	Number, Text, Amount string
	Date, Stamp          string
	Back                 bool
}

// path is the address of a page of the order.
func (p receiptPage) path() string { return orderPath(p.OID) }

func (f *Front) receipt(w http.ResponseWriter, r *http.Request) error {
	v := visitor.Of(r)
	o, err := orders.ByOID(r.Context(), f.DB, v.Actor, r.PathValue("oid"))
	if err != nil {
		return err
	}
	paid, err := payments.OfOrder(r.Context(), f.DB, o.ID)
	if err != nil {
		return err
	}
	refunds, err := payments.RefundsOf(r.Context(), f.DB, o.ID)
	if err != nil {
		return err
	}
	p := receiptOf(v.Locale, o, paid, refunds)
	p.Frame = ownFrame(r, v.Locale.T("Receipt of order #%s", o.OID))
	return page.Render(w, r, http.StatusOK, receiptView(p))
}

// receiptOf lists the money of an order: each payment that was received, followed by its refunds.
func receiptOf(l *locale.Locale, o orders.Order, paid []payments.Payment, refunds []payments.Refund) receiptPage {
	p := receiptPage{
		OID: o.OID, Date: l.DateTime(o.PlacedAt), Stamp: locale.Stamp(o.PlacedAt), Buyer: filled(o.Contact.FullName, o.Contact.Email),
		Totals: totalsOf(o),
	}
	came, back := money.Zero(o.Totals.Total.Currency), money.Zero(o.Totals.Total.Currency)
	for _, one := range paid {
		if !one.State.Received() {
			continue
		}
		came = came.Add(one.Amount)
		at := one.CreatedAt
		if one.CapturedAt != nil {
			at = *one.CapturedAt
		}
		p.Entries = append(p.Entries, receiptEntry{
			Number: "P" + l.Number(one.ID), Text: paymentText(l, methodOf(one.Gateway)), Amount: l.Money(one.Amount),
			Date: l.DateTime(at), Stamp: locale.Stamp(at),
		})
		for _, r := range refunds {
			if r.PaymentID != one.ID || r.State == payments.RefundRefused {
				continue
			}
			back = back.Add(r.Amount)
			p.Entries = append(p.Entries, refundEntry(l, r))
		}
	}
	p.Paid, p.Kept = l.Money(came), l.Money(came.Sub(back))
	if !back.IsZero() {
		p.Returned = "−" + l.Money(back)
	}
	return p
}

func refundEntry(l *locale.Locale, r payments.Refund) receiptEntry {
	e := receiptEntry{Number: "R" + l.Number(r.ID), Text: l.T("Refund"), Amount: "−" + l.Money(r.Amount), Back: true}
	if r.State == payments.RefundPending {
		e.Text = l.T("Refund on its way")
	}
	if at := firstOf(r.DoneAt, r.CreatedAt); !at.IsZero() {
		e.Date, e.Stamp = l.DateTime(at), locale.Stamp(at)
	}
	return e
}

func firstOf(at *time.Time, otherwise time.Time) time.Time {
	if at != nil {
		return *at
	}
	return otherwise
}

// methodOf is the way to pay that a gateway serves.
func methodOf(gateway string) payments.Method {
	if gateway == string(payments.CashOnDelivery) {
		return payments.CashOnDelivery
	}
	return payments.Card
}
