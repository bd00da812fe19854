package letters

import (
	"context"
	"fmt"
	"strconv"

	"bazaar/infra/mail"
	"bazaar/market/messages"
	"bazaar/site/locale"
)

// newMessages tells a side of a conversation what it has not read for some minutes.
func (w *Writer) newMessages(ctx context.Context, l mail.Letter) (mail.Message, error) {
	id, err := strconv.ParseInt(l.Object, 10, 64)
	if err != nil {
		return mail.Message{}, fmt.Errorf("the letter is about no conversation: %w", err)
	}
	to := messages.Customer
	if l.Kind == messages.LetterToVendor {
		to = messages.Vendor
	}
	t, err := messages.ForLetter(ctx, w.DB, id, to)
	if err != nil {
		return mail.Message{}, err
	}
	return w.unread(locale.For(l.Language), t, to).message()
}

// aboutTalk is what a conversation is about, in words.
func aboutTalk(l *locale.Locale, c messages.Conversation) string {
	if c.ProductID != 0 {
		return oneLine(c.Title.In(l.Code()))
	}
	return l.T("Order #%s", c.OID)
}

func (w *Writer) unread(l *locale.Locale, t messages.Thread, to messages.Side) note {
	about := aboutTalk(l, t.Conversation)
	who, path := oneLine(t.Shop), "/messages/"
	n := w.newNote(l, l.T("The shop %s has written to you: %s", who, about))
	n.Greeting = l.T("Hello, %s!", oneLine(t.Person))
	n.Lines = []string{l.T("The shop %s has written to you: %s", who, about)}
	n.Why = l.T("You got this letter because you wrote to this shop. We write once until you have read.")
	if to == messages.Vendor {
		who, path = oneLine(t.Person), "/vendor/messages/"
		n = w.newNote(l, l.T("A customer has written to your shop: %s", about))
		n.Greeting = l.T("Hello, %s!", oneLine(t.Shop))
		n.Lines = []string{l.T("A customer has written to your shop: %s", about), l.T("Customers buy more where answers come fast.")}
		n.Why = l.T("You got this letter because you work for this shop. We write once until somebody has read.")
	}
	const quoted = 3
	var words []messages.Message
	for _, m := range t.Messages {
		if m.From != to {
			words = append(words, m)
		}
	}
	for _, m := range words[max(0, len(words)-quoted):] {
		n.Quotes = append(n.Quotes, quote(who, m.Body))
	}
	n.Button = link{l.T("Read and answer"), w.absolute(l, path+strconv.FormatInt(t.ID, 10)+"/")}
	return n
}

// messageReport tells an administrator what somebody reported of a conversation.
func (w *Writer) messageReport(ctx context.Context, l mail.Letter) (mail.Message, error) {
	id, err := strconv.ParseInt(l.Object, 10, 64)
	if err != nil {
		return mail.Message{}, fmt.Errorf("the letter is about no conversation: %w", err)
	}
	t, err := messages.ForLetter(ctx, w.DB, id, messages.Vendor)
	if err != nil {
		return mail.Message{}, err
	}
	notes, err := messages.Reported(ctx, w.DB, id)
	if err != nil {
		return mail.Message{}, err
	}
	return w.reported(locale.For(l.Language), t, notes).message()
}

func (w *Writer) reported(l *locale.Locale, t messages.Thread, notes []messages.Notes) note {
	n := w.newNote(l, l.T("A conversation was reported: %s", aboutTalk(l, t.Conversation)))
	n.Lines = []string{l.T("Shop: %s, customer: %s.", oneLine(t.Shop), oneLine(t.Person))}
	for _, x := range notes {
		n.Quotes = append(n.Quotes, quote(l.T("Reported by %s", oneLine(x.Person)), x.Note))
	}
	const quoted = 10
	for _, m := range t.Messages[max(0, len(t.Messages)-quoted):] {
		who := t.Person
		if m.From == messages.Vendor {
			who = t.Shop
		}
		n.Quotes = append(n.Quotes, quote(oneLine(who), m.Body))
	}
	n.Why = l.T("You got this letter because you administer the market.")
	return n
}
