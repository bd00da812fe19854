package orders

import (
	"errors"
	"fmt"

	"bazaar/market/ledger"
	"bazaar/market/money"
)

// check compares everything about the order's money with everything else.
func (m *model) check() error {
	return errors.Join(m.checkSums(), m.checkPayments(), m.checkParcels(), m.checkLedger(), m.checkOthers())
}

func (m *model) checkSums() error {
	sum, groups := Totals{}, map[string][2]int64{}
	discount := cents(0)
	for _, p := range m.parcels {
		of := Totals{}
		for _, l := range p.Lines {
			discount = discount.Add(l.Discount)
			of = of.Plus(Totals{Items: l.Total, Discount: l.Discount, Tax: l.Tax, Total: l.Total.Sub(l.Discount)})
			key := fmt.Sprint(p.ID, l.Commission.Rule)
			g := groups[key]
			groups[key] = [2]int64{g[0] + l.Total.Sub(l.Discount).Sub(l.Tax).Minor, g[1] + l.Commission.Amount.Minor}
		}
		of.Shipping, of.Total = p.Totals.Shipping, of.Total.Add(p.Totals.Shipping)
		if of != p.Totals {
			return fmt.Errorf("lines sum to %+v, their parcel is %+v", of, p.Totals)
		}
		sum = sum.Plus(p.Totals)
		for _, l := range p.Lines {
			g := groups[fmt.Sprint(p.ID, l.Commission.Rule)]
			if want := cents(int(g[0])).Percent(l.Commission.BasisPoints); want.Minor != g[1] {
				return fmt.Errorf("lines under %s earn %d, together they should earn %v", l.Commission.Rule, g[1], want)
			}
		}
	}
	if sum != m.total {
		return fmt.Errorf("parcels sum to %+v, the order is %+v", sum, m.total)
	}
	if discount != m.granted {
		return fmt.Errorf("lines were discounted by %v, the order by %v", discount, m.granted)
	}
	return nil
}

func (m *model) checkPayments() error {
	settling := 0
	paid := m.paid
	for i, p := range m.payments {
		returned := cents(0)
		for _, b := range m.refunds {
			if b.payment == i {
				returned = returned.Add(b.amount)
			}
		}
		received := p.CapturedAt != nil
		switch {
		case returned != p.Refunded || p.Refunded.Cmp(p.Amount) > 0:
			return fmt.Errorf("refunds of %v are counted as %v of %v", returned, p.Refunded, p.Amount)
		case received != p.State.Received():
			return fmt.Errorf("a payment was received: %t, but is %s", received, p.State)
		case received && !p.Settles && p.Refunded != p.Amount:
			return fmt.Errorf("money that pays nothing is kept: %+v", p)
		case paysFor(p) && m.progress == ProgressCancelled:
			return fmt.Errorf("a cancelled order is paid: %+v", p)
		}
		if p.Settles {
			settling++
			paid = paysFor(p)
		}
	}
	if settling > 1 || m.prepaid && m.paid != (paid && settling == 1) {
		return fmt.Errorf("%d payments settle an order that is paid: %t", settling, m.paid)
	}
	return nil
}

// settled tells whether some payment pays for the parcels of an order, whatever went back since.
func (m *model) settled() bool {
	for _, p := range m.payments {
		if p.Settles {
			return true
		}
	}
	return false
}

func (m *model) checkParcels() error {
	for _, p := range m.parcels {
		var sold []ledger.Move
		for _, posting := range m.postings {
			if *posting.ParcelID == p.ID && posting.Kind == ledger.SaleKind {
				sold = append(sold, posting.Moves...)
			}
		}
		total := cents(0).Sub(ledger.Balance(sold, ledger.Buyers))
		due, commission := p.Totals.minus(m.unsold[p.ID].Totals), cents(0).Sub(m.unsold[p.ID].Commission)
		for _, l := range p.Lines {
			commission = commission.Add(l.Commission.Amount)
		}
		want := p.State == ParcelDelivered
		if m.prepaid {
			want = m.settled()
		}
		switch {
		case p.State != ParcelCancelled && want && total.Minor != due.Total.Minor, p.State != ParcelCancelled && !want && !total.IsZero():
			return fmt.Errorf("parcel %d of %v was sold for %v", p.ID, due.Total, total)
		case total.IsZero():
			continue
		}
		for account, part := range map[ledger.Account]money.Amount{ledger.Commission: commission, ledger.Tax: due.Tax, ledger.Shipping: due.Shipping} {
			if got := ledger.Balance(sold, account); got.Minor != part.Minor {
				return fmt.Errorf("the sale of parcel %d gives %s %v instead of %v", p.ID, account, got, part)
			}
		}
		history := m.history(p.ID)
		if left := p.Left(); p.State != ParcelCancelled && !m.scratched[p.ID] &&
			(ledger.Left(history).Minor != left.Total.Minor || ledger.Balance(history, ledger.Commission).Minor != p.Commission.Minor || ledger.Balance(history, ledger.Tax).Minor != left.Tax.Minor) {
			return fmt.Errorf("%v is kept of parcel %d, of which %v is left", ledger.Left(history), p.ID, left.Total)
		}
		for _, account := range []ledger.Account{ledger.VendorAccount(p.VendorID), ledger.Commission, ledger.Tax, ledger.Shipping} {
			if left := ledger.Balance(history, account).Minor; left < 0 || left != 0 && p.State == ParcelCancelled {
				return fmt.Errorf("%s is left with %d of parcel %d, which is %s", account, left, p.ID, p.State)
			}
		}
	}
	return nil
}

func (m *model) checkLedger() error {
	var all []ledger.Move
	captured, returned, parts, debts := cents(0), cents(0), cents(0), cents(0)
	for _, p := range m.postings {
		all = append(all, p.Moves...)
		for _, move := range p.Moves {
			if move.Amount.Minor <= 0 || move.From == move.To {
				return fmt.Errorf("%s moves %+v", p.Source, move)
			}
			if p.Kind == ledger.CaptureKind && move.From != ledger.GatewayAccount("cod") && move.From != ledger.GatewayAccount("sandbox") {
				debts = debts.Add(move.Amount)
			}
		}
		buyers := ledger.Balance(p.Moves, ledger.Buyers)
		switch p.Kind {
		case ledger.CaptureKind:
			captured = captured.Add(buyers)
		case ledger.RefundKind:
			returned = returned.Sub(buyers)
		default:
			parts = parts.Sub(buyers)
		}
	}
	received, waiting, left := cents(0), cents(0), cents(0)
	for _, p := range m.payments {
		if p.State.Received() {
			received = received.Add(p.Amount)
		}
	}
	for _, b := range m.refunds {
		if b.done {
			left = left.Add(b.amount)
		} else {
			waiting = waiting.Add(b.amount)
		}
	}
	if !m.prepaid {
		for _, p := range m.parcels {
			if p.State == ParcelDelivered {
				received = received.Add(p.Left().Total)
			}
		}
		if debts != received {
			return fmt.Errorf("vendors took %v in cash and are booked to have %v", received, debts)
		}
	}
	switch {
	case captured != received:
		return fmt.Errorf("received %v, booked %v", received, captured)
	case returned != left:
		return fmt.Errorf("returned %v, booked %v", left, returned)
	case cents(0).Add(ledger.Balance(all, ledger.Buyers)) != waiting:
		return fmt.Errorf("buyers wait for %v, with them stand %v", waiting, ledger.Balance(all, ledger.Buyers))
	case captured.Sub(left).Sub(waiting) != parts:
		return fmt.Errorf("of %v captured, %v returned and %v on its way, %v is dealt out", captured, left, waiting, parts)
	}
	return nil
}

func (m *model) checkOthers() error {
	held := int64(0)
	for _, p := range m.parcels {
		for _, l := range p.Lines {
			if p.State != ParcelCancelled && l.CancelledAt == nil {
				held += l.Quantity
			}
		}
	}
	if held != m.stock || m.coupon != (m.progress != ProgressCancelled) {
		return fmt.Errorf("%d units are taken for %d, the coupon is used: %t", m.stock, held, m.coupon)
	}
	return nil
}

// agrees compares the books with what the provider knows when all messages and refunds are through.
func (m *model) agrees() error {
	took, kept := cents(0), cents(0)
	for _, p := range m.payments {
		sum, did := m.took[p.Key]
		if did != p.State.Received() || did && sum != p.Amount {
			return fmt.Errorf("the provider took %v, we have %+v", sum, p)
		}
		took = took.Add(sum)
		kept = kept.Add(p.Kept())
	}
	for _, sum := range m.gave {
		took = took.Sub(sum)
	}
	if took.Minor != kept.Minor {
		return fmt.Errorf("the provider holds %v, we think %v", took, kept)
	}
	if m.progress == ProgressCancelled && kept.Minor != 0 {
		return fmt.Errorf("%v of a cancelled order is kept", kept)
	}
	return nil
}
