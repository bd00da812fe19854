package letters

import (
	"context"
	"fmt"
	"strconv"

	"bazaar/infra/mail"
	"bazaar/market/fault"
	"bazaar/market/reviews"
	"bazaar/site/locale"
)

// reviewReply tells the author of a review that the shop has answered. An answer that was taken away
// meanwhile is told nobody.
func (w *Writer) reviewReply(ctx context.Context, l mail.Letter) (mail.Message, error) {
	id, err := strconv.ParseInt(l.Object, 10, 64)
	if err != nil {
		return mail.Message{}, fmt.Errorf("the letter is about no review: %w", err)
	}
	told, err := reviews.ReadReplied(ctx, w.DB, id)
	if fault.Is(err, fault.NotFound) {
		return mail.Message{}, mail.ErrMoot
	}
	if err != nil {
		return mail.Message{}, err
	}
	return w.replied(locale.For(l.Language), told).message()
}

func (w *Writer) replied(l *locale.Locale, told reviews.Replied) note {
	title := oneLine(told.Title.In(l.Code()))
	n := w.newNote(l, l.T("Answer to your review: %s", title))
	n.Greeting = l.T("Hello, %s!", oneLine(told.Author))
	n.Lines = []string{l.T("The shop %s has answered your review.", oneLine(told.Shop))}
	n.Quotes = []block{quote(l.T("Answer of the shop"), told.Reply), quote(l.T("Your review"), told.Body)}
	n.Button = link{l.T("All reviews of the product"), w.absolute(l, "/product/"+strconv.FormatInt(told.ProductID, 10)+"/reviews/")}
	n.Why = l.T("You got this letter because you wrote this review.")
	return n
}
