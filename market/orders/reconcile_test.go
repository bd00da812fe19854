package orders_test

import (
	"context"
	"errors"
	"sync"
	"testing"
	"time"

	"bazaar/infra/gateways/sandbox"
	"bazaar/market/markettest"
	"bazaar/market/money"
	"bazaar/market/orders"
	"bazaar/market/payments"
)

// A mute provider takes money and sends no message; who asks is answered.
type mute struct {
	payments.Gateway
	mu    sync.Mutex
	knows map[string]payments.Event
	down  bool
	asked int
}

func (g *mute) LookUp(_ context.Context, in payments.Question, now time.Time) (payments.Event, error) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.asked++
	if g.down {
		return payments.Event{}, errors.New("nobody answers")
	}
	e := g.knows[in.Key]
	e.At = now
	return e, nil
}

func (g *mute) told(p payments.Payment, a payments.Action, amount money.Amount) {
	g.knows[p.Key] = payments.Event{ID: "evt " + p.Key, Action: a, Key: p.Key, Amount: amount}
}

func TestPaymentsWhoseMessageNeverCameAreFound(t *testing.T) {
	const lost = 6
	markettest.Each(t, func(t *testing.T, m *markettest.Market) {
		provider := &mute{knows: map[string]payments.Event{}}
		all := payments.Gateways{sandbox.Name: provider}
		reconcile := func(want int) {
			t.Helper()
			if n, err := orders.Reconcile(t.Context(), m.DB, all, m.Now); err != nil || n != want {
				t.Errorf("%d answers were news, %v; want %d", n, err, want)
			}
		}
		var placed []orders.Order
		by := m.Customer()
		for i := range lost + 2 {
			o, p := byCard(t, m, by)
			switch {
			case i < lost:
				provider.told(p, payments.Capture, p.Amount)
			case i == lost:
				provider.told(p, payments.Capture, money.New(1, money.USD)) // not what was asked
			}
			placed = append(placed, o)
		}
		reconcile(0) // too early to doubt
		m.Now = m.Now.Add(5 * time.Minute)
		provider.down = true
		reconcile(0)
		provider.down = false
		m.Now = m.Now.Add(5 * time.Minute)
		var wg sync.WaitGroup
		for range 4 {
			wg.Go(func() {
				if _, err := orders.Reconcile(t.Context(), m.DB, all, m.Now); err != nil {
					t.Error(err)
				}
			})
		}
		wg.Wait()
		for i, o := range placed {
			if paid := m.Read(by, o.OID).Paid; paid != (i < lost) {
				t.Errorf("order %d is paid: %t", i, paid)
			}
		}
		for query, want := range map[string]int64{
			"SELECT COUNT(*) FROM postings WHERE kind = 'capture'":              lost,
			"SELECT COUNT(*) FROM letters WHERE kind = 'payment_received'":      lost,
			"SELECT COUNT(*) FROM payment_events WHERE outcome = 'quarantined'": 1,
		} {
			if got := m.Scalar(query); got != want {
				t.Errorf("%s is %d, want %d", query, got, want)
			}
		}
		p := paymentsOf(t, m, placed[0])[0]
		late := provider.knows[p.Key]
		if got := tell(t, m, late); got != payments.Repeated {
			t.Errorf("the message that came after all was %s", got)
		}
		asked := provider.asked
		reconcile(0)
		if provider.asked != asked {
			t.Error("asked again at once")
		}
	})
}

func TestMoneyOfAnOrderThatWasGivenUpIsFoundAndGoesBack(t *testing.T) {
	markettest.Each(t, func(t *testing.T, m *markettest.Market) {
		provider := &mute{knows: map[string]payments.Event{}}
		all := payments.Gateways{sandbox.Name: provider}
		by := m.Customer()
		o, p := byCard(t, m, by)
		m.Now = m.Now.Add(orders.PayWithin + time.Minute)
		if n, err := orders.ExpireUnpaid(t.Context(), m.DB, m.Now); err != nil || n != 1 {
			t.Fatal(n, err)
		}
		if _, err := orders.Reconcile(t.Context(), m.DB, all, m.Now); err != nil {
			t.Fatal(err)
		}
		provider.told(p, payments.Capture, p.Amount)
		m.Now = m.Now.Add(2 * time.Hour)
		if n, err := orders.Reconcile(t.Context(), m.DB, all, m.Now); err != nil || n != 1 {
			t.Errorf("%d answers were news, %v", n, err)
		}
		sendRefunds(t, m)
		refunds, err := payments.RefundsOf(t.Context(), m.DB, o.ID)
		if err != nil || len(refunds) != 1 || refunds[0].Amount != p.Amount || refunds[0].State != payments.RefundDone {
			t.Errorf("refunds %+v, %v", refunds, err)
		}
	})
}

func TestNobodyAsksForEver(t *testing.T) {
	markettest.Each(t, func(t *testing.T, m *markettest.Market) {
		provider := &mute{knows: map[string]payments.Event{}}
		byCard(t, m, m.Customer())
		for range 200 {
			m.Now = m.Now.Add(30 * time.Minute)
			if _, err := orders.ExpireUnpaid(t.Context(), m.DB, m.Now); err != nil {
				t.Fatal(err)
			}
			if _, err := orders.Reconcile(t.Context(), m.DB, payments.Gateways{sandbox.Name: provider}, m.Now); err != nil {
				t.Fatal(err)
			}
		}
		if provider.asked < 10 || provider.asked > 60 {
			t.Errorf("asked %d times in four days", provider.asked)
		}
	})
}
