package desk

import (
	"net/http"
	"slices"
	"strings"

	"bazaar/market/orders"
	"bazaar/market/payments"
	"bazaar/market/shipping"
	"bazaar/market/vendors"
	"bazaar/site/locale"
	"bazaar/site/page"
	"bazaar/site/ui"
	"bazaar/site/visitor"
)

// parcelPage is one parcel with all that its vendor needs to send it.
type parcelPage struct {
	ui.Panel
	orders.DeskParcel
	Stage, Deadline ui.State
	// Problem is why something was not done; empty without.
	Problem string
	Steps   []ui.Step
	Lines   []parcelLine
	Totals  ui.Totals
	// Cancelled is what of the sum fell away, empty when nothing did.
	Cancelled, Commission, Earned string
	// Owner tells that the member may see what the shop earns.
	Owner   bool
	Payment string
	To      []string
	Story   []parcelEvent
	// Carrier, Other, Number and Link are asked for when the parcel leaves, or to correct them.
	Carrier, Other, Number, Link ui.Input
	Carriers                     []ui.Option
	// Tracking leads to the carrier's page, empty when that is not known.
	Tracking string
}

// parcelLine is one thing in a parcel.
type parcelLine struct {
	orders.Line
	Sum, Quantity string
	// Cancelled says why it will not be sent; empty when it is to be.
	Cancelled string
}

// parcelEvent is something that happened to a parcel.
type parcelEvent struct{ When, Stamp, What, By, Note string }

// ownParcel is the parcel in the address, when it is one of the visitor's shop.
func (f *Front) ownParcel(r *http.Request) (orders.DeskParcel, error) {
	return orders.ReadParcel(r.Context(), f.DB, visitor.Of(r).Shop.VendorID, productID(r))
}

func (f *Front) order(w http.ResponseWriter, r *http.Request) error {
	d, err := f.ownParcel(r)
	if err != nil {
		return err
	}
	p, err := f.parcelPage(r, d)
	if err != nil {
		return err
	}
	return page.Render(w, r, http.StatusOK, parcelView(p))
}

// parcelPage shows a parcel as it stands, its form filled in with what is known.
func (f *Front) parcelPage(r *http.Request, d orders.DeskParcel) (parcelPage, error) {
	l := visitor.Of(r).Locale
	frame, _, err := f.panel(r, l.T("Order #%s", orders.ShortNumber(d.OID)), ordersPath)
	if err != nil {
		return parcelPage{}, err
	}
	left := d.Left()
	p := parcelPage{
		Panel: frame, DeskParcel: d, Stage: parcelState(l, d.State), Deadline: f.deadline(l, d.State, d.ShipBy),
		Steps: parcelSteps(l, d), Story: parcelStory(l, d), Carriers: carrierOptions(l),
		Totals:     ui.Totals{Items: left.Items, Discount: left.Discount, Shipping: left.Shipping, Tax: left.Tax, Total: left.Total},
		Commission: "−" + l.Money(d.Commission), Earned: l.Money(d.Earned()), Owner: visitor.Of(r).Shop.Role.Includes(vendors.Everything), Payment: parcelPayment(l, d),
		Tracking: d.Shipping.TrackingURL,
	}
	if !d.Ready() && d.State == orders.ParcelNew {
		p.Stage, p.Deadline = ui.State{Text: l.T("Not paid yet")}, ui.State{}
	}
	if p.Tracking == "" {
		p.Tracking = shipping.TrackingURL(d.Shipping.Method, d.Shipping.TrackingNumber)
	}
	if !d.Cancelled.Total.IsZero() {
		p.Cancelled = l.Money(d.Cancelled.Total)
	}
	if d.Addressed() {
		c := d.Contact
		for _, line := range []string{c.Address, strings.TrimSpace(c.ZipCode + " " + c.City), c.State, c.Country} {
			if line != "" {
				p.To = append(p.To, line)
			}
		}
	}
	for _, line := range d.Lines {
		shown := parcelLine{Line: line, Sum: l.Money(line.Total.Sub(line.Discount)), Quantity: l.Number(line.Quantity)}
		if line.CancelledAt != nil {
			shown.Cancelled = whyCancelled(l, d.History, line.ID)
		} else {
			p.Totals.Units += line.Quantity
		}
		p.Lines = append(p.Lines, shown)
	}
	p.ask(d.Shipping, nil)
	return p, nil
}

// ask prepares the form about the carrier; messages are those of a refusal.
func (p *parcelPage) ask(s orders.Shipping, messages map[string]string) {
	l := p.L
	p.Carrier = ui.Input{Name: "carrier", Label: l.T("Carrier"), Required: true, Value: s.Method}
	p.Other = ui.Input{Name: "carrier_name", Label: l.T("Name of another carrier"), MaxLength: 100, Error: messages["shipping_method"]}
	if s.Method != "" && !slices.Contains(shipping.Carriers, shipping.Code(s.Method)) {
		p.Carrier.Value, p.Other.Value = otherCarrier, s.Method
	}
	if s.Method == "" {
		p.Carrier.Error, p.Other.Error = p.Other.Error, ""
	}
	p.Number = ui.Input{
		Name: "tracking_number", Label: l.T("Tracking number"), Hint: l.T("Your own courier needs none."), MaxLength: 100, Value: s.TrackingNumber, Error: messages["tracking_number"],
	}
	p.Link = ui.Input{
		Name: "tracking_url", Label: l.T("Link to track it"), Hint: l.T("Known carriers need none."), Type: "url", InputMode: "url", MaxLength: 500, Value: s.TrackingURL, Error: messages["tracking_url"],
	}
}

// inputs are those of the form about the carrier.
func (p *parcelPage) inputs() []ui.Input { return []ui.Input{p.Carrier, p.Other, p.Number, p.Link} }

// otherCarrier is chosen for one that is not in the list.
const otherCarrier = "other"

func carrierOptions(l *locale.Locale) []ui.Option {
	all := []ui.Option{{Text: l.T("Choose the carrier")}}
	for _, c := range shipping.Carriers {
		text := ui.Way(l, string(c))
		if c == shipping.Courier {
			text = l.T("My own courier")
		}
		all = append(all, ui.Option{Value: string(c), Text: text})
	}
	return append(all, ui.Option{Value: otherCarrier, Text: l.T("Another carrier")})
}

// parcelPayment says how the money of a parcel stands.
func parcelPayment(l *locale.Locale, d orders.DeskParcel) string {
	switch {
	case d.State == orders.ParcelCancelled:
		return l.T("Nothing is owed: the order is cancelled.")
	case d.Method == payments.CashOnDelivery && d.State == orders.ParcelDelivered:
		return l.T("Paid in cash when it was handed over.")
	case d.Method == payments.CashOnDelivery:
		return l.T("The buyer pays %s in cash when it is handed over.", l.Money(d.Left().Total))
	case d.Paid:
		return l.T("Paid by card.")
	}
	return l.T("The buyer has not paid yet.")
}

// parcelSteps is the way of a parcel; a cancelled one has none.
func parcelSteps(l *locale.Locale, d orders.DeskParcel) []ui.Step {
	if d.State == orders.ParcelCancelled {
		return nil
	}
	way := []struct {
		state orders.ParcelState
		text  string
	}{
		{orders.ParcelNew, l.T("Ordered")},
		{orders.ParcelConfirmed, l.T("Order confirmed")},
		{orders.ParcelPacked, l.T("Packed")},
		{orders.ParcelShipped, l.T("Shipped")},
		{orders.ParcelDelivered, l.T("Delivered")},
	}
	steps := make([]ui.Step, len(way))
	done := true
	for i, w := range way {
		steps[i] = ui.Step{Text: w.text, Done: done, Current: w.state == d.State}
		for _, c := range d.History {
			if done && c.LineID == nil && c.To == string(w.state) && c.From != c.To {
				steps[i].Note, steps[i].Stamp = l.Date(c.At), locale.Stamp(c.At)
			}
		}
		done = done && w.state != d.State
	}
	return steps
}

// parcelStory is everything that happened to a parcel, in the vendor's words.
func parcelStory(l *locale.Locale, d orders.DeskParcel) []parcelEvent {
	var all []parcelEvent
	for _, c := range d.History {
		e := parcelEvent{When: l.DateTime(c.At), Stamp: locale.Stamp(c.At), By: c.By, What: parcelHappened(l, d, c), Note: c.Note}
		if c.Reason != "" && c.Reason != orders.OtherReason {
			e.Note = strings.Trim(ui.Why(l, c.Reason)+" · "+c.Note, " ·")
		}
		all = append(all, e)
	}
	return all
}

func parcelHappened(l *locale.Locale, d orders.DeskParcel, c orders.Change) string {
	if c.LineID != nil {
		for _, line := range d.Lines {
			if line.ID == *c.LineID {
				return l.T("Cancelled: %s × %s", line.Title, l.Number(line.Quantity))
			}
		}
	}
	switch orders.ParcelState(c.To) {
	case orders.ParcelNew:
		return l.T("Ordered")
	case orders.ParcelConfirmed:
		if c.From == string(orders.ParcelPacked) {
			return l.T("Back to packing")
		}
		return l.T("Order confirmed")
	case orders.ParcelPacked:
		return l.T("Packed")
	case orders.ParcelShipped:
		if c.From == c.To {
			return l.T("Tracking corrected")
		}
		return l.T("Handed over to the carrier")
	case orders.ParcelDelivered:
		return l.T("Delivered")
	}
	return l.T("Cancelled")
}

// whyCancelled says why a line will not be sent.
func whyCancelled(l *locale.Locale, history []orders.Change, lineID int64) string {
	for _, c := range history {
		if c.LineID != nil && *c.LineID == lineID && c.Reason != "" && c.Reason != orders.OtherReason {
			return ui.Why(l, c.Reason)
		}
		if c.LineID != nil && *c.LineID == lineID && c.Note != "" {
			return c.Note
		}
	}
	return l.T("Cancelled")
}
