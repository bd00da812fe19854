package audit_test

import (
	"testing"

	"bazaar/infra/sqldb"
	"bazaar/infra/sqldb/sqldbtest"
	"bazaar/market/actor"
	"bazaar/market/audit"
	"bazaar/market/fault"
)

func TestHistoryTellsOfOneObjectTheLatestFirst(t *testing.T) {
	sqldbtest.Each(t, market, func(t *testing.T, db *sqldb.DB) {
		var last int64
		for _, e := range []audit.Entry{
			{Action: "applied", Kind: "vendor", ID: 7},
			{Action: "applied", Kind: "vendor", ID: 8},
			{Action: "edited", Kind: "product", ID: 7},
			{Action: "returned", Kind: "vendor", ID: 7, After: "The BIN is wrong."},
			{Action: "suspended", Kind: "vendor", ID: 7, After: map[string]string{"reason": "Complaints."}},
		} {
			var err error
			if last, err = audit.Record(t.Context(), db, actor.System, e, now); err != nil {
				t.Fatal(err)
			}
		}
		past, err := audit.History(t.Context(), db, audit.Object{Kind: "vendor", ID: 7, Most: 2})
		if err != nil || len(past) != 2 || past[0].ID != last || past[0].Told("reason") != "Complaints." || past[1].Told("reason") != "The BIN is wrong." {
			t.Fatalf("%+v, %v", past, err)
		}
		one, err := audit.Get(t.Context(), db, last)
		if err != nil || one != past[0] || one.Object != 7 || one.Told("state") != "" || !one.At.Equal(now) {
			t.Errorf("%+v, %v", one, err)
		}
		if _, err := audit.Get(t.Context(), db, 999); !fault.Is(err, fault.NotFound) {
			t.Errorf("an unknown entry: %v", err)
		}
	})
}
