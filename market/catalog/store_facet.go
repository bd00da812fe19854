package catalog

import (
	"context"
	"fmt"

	"bazaar/infra/sqldb"
)

// ReadFacts reads what the facets of a list are counted from, in one statement: the facts of all
// listed goods that a filter's query and tag leave. The rest of the filter is not asked.
func ReadFacts(ctx context.Context, db *sqldb.DB, words *Vocabulary, f Filter) (Facts, error) {
	g := Filter{Query: f.Query, Tag: f.Tag}.goods(db, Tree{}, words.plan(f.Query))
	found, err := db.QueryContext(ctx, `SELECT p.category_id, p.vendor_id, p.price_from, COALESCE(p.old_price, 0), p.rating, p.review_count, p.available
FROM products AS p`+g.where.String(), g.where.Args...)
	if err != nil {
		return nil, fmt.Errorf("read the facts of goods: %w", err)
	}
	defer found.Close()
	var all Facts
	for found.Next() {
		var one Fact
		var old int64
		if err := found.Scan(&one.Category, &one.Vendor, &one.Price, &old, &one.Rating, &one.Reviews, &one.Available); err != nil {
			return nil, fmt.Errorf("read the facts of goods: %w", err)
		}
		one.OnSale = old > one.Price
		all = append(all, one)
	}
	return all, found.Err()
}
