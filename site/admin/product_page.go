package admin

import (
	"net/http"
	"strconv"
	"strings"

	"bazaar/market/catalog"
	"bazaar/market/i18n"
	"bazaar/market/money"
	"bazaar/site/locale"
	"bazaar/site/page"
	"bazaar/site/ui"
	"bazaar/site/visitor"
)

// productPage is a product with what waits of it, as a moderator decides about it.
type productPage struct {
	ui.Panel
	Case     catalog.Case
	Category string
	// Changes are what a change would make different.
	Changes []difference
	Texts   []shopText
	Offers  []offer
	Columns []ui.Column
	Past    []verdictLine
	Reason  reasonForm
	Problem string
	// Mine tells that the visitor looks at it, Taken that somebody else does.
	Mine, Taken bool
}

// difference is one thing that a change makes different, with its words marked.
type difference struct {
	Name, Language string
	Pieces         []piece
	// List tells that the pieces are lines, Pictures that they are references of pictures.
	List, Pictures bool
	// Note says what the pieces do not.
	Note string
}

// offer is one variant as buyers would choose it.
type offer struct {
	SKU, Choice, Price, Old, Stock string
	// New tells that the change adds it.
	New bool
}

// verdictLine is a decision in the history of a product.
type verdictLine struct {
	pastLine
	Undone  bool
	Changes []difference
}

// fieldName is a field of a product in words.
func fieldName(l *locale.Locale, field string) string {
	switch field {
	case "title":
		return l.T("Title")
	case "description":
		return l.T("Description")
	case "specifications":
		return l.T("Specifications")
	case "type":
		return l.T("Type")
	case "life":
		return l.T("Shelf life")
	case "category":
		return l.T("Category")
	case "tags":
		return l.T("Tags")
	case "pictures":
		return l.T("Pictures")
	case "options":
		return l.T("Options")
	}
	return l.T("Variants")
}

// differences makes what a change does readable.
func differences(l *locale.Locale, tree catalog.Tree, all []catalog.Difference) []difference {
	var list []difference
	for _, d := range all {
		one := difference{Name: fieldName(l, d.Field), Language: d.Language}
		switch d.Field {
		case "description", "specifications":
			before, after := plain(d.Before), plain(d.After)
			if one.Pieces = changed(before, after); before == after {
				one.Note = l.T("Only the formatting changed.")
			}
		case "category":
			one.Pieces = changed(categoryName(l, tree, number(d.Before)), categoryName(l, tree, number(d.After)))
		case "pictures":
			one.Pictures = true
			one.Pieces = listed(references(d.Before), references(d.After))
			if references(d.Before) == references(d.After) {
				one.Note = l.T("The descriptions of the pictures changed.")
			}
		case "options", "variants":
			one.List, one.Pieces = true, listed(d.Before, d.After)
		default:
			one.Pieces = changed(d.Before, d.After)
		}
		list = append(list, one)
	}
	return list
}

// plain is the words of an HTML text.
func plain(html string) string { return i18n.Text{"en": html}.Plain()["en"] }

// references are the pictures of a list, each line of which ends with words about it.
func references(list string) string {
	refs := lines(list)
	for i, line := range refs {
		refs[i], _, _ = strings.Cut(line, " ")
	}
	return strings.Join(refs, "\n")
}

// categoryName is a category with those above it.
func categoryName(l *locale.Locale, tree catalog.Tree, id int64) string {
	var names []string
	for _, c := range tree.Path(id) {
		names = append(names, c.Title.In(l.Code()))
	}
	return strings.Join(names, " › ")
}

// newProduct reads what the page of a product shows.
func (f *Front) newProduct(r *http.Request) (productPage, error) {
	v := visitor.Of(r)
	l := v.Locale
	c, err := catalog.ReadCase(r.Context(), f.DB, v.Actor, numberIn(r), f.Now())
	if err != nil {
		return productPage{}, err
	}
	tree, err := catalog.Categories(r.Context(), f.DB)
	if err != nil {
		return productPage{}, err
	}
	frame, _, err := f.panel(r, c.Live.Texts.Title.In(l.Code()), productsPath)
	if err != nil {
		return productPage{}, err
	}
	p := productPage{Panel: frame, Case: c, Category: categoryName(l, tree, c.Wanted.Texts.CategoryID), Reason: newReason(l, c.Language, reasonsToReject)}
	p.Mine, p.Taken = c.ClaimedBy == v.Actor.AccountID, c.ClaimedBy != 0 && c.ClaimedBy != v.Actor.AccountID
	p.Changes = differences(l, tree, c.Differences)
	texts := c.Wanted.Texts
	p.Texts = []shopText{
		{l.T("Title"), writings(texts.Title, false)},
		{l.T("Description"), writings(texts.Description, true)},
		{l.T("Specifications"), writings(texts.Specifications, true)},
	}
	for _, t := range []shopText{{l.T("Type"), writings(texts.Kind, false)}, {l.T("Shelf life"), writings(texts.ShelfLife, false)}} {
		if len(t.In) > 0 { // not all goods have one
			p.Texts = append(p.Texts, t)
		}
	}
	p.Columns = []ui.Column{{Text: l.T("SKU")}, {Text: l.T("Choice")}, {Text: l.T("Price"), Num: true}, {Text: l.T("Old price"), Num: true}, {Text: l.T("In stock"), Num: true}}
	p.Offers = offers(l, c)
	for _, d := range c.Past {
		p.Past = append(p.Past, verdictLine{
			pastLine: pastLine{What: verdictName(l, d.Verdict), Who: d.Moderator, When: l.DateTime(d.At), Stamp: locale.Stamp(d.At), Reason: d.Reason},
			Undone:   d.Undone, Changes: differences(l, tree, d.Differences),
		})
	}
	return p, nil
}

// offers are the variants as they would be: those that stay with their prices and stock of now.
func offers(l *locale.Locale, c catalog.Case) []offer {
	now := map[int64]catalog.Variant{}
	for _, v := range c.Variants {
		now[v.ID] = v
	}
	var list []offer
	for _, w := range c.Wanted.Variants {
		v, kept := now[w.ID]
		if !kept {
			v = catalog.Variant{Price: money.New(w.Price, c.Currency), OldPrice: money.New(w.OldPrice, c.Currency), OnHand: w.Stock}
		}
		o := offer{SKU: w.SKU, Choice: choiceName(l, c.Wanted.Options, w.Choices), Price: l.Money(v.Price), Stock: l.Number(v.OnHand), New: !kept && c.ChangeID != 0}
		if !v.OldPrice.IsZero() {
			o.Old = l.Money(v.OldPrice)
		}
		list = append(list, o)
	}
	return list
}

// choiceName is what a buyer chooses with a variant.
func choiceName(l *locale.Locale, options []catalog.Option, chosen map[string]string) string {
	var names []string
	for _, o := range options {
		for _, c := range o.Choices {
			if chosen[o.Code] == c.Code {
				names = append(names, c.Name.In(l.Code()))
			}
		}
	}
	return strings.Join(names, ", ")
}

func (f *Front) product(w http.ResponseWriter, r *http.Request) error {
	p, err := f.newProduct(r)
	if err != nil {
		return err
	}
	return page.Render(w, r, http.StatusOK, productView(p))
}

// decision reads what a form decides about the product in the address.
func decision(r *http.Request, form page.Values) catalog.Decision {
	return catalog.Decision{ProductID: numberIn(r), ChangeID: number(form.Get("change")), Version: number(form.Get("version")), Reason: form.Text("reason")}
}

// showAgain shows the page of a product with what was typed; refused is nil when a ready-made reason
// was asked for.
func (f *Front) showAgain(w http.ResponseWriter, r *http.Request, form page.Values, status int, say func(p *productPage)) error {
	p, err := f.newProduct(r)
	if err != nil {
		return err
	}
	p.Reason.Value = typed(form, p.Case.Language, reasonsToReject)
	say(&p)
	return page.Render(w, r, status, productView(p))
}

func (f *Front) approve(w http.ResponseWriter, r *http.Request) error {
	return f.decide(w, r, catalog.Approve)
}

// reject sends a product back or declines a change, or puts a ready-made reason into the form.
func (f *Front) reject(w http.ResponseWriter, r *http.Request) error {
	form, err := page.Form(w, r)
	if err != nil {
		return err
	}
	if form.Has("insert") {
		return f.showAgain(w, r, form, http.StatusOK, func(*productPage) {})
	}
	return f.decide(w, r, catalog.Decline)
}

func idText(n int64) string { return strconv.FormatInt(n, 10) }
