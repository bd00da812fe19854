package ui

import (
	"slices"
	"strconv"
)

// wishes tells whether a product is on the visitor's wishlist.
func (f Frame) wishes(id int64) bool { return slices.Contains(f.Wished, id) }

// wishPath is where the heart of a product posts to: it adds or takes away.
func (f Frame) wishPath(id int64) string {
	if f.wishes(id) {
		return "/wishlist/remove/" + strconv.FormatInt(id, 10) + "/"
	}
	return "/wishlist/add/" + strconv.FormatInt(id, 10) + "/"
}
