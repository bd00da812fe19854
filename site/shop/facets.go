package shop

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"bazaar/market/catalog"
	"bazaar/market/money"
	"bazaar/market/vendors"
	"bazaar/site/locale"
	"bazaar/site/ui"
	"bazaar/site/visitor"
)

// typedFilters are the parameters that the form of a list has fields for.
var typedFilters = []string{"category", "vendor", "min_price", "max_price", "on_sale", "in_stock", "rating"}

// filterOf is the form of the filters with what each value would show.
func filterOf(v *visitor.Visitor, n catalog.Facets, at place) filter {
	f, l := at.filter, v.Locale
	form := filter{
		Action: at.path, Currency: string(v.Currency), Named: v.Currency != at.base, Keep: at.keep(typedFilters...), Active: len(chips(v, at)), Total: n.Total,
		Min: priceText(v, f.MinPrice, at), Max: priceText(v, f.MaxPrice, at),
		Lowest: priceText(v, n.Lowest, at), Highest: priceText(v, n.Highest, at),
	}
	add := func(facet ui.Facet) {
		if len(facet.Values) > 0 {
			form.After = append(form.After, facet)
		}
	}
	if at.fixed != "category" {
		form.Before = categoryFacet(l, n, at)
	}
	if at.fixed != "vendor" {
		add(vendorFacet(l, n, at))
	}
	add(ui.Facet{Name: "on_sale", Title: l.T("Offers"), Values: []ui.FacetValue{{Value: "1", Text: l.T("On sale"), Count: n.OnSale, Chosen: f.OnSale}}})
	add(ui.Facet{Name: "in_stock", Title: l.T("Availability"), Values: []ui.FacetValue{{Value: "1", Text: l.T("In stock"), Count: n.InStock, Chosen: f.InStock}}})
	add(ratingFacet(l, n, f))
	return form
}

// categoryFacet lists the categories at the top, and what is below those that are chosen. Inside a
// shop those are left out of which it sells nothing.
func categoryFacet(l *locale.Locale, n catalog.Facets, at place) ui.Facet {
	facet := ui.Facet{Name: "category", Title: l.T("Category")}
	add := func(c catalog.Category, below bool) bool {
		chosen := slices.Contains(at.filter.Categories, c.Slug)
		if at.fixed == "vendor" && n.Categories[c.ID] == 0 && !chosen {
			return false
		}
		facet.Values = append(facet.Values, ui.FacetValue{
			Value: c.Slug, Text: c.Title.In(l.Code()), Count: n.Categories[c.ID], Chosen: chosen, Below: below,
		})
		return chosen
	}
	for _, root := range at.known.tree.Roots() {
		open := add(root, false)
		for _, c := range at.known.tree.Children(root.ID) {
			if open || slices.ContainsFunc(at.filter.Categories, func(slug string) bool { return within(at.known.tree, slug, c.ID) }) {
				add(c, true)
			}
		}
	}
	emptyLast(facet.Values)
	return facet
}

// within tells whether the category with a slug stands in another one.
func within(t catalog.Tree, slug string, id int64) bool {
	c, ok := t.BySlug(slug)
	return ok && slices.ContainsFunc(t.Path(c.ID), func(above catalog.Category) bool { return above.ID == id })
}

// vendorFacet lists the vendors by name; of very many, those with most goods and the chosen ones.
func vendorFacet(l *locale.Locale, n catalog.Facets, at place) ui.Facet {
	facet := ui.Facet{Name: "vendor", Title: l.T("Vendor")}
	add := func(shop vendors.Name) {
		facet.Values = append(facet.Values, ui.FacetValue{
			Value: strconv.FormatInt(shop.ID, 10), Text: shop.Name, Count: n.Vendors[shop.ID], Chosen: slices.Contains(at.filter.Vendors, shop.ID),
		})
	}
	if len(at.known.shops.list) <= catalog.OfferedVendors {
		for _, shop := range at.known.shops.list {
			add(shop)
		}
		emptyLast(facet.Values)
		return facet
	}
	for id := range n.Vendors {
		if shop, ok := at.known.shops.byID[id]; ok { // it was not closed since the count
			add(shop)
		}
	}
	for _, id := range at.filter.Vendors {
		if shop, ok := at.known.shops.byID[id]; ok && n.Vendors[id] == 0 {
			add(shop)
		}
	}
	slices.SortFunc(facet.Values, func(a, b ui.FacetValue) int {
		return cmp.Or(strings.Compare(a.Text, b.Text), strings.Compare(a.Value, b.Value))
	})
	emptyLast(facet.Values)
	return facet
}

// emptyLast puts values that would show nothing below the others, which keep their order.
func emptyLast(values []ui.FacetValue) {
	empty := func(v ui.FacetValue) bool { return v.Count == 0 && !v.Chosen && !v.Below }
	slices.SortStableFunc(values, func(a, b ui.FacetValue) int {
		if empty(a) == empty(b) {
			return 0
		}
		return order(empty(b))
	})
}

func order(first bool) int {
	if first {
		return -1
	}
	return 1
}

// leastStars are the ratings that a list offers to ask for.
var leastStars = []int64{4, 3, 2}

func ratingFacet(l *locale.Locale, n catalog.Facets, f catalog.Filter) ui.Facet {
	facet := ui.Facet{Name: "rating", Title: l.T("Rating"), Single: true, Values: []ui.FacetValue{
		{Value: "", Text: l.T("Any rating"), Count: n.Stars[0], Chosen: f.Stars == 0},
	}}
	for _, stars := range leastStars {
		facet.Values = append(facet.Values, ui.FacetValue{
			Value: strconv.FormatInt(stars, 10), Text: starsText(l, stars), Count: n.Stars[stars], Chosen: f.Stars == stars,
		})
	}
	return facet
}

func starsText(l *locale.Locale, stars int64) string {
	return l.N("%d star and up", "%d stars and up", stars)
}

// priceText writes a price of the filter for a field, in the currency that the visitor sees.
func priceText(v *visitor.Visitor, minor int64, at place) string {
	if minor == 0 {
		return ""
	}
	return strings.TrimSuffix(shown(v, money.New(minor, at.base)).Shown().Decimal(), ".00")
}

// waysOut lead out of an empty list: the list without each filter that alone empties it.
func waysOut(v *visitor.Visitor, n catalog.Facets, at place) []way {
	l := v.Locale
	names := map[catalog.FilterName]string{
		catalog.ByCategory: l.T("Category"), catalog.ByVendor: l.T("Vendor"), catalog.ByPrice: l.T("Price"),
		catalog.BySale: l.T("On sale"), catalog.ByStock: l.T("In stock"), catalog.ByRating: l.T("Rating"),
	}
	var all []way
	for _, name := range n.Blame() {
		if string(name) != at.fixed {
			all = append(all, way{Text: l.T("Without the filter “%s”", names[name]), URL: at.url(at.filter.Drop(name)), Count: n.Without[name]})
		}
	}
	return all
}
