package orders_test

import (
	"context"
	"errors"
	"sync"
	"testing"

	"bazaar/infra/sqldb"
	"bazaar/market/actor"
	"bazaar/market/coupons"
	"bazaar/market/fault"
	"bazaar/market/markettest"
	"bazaar/market/orders"
	"bazaar/market/payments"
	"bazaar/market/stock"
)

// advance takes a parcel of a fresh order to a state by the system's hand.
func advance(t *testing.T, m *markettest.Market, parcelID int64, to orders.ParcelState) {
	t.Helper()
	way := []orders.ParcelState{orders.ParcelConfirmed, orders.ParcelPacked, orders.ParcelShipped, orders.ParcelDelivered}
	if to == orders.ParcelCancelled {
		way = []orders.ParcelState{to}
	}
	if to == orders.ParcelNew {
		return
	}
	for _, s := range way {
		if err := act(t.Context(), m.DB, actor.System, m, parcelID, actionTo[s]); err != nil {
			t.Fatalf("take parcel %d to %s: %v", parcelID, s, err)
		}
		if s == to {
			return
		}
	}
}

var actionTo = map[orders.ParcelState]orders.Action{
	orders.ParcelConfirmed: orders.ToConfirm, orders.ParcelPacked: orders.ToPack, orders.ParcelShipped: orders.ToShip,
	orders.ParcelDelivered: orders.ToDeliver, orders.ParcelCancelled: orders.ToCancel,
}

// act does an action to one parcel by its verb.
func act(ctx context.Context, db *sqldb.DB, by actor.Actor, m *markettest.Market, parcelID int64, a orders.Action) error {
	switch a {
	case orders.ToConfirm:
		return orders.Confirm(ctx, db, by, parcelID, m.Now)
	case orders.ToPack:
		return orders.Pack(ctx, db, by, parcelID, m.Now)
	case orders.ToShip:
		return orders.Ship(ctx, db, by, orders.Shipment{ParcelID: parcelID, Shipping: orders.Shipping{Method: "Kazpost", TrackingNumber: "KZ1"}}, m.Now)
	case orders.ToRetrack:
		return orders.Retrack(ctx, db, by, orders.Shipment{ParcelID: parcelID, Shipping: orders.Shipping{Method: "Kazpost", TrackingNumber: "KZ2"}}, m.Now)
	case orders.ToDeliver:
		return orders.Deliver(ctx, db, by, parcelID, m.Now)
	case orders.ToUnpack:
		return orders.Unpack(ctx, db, by, parcelID, m.Now)
	}
	return orders.CancelParcel(ctx, db, by, orders.Refusal{ParcelID: parcelID, Note: "broken"}, m.Now)
}

func code(err error) string {
	if f := fault.As(err); f != nil {
		return f.Code
	}
	return ""
}

// pair is an order of two vendors: a laptop from the first, a mouse from the second.
func pair(m *markettest.Market, by actor.Actor) (order orders.Order, first, second markettest.Vendor) {
	first, second = m.Vendor(), m.Vendor()
	laptop := m.Product(first, markettest.Goods{Title: "Laptop", Price: 99900, Stock: 5})
	mouse := m.Product(second, markettest.Goods{Title: "Mouse", Price: 2999, Stock: 1})
	return m.Order(by, markettest.Pick{Product: laptop, Quantity: 2}, markettest.Pick{Product: mouse, Quantity: 1}), first, second
}

func TestAnOrderIsPaidAndCompleteWhenItsLastParcelHasArrived(t *testing.T) {
	markettest.Each(t, func(t *testing.T, m *markettest.Market) {
		by := m.Customer()
		o, first, second := pair(m, by)
		for _, c := range []struct {
			vendor markettest.Vendor
			parcel int
			to     orders.ParcelState
			status orders.Status
			paid   bool
		}{
			{first, 0, orders.ParcelConfirmed, orders.StatusProcessing, false},
			{first, 0, orders.ParcelPacked, orders.StatusProcessing, false},
			{first, 0, orders.ParcelShipped, orders.StatusProcessing, false},
			{first, 0, orders.ParcelDelivered, orders.StatusProcessing, false},
			{second, 1, orders.ParcelConfirmed, orders.StatusProcessing, false},
			{second, 1, orders.ParcelPacked, orders.StatusProcessing, false},
			{second, 1, orders.ParcelShipped, orders.StatusShipped, false},
			{second, 1, orders.ParcelDelivered, orders.StatusDelivered, true},
		} {
			if err := act(t.Context(), m.DB, c.vendor.Owner, m, o.Parcels[c.parcel].ID, actionTo[c.to]); err != nil {
				t.Fatalf("parcel %d to %s: %v", c.parcel, c.to, err)
			}
			o = m.Read(by, o.OID)
			if o.Parcels[c.parcel].State != c.to || o.Status != c.status || o.Paid != c.paid {
				t.Errorf("parcel %d to %s: parcel %s, order %s, paid %t", c.parcel, c.to, o.Parcels[c.parcel].State, o.Status, o.Paid)
			}
		}
		if p := o.Parcels[1]; p.ShippedAt == nil || p.DeliveredAt == nil || p.Shipping.TrackingNumber != "KZ1" || o.Progress != orders.ProgressCompleted {
			t.Errorf("delivered parcel %+v, progress %s", p, o.Progress)
		}
		if len(o.History) != 2+8+1 || o.History[len(o.History)-1].To != string(orders.ProgressCompleted) || o.History[2].By != first.Owner.Label {
			t.Errorf("history %+v", o.History)
		}
		paid, err := payments.OfOrder(t.Context(), m.DB, o.ID)
		if err != nil || len(paid) != 1 || paid[0].State != payments.Captured || paid[0].Amount != o.Totals.Total || paid[0].CapturedAt == nil {
			t.Errorf("payments %+v, %v", paid, err)
		}
	})
}

func TestCancelGivesEverythingBack(t *testing.T) {
	markettest.Each(t, func(t *testing.T, m *markettest.Market) {
		by := m.Customer()
		one := int64(1)
		if _, err := coupons.Create(t.Context(), m.DB, m.Admin(), coupons.Coupon{Code: "ONCE", Percent: 10, Active: true, UseLimit: &one}, m.Now); err != nil {
			t.Fatal(err)
		}
		v := m.Vendor()
		last := m.Product(v, markettest.Goods{Title: "Mouse", Price: 2999, Stock: 1})
		m.Fill(by, markettest.Pick{Product: last, Quantity: 1})
		o := m.Place(by, "coupon", "once")
		if _, err := coupons.Find(t.Context(), m.DB, by, "ONCE", m.Now); code(err) != "invalid_coupon" {
			t.Fatalf("a used-up coupon: %v", err)
		}
		if err := orders.Cancel(t.Context(), m.DB, by, orders.Cancellation{OID: o.OID, Note: "changed my mind"}, m.Now); err != nil {
			t.Fatal(err)
		}
		o = m.Read(by, o.OID)
		if o.Status != orders.StatusCancelled || o.Progress != orders.ProgressCancelled || o.Paid || o.History[1].Note != "changed my mind" {
			t.Errorf("cancelled order %+v", o)
		}
		if levels, err := stock.Levels(t.Context(), m.DB, []int64{last.VariantID}); err != nil || levels[last.VariantID] != 1 {
			t.Errorf("levels %v, %v", levels, err)
		}
		if _, err := coupons.Find(t.Context(), m.DB, by, "once", m.Now); err != nil {
			t.Errorf("the coupon was not given back: %v", err)
		}
		if paid, err := payments.OfOrder(t.Context(), m.DB, o.ID); err != nil || paid[0].State != payments.Cancelled {
			t.Errorf("payments %+v, %v", paid, err)
		}
		if err := orders.Cancel(t.Context(), m.DB, by, orders.Cancellation{OID: o.OID}, m.Now); code(err) != "cannot_cancel" {
			t.Errorf("cancelling twice: %v", err)
		}
	})
}

func TestAnOrderWithOneRefusedParcelIsPaidForTheRest(t *testing.T) {
	markettest.Each(t, func(t *testing.T, m *markettest.Market) {
		by := m.Customer()
		o, _, second := pair(m, by)
		if err := orders.CancelParcel(t.Context(), m.DB, second.Owner, orders.Refusal{ParcelID: o.Parcels[1].ID, Note: "broken"}, m.Now); err != nil {
			t.Fatal(err)
		}
		advance(t, m, o.Parcels[0].ID, orders.ParcelDelivered)
		o = m.Read(by, o.OID)
		if o.Status != orders.StatusDelivered || !o.Paid || o.Parcels[1].State.Status() != orders.StatusCancelled {
			t.Errorf("order %+v", o)
		}
		paid, err := payments.OfOrder(t.Context(), m.DB, o.ID)
		if err != nil || paid[0].Amount != o.Parcels[0].Totals.Total {
			t.Errorf("captured %+v, %v; want %v", paid, err, o.Parcels[0].Totals.Total)
		}
	})
}

// errUndo rolls back what a test only wants to see tried.
var errUndo = errors.New("undo")

func TestEveryTripleOfStateActionAndActor(t *testing.T) {
	edges := map[orders.ParcelState][]orders.Action{
		orders.ParcelNew:       {orders.ToConfirm, orders.ToCancel},
		orders.ParcelConfirmed: {orders.ToPack, orders.ToCancel},
		orders.ParcelPacked:    {orders.ToUnpack, orders.ToShip, orders.ToCancel},
		orders.ParcelShipped:   {orders.ToRetrack, orders.ToDeliver},
		orders.ParcelDelivered: {},
		orders.ParcelCancelled: {},
	}
	actions := []orders.Action{orders.ToConfirm, orders.ToPack, orders.ToUnpack, orders.ToShip, orders.ToRetrack, orders.ToDeliver, orders.ToCancel}
	markettest.Each(t, func(t *testing.T, m *markettest.Market) {
		v, buyer := m.Vendor(), m.Customer()
		mouse := m.Product(v, markettest.Goods{Title: "Mouse", Price: 2999, Stock: 100})
		handlers := map[string]actor.Actor{"the vendor": v.Owner, "staff": m.Staff(), "an administrator": m.Admin(), "the system": actor.System}
		strangers := map[string]actor.Actor{"a guest": {}, "the buyer": buyer, "another buyer": m.Customer(), "another vendor": m.Vendor().Owner}
		for state, allowed := range edges {
			o := m.Order(buyer, markettest.Pick{Product: mouse, Quantity: 1})
			parcel := o.Parcels[0].ID
			advance(t, m, parcel, state)
			before := m.Read(buyer, o.OID)
			for _, a := range actions {
				want := "wrong_state"
				for _, e := range allowed {
					if e == a {
						want = ""
					}
				}
				for name, by := range handlers {
					if got := tryAct(t, m, by, parcel, a); got != want {
						t.Errorf("%s by %s of a parcel that is %s: %q, want %q", a, name, state, got, want)
					}
				}
				for name, by := range strangers {
					if got := tryAct(t, m, by, parcel, a); got != "not_found" {
						t.Errorf("%s by %s of a parcel that is %s: %q, want not_found", a, name, state, got)
					}
				}
			}
			wantCancel := "cannot_cancel"
			if before.CanCancel() {
				wantCancel = ""
			}
			for name, want := range map[string]string{"the buyer": wantCancel, "staff": wantCancel, "another buyer": "not_found", "the vendor": "not_found", "a guest": "not_found"} {
				by, ok := strangers[name]
				if !ok {
					by = handlers[name]
				}
				got := try(t, m, func(tx *sqldb.DB) error {
					return orders.Cancel(t.Context(), tx, by, orders.Cancellation{OID: o.OID}, m.Now)
				})
				if got != want {
					t.Errorf("cancel by %s of an order that is %s: %q, want %q", name, state, got, want)
				}
			}
			if after := m.Read(buyer, o.OID); len(after.History) != len(before.History) || after.Parcels[0].State != state {
				t.Errorf("refused actions on a parcel that is %s changed it: %+v", state, after)
			}
		}
	})
}

func tryAct(t *testing.T, m *markettest.Market, by actor.Actor, parcelID int64, a orders.Action) string {
	t.Helper()
	return try(t, m, func(tx *sqldb.DB) error { return act(t.Context(), tx, by, m, parcelID, a) })
}

// try runs a verb in a transaction that is rolled back, and returns the code of its refusal.
func try(t *testing.T, m *markettest.Market, verb func(tx *sqldb.DB) error) string {
	t.Helper()
	err := m.DB.Tx(t.Context(), func(tx *sqldb.DB) error {
		if err := verb(tx); err != nil {
			return err
		}
		return errUndo
	})
	if !errors.Is(err, errUndo) && fault.As(err) == nil {
		t.Errorf("internal error: %v", err)
	}
	return code(err)
}

func TestShippingAndCancellingAtOnceLeavesOneWinner(t *testing.T) {
	markettest.Each(t, func(t *testing.T, m *markettest.Market) {
		v, by := m.Vendor(), m.Customer()
		mouse := m.Product(v, markettest.Goods{Title: "Mouse", Price: 2999, Stock: 100})
		for range 10 {
			o := m.Order(by, markettest.Pick{Product: mouse, Quantity: 1})
			advance(t, m, o.Parcels[0].ID, orders.ParcelPacked)
			var shipped, cancelled error
			var group sync.WaitGroup
			group.Go(func() { shipped = act(t.Context(), m.DB, v.Owner, m, o.Parcels[0].ID, orders.ToShip) })
			group.Go(func() {
				cancelled = orders.Cancel(t.Context(), m.DB, by, orders.Cancellation{OID: o.OID}, m.Now)
			})
			group.Wait()
			if (shipped == nil) == (cancelled == nil) {
				t.Errorf("ship: %v, cancel: %v; want one of them", shipped, cancelled)
			}
		}
	})
}

func TestWhatStaffDoesIsAudited(t *testing.T) {
	markettest.Each(t, func(t *testing.T, m *markettest.Market) {
		v, by, staff := m.Vendor(), m.Customer(), m.Staff()
		o := m.Order(by, markettest.Pick{Product: m.Product(v, markettest.Goods{Title: "Mouse", Price: 2999, Stock: 1}), Quantity: 1})
		audited := func(who actor.Actor) int64 {
			return m.Scalar("SELECT COUNT(*) FROM audit_log WHERE object_kind = 'parcel' AND actor_id = $1", who.AccountID)
		}
		if err := orders.Confirm(t.Context(), m.DB, v.Owner, o.Parcels[0].ID, m.Now); err != nil || audited(v.Owner) != 0 {
			t.Errorf("confirmed by the vendor: %v, %d entries", err, audited(v.Owner))
		}
		if err := orders.Cancel(t.Context(), m.DB, staff, orders.Cancellation{OID: o.OID, Note: "fraud"}, m.Now); err != nil || audited(staff) != 1 {
			t.Errorf("cancelled by staff: %v, %d entries", err, audited(staff))
		}
	})
}
