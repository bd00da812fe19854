// Package orders owns what buyers have bought: an Order is what one buyer pays once, a Parcel is
// the part of it that one vendor ships, a Line is one priced thing, frozen as it was at purchase.
//
// Invariants: an order has lines; the sums of its lines and of its parcels equal it to the cent;
// a buyer's checkout key makes at most one order. Nothing of an order is priced again later.
//
// States: each parcel goes new → confirmed → packed → shipped → delivered, or is cancelled before
// it is shipped. What buyers see (processing, shipped, delivered, cancelled) and whether the order
// is paid are derived from parcels and payments, and written in one place. Every change of state
// leaves a row of history; all of them happen under a lock on the order.
package orders

import (
	"crypto/rand"
	"net/url"
	"time"
	"unicode/utf8"

	"github.com/lithammer/shortuuid/v4"

	"bazaar/market/fault"
	"bazaar/market/ledger"
	"bazaar/market/money"
	"bazaar/market/payments"
)

// Contact is whom and where an order goes.
type Contact struct {
	FullName, Email, Phone        string
	Address, City, State, Country string
	ZipCode                       string
}

// Totals are the sums of an order or of one parcel, in the order's currency. Prices include tax.
type Totals struct {
	Items, Discount, Shipping, Tax, Total money.Amount
}

// Plus adds up two parts of an order.
func (t Totals) Plus(o Totals) Totals {
	return Totals{
		Items: t.Items.Add(o.Items), Discount: t.Discount.Add(o.Discount), Shipping: t.Shipping.Add(o.Shipping),
		Tax: t.Tax.Add(o.Tax), Total: t.Total.Add(o.Total),
	}
}

// minus takes a part of an order away.
func (t Totals) minus(o Totals) Totals {
	return Totals{
		Items: t.Items.Sub(o.Items), Discount: t.Discount.Sub(o.Discount), Shipping: t.Shipping.Sub(o.Shipping),
		Tax: t.Tax.Sub(o.Tax), Total: t.Total.Sub(o.Total),
	}
}

// Order is what a buyer pays once.
type Order struct {
	ID  int64
	OID string
	// Owner is the key of the buyer, AccountID his account if he has one.
	Owner     string
	AccountID *int64
	// CheckoutKey is the buyer's own name of this purchase, CheckoutHash the digest of his form.
	CheckoutKey, CheckoutHash string
	// AccessToken opens the order to whoever got its letter.
	AccessToken string
	// Language is the buyer's: en, ru or kk.
	Language string
	Contact  Contact
	Notes    string
	Totals   Totals
	// DisplayCurrency and DisplayRate are what the buyer saw amounts in; he pays in Totals' own.
	DisplayCurrency money.Currency
	DisplayRate     string
	CouponID        *int64
	CouponCode      string
	Method          payments.Method
	// PayBy is until when an order that is paid first waits for its money; nil for others.
	PayBy    *time.Time
	Progress Progress
	Status   Status
	Paid     bool
	// LocalDay is the day of purchase where the shop is, as 2006-01-02.
	LocalDay string
	PlacedAt time.Time
	Parcels  []Parcel
	History  []Change
}

// PayWithin is how long goods are kept for a buyer who pays first.
const PayWithin = time.Hour

// ShipWithin is how long a vendor has to send a parcel where nothing else is set.
const ShipWithin = 3 * 24 * time.Hour

// StockSource names an order in the movements of stock.
func StockSource(oid string) string { return "order:" + oid }

// Parcel is the part of an order that one vendor ships.
type Parcel struct {
	ID int64
	// VendorID is nil on imported orders whose vendor is unknown.
	VendorID   *int64
	VendorName string
	// Number counts the parcels of an order from 1.
	Number int64
	State  ParcelState
	Totals Totals
	// Commission is what the platform earns on the parcel, frozen with its lines; without those that
	// were cancelled.
	Commission money.Amount
	// Cancelled are the sums of lines that its vendor could not deliver while the rest was sent. Totals
	// stay as they were ordered.
	Cancelled Totals
	Shipping  Shipping
	// ShipBy is until when it is to leave; nil where nobody promised it.
	ShipBy                 *time.Time
	ShippedAt, DeliveredAt *time.Time
	Lines                  []Line
}

// Left are the sums of a parcel without the lines that were cancelled: what its buyer owes or paid.
func (p Parcel) Left() Totals { return p.Totals.minus(p.Cancelled) }

// Shipping is how a parcel travels and where its way can be followed.
type Shipping struct {
	Method, TrackingNumber, TrackingURL string
}

// validate checks what a vendor typed; buyers follow the address, so it leads to the web only.
func (s Shipping) validate() error {
	wrong := fault.Fields{}
	for field, text := range map[string]string{"shipping_method": s.Method, "tracking_number": s.TrackingNumber} {
		if utf8.RuneCountInString(text) > maxTracking {
			wrong.Add(field, "This is too long: at most %d characters.", maxTracking)
		}
	}
	if s.TrackingURL != "" {
		u, err := url.Parse(s.TrackingURL)
		if err != nil || u.Host == "" || (u.Scheme != "http" && u.Scheme != "https") || len(s.TrackingURL) > maxTrackingURL {
			wrong.Add("tracking_url", "Enter a web address that begins with https://.")
		}
	}
	return wrong.Err()
}

// Line is one priced thing, copied at purchase; product and variant serve links only and are nil
// when they are gone.
type Line struct {
	ID                   int64
	ProductID, VariantID *int64
	// Number counts the lines of an order from 1.
	Number int64
	// Title is in the buyer's language; Options names the chosen variant, empty without a choice.
	Title, SKU, Options, Picture string
	Quantity                     int64
	UnitPrice, Total             money.Amount
	// Discount is this line's part of the order's discount, Tax the tax inside of its price.
	Discount, Tax money.Amount
	TaxClass      string
	// Commission is what the platform earns on the line.
	Commission ledger.Charge
	// CancelledAt is when its vendor gave it up; nil while it is to be delivered, or was, or fell with
	// its whole parcel.
	CancelledAt *time.Time
}

// Units is the number of pieces in the order.
func (o Order) Units() int64 {
	var n int64
	for _, p := range o.Parcels {
		for _, l := range p.Lines {
			n += l.Quantity
		}
	}
	return n
}

// Payable tells whether the order waits for its money at a time.
func (o Order) Payable(now time.Time) bool {
	return o.Method.Prepaid() && !o.Paid && o.Progress == ProgressOpen && o.PayBy != nil && !now.After(*o.PayBy)
}

// CanCancel tells whether the buyer may still cancel the order.
func (o Order) CanCancel() bool {
	_, err := cancelAll(o.Parcels)
	return err == nil
}

// Summary is one row of a list of orders.
type Summary struct {
	OID      string
	PlacedAt time.Time
	Status   Status
	Paid     bool
	Total    money.Amount
	Units    int64
	// Title and Picture are those of the first line; Others counts the other lines.
	// The title is in the buyer's Language of then.
	Title, Picture, Language string
	Others                   int64
	// PayBy is until when the order waits for its money, nil when it waits for none; Cash is owed
	// when it is handed over.
	PayBy *time.Time
	Cash  bool
}

// Month is what somebody bought in one month and kept, as 2006-01.
type Month struct {
	Month  string
	Orders int64
	Total  money.Amount
}

// What a vendor may type about a shipment, in characters.
const (
	maxTracking    = 100
	maxTrackingURL = 500
)

// PageSize is the number of orders on a page of history.
const PageSize = 20

// Page is one page of a buyer's orders, newest first. Number and Last count from 1.
type Page struct {
	Orders       []Summary
	Total        int64
	Number, Last int64
}

// NewOID makes a public order number: a random UUID of 22 letters and digits without those that
// look alike.
func NewOID() string { return shortuuid.New() }

// ReturnDays is how many days after they arrived goods can be returned that do not suit, by law; the
// article about returns says the same.
const ReturnDays = 14

// ReturnUntil is until when goods of the parcel can be returned that do not suit; nil before it has
// arrived.
func (p Parcel) ReturnUntil() *time.Time {
	if p.State != ParcelDelivered || p.DeliveredAt == nil {
		return nil
	}
	until := p.DeliveredAt.AddDate(0, 0, ReturnDays)
	return &until
}

// NewAccessToken makes a secret that opens one order, as hard to guess as a 128-bit key.
func NewAccessToken() string { return rand.Text() }
