package sqldb

import (
	"database/sql"
	"errors"

	"github.com/jackc/pgx/v5/pgconn"
	"modernc.org/sqlite"
)

// NoRows tells whether a query for one row found none.
func NoRows(err error) bool { return errors.Is(err, sql.ErrNoRows) }

// IsUnique tells whether a statement failed on a uniqueness constraint. Verbs do not rely on it
// for expected clashes: those use ON CONFLICT DO NOTHING and the row count.
func IsUnique(err error) bool {
	var p *pgconn.PgError
	if errors.As(err, &p) {
		return p.Code == "23505"
	}
	var s *sqlite.Error
	return errors.As(err, &s) && (s.Code() == 2067 || s.Code() == 1555)
}

func retryable(err error) bool {
	var p *pgconn.PgError
	if errors.As(err, &p) {
		return p.Code == "40001" || p.Code == "40P01"
	}
	var s *sqlite.Error
	return errors.As(err, &s) && s.Code()&0xff == 5 // SQLITE_BUSY: another process holds the write lock
}
