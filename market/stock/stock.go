// Package stock owns how many units of each variant can be sold. Three movements change a level
// and nothing else does: Take for an order, Release when the order is given up, Restock when goods
// arrive or a count is corrected.
//
// Invariants: a level is never below zero, and it equals the sum of its movements. A movement is
// unique by variant, kind and source, so that a repeated call with the same source moves nothing;
// what parts of a taking gave back has the source of the taking, a slash and the name of the part.
//
// Levels are locked one by one in the order of variant ids, whoever calls, so that two orders
// with the same goods wait for each other instead of deadlocking. What depends on a level being
// empty or not (the availability that lists show) belongs to the catalogue: callers tell it.
package stock

import (
	"cmp"
	"slices"

	"bazaar/market/fault"
)

// Units is a number of pieces of one variant.
type Units struct {
	VariantID int64 `json:"variant"`
	Quantity  int64 `json:"quantity"`
}

// Return is units that come back of what was taken under a source. Part names those that come back by
// themselves, before the rest; it is empty for the rest.
type Return struct {
	Units
	Part string `json:"part"`
}

// Level is what is on hand of a variant after Moved units came (or, below zero, went).
type Level struct {
	VariantID, OnHand, Moved int64
}

// Turned lists the variants that became empty or stopped being so, which is when the catalogue
// must hear of a movement.
func Turned(levels []Level) []int64 {
	var turned []int64
	for _, l := range levels {
		if (l.OnHand == 0) != (l.OnHand == l.Moved) {
			turned = append(turned, l.VariantID)
		}
	}
	return turned
}

// Short is a wish that the shelf cannot fill.
type Short struct {
	VariantID int64 `json:"variant"`
	Wanted    int64 `json:"wanted"`
	Available int64 `json:"available"`
}

// OutOfStock is the refusal that names every short variant in its Detail, a []Short.
func OutOfStock(short []Short) *fault.Fault {
	f := fault.New(fault.Conflict, "out_of_stock", "There is not enough in stock.")
	f.Detail = short
	return f
}

// inOrder adds up the units of each variant and sorts by variant, the order in which levels are
// locked. Units without pieces fall out.
func inOrder(units []Units) []Units {
	sum := map[int64]int64{}
	for _, u := range units {
		sum[u.VariantID] += u.Quantity
	}
	var sorted []Units
	for id, quantity := range sum {
		if quantity > 0 {
			sorted = append(sorted, Units{VariantID: id, Quantity: quantity})
		}
	}
	slices.SortFunc(sorted, func(a, b Units) int { return cmp.Compare(a.VariantID, b.VariantID) })
	return sorted
}

// negative turns units that arrive into units that leave.
func negative(units []Units) []Units {
	out := make([]Units, len(units))
	for i, u := range units {
		out[i] = Units{VariantID: u.VariantID, Quantity: -u.Quantity}
	}
	return out
}
