package main

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5/pgconn"

	"bazaar/infra/jobs"
	"bazaar/infra/sqldb"
	"bazaar/infra/telemetry"
	"bazaar/market/content"
	"bazaar/market/schema"
)

// patience is how long a start waits for a database that does not answer: containers start in any
// order.
const patience = 30 * time.Second

// database is where the market's database is.
func (c *Config) database() sqldb.Options {
	return sqldb.Options{URL: c.DatabaseURL, DataDir: c.DataDir, Pool: c.DatabasePool, Shown: schema.Shown}
}

// openDatabase connects, and tries again for a while when nobody answers.
func openDatabase(ctx context.Context, c *Config) (*sqldb.DB, error) {
	options := c.database()
	began := time.Now()
	for pause := time.Second; ; pause = min(2*pause, 8*time.Second) {
		db, err := sqldb.Open(ctx, options)
		if err == nil {
			return db, nil
		}
		telemetry.Logger("database").ErrorContext(ctx, "Database connection failed", "error", err)
		var connecting *pgconn.ConnectError
		var refused *pgconn.PgError
		if !errors.As(err, &connecting) || errors.As(err, &refused) && !passing(refused) || time.Since(began)+pause > patience {
			return nil, fmt.Errorf("%w\nCheck DATABASE_URL and that the database runs; bazaar doctor tells more", err)
		}
		select {
		case <-time.After(pause):
		case <-ctx.Done():
			return nil, fmt.Errorf("wait for the database: %w", ctx.Err())
		}
	}
}

// passing tells whether a server that refuses a connection may accept one soon: it is starting, or
// has too many.
func passing(err *pgconn.PgError) bool {
	switch err.Code {
	case "57P03", "53300":
		return true
	}
	return false
}

// migrate brings the schema and the texts of the program up to date, through the direct connection where there is one, and
// returns the names of the migrations that ran.
func migrate(ctx context.Context, c *Config, db *sqldb.DB) ([]string, error) {
	if c.DirectURL != "" {
		direct, err := sqldb.Open(ctx, sqldb.Options{URL: c.DirectURL, DataDir: c.DataDir, Pool: c.DatabasePool})
		if err != nil {
			return nil, fmt.Errorf("DATABASE_DIRECT_URL: %w", err)
		}
		defer direct.Close()
		db = direct
	}
	names, err := sqldb.Migrate(ctx, db, schema.Migrations(), func(ctx context.Context) error { return jobs.Migrate(ctx, db) })
	if err != nil {
		return names, err
	}
	_, err = content.Install(ctx, db)
	return names, err
}

func migrateAndLog(ctx context.Context, c *Config, db *sqldb.DB) error {
	began := time.Now()
	ran, err := migrate(ctx, c, db)
	if err != nil {
		return err
	}
	if len(ran) > 0 {
		telemetry.Logger("database").InfoContext(ctx, "Migrated", "migrations", len(ran), "took", time.Since(began))
	}
	return nil
}
