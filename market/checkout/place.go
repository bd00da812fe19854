package checkout

import (
	"cmp"
	"context"
	"crypto/rand"
	"fmt"
	"slices"
	"time"

	"bazaar/infra/jobs"
	"bazaar/infra/mail"
	"bazaar/infra/sqldb"
	"bazaar/infra/telemetry"
	"bazaar/market/accounts"
	"bazaar/market/actor"
	"bazaar/market/cart"
	"bazaar/market/catalog"
	"bazaar/market/coupons"
	"bazaar/market/fault"
	"bazaar/market/i18n"
	"bazaar/market/ledger"
	"bazaar/market/money"
	"bazaar/market/orders"
	"bazaar/market/payments"
	"bazaar/market/shipping"
	"bazaar/market/stock"
)

var logger = telemetry.Logger("checkout")

// Letter is the kind of the letter that confirms an order; its object is the order's number.
const Letter = "order_confirmation"

// Purchase is a form and what the program knows about the page it came from.
type Purchase struct {
	Form Form
	// Language is that of the page: titles and the letter are in it.
	Language string
	// DisplayCurrency and DisplayRate are what amounts were shown in, the base currency when empty;
	// they change nothing owed.
	DisplayCurrency money.Currency
	DisplayRate     string
	// CardGateway is through which cards are paid; empty when they are not accepted.
	CardGateway string
	// Zone tells on which day an order counts; nil is UTC.
	Zone *time.Location
	// ShipWithin is how long the vendors have to send their parcels; orders.ShipWithin when it is zero.
	ShipWithin time.Duration
	// CartCoupon uses the coupon of the cart when the form names none.
	CartCoupon bool
	// KeepDraft keeps the form with the cart when the state of things refuses the order.
	KeepDraft bool
	// Silent sends no letter and logs nothing, for the past of a demo market.
	Silent bool
}

// complete fills in what a purchase may leave out.
func (p Purchase) complete() Purchase {
	if p.Form.Key == "" {
		p.Form.Key = rand.Text()
	}
	if !slices.Contains(i18n.Languages, p.Language) {
		p.Language = i18n.Languages[0]
	}
	if p.Zone == nil {
		p.Zone = time.UTC
	}
	return p
}

// gateway is the way that the money of a method takes.
func (p Purchase) gateway(m payments.Method) string {
	if m == payments.Card {
		return p.CardGateway
	}
	return string(m)
}

// Placed is the order that stands in the end.
type Placed struct {
	OID    string
	Total  money.Amount
	Method payments.Method
	// Replayed tells that the same form had made this order before.
	Replayed bool
}

// Place makes an order of the actor's cart, in one transaction. Its refusals change nothing:
// Invalid for wrong fields, an unusable coupon, or (checkout_key_reused) a key that was sent with
// another form before; Conflict for an empty cart (cart_empty), goods that are short or off sale
// (out_of_stock, the Detail being a []stock.Short), a total other than the buyer saw
// (total_changed, the Detail being the Quote) and one beyond all bounds (order_too_large).
func Place(ctx context.Context, db *sqldb.DB, by actor.Actor, in Purchase, now time.Time) (Placed, error) {
	if !by.SignedIn() {
		return Placed{}, fault.New(fault.SignIn, "", "Please sign in to place an order.")
	}
	if err := in.Form.Validate(); err != nil {
		return Placed{}, err
	}
	if in.Form.Method == payments.Card && in.CardGateway == "" {
		wrong := fault.Fields{}
		wrong.Add("payment_method", MsgMethod)
		return Placed{}, wrong.Err()
	}
	in = in.complete()
	var done Placed
	err := db.Tx(ctx, func(tx *sqldb.DB) error {
		var err error
		done, err = place(ctx, tx, by, in, now)
		return err
	})
	if !in.Silent {
		report(ctx, done, err)
	}
	if in.KeepDraft {
		keepDraft(ctx, db, by, in.Form, err)
	}
	return done, err
}

// report logs the end of a purchase: what was sold, or that stock was short.
func report(ctx context.Context, done Placed, err error) {
	if f := fault.As(err); f != nil && f.Code == "out_of_stock" {
		logger.ErrorContext(ctx, "Checkout error: Insufficient stock", "short", fmt.Sprint(f.Detail))
	}
	if err == nil && !done.Replayed {
		logger.InfoContext(ctx, "Order placed", "oid", done.OID, "total", done.Total.String())
	}
}

// place holds the cart first, so that a double click waits here for the order it is to find. What
// many buyers share (the coupon, then stock) is locked last.
func place(ctx context.Context, tx *sqldb.DB, by actor.Actor, in Purchase, now time.Time) (Placed, error) {
	held, err := cart.Lock(ctx, tx, by)
	if err != nil {
		return Placed{}, err
	}
	before, err := replay(ctx, tx, by, in.Form)
	if err != nil {
		return Placed{}, err
	}
	if before != nil {
		return *before, nil
	}
	quote, coupon, err := price(ctx, tx, by, in, now)
	if err != nil {
		return Placed{}, err
	}
	order, err := orders.Insert(ctx, tx, by, draft(by, in, quote, coupon, now), now)
	if err != nil {
		return Placed{}, err
	}
	if _, err := payments.Open(ctx, tx, payments.Request{OrderID: order.ID, Gateway: in.gateway(order.Method), Amount: order.Totals.Total}, now); err != nil {
		return Placed{}, err
	}
	if err := cart.Clear(ctx, tx, by, held); err != nil {
		return Placed{}, err
	}
	if err := saveAddress(ctx, tx, by, in.Form, now); err != nil {
		return Placed{}, err
	}
	if err := announce(ctx, tx, in, order, now); err != nil {
		return Placed{}, err
	}
	if coupon.ID != 0 {
		if err := coupons.Use(ctx, tx, by, coupon.ID, order.ID, now); err != nil {
			return Placed{}, err
		}
	}
	return Placed{OID: order.OID, Total: order.Totals.Total, Method: order.Method}, take(ctx, tx, order, now)
}

// saveAddress adds the address of a form to the buyer's, if he asked for it and it is new.
func saveAddress(ctx context.Context, tx *sqldb.DB, by actor.Actor, f Form, now time.Time) error {
	if !f.SaveAddress {
		return nil
	}
	c := f.Contact
	had, err := accounts.Addresses(ctx, tx, by)
	if err != nil {
		return err
	}
	for _, a := range had {
		if a.Address == c.Address && a.City == c.City && a.ZipCode == c.ZipCode && a.Country == c.Country {
			return nil
		}
	}
	_, err = accounts.AddAddress(ctx, tx, by, accounts.AddressForm{
		FullName: c.FullName, Phone: c.Phone, Address: c.Address, City: c.City, State: c.State, Country: c.Country, ZipCode: c.ZipCode,
	}, now)
	if fault.Is(err, fault.Conflict) {
		return nil // the book is full: that must not cost anybody the order
	}
	return err
}

// announce owes the buyer the letter that confirms the order, and the vendors one that they may send it,
// by a job, since others wait for what a purchase holds. Where it is paid first, they are told when the
// money is here.
func announce(ctx context.Context, tx *sqldb.DB, in Purchase, order orders.Order, now time.Time) error {
	if in.Silent {
		return nil
	}
	letter := mail.Letter{Kind: Letter, Object: order.OID, Recipient: order.Contact.Email, Language: order.Language}
	if err := mail.Queue(ctx, tx, letter, now); err != nil {
		return fmt.Errorf("queue the letter of order %s: %w", order.OID, err)
	}
	if order.Method.Prepaid() {
		return nil
	}
	return jobs.Enqueue(ctx, tx, orders.NewOrder{OrderID: order.ID})
}

// replay finds the order that the same form made before; nil when there is none.
func replay(ctx context.Context, tx *sqldb.DB, by actor.Actor, f Form) (*Placed, error) {
	before, err := orders.ByKey(ctx, tx, by.Owner(), f.Key)
	if err != nil || before == nil {
		return nil, err
	}
	if before.CheckoutHash != f.hash() {
		return nil, fault.New(fault.Invalid, "checkout_key_reused", "This order was sent before with other details. Please check your orders, then start again from the cart.")
	}
	return &Placed{OID: before.OID, Total: before.Total, Method: f.method(before.Total), Replayed: true}, nil
}

// price quotes the cart with prices, states and stock of now.
func price(ctx context.Context, tx *sqldb.DB, by actor.Actor, in Purchase, now time.Time) (Quote, coupons.Coupon, error) {
	c, err := cart.Load(ctx, tx, by, now)
	if err != nil {
		return Quote{}, coupons.Coupon{}, err
	}
	if len(c.Lines) == 0 {
		return Quote{}, coupons.Coupon{}, fault.New(fault.Conflict, "cart_empty", "Your cart is empty!")
	}
	if short := c.Short(); len(short) > 0 {
		return Quote{}, coupons.Coupon{}, stock.OutOfStock(short)
	}
	var terms Terms
	if in.CartCoupon && in.Form.Coupon == "" {
		in.Form.Coupon = c.Coupon
	}
	if in.Form.Coupon != "" {
		if terms.Coupon, err = coupons.Find(ctx, tx, by, in.Form.Coupon, now); err != nil {
			return Quote{}, coupons.Coupon{}, err
		}
	}
	terms.Shipping, _ = shipping.Find(in.Form.Shipping) // the form was validated
	quote, err := NewQuote(c, terms, in.Language)
	if err != nil {
		return Quote{}, coupons.Coupon{}, err
	}
	rates, err := ledger.RatesAt(ctx, tx, now)
	if err != nil {
		return Quote{}, coupons.Coupon{}, err
	}
	quote.charge(c, rates)
	return quote, terms.Coupon, quote.agrees(in.Form, in.Language)
}

// draft is the order as it will be written.
func draft(by actor.Actor, in Purchase, q Quote, coupon coupons.Coupon, now time.Time) orders.Order {
	o := orders.Order{
		OID: orders.NewOID(), Owner: by.Owner(), AccountID: by.ID(),
		CheckoutKey: in.Form.Key, CheckoutHash: in.Form.hash(), AccessToken: orders.NewAccessToken(), Language: in.Language,
		Contact: in.Form.Contact, Notes: in.Form.Notes, Totals: q.Totals, Parcels: q.Parcels,
		DisplayCurrency: in.DisplayCurrency, DisplayRate: in.DisplayRate,
		CouponCode: coupon.Code, Method: in.Form.method(q.Totals.Total), LocalDay: now.In(in.Zone).Format(time.DateOnly),
	}
	if coupon.ID != 0 {
		o.CouponID = &coupon.ID
	}
	if o.Method.Prepaid() {
		until := now.Add(orders.PayWithin)
		o.PayBy = &until
	}
	shipBy := now.Add(cmp.Or(in.ShipWithin, orders.ShipWithin))
	for i := range o.Parcels {
		o.Parcels[i].ShipBy = &shipBy
	}
	if o.DisplayCurrency == "" {
		o.DisplayCurrency, o.DisplayRate = q.Totals.Total.Currency, "1"
	}
	return o
}

// take removes the goods of an order from stock and tells the catalogue what was sold out.
func take(ctx context.Context, tx *sqldb.DB, o orders.Order, now time.Time) error {
	var units []stock.Units
	for _, p := range o.Parcels {
		for _, l := range p.Lines {
			units = append(units, stock.Units{VariantID: *l.VariantID, Quantity: l.Quantity})
		}
	}
	levels, err := stock.Take(ctx, tx, stock.Request{Source: orders.StockSource(o.OID), Units: units}, now)
	if err != nil {
		return err
	}
	if turned := stock.Turned(levels); len(turned) > 0 {
		return catalog.StockChanged(ctx, tx, turned)
	}
	return nil
}
