package desk

import (
	"net/http"

	"bazaar/market/accounts"
	"bazaar/market/fault"
	"bazaar/market/i18n"
	"bazaar/market/vendors"
	"bazaar/site/page"
	"bazaar/site/ui"
	"bazaar/site/visitor"
)

// registerPage is the form with which somebody opens a shop.
type registerPage struct {
	ui.Frame
	// Account is empty for who has one; Shop comes after it.
	Account, Shop []ui.Input
	Terms         ui.Input
	Problem       string
}

func (p *registerPage) inputs() []ui.Input {
	return append(append(append([]ui.Input{}, p.Account...), p.Shop...), p.Terms)
}

func newRegisterPage(r *http.Request, form page.Values) registerPage {
	v := visitor.Of(r)
	l := v.Locale
	f := page.Frame(r, l.T("Open a shop"))
	f.NoIndex, f.CSRF = true, page.Token(r)
	p := registerPage{Frame: f}
	if !v.Actor.SignedIn() {
		p.Account = []ui.Input{
			{Name: "username", Label: l.T("Username"), Value: form.Text("username"), Autocomplete: "username", Required: true, MaxLength: accounts.MaxUsername},
			{Name: "email", Label: l.T("Email"), Value: form.Text("email"), Type: "email", Autocomplete: "email", Required: true, MaxLength: accounts.MaxEmail},
			{Name: "password1", Label: l.T("Password"), Type: "password", Autocomplete: "new-password", Required: true, Hint: l.T("At least 8 characters, not only digits and no common password.")},
			{Name: "password2", Label: l.T("Password again"), Type: "password", Autocomplete: "new-password", Required: true},
		}
	}
	p.Shop = []ui.Input{
		{Name: "shop_name", Label: l.T("Name of the shop"), Value: form.Text("shop_name"), Autocomplete: "organization", Required: true, MaxLength: 100, Hint: l.T("Buyers see it beside your goods. It cannot be changed later.")},
		{Name: "contact", Label: l.T("Phone"), Value: form.Text("contact"), Type: "tel", Autocomplete: "tel", InputMode: "tel", Required: true, MaxLength: 100},
		{Name: "address", Label: l.T("Address"), Value: form.Text("address"), Autocomplete: "address-line1", Required: true, MaxLength: 200},
		{Name: "description", Label: l.T("About the shop"), Value: form.Text("description"), MaxLength: 2000},
	}
	p.Terms = ui.Input{Name: "terms", Label: l.T("I accept the rules for vendors: honest descriptions, goods in stock, parcels sent on time."), Value: form.Get("terms"), Required: true}
	return p
}

// hasShop sends who sells already to the desk.
func (f *Front) hasShop(r *http.Request) (bool, error) {
	_, err := vendors.MemberOf(r.Context(), f.DB, visitor.Of(r).Actor)
	if fault.Is(err, fault.NotFound) {
		return false, nil
	}
	return err == nil, err
}

func (f *Front) showRegister(w http.ResponseWriter, r *http.Request) error {
	if has, err := f.hasShop(r); has || err != nil {
		if err != nil {
			return err
		}
		return page.Redirect(w, r, "/vendor/dashboard/", http.StatusFound)
	}
	return page.Render(w, r, http.StatusOK, registerView(newRegisterPage(r, nil)))
}

func (f *Front) register(w http.ResponseWriter, r *http.Request) error {
	form, err := page.Form(w, r)
	if err != nil {
		return err
	}
	v := visitor.Of(r)
	shop := vendors.ShopForm{
		Name: form.Text("shop_name"), Contact: form.Text("contact"), Address: form.Text("address"),
		Description: i18n.Text{v.Locale.Code(): form.Text("description")}, Terms: form.Get("terms") != "",
	}
	if v.Actor.SignedIn() {
		_, err = vendors.Apply(r.Context(), f.DB, v.Actor, shop, f.Now())
	} else {
		err = f.registerGuest(w, r, form, shop)
	}
	switch refused := fault.As(err); {
	case fault.Is(err, fault.Conflict) && refused.Code == "has_shop":
		return page.Redirect(w, r, "/vendor/dashboard/", http.StatusSeeOther)
	case fault.Is(err, fault.Invalid) && !page.IsAJAX(r):
		return refuseRegister(w, r, newRegisterPage(r, form), refused)
	case err != nil:
		return err
	}
	page.Flash(w, r, visitor.Success, v.Locale.T("Welcome! Your shop “%s” is created. Now complete its details.", shop.Name))
	return page.Redirect(w, r, "/vendor/status/", http.StatusFound)
}

// registerGuest makes the account and the shop together and signs the owner in.
func (f *Front) registerGuest(w http.ResponseWriter, r *http.Request, form page.Values, shop vendors.ShopForm) error {
	v := visitor.Of(r)
	s, err := vendors.Register(r.Context(), f.DB, vendors.Application{
		Account: accounts.SignUpForm{
			Username: form.Get("username"), Email: form.Get("email"), Password1: form.Get("password1"), Password2: form.Get("password2"),
			Language: v.Locale.Code(),
		},
		Shop: shop,
		From: accounts.Device{UserAgent: r.UserAgent(), Address: v.Address},
	}, f.Now())
	if err != nil {
		return err
	}
	v.Enter(w, s.Token, accounts.SessionLife)
	return nil
}

// refuseRegister shows the form again with what was typed, but for the passwords.
func refuseRegister(w http.ResponseWriter, r *http.Request, p registerPage, why *fault.Fault) error {
	p.Refused = true
	messages := page.Messages(p.L, why)
	for _, group := range [][]ui.Input{p.Account, p.Shop} {
		for i := range group {
			group[i].Error = messages[group[i].Name]
		}
	}
	p.Terms.Error = messages["terms"]
	return page.Render(w, r, http.StatusUnprocessableEntity, registerView(p))
}
