package sqldb

import (
	"database/sql"
	"database/sql/driver"
	"errors"
	"io"
	"net"
	"strings"

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
	return errors.As(err, &s) && s.Code()&0xff == sqliteBusy // SQLITE_BUSY: another process holds the write lock
}

// What SQLite and PostgreSQL say when they cannot work at the moment: no connection (08), no room or
// too many connections (53), shutting down or starting (57P), a standby that has not taken over yet.
const (
	sqliteBusy, sqliteLocked, sqliteIO, sqliteFull, sqliteCannotOpen = 5, 6, 10, 13, 14

	readOnly = "25006"
)

var outage = []string{"08", "53", "57P"}

// Unavailable tells whether a statement failed because the database could not be reached, was lost on
// the way or has no room, so that the same may succeed later.
func Unavailable(err error) bool {
	var p *pgconn.PgError
	if errors.As(err, &p) {
		for _, class := range outage {
			if strings.HasPrefix(p.Code, class) {
				return true
			}
		}
		return p.Code == readOnly
	}
	var s *sqlite.Error
	if errors.As(err, &s) {
		switch s.Code() & 0xff {
		case sqliteBusy, sqliteLocked, sqliteIO, sqliteFull, sqliteCannotOpen:
			return true
		}
		return false
	}
	var refused *pgconn.ConnectError
	var network *net.OpError
	return errors.As(err, &refused) || errors.As(err, &network) ||
		errors.Is(err, driver.ErrBadConn) || errors.Is(err, sql.ErrConnDone) || errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, net.ErrClosed) ||
		err != nil && (strings.Contains(err.Error(), "conn closed") || strings.Contains(err.Error(), "database is closed")) // drivers have no value for these
}
