package cart_test

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"sync"
	"testing"
	"time"

	"github.com/anishathalye/porcupine"

	"bazaar/market/cart"
	"bazaar/market/fault"
	"bazaar/market/markettest"
)

// shelfStock is how many pieces of each product the serial test has.
const shelfStock = 6

// An operation is one edit of a cart; product is the place of its product on the shelf.
type operation struct {
	verb     string // add, set or remove
	product  int
	quantity int64
}

// An outcome is what an edit answered: the units in the cart afterwards, or why it was refused.
type outcome struct {
	units   int64
	refusal string
}

// contents are the quantities of a cart, by place on the shelf.
type contents map[int]int64

// after is the cart and the answer that an edit alone would give. It is written without the
// code under test: a cart is a map, and stock cuts off what is too much.
func (c contents) after(op operation) (contents, outcome) {
	next := maps.Clone(c)
	had := c[op.product]
	switch op.verb {
	case "remove":
		delete(next, op.product)
	case "add":
		if next[op.product] = min(had+op.quantity, shelfStock); next[op.product] == had {
			return c, outcome{refusal: "out_of_stock"}
		}
	case "set":
		if had == 0 {
			return c, outcome{refusal: "not_found"}
		}
		next[op.product] = min(op.quantity, shelfStock)
	}
	var units int64
	for _, n := range next {
		units += n
	}
	return next, outcome{units: units}
}

var serialCart = porcupine.Model{
	Init: func() any { return contents{} },
	Step: func(state, input, output any) (bool, any) {
		next, want := state.(contents).after(input.(operation))
		return want == output.(outcome), next
	},
	Equal: func(a, b any) bool { return maps.Equal(a.(contents), b.(contents)) },
	DescribeOperation: func(input, output any) string {
		return fmt.Sprintf("%+v → %+v", input, output)
	},
}

func TestParallelEditsInTwoTabsEqualSomeSerialOrder(t *testing.T) {
	markettest.Each(t, func(t *testing.T, m *markettest.Market) {
		v := m.Vendor()
		var shelf []markettest.Product
		for range 3 {
			shelf = append(shelf, m.Product(v, markettest.Goods{Title: "Mouse", Price: 2999, Stock: shelfStock}))
		}
		by := m.Customer()
		edit := func(op operation) outcome {
			p := shelf[op.product]
			var after cart.Cart
			var err error
			switch op.verb {
			case "remove":
				var done cart.Removal
				done, err = cart.Remove(t.Context(), m.DB, by, cart.Key{ProductID: p.ID}, m.Now)
				after = done.Cart
			case "add":
				var done cart.Edit
				done, err = cart.Add(t.Context(), m.DB, by, cart.Wish{ProductID: p.ID, Quantity: op.quantity}, m.Now)
				after = done.Cart
			case "set":
				var done cart.Edit
				done, err = cart.Set(t.Context(), m.DB, by, cart.Wish{ProductID: p.ID, Quantity: op.quantity}, m.Now)
				after = done.Cart
			}
			if err != nil && fault.As(err) == nil {
				t.Errorf("%+v: %v", op, err)
			}
			return outcome{units: after.Units(), refusal: code(err)}
		}

		const tabs, edits = 10, 5
		history := make(chan porcupine.Operation, tabs*edits)
		var group sync.WaitGroup
		for tab := range tabs {
			group.Go(func() {
				for range edits {
					op := operation{verb: []string{"add", "add", "set", "remove"}[rand.IntN(4)], product: rand.IntN(3), quantity: 1 + rand.Int64N(4)}
					start := time.Now().UnixNano()
					out := edit(op)
					history <- porcupine.Operation{ClientId: tab, Input: op, Output: out, Call: start, Return: time.Now().UnixNano()}
				}
			})
		}
		group.Wait()
		close(history)
		var list []porcupine.Operation
		for op := range history {
			list = append(list, op)
		}
		if got := porcupine.CheckOperationsTimeout(serialCart, list, time.Minute); got != porcupine.Ok {
			t.Errorf("%d parallel edits equal no serial order (%s): %+v", len(list), got, list)
		}
		var left int64
		for _, l := range load(t, m, by).Lines {
			left += l.Quantity
		}
		if badge(m, by) != left {
			t.Errorf("the badge shows %d of %d units", badge(m, by), left)
		}
	})
}
