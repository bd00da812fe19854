package catalog

// ListSQL is the text and the arguments with which List reads cards, for EXPLAIN.
func ListSQL(tree Tree, f Filter, lang string) (string, []any) {
	g := f.goods(tree, lang)
	g.offset = (max(1, f.Page) - 1) * PageSize
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
