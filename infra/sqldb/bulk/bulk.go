// Package bulk writes many rows of one table with few statements, for imports and for filling a
// market with demo goods. A row is a struct whose fields are tagged with their columns:
//
//	type row struct {
//		ID       int64     `db:"id"`
//		Title    i18n.Text `db:"title"`
//		JoinedAt time.Time `db:"joined_at,once"` // kept when the row exists
//	}
//
// Columns of int64, bool, string, time.Time, pointers to them, and types that are stored as JSON
// are known. Table and column names come from the program, never from input.
package bulk

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"bazaar/infra/sqldb"
)

// chunk is how many rows travel in one statement.
const chunk = 500

// Into names a table and the columns that make a row of it unique.
type Into struct {
	Table string
	Key   []string
}

// Upsert writes new rows and changes those that differ from what is there, except in their "once"
// columns. It returns how many rows it wrote: zero when everything was there already.
func Upsert[T any](ctx context.Context, db *sqldb.DB, into Into, rows []T) (int64, error) {
	cols := columnsOf[T]()
	return write(ctx, db, into, insertText(into, cols)+updateText(into, cols), cols, rows)
}

// Insert writes new rows and leaves those that are there as they are. It returns how many rows it
// wrote.
func Insert[T any](ctx context.Context, db *sqldb.DB, into Into, rows []T) (int64, error) {
	cols := columnsOf[T]()
	return write(ctx, db, into, insertText(into, cols)+" DO NOTHING", cols, rows)
}

// Update changes rows that are there and differ, "once" columns too; rows that are not there are
// left out. It returns how many rows it changed.
func Update[T any](ctx context.Context, db *sqldb.DB, into Into, rows []T) (int64, error) {
	cols := columnsOf[T]()
	var set, match, differs []string
	for i, c := range cols {
		cast := castText(i, c)
		if slices.Contains(into.Key, c.name) {
			match = append(match, into.Table+"."+c.name+" = "+cast)
			continue
		}
		set = append(set, c.name+" = "+cast)
		differs = append(differs, into.Table+"."+c.name+" IS DISTINCT FROM "+cast)
	}
	query := "UPDATE " + into.Table + " SET " + strings.Join(set, ", ") +
		"\nFROM jsonb_array_elements(CAST($1 AS jsonb)) AS e\nWHERE " + strings.Join(match, " AND ") + " AND (" + strings.Join(differs, " OR ") + ")"
	return write(ctx, db, into, query, cols, rows)
}

func write[T any](ctx context.Context, db *sqldb.DB, into Into, query string, cols []column, rows []T) (int64, error) {
	var written int64
	for part := range slices.Chunk(rows, chunk) {
		list := make([][]any, len(part))
		for i := range part {
			list[i] = values(cols, &part[i])
		}
		text, err := json.Marshal(list)
		if err != nil {
			return written, fmt.Errorf("write rows of %s: %w", into.Table, err)
		}
		result, err := db.ExecContext(ctx, query, string(text))
		if err != nil {
			return written, fmt.Errorf("write rows of %s: %w", into.Table, err)
		}
		n, err := result.RowsAffected()
		if err != nil {
			return written, fmt.Errorf("count rows of %s: %w", into.Table, err)
		}
		written += n
	}
	return written, nil
}

func insertText(into Into, cols []column) string {
	names, casts := make([]string, len(cols)), make([]string, len(cols))
	for i, c := range cols {
		names[i] = c.name
		casts[i] = castText(i, c)
	}
	return "INSERT INTO " + into.Table + " (" + strings.Join(names, ", ") + ")\nSELECT " + strings.Join(casts, ", ") +
		"\nFROM jsonb_array_elements(CAST($1 AS jsonb)) AS e WHERE true\nON CONFLICT (" + strings.Join(into.Key, ", ") + ")"
}

// castText is the value of a column in the i-th place of a row.
func castText(i int, c column) string {
	return "CAST(e.value ->> " + strconv.Itoa(i) + " AS " + c.kind + ")"
}

// updateText changes a row that is there only if something differs, so that the count of written
// rows tells the truth.
func updateText(into Into, cols []column) string {
	var set, differs []string
	for _, c := range cols {
		if c.once || slices.Contains(into.Key, c.name) {
			continue
		}
		set = append(set, c.name+" = excluded."+c.name)
		differs = append(differs, into.Table+"."+c.name+" IS DISTINCT FROM excluded."+c.name)
	}
	if len(set) == 0 {
		return " DO NOTHING"
	}
	return " DO UPDATE SET " + strings.Join(set, ", ") + "\nWHERE " + strings.Join(differs, " OR ")
}
