// Package desk is the front of those who sell: how a shop is opened and set up, its goods, and what
// there is to do. Every page stands in the panel of the desk; the visitor's shop is found before a
// handler runs (page.Member and its kin), and every verb is asked for things of that shop only.
package desk

import (
	"net/http"
	"slices"
	"time"

	"bazaar/infra/limit"
	"bazaar/infra/media"
	"bazaar/infra/sqldb"
	"bazaar/market/accounts"
	"bazaar/market/catalog"
	"bazaar/market/money"
	"bazaar/market/vendors"
	"bazaar/site/locale"
	"bazaar/site/page"
	"bazaar/site/ui"
	"bazaar/site/visitor"
)

// Front answers the pages of vendors.
type Front struct {
	DB  *sqldb.DB
	Now func() time.Time
	// Pictures keeps those that vendors send.
	Pictures media.Store
	// Files is the private store, in which files of goods wait.
	Files media.Store
	// Base is the currency of prices.
	Base money.Currency
	// Zone decides in which month a sale counts.
	Zone *time.Location
	// Keys read the links of invitations.
	Keys accounts.Keys
	// Limits counts what is written, by account.
	Limits limit.Limiter
}

// registrationsPerAddress bounds how often one address may open shops.
var registrationsPerAddress = limit.Per(100, 5*time.Minute)

// Routes is the table of the front.
func (f *Front) Routes() []page.Route {
	return append(slices.Concat(f.importRoutes(), f.messageRoutes(), f.staffRoutes()), []page.Route{
		{Pattern: "GET /vendors/register/{$}", Handle: f.showRegister, Token: page.TokenAlways},
		{Pattern: "POST /vendors/register/{$}", Handle: f.register, Token: page.TokenAlways, Limit: registrationsPerAddress},

		{Pattern: "GET /vendor/dashboard/{$}", Handle: f.dashboard, Access: page.Member},
		{Pattern: "GET /vendor/products/{$}", Handle: f.products, Access: page.Catalogue},
		{Pattern: "POST /vendor/products/bulk/{$}", Handle: f.bulk, Access: page.Catalogue},
		{Pattern: "GET /vendor/product/create/{$}", Handle: f.showCreate, Access: page.Catalogue},
		{Pattern: "POST /vendor/product/create/{$}", Handle: f.create, Access: page.Catalogue, MostBytes: page.FormBytes(catalog.MaxPictures)},
		{Pattern: "POST /vendor/product/create/keep/{$}", Handle: f.keep, Access: page.Catalogue},
		{Pattern: "POST /vendor/product/create/keep/forget/{$}", Handle: f.forget, Access: page.Catalogue},
		{Pattern: "GET /vendor/product/{id}/edit/{$}", Handle: f.showEdit, Access: page.Catalogue},
		{Pattern: "POST /vendor/product/{id}/edit/{$}", Handle: f.saveEdit, Access: page.Catalogue, MostBytes: page.FormBytes(catalog.MaxPictures)},
		{Pattern: "POST /vendor/product/{id}/keep/{$}", Handle: f.keep, Access: page.Catalogue},
		{Pattern: "POST /vendor/product/{id}/keep/forget/{$}", Handle: f.forget, Access: page.Catalogue},
		{Pattern: "GET /vendor/product/create/preview/{$}", Handle: f.preview, Access: page.Catalogue},
		{Pattern: "GET /vendor/product/{id}/preview/{$}", Handle: f.preview, Access: page.Catalogue},
		{Pattern: "GET /vendor/product/{id}/stock/{$}", Handle: f.stock, Access: page.Catalogue},
		{Pattern: "POST /vendor/product/{id}/duplicate/{$}", Handle: f.duplicate, Access: page.Catalogue},
		{Pattern: "POST /vendor/product/{id}/withdraw/{$}", Handle: f.act(catalog.Withdraw, func(l *locale.Locale) string { return l.T("Taken back from review.") }, editPath), Access: page.Catalogue},
		{Pattern: "POST /vendor/product/{id}/restore/{$}", Handle: f.act(catalog.Restore, func(l *locale.Locale) string { return l.T("Back as a draft.") }, editPath), Access: page.Catalogue},
		{Pattern: "POST /vendor/product/{id}/archive/{$}", Handle: f.act(catalog.Archive, func(l *locale.Locale) string { return l.T("Archived. You can bring it back at any time.") }, editPath), Access: page.Catalogue},
		{Pattern: "GET /vendor/product/{id}/delete/{$}", Handle: f.askToDelete, Access: page.Catalogue},
		{Pattern: "POST /vendor/product/{id}/delete/{$}", Handle: f.act(catalog.Delete, func(l *locale.Locale) string { return l.T("Deleted.") }, toList), Access: page.Catalogue},

		{Pattern: "GET /vendor/analytics/{$}", Handle: f.analytics, Access: page.Owner},
		{Pattern: "GET /vendor/analytics/csv/{$}", Handle: f.analyticsFile, Access: page.Owner},
		{Pattern: "GET /vendor/finance/{$}", Handle: f.finance, Access: page.Owner},
		{Pattern: "GET /vendor/finance/csv/{$}", Handle: f.financeFile, Access: page.Owner},
		{Pattern: "GET /vendor/finance/statement/{$}", Handle: f.statement, Access: page.Owner},
		{Pattern: "GET /vendor/orders/{$}", Handle: f.orders, Access: page.Fulfilment},
		{Pattern: "POST /vendor/orders/bulk/{$}", Handle: f.bulkParcels, Access: page.Fulfilment},
		{Pattern: "GET /vendor/order/{id}/{$}", Handle: f.order, Access: page.Fulfilment},
		{Pattern: "POST /vendor/order/{id}/{$}", Handle: f.moveParcel, Access: page.Fulfilment},
		{Pattern: "GET /vendor/order/{id}/deliver/{$}", Handle: f.askToDeliver, Access: page.Fulfilment},
		{Pattern: "GET /vendor/order/{id}/cancel/{$}", Handle: f.askToCancel, Access: page.Fulfilment},
		{Pattern: "POST /vendor/order/{id}/cancel/{$}", Handle: f.cancelParcel, Access: page.Fulfilment},
		{Pattern: "GET /vendor/order/{id}/slip/{$}", Handle: f.slip, Access: page.Fulfilment},
		{Pattern: "GET /vendor/orders/pick/{$}", Handle: f.pickList, Access: page.Fulfilment},

		{Pattern: "GET /vendor/reviews/{$}", Handle: f.reviews, Access: page.Catalogue},
		{Pattern: "GET /vendor/reviews/{id}/reply/{$}", Handle: f.showReply, Access: page.Catalogue},
		{Pattern: "POST /vendor/reviews/{id}/reply/{$}", Handle: f.saveReply, Access: page.Catalogue},

		{Pattern: "GET /vendor/status/{$}", Handle: f.status, Access: page.Owner},
		{Pattern: "POST /vendor/status/submit/{$}", Handle: f.submitShop, Access: page.Owner},
		{Pattern: "GET /vendor/settings/{$}", Handle: f.showStep(storeStep), Access: page.Owner},
		{Pattern: "POST /vendor/settings/{$}", Handle: f.saveStep(storeStep, f.saveStore), Access: page.Owner, MostBytes: page.FormBytes(2)},
		{Pattern: "GET /vendor/settings/legal/{$}", Handle: f.showStep(legalStep), Access: page.Owner},
		{Pattern: "POST /vendor/settings/legal/{$}", Handle: f.saveStep(legalStep, f.saveLegal), Access: page.Owner},
		{Pattern: "GET /vendor/settings/terms/{$}", Handle: f.showStep(termsStep), Access: page.Owner},
		{Pattern: "POST /vendor/settings/terms/{$}", Handle: f.saveStep(termsStep, f.saveTerms), Access: page.Owner},
		{Pattern: "GET /vendor/settings/away/{$}", Handle: f.showAway, Access: page.Owner},
		{Pattern: "POST /vendor/settings/away/{$}", Handle: f.saveAway, Access: page.Owner},
		{Pattern: "POST /vendor/settings/away/end/{$}", Handle: f.endAway, Access: page.Owner},
	}...)
}

// sections is the side navigation of the desk, in its order.
func sections(v *visitor.Visitor, goods catalog.Counts) []ui.Section {
	l := v.Locale
	all := []struct {
		ui.Section
		duty vendors.Duty
	}{
		{ui.Section{Text: l.T("Overview"), URL: "/vendor/dashboard/", Icon: "house"}, vendors.AnyDuty},
		{ui.Section{Text: l.T("Orders"), URL: ordersPath, Icon: "truck"}, vendors.Parcels},
		{ui.Section{Text: l.T("Products"), URL: productsPath, Icon: "package", Count: goods[catalog.Rejected]}, vendors.Goods},
		{ui.Section{Text: l.T("Reviews"), URL: reviewsPath, Icon: "star"}, vendors.Goods},
		{ui.Section{Text: l.T("Analytics"), URL: analyticsPath, Icon: "chart-column"}, vendors.Everything},
		{ui.Section{Text: l.T("Finances"), URL: financePath, Icon: "banknote"}, vendors.Everything},
		{ui.Section{Text: l.T("Messages"), URL: messagesPath, Icon: "mail", Count: v.Shop.Unread}, vendors.AnyDuty},
		{ui.Section{Text: l.T("People"), URL: staffPath, Icon: "users"}, vendors.Everything},
		{ui.Section{Text: l.T("Settings"), URL: storePath, Icon: "settings"}, vendors.Everything},
		{ui.Section{Text: l.T("State of the shop"), URL: statusPath, Icon: "shield-check"}, vendors.Everything},
	}
	var mine []ui.Section
	for _, s := range all {
		if v.Shop.Role.Includes(s.duty) {
			mine = append(mine, s.Section)
		}
	}
	return mine
}

// panel is the frame of a page of the desk; here is the URL of its section. It costs one statement,
// for the numbers beside the sections; who does not look after the goods gets none about them.
func (f *Front) panel(r *http.Request, title, here string) (ui.Panel, catalog.Counts, error) {
	v := visitor.Of(r)
	l := v.Locale
	var goods catalog.Counts
	if v.Shop.Role.Includes(vendors.Goods) {
		var err error
		if goods, err = catalog.CountStates(r.Context(), f.DB, v.Shop.VendorID); err != nil {
			return ui.Panel{}, nil, err
		}
	}
	p := page.Panel(r, title)
	p.Area, p.Home, p.Who, p.Here, p.SignOut = l.T("Vendor desk"), "/vendor/dashboard/", v.Shop.Name, here, "/vendors/logout/"
	p.Sections, p.Notices = sections(v, goods), notices(v, f.Now())
	return p, goods, nil
}

// notices tell on every page why a shop does not sell.
func notices(v *visitor.Visitor, now time.Time) []ui.Notice {
	l, shop := v.Locale, v.Shop
	var link ui.Link
	if shop.Role.Includes(vendors.Everything) {
		link = ui.Link{Text: l.T("See what is missing"), URL: "/vendor/status/"}
	}
	switch {
	case shop.State == vendors.Suspended:
		return []ui.Notice{{Level: "danger", Text: l.T("Your shop is suspended: nothing of it is on sale. Reason: %s", reason(v))}}
	case shop.State == vendors.Applied && shop.Reason != "":
		return []ui.Notice{{Level: "warning", Text: l.T("The market asks you to change something: %s", shop.Reason), Link: link}}
	case shop.State == vendors.Applied && shop.Submitted:
		return []ui.Notice{{Level: "info", Text: l.T("Your shop is waiting for verification. You can prepare goods meanwhile; nobody else sees them.")}}
	case shop.State == vendors.Applied:
		return []ui.Notice{{Level: "warning", Text: l.T("Your shop is not open yet. Complete its details and send them for verification."), Link: link}}
	case shop.Absence.At(now):
		away := ui.Notice{Level: "info", Text: l.T("Your shop is away until %s: nobody can buy from it.", l.Date(shop.Absence.Until))}
		if shop.Role.Includes(vendors.Everything) {
			away.Link = ui.Link{Text: l.T("Change it"), URL: awayPath}
		}
		return []ui.Notice{away}
	}
	return nil
}

// reason is why a shop is suspended.
func reason(v *visitor.Visitor) string {
	if v.Shop.Reason != "" {
		return v.Shop.Reason
	}
	return v.Locale.T("none was given; please write to us.")
}
