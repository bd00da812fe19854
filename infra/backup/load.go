package backup

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/jackc/pgx/v5/stdlib"

	"bazaar/infra/sqldb"
)

// Restore fills a market from a file that Verify has accepted. The schema of the database is made
// anew: what it held is gone. On SQLite the caller hands in a fresh file and puts it in its place
// afterwards; on PostgreSQL rows come in one transaction. Jobs of another engine are left out: the
// caller enqueues what is owed.
func Restore(ctx context.Context, m Market, path string) (Result, error) {
	manifest, err := Verify(path)
	if err != nil {
		return Result{}, err
	}
	newest, err := sqldb.Newest(m.DB, m.Migrations)
	if err != nil {
		return Result{}, err
	}
	if manifest.Schema > newest {
		return Result{}, ErrNewer
	}
	if err := prepare(ctx, m, manifest.Schema); err != nil {
		return Result{}, err
	}
	result := Result{Manifest: manifest}
	err = load(ctx, m.DB, func(l *loader) error {
		_, err := pass(path, reading{
			table: func(t Table, rows io.Reader) error {
				if strings.HasPrefix(t.Name, queue) && manifest.Engine != m.DB.Engine() {
					_, err := io.Copy(io.Discard, rows)
					return err
				}
				l.foreign = manifest.Engine != m.DB.Engine()
				return l.table(ctx, t, rows)
			},
			picture: func(key string, body io.Reader, size int64) error {
				if m.Media == nil {
					return nil
				}
				result.Pictures++
				return keepPicture(ctx, m.Media, key, body, size)
			},
		})
		return err
	})
	if err != nil {
		return Result{}, err
	}
	if err := setNumbers(ctx, m.DB, manifest); err != nil {
		return Result{}, err
	}
	if _, err = sqldb.Migrate(ctx, m.DB, m.Migrations, func(ctx context.Context) error { return m.More(ctx, m.DB) }); err != nil {
		return result, err
	}
	return result, m.DB.Analyze(ctx) // the first queries, the check of the books among them, are large
}

// setNumbers lets every table go on counting where the copy left off.
func setNumbers(ctx context.Context, db *sqldb.DB, m Manifest) error {
	for _, t := range m.Tables {
		left := strings.HasPrefix(t.Name, queue) && m.Engine != db.Engine()
		if t.NextID == 0 || left {
			continue
		}
		if err := sqldb.SetNextID(ctx, db, t.Name, t.NextID); err != nil {
			return err
		}
	}
	return nil
}

// prepare empties the database and gives it the schema that the copy had.
func prepare(ctx context.Context, m Market, version int64) error {
	if m.DB.Engine() == sqldb.Postgres {
		if err := dropAll(ctx, m.DB); err != nil {
			return err
		}
	} else if had, err := sqldb.Version(ctx, m.DB, m.Migrations); err != nil || had != 0 {
		return errors.Join(errors.New("backup: a SQLite database is restored into a fresh file only"), err)
	}
	if err := sqldb.MigrateTo(ctx, m.DB, m.Migrations, version); err != nil {
		return err
	}
	return m.More(ctx, m.DB)
}

// dropAll drops what stands in the schema, but not the schema itself and its extensions: managed
// databases do not let everybody make those.
func dropAll(ctx context.Context, db *sqldb.DB) error {
	conn, err := db.Pool().Conn(ctx)
	if err != nil {
		return fmt.Errorf("connect for the copy: %w", err)
	}
	defer conn.Close()
	statements, err := strs(ctx, conn, `
		SELECT 'DROP TABLE IF EXISTS ' || CAST(c.oid AS regclass) || ' CASCADE' FROM pg_class AS c
		WHERE c.relkind IN ('r', 'p') AND c.relnamespace = CAST(current_schema() AS regnamespace)
		UNION ALL
		SELECT 'DROP FUNCTION IF EXISTS ' || CAST(p.oid AS regprocedure) || ' CASCADE' FROM pg_proc AS p
		WHERE p.pronamespace = CAST(current_schema() AS regnamespace)
		  AND NOT EXISTS (SELECT 1 FROM pg_depend AS d WHERE d.objid = p.oid AND d.deptype = 'e')
		UNION ALL
		SELECT 'DROP TYPE IF EXISTS ' || CAST(t.oid AS regtype) || ' CASCADE' FROM pg_type AS t
		WHERE t.typtype = 'e' AND t.typnamespace = CAST(current_schema() AS regnamespace)`)
	if err != nil {
		return fmt.Errorf("list what the database holds: %w", err)
	}
	for _, statement := range statements {
		if _, err := conn.ExecContext(ctx, statement); err != nil {
			return fmt.Errorf("empty the database: %w", err)
		}
	}
	return nil
}

// loader writes rows in one transaction that no foreign key disturbs; all are checked at the end.
type loader struct {
	conn    *sql.Conn
	engine  sqldb.Engine
	foreign bool
}

// load runs f between the beginning and the end of the transaction.
func load(ctx context.Context, db *sqldb.DB, f func(*loader) error) (err error) {
	conn, err := db.Pool().Conn(ctx)
	if err != nil {
		return fmt.Errorf("connect for the copy: %w", err)
	}
	defer conn.Close()
	l := &loader{conn: conn, engine: db.Engine()}
	if l.engine == sqldb.SQLite {
		if err := l.exec(ctx, "PRAGMA foreign_keys = OFF"); err != nil { // has no effect inside of a transaction
			return err
		}
		defer func() { err = errors.Join(err, l.exec(context.WithoutCancel(ctx), "PRAGMA foreign_keys = ON")) }()
	}
	if err := l.exec(ctx, "BEGIN"); err != nil {
		return err
	}
	if err := l.within(ctx, f); err != nil {
		_, _ = conn.ExecContext(context.WithoutCancel(ctx), "ROLLBACK") // what led here matters
		return err
	}
	return l.exec(ctx, "COMMIT")
}

func (l *loader) within(ctx context.Context, f func(*loader) error) error {
	names, err := tables(ctx, l.conn, l.engine)
	if err != nil {
		return err
	}
	if l.engine == sqldb.SQLite {
		for _, name := range names { // rows that migrations wrote
			if err := l.exec(ctx, fmt.Sprintf("DELETE FROM %q", name)); err != nil {
				return err
			}
		}
		if err := f(l); err != nil {
			return err
		}
		return l.checkKeys(ctx)
	}
	again, err := l.dropKeys(ctx)
	if err != nil {
		return err
	}
	if err := l.exec(ctx, "TRUNCATE "+quoted(names)); err != nil {
		return err
	}
	if err := f(l); err != nil {
		return err
	}
	for _, statement := range again {
		if err := l.exec(ctx, statement); err != nil {
			return damaged("rows do not fit together: %v", err)
		}
	}
	return nil
}

func (l *loader) exec(ctx context.Context, statement string) error {
	if _, err := l.conn.ExecContext(ctx, statement); err != nil {
		return fmt.Errorf("restore: %w", err)
	}
	return nil
}

// dropKeys takes all foreign keys off and returns the statements that bring them back, which check
// every row.
func (l *loader) dropKeys(ctx context.Context) (again []string, err error) {
	const of = ` FROM pg_constraint WHERE contype = 'f' AND connamespace = CAST(current_schema() AS regnamespace) ORDER BY oid`
	drop, err := strs(ctx, l.conn, `SELECT format('ALTER TABLE %s DROP CONSTRAINT %I', CAST(conrelid AS regclass), conname)`+of)
	if err != nil {
		return nil, fmt.Errorf("list foreign keys: %w", err)
	}
	if again, err = strs(ctx, l.conn, `SELECT format('ALTER TABLE %s ADD CONSTRAINT %I %s', CAST(conrelid AS regclass), conname, pg_get_constraintdef(oid))`+of); err != nil {
		return nil, fmt.Errorf("list foreign keys: %w", err)
	}
	for _, statement := range append(drop, "SET LOCAL TIME ZONE 'UTC'", "SET LOCAL statement_timeout = 0") {
		if err := l.exec(ctx, statement); err != nil {
			return nil, err
		}
	}
	return again, nil
}

func (l *loader) checkKeys(ctx context.Context) error {
	broken, err := strs(ctx, l.conn, `SELECT "table" || ' → ' || parent FROM pragma_foreign_key_check() LIMIT 5`)
	if err != nil {
		return fmt.Errorf("check foreign keys: %w", err)
	}
	if len(broken) > 0 {
		return damaged("rows do not fit together: %s", strings.Join(broken, ", "))
	}
	return nil
}

// table writes the rows of one table.
func (l *loader) table(ctx context.Context, t Table, rows io.Reader) error {
	var err error
	if l.engine == sqldb.Postgres {
		err = l.conn.Raw(func(c any) error {
			own, ok := c.(*stdlib.Conn)
			if !ok {
				return fmt.Errorf("unexpected driver %T", c)
			}
			_, err := own.Conn().PgConn().CopyFrom(ctx, rows, fmt.Sprintf("COPY %q (%s) FROM STDIN", t.Name, quoted(t.Columns)))
			return err
		})
	} else {
		err = l.insert(ctx, t, rows)
	}
	if err != nil {
		return fmt.Errorf("restore the table %s: %w", t.Name, err)
	}
	return nil
}

func (l *loader) insert(ctx context.Context, t Table, rows io.Reader) error {
	known, err := declared(ctx, l.conn, t.Name)
	if err != nil {
		return err
	}
	columns := make([]column, len(t.Columns))
	for i, name := range t.Columns {
		columns[i].name = name
		for _, k := range known {
			if k.name == name {
				columns[i] = k
			}
		}
	}
	marks := strings.TrimSuffix(strings.Repeat("?, ", len(columns)), ", ")
	insert := fmt.Sprintf("INSERT INTO %q (%s) VALUES (%s)", t.Name, quoted(t.Columns), marks)
	into, err := l.conn.PrepareContext(ctx, insert) //nolint:sqlclosecheck // the deferred Close is below
	if err != nil {
		return err
	}
	defer into.Close()
	return eachRow(rows, func(line string) error {
		fields, err := parseRow(line)
		if err == nil && len(fields) != len(columns) {
			err = damaged("a row of %s has %d fields", t.Name, len(fields))
		}
		if err != nil {
			return err
		}
		args := make([]any, len(fields))
		for i := range fields {
			if args[i], err = columns[i].value(fields[i], l.foreign); err != nil {
				return err
			}
		}
		_, err = into.ExecContext(ctx, args...)
		return err
	})
}
