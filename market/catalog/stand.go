package catalog

import (
	"cmp"
	"slices"
)

// Stand is what a vendor has to offer: how many goods, and what customers think of them.
type Stand struct {
	Vendor, Products int64
	// Rating is the average over all reviews in hundredths of a star, 0 without any.
	Rating, Reviews int64
}

// Stands are those of all vendors with goods.
type Stands struct {
	byVendor map[int64]Stand
	best     []Stand
}

// Of is the stand of a vendor, zero when it has no goods.
func (s Stands) Of(vendor int64) Stand { return s.byVendor[vendor] }

// Best are all stands, those first of which customers think best, weighed by how many say so. It is
// shared and must not be changed.
func (s Stands) Best() []Stand { return s.best }

// Stands sums up what each vendor has to offer.
func (all *Facts) Stands() Stands {
	best := make([]Stand, len(all.vendors.ids))
	for i := range all.goods {
		f := &all.goods[i]
		s := &best[f.vendor]
		s.Products++
		s.Reviews += f.reviews
		s.Rating += f.rating * f.reviews // a sum, so far
	}
	byVendor := make(map[int64]Stand, len(best))
	for at := range best {
		s := &best[at]
		s.Vendor = all.vendors.ids[at]
		if s.Reviews > 0 {
			s.Rating = (s.Rating + s.Reviews/2) / s.Reviews
		}
		byVendor[s.Vendor] = *s
	}
	slices.SortFunc(best, func(a, b Stand) int {
		return cmp.Or(cmp.Compare(b.weight(), a.weight()), cmp.Compare(a.Vendor, b.Vendor))
	})
	return Stands{byVendor, best}
}

// weight draws an average towards the middle while few stand behind it.
func (s Stand) weight() int64 {
	const doubts, middle = 10, 300
	return (s.Rating*s.Reviews + doubts*middle) / (s.Reviews + doubts)
}
