package sqldb

import (
	"context"
	"fmt"
)

// SetNextID makes id the next number that a table gives to a row without one. Imports call it
// after writing rows with numbers of their own. Numbers only go up: id must be above every number
// that the table holds.
func SetNextID(ctx context.Context, d *DB, table string, id int64) error {
	var err error
	if d.engine == Postgres {
		_, err = d.ExecContext(ctx, "SELECT setval(pg_get_serial_sequence($1, 'id'), $2, false)", table, id)
	} else {
		// A table that never held a row has no entry yet.
		_, err = d.ExecContext(ctx, "DELETE FROM sqlite_sequence WHERE name = $1", table)
		if err == nil {
			_, err = d.ExecContext(ctx, "INSERT INTO sqlite_sequence (name, seq) VALUES ($1, $2)", table, id-1)
		}
	}
	if err != nil {
		return fmt.Errorf("set the next id of %s: %w", table, err)
	}
	return nil
}
