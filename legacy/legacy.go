// Package legacy moves the former Django shop into the market: accounts with their passwords,
// vendors, the catalogue with its pictures, orders, reviews and lists. It knows the old names so
// that nobody else has to, and it alone writes the tables of every room.
//
// An import keeps the old ids, runs in one transaction and may be repeated: rows are matched by id
// and only what differs is written. What the market itself has made of a row since (a password of
// its own, stock, the state of a vendor, orders already taken over) is left as it is. A row of the
// market that has the id of another old one stops the import before anything is written.
package legacy

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"time"

	"bazaar/infra/media"
	"bazaar/infra/sqldb"
)

// Options say what is imported.
type Options struct {
	// Fixture is the JSON that Django's dumpdata wrote.
	Fixture io.Reader
	// MediaDir is the old media root; empty leaves pictures out. Media is where pictures go.
	MediaDir string
	Media    media.Store
	// Now stands for dates that the old shop did not keep.
	Now time.Time
	Log *slog.Logger
}

// Import moves a shop over and reports what was taken, what was left out and why. After an error
// the database is as before; pictures that were stored already do no harm and are found again.
func Import(ctx context.Context, db *sqldb.DB, o Options) (Report, error) {
	if o.MediaDir != "" && o.Media == nil {
		return Report{}, errors.New("import: there is a folder of pictures but no store to keep them in")
	}
	shop, err := parse(o.Fixture)
	if err != nil {
		return Report{}, fmt.Errorf("read the fixture: %w", err)
	}
	album := newAlbum() // a first pass finds every mistake and every picture before work is done
	if _, err := convert(shop, album, o.Now); err != nil {
		return Report{}, err
	}
	if o.MediaDir != "" {
		o.Log.InfoContext(ctx, "Storing pictures", "files", len(album.refs))
		if err := album.store(ctx, o.Media, o.MediaDir); err != nil {
			return Report{}, err
		}
	}
	p, err := convert(shop, album, o.Now)
	if err != nil {
		return Report{}, err
	}
	album.explain(p.report)
	err = db.Tx(ctx, func(tx *sqldb.DB) error {
		p.report.Changed = 0
		return p.write(ctx, tx, o.Now)
	})
	if err != nil {
		return Report{}, fmt.Errorf("import: %w", err)
	}
	if err := db.Analyze(ctx); err != nil {
		return Report{}, fmt.Errorf("import: all is written, but: %w", err)
	}
	o.Log.InfoContext(ctx, "Imported", "rows_written", p.report.Changed, "notes", len(p.report.Notes))
	return *p.report, nil
}

// convert turns old records into rows of the market. It is pure: the album only answers, or notes,
// which picture a file became.
func convert(shop *fixture, album *album, now time.Time) (*plan, error) {
	p := newPlan(shop, album, now)
	steps := []func(){
		p.takeUsers, p.takeProfiles, p.takeAddresses, p.takeVendors,
		p.takeCategories, p.takeProducts, p.takePictures, p.takeTags, p.index,
		p.takeReviews, p.takeWishes, p.takeCoupons, p.takeOrders, p.skipRest,
	}
	for _, step := range steps {
		step()
		if shop.err != nil {
			return nil, shop.err
		}
	}
	return p, nil
}
