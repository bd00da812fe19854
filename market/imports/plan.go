package imports

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"bazaar/market/catalog"
	"bazaar/market/fault"
	"bazaar/market/i18n"
	"bazaar/market/money"
)

const (
	msgNewTitle    = "A new product needs a title in at least one language."
	msgNewCategory = "A new product needs a category."
	msgNewPrice    = "A new SKU needs a price."
	msgGone        = "This SKU belongs to something that you deleted. Choose another one."
	msgTwoProducts = "These rows name one product, but their SKUs belong to two."
	msgVariants    = "Give each variant its own choice of every option."
	msgBusy        = "Somebody changed this product at the same moment. Import the row again."
)

// item is the rows of one product.
type item struct{ entries []entry }

func (i *item) first() *entry { return &i.entries[0] }

func (i *item) lastRow() int64 { return i.entries[len(i.entries)-1].row }

// bad tells whether something is wrong with one of the rows.
func (i *item) bad() bool {
	return slices.ContainsFunc(i.entries, func(e entry) bool { return len(e.problems) > 0 })
}

// spoil tells of the rows beside a wrong one why they are not taken.
func (i *item) spoil() {
	at := slices.IndexFunc(i.entries, func(e entry) bool { return len(e.problems) > 0 })
	if at < 0 {
		return
	}
	row := strconv.FormatInt(i.entries[at].row, 10)
	for n := range i.entries {
		if len(i.entries[n].problems) == 0 {
			i.entries[n].wrong("", i.entries[n].sku, msgOther, row)
		}
	}
}

// kind is what a product of a file is to the market.
type kind int

const (
	fresh kind = iota
	changed
	same
)

// plan is what is to be done with an item.
type plan struct {
	kind kind
	// form is a new product.
	form catalog.ProductForm
	// product is the one that is there; proposal what it is to become, with content telling whether
	// that is anything new; supplies are the prices and the stock that differ.
	product  catalog.DeskProduct
	proposal catalog.Proposal
	content  bool
	supplies []catalog.Supply
	// odd are the rows whose price may be a slip.
	odd []int64
}

// goods is what the market knows of the SKUs of some items.
type goods struct {
	vendorID int64
	currency money.Currency
	holders  map[string]catalog.Holder
	products map[int64]catalog.DeskProduct
}

// productOf finds the product that an item is about; 0 for a new one. SKUs that it may not use are
// told at their rows.
func (g goods) productOf(i *item) int64 {
	id := int64(0)
	for n := range i.entries {
		e := &i.entries[n]
		h, taken := g.holders[e.sku]
		switch {
		case !taken:
		case h.Gone:
			e.wrong("sku", e.sku, msgGone)
		case id != 0 && h.ProductID != id:
			e.wrong("product", e.group, msgTwoProducts)
		default:
			id = h.ProductID
		}
	}
	return id
}

// plan says what is to be done with an item; what is wrong is told at its rows.
func (g goods) plan(i *item) plan {
	id := g.productOf(i)
	if i.bad() {
		return plan{}
	}
	if id == 0 {
		return g.planNew(i)
	}
	p, ok := g.products[id]
	if !ok {
		i.first().wrong("sku", i.first().sku, msgBusy)
		return plan{}
	}
	return g.planChange(i, p)
}

// texts puts what the rows say over what is there: the first row that says something counts.
func (i *item) texts(t catalog.Texts) catalog.Texts {
	t.Title, t.Description = copied(t.Title), copied(t.Description)
	category, tagged := false, false
	said := map[string]bool{}
	for n := range i.entries {
		e := &i.entries[n]
		for _, code := range i18n.Languages {
			if s := e.title[code]; s != "" && !said["title"+code] {
				t.Title[code], said["title"+code] = s, true
			}
			if s := e.description[code]; s != "" && !said["description"+code] {
				t.Description[code], said["description"+code] = s, true
			}
		}
		if e.category != 0 && !category {
			t.CategoryID, category = e.category, true
		}
		if len(e.tags) > 0 && !tagged {
			t.Tags, tagged = e.tags, true
		}
	}
	return t.Clean()
}

func copied(t i18n.Text) i18n.Text {
	out := i18n.Text{}
	for code, s := range t {
		out[code] = s
	}
	return out
}

func (g goods) planNew(i *item) plan {
	form := catalog.ProductForm{VendorID: g.vendorID, Texts: i.texts(catalog.Texts{})}
	if form.Title.All() == "" {
		i.first().wrong("title_ru", "", msgNewTitle)
	}
	if form.CategoryID == 0 {
		i.first().wrong("category", "", msgNewCategory)
	}
	var o offer
	for n := range i.entries {
		e := &i.entries[n]
		if e.price == nil {
			e.wrong("price", "", msgNewPrice)
			continue
		}
		form.Variants = append(form.Variants, catalog.VariantForm{
			SKU: e.sku, Price: money.New(*e.price, g.currency), OldPrice: money.New(value(e.old), g.currency), Stock: value(e.stock), Choices: o.choose(nil, e.picks),
		})
	}
	form.Options = o.options
	if !i.bad() {
		i.judge(form.Check())
	}
	return plan{kind: fresh, form: form}
}

func value(n *int64) int64 {
	if n == nil {
		return 0
	}
	return *n
}

// columnsOf are the columns in which the fields of the form of a product stand.
var columnsOf = map[string]string{
	"title": "title_ru", "description": "description_ru", "category": "category", "tags": "tags", "price": "price", "old_price": "old_price",
	"stock": "stock", "sku": "sku", "options": "option_1",
}

// judge tells at the first row what the catalogue would refuse.
func (i *item) judge(wrong fault.Fields) {
	e := i.first()
	for field, m := range wrong {
		p := Problem{Row: e.row, Column: columnsOf[field], Message: m}
		switch field {
		case "variants":
			p.Column, p.Value, p.Message = "choice_1", e.sku, fault.Message{Text: msgVariants}
		case "title", "description":
			p.Column = longest(e, field)
		}
		if !slices.ContainsFunc(e.problems, func(known Problem) bool { return known.Column == p.Column }) {
			e.problems = append(e.problems, p)
		}
	}
}

// longest is the column of the longest of the texts.
func longest(e *entry, field string) string {
	t, best := e.title, "ru"
	if field == "description" {
		t = e.description
	}
	for _, code := range i18n.Languages {
		if len(t[code]) > len(t[best]) {
			best = code
		}
	}
	return field + "_" + best
}

// planChange compares an item with the product that is there.
func (g goods) planChange(i *item, p catalog.DeskProduct) plan {
	out := plan{kind: same, product: p}
	next := catalog.Proposal{Texts: i.texts(p.Wanted.Texts), Pictures: p.Wanted.Pictures, Variants: slices.Clone(p.Wanted.Variants)}
	o := offer{options: deepOptions(p.Wanted.Options)}
	for n := range i.entries {
		e := &i.entries[n]
		at := slices.IndexFunc(next.Variants, func(v catalog.ProposedVariant) bool { return v.SKU == e.sku })
		if at < 0 && g.holders[e.sku].VariantID != 0 {
			at = slices.IndexFunc(next.Variants, func(v catalog.ProposedVariant) bool { return v.ID == g.holders[e.sku].VariantID })
		}
		if at < 0 {
			if e.price == nil {
				e.wrong("price", "", msgNewPrice)
				continue
			}
			next.Variants = append(next.Variants, catalog.ProposedVariant{SKU: e.sku})
			at = len(next.Variants) - 1
		}
		v := &next.Variants[at]
		v.Choices = o.choose(v.Choices, e.picks)
		if v.ID == 0 { // a new one, which comes with its price and its stock
			v.Price, v.OldPrice, v.Stock = over(v.Price, e.price), over(v.OldPrice, e.old), over(v.Stock, e.stock)
			continue
		}
		out.supply(p, v.ID, *e)
	}
	next.Options = o.options
	if i.bad() {
		return plan{}
	}
	out.proposal, out.content = next, len(catalog.Differences(p.Wanted, next)) > 0 || !sameNew(p.Wanted, next)
	if out.content {
		i.judge(next.Check(p.Currency))
	}
	for _, s := range out.supplies {
		i.judge(s.Check())
	}
	if out.content || len(out.supplies) > 0 || p.State == catalog.Archived {
		out.kind = changed
	}
	return out
}

// sameNew tells whether the variants that do not exist yet have the same prices and stock.
func sameNew(a, b catalog.Proposal) bool {
	price := func(p catalog.Proposal) string {
		var s strings.Builder
		for _, v := range p.Variants {
			if v.ID == 0 {
				fmt.Fprintln(&s, v.SKU, v.Price, v.OldPrice, v.Stock)
			}
		}
		return s.String()
	}
	return price(a) == price(b)
}

func over(was int64, n *int64) int64 {
	if n == nil {
		return was
	}
	return *n
}

// supply notes the price and the stock of a variant where they differ.
func (p *plan) supply(d catalog.DeskProduct, variantID int64, e entry) {
	for _, v := range d.Variants {
		if v.ID != variantID {
			continue
		}
		s := catalog.Supply{VariantID: v.ID, Price: v.Price, OldPrice: v.OldPrice, LowMark: v.LowMark}
		s.Price.Minor, s.OldPrice.Minor = over(v.Price.Minor, e.price), over(v.OldPrice.Minor, e.old)
		s.Arrived = over(v.OnHand, e.stock) - v.OnHand
		if s.Price != v.Price || s.OldPrice.Minor != v.OldPrice.Minor || s.Arrived != 0 {
			p.supplies = append(p.supplies, s)
		}
		if catalog.OddChange(v.Price, s.Price) {
			p.odd = append(p.odd, e.row)
		}
	}
}

// offer gathers the options of a product while its rows choose.
type offer struct{ options []catalog.Option }

// choose adds picks to the choices of a variant. Options and choices are known by their names, and
// made when they are new.
func (o *offer) choose(was map[string]string, picks []pick) map[string]string {
	choices := map[string]string{}
	for option, choice := range was {
		choices[option] = choice
	}
	for _, p := range picks {
		at := slices.IndexFunc(o.options, func(x catalog.Option) bool { return alike(x.Name, p.option) })
		if at < 0 {
			at = len(o.options)
			code := codeOf(p.option, "option", at, func(s string) bool {
				return slices.ContainsFunc(o.options, func(x catalog.Option) bool { return x.Code == s })
			})
			o.options = append(o.options, catalog.Option{Code: code, Name: p.option})
		}
		option := &o.options[at]
		to := slices.IndexFunc(option.Choices, func(x catalog.Choice) bool { return alike(x.Name, p.choice) })
		if to < 0 {
			to = len(option.Choices)
			code := codeOf(p.choice, "choice", to, func(s string) bool {
				return slices.ContainsFunc(option.Choices, func(x catalog.Choice) bool { return x.Code == s })
			})
			option.Choices = append(option.Choices, catalog.Choice{Code: code, Name: p.choice})
		}
		choices[option.Code] = option.Choices[to].Code
	}
	return choices
}

// alike tells whether two names are the same in a language in which both are written.
func alike(a, b i18n.Text) bool {
	for _, code := range i18n.Languages {
		if a[code] != "" && i18n.Fold(a[code]) == i18n.Fold(b[code]) {
			return true
		}
	}
	return false
}

// codeOf makes a code of a name that is not taken yet.
func codeOf(name i18n.Text, otherwise string, n int, taken func(string) bool) string {
	code := i18n.Slug(name.In("en"))
	if code == "" {
		code = otherwise + strconv.Itoa(n+1)
	}
	for base, k := code, 2; taken(code); k++ {
		code = base + "-" + strconv.Itoa(k)
	}
	return code
}

func deepOptions(all []catalog.Option) []catalog.Option {
	out := slices.Clone(all)
	for i := range out {
		out[i].Choices = slices.Clone(out[i].Choices)
	}
	return out
}
