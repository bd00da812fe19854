package shop

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"

	"bazaar/market/catalog"
	"bazaar/market/vendors"
	"bazaar/site/page"
	"bazaar/site/ui"
	"bazaar/site/visitor"
)

// showVendor shows a vendor with its products. Old addresses name it by its public number.
func (f *Front) showVendor(w http.ResponseWriter, r *http.Request) error {
	number, err := id(r)
	if err != nil {
		found, err := vendors.Find(r.Context(), f.DB, r.PathValue("id"))
		if err != nil {
			return err
		}
		return page.Redirect(w, r, vendorPath(found), http.StatusMovedPermanently)
	}
	switch r.URL.Query().Get("view") {
	case aboutView:
		return f.showShopAbout(w, r)
	case reviewsOfShop:
		return f.showShopReviews(w, r)
	}
	shop, err := vendors.Get(r.Context(), f.DB, number)
	if err != nil {
		return err
	}
	tree, err := f.Shelves.tree(r.Context())
	if err != nil {
		return err
	}
	stands, err := f.Shelves.stands(r.Context())
	if err != nil {
		return err
	}
	v := visitor.Of(r)
	filter := f.filter(r)
	filter.Vendors = []int64{number}
	path := vendorPath(number)
	head := shopHeadOf(v, shop, stands.Of(number))
	head.Views = shopViews(v, shop.ID, "")
	p := productsPage{Heading: shop.Name, Shop: &head, Trail: []ui.Link{{Text: v.Locale.T("Vendors"), URL: vendorsPath}, {Text: shop.Name, URL: path}}}
	at := place{base: f.Base, known: known{tree: tree}, filter: filter, path: path, canonical: path, fixed: "vendor"}
	head.Query, head.Keep = filter.Query, at.keep("q", "order_by")
	return f.renderList(w, r, p, at)
}

// shopHeadOf is what stands above a vendor's goods.
func shopHeadOf(v *visitor.Visitor, shop vendors.Vendor, stand catalog.Stand) shopHead {
	card := vendorOf(v, shop)
	card.Rating = ui.Rating{Hundredths: stand.Rating, Count: stand.Reviews}
	return shopHead{vendor: card, Cover: shop.Cover, Since: shop.Since.Format("2006"), Count: stand.Products, Away: backOn(v, shop.Absence)}
}

// listVendors shows the verified vendors.
func (f *Front) listVendors(w http.ResponseWriter, r *http.Request) error {
	v := visitor.Of(r)
	query := r.URL.Query()
	find := vendors.Wanted{Query: catalog.ParseFilter(query).Query, Page: catalog.ParsePage(query.Get("page")), Size: perPage(query.Get("per_page"))}
	found, err := vendors.List(r.Context(), f.DB, find)
	if err != nil {
		return err
	}
	stands, err := f.Shelves.stands(r.Context())
	if err != nil {
		return err
	}
	p := vendorsPage{Frame: page.Frame(r, v.Locale.T("Vendors")), Query: find.Query, Total: found.Total, Size: find.Size}
	p.Canonical, p.NoIndex = vendorsPath, len(query) > 0
	p.Description = v.Locale.T("Verified local vendors and what they sell.")
	for _, shop := range found.Vendors {
		p.Vendors = append(p.Vendors, shopHeadOf(v, shop, stands.Of(shop.ID)))
	}
	p.Pages = ui.Pages{Current: int(found.Page), Last: int(found.Pages), URL: func(n int) string { return vendorsURL(find, n) }}
	p.Sizes = sizes(v)
	return page.Render(w, r, http.StatusOK, vendorsView(p))
}

// perPage reads how many vendors a page shows; 0 asks for all.
func perPage(s string) int64 {
	if s == "0" {
		return vendors.MostListed
	}
	if n := number(s); slices.Contains(vendors.Sizes, n) {
		return n
	}
	return vendors.Sizes[0]
}

// sizeText is a size as the address says it.
func sizeText(n int64) string {
	if n == vendors.MostListed {
		return "0"
	}
	return strconv.FormatInt(n, 10)
}

func sizes(v *visitor.Visitor) []ui.Option {
	var all []ui.Option
	for _, n := range slices.Sorted(slices.Values(vendors.Sizes)) {
		all = append(all, ui.Option{Value: sizeText(n), Text: v.Locale.T("%s per page", v.Locale.Number(n))})
	}
	return append(all, ui.Option{Value: "0", Text: v.Locale.T("All")})
}

func vendorsURL(find vendors.Wanted, n int) string {
	values := url.Values{}
	if find.Query != "" {
		values.Set("q", find.Query)
	}
	if find.Size != vendors.Sizes[0] {
		values.Set("per_page", sizeText(find.Size))
	}
	if n > 1 {
		values.Set("page", strconv.Itoa(n))
	}
	if len(values) == 0 {
		return vendorsPath
	}
	return vendorsPath + "?" + values.Encode()
}

// homeShops is how many vendors the home page shows.
const homeShops = 4

// topShops are the vendors of which customers think best, weighed by how many say so.
func (f *Front) topShops(r *http.Request) ([]shopHead, error) {
	known, err := f.Shelves.all(r.Context())
	if err != nil {
		return nil, err
	}
	stands, err := f.Shelves.stands(r.Context())
	if err != nil {
		return nil, err
	}
	var all []shopHead
	for _, s := range stands.Best() {
		shop, ok := known.shops.byID[s.Vendor]
		if !ok {
			continue // it has just been closed
		}
		if all = append(all, shopHead{
			vendor: vendor{Name: shop.Name, URL: vendorPath(shop.ID), Logo: shop.Logo, Rating: ui.Rating{Hundredths: s.Rating, Count: s.Reviews}},
			Count:  s.Products,
		}); len(all) == homeShops {
			break
		}
	}
	return all, nil
}
