package orders

import (
	"fmt"
	"time"

	"bazaar/market/ledger"
	"bazaar/market/money"
	"bazaar/market/payments"
)

// rules are the pure functions that decide about money. A model of one order is played with them
// as the verbs do with the database; a test swaps in a wrong one and sees that it is found out.
type rules struct {
	split    func(whole money.Amount, weights []int64) []money.Amount
	charge   func([]ledger.Goods) []ledger.Charge
	receive  func(payments.Payment, payments.Event) (payments.Payment, payments.Outcome)
	decide   func(paid bool, progress Progress, amount money.Amount, parcels []Parcel) receipt
	refund   func(payments.Payment, money.Amount) (payments.Payment, error)
	sale     func(ledger.Sale) []ledger.Move
	cash     func(gateway string, vendor ledger.Account, amount money.Amount) []ledger.Move
	reversal func(history []ledger.Move, amount money.Amount) ([]ledger.Move, error)
	part     func(history []ledger.Move, part ledger.Sale) ([]ledger.Move, error)
	cut      func(l Line, pieces int64) (rest, off Line)
	// source names a posting; keyOf names a refund to the provider at its nth sending.
	source func(name, event string) string
	keyOf  func(source string, sent int) string
}

// modelRates charge the vendors of the model differently.
var modelRates = ledger.Rates{ByRule: map[string]int64{"default": 1_000, "vendor:2": 333, "category:3": 777}}

func rightRules() rules {
	return rules{
		split:   func(whole money.Amount, weights []int64) []money.Amount { return whole.Split(weights) },
		charge:  modelRates.Charges,
		receive: payments.Payment.Receive, decide: receive, refund: payments.Payment.Refund,
		sale: ledger.Sale.Moves, cash: ledger.CapturedInCash, reversal: ledger.Reversal, part: ledger.ReversalOf, cut: cut,
		source: func(name, _ string) string { return name },
		keyOf:  func(source string, _ int) string { return source },
	}
}

// back is a refund of the model.
type back struct {
	source  string
	payment int
	amount  money.Amount
	done    bool
	sent    int
}

// model is one order with everything about its money, and the provider's own truth beside it.
type model struct {
	rules
	draw func(label string, n int) int

	total    Totals
	parcels  []Parcel
	prepaid  bool
	progress Progress
	paid     bool
	coupon   bool
	stock    int64 // units that the order has taken
	payments []payments.Payment
	refunds  []back
	posted   map[string]bool
	postings []ledger.Posting
	seen     map[string]bool
	flying   []payments.Event // messages that may still arrive, each any number of times
	serial   int
	granted  money.Amount // the discount of the whole order
	// unsold is what was cancelled of a parcel before it was sold, scratched are the parcels of which
	// staff gave something back.
	unsold    map[int64]Parcel
	scratched map[int64]bool

	took map[string]money.Amount // what the provider took, by payment
	gave map[string]money.Amount // what he gave back, by key
}

func cents(n int) money.Amount { return money.New(int64(n), money.USD) }

// newModel places an order as checkout does.
func newModel(r rules, draw func(string, int) int) *model {
	m := &model{
		rules: r, draw: draw, prepaid: draw("prepaid", 4) > 0, progress: ProgressOpen, coupon: true,
		posted: map[string]bool{}, seen: map[string]bool{}, took: map[string]money.Amount{}, gave: map[string]money.Amount{},
		unsold: map[int64]Parcel{}, scratched: map[int64]bool{},
	}
	var goods []ledger.Goods
	var lines []*Line
	var weights []int64
	items := cents(0)
	for i := range 1 + draw("parcels", 3) {
		vendor := int64(i + 1)
		p := Parcel{ID: vendor, VendorID: &vendor, Number: vendor, State: ParcelNew, Commission: cents(0)}
		p.Lines = make([]Line, 1+draw("lines", 3))
		m.parcels = append(m.parcels, p)
		for j := range p.Lines {
			l := &p.Lines[j]
			l.ID = vendor*10 + int64(j)
			l.Quantity, l.UnitPrice = int64(1+draw("units", 3)), cents(draw("price", 5_000))
			l.Total = l.UnitPrice.Mul(l.Quantity)
			items = items.Add(l.Total)
			lines, weights = append(lines, l), append(weights, l.Total.Minor)
			m.stock += l.Quantity
		}
	}
	m.granted = items.Percent(int64(draw("discount", 10_001)))
	for i, part := range m.split(m.granted, weights) {
		lines[i].Discount = part
		lines[i].Tax = cents(draw("tax", int(lines[i].Total.Sub(part).Minor)+1))
	}
	for i := range m.parcels {
		for _, l := range m.parcels[i].Lines {
			goods = append(goods, ledger.Goods{VendorID: m.parcels[i].ID, CategoryID: l.Quantity, Base: l.Total.Sub(l.Discount).Sub(l.Tax)})
		}
	}
	for i, c := range m.charge(goods) {
		lines[i].Commission = c
	}
	for i := range m.parcels {
		p := &m.parcels[i]
		shipping := cents(draw("shipping", 500))
		p.Totals = Totals{Items: cents(0), Discount: cents(0), Tax: cents(0), Shipping: shipping, Total: shipping}
		for _, l := range p.Lines {
			p.Totals = p.Totals.Plus(Totals{Items: l.Total, Discount: l.Discount, Shipping: cents(0), Tax: l.Tax, Total: l.Total.Sub(l.Discount)})
			p.Commission = p.Commission.Add(l.Commission.Amount)
		}
		m.total = m.total.Plus(p.Totals)
	}
	if m.prepaid {
		m.open()
	}
	return m
}

func (m *model) open() {
	m.serial++
	m.payments = append(m.payments, payments.Payment{
		ID: int64(m.serial), Key: fmt.Sprint("key", m.serial), Gateway: "sandbox", State: payments.Pending,
		Amount: due(m.parcels, money.USD), Refunded: cents(0),
	})
}

func (m *model) post(source string, parcel int64, kind ledger.Kind, moves []ledger.Move) {
	if len(moves) == 0 || m.posted[source] {
		return
	}
	m.posted[source] = true
	m.postings = append(m.postings, ledger.Posting{Source: source, Kind: kind, ParcelID: &parcel, Moves: moves})
}

// history is the sale of a parcel and its reversals.
func (m *model) history(parcel int64) []ledger.Move {
	var moves []ledger.Move
	for _, p := range m.postings {
		if *p.ParcelID == parcel && (p.Kind == ledger.SaleKind || p.Kind == ledger.ReversalKind) {
			moves = append(moves, p.Moves...)
		}
	}
	return moves
}

// say puts a message of the provider on its way.
func (m *model) say(a payments.Action, p payments.Payment, amount money.Amount) {
	m.serial++
	m.flying = append(m.flying, payments.Event{ID: fmt.Sprint("event", m.serial), Action: a, Key: p.Key, Amount: amount, At: time.Unix(0, 0)})
}

// hear is PaymentReceived.
func (m *model) hear(e payments.Event) {
	if m.seen[e.ID] {
		return
	}
	m.seen[e.ID] = true
	for i := range m.payments {
		if m.payments[i].Key != e.Key {
			continue
		}
		after, outcome := m.receive(m.payments[i], e)
		if outcome != payments.Applied {
			return
		}
		m.payments[i] = after
		if e.Action == payments.Capture {
			m.captured(i, e.ID)
		}
	}
}

func (m *model) captured(i int, event string) {
	p := &m.payments[i]
	r := m.decide(m.paid || m.settled(), m.progress, p.Amount, m.parcels)
	p.Settles = r.settles
	m.post(m.source(ledger.CaptureSource(p.ID), event), 0, ledger.CaptureKind, ledger.Captured(p.Gateway, p.Amount))
	for _, n := range r.sold {
		m.post(m.source(ledger.SaleSource(m.parcels[n].ID), event), m.parcels[n].ID, ledger.SaleKind, m.sale(saleOf(m.parcels[n])))
	}
	if r.settles {
		m.close(payments.GiveUp)
	}
	if !r.back.IsZero() {
		m.giveBack(i, lateSource(p.ID), r.back)
	}
	m.paid = m.paid || paysFor(*p)
}

func (m *model) close(a payments.Action) {
	for i := range m.payments {
		if to, ok := m.payments[i].State.After(a); ok && m.payments[i].State.Open() {
			m.payments[i].State = to
		}
	}
}

// giveBack decides a refund of a payment; it tells whether it was to be.
func (m *model) giveBack(i int, source string, amount money.Amount) bool {
	for _, b := range m.refunds {
		if b.source == source {
			return false
		}
	}
	after, err := m.refund(m.payments[i], amount)
	if err != nil {
		return false
	}
	m.payments[i] = after
	m.refunds = append(m.refunds, back{source: source, payment: i, amount: amount})
	return true
}

// takeBack returns a claim to a part of what was paid for a parcel, all that is left when it names no
// amount.
func (m *model) takeBack(c claim) bool {
	history := m.history(c.parcel.ID)
	left := ledger.Left(history)
	c = c.of(left)
	for i := range m.payments {
		if !m.payments[i].Settles || c.Amount.IsZero() || c.Amount.Cmp(left) > 0 || !m.giveBack(i, c.Source, c.Amount) {
			continue
		}
		take := func() ([]ledger.Move, error) { return m.reversal(history, c.Amount) }
		if c.part != nil {
			take = func() ([]ledger.Move, error) { return m.part(history, *c.part) }
		}
		if moves, err := take(); err == nil {
			m.post(reversalSource(c.Source), c.parcel.ID, ledger.ReversalKind, moves)
		}
		m.paid = paysFor(m.payments[i])
		return true
	}
	return false
}

// act takes one parcel along an edge, if there is one.
func (m *model) act(i int, a Action) {
	p := &m.parcels[i]
	if m.prepaid && !m.paid && a != ToCancel {
		return
	}
	if _, err := do(p, a, time.Unix(0, 0)); err != nil {
		return
	}
	m.moved(p, a)
}

// moved lets follow what follows a parcel having gone along an edge.
func (m *model) moved(p *Parcel, a Action) {
	switch {
	case m.paid && a == ToCancel:
		m.takeBack(claim{parcel: *p, Decision: payments.Decision{Source: cancelSource(p.ID)}})
	case !m.paid && a == ToDeliver:
		sale := saleOf(*p)
		m.post(ledger.CashSource(p.ID), p.ID, ledger.CaptureKind, m.cash("cod", sale.Vendor, sale.Total))
		m.post(ledger.SaleSource(p.ID), p.ID, ledger.SaleKind, m.sale(sale))
	}
	if a == ToCancel {
		for _, l := range p.Lines {
			if l.CancelledAt == nil {
				m.stock -= l.Quantity
			}
		}
	}
	if m.progress, _ = Derive(m.parcels); m.progress == ProgressCancelled {
		m.close(payments.GiveUp)
		m.coupon = false
	}
}

// drop gives up some pieces of a line of a parcel, or all, as CancelLines does.
func (m *model) drop(i, line int, pieces int64) {
	p := &m.parcels[i]
	if _, ok := p.State.After(ToCancel); !ok {
		return
	}
	if at := p.Lines[line]; at.CancelledAt == nil && pieces < at.Quantity {
		rest, off := m.cut(at, pieces)
		m.serial++
		off.ID = int64(1000 + m.serial)
		p.Lines[line] = rest
		p.Lines = append(p.Lines, off)
		line = len(p.Lines) - 1
	}
	l := &p.Lines[line]
	changes, err := drop(p, []int64{l.ID}, time.Unix(0, 0))
	switch {
	case err != nil:
		return
	case changes[0].LineID == nil:
		m.moved(p, ToCancel)
		return
	}
	m.stock -= l.Quantity
	sold := false
	for _, posting := range m.postings {
		sold = sold || *posting.ParcelID == p.ID && posting.Kind == ledger.SaleKind
	}
	if !sold {
		of := m.unsold[p.ID]
		of.Totals = of.Totals.Plus(Totals{Items: l.Total, Discount: l.Discount, Shipping: cents(0), Tax: l.Tax, Total: l.Total.Sub(l.Discount)})
		of.Commission = of.Commission.Add(l.Commission.Amount)
		m.unsold[p.ID] = of
	}
	if m.paid {
		dropped := *p
		dropped.Lines = []Line{*l}
		m.takeBack(claimOf(dropped, changes[0]))
	}
}

// sendRefunds gives refunds to the provider, who acts once for each key.
func (m *model) sendRefunds() {
	for i := range m.refunds {
		b := &m.refunds[i]
		m.gave[m.keyOf(b.source, b.sent)] = b.amount
		b.sent++
		b.done = true
		p := m.payments[b.payment]
		m.post(ledger.RefundSource(int64(i+1)), 0, ledger.RefundKind, ledger.Returned(p.Gateway, b.amount))
	}
}
