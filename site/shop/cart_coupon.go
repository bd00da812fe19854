package shop

import (
	"encoding/json"
	"net/http"
	"strconv"
	"time"

	"bazaar/infra/limit"
	"bazaar/market/cart"
	"bazaar/market/checkout"
	"bazaar/market/coupons"
	"bazaar/market/fault"
	"bazaar/market/money"
	"bazaar/site/page"
	"bazaar/site/visitor"
)

// couponTries is how many wrong codes an account may try at once; a right one gives them back.
var couponTries = limit.Rule{Burst: 10, Every: 30 * time.Second}

// couponsAtCheckout bounds the codes that come with an order. It is wider, because one press may be
// sent many times over; an order that stands gives the tries back.
var couponsAtCheckout = limit.Rule{Burst: 60, Every: 10 * time.Second}

// guesses names the tries of codes that come with orders.
func guesses(v *visitor.Visitor) string { return "coupon at checkout " + v.Actor.Owner() }

// patience refuses who tries one code after the other with his order.
func (f *Front) patience(v *visitor.Visitor, form checkout.Form) error {
	if form.Coupon == "" {
		return nil
	}
	if wait := f.Limits.Take(guesses(v), couponsAtCheckout); wait > 0 {
		return page.TooMany(wait)
	}
	return nil
}

// couponEntry is a code that was typed and refused.
type couponEntry struct{ Typed, Error string }

// applyCoupon keeps a coupon with the cart. A wrong code is said at its field, and the purchase
// goes on without it; the same code again is a warning.
func (f *Front) applyCoupon(w http.ResponseWriter, r *http.Request) error {
	form, err := page.Form(w, r)
	if err != nil {
		return err
	}
	v := visitor.Of(r)
	tries := "coupon " + v.Actor.Owner()
	if wait := f.Limits.Take(tries, couponTries); wait > 0 {
		return turnBack(w, r, page.TooMany(wait), cartPath)
	}
	done, err := cart.ApplyCoupon(r.Context(), f.DB, v.Actor, form.Text("coupon"), f.Now())
	if refusal := fault.As(err); refusal != nil && refusal.Kind == fault.Invalid && !page.IsAJAX(r) {
		return f.renderCart(w, r, couponEntry{form.Text("coupon"), v.Locale.T(refusal.Message, refusal.Args...)})
	}
	if err != nil {
		return turnBack(w, r, err, cartPath)
	}
	f.Limits.Forget(tries)
	level, message := visitor.Success, v.Locale.T("Coupon %s is activated: %s off.", done.Coupon.Code, percent(done.Coupon))
	if done.Again {
		level, message = visitor.Warning, v.Locale.T("Coupon %s is already in use here.", done.Coupon.Code)
	}
	if page.IsAJAX(r) {
		items := done.Cart.Buyable().Total()
		off := done.Coupon.Discount(items)
		return page.JSON(w, http.StatusOK, struct {
			Success  bool        `json:"success"`
			Level    string      `json:"level"`
			Discount json.Number `json:"discount"`
			Total    json.Number `json:"total"`
			Message  string      `json:"message"`
		}{true, level, json.Number(off.Decimal()), json.Number(items.Sub(off).Decimal()), message})
	}
	page.Flash(w, r, level, message)
	return page.Redirect(w, r, cartPath, http.StatusSeeOther)
}

// dropCoupon takes the coupon off the cart.
func (f *Front) dropCoupon(w http.ResponseWriter, r *http.Request) error {
	v := visitor.Of(r)
	if err := cart.DropCoupon(r.Context(), f.DB, v.Actor); err != nil {
		return err
	}
	message := v.Locale.T("The coupon is removed.")
	if page.IsAJAX(r) {
		return page.JSON(w, http.StatusOK, edited{Success: true, Count: v.CartUnits, Message: message})
	}
	page.Flash(w, r, visitor.Info, message)
	return page.Redirect(w, r, cartPath, http.StatusSeeOther)
}

// fillCoupon shows the coupon of a cart and returns what it takes off. One that does not count any
// more is shown as such.
func (f *Front) fillCoupon(r *http.Request, p *cartPage, c cart.Cart, entry couponEntry) (money.Amount, error) {
	p.Coupon = couponView{Typed: entry.Typed, Error: entry.Error}
	off := money.Zero(c.Total().Currency)
	if c.Coupon == "" {
		return off, nil
	}
	coupon, err := coupons.Find(r.Context(), f.DB, visitor.Of(r).Actor, c.Coupon, f.Now())
	switch refusal := fault.As(err); {
	case refusal != nil:
		p.Coupon.Stale = c.Coupon
		if entry.Error == "" {
			p.Coupon.Typed, p.Coupon.Error = c.Coupon, p.L.T(refusal.Message, refusal.Args...)
		}
		return off, nil
	case err != nil:
		return off, err
	}
	p.Coupon.Code, p.Coupon.Percent = coupon.Code, percent(coupon)
	return coupon.Discount(c.Total()), nil
}

// percent writes what a coupon takes off.
func percent(c coupons.Coupon) string { return strconv.FormatInt(c.Percent, 10) + "%" }
