package orders_test

import (
	"fmt"
	"sync"
	"testing"

	"bazaar/market/actor"
	"bazaar/market/coupons"
	"bazaar/market/ledger"
	"bazaar/market/markettest"
	"bazaar/market/orders"
	"bazaar/market/payments"
	"bazaar/market/stock"
)

// trio is an order of three things of one vendor, the second of which may be given up, and one of another.
type trio struct {
	vendor, other     markettest.Vendor
	cup, jug, lid     markettest.Product
	order             orders.Order
	parcel, elsewhere orders.Parcel
}

func orderTrio(t *testing.T, m *markettest.Market, buyer actor.Actor, changes ...string) trio {
	t.Helper()
	o := trio{vendor: m.Vendor(), other: m.Vendor()}
	o.cup = m.Product(o.vendor, markettest.Goods{Title: "Cup", Price: 333, Stock: 9})
	o.jug = m.Product(o.vendor, markettest.Goods{Title: "Jug", Price: 1999, Stock: 9})
	o.lid = m.Product(o.vendor, markettest.Goods{Title: "Lid", Price: 77, Stock: 9})
	tray := m.Product(o.other, markettest.Goods{Title: "Tray", Price: 5001, Stock: 9})
	if _, err := coupons.Create(t.Context(), m.DB, m.Admin(), coupons.Coupon{Code: fmt.Sprint("SEVEN", o.vendor.ID), Percent: 7, Active: true}, m.Now); err != nil {
		t.Fatal(err)
	}
	m.Fill(buyer, markettest.Pick{Product: o.cup, Quantity: 3}, markettest.Pick{Product: o.jug, Quantity: 1}, markettest.Pick{Product: o.lid, Quantity: 2}, markettest.Pick{Product: tray, Quantity: 1})
	o.order = m.Place(buyer, append(changes, "coupon", fmt.Sprint("SEVEN", o.vendor.ID))...)
	for _, p := range o.order.Parcels {
		if *p.VendorID == o.vendor.ID {
			o.parcel = p
		} else {
			o.elsewhere = p
		}
	}
	return o
}

// line is the line of a title in the parcel.
func (o trio) line(title string) orders.Line {
	for _, l := range o.parcel.Lines {
		if l.Title == title {
			return l
		}
	}
	panic("no line " + title)
}

func price(lines ...orders.Line) int64 {
	sum := int64(0)
	for _, l := range lines {
		sum += l.Total.Sub(l.Discount).Minor
	}
	return sum
}

func (o trio) refuse(lines ...orders.Line) orders.LineRefusal {
	in := orders.LineRefusal{ParcelID: o.parcel.ID, Reason: orders.OutOfStock, Note: "The shelf is empty"}
	for _, l := range lines {
		in.Lines = append(in.Lines, orders.Pieces{LineID: l.ID})
	}
	return in
}

func TestACancelledLineIsNotPaidInCash(t *testing.T) {
	markettest.Each(t, func(t *testing.T, m *markettest.Market) {
		buyer := m.Customer()
		o := orderTrio(t, m, buyer)
		jug := o.line("Jug")
		if err := orders.CancelLines(t.Context(), m.DB, o.vendor.Owner, o.refuse(jug), m.Now); err != nil {
			t.Fatal(err)
		}
		levels, err := stock.Levels(t.Context(), m.DB, []int64{o.jug.VariantID, o.cup.VariantID})
		if err != nil || levels[o.jug.VariantID] != 9 || levels[o.cup.VariantID] != 6 {
			t.Errorf("levels %v, %v", levels, err)
		}
		m.Deliver(o.order)
		after := m.Read(buyer, o.order.OID)
		paid := paymentsOf(t, m, after)[0]
		if want := o.order.Totals.Total.Minor - price(jug); paid.Amount.Minor != want || !after.Paid {
			t.Errorf("paid %v, want %d", paid.Amount, want)
		}
		if after.Totals != o.order.Totals {
			t.Errorf("what was ordered changed to %+v", after.Totals)
		}
		owes := int64(0)
		for _, l := range o.parcel.Lines {
			if l.ID != jug.ID {
				owes -= l.Commission.Amount.Minor
			}
		}
		if got := balance(t, m, ledger.VendorAccount(&o.vendor.ID)); got != owes || owes == 0 {
			t.Errorf("the vendor has %d, owes the commission of %d", got, owes)
		}
		seen := false
		for _, c := range after.History {
			seen = seen || c.LineID != nil && *c.LineID == jug.ID && c.Reason == orders.OutOfStock && c.Note == "The shelf is empty" && c.By == o.vendor.Owner.Label
		}
		if !seen {
			t.Errorf("history %+v", after.History)
		}
	})
}

func TestACancelledLineGivesBackExactlyItsPartOfWhatWasPaid(t *testing.T) {
	markettest.Each(t, func(t *testing.T, m *markettest.Market) {
		buyer := m.Customer()
		o := orderTrio(t, m, buyer, "payment_method", "card")
		tell(t, m, event("1", payments.Capture, paymentsOf(t, m, o.order)[0]))
		cup, lid := o.line("Cup"), o.line("Lid")
		vendorHad, platformHad := balance(t, m, ledger.VendorAccount(&o.vendor.ID)), balance(t, m, ledger.Commission)
		if err := orders.CancelLines(t.Context(), m.DB, o.vendor.Owner, o.refuse(cup, lid), m.Now); err != nil {
			t.Fatal(err)
		}
		commission := cup.Commission.Amount.Minor + lid.Commission.Amount.Minor
		if got := platformHad - balance(t, m, ledger.Commission); got != commission || got == 0 {
			t.Errorf("the platform gave back %d of its commission, want %d", got, commission)
		}
		if got := vendorHad - balance(t, m, ledger.VendorAccount(&o.vendor.ID)); got != price(cup, lid)-commission {
			t.Errorf("the vendor gave back %d, want %d", got, price(cup, lid)-commission)
		}
		p := paymentsOf(t, m, o.order)[0]
		if p.Refunded.Minor != price(cup, lid) || p.State != payments.PartiallyRefunded {
			t.Errorf("refunded %v, %s; want %d", p.Refunded, p.State, price(cup, lid))
		}
		if refunds, err := payments.RefundsOf(t.Context(), m.DB, o.order.ID); err != nil || len(refunds) != 1 {
			t.Errorf("%+v, %v: one refund for what was cancelled at once", refunds, err)
		}
		m.CheckInvariants()
		m.Deliver(o.order)
		if got, want := balance(t, m, ledger.VendorAccount(&o.vendor.ID)), price(o.line("Jug"))-o.line("Jug").Commission.Amount.Minor; got != want {
			t.Errorf("the vendor keeps %d, want %d", got, want)
		}
		sendRefunds(t, m)
	})
}

func TestALineThatIsCancelledBeforeTheMoneyComesIsNeverSold(t *testing.T) {
	markettest.Each(t, func(t *testing.T, m *markettest.Market) {
		o := orderTrio(t, m, m.Customer(), "payment_method", "card")
		jug := o.line("Jug")
		if err := orders.CancelLines(t.Context(), m.DB, o.vendor.Owner, o.refuse(jug), m.Now); err != nil {
			t.Fatal(err)
		}
		tell(t, m, event("1", payments.Capture, paymentsOf(t, m, o.order)[0])) // of the whole sum: the page was open
		if p := paymentsOf(t, m, o.order)[0]; p.Refunded.Minor != price(jug) || !p.Settles {
			t.Errorf("%+v: want %d back", p, price(jug))
		}
		m.CheckInvariants()
		if err := orders.CancelParcel(t.Context(), m.DB, o.vendor.Owner, orders.Refusal{ParcelID: o.parcel.ID}, m.Now); err != nil {
			t.Fatal(err)
		}
		if p := paymentsOf(t, m, o.order)[0]; p.Refunded != o.parcel.Totals.Total {
			t.Errorf("refunded %v of a parcel of %v", p.Refunded, o.parcel.Totals.Total)
		}
	})
}

// The pieces of a line go one after the other, and what came back for all is what the line was sold for.
func TestPiecesOfALineGiveBackWhatItWasSoldForInTheEnd(t *testing.T) {
	markettest.Each(t, func(t *testing.T, m *markettest.Market) {
		buyer := m.Customer()
		o := orderTrio(t, m, buyer, "payment_method", "card")
		tell(t, m, event("1", payments.Capture, paymentsOf(t, m, o.order)[0]))
		cup, back := o.line("Cup"), []int64{}
		for n := range 3 {
			in := o.refuse(cup)
			in.Lines[0].Quantity = 1
			if err := orders.CancelLines(t.Context(), m.DB, o.vendor.Owner, in, m.Now); err != nil {
				t.Fatal(err)
			}
			back = append(back, paymentsOf(t, m, o.order)[0].Refunded.Minor)
			levels, err := stock.Levels(t.Context(), m.DB, []int64{o.cup.VariantID})
			if err != nil || levels[o.cup.VariantID] != 7+int64(n) {
				t.Errorf("after %d pieces: %v, %v", n+1, levels, err)
			}
			m.CheckInvariants()
		}
		if back[2] != price(cup) || back[0] < price(cup)/3 || back[0] > price(cup)/3+1 {
			t.Errorf("%v came back for three of %d", back, price(cup))
		}
		after, pieces := m.Read(buyer, o.order.OID), int64(0)
		if after.Totals != o.order.Totals {
			t.Errorf("what was ordered changed to %+v", after.Totals)
		}
		for _, p := range after.Parcels {
			for _, l := range p.Lines {
				if l.Title == "Cup" && l.CancelledAt != nil && l.Number == cup.Number {
					pieces += l.Quantity
				}
			}
		}
		if pieces != 3 {
			t.Errorf("%d pieces are cancelled", pieces)
		}
		if err := orders.CancelParcel(t.Context(), m.DB, o.vendor.Owner, orders.Refusal{ParcelID: o.parcel.ID}, m.Now); err != nil {
			t.Fatal(err)
		}
		if got := balance(t, m, ledger.VendorAccount(&o.vendor.ID)); got != 0 {
			t.Errorf("the vendor keeps %d of nothing", got)
		}
		again, err := orders.Reorder(t.Context(), m.DB, buyer, o.order.OID, m.Now)
		if err != nil || again.Added != 4 {
			t.Errorf("bought again: %+v, %v", again, err)
		}
		if n := m.Scalar("SELECT quantity FROM cart_lines WHERE variant_id = $1", o.cup.VariantID); n != 3 {
			t.Errorf("%d cups are in the cart", n)
		}
	})
}

func TestTheLastLineTakesItsParcelAlong(t *testing.T) {
	markettest.Each(t, func(t *testing.T, m *markettest.Market) {
		buyer := m.Customer()
		o := orderTrio(t, m, buyer, "payment_method", "card")
		tell(t, m, event("1", payments.Capture, paymentsOf(t, m, o.order)[0]))
		for _, lines := range [][]orders.Line{{o.line("Cup")}, {o.line("Jug"), o.line("Lid")}} {
			if err := orders.CancelLines(t.Context(), m.DB, o.vendor.Owner, o.refuse(lines...), m.Now); err != nil {
				t.Fatal(err)
			}
		}
		after := m.Read(buyer, o.order.OID)
		if p := paymentsOf(t, m, o.order)[0]; p.Refunded != o.parcel.Totals.Total || after.Progress != orders.ProgressOpen || !after.Paid {
			t.Errorf("refunded %v of %v, order %s, paid %t", p.Refunded, o.parcel.Totals.Total, after.Progress, after.Paid)
		}
		for _, p := range after.Parcels {
			if (p.ID == o.parcel.ID) != (p.State == orders.ParcelCancelled) {
				t.Errorf("parcel %d is %s", p.Number, p.State)
			}
		}
		levels, err := stock.Levels(t.Context(), m.DB, []int64{o.cup.VariantID, o.jug.VariantID, o.lid.VariantID})
		if err != nil || levels[o.cup.VariantID] != 9 || levels[o.jug.VariantID] != 9 || levels[o.lid.VariantID] != 9 {
			t.Errorf("levels %v, %v", levels, err)
		}
	})
}

func TestNoLineGivesBackMoreThanIsLeftOfItsParcel(t *testing.T) {
	markettest.Each(t, func(t *testing.T, m *markettest.Market) {
		o := orderTrio(t, m, m.Customer(), "payment_method", "card")
		tell(t, m, event("1", payments.Capture, paymentsOf(t, m, o.order)[0]))
		scratch := orders.RefundForm{ParcelID: o.parcel.ID, Amount: o.parcel.Totals.Total.Sub(o.line("Lid").UnitPrice), Key: "k", Reason: "late"}
		if err := orders.Refund(t.Context(), m.DB, m.Staff(), scratch, m.Now); err != nil {
			t.Fatal(err)
		}
		if err := orders.CancelLines(t.Context(), m.DB, o.vendor.Owner, o.refuse(o.line("Jug")), m.Now); err != nil {
			t.Fatal(err)
		}
		if p := paymentsOf(t, m, o.order)[0]; p.Refunded != o.parcel.Totals.Total {
			t.Errorf("refunded %v of a parcel of %v", p.Refunded, o.parcel.Totals.Total)
		}
	})
}

func TestCancelLinesRefuses(t *testing.T) {
	markettest.Each(t, func(t *testing.T, m *markettest.Market) {
		buyer := m.Customer()
		o := orderTrio(t, m, buyer)
		cup := o.line("Cup")
		foreign := o.refuse(cup)
		foreign.Lines = append(foreign.Lines, orders.Pieces{LineID: o.elsewhere.Lines[0].ID})
		many, none := o.refuse(cup), o.refuse(cup)
		many.Lines[0].Quantity, none.Lines[0].Quantity = 4, -1
		wordless := o.refuse(cup)
		wordless.Reason, wordless.Note = orders.OtherReason, ""
		unknown := o.refuse(cup)
		unknown.Reason = "mood"
		for name, c := range map[string]struct {
			by   actor.Actor
			in   orders.LineRefusal
			want string
		}{
			"the buyer":                  {buyer, o.refuse(cup), "not_found"},
			"another vendor":             {o.other.Owner, o.refuse(cup), "not_found"},
			"a guest":                    {actor.Actor{}, o.refuse(cup), "not_found"},
			"nothing":                    {o.vendor.Owner, o.refuse(), "not_found"},
			"a line of another parcel":   {o.vendor.Owner, foreign, "not_found"},
			"more pieces than there are": {o.vendor.Owner, many, "invalid"},
			"less than none":             {o.vendor.Owner, none, "invalid"},
			"another reason, wordlessly": {o.vendor.Owner, wordless, "invalid"},
			"an unknown reason":          {o.vendor.Owner, unknown, "invalid"},
		} {
			if got := code(orders.CancelLines(t.Context(), m.DB, c.by, c.in, m.Now)); got != c.want {
				t.Errorf("%s: %q, want %q", name, got, c.want)
			}
		}
		if err := orders.CancelLines(t.Context(), m.DB, o.vendor.Owner, o.refuse(cup), m.Now); err != nil {
			t.Fatal(err)
		}
		if got := code(orders.CancelLines(t.Context(), m.DB, o.vendor.Owner, o.refuse(cup), m.Now)); got != "line_cancelled" {
			t.Errorf("twice: %q", got)
		}
		advance(t, m, o.parcel.ID, orders.ParcelShipped)
		if got := code(orders.CancelLines(t.Context(), m.DB, o.vendor.Owner, o.refuse(o.line("Jug")), m.Now)); got != "wrong_state" {
			t.Errorf("after it has left: %q", got)
		}
	})
}

func TestAParcelIsEitherSentOrCancelledNeverBoth(t *testing.T) {
	markettest.Each(t, func(t *testing.T, m *markettest.Market) {
		buyer := m.Customer()
		for range 8 {
			o := orderTrio(t, m, buyer, "payment_method", "card")
			tell(t, m, event(o.order.OID, payments.Capture, paymentsOf(t, m, o.order)[0]))
			advance(t, m, o.parcel.ID, orders.ParcelPacked)
			var wg sync.WaitGroup
			var shipped, cancelled, lines error
			wg.Go(func() {
				shipped = orders.Ship(t.Context(), m.DB, o.vendor.Owner, orders.Shipment{ParcelID: o.parcel.ID}, m.Now)
			})
			wg.Go(func() {
				cancelled = orders.Cancel(t.Context(), m.DB, buyer, orders.Cancellation{OID: o.order.OID}, m.Now)
			})
			wg.Go(func() {
				lines = orders.CancelLines(t.Context(), m.DB, o.vendor.Owner, o.refuse(o.line("Cup")), m.Now)
			})
			wg.Wait()
			if (shipped == nil) == (cancelled == nil) {
				t.Errorf("shipped: %v, cancelled: %v", shipped, cancelled)
			}
			for _, err := range []error{shipped, cancelled, lines} {
				if err != nil && code(err) == "" {
					t.Errorf("an unexpected refusal: %v", err)
				}
			}
		}
	})
}
