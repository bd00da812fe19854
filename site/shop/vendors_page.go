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
	// Away says when the shop, which is away, sells again; empty when it is not away.
	Away string
	// Views are the pages of the shop.
	Views []ui.Tab
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

// shopAboutPage is what a vendor says about itself, and its terms.
type shopAboutPage struct {
	ui.Frame
	Trail []ui.Link
	Shop  shopHead
	// LegalName, City, Address and Contact say who sells and how to reach them; each may be empty.
	LegalName, City, Address, Contact string
	// Delivery and Returns are plain texts in Languages of their own; empty when the vendor has not
	// said anything.
	Delivery, Returns         string
	DeliveryLang, ReturnsLang string
}

// shopReviewsPage is what customers write about the goods of a vendor.
type shopReviewsPage struct {
	ui.Frame
	Trail []ui.Link
	Shop  shopHead
	List  []shopReview
	Pages ui.Pages
}

// shopReview is a review with the product that it is about.
type shopReview struct {
	review
	Product ui.Link
	Lang    string
	Picture string
}
