// Package markettest gives tests a fresh market on either database and fills it by calling the
// verbs that people's clicks call, so that a test never stands on rows that cannot come about.
// When a test ends, every invariant of the schema must hold.
package markettest

import (
	"context"
	"fmt"
	"log/slog"
	"sync/atomic"
	"testing"
	"time"

	"bazaar/infra/jobs"
	"bazaar/infra/sqldb"
	"bazaar/infra/sqldb/sqldbtest"
	"bazaar/market/schema"
)

// Schema is what the database of a market holds at the start, the job queue's tables included.
var Schema = sqldbtest.Schema{Migrations: schema.Migrations(), More: jobs.Migrate, Shown: schema.Shown}

// Market is a fresh market. Its builders fail the test when a verb refuses.
type Market struct {
	DB *sqldb.DB
	// Now is the time at which builders act.
	Now time.Time

	t        testing.TB
	serial   atomic.Int64
	category int64
}

// Each runs f on a fresh market of every engine, as subtests named after the engine, and checks
// the invariants afterwards.
func Each(t *testing.T, f func(t *testing.T, m *Market)) {
	t.Helper()
	for _, e := range sqldbtest.Engines() {
		t.Run(string(e), func(t *testing.T) {
			m := Open(t, e)
			f(t, m)
			m.CheckInvariants()
		})
	}
}

// Open makes one fresh market that ends with the test.
func Open(t testing.TB, e sqldb.Engine) *Market {
	t.Helper()
	return On(t, sqldbtest.Open(t, e, Schema))
}

// On makes a market of a database that has its schema already. The log is quiet while the test
// runs, unless it is verbose.
func On(t testing.TB, db *sqldb.DB) *Market {
	t.Helper()
	if before := slog.Default(); !testing.Verbose() {
		slog.SetDefault(slog.New(slog.DiscardHandler))
		t.Cleanup(func() { slog.SetDefault(before) })
	}
	return &Market{DB: db, Now: time.Date(2026, 11, 22, 9, 30, 0, 0, time.UTC), t: t}
}

// CheckInvariants fails the test for every row that an invariant forbids.
func (m *Market) CheckInvariants() {
	m.t.Helper()
	offences, err := schema.Check(m.t.Context(), m.DB)
	if err != nil {
		m.t.Fatalf("check invariants: %v", err)
	}
	for _, o := range offences {
		m.t.Errorf("invariant %s is broken: %s", o.Invariant, o.Row)
	}
}

// Scalar reads one number with a query of the test's own.
func (m *Market) Scalar(query string, args ...any) int64 {
	m.t.Helper()
	var n int64
	m.read(&n, query, args)
	return n
}

// Text reads one text with a query of the test's own.
func (m *Market) Text(query string, args ...any) string {
	m.t.Helper()
	var s string
	m.read(&s, query, args)
	return s
}

func (m *Market) read(into any, query string, args []any) {
	m.t.Helper()
	if err := m.DB.QueryRowContext(m.t.Context(), query, args...).Scan(into); err != nil {
		m.t.Fatalf("%s: %v", query, err)
	}
}

// Statements runs f and returns the names of the statements that it took.
func (m *Market) Statements(f func(ctx context.Context) error) []string {
	m.t.Helper()
	var names []string
	ctx, _ := sqldb.Count(m.t.Context(), func(name string) { names = append(names, name) })
	if err := f(ctx); err != nil {
		m.t.Fatalf("while counting statements: %v", err)
	}
	return names
}

// name makes names that no other builder call of this market makes.
func (m *Market) name(prefix string) string {
	return fmt.Sprintf("%s%d", prefix, m.serial.Add(1))
}
