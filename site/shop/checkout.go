package shop

import (
	"cmp"
	"crypto/rand"
	"fmt"
	"maps"
	"net/http"
	"runtime/debug"

	"bazaar/infra/sqldb"
	"bazaar/market/cart"
	"bazaar/market/checkout"
	"bazaar/market/coupons"
	"bazaar/market/fault"
	"bazaar/market/money"
	"bazaar/market/orders"
	"bazaar/market/payments"
	"bazaar/market/shipping"
	"bazaar/site/page"
	"bazaar/site/ui"
	"bazaar/site/visitor"
)

// showCheckout asks for contact, address, delivery and payment, with what is known filled in.
func (f *Front) showCheckout(w http.ResponseWriter, r *http.Request) error {
	e, err := f.begin(r)
	if err != nil {
		return err
	}
	return f.renderCheckout(w, r, e, nil)
}

// renderCheckout shows the form with what was typed and, after a refusal, what is wrong with it.
func (f *Front) renderCheckout(w http.ResponseWriter, r *http.Request, e entry, refused *fault.Fault) error {
	v := visitor.Of(r)
	c, err := cart.Load(r.Context(), f.DB, v.Actor, f.Now())
	if err != nil {
		return err
	}
	if len(c.Lines) == 0 && refused != nil && refused.Code == "checkout_key_reused" {
		return refused // the cart went into the order that the key stands for
	}
	if len(c.Lines) == 0 {
		page.Flash(w, r, visitor.Danger, v.Locale.T("Your cart is empty!"))
		if refused != nil {
			return page.Redirect(w, r, cartPath, http.StatusFound)
		}
		return page.Redirect(w, r, productsPath, http.StatusFound)
	}
	if refused == nil && len(c.Short()) > 0 {
		page.Flash(w, r, visitor.Warning, v.Locale.T("Not everything in your cart can be bought now."))
		return page.Redirect(w, r, cartPath, http.StatusFound)
	}
	if refused == nil && e.Form.Coupon == "" {
		e.Form.Coupon = c.Coupon
	}
	terms, couponError, err := f.terms(r, e.Form)
	if err != nil {
		return err
	}
	quote, err := checkout.NewQuote(c, terms, v.Locale.Code())
	if err != nil {
		return turnBack(w, r, err, cartPath)
	}
	p := checkoutPage{
		Frame: page.Frame(r, v.Locale.T("Checkout")), Values: typed(e.Form), Key: e.Form.Key, SeenTotal: quote.Totals.Total,
		Payments: f.ways(v, e.Form.Method), Delivery: deliveries(v, terms.Shipping, quote.Totals.Total.Currency), Saved: e.choices(), Parcels: bought(v, quote),
		Totals: sums(v, quote.Totals, c.Units(), terms.Coupon.Code),
	}
	p.NoIndex, p.Counter, p.Errors = true, true, map[string]string{}
	if couponError != "" {
		p.Errors["coupon"] = couponError
	}
	status := http.StatusOK
	if refused != nil {
		status, p.Refused = http.StatusUnprocessableEntity, true
		maps.Copy(p.Errors, page.Messages(v.Locale, refused))
		if !p.showsErrors() {
			text := cmp.Or(p.Errors["payment_method"], v.Locale.T(refused.Message, refused.Args...))
			p.Messages = append(p.Messages, ui.Message{Level: visitor.Danger, Text: text})
		}
		if p.Errors["checkout_key"] != "" {
			p.Key = rand.Text() // the same one would be refused for ever
		}
	}
	return page.Render(w, r, status, checkoutView(p))
}

// terms are those of a form that is shown: a coupon that does not count is left out, and its field
// says why.
func (f *Front) terms(r *http.Request, form checkout.Form) (t checkout.Terms, couponError string, err error) {
	var known bool
	if t.Shipping, known = shipping.Find(form.Shipping); !known {
		t.Shipping = shipping.Methods[0]
	}
	if form.Coupon == "" {
		return t, "", nil
	}
	v := visitor.Of(r)
	t.Coupon, err = coupons.Find(r.Context(), f.DB, v.Actor, form.Coupon, f.Now())
	if refusal := fault.As(err); refusal != nil {
		return t, v.Locale.T(refusal.Message, refusal.Args...), nil //nolint:nilerr // the field says it
	}
	return t, "", err
}

// placeOrder turns the cart into an order. A wrong form comes back with what was typed; an order
// that cannot be filled leads back to the cart, which is as it was.
func (f *Front) placeOrder(w http.ResponseWriter, r *http.Request) error {
	values, err := page.Form(w, r)
	if err != nil {
		return err
	}
	v := visitor.Of(r)
	shown, form, err := f.sent(r, values)
	if refusal := fault.As(err); refusal != nil && !page.IsAJAX(r) {
		return f.renderCheckout(w, r, shown, refusal)
	}
	if err == nil {
		err = f.patience(v, form)
	}
	if err != nil {
		return err
	}
	placed, err := checkout.Place(r.Context(), f.DB, v.Actor, checkout.Purchase{
		Form: form, CartCoupon: !values.Has("coupon"), KeepDraft: !page.IsAJAX(r), CardGateway: f.cardGateway(), Language: v.Locale.Code(), Zone: f.Zone, ShipWithin: f.ShipWithin,
		DisplayCurrency: v.Currency, DisplayRate: v.Site.Rates[v.Currency].String(),
	}, f.Now())
	switch refusal := fault.As(err); {
	case err == nil:
		f.Limits.Forget(guesses(v))
		return f.orderPlaced(w, r, placed)
	case sqldb.Unavailable(err):
		return err // the same form under the same key can be sent again
	case unexpected(err):
		log.ErrorContext(r.Context(), "Checkout error: "+fmt.Sprint(err), "stack", string(debug.Stack()))
		if page.IsAJAX(r) {
			return err
		}
		page.Flash(w, r, visitor.Danger, v.Locale.T("Failed to create order. Please try again."))
		return page.Redirect(w, r, cartPath, http.StatusFound)
	case refusal != nil && refusal.Kind == fault.Invalid && !page.IsAJAX(r):
		return f.renderCheckout(w, r, shown.corrected(form, refusal), refusal)
	}
	return turnBack(w, r, err, cartPath)
}

// orderPlaced leads to the order, or first to the page of the provider when it is paid by card. An
// order whose payment cannot be begun stands all the same: its page has a button to pay.
func (f *Front) orderPlaced(w http.ResponseWriter, r *http.Request, placed checkout.Placed) error {
	v := visitor.Of(r)
	to := v.Locale.URL(orderPath(placed.OID))
	if placed.Method.Prepaid() {
		pay, err := f.startPayment(r, v.Actor, placed.OID)
		if unexpected(err) {
			log.ErrorContext(r.Context(), "A payment could not be begun", "oid", placed.OID, "error", err)
		}
		if err == nil {
			to = pay
		}
	}
	message := v.Locale.T("Order #%s created successfully!", placed.OID)
	if page.IsAJAX(r) {
		return page.JSON(w, http.StatusOK, struct {
			Success  bool   `json:"success"`
			OID      string `json:"oid"`
			Redirect string `json:"redirect"`
			Message  string `json:"message"`
		}{true, placed.OID, to, message})
	}
	page.Flash(w, r, visitor.Success, message)
	return leave(w, r, to, http.StatusFound)
}

// typed are the values of the form's fields by their names.
func typed(form checkout.Form) map[string]string {
	c := form.Contact
	save := ""
	if form.SaveAddress {
		save = "1"
	}
	return map[string]string{
		"save_address": save,
		"full_name":    c.FullName, "email": c.Email, "phone": c.Phone, "address": c.Address, "city": c.City,
		"state": c.State, "country": c.Country, "zip_code": c.ZipCode, "notes": form.Notes, "coupon": form.Coupon,
	}
}

// ways are the ways to pay, in the visitor's words.
func (f *Front) ways(v *visitor.Visitor, chosen payments.Method) []payment {
	all := []payment{{
		Value: string(payments.CashOnDelivery), Chosen: chosen != payments.Card || f.cardGateway() == "",
		Title: v.Locale.T("Cash on delivery"), Text: v.Locale.T("You pay when the parcel reaches you."),
	}}
	if f.cardGateway() != "" {
		all = append(all, payment{
			Value: string(payments.Card), Chosen: chosen == payments.Card,
			Title: v.Locale.T("Card"), Text: v.Locale.T("You pay now, on the page of the payment provider."),
		})
	}
	return all
}

// deliveries are the ways of delivery, in the visitor's words.
func deliveries(v *visitor.Visitor, chosen shipping.Method, base money.Currency) []payment {
	all := make([]payment, 0, len(shipping.Methods))
	for _, m := range shipping.Methods {
		way := payment{Value: string(m.Code), Chosen: m.Code == chosen.Code, Title: string(m.Code), Price: v.Locale.T("Free")}
		if m.Code == shipping.Courier {
			way.Title, way.Text = v.Locale.T("Courier to the door"), v.Locale.T("Every vendor sends its own parcel and the courier calls you first.")
		}
		if m.PerParcel > 0 {
			way.Price = v.Locale.T("%s for each parcel", v.Price(m.Price(base)))
		}
		all = append(all, way)
	}
	return all
}

// bought lists what is in each parcel, beside the form.
func bought(v *visitor.Visitor, q checkout.Quote) []parcelLines {
	parcels := make([]parcelLines, 0, len(q.Parcels))
	for _, p := range q.Parcels {
		shown := parcelLines{Vendor: p.VendorName}
		for _, l := range p.Lines {
			shown.Lines = append(shown.Lines, ui.Line{
				Title: l.Title, Options: l.Options, Path: productPath(*l.ProductID),
				Picture: l.Picture, Quantity: l.Quantity, Sum: v.Price(l.Total),
			})
		}
		parcels = append(parcels, shown)
	}
	return parcels
}

// sums shows the totals of an order in the visitor's currency.
func sums(v *visitor.Visitor, t orders.Totals, units int64, coupon string) ui.Totals {
	s := ui.Totals{
		Units: units, Items: shown(v, t.Items), Discount: shown(v, t.Discount), Shipping: shown(v, t.Shipping),
		Tax: shown(v, t.Tax), Total: shown(v, t.Total), Charged: charged(v, t.Total),
	}
	if t.Discount != (money.Amount{}) && !t.Discount.IsZero() {
		s.Coupon = coupon
	}
	return s
}
