//go:build chaos

package chaos

import (
	"fmt"
	"testing"

	"bazaar/market/markettest"
	"bazaar/site/sitetest"
)

// TestCostInStatements counts the statements of the busiest errands with twenty products and with a
// thousand.
func TestCostInStatements(t *testing.T) {
	lines := []string{"| engine | products |", "|---|---|"}
	for _, e := range sitetest.Errands {
		lines[0] += fmt.Sprintf(" %s, at most %d |", e.Name, e.Most)
		lines[1] += "---|"
	}
	markettest.Each(t, func(t *testing.T, m *markettest.Market) {
		w := sitetest.New(t, m)
		shelf := w.Stock(t)
		few := map[string]int64{}
		for _, products := range []int{20, 1000} {
			line := fmt.Sprintf("| %s | %d |", m.DB.Engine(), products)
			for _, e := range sitetest.Errands {
				n := e.Run(t, w, shelf)
				if line += fmt.Sprintf(" %d |", n); n > e.Most || few[e.Name] != 0 && n != few[e.Name] {
					t.Errorf("%s takes %d statements with %d products, %d with 20, at most %d are allowed", e.Name, n, products, few[e.Name], e.Most)
				}
				few[e.Name] = n
			}
			if lines = append(lines, line); products == 20 {
				w.Multiply(t, 49)
			}
		}
	})
	if !t.Failed() {
		record(t, "statements", lines...)
	}
}
