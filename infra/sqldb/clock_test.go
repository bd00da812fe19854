package sqldb_test

import (
	"testing"
	"testing/fstest"
	"time"

	"bazaar/infra/sqldb"
	"bazaar/infra/sqldb/sqldbtest"
)

func TestClockAgreesWithThisMachine(t *testing.T) {
	sqldbtest.Each(t, sqldbtest.Schema{Migrations: fstest.MapFS{"00001_t.sql": {Data: []byte("-- +goose Up\nCREATE TABLE t (id BIGINT);")}}}, func(t *testing.T, db *sqldb.DB) {
		now, err := db.Clock(t.Context())
		if err != nil || now.Location() != time.UTC || time.Since(now).Abs() > 2*time.Second {
			t.Errorf("Clock() = %v, %v", now, err)
		}
	})
}
