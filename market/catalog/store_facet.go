package catalog

import (
	"context"
	"fmt"
	"slices"

	"bazaar/infra/sqldb"
)

// ReadFacts reads what the facets of lists are counted from, in one statement that walks along an
// index and not through products.
func ReadFacts(ctx context.Context, db *sqldb.DB) (*Facts, error) {
	found, err := db.QueryContext(ctx, factsSQL)
	if err != nil {
		return nil, fmt.Errorf("read the facts of goods: %w", err)
	}
	defer found.Close()
	all := &Facts{}
	for found.Next() {
		var one Fact
		var old int64
		if err := found.Scan(&one.ID, &one.Category, &one.Vendor, &one.Price, &old, &one.Rating, &one.Reviews, &one.Available); err != nil {
			return nil, fmt.Errorf("read the facts of goods: %w", err)
		}
		one.OnSale = old > one.Price
		all.add(one)
	}
	all.sort()
	return all, found.Err()
}

const factsSQL = `SELECT p.id, p.category_id, p.vendor_id, p.price_from, COALESCE(p.old_price, 0), p.rating, p.review_count, p.available
FROM products AS p WHERE p.listed`

// ReadFound reads which goods the query and the tag of a filter leave, in one statement. The rest of
// the filter is not asked, nor whether the goods are listed, which the facts tell.
func ReadFound(ctx context.Context, db *sqldb.DB, words *Vocabulary, f Filter) (*Found, error) {
	query, args := foundSQL(db, words, f)
	rows, err := db.QueryContext(ctx, query, args...)
	if err != nil {
		return nil, fmt.Errorf("read which goods are found: %w", err)
	}
	defer rows.Close()
	found := &Found{}
	for rows.Next() {
		var id int64
		if err := rows.Scan(&id); err != nil {
			return nil, fmt.Errorf("read which goods are found: %w", err)
		}
		found.ids = append(found.ids, id)
	}
	slices.Sort(found.ids)
	return found, rows.Err()
}

func foundSQL(db *sqldb.DB, words *Vocabulary, f Filter) (string, []any) {
	g := &goods{}
	g.about(db, f, words.plan(f.Query))
	return "SELECT p.id FROM products AS p" + g.where.String(), g.where.Args
}
