package shop

import (
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/a-h/templ"

	"bazaar/market/catalog"
	"bazaar/market/fault"
	"bazaar/market/shipping"
	"bazaar/market/vendors"
	"bazaar/site/page"
	"bazaar/site/ui"
	"bazaar/site/visitor"
)

// showProduct shows a product. Old addresses name it by its public number or its slug.
func (f *Front) showProduct(w http.ResponseWriter, r *http.Request) error {
	number, err := id(r)
	if err != nil {
		return f.findProduct(w, r)
	}
	return f.renderProduct(w, r, number, variantOf(r), ui.Input{})
}

// renderProduct shows a product with a variant chosen; an address for letters that was refused comes
// back as it was typed, with what is wrong with it.
func (f *Front) renderProduct(w http.ResponseWriter, r *http.Request, number, variant int64, refused ui.Input) error {
	v := visitor.Of(r)
	found, err := f.Shelves.good(r.Context(), number)
	if fault.Is(err, fault.Gone) {
		return f.showGone(w, r, err)
	}
	if err != nil {
		return err
	}
	p := productOf(v, found, found.Chosen(variant, wishes(r)))
	p.Frame, p.Await = page.Frame(r, p.Title), awaitField(v.Locale, refused)
	p.Delivery, p.Refused = deliveries(v, shipping.Methods[0], f.Base)[0], refused.Error != ""
	w.Header().Add("Vary", page.FragmentHeader)
	if r.Header.Get(page.FragmentHeader) == "offer" {
		return page.Render(w, r, http.StatusOK, buyBox(p))
	}
	tree, err := f.Shelves.tree(r.Context())
	if err != nil {
		return err
	}
	p.Kind = "product"
	p.Canonical, p.Frame.Description = productPath(number), description(v, found)
	if len(found.Pictures) > 0 {
		p.Image = ui.FullPicture(found.Pictures[0].Media)
	}
	if c, ok := tree.BySlug(found.Category.Slug); ok {
		p.Trail = categoryTrail(v.Locale, tree, c)
	} else {
		p.Trail = []ui.Link{{Text: v.Locale.T("Catalogue"), URL: productsPath}}
	}
	p.More = p.Trail[len(p.Trail)-1].URL
	p.Trail = append(p.Trail, ui.Link{Text: p.Title, URL: p.Canonical})
	if p.Reviews, err = f.opinionsOf(r, number); err != nil {
		return err
	}
	p.Data = append(p.Data, productData(p, found), trailData(p.Frame, p.Trail))
	status := http.StatusOK
	if p.Refused {
		status = http.StatusUnprocessableEntity
	}
	return page.Render(w, r, status, productView(p))
}

// showGone says that a product is no longer sold and shows similar ones.
func (f *Front) showGone(w http.ResponseWriter, r *http.Request, err error) error {
	v := visitor.Of(r)
	if page.IsAJAX(r) {
		return err
	}
	p := gonePage{Frame: page.Frame(r, v.Locale.T("No longer available"))}
	p.NoIndex = true
	if similar, ok := fault.As(err).Detail.([]catalog.Card); ok {
		p.Similar = cards(v, similar)
	}
	return page.Render(w, r, http.StatusGone, goneView(p))
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

// choicePrefix begins the names of the parameters that choose by option: "o.colour".
const choicePrefix = "o."

// wishes are the choices that the address makes, by option.
func wishes(r *http.Request) map[string]string {
	made := map[string]string{}
	for name, values := range r.URL.Query() {
		if option, ok := strings.CutPrefix(name, choicePrefix); ok && len(made) < mostWishes {
			made[option] = values[0]
		}
	}
	return made
}

// mostWishes is more than any product has options.
const mostWishes = 10

func productOf(v *visitor.Visitor, found catalog.Product, chosen int) productPage {
	lang := v.Locale.Code()
	p := productPage{
		ID: found.ID, Title: found.Title.In(lang), Lang: found.Title.Lang(lang),
		Rating: ui.Rating{Hundredths: found.Rating, Count: found.Reviews},
		Vendor: vendorOf(v, found.Shop), Specs: specs(v, found), Related: cards(v, found.Related),
		Description: richText(found.Description.In(lang)), Additional: richText(found.Specifications.In(lang)),
	}
	if v.Currency != found.Price.Currency {
		p.Charged = string(found.Price.Currency)
	}
	own := ""
	if chosen >= 0 {
		variant := found.Variants[chosen]
		p.Price = ui.Cost{Now: shown(v, variant.Price), Old: shownIfSet(v, variant.OldPrice)}
		p.Stock, p.SKU, p.VariantID, own = variant.OnHand, variant.SKU, variant.ID, variant.Picture
	}
	if p.Away = backOn(v, found.Shop.Absence); p.Away != "" {
		p.Stock = 0
	}
	if len(found.Variants) > 1 {
		p.Groups = groupsOf(v, found, found.Variants[chosen])
	}
	for i, pic := range found.Pictures {
		alt := pic.Alt.In(lang)
		if alt == "" {
			alt = v.Locale.T("%s, picture %s", p.Title, v.Locale.Number(int64(i+1)))
		}
		p.Pictures = append(p.Pictures, picture{Ref: pic.Media, Alt: alt, Anchor: anchor(i)})
	}
	// The picture of the variant stands first, so that it is seen without scripts as well.
	slices.SortStableFunc(p.Pictures, func(a, b picture) int {
		return order(own != "" && a.Ref == own && b.Ref != own) - order(own != "" && b.Ref == own && a.Ref != own)
	})
	return p
}

// groupsOf are the options of a product beside the variant that is chosen. A product whose
// variants differ in no option lists them by their article numbers.
func groupsOf(v *visitor.Visitor, found catalog.Product, chosen catalog.Variant) []group {
	lang := v.Locale.Code()
	if len(found.Options) == 0 {
		g := group{Name: "v", Title: v.Locale.T("Variant")}
		for _, each := range found.Variants {
			c := choice{Value: strconv.FormatInt(each.ID, 10), Text: each.SKU, Chosen: each.ID == chosen.ID}
			if each.OnHand <= 0 {
				c.Offer = catalog.SoldOut
			}
			g.Choices = append(g.Choices, c)
		}
		return []group{g}
	}
	var all []group
	for _, o := range found.Options {
		g := group{Name: choicePrefix + o.Code, Title: o.Name.In(lang)}
		for _, c := range o.Choices {
			g.Choices = append(g.Choices, choice{
				Value: c.Code, Text: c.Name.In(lang), Chosen: chosen.Choices[o.Code] == c.Code, Offer: found.Offer(chosen, o.Code, c.Code),
			})
		}
		all = append(all, g)
	}
	return all
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
		tags = append(tags, ui.Link{Text: t.In(lang), URL: l.URL(tagPath(t.Slug))})
	}
	if len(tags) > 0 {
		all = append(all, spec{Name: l.T("Tags"), Links: tags})
	}
	return all
}

func vendorOf(v *visitor.Visitor, shop vendors.Vendor) vendor {
	l := v.Locale
	card := vendor{
		Name: shop.Name, URL: vendorPath(shop.ID), Logo: shop.Logo, Address: shop.Address, Contact: shop.Contact, About: richText(shop.Description.In(l.Code())),
	}
	for _, t := range []spec{
		{l.T("Address"), shop.Address, nil},
		{l.T("Contact"), shop.Contact, nil},
		{l.T("Answers within"), l.Span(shop.Promises.ChatResponse), nil},
		{l.T("Ships on time"), shop.Promises.ShippingOnTime, nil},
		{l.T("Authenticity"), shop.Promises.Authentic, nil},
		{l.T("Returns"), l.Span(shop.Promises.Returns), nil},
		{l.T("Warranty"), l.Span(shop.Promises.Warranty), nil},
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
