package shop

import (
	"cmp"
	"crypto/rand"
	"fmt"
	"net/http"
	"runtime/debug"

	"bazaar/market/accounts"
	"bazaar/market/cart"
	"bazaar/market/checkout"
	"bazaar/market/coupons"
	"bazaar/market/fault"
	"bazaar/market/money"
	"bazaar/market/orders"
	"bazaar/market/payments"
	"bazaar/site/page"
	"bazaar/site/ui"
	"bazaar/site/visitor"
)

// showCheckout asks for contact and address, filled in from the profile and the default address.
func (f *Front) showCheckout(w http.ResponseWriter, r *http.Request) error {
	v := visitor.Of(r)
	contact, err := accounts.ContactOf(r.Context(), f.DB, v.Actor)
	if err != nil {
		return err
	}
	form := checkout.Form{Contact: orders.Contact(contact), Key: rand.Text(), Method: payments.Methods[0]}
	return f.renderCheckout(w, r, form, nil)
}

// renderCheckout shows the form with what was typed and, after a refusal, what is wrong with it.
func (f *Front) renderCheckout(w http.ResponseWriter, r *http.Request, form checkout.Form, refused *fault.Fault) error {
	v := visitor.Of(r)
	c, err := cart.Load(r.Context(), f.DB, v.Actor)
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
	quote, err := checkout.NewQuote(c, f.couponOf(r, form, refused), v.Locale.Code())
	if err != nil {
		return turnBack(w, r, err, cartPath)
	}
	p := checkoutPage{
		Frame: page.Frame(r, v.Locale.T("Checkout")), Values: typed(form), Key: form.Key, SeenTotal: quote.Totals.Total,
		Payments: ways(v, form.Method), Lines: bought(v, c), Totals: sums(v, quote.Totals, c.Units(), form.Coupon),
	}
	p.NoIndex = true
	status := http.StatusOK
	if refused != nil {
		status = http.StatusUnprocessableEntity
		p.Refused, p.Errors = true, page.Messages(v.Locale, refused)
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

// couponOf finds the coupon of a form that is shown again, so that its discount stays in the sum.
func (f *Front) couponOf(r *http.Request, form checkout.Form, refused *fault.Fault) coupons.Coupon {
	if refused == nil || form.Coupon == "" {
		return coupons.Coupon{}
	}
	coupon, err := coupons.Find(r.Context(), f.DB, visitor.Of(r).Actor, form.Coupon, f.Now())
	if err != nil {
		return coupons.Coupon{} // the field already says why it does not count
	}
	return coupon
}

// placeOrder turns the cart into an order. A wrong form comes back with what was typed; an order
// that cannot be filled leads back to the cart, which is as it was.
func (f *Front) placeOrder(w http.ResponseWriter, r *http.Request) error {
	values, err := page.Form(w, r)
	if err != nil {
		return err
	}
	v := visitor.Of(r)
	form := checkout.ParseForm(values.Get)
	placed, err := checkout.Place(r.Context(), f.DB, v.Actor, checkout.Purchase{
		Form: form, Language: v.Locale.Code(), Zone: f.Zone,
		DisplayCurrency: v.Currency, DisplayRate: v.Site.Rates[v.Currency].String(),
	}, f.Now())
	switch refusal := fault.As(err); {
	case err == nil:
		return orderPlaced(w, r, placed)
	case unexpected(err):
		log.ErrorContext(r.Context(), "Checkout error: "+fmt.Sprint(err), "stack", string(debug.Stack()))
		if page.IsAJAX(r) {
			return err
		}
		page.Flash(w, r, visitor.Danger, v.Locale.T("Failed to create order. Please try again."))
		return page.Redirect(w, r, cartPath, http.StatusFound)
	case refusal != nil && refusal.Kind == fault.Invalid && !page.IsAJAX(r):
		return f.renderCheckout(w, r, form, refusal)
	}
	return turnBack(w, r, err, cartPath)
}

func orderPlaced(w http.ResponseWriter, r *http.Request, placed checkout.Placed) error {
	v := visitor.Of(r)
	message := v.Locale.T("Order #%s created successfully!", placed.OID)
	if page.IsAJAX(r) {
		return page.JSON(w, http.StatusOK, struct {
			Success  bool   `json:"success"`
			OID      string `json:"oid"`
			Redirect string `json:"redirect"`
			Message  string `json:"message"`
		}{true, placed.OID, v.Locale.URL(orderPath(placed.OID)), message})
	}
	page.Flash(w, r, visitor.Success, message)
	return page.Redirect(w, r, orderPath(placed.OID), http.StatusFound)
}

// typed are the values of the form's fields by their names.
func typed(form checkout.Form) map[string]string {
	c := form.Contact
	return map[string]string{
		"full_name": c.FullName, "email": c.Email, "phone": c.Phone, "address": c.Address, "city": c.City,
		"state": c.State, "country": c.Country, "zip_code": c.ZipCode, "notes": form.Notes, "coupon": form.Coupon,
	}
}

// ways are the ways to pay, in the visitor's words.
func ways(v *visitor.Visitor, chosen payments.Method) []payment {
	return []payment{{
		Value: string(payments.CashOnDelivery), Chosen: chosen == payments.CashOnDelivery,
		Title: v.Locale.T("Cash on delivery"), Text: v.Locale.T("You pay when the parcel reaches you."),
	}}
}

// bought lists the lines of the cart beside the form.
func bought(v *visitor.Visitor, c cart.Cart) []ui.Line {
	lang := v.Locale.Code()
	lines := make([]ui.Line, 0, len(c.Lines))
	for _, l := range c.Lines {
		lines = append(lines, ui.Line{
			Title: l.Title.In(lang), Options: l.Options.In(lang), Path: productPath(l.ProductID),
			Picture: l.Picture, Quantity: l.Quantity, Sum: v.Price(l.Total()),
		})
	}
	return lines
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
