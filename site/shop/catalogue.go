package shop

import (
	"net/http"
	"slices"
	"strconv"

	"bazaar/market/catalog"
	"bazaar/market/fault"
	"bazaar/market/money"
	"bazaar/site/locale"
	"bazaar/site/page"
	"bazaar/site/ui"
	"bazaar/site/visitor"
)

func (f *Front) catalogueRoutes() []page.Route {
	return []page.Route{
		{Pattern: "GET /{$}", Handle: f.showHome, Shared: true},
		{Pattern: "GET /products/{$}", Handle: f.listProducts, Shared: true},
		{Pattern: "GET /products/tag/{slug}/{$}", Handle: f.listTag, Shared: true},
		{Pattern: "GET /category/{$}", Handle: f.listCategories, Shared: true},
		{Pattern: "GET /category/{slug}/{$}", Handle: f.listCategory, Shared: true},
		{Pattern: "GET /product/{id}/{$}", Handle: f.showProduct, Shared: true},
		{Pattern: "GET /search/{$}", Handle: f.search, Shared: true},
		{Pattern: "GET /recent/{$}", Handle: f.showRecent},
		{Pattern: "GET /vendors/{$}", Handle: f.listVendors, Shared: true},
		{Pattern: "GET /vendor/{id}/{$}", Handle: f.showVendor, Shared: true},
	}
}

// listProducts shows the whole catalogue through the filters of the address.
func (f *Front) listProducts(w http.ResponseWriter, r *http.Request) error {
	filter := f.filter(r)
	known, err := f.Shelves.all(r.Context())
	if err != nil {
		return err
	}
	l := visitor.Of(r).Locale
	p := productsPage{Heading: l.T("All products"), Trail: []ui.Link{{Text: l.T("Catalogue"), URL: productsPath}}}
	canonical := productsPath
	if len(filter.Categories) == 1 {
		if c, ok := known.tree.BySlug(filter.Categories[0]); ok {
			p.Heading, p.Trail, canonical = c.Title.In(l.Code()), categoryTrail(l, known.tree, c), categoryPath(c.Slug)
		}
	}
	return f.renderList(w, r, p, place{base: f.Base, known: known, filter: filter, path: productsPath, canonical: canonical})
}

// listCategory shows one category with everything below it. Old addresses name it by its public
// number.
func (f *Front) listCategory(w http.ResponseWriter, r *http.Request) error {
	known, err := f.Shelves.all(r.Context())
	if err != nil {
		return err
	}
	slug := r.PathValue("slug")
	c, ok := known.tree.BySlug(slug)
	if !ok {
		if c, ok = known.tree.ByCID(slug); !ok {
			return fault.Missing()
		}
		return page.Redirect(w, r, categoryPath(c.Slug), http.StatusMovedPermanently)
	}
	v := visitor.Of(r)
	l := v.Locale
	filter := f.filter(r)
	filter.Categories = []string{slug}
	path := categoryPath(slug)
	p := productsPage{Below: tiles(v.Locale, known.tree, known.tree.Children(c.ID)), Heading: c.Title.In(l.Code()), Trail: categoryTrail(l, known.tree, c)}
	return f.renderList(w, r, p, place{base: f.Base, known: known, filter: filter, path: path, canonical: path, fixed: "category"})
}

// listTag shows the products that carry a word.
func (f *Front) listTag(w http.ResponseWriter, r *http.Request) error {
	known, err := f.Shelves.all(r.Context())
	if err != nil {
		return err
	}
	held, err := f.Shelves.tagged(r.Context(), r.PathValue("slug"))
	if err != nil {
		return err
	}
	tag := held.tag
	filter := f.filter(r)
	filter.Tag = tag.Slug
	l := visitor.Of(r).Locale
	name, path := tag.In(l.Code()), tagPath(tag.Slug)
	p := productsPage{Heading: l.T("Tagged “%s”", name), Trail: []ui.Link{{Text: l.T("Catalogue"), URL: productsPath}, {Text: name, URL: path}}}
	return f.renderList(w, r, p, place{base: f.Base, known: known, filter: filter, path: path, canonical: path, fixed: "tag"})
}

// place is where a list stands: its address and what its filters may offer.
type place struct {
	known  known
	filter catalog.Filter
	// base is the currency of the filter's prices.
	base money.Currency
	// path is the address without its query; fixed is the filter that is part of it.
	path, fixed string
	canonical   string
}

// filter reads the filter of a request. A form that offers prices in another currency than that of
// the goods names it, so that an address means the same to everybody who follows it.
func (f *Front) filter(r *http.Request) catalog.Filter {
	query := r.URL.Query()
	filter := catalog.ParseFilter(query)
	if typed := money.Currency(query.Get("currency")); typed.Valid() && typed != f.Base {
		low, high := visitor.Of(r).Site.Rates.Within(money.New(filter.MinPrice, typed), money.New(filter.MaxPrice, typed), f.Base)
		filter.MinPrice, filter.MaxPrice = low.Minor, high.Minor
	}
	return filter
}

// url writes the address of the list under another filter.
func (at place) url(filter catalog.Filter) string {
	values := filter.Values()
	values.Del(at.fixed)
	if len(values) == 0 {
		return at.path
	}
	return at.path + "?" + values.Encode()
}

// keep are the parameters that a form carries along beside the fields of its own.
func (at place) keep(own ...string) []ui.Hidden {
	values := at.filter.Values()
	values.Del(at.fixed)
	values.Del("page")
	for _, name := range own {
		values.Del(name)
	}
	var hidden []ui.Hidden
	for _, name := range sortedKeys(values) {
		for _, v := range values[name] {
			hidden = append(hidden, ui.Hidden{Name: name, Value: v})
		}
	}
	return hidden
}

func (f *Front) renderList(w http.ResponseWriter, r *http.Request, p productsPage, at place) error {
	v := visitor.Of(r)
	list, err := f.look(r, at)
	if err != nil {
		return err
	}
	p.listing = list
	p.Frame = page.Frame(r, p.Heading)
	p.Canonical = at.canonical
	if now := list.Pages.Current; now > 1 {
		p.Title = v.Locale.T("%s, page %s", p.Heading, v.Locale.Number(int64(now)))
		p.Canonical += "?page=" + strconv.Itoa(now)
	}
	p.Description = v.Locale.T("%s from verified vendors, with cash on delivery.", p.Heading)
	p.NoIndex = filtered(at)
	if wantsResults(w, r) {
		return page.Render(w, r, http.StatusOK, results(p.Frame, p.listing))
	}
	return page.Render(w, r, http.StatusOK, productsView(p))
}

// look reads a list and its facets.
func (f *Front) look(r *http.Request, at place) (listing, error) {
	v := visitor.Of(r)
	words, err := f.Shelves.wordsFor(r.Context(), at.filter)
	if err != nil {
		return listing{}, err
	}
	look := catalog.Look{Tree: at.known.tree, Words: words, Filter: at.filter, Lang: v.Locale.Code()}
	found, n, err := f.Shelves.list(r.Context(), look)
	if err != nil {
		return listing{}, err
	}
	return listingOf(v, found, n, at), nil
}

// wantsResults tells whether a script asks for the list alone.
func wantsResults(w http.ResponseWriter, r *http.Request) bool {
	w.Header().Add("Vary", "X-Fragment")
	return r.Header.Get(page.FragmentHeader) == "results"
}

// filtered tells whether a list is one of the many combinations that search engines should leave
// alone.
func filtered(at place) bool {
	own := at.filter
	own.Page, own.Categories = 0, nil
	if at.fixed == "tag" {
		own.Tag = ""
	}
	return len(own.Values()) > 0 || len(at.filter.Categories) > 1
}

// showHome shows what the market has to offer.
func (f *Front) showHome(w http.ResponseWriter, r *http.Request) error {
	v := visitor.Of(r)
	tree, err := f.Shelves.counted(r.Context())
	if err != nil {
		return err
	}
	featured, err := f.Shelves.featured(r.Context(), homeShelf)
	if err != nil {
		return err
	}
	newest, err := f.Shelves.newest(r.Context(), 3*homeShelf)
	if err != nil {
		return err
	}
	newest = others(newest, featured, homeShelf)
	p := homePage{Frame: page.Frame(r, ""), Featured: cards(v, featured), Newest: cards(v, newest)}
	if p.Shops, err = f.topShops(r); err != nil {
		return err
	}
	p.Canonical, p.Description = "/", v.Locale.T("Goods of verified local vendors in one shop, with cash on delivery.")
	for _, c := range featured {
		if c.Picture != "" && len(p.Collage) < 4 {
			p.Collage = append(p.Collage, c.Picture)
		}
	}
	p.Categories = tiles(v.Locale, tree, tree.Roots())
	if len(p.Categories) > homeTiles {
		p.Categories = p.Categories[:homeTiles]
	}
	return page.Render(w, r, http.StatusOK, homeView(p))
}

// others are the first few that can be had and are not shown already.
func others(all, shown []catalog.Card, most int) []catalog.Card {
	var list []catalog.Card
	for _, c := range all {
		if c.Available && len(list) < most && !slices.ContainsFunc(shown, func(s catalog.Card) bool { return s.ID == c.ID }) {
			list = append(list, c)
		}
	}
	return list
}

const (
	homeShelf = 8 // products of a row on the home page
	homeTiles = 8 // categories on the home page
)

// listCategories shows all categories at the top.
func (f *Front) listCategories(w http.ResponseWriter, r *http.Request) error {
	v := visitor.Of(r)
	tree, err := f.Shelves.counted(r.Context())
	if err != nil {
		return err
	}
	p := categoriesPage{Frame: page.Frame(r, v.Locale.T("Categories")), Categories: tiles(v.Locale, tree, tree.Roots())}
	p.Trail = []ui.Link{{Text: v.Locale.T("Categories"), URL: "/category/"}}
	return page.Render(w, r, http.StatusOK, categoriesView(p))
}

// tiles lead to categories, those with most products first; the empty ones are left out.
func tiles(l *locale.Locale, t catalog.Tree, shelves []catalog.Category) []category {
	var all []category
	for _, c := range shelves {
		if n := t.Count(c.ID); n > 0 {
			all = append(all, category{Text: c.Title.In(l.Code()), URL: categoryPath(c.Slug), Picture: c.Picture, Count: n})
		}
	}
	slices.SortStableFunc(all, func(a, b category) int { return int(b.Count - a.Count) })
	return all
}
