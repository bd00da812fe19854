package sqldb_test

import (
	"errors"
	"testing"

	"bazaar/infra/sqldb"
	"bazaar/infra/sqldb/sqldbtest"
	"bazaar/market/schema"
)

var market = sqldbtest.Schema{Migrations: schema.Migrations()}

func TestTxPoisonsAfterAFailedStatement(t *testing.T) {
	sqldbtest.Each(t, market, func(t *testing.T, db *sqldb.DB) {
		err := db.Tx(t.Context(), func(tx *sqldb.DB) error {
			if _, err := tx.ExecContext(t.Context(), "INSERT INTO tags (name, slug) VALUES ($1, $2)", "one", "one"); err != nil {
				return err
			}
			if _, err := tx.ExecContext(t.Context(), "INSERT INTO tags (name, slug) VALUES ($1, $2)", "one", "one"); !sqldb.IsUnique(err) {
				t.Errorf("second insert: %v, want a uniqueness error", err)
			}
			var n int
			if err := tx.QueryRowContext(t.Context(), "SELECT COUNT(*) FROM tags").Scan(&n); err == nil {
				t.Error("a statement ran in a poisoned transaction")
			}
			return nil
		})
		if !errors.Is(err, sqldb.ErrPoisoned) {
			t.Errorf("Tx = %v, want ErrPoisoned", err)
		}
		var n int
		if err := db.QueryRowContext(t.Context(), "SELECT COUNT(*) FROM tags").Scan(&n); err != nil || n != 0 {
			t.Errorf("tags after rollback: %d, %v", n, err)
		}
	})
}
