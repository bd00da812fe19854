package orders_test

import (
	"fmt"
	"math/rand/v2"
	"testing"

	"bazaar/market/actor"
	"bazaar/market/fault"
	"bazaar/market/markettest"
	"bazaar/market/money"
	"bazaar/market/orders"
	"bazaar/market/payments"
)

// The verbs themselves, on a database, under every invariant of the schema. The model plays many
// more histories; this sees that the verbs do as the model.
func TestVerbsKeepTheBooksRightInRandomHistories(t *testing.T) {
	histories, steps := 12, 25
	if testing.Short() {
		histories = 3
	}
	markettest.Each(t, func(t *testing.T, m *markettest.Market) {
		seed := rand.Uint64()
		t.Logf("seed %d", seed)
		h := history{t: t, m: m, dice: rand.New(rand.NewPCG(seed, 0)), staff: m.Staff()}
		for i := range 3 {
			v := m.Vendor()
			h.vendors = append(h.vendors, v.ID)
			for k := range 2 {
				h.goods = append(h.goods, m.Product(v, markettest.Goods{Title: fmt.Sprint("Thing ", i, k), Price: 999 + int64(i)*7 + int64(k)*13, Stock: 10_000}))
			}
		}
		for range histories {
			h.place()
			for range steps {
				if err := h.step(); err != nil && fault.As(err) == nil {
					t.Fatal(err)
				}
			}
			m.CheckInvariants()
			h.past = append(h.past, bought{h.buyer, h.order.OID})
			all := h.all()
			for _, v := range h.vendors {
				checkSales(t, m, all, v)
				checkFinance(t, m, v)
			}
		}
		sendRefunds(t, m)
	})
}

// history is what happens to one order after the other.
type history struct {
	t     *testing.T
	m     *markettest.Market
	dice  *rand.Rand
	goods []markettest.Product
	// vendors sell the goods; past are the orders of histories that have ended.
	vendors []int64
	past    []bought
	staff   actor.Actor
	buyer   actor.Actor
	order   orders.Order
	serial  int
}

type bought struct {
	by  actor.Actor
	oid string
}

// all are the orders of all histories as they stand now: time goes on for those that ended, too.
func (h *history) all() []orders.Order {
	all := make([]orders.Order, len(h.past))
	for i, b := range h.past {
		all[i] = h.m.Read(b.by, b.oid)
	}
	return all
}

func (h *history) place() {
	h.buyer = h.m.Customer()
	for _, g := range h.goods[:1+h.dice.IntN(len(h.goods))] {
		h.m.Fill(h.buyer, markettest.Pick{Product: g, Quantity: 1 + h.dice.Int64N(3)})
	}
	h.order = h.m.Place(h.buyer, "payment_method", []string{"card", "card", "cod"}[h.dice.IntN(3)])
}

// step does one random thing; a refusal is in order.
func (h *history) step() error {
	ctx, db := h.t.Context(), h.m.DB
	parcel := h.order.Parcels[h.dice.IntN(len(h.order.Parcels))]
	all := paymentsOf(h.t, h.m, h.order)
	payment := all[h.dice.IntN(len(all))]
	h.serial++
	switch h.dice.IntN(11) {
	case 0, 1, 2:
		action := []orders.Action{orders.ToConfirm, orders.ToPack, orders.ToShip, orders.ToDeliver}[h.dice.IntN(4)]
		return act(ctx, db, actor.System, h.m, parcel.ID, action)
	case 3:
		if h.dice.IntN(3) > 0 {
			return orders.CancelParcel(ctx, db, h.staff, orders.Refusal{ParcelID: parcel.ID}, h.m.Now)
		}
		return orders.Cancel(ctx, db, h.buyer, orders.Cancellation{OID: h.order.OID}, h.m.Now)
	case 9, 10:
		line := parcel.Lines[h.dice.IntN(len(parcel.Lines))]
		some := orders.Pieces{LineID: line.ID, Quantity: h.dice.Int64N(line.Quantity + 1)}
		return orders.CancelLines(ctx, db, h.staff, orders.LineRefusal{ParcelID: parcel.ID, Lines: []orders.Pieces{some}, Reason: orders.OutOfStock}, h.m.Now)
	case 4, 5:
		if payment.Key == "" {
			return nil
		}
		e := event(fmt.Sprint("event ", h.serial-h.dice.IntN(2)), []payments.Action{payments.Authorize, payments.Capture, payments.Capture, payments.Fail, payments.Expire}[h.dice.IntN(5)], payment)
		if h.dice.IntN(6) == 0 {
			e.Amount = e.Amount.Add(money.New(1, money.USD))
		}
		tell(h.t, h.m, e)
		return nil
	case 6:
		_, err := orders.Pay(ctx, db, gateways, h.buyer, orders.PayRequest{OID: h.order.OID, Gateway: "sandbox"}, h.m.Now)
		return err
	case 7:
		form := orders.RefundForm{ParcelID: parcel.ID, Amount: money.New(1+h.dice.Int64N(1_500), money.USD), Key: fmt.Sprint(h.serial)}
		return orders.Refund(ctx, db, h.staff, form, h.m.Now)
	}
	if h.dice.IntN(4) == 0 {
		h.m.Now = h.m.Now.Add(orders.PayWithin / 2)
		_, err := orders.ExpireUnpaid(ctx, db, h.m.Now)
		return err
	}
	sendRefunds(h.t, h.m)
	return nil
}
