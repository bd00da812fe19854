package letters

import (
	"context"
	"fmt"
	"strconv"

	"bazaar/infra/mail"
	"bazaar/market/vendors"
	"bazaar/site/locale"
)

// shopDecision tells the owners of a shop what the market decided about it.
func (w *Writer) shopDecision(ctx context.Context, l mail.Letter) (mail.Message, error) {
	entry, err := strconv.ParseInt(l.Object, 10, 64)
	if err != nil {
		return mail.Message{}, fmt.Errorf("the letter is about no decision: %w", err)
	}
	told, err := vendors.ReadDecision(ctx, w.DB, entry)
	if err != nil {
		return mail.Message{}, err
	}
	if told.Undone {
		return mail.Message{}, mail.ErrMoot
	}
	return w.decided(locale.For(l.Language), l.Kind, told).message()
}

// decided is the letter of a kind about a decision.
func (w *Writer) decided(l *locale.Locale, kind string, told vendors.Told) note {
	name := oneLine(told.Name)
	var n note
	switch kind {
	case vendors.LetterVerified:
		n = w.newNote(l, l.T("Your shop %s is verified", name))
		n.Lines = []string{
			l.T("Buyers can see your shop from now on. Add your goods and send them for review; each one goes on sale as soon as we have looked at it."),
		}
		n.Button = link{l.T("To your desk"), w.absolute(l, "/vendor/dashboard/")}
	case vendors.LetterReturned:
		n = w.newNote(l, l.T("Your application needs a change: %s", name))
		n.Lines = []string{l.T("We have looked at your application. Please change what is named below and send it again: it takes a few minutes, and nothing that you typed is lost.")}
		n.Quotes = []block{quote(l.T("What to change"), told.Reason)}
		n.Button = link{l.T("Open the application"), w.absolute(l, "/vendor/status/")}
	case vendors.LetterSuspended:
		n = w.newNote(l, l.T("Your shop %s is suspended", name))
		n.Lines = []string{l.T("Nothing of your shop is on sale from now on. Orders that were placed have to be sent all the same. If you think that this is a mistake, please write to us.")}
		n.Quotes = []block{quote(l.T("Reason"), told.Reason)}
		n.Button = link{l.T("Write to us"), w.absolute(l, "/contact/")}
	default: // lifted
		n = w.newNote(l, l.T("Your shop %s sells again", name))
		n.Lines = []string{l.T("The suspension is lifted: your published goods are on sale again.")}
		n.Button = link{l.T("To your desk"), w.absolute(l, "/vendor/dashboard/")}
	}
	n.Greeting = n.Subject
	n.Why = l.T("You got this letter because you own this shop.")
	return n
}
