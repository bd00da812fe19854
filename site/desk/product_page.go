package desk

import (
	"fmt"
	"net/url"
	"strconv"
	"strings"

	"bazaar/market/catalog"
	"bazaar/market/fault"
	"bazaar/market/money"
	"bazaar/market/vendors"
	"bazaar/site/page"
	"bazaar/site/ui"
	"bazaar/site/visitor"
)

func publicPath(id int64) string { return fmt.Sprintf("/product/%d/", id) }

// productPage is the form of a product.
type productPage struct {
	ui.Panel
	Product catalog.DeskProduct
	Form    productForm
	State   ui.State
	Action  string
	// Category, Tags and Picture are the fields that no language has.
	Category, Tags, Picture ui.Input
	Categories              []ui.Option
	Langs                   []language
	Pictures                []pictureFields
	Options                 []optionFields
	// Presets are the options that can be added with one press; none when there are enough.
	Presets []ui.Option
	Rows    []rowFields
	// All are the fields that fill several rows at once; Which says which, none without a choice.
	All   rowFields
	Which []ui.Option
	// Shown is a price as its vendor sees the site; nil when that is the currency that is typed.
	Shown *shownCurrency
	// Missing is what is to be done before the product can be sent in; Closed tells that the shop may
	// not send any in yet.
	Missing []ui.Link
	Closed  bool
	// Kept is since when there is a form that was not saved, empty without one; Restored tells that
	// it is shown, and At where something was done in it, empty when it was asked for.
	Kept     string
	Restored bool
	At       string
	Problem  string
}

// shownCurrency is another currency than that of the prices, with how many of it one buys.
type shownCurrency struct {
	Typed, Name, Rate string
	Code              money.Currency
	of                func(money.Amount) string
}

type pictureFields struct {
	pictureForm
	Number int
	Alt    ui.Input
	// First and Last are those that cannot be moved further.
	First, Last bool
}

// optionFields are the fields of one thing to choose. Name is in the reader's language, Others in the
// other ones.
type optionFields struct {
	optionForm
	Number      int
	Title       string
	Name, Fresh ui.Input
	Others      []ui.Input
	Values      []valueFields
	Error       string
}

// valueFields are the names of a value: in the reader's language, and in the other ones.
type valueFields struct {
	valueForm
	Text   string
	Name   ui.Input
	Others []ui.Input
}

// rowFields are the fields of one variant. Aside tells that its values were taken away.
type rowFields struct {
	variantRow
	Number                             int
	Label                              string
	SKUField, PriceField, OldField     ui.Input
	StockField, LowField, PictureField ui.Input
	Pictures                           []ui.Option
	Media                              string
	Aside, More                        bool
}

func newProductPage(frame ui.Panel, d catalog.DeskProduct, form productForm, tree catalog.Tree) productPage {
	l := frame.L
	p := productPage{Panel: frame, Product: d, Form: form, State: stateOf(l, d.State), Action: createPath}
	if d.ID != 0 {
		p.Action = editPath(d.ID)
	}
	t := form.Texts
	p.Langs = translated(
		l,
		text{ui.Input{Name: "title", Label: l.T("Title"), Hint: l.T("In at least one language."), MaxLength: 200}, t.Title},
		text{ui.Input{Name: "description", Label: l.T("Description"), Rich: true}, t.Description},
		text{ui.Input{Name: "specifications", Label: l.T("Specifications"), Rich: true, Folded: true}, t.Specifications},
		text{ui.Input{Name: "type", Label: l.T("Sort of goods"), Hint: l.T("For example “Organic”."), MaxLength: 100, Folded: true}, t.Kind},
		text{ui.Input{Name: "life", Label: l.T("Keeps for"), Hint: l.T("For example “100 days”."), MaxLength: 100, Folded: true}, t.ShelfLife},
	)
	for i, lang := range p.Langs {
		title, more := t.Title[lang.Code] != "", t.Description[lang.Code] != ""
		p.Langs[i].Done = title && more
		switch {
		case title && more:
			p.Langs[i].Text = l.T("complete")
		case title:
			p.Langs[i].Text = l.T("no description")
		default:
			p.Langs[i].Text = l.T("missing")
		}
	}
	p.Langs[0].Inputs[0].Needed = true // by the market, in one language or another
	p.Category = ui.Input{Name: "category", Label: l.T("Category"), Value: strconv.FormatInt(t.CategoryID, 10), Required: true}
	p.Categories = categoryOptions(l.Code(), tree, l.T("Choose a category"))
	p.Tags = ui.Input{Name: "tags", Label: l.T("Tags"), Value: form.Tags, Hint: l.T("Words by which buyers look, with commas between them."), MaxLength: 2000}
	p.Picture = ui.Input{Name: "picture", Label: l.T("Add pictures"), Hint: l.T("Up to %d pictures of at most 10 MB each; 800 by 800 pixels look best.", catalog.MaxPictures)}
	p.fillPictures()
	p.fillOptions()
	p.fillRows()
	p.Missing = p.lacks()
	return p
}

// see adds what depends on who looks: the currency in which the site is shown, and whether the shop
// may sell.
func (p *productPage) see(v *visitor.Visitor) {
	p.Closed = v.Shop.State != vendors.Verified
	base := p.Product.Currency
	rate, known := v.Site.Rates[v.Currency]
	one, typed := v.Site.Rates[base]
	if v.Currency == base || !known || !typed || one.Sign() <= 0 {
		return
	}
	const precision = 8
	p.Shown = &shownCurrency{Typed: signOf(base), Name: signOf(v.Currency), Code: v.Currency, Rate: rate.DivRound(one, precision).String(), of: v.Price}
	for i := range p.Rows {
		row := &p.Rows[i]
		for in, s := range map[*ui.Input]string{&row.PriceField: row.Price, &row.OldField: row.Old} {
			if a := amountOf(fault.Fields{}, "", s, base, false); a.Minor > 0 {
				in.Hint = p.L.T("about %s", v.Price(a))
			}
		}
	}
}

// signOf names a currency by its sign and its code.
func signOf(c money.Currency) string {
	if c.Symbol() == string(c) {
		return string(c)
	}
	return c.Symbol() + " (" + string(c) + ")"
}

// categoryOptions lists the categories, each below the one that it belongs to.
func categoryOptions(lang string, tree catalog.Tree, none string) []ui.Option {
	all := []ui.Option{{Text: none}}
	for _, c := range tree.Flat() {
		all = append(all, ui.Option{Value: strconv.FormatInt(c.ID, 10), Text: strings.Repeat("– ", c.Depth) + c.Title.In(lang)})
	}
	return all
}

// refuse puts the messages of a refusal beside their fields; what belongs to none stands above.
func (p *productPage) refuse(why *fault.Fault) {
	messages := page.Messages(p.L, why)
	if len(messages) == 0 {
		p.Problem = p.L.T(why.Message, why.Args...)
		return
	}
	take := func(in *ui.Input, name string) {
		if m, ok := messages[name]; ok {
			in.Error = m
			delete(messages, name)
		}
	}
	for _, in := range []*ui.Input{&p.Category, &p.Tags, &p.Picture} {
		take(in, in.Name)
	}
	if len(p.Langs) > 0 {
		for i := range p.Langs[0].Inputs {
			in := &p.Langs[0].Inputs[i]
			take(in, strings.TrimSuffix(in.Name, "_"+p.Langs[0].Code))
		}
	}
	for i := range p.Options {
		if o := &p.Options[i]; !o.Off {
			take(&o.Fresh, "options")
		}
	}
	for i := range p.Rows {
		row := &p.Rows[i]
		for _, in := range row.inputs() {
			take(in, in.Name)
			if !row.Off && !row.Aside {
				take(in, strings.TrimSuffix(in.Name, "_"+strconv.Itoa(i)))
			}
		}
		row.More = row.OldField.Error != "" || row.SKUField.Error != "" || row.LowField.Error != ""
	}
	for _, m := range messages {
		p.Problem = m
	}
}

// parseKept reads a form that was kept.
func parseKept(form string) (page.Values, error) {
	values, err := url.ParseQuery(form)
	return page.Values(values), err
}
