package orders_test

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"testing"
	"time"

	"bazaar/infra/gateways/sandbox"
	"bazaar/market/actor"
	"bazaar/market/ledger"
	"bazaar/market/markettest"
	"bazaar/market/money"
	"bazaar/market/orders"
	"bazaar/market/payments"
)

func TestRefundsAtOnceNeverExceedWhatWasPaid(t *testing.T) {
	markettest.Each(t, func(t *testing.T, m *markettest.Market) {
		by := m.Customer()
		o, p := byCard(t, m, by)
		tell(t, m, event("1", payments.Capture, p))
		staff, parcel := m.Staff(), o.Parcels[1]
		form := orders.RefundForm{ParcelID: parcel.ID, Amount: money.New(500, money.USD), Reason: "a scratch"}
		for name, by := range map[string]actor.Actor{"the buyer": by, "a vendor": m.Vendor().Owner, "a guest": {}} {
			if err := orders.Refund(t.Context(), m.DB, by, form, m.Now); code(err) != "not_found" {
				t.Errorf("%s refunds: %v", name, err)
			}
		}
		var wg sync.WaitGroup
		for i := range 20 {
			wg.Go(func() {
				mine := form
				mine.Key = fmt.Sprint(i / 2) // each twice
				if err := orders.Refund(t.Context(), m.DB, staff, mine, m.Now); err != nil && code(err) != "refund_too_large" {
					t.Error(err)
				}
			})
		}
		wg.Wait()
		if p = paymentsOf(t, m, o)[0]; p.Refunded.Minor != 2_500 {
			t.Errorf("refunded %v of a parcel of %v", p.Refunded, parcel.Totals.Total)
		}
		sendRefunds(t, m)
		if err := orders.CancelParcel(t.Context(), m.DB, staff, orders.Refusal{ParcelID: parcel.ID}, m.Now); err != nil {
			t.Fatal(err)
		}
		if p = paymentsOf(t, m, o)[0]; p.Refunded != parcel.Totals.Total {
			t.Errorf("refunded %v of a cancelled parcel of %v", p.Refunded, parcel.Totals.Total)
		}
	})
}

func TestAProviderConfirmsARefundBeforeOrAfterUs(t *testing.T) {
	markettest.Each(t, func(t *testing.T, m *markettest.Market) {
		by := m.Customer()
		o, p := byCard(t, m, by)
		tell(t, m, event("1", payments.Capture, p))
		if err := orders.Cancel(t.Context(), m.DB, by, orders.Cancellation{OID: o.OID}, m.Now); err != nil {
			t.Fatal(err)
		}
		refunds, err := payments.RefundsOf(t.Context(), m.DB, o.ID)
		if err != nil || len(refunds) != 2 {
			t.Fatalf("%+v, %v", refunds, err)
		}
		done := func(id string, r payments.Refund, minor int64) payments.Event {
			return payments.Event{ID: id, Key: p.Key, Refund: r.Source, Amount: money.New(minor, money.USD)}
		}
		for _, c := range []struct {
			event payments.Event
			want  payments.Outcome
		}{
			{done("r1", refunds[0], refunds[0].Amount.Minor), payments.Applied},
			{done("r1 again", refunds[0], refunds[0].Amount.Minor), payments.Repeated},
			{done("r2", refunds[1], 1), payments.Quarantined},
		} {
			if got := tell(t, m, c.event); got != c.want {
				t.Errorf("%s was %s, want %s", c.event.ID, got, c.want)
			}
		}
		sendRefunds(t, m)
		if n := m.Scalar("SELECT COUNT(*) FROM postings WHERE kind = 'refund'"); n != 2 {
			t.Errorf("%d refunds in the books", n)
		}
	})
}

func TestCashIsRefundedByHandOnly(t *testing.T) {
	markettest.Each(t, func(t *testing.T, m *markettest.Market) {
		o, _, _ := pair(m, m.Customer())
		advance(t, m, o.Parcels[0].ID, orders.ParcelDelivered)
		advance(t, m, o.Parcels[1].ID, orders.ParcelDelivered)
		form := orders.RefundForm{ParcelID: o.Parcels[0].ID, Amount: money.New(1, money.USD), Key: "k"}
		if err := orders.Refund(t.Context(), m.DB, m.Admin(), form, m.Now); code(err) != "not_refundable" {
			t.Errorf("refunding cash: %v", err)
		}
		if got := balance(t, m, ledger.VendorAccount(o.Parcels[0].VendorID)); got != -19_980 {
			t.Errorf("the vendor who took 1,998.00 in cash has %d, want a debt of the commission", got)
		}
	})
}

func TestAParcelThatWasNeverPaidForIsNotRefunded(t *testing.T) {
	markettest.Each(t, func(t *testing.T, m *markettest.Market) {
		o, p := byCard(t, m, m.Customer())
		if err := orders.CancelParcel(t.Context(), m.DB, actor.System, orders.Refusal{ParcelID: o.Parcels[0].ID}, m.Now); err != nil {
			t.Fatal(err)
		}
		tell(t, m, event("1", payments.Capture, p))
		form := orders.RefundForm{ParcelID: o.Parcels[0].ID, Amount: money.New(1, money.USD), Key: "k"}
		if err := orders.Refund(t.Context(), m.DB, m.Staff(), form, m.Now); code(err) != "refund_too_large" {
			t.Errorf("refunding what was not paid for: %v", err)
		}
	})
}

// A losing provider gives money back and then loses his first answer, so that he is asked again. He
// remembers under which keys he has acted.
type losing struct {
	payments.Gateway
	mu    sync.Mutex
	asked int
	gave  map[string]money.Amount
}

func (g *losing) Refund(_ context.Context, in payments.Return) (string, error) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.asked++
	if _, again := g.gave[in.Key]; !again {
		g.gave[in.Key] = in.Amount
		return "", errors.New("the connection was cut")
	}
	return "re_" + in.Key, nil
}

func TestARefundThatIsAskedAgainIsGivenAndBookedOnce(t *testing.T) {
	markettest.Each(t, func(t *testing.T, m *markettest.Market) {
		by := m.Customer()
		o, p := byCard(t, m, by)
		tell(t, m, event("1", payments.Capture, p))
		form := orders.RefundForm{ParcelID: o.Parcels[1].ID, Amount: money.New(500, money.USD), Key: "once"}
		if err := orders.Refund(t.Context(), m.DB, m.Staff(), form, m.Now); err != nil {
			t.Fatal(err)
		}
		open, err := payments.OpenRefunds(t.Context(), m.DB, m.Now.Add(time.Hour))
		if err != nil || len(open) != 1 {
			t.Fatalf("%v, %v", open, err)
		}
		provider := &losing{gave: map[string]money.Amount{}}
		all := payments.Gateways{sandbox.Name: provider}
		if err := orders.SendRefund(t.Context(), m.DB, all, open[0], m.Now); err == nil {
			t.Error("an answer that was lost passes for one")
		}
		var wg sync.WaitGroup
		for range 10 {
			wg.Go(func() {
				if err := orders.SendRefund(t.Context(), m.DB, all, open[0], m.Now); err != nil {
					t.Error(err)
				}
			})
		}
		wg.Wait()
		if len(provider.gave) != 1 || provider.asked < 2 || m.Scalar("SELECT COUNT(*) FROM postings WHERE kind = 'refund'") != 1 {
			t.Errorf("asked %d times, gave %v", provider.asked, provider.gave)
		}
		for key, amount := range provider.gave {
			if key == "" || amount != form.Amount {
				t.Errorf("%s under the key %q", amount, key)
			}
		}
	})
}

func TestMoneyThatComesWhenAllWentBackBeforeGoesBackToo(t *testing.T) {
	markettest.Each(t, func(t *testing.T, m *markettest.Market) {
		buyer := m.Customer()
		o := orderTrio(t, m, buyer, "payment_method", "card")
		tell(t, m, event("1", payments.Capture, paymentsOf(t, m, o.order)[0]))
		for _, p := range o.order.Parcels {
			if err := orders.Refund(t.Context(), m.DB, m.Staff(), orders.RefundForm{ParcelID: p.ID, Amount: p.Totals.Total, Key: "all", Reason: "late"}, m.Now); err != nil {
				t.Fatal(err)
			}
		}
		if _, err := orders.Pay(t.Context(), m.DB, gateways, buyer, orders.PayRequest{OID: o.order.OID, Gateway: "sandbox"}, m.Now); err != nil {
			t.Fatal(err)
		}
		again := paymentsOf(t, m, o.order)[1]
		if got := tell(t, m, event("2", payments.Capture, again)); got != payments.Applied {
			t.Errorf("the message was %s", got)
		}
		if p := paymentsOf(t, m, o.order)[1]; p.Settles || p.Refunded != p.Amount {
			t.Errorf("%+v: nothing was left to pay", p)
		}
		m.CheckInvariants()
	})
}
