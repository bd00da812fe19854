package letters

import (
	"context"
	"fmt"
	"strconv"
	"time"

	"bazaar/infra/mail"
	"bazaar/market/cart"
	"bazaar/market/fault"
	"bazaar/site/locale"
)

// Reminders seals the number of the account into the link that ends its reminders.
const Reminders = "cart reminders"

// stopLast is how long such a link works.
const stopLast = 365 * 24 * time.Hour

// mostReminded is how many goods a reminder names.
const mostReminded = 8

// cartReminder reminds of a cart that was left, unless that makes no sense any more.
func (w *Writer) cartReminder(ctx context.Context, l mail.Letter) (mail.Message, error) {
	left, err := cart.Remind(ctx, w.DB, l.Object, w.Now())
	if fault.Is(err, fault.NotFound) {
		return mail.Message{}, mail.ErrMoot
	}
	if err != nil {
		return mail.Message{}, err
	}
	if w.Cookies == nil {
		return mail.Message{}, fmt.Errorf("no key to seal the link that ends reminders")
	}
	token := w.Cookies.Seal(Reminders, strconv.AppendInt(nil, left.AccountID, 10), stopLast)
	return w.remind(locale.For(l.Language), left, token)
}

func (w *Writer) remind(l *locale.Locale, left cart.Reminder, token string) (mail.Message, error) {
	n := w.newNote(l, l.T("Complete your order: your cart is waiting"))
	n.Greeting = l.T("Hello, %s!", oneLine(left.Name))
	n.Lines = []string{l.T("You left something in your cart. It is still there; how many there are of it, we cannot promise.")}
	for _, line := range left.Cart.Lines[:min(mostReminded, len(left.Cart.Lines))] {
		n.Table = append(n.Table, sum{Name: oneLine(line.Title.In(l.Code())) + " × " + l.Number(line.Quantity), Value: l.Money(line.Total())})
	}
	if more := int64(len(left.Cart.Lines) - mostReminded); more > 0 {
		n.Table = append(n.Table, sum{Name: l.N("and %s more item", "and %s more items", more, l.Number(more))})
	}
	n.Table = append(n.Table, sum{Name: l.T("Total"), Value: l.Money(left.Cart.Total())})
	n.Button = link{l.T("Go to cart"), w.absolute(l, "/cart/")}
	n.Stop = link{l.T("Do not remind me of my cart"), w.absolute(l, "/unsubscribe/"+token+"/")}
	n.Why = l.T("You got this letter because goods have waited in your cart for a day. There is one for each cart.")
	m, err := n.message()
	m.Unsubscribe = n.Stop.URL
	return m, err
}
