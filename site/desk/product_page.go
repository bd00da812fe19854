package desk

import (
	"fmt"
	"net/url"
	"strconv"
	"strings"

	"bazaar/market/catalog"
	"bazaar/market/fault"
	"bazaar/market/i18n"
	"bazaar/site/locale"
	"bazaar/site/page"
	"bazaar/site/ui"
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
	Options                 []optionFields
	Rows                    []rowFields
	// Kept is since when there is a form that was not saved, empty without one; Restored tells that
	// it is shown.
	Kept     string
	Restored bool
	Problem  string
}

// optionFields are the fields of one thing to choose.
type optionFields struct {
	Number  int
	Code    string
	Codes   string
	Names   []ui.Input
	Choices ui.Input
}

// rowFields are the fields of one variant.
type rowFields struct {
	Mark, Label, Was            string
	SKU, Price, Old, Stock, Low ui.Input
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
		text{ui.Input{Name: "specifications", Label: l.T("Specifications"), Rich: true}, t.Specifications},
		text{ui.Input{Name: "type", Label: l.T("Sort of goods"), Hint: l.T("For example “Organic”."), MaxLength: 100}, t.Kind},
		text{ui.Input{Name: "life", Label: l.T("Keeps for"), Hint: l.T("For example “100 days”."), MaxLength: 100}, t.ShelfLife},
	)
	for i, lang := range p.Langs {
		full := t.Title[lang.Code] != "" && t.Description[lang.Code] != ""
		p.Langs[i].Done, p.Langs[i].Text = full, l.T("missing")
		if full {
			p.Langs[i].Text = l.T("complete")
		}
	}
	p.Category = ui.Input{Name: "category", Label: l.T("Category"), Value: strconv.FormatInt(t.CategoryID, 10), Required: true}
	p.Categories = categoryOptions(l.Code(), tree, l.T("Choose a category"))
	p.Tags = ui.Input{Name: "tags", Label: l.T("Tags"), Value: form.Tags, Hint: l.T("Words by which buyers look, with commas between them."), MaxLength: 2000}
	p.Picture = ui.Input{Name: "picture", Label: l.T("Add pictures"), Hint: l.T("Up to %d pictures of at most 10 MB each; 800 by 800 pixels look best.", catalog.MaxPictures)}
	p.fillOptions()
	p.fillRows()
	return p
}

// categoryOptions lists the categories, each below the one that it belongs to.
func categoryOptions(lang string, tree catalog.Tree, none string) []ui.Option {
	all := []ui.Option{{Text: none}}
	for _, c := range tree.Flat() {
		all = append(all, ui.Option{Value: strconv.FormatInt(c.ID, 10), Text: strings.Repeat("– ", c.Depth) + c.Title.In(lang)})
	}
	return all
}

// fillOptions adds an empty option at the end where another is allowed.
func (p *productPage) fillOptions() {
	l := p.L
	shown := append([]optionForm{}, p.Form.Options...)
	if len(shown) < mostOptions {
		shown = append(shown, optionForm{})
	}
	for i, o := range shown {
		prefix := fmt.Sprintf("option_%d_", i)
		fields := optionFields{Number: i, Code: o.Code, Codes: strings.Join(o.Codes, " ")}
		for _, code := range i18n.Languages {
			fields.Names = append(fields.Names, ui.Input{
				Name: prefix + "name_" + code, Label: nameIn(l, code), Value: o.Name[code], Lang: code, MaxLength: 100, Width: "third",
			})
		}
		fields.Choices = ui.Input{
			Name: prefix + "choices", Label: l.T("Choices"), Value: o.Choices,
			Hint: l.T("One in a line, the languages side by side: English | Russian | Kazakh."),
		}
		p.Options = append(p.Options, fields)
	}
}

// nameIn asks for a name in a language.
func nameIn(l *locale.Locale, code string) string {
	switch code {
	case "ru":
		return l.T("Name in Russian")
	case "kk":
		return l.T("Name in Kazakh")
	}
	return l.T("Name in English")
}

func (p *productPage) fillRows() {
	l := p.L
	names := map[string]string{}
	for _, o := range p.Form.options() {
		for _, c := range o.Choices {
			names[o.Code+"="+c.Code] = c.Name.In(l.Code())
		}
	}
	for i, row := range p.Form.Rows {
		n := "_" + strconv.Itoa(i)
		var label []string
		for pair := range strings.FieldsSeq(signature(row.Choices)) {
			label = append(label, names[pair])
		}
		p.Rows = append(p.Rows, rowFields{
			Mark: row.mark(), Label: strings.Join(label, ", "), Was: row.Was,
			SKU:   ui.Input{Name: "sku" + n, Label: l.T("SKU"), Value: row.SKU, MaxLength: 64},
			Price: ui.Input{Name: "price" + n, Label: l.T("Price, %s", string(p.Product.Currency)), Value: row.Price, InputMode: "decimal", Required: true, MaxLength: 14},
			Old:   ui.Input{Name: "old_price" + n, Label: l.T("Old price"), Value: row.Old, InputMode: "decimal", MaxLength: 14},
			Stock: ui.Input{Name: "stock" + n, Label: l.T("In stock"), Value: row.Stock, InputMode: "numeric", Required: true, MaxLength: 7},
			Low:   ui.Input{Name: "low" + n, Label: l.T("Warn at"), Value: row.Low, InputMode: "numeric", MaxLength: 7},
		})
	}
}

// all are the fields of the page, for the summary of errors.
func (p *productPage) all() []ui.Input {
	all := []ui.Input{p.Category, p.Tags, p.Picture}
	for _, lang := range p.Langs {
		all = append(all, lang.Inputs...)
	}
	for _, o := range p.Options {
		all = append(append(all, o.Names...), o.Choices)
	}
	for _, row := range p.Rows {
		all = append(all, row.SKU, row.Price, row.Old, row.Stock, row.Low)
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
	if len(p.Options) > 0 {
		take(&p.Options[0].Choices, "options")
	}
	for i := range p.Rows {
		row := &p.Rows[i]
		for _, in := range []*ui.Input{&row.SKU, &row.Price, &row.Old, &row.Stock, &row.Low} {
			take(in, in.Name)
			take(in, strings.TrimSuffix(in.Name, "_"+strconv.Itoa(i)))
		}
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
