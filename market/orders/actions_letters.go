package orders

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"time"

	"bazaar/infra/mail"
	"bazaar/infra/sqldb"
	"bazaar/market/money"
	"bazaar/market/orders/internal/rows"
	"bazaar/market/payments"
	"bazaar/market/vendors"
)

// The kinds of letters about a parcel; their object is its id, with that of the first line behind a
// colon where lines were cancelled. The last two go to its vendor.
const (
	LetterShipped         = "parcel_shipped"
	LetterDelivered       = "parcel_delivered"
	LetterParcelCancelled = "parcel_cancelled"
	LetterLines           = "parcel_lines_cancelled"
	LetterNewOrder        = "parcel_ordered"
	LetterWithdrawn       = "parcel_withdrawn"
)

// letterOf is what the buyer is told when his parcel moves; of other moves nothing.
var letterOf = map[Action]string{ToShip: LetterShipped, ToDeliver: LetterDelivered, ToCancel: LetterParcelCancelled}

// tellBuyer owes the buyer a letter about a parcel; orders that forgot their buyer have nobody to tell.
func tellBuyer(ctx context.Context, tx *sqldb.DB, o locked, kind, object string, now time.Time) error {
	if kind == "" || o.Email == "" {
		return nil
	}
	err := mail.Queue(ctx, tx, mail.Letter{Kind: kind, Object: object, Recipient: o.Email, Language: o.Language}, now)
	if err != nil {
		return fmt.Errorf("queue a letter about parcel %s: %w", object, err)
	}
	return nil
}

// TellVendors owes those who send parcels for their vendors a letter of a kind about each.
func TellVendors(ctx context.Context, tx *sqldb.DB, kind string, parcels []Parcel, now time.Time) error {
	for _, p := range parcels {
		if p.VendorID == nil {
			continue
		}
		err := vendors.WriteTo(ctx, tx, vendors.News{VendorID: *p.VendorID, Duty: vendors.Parcels, Kind: kind, Object: parcelObject(p.ID), At: now}, now)
		if err != nil {
			return err
		}
	}
	return nil
}

// NewOrder is the job that tells the vendors of an order that they have something to send.
type NewOrder struct {
	OrderID int64 `json:"order"`
}

// Kind names the job.
func (NewOrder) Kind() string { return "tell_vendors" }

// TellNewOrder is the body of the job NewOrder. Each vendor is told once, however often it runs.
func TellNewOrder(ctx context.Context, db *sqldb.DB, j NewOrder, now time.Time) error {
	return db.Tx(ctx, func(tx *sqldb.DB) error {
		row, err := rows.New(tx).LockByID(ctx, j.OrderID)
		if sqldb.NoRows(err) {
			return nil
		}
		if err != nil {
			return fmt.Errorf("lock order %d: %w", j.OrderID, err)
		}
		parcels, err := parcelsOf(ctx, rows.New(tx), row.ID, money.Currency(row.Currency))
		if err != nil {
			return err
		}
		parcels = slices.DeleteFunc(parcels, func(p Parcel) bool { return p.State != ParcelNew }) // given up, or in hand
		return TellVendors(ctx, tx, LetterNewOrder, parcels, now)
	})
}

func parcelObject(id int64) string { return strconv.FormatInt(id, 10) }

func lineObject(parcelID, lineID int64) string {
	return parcelObject(parcelID) + ":" + parcelObject(lineID)
}

// ReturnedFor is what goes back to the buyer for a parcel that was cancelled, or for the lines that were
// cancelled together with one; nothing when nothing does.
func ReturnedFor(ctx context.Context, db *sqldb.DB, p DeskParcel, lineID int64) (money.Amount, error) {
	refunds, err := payments.RefundsOf(ctx, db, p.OrderID)
	if err != nil {
		return money.Amount{}, err
	}
	source := cancelSource(p.ID)
	if lineID != 0 {
		source = cancelLineSource(lineID)
	}
	for _, r := range refunds {
		if r.Source == source {
			return r.Amount, nil
		}
	}
	return money.Amount{}, nil
}
