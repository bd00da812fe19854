// Package demo fills an empty database with a market to look at: vendors with their goods in three
// languages, pictures, customers, a year of orders and the reviews that came of them. It does so by
// calling the verbs that people's clicks call, each with the time at which it would have happened,
// so that nothing in the demo is a state that the market could not reach.
//
// The same day gives the same market, but for the random numbers that verbs make up.
package demo

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"bazaar/infra/media"
	"bazaar/infra/sqldb"
	"bazaar/market/accounts"
)

// Password is that of every account of the demo market.
const Password = "market-day-2026"

// Accounts are the addresses that a person signs in with to look around, by what they may do.
var Accounts = []struct{ Role, Email string }{
	{"administrator", "admin@bazaar.test"},
	{"vendor", "vendor1@bazaar.test … vendor10@bazaar.test"},
	{"customer", "customer@bazaar.test"},
}

// ErrNotEmpty is returned when the database holds accounts already.
var ErrNotEmpty = errors.New("the database is not empty: a demo market is only made in an empty one")

// Options say how a market is filled.
type Options struct {
	// Media is where the pictures go.
	Media media.Store
	// Now is the last moment of the market's past.
	Now time.Time
	Log *slog.Logger
}

// Seed makes the demo market, in one transaction. It returns ErrNotEmpty, having changed nothing,
// when there is a market already.
func Seed(ctx context.Context, db *sqldb.DB, o Options) error {
	if err := checkEmpty(ctx, db); err != nil {
		return err
	}
	start := time.Now()
	if err := storePictures(ctx, o.Media); err != nil {
		return err
	}
	hash, err := accounts.Hash(ctx, Password)
	if err != nil {
		return fmt.Errorf("hash the password of the demo: %w", err)
	}
	err = db.Tx(ctx, func(tx *sqldb.DB) error {
		if err := checkEmpty(ctx, tx); err != nil {
			return err
		}
		return newSeeder(ctx, tx, hash, o.Now).run()
	})
	if err != nil {
		return fmt.Errorf("make the demo market: %w", err)
	}
	o.Log.InfoContext(ctx, "Demo market made", "took", time.Since(start).Round(time.Millisecond))
	return nil
}

func checkEmpty(ctx context.Context, db *sqldb.DB) error {
	var used bool
	if err := db.QueryRowContext(ctx, "SELECT EXISTS (SELECT 1 FROM accounts)").Scan(&used); err != nil {
		return fmt.Errorf("look for accounts: %w", err)
	}
	if used {
		return ErrNotEmpty
	}
	return nil
}
