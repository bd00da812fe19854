package backup

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"os"

	"bazaar/infra/sqldb"
)

// IsEmpty tells whether a database has no rows in any of the tables that make a market.
func IsEmpty(ctx context.Context, db *sqldb.DB, markers ...string) (bool, error) {
	conn, err := db.Pool().Conn(ctx)
	if err != nil {
		return false, fmt.Errorf("look into the database: %w", err)
	}
	defer conn.Close()
	there, err := tables(ctx, conn, db.Engine())
	if err != nil {
		return false, err
	}
	for _, marker := range markers {
		for _, name := range there {
			if name != marker {
				continue
			}
			found, err := strs(ctx, conn, fmt.Sprintf("SELECT '1' FROM %q LIMIT 1", name))
			if err != nil || len(found) > 0 {
				return false, err
			}
		}
	}
	return true, nil
}

// Aside is where Replace keeps the file that it replaces.
const Aside = ".before-restore"

// Replace puts a finished SQLite file in the place of another one, which is kept beside it. Both
// must be closed.
func Replace(fresh, place string) error {
	if err := unused(place); err != nil {
		return err
	}
	err := os.Rename(place, place+Aside)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("move the old database aside: %w", err)
	}
	if err := os.Rename(fresh, place); err != nil {
		return fmt.Errorf("put the database in its place: %w", err)
	}
	return nil
}

// unused fails while another process has a SQLite file open: leaving the write-ahead log is only
// allowed to who is alone.
func unused(path string) error {
	if _, err := os.Stat(path); errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	db, err := sql.Open("sqlite", "file:"+path+"?_pragma=busy_timeout(500)")
	if err != nil {
		return err
	}
	defer db.Close()
	var mode string
	if err := db.QueryRowContext(context.Background(), "PRAGMA journal_mode = DELETE").Scan(&mode); err != nil {
		return fmt.Errorf("%s is in use: stop every process of the market first (%w)", path, err)
	}
	return nil
}

// Remove deletes a SQLite file that was given up, with what SQLite keeps beside it.
func Remove(path string) error {
	var errs []error
	for _, suffix := range []string{"", "-wal", "-shm", "-journal"} {
		if err := os.Remove(path + suffix); err != nil && !errors.Is(err, fs.ErrNotExist) {
			errs = append(errs, err)
		}
	}
	return errors.Join(errs...)
}
