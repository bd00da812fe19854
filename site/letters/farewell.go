package letters

import (
	"bazaar/infra/mail"
	"bazaar/site/locale"
)

// farewell confirms to somebody that they were forgotten. It names nobody.
func (w *Writer) farewell(letter mail.Letter) (mail.Message, error) {
	l := locale.For(letter.Language)
	n := notice{
		frame: frame{
			Language: l.Code(), Subject: l.T("Your account is deleted"), Site: link{"Bazaar", w.absolute(l, "/")},
			Why: l.T("You got this letter because the account with your email address was deleted."),
		},
		Greeting: l.T("Goodbye!"),
		Lines: []string{
			l.T("Your account and what we knew about you are deleted. Orders stay in our books without your name."),
			l.T("If it was not you who deleted it, write to us at once."),
		},
		Order: link{l.T("Go to the shop"), w.absolute(l, "/")},
	}
	n.Preview = n.Lines[0]
	return message("payment_notice", n.Subject, n)
}
