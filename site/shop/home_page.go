package shop

import "bazaar/site/ui"

// homePage is the front page.
type homePage struct {
	ui.Frame
	// Collage holds up to four pictures beside the greeting.
	Collage []string
	// Categories with their pictures, the most popular first.
	Categories []category
	// Featured and Newest may be empty; their sections are then left out.
	Featured, Newest []ui.Product
	// Shops are the vendors of note.
	Shops []shopHead
}

// category is a tile that leads to the products of a category.
type category struct {
	Text, URL string
	// Picture is a reference; empty shows a placeholder.
	Picture string
	Count   int64
}
