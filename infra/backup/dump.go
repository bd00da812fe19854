package backup

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/jackc/pgx/v5/stdlib"

	"bazaar/infra/sqldb"
)

// snapshot reads a database as it was at one moment, while others go on writing.
type snapshot struct {
	conn   *sql.Conn
	engine sqldb.Engine
}

func openSnapshot(ctx context.Context, db *sqldb.DB) (*snapshot, error) {
	conn, err := db.Pool().Conn(ctx)
	if err != nil {
		return nil, fmt.Errorf("connect for the copy: %w", err)
	}
	s := &snapshot{conn: conn, engine: db.Engine()}
	begin := []string{"BEGIN"} // deferred: it holds no lock
	if s.engine == sqldb.Postgres {
		begin = []string{
			"BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY", "SET LOCAL TIME ZONE 'UTC'", "SET LOCAL datestyle = 'ISO'",
			"SET LOCAL bytea_output = 'hex'", "SET LOCAL statement_timeout = 0",
		}
	}
	for _, statement := range begin {
		if _, err := conn.ExecContext(ctx, statement); err != nil {
			conn.Close()
			return nil, fmt.Errorf("begin the copy: %w", err)
		}
	}
	return s, nil
}

func (s *snapshot) close() {
	_, _ = s.conn.ExecContext(context.Background(), "ROLLBACK") // nothing was written
	s.conn.Close()
}

// dump writes every table into a file of its own below dir.
func dump(ctx context.Context, db *sqldb.DB, dir string) ([]Table, error) {
	s, err := openSnapshot(ctx, db)
	if err != nil {
		return nil, err
	}
	defer s.close()
	names, err := tables(ctx, s.conn, s.engine)
	if err != nil {
		return nil, err
	}
	var all []Table
	for _, name := range names {
		t, err := s.spool(ctx, name, filepath.Join(dir, name))
		if err != nil {
			return nil, fmt.Errorf("copy the table %s: %w", name, err)
		}
		all = append(all, t)
	}
	return all, nil
}

// spool writes one table into a file: a tar archive wants to know sizes beforehand.
func (s *snapshot) spool(ctx context.Context, name, path string) (t Table, err error) {
	f, err := os.OpenFile(path, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return t, err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	to := &counter{Writer: f}
	if s.engine == sqldb.Postgres {
		t, err = s.copyPostgres(ctx, name, to)
	} else {
		t, err = s.copySQLite(ctx, name, to)
	}
	t.Name, t.Rows = name, to.rows
	return t, err
}

func (s *snapshot) copyPostgres(ctx context.Context, name string, to io.Writer) (Table, error) {
	columns, err := strs(ctx, s.conn, `SELECT attname FROM pg_attribute
		WHERE attrelid = CAST($1 AS regclass) AND attnum > 0 AND NOT attisdropped AND attgenerated = '' ORDER BY attnum`, name)
	if err != nil {
		return Table{}, err
	}
	t := Table{Columns: columns}
	var sequence sql.NullString
	if err := s.conn.QueryRowContext(ctx, `SELECT MAX(pg_get_serial_sequence($1, attname)) FROM pg_attribute
		WHERE attrelid = CAST($1 AS regclass) AND attname = 'id'`, name).Scan(&sequence); err != nil {
		return t, err
	}
	if sequence.Valid {
		var last int64
		var called bool
		if err := s.conn.QueryRowContext(ctx, "SELECT last_value, is_called FROM "+sequence.String).Scan(&last, &called); err != nil {
			return t, err
		}
		if t.NextID = last; called {
			t.NextID++
		}
	}
	return t, s.conn.Raw(func(c any) error {
		own, ok := c.(*stdlib.Conn)
		if !ok {
			return fmt.Errorf("unexpected driver %T", c)
		}
		_, err := own.Conn().PgConn().CopyTo(ctx, to, fmt.Sprintf("COPY %q (%s) TO STDOUT", name, quoted(columns)))
		return err
	})
}

func (s *snapshot) copySQLite(ctx context.Context, name string, to io.Writer) (Table, error) {
	columns, err := declared(ctx, s.conn, name)
	if err != nil {
		return Table{}, err
	}
	var t Table
	var expressions []string
	for _, c := range columns {
		t.Columns = append(t.Columns, c.name)
		expressions = append(expressions, c.selected())
	}
	next, err := strs(ctx, s.conn, "SELECT CAST(seq + 1 AS TEXT) FROM sqlite_sequence WHERE name = $1", name)
	if err != nil {
		return t, err
	}
	if len(next) > 0 {
		if _, err := fmt.Sscan(next[0], &t.NextID); err != nil {
			return t, err
		}
	}
	found, err := s.conn.QueryContext(ctx, fmt.Sprintf("SELECT %s FROM %q", strings.Join(expressions, ", "), name))
	if err != nil {
		return t, err
	}
	defer found.Close()
	fields := make([]*string, len(columns))
	into := make([]any, len(columns))
	for i := range fields {
		into[i] = &fields[i]
	}
	var row []byte
	for found.Next() {
		if err := found.Scan(into...); err != nil {
			return t, err
		}
		row = appendRow(row[:0], fields)
		if _, err := to.Write(row); err != nil {
			return t, err
		}
	}
	return t, found.Err()
}

// tables lists the tables that a copy holds, by name. The full-text tables of SQLite are left out:
// triggers fill them again.
func tables(ctx context.Context, conn *sql.Conn, e sqldb.Engine) ([]string, error) {
	query := "SELECT name FROM pragma_table_list WHERE schema = 'main' AND type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' ORDER BY name"
	if e == sqldb.Postgres {
		query = "SELECT CAST(relname AS text) FROM pg_class WHERE relkind = 'r' AND relnamespace = CAST(current_schema() AS regnamespace) ORDER BY relname"
	}
	all, err := strs(ctx, conn, query)
	if err != nil {
		return nil, fmt.Errorf("list tables: %w", err)
	}
	var names []string
	for _, name := range all {
		if belongs(name) {
			names = append(names, name)
		}
	}
	return names, nil
}

// declared lists the columns of a SQLite table that can be written.
func declared(ctx context.Context, conn *sql.Conn, table string) ([]column, error) {
	rows, err := conn.QueryContext(ctx, "SELECT name, upper(type) FROM pragma_table_xinfo($1) WHERE hidden = 0 ORDER BY cid", table)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var all []column
	for rows.Next() {
		var c column
		if err := rows.Scan(&c.name, &c.kind); err != nil {
			return nil, err
		}
		all = append(all, c)
	}
	return all, rows.Err()
}

// strs reads a column of texts.
func strs(ctx context.Context, conn *sql.Conn, query string, args ...any) ([]string, error) {
	rows, err := conn.QueryContext(ctx, query, args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var all []string
	for rows.Next() {
		var s string
		if err := rows.Scan(&s); err != nil {
			return nil, err
		}
		all = append(all, s)
	}
	return all, rows.Err()
}

// describe is the manifest of what was dumped.
func describe(ctx context.Context, m Market, all []Table, by string, now time.Time) (Manifest, error) {
	version, err := sqldb.Version(ctx, m.DB, m.Migrations)
	return Manifest{Format: format, Engine: m.DB.Engine(), Schema: version, At: now.UTC(), By: by, Tables: all}, err
}
