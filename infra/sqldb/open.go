package sqldb

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"sync/atomic"
	"time"

	"github.com/jackc/pgx/v5/stdlib" // also registers the driver "pgx"
)

// Options say which database to open.
type Options struct {
	// URL is postgres://…, postgresql://… or sqlite:///path; empty is SQLite at DataDir/bazaar.db.
	URL     string
	DataDir string
	// Pool is the number of connections, at least 2 on PostgreSQL; 0 chooses 10 for PostgreSQL and
	// one reader per core, at least 4, for SQLite.
	Pool int
	// Shown are the tables whose rows pages show; see Generation. Every process that writes them must
	// name them all.
	Shown []string
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
	return openSQLite(ctx, path, o)
}

// handle makes the DB over open pools.
func (o Options) handle(e Engine, pool, reader *sql.DB) *DB {
	s := &shown{tables: o.Shown}
	return &DB{engine: e, pool: pool, reader: reader, texts: &texts{engine: e, shown: s}, shown: s, failed: new(atomic.Int64)}
}

// File is the file of a SQLite database; empty when the options lead to PostgreSQL.
func File(o Options) (string, error) {
	if strings.HasPrefix(o.URL, "postgres://") || strings.HasPrefix(o.URL, "postgresql://") {
		return "", nil
	}
	return sqlitePath(o)
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

const (
	pooledMode = "exec"            // unnamed statements: right behind a transaction pooler
	directMode = "cache_statement" // prepared once per connection: two to three times quicker
)

// postgresDSN completes a PostgreSQL URL with a statement mode and a connection time-out, where
// it does not name its own.
func postgresDSN(raw, mode string) (dsn string, own bool, err error) {
	u, err := url.Parse(raw)
	if err != nil {
		return "", false, errors.New("DATABASE_URL does not parse as a URL; write postgres://user:password@host:5432/name and percent-encode special characters")
	}
	q := u.Query()
	own = q.Get("default_query_exec_mode") != ""
	if !own {
		q.Set("default_query_exec_mode", mode)
	}
	if q.Get("connect_timeout") == "" {
		q.Set("connect_timeout", "5")
	}
	u.RawQuery = q.Encode()
	return u.String(), own, nil
}

func openPostgres(ctx context.Context, o Options) (*DB, error) {
	dsn, own, err := postgresDSN(o.URL, pooledMode)
	if err != nil {
		return nil, err
	}
	pool, err := sql.Open("pgx", dsn)
	if err != nil {
		return nil, fmt.Errorf("open PostgreSQL: %w", err)
	}
	direct, err := inspect(ctx, pool)
	if err != nil {
		pool.Close()
		return nil, err
	}
	if direct && !own {
		pool.Close()
		dsn, _, _ = postgresDSN(o.URL, directMode)
		if pool, err = sql.Open("pgx", dsn); err != nil {
			return nil, fmt.Errorf("open PostgreSQL: %w", err)
		}
	}
	n := max(o.Pool, 2) // Migrate holds its lock on one connection and works on another
	if o.Pool == 0 {
		n = 10
	}
	pool.SetMaxOpenConns(n)
	pool.SetMaxIdleConns(n)
	pool.SetConnMaxIdleTime(5 * time.Minute)
	pool.SetConnMaxLifetime(10 * time.Minute)
	return o.handle(Postgres, pool, pool), nil
}

// inspect connects once: it refuses a database that cannot fold Cyrillic letters and tells
// whether the server is reached directly. A pooler hands out process ids of its own at connect
// time, so that the id of the connection differs from that of the server process behind it.
func inspect(ctx context.Context, pool *sql.DB) (direct bool, err error) {
	conn, err := pool.Conn(ctx)
	if err != nil {
		return false, fmt.Errorf("connect to PostgreSQL: %w", err)
	}
	defer conn.Close()
	var folds bool
	var backend uint32
	if err := conn.QueryRowContext(ctx, `SELECT lower('Ж') = 'ж', pg_backend_pid()`).Scan(&folds, &backend); err != nil {
		return false, fmt.Errorf("connect to PostgreSQL: %w", err)
	}
	if !folds {
		return false, errors.New("this PostgreSQL database does not fold Cyrillic letters (LC_CTYPE is C); create it with TEMPLATE template0 LC_CTYPE 'C.UTF-8'")
	}
	err = conn.Raw(func(c any) error {
		if own, ok := c.(*stdlib.Conn); ok {
			direct = own.Conn().PgConn().PID() == backend
		}
		return nil
	})
	return direct, err
}

const sqlitePragmas = "_txlock=immediate&_time_format=sqlite&_pragma=busy_timeout(10000)&_pragma=journal_mode(WAL)" +
	"&_pragma=synchronous(FULL)&_pragma=foreign_keys(1)&_pragma=cache_size(-8000)"

// SQLiteDSN is the connection text for one more connection to the same file (the job queue has
// its own).
func SQLiteDSN(path string) string { return "file:" + path + "?" + sqlitePragmas }

func openSQLite(ctx context.Context, path string, o Options) (*DB, error) {
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
	readers := o.Pool
	if readers == 0 {
		readers = max(4, runtime.GOMAXPROCS(0))
	}
	reader.SetMaxOpenConns(readers)
	reader.SetMaxIdleConns(readers)
	reader.SetConnMaxLifetime(time.Hour) // a connection learns what Analyze has found when it is opened
	return o.handle(SQLite, writer, reader), nil
}
