package shop

import (
	"context"
	"sync"
	"time"

	"bazaar/infra/sqldb"
	"bazaar/infra/telemetry"
	"bazaar/market/actor"
	"bazaar/market/catalog"
)

const (
	// viewsPause is how often a node hands over what it has counted.
	viewsPause = 30 * time.Second
	// mostViews bounds the memory: more different products are not counted before the next time.
	mostViews = 50_000
	// viewsBatch is how many products one statement adds.
	viewsBatch = 1_000
	// viewsPatience bounds what is tried when the node ends.
	viewsPatience = 5 * time.Second
)

// Views counts how often products are looked at and put into carts. It counts in memory and adds to
// the database now and then, so that no page waits for it or writes. A nil Views counts nothing.
type Views struct {
	db   *sqldb.DB
	now  func() time.Time
	zone *time.Location

	mu   sync.Mutex
	seen map[viewed]*counted
}

// viewed is whose looks at what are counted together.
type viewed struct {
	product, by int64
	day         string
}

type counted struct{ views, carts int64 }

// NewViews counts by the days of a time zone; nil is UTC.
func NewViews(db *sqldb.DB, now func() time.Time, zone *time.Location) *Views {
	if zone == nil {
		zone = time.UTC
	}
	return &Views{db: db, now: now, zone: zone, seen: map[viewed]*counted{}}
}

// Look counts that somebody looked at a product.
func (v *Views) Look(product int64, by actor.Actor) {
	v.count(product, by, func(c *counted) { c.views++ })
}

// Carted counts that somebody put a product into the cart.
func (v *Views) Carted(product int64, by actor.Actor) {
	v.count(product, by, func(c *counted) { c.carts++ })
}

func (v *Views) count(product int64, by actor.Actor, f func(*counted)) {
	if v == nil {
		return
	}
	key := viewed{product: product, day: v.now().In(v.zone).Format(time.DateOnly)}
	if by.Vendor { // who may work for a shop is told apart: the own shop does not count him
		key.by = by.AccountID
	}
	v.mu.Lock()
	defer v.mu.Unlock()
	c, ok := v.seen[key]
	if !ok {
		if len(v.seen) >= mostViews {
			return
		}
		c = &counted{}
		v.seen[key] = c
	}
	f(c)
}

// Flush hands over what was counted. What cannot be written stays for the next time.
func (v *Views) Flush(ctx context.Context) error {
	v.mu.Lock()
	taken := v.seen
	v.seen = map[viewed]*counted{}
	v.mu.Unlock()
	batch := make([]catalog.Seen, 0, min(len(taken), viewsBatch))
	for key, c := range taken {
		batch = append(batch, catalog.Seen{ProductID: key.product, By: key.by, Day: key.day, Views: c.views, Carts: c.carts})
		if len(batch) == cap(batch) {
			if err := catalog.AddViews(ctx, v.db, batch); err != nil {
				v.putBack(taken)
				return err
			}
			for _, s := range batch {
				delete(taken, viewed{s.ProductID, s.By, s.Day})
			}
			batch = batch[:0]
		}
	}
	if err := catalog.AddViews(ctx, v.db, batch); err != nil {
		v.putBack(taken)
		return err
	}
	return nil
}

// putBack keeps for the next time what could not be written.
func (v *Views) putBack(taken map[viewed]*counted) {
	v.mu.Lock()
	defer v.mu.Unlock()
	for key, c := range taken {
		if now, ok := v.seen[key]; ok {
			now.views += c.views
			now.carts += c.carts
		} else if len(v.seen) < mostViews {
			v.seen[key] = c
		}
	}
}

// Run hands over until ctx ends, and once more then.
func (v *Views) Run(ctx context.Context) {
	tick := time.NewTicker(viewsPause)
	defer tick.Stop()
	for {
		select {
		case <-tick.C:
			v.flushOrSay(ctx)
		case <-ctx.Done():
			last, cancel := context.WithTimeout(context.WithoutCancel(ctx), viewsPatience)
			defer cancel()
			v.flushOrSay(last)
			return
		}
	}
}

func (v *Views) flushOrSay(ctx context.Context) {
	if err := v.Flush(ctx); err != nil {
		telemetry.Logger("views").WarnContext(ctx, "Views could not be written yet", "error", err)
	}
}
