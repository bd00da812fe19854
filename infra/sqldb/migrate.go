package sqldb

import (
	"context"
	"database/sql"
	"fmt"
	"io/fs"
	"path"
	"strings"
	"time"

	"github.com/pressly/goose/v3"
)

// migrateLock is the key of the advisory lock that lets one node migrate at a time.
const migrateLock = 0x42415a41 // "BAZA"

// Migrate brings the schema to the newest version and returns the names of the migrations that
// ran. On PostgreSQL it holds a transaction-scoped advisory lock on a second connection, which
// also works through a transaction pooler; nodes that start together wait for the first. After
// ours, more (the job queue's own migrations) runs under the same lock.
func Migrate(ctx context.Context, d *DB, migrations fs.FS, more func(context.Context) error) ([]string, error) {
	var ran []string
	err := locked(ctx, d, func() error {
		p, err := provider(d, migrations)
		if err != nil {
			return err
		}
		results, err := p.Up(ctx)
		for _, r := range results {
			ran = append(ran, r.Source.Path)
		}
		if err != nil {
			return fmt.Errorf("migrate: %w", err)
		}
		if more == nil {
			return nil
		}
		return more(ctx)
	})
	return ran, err
}

// Version is the number of the newest migration that ran, 0 on an empty database.
func Version(ctx context.Context, d *DB, migrations fs.FS) (int64, error) {
	p, err := provider(d, migrations)
	if err != nil {
		return 0, err
	}
	v, err := p.GetDBVersion(ctx)
	if err != nil {
		return 0, fmt.Errorf("read the version of the schema: %w", err)
	}
	return v, nil
}

// Newest is the number of the newest migration that this program knows.
func Newest(d *DB, migrations fs.FS) (int64, error) {
	p, err := provider(d, migrations)
	if err != nil {
		return 0, err
	}
	sources := p.ListSources()
	return sources[len(sources)-1].Version, nil
}

// MigrateTo brings the schema of an empty database to an older version, for a copy of that age.
func MigrateTo(ctx context.Context, d *DB, migrations fs.FS, version int64) error {
	return locked(ctx, d, func() error {
		p, err := provider(d, migrations)
		if err != nil {
			return err
		}
		if _, err := p.UpTo(ctx, version); err != nil {
			return fmt.Errorf("migrate to version %d: %w", version, err)
		}
		return nil
	})
}

// Pending lists the migrations that Migrate would run.
func Pending(ctx context.Context, d *DB, migrations fs.FS) ([]string, error) {
	p, err := provider(d, migrations)
	if err != nil {
		return nil, err
	}
	states, err := p.Status(ctx)
	if err != nil {
		return nil, fmt.Errorf("read the state of migrations: %w", err)
	}
	var names []string
	for _, s := range states {
		if s.State == goose.StatePending {
			names = append(names, s.Source.Path)
		}
	}
	return names, nil
}

func provider(d *DB, migrations fs.FS) (*goose.Provider, error) {
	dialect := goose.DialectPostgres
	if d.engine == SQLite {
		dialect = goose.DialectSQLite3
	}
	p, err := goose.NewProvider(dialect, d.pool, migrationFS{migrations, d.engine})
	if err != nil {
		return nil, fmt.Errorf("read migrations: %w", err)
	}
	return p, nil
}

func locked(ctx context.Context, d *DB, f func() error) error {
	if d.engine == SQLite {
		return f() // one process owns the file; SQLite's own lock orders the rest
	}
	tx, err := d.pool.BeginTx(ctx, &sql.TxOptions{})
	if err != nil {
		return fmt.Errorf("lock for migrations: %w", err)
	}
	defer tx.Rollback() //nolint:errcheck // ends the lock; nothing was written
	if _, err := tx.ExecContext(ctx, "SELECT pg_advisory_xact_lock($1)", int64(migrateLock)); err != nil {
		return fmt.Errorf("lock for migrations: %w", err)
	}
	return f()
}

// migrationFS shows one directory of migrations to both engines: the types are rewritten for
// SQLite, and of a pair name.postgres.sql / name.sqlite.sql only the engine's own is seen.
type migrationFS struct {
	fs.FS
	engine Engine
}

func (m migrationFS) Open(name string) (fs.File, error) {
	b, err := fs.ReadFile(m.FS, name)
	if err != nil || m.engine == Postgres {
		return m.FS.Open(name)
	}
	return &rewritten{Reader: strings.NewReader(ddl.Replace(string(b))), name: name}, nil
}

// rewritten is one migration whose text was changed for the engine.
type rewritten struct {
	*strings.Reader
	name string
}

func (r *rewritten) Stat() (fs.FileInfo, error) { return r, nil }
func (r *rewritten) Close() error               { return nil }
func (r *rewritten) Name() string               { return path.Base(r.name) }
func (r *rewritten) Mode() fs.FileMode          { return 0o444 }
func (r *rewritten) ModTime() time.Time         { return time.Time{} }
func (r *rewritten) IsDir() bool                { return false }
func (r *rewritten) Sys() any                   { return nil }

// ReadDir leaves out the other engine's half of a pair.
func (m migrationFS) ReadDir(name string) ([]fs.DirEntry, error) {
	all, err := fs.ReadDir(m.FS, name)
	if err != nil {
		return nil, err
	}
	other := ".sqlite.sql"
	if m.engine == SQLite {
		other = ".postgres.sql"
	}
	var mine []fs.DirEntry
	for _, e := range all {
		if !strings.HasSuffix(e.Name(), other) {
			mine = append(mine, e)
		}
	}
	return mine, nil
}

// Glob makes fs.Glob, which the migration library uses, see the same files.
func (m migrationFS) Glob(pattern string) ([]string, error) {
	names, err := fs.Glob(m.FS, pattern)
	if err != nil {
		return nil, err
	}
	other := ".sqlite.sql"
	if m.engine == SQLite {
		other = ".postgres.sql"
	}
	var mine []string
	for _, n := range names {
		if !strings.HasSuffix(n, other) {
			mine = append(mine, n)
		}
	}
	return mine, nil
}
