package sqldb

import (
	"context"
	"fmt"
)

// Analyze counts for the planner how large the tables are and what their indexes tell apart. PostgreSQL
// does so by itself, but minutes too late for whoever has just written very much; SQLite never does.
// There it looks only at tables that have changed much, at a part of each index, and what it finds is
// used by connections that are opened afterwards.
func (d *DB) Analyze(ctx context.Context) error {
	text := "ANALYZE"
	if d.engine == SQLite {
		text = "PRAGMA analysis_limit = 4000; PRAGMA optimize = 0x10002" // all tables, also those not asked here
	}
	if _, err := d.pool.ExecContext(ctx, text); err != nil {
		return fmt.Errorf("count rows for the planner: %w", err)
	}
	return nil
}

// This is part of the list in dialect.go: what is known of the rows in question may be told to the
// engines only by how a column is written.

// Unsorted is a column of an order that no index is to give: better gather the rows and sort them.
func (d *DB) Unsorted(column string) string {
	if d.engine == SQLite {
		return "+" + column
	}
	return "GREATEST(" + column + ")"
}

// Unsought is a column of a condition that no index is to serve: better walk along the order and
// leave rows out. PostgreSQL sees this in its statistics, which a column in disguise would hide.
func (d *DB) Unsought(column string) string {
	if d.engine == SQLite {
		return "+" + column
	}
	return column
}
