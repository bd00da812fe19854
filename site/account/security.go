package account

import (
	"net/http"
	"strconv"
	"time"

	"bazaar/infra/limit"
	"bazaar/market/accounts"
	"bazaar/site/page"
	"bazaar/site/ui"
	"bazaar/site/visitor"
)

// Paths of the pages about how one gets into an account.
const (
	securityPath       = "/user/security/"
	verifyPath         = "/user/verify-email/"
	changeEmailPath    = "/user/change-email/"
	changePasswordPath = "/user/change-password/"
	sessionsPath       = "/user/sessions/"
)

// provesPerAccount bounds how often the owner's password may be guessed by who holds a session.
var provesPerAccount = limit.Rule{Burst: 5, Every: 12 * time.Second, Longest: 5 * time.Minute}

// securityPage gathers everything about how one gets into an account.
type securityPage struct {
	ui.Frame
	accounts.Security
	EmailState, SecondState status
	Devices                 string
}

func (f *Front) security(w http.ResponseWriter, r *http.Request) error {
	v := visitor.Of(r)
	s, err := accounts.SecurityOf(r.Context(), f.DB, v.Actor, f.Now())
	if err != nil {
		return err
	}
	l := v.Locale
	p := securityPage{
		Frame: ownFrame(r, l.T("Security")), Security: s, EmailState: verifiedState(l, s.Verified),
		SecondState: status{l.T("Off"), ""}, Devices: l.N("Signed in on %s device.", "Signed in on %s devices.", s.Sessions, l.Number(s.Sessions)),
	}
	if s.SecondFactor {
		p.SecondState = status{l.T("On"), visitor.Success}
	}
	return page.Render(w, r, http.StatusOK, securityView(p))
}

// backToSecurity is the link below each form of this part of the site.
func backToSecurity(r *http.Request) []ui.Link {
	return []ui.Link{{Text: visitor.Of(r).Locale.T("Back to security"), URL: securityPath}}
}

// ownKey names a bucket of the visitor's account.
func ownKey(r *http.Request, what string) string {
	return what + " of " + strconv.FormatInt(visitor.Of(r).Actor.AccountID, 10)
}

// prove runs what needs the owner's password or code, as often as the account allows. Who typed
// nothing has not tried.
func (f *Front) prove(r *http.Request, typed string, try func() error) error {
	if typed == "" {
		return try()
	}
	key := ownKey(r, "password")
	if wait := f.Limits.Take(key, provesPerAccount); wait > 0 {
		return page.TooMany(wait)
	}
	err := try()
	if err == nil {
		f.Limits.Forget(key)
	}
	return err
}

func newChangePasswordPage(r *http.Request) formPage {
	l := visitor.Of(r).Locale
	p := newFormPage(r, l.T("Change the password"), changePasswordPath, l.T("Save the password"))
	p.Intro = []string{l.T("You stay signed in here. All other devices are signed out.")}
	p.Fields = append([]ui.Input{passwordField("old_password", l.T("Present password"), "current-password")}, newPasswordFields(r)...)
	p.More = append([]ui.Link{{Text: l.T("Forgot your password?"), URL: resetPath}}, backToSecurity(r)...)
	return p
}

func (f *Front) showChangePassword(w http.ResponseWriter, r *http.Request) error {
	return page.Render(w, r, http.StatusOK, formView(newChangePasswordPage(r)))
}

func (f *Front) changePassword(w http.ResponseWriter, r *http.Request) error {
	form, err := page.Form(w, r)
	if err != nil {
		return err
	}
	v := visitor.Of(r)
	var s accounts.Session
	err = f.prove(r, form.Get("old_password"), func() error {
		s, err = accounts.ChangePassword(r.Context(), f.DB, v.Actor, accounts.PasswordChange{
			Old: form.Get("old_password"), Password1: form.Get("password1"), Password2: form.Get("password2"), From: device(r),
		}, f.Now())
		return err
	})
	if err != nil {
		return newChangePasswordPage(r).tell(w, r, err)
	}
	v.Enter(w, s.Token, accounts.SessionLife)
	page.Flash(w, r, visitor.Success, v.Locale.T("Your password is changed. All other devices are signed out."))
	return page.Redirect(w, r, securityPath, http.StatusSeeOther)
}
