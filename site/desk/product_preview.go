package desk

import (
	"cmp"
	"fmt"
	"net/http"
	"slices"
	"strings"

	"github.com/a-h/templ"

	"bazaar/market/catalog"
	"bazaar/market/fault"
	"bazaar/site/page"
	"bazaar/site/ui"
	"bazaar/site/visitor"
)

// previewPage is a product as buyers would see it, with the change that waits or what was typed last.
type previewPage struct {
	ui.Panel
	Heading  string
	Pictures []ui.Picture
	Price    ui.Cost
	// Choices are the options with their values, in words.
	Choices                     []previewChoice
	Description, Specifications templ.Component
	// Back leads to the form; Missing is what it lacks.
	Back    string
	Missing []ui.Link
}

type previewChoice struct {
	Name   string
	Values []string
}

// previewPath shows a product, or the form that is kept of it.
func previewPath(id int64) string {
	if id == 0 {
		return createPath + "preview/"
	}
	return productPath(id, "preview")
}

func (f *Front) preview(w http.ResponseWriter, r *http.Request) error {
	d := f.newProduct()
	if r.PathValue("id") != "" {
		var err error
		if d, err = f.own(r); err != nil {
			return err
		}
	}
	v := visitor.Of(r)
	form, back := formOf(d), editPath(d.ID)
	if d.ID == 0 {
		back = createPath
	}
	if r.URL.Query().Get("kept") == "1" || d.ID == 0 {
		kept, ok, err := catalog.KeptForm(r.Context(), f.DB, v.Actor, objectOf(d.ID))
		if err != nil {
			return err
		}
		if ok {
			values, err := parseKept(kept.Form)
			if err != nil {
				return fmt.Errorf("read a kept form: %w", err)
			}
			form, back = readProduct(values, v.Locale.Code()), back+"?restore=1&at=preview#preview"
			form.Texts = form.Texts.Clean()
		}
	}
	form.spread()
	frame, _, err := f.panel(r, v.Locale.T("Preview"), productsPath)
	if err != nil {
		return err
	}
	p := newPreview(frame, d, form, v)
	p.Back = back
	return page.Render(w, r, http.StatusOK, previewView(p))
}

// newPreview is a form as buyers would see it.
func newPreview(frame ui.Panel, d catalog.DeskProduct, form productForm, v *visitor.Visitor) previewPage {
	lang := v.Locale.Code()
	p := previewPage{Panel: frame, Heading: cmp.Or(form.Texts.Title.In(lang), v.Locale.T("No title yet"))}
	for _, picture := range form.pictures() {
		p.Pictures = append(p.Pictures, ui.Picture{Ref: picture.Media, Sizes: "12rem", Alt: picture.Alt.In(lang)})
	}
	for i, row := range form.Rows {
		price := amountOf(fault.Fields{}, "", row.Price, d.Currency, false)
		if row.Off || price.Minor <= 0 {
			continue
		}
		old := amountOf(fault.Fields{}, "", row.Old, d.Currency, false)
		shown := v.Site.Rates.Convert(price, v.Currency)
		switch {
		case i == 0 || p.Price.Now.Minor == 0:
			p.Price = ui.Cost{Now: shown, Old: v.Site.Rates.Convert(old, v.Currency)}
		case shown.Minor < p.Price.Now.Minor:
			p.Price = ui.Cost{Now: shown, From: true}
		case shown.Minor > p.Price.Now.Minor:
			p.Price.From = true
		}
	}
	for _, o := range form.options() {
		c := previewChoice{Name: o.Name.In(lang)}
		for _, value := range o.Choices {
			c.Values = append(c.Values, value.Name.In(lang))
		}
		p.Choices = append(p.Choices, c)
	}
	for into, text := range map[*templ.Component]string{
		&p.Description: form.Texts.Description.In(lang), &p.Specifications: form.Texts.Specifications.In(lang),
	} {
		if text != "" {
			*into = templ.Raw(text) // cleaned when it was stored, or above
		}
	}
	if whole := newProductPage(frame, d, form, catalog.Tree{}); whole.sendable() {
		p.Missing = whole.Missing
	}
	return p
}

// missingWords are the things that a preview lacks, in one line.
func missingWords(p previewPage) string {
	words := make([]string, len(p.Missing))
	for i, link := range p.Missing {
		words[i] = link.Text
	}
	return strings.Join(slices.Compact(words), " · ")
}
