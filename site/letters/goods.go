package letters

import (
	"context"
	"fmt"
	"strconv"

	"bazaar/infra/mail"
	"bazaar/market/catalog"
	"bazaar/site/locale"
)

// goodsDecision tells those who work on a vendor's goods what the market decided about one of them.
// A decision that was taken back in time is told to nobody.
func (w *Writer) goodsDecision(ctx context.Context, l mail.Letter) (mail.Message, error) {
	id, err := strconv.ParseInt(l.Object, 10, 64)
	if err != nil {
		return mail.Message{}, fmt.Errorf("the letter is about no decision: %w", err)
	}
	d, err := catalog.ReadDecision(ctx, w.DB, id)
	if err != nil {
		return mail.Message{}, err
	}
	if d.Undone {
		return mail.Message{}, mail.ErrMoot
	}
	return w.aboutGoods(locale.For(l.Language), d).message()
}

// aboutGoods is the letter about a decision.
func (w *Writer) aboutGoods(l *locale.Locale, d catalog.Decided) note {
	title := oneLine(d.Title.In(l.Code()))
	edit := link{l.T("Open the product"), w.absolute(l, fmt.Sprintf("/vendor/product/%d/edit/", d.ProductID))}
	see := link{l.T("See it as buyers do"), w.absolute(l, fmt.Sprintf("/product/%d/", d.ProductID))}
	var n note
	switch d.Verdict {
	case catalog.WasPublished:
		n = w.newNote(l, l.T("On sale: %s", title))
		n.Lines, n.Button = []string{l.T("We have looked at your product, and buyers see it from now on.")}, see
	case catalog.WasRejected:
		n = w.newNote(l, l.T("Please change something: %s", title))
		n.Lines, n.Button = []string{l.T("We have looked at your product. Please change what is named below and send it for review again; nothing that you typed is lost.")}, edit
	case catalog.WasStopped:
		n = w.newNote(l, l.T("Taken off sale: %s", title))
		n.Lines, n.Button = []string{l.T("We took this product off sale. Orders that were placed have to be sent all the same. When you have changed what is named below, send it for review again.")}, edit
	case catalog.WasApproved:
		n = w.newNote(l, l.T("Your change is on sale: %s", title))
		n.Lines, n.Button = []string{l.T("We agree with your change, and buyers see the product as you changed it.")}, see
	default: // declined
		n = w.newNote(l, l.T("Your change was not taken over: %s", title))
		n.Lines, n.Button = []string{l.T("The product stays on sale as it was. Please read why, and change it again if you like.")}, edit
	}
	if d.Reason != "" {
		n.Quotes = []block{quote(l.T("Reason"), d.Reason)}
	}
	n.Greeting = n.Subject
	n.Why = l.T("You got this letter because you work on the goods of this shop.")
	return n
}
