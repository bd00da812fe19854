package account

import (
	"net/http"

	"bazaar/market/accounts"
	"bazaar/market/fault"
	"bazaar/site/page"
	"bazaar/site/ui"
	"bazaar/site/visitor"
)

// vendorsOut sends whoever is signed in to the desk, which leads on who has no shop.
func vendorsOut(h page.Handler) page.Handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		if visitor.Of(r).Actor.SignedIn() {
			return page.Redirect(w, r, deskPath, http.StatusFound)
		}
		return h(w, r)
	}
}

// deskPath is the first page of those who sell.
const deskPath = "/vendor/dashboard/"

func newVendorSignInPage(r *http.Request, login, next string) signInPage {
	p := newSignInPage(r, login, next)
	p.Title, p.Desk = p.L.T("Sign in to the desk"), true
	p.Login = ui.Input{Name: "email", Label: p.L.T("Email"), Type: "email", Value: login, Autocomplete: "username", Required: true}
	return p
}

func (f *Front) showVendorSignIn(w http.ResponseWriter, r *http.Request) error {
	return page.Render(w, r, http.StatusOK, signInView(newVendorSignInPage(r, "", r.URL.Query().Get("next"))))
}

// vendorSignIn lets in who sells. Who does not is told so only after the right password.
func (f *Front) vendorSignIn(w http.ResponseWriter, r *http.Request) error {
	form, err := page.Form(w, r)
	if err != nil {
		return err
	}
	next := page.NextOr(form.Get("next"), r.URL.Query().Get("next"))
	form["username"] = form["email"]
	s, err := f.knock(r, form)
	if err == nil && s.Half != nil {
		return f.askCode(w, r, *s.Half, page.NextOr(next, deskPath))
	}
	if err == nil && !s.Actor.Vendor {
		if err := accounts.SignOut(r.Context(), f.DB, s.Token); err != nil {
			return err
		}
		err = fault.New(fault.Forbidden, "no_shop", "This account has no shop. Sign in as a customer and open one.")
	}
	if refused := fault.As(err); refused != nil && !page.IsAJAX(r) {
		p := newVendorSignInPage(r, form.Text("email"), next)
		if wrong, ok := refused.Fields["username"]; ok {
			p.Login.Error = p.L.T(wrong.Text, wrong.Args...)
		}
		return refuseSignIn(w, r, p, refused)
	}
	if err != nil {
		return err
	}
	f.enter(w, r, s)
	page.Flash(w, r, visitor.Success, visitor.Of(r).Locale.T("Welcome back, %s!", s.Actor.Label))
	return page.Redirect(w, r, page.NextOr(next, deskPath), http.StatusSeeOther)
}

// vendorSignOut leaves the desk and the account.
func (f *Front) vendorSignOut(w http.ResponseWriter, r *http.Request) error {
	v := visitor.Of(r)
	if v.Session != "" {
		if err := accounts.SignOut(r.Context(), f.DB, v.Session); err != nil {
			return err
		}
	}
	v.Leave(w)
	page.Flash(w, r, visitor.Success, v.Locale.T("You are signed out."))
	return page.Redirect(w, r, "/vendors/login/", http.StatusSeeOther)
}
