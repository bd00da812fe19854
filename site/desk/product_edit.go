package desk

import (
	"crypto/rand"
	"errors"
	"net/http"
	"strconv"

	"bazaar/market/catalog"
	"bazaar/market/fault"
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

// edit does what the pressed button says: something in the middle of the form, which keeps it and
// shows it again there, or saves it.
func (f *Front) edit(w http.ResponseWriter, r *http.Request, d catalog.DeskProduct) error {
	form, err := page.Form(w, r)
	if err != nil {
		return err
	}
	p := readProduct(form, visitor.Of(r).Locale.Code())
	refs, err := page.SavePictures(r, f.Pictures, "picture")
	at, left := p.take(refs)
	if err == nil {
		err = left.Err()
	}
	do := form.Get("do")
	save := do == "save" || do == "submit" || do == ""
	if !save && do != "pictures" {
		at = p.alter(do, form)
	}
	changed := p.spread()
	if refused := fault.As(err); refused != nil {
		return f.refuseProduct(w, r, d, p, refused)
	}
	if err != nil {
		return err
	}
	if save && changed && len(form["row"]) > 0 {
		return f.goOn(w, r, d, p, atOffers)
	}
	if save {
		return f.save(w, r, d, p, do == "submit")
	}
	if do == "preview" {
		if _, err := f.kept(r, d, p); err != nil {
			return err
		}
		return page.Redirect(w, r, previewPath(d.ID)+"?kept=1", http.StatusSeeOther)
	}
	return f.goOn(w, r, d, p, at)
}

// refuseProduct shows the form again with what is wrong with it, and keeps it.
func (f *Front) refuseProduct(w http.ResponseWriter, r *http.Request, d catalog.DeskProduct, p productForm, why *fault.Fault) error {
	if page.IsAJAX(r) || why.Kind != fault.Invalid && why.Kind != fault.Conflict {
		return why
	}
	if _, err := f.kept(r, d, p); err != nil {
		return err
	}
	return f.renderProduct(w, r, d, p, why)
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
		proposal := catalog.Proposal{Texts: p.Texts, Pictures: p.pictures(), Options: p.options(), Variants: proposed}
		saved, err = catalog.SaveWhole(r.Context(), f.DB, visitor.Of(r).Actor, catalog.Whole{
			Change: catalog.Change{ProductID: d.ID, Version: p.Version, Proposal: proposal}, Supplies: offers, Key: p.Key, Submit: submit,
		}, f.Now())
	}
	if refused := fault.As(err); refused != nil {
		return f.refuseProduct(w, r, d, p, refused)
	}
	if err != nil {
		return err
	}
	if err := catalog.ForgetForm(r.Context(), f.DB, visitor.Of(r).Actor, objectOf(d.ID)); err != nil {
		return err
	}
	f.told(w, r, saved, submit)
	if before, after, found := odd(d, offers); found {
		l := visitor.Of(r).Locale
		page.Flash(w, r, visitor.Warning, l.T("A price changed a lot: it was %s and is %s now. If that was a slip, mend it here.", l.Money(before), l.Money(after)))
	}
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
	out.see(v)
	status := http.StatusOK
	switch {
	case why == nil && r.Method == http.MethodGet:
		kept, ok, err := catalog.KeptForm(r.Context(), f.DB, v.Actor, objectOf(d.ID))
		if err != nil {
			return err
		}
		if ok && !kept.At.Before(d.Updated) {
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
	form := readProduct(values, p.L.Code())
	if form.Version == 0 || r.URL.Query().Get("at") == "" {
		form.Version = d.Version
	}
	form.Key = rand.Text()
	form.spread()
	restored := newProductPage(p.Panel, d, form, tree)
	restored.see(visitor.Of(r))
	restored.Kept, restored.Restored, restored.At = p.Kept, true, r.URL.Query().Get("at")
	*p = restored
	return nil
}
