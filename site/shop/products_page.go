package shop

import "bazaar/site/ui"

// productsPage is a page of the catalogue; searchPage shows the same for a query.
type productsPage struct {
	ui.Frame
	// Heading is the category's name or "All products".
	Heading string
	// Shop heads the page of a vendor; nil elsewhere.
	Shop  *vendor
	Trail []ui.Link
	listing
}

// searchPage shows what a query has found.
type searchPage struct {
	ui.Frame
	// Query is what was typed; empty shows only the way to begin.
	Query string
	listing
}

// listing is a filtered, sorted page of products.
type listing struct {
	// Total is the number of all hits; Capped says that there are more than were counted.
	Total  int64
	Capped bool
	// Categories and Vendors are filters as links; those with no values are left out.
	Categories, Vendors []ui.Choice
	Filter              filter
	Chips               []ui.Chip
	// Clear drops all filters.
	Clear    string
	Sort     ui.Sorting
	Products []ui.Product
	Pages    ui.Pages
}

// filter is the form of the filters that are typed or ticked.
type filter struct {
	Action string
	// Min and Max are as typed, in the currency of the prices that are charged.
	Min, Max string
	Currency string
	OnSale   bool
	InStock  bool
	Keep     []ui.Hidden
}

// ticked is the value of a checkbox as ui.Checkbox expects it.
func ticked(on bool) string {
	if on {
		return "1"
	}
	return ""
}
