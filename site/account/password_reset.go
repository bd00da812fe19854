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

// lettersPerAccount bounds how often one mailbox may be sent a letter with a link, whoever asks.
var lettersPerAccount = limit.Rule{Burst: 3, Every: 2 * time.Minute, Longest: time.Hour}

const (
	resetPath = "/user/password-reset/"
	sentPath  = resetPath + "sent/"
)

func newResetPage(r *http.Request, email string) formPage {
	l := visitor.Of(r).Locale
	p := newFormPage(r, l.T("Forgot your password?"), resetPath, l.T("Send me a link"))
	p.Intro = []string{l.T("Enter the email address of your account. We send you a link with which you choose a new password.")}
	p.Fields = []ui.Input{{Name: "email", Label: l.T("Email"), Value: email, Type: "email", Autocomplete: "email", Required: true, MaxLength: accounts.MaxEmail}}
	p.More = []ui.Link{{Text: l.T("Back to sign-in"), URL: "/user/sign-in/"}}
	return p
}

func (f *Front) showReset(w http.ResponseWriter, r *http.Request) error {
	return page.Render(w, r, http.StatusOK, formView(newResetPage(r, "")))
}

// askReset answers alike, and as fast, whether or not there is an account: it is looked up by a job.
func (f *Front) askReset(w http.ResponseWriter, r *http.Request) error {
	form, err := page.Form(w, r)
	if err != nil {
		return err
	}
	in := accounts.ResetRequest{Email: form.Text("email"), Language: visitor.Of(r).Locale.Code()}
	if err = in.Check().Err(); err == nil {
		if wait := f.Limits.Take("reset "+i18n.Key(in.Email), lettersPerAccount); wait > 0 {
			err = page.TooMany(wait)
		} else {
			err = accounts.AskReset(r.Context(), f.DB, in)
		}
	}
	if err != nil {
		return newResetPage(r, in.Email).tell(w, r, err)
	}
	return page.Redirect(w, r, sentPath, http.StatusSeeOther)
}

func (f *Front) resetSent(w http.ResponseWriter, r *http.Request) error {
	l := visitor.Of(r).Locale
	note := ui.Nothing{
		Icon: "mail", Title: l.T("Look into your mailbox"),
		Text:   l.T("If there is an account with that address, a letter with a link is on its way. The link works for one hour. If nothing comes, look into the spam folder or ask once more."),
		Action: ui.Link{Text: l.T("Back to sign-in"), URL: "/user/sign-in/"},
	}
	return page.Render(w, r, http.StatusOK, noteView(ownFrame(r, note.Title), note))
}

// link finds what the token in the address leads to; a token of another purpose is dead.
func (f *Front) link(r *http.Request, purposes ...accounts.Purpose) (string, accounts.Link, error) {
	id := f.Keys.LinkID(r.PathValue("token"))
	found, err := accounts.FindLink(r.Context(), f.DB, id, f.Now())
	if err != nil {
		return "", accounts.Link{}, err
	}
	for _, p := range purposes {
		if found.Purpose == p {
			return id, found, nil
		}
	}
	return "", accounts.Link{}, fault.New(fault.Gone, "dead_link", "This link no longer works.")
}

func newChoosePage(r *http.Request, link accounts.Link) formPage {
	l := visitor.Of(r).Locale
	p := newFormPage(r, l.T("Choose a new password"), resetPath+"confirm/"+r.PathValue("token")+"/", l.T("Save the password"))
	p.Intro = []string{l.T("For the account %s. You will be signed out on all devices.", link.Username)}
	p.Fields = newPasswordFields(r)
	return p
}

func (f *Front) showChoose(w http.ResponseWriter, r *http.Request) error {
	_, link, err := f.link(r, accounts.Resetting)
	if err != nil {
		return deadLink(w, r, err, ui.Link{Text: visitor.Of(r).Locale.T("Ask for a new link"), URL: resetPath})
	}
	return page.Render(w, r, http.StatusOK, formView(newChoosePage(r, link)))
}

func (f *Front) choose(w http.ResponseWriter, r *http.Request) error {
	form, err := page.Form(w, r)
	if err != nil {
		return err
	}
	l := visitor.Of(r).Locale
	again := ui.Link{Text: l.T("Ask for a new link"), URL: resetPath}
	id, link, err := f.link(r, accounts.Resetting)
	if err != nil {
		return deadLink(w, r, err, again)
	}
	_, err = accounts.Reset(r.Context(), f.DB, accounts.NewPassword{Link: id, Password1: form.Get("password1"), Password2: form.Get("password2")}, f.Now())
	switch {
	case fault.Is(err, fault.Gone):
		return deadLink(w, r, err, again)
	case err != nil:
		return newChoosePage(r, link).tell(w, r, err)
	}
	f.Limits.Forget(signInKey(link.Email)) // whoever guessed may not keep the owner out
	f.Limits.Forget(signInKey(link.Username))
	v := visitor.Of(r)
	if v.Session != "" {
		if err := accounts.SignOut(r.Context(), f.DB, v.Session); err != nil {
			return err
		}
	}
	v.Changed(link.AccountID)
	v.Leave(w)
	page.Flash(w, r, visitor.Success, l.T("Your password is changed. Please sign in with it."))
	return page.Redirect(w, r, "/user/sign-in/", http.StatusSeeOther)
}

// deadLink says that a link cannot be used, and where to get another.
func deadLink(w http.ResponseWriter, r *http.Request, err error, next ui.Link) error {
	if !fault.Is(err, fault.Gone) || page.IsAJAX(r) {
		return err
	}
	l := visitor.Of(r).Locale
	note := ui.Nothing{
		Icon: "clock", Title: l.T("This link no longer works."),
		Text:   l.T("It has been used, is too old, or was cut short on its way. A new one helps."),
		Action: next,
	}
	return page.Render(w, r, http.StatusGone, noteView(ownFrame(r, note.Title), note))
}
