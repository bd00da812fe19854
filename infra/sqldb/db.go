// Package sqldb is the one door to the database. It hides which engine is behind it: the same
// SQL text, written in the PostgreSQL dialect, runs on PostgreSQL and on SQLite (see dialect.go
// for the whole list of differences). A DB is the pool or a running transaction, so that verbs
// compose: whoever calls Tx first owns the transaction, everybody below joins it.
package sqldb

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"math/rand/v2"
	"strings"
	"sync/atomic"
	"time"
)

// Engine names the database behind a DB.
type Engine string

// The two engines that the marketplace runs on.
const (
	Postgres Engine = "postgres"
	SQLite   Engine = "sqlite"
)

// maxAttempts bounds the retries of one outermost transaction after serialization failures.
const maxAttempts = 5

// ErrPoisoned is returned by every statement of a transaction after one of its statements failed.
var ErrPoisoned = errors.New("sqldb: an earlier statement of this transaction failed")

// DB is the connection pool, or one transaction when it was handed to the function given to Tx.
// It has the four methods that generated queries want.
type DB struct {
	engine Engine
	pool   *sql.DB // PostgreSQL: everything. SQLite: the single writer.
	reader *sql.DB // SQLite: query-only connections. PostgreSQL: same as pool.
	texts  *texts
	failed *atomic.Int64 // statements and commits that failed
	shown  *shown
	tx     *txState
}

type txState struct {
	tx       *sql.Tx
	writes   int64
	shown    bool // it changed what pages show
	poisoned bool
}

// Engine tells which database is behind d.
func (d *DB) Engine() Engine { return d.engine }

// InTx tells whether d is a transaction.
func (d *DB) InTx() bool { return d.tx != nil }

// SQLTx is the transaction for libraries that enqueue inside it (the job queue); nil on the pool.
func (d *DB) SQLTx() *sql.Tx {
	if d.tx == nil {
		return nil
	}
	return d.tx.tx
}

// Pool is the underlying pool for statistics and for libraries that need their own statements.
// On SQLite it is the single writer connection.
func (d *DB) Pool() *sql.DB { return d.pool }

// Errors is how many statements, begins and commits have failed since the start, those not counted
// whose caller had gone or had no time left.
func (d *DB) Errors() int64 { return d.failed.Load() }

// count notes an error and returns it.
func (d *DB) count(ctx context.Context, err error) error {
	if err != nil && ctx.Err() == nil {
		d.failed.Add(1)
	}
	return err
}

// Close releases every connection.
func (d *DB) Close() error {
	if d.reader != d.pool {
		return errors.Join(d.reader.Close(), d.pool.Close())
	}
	return d.pool.Close()
}

// Ping asks the database one trivial question.
func (d *DB) Ping(ctx context.Context) error {
	var one int
	return d.reader.QueryRowContext(ctx, "SELECT 1").Scan(&one)
}

// Tx runs f in a transaction and commits it when f returns nil. Inside a transaction it simply
// calls f; when that fails after it wrote something, the whole transaction can no longer commit,
// even if the caller drops the error. Only the outermost Tx retries (serialization failure,
// deadlock, busy), so f must have no effect outside of the DB it is given.
func (d *DB) Tx(ctx context.Context, f func(*DB) error) error {
	if d.tx != nil {
		return d.join(f)
	}
	for attempt := 1; ; attempt++ {
		err := d.once(ctx, f)
		if err == nil || attempt == maxAttempts || !retryable(err) {
			return err
		}
		pause := time.Duration(1<<attempt)*2*time.Millisecond + time.Duration(rand.Int64N(int64(5*time.Millisecond)))
		select {
		case <-time.After(pause):
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}

// join runs f inside the transaction that d is.
func (d *DB) join(f func(*DB) error) error {
	before := d.tx.writes
	err := f(d)
	if err != nil && d.tx.writes != before {
		d.tx.poisoned = true
	}
	return err
}

func (d *DB) once(ctx context.Context, f func(*DB) error) (err error) {
	tx, err := d.pool.BeginTx(ctx, nil)
	if d.count(ctx, err) != nil {
		return fmt.Errorf("begin: %w", err)
	}
	defer tx.Rollback() //nolint:errcheck // after Commit it is a no-op; before, the error that led here matters
	inner := *d
	inner.tx = &txState{tx: tx}
	if err := f(&inner); err != nil {
		return err
	}
	if inner.tx.shown && !inner.tx.poisoned {
		if err := inner.advance(ctx); err != nil {
			return err
		}
		defer d.shown.commits.Add(1) // also when it is unknown whether it was committed
	}
	if inner.tx.poisoned {
		return ErrPoisoned
	}
	if err := d.count(ctx, tx.Commit()); err != nil {
		return fmt.Errorf("commit: %w", err)
	}
	return nil
}

// ExecContext runs a statement without rows.
func (d *DB) ExecContext(ctx context.Context, query string, args ...any) (sql.Result, error) {
	if d.tx == nil && d.texts.get(query).shown {
		return d.execShown(ctx, query, args)
	}
	q, args, done := d.prepare(ctx, query, args)
	defer done()
	if d.tx == nil {
		res, err := d.pool.ExecContext(ctx, q.text, args...)
		return res, d.count(ctx, err)
	}
	if d.tx.poisoned {
		return nil, ErrPoisoned
	}
	res, err := d.tx.tx.ExecContext(ctx, q.text, args...)
	d.note(q, d.count(ctx, err))
	return res, err
}

// PrepareContext prepares a statement on the pool; generated code never calls it at run time.
func (d *DB) PrepareContext(ctx context.Context, query string) (*sql.Stmt, error) {
	q := d.texts.get(query)
	if q.readOnly {
		return d.reader.PrepareContext(ctx, q.text)
	}
	return d.pool.PrepareContext(ctx, q.text)
}

// QueryContext runs a statement with rows. On the pool, reads go to the reader connections.
func (d *DB) QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error) {
	q, args, done := d.prepare(ctx, query, args)
	defer done()
	if d.tx == nil {
		if q.shown {
			return nil, ErrShownRows
		}
		rows, err := d.from(q).QueryContext(ctx, q.text, args...) //nolint:sqlclosecheck // the caller closes
		return rows, d.count(ctx, err)
	}
	if d.tx.poisoned {
		return nil, ErrPoisoned
	}
	rows, err := d.tx.tx.QueryContext(ctx, q.text, args...) //nolint:sqlclosecheck // the caller closes
	d.note(q, d.count(ctx, err))
	return rows, err
}

// QueryRowContext runs a statement with at most one row. The row of a poisoned transaction scans
// to an error.
func (d *DB) QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row {
	q, args, done := d.prepare(ctx, query, args)
	defer done()
	if d.tx == nil {
		if q.shown {
			return d.pool.QueryRowContext(dead(ctx, ErrShownRows), q.text, args...)
		}
		row := d.from(q).QueryRowContext(ctx, q.text, args...)
		_ = d.count(ctx, row.Err()) // the caller meets it in Scan
		return row
	}
	if d.tx.poisoned {
		return d.tx.tx.QueryRowContext(dead(ctx, ErrPoisoned), q.text, args...)
	}
	row := d.tx.tx.QueryRowContext(ctx, q.text, args...)
	d.note(q, d.count(ctx, row.Err()))
	return row
}

// dead is a context in which a row scans to an error.
func dead(ctx context.Context, cause error) context.Context {
	ended, cancel := context.WithCancelCause(ctx)
	cancel(cause)
	return ended
}

func (d *DB) from(q *text) *sql.DB {
	if q.readOnly {
		return d.reader
	}
	return d.pool
}

// note keeps what a statement did to its transaction.
func (d *DB) note(q *text, err error) {
	if err != nil {
		d.tx.poisoned = true
	}
	if q.writes {
		d.tx.writes++
	}
	d.tx.shown = d.tx.shown || q.shown
}

// prepare rewrites the text for the engine, converts the arguments and starts the count and clock
// of the statement.
func (d *DB) prepare(ctx context.Context, query string, args []any) (*text, []any, func()) {
	q := d.texts.get(query)
	args = convert(d.engine, args)
	return q, args, observe(ctx, q, args)
}

// writes tells whether a statement may change rows.
func writes(query string) bool {
	q := strings.ToUpper(strings.TrimSpace(stripComments(query)))
	if !strings.HasPrefix(q, "SELECT") && !strings.HasPrefix(q, "WITH") {
		return true
	}
	return strings.Contains(q, "INSERT INTO") || strings.Contains(q, "DELETE FROM") || strings.Contains(q, " SET ")
}

// locks tells whether a statement holds rows for a later write.
func locks(query string) bool { return reLock.MatchString(query) }

func stripComments(query string) string {
	for strings.HasPrefix(strings.TrimSpace(query), "--") {
		_, rest, ok := strings.Cut(query, "\n")
		if !ok {
			return ""
		}
		query = rest
	}
	return query
}
