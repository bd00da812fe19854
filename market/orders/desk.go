package orders

import (
	"slices"
	"time"
	"unicode/utf8"

	"bazaar/market/fault"
	"bazaar/market/money"
	"bazaar/market/payments"
)

// Reason is why a vendor gives something up; buyers read it in their language.
type Reason string

// The reasons. OtherReason wants a note that says more.
const (
	OutOfStock  Reason = "out_of_stock"
	Damaged     Reason = "damaged"
	NoDelivery  Reason = "no_delivery"
	BuyersWish  Reason = "buyer"
	OtherReason Reason = "other"
)

// Reasons are those that can be chosen, in the order in which they are offered.
var Reasons = []Reason{OutOfStock, Damaged, NoDelivery, BuyersWish, OtherReason}

// Stage is a view of a vendor's parcels.
type Stage string

// The views: what is to be sent (the first, without a name), each state, parcels that wait for their
// money, and all.
const (
	StageToSend    Stage = ""
	StageNew       Stage = "new"
	StageConfirmed Stage = "confirmed"
	StagePacked    Stage = "packed"
	StageShipped   Stage = "shipped"
	StageDelivered Stage = "delivered"
	StageCancelled Stage = "cancelled"
	StageUnpaid    Stage = "unpaid"
	StageAll       Stage = "all"
)

// Stages are the views in the order of a parcel's way.
var Stages = []Stage{StageToSend, StageNew, StageConfirmed, StagePacked, StageShipped, StageDelivered, StageCancelled, StageUnpaid, StageAll}

// StageCounts are how many parcels each view has, and how many are late.
type StageCounts struct {
	By   map[Stage]int64
	Late int64
}

// Waiting tells whether a parcel in a state is the vendor's to move on.
func (s ParcelState) Waiting() bool {
	return s == ParcelNew || s == ParcelConfirmed || s == ParcelPacked
}

// DeskCard is a parcel in the list of its vendor.
type DeskCard struct {
	ID       int64
	OID      string
	State    ParcelState
	PlacedAt time.Time
	// ShipBy is until when it is to leave, nil where nobody promised it.
	ShipBy *time.Time
	// Buyer and City are whom and where it goes; empty while it may not be sent.
	Buyer, City string
	// Total is what its buyer pays for it.
	Total money.Amount
	// Ready tells that it is paid, or paid on delivery; Cash that it is the latter.
	Ready, Cash bool
	Units       int64
	// Title and Picture are those of its first line, in the buyer's Language; Others counts the others.
	Title, Picture, Language string
	Others                   int64
}

// DeskParcel is a parcel with all that its vendor has to know, and nothing of the other parcels of
// its order.
type DeskParcel struct {
	Parcel
	OrderID   int64
	OID       string
	PlacedAt  time.Time
	UpdatedAt time.Time
	// Language is the buyer's: titles are in it.
	Language string
	Contact  Contact
	Notes    string
	Method   payments.Method
	Paid     bool
	PayBy    *time.Time
	History  []Change
}

// Ready tells that the order is paid, or will be when it is handed over.
func (p DeskParcel) Ready() bool { return p.Paid || !p.Method.Prepaid() }

// Addressed tells whether the vendor needs to know whom it goes to: not before it is paid, and not
// when it was given up.
func (p DeskParcel) Addressed() bool { return p.Ready() && p.State != ParcelCancelled }

// Can tells whether an action is possible now.
func (p DeskParcel) Can(a Action) bool {
	_, ok := p.State.After(a)
	return ok && (p.Ready() || a == ToCancel)
}

// Open lists the lines that can be cancelled.
func (p DeskParcel) Open() []Line {
	if _, ok := p.State.After(ToCancel); !ok {
		return nil
	}
	var open []Line
	for _, l := range p.Lines {
		if l.CancelledAt == nil {
			open = append(open, l)
		}
	}
	return open
}

// Earned is what the vendor gets for the parcel: what the buyer pays without commission, tax and
// shipping.
func (p Parcel) Earned() money.Amount {
	left := p.Left()
	return left.Total.Sub(p.Commission).Sub(left.Tax).Sub(left.Shipping)
}

// sumUp adds up what the lines of a parcel say: what was cancelled, and what the platform earns.
func (p *Parcel) sumUp() {
	cur := p.Totals.Total.Currency
	p.Commission, p.Cancelled = money.Zero(cur), totals(cur, [5]int64{})
	for _, l := range p.Lines {
		if l.CancelledAt == nil {
			p.Commission = p.Commission.Add(l.Commission.Amount)
			continue
		}
		p.Cancelled = p.Cancelled.Plus(Totals{Items: l.Total, Discount: l.Discount, Tax: l.Tax, Total: l.Total.Sub(l.Discount)})
	}
}

// Check tells what is missing for a parcel to be followed by its buyer, under the names of the inputs. A
// vendor's own courier needs no number.
func (s Shipping) Check(own bool) fault.Fields {
	wrong := fault.Fields{}
	if s.Method == "" {
		wrong.Add("shipping_method", "Say who carries the parcel.")
	}
	if s.TrackingNumber == "" && !own {
		wrong.Add("tracking_number", "Enter the number that the carrier gave to the parcel.")
	}
	if s.TrackingNumber != "" && !validTracking(s.TrackingNumber) {
		wrong.Add("tracking_number", "A tracking number has letters, digits, spaces and dashes, at least four of them.")
	}
	if f := fault.As(s.validate()); f != nil {
		for field, m := range f.Fields {
			wrong.Add(field, m.Text, m.Args...)
		}
	}
	return wrong
}

// leastTracking is how short a tracking number may be, in characters.
const leastTracking = 4

func validTracking(s string) bool {
	for _, r := range s {
		letter := r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z'
		if !letter && (r < '0' || r > '9') && r != '-' && r != ' ' && r != '/' {
			return false
		}
	}
	return utf8.RuneCountInString(s) >= leastTracking
}

// because is why something was given up, for those who work here.
func (c Change) because() string {
	if c.Reason == "" || c.Note == "" {
		return string(c.Reason) + c.Note
	}
	return string(c.Reason) + ": " + c.Note
}

// MostNote is how long a note may be, in characters.
const MostNote = 500

// excuse checks why something is given up: a reason from the list or none, and words where the reason says
// nothing.
func excuse(r Reason, note string) error {
	wrong := fault.Fields{}
	if r != "" && !slices.Contains(Reasons, r) {
		wrong.Add("reason", "Choose a reason from the list.")
	}
	if r == OtherReason && note == "" {
		wrong.Add("note", "Say why, in a few words: the buyer reads it.")
	}
	if utf8.RuneCountInString(note) > MostNote {
		wrong.Add("note", "This is too long: at most %d characters.", MostNote)
	}
	return wrong.Err()
}

// Cause is how it came that a line was cancelled, or the whole parcel when the line is 0.
func (p DeskParcel) Cause(lineID int64) Change {
	for _, c := range p.History {
		if lineID == 0 && c.LineID == nil && c.To == string(ParcelCancelled) || c.LineID != nil && *c.LineID == lineID {
			return c
		}
	}
	return Change{}
}

// Together tells whether two lines were cancelled at once.
func (p DeskParcel) Together(one, other int64) bool {
	a, b := p.Cause(one), p.Cause(other)
	return a.LineID != nil && b.LineID != nil && a.At.Equal(b.At)
}

// Pick is a thing that has to be fetched for parcels that are to be packed.
type Pick struct {
	// Title and Options are in the Language of the first of its buyers.
	SKU, Title, Options, Language string
	Units                         int64
	For                           []PickFor
}

// PickFor is one parcel that a thing is for.
type PickFor struct {
	ParcelID int64
	OID      string
	Units    int64
}
