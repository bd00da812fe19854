package main

import (
	"path/filepath"
	"strings"
	"testing"
	"time"

	"bazaar/infra/sqldb"
	"bazaar/infra/sqldb/sqldbtest"
	"bazaar/market/markettest"
)

// told runs a command to its end and compares its exit code and what it says.
func told(t *testing.T, environ []string, code int, says string, args ...string) {
	t.Helper()
	p := start(t, environ, args...)
	if got := p.exit(time.Minute); got != code || !strings.Contains(p.output(), says) {
		t.Errorf("%v: exit code %d, want %d and %q:\n%s", args, got, code, says, p.output())
	}
}

func TestBackupAndRestoreOfAWholeMarket(t *testing.T) {
	for _, e := range sqldbtest.Engines() {
		t.Run(string(e), func(t *testing.T) {
			url := sqldbtest.URL(t, e, markettest.Schema)
			db, err := sqldb.Open(t.Context(), sqldb.Options{URL: url})
			if err != nil {
				t.Fatal(err)
			}
			defer db.Close()
			m := markettest.On(t, db)
			m.Order(m.Customer(), markettest.Pick{Product: m.Product(m.Vendor(), markettest.Goods{Title: "Kettle", Price: 2500, Stock: 9}), Quantity: 2})

			from, to := production(url), production(emptyDatabase(t, e))
			file := filepath.Join(t.TempDir(), "market.tar.zst")
			told(t, to, exitUsage, "nothing to copy", "backup", file)
			told(t, from, exitFine, "0 pictures", "backup", file) // while db has it open
			told(t, from, exitFailed, "there already", "backup", file)
			told(t, from, exitUsage, "--force", "restore", file)
			told(t, to, exitFine, "The books are right.", "restore", file)
			told(t, to, exitFine, "The books are right.", "restore", "--force", file)
			told(t, to, exitFine, "The books are right.", "invariants")
			told(t, to, exitUsage, "--force", "restore", file)
			told(t, to, exitFailed, "damaged", "restore", "--force", "/etc/hostname")
			if e == sqldb.SQLite {
				told(t, from, exitFailed, "stop every process", "restore", "--force", file)
			}
		})
	}
}
