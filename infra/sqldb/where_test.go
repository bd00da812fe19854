package sqldb_test

import (
	"reflect"
	"testing"

	"bazaar/infra/sqldb"
	"bazaar/infra/sqldb/sqldbtest"
)

func TestWhereNumbersItsValues(t *testing.T) {
	var w sqldb.Where
	if w.String() != "" {
		t.Errorf("without conditions: %q", w.String())
	}
	w.And("listed")
	w.And("price_from BETWEEN ? AND ?", int64(1), int64(9))
	limit := w.Arg(int64(20))
	if got, want := w.String()+" LIMIT "+limit, " WHERE listed AND price_from BETWEEN $1 AND $2 LIMIT $3"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	if want := []any{int64(1), int64(9), int64(20)}; !reflect.DeepEqual(w.Args, want) {
		t.Errorf("values %v, want %v", w.Args, want)
	}
}

func TestLikePatternsAreLiteral(t *testing.T) {
	sqldbtest.Each(t, market, func(t *testing.T, db *sqldb.DB) {
		for _, slug := range []string{`50%`, `501`, `a_b`, `axb`, `back\slash`, `backslash`} {
			if err := insertTag(t.Context(), db, slug); err != nil {
				t.Fatal(err)
			}
		}
		for _, typed := range []string{`50%`, `a_b`, `back\slash`} {
			var n int
			err := db.QueryRowContext(t.Context(), `SELECT COUNT(*) FROM tags WHERE slug LIKE $1 ESCAPE '\'`, "%"+sqldb.EscapeLike(typed)+"%").Scan(&n)
			if err != nil || n != 1 {
				t.Errorf("%q matches %d tags, want 1 (%v)", typed, n, err)
			}
		}
	})
}

// A list of values means the same on both engines, also when it is empty or absent.
func TestListsOfValues(t *testing.T) {
	sqldbtest.Each(t, market, func(t *testing.T, db *sqldb.DB) {
		for _, slug := range []string{"a", "b", "c"} {
			if err := insertTag(t.Context(), db, slug); err != nil {
				t.Fatal(err)
			}
		}
		for _, c := range []struct {
			list    []string
			in, out int
		}{{[]string{"a", "c", "z"}, 2, 1}, {[]string{}, 0, 3}, {nil, 0, 3}} {
			var in, out int
			err := db.QueryRowContext(t.Context(), `SELECT (SELECT COUNT(*) FROM tags WHERE slug = ANY(CAST($1 AS text[]))),
				(SELECT COUNT(*) FROM tags WHERE NOT (slug = ANY(CAST($1 AS text[]))))`, c.list).Scan(&in, &out)
			if err != nil || in != c.in || out != c.out {
				t.Errorf("%#v: %d in and %d out, want %d and %d (%v)", c.list, in, out, c.in, c.out, err)
			}
		}
	})
}

func TestLowerFoldsEveryAlphabet(t *testing.T) {
	sqldbtest.Each(t, market, func(t *testing.T, db *sqldb.DB) {
		var folded string
		if err := db.QueryRowContext(t.Context(), "SELECT lower($1)", "ҚАЗАҚША Ёлка ABC").Scan(&folded); err != nil || folded != "қазақша ёлка abc" {
			t.Errorf("lower = %q, %v", folded, err)
		}
	})
}
