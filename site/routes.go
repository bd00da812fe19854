package site

import (
	"slices"

	"bazaar/infra/limit"
	"bazaar/site/account"
	"bazaar/site/page"
)

// Routes is the table of the whole site.
func Routes(o Options) []page.Route {
	customers := &account.Front{DB: o.DB, Now: o.Now, Limits: limit.New(o.Now, limit.DefaultMost)}
	return slices.Concat(customers.Routes(), choices(), oldRoutes())
}
