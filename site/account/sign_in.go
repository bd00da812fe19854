package account

import (
	"net/http"
	"time"

	"bazaar/infra/limit"
	"bazaar/market/accounts"
	"bazaar/market/actor"
	"bazaar/market/fault"
	"bazaar/market/i18n"
	"bazaar/site/page"
	"bazaar/site/ui"
	"bazaar/site/visitor"
)

// signInsPerName bounds guessing: three tries, then one a minute later, then ever slower. An account
// answers to two names, its user name and its e-mail address, each with a count of its own, because a
// count for both would tell strangers which belong together: five tries in five minutes for each make
// ten for the account.
var signInsPerName = limit.Rule{Burst: 3, Every: time.Minute, Longest: 5 * time.Minute}

// signInPage is the form with which a customer comes in.
type signInPage struct {
	ui.Frame
	Login, Password ui.Input
	// Next is where the visitor wanted to go.
	Next string
	// Desk tells that it leads to the desk of those who sell.
	Desk bool
	// Problem says why the last try failed.
	Problem string
}

// action is where the form is posted to.
func (p signInPage) action() string {
	if p.Desk {
		return "/vendors/login/"
	}
	return "/user/sign-in/"
}

func newSignInPage(r *http.Request, login, next string) signInPage {
	l := visitor.Of(r).Locale
	f := page.Frame(r, l.T("Sign in"))
	f.NoIndex, f.CSRF = true, page.Token(r)
	return signInPage{
		Frame: f, Next: page.Next(next),
		Login:    ui.Input{Name: "username", Label: l.T("Email or username"), Value: login, Autocomplete: "username", Required: true},
		Password: ui.Input{Name: "password", Label: l.T("Password"), Type: "password", Autocomplete: "current-password", Required: true},
	}
}

func (f *Front) showSignIn(w http.ResponseWriter, r *http.Request) error {
	return page.Render(w, r, http.StatusOK, signInView(newSignInPage(r, "", r.URL.Query().Get("next"))))
}

func (f *Front) signIn(w http.ResponseWriter, r *http.Request) error {
	form, err := page.Form(w, r)
	if err != nil {
		return err
	}
	next := page.NextOr(form.Get("next"), r.URL.Query().Get("next"))
	s, err := f.knock(r, form)
	if fault.As(err) != nil && !page.IsAJAX(r) {
		return refuseSignIn(w, r, newSignInPage(r, form.Text("username"), next), fault.As(err))
	}
	if err != nil {
		return err
	}
	if s.Half != nil {
		return f.askCode(w, r, *s.Half, next)
	}
	return f.welcome(w, r, s, next)
}

// welcome lets somebody in and leads to where they wanted to go.
func (f *Front) welcome(w http.ResponseWriter, r *http.Request, s accounts.Session, next string) error {
	f.enter(w, r, s)
	page.Flash(w, r, visitor.Success, visitor.Of(r).Locale.T("Welcome back, %s!", s.Actor.Label))
	return page.Redirect(w, r, page.NextOr(next, firstPage(s.Actor)), http.StatusSeeOther)
}

// firstPage is where somebody begins who has wished for no page.
func firstPage(who actor.Actor) string {
	switch {
	case who.Can(actor.ModerateShop):
		return "/admin/"
	case who.Vendor:
		return deskPath
	}
	return "/dashboard/"
}

// signInKey names the bucket of the tries under a name.
func signInKey(login string) string { return "sign in " + i18n.Key(login) }

// knock tries the name and the password, as often as the account allows.
func (f *Front) knock(r *http.Request, form page.Values) (accounts.Session, error) {
	in := accounts.Credentials{Login: form.Text("username"), Password: form.Get("password"), From: device(r)}
	missing := fault.Fields{}
	for _, name := range []string{"username", "password"} {
		if form.Get(name) == "" {
			missing.Add(name, accounts.MsgRequired)
		}
	}
	if err := missing.Err(); err != nil {
		return accounts.Session{}, err
	}
	key := signInKey(in.Login)
	if wait := f.Limits.Take(key, signInsPerName); wait > 0 {
		return accounts.Session{}, page.TooMany(wait)
	}
	s, err := accounts.SignIn(r.Context(), f.DB, in, f.Now())
	if err == nil {
		f.Limits.Forget(key)
	}
	return s, err
}

// refuseSignIn shows the form again with what was typed, but for the password.
func refuseSignIn(w http.ResponseWriter, r *http.Request, p signInPage, why *fault.Fault) error {
	p.Refused = true
	messages := page.Messages(p.L, why)
	p.Login.Error, p.Password.Error = messages["username"], messages["password"]
	status, problem := refusal(w, p.L, why)
	p.Problem = problem
	return page.Render(w, r, status, signInView(p))
}

func (f *Front) signOut(w http.ResponseWriter, r *http.Request) error {
	v := visitor.Of(r)
	if v.Session != "" {
		if err := accounts.SignOut(r.Context(), f.DB, v.Session); err != nil {
			return err
		}
	}
	v.Leave(w)
	page.Flash(w, r, visitor.Success, v.Locale.T("You are signed out."))
	return page.Redirect(w, r, "/user/sign-in/", http.StatusSeeOther)
}
