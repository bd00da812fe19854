package sqldb_test

import (
	"context"
	"errors"
	"slices"
	"sync"
	"testing"

	"bazaar/infra/sqldb"
	"bazaar/infra/sqldb/sqldbtest"
	"bazaar/market/schema"
)

var market = sqldbtest.Schema{Migrations: schema.Migrations()}

// insertTag fails when the tag is there already.
func insertTag(ctx context.Context, db *sqldb.DB, slug string) error {
	_, err := db.ExecContext(ctx, "INSERT INTO tags (name, slug) VALUES ($1, $1)", slug)
	return err
}

func tags(t *testing.T, db *sqldb.DB) []string {
	t.Helper()
	rows, err := db.QueryContext(t.Context(), "SELECT slug FROM tags ORDER BY slug")
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	var all []string
	for rows.Next() {
		var s string
		if err := rows.Scan(&s); err != nil {
			t.Fatal(err)
		}
		all = append(all, s)
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	return all
}

var errRefused = errors.New("refused")

func TestTransactions(t *testing.T) {
	cases := []struct {
		name string
		run  func(ctx context.Context, tx *sqldb.DB) error
		err  error
		left []string
	}{
		{"commit", func(ctx context.Context, tx *sqldb.DB) error {
			return insertTag(ctx, tx, "one")
		}, nil, []string{"one"}},
		{"an error rolls back", func(ctx context.Context, tx *sqldb.DB) error {
			return errors.Join(insertTag(ctx, tx, "one"), errRefused)
		}, errRefused, nil},
		{"nested functions share the transaction", func(ctx context.Context, tx *sqldb.DB) error {
			return errors.Join(insertTag(ctx, tx, "one"), tx.Tx(ctx, func(inner *sqldb.DB) error { return insertTag(ctx, inner, "two") }))
		}, nil, []string{"one", "two"}},
		{"a nested error rolls back what came before", func(ctx context.Context, tx *sqldb.DB) error {
			if err := insertTag(ctx, tx, "one"); err != nil {
				return err
			}
			return tx.Tx(ctx, func(*sqldb.DB) error { return errRefused })
		}, errRefused, nil},
		{"a nested error after a write cannot be dropped", func(ctx context.Context, tx *sqldb.DB) error {
			_ = tx.Tx(ctx, func(inner *sqldb.DB) error { return errors.Join(insertTag(ctx, inner, "half"), errRefused) })
			return nil
		}, sqldb.ErrPoisoned, nil},
		{"a nested error before any write can be dropped", func(ctx context.Context, tx *sqldb.DB) error {
			_ = tx.Tx(ctx, func(inner *sqldb.DB) error {
				var n int
				return errors.Join(inner.QueryRowContext(ctx, "SELECT id FROM tags WHERE slug = $1 FOR UPDATE", "none").Scan(&n), errRefused)
			})
			return insertTag(ctx, tx, "one")
		}, nil, []string{"one"}},
		{"a failed statement cannot be dropped", func(ctx context.Context, tx *sqldb.DB) error {
			if err := insertTag(ctx, tx, "one"); err != nil {
				return err
			}
			if err := insertTag(ctx, tx, "one"); !sqldb.IsUnique(err) {
				return err
			}
			return nil
		}, sqldb.ErrPoisoned, nil},
		{"nothing runs after a failed statement", func(ctx context.Context, tx *sqldb.DB) error {
			_, _ = tx.ExecContext(ctx, "INSERT INTO nowhere (id) VALUES (1)")
			var n int
			if err := tx.QueryRowContext(ctx, "SELECT COUNT(*) FROM tags").Scan(&n); err == nil {
				return errors.New("a row came from a failed transaction")
			}
			//nolint:rowserrcheck,sqlclosecheck // there are no rows
			if _, err := tx.QueryContext(ctx, "SELECT id FROM tags"); !errors.Is(err, sqldb.ErrPoisoned) {
				return errors.New("rows came from a failed transaction")
			}
			return insertTag(ctx, tx, "late")
		}, sqldb.ErrPoisoned, nil},
		{"no row is no failure", func(ctx context.Context, tx *sqldb.DB) error {
			var n int
			if err := tx.QueryRowContext(ctx, "SELECT id FROM tags WHERE slug = $1", "none").Scan(&n); !sqldb.NoRows(err) {
				return err
			}
			return insertTag(ctx, tx, "one")
		}, nil, []string{"one"}},
	}
	sqldbtest.Each(t, market, func(t *testing.T, db *sqldb.DB) {
		for _, c := range cases {
			t.Run(c.name, func(t *testing.T) {
				if _, err := db.ExecContext(t.Context(), "DELETE FROM tags"); err != nil {
					t.Fatal(err)
				}
				err := db.Tx(t.Context(), func(tx *sqldb.DB) error { return c.run(t.Context(), tx) })
				if !errors.Is(err, c.err) {
					t.Errorf("Tx = %v, want %v", err, c.err)
				}
				if got := tags(t, db); !slices.Equal(got, c.left) {
					t.Errorf("left: %v, want %v", got, c.left)
				}
			})
		}
	})
}

func TestPanicRollsBack(t *testing.T) {
	sqldbtest.Each(t, market, func(t *testing.T, db *sqldb.DB) {
		func() {
			defer func() {
				if recover() == nil {
					t.Error("the panic was swallowed")
				}
			}()
			_ = db.Tx(t.Context(), func(tx *sqldb.DB) error {
				if err := insertTag(t.Context(), tx, "one"); err != nil {
					t.Error(err)
				}
				panic("programming error")
			})
		}()
		if got := tags(t, db); len(got) != 0 {
			t.Errorf("left: %v", got)
		}
		if err := db.Tx(t.Context(), func(tx *sqldb.DB) error { return insertTag(t.Context(), tx, "two") }); err != nil {
			t.Errorf("the next transaction: %v", err)
		}
	})
}

func TestInTxTellsPoolFromTransaction(t *testing.T) {
	sqldbtest.Each(t, market, func(t *testing.T, db *sqldb.DB) {
		if db.InTx() || db.SQLTx() != nil {
			t.Error("the pool says that it is a transaction")
		}
		err := db.Tx(t.Context(), func(tx *sqldb.DB) error {
			if !tx.InTx() || tx.SQLTx() == nil {
				t.Error("the transaction says that it is the pool")
			}
			return nil
		})
		if err != nil {
			t.Error(err)
		}
	})
}

// Two transactions lock two rows in opposite orders. PostgreSQL ends one of them with a deadlock,
// which is tried again; SQLite lets only one begin.
func TestDeadlocksAreRetried(t *testing.T) {
	sqldbtest.Each(t, market, func(t *testing.T, db *sqldb.DB) {
		for _, slug := range []string{"a", "b"} {
			if err := insertTag(t.Context(), db, slug); err != nil {
				t.Fatal(err)
			}
		}
		var attempts sync.Map
		var locked sync.WaitGroup // both hold their first row
		locked.Add(2)
		cross := func(first, second string) error {
			tried := 0
			return db.Tx(t.Context(), func(tx *sqldb.DB) error {
				tried++
				attempts.Store(first, tried)
				for _, slug := range []string{first, second} {
					if _, err := tx.ExecContext(t.Context(), "UPDATE tags SET name = name || $1 WHERE slug = $2", first, slug); err != nil {
						return err
					}
					if slug == first && tried == 1 && db.Engine() == sqldb.Postgres {
						locked.Done()
						locked.Wait()
					}
				}
				return nil
			})
		}
		var both sync.WaitGroup
		both.Go(func() {
			if err := cross("a", "b"); err != nil {
				t.Error(err)
			}
		})
		both.Go(func() {
			if err := cross("b", "a"); err != nil {
				t.Error(err)
			}
		})
		both.Wait()
		var edits int
		if err := db.QueryRowContext(t.Context(), "SELECT SUM(length(name) - 1) FROM tags").Scan(&edits); err != nil || edits != 4 {
			t.Errorf("%d edits were kept, want 4 (%v)", edits, err)
		}
		a, _ := attempts.Load("a")
		b, _ := attempts.Load("b")
		if tried := a.(int) + b.(int); db.Engine() == sqldb.Postgres && tried < 3 {
			t.Errorf("%d attempts: the deadlock did not happen", tried)
		}
	})
}

// Conditional updates at once from many transactions never take what is not there.
func TestConcurrentTakesStopAtZero(t *testing.T) {
	sqldbtest.Each(t, market, func(t *testing.T, db *sqldb.DB) {
		if err := insertTag(t.Context(), db, "eleven-long"); err != nil { // all letters of the name but one are the stock
			t.Fatal(err)
		}
		var taken sync.Map
		var all sync.WaitGroup
		for i := range 30 {
			all.Go(func() {
				err := db.Tx(t.Context(), func(tx *sqldb.DB) error {
					res, err := tx.ExecContext(t.Context(), "UPDATE tags SET name = substr(name, 2) WHERE slug = 'eleven-long' AND length(name) > 1")
					if err != nil {
						return err
					}
					if n, err := res.RowsAffected(); err != nil || n == 0 {
						return errors.Join(err, errRefused)
					}
					return nil
				})
				switch {
				case err == nil:
					taken.Store(i, true)
				case !errors.Is(err, errRefused):
					t.Error(err)
				}
			})
		}
		all.Wait()
		n := 0
		taken.Range(func(any, any) bool { n++; return true })
		if n != 10 {
			t.Errorf("%d takes succeeded, want 10", n)
		}
	})
}

func TestCancelledContextRollsBack(t *testing.T) {
	sqldbtest.Each(t, market, func(t *testing.T, db *sqldb.DB) {
		ctx, cancel := context.WithCancel(t.Context())
		err := db.Tx(ctx, func(tx *sqldb.DB) error {
			err := insertTag(ctx, tx, "one")
			cancel()
			return err
		})
		if err == nil {
			t.Error("a cancelled transaction committed")
		}
		if got := tags(t, db); len(got) != 0 {
			t.Errorf("left: %v", got)
		}
	})
}
