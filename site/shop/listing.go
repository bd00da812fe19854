package shop

import (
	"maps"
	"net/url"
	"slices"

	"bazaar/market/catalog"
	"bazaar/market/money"
	"bazaar/market/vendors"
	"bazaar/site/locale"
	"bazaar/site/ui"
	"bazaar/site/visitor"
)

// listingOf turns what was found into what a list shows.
func listingOf(v *visitor.Visitor, found catalog.Listing, n catalog.Facets, at place) listing {
	if found.Capped && n.Total > found.Total && n.Total <= catalog.MaxCount {
		found.Total, found.Capped = n.Total, false // only the best are ranked, but all are counted
	}
	list := listing{
		Corrected: found.Corrected,
		Total:     found.Total, Capped: found.Capped, Products: cards(v, found.Cards),
		Filter: filterOf(v, n, at), Clear: at.url(catalog.Filter{Query: at.filter.Query}),
		Sort: ui.Sorting{Action: at.path, Value: string(at.filter.Order), Options: sortings(v.Locale, at.filter), Keep: at.keep("order_by")},
		Pages: ui.Pages{Current: int(found.Page), Last: int(found.Pages), URL: func(n int) string {
			filter := at.filter
			filter.Page = int64(n)
			return at.url(filter)
		}},
	}
	if at.fixed == "vendor" { // its name stands above all of them
		for i := range list.Products {
			list.Products[i].Vendor = ""
		}
	}
	list.Chips = chips(v, at)
	if found.Total == 0 {
		list.Ways = waysOut(v, n, at)
	}
	return list
}

// backOn says when a shop that is away is back; empty when it is not away.
func backOn(v *visitor.Visitor, a vendors.Absence) string {
	if v.Site.Now == nil || !a.At(v.Site.Now()) {
		return ""
	}
	return v.Locale.T("Back on %s", v.Locale.Date(a.Until))
}

// cards shows products in the visitor's language and currency.
func cards(v *visitor.Visitor, found []catalog.Card) []ui.Product {
	lang := v.Locale.Code()
	list := make([]ui.Product, 0, len(found))
	for _, c := range found {
		away := backOn(v, c.Vendor.Absence)
		list = append(list, ui.Product{
			ID: c.ID, Title: c.Title.In(lang), Lang: c.Title.Lang(lang), Picture: c.Picture, Vendor: c.Vendor.Name,
			Price:  ui.Cost{Now: shown(v, c.Price), Old: shownIfSet(v, c.OldPrice), From: c.Varies()},
			Rating: ui.Rating{Hundredths: c.Rating, Count: c.Reviews}, Available: c.Available && away == "", Away: away, Choice: c.Variants > 1,
		})
	}
	return list
}

// sortings are the ways to sort, in the visitor's words.
func sortings(l *locale.Locale, f catalog.Filter) []ui.Option {
	all := []ui.Option{
		{Value: string(catalog.Newest), Text: l.T("Newest first")},
		{Value: string(catalog.Cheapest), Text: l.T("Cheapest first")},
		{Value: string(catalog.Dearest), Text: l.T("Most expensive first")},
		{Value: string(catalog.BestRated), Text: l.T("Best rated first")},
		{Value: string(catalog.TitleUp), Text: l.T("By name, A to Z")},
		{Value: string(catalog.TitleDown), Text: l.T("By name, Z to A")},
		{Value: string(catalog.Oldest), Text: l.T("Oldest first")},
	}
	if f.Query == "" {
		return all
	}
	return append([]ui.Option{{Value: string(catalog.BestFit), Text: l.T("Best match first")}}, all...)
}

// chips are the filters in force; each leads to the list without it.
func chips(v *visitor.Visitor, at place) []ui.Chip {
	var all []ui.Chip
	add := func(text string, without func(*catalog.Filter)) {
		f := at.filter
		f.Page = 1
		without(&f)
		all = append(all, ui.Chip{Text: text, URL: at.url(f)})
	}
	l := v.Locale
	if at.fixed != "category" {
		for _, slug := range at.filter.Categories {
			if c, ok := at.known.tree.BySlug(slug); ok {
				add(c.Title.In(l.Code()), func(f *catalog.Filter) { f.Categories = without(f.Categories, slug) })
			}
		}
	}
	if at.fixed != "vendor" {
		for _, id := range at.filter.Vendors {
			add(at.known.vendorName(id, l), func(f *catalog.Filter) { f.Vendors = without(f.Vendors, id) })
		}
	}
	price := func(minor int64) string { return v.Price(money.New(minor, at.base)) }
	if low := at.filter.MinPrice; low > 0 {
		add(l.T("from %s", price(low)), func(f *catalog.Filter) { f.MinPrice = 0 })
	}
	if high := at.filter.MaxPrice; high > 0 {
		add(l.T("up to %s", price(high)), func(f *catalog.Filter) { f.MaxPrice = 0 })
	}
	if at.filter.OnSale {
		add(l.T("On sale"), func(f *catalog.Filter) { f.OnSale = false })
	}
	if at.filter.InStock {
		add(l.T("In stock"), func(f *catalog.Filter) { f.InStock = false })
	}
	if stars := at.filter.Stars; stars > 0 {
		add(starsText(l, stars), func(f *catalog.Filter) { f.Stars = 0 })
	}
	if tag := at.filter.Tag; tag != "" && at.fixed != "tag" {
		add(tag, func(f *catalog.Filter) { f.Tag = "" })
	}
	return all
}

func without[T comparable](list []T, x T) []T {
	return slices.DeleteFunc(slices.Clone(list), func(y T) bool { return y == x })
}

func sortedKeys(values url.Values) []string { return slices.Sorted(maps.Keys(values)) }

// categoryTrail leads from the catalogue down to a category.
func categoryTrail(l *locale.Locale, t catalog.Tree, c catalog.Category) []ui.Link {
	links := []ui.Link{{Text: l.T("Catalogue"), URL: productsPath}}
	for _, step := range t.Path(c.ID) {
		links = append(links, ui.Link{Text: step.Title.In(l.Code()), URL: categoryPath(step.Slug)})
	}
	return links
}
