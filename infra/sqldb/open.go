package sqldb

import (
	"context"
	"database/sql"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"time"

	_ "github.com/jackc/pgx/v5/stdlib" // the PostgreSQL driver
)

// Options say which database to open.
type Options struct {
	// URL is postgres://…, postgresql://… or sqlite:///path; empty is SQLite at DataDir/bazaar.db.
	URL     string
	DataDir string
	// Pool is the number of connections; 0 chooses 10 for PostgreSQL and one reader per core, at
	// least 4, for SQLite.
	Pool int
}

// Open connects and checks that the database answers and folds Cyrillic letters.
func Open(ctx context.Context, o Options) (*DB, error) {
	if strings.HasPrefix(o.URL, "postgres://") || strings.HasPrefix(o.URL, "postgresql://") {
		return openPostgres(ctx, o)
	}
	path, err := sqlitePath(o)
	if err != nil {
		return nil, err
	}
	return openSQLite(ctx, path, o.Pool)
}

func sqlitePath(o Options) (string, error) {
	switch {
	case o.URL == "":
		return filepath.Join(o.DataDir, "bazaar.db"), nil
	case strings.HasPrefix(o.URL, "sqlite:///"):
		return strings.TrimPrefix(o.URL, "sqlite://"), nil
	}
	scheme, _, _ := strings.Cut(o.URL, ":")
	return "", fmt.Errorf("DATABASE_URL: unknown scheme %q; use postgres://user:password@host/name or sqlite:///path", scheme)
}

// PostgresDSN adds to a PostgreSQL URL what this program relies on: a statement mode that is safe
// behind a transaction pooler unless another is asked for, and UTC.
func PostgresDSN(raw string) (string, error) {
	u, err := url.Parse(raw)
	if err != nil {
		return "", fmt.Errorf("DATABASE_URL does not parse as a URL")
	}
	q := u.Query()
	if q.Get("default_query_exec_mode") == "" {
		q.Set("default_query_exec_mode", "exec")
	}
	if q.Get("connect_timeout") == "" {
		q.Set("connect_timeout", "5")
	}
	u.RawQuery = q.Encode()
	return u.String(), nil
}

func openPostgres(ctx context.Context, o Options) (*DB, error) {
	dsn, err := PostgresDSN(o.URL)
	if err != nil {
		return nil, err
	}
	pool, err := sql.Open("pgx", dsn)
	if err != nil {
		return nil, fmt.Errorf("open PostgreSQL: %w", err)
	}
	n := o.Pool
	if n == 0 {
		n = 10
	}
	pool.SetMaxOpenConns(n)
	pool.SetMaxIdleConns(n)
	pool.SetConnMaxIdleTime(5 * time.Minute)
	pool.SetConnMaxLifetime(10 * time.Minute)
	d := &DB{engine: Postgres, pool: pool, reader: pool, texts: &texts{engine: Postgres}}
	var folds bool
	if err := pool.QueryRowContext(ctx, `SELECT lower('Ж') = 'ж'`).Scan(&folds); err != nil {
		pool.Close()
		return nil, fmt.Errorf("connect to PostgreSQL: %w", err)
	}
	if !folds {
		pool.Close()
		return nil, fmt.Errorf("this PostgreSQL database does not fold Cyrillic letters (LC_CTYPE is C); create it with TEMPLATE template0 LC_CTYPE 'C.UTF-8'")
	}
	return d, nil
}

const sqlitePragmas = "_txlock=immediate&_time_format=sqlite&_pragma=busy_timeout(10000)&_pragma=journal_mode(WAL)" +
	"&_pragma=synchronous(FULL)&_pragma=foreign_keys(1)&_pragma=cache_size(-8000)"

// SQLiteDSN is the connection text for one more connection to the same file (the job queue has
// its own).
func SQLiteDSN(path string) string { return "file:" + path + "?" + sqlitePragmas }

func openSQLite(ctx context.Context, path string, readers int) (*DB, error) {
	if err := os.MkdirAll(filepath.Dir(path), 0o750); err != nil {
		return nil, fmt.Errorf("create the data directory: %w", err)
	}
	writer, err := sql.Open("sqlite", SQLiteDSN(path))
	if err != nil {
		return nil, fmt.Errorf("open SQLite: %w", err)
	}
	writer.SetMaxOpenConns(1)
	writer.SetConnMaxLifetime(0)
	if err := writer.PingContext(ctx); err != nil {
		writer.Close()
		return nil, fmt.Errorf("open SQLite %s: %w", path, err)
	}
	reader, err := sql.Open("sqlite", SQLiteDSN(path)+"&_pragma=query_only(1)")
	if err != nil {
		writer.Close()
		return nil, fmt.Errorf("open SQLite readers: %w", err)
	}
	if readers == 0 {
		readers = max(4, runtime.GOMAXPROCS(0))
	}
	reader.SetMaxOpenConns(readers)
	reader.SetMaxIdleConns(readers)
	return &DB{engine: SQLite, pool: writer, reader: reader, texts: &texts{engine: SQLite}}, nil
}
