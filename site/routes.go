package site

import (
	"slices"

	"bazaar/infra/limit"
	"bazaar/infra/sqldb"
	"bazaar/site/account"
	"bazaar/site/admin"
	"bazaar/site/api"
	"bazaar/site/desk"
	"bazaar/site/help"
	"bazaar/site/page"
	"bazaar/site/shop"
)

// Routes is the table of the whole site.
func Routes(o Options) []page.Route {
	return table(o, &shop.Shelves{DB: o.DB, Now: o.Now, Watch: sqldb.NewWatch(o.DB, o.Now)}, nil)
}

func table(o Options, shelves *shop.Shelves, t *tally) []page.Route {
	goods := &shop.Front{DB: o.DB, Now: o.Now, Shelves: shelves, Zone: o.Zone, Base: o.Base, Limits: limit.Over(o.Cache, o.Now), Gateways: o.Gateways, Sandbox: o.Sandbox, BuyersOnly: o.BuyersOnly, ShipWithin: o.ShipWithin, Pictures: o.Pictures, Views: o.Views}
	customers := &account.Front{DB: o.DB, Now: o.Now, Files: o.Files, Pictures: o.Pictures, Zone: o.Zone, Limits: limit.Over(o.Cache, o.Now), Keys: o.Keys}
	sellers := &desk.Front{DB: o.DB, Now: o.Now, Pictures: o.Pictures, Files: o.Files, Base: o.Base, Zone: o.Zone, Keys: o.Keys, Limits: limit.Over(o.Cache, o.Now)}
	answers := &help.Front{DB: o.DB, Now: o.Now, Operator: o.Operator, Desk: o.Desk, Limits: limit.Over(o.Cache, o.Now)}
	staff := &admin.Front{DB: o.DB, Now: o.Now}
	programs := &api.Front{DB: o.DB, Now: o.Now, Gateways: o.Gateways}
	return slices.Concat(goods.Routes(), customers.Routes(), sellers.Routes(), staff.Routes(), answers.Routes(), programs.Routes(), choices(o.DB), development(o), statistics(o, t), oldRoutes())
}
