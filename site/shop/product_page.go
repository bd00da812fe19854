package shop

import (
	"strconv"
	"strings"

	"github.com/a-h/templ"

	"bazaar/market/catalog"
	"bazaar/site/ui"
)

// productPage is everything about one product.
type productPage struct {
	ui.Frame
	Trail []ui.Link
	// Delivery is how the parcel comes, and what that costs.
	Delivery payment
	// Await is the field for an address to write to when the variant is back.
	Await ui.Input
	ID    int64
	Title string
	// Lang is the language of the title where it differs from the page's.
	Lang     string
	SKU      string
	Pictures []picture
	// Price and Stock are those of the chosen variant; a stock of 0 shows that it is sold out.
	Price ui.Cost
	Stock int64
	// Away says when the shop, which is away, sells again; empty when it is not away.
	Away   string
	Rating ui.Rating
	// VariantID is the chosen variant. Groups are the options to choose by; a simple product has
	// none.
	VariantID int64
	Groups    []group
	Vendor    vendor
	// Description is sanitised HTML; nil leaves the section out.
	Description templ.Component
	// Additional is sanitised HTML below the properties; nil when there is none.
	Additional templ.Component
	Specs      []spec
	Reviews    opinions
	Related    []ui.Product
	// More leads to other goods of the category.
	More string
	// Charged names the currency that will be charged when another one is shown; else empty.
	Charged string
}

// picture is one of the gallery.
type picture struct {
	Ref, Alt string
	// Anchor is its id, the same wherever it stands.
	Anchor string
}

// chosenWords are the choices and the price of the variant that is bought, for the bar of a phone;
// empty without a choice.
func (p productPage) chosenWords() string {
	var words []string
	for _, g := range p.Groups {
		for _, c := range g.Choices {
			if c.Chosen {
				words = append(words, c.Text)
			}
		}
	}
	if len(words) == 0 {
		return ""
	}
	return strings.Join(append(words, p.L.Money(p.Price.Now)), " · ")
}

// anchor is the id of the i-th slide.
func anchor(i int) string { return "photo-" + strconv.Itoa(i+1) }

// slideLoading lets all pictures but the first wait until they come into view.
func slideLoading(i int) string {
	if i == 0 {
		return "eager"
	}
	return "lazy"
}

// group is one option of a product.
type group struct {
	// Name of the parameter.
	Name, Title string
	Choices     []choice
}

// choice is one value of an option.
type choice struct {
	Value, Text string
	Chosen      bool
	Offer       catalog.Offer
}

// id of the element of a choice.
func (g group) id(c choice) string { return "choice-" + g.Name + "-" + c.Value }

// chosenPath is the page with the variant that is chosen.
func (p productPage) chosenPath() string {
	return productPath(p.ID) + "?v=" + strconv.FormatInt(p.VariantID, 10)
}

// first is the anchor of the picture to show.
func (p productPage) first() string {
	if len(p.Pictures) == 0 {
		return ""
	}
	return p.Pictures[0].Anchor
}

// gonePage stands in the place of a product that is no longer sold.
type gonePage struct {
	ui.Frame
	Similar []ui.Product
}

// most is the largest quantity that the stepper offers.
func most(stock int64) int64 { return min(max(stock, 1), 999) }

// fewLeft is the stock from which on the page says how many there are.
const fewLeft = 5

// vendor is the card of the shop that sells the product. Terms are in the vendor's own words;
// empty ones are left out.
type vendor struct {
	Name, URL        string
	Logo             string
	Address, Contact string
	Rating           ui.Rating
	// About is sanitised HTML; nil when the vendor says nothing.
	About templ.Component
	Terms []spec
}

// initial stands in for a logo.
func (v vendor) initial() string {
	for _, r := range v.Name {
		return string(r)
	}
	return ""
}

// spec is a named property.
type spec struct {
	Name, Value string
	// Links stand there instead of the value; their addresses carry the language.
	Links []ui.Link
}

func (p productPage) addPath() string { return "/cart/add/" + strconv.FormatInt(p.ID, 10) + "/" }

// informs tells whether there is additional info to show.
func (p productPage) informs() bool { return len(p.Specs) > 0 || p.Additional != nil }
