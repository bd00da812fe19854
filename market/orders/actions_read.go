package orders

import (
	"context"
	"fmt"
	"time"

	"bazaar/infra/sqldb"
	"bazaar/market/actor"
	"bazaar/market/fault"
	"bazaar/market/ledger"
	"bazaar/market/money"
	"bazaar/market/orders/internal/rows"
	"bazaar/market/payments"
)

// maxPage is the last page of any list.
const maxPage = 500

// Placed is an order that a buyer has placed under a checkout key.
type Placed struct {
	OID, CheckoutHash string
	Total             money.Amount
}

// ByKey finds the order that an owner placed under a checkout key; nil when there is none.
func ByKey(ctx context.Context, db *sqldb.DB, owner, key string) (*Placed, error) {
	row, err := rows.New(db).ByKey(ctx, owner, key)
	if sqldb.NoRows(err) {
		return nil, nil //nolint:nilnil // no order is the usual answer, not a failure
	}
	if err != nil {
		return nil, fmt.Errorf("look for an order by its checkout key: %w", err)
	}
	return &Placed{OID: row.Oid, CheckoutHash: row.CheckoutHash, Total: money.New(row.Total, money.Currency(row.Currency))}, nil
}

// ByOID reads an order of the actor, or any order for the system, in four statements. An order of
// somebody else is NotFound like one that does not exist.
func ByOID(ctx context.Context, db *sqldb.DB, by actor.Actor, oid string) (Order, error) {
	q := rows.New(db)
	row, err := q.ByOID(ctx, oid, by.Owner(), by.IsSystem())
	if sqldb.NoRows(err) {
		return Order{}, fault.Missing()
	}
	if err != nil {
		return Order{}, fmt.Errorf("read an order: %w", err)
	}
	o := orderOf(row)
	cur := o.Totals.Total.Currency
	if o.Parcels, err = parcelsOf(ctx, q, o.ID, cur); err != nil {
		return Order{}, err
	}
	lines, err := q.Lines(ctx, o.ID)
	if err != nil {
		return Order{}, fmt.Errorf("read the lines of order %d: %w", o.ID, err)
	}
	for i := range o.Parcels {
		for _, l := range lines {
			if l.ParcelID == o.Parcels[i].ID {
				o.Parcels[i].Lines = append(o.Parcels[i].Lines, lineOf(l, cur))
			}
		}
	}
	history, err := q.History(ctx, o.ID)
	if err != nil {
		return Order{}, fmt.Errorf("read the history of order %d: %w", o.ID, err)
	}
	for _, h := range history {
		o.History = append(o.History, changeOf(h))
	}
	return o, nil
}

func changeOf(h rows.HistoryRow) Change {
	return Change{
		ParcelID: h.ParcelID, LineID: h.LineID, From: h.FromState, To: h.ToState, By: h.ActorLabel, Reason: Reason(h.Reason), Note: h.Note, At: h.At.Time,
	}
}

func orderOf(r rows.ByOIDRow) Order {
	cur := money.Currency(r.Currency)
	return Order{
		ID: r.ID, OID: r.Oid, AccountID: r.AccountID, Language: r.Language, AccessToken: r.AccessToken,
		Contact: Contact{
			FullName: r.FullName, Email: r.Email, Phone: r.Phone, Address: r.Address,
			City: r.City, State: r.State, Country: r.Country, ZipCode: r.ZipCode,
		},
		Notes: r.Notes, Totals: totals(cur, [5]int64{r.ItemsTotal, r.DiscountTotal, r.ShippingTotal, r.TaxTotal, r.Total}),
		DisplayCurrency: money.Currency(r.DisplayCurrency), DisplayRate: r.DisplayRate,
		CouponCode: r.CouponCode, Method: payments.Method(r.PaymentMethod),
		Progress: Progress(r.Progress), Status: Status(r.ProductStatus), Paid: r.PaidStatus, PlacedAt: r.PlacedAt.Time, PayBy: r.PayBy.Pointer(),
	}
}

func parcelsOf(ctx context.Context, q *rows.Queries, orderID int64, cur money.Currency) ([]Parcel, error) {
	found, err := q.Parcels(ctx, orderID)
	if err != nil {
		return nil, fmt.Errorf("read the parcels of order %d: %w", orderID, err)
	}
	parcels := make([]Parcel, len(found))
	for i, p := range found {
		parcels[i] = Parcel{
			ID: p.ID, VendorID: p.VendorID, VendorName: p.VendorName, Number: p.Number, State: ParcelState(p.State),
			Totals:     totals(cur, [5]int64{p.ItemsTotal, p.DiscountTotal, p.ShippingTotal, p.TaxTotal, p.Total}),
			Cancelled:  totals(cur, [5]int64{p.CancelledItems, p.CancelledDiscount, 0, p.CancelledTax, p.CancelledItems - p.CancelledDiscount}),
			Commission: money.New(p.Commission, cur),
			Shipping:   Shipping{Method: p.ShippingMethod, TrackingNumber: p.TrackingNumber, TrackingURL: p.TrackingUrl},
			ShipBy:     p.ShipBy.Pointer(), ShippedAt: p.ShippedAt.Pointer(), DeliveredAt: p.DeliveredAt.Pointer(),
		}
	}
	return parcels, nil
}

func lineOf(l rows.LinesRow, cur money.Currency) Line {
	return Line{
		ID: l.ID, ProductID: l.ProductID, VariantID: l.VariantID, Number: l.Number,
		Title: l.Title, SKU: l.Sku, Options: l.Options, Picture: l.Picture, Quantity: l.Quantity,
		UnitPrice: money.New(l.UnitPrice, cur), Total: money.New(l.Total, cur),
		Discount: money.New(l.Discount, cur), Tax: money.New(l.Tax, cur), TaxClass: l.TaxClass,
		Commission: ledger.Charge{Amount: money.New(l.Commission, cur)}, CancelledAt: l.CancelledAt.Pointer(),
	}
}

// totals takes the sums in the order of their columns: items, discount, shipping, tax, total.
func totals(cur money.Currency, minor [5]int64) Totals {
	return Totals{
		Items: money.New(minor[0], cur), Discount: money.New(minor[1], cur), Shipping: money.New(minor[2], cur),
		Tax: money.New(minor[3], cur), Total: money.New(minor[4], cur),
	}
}

// LastContact is whom and where the actor's newest order went; the zero Contact without one.
func LastContact(ctx context.Context, db *sqldb.DB, by actor.Actor) (Contact, error) {
	r, err := rows.New(db).LastContact(ctx, by.ID())
	if sqldb.NoRows(err) {
		return Contact{}, nil
	}
	if err != nil {
		return Contact{}, fmt.Errorf("read the last contact: %w", err)
	}
	return Contact{
		FullName: r.FullName, Email: r.Email, Phone: r.Phone, Address: r.Address,
		City: r.City, State: r.State, Country: r.Country, ZipCode: r.ZipCode,
	}, nil
}

// Months sums up what the actor bought since a moment, month by month and the oldest first; months
// without an order are left out.
func Months(ctx context.Context, db *sqldb.DB, by actor.Actor, since time.Time) ([]Month, error) {
	found, err := rows.New(db).Months(ctx, by.ID(), sqldb.At(since))
	if err != nil {
		return nil, fmt.Errorf("sum up orders by month: %w", err)
	}
	months := make([]Month, len(found))
	for i, r := range found {
		months[i] = Month{Month: r.Month, Orders: r.Orders, Total: money.New(r.Total, money.Currency(r.Currency))}
	}
	return months, nil
}
