package shop

import (
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/a-h/templ"

	"bazaar/market/catalog"
	"bazaar/market/reviews"
	"bazaar/market/vendors"
	"bazaar/site/page"
	"bazaar/site/ui"
	"bazaar/site/visitor"
)

// shownReviews is how many of the newest reviews stand on a product's page.
const shownReviews = 20

// showProduct shows a product. Old addresses name it by its public number or its slug.
func (f *Front) showProduct(w http.ResponseWriter, r *http.Request) error {
	number, err := id(r, "id")
	if err != nil {
		return f.findProduct(w, r)
	}
	v := visitor.Of(r)
	found, err := catalog.Get(r.Context(), f.DB, number)
	if err != nil {
		return err
	}
	written, err := reviews.List(r.Context(), f.DB, number, shownReviews)
	if err != nil {
		return err
	}
	tree, err := f.Shelves.tree(r.Context())
	if err != nil {
		return err
	}
	p := productOf(v, found, variantOf(r))
	p.Frame = page.Frame(r, p.Title)
	p.Canonical, p.Frame.Description = productPath(number), description(v, found)
	if len(p.Pictures) > 0 {
		p.Image = ui.FullPicture(p.Pictures[0].Ref)
	}
	if c, ok := tree.BySlug(found.Category.Slug); ok {
		p.Trail = categoryTrail(v.Locale, tree, c)
	} else {
		p.Trail = []ui.Link{{Text: v.Locale.T("Catalogue"), URL: productsPath}}
	}
	p.More = p.Trail[len(p.Trail)-1].URL
	p.Trail = append(p.Trail, ui.Link{Text: p.Title, URL: p.Canonical})
	p.Reviews = reviewsOf(v, written)
	return page.Render(w, r, http.StatusOK, productView(p))
}

// findProduct sends an old address to the product's page.
func (f *Front) findProduct(w http.ResponseWriter, r *http.Request) error {
	number, err := catalog.Find(r.Context(), f.DB, r.PathValue("id"))
	if err != nil {
		return err
	}
	return page.Redirect(w, r, productPath(number), http.StatusMovedPermanently)
}

// variantOf is the variant that the address asks for, 0 when it asks for none.
func variantOf(r *http.Request) int64 { return number(r.URL.Query().Get("v")) }

func productOf(v *visitor.Visitor, found catalog.Product, chosen int64) productPage {
	lang := v.Locale.Code()
	p := productPage{
		ID: found.ID, Title: found.Title.In(lang), Lang: found.Title.Lang(lang),
		Rating: ui.Rating{Hundredths: found.Rating, Count: found.Reviews},
		Vendor: vendorOf(v, found.Shop), Specs: specs(v, found), Related: cards(v, found.Related),
		Description: richText(found.Description.In(lang)), Additional: richText(found.Specifications.In(lang)),
	}
	for i, pic := range found.Pictures {
		alt := pic.Alt.In(lang)
		if alt == "" {
			alt = v.Locale.T("%s, picture %s", p.Title, v.Locale.Number(int64(i+1)))
		}
		p.Pictures = append(p.Pictures, picture{Ref: pic.Media, Alt: alt})
	}
	p.Variants = variantsOf(v, found, chosen)
	for i, variant := range p.Variants {
		p.Stock += variant.Stock
		if i == 0 || variant.Chosen {
			p.Price, p.SKU = variant.Price, found.Variants[i].SKU
		}
	}
	if v.Currency != found.Price.Currency {
		p.Charged = string(found.Price.Currency)
	}
	return p
}

// variantsOf lists what can be chosen. The one that the address names is chosen, otherwise the
// first that is in stock.
func variantsOf(v *visitor.Visitor, found catalog.Product, chosen int64) []variant {
	list := make([]variant, 0, len(found.Variants))
	pick := 0
	for i, each := range found.Variants {
		list = append(list, variant{
			ID: each.ID, Text: choices(found.Options, each, v.Locale.Code()), Stock: each.OnHand,
			Price: ui.Cost{Now: shown(v, each.Price), Old: shownIfSet(v, each.OldPrice)},
		})
		if each.ID == chosen || list[pick].ID != chosen && list[pick].Stock == 0 && each.OnHand > 0 {
			pick = i
		}
	}
	if len(list) > 0 {
		list[pick].Chosen = true
	}
	return list
}

// choices names a variant by its options: "256 GB, blue".
func choices(options []catalog.Option, each catalog.Variant, lang string) string {
	var parts []string
	for _, o := range options {
		for _, c := range o.Choices {
			if c.Code == each.Choices[o.Code] {
				parts = append(parts, c.Name.In(lang))
			}
		}
	}
	return strings.Join(parts, ", ")
}

// richText prints HTML that was sanitised when it was stored; nil for an empty text.
func richText(html string) templ.Component {
	if html == "" {
		return nil
	}
	return templ.Raw(html)
}

// specs are the properties of a product in a table.
func specs(v *visitor.Visitor, found catalog.Product) []spec {
	l, lang := v.Locale, v.Locale.Code()
	var all []spec
	add := func(name, value string) {
		if value != "" {
			all = append(all, spec{Name: name, Value: value})
		}
	}
	add(l.T("Type"), found.Kind.In(lang))
	add(l.T("Shelf life"), found.ShelfLife.In(lang))
	if found.Manufactured != nil {
		add(l.T("Made on"), l.Date(*found.Manufactured))
	}
	category := ui.Link{Text: found.Category.Title.In(lang), URL: l.URL(categoryPath(found.Category.Slug))}
	all = append(all, spec{Name: l.T("Category"), Links: []ui.Link{category}})
	var tags []ui.Link
	for _, t := range found.Tags {
		tags = append(tags, ui.Link{Text: t.Name, URL: l.URL("/products/tag/" + url.PathEscape(t.Slug) + "/")})
	}
	if len(tags) > 0 {
		all = append(all, spec{Name: l.T("Tags"), Links: tags})
	}
	return all
}

func vendorOf(v *visitor.Visitor, shop vendors.Vendor) vendor {
	l := v.Locale
	card := vendor{
		Name: shop.Name, URL: vendorPath(shop.ID), Logo: shop.Logo, About: richText(shop.Description.In(l.Code())),
	}
	for _, t := range []spec{
		{l.T("Address"), shop.Address, nil},
		{l.T("Contact"), shop.Contact, nil},
		{l.T("Answers within"), shop.Promises.ChatResponse, nil},
		{l.T("Ships on time"), shop.Promises.ShippingOnTime, nil},
		{l.T("Authenticity"), shop.Promises.Authentic, nil},
		{l.T("Returns"), shop.Promises.Returns, nil},
		{l.T("Warranty"), shop.Promises.Warranty, nil},
	} {
		if t.Value != "" {
			card.Terms = append(card.Terms, t)
		}
	}
	return card
}

// description is for search engines and link previews.
func description(v *visitor.Visitor, found catalog.Product) string {
	return v.Locale.T("%s for %s from %s, with cash on delivery.", found.Title.In(v.Locale.Code()), v.Price(found.Price), found.Vendor.Name)
}

func reviewsOf(v *visitor.Visitor, written reviews.Page) opinions {
	shown := opinions{Stars: written.Stars}
	for _, w := range written.List {
		shown.List = append(shown.List, review{
			Author: w.Author, Text: w.Body, Stars: w.Rating, Verified: w.Verified,
			Date: v.Locale.Date(w.CreatedAt), Stamp: w.CreatedAt.UTC().Format(time.RFC3339),
		})
	}
	return shown
}

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
