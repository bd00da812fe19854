package shop

import (
	"net/http"
	"net/url"
	"time"

	"bazaar/infra/limit"
	"bazaar/market/accounts"
	"bazaar/market/fault"
	"bazaar/market/wishlist"
	"bazaar/site/locale"
	"bazaar/site/page"
	"bazaar/site/ui"
	"bazaar/site/visitor"
)

// alertsPerAddress bounds how often an address may leave e-mail addresses.
var alertsPerAddress = limit.Per(20, 10*time.Minute)

func (f *Front) alertRoutes() []page.Route {
	return []page.Route{
		{Pattern: "POST /product/{id}/notify/{$}", Handle: f.awaitStock, Limit: alertsPerAddress},
		{Pattern: "GET /alerts/{token}/{$}", Handle: f.showAlert, Token: page.TokenAlways},
		{Pattern: "POST /alerts/{token}/{$}", Handle: f.stopAlerts, Token: page.TokenAlways},
	}
}

// alertPage asks whether somebody wants no more letters.
type alertPage struct {
	ui.Frame
	Token string
}

// awaitStock keeps where to write when a sold-out variant is back: the account's own address, or what
// a guest typed.
func (f *Front) awaitStock(w http.ResponseWriter, r *http.Request) error {
	product, err := id(r)
	if err != nil {
		return err
	}
	form, err := page.Form(w, r)
	if err != nil {
		return err
	}
	v := visitor.Of(r)
	in := wishlist.Ask{ProductID: product, VariantID: number(form.Text("variant")), Email: v.Email, Language: v.Locale.Code()}
	if !v.Actor.SignedIn() {
		in.Email = form.Text("email")
	}
	err = wishlist.Await(r.Context(), f.DB, v.Actor, in, f.Now())
	if refused := fault.As(err); refused != nil && refused.Kind == fault.Invalid && !page.IsAJAX(r) {
		return f.renderProduct(w, r, product, in.VariantID, ui.Input{Value: in.Email, Error: page.Messages(v.Locale, refused)["email"]})
	}
	if err != nil {
		return turnBack(w, r, err, productPath(product))
	}
	message := v.Locale.T("We will write to you once when it is back.")
	if page.IsAJAX(r) {
		return page.JSON(w, http.StatusOK, map[string]any{"success": true, "message": message})
	}
	page.Flash(w, r, visitor.Success, message)
	return page.Redirect(w, r, productPath(product), http.StatusFound)
}

// awaitField is where a guest types the address for such letters.
func awaitField(l *locale.Locale, typed ui.Input) ui.Input {
	return ui.Input{
		Name: "email", Label: l.T("Email"), Type: "email", Autocomplete: "email", Required: true, MaxLength: accounts.MaxEmail,
		Value: typed.Value, Error: typed.Error,
	}
}

// showAlert asks before the letters stop, since a mail program may open links by itself. It does not
// tell whether anything is awaited.
func (f *Front) showAlert(w http.ResponseWriter, r *http.Request) error {
	p := alertPage{Frame: page.Frame(r, visitor.Of(r).Locale.T("Letters about goods")), Token: url.PathEscape(r.PathValue("token"))}
	p.NoIndex, p.CSRF = true, page.Token(r)
	return page.Render(w, r, http.StatusOK, alertView(p))
}

func (f *Front) stopAlerts(w http.ResponseWriter, r *http.Request) error {
	if err := wishlist.StopAlerts(r.Context(), f.DB, r.PathValue("token")); err != nil {
		return err
	}
	page.Flash(w, r, visitor.Success, visitor.Of(r).Locale.T("We will not write to this address about goods any more."))
	return page.Redirect(w, r, "/", http.StatusSeeOther)
}
