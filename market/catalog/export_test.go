package catalog

import "bazaar/infra/sqldb"

// ListSQL is the text and the arguments with which List reads cards, for EXPLAIN.
func ListSQL(db *sqldb.DB, at Look) (string, []any) {
	f := at.Filter
	p := at.Words.plan(f.Query)
	g := f.goods(db, at.Tree, p)
	g.order, g.offset = orderBy(f.Order, at.Lang), (max(1, f.Page)-1)*PageSize
	if f.Order == BestFit {
		g.order = g.bestFirst(p.wanted)
	}
	return g.sql(), g.where.Args
}

// FeaturedSQL is the same for Featured.
func FeaturedSQL() (string, []any) {
	g := newGoods(newestFirst)
	g.where.And("p.featured")
	return g.sql(), g.where.Args
}

// CardsSQL is the same for Cards.
func CardsSQL(ids []int64) (string, []any) {
	g := newGoods(newestFirst)
	g.where.And("p.id = ANY(CAST(? AS bigint[]))", ids)
	return g.sql(), g.where.Args
}
