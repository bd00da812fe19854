package demo

import (
	"embed"
	"encoding/json"
	"fmt"
	"html"
	"io/fs"
	"path"
	"strings"

	"bazaar/market/catalog"
	"bazaar/market/i18n"
	"bazaar/market/money"
)

// The goods and vendors are data, so that a person who knows the languages can mend their texts.
//
//go:embed goods/*.json vendors.json words.json tags.json reviews.json
var data embed.FS

// shelf is one category with its goods.
type shelf struct {
	Title    i18n.Text `json:"title"`
	Products []item    `json:"products"`
}

// item is one product. ID is fixed for goods that documents and tests name, otherwise 0.
type item struct {
	ID       int64       `json:"id"`
	Title    i18n.Text   `json:"title"`
	Text     i18n.Text   `json:"text"`
	Vendor   int         `json:"vendor"` // its place in vendors.json, from 1
	Price    string      `json:"price"`
	Was      string      `json:"was"`
	Stock    int64       `json:"stock"` // units left today, over all variants
	Featured bool        `json:"featured"`
	Tags     []string    `json:"tags"`
	Specs    [][2]string `json:"specs"` // words of words.json
	Options  []struct {
		Code    string `json:"code"`
		Choices []struct {
			Code  string    `json:"code"`
			Name  i18n.Text `json:"name"`
			Extra string    `json:"extra"` // on top of the price
		} `json:"choices"`
	} `json:"options"`
}

// shop is one vendor with the person behind it.
type shop struct {
	Name     string    `json:"name"`
	First    string    `json:"first"`
	Last     string    `json:"last"`
	City     string    `json:"city"`
	Address  string    `json:"address"`
	Contact  string    `json:"contact"`
	Replies  string    `json:"replies"`
	OnTime   string    `json:"on_time"`
	Genuine  string    `json:"genuine"`
	Returns  string    `json:"returns"`
	Warranty string    `json:"warranty"`
	About    i18n.Text `json:"about"`
}

// read decodes one of the embedded files; a mistake in them is one of the program.
func read[T any](name string) T {
	var v T
	b, err := data.ReadFile(name)
	if err == nil {
		err = json.Unmarshal(b, &v)
	}
	if err != nil {
		panic(fmt.Sprintf("demo: %s: %v", name, err))
	}
	return v
}

// shelves are the categories in the order of their numbers.
func shelves() []shelf {
	names, err := fs.Glob(data, "goods/*.json")
	if err != nil {
		panic(err) // the pattern is sound
	}
	var list []shelf
	for _, n := range names { // numbered names, in order
		list = append(list, read[shelf](path.Clean(n)))
	}
	return list
}

// dictionary translates the names and units of specifications.
type dictionary map[string]i18n.Text

// phrase translates word by word; numbers and names that it does not know stay as they are.
func (d dictionary) phrase(lang, s string) string {
	words := strings.Fields(s)
	for i, w := range words {
		if t, ok := d[w]; ok {
			words[i] = t.In(lang)
		}
	}
	return strings.Join(words, " ")
}

// specifications are a list in every language.
func (d dictionary) specifications(specs [][2]string) i18n.Text {
	text := i18n.Text{}
	for _, lang := range i18n.Languages {
		var b strings.Builder
		b.WriteString("<ul>")
		for _, s := range specs {
			b.WriteString("<li><b>" + html.EscapeString(d.phrase(lang, s[0])) + ":</b> " + html.EscapeString(d.phrase(lang, s[1])) + "</li>")
		}
		b.WriteString("</ul>")
		text[lang] = b.String()
	}
	return text
}

func paragraphs(t i18n.Text) i18n.Text {
	out := i18n.Text{}
	for lang, s := range t {
		out[lang] = "<p>" + html.EscapeString(s) + "</p>"
	}
	return out
}

// amount reads a price of the data; empty is nothing.
func amount(s string) money.Amount {
	if s == "" {
		return money.Zero(money.USD)
	}
	a, err := money.Parse(s, money.USD)
	if err != nil {
		panic(fmt.Sprintf("demo: price %q: %v", s, err))
	}
	return a
}

// form is the item as its vendor would have typed it, with initial units of each variant.
func (it item) form(d dictionary, initial int64) catalog.ProductForm {
	f := catalog.ProductForm{
		VendorID: int64(it.Vendor), ID: it.ID, Featured: it.Featured, Submit: true,
		Texts: catalog.Texts{Title: it.Title, Description: paragraphs(it.Text), Specifications: d.specifications(it.Specs), Tags: it.Tags},
	}
	for _, ref := range picturesOf(it.Title["en"]) {
		f.Pictures = append(f.Pictures, catalog.Picture{Media: ref, Alt: it.Title})
	}
	f.Variants = []catalog.VariantForm{{Price: amount(it.Price), OldPrice: amount(it.Was), Stock: initial}}
	for _, o := range it.Options {
		option := catalog.Option{Code: o.Code, Name: d[o.Code]}
		var combined []catalog.VariantForm
		for _, base := range f.Variants {
			for _, c := range o.Choices {
				combined = append(combined, with(base, o.Code, c.Code, amount(c.Extra)))
			}
		}
		for _, c := range o.Choices {
			option.Choices = append(option.Choices, catalog.Choice{Code: c.Code, Name: c.Name})
		}
		f.Options, f.Variants = append(f.Options, option), combined
	}
	return f
}

// with is a variant for which one more choice is made.
func with(v catalog.VariantForm, option, choice string, extra money.Amount) catalog.VariantForm {
	choices := map[string]string{option: choice}
	for k, c := range v.Choices {
		choices[k] = c
	}
	v.Choices, v.Price = choices, v.Price.Add(extra)
	if !v.OldPrice.IsZero() {
		v.OldPrice = v.OldPrice.Add(extra)
	}
	return v
}
