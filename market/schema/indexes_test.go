package schema_test

import (
	"testing"

	"bazaar/infra/sqldb"
	"bazaar/infra/sqldb/sqldbtest"
	"bazaar/market/schema"
)

// Whoever deletes or changes a referenced row makes the database look for the rows that refer to
// it; without an index of all rows that begins as the key does it reads the whole table each time. Both
// engines get the same text, so one
// of them can tell.
func TestEveryForeignKeyHasAnIndex(t *testing.T) {
	db := sqldbtest.Open(t, sqldb.SQLite, sqldbtest.Schema{Migrations: schema.Migrations()})
	rows, err := db.QueryContext(t.Context(), `SELECT t.name, k."from", (
			SELECT COUNT(*) FROM pragma_index_list(t.name) AS i JOIN pragma_index_info(i.name) AS c ON c.seqno = 0 WHERE c.name = k."from" AND i.partial = 0) + (
			SELECT COUNT(*) FROM pragma_table_info(t.name) AS p WHERE p.name = k."from" AND p.pk = 1)
		FROM sqlite_schema AS t JOIN pragma_foreign_key_list(t.name) AS k WHERE t.type = 'table' AND k.seq = 0`)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	keys := 0
	for rows.Next() {
		var table, column string
		var indexes int
		if err := rows.Scan(&table, &column, &indexes); err != nil {
			t.Fatal(err)
		}
		keys++
		if indexes == 0 {
			t.Errorf("%s.%s refers to another table and leads no index", table, column)
		}
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	if keys < 20 {
		t.Errorf("only %d foreign keys were found: the question is wrong", keys)
	}
}
