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
	v := visitor.Of(r)
	c, err := cart.Load(r.Context(), f.DB, v.Actor)
	if err != nil {
		return err
	}
	p := cartPage{Frame: page.Frame(r, v.Locale.T("Cart")), Groups: groups(v, c), Blocked: len(c.Short()) > 0}
	p.NoIndex = true
	p.Totals = ui.Totals{Units: c.Units(), Items: shown(v, c.Total()), Total: shown(v, c.Total())}
	if len(c.Lines) > 0 {
		p.Totals.Charged = charged(v, c.Total())
	}
	return page.Render(w, r, http.StatusOK, cartView(p))
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
	case l.Available() == 0:
		view.Problem = v.Locale.T("This is no longer available.")
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
		if err := page.RememberWish(w, r, page.Wish(wish)); err != nil {
			return err
		}
		return fault.New(fault.SignIn, "login_required", "Please sign in to add items to your cart.")
	}
	done, err := cart.Add(r.Context(), f.DB, v.Actor, wish, f.Now())
	if err != nil {
		return turnBack(w, r, err, productPath(wish.ProductID))
	}
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

// removeFromCart takes a line out; one that is not there is no error.
func (f *Front) removeFromCart(w http.ResponseWriter, r *http.Request) error {
	wish, err := wishOf(w, r)
	if err != nil {
		return err
	}
	v := visitor.Of(r)
	if !v.Actor.SignedIn() {
		return page.NeedSignIn()
	}
	left, err := cart.Remove(r.Context(), f.DB, v.Actor, cart.Key{ProductID: wish.ProductID, VariantID: wish.VariantID}, f.Now())
	if err != nil {
		return err
	}
	return answerEdit(w, r, left, money.Amount{}, v.Locale.T("Removed from the cart."))
}

// edited is the JSON answer to a change of the cart. Amounts are in the currency that is charged.
type edited struct {
	Success   bool        `json:"success"`
	Count     int64       `json:"cart_count"`
	ItemTotal json.Number `json:"item_total,omitempty"`
	CartTotal json.Number `json:"cart_total,omitempty"`
	Message   string      `json:"message"`
}

func answerEdit(w http.ResponseWriter, r *http.Request, c cart.Cart, item money.Amount, message string) error {
	if page.IsAJAX(r) {
		return page.JSON(w, http.StatusOK, edited{
			Success: true, Count: c.Units(), Message: message,
			ItemTotal: json.Number(item.Decimal()), CartTotal: json.Number(c.Total().Decimal()),
		})
	}
	if message != "" {
		page.Flash(w, r, visitor.Info, message)
	}
	return page.Redirect(w, r, cartPath, http.StatusSeeOther)
}

// wishOf reads which variant of which product is meant, and how many. A quantity that is no
// number counts as one; a client's words about prices or titles are not read.
func wishOf(w http.ResponseWriter, r *http.Request) (cart.Wish, error) {
	product, err := id(r, "id")
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
