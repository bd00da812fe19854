package site

import (
	"slices"

	"bazaar/site/page"
)

// Routes is the table of the whole site.
func Routes(o Options) []page.Route {
	return slices.Concat(choices(), oldRoutes())
}
