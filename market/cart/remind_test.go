package cart_test

import (
	"sync"
	"testing"
	"time"

	"bazaar/market/accounts"
	"bazaar/market/actor"
	"bazaar/market/cart"
	"bazaar/market/fault"
	"bazaar/market/markettest"
)

// confirmed is a buyer whose address is known to be his own.
func confirmed(t *testing.T, m *markettest.Market) actor.Actor {
	t.Helper()
	by := m.Customer()
	exec(t, m, "UPDATE accounts SET email_verified_at = joined_at WHERE id = $1", by.AccountID)
	return by
}

func exec(t *testing.T, m *markettest.Market, text string, args ...any) {
	t.Helper()
	if _, err := m.DB.ExecContext(t.Context(), text, args...); err != nil {
		t.Fatal(err)
	}
}

func TestACartThatWasLeftIsRemindedOfOnce(t *testing.T) {
	markettest.Each(t, func(t *testing.T, m *markettest.Market) {
		v := m.Vendor()
		kettle := m.Product(v, markettest.Goods{Title: "Kettle", Price: 2500, Stock: 9})
		gone := m.Product(v, markettest.Goods{Title: "Pan", Price: 900, Stock: 1})
		by, soldOut, banned, off := confirmed(t, m), confirmed(t, m), confirmed(t, m), confirmed(t, m)
		for _, who := range []actor.Actor{by, banned, off, m.Customer()} { // the last one never confirmed the address
			m.Fill(who, markettest.Pick{Product: kettle, Quantity: 2})
		}
		m.Fill(soldOut, markettest.Pick{Product: gone, Quantity: 1})
		exec(t, m, "UPDATE accounts SET is_active = FALSE WHERE id = $1", banned.AccountID)
		exec(t, m, "UPDATE products SET listed = FALSE WHERE id = $1", gone.ID)
		if err := accounts.SetCartReminders(t.Context(), m.DB, off.AccountID, false); err != nil {
			t.Fatal(err)
		}
		left := m.Now
		for _, c := range []struct {
			after time.Duration
			want  int64
		}{{23 * time.Hour, 0}, {24 * time.Hour, 1}, {30 * time.Hour, 1}, {6 * 24 * time.Hour, 1}} {
			if _, err := cart.RemindIdle(t.Context(), m.DB, left.Add(c.after)); err != nil {
				t.Fatal(err)
			}
			if n := m.Scalar("SELECT COUNT(*) FROM letters WHERE kind = 'cart_reminder'"); n != c.want {
				t.Errorf("after %s %d letters are owed, want %d", c.after, n, c.want)
			}
		}
		exec(t, m, "UPDATE products SET listed = TRUE WHERE id = $1", gone.ID)
		object := m.Text("SELECT object FROM letters WHERE kind = 'cart_reminder'")
		r, err := cart.Remind(t.Context(), m.DB, object, m.Now)
		if err != nil || r.AccountID != by.AccountID || r.Cart.Units() != 2 {
			t.Fatalf("%+v, %v", r, err)
		}
		m.Now = left.Add(7 * 24 * time.Hour)
		m.Fill(by, markettest.Pick{Product: kettle, Quantity: 1})
		if _, err := cart.Remind(t.Context(), m.DB, object, m.Now); !fault.Is(err, fault.NotFound) {
			t.Errorf("a cart that has changed is still reminded of: %v", err)
		}
		for range 2 { // the cart with the pan is more than a week old by then
			if _, err := cart.RemindIdle(t.Context(), m.DB, m.Now.Add(25*time.Hour)); err != nil {
				t.Fatal(err)
			}
		}
		if n := m.Scalar("SELECT COUNT(*) FROM letters WHERE kind = 'cart_reminder'"); n != 2 {
			t.Errorf("%d letters, want one for each state of the cart", n)
		}
	})
}

func TestTwoNodesRemindOnce(t *testing.T) {
	markettest.Each(t, func(t *testing.T, m *markettest.Market) {
		kettle := m.Product(m.Vendor(), markettest.Goods{Title: "Kettle", Price: 2500, Stock: 9})
		for range 3 {
			m.Fill(confirmed(t, m), markettest.Pick{Product: kettle, Quantity: 1})
		}
		var both sync.WaitGroup
		for range 2 {
			both.Go(func() {
				if _, err := cart.RemindIdle(t.Context(), m.DB, m.Now.Add(25*time.Hour)); err != nil {
					t.Error(err)
				}
			})
		}
		both.Wait()
		if n := m.Scalar("SELECT COUNT(*) FROM letters WHERE kind = 'cart_reminder'"); n != 3 {
			t.Errorf("%d letters for 3 carts", n)
		}
	})
}
