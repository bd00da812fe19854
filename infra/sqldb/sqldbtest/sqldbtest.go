// Package sqldbtest gives tests a fresh, migrated database on either engine. PostgreSQL is a
// throw-away cluster of the test run on a free port (or the one of TEST_DATABASE_URL); each test
// gets its own database, copied from a template that was migrated once.
package sqldbtest

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"bazaar/infra/sqldb"
)

// Schema is what a test database holds at the start.
type Schema struct {
	// Migrations are the numbered migrations; More runs after them (the job queue's own).
	Migrations fs.FS
	More       func(context.Context, *sqldb.DB) error
}

// Engines are the engines of this run: both, unless TEST_ENGINES names one of sqlite, postgres.
func Engines() []sqldb.Engine {
	switch os.Getenv("TEST_ENGINES") {
	case "sqlite":
		return []sqldb.Engine{sqldb.SQLite}
	case "postgres":
		return []sqldb.Engine{sqldb.Postgres}
	}
	return []sqldb.Engine{sqldb.SQLite, sqldb.Postgres}
}

// Each runs f on a fresh database of every engine, as subtests named after the engine.
func Each(t *testing.T, s Schema, f func(t *testing.T, db *sqldb.DB)) {
	t.Helper()
	for _, e := range Engines() {
		t.Run(string(e), func(t *testing.T) { f(t, Open(t, e, s)) })
	}
}

// Open makes one fresh database that ends with the test.
func Open(t testing.TB, e sqldb.Engine, s Schema) *sqldb.DB {
	t.Helper()
	db, err := sqldb.Open(t.Context(), sqldb.Options{URL: URL(t, e, s)})
	if err != nil {
		t.Fatalf("open test database: %v", err)
	}
	t.Cleanup(func() { db.Close() })
	return db
}

// URL makes one fresh database and returns its address, for tests that start the whole program.
func URL(t testing.TB, e sqldb.Engine, s Schema) string {
	t.Helper()
	if e == sqldb.SQLite {
		return sqliteCopy(t, s)
	}
	return postgresCopy(t, s)
}

type template struct {
	once sync.Once
	path string
	err  error
}

var (
	templates sync.Map // engine + hash of the migrations -> *template
	serial    atomic.Int64
)

func templateOf(e sqldb.Engine, s Schema) (*template, string) {
	h := sha256.New()
	fs.WalkDir(s.Migrations, ".", func(p string, d fs.DirEntry, err error) error { //nolint:errcheck // an unreadable tree fails in Migrate
		if err == nil && !d.IsDir() {
			b, _ := fs.ReadFile(s.Migrations, p)
			h.Write(b)
		}
		return nil
	})
	if s.More != nil {
		h.Write([]byte("more"))
	}
	sum := hex.EncodeToString(h.Sum(nil))[:12]
	v, _ := templates.LoadOrStore(string(e)+sum, &template{})
	return v.(*template), sum
}

func sqliteCopy(t testing.TB, s Schema) string {
	tpl, _ := templateOf(sqldb.SQLite, s)
	tpl.once.Do(func() {
		dir, err := os.MkdirTemp("", "bazaar-test-")
		if err != nil {
			tpl.err = err
			return
		}
		tpl.path = filepath.Join(dir, "template.db")
		tpl.err = build("sqlite://"+tpl.path, s)
	})
	if tpl.err != nil {
		t.Fatalf("make the SQLite template: %v", tpl.err)
	}
	b, err := os.ReadFile(tpl.path)
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "test.db")
	if err := os.WriteFile(path, b, 0o600); err != nil {
		t.Fatal(err)
	}
	return "sqlite://" + path
}

func postgresCopy(t testing.TB, s Schema) string {
	base, err := cluster()
	if err != nil {
		t.Fatalf("PostgreSQL for tests: %v", err)
	}
	tpl, sum := templateOf(sqldb.Postgres, s)
	tpl.once.Do(func() {
		tpl.path = fmt.Sprintf("bazaar_template_%d_%s", os.Getpid(), sum)
		tpl.err = admin(base, "CREATE DATABASE "+tpl.path+" TEMPLATE template0 ENCODING 'UTF8' LC_COLLATE 'C.UTF-8' LC_CTYPE 'C.UTF-8'")
		if tpl.err == nil {
			tpl.err = build(withDatabase(base, tpl.path), s)
		}
	})
	if tpl.err != nil {
		t.Fatalf("make the PostgreSQL template: %v", tpl.err)
	}
	name := fmt.Sprintf("bazaar_test_%d_%d", os.Getpid(), serial.Add(1))
	if err := admin(base, "CREATE DATABASE "+name+" TEMPLATE "+tpl.path); err != nil {
		t.Fatalf("make a test database: %v", err)
	}
	t.Cleanup(func() { admin(base, "DROP DATABASE IF EXISTS "+name+" WITH (FORCE)") }) //nolint:errcheck // the cluster goes anyway
	return withDatabase(base, name)
}

func build(dbURL string, s Schema) error {
	ctx, cancel := context.WithTimeout(context.Background(), 2*time.Minute)
	defer cancel()
	db, err := sqldb.Open(ctx, sqldb.Options{URL: dbURL})
	if err != nil {
		return err
	}
	defer db.Close()
	var more func(context.Context) error
	if s.More != nil {
		more = func(ctx context.Context) error { return s.More(ctx, db) }
	}
	if _, err = sqldb.Migrate(ctx, db, s.Migrations, more); err != nil {
		return err
	}
	if db.Engine() == sqldb.SQLite { // one plain file to copy, no WAL beside it
		_, err = db.Pool().ExecContext(ctx, "PRAGMA wal_checkpoint(TRUNCATE)")
	}
	return err
}

func withDatabase(base, name string) string {
	u, err := url.Parse(base)
	if err != nil {
		panic("TEST_DATABASE_URL: " + err.Error())
	}
	u.Path = "/" + name
	return u.String()
}

func admin(base, statement string) error {
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	db, err := sqldb.Open(ctx, sqldb.Options{URL: base, Pool: 1})
	if err != nil {
		return err
	}
	defer db.Close()
	for attempt := 0; ; attempt++ { // a template that another test is copying is busy for a moment
		_, err = db.Pool().ExecContext(ctx, statement)
		if err == nil || attempt == 20 || !strings.Contains(err.Error(), "being accessed by other users") {
			return err
		}
		time.Sleep(50 * time.Millisecond)
	}
}
