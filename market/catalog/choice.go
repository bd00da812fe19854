package catalog

import "slices"

// Offer tells whether a choice can be bought beside the others that are made.
type Offer int

// Of a choice: it is in stock, it is sold out, or it only goes with other choices than those made.
const (
	Ready Offer = iota
	SoldOut
	Elsewhere
)

// Chosen finds the variant to show: the one with an id; or the one that fits the wishes best, by
// option and choice; or the first that is in stock. It is -1 for a product without variants.
func (p Product) Chosen(id int64, wishes map[string]string) int {
	best, most := -1, -1
	for i, v := range p.Variants {
		if v.ID == id {
			return i
		}
		fit := 0
		for option, choice := range wishes {
			if v.Choices[option] == choice {
				fit += 2
			}
		}
		if v.OnHand > 0 {
			fit++ // decides between equals only
		}
		if fit > most {
			best, most = i, fit
		}
	}
	return best
}

// Offer tells what becomes of the variant when one choice is made anew.
func (p Product) Offer(v Variant, option, choice string) Offer {
	found := Elsewhere
	for _, other := range p.Variants {
		if other.Choices[option] != choice || !sameBut(option, v, other, p.Options) {
			continue
		}
		if other.OnHand > 0 {
			return Ready
		}
		found = SoldOut
	}
	if found == Elsewhere && !slices.ContainsFunc(p.Variants, func(o Variant) bool { return o.Choices[option] == choice && o.OnHand > 0 }) {
		return SoldOut // with no other choice either
	}
	return found
}

// sameBut tells whether two variants are the same in every option but one.
func sameBut(option string, a, b Variant, options []Option) bool {
	return !slices.ContainsFunc(options, func(o Option) bool { return o.Code != option && a.Choices[o.Code] != b.Choices[o.Code] })
}
