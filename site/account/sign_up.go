package account

import (
	"net/http"
	"time"

	"bazaar/infra/limit"
	"bazaar/market/accounts"
	"bazaar/market/fault"
	"bazaar/market/i18n"
	"bazaar/site/page"
	"bazaar/site/ui"
	"bazaar/site/visitor"
)

// signUpsPerAccount bounds how often somebody may try one address and learn that it is taken.
var signUpsPerAccount = limit.Rule{Burst: 10, Every: time.Minute, Longest: 10 * time.Minute}

// signUpPage is the form with which a visitor becomes a customer.
type signUpPage struct {
	ui.Frame
	Fields []ui.Input
	// Next is where the visitor wanted to go.
	Next string
}

func newSignUpPage(r *http.Request, form page.Values, next string) signUpPage {
	l := visitor.Of(r).Locale
	f := page.Frame(r, l.T("Create an account"))
	f.NoIndex, f.CSRF = true, page.Token(r)
	return signUpPage{Frame: f, Next: page.Next(next), Fields: []ui.Input{
		{Name: "username", Label: l.T("Username"), Value: form.Text("username"), Autocomplete: "username", Required: true, MaxLength: accounts.MaxUsername},
		{Name: "email", Label: l.T("Email"), Value: form.Text("email"), Type: "email", Autocomplete: "email", Required: true, MaxLength: accounts.MaxEmail},
		{Name: "password1", Label: l.T("Password"), Type: "password", Autocomplete: "new-password", Required: true, Hint: l.T("At least 8 characters, not only digits and no common password.")},
		{Name: "password2", Label: l.T("Password again"), Type: "password", Autocomplete: "new-password", Required: true},
	}}
}

func (f *Front) showSignUp(w http.ResponseWriter, r *http.Request) error {
	return page.Render(w, r, http.StatusOK, signUpView(newSignUpPage(r, nil, r.URL.Query().Get("next"))))
}

func (f *Front) signUp(w http.ResponseWriter, r *http.Request) error {
	form, err := page.Form(w, r)
	if err != nil {
		return err
	}
	next := page.NextOr(form.Get("next"), r.URL.Query().Get("next"))
	if wait := f.Limits.Take("sign up "+i18n.Key(form.Get("email")), signUpsPerAccount); wait > 0 {
		return page.TooMany(wait)
	}
	s, err := accounts.SignUp(r.Context(), f.DB, accounts.SignUpForm{
		Username: form.Get("username"), Email: form.Get("email"),
		Password1: form.Get("password1"), Password2: form.Get("password2"),
		Language: visitor.Of(r).Locale.Code(),
	}, device(r), f.Now())
	if fault.Is(err, fault.Invalid) && !page.IsAJAX(r) {
		return refuseSignUp(w, r, newSignUpPage(r, form, next), fault.As(err))
	}
	if err != nil {
		return err
	}
	f.enter(w, r, s)
	l := visitor.Of(r).Locale
	page.Flash(w, r, visitor.Success, l.T("Your account is ready. Welcome, %s!", s.Actor.Label))
	page.Flash(w, r, visitor.Info, l.T("We sent a letter to %s. Please follow its link to confirm the address.", form.Text("email")))
	return page.Redirect(w, r, page.NextOr(next, "/dashboard/"), http.StatusFound)
}

// refuseSignUp shows the form again with what was typed, but for the passwords.
func refuseSignUp(w http.ResponseWriter, r *http.Request, p signUpPage, why *fault.Fault) error {
	p.Refused = true
	messages := page.Messages(p.L, why)
	for i := range p.Fields {
		p.Fields[i].Error = messages[p.Fields[i].Name]
	}
	return page.Render(w, r, http.StatusUnprocessableEntity, signUpView(p))
}
