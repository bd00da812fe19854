package desk

import (
	"strconv"
	"strings"

	"bazaar/market/catalog"
	"bazaar/market/i18n"
	"bazaar/site/locale"
	"bazaar/site/ui"
)

func (p *productPage) fillPictures() {
	l := p.L
	first, last := -1, -1
	for i, picture := range p.Form.Pictures {
		if picture.Off {
			continue
		}
		if last = i; first < 0 {
			first = i
		}
	}
	for i, picture := range p.Form.Pictures {
		p.Pictures = append(p.Pictures, pictureFields{
			pictureForm: picture, Number: i, First: i == first, Last: i == last,
			Alt: ui.Input{Name: "alt_" + l.Code(), Value: picture.Alt[l.Code()], MaxLength: 200, Label: l.T("What picture %s shows", l.Number(int64(i+1)))},
		})
	}
}

// fillOptions makes the fields of the options, and says which others can be added.
func (p *productPage) fillOptions() {
	l := p.L
	for i, o := range p.Form.Options {
		prefix := optionPrefix(i)
		fields := optionFields{
			optionForm: o, Number: i, Title: o.Name.In(l.Code()),
			Name:  ui.Input{Name: prefix + "name_" + l.Code(), Label: l.T("Name"), Value: o.Name[l.Code()], Lang: l.Code(), MaxLength: 100, Required: true},
			Fresh: ui.Input{Name: prefix + "fresh", Label: l.T("Another value"), MaxLength: 100, Needed: true},
		}
		if fields.Title == "" {
			fields.Title = l.T("New option")
		}
		if len(o.Values) == 0 {
			fields.Fresh.Label = l.T("First value")
		}
		for _, code := range others(l) {
			fields.Others = append(fields.Others, ui.Input{Name: prefix + "name_" + code, Label: nameIn(l, code), Value: o.Name[code], Lang: code, MaxLength: 100})
		}
		for _, v := range o.Values {
			value := valueFields{valueForm: v, Text: v.Name.In(l.Code()), Name: ui.Input{Name: prefix + "value_" + l.Code(), Value: v.Name[l.Code()], MaxLength: 100}}
			value.Name.Label = l.T("Value: %s", value.Text)
			for _, code := range others(l) {
				value.Others = append(value.Others, ui.Input{Name: prefix + "value_" + code, Label: value.Text + ", " + ui.NativeName(code), Value: v.Name[code], Lang: code, MaxLength: 100})
			}
			fields.Values = append(fields.Values, value)
		}
		p.Options = append(p.Options, fields)
	}
	if len(p.Form.active()) < mostOptions && len(p.Form.Options) < mostTaken {
		p.Presets = p.presets()
	}
}

// presets are the usual options that the product has not, and one without a name.
func (p *productPage) presets() []ui.Option {
	var all []ui.Option
	for _, code := range presets {
		has := false
		for _, o := range p.Form.Options {
			has = has || o.Code == code
		}
		if !has {
			all = append(all, ui.Option{Value: code, Text: presetText(p.L, code)})
		}
	}
	return append(all, ui.Option{Value: "other", Text: p.L.T("Another option")})
}

// others are the languages that are not the reader's.
func others(l *locale.Locale) []string {
	var all []string
	for _, code := range i18n.Languages {
		if code != l.Code() {
			all = append(all, code)
		}
	}
	return all
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

// fillRows makes the fields of the variants, of those too whose values were taken away: they are
// carried along unseen.
func (p *productPage) fillRows() {
	l := p.L
	words := p.Form.words(l.Code())
	for i, row := range p.Form.all() {
		n := "_" + strconv.Itoa(i)
		fields := p.fieldsOf(row, n)
		fields.Number, fields.Aside, fields.Media = i, i >= len(p.Form.Rows), p.Form.pictureOf(row)
		var label []string
		for _, o := range p.Form.options() {
			if text := words[o.Code+"="+row.Choices[o.Code]]; text != "" {
				label = append(label, text)
			}
		}
		fields.Label = strings.Join(label, ", ")
		p.Rows = append(p.Rows, fields)
	}
	if len(p.Form.Rows) < 2 {
		return
	}
	p.All = p.fieldsOf(variantRow{}, "")
	for _, in := range p.All.inputs() {
		in.Name, in.Required, in.Needed = "all_"+in.Name, false, true
	}
	p.All.Pictures[0].Text = l.T("Leave as they are")
	p.Which = []ui.Option{{Text: l.T("All variants")}}
	for _, o := range p.Form.options() {
		for _, c := range o.Choices {
			p.Which = append(p.Which, ui.Option{Value: o.Code + "=" + c.Code, Text: o.Name.In(l.Code()) + ": " + c.Name.In(l.Code())})
		}
	}
}

// words are the values of the options in a language, by option and value.
func (p productForm) words(lang string) map[string]string {
	words := map[string]string{}
	for _, o := range p.options() {
		for _, c := range o.Choices {
			words[o.Code+"="+c.Code] = c.Name.In(lang)
		}
	}
	return words
}

func (p *productPage) fieldsOf(row variantRow, n string) rowFields {
	l := p.L
	fields := rowFields{
		variantRow:   row,
		PriceField:   ui.Input{Name: "price" + n, Label: l.T("Price, %s", p.Product.Currency.Symbol()), Value: row.Price, InputMode: "decimal", Required: true, MaxLength: 16},
		StockField:   ui.Input{Name: "stock" + n, Label: l.T("In stock"), Value: row.Stock, InputMode: "numeric", Required: true, MaxLength: 7},
		OldField:     ui.Input{Name: "old_price" + n, Label: l.T("Old price, %s", p.Product.Currency.Symbol()), Value: row.Old, InputMode: "decimal", MaxLength: 16},
		LowField:     ui.Input{Name: "low" + n, Label: l.T("Warn at"), Value: row.Low, InputMode: "numeric", MaxLength: 7},
		SKUField:     ui.Input{Name: "sku" + n, Label: l.T("SKU"), Value: row.SKU, MaxLength: 64},
		PictureField: ui.Input{Name: "picture" + n, Label: l.T("Picture"), Value: row.Picture, Needed: true},
		Pictures:     []ui.Option{{Text: l.T("The first one")}},
	}
	for i, picture := range p.Form.Pictures {
		if picture.Off {
			continue
		}
		name := l.T("Picture %s", l.Number(int64(i+1)))
		if alt := picture.Alt.In(l.Code()); alt != "" {
			name += ": " + alt
		}
		fields.Pictures = append(fields.Pictures, ui.Option{Value: short(picture.Media), Text: name})
	}
	return fields
}

// inputs are the fields of a row that may be refused.
func (r *rowFields) inputs() []*ui.Input {
	return []*ui.Input{&r.PriceField, &r.StockField, &r.OldField, &r.LowField, &r.SKUField, &r.PictureField}
}

// all are the fields of the page, for the summary of errors.
func (p *productPage) all() []ui.Input {
	var all []ui.Input
	for _, lang := range p.Langs {
		all = append(all, lang.Inputs...)
	}
	all = append(all, p.Category, p.Tags, p.Picture)
	for _, o := range p.Options {
		all = append(all, o.Fresh)
	}
	for i := range p.Rows {
		for _, in := range p.Rows[i].inputs() {
			named := *in
			if p.Rows[i].Label != "" {
				named.Label = p.Rows[i].Label + ", " + in.Label
			}
			all = append(all, named)
		}
	}
	return all
}

// lacks is what a product needs before the market looks at it, each with a link to where it is typed.
func (p *productPage) lacks() []ui.Link {
	l := p.L
	var all []ui.Link
	lack := func(missing bool, text, id string) {
		if missing {
			all = append(all, ui.Link{Text: text, URL: "#" + id})
		}
	}
	lack(p.Form.Texts.Title.All() == "", l.T("Title"), p.Langs[0].Inputs[0].ID())
	lack(p.Form.Texts.CategoryID <= 0, l.T("Category"), p.Category.ID())
	lack(len(p.Form.pictures()) == 0, l.T("A picture"), p.Picture.ID())
	for _, o := range p.Options {
		lack(!o.Off && o.optionForm.Name.All() == "", l.T("Name of the option"), o.Name.ID())
		lack(!o.Off && len(o.stay()) == 0, l.T("Values of the option “%s”", o.Title), o.Fresh.ID())
	}
	selling := false
	for _, row := range p.Rows {
		if row.Off || row.Aside {
			continue
		}
		selling = true
		name := l.T("Price")
		if row.Label != "" {
			name = l.T("Price of “%s”", row.Label)
		}
		lack(row.Price == "", name, row.PriceField.ID())
	}
	lack(!selling, l.T("A variant that is for sale"), "offers")
	return all
}

// sendable tells whether the product can be sent to the market in its state.
func (p *productPage) sendable() bool {
	s := p.Product.State
	return s == catalog.Draft || s == catalog.Rejected || s == catalog.Disabled
}
