package sqldb_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"bazaar/infra/sqldb"
	"bazaar/infra/sqldb/sqldbtest"
	"bazaar/market/schema"
)

var shop = sqldbtest.Schema{Migrations: schema.Migrations(), Shown: []string{"tags"}}

func generation(t *testing.T, db *sqldb.DB) int64 {
	t.Helper()
	n, err := db.Generation(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return n
}

func TestTheGenerationMovesWithWhatIsShown(t *testing.T) {
	insertEntry := func(ctx context.Context, db *sqldb.DB) error {
		_, err := db.ExecContext(ctx, "INSERT INTO log_entries (at, level, logger, message, attributes) VALUES ($1, 'WARN', 'x', 'x', '{}')", time.Now())
		return err
	}
	inTx := func(f func(ctx context.Context, tx *sqldb.DB) error) func(context.Context, *sqldb.DB) error {
		return func(ctx context.Context, db *sqldb.DB) error {
			return db.Tx(ctx, func(tx *sqldb.DB) error { return f(ctx, tx) })
		}
	}
	cases := []struct {
		name  string
		write func(ctx context.Context, db *sqldb.DB) error
		moves int64
	}{
		{"a statement of its own", func(ctx context.Context, db *sqldb.DB) error { return insertTag(ctx, db, "one") }, 1},
		{"a transaction, once", inTx(func(ctx context.Context, tx *sqldb.DB) error {
			return errors.Join(insertTag(ctx, tx, "one"), insertTag(ctx, tx, "two"))
		}), 1},
		{"a nested transaction", inTx(func(ctx context.Context, tx *sqldb.DB) error {
			return tx.Tx(ctx, func(inner *sqldb.DB) error { return insertTag(ctx, inner, "one") })
		}), 1},
		{"a row that comes back", inTx(func(ctx context.Context, tx *sqldb.DB) error {
			var slug string
			return tx.QueryRowContext(ctx, "UPDATE tags SET slug = 'x' WHERE slug = 'there' RETURNING slug").Scan(&slug)
		}), 1},
		{"a transaction that fails", inTx(func(ctx context.Context, tx *sqldb.DB) error {
			return errors.Join(insertTag(ctx, tx, "one"), errRefused)
		}), 0},
		{"what is not shown", insertEntry, 0},
		{"looking", inTx(func(ctx context.Context, tx *sqldb.DB) error {
			var slug string
			return tx.QueryRowContext(ctx, "SELECT slug FROM tags FOR UPDATE").Scan(&slug)
		}), 0},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			sqldbtest.Each(t, shop, func(t *testing.T, db *sqldb.DB) {
				if err := insertTag(t.Context(), db, "there"); err != nil {
					t.Fatal(err)
				}
				before := generation(t, db)
				if err := c.write(t.Context(), db); err != nil && !errors.Is(err, errRefused) {
					t.Fatal(err)
				}
				if got := generation(t, db) - before; got != c.moves {
					t.Errorf("it moved by %d, want %d", got, c.moves)
				}
			})
		})
	}
}

func TestShownRowsOutsideOfATransactionAreRefused(t *testing.T) {
	sqldbtest.Each(t, shop, func(t *testing.T, db *sqldb.DB) {
		const text = "INSERT INTO tags (name, slug) VALUES ('a', 'a') RETURNING slug"
		var slug string
		if err := db.QueryRowContext(t.Context(), text).Scan(&slug); err == nil {
			t.Error("a row was returned")
		}
		rows, err := db.QueryContext(t.Context(), text)
		if err == nil {
			err = errors.Join(rows.Close(), rows.Err()) //nolint:sqlclosecheck // the error is looked at
			t.Error("rows were returned")
		}
		if !errors.Is(err, sqldb.ErrShownRows) || len(tags(t, db)) != 0 {
			t.Errorf("%v, and %v are there", err, tags(t, db))
		}
	})
}

func TestAWatchSeesChangesOfItsOwnAtOnceAndThoseOfOthersWithinTwoSeconds(t *testing.T) {
	for _, e := range sqldbtest.Engines() {
		t.Run(string(e), func(t *testing.T) {
			url := sqldbtest.URL(t, e, shop)
			open := func() *sqldb.DB {
				db, err := sqldb.Open(t.Context(), sqldb.Options{URL: url, Shown: shop.Shown})
				if err != nil {
					t.Fatal(err)
				}
				t.Cleanup(func() { db.Close() })
				return db
			}
			here, there := open(), open()
			at := time.Unix(0, 0)
			watch := sqldb.NewWatch(here, func() time.Time { return at })
			ask := func() int64 {
				t.Helper()
				n, err := watch.Generation(t.Context())
				if err != nil {
					t.Fatal(err)
				}
				return n
			}
			first := ask()
			if err := insertTag(t.Context(), here, "mine"); err != nil {
				t.Fatal(err)
			}
			second := ask()
			if second == first {
				t.Error("a change of this process was not seen at once")
			}
			if err := insertTag(t.Context(), there, "theirs"); err != nil {
				t.Fatal(err)
			}
			if ask() != second {
				t.Error("the database is asked for every answer")
			}
			if at = at.Add(time.Second); ask() == second {
				t.Error("a change of another process was not seen")
			}
		})
	}
}
