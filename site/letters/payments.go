package letters

import (
	"context"

	"bazaar/infra/mail"
	"bazaar/market/actor"
	"bazaar/market/orders"
	"bazaar/site/locale"
)

// notice is a short letter about the money of an order.
type notice struct {
	frame
	Greeting string
	Lines    []string
	Order    link
}

// paymentNotice says that the money of an order came, that it came too late and goes back, or that it
// never came.
func (w *Writer) paymentNotice(ctx context.Context, l mail.Letter) (mail.Message, error) {
	o, err := orders.ByOID(ctx, w.DB, actor.System, l.Object)
	if err != nil {
		return mail.Message{}, err
	}
	page := w.notify(locale.For(l.Language), l.Kind, o)
	return message("payment_notice", page.Subject, page)
}

func (w *Writer) notify(l *locale.Locale, kind string, o orders.Order) notice {
	n := notice{
		frame: frame{
			Language: l.Code(), Subject: l.T("Order #%s is paid", o.OID), Site: link{"Bazaar", w.absolute(l, "/")},
			Why: l.T("You got this letter because an order was placed with your email address."),
		},
		Greeting: l.T("Hello, %s!", oneLine(o.Contact.FullName)),
		Lines: []string{
			l.T("We received your payment for order #%s.", o.OID),
			l.T("The vendors prepare your parcels now."),
		},
		Order: link{l.T("View your order"), w.absolute(l, "/order/"+o.OID+"/")},
	}
	if kind == orders.LetterReturned {
		n.Subject = l.T("Your money for order #%s goes back", o.OID)
		n.Lines = []string{
			l.T("A payment for order #%s came when it was no longer needed: the order was paid already, or given up.", o.OID),
			l.T("We return the whole amount to your card. Banks take a few days to show it."),
		}
	}
	if kind == orders.LetterLapsed {
		n.Subject = l.T("Order #%s was not paid and is cancelled", o.OID)
		n.Lines = []string{
			l.T("We kept the goods of order #%s for you, but no payment came within the hour, so the order is cancelled. Nothing was charged.", o.OID),
			l.T("If you still want them: the page of the order has a button that puts everything back into your cart."),
		}
	}
	n.Preview = n.Lines[0]
	return n
}
