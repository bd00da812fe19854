package desk

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"time"

	"github.com/a-h/templ"

	"bazaar/infra/sqldb"
	"bazaar/market/actor"
	"bazaar/market/catalog"
	"bazaar/market/fault"
	"bazaar/market/stock"
	"bazaar/site/locale"
	"bazaar/site/page"
	"bazaar/site/ui"
	"bazaar/site/visitor"
)

// own is the product in the address, when it is one of the visitor's shop.
func (f *Front) own(r *http.Request) (catalog.DeskProduct, error) {
	return catalog.ReadOwn(r.Context(), f.DB, visitor.Of(r).Shop.VendorID, productID(r))
}

type verb func(ctx context.Context, db *sqldb.DB, by actor.Actor, productID int64, now time.Time) error

// act does something to a product and tells it; to is where one goes on.
func (f *Front) act(do verb, said func(l *locale.Locale) string, to func(id int64) string) page.Handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		d, err := f.own(r)
		if err != nil {
			return err
		}
		l := visitor.Of(r).Locale
		err = do(r.Context(), f.DB, visitor.Of(r).Actor, d.ID, f.Now())
		if refused := fault.As(err); refused != nil && refused.Kind == fault.Conflict && !page.IsAJAX(r) {
			page.Flash(w, r, visitor.Warning, l.T(refused.Message, refused.Args...))
			return page.Redirect(w, r, editPath(d.ID), http.StatusSeeOther)
		}
		if err != nil {
			return err
		}
		page.Flash(w, r, visitor.Success, said(l))
		return page.Redirect(w, r, to(d.ID), http.StatusSeeOther)
	}
}

func toList(int64) string { return productsPath }

func (f *Front) duplicate(w http.ResponseWriter, r *http.Request) error {
	d, err := f.own(r)
	if err != nil {
		return err
	}
	id, err := catalog.Duplicate(r.Context(), f.DB, visitor.Of(r).Actor, d.ID, f.Now())
	if err != nil {
		return err
	}
	page.Flash(w, r, visitor.Success, visitor.Of(r).Locale.T("This is the copy: a draft without stock."))
	return page.Redirect(w, r, editPath(id), http.StatusSeeOther)
}

// askToDelete asks before a product is deleted.
func (f *Front) askToDelete(w http.ResponseWriter, r *http.Request) error {
	d, err := f.own(r)
	if err != nil {
		return err
	}
	l := visitor.Of(r).Locale
	frame, _, err := f.panel(r, l.T("Delete this product?"), productsPath)
	if err != nil {
		return err
	}
	return page.Render(w, r, http.StatusOK, deleteView(frame, ui.Question{
		Title:  l.T("Delete this product?"),
		Text:   l.T("“%s” goes off sale and leaves your desk. Orders keep their copy of it. This cannot be undone here.", d.Live.Texts.Title.In(l.Code())),
		Action: productPath(d.ID, "delete"), Button: l.T("Delete"), Kind: "danger", Cancel: editPath(d.ID),
	}))
}

// stockPage is how the stock of a product moved.
type stockPage struct {
	ui.Panel
	ID      int64
	Columns []ui.Column
	Lines   []movement
}

type movement struct{ When, Stamp, SKU, Kind, Units string }

// mostMovements is how many movements are shown.
const mostMovements = 100

func (f *Front) stock(w http.ResponseWriter, r *http.Request) error {
	d, err := f.own(r)
	if err != nil {
		return err
	}
	l := visitor.Of(r).Locale
	frame, _, err := f.panel(r, l.T("How the stock moved"), productsPath)
	if err != nil {
		return err
	}
	p := stockPage{Panel: frame, ID: d.ID, Columns: []ui.Column{{Text: l.T("When")}, {Text: l.T("SKU")}, {Text: l.T("Why")}, {Text: l.T("Units"), Num: true}}}
	skus, ids := map[int64]string{}, []int64{}
	for _, v := range d.Variants {
		skus[v.ID] = v.SKU
		ids = append(ids, v.ID)
	}
	moved, err := stock.Movements(r.Context(), f.DB, ids, mostMovements)
	if err != nil {
		return err
	}
	kinds := map[string]string{"take": l.T("Sold"), "release": l.T("Given back"), "restock": l.T("Delivered or counted")}
	for _, m := range moved {
		p.Lines = append(p.Lines, movement{
			When: l.DateTime(m.At), Stamp: m.At.Format(time.RFC3339), SKU: skus[m.VariantID], Kind: kinds[m.Kind], Units: fmt.Sprintf("%+d", m.Quantity),
		})
	}
	return page.Render(w, r, http.StatusOK, stockView(p))
}

// keptPath is where the form of a product is kept while it is typed.
func keptPath(id int64) string {
	if id == 0 {
		return "/vendor/product/create/keep/"
	}
	return productPath(id, "keep")
}

// keeping tells scripts where to keep the form.
func (p productPage) keeping() templ.Attributes {
	return templ.Attributes{"data-keep": p.L.URL(keptPath(p.Product.ID))}
}

// translationsOf are the languages of the parts of a form.
func translationsOf(langs []language) []ui.Translation {
	return settingsPage{Langs: langs}.translations()
}

// keepable checks that the product in the address, if any, is the visitor's, and names its form.
func (f *Front) keepable(r *http.Request) (string, error) {
	if r.PathValue("id") == "" {
		return objectOf(0), nil
	}
	d, err := f.own(r)
	return strconv.FormatInt(d.ID, 10), err
}

// keep keeps the form of a product as it is typed.
func (f *Front) keep(w http.ResponseWriter, r *http.Request) error {
	form, err := page.Form(w, r)
	if err != nil {
		return err
	}
	object, err := f.keepable(r)
	if err != nil {
		return err
	}
	delete(form, visitor.TokenField)
	if err := catalog.KeepForm(r.Context(), f.DB, visitor.Of(r).Actor, object, url.Values(form).Encode(), f.Now()); err != nil {
		return err
	}
	return page.JSON(w, http.StatusOK, map[string]bool{"success": true})
}

// forget drops the form that was kept.
func (f *Front) forget(w http.ResponseWriter, r *http.Request) error {
	object, err := f.keepable(r)
	if err != nil {
		return err
	}
	if err := catalog.ForgetForm(r.Context(), f.DB, visitor.Of(r).Actor, object); err != nil {
		return err
	}
	return page.Redirect(w, r, page.NextOr(page.Referer(r), productsPath), http.StatusSeeOther)
}
