package shop

import (
	"encoding/json"
	"net/http"

	"bazaar/market/cart"
	"bazaar/market/fault"
	"bazaar/market/money"
	"bazaar/site/page"
	"bazaar/site/ui"
	"bazaar/site/visitor"
)

// showCart shows what is in the cart with prices and stock of now.
func (f *Front) showCart(w http.ResponseWriter, r *http.Request) error {
	return f.renderCart(w, r, couponEntry{})
}

// renderCart shows the cart; a coupon that was refused comes back with what is wrong with it.
func (f *Front) renderCart(w http.ResponseWriter, r *http.Request, entry couponEntry) error {
	v := visitor.Of(r)
	c, err := cart.Load(r.Context(), f.DB, v.Actor, f.Now())
	if err != nil {
		return err
	}
	p := cartPage{Frame: page.Frame(r, v.Locale.T("Cart")), Blocked: len(c.Short()) > 0, Removed: removedOf(r)}
	p.NoIndex, p.Path = true, cartPath
	can := c.Buyable()
	p.Groups, p.Lost, p.Changes = groups(v, can), lost(v, c), changes(v, c)
	off, err := f.fillCoupon(r, &p, can, entry)
	if err != nil {
		return err
	}
	total := can.Total().Sub(off)
	p.Totals = ui.Totals{Units: can.Units(), Items: shown(v, can.Total()), Total: shown(v, total), Discount: shownIfSet(v, off), Coupon: p.Coupon.Code}
	if len(can.Lines) > 0 {
		p.Totals.Charged = charged(v, total)
	}
	if len(c.Lines) == 0 {
		if p.Popular, err = f.popular(r); err != nil {
			return err
		}
	}
	status := http.StatusOK
	if p.Coupon.Error != "" && entry.Error != "" {
		status, p.Refused = http.StatusUnprocessableEntity, true
	}
	return page.Render(w, r, status, cartView(p))
}

// popular are goods for those whose cart is empty.
func (f *Front) popular(r *http.Request) ([]ui.Product, error) {
	found, err := f.Shelves.featured(r.Context(), popularGoods)
	return cards(visitor.Of(r), found), err
}

// popularGoods is how many products an empty cart shows.
const popularGoods = 4

// lost lists the lines of which nothing can be bought.
func lost(v *visitor.Visitor, c cart.Cart) []cartLine {
	var all []cartLine
	for _, l := range c.Lines {
		if l.Available() == 0 {
			all = append(all, lineView(v, l))
		}
	}
	return all
}

// changes say what is different about the goods since they were put into the cart.
func changes(v *visitor.Visitor, c cart.Cart) []change {
	var all []change
	for _, l := range c.Lines {
		view := lineView(v, l)
		note := change{Title: view.Title, Anchor: "#" + view.control("line"), Text: view.Problem}
		if note.Text == "" && l.PriceChanged() {
			note.Text = v.Locale.T("The price was %s, now it is %s.", v.Locale.Money(view.Was), v.Locale.Money(view.Price))
		}
		if note.Text != "" {
			all = append(all, note)
		}
	}
	return all
}

// groups deals the lines out by vendor, in the order in which they were added.
func groups(v *visitor.Visitor, c cart.Cart) []cartGroup {
	var all []cartGroup
	at := map[int64]int{}
	for _, l := range c.Lines {
		i, ok := at[l.VendorID]
		if !ok {
			i = len(all)
			at[l.VendorID] = i
			all = append(all, cartGroup{Vendor: l.VendorName, VendorURL: vendorPath(l.VendorID), Subtotal: money.Zero(v.Currency)})
		}
		all[i].Lines = append(all[i].Lines, lineView(v, l))
		all[i].Subtotal = all[i].Subtotal.Add(shown(v, l.Total()))
	}
	return all
}

func lineView(v *visitor.Visitor, l cart.Line) cartLine {
	lang := v.Locale.Code()
	view := cartLine{
		ID: l.ProductID, Variant: l.VariantID, Title: l.Title.In(lang), Lang: l.Title.Lang(lang), Options: l.Options.In(lang),
		Path: productPath(l.ProductID), Picture: l.Picture,
		Price: shown(v, l.Price), Sum: shown(v, l.Total()), Quantity: l.Quantity, Most: l.Available(),
	}
	switch {
	case !l.OnSale:
		view.Gone, view.Problem = true, v.Locale.T("This is no longer sold.")
	case l.Away:
		view.Problem = v.Locale.T("The shop is away until %s.", v.Locale.Date(l.Absence.Until))
	case l.OnHand == 0:
		view.Problem = v.Locale.T("This is sold out at the moment.")
	case l.IsShort():
		view.Problem = v.Locale.N("Only %s is left.", "Only %s are left.", l.Available(), v.Locale.Number(l.Available()))
	}
	if l.PriceChanged() {
		view.Was = shown(v, l.SeenPrice)
	}
	return view
}

// countCart answers the number on the badge; a guest's is 0.
func (f *Front) countCart(w http.ResponseWriter, r *http.Request) error {
	return page.JSON(w, http.StatusOK, map[string]int64{"count": visitor.Of(r).CartUnits})
}

// addToCart puts a product into the cart. A guest is asked to sign in and finds it there then.
func (f *Front) addToCart(w http.ResponseWriter, r *http.Request) error {
	wish, err := wishOf(w, r)
	if err != nil {
		return err
	}
	v := visitor.Of(r)
	if !v.Actor.SignedIn() {
		if err := page.RememberWish(w, r, page.Wish{ProductID: wish.ProductID, VariantID: wish.VariantID, Quantity: wish.Quantity}); err != nil {
			return err
		}
		return fault.New(fault.SignIn, "login_required", "Please sign in to add items to your cart.")
	}
	done, err := cart.Add(r.Context(), f.DB, v.Actor, wish, f.Now())
	if err != nil {
		return turnBack(w, r, err, productPath(wish.ProductID))
	}
	f.Views.Carted(wish.ProductID, v.Actor)
	message := v.Locale.T("%s added to cart", done.Line.Title.In(v.Locale.Code()))
	if page.IsAJAX(r) {
		return page.JSON(w, http.StatusOK, edited{Success: true, Count: done.Cart.Units(), Message: message})
	}
	page.Flash(w, r, visitor.Success, message)
	return page.Redirect(w, r, cartPath, http.StatusFound)
}

// updateCart gives a line of the cart another quantity.
func (f *Front) updateCart(w http.ResponseWriter, r *http.Request) error {
	wish, err := wishOf(w, r)
	if err != nil {
		return err
	}
	v := visitor.Of(r)
	if !v.Actor.SignedIn() {
		return page.NeedSignIn()
	}
	done, err := cart.Set(r.Context(), f.DB, v.Actor, wish, f.Now())
	if err != nil {
		return turnBack(w, r, err, cartPath)
	}
	message := ""
	if done.Capped {
		message = v.Locale.N("Only %s is left.", "Only %s are left.", done.Line.Quantity, v.Locale.Number(done.Line.Quantity))
	}
	return answerEdit(w, r, done.Cart, done.Line.Total(), message)
}

// removeFromCart takes a line out and offers to put it back; one that is not there is no error.
func (f *Front) removeFromCart(w http.ResponseWriter, r *http.Request) error {
	wish, err := wishOf(w, r)
	if err != nil {
		return err
	}
	v := visitor.Of(r)
	if !v.Actor.SignedIn() {
		return page.NeedSignIn()
	}
	done, err := cart.Remove(r.Context(), f.DB, v.Actor, cart.Key{ProductID: wish.ProductID, VariantID: wish.VariantID}, f.Now())
	if err != nil {
		return err
	}
	if page.IsAJAX(r) {
		offerUndo(w, r, done.Lines)
		return answerEdit(w, r, done.Cart, money.Amount{}, v.Locale.T("Removed from the cart."))
	}
	if !offerUndo(w, r, done.Lines) {
		page.Flash(w, r, visitor.Info, v.Locale.T("Removed from the cart."))
	}
	return page.Redirect(w, r, cartPath, http.StatusSeeOther)
}

// mendCart brings the cart in line with what can be bought.
func (f *Front) mendCart(w http.ResponseWriter, r *http.Request) error {
	v := visitor.Of(r)
	done, err := cart.Mend(r.Context(), f.DB, v.Actor, f.Now())
	if err != nil {
		return err
	}
	message := ""
	if len(done.Gone)+len(done.Cut) > 0 {
		message = v.Locale.T("Your cart now holds what can be bought.")
	}
	return answerEdit(w, r, done.Cart, money.Amount{}, message)
}

// edited is the JSON answer to a change of the cart. Amounts are in the currency that is charged.
type edited struct {
	Success   bool        `json:"success"`
	Count     int64       `json:"cart_count"`
	ItemTotal json.Number `json:"item_total,omitempty"`
	CartTotal json.Number `json:"cart_total,omitempty"`
	Message   string      `json:"message"`
	// Wishes is how long the wishlist is when that has changed, too.
	Wishes *int64 `json:"wishlist_count,omitempty"`
}

func answerEdit(w http.ResponseWriter, r *http.Request, c cart.Cart, item money.Amount, message string) error {
	return answerCart(w, r, edited{
		Success: true, Count: c.Units(), Message: message,
		ItemTotal: json.Number(item.Decimal()), CartTotal: json.Number(c.Buyable().Total().Decimal()),
	})
}

// answerCart tells a script what became of the cart, and others on the cart's page.
func answerCart(w http.ResponseWriter, r *http.Request, done edited) error {
	if page.IsAJAX(r) {
		return page.JSON(w, http.StatusOK, done)
	}
	if done.Message != "" {
		page.Flash(w, r, visitor.Info, done.Message)
	}
	return page.Redirect(w, r, cartPath, http.StatusSeeOther)
}

// wishOf reads which variant of which product is meant, and how many. A quantity that is no
// number counts as one; a client's words about prices or titles are not read.
func wishOf(w http.ResponseWriter, r *http.Request) (cart.Wish, error) {
	product, err := id(r)
	if err != nil {
		return cart.Wish{}, err
	}
	form, err := page.Form(w, r)
	if err != nil {
		return cart.Wish{}, err
	}
	wish := cart.Wish{ProductID: product, Quantity: cart.ParseQuantity(form.Get("quantity"))}
	if raw := form.Text("variant"); raw != "" {
		if wish.VariantID = number(raw); wish.VariantID == 0 {
			return cart.Wish{}, fault.Missing()
		}
	}
	return wish, nil
}
