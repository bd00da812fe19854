package orders

import (
	"context"
	"fmt"
	"time"

	"bazaar/infra/sqldb"
	"bazaar/market/actor"
	"bazaar/market/fault"
	"bazaar/market/money"
	"bazaar/market/orders/internal/rows"
	"bazaar/market/payments"
)

// Confirm is a vendor's promise to deliver a parcel. Like the other verbs on parcels it is for the
// owners and packers of the vendor, for staff and for the system; to anybody else the parcel is
// NotFound. A state without this way out is a Conflict.
func Confirm(ctx context.Context, db *sqldb.DB, by actor.Actor, parcelID int64, now time.Time) error {
	return step(ctx, db, by, move{parcelID: parcelID, action: ToConfirm}, now)
}

// Pack notes that a parcel is ready to be fetched.
func Pack(ctx context.Context, db *sqldb.DB, by actor.Actor, parcelID int64, now time.Time) error {
	return step(ctx, db, by, move{parcelID: parcelID, action: ToPack}, now)
}

// Unpack takes a parcel back to what is to be packed, as long as it has not left.
func Unpack(ctx context.Context, db *sqldb.DB, by actor.Actor, parcelID int64, now time.Time) error {
	return step(ctx, db, by, move{parcelID: parcelID, action: ToUnpack}, now)
}

// Shipment is a parcel that leaves and how its way can be followed.
type Shipment struct {
	ParcelID int64
	Shipping Shipping
}

// Ship sends a parcel. A tracking address that is not a web address is Invalid.
func Ship(ctx context.Context, db *sqldb.DB, by actor.Actor, in Shipment, now time.Time) error {
	if err := in.Shipping.validate(); err != nil {
		return err
	}
	return step(ctx, db, by, move{parcelID: in.ParcelID, action: ToShip, shipping: &in.Shipping}, now)
}

// Retrack corrects how a parcel that is on its way can be followed. One that has not left, or has
// arrived, is a Conflict.
func Retrack(ctx context.Context, db *sqldb.DB, by actor.Actor, in Shipment, now time.Time) error {
	if err := in.Shipping.validate(); err != nil {
		return err
	}
	return step(ctx, db, by, move{parcelID: in.ParcelID, action: ToRetrack, shipping: &in.Shipping}, now)
}

// Deliver notes that a parcel has arrived. With the last one the order is complete, and an order
// in cash is paid.
func Deliver(ctx context.Context, db *sqldb.DB, by actor.Actor, parcelID int64, now time.Time) error {
	return step(ctx, db, by, move{parcelID: parcelID, action: ToDeliver}, now)
}

// Refusal is a parcel that a vendor cannot deliver, and why; Reason may be empty.
type Refusal struct {
	ParcelID int64
	Reason   Reason
	Note     string
}

// CancelParcel gives up one parcel before it is shipped: its stock is released and what was
// paid for it goes back.
func CancelParcel(ctx context.Context, db *sqldb.DB, by actor.Actor, in Refusal, now time.Time) error {
	if err := excuse(in.Reason, in.Note); err != nil {
		return err
	}
	return step(ctx, db, by, move{parcelID: in.ParcelID, action: ToCancel, reason: in.Reason, note: in.Note}, now)
}

// Cancellation is an order that is given up, and why.
type Cancellation struct {
	OID  string
	Note string
}

// Cancel gives up a whole order of the actor (of anybody, for staff and the system) while none of
// its parcels is shipped; afterwards it is a Conflict. Stock is released, the coupon may be used
// again, a pending payment is cancelled and money that was paid goes back.
func Cancel(ctx context.Context, db *sqldb.DB, by actor.Actor, in Cancellation, now time.Time) error {
	return db.Tx(ctx, func(tx *sqldb.DB) error {
		var known []Parcel // to their vendors, who may have packed them
		lock := func(q *rows.Queries) (locked, error) {
			return q.LockByOID(ctx, in.OID, by.Can(actor.ModerateShop), by.Owner())
		}
		ready := false
		err := change(ctx, tx, by, func(q *rows.Queries) (locked, error) {
			row, err := lock(q)
			ready = row.PaidStatus || !payments.Method(row.PaymentMethod).Prepaid()
			return row, err
		}, func(parcels []Parcel) ([]Change, error) {
			changes, err := cancelEach(parcels, in.Note, now)
			for _, c := range changes {
				known = append(known, *find(parcels, *c.ParcelID))
			}
			return changes, err
		}, now)
		if err != nil || !ready {
			return err
		}
		return TellVendors(ctx, tx, LetterWithdrawn, known, now)
	})
}

// cancelEach gives up all parcels that are left.
func cancelEach(parcels []Parcel, note string, now time.Time) ([]Change, error) {
	open, err := cancelAll(parcels)
	if err != nil {
		return nil, err
	}
	var changes []Change
	for _, i := range open {
		c, err := do(&parcels[i], ToCancel, now)
		if err != nil {
			return nil, err
		}
		c.Note = note
		changes = append(changes, c)
	}
	return changes, nil
}

// move is one parcel going along an edge.
type move struct {
	parcelID int64
	action   Action
	// shipping is how it travels from then on; nil leaves that as it was.
	shipping *Shipping
	reason   Reason
	note     string
}

// step locks the order of a parcel that the actor may handle and moves that parcel.
func step(ctx context.Context, db *sqldb.DB, by actor.Actor, m move, now time.Time) error {
	return db.Tx(ctx, func(tx *sqldb.DB) error {
		var order locked
		lock := func(q *rows.Queries) (locked, error) {
			row, err := q.LockByParcel(ctx, m.parcelID, by.Can(actor.ModerateShop), by.AccountID)
			order = locked(row)
			return order, err
		}
		err := change(ctx, tx, by, lock, func(parcels []Parcel) ([]Change, error) {
			p := find(parcels, m.parcelID)
			if m.shipping != nil {
				p.Shipping = *m.shipping
			}
			c, err := do(p, m.action, now)
			c.Reason, c.Note = m.reason, m.note
			return []Change{c}, err
		}, now)
		if err != nil {
			return err
		}
		return tellBuyer(ctx, tx, order, letterOf[m.action], parcelObject(m.parcelID), now)
	})
}

// locked is what a change needs of the order whose row it holds.
type locked = rows.LockByOIDRow

// change is the one way in which parcels and orders change state: lock the order, edit its
// parcels, then write them with everything that follows.
func change(ctx context.Context, db *sqldb.DB, by actor.Actor, lock func(*rows.Queries) (locked, error), edit func([]Parcel) ([]Change, error), now time.Time) error {
	return db.Tx(ctx, func(tx *sqldb.DB) error {
		q := rows.New(tx)
		order, err := lock(q)
		if sqldb.NoRows(err) {
			return fault.Missing()
		}
		if err != nil {
			return fmt.Errorf("lock an order: %w", err)
		}
		parcels, err := parcelsOf(ctx, q, order.ID, money.Currency(order.Currency))
		if err != nil {
			return err
		}
		changes, err := edit(parcels)
		if err != nil {
			return err
		}
		if err := saveParcels(ctx, q, parcels, changes, now); err != nil {
			return err
		}
		return settle(ctx, tx, by, turn{order, parcels, changes}, now)
	})
}

func saveParcels(ctx context.Context, q *rows.Queries, parcels []Parcel, changes []Change, now time.Time) error {
	moved := map[int64]bool{}
	for _, c := range changes {
		moved[*c.ParcelID] = true
	}
	for _, p := range parcels {
		if !moved[p.ID] {
			continue
		}
		err := q.SaveParcel(ctx, rows.SaveParcelParams{
			ID: p.ID, State: string(p.State), ShippingMethod: p.Shipping.Method, TrackingNumber: p.Shipping.TrackingNumber, TrackingUrl: p.Shipping.TrackingURL,
			ShippedAt: sqldb.MaybeAt(p.ShippedAt), DeliveredAt: sqldb.MaybeAt(p.DeliveredAt), UpdatedAt: sqldb.At(now),
		})
		if err != nil {
			return fmt.Errorf("save parcel %d: %w", p.ID, err)
		}
	}
	return nil
}
