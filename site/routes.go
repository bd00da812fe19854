package site

import (
	"slices"

	"bazaar/infra/limit"
	"bazaar/infra/sqldb"
	"bazaar/site/account"
	"bazaar/site/api"
	"bazaar/site/page"
	"bazaar/site/shop"
)

// Routes is the table of the whole site.
func Routes(o Options) []page.Route {
	return table(o, &shop.Shelves{DB: o.DB, Now: o.Now, Watch: sqldb.NewWatch(o.DB, o.Now)}, nil)
}

func table(o Options, shelves *shop.Shelves, t *tally) []page.Route {
	goods := &shop.Front{DB: o.DB, Now: o.Now, Shelves: shelves, Zone: o.Zone, Base: o.Base, Limits: limit.Over(o.Cache, o.Now), Gateways: o.Gateways, Sandbox: o.Sandbox}
	customers := &account.Front{DB: o.DB, Now: o.Now, Limits: limit.Over(o.Cache, o.Now)}
	programs := &api.Front{DB: o.DB, Now: o.Now, Gateways: o.Gateways}
	return slices.Concat(goods.Routes(), customers.Routes(), programs.Routes(), choices(), development(o), statistics(o, t), oldRoutes())
}
