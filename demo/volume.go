package demo

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"maps"
	"math/rand/v2"
	"time"

	"bazaar/infra/sqldb"
	"bazaar/infra/sqldb/bulk"
	"bazaar/market/accounts"
	"bazaar/market/catalog"
	"bazaar/market/i18n"
)

// VolumeOptions say how much is added to a market for tests of load.
type VolumeOptions struct {
	Vendors, Products, Orders int
	Now                       time.Time
	Log                       *slog.Logger
}

// batch is how many products or orders one transaction writes.
const batch = 5_000

// Volume adds many vendors, products and orders to the demo market, which must be there. Verbs,
// made for one click each, would take hours, so it writes rows as the importer of the former shop
// does; every invariant of the schema holds afterwards. It may be called again and adds more.
func Volume(ctx context.Context, db *sqldb.DB, o VolumeOptions) error {
	if o.Products < 0 || o.Orders < 0 || o.Vendors < 0 {
		return errors.New("numbers of vendors, products and orders must not be negative")
	}
	hash, err := accounts.Hash(ctx, Password)
	if err != nil {
		return fmt.Errorf("hash the password of the demo: %w", err)
	}
	v := &volume{VolumeOptions: o, db: db, hash: hash, dice: rand.New(rand.NewPCG(2026, 12))} //nolint:gosec // not a secret
	for _, step := range []func(context.Context) error{v.prepare, v.addVendors, v.addProducts, v.addBuyers, v.addOrders, v.advance, db.Analyze} {
		if err := step(ctx); err != nil {
			return fmt.Errorf("add volume: %w", err)
		}
	}
	return nil
}

type volume struct {
	VolumeOptions
	db   *sqldb.DB
	hash string
	dice *rand.Rand

	first    map[string]int64 // table -> first id that is written
	next     map[string]int64 // table -> next id
	patterns []pattern
	vendors  []vendorRow
	buyers   []accountRow
	orders   []plannedOrder
	sold     []int64 // units of each product by orders
}

// pattern is a demo product of which many like it are made.
type pattern struct {
	item
	category int64
	form     catalog.ProductForm
}

// numbered are the tables whose ids are counted here.
var numbered = []string{"accounts", "vendors", "products", "variants", "pictures", "orders", "parcels", "order_lines", "order_history", "payments", "postings", "moves"}

func (v *volume) prepare(ctx context.Context) error {
	v.first, v.next = map[string]int64{}, map[string]int64{}
	for _, table := range numbered {
		var last int64
		if err := v.db.QueryRowContext(ctx, "SELECT COALESCE(MAX(id), 0) FROM "+table).Scan(&last); err != nil {
			return fmt.Errorf("read the last id of %s: %w", table, err)
		}
		v.first[table], v.next[table] = last+1, last+1
	}
	tree, err := catalog.Categories(ctx, v.db)
	if err != nil {
		return err
	}
	words := read[dictionary]("words.json")
	for _, shelf := range shelves() {
		c, ok := tree.BySlug(i18n.Slug(shelf.Title["en"]))
		if !ok {
			return fmt.Errorf("there is no category %q: make the demo market first", shelf.Title["en"])
		}
		for _, it := range shelf.Products {
			v.patterns = append(v.patterns, pattern{it, c.ID, it.form(words, 1)})
		}
	}
	v.Vendors = max(v.Vendors, min(v.Products, 1)) // somebody must sell
	v.planOrders()
	return nil
}

// id takes the next number of a table.
func (v *volume) id(table string) int64 {
	id := v.next[table]
	v.next[table]++
	return id
}

// inBatches calls f for ranges of at most batch, each in a transaction of its own.
func (v *volume) inBatches(ctx context.Context, what string, n int, f func(w *writer, from, to int)) error {
	for from := 0; from < n; from += batch {
		to := min(from+batch, n)
		before := maps.Clone(v.next)
		err := v.db.Tx(ctx, func(tx *sqldb.DB) error {
			v.next = maps.Clone(before) // a repetition starts from the same numbers
			w := &writer{ctx: ctx, tx: tx}
			f(w, from, to)
			return w.err
		})
		if err != nil {
			return err
		}
		v.Log.InfoContext(ctx, "Volume added", what, to, "of", n)
	}
	return nil
}

// writer inserts rows and stops at the first error.
type writer struct {
	ctx context.Context //nolint:containedctx // lives for one transaction
	tx  *sqldb.DB
	err error
}

func put[T any](w *writer, table string, rows []T) {
	if w.err == nil {
		_, w.err = bulk.Insert(w.ctx, w.tx, bulk.Into{Table: table, Key: keyOf[table]}, rows)
	}
}

// keyOf are the keys of tables; those that are not named have an id.
var keyOf = func() map[string][]string {
	keys := map[string][]string{
		"profiles": {"account_id"}, "vendor_members": {"vendor_id", "account_id"}, "stock_levels": {"variant_id"},
		"search_words":    {"word"},
		"stock_movements": {"variant_id", "kind", "source"},
	}
	for _, table := range numbered {
		keys[table] = []string{"id"}
	}
	return keys
}()

// advance lets rows that people add follow on.
func (v *volume) advance(ctx context.Context) error {
	return v.db.Tx(ctx, func(tx *sqldb.DB) error {
		for _, table := range numbered {
			if v.next[table] == v.first[table] {
				continue
			}
			if err := sqldb.SetNextID(ctx, tx, table, v.next[table]); err != nil {
				return err
			}
		}
		return nil
	})
}
