package shop

import "bazaar/site/ui"

// productsPage is a page of the catalogue; searchPage shows the same for a query.
type productsPage struct {
	ui.Frame
	// Heading is the category's name or "All products".
	Heading string
	// Shop heads the page of a vendor; nil elsewhere.
	Shop  *shopHead
	Trail []ui.Link
	// Below leads to the parts of a category.
	Below []category
	listing
}

// searchPage shows what a query has found.
type searchPage struct {
	ui.Frame
	// Query is what was typed; empty shows only the way to begin.
	Query string
	// Parts are the words of a query that found nothing, to be looked for one by one.
	Parts []ui.Link
	listing
}

// listing is a filtered, sorted page of products.
type listing struct {
	// Corrected is what was looked for in place of what was typed, or empty.
	Corrected string
	// Total is the number of all hits; Capped says that there are more than were counted.
	Total  int64
	Capped bool
	Filter filter
	Chips  []ui.Chip
	// Ways lead out of an empty list.
	Ways []way
	// Clear drops all filters.
	Clear    string
	Sort     ui.Sorting
	Products []ui.Product
	Pages    ui.Pages
}

// filter is the form of all filters. Before the price stand the categories, After it the rest.
type filter struct {
	Action string
	Before ui.Facet
	After  []ui.Facet
	// Min and Max are as typed, Lowest and Highest what there is, in the currency that
	// the visitor sees.
	Min, Max, Lowest, Highest string
	Currency                  string
	// Named tells that the form says its currency, because it is not the one of the goods.
	Named bool
	Keep  []ui.Hidden
	// Active is how many filters are in force and Total how many products they leave.
	Active int
	Total  int64
}

// way leads from an empty list to one that shows something.
type way struct {
	Text, URL string
	Count     int64
}
