package catalog

import (
	"cmp"
	"math/rand/v2"
	"slices"
	"time"

	"bazaar/market/i18n"
	"bazaar/market/money"
	"bazaar/market/vendors"
)

// State is where a product stands.
type State string

// The states.
const (
	Draft     State = "draft"
	InReview  State = "in_review"
	Published State = "published"
	Rejected  State = "rejected"
	Disabled  State = "disabled"
	Archived  State = "archived"
)

// step is something that is done to a product's state.
type step string

const (
	submit  step = "submitted"
	publish step = "published"
	reject  step = "rejected"
	archive step = "archived"
	// withdraw and restore make a draft of what was sent to the moderators, or archived.
	withdraw step = "withdrawn"
	restore  step = "restored"
)

// steps say from which states each step leads to which.
var steps = map[step]struct {
	from []State
	to   State
}{
	submit:  {[]State{Draft, Rejected, Disabled}, InReview},
	publish: {[]State{InReview}, Published},
	reject:  {[]State{InReview, Published}, Rejected},
	archive: {[]State{Draft, InReview, Published, Rejected, Disabled}, Archived},

	withdraw: {[]State{InReview}, Draft},
	restore:  {[]State{Archived}, Draft},
}

// after gives the state to which a step leads from s; ok is false when it does not.
func (s State) after(d step) (to State, ok bool) {
	if !slices.Contains(steps[d].from, s) {
		return s, false
	}
	return steps[d].to, true
}

// Card is a product as lists show it.
type Card struct {
	ID    int64
	Slug  string
	Title i18n.Text
	// Picture is the reference of the main picture, empty without one.
	Picture string
	// Price is that of the cheapest variant; OldPrice is zero when there is none.
	Price, OldPrice money.Amount
	// PriceTo is that of the dearest variant; zero where it is not known.
	PriceTo money.Amount
	// Rating is in hundredths of a star, 0 without reviews.
	Rating, Reviews int64
	Sold            int64
	Variants        int64
	// Available tells that some variant is in stock.
	Available, Featured bool
	Created             time.Time
	Vendor              Link
	Category            CategoryLink

	titles, keys string // folded, for ranking
}

// Varies tells whether some variant costs more than Price.
func (c Card) Varies() bool { return c.PriceTo.Minor > c.Price.Minor }

// Link names a vendor.
type Link struct {
	ID   int64
	Name string
	// Absence is when it is away and sells nothing.
	Absence vendors.Absence
}

// CategoryLink names a category.
type CategoryLink struct {
	ID    int64
	Slug  string
	Title i18n.Text
}

// Listing is one page of a list.
type Listing struct {
	Cards []Card
	// Total is exact up to MaxCount; beyond, Capped is true and there are more.
	Total  int64
	Capped bool
	// Corrected is what was looked for when nothing is known of what was typed, else empty.
	Corrected string
	// Page is the page shown, which is the last one when a later one was asked for.
	Page, Pages int64
	// Found is all that the query and the tag of the filter leave, where that is known; else nil.
	Found *Found
}

// MaxCount is how far the goods of a list are counted.
const MaxCount = 10_000

// newListing finds the page to show among total goods.
func newListing(total, page int64) Listing {
	l := Listing{Total: total}
	if total > MaxCount {
		l.Total, l.Capped = MaxCount, true
	}
	l.Pages = min(max(1, (l.Total+PageSize-1)/PageSize), LastPage)
	l.Page = min(max(1, page), l.Pages)
	return l
}

// Product is what a product's page shows.
type Product struct {
	Card
	PID                         string
	Description, Specifications i18n.Text // clean HTML
	// Kind is the sort of goods ("Organic") and ShelfLife how long they keep ("100 days").
	Kind, ShelfLife i18n.Text
	Manufactured    *time.Time
	Digital         bool
	Shop            vendors.Vendor
	Variants        []Variant
	Options         []Option
	Pictures        []Picture
	Tags            []Tag
	// Related are other goods of the category.
	Related []Card
}

// Variant is the thing with a SKU, a price and stock. A simple product has exactly one.
type Variant struct {
	ID              int64
	SKU             string
	Price, OldPrice money.Amount // OldPrice is zero when there is none
	OnHand          int64
	// LowMark is at how many units its vendor is told that it runs out.
	LowMark int64
	// Choices maps the code of each option to the code of the choice; empty on a simple product.
	Choices map[string]string
	// Picture is the reference of the variant's own picture, empty without one.
	Picture string
}

// Option is one thing to choose, such as the colour.
type Option struct {
	Code    string    `json:"code"`
	Name    i18n.Text `json:"name"`
	Choices []Choice  `json:"choices"`
}

// Choice is one value of an option.
type Choice struct {
	Code string    `json:"code"`
	Name i18n.Text `json:"name"`
}

// Picture is a stored picture of a product.
type Picture struct {
	Media string // reference
	Alt   i18n.Text
}

// Tag is a word under which goods are found.
type Tag struct {
	Slug, Name string
	// Title is the tag in the languages that it was translated into.
	Title i18n.Text
}

// In is the tag in a language: the name that a vendor typed when nobody has translated it.
func (t Tag) In(lang string) string { return cmp.Or(t.Title.In(lang), t.Name) }

// Goods is what one unit of a variant is now, for carts.
type Goods struct {
	ProductID, VariantID int64
	Title                i18n.Text
	SKU, Picture         string
	Price                money.Amount
	TaxClass             string
	OnHand               int64
	Vendor               Link
}

// Public numbers have the shape of the former shop's.
const (
	pidLetters = "abcdefgh12345"
	digits     = "0123456789"
)

func newPID() string { return random("", pidLetters, 10) }
func newCID() string { return random("cat", pidLetters, 10) }
func newSKU() string { return random("sku", digits, 7) }

func random(prefix, alphabet string, n int) string {
	b := []byte(prefix)
	for range n {
		b = append(b, alphabet[rand.IntN(len(alphabet))])
	}
	return string(b)
}

// slugOf is a title for addresses; from the second attempt on the public number makes it unique.
func slugOf(title, number string, attempt int) string {
	slug := i18n.Slug(title)
	switch {
	case slug == "":
		return number
	case attempt > 0:
		return slug + "-" + number
	}
	return slug
}
