package catalog

import (
	"errors"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"bazaar/market/money"
)

// PageSize is how many goods a page of a list shows.
const PageSize = 20

// LastPage is the end of every list; who looks further is better served by a filter.
const LastPage = 500

// Limits of what an address may carry, so that no visitor can make a list slow.
const (
	maxChoices = 50  // categories or vendors of one filter
	maxSlug    = 120 // bytes
	maxQuery   = 200 // bytes
)

// Order is how a list is sorted, as the address says it.
type Order string

// The orders. An unknown one is Newest, or BestFit where something is looked for.
const (
	BestFit   Order = "-fit"
	Newest    Order = "-date"
	Oldest    Order = "date"
	Cheapest  Order = "price"
	Dearest   Order = "-price"
	TitleUp   Order = "title"
	TitleDown Order = "-title"
	BestRated Order = "-rating"
)

// Orders lists them as a visitor chooses.
var Orders = []Order{Newest, Cheapest, Dearest, BestRated, TitleUp, TitleDown, Oldest}

// Filter is what a list shows. The zero value shows everything, newest first; ParseFilter and
// Values turn an address into a Filter and back without loss.
type Filter struct {
	// Categories are slugs; goods of any of them are shown, subcategories included.
	Categories []string
	Vendors    []int64
	// MinPrice and MaxPrice are inclusive, in minor units of the base currency; 0 is no bound.
	MinPrice, MaxPrice int64
	OnSale, InStock    bool
	Stars              int64  // the least average rating in whole stars, 0 for any
	Tag                string // slug
	Query              string
	Order              Order
	Page               int64 // from 1
}

// ParseFilter reads an address. What makes no sense in it is ignored, so every address shows a list.
func ParseFilter(v url.Values) Filter {
	f := Filter{
		MinPrice: parsePrice(v.Get("min_price")), MaxPrice: parsePrice(v.Get("max_price")),
		OnSale: parseBool(v.Get("on_sale")), InStock: parseBool(v.Get("in_stock")),
		Stars: parseStars(v.Get("rating")),
		Query: text(v.Get("q"), maxQuery), Page: ParsePage(v.Get("page")),
	}
	if tag := text(v.Get("tag"), maxSlug+1); len(tag) <= maxSlug {
		f.Tag = tag
	}
	for _, s := range v["category"] {
		s = text(s, maxSlug+1)
		if s != "" && len(s) <= maxSlug && len(f.Categories) < maxChoices && !slices.Contains(f.Categories, s) {
			f.Categories = append(f.Categories, s)
		}
	}
	for _, s := range v["vendor"] {
		id, err := strconv.ParseInt(s, 10, 64)
		if err == nil && id > 0 && len(f.Vendors) < maxChoices && !slices.Contains(f.Vendors, id) {
			f.Vendors = append(f.Vendors, id)
		}
	}
	f.Order = f.usual()
	if o := Order(v.Get("order_by")); slices.Contains(Orders, o) {
		f.Order = o
	}
	return f
}

// usual is the order of who has not chosen one.
func (f Filter) usual() Order {
	if f.Query != "" {
		return BestFit
	}
	return Newest
}

// Values writes the filter for an address, leaving out whatever is the default.
func (f Filter) Values() url.Values {
	v := url.Values{}
	for _, s := range f.Categories {
		v.Add("category", s)
	}
	for _, id := range f.Vendors {
		v.Add("vendor", strconv.FormatInt(id, 10))
	}
	set := func(name, value string, wanted bool) {
		if wanted {
			v.Set(name, value)
		}
	}
	set("min_price", money.New(f.MinPrice, "").Decimal(), f.MinPrice > 0)
	set("max_price", money.New(f.MaxPrice, "").Decimal(), f.MaxPrice > 0)
	set("on_sale", "1", f.OnSale)
	set("in_stock", "1", f.InStock)
	set("rating", strconv.FormatInt(f.Stars, 10), f.Stars > 0)
	set("tag", f.Tag, f.Tag != "")
	set("q", f.Query, f.Query != "")
	set("order_by", string(f.Order), f.Order != "" && f.Order != f.usual())
	set("page", strconv.FormatInt(f.Page, 10), f.Page > 1)
	return v
}

// Key is the same for filters that show the same goods, in whatever order and on whatever page.
func (f Filter) Key() string {
	key := make([]byte, 0, 64)
	for _, slug := range f.Categories {
		key = strconv.AppendQuote(key, slug)
	}
	for _, id := range f.Vendors {
		key = strconv.AppendInt(append(key, 'v'), id, 10)
	}
	for _, n := range [...]int64{f.MinPrice, f.MaxPrice, one(f.OnSale), one(f.InStock), f.Stars} {
		key = strconv.AppendInt(append(key, ' '), n, 10)
	}
	return string(strconv.AppendQuote(strconv.AppendQuote(key, f.Tag), f.Query))
}

// ParsePage reads a page number: what is no number is 1, what is beyond the end of lists is their
// last page.
func ParsePage(s string) int64 {
	n, err := strconv.ParseInt(s, 10, 64)
	switch {
	case errors.Is(err, strconv.ErrRange) && n > 0, err == nil && n > LastPage:
		return LastPage
	case err != nil || n < 1:
		return 1
	}
	return n
}

// parsePrice is 0 for what is no price.
func parsePrice(s string) int64 {
	a, err := money.Parse(strings.TrimSpace(s), "")
	if err != nil || a.Minor < 0 {
		return 0
	}
	return a.Minor
}

// MostStars is the best rating.
const MostStars = 5

// parseStars is 0 for what is no number of stars.
func parseStars(s string) int64 {
	n, err := strconv.ParseInt(s, 10, 64)
	if err != nil || n < 1 || n > MostStars {
		return 0
	}
	return n
}

func parseBool(s string) bool { return slices.Contains([]string{"1", "true", "True", "on", "yes"}, s) }

// text makes a value from an address storable: valid UTF-8, without NUL, trimmed and short.
func text(s string, limit int) string {
	s = strings.ReplaceAll(strings.ToValidUTF8(s[:min(len(s), limit)], ""), "\x00", "")
	return strings.TrimSpace(s)
}
