// Package jobs runs work in the background on the database that the program already has. A job is
// a small struct of ids, enqueued inside the transaction that makes it necessary: a commit runs
// it, a rollback forgets it. It runs at least once, so every function must bear running twice. A
// failed job is tried again after growing pauses; one that fails at every try is parked, logged
// and listed. A job whose process was killed is taken again within a minute after its time-out.
//
// The tables and the machinery are those of River; nothing outside of this package knows that.
package jobs

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"sync"
	"time"

	"github.com/riverqueue/river"
	"github.com/riverqueue/river/riverdriver"
	"github.com/riverqueue/river/riverdriver/riverdatabasesql"
	"github.com/riverqueue/river/riverdriver/riversqlite"
	"github.com/riverqueue/river/rivermigrate"

	"bazaar/infra/sqldb"
)

// Args is the work of one job: a struct with JSON fields and a Kind() string that never changes.
// It carries ids, never personal data: rows of jobs are kept for days.
type Args = river.JobArgs

// Placement is what an Args may return from a method InsertOpts() to have a queue of its own, so
// that slow work of its kind holds up nothing else, or another number of tries.
type Placement = river.InsertOpts

// defaultAttempts is how often a job is tried before it is parked: with the default pauses that
// takes half a day.
const defaultAttempts = 10

// ErrNoTx is returned by Enqueue outside of a transaction.
var ErrNoTx = errors.New("jobs: Enqueue needs a transaction")

// Enqueue adds a job to the running transaction of db.
func Enqueue(ctx context.Context, db *sqldb.DB, args Args) error {
	if !db.InTx() {
		return ErrNoTx
	}
	c, err := bareClient(db.Engine())
	if err != nil {
		return err
	}
	if _, err := c.InsertTx(ctx, db.SQLTx(), args, nil); err != nil {
		return fmt.Errorf("enqueue %s: %w", args.Kind(), err)
	}
	return nil
}

// Later is returned by a job that cannot do its work yet, through no fault of its own. It is tried
// again after the pause, and the try does not count.
func Later(pause time.Duration) error { return river.JobSnooze(pause) }

// Migrate brings the tables of the queue to the newest version. It is meant to run under the lock
// of sqldb.Migrate.
func Migrate(ctx context.Context, db *sqldb.DB) error {
	m, err := rivermigrate.New(driverFor(db.Engine(), db.Pool()), &rivermigrate.Config{Logger: quietLogger()})
	if err != nil {
		return fmt.Errorf("read the migrations of jobs: %w", err)
	}
	if _, err := m.Migrate(ctx, rivermigrate.DirectionUp, nil); err != nil {
		return fmt.Errorf("migrate jobs: %w", err)
	}
	return nil
}

// bareClient works inside the transactions of others: it has no connection of its own.
func bareClient(e sqldb.Engine) (*river.Client[*sql.Tx], error) {
	if e == sqldb.SQLite {
		return bareSQLite()
	}
	return barePostgres()
}

var (
	bareSQLite   = sync.OnceValues(func() (*river.Client[*sql.Tx], error) { return newBare(sqldb.SQLite) })
	barePostgres = sync.OnceValues(func() (*river.Client[*sql.Tx], error) { return newBare(sqldb.Postgres) })
)

func newBare(e sqldb.Engine) (*river.Client[*sql.Tx], error) {
	c, err := river.NewClient(driverFor(e, nil), &river.Config{MaxAttempts: defaultAttempts, Logger: quietLogger()})
	if err != nil {
		return nil, fmt.Errorf("jobs: %w", err)
	}
	return c, nil
}

func driverFor(e sqldb.Engine, pool *sql.DB) riverdriver.Driver[*sql.Tx] {
	if e == sqldb.SQLite {
		return riversqlite.New(pool)
	}
	return silent{riverdatabasesql.New(pool)}
}

// silent leaves out the NOTIFY of every enqueue: nobody listens (listening does not survive a
// transaction pooler), and its lock at commit would queue up checkouts.
type silent struct{ riverdriver.Driver[*sql.Tx] }

// SupportsListenNotify says no.
func (silent) SupportsListenNotify() bool { return false }
