package catalog

import "bazaar/infra/sqldb"

// ListSQL is the text and the arguments with which ListOf reads cards, for EXPLAIN.
func ListSQL(db *sqldb.DB, at Look, of Size) (string, []any) {
	g := at.page(db, of, max(1, at.Filter.Page))
	if at.Ranks() {
		g.order = g.bestFirst(at.Words.plan(at.Filter.Query).wanted)
		g.cut = g.order
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

// FactsSQL is the same for ReadFacts.
func FactsSQL() (string, []any) { return factsSQL, nil }

// FoundSQL is the same for ReadFound.
func FoundSQL(db *sqldb.DB, words *Vocabulary, f Filter) (string, []any) {
	return foundSQL(db, words, f)
}
