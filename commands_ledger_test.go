package main

import (
	"strings"
	"testing"
	"time"

	"bazaar/infra/sqldb"
	"bazaar/infra/sqldb/sqldbtest"
	"bazaar/market/markettest"
)

func TestLedgerVerifyPrintsWhatIsWrong(t *testing.T) {
	for _, e := range sqldbtest.Engines() {
		t.Run(string(e), func(t *testing.T) {
			url := sqldbtest.URL(t, e, markettest.Schema)
			db, err := sqldb.Open(t.Context(), sqldb.Options{URL: url})
			if err != nil {
				t.Fatal(err)
			}
			defer db.Close()
			m := markettest.On(t, db)
			o := m.Order(m.Customer(), markettest.Pick{Product: m.Product(m.Vendor(), markettest.Goods{Title: "Mouse", Price: 2999, Stock: 1}), Quantity: 1})
			// A sale in the books of a parcel that nobody delivered.
			for _, statement := range []string{
				"INSERT INTO postings (id, source, kind, order_id, parcel_id, vendor_id, at) SELECT 7, 'invented', 'sale', order_id, id, vendor_id, updated_at FROM parcels",
				"INSERT INTO moves (posting_id, at, from_account, to_account, amount, currency) SELECT 7, at, 'buyers', 'commission', 100, 'USD' FROM postings WHERE id = 7",
			} {
				if _, err := db.ExecContext(t.Context(), statement); err != nil {
					t.Fatal(err)
				}
			}
			p := start(t, production(url), "ledger", "verify")
			if code := p.exit(time.Minute); code != exitFailed {
				t.Errorf("exit code %d", code)
			}
			for _, want := range []string{"ledger_sale_equals_parcel: ", "ledger_sells_what_was_paid_for: ", "ledger_buyers_hold_open_refunds: ", o.OID} {
				if !strings.Contains(p.output(), want) {
					t.Errorf("missing %q in:\n%s", want, p.output())
				}
			}
		})
	}
}
