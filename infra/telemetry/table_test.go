package telemetry

import (
	"errors"
	"log/slog"
	"testing"
	"time"

	"bazaar/infra/sqldb"
	"bazaar/infra/sqldb/sqldbtest"
	"bazaar/market/schema"
)

func eachDB(t *testing.T, f func(t *testing.T, db *sqldb.DB)) {
	sqldbtest.Each(t, sqldbtest.Schema{Migrations: schema.Migrations()}, f)
}

func count(t *testing.T, db *sqldb.DB, where string, args ...any) (n int) {
	t.Helper()
	if err := db.QueryRowContext(t.Context(), "SELECT COUNT(*) FROM log_entries WHERE "+where, args...).Scan(&n); err != nil {
		t.Fatal(err)
	}
	return n
}

func TestWarningsAndWorseAreKeptScrubbed(t *testing.T) {
	eachDB(t, func(t *testing.T, db *sqldb.DB) {
		l, _ := start(t, Options{Level: slog.LevelDebug})
		l.KeepIn(db)
		Logger("http").Info("not kept")
		Logger("http").WarnContext(WithRequestID(t.Context(), "req-1"), "Slow page for ann@example.com", "password", "hunter2", "n", 3)
		Logger("checkout").Error("Checkout error: \x00 Insufficient stock")
		l.Release()
		Logger("http").Warn("after the database is closed")

		if got := count(t, db, "true"); got != 2 {
			t.Fatalf("%d entries, want 2", got)
		}
		var at sqldb.Time
		var level, message, attributes, request string
		err := db.QueryRowContext(t.Context(), "SELECT at, level, message, attributes, request_id FROM log_entries WHERE logger = $1", "http").
			Scan(&at, &level, &message, &attributes, &request)
		if err != nil {
			t.Fatal(err)
		}
		if level != "WARNING" || message != "Slow page for a***@example.com" || request != "req-1" || time.Since(at.Time).Abs() > time.Minute {
			t.Errorf("kept %v %s %q %q", at, level, message, request)
		}
		if got := count(t, db, "attributes ->> 'password' = '***' AND attributes ->> 'n' = '3'"); got != 1 {
			t.Errorf("attributes are %s", attributes)
		}
		if got := count(t, db, "attributes ->> 'stack' LIKE '%TestWarningsAndWorse%'"); got != 1 {
			t.Error("the error has no stack")
		}
	})
}

func TestLoggingInsideATransactionNeverWaits(t *testing.T) {
	eachDB(t, func(t *testing.T, db *sqldb.DB) {
		l, _ := start(t, Options{Level: slog.LevelInfo})
		l.KeepIn(db)
		refused := errors.New("refused")
		began := time.Now()
		err := db.Tx(t.Context(), func(db *sqldb.DB) error {
			for range 3 * waiting {
				Logger("checkout").Warn("Inside")
			}
			return refused
		})
		if !errors.Is(err, refused) || time.Since(began) > 10*time.Second {
			t.Fatalf("transaction: %v after %v", err, time.Since(began))
		}
		l.Release()
		if got := count(t, db, "message = 'Inside'"); got == 0 || got > waiting+2*batch {
			t.Errorf("%d entries kept; more than what may wait, or none", got)
		}
	})
}

func TestTableIsCapped(t *testing.T) {
	eachDB(t, func(t *testing.T, db *sqldb.DB) {
		table := newTable(db)
		table.kept = 50
		for range 13 {
			var entries []*entry
			for range batch {
				entries = append(entries, &entry{at: time.Now().UTC(), level: slog.LevelWarn, logger: "http", message: "Slow"})
			}
			if !table.write(entries) {
				t.Fatal("not written")
			}
		}
		if got, most := count(t, db, "true"), table.kept+pruneEvery; got > most || got < table.kept {
			t.Errorf("%d entries stand in the table, want %d to %d", got, table.kept, most)
		}
	})
}

func TestDeadDatabaseDoesNotStopTheLog(t *testing.T) {
	eachDB(t, func(t *testing.T, db *sqldb.DB) {
		l, out := start(t, Options{Level: slog.LevelInfo})
		l.KeepIn(db)
		db.Close()
		Logger("http").Error("Database connection failed")
		l.Release()
		if out.Len() == 0 {
			t.Error("nothing on the console")
		}
	})
}
