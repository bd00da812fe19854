package orders_test

import (
	"fmt"
	"math/rand/v2"
	"sync"
	"testing"
	"time"

	"bazaar/infra/gateways/cod"
	"bazaar/infra/gateways/sandbox"
	"bazaar/market/actor"
	"bazaar/market/coupons"
	"bazaar/market/ledger"
	"bazaar/market/markettest"
	"bazaar/market/money"
	"bazaar/market/orders"
	"bazaar/market/payments"
	"bazaar/market/stock"
)

// gateways are those of a market that accepts cards.
var gateways = payments.Gateways{"cod": cod.Gateway{}, sandbox.Name: sandbox.New(sandbox.Options{Secret: "test"})}

// byCard is an order of two vendors that waits for its money, with its open payment.
func byCard(t *testing.T, m *markettest.Market, by actor.Actor) (orders.Order, payments.Payment) {
	t.Helper()
	laptop := m.Product(m.Vendor(), markettest.Goods{Title: "Laptop", Price: 99_999, Stock: 5})
	mouse := m.Product(m.Vendor(), markettest.Goods{Title: "Mouse", Price: 2_999, Stock: 5})
	m.Fill(by, markettest.Pick{Product: laptop, Quantity: 2}, markettest.Pick{Product: mouse, Quantity: 1})
	o := m.Place(by, "payment_method", "card")
	return o, paymentsOf(t, m, o)[0]
}

func paymentsOf(t *testing.T, m *markettest.Market, o orders.Order) []payments.Payment {
	t.Helper()
	all, err := payments.OfOrder(t.Context(), m.DB, o.ID)
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// tell gives the market a message of the provider.
func tell(t *testing.T, m *markettest.Market, e payments.Event) payments.Outcome {
	t.Helper()
	e.At = m.Now
	outcome, err := orders.PaymentReceived(t.Context(), m.DB, sandbox.Name, e, m.Now)
	if err != nil {
		t.Fatalf("%+v: %v", e, err)
	}
	return outcome
}

func event(id string, a payments.Action, p payments.Payment) payments.Event {
	return payments.Event{ID: id, Action: a, Key: p.Key, Amount: p.Amount}
}

// sendRefunds does what the job does with every refund that is open.
func sendRefunds(t *testing.T, m *markettest.Market) {
	t.Helper()
	ids, err := payments.OpenRefunds(t.Context(), m.DB, m.Now.Add(time.Hour))
	if err != nil {
		t.Fatal(err)
	}
	for _, id := range ids {
		if err := orders.SendRefund(t.Context(), m.DB, gateways, id, m.Now); err != nil {
			t.Fatal(err)
		}
	}
}

func balance(t *testing.T, m *markettest.Market, of ledger.Account) int64 {
	t.Helper()
	sums, err := ledger.Balances(t.Context(), m.DB, of)
	if err != nil {
		t.Fatal(err)
	}
	var sum money.Amount
	for _, s := range sums {
		sum = sum.Add(s)
	}
	return sum.Minor
}

func TestACardOrderIsSoldWhenItsMoneyComes(t *testing.T) {
	markettest.Each(t, func(t *testing.T, m *markettest.Market) {
		by := m.Customer()
		o, p := byCard(t, m, by)
		if o.Paid || o.PayBy == nil || p.State != payments.Pending || p.Amount.Minor != 202_997 {
			t.Fatalf("order %+v, payment %+v", o, p)
		}
		if err := orders.Confirm(t.Context(), m.DB, actor.System, o.Parcels[0].ID, m.Now); code(err) != "not_paid" {
			t.Errorf("confirming what is not paid: %v", err)
		}
		url, err := orders.Pay(t.Context(), m.DB, gateways, by, orders.PayRequest{OID: o.OID, Gateway: sandbox.Name}, m.Now)
		if again, _ := orders.Pay(t.Context(), m.DB, gateways, by, orders.PayRequest{OID: o.OID, Gateway: sandbox.Name}, m.Now); err != nil || url == "" || again != url {
			t.Errorf("pay at %q, then %q: %v", url, again, err)
		}
		if got := tell(t, m, event("1", payments.Capture, p)); got != payments.Applied {
			t.Errorf("the capture was %s", got)
		}
		if o = m.Read(by, o.OID); !o.Paid {
			t.Error("the order is not paid")
		}
		for account, want := range map[ledger.Account]int64{
			"gateway:sandbox": -202_997, ledger.Buyers: 0, ledger.Commission: 20_000 + 300,
			ledger.VendorAccount(o.Parcels[0].VendorID): 179_998, ledger.VendorAccount(o.Parcels[1].VendorID): 2_699,
		} {
			if got := balance(t, m, account); got != want {
				t.Errorf("%s has %d, want %d", account, got, want)
			}
		}
		if _, err := orders.Pay(t.Context(), m.DB, gateways, by, orders.PayRequest{OID: o.OID}, m.Now); code(err) != "already_paid" {
			t.Errorf("paying twice: %v", err)
		}
		advance(t, m, o.Parcels[0].ID, orders.ParcelDelivered)
		advance(t, m, o.Parcels[1].ID, orders.ParcelDelivered)
		if got := balance(t, m, ledger.Commission); got != 20_300 {
			t.Errorf("delivery changed the commission to %d", got)
		}
	})
}

func TestWhatWasPaidForACancelledParcelGoesBack(t *testing.T) {
	markettest.Each(t, func(t *testing.T, m *markettest.Market) {
		by := m.Customer()
		o, p := byCard(t, m, by)
		tell(t, m, event("1", payments.Capture, p))
		if err := orders.CancelParcel(t.Context(), m.DB, actor.System, orders.Refusal{ParcelID: o.Parcels[1].ID, Note: "broken"}, m.Now); err != nil {
			t.Fatal(err)
		}
		if p = paymentsOf(t, m, o)[0]; p.State != payments.PartiallyRefunded || p.Refunded.Minor != 2_999 || !m.Read(by, o.OID).Paid {
			t.Errorf("after one parcel: %+v", p)
		}
		if got := balance(t, m, ledger.Buyers); got != 2_999 {
			t.Errorf("buyers wait for %d", got)
		}
		sendRefunds(t, m)
		sendRefunds(t, m)
		if err := orders.Cancel(t.Context(), m.DB, by, orders.Cancellation{OID: o.OID}, m.Now); err != nil {
			t.Fatal(err)
		}
		if p = paymentsOf(t, m, o)[0]; p.State != payments.Refunded || m.Read(by, o.OID).Paid {
			t.Errorf("after all parcels: %+v", p)
		}
		sendRefunds(t, m)
		for _, account := range []ledger.Account{"gateway:sandbox", ledger.Buyers, ledger.Commission, ledger.VendorAccount(o.Parcels[0].VendorID)} {
			if got := balance(t, m, account); got != 0 {
				t.Errorf("%s keeps %d of a cancelled order", account, got)
			}
		}
	})
}

func TestMoneyThatComesTooLateGoesBack(t *testing.T) {
	markettest.Each(t, func(t *testing.T, m *markettest.Market) {
		by, one := m.Customer(), int64(1)
		if _, err := coupons.Create(t.Context(), m.DB, m.Admin(), coupons.Coupon{Code: "ONCE", Percent: 10, Active: true, UseLimit: &one}, m.Now); err != nil {
			t.Fatal(err)
		}
		mouse := m.Product(m.Vendor(), markettest.Goods{Title: "Mouse", Price: 2_999, Stock: 1})
		m.Fill(by, markettest.Pick{Product: mouse, Quantity: 1})
		o := m.Place(by, "payment_method", "card", "coupon", "once")
		p := paymentsOf(t, m, o)[0]
		for _, c := range []struct {
			after   time.Duration
			expired int
		}{{orders.PayWithin - time.Minute, 0}, {2 * time.Minute, 1}, {0, 0}} {
			m.Now = m.Now.Add(c.after)
			if n, err := orders.ExpireUnpaid(t.Context(), m.DB, m.Now); err != nil || n != c.expired {
				t.Errorf("%s: %d orders expired, %v", m.Now, n, err)
			}
		}
		if n := m.Scalar("SELECT COUNT(*) FROM letters WHERE kind = 'payment_lapsed'"); n != 1 {
			t.Errorf("%d letters about an order that was given up", n)
		}
		if o = m.Read(by, o.OID); o.Status != orders.StatusCancelled || paymentsOf(t, m, o)[0].State != payments.Expired {
			t.Errorf("expired order %+v", o)
		}
		if levels, err := stock.Levels(t.Context(), m.DB, []int64{mouse.VariantID}); err != nil || levels[mouse.VariantID] != 1 {
			t.Errorf("stock %v, %v", levels, err)
		}
		if _, err := coupons.Find(t.Context(), m.DB, by, "once", m.Now); err != nil {
			t.Errorf("the coupon is not free again: %v", err)
		}
		if _, err := orders.Pay(t.Context(), m.DB, gateways, by, orders.PayRequest{OID: o.OID}, m.Now); code(err) != "too_late_to_pay" {
			t.Errorf("paying too late: %v", err)
		}
		if got := tell(t, m, event("late", payments.Capture, p)); got != payments.Applied {
			t.Errorf("late money was %s", got)
		}
		sendRefunds(t, m)
		refunds, err := payments.RefundsOf(t.Context(), m.DB, o.ID)
		if err != nil || len(refunds) != 1 || refunds[0].Amount != p.Amount || refunds[0].State != payments.RefundDone || m.Read(by, o.OID).Paid {
			t.Errorf("refunds %+v, %v", refunds, err)
		}
	})
}

func TestASecondPaymentOfAnOrderGoesBack(t *testing.T) {
	markettest.Each(t, func(t *testing.T, m *markettest.Market) {
		by := m.Customer()
		o, first := byCard(t, m, by)
		tell(t, m, event("declined", payments.Fail, first))
		if _, err := orders.Pay(t.Context(), m.DB, gateways, by, orders.PayRequest{OID: o.OID, Gateway: sandbox.Name}, m.Now); err != nil {
			t.Fatal(err)
		}
		second := paymentsOf(t, m, o)[1]
		tell(t, m, event("second", payments.Capture, second))
		tell(t, m, event("first, after all", payments.Capture, first))
		all := paymentsOf(t, m, o)
		if all[0].State != payments.Refunded || all[0].Settles || all[1].State != payments.Captured || !all[1].Settles {
			t.Errorf("payments %+v", all)
		}
		sendRefunds(t, m)
	})
}

func TestMoneyForParcelsThatWereCancelledMeanwhileGoesBack(t *testing.T) {
	markettest.Each(t, func(t *testing.T, m *markettest.Market) {
		by := m.Customer()
		o, p := byCard(t, m, by)
		if err := orders.CancelParcel(t.Context(), m.DB, actor.System, orders.Refusal{ParcelID: o.Parcels[0].ID}, m.Now); err != nil {
			t.Fatal(err)
		}
		tell(t, m, event("1", payments.Capture, p))
		if p = paymentsOf(t, m, o)[0]; p.State != payments.PartiallyRefunded || p.Kept() != o.Parcels[1].Totals.Total || !m.Read(by, o.OID).Paid {
			t.Errorf("payment %+v", p)
		}
		sendRefunds(t, m)
	})
}

func TestMessagesThatContradictUsWaitForAPerson(t *testing.T) {
	markettest.Each(t, func(t *testing.T, m *markettest.Market) {
		o, p := byCard(t, m, m.Customer())
		less, other := event("less", payments.Capture, p), event("other", payments.Capture, p)
		less.Amount = money.New(1, money.USD)
		other.Amount.Currency = "KZT"
		nobody := event("nobody", payments.Capture, p)
		nobody.Key = "unheard of"
		foreign := payments.Event{ID: "foreign", Key: p.Key, Refund: "by the provider's own hand", Amount: p.Amount}
		for _, c := range []struct {
			event payments.Event
			want  payments.Outcome
		}{{less, payments.Quarantined}, {other, payments.Quarantined}, {nobody, payments.Unknown}, {foreign, payments.Quarantined}, {less, payments.Repeated}} {
			if got := tell(t, m, c.event); got != c.want {
				t.Errorf("%s was %s, want %s", c.event.ID, got, c.want)
			}
		}
		if p = paymentsOf(t, m, o)[0]; p.State != payments.Pending || m.Scalar("SELECT COUNT(*) FROM payment_events") != 4 {
			t.Errorf("payment %+v", p)
		}
	})
}

func TestEveryOrderOfMessagesEndsAlike(t *testing.T) {
	if testing.Short() {
		t.Skip("takes a while")
	}
	actions := []payments.Action{payments.Authorize, payments.Fail, payments.Expire, payments.Capture, payments.Capture}
	markettest.Each(t, func(t *testing.T, m *markettest.Market) {
		by, mouse := m.Customer(), m.Product(m.Vendor(), markettest.Goods{Title: "Mouse", Price: 2_999, Stock: 1000})
		permute(len(actions), func(n int, way []int) {
			m.Fill(by, markettest.Pick{Product: mouse, Quantity: 1})
			o := m.Place(by, "payment_method", "card")
			p := paymentsOf(t, m, o)[0]
			for _, i := range way {
				for range 2 {
					tell(t, m, event(fmt.Sprintf("%d:%d", n, i), actions[i], p))
				}
			}
			if p = paymentsOf(t, m, o)[0]; p.State != payments.Captured || !p.Settles || !m.Read(by, o.OID).Paid {
				t.Errorf("messages in the order %v: %+v", way, p)
			}
		})
		if n := m.Scalar("SELECT COUNT(*) FROM postings WHERE kind = 'capture'"); n != 120 {
			t.Errorf("%d captures of 120 orders", n)
		}
	})
}

// permute calls f with every order of n things.
func permute(n int, f func(serial int, way []int)) {
	serial := 0
	var walk func(way []int)
	walk = func(way []int) {
		if len(way) == n {
			serial++
			f(serial, way)
			return
		}
	next:
		for i := range n {
			for _, w := range way {
				if w == i {
					continue next
				}
			}
			walk(append(way[:len(way):len(way)], i))
		}
	}
	walk(nil)
}

func TestMessagesAtOnceMakeOnePayment(t *testing.T) {
	markettest.Each(t, func(t *testing.T, m *markettest.Market) {
		by := m.Customer()
		o, p := byCard(t, m, by)
		var all []payments.Event
		for _, e := range []payments.Event{event("a", payments.Authorize, p), event("b", payments.Capture, p), event("c", payments.Capture, p), event("d", payments.Fail, p)} {
			for range 5 {
				all = append(all, e)
			}
		}
		rand.Shuffle(len(all), func(i, j int) { all[i], all[j] = all[j], all[i] })
		var wg sync.WaitGroup
		for _, e := range all {
			wg.Go(func() {
				if _, err := orders.PaymentReceived(t.Context(), m.DB, sandbox.Name, e, m.Now); err != nil {
					t.Error(err)
				}
			})
		}
		wg.Wait()
		if o = m.Read(by, o.OID); !o.Paid || m.Scalar("SELECT COUNT(*) FROM payments WHERE state = 'captured'") != 1 || m.Scalar("SELECT COUNT(*) FROM payment_events") != 4 {
			t.Errorf("order %+v", o)
		}
		if n := m.Scalar("SELECT COUNT(*) FROM letters WHERE kind = 'payment_received'"); n != 1 {
			t.Errorf("%d letters", n)
		}
	})
}
