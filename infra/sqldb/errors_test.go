package sqldb_test

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"testing"
	"testing/fstest"

	"github.com/jackc/pgx/v5/pgconn"

	"bazaar/infra/sqldb"
	"bazaar/infra/sqldb/sqldbtest"
)

func TestUnavailableIsWhatMayPass(t *testing.T) {
	for _, c := range []struct {
		err  error
		want bool
	}{
		{nil, false},
		{sql.ErrNoRows, false},
		{errors.New("a mistake of ours"), false},
		{context.DeadlineExceeded, false},
		{&pgconn.PgError{Code: "23505"}, false},
		{&pgconn.PgError{Code: "42601"}, false},
		{&pgconn.PgError{Code: "57014"}, false},
		{fmt.Errorf("read: %w", &pgconn.PgError{Code: "57P01"}), true},
		{&pgconn.PgError{Code: "57P03"}, true},
		{&pgconn.PgError{Code: "53300"}, true},
		{&pgconn.PgError{Code: "53100"}, true},
		{&pgconn.PgError{Code: "08006"}, true},
		{&pgconn.PgError{Code: "25006"}, true},
		{fmt.Errorf("read: %w", sql.ErrConnDone), true},
	} {
		if got := sqldb.Unavailable(c.err); got != c.want {
			t.Errorf("%v: %t", c.err, got)
		}
	}
}

func TestADatabaseThatIsNotThereOrIsLostIsUnavailable(t *testing.T) {
	nobody, err := sql.Open("pgx", "postgres://bazaar@127.0.0.1:1/bazaar?sslmode=disable")
	if err != nil {
		t.Fatal(err)
	}
	defer nobody.Close()
	if err := nobody.PingContext(t.Context()); !sqldb.Unavailable(err) {
		t.Errorf("nobody answers: %v", err)
	}
	schema := sqldbtest.Schema{Migrations: fstest.MapFS{"00001_t.sql": {Data: []byte("-- +goose Up\nCREATE TABLE t (id BIGINT);")}}}
	sqldbtest.Each(t, schema, func(t *testing.T, db *sqldb.DB) {
		_, err := db.ExecContext(t.Context(), "SELECT nothing FROM nowhere")
		if err == nil || sqldb.Unavailable(err) {
			t.Errorf("a wrong statement: %v", err)
		}
		if db.Engine() == sqldb.Postgres {
			err := db.Tx(t.Context(), func(tx *sqldb.DB) error {
				_, err := tx.ExecContext(t.Context(), "SELECT pg_terminate_backend(pg_backend_pid())")
				return err
			})
			if !sqldb.Unavailable(err) {
				t.Errorf("cut off: %v", err)
			}
		}
		if err := db.Pool().Close(); err != nil {
			t.Fatal(err)
		}
		if _, err := db.ExecContext(t.Context(), "DELETE FROM t"); !sqldb.Unavailable(err) {
			t.Errorf("closed: %v", err)
		}
	})
}
