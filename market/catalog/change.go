package catalog

import (
	"slices"
	"strconv"
	"strings"

	"bazaar/market/fault"
	"bazaar/market/i18n"
	"bazaar/market/money"
)

// Proposal is everything of a product but its prices and its stock, as its vendor wants it to be.
// Of a published product it waits for the moderators; of any other it is taken over at once.
type Proposal struct {
	Texts    Texts             `json:"texts"`
	Pictures []Picture         `json:"pictures"`
	Options  []Option          `json:"options"`
	Variants []ProposedVariant `json:"variants"`
}

// ProposedVariant is one variant of a proposal. An existing one keeps its price and its stock;
// Price, OldPrice (minor units of the base currency, 0 for none) and Stock are those of a new one.
type ProposedVariant struct {
	ID      int64             `json:"id"`
	SKU     string            `json:"sku"`
	Choices map[string]string `json:"choices"`
	// Picture is the reference of one of the product's pictures; empty, or another, is none.
	Picture  string `json:"picture,omitempty"`
	Price    int64  `json:"price,omitempty"`
	OldPrice int64  `json:"old_price,omitempty"`
	Stock    int64  `json:"stock,omitempty"`
}

// maxOptions is how many things a buyer may have to choose.
const maxOptions = 3

const (
	msgOptions = "At most %d options, each with a name and at least one choice."
	msgAlt     = "Describe the picture in at most %d characters."
	maxAlt     = 200
)

// Check tells what is wrong with a proposal, under the names of its inputs.
func (p Proposal) Check(currency money.Currency) fault.Fields {
	f := ProductForm{Texts: p.Texts, Pictures: p.Pictures, Options: p.Options}
	for _, v := range p.Variants {
		form := VariantForm{SKU: v.SKU, Choices: v.Choices, Stock: v.Stock, Price: money.New(1, currency)}
		if v.ID == 0 {
			form.Price, form.OldPrice = money.New(v.Price, currency), money.New(v.OldPrice, currency)
		}
		f.Variants = append(f.Variants, form)
	}
	wrong := f.Check()
	for _, o := range p.Options {
		if o.Name.Trimmed().All() == "" || len(o.Choices) == 0 {
			wrong.Add("options", msgOptions, maxOptions)
		}
	}
	if len(p.Options) > maxOptions {
		wrong.Add("options", msgOptions, maxOptions)
	}
	for _, picture := range p.Pictures {
		for _, s := range picture.Alt {
			if tooLong(s, maxAlt) {
				wrong.Add("alt", msgAlt, maxAlt)
			}
		}
	}
	return wrong
}

// keepSKUs gives existing variants whose SKU was left empty the one that they have.
func (p Proposal) keepSKUs(before Proposal) {
	for i, v := range p.Variants {
		for _, old := range before.Variants {
			if v.ID == old.ID && v.ID != 0 && v.SKU == "" {
				p.Variants[i].SKU = old.SKU
			}
		}
	}
}

// Difference is one thing that a proposal changes. Language is empty where there is none.
type Difference struct {
	Field    string `json:"field"`
	Language string `json:"language,omitempty"`
	Before   string `json:"before"`
	After    string `json:"after"`
}

// Differences lists what is not the same in two proposals, for the eyes of a moderator.
func Differences(before, after Proposal) []Difference {
	var list []Difference
	add := func(field, language, was, is string) {
		if was != is {
			list = append(list, Difference{Field: field, Language: language, Before: was, After: is})
		}
	}
	a, b := before.Texts, after.Texts
	for _, t := range []struct {
		field   string
		was, is i18n.Text
	}{
		{"title", a.Title, b.Title},
		{"description", a.Description, b.Description},
		{"specifications", a.Specifications, b.Specifications},
		{"type", a.Kind, b.Kind},
		{"life", a.ShelfLife, b.ShelfLife},
	} {
		for _, code := range i18n.Languages {
			add(t.field, code, t.was[code], t.is[code])
		}
	}
	add("category", "", strconv.FormatInt(a.CategoryID, 10), strconv.FormatInt(b.CategoryID, 10))
	add("tags", "", tagNames(a), tagNames(b))
	add("pictures", "", pictureList(before.Pictures), pictureList(after.Pictures))
	add("options", "", optionList(before.Options), optionList(after.Options))
	add("variants", "", variantList(before.Variants), variantList(after.Variants))
	return list
}

func tagNames(t Texts) string {
	var names []string
	for _, tag := range t.tags() {
		names = append(names, tag.Name)
	}
	return strings.Join(names, ", ")
}

func pictureList(all []Picture) string {
	var lines []string
	for _, p := range all {
		lines = append(lines, strings.TrimSpace(p.Media+" "+p.Alt.All()))
	}
	return strings.Join(lines, "\n")
}

func optionList(all []Option) string {
	var lines []string
	for _, o := range all {
		var choices []string
		for _, c := range o.Choices {
			choices = append(choices, c.Name.All())
		}
		lines = append(lines, o.Name.All()+": "+strings.Join(choices, ", "))
	}
	return strings.Join(lines, "\n")
}

func variantList(all []ProposedVariant) string {
	var lines []string
	for _, v := range all {
		var chosen []string
		for code, choice := range v.Choices {
			chosen = append(chosen, code+"="+choice)
		}
		slices.Sort(chosen)
		lines = append(lines, strings.Join(strings.Fields(v.SKU+" "+strings.Join(chosen, " ")+" "+v.Picture), " "))
	}
	return strings.Join(lines, "\n")
}
