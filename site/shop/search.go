package shop

import (
	"encoding/json"
	"net/http"
	"reflect"
	"strings"

	"bazaar/infra/media"
	"bazaar/market/catalog"
	"bazaar/site/page"
	"bazaar/site/visitor"
)

const searchPath = "/search/"

// search shows what a query finds; a script gets suggestions for what is being typed.
func (f *Front) search(w http.ResponseWriter, r *http.Request) error {
	w.Header().Add("Vary", "X-Requested-With")
	if page.IsAJAX(r) {
		return f.suggest(w, r)
	}
	v := visitor.Of(r)
	known, err := f.Shelves.all(r.Context())
	if err != nil {
		return err
	}
	filter := catalog.ParseFilter(r.URL.Query())
	p := searchPage{Frame: page.Frame(r, v.Locale.T("Search")), Query: filter.Query}
	p.NoIndex, p.Search = true, filter.Query
	if filter.Query != "" {
		p.Title = v.Locale.T("Results for “%s”", filter.Query)
		at := place{base: f.Base, known: known, filter: filter, path: searchPath}
		found, err := f.find(r, known, filter)
		if err != nil {
			return err
		}
		n, err := f.Shelves.count(r.Context(), known.tree, filter)
		if err != nil {
			return err
		}
		p.listing = listingOf(v, found, n, at)
		if wantsResults(w, r) {
			return page.Render(w, r, http.StatusOK, results(p.Frame, p.listing))
		}
	}
	return page.Render(w, r, http.StatusOK, searchView(p))
}

// find ranks by how well products fit; a visitor who filters or sorts gets the order he chose.
func (f *Front) find(r *http.Request, k known, filter catalog.Filter) (catalog.Listing, error) {
	plain := catalog.Filter{Query: filter.Query, Order: catalog.Newest, Page: filter.Page}
	if reflect.DeepEqual(filter, plain) && !r.URL.Query().Has("order_by") {
		return catalog.Search(r.Context(), f.DB, filter.Query, filter.Page)
	}
	return catalog.List(r.Context(), f.DB, k.tree, filter, visitor.Of(r).Locale.Code())
}

// suggestion is one product under the search box. Price is in the currency that is charged,
// DisplayPrice as the visitor sees it.
type suggestion struct {
	ID           int64       `json:"id"`
	Title        string      `json:"title"`
	Price        json.Number `json:"price"`
	DisplayPrice string      `json:"display_price"`
	Image        string      `json:"image"`
	URL          string      `json:"url"`
}

// suggest answers with at most ten products; a query that is too short finds nothing.
func (f *Front) suggest(w http.ResponseWriter, r *http.Request) error {
	v := visitor.Of(r)
	query := catalog.ParseFilter(r.URL.Query()).Query
	found, err := catalog.Suggest(r.Context(), f.DB, query)
	if err != nil {
		return err
	}
	list := make([]suggestion, 0, len(found))
	for _, c := range found {
		list = append(list, suggestion{
			ID: c.ID, Title: c.Title.In(v.Locale.Code()), Price: plain(c.Price.Decimal()), DisplayPrice: v.Price(c.Price),
			Image: media.URL(c.Picture, media.Widths[0]), URL: v.Locale.URL(productPath(c.ID)),
		})
	}
	return page.JSON(w, http.StatusOK, map[string][]suggestion{"products": list})
}

// plain writes whole amounts without decimals: 999 and 29.99.
func plain(decimal string) json.Number { return json.Number(strings.TrimSuffix(decimal, ".00")) }
