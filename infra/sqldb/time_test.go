package sqldb_test

import (
	"testing"
	"time"

	"bazaar/infra/sqldb"
	"bazaar/infra/sqldb/sqldbtest"
)

// An instant comes back equal, in UTC with microseconds, from a column, an expression and a
// nullable column of both engines, and sorts by time whatever its zone was.
func TestTimesComeBackAsTheyWere(t *testing.T) {
	almaty := time.FixedZone("Almaty", 5*3600)
	late := time.Date(2026, 1, 2, 1, 0, 0, 999_999_500, almaty) // 1 January in UTC
	early := time.Date(2026, 1, 1, 19, 59, 59, 0, time.UTC)
	sqldbtest.Each(t, market, func(t *testing.T, db *sqldb.DB) {
		for code, at := range map[string]time.Time{"late": late, "early": early} {
			_, err := db.ExecContext(t.Context(), "INSERT INTO coupons (code, code_key, percent, valid_to, created_at) VALUES ($1, $1, 5, $2, $3)", code, sqldb.MaybeAt(&at), sqldb.At(at))
			if err != nil {
				t.Fatal(err)
			}
		}
		var last, column sqldb.Time
		var until, from sqldb.NullTime
		if err := db.QueryRowContext(t.Context(), "SELECT CAST(MAX(created_at) AS timestamptz) FROM coupons").Scan(&last); err != nil {
			t.Fatal(err)
		}
		err := db.QueryRowContext(t.Context(), "SELECT created_at, valid_to, valid_from FROM coupons WHERE created_at > $1", early).Scan(&column, &until, &from)
		if err != nil {
			t.Fatal(err)
		}
		want := time.Date(2026, 1, 1, 20, 0, 0, 999_999_000, time.UTC)
		for name, got := range map[string]time.Time{"MAX": last.Time, "column": column.Time, "nullable": until.Time} {
			if got != want {
				t.Errorf("%s: %v, want %v", name, got, want)
			}
		}
		if from.Valid || from.Pointer() != nil || !until.Pointer().Equal(want) {
			t.Errorf("nullable: from %v, until %v", from, until)
		}
	})
}

func TestTimeRefusesWhatIsNoTime(t *testing.T) {
	for _, v := range []any{"yesterday", []byte("2026"), 7, true} {
		var at sqldb.Time
		if err := at.Scan(v); err == nil {
			t.Errorf("Scan(%v) = %v, want an error", v, at)
		}
		var maybe sqldb.NullTime
		if err := maybe.Scan(v); err == nil {
			t.Errorf("NullTime.Scan(%v) = %v, want an error", v, maybe)
		}
	}
}
