package sqldb_test

import (
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"bazaar/infra/sqldb"
	"bazaar/infra/sqldb/sqldbtest"
)

func TestOpenChoosesTheEngine(t *testing.T) {
	dir := t.TempDir()
	for _, c := range []struct {
		name string
		o    sqldb.Options
		file string
	}{
		{"nothing set", sqldb.Options{DataDir: dir}, "bazaar.db"},
		{"a SQLite address", sqldb.Options{URL: "sqlite://" + filepath.Join(dir, "other.db")}, "other.db"},
		{"a folder that is not there yet", sqldb.Options{DataDir: filepath.Join(dir, "deep", "er")}, "deep/er/bazaar.db"},
	} {
		t.Run(c.name, func(t *testing.T) {
			db, err := sqldb.Open(t.Context(), c.o)
			if err != nil {
				t.Fatal(err)
			}
			defer db.Close()
			if err := db.Ping(t.Context()); err != nil || db.Engine() != sqldb.SQLite {
				t.Errorf("engine %s, ping %v", db.Engine(), err)
			}
			if _, err := os.Stat(filepath.Join(dir, c.file)); err != nil {
				t.Error(err)
			}
		})
	}
}

func TestOpenSaysWhatIsWrong(t *testing.T) {
	blocked := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(blocked, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct{ name, url, dir, says string }{
		{"another database", "mysql://root:secret@host/db", "", `unknown scheme "mysql"`},
		{"a broken address", "postgres://%zz:secret@host/db", "", "percent-encode"},
		{"nobody there", "postgres://u:secret@127.0.0.1:1/db?connect_timeout=1", "", "connect to PostgreSQL"},
		{"a file in place of the folder", "", blocked, "data directory"},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, err := sqldb.Open(t.Context(), sqldb.Options{URL: c.url, DataDir: c.dir})
			if err == nil || !strings.Contains(err.Error(), c.says) {
				t.Fatalf("Open = %v, want %q", err, c.says)
			}
			if strings.Contains(err.Error(), "secret") {
				t.Errorf("the password is in the error: %v", err)
			}
		})
	}
}

func TestPostgresWithoutCyrillicIsRefused(t *testing.T) {
	if !slices.Contains(sqldbtest.Engines(), sqldb.Postgres) {
		t.Skip("of PostgreSQL only")
	}
	address := sqldbtest.URL(t, sqldb.Postgres, startOnly)
	db, err := sqldb.Open(t.Context(), sqldb.Options{URL: address})
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	plain := fmt.Sprintf("bazaar_plain_%d", os.Getpid())
	if _, err := db.ExecContext(t.Context(), "CREATE DATABASE "+plain+" TEMPLATE template0 ENCODING 'UTF8' LC_COLLATE 'C' LC_CTYPE 'C'"); err != nil {
		t.Fatal(err)
	}
	defer db.ExecContext(t.Context(), "DROP DATABASE "+plain+" WITH (FORCE)") //nolint:errcheck // the cluster goes anyway
	u, err := url.Parse(address)
	if err != nil {
		t.Fatal(err)
	}
	u.Path = "/" + plain
	if _, err := sqldb.Open(t.Context(), sqldb.Options{URL: u.String()}); err == nil || !strings.Contains(err.Error(), "C.UTF-8") {
		t.Errorf("Open = %v, want the way out", err)
	}
}

// What is written outside of a transaction is seen by the next read, and a reader cannot write.
func TestSQLiteReadersSeeTheWriter(t *testing.T) {
	db := sqldbtest.Open(t, sqldb.SQLite, market)
	for _, slug := range []string{"a", "b", "c"} {
		if err := insertTag(t.Context(), db, slug); err != nil {
			t.Fatal(err)
		}
	}
	if got := tags(t, db); len(got) != 3 {
		t.Errorf("the readers see %v", got)
	}
	//nolint:rowserrcheck,sqlclosecheck // there are no rows
	if _, err := db.QueryContext(t.Context(), "WITH x AS (SELECT 1) REPLACE INTO tags (name, slug) VALUES ('d', 'd')"); err == nil {
		t.Error("a reader wrote")
	}
}

func TestDurabilityOfSQLite(t *testing.T) {
	db := sqldbtest.Open(t, sqldb.SQLite, market)
	for pragma, want := range map[string]string{"journal_mode": "wal", "synchronous": "2", "foreign_keys": "1"} {
		var got string
		if err := db.Pool().QueryRowContext(t.Context(), "PRAGMA "+pragma).Scan(&got); err != nil || got != want {
			t.Errorf("%s is %s, want %s (%v)", pragma, got, want, err)
		}
	}
}
