package shop

import "bazaar/site/ui"

// shopHead is a vendor in the list of vendors, and above its goods.
type shopHead struct {
	vendor
	// Cover is the reference of a wide picture, empty without one.
	Cover string
	// Since is the year in which the shop opened.
	Since string
	Count int64
	// Query is what somebody looks for inside the shop; Keep are the filters in force.
	Query string
	Keep  []ui.Hidden
}

// vendorsPage lists the vendors.
type vendorsPage struct {
	ui.Frame
	Query   string
	Total   int64
	Vendors []shopHead
	Pages   ui.Pages
	// Size is how many are on a page, of the Sizes to choose from.
	Size  int64
	Sizes []ui.Option
}
