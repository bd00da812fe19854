package letters

import (
	"context"
	"time"

	"bazaar/infra/mail"
	"bazaar/infra/sqldb"
	"bazaar/market/accounts"
	"bazaar/market/fault"
	"bazaar/site/locale"
)

// accountLetter is a short letter about how one gets into an account.
type accountLetter struct {
	frame
	Greeting string
	Lines    []string
	Action   link
	// After are lines below the button.
	After []string
}

const letterTemplate = "account_letter"

// accountLink is a letter with a link that proves who reads it. The token is made here, from the
// site's secret key: it stands in no table.
func (w *Writer) accountLink(ctx context.Context, l mail.Letter) (mail.Message, error) {
	found, err := accounts.FindLink(ctx, w.DB, l.Object, w.Now())
	if fault.Is(err, fault.Gone) {
		return mail.Message{}, mail.ErrMoot
	}
	if err != nil {
		return mail.Message{}, err
	}
	page := w.invite(locale.For(l.Language), found, w.Keys.Token(l.Object))
	return message(letterTemplate, page.Subject, page)
}

func (w *Writer) invite(l *locale.Locale, to accounts.Link, token string) accountLetter {
	p := accountLetter{
		frame:    frame{Language: l.Code(), Site: link{"Bazaar", w.absolute(l, "/")}},
		Greeting: l.T("Hello, %s!", oneLine(to.Name)),
	}
	until := l.T("The link works once, until %s.", l.DateTime(to.Expires))
	switch to.Purpose {
	case accounts.Resetting:
		p.Subject = l.T("Choose a new password")
		p.Lines = []string{l.T("Somebody asked for a new password for your account %s. If that was you, follow the link:", oneLine(to.Username))}
		p.Action = link{l.T("Choose a new password"), w.absolute(l, "/user/password-reset/confirm/"+token+"/")}
		p.After = []string{until, l.T("If it was not you, do nothing: your password stays as it is.")}
		p.Why = l.T("You got this letter because somebody typed your email address into the form for forgotten passwords.")
	case accounts.Verifying:
		p.Subject = l.T("Please confirm your email address")
		p.Lines = []string{l.T("Please confirm that this is the address of your account %s, so that letters about your orders reach you.", oneLine(to.Username))}
		p.Action = link{l.T("Confirm the address"), w.absolute(l, "/user/verify-email/"+token+"/")}
		p.After = []string{until, l.T("If you have no account with us, do nothing.")}
		p.Why = l.T("You got this letter because an account was made with your email address.")
	case accounts.Changing:
		p.Subject = l.T("Please confirm your new email address")
		p.Lines = []string{l.T("The account %s is to have this email address. It changes when you confirm it:", oneLine(to.Username))}
		p.Action = link{l.T("Confirm the address"), w.absolute(l, "/user/verify-email/"+token+"/")}
		p.After = []string{until, l.T("If you did not ask for this, do nothing: the account keeps its old address.")}
		p.Why = l.T("You got this letter because somebody wants to use your email address for an account.")
	}
	p.Preview = p.Lines[0]
	return p
}

// accountNotice tells the owner of an account that something about it has changed.
func (w *Writer) accountNotice(ctx context.Context, l mail.Letter) (mail.Message, error) {
	about, err := accounts.FindNotice(ctx, w.DB, l.Object)
	if sqldb.NoRows(err) {
		return mail.Message{}, mail.ErrMoot
	}
	if err != nil {
		return mail.Message{}, err
	}
	page := w.warn(locale.For(l.Language), l.Kind, about, l.At)
	return message(letterTemplate, page.Subject, page)
}

func (w *Writer) warn(l *locale.Locale, kind string, about accounts.Notice, at time.Time) accountLetter {
	p := accountLetter{
		frame:    frame{Language: l.Code(), Site: link{"Bazaar", w.absolute(l, "/")}},
		Greeting: l.T("Hello, %s!", oneLine(about.Name)),
		Action:   link{l.T("Choose a new password"), w.absolute(l, "/user/password-reset/")},
		After:    []string{l.T("If it was you, there is nothing to do. If not, choose a new password now: that signs everybody else out.")},
	}
	when := l.DateTime(at)
	switch kind {
	case accounts.LetterPasswordChanged:
		p.Subject = l.T("Your password was changed")
		p.Lines = []string{l.T("The password of your account was changed on %s. All other devices are signed out.", when)}
	case accounts.LetterEmailChanged:
		p.Subject = l.T("Your email address was changed")
		p.Lines = []string{l.T("On %s the email address of your account was changed to %s. This address no longer belongs to it.", when, accounts.Masked(about.Email))}
		p.Action = link{l.T("Write to us"), w.absolute(l, "/contact/")}
		p.After = []string{l.T("If it was you, there is nothing to do. If not, write to us at once.")}
	case accounts.LetterSecondOn:
		p.Subject = l.T("Two-step sign-in is on")
		p.Lines = []string{l.T("Since %s signing in to your account takes a code from your authenticator app.", when)}
	case accounts.LetterSecondOff:
		p.Subject = l.T("Two-step sign-in is off")
		p.Lines = []string{l.T("Since %s signing in to your account takes only the password.", when)}
	}
	p.Why = l.T("You got this letter because it is about the safety of your account.")
	p.Preview = p.Lines[0]
	return p
}
