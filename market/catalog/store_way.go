package catalog

import (
	"slices"

	"bazaar/infra/sqldb"
)

// Size is how many goods pass a filter, and of how many. Unknown ones are zero.
type Size struct{ Total, All int64 }

// Size is that of a list with such facets.
func (n Facets) Size() Size { return Size{n.Total, n.All} }

// way is how the rows of a page are reached. Neither engine can guess how many rows a filter leaves
// when it has several parts, compares two columns or looks for words, and a wrong guess reads the
// whole market for twenty rows. The facets know.
type way int

const (
	asPlanned  way = iota // the engine decides
	alongOrder            // along the index of the order, leaving rows out
	byFilter              // by what the filter finds, which is sorted
)

// caution is how many times more rows than expected a walk along an order may meet before it finds a
// page: what is looked for may stand together at the far end.
const caution = 10

// way decides by the number of rows that each way reads.
func (at Look) way(of Size, offset int64) way {
	switch {
	case of.All == 0 || at.Filter.Key() == (Filter{}).Key():
		return asPlanned
	case of.Total == 0 || caution*(offset+PageSize)*of.All/of.Total > of.Total:
		return byFilter
	case at.Filter.Query != "" || at.Filter.Tag != "":
		return asPlanned // what is found stands in a table of its own
	}
	return alongOrder
}

// terms writes the columns of a list for its way.
type terms struct {
	db *sqldb.DB
	way
	order Order
	// alone tells that a single category or vendor is asked for.
	alone bool
}

// sought is a column of a condition.
func (t terms) sought(column string) string {
	if t.way != alongOrder || t.gives(column) {
		return column
	}
	return t.db.Unsought(column)
}

// gives tells whether an index serves a condition on the column and gives the order as well.
func (t terms) gives(column string) bool {
	switch column {
	case "p.category_id":
		return t.alone && slices.Contains([]Order{Newest, Oldest, Cheapest, Dearest}, t.order)
	case "p.old_price":
		return t.order == Newest || t.order == Oldest
	case "p.vendor_id":
		return t.alone && slices.Contains([]Order{Newest, Oldest}, t.order)
	case "p.price_from":
		return t.order == Cheapest || t.order == Dearest
	case "p.rating":
		return t.order == BestRated
	}
	return false
}

// sorted is the first column of an order.
func (t terms) sorted(column string) string {
	if t.way == byFilter {
		return t.db.Unsorted(column)
	}
	return column
}
