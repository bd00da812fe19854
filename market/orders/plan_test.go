package orders_test

import (
	"regexp"
	"strings"
	"testing"

	"bazaar/infra/sqldb"
	"bazaar/market/markettest"
	"bazaar/market/orders"
)

// The lists of a desk are put together by the program, so that no walk over generated queries plans
// them: here each is asked for once, and planned as it was sent.
func TestNoListOfAVendorReadsTheParcelsOfOthers(t *testing.T) {
	m := markettest.Open(t, sqldb.SQLite)
	v := m.Vendor()
	cup := m.Product(v, markettest.Goods{Title: "Cup", Price: 500, Stock: 99})
	m.Order(m.Customer(), markettest.Pick{Product: cup, Quantity: 1})
	whole := regexp.MustCompile(`SCAN (p|o|l|x|h)\b`)
	for _, stage := range orders.Stages {
		for _, text := range []string{"", "cup"} {
			query, args := orders.DeskSearch{VendorID: v.ID, Stage: stage, Text: text}.Query()
			found, err := m.DB.QueryContext(t.Context(), "EXPLAIN QUERY PLAN "+query, args...)
			if err != nil {
				t.Fatalf("%s: %v", query, err)
			}
			var plan []string
			sorted := false
			for found.Next() {
				var id, parent, unused int
				var detail string
				if err := found.Scan(&id, &parent, &unused, &detail); err != nil {
					t.Fatal(err)
				}
				plan = append(plan, detail)
				sorted = sorted || parent == 0 && strings.Contains(detail, "FOR ORDER BY")
			}
			if err := found.Close(); err != nil {
				t.Fatal(err)
			}
			steps := strings.Join(plan, "\n")
			if whole.MatchString(steps) || !strings.Contains(steps, "SEARCH p USING") {
				t.Errorf("stage %q, text %q:\n%s", stage, text, steps)
			}
			newest := stage == orders.StageAll || stage == orders.StageShipped || stage == orders.StageDelivered
			if newest && sorted {
				t.Errorf("stage %q sorts what an index gives in order:\n%s", stage, steps)
			}
		}
	}
}
