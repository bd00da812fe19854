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
		const rounding = 2 * time.Second
		before := time.Now().Add(-rounding)
		now, err := db.Clock(t.Context())
		if err != nil || now.Location() != time.UTC || now.Before(before) || now.After(time.Now().Add(rounding)) {
			t.Errorf("Clock() = %v, %v", now, err)
		}
	})
}
