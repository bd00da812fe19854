package letters

import (
	"context"
	"fmt"
	"strconv"

	"bazaar/infra/mail"
	"bazaar/market/wishlist"
	"bazaar/site/locale"
)

// backAgain is the letter that says that goods can be bought again.
type backAgain struct {
	frame
	Greeting      string
	Lines         []string
	Product, Stop link
}

func (w *Writer) backInStock(ctx context.Context, l mail.Letter) (mail.Message, error) {
	id, err := strconv.ParseInt(l.Object, 10, 64)
	if err != nil {
		return mail.Message{}, fmt.Errorf("the letter is about no alert: %w", err)
	}
	a, err := wishlist.AlertOf(ctx, w.DB, id)
	if err != nil {
		return mail.Message{}, err
	}
	page := w.back(locale.For(l.Language), a)
	return message(wishlist.Letter, page.Subject, page)
}

func (w *Writer) back(l *locale.Locale, a wishlist.Alert) backAgain {
	title := oneLine(a.Title.In(l.Code()))
	p := backAgain{
		frame: frame{
			Language: l.Code(), Subject: l.T("Back in stock: %s", title), Site: link{"Bazaar", w.absolute(l, "/")},
			Why: l.T("You got this letter because somebody left this address on our site to hear when these goods are back. We write once."),
		},
		Greeting: l.T("%s is in stock again", title),
		Lines:    []string{l.T("You asked us to tell you. There may be only a few, and we cannot set one aside.")},
		Product:  link{l.T("View the product"), w.absolute(l, "/product/"+strconv.FormatInt(a.ProductID, 10)+"/")},
		Stop:     link{l.T("Write to me no more about goods"), w.absolute(l, "/alerts/"+a.Token+"/")},
	}
	p.Preview = p.Lines[0]
	return p
}
