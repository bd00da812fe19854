// Package sqldbtest gives tests a fresh, migrated database on either engine. PostgreSQL is a
// throw-away cluster of the test run on a free port (or the one of TEST_DATABASE_URL); each test
// gets its own database, copied from a template that was migrated once.
package sqldbtest

import (
	"context"
	"crypto/sha256"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"runtime/debug"
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
	// Shown are the tables that pages show.
	Shown []string
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
	db, err := sqldb.Open(t.Context(), sqldb.Options{URL: URL(t, e, s), Shown: s.Shown})
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

var (
	templates sync.Map // engine and hash of the schema -> *template
	serial    atomic.Int64
)

// template is a migrated, empty database that tests copy.
type template struct {
	once sync.Once
	file []byte // SQLite: its content
	name string // PostgreSQL: its name in the cluster
	err  error
}

func templateOf(e sqldb.Engine, s Schema) (*template, string) {
	sum := fingerprint(s)
	v, _ := templates.LoadOrStore(string(e)+sum, &template{})
	return v.(*template), sum
}

// fingerprint changes whenever a freshly migrated database might look different: with the
// migrations, and with the versions of the modules that bring their own.
func fingerprint(s Schema) string {
	h := sha256.New()
	fs.WalkDir(s.Migrations, ".", func(p string, d fs.DirEntry, err error) error { //nolint:errcheck // an unreadable tree fails in Migrate
		if err == nil && !d.IsDir() {
			b, _ := fs.ReadFile(s.Migrations, p)
			h.Write(b)
		}
		return nil
	})
	if info, ok := debug.ReadBuildInfo(); ok && s.More != nil {
		for _, m := range info.Deps {
			fmt.Fprintln(h, m.Path, m.Version)
		}
	}
	return fmt.Sprintf("%x_%t", h.Sum(nil)[:8], s.More != nil)
}

func sqliteCopy(t testing.TB, s Schema) string {
	t.Helper()
	tpl, _ := templateOf(sqldb.SQLite, s)
	tpl.once.Do(func() {
		path := filepath.Join(t.TempDir(), "template.db")
		if tpl.err = build("sqlite://"+path, s); tpl.err == nil {
			tpl.file, tpl.err = os.ReadFile(path)
		}
	})
	if tpl.err != nil {
		t.Fatalf("make the SQLite template: %v", tpl.err)
	}
	path := filepath.Join(t.TempDir(), "test.db")
	if err := os.WriteFile(path, tpl.file, 0o600); err != nil {
		t.Fatal(err)
	}
	return "sqlite://" + path
}

func postgresCopy(t testing.TB, s Schema) string {
	t.Helper()
	server, err := cluster()
	if err != nil {
		t.Fatalf("PostgreSQL for tests: %v", err)
	}
	base := server.URL
	tpl, sum := templateOf(sqldb.Postgres, s)
	tpl.once.Do(func() {
		tpl.name = "bazaar_template_" + sum
		tpl.err = sharedTemplate(base, tpl.name, s)
	})
	if tpl.err != nil {
		t.Fatalf("make the PostgreSQL template: %v", tpl.err)
	}
	name := fmt.Sprintf("bazaar_test_%d_%d", os.Getpid(), serial.Add(1))
	if err := admin(base, "CREATE DATABASE "+name+" TEMPLATE "+tpl.name); err != nil {
		t.Fatalf("make a test database: %v", err)
	}
	t.Cleanup(func() { admin(base, "DROP DATABASE IF EXISTS "+name+" WITH (FORCE)") }) //nolint:errcheck // the cluster goes anyway
	return withDatabase(base, name)
}

// sharedTemplate makes the template once for all the test programs that share a cluster: the
// first builds it under another name and renames it when it is whole, the rest wait.
func sharedTemplate(base, name string, s Schema) error {
	ctx, cancel := context.WithTimeout(context.Background(), 2*time.Minute)
	defer cancel()
	db, err := sqldb.Open(ctx, sqldb.Options{URL: base, Pool: 2})
	if err != nil {
		return err
	}
	defer db.Close()
	lock, err := db.Pool().Conn(ctx) // the lock lasts as long as its connection
	if err != nil {
		return err
	}
	defer lock.Close()
	if _, err := lock.ExecContext(ctx, "SELECT pg_advisory_lock(hashtext($1))", name); err != nil {
		return err
	}
	defer lock.ExecContext(ctx, "SELECT pg_advisory_unlock_all()") //nolint:errcheck // it ends with the program at the latest
	var found bool
	err = db.Pool().QueryRowContext(ctx, "SELECT EXISTS (SELECT 1 FROM pg_database WHERE datname = $1)", name).Scan(&found)
	if err != nil || found {
		return err
	}
	draft := name + "_draft"
	for _, statement := range []string{
		"DROP DATABASE IF EXISTS " + draft + " WITH (FORCE)",
		"CREATE DATABASE " + draft + " TEMPLATE template0 ENCODING 'UTF8' LC_COLLATE 'C.UTF-8' LC_CTYPE 'C.UTF-8'",
	} {
		if _, err := db.Pool().ExecContext(ctx, statement); err != nil {
			return err
		}
	}
	if err := build(withDatabase(base, draft), s); err != nil {
		return err
	}
	return admin(base, "ALTER DATABASE "+draft+" RENAME TO "+name)
}

// build migrates an empty database.
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

// admin runs a statement about whole databases, which no transaction may hold.
func admin(base, statement string) error {
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	db, err := sqldb.Open(ctx, sqldb.Options{URL: base, Pool: 2})
	if err != nil {
		return err
	}
	defer db.Close()
	for attempt := 0; ; attempt++ { // a template that another test is copying is busy for a moment
		_, err = db.Pool().ExecContext(ctx, statement)
		if err == nil || attempt == 100 || !strings.Contains(err.Error(), "being accessed by other users") {
			return err
		}
		time.Sleep(50 * time.Millisecond)
	}
}
