package orders

import (
	"fmt"
	"math/rand/v2"
	"testing"

	"pgregory.net/rapid"

	"bazaar/market/ledger"
	"bazaar/market/money"
	"bazaar/market/payments"
)

// historiesPerCheck makes 1,000 histories of rapid's 100 checks; make histories asks for more.
const historiesPerCheck = 10

// maxSteps is the longest history.
const maxSteps = 40

// step lets one thing happen that people, vendors, staff, time or the provider may do.
func (m *model) step() {
	var p payments.Payment
	if len(m.payments) > 0 {
		p = m.payments[m.draw("payment", len(m.payments))]
	}
	parcel := m.draw("parcel", len(m.parcels))
	switch m.draw("step", 13) {
	case 0, 1: // a message arrives; it may come again
		if len(m.flying) > 0 {
			m.hear(m.flying[m.draw("message", len(m.flying))])
		}
	case 2: // the buyer pays on the provider's page, once per session
		if _, paid := m.took[p.Key]; p.Key != "" && !paid && !p.Amount.IsZero() {
			m.took[p.Key] = p.Amount
			m.say(payments.Authorize, p, p.Amount)
			m.say(payments.Capture, p, p.Amount)
			m.say(payments.Capture, p, p.Amount) // another event of the same fact
		}
	case 3:
		if p.Key != "" {
			m.say([]payments.Action{payments.Fail, payments.Expire}[m.draw("refusal", 2)], p, p.Amount)
		}
	case 4: // pay again
		if m.prepaid && !m.paid && m.progress == ProgressOpen && !p.State.Open() {
			m.close(payments.GiveUp)
			m.open()
		}
	case 5: // a message about another sum
		if p.Key != "" {
			m.say(payments.Capture, p, p.Amount.Add(cents(1)))
		}
	case 6, 7, 8:
		m.act(parcel, []Action{ToConfirm, ToPack, ToShip, ToDeliver}[m.draw("action", 4)])
	case 9:
		if m.draw("whole", 3) > 0 {
			m.act(parcel, ToCancel)
			return
		}
		open, _ := cancelAll(m.parcels)
		for _, i := range open {
			m.act(i, ToCancel)
		}
	case 10: // staff give a part back
		if amount := cents(1 + m.draw("part", 3_000)); m.prepaid && m.paid {
			m.serial++
			m.scratched[m.parcels[parcel].ID] = true
			m.takeBack(claim{parcel: m.parcels[parcel], Decision: payments.Decision{Source: staffSource(m.parcels[parcel].ID, fmt.Sprint(m.serial)), Amount: amount}})
		}
	case 11:
		m.sendRefunds()
	case 12:
		line := m.draw("line", len(m.parcels[parcel].Lines))
		m.drop(parcel, line, 1+int64(m.draw("pieces", int(m.parcels[parcel].Lines[line].Quantity))))
	}
}

// play lets a history happen and says what is wrong with the books in the course of it.
func play(r rules, draw func(string, int) int) error {
	m := newModel(r, draw)
	if err := m.check(); err != nil {
		return err
	}
	for range draw("steps", maxSteps) {
		m.step()
		if err := m.check(); err != nil {
			return err
		}
	}
	for _, e := range m.flying { // in the end every message arrives and every refund leaves
		m.hear(e)
	}
	m.sendRefunds()
	m.sendRefunds()
	if err := m.check(); err != nil {
		return err
	}
	return m.agrees()
}

func TestTheBooksAreRightInEveryHistory(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		for range historiesPerCheck {
			seed := rapid.Uint64().Draw(t, "history")
			if err := play(rightRules(), dice(seed)); err != nil {
				t.Fatal(err)
			}
		}
	})
}

// dice draw the same history for the same seed.
func dice(seed uint64) func(string, int) int {
	r := rand.New(rand.NewPCG(seed, seed))
	return func(_ string, n int) int { return r.IntN(n) }
}

// planted are faults of the kind that shops really had, each in one rule.
var planted = map[string]func(*rules){
	"a cent of the discount is lost": func(r *rules) {
		r.split = func(whole money.Amount, weights []int64) []money.Amount {
			parts := whole.Split(weights)
			for i, w := range weights { // each part rounded down on its own
				var sum int64
				for _, x := range weights {
					sum += x
				}
				if sum > 0 {
					parts[i] = money.New(whole.Minor*w/sum, whole.Currency)
				}
			}
			return parts
		}
	},
	"commission is rounded line by line": func(r *rules) {
		r.charge = func(goods []ledger.Goods) []ledger.Charge {
			charges := modelRates.Charges(goods)
			for i, g := range goods {
				charges[i].Amount = money.New(g.Base.Minor*charges[i].BasisPoints/10_000, g.Base.Currency)
			}
			return charges
		}
	},
	"a late failure undoes a capture": func(r *rules) {
		r.receive = func(p payments.Payment, e payments.Event) (payments.Payment, payments.Outcome) {
			if e.Action == payments.Fail {
				p.State = payments.Failed
				return p, payments.Applied
			}
			return p.Receive(e)
		}
	},
	"a second event captures again": func(r *rules) {
		r.receive = func(p payments.Payment, e payments.Event) (payments.Payment, payments.Outcome) {
			if e.Action == payments.Capture && p.State == payments.Captured && e.Amount == p.Amount {
				return p, payments.Applied
			}
			return p.Receive(e)
		}
		r.source = func(name, event string) string { return name + event }
	},
	"the sum of a message is not compared": func(r *rules) {
		r.receive = func(p payments.Payment, e payments.Event) (payments.Payment, payments.Outcome) {
			p.Amount = e.Amount
			return p.Receive(e)
		}
	},
	"late money is not noticed": func(r *rules) {
		r.receive = func(p payments.Payment, e payments.Event) (payments.Payment, payments.Outcome) {
			if e.Action == payments.Capture && !p.State.Open() {
				return p, payments.Stale
			}
			return p.Receive(e)
		}
	},
	"late money pays an order that was given up": func(r *rules) {
		r.decide = func(_ bool, _ Progress, amount money.Amount, parcels []Parcel) receipt {
			return receive(false, ProgressOpen, amount, parcels)
		}
	},
	"money for parcels that were cancelled meanwhile is kept": func(r *rules) {
		r.decide = func(paid bool, progress Progress, amount money.Amount, parcels []Parcel) receipt {
			decided := receive(paid, progress, amount, parcels)
			if decided.settles {
				decided.back = money.Zero(amount.Currency)
			}
			return decided
		}
	},
	"a refund is not counted, so that it can be had twice": func(r *rules) {
		r.refund = func(p payments.Payment, amount money.Amount) (payments.Payment, error) {
			after, err := p.Refund(amount)
			after.Refunded = p.Refunded
			return after, err
		}
	},
	"a refund is sent twice under two keys": func(r *rules) {
		r.keyOf = func(source string, sent int) string { return fmt.Sprint(source, sent) }
	},
	"a reversal takes all from the vendor": func(r *rules) {
		r.reversal = func(history []ledger.Move, amount money.Amount) ([]ledger.Move, error) {
			moves, err := ledger.Reversal(history, amount)
			for i := range moves {
				moves[i].From = moves[0].From
			}
			return moves, err
		}
	},
	"a reversal forgets the last part": func(r *rules) {
		r.reversal = func(history []ledger.Move, amount money.Amount) ([]ledger.Move, error) {
			moves, err := ledger.Reversal(history, amount)
			return moves[:max(len(moves)-1, 0)], err
		}
	},
	"a line that is cancelled is taken back in proportion": func(r *rules) {
		r.part = func(history []ledger.Move, part ledger.Sale) ([]ledger.Move, error) {
			return ledger.Reversal(history, part.Total)
		}
	},
	"a line that is cancelled leaves its commission": func(r *rules) {
		r.part = func(history []ledger.Move, part ledger.Sale) ([]ledger.Move, error) {
			part.Commission = money.Zero(part.Total.Currency)
			return ledger.ReversalOf(history, part)
		}
	},
	"pieces are priced anew": func(r *rules) {
		r.cut = func(l Line, pieces int64) (rest, off Line) {
			rest, off = cut(l, pieces)
			off.Discount = money.Zero(l.Discount.Currency)
			return rest, off
		}
	},
	"a cent is lost between pieces": func(r *rules) {
		r.cut = func(l Line, pieces int64) (rest, off Line) {
			rest, off = cut(l, pieces)
			rest.Tax = money.New(l.Tax.Minor*rest.Quantity/l.Quantity, l.Tax.Currency)
			return rest, off
		}
	},
	"pieces leave their commission": func(r *rules) {
		r.cut = func(l Line, pieces int64) (rest, off Line) {
			rest, off = cut(l, pieces)
			off.Commission.Amount = money.Zero(l.Tax.Currency)
			return rest, off
		}
	},
	"the tax stays with the vendor": func(r *rules) {
		r.sale = func(s ledger.Sale) []ledger.Move {
			s.Tax = money.Zero(s.Total.Currency)
			return s.Moves()
		}
	},
	"the vendor keeps the cash and owes nothing": func(r *rules) {
		r.cash = func(gateway string, _ ledger.Account, amount money.Amount) []ledger.Move {
			return ledger.Captured(gateway, amount)
		}
	},
}

func TestPlantedFaultsAreFoundOut(t *testing.T) {
	const most = 2_000
	if len(planted) < 10 {
		t.Fatalf("only %d faults are planted", len(planted))
	}
	for name, plant := range planted {
		t.Run(name, func(t *testing.T) {
			wrong := rightRules()
			plant(&wrong)
			for seed := range uint64(most) {
				if err := play(wrong, dice(seed)); err != nil {
					t.Logf("found in history %d: %v", seed+1, err)
					return
				}
			}
			t.Errorf("%d histories did not find it", most)
		})
	}
}
