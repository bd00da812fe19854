package shop

import (
	"net/http"
	"slices"
	"strconv"
	"strings"

	"bazaar/market/reviews"
	"bazaar/market/vendors"
	"bazaar/site/page"
	"bazaar/site/ui"
	"bazaar/site/visitor"
)

// The views of a shop beside its goods, by the parameter of the address.
const (
	aboutView     = "about"
	reviewsOfShop = "reviews"
)

// shopViewPath is the address of a view of a shop; empty is that of its goods.
func shopViewPath(id int64, view string) string {
	if view == "" {
		return vendorPath(id)
	}
	return vendorPath(id) + "?view=" + view
}

// shopViews lead to the pages of a shop; here is the present one.
func shopViews(v *visitor.Visitor, id int64, here string) []ui.Tab {
	l := v.Locale
	all := []ui.Tab{
		{Text: l.T("Goods"), URL: shopViewPath(id, ""), Current: here == ""},
		{Text: l.T("Reviews"), URL: shopViewPath(id, reviewsOfShop), Current: here == reviewsOfShop},
		{Text: l.T("About, delivery and returns"), URL: shopViewPath(id, aboutView), Current: here == aboutView},
	}
	return all
}

// shopPage reads the shop in the address with what stands above each of its pages.
func (f *Front) shopPage(r *http.Request, view string) (vendors.Vendor, shopHead, error) {
	number, err := id(r)
	if err != nil {
		return vendors.Vendor{}, shopHead{}, err
	}
	shop, err := vendors.Get(r.Context(), f.DB, number)
	if err != nil {
		return vendors.Vendor{}, shopHead{}, err
	}
	stands, err := f.Shelves.stands(r.Context())
	if err != nil {
		return vendors.Vendor{}, shopHead{}, err
	}
	v := visitor.Of(r)
	head := shopHeadOf(v, shop, stands.Of(number))
	head.Views = shopViews(v, number, view)
	return shop, head, nil
}

// shopTrail leads to a page of a shop.
func shopTrail(v *visitor.Visitor, shop vendors.Vendor, here, path string) []ui.Link {
	return []ui.Link{{Text: v.Locale.T("Vendors"), URL: vendorsPath}, {Text: shop.Name, URL: vendorPath(shop.ID)}, {Text: here, URL: path}}
}

// showShopAbout shows what a vendor says about itself, and its terms.
func (f *Front) showShopAbout(w http.ResponseWriter, r *http.Request) error {
	shop, head, err := f.shopPage(r, aboutView)
	if err != nil {
		return err
	}
	v := visitor.Of(r)
	l, lang := v.Locale, v.Locale.Code()
	p := shopAboutPage{
		Frame: page.Frame(r, l.T("About %s", shop.Name)), Shop: head, LegalName: shop.LegalName, City: shop.City, Address: shop.Address, Contact: shop.Contact,
		Delivery: shop.Delivery.In(lang), DeliveryLang: shop.Delivery.Lang(lang), Returns: shop.Returns.In(lang), ReturnsLang: shop.Returns.Lang(lang),
	}
	p.Shop.Terms = slices.DeleteFunc(p.Shop.Terms, func(t spec) bool { return t.Value == shop.Address || t.Value == shop.Contact })
	p.Canonical = shopViewPath(shop.ID, aboutView)
	p.Trail = shopTrail(v, shop, l.T("About, delivery and returns"), p.Canonical)
	return page.Render(w, r, http.StatusOK, shopAboutView(p))
}

// showShopReviews shows what customers write about the goods of a vendor, and what it answers.
func (f *Front) showShopReviews(w http.ResponseWriter, r *http.Request) error {
	shop, head, err := f.shopPage(r, reviewsOfShop)
	if err != nil {
		return err
	}
	found, err := reviews.ListOfShop(r.Context(), f.DB, reviews.ShopLook{VendorID: shop.ID, OnSale: true, Page: page.Number(r.URL.Query().Get("page"))})
	if err != nil {
		return err
	}
	v := visitor.Of(r)
	l, lang := v.Locale, v.Locale.Code()
	p := shopReviewsPage{Frame: page.Frame(r, l.T("Reviews of %s", shop.Name)), Shop: head}
	p.Canonical = shopViewPath(shop.ID, reviewsOfShop)
	p.NoIndex = r.URL.Query().Has("page")
	p.Trail = shopTrail(v, shop, l.T("Reviews"), p.Canonical)
	for _, each := range found.List {
		p.List = append(p.List, shopReview{
			review: reviewOf(v, each.Review), Product: ui.Link{Text: each.Title.In(lang), URL: productPath(each.ProductID)}, Lang: each.Title.Lang(lang), Picture: each.Picture,
		})
	}
	p.Pages = ui.Pages{Current: int(found.Page), Last: int(found.Pages), URL: func(n int) string {
		if n == 1 {
			return p.Canonical
		}
		return p.Canonical + "&page=" + strconv.Itoa(n)
	}}
	return page.Render(w, r, http.StatusOK, shopReviewsView(p))
}

// phoneOf is a phone number as a phone dials it.
func phoneOf(typed string) string {
	return strings.Map(func(r rune) rune {
		if r == '+' || r >= '0' && r <= '9' {
			return r
		}
		return -1
	}, typed)
}
