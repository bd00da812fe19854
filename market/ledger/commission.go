package ledger

import (
	"strconv"
	"time"

	"bazaar/market/fault"
	"bazaar/market/money"
)

// DefaultRate is what the platform earns where no rule says otherwise, in basis points.
const DefaultRate = 1000

// wholeRate is all of a price in basis points.
const wholeRate = 10_000

// The rules that a sale may fall under.
const (
	defaultRule    = "default"
	categoryPrefix = "category:"
	vendorPrefix   = "vendor:"
)

// RateForm sets what is earned from a time on: everywhere, in one category and those below it, or
// of one vendor.
type RateForm struct {
	CategoryID, VendorID *int64
	// BasisPoints are hundredths of a percent, 0 to 10000; nil ends the rule.
	BasisPoints *int64
	// From is when the rate begins, now or later.
	From time.Time
}

// scope names whom the rate is for.
func (f RateForm) scope() string {
	switch {
	case f.VendorID != nil:
		return vendorPrefix + strconv.FormatInt(*f.VendorID, 10)
	case f.CategoryID != nil:
		return categoryPrefix + strconv.FormatInt(*f.CategoryID, 10)
	}
	return defaultRule
}

func (f RateForm) validate(now time.Time) error {
	wrong := fault.Fields{}
	if f.BasisPoints != nil && (*f.BasisPoints < 0 || *f.BasisPoints > wholeRate) {
		wrong.Add("basis_points", "Use a rate from 0 to 100 percent.")
	}
	if f.From.Before(now) {
		wrong.Add("from", "A rate cannot begin in the past: sales keep the rate that they were made at.")
	}
	if f.CategoryID != nil && f.VendorID != nil {
		wrong.Add("category", "Choose a category or a vendor, not both.")
	}
	return wrong.Err()
}

// Rate is a rule with its time.
type Rate struct {
	Scope       string
	BasisPoints *int64
	From        time.Time
}

// Rates are the rules in force at one moment.
type Rates struct {
	// ByRule has the basis points of each rule by its name.
	ByRule map[string]int64
	// Parents maps a category to the one above it.
	Parents map[int64]int64
}

// For finds the rule for goods: the vendor's own beats that of the nearest category, which beats
// the default.
func (r Rates) For(vendorID, categoryID int64) (rule string, basisPoints int64) {
	rule = vendorPrefix + strconv.FormatInt(vendorID, 10)
	if rate, ok := r.ByRule[rule]; ok {
		return rule, rate
	}
	seen := map[int64]bool{}
	for id, ok := categoryID, true; ok && !seen[id]; id, ok = r.Parents[id] {
		seen[id] = true
		rule = categoryPrefix + strconv.FormatInt(id, 10)
		if rate, ok := r.ByRule[rule]; ok {
			return rule, rate
		}
	}
	if rate, ok := r.ByRule[defaultRule]; ok {
		return defaultRule, rate
	}
	return defaultRule, DefaultRate
}

// Goods are one line of a purchase: what is left of its price after discount and tax.
type Goods struct {
	VendorID, CategoryID int64
	Base                 money.Amount
}

// Charge is what the platform earns on one line, as it is frozen with it.
type Charge struct {
	Rule        string
	BasisPoints int64
	Amount      money.Amount
}

// Charges gives each line its commission. Lines of one vendor under one rule are charged on their
// sum, which the largest remainder deals out: no cent is earned twice or lost by rounding lines.
func (r Rates) Charges(goods []Goods) []Charge {
	type group struct {
		vendor int64
		rule   string
	}
	charges := make([]Charge, len(goods))
	members := map[group][]int{}
	var order []group
	for i, g := range goods {
		charges[i].Rule, charges[i].BasisPoints = r.For(g.VendorID, g.CategoryID)
		key := group{g.VendorID, charges[i].Rule}
		if members[key] == nil {
			order = append(order, key)
		}
		members[key] = append(members[key], i)
	}
	for _, key := range order {
		var sum money.Amount
		var weights []int64
		for _, i := range members[key] {
			sum = sum.Add(goods[i].Base)
			weights = append(weights, goods[i].Base.Minor)
		}
		parts := sum.Percent(charges[members[key][0]].BasisPoints).Split(weights)
		for n, i := range members[key] {
			charges[i].Amount = parts[n]
		}
	}
	return charges
}
