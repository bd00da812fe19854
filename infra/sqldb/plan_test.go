package sqldb_test

import (
	"strings"
	"testing"

	"bazaar/infra/sqldb"
	"bazaar/infra/sqldb/sqldbtest"
)

// An order or a condition in disguise leaves its index alone, whatever type its column has.
func TestColumnsInDisguiseAreServedByNoIndex(t *testing.T) {
	sqldbtest.Each(t, market, func(t *testing.T, db *sqldb.DB) {
		explain := "EXPLAIN "
		if db.Engine() == sqldb.SQLite {
			explain = "EXPLAIN QUERY PLAN "
		}
		for column, index := range map[string]string{"created_at": "products_new", "price_from": "products_price", "sort_en": "products_title_en"} {
			for written, served := range map[string]bool{column: true, db.Unsorted(column): false} {
				var got string
				err := db.Tx(t.Context(), func(tx *sqldb.DB) (err error) {
					if db.Engine() == sqldb.Postgres {
						if _, err := tx.ExecContext(t.Context(), "SET LOCAL enable_seqscan = off"); err != nil {
							return err
						}
					}
					got, err = lines(t, tx, explain+"SELECT id FROM products WHERE listed ORDER BY "+written+" DESC, id DESC LIMIT 5")
					return err
				})
				if err != nil {
					t.Fatal(err)
				}
				if sorts := strings.Contains(strings.ToLower(got), "sort") || strings.Contains(got, "TEMP B-TREE"); sorts == served || served && !strings.Contains(got, index) {
					t.Errorf("ORDER BY %s:\n%s", written, got)
				}
			}
		}
	})
}

func TestAnalyzeTellsThePlannerAboutRows(t *testing.T) {
	sqldbtest.Each(t, market, func(t *testing.T, db *sqldb.DB) {
		if _, err := db.ExecContext(t.Context(), "INSERT INTO tags (name, slug) VALUES ('a', 'a'), ('b', 'b'), ('c', 'c')"); err != nil {
			t.Fatal(err)
		}
		if err := db.Analyze(t.Context()); err != nil {
			t.Fatal(err)
		}
		known := "SELECT reltuples FROM pg_class WHERE relname = 'tags'"
		if db.Engine() == sqldb.SQLite {
			known = "SELECT stat FROM sqlite_stat1 WHERE tbl = 'tags'"
		}
		if got, err := lines(t, db, known); err != nil || !strings.HasPrefix(got, "3") {
			t.Errorf("the planner knows of %q rows, %v", got, err)
		}
	})
}
