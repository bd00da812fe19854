package orders

import (
	"slices"
	"time"

	"bazaar/market/fault"
)

// ParcelState is where a parcel stands.
type ParcelState string

// The states of a parcel.
const (
	ParcelNew       ParcelState = "new"
	ParcelConfirmed ParcelState = "confirmed"
	ParcelPacked    ParcelState = "packed"
	ParcelShipped   ParcelState = "shipped"
	ParcelDelivered ParcelState = "delivered"
	ParcelCancelled ParcelState = "cancelled"
)

// Action is what somebody does with a parcel.
type Action string

// The actions on a parcel.
const (
	ToConfirm Action = "confirm"
	ToPack    Action = "pack"
	ToUnpack  Action = "unpack"
	ToShip    Action = "ship"
	ToRetrack Action = "correct tracking"
	ToDeliver Action = "deliver"
	ToCancel  Action = "cancel"
)

// Edge is one way of a parcel from states to another.
type Edge struct {
	From   []ParcelState
	Action Action
	To     ParcelState
}

// Edges is every way from state to state; there is no other.
var Edges = []Edge{
	{[]ParcelState{ParcelNew}, ToConfirm, ParcelConfirmed},
	{[]ParcelState{ParcelConfirmed}, ToPack, ParcelPacked},
	{[]ParcelState{ParcelPacked}, ToUnpack, ParcelConfirmed},
	{[]ParcelState{ParcelPacked}, ToShip, ParcelShipped},
	{[]ParcelState{ParcelShipped}, ToRetrack, ParcelShipped},
	{[]ParcelState{ParcelShipped}, ToDeliver, ParcelDelivered},
	{[]ParcelState{ParcelNew, ParcelConfirmed, ParcelPacked}, ToCancel, ParcelCancelled},
}

// After is the state that an action leads to; false when the state does not allow it.
func (s ParcelState) After(a Action) (ParcelState, bool) {
	for _, e := range Edges {
		if e.Action == a && slices.Contains(e.From, s) {
			return e.To, true
		}
	}
	return s, false
}

// Status is the state of an order, or of a parcel, as buyers see it.
type Status string

// What buyers see.
const (
	StatusProcessing Status = "processing"
	StatusShipped    Status = "shipped"
	StatusDelivered  Status = "delivered"
	StatusCancelled  Status = "cancelled"
)

// Status is how buyers see a parcel.
func (s ParcelState) Status() Status {
	switch s {
	case ParcelShipped, ParcelDelivered, ParcelCancelled:
		return Status(s)
	}
	return StatusProcessing
}

// Progress tells whether anything is left to do for an order.
type Progress string

// The progress of an order.
const (
	ProgressOpen      Progress = "open"
	ProgressCompleted Progress = "completed"
	ProgressCancelled Progress = "cancelled"
)

// Derive is the one place that tells progress and status of an order from its parcels: cancelled
// parcels do not count unless all are, and the slowest of the others decides.
func Derive(parcels []Parcel) (Progress, Status) {
	slowest := StatusCancelled
	rank := []Status{StatusProcessing, StatusShipped, StatusDelivered, StatusCancelled}
	for _, p := range parcels {
		if s := p.State.Status(); slices.Index(rank, s) < slices.Index(rank, slowest) {
			slowest = s
		}
	}
	switch slowest {
	case StatusDelivered:
		return ProgressCompleted, slowest
	case StatusCancelled:
		return ProgressCancelled, slowest
	}
	return ProgressOpen, slowest
}

// Change is one step in the history of an order, or of its parcel if ParcelID is not nil. With a
// LineID it is that line of the parcel that was cancelled; the parcel stays in its state.
type Change struct {
	ParcelID, LineID *int64
	From, To         string
	// By is the label of who did it.
	By string
	// Reason is why something was cancelled, Note what else was said about it.
	Reason Reason
	Note   string
	At     time.Time
}

// do takes one parcel along an edge. It answers the change, or a Conflict when there is no edge.
func do(p *Parcel, a Action, now time.Time) (Change, error) {
	to, ok := p.State.After(a)
	if !ok {
		return Change{}, fault.New(fault.Conflict, "wrong_state", "This is not possible any more: the order has moved on.")
	}
	c := Change{ParcelID: &p.ID, From: string(p.State), To: string(to)}
	p.State = to
	switch a {
	case ToShip:
		p.ShippedAt = &now
	case ToDeliver:
		p.DeliveredAt = &now
	}
	return c, nil
}

// cancelAll lists the parcels that fall away when the order is cancelled, by their index. It is a
// Conflict when one is on its way already, or none is left.
func cancelAll(parcels []Parcel) ([]int, error) {
	var open []int
	for i, p := range parcels {
		if p.State == ParcelCancelled {
			continue
		}
		if _, ok := p.State.After(ToCancel); !ok {
			open = nil
			break
		}
		open = append(open, i)
	}
	if len(open) == 0 {
		return nil, fault.New(fault.Conflict, "cannot_cancel", "This order cannot be cancelled any more.")
	}
	return open, nil
}

// cut takes a number of pieces off a line. They carry their part of its discount, rounded down, and their
// part of who had what of its price; the line keeps the rest, so that both together are what it was.
func cut(l Line, pieces int64) (rest, off Line) {
	rest, off = l, l
	off.ID, off.Quantity, off.Total = 0, pieces, l.UnitPrice.Mul(pieces)
	off.Discount = l.Discount.Mul(pieces)
	off.Discount.Minor /= l.Quantity
	price := off.Total.Sub(off.Discount)
	earned := l.Total.Sub(l.Discount).Sub(l.Commission.Amount).Sub(l.Tax)
	shares := price.Split([]int64{l.Commission.Amount.Minor, l.Tax.Minor, earned.Minor})
	off.Commission.Amount, off.Tax = shares[0], shares[1]
	rest.Quantity, rest.Total, rest.Discount = l.Quantity-pieces, l.Total.Sub(off.Total), l.Discount.Sub(off.Discount)
	rest.Commission.Amount, rest.Tax = l.Commission.Amount.Sub(shares[0]), l.Tax.Sub(shares[1])
	return rest, off
}

// drop gives up lines of a parcel, which has its lines read: all that are left are the parcel itself. It
// answers the changes, NotFound for a line that is not in the parcel, and a Conflict for one that was
// given up and for a parcel that has left.
func drop(p *Parcel, ids []int64, now time.Time) ([]Change, error) {
	chosen := map[int64]bool{}
	for _, id := range ids {
		chosen[id] = true
	}
	var lines []*Line
	open := 0
	for i := range p.Lines {
		l := &p.Lines[i]
		if l.CancelledAt == nil {
			open++
		}
		if !chosen[l.ID] {
			continue
		}
		if l.CancelledAt != nil {
			return nil, fault.New(fault.Conflict, "line_cancelled", "This was cancelled before.")
		}
		lines = append(lines, l)
	}
	if len(lines) == 0 || len(lines) != len(chosen) {
		return nil, fault.Missing()
	}
	if _, ok := p.State.After(ToCancel); !ok || len(lines) == open {
		c, err := do(p, ToCancel, now)
		return []Change{c}, err
	}
	var changes []Change
	for _, l := range lines {
		l.CancelledAt = &now
		p.Cancelled = p.Cancelled.Plus(Totals{Items: l.Total, Discount: l.Discount, Tax: l.Tax, Total: l.Total.Sub(l.Discount)})
		p.Commission = p.Commission.Sub(l.Commission.Amount)
		changes = append(changes, Change{ParcelID: &p.ID, LineID: &l.ID, From: string(p.State), To: string(p.State)})
	}
	return changes, nil
}
