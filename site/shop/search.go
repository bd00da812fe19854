package shop

import (
	"encoding/json"
	"net/http"
	"net/url"
	"strings"

	"bazaar/infra/media"
	"bazaar/market/catalog"
	"bazaar/site/page"
	"bazaar/site/ui"
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
	filter := f.filter(r)
	p := searchPage{Frame: page.Frame(r, v.Locale.T("Search")), Query: filter.Query}
	p.NoIndex, p.Search = true, filter.Query
	if filter.Query == "" {
		return page.Render(w, r, http.StatusOK, searchView(p))
	}
	p.Title = v.Locale.T("Results for “%s”", filter.Query)
	if p.listing, err = f.look(r, place{base: f.Base, known: known, filter: filter, path: searchPath}); err != nil {
		return err
	}
	if wantsResults(w, r) {
		return page.Render(w, r, http.StatusOK, results(p.Frame, p.listing))
	}
	if p.Total == 0 {
		p.Parts = parts(filter.Query)
	}
	return page.Render(w, r, http.StatusOK, searchView(p))
}

func searchFor(q string) string { return searchPath + "?" + url.Values{"q": {q}}.Encode() }

// mostParts is how many words of a query are offered one by one.
const mostParts = 5

// parts leads to the words of a query that has several.
func parts(query string) []ui.Link {
	words := strings.Fields(query)
	if len(words) < 2 {
		return nil
	}
	var links []ui.Link
	for _, word := range words[:min(len(words), mostParts)] {
		if len([]rune(word)) >= catalog.MinSuggest {
			links = append(links, ui.Link{Text: word, URL: searchFor(word)})
		}
	}
	return links
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

// shelfHit is a category under the search box.
type shelfHit struct {
	Title string `json:"title"`
	URL   string `json:"url"`
}

// suggestions are at most ten rows: a few categories, and products.
type suggestions struct {
	Products   []suggestion `json:"products"`
	Categories []shelfHit   `json:"categories"`
}

// mostShelves is how many categories are suggested.
const mostShelves = 3

// suggest answers with at most ten rows; a query that is too short finds nothing.
func (f *Front) suggest(w http.ResponseWriter, r *http.Request) error {
	v := visitor.Of(r)
	query := catalog.ParseFilter(r.URL.Query()).Query
	words, err := f.Shelves.vocabulary(r.Context())
	if err != nil {
		return err
	}
	found, err := catalog.Suggest(r.Context(), f.DB, words, query)
	if err != nil {
		return err
	}
	list := suggestions{Products: []suggestion{}, Categories: []shelfHit{}}
	for _, c := range f.Shelves.lastTree().Named(query, mostShelves) {
		list.Categories = append(list.Categories, shelfHit{Title: c.Title.In(v.Locale.Code()), URL: v.Locale.URL(categoryPath(c.Slug))})
	}
	for _, c := range found[:min(len(found), catalog.Suggestions-len(list.Categories))] {
		list.Products = append(list.Products, suggestion{
			ID: c.ID, Title: c.Title.In(v.Locale.Code()), Price: plain(c.Price.Decimal()), DisplayPrice: v.Price(c.Price),
			Image: media.URL(c.Picture, media.Widths[0]), URL: v.Locale.URL(productPath(c.ID)),
		})
	}
	return page.JSON(w, http.StatusOK, list)
}

// plain writes whole amounts without decimals: 999 and 29.99.
func plain(decimal string) json.Number { return json.Number(strings.TrimSuffix(decimal, ".00")) }
