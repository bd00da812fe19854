package sqldb

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"math/rand/v2"
	"regexp"
	"slices"
	"sync"
	"sync/atomic"
	"time"
)

// Pages that are kept ready, on however many nodes, must learn when something that they show has
// changed. Tables whose rows are shown are named in Options.Shown; a transaction that wrote one of
// them moves a counter in the table generations on as its last statement. It cannot be forgotten,
// commits or fails with the change itself, and whoever reads the counter afterwards sees the change.

// shards is the number of rows that hold the counter together, so that writers of one moment seldom
// wait for each other.
const shards = 8

const (
	nextGeneration = "UPDATE generations SET n = n + 1 WHERE shard = $1"
	readGeneration = "SELECT CAST(COALESCE(SUM(n), 0) AS bigint) FROM generations"
)

// ErrShownRows is returned for a statement outside of a transaction that changes what is shown and
// returns rows: nothing could follow it in time.
var ErrShownRows = errors.New("sqldb: a statement that changes shown tables and returns rows needs a Tx")

// shown knows the tables whose rows are shown, and counts the commits of this process that changed
// one.
type shown struct {
	tables  []string
	commits atomic.Int64
}

var reWritten = regexp.MustCompile(`(?i)\b(?:INSERT\s+INTO|UPDATE|DELETE\s+FROM)\s+([a-z_]+)`)

// changes tells whether a statement writes a table that is shown.
func (s *shown) changes(query string) bool {
	for _, m := range reWritten.FindAllStringSubmatch(query, -1) {
		if slices.Contains(s.tables, m[1]) {
			return true
		}
	}
	return false
}

// Generation is a number that differs after every commit, of any process, that changed what is
// shown.
func (d *DB) Generation(ctx context.Context) (int64, error) {
	var n int64
	if err := d.QueryRowContext(ctx, readGeneration).Scan(&n); err != nil {
		return 0, fmt.Errorf("read the generation: %w", err)
	}
	return n, nil
}

// advance is the last statement of a transaction that changed what is shown.
func (d *DB) advance(ctx context.Context) error {
	if _, err := d.ExecContext(ctx, nextGeneration, rand.Int64N(shards)); err != nil {
		return fmt.Errorf("advance the generation: %w", err)
	}
	return nil
}

// execShown runs a statement that changes what is shown in a transaction of its own.
func (d *DB) execShown(ctx context.Context, query string, args []any) (res sql.Result, err error) {
	err = d.Tx(ctx, func(tx *DB) error {
		res, err = tx.ExecContext(ctx, query, args...)
		return err
	})
	return res, err
}

// How long a Watch trusts a reading, and how long while another request is already asking.
const (
	trusted     = time.Second
	mostTrusted = 2 * time.Second
	askLimit    = time.Second
)

// Watch follows the generation for readers who ask often. Changes of this process are seen at once,
// those of others within two seconds. It is safe for use by many requests at once.
type Watch struct {
	db     *DB
	now    func() time.Time
	asking sync.Mutex
	last   atomic.Pointer[reading]
}

type reading struct {
	at                  time.Time
	commits, generation int64
}

// NewWatch watches db; now is a clock.
func NewWatch(db *DB, now func() time.Time) *Watch {
	w := &Watch{db: db, now: now}
	w.last.Store(&reading{})
	return w
}

// Generation is the current one. It fails when the database does not answer.
func (w *Watch) Generation(ctx context.Context) (int64, error) {
	if r := w.last.Load(); w.holds(r, trusted) {
		return r.generation, nil
	}
	if !w.asking.TryLock() {
		if r := w.last.Load(); w.holds(r, mostTrusted) {
			return r.generation, nil
		}
		w.asking.Lock()
	}
	defer w.asking.Unlock()
	if r := w.last.Load(); w.holds(r, trusted) {
		return r.generation, nil
	}
	r := &reading{at: w.now(), commits: w.db.shown.commits.Load()} // both from before the answer
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), askLimit)
	defer cancel()
	var err error
	if r.generation, err = w.db.Generation(ctx); err != nil {
		return 0, err
	}
	w.last.Store(r)
	return r.generation, nil
}

func (w *Watch) holds(r *reading, long time.Duration) bool {
	age := w.now().Sub(r.at)
	return age >= 0 && age < long && r.commits == w.db.shown.commits.Load()
}
