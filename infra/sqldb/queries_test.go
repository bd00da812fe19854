package sqldb_test

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"bazaar/infra/sqldb"
	"bazaar/infra/sqldb/sqldbtest"
	"bazaar/market/schema"
)

// query is one generated statement: its room and name, and its text as the rooms send it.
type query struct{ name, text string }

// generatedQueries reads the constants of every internal/rows/*.sql.go.
func generatedQueries(t *testing.T) []query {
	t.Helper()
	var all []query
	for _, pattern := range []string{"../../market/*/internal/rows/*.sql.go", "../../infra/*/internal/rows/*.sql.go"} {
		files, err := filepath.Glob(pattern)
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range files {
			all = append(all, constants(t, f)...)
		}
	}
	if len(all) < 20 {
		t.Fatalf("found only %d generated queries: the walk is broken", len(all))
	}
	return all
}

func constants(t *testing.T, path string) []query {
	t.Helper()
	parsed, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.SkipObjectResolution)
	if err != nil {
		t.Fatal(err)
	}
	room := filepath.Base(filepath.Dir(filepath.Dir(filepath.Dir(path))))
	var found []query
	ast.Inspect(parsed, func(n ast.Node) bool {
		spec, ok := n.(*ast.ValueSpec)
		if !ok || len(spec.Values) != 1 {
			return true
		}
		lit, ok := spec.Values[0].(*ast.BasicLit)
		if !ok || lit.Kind != token.STRING {
			return true
		}
		text, err := strconv.Unquote(lit.Value)
		if err == nil && strings.HasPrefix(text, "-- name:") {
			found = append(found, query{room + "." + spec.Names[0].Name, text})
		}
		return true
	})
	return found
}

var placeholder = regexp.MustCompile(`\$(\d+)`)

// parameters is the highest number of a placeholder.
func parameters(text string) int {
	highest := 0
	for _, m := range placeholder.FindAllStringSubmatch(text, -1) {
		n, _ := strconv.Atoi(m[1])
		highest = max(highest, n)
	}
	return highest
}

// plan asks the engine how it would run a statement whatever its values are. It fails when the
// engine does not understand the statement.
func plan(t *testing.T, db *sqldb.DB, text string) (string, error) {
	t.Helper()
	nulls := make([]any, parameters(text))
	if db.Engine() == sqldb.SQLite {
		return lines(t, db, "EXPLAIN QUERY PLAN "+text, nulls...)
	}
	execute := "EXPLAIN EXECUTE asked"
	if len(nulls) > 0 {
		execute += "(NULL" + strings.Repeat(", NULL", len(nulls)-1) + ")"
	}
	var got string
	err := db.Tx(t.Context(), func(tx *sqldb.DB) error {
		for _, s := range []string{"SET LOCAL plan_cache_mode = force_generic_plan", "SET LOCAL enable_seqscan = off", "PREPARE asked AS " + text} {
			if _, err := tx.ExecContext(t.Context(), s); err != nil {
				return err
			}
		}
		var err error
		if got, err = lines(t, tx, execute); err != nil {
			return err
		}
		_, err = tx.ExecContext(t.Context(), "DEALLOCATE asked")
		return err
	})
	return got, err
}

// lines is the text of the last column of every row.
func lines(t *testing.T, db *sqldb.DB, text string, args ...any) (string, error) {
	t.Helper()
	rows, err := db.QueryContext(t.Context(), text, args...)
	if err != nil {
		return "", err
	}
	defer rows.Close()
	columns, err := rows.Columns()
	if err != nil {
		return "", err
	}
	var all []string
	for rows.Next() {
		cells := make([]any, len(columns))
		for i := range cells {
			cells[i] = new(any)
		}
		if err := rows.Scan(cells...); err != nil {
			return "", err
		}
		all = append(all, fmt.Sprint(*cells[len(cells)-1].(*any)))
	}
	return strings.Join(all, "\n"), rows.Err()
}

func TestEveryGeneratedQueryRunsOnBothEngines(t *testing.T) {
	all := generatedQueries(t)
	sqldbtest.Each(t, market, func(t *testing.T, db *sqldb.DB) {
		for _, q := range all {
			if _, err := plan(t, db, q.text); err != nil {
				t.Errorf("%s: %v", q.name, err)
			}
		}
	})
}

// large are the tables that grow with the trade; no generated query may read one from end to end.
var large = []string{
	"accounts", "addresses", "audit_log", "cart_lines", "carts", "coupon_uses", "letters", "moves", "order_history", "order_line_taxes",
	"order_lines", "orders", "parcels", "payment_events", "payments", "pictures", "postings", "products", "refunds", "reviews", "sessions", "stock_levels",
	"stock_movements", "variants", "wishes",
}

// whole are the queries that may read a large table from end to end, with the reason.
var whole = map[string]string{}

var (
	postgresScan = regexp.MustCompile(`Seq Scan on (\w+)`)
	sqliteScan   = regexp.MustCompile(`(?m)^SCAN (\w+)(?:.*)$`)
)

// With sequential scans discouraged, PostgreSQL names a table in one only when no index serves.
func TestNoGeneratedQueryReadsALargeTableWhole(t *testing.T) {
	all := generatedQueries(t)
	sqldbtest.Each(t, market, func(t *testing.T, db *sqldb.DB) {
		for _, q := range all {
			text, err := plan(t, db, q.text)
			if err != nil || whole[q.name] != "" {
				continue
			}
			for _, table := range scanned(db.Engine(), q.text, text) {
				t.Errorf("%s reads %s from end to end:\n%s", q.name, table, text)
			}
		}
	})
}

// scanned lists the large tables that a plan reads without an index.
func scanned(e sqldb.Engine, query, plan string) []string {
	var found []string
	pattern := postgresScan
	if e == sqldb.SQLite {
		pattern = sqliteScan
	}
	for _, m := range pattern.FindAllStringSubmatch(plan, -1) {
		if e == sqldb.SQLite && strings.Contains(m[0], " USING ") {
			continue
		}
		for _, table := range large {
			aliased := regexp.MustCompile(`(?i)\b` + table + `\s+(AS\s+)?` + m[1] + `\b`)
			if m[1] == table || e == sqldb.SQLite && aliased.MatchString(query) {
				found = append(found, table)
			}
		}
	}
	return found
}

func TestScansAreRecognised(t *testing.T) {
	for _, c := range []struct {
		engine      sqldb.Engine
		query, plan string
		found       int
	}{
		{sqldb.Postgres, "", "Seq Scan on orders o  (cost=1)", 1},
		{sqldb.Postgres, "", "Index Scan using orders_pkey on orders o", 0},
		{sqldb.Postgres, "", "Seq Scan on tags", 0},
		{sqldb.SQLite, "SELECT 1 FROM orders AS o", "SCAN o", 1},
		{sqldb.SQLite, "SELECT 1 FROM orders", "SCAN orders", 1},
		{sqldb.SQLite, "SELECT 1 FROM orders", "SCAN orders USING INDEX orders_at", 0},
		{sqldb.SQLite, "SELECT 1 FROM orders", "SEARCH orders USING INDEX orders_at (at>?)", 0},
	} {
		if got := scanned(c.engine, c.query, c.plan); len(got) != c.found {
			t.Errorf("%s: found %v, want %d", c.plan, got, c.found)
		}
	}
}

func TestInvariantsHoldInAnEmptyMarket(t *testing.T) {
	sqldbtest.Each(t, market, func(t *testing.T, db *sqldb.DB) {
		n := 0
		for part := range strings.SplitSeq(schema.Invariants, "-- name: ") {
			name, text, ok := strings.Cut(part, "\n")
			if !ok || !strings.Contains(text, "SELECT") {
				continue
			}
			n++
			if rows, err := lines(t, db, strings.TrimSuffix(strings.TrimSpace(text), ";")); err != nil || rows != "" {
				t.Errorf("%s: %q, %v", name, rows, err)
			}
		}
		if n < 10 {
			t.Errorf("only %d invariants were found", n)
		}
	})
}
