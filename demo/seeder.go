package demo

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"time"

	"bazaar/infra/mail"
	"bazaar/infra/sqldb"
	"bazaar/market/actor"
	"bazaar/market/catalog"
	"bazaar/market/coupons"
	"bazaar/market/stock"
)

// seeder is one filling of the market.
type seeder struct {
	ctx  context.Context //nolint:containedctx // lives for one call of Seed
	tx   *sqldb.DB
	hash string
	now  time.Time
	dice *rand.Rand

	buyers  []buyer
	owners  []actor.Actor // of the shops, in the order of vendors.json
	goods   []good
	sold    map[int64]int64 // product -> units
	reviews map[review]bool // what somebody wrote about already
}

// good is a product on sale.
type good struct {
	item
	id       int64
	created  time.Time
	variants []int64
}

// review is one buyer's word about one product.
type review struct{ account, product int64 }

func newSeeder(ctx context.Context, tx *sqldb.DB, hash string, now time.Time) *seeder {
	return &seeder{
		ctx: mail.Silent(ctx), tx: tx, hash: hash, now: now, dice: rand.New(rand.NewPCG(2026, 11)), //nolint:gosec // not a secret
		sold: map[int64]int64{}, reviews: map[review]bool{},
	}
}

func (s *seeder) run() error {
	for _, step := range []func() error{s.people, s.coupons, s.tags, s.catalogue, s.history, s.settleStock, s.waiting} {
		if err := step(); err != nil {
			return err
		}
	}
	return catalog.Sold(s.ctx, s.tx, s.sold)
}

func (s *seeder) coupons() error {
	_, err := coupons.Create(s.ctx, s.tx, actor.System, coupons.Coupon{Code: "WELCOME10", Percent: 10, Active: true}, s.opened())
	return err
}

// initial is the stock of each variant at first, enough for the past; settleStock sets today's.
const initial = 1000

// catalogue puts the goods on sale in the order of their ids.
// tags are named before there are goods that carry them, so that these are found by every name.
func (s *seeder) tags() error {
	titles := read[dictionary]("tags.json")
	for _, name := range slices.Sorted(maps.Keys(titles)) {
		if err := catalog.NameTag(s.ctx, s.tx, actor.System, catalog.Tag{Name: name, Title: titles[name]}, s.opened()); err != nil {
			return fmt.Errorf("tag %s: %w", name, err)
		}
	}
	return nil
}

func (s *seeder) catalogue() error {
	all, err := s.categories()
	if err != nil {
		return err
	}
	words := read[dictionary]("words.json")
	for i, g := range all {
		g.created = s.createdAt(i, len(all))
		form := g.form(words, initial)
		form.CategoryID = g.id // of the category, so far
		if g.id, err = catalog.CreateProduct(s.ctx, s.tx, actor.System, form, g.created); err != nil {
			return fmt.Errorf("product %s: %w", g.Title["en"], err)
		}
		if err := catalog.Publish(s.ctx, s.tx, actor.System, g.id, g.created.Add(time.Hour)); err != nil {
			return fmt.Errorf("publish %s: %w", g.Title["en"], err)
		}
		shown, err := catalog.Get(s.ctx, s.tx, g.id)
		if err != nil {
			return fmt.Errorf("read %s: %w", g.Title["en"], err)
		}
		for _, v := range shown.Variants {
			g.variants = append(g.variants, v.ID)
		}
		s.goods = append(s.goods, g)
	}
	last := s.goods[len(s.goods)-1].id
	return sqldb.SetNextID(s.ctx, s.tx, "products", last+1)
}

// categories makes them and returns their goods in the order of the products' ids, each with the
// id of its category. Goods without a fixed id fill the numbers from 1.
func (s *seeder) categories() ([]good, error) {
	var all []good
	for i, shelf := range shelves() {
		id, err := catalog.CreateCategory(s.ctx, s.tx, actor.System, catalog.CategoryForm{
			Title: shelf.Title, Picture: picturesOf(shelf.Title["en"])[0], Position: int64(i + 1),
		}, s.opened())
		if err != nil {
			return nil, fmt.Errorf("category %s: %w", shelf.Title["en"], err)
		}
		for _, it := range shelf.Products {
			all = append(all, good{item: it, id: id})
		}
	}
	s.dice.Shuffle(len(all), func(i, j int) { all[i], all[j] = all[j], all[i] }) // the newest goods are of all kinds
	fixed := map[int64]bool{}
	for _, g := range all {
		fixed[g.ID] = true
	}
	next := int64(1)
	for i := range all {
		if all[i].ID != 0 {
			continue
		}
		for fixed[next] {
			next++
		}
		all[i].ID = next
		next++
	}
	slices.SortFunc(all, func(a, b good) int { return cmp.Compare(a.ID, b.ID) })
	return all, nil
}

// createdAt spreads the goods over the time from the opening to a week ago, two thirds of them in
// the first third.
func (s *seeder) createdAt(i, of int) time.Time {
	first, last := s.opened().AddDate(0, 0, 7), s.now.AddDate(0, 0, -7)
	share := float64(i) / float64(of)
	return first.Add(time.Duration(float64(last.Sub(first)) * share * share * share)).Truncate(time.Minute)
}

// settleStock counts the shelves, so that today some goods are plentiful, some short and some gone.
func (s *seeder) settleStock() error {
	for _, g := range s.goods {
		levels, err := stock.Levels(s.ctx, s.tx, g.variants)
		if err != nil {
			return err
		}
		for i, v := range g.variants {
			left := share(g.Stock, int64(len(g.variants)), int64(i))
			_, err := stock.Restock(s.ctx, s.tx, stock.Delivery{VariantID: v, Quantity: left - levels[v], Source: "count:demo"}, s.now)
			if err != nil {
				return fmt.Errorf("count %s: %w", g.Title["en"], err)
			}
		}
		if err := catalog.StockChanged(s.ctx, s.tx, g.variants); err != nil {
			return err
		}
	}
	return nil
}

// share is the i-th part of units dealt out to n variants; of four or more, the last is sold out.
func share(units, n, i int64) int64 {
	if n >= 4 {
		if i == n-1 {
			return 0
		}
		n--
	}
	part := units / n
	if i < units%n {
		part++
	}
	return part
}
