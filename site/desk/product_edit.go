package desk

import (
	"crypto/rand"
	"errors"
	"net/http"
	"strconv"
	"strings"

	"bazaar/market/catalog"
	"bazaar/market/fault"
	"bazaar/market/money"
	"bazaar/site/page"
	"bazaar/site/visitor"
)

const createPath = "/vendor/product/create/"

// productID is the id in the address; 0 when it is none, which no product has.
func productID(r *http.Request) int64 {
	id, err := strconv.ParseInt(r.PathValue("id"), 10, 64)
	if err != nil || id < 0 {
		return 0
	}
	return id
}

// newProduct is a product that does not exist yet.
func (f *Front) newProduct() catalog.DeskProduct {
	return catalog.DeskProduct{State: catalog.Draft, Currency: f.Base}
}

func (f *Front) showCreate(w http.ResponseWriter, r *http.Request) error {
	p := productForm{Key: rand.Text()}
	p.spread()
	return f.renderProduct(w, r, f.newProduct(), p, nil)
}

func (f *Front) showEdit(w http.ResponseWriter, r *http.Request) error {
	d, err := catalog.ReadOwn(r.Context(), f.DB, visitor.Of(r).Shop.VendorID, productID(r))
	if err != nil {
		return err
	}
	return f.renderProduct(w, r, d, formOf(d), nil)
}

func (f *Front) create(w http.ResponseWriter, r *http.Request) error {
	return f.edit(w, r, f.newProduct())
}

func (f *Front) saveEdit(w http.ResponseWriter, r *http.Request) error {
	d, err := catalog.ReadOwn(r.Context(), f.DB, visitor.Of(r).Shop.VendorID, productID(r))
	if err != nil {
		return err
	}
	return f.edit(w, r, d)
}

// edit does what the pressed button says: moves a picture, makes the rows of the variants, or saves.
func (f *Front) edit(w http.ResponseWriter, r *http.Request, d catalog.DeskProduct) error {
	form, err := page.Form(w, r)
	if err != nil {
		return err
	}
	p := readProduct(form)
	refs, err := page.SavePictures(r, f.Pictures, "picture")
	if refused := fault.As(err); refused != nil && !page.IsAJAX(r) {
		p.spread()
		return f.renderProduct(w, r, d, p, refused)
	}
	if err != nil {
		return err
	}
	for _, ref := range refs {
		if !hasPicture(p.Pictures, ref) {
			p.Pictures = append(p.Pictures, catalog.Picture{Media: ref})
		}
	}
	do := form.Get("do")
	if action, rest, ok := strings.Cut(do, " "); ok {
		p.Pictures = moved(p.Pictures, action, rest)
		p.spread()
		return f.renderProduct(w, r, d, p, nil)
	}
	if changed := p.spread(); changed && len(form["row"]) > 0 || do == "rows" {
		page.Flash(w, r, visitor.Info, visitor.Of(r).Locale.T("Check the prices and the stock of the variants, then save."))
		return f.renderProduct(w, r, d, p, nil)
	}
	return f.save(w, r, d, p, do == "submit")
}

func hasPicture(all []catalog.Picture, ref string) bool {
	for _, p := range all {
		if p.Media == ref {
			return true
		}
	}
	return false
}

// moved is the pictures after one was moved or dropped; rest is its number from 0.
func moved(all []catalog.Picture, action, rest string) []catalog.Picture {
	i, err := strconv.Atoi(rest)
	if err != nil || i < 0 || i >= len(all) {
		return all
	}
	switch to := i; action {
	case "earlier", "later":
		if to--; action == "later" {
			to = i + 1
		}
		if to >= 0 && to < len(all) {
			all[i], all[to] = all[to], all[i]
		}
	case "drop":
		all = append(all[:i], all[i+1:]...)
	}
	return all
}

// save hands the form to the catalogue.
func (f *Front) save(w http.ResponseWriter, r *http.Request, d catalog.DeskProduct, p productForm, submit bool) error {
	offers, proposed, wrong := p.offers(d.Currency)
	id, saved := d.ID, catalog.Saved{Applied: true}
	err := wrong.Err()
	switch {
	case err != nil:
	case d.ID == 0:
		id, err = catalog.CreateProduct(r.Context(), f.DB, visitor.Of(r).Actor, p.whole(visitor.Of(r).Shop.VendorID, proposed, d.Currency, submit), f.Now())
	default:
		proposal := catalog.Proposal{Texts: p.Texts, Pictures: p.Pictures, Options: p.options(), Variants: proposed}
		saved, err = catalog.SaveWhole(r.Context(), f.DB, visitor.Of(r).Actor, catalog.Whole{
			Change: catalog.Change{ProductID: d.ID, Version: p.Version, Proposal: proposal}, Supplies: offers, Key: p.Key, Submit: submit,
		}, f.Now())
	}
	if refused := fault.As(err); refused != nil && !page.IsAJAX(r) && (refused.Kind == fault.Invalid || refused.Kind == fault.Conflict) {
		return f.renderProduct(w, r, d, p, refused)
	}
	if err != nil {
		return err
	}
	if err := catalog.ForgetForm(r.Context(), f.DB, visitor.Of(r).Actor, objectOf(d.ID)); err != nil {
		return err
	}
	f.told(w, r, saved, submit)
	return page.Redirect(w, r, editPath(id), http.StatusSeeOther)
}

// told says what became of the form.
func (f *Front) told(w http.ResponseWriter, r *http.Request, saved catalog.Saved, submit bool) {
	l := visitor.Of(r).Locale
	switch {
	case saved.ChangeID != 0:
		page.Flash(w, r, visitor.Info, l.T("Your change waits for review. Until then buyers see the product as it was; prices and stock hold at once."))
	case submit:
		page.Flash(w, r, visitor.Success, l.T("Sent for review. We look at it within a working day."))
	default:
		page.Flash(w, r, visitor.Success, l.T("Saved."))
	}
}

// whole is the form of a new product.
func (p productForm) whole(vendorID int64, rows []catalog.ProposedVariant, c money.Currency, submit bool) catalog.ProductForm {
	form := catalog.ProductForm{VendorID: vendorID, Texts: p.Texts, Pictures: p.Pictures, Options: p.options(), Submit: submit}
	for _, v := range rows {
		form.Variants = append(form.Variants, catalog.VariantForm{
			SKU: v.SKU, Price: money.New(v.Price, c), OldPrice: money.New(v.OldPrice, c), Stock: v.Stock, Choices: v.Choices,
		})
	}
	return form
}

// objectOf names a product among the forms that are kept.
func objectOf(id int64) string {
	if id == 0 {
		return "new"
	}
	return strconv.FormatInt(id, 10)
}

// renderProduct shows the form of a product; why is what is wrong with it, or nil.
func (f *Front) renderProduct(w http.ResponseWriter, r *http.Request, d catalog.DeskProduct, p productForm, why *fault.Fault) error {
	v := visitor.Of(r)
	l := v.Locale
	title := l.T("Add a product")
	if d.ID != 0 {
		title = d.Wanted.Texts.Title.In(l.Code())
	}
	frame, _, err := f.panel(r, title, productsPath)
	if err != nil {
		return err
	}
	tree, err := catalog.Categories(r.Context(), f.DB)
	if err != nil {
		return err
	}
	out := newProductPage(frame, d, p, tree)
	status := http.StatusOK
	switch {
	case why == nil && r.Method == http.MethodGet:
		kept, ok, err := catalog.KeptForm(r.Context(), f.DB, v.Actor, objectOf(d.ID))
		if err != nil {
			return err
		}
		if ok && kept.At.After(d.Updated) {
			if err := out.offer(r, kept, d, tree); err != nil {
				return err
			}
		}
	case why != nil:
		out.Refused = true
		status = http.StatusUnprocessableEntity
		if why.Kind == fault.Conflict {
			status = http.StatusConflict
		}
		out.refuse(why)
	}
	return page.Render(w, r, status, productView(out))
}

// offer shows the form that was not saved when that is asked for, or says that there is one.
func (p *productPage) offer(r *http.Request, kept catalog.Unsaved, d catalog.DeskProduct, tree catalog.Tree) error {
	values, err := parseKept(kept.Form)
	if err != nil {
		return errors.Join(errors.New("read a kept form"), err)
	}
	p.Kept = p.L.DateTime(kept.At)
	if r.URL.Query().Get("restore") != "1" {
		return nil
	}
	form := readProduct(values)
	form.Version, form.Key = d.Version, rand.Text()
	form.spread()
	restored := newProductPage(p.Panel, d, form, tree)
	restored.Kept, restored.Restored = p.Kept, true
	*p = restored
	return nil
}
