package account

import (
	"net/http"
	"time"

	"bazaar/infra/limit"
	"bazaar/market/fault"
	"bazaar/market/i18n"
	"bazaar/market/orders"
	"bazaar/site/locale"
	"bazaar/site/page"
	"bazaar/site/ui"
	"bazaar/site/visitor"
)

// tracksPerNumber bounds how often addresses may be tried for one number, from wherever they come.
var tracksPerNumber = limit.Rule{Burst: 10, Every: time.Minute}

// trackPage asks for a number and an e-mail address, and shows where the parcels are.
type trackPage struct {
	ui.Frame
	Number, Email ui.Input
	// Problem says why nothing was found.
	Problem string
	// Found is nil until an order is found.
	Found *trackedOrder
}

// trackedOrder is no more than who may have picked up the number has to see.
type trackedOrder struct {
	OID, Date, Stamp string
	Status           status
	Parcels          []parcel
}

func newTrackPage(r *http.Request) trackPage {
	l := visitor.Of(r).Locale
	p := trackPage{Frame: ownFrame(r, l.T("Track an order"))}
	p.CSRF = page.Token(r)
	p.Number = ui.Input{Name: "number", Label: l.T("Order number"), Hint: l.T("It is in the letter that confirmed your order."), Autocomplete: "off", MaxLength: 40, Required: true}
	p.Email = ui.Input{Name: "email", Label: l.T("E-mail"), Hint: l.T("The one that you gave with the order."), Type: "email", Autocomplete: "email", MaxLength: 254, Required: true}
	return p
}

func (f *Front) showTracking(w http.ResponseWriter, r *http.Request) error {
	return page.Render(w, r, http.StatusOK, trackView(newTrackPage(r)))
}

// track shows the way of an order's parcels to whoever knows its number and e-mail address. A
// wrong number and a wrong address are answered alike.
func (f *Front) track(w http.ResponseWriter, r *http.Request) error {
	form, err := page.Form(w, r)
	if err != nil {
		return err
	}
	p := newTrackPage(r)
	p.Number.Value, p.Email.Value = form.Text("number"), form.Text("email")
	if wait := f.Limits.Take("track "+i18n.Key(p.Number.Value), tracksPerNumber); wait > 0 {
		return page.TooMany(wait)
	}
	found, err := orders.Track(r.Context(), f.DB, orders.Inquiry{Number: p.Number.Value, Email: p.Email.Value})
	if refusal := fault.As(err); refusal != nil {
		if page.IsAJAX(r) {
			return err
		}
		p.Refused, p.Problem = true, p.L.T(refusal.Message, refusal.Args...)
		return page.Render(w, r, http.StatusUnprocessableEntity, trackView(p))
	}
	if err != nil {
		return err
	}
	p.Found = trackedOf(p.L, found)
	return page.Render(w, r, http.StatusOK, trackView(p))
}

func trackedOf(l *locale.Locale, o orders.Tracked) *trackedOrder {
	shown := &trackedOrder{OID: o.OID, Date: l.Date(o.PlacedAt), Stamp: locale.Stamp(o.PlacedAt), Status: statusOf(l, o.Status)}
	for _, p := range o.Parcels {
		part := parcelOf(l, o.PlacedAt, p)
		part.AskURL = "" // whoever tracks may be no customer of ours
		shown.Parcels = append(shown.Parcels, part)
	}
	return shown
}
