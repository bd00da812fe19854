package payments

import "slices"

// State is where a payment stands.
type State string

// The states of a payment.
const (
	Pending           State = "pending"
	Authorized        State = "authorized"
	Captured          State = "captured"
	PartiallyRefunded State = "partially_refunded"
	Refunded          State = "refunded"
	Failed            State = "failed"
	Cancelled         State = "cancelled"
	Expired           State = "expired"
)

// States are all of them, in the order of a payment's life.
var States = []State{Pending, Authorized, Captured, PartiallyRefunded, Refunded, Failed, Expired, Cancelled}

// Action is what happens to a payment.
type Action string

// The actions: the first four are told by gateways, the others are our own.
const (
	Authorize  Action = "authorize"
	Capture    Action = "capture"
	Fail       Action = "fail"
	Expire     Action = "expire"
	GiveUp     Action = "cancel"
	RefundPart Action = "refund a part"
	RefundAll  Action = "refund all"
)

// Edge is one way from states to another.
type Edge struct {
	From   []State
	Action Action
	To     State
}

// Edges is every way there is. Failed, expired and cancelled payments can still be captured,
// because a provider's word may come late; the order then decides what becomes of the money.
var Edges = []Edge{
	{[]State{Pending}, Authorize, Authorized},
	{[]State{Pending, Authorized, Failed, Expired, Cancelled}, Capture, Captured},
	{[]State{Pending, Authorized}, Fail, Failed},
	{[]State{Pending, Authorized}, Expire, Expired},
	{[]State{Pending, Authorized}, GiveUp, Cancelled},
	{[]State{Captured, PartiallyRefunded}, RefundPart, PartiallyRefunded},
	{[]State{Captured, PartiallyRefunded}, RefundAll, Refunded},
}

// After is the state that an action leads to; false when the state does not allow it.
func (s State) After(a Action) (State, bool) {
	for _, e := range Edges {
		if e.Action == a && slices.Contains(e.From, s) {
			return e.To, true
		}
	}
	return s, false
}

// Open tells whether the buyer may still pay.
func (s State) Open() bool { return s == Pending || s == Authorized }

// Received tells whether the money has come, whatever became of it.
func (s State) Received() bool { return s == Captured || s == PartiallyRefunded || s == Refunded }

// Outcome is what became of an event.
type Outcome string

// The outcomes. All but Quarantined and Unknown are in order.
const (
	Applied Outcome = "applied"
	// Repeated told what was known already, Stale what was over.
	Repeated Outcome = "repeated"
	Stale    Outcome = "stale"
	// Quarantined contradicts what we asked for and waits for a person; so does Unknown, which is
	// about nothing that we asked for.
	Quarantined Outcome = "quarantined"
	Unknown     Outcome = "unknown"
)

// Receive is the payment after an event of its gateway. An event that does not fit changes nothing.
func (p Payment) Receive(e Event) (Payment, Outcome) {
	if e.Amount != p.Amount && (e.Action == Authorize || e.Action == Capture) {
		return p, Quarantined
	}
	to, ok := p.State.After(e.Action)
	switch {
	case ok:
		p.State = to
		if e.Action == Capture {
			p.CapturedAt = &e.At
		}
		return p, Applied
	case e.Action == Capture, string(e.Action) == string(p.State):
		return p, Repeated
	}
	return p, Stale
}
