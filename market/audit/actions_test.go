package audit_test

import (
	"encoding/json"
	"errors"
	"testing"
	"time"

	"bazaar/infra/sqldb"
	"bazaar/infra/sqldb/sqldbtest"
	"bazaar/market/actor"
	"bazaar/market/audit"
	"bazaar/market/schema"
)

var (
	market = sqldbtest.Schema{Migrations: schema.Migrations()}
	now    = time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
)

func TestWriteKeepsWhoDidWhat(t *testing.T) {
	sqldbtest.Each(t, market, func(t *testing.T, db *sqldb.DB) {
		entry := audit.Entry{Action: "published", Kind: "product", ID: 123, Before: map[string]string{"state": "in_review"}}
		if err := audit.Write(t.Context(), db, actor.System, entry, now); err != nil {
			t.Fatal(err)
		}
		var (
			at                                            sqldb.Time
			who                                           *int64
			label, action, kind, id, before, after, state string
		)
		row := db.QueryRowContext(t.Context(), "SELECT at, actor_id, actor_label, action, object_kind, object_id, CAST(before AS text), CAST(after AS text), before ->> 'state' FROM audit_log")
		if err := row.Scan(&at, &who, &label, &action, &kind, &id, &before, &after, &state); err != nil {
			t.Fatal(err)
		}
		if !at.Equal(now) || who != nil || label != "system" || action != "published" || kind != "product" || id != "123" {
			t.Errorf("entry: %v %v %s %s %s %s", at, who, label, action, kind, id)
		}
		if state != "in_review" || after != "null" || !json.Valid([]byte(before)) {
			t.Errorf("before %s, after %s", before, after)
		}
	})
}

func TestWriteGoesWithItsTransaction(t *testing.T) {
	sqldbtest.Each(t, market, func(t *testing.T, db *sqldb.DB) {
		undone := errors.New("undone")
		err := db.Tx(t.Context(), func(tx *sqldb.DB) error {
			if err := audit.Write(t.Context(), tx, actor.System, audit.Entry{Action: "x", Kind: "y"}, now); err != nil {
				return err
			}
			return undone
		})
		var n int
		if scan := db.QueryRowContext(t.Context(), "SELECT COUNT(*) FROM audit_log").Scan(&n); scan != nil || n != 0 || !errors.Is(err, undone) {
			t.Errorf("%d entries, %v, %v", n, err, scan)
		}
	})
}

func TestWriteRefusesWhatIsNotJSON(t *testing.T) {
	for _, e := range []audit.Entry{{Before: make(chan int)}, {After: func() {}}} {
		if err := audit.Write(t.Context(), nil, actor.System, e, now); err == nil {
			t.Errorf("%+v was taken", e)
		}
	}
}
