package desk

import (
	"context"
	"net/http"
	"time"

	"bazaar/infra/sqldb"
	"bazaar/market/actor"
	"bazaar/market/fault"
	"bazaar/market/orders"
	"bazaar/market/payments"
	"bazaar/market/shipping"
	"bazaar/site/page"
	"bazaar/site/ui"
	"bazaar/site/visitor"
)

// moveParcel takes a parcel one step on, or back.
func (f *Front) moveParcel(w http.ResponseWriter, r *http.Request) error {
	form, err := page.Form(w, r)
	if err != nil {
		return err
	}
	d, err := f.ownParcel(r)
	if err != nil {
		return err
	}
	by, ctx, now, l := visitor.Of(r).Actor, r.Context(), f.Now(), visitor.Of(r).Locale
	said := ""
	switch orders.Action(form.Get("do")) {
	case orders.ToConfirm:
		err, said = orders.Confirm(ctx, f.DB, by, d.ID, now), l.T("Confirmed. Now it is to be packed.")
	case orders.ToPack:
		err, said = orders.Pack(ctx, f.DB, by, d.ID, now), l.T("Packed. Now hand it over to the carrier.")
	case orders.ToUnpack:
		err, said = orders.Unpack(ctx, f.DB, by, d.ID, now), l.T("It is to be packed again.")
	case orders.ToDeliver:
		err, said = orders.Deliver(ctx, f.DB, by, d.ID, now), l.T("Delivered. Well done!")
	case orders.ToShip:
		return f.sendParcel(w, r, d, form, orders.Ship, l.T("Handed over. The buyer can follow it now."))
	case orders.ToRetrack:
		return f.sendParcel(w, r, d, form, orders.Retrack, l.T("Saved."))
	default:
		wrong := fault.Fields{}
		wrong.Add("do", "Choose what is to be done.")
		err = wrong.Err()
	}
	return f.answerParcel(w, r, d, page.NextOr(form.Get("next"), parcelPath(d.ID)), err, said)
}

// answerParcel tells what came of a step.
func (f *Front) answerParcel(w http.ResponseWriter, r *http.Request, d orders.DeskParcel, next string, err error, said string) error {
	l := visitor.Of(r).Locale
	refused := fault.As(err)
	if refused != nil && !page.IsAJAX(r) && refused.Kind == fault.Conflict {
		page.Flash(w, r, visitor.Warning, l.T(refused.Message, refused.Args...))
		return page.Redirect(w, r, next, http.StatusSeeOther)
	}
	if refused != nil && !page.IsAJAX(r) && refused.Kind == fault.Invalid {
		return f.refuseParcel(w, r, d, d.Shipping, refused)
	}
	if err != nil {
		return err
	}
	page.Flash(w, r, visitor.Success, said)
	return page.Redirect(w, r, next, http.StatusSeeOther)
}

// sendParcel takes what was typed about the carrier and hands it to the verb.
func (f *Front) sendParcel(w http.ResponseWriter, r *http.Request, d orders.DeskParcel, form page.Values, send sending, said string) error {
	typed, own := shippingOf(form)
	err := typed.Check(own).Err()
	if err == nil {
		err = send(r.Context(), f.DB, visitor.Of(r).Actor, orders.Shipment{ParcelID: d.ID, Shipping: typed}, f.Now())
	}
	if refused := fault.As(err); refused != nil && refused.Kind == fault.Invalid && !page.IsAJAX(r) {
		return f.refuseParcel(w, r, d, typed, refused)
	}
	return f.answerParcel(w, r, d, parcelPath(d.ID), err, said)
}

// refuseParcel shows the parcel again with what was typed.
func (f *Front) refuseParcel(w http.ResponseWriter, r *http.Request, d orders.DeskParcel, typed orders.Shipping, why *fault.Fault) error {
	p, err := f.parcelPage(r, d)
	if err != nil {
		return err
	}
	messages := page.Messages(p.L, why)
	p.Refused, p.Problem = true, messages["do"]
	p.ask(typed, messages)
	return page.Render(w, r, http.StatusUnprocessableEntity, parcelView(p))
}

// askToDeliver asks before a parcel is said to have arrived.
func (f *Front) askToDeliver(w http.ResponseWriter, r *http.Request) error {
	d, err := f.ownParcel(r)
	if err != nil {
		return err
	}
	l := visitor.Of(r).Locale
	frame, _, err := f.panel(r, l.T("Has the parcel arrived?"), ordersPath)
	if err != nil {
		return err
	}
	q := ui.Question{
		Title: l.T("Has the parcel arrived?"), Text: l.T("The buyer is told that order #%s was delivered. This cannot be undone.", orders.ShortNumber(d.OID)),
		Action: parcelPath(d.ID), Button: l.T("Yes, it was delivered"), Kind: "primary", Cancel: parcelPath(d.ID),
		Keep: []ui.Hidden{{Name: "do", Value: string(orders.ToDeliver)}},
	}
	if d.Method == payments.CashOnDelivery {
		q.Text = l.T("Say so when the buyer has paid %s in cash for order #%s. This cannot be undone.", l.Money(d.Left().Total), orders.ShortNumber(d.OID))
	}
	status := http.StatusOK
	if !d.Can(orders.ToDeliver) {
		status = http.StatusConflict
		q.Title, q.Text = l.T("This is not possible now"), l.T("Only a parcel that is on its way can arrive.")
		q.Action = ""
	}
	return page.Render(w, r, status, parcelQuestion(frame, q))
}

type sending func(ctx context.Context, db *sqldb.DB, by actor.Actor, in orders.Shipment, now time.Time) error

// shippingOf reads how a parcel travels.
func shippingOf(form page.Values) (s orders.Shipping, own bool) {
	s = orders.Shipping{Method: form.Text("carrier"), TrackingNumber: form.Text("tracking_number"), TrackingURL: form.Text("tracking_url")}
	if s.Method == otherCarrier {
		s.Method = form.Text("carrier_name")
	}
	return s, s.Method == string(shipping.Courier)
}
