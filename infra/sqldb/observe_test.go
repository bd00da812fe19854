package sqldb_test

import (
	"slices"
	"testing"

	"bazaar/infra/sqldb"
	"bazaar/infra/sqldb/sqldbtest"
)

func TestStatementsOfOneContextAreCounted(t *testing.T) {
	sqldbtest.Each(t, market, func(t *testing.T, db *sqldb.DB) {
		var names []string
		ctx, counter := sqldb.Count(t.Context(), func(name string) { names = append(names, name) })
		err := db.Tx(ctx, func(tx *sqldb.DB) error {
			var n int
			if err := tx.QueryRowContext(ctx, "-- name: CountTags :one\nSELECT COUNT(*) FROM tags").Scan(&n); err != nil {
				return err
			}
			return insertTag(ctx, tx, "one")
		})
		if err != nil {
			t.Fatal(err)
		}
		tags(t, db) // of another context
		if want := []string{"CountTags", "dynamic"}; counter.Statements() != 2 || !slices.Equal(names, want) {
			t.Errorf("counted %d: %v, want %v", counter.Statements(), names, want)
		}
		if counter.Elapsed() <= 0 {
			t.Error("the statements took no time")
		}
	})
}
