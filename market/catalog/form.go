package catalog

import (
	"cmp"
	"maps"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"bazaar/market/fault"
	"bazaar/market/i18n"
	"bazaar/market/money"
)

// Limits of what a vendor may type or send.
const (
	MaxPictures = 10
	maxTitle    = 200 // characters, each language
	maxText     = 50_000
	maxShort    = 100 // kind, shelf life, tag
	maxTags     = 20
	maxVariants = 100
	maxStock    = 1_000_000
	maxSKU      = 64
)

const (
	msgTitle    = "Give a title in at least one language."
	msgTooLong  = "This is too long: at most %d characters."
	msgPrice    = "The price must be more than zero."
	msgCurrency = "All prices of a product are in one currency."
	msgOldPrice = "The old price must not be below zero."
	msgOldBelow = "The old price is struck through beside the price, so it must be higher than it. Leave it empty when there is no discount."
	msgStock    = "The stock must be a whole number from 0 to %d."
	msgPicture  = "Add at least one picture."
	msgPictures = "At most %d pictures."
	msgCategory = "Choose a category."
	msgVariants = "Give each variant its own choice of every option."
	msgSKU      = "Another of your goods has this SKU."
	msgSKUSigns = "A SKU has 1 to %d letters, digits and signs, without spaces."
	msgTags     = "At most %d tags."
)

// Texts are the parts of a product that a vendor writes.
type Texts struct {
	Title                       i18n.Text
	Description, Specifications i18n.Text // HTML as typed
	Kind, ShelfLife             i18n.Text
	CategoryID                  int64
	Tags                        []string
}

// ProductForm is what a vendor fills in to add a product.
type ProductForm struct {
	VendorID int64
	Texts
	Manufactured *time.Time
	Digital      bool
	// Featured is only heeded from a moderator.
	Featured bool
	Pictures []Picture
	Options  []Option
	Variants []VariantForm
	// Submit sends the product to moderation at once, which needs a picture and a verified vendor.
	Submit bool
	// ID fixes the id, for the system's demo goods; 0 lets the database choose.
	ID int64
}

// VariantForm is one variant of a new product.
type VariantForm struct {
	// SKU is made up when empty.
	SKU             string
	Price, OldPrice money.Amount // OldPrice is zero when there is none
	Stock           int64
	Choices         map[string]string
	// Picture is the number of one of the product's pictures, from 1; 0 is none of its own.
	Picture int
}

// Check tells what is wrong with the form, under the names of its inputs.
func (f ProductForm) Check() fault.Fields {
	wrong := f.Texts.Check()
	if f.Submit && len(f.Pictures) == 0 {
		wrong.Add("picture", msgPicture)
	}
	if len(f.Pictures) > MaxPictures {
		wrong.Add("picture", msgPictures, MaxPictures)
	}
	if len(f.Variants) == 0 || len(f.Variants) > maxVariants || !f.choicesDiffer() {
		wrong.Add("variants", msgVariants)
	}
	for _, v := range f.Variants {
		checkPrice(wrong, v.Price, v.OldPrice)
		if v.Price.Currency != f.Variants[0].Price.Currency {
			wrong.Add("price", msgCurrency)
		}
		if v.Stock < 0 || v.Stock > maxStock {
			wrong.Add("stock", msgStock, maxStock)
		}
		if v.SKU != "" && !validSKU(v.SKU) {
			wrong.Add("sku", msgSKUSigns, maxSKU)
		}
		if v.Picture < 0 || v.Picture > len(f.Pictures) {
			wrong.Add("picture", msgPicture)
		}
	}
	return wrong
}

// Check tells what is wrong with the texts.
func (t Texts) Check() fault.Fields {
	wrong := fault.Fields{}
	checkTitle(wrong, t.Title, maxTitle)
	for _, c := range []struct {
		name  string
		text  i18n.Text
		limit int
	}{
		{"description", t.Description, maxText},
		{"specifications", t.Specifications, maxText},
		{"type", t.Kind, maxShort},
		{"life", t.ShelfLife, maxShort},
	} {
		for _, s := range c.text {
			if tooLong(s, c.limit) {
				wrong.Add(c.name, msgTooLong, c.limit)
			}
		}
	}
	if t.CategoryID <= 0 {
		wrong.Add("category", msgCategory)
	}
	if len(t.Tags) > maxTags {
		wrong.Add("tags", msgTags, maxTags)
	}
	for _, tag := range t.Tags {
		if tooLong(tag, maxShort) {
			wrong.Add("tags", msgTooLong, maxShort)
		}
	}
	return wrong
}

func checkPrice(wrong fault.Fields, price, old money.Amount) {
	if price.Minor <= 0 || price.Minor > money.Max || !price.Currency.Valid() {
		wrong.Add("price", msgPrice)
	}
	if old.Minor < 0 || old.Minor > money.Max {
		wrong.Add("old_price", msgOldPrice)
	}
	if old.Minor > 0 && old.Minor < price.Minor {
		wrong.Add("old_price", msgOldBelow)
	}
}

// oddTimes is by how much a price may change before one asks whether it was meant.
const oddTimes = 5

// OddChange tells whether a new price is so far from the former one that it looks like a slip: five
// times as much or more, or a fifth or less. It is a reason to ask, never to refuse.
func OddChange(before, after money.Amount) bool {
	return before.Minor > 0 && after.Minor > 0 && before.Currency == after.Currency &&
		(after.Minor/oddTimes >= before.Minor || before.Minor/oddTimes >= after.Minor)
}

// Clean is the texts as they are stored: trimmed, with harmless HTML only.
func (t Texts) Clean() Texts {
	t.Title, t.Kind, t.ShelfLife = t.Title.Trimmed(), t.Kind.Trimmed(), t.ShelfLife.Trimmed()
	t.Description, t.Specifications = t.Description.CleanHTML(), t.Specifications.CleanHTML()
	return t
}

// tags are the tags of the texts by their slugs, each once; those without a slug fall out.
func (t Texts) tags() []Tag {
	bySlug := map[string]Tag{}
	for _, name := range t.Tags {
		name = strings.Join(strings.Fields(name), " ")
		if slug := i18n.Slug(name); slug != "" {
			bySlug[slug] = Tag{Slug: slug, Name: name}
		}
	}
	var list []Tag
	for _, slug := range slices.Sorted(maps.Keys(bySlug)) { // one order of locks for everybody
		list = append(list, bySlug[slug])
	}
	return list
}

// choicesDiffer tells whether every variant chooses something of each option and no two choose
// the same, so that a choice of options is a choice of one variant.
func (f ProductForm) choicesDiffer() bool {
	seen := map[string]bool{}
	for _, v := range f.Variants {
		var key strings.Builder
		for _, o := range f.Options {
			chosen := v.Choices[o.Code]
			if !slices.ContainsFunc(o.Choices, func(c Choice) bool { return c.Code == chosen }) {
				return false
			}
			key.WriteString(chosen + "\x00")
		}
		if len(v.Choices) != len(f.Options) || seen[key.String()] {
			return false
		}
		seen[key.String()] = true
	}
	return true
}

// cheapest is the variant whose price lists show.
func (f ProductForm) cheapest() VariantForm {
	return slices.MinFunc(f.Variants, func(a, b VariantForm) int { return cmp.Compare(a.Price.Minor, b.Price.Minor) })
}

// dearest is the variant with the highest price.
func (f ProductForm) dearest() VariantForm {
	return slices.MaxFunc(f.Variants, func(a, b VariantForm) int { return cmp.Compare(a.Price.Minor, b.Price.Minor) })
}

func (f ProductForm) inStock() bool {
	return slices.ContainsFunc(f.Variants, func(v VariantForm) bool { return v.Stock > 0 })
}

func tooLong(s string, limit int) bool { return utf8.RuneCountInString(s) > limit }

// ValidSKU tells whether a variant may have it.
func ValidSKU(s string) bool { return s != "" && validSKU(s) }

func validSKU(s string) bool {
	return len(s) <= maxSKU && utf8.ValidString(s) && !strings.ContainsFunc(s, func(r rune) bool { return r <= ' ' || r == 0x7f })
}
