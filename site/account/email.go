package account

import (
	"net/http"
	"time"

	"bazaar/infra/limit"
	"bazaar/market/accounts"
	"bazaar/market/fault"
	"bazaar/site/locale"
	"bazaar/site/page"
	"bazaar/site/ui"
	"bazaar/site/visitor"
)

// verifiesPerAddress bounds how often one address may use the links of letters.
var verifiesPerAddress = limit.Per(30, 5*time.Minute)

func verifiedState(l *locale.Locale, verified bool) status {
	if verified {
		return status{l.T("Confirmed"), visitor.Success}
	}
	return status{l.T("Not confirmed"), visitor.Warning}
}

// sendVerification sends the letter once more that proves the address.
func (f *Front) sendVerification(w http.ResponseWriter, r *http.Request) error {
	v := visitor.Of(r)
	if wait := f.Limits.Take(ownKey(r, "verify"), lettersPerAccount); wait > 0 {
		return page.TooMany(wait)
	}
	err := accounts.AskVerification(r.Context(), f.DB, v.Actor, v.Locale.Code(), f.Now())
	why := fault.As(err)
	switch {
	case why != nil && why.Kind == fault.Conflict && !page.IsAJAX(r):
		page.Flash(w, r, visitor.Info, v.Locale.T(why.Message))
	case err != nil:
		return err
	default:
		page.Flash(w, r, visitor.Success, v.Locale.T("A letter with a link is on its way to %s.", v.Email))
	}
	return page.Redirect(w, r, securityPath, http.StatusSeeOther)
}

// newVerifyPage asks for one click: programs that look into letters open links, but send no forms.
func newVerifyPage(r *http.Request, link accounts.Link) formPage {
	l := visitor.Of(r).Locale
	p := newFormPage(r, l.T("Confirm the address"), verifyPath+r.PathValue("token")+"/", l.T("Yes, this is my address"))
	p.Intro = []string{l.T("%s is to be the address of the account %s.", link.SentTo, link.Username)}
	return p
}

func (f *Front) showVerify(w http.ResponseWriter, r *http.Request) error {
	_, link, err := f.link(r, accounts.Verifying, accounts.Changing)
	if err != nil {
		return deadLink(w, r, err, newVerification(r))
	}
	return page.Render(w, r, http.StatusOK, formView(newVerifyPage(r, link)))
}

func newVerification(r *http.Request) ui.Link {
	return ui.Link{Text: visitor.Of(r).Locale.T("To the security of your account"), URL: securityPath}
}

func (f *Front) verify(w http.ResponseWriter, r *http.Request) error {
	id, link, err := f.link(r, accounts.Verifying, accounts.Changing)
	if err == nil {
		_, err = accounts.ConfirmEmail(r.Context(), f.DB, id, f.Now())
	}
	if err != nil {
		return deadLink(w, r, err, newVerification(r))
	}
	v := visitor.Of(r)
	page.Flash(w, r, visitor.Success, v.Locale.T("Thank you: %s is confirmed.", link.SentTo))
	if v.Actor.AccountID == link.AccountID {
		return page.Redirect(w, r, securityPath, http.StatusSeeOther)
	}
	return page.Redirect(w, r, "/", http.StatusSeeOther)
}

func newChangeEmailPage(r *http.Request, email string) formPage {
	v := visitor.Of(r)
	l := v.Locale
	p := newFormPage(r, l.T("Change the address"), changeEmailPath, l.T("Send me a link"))
	p.Intro = []string{l.T("Your address is %s. We send a link to the new one; the account keeps the old one until you follow it.", v.Email)}
	p.Fields = []ui.Input{
		{Name: "email", Label: l.T("New email"), Value: email, Type: "email", Autocomplete: "email", Required: true, MaxLength: accounts.MaxEmail},
		passwordField("password", l.T("Password"), "current-password"),
	}
	p.More = backToSecurity(r)
	return p
}

func (f *Front) showChangeEmail(w http.ResponseWriter, r *http.Request) error {
	return page.Render(w, r, http.StatusOK, formView(newChangeEmailPage(r, "")))
}

func (f *Front) changeEmail(w http.ResponseWriter, r *http.Request) error {
	form, err := page.Form(w, r)
	if err != nil {
		return err
	}
	v := visitor.Of(r)
	email := form.Text("email")
	err = f.prove(r, form.Get("password"), func() error {
		return accounts.AskEmailChange(r.Context(), f.DB, v.Actor, accounts.EmailChange{Email: email, Password: form.Get("password"), Language: v.Locale.Code()}, f.Now())
	})
	if err != nil {
		return newChangeEmailPage(r, email).tell(w, r, err)
	}
	page.Flash(w, r, visitor.Success, v.Locale.T("A letter with a link is on its way to %s.", email))
	return page.Redirect(w, r, securityPath, http.StatusSeeOther)
}
