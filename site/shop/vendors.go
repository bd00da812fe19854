package shop

import (
	"net/http"

	"bazaar/market/catalog"
	"bazaar/market/vendors"
	"bazaar/site/page"
	"bazaar/site/ui"
	"bazaar/site/visitor"
)

// showVendor shows a vendor with its products. Old addresses name it by its public number.
func (f *Front) showVendor(w http.ResponseWriter, r *http.Request) error {
	number, err := id(r, "id")
	if err != nil {
		found, err := vendors.Find(r.Context(), f.DB, r.PathValue("id"))
		if err != nil {
			return err
		}
		return page.Redirect(w, r, vendorPath(found), http.StatusMovedPermanently)
	}
	shop, err := vendors.Get(r.Context(), f.DB, number)
	if err != nil {
		return err
	}
	tree, err := f.Shelves.tree(r.Context())
	if err != nil {
		return err
	}
	v := visitor.Of(r)
	filter := catalog.ParseFilter(r.URL.Query())
	filter.Vendors = []int64{number}
	path := vendorPath(number)
	card := vendorOf(v, shop)
	p := productsPage{Heading: shop.Name, Shop: &card, Trail: []ui.Link{{Text: shop.Name, URL: path}}}
	return f.renderList(w, r, p, place{base: f.Base, known: known{tree: tree}, filter: filter, path: path, canonical: path, fixed: "vendor"})
}
