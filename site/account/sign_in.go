package account

import (
	"net/http"
	"strconv"
	"time"

	"bazaar/infra/limit"
	"bazaar/market/accounts"
	"bazaar/market/fault"
	"bazaar/market/i18n"
	"bazaar/site/page"
	"bazaar/site/ui"
	"bazaar/site/visitor"
)

// signInsPerAccount bounds guessing: three tries, then one in 12 seconds, then ever slower.
var signInsPerAccount = limit.Rule{Burst: 3, Every: 12 * time.Second, Longest: 5 * time.Minute}

// signInPage is the form with which a customer comes in.
type signInPage struct {
	ui.Frame
	Login, Password ui.Input
	// Next is where the visitor wanted to go.
	Next string
	// Problem says why the last try failed.
	Problem string
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
	f.enter(w, r, s)
	page.Flash(w, r, visitor.Success, visitor.Of(r).Locale.T("Welcome back, %s!", s.Actor.Label))
	return page.Redirect(w, r, page.NextOr(next, "/dashboard/"), http.StatusSeeOther)
}

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
	key := "sign in " + i18n.Key(in.Login)
	if wait := f.Limits.Take(key, signInsPerAccount); wait > 0 {
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
	status := http.StatusUnprocessableEntity
	switch wait, limited := why.Detail.(time.Duration); {
	case limited:
		seconds := int64((wait + time.Second - 1) / time.Second)
		status = http.StatusTooManyRequests
		w.Header().Set("Retry-After", strconv.FormatInt(seconds, 10))
		p.Problem = p.L.N("Too many attempts. Please try again in %d second.", "Too many attempts. Please try again in %d seconds.", seconds)
	case len(why.Fields) > 0:
		messages := page.Messages(p.L, why)
		p.Login.Error, p.Password.Error = messages["username"], messages["password"]
	default:
		p.Problem = p.L.T(why.Message, why.Args...)
	}
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
