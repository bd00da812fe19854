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
	notes, err := messages.ReportsOf(ctx, w.DB, id, t.AccountID)
	if err != nil {
		return mail.Message{}, err
	}
	return w.reported(locale.For(l.Language), t.Conversation, notes).message()
}

// reported holds no word of the conversation: it is read on its page, where each reading is on record.
func (w *Writer) reported(l *locale.Locale, c messages.Conversation, notes []messages.Notes) note {
	n := w.newNote(l, l.T("A conversation was reported: %s", aboutTalk(l, c)))
	n.Lines = []string{l.T("Shop: %s, customer: %s.", oneLine(c.Shop), oneLine(c.Person))}
	for _, x := range notes {
		n.Quotes = append(n.Quotes, quote(l.T("Reported by %s", oneLine(x.Person)), x.Note))
	}
	n.Button = link{l.T("Look at the report"), w.absolute(l, fmt.Sprintf("/admin/conversations/%d/", c.ID))}
	n.Why = l.T("You got this letter because you administer the market.")
	return n
}

// talkDecision tells what the market decided about a reported conversation. A decision that was taken
// back in time is told to nobody.
func (w *Writer) talkDecision(ctx context.Context, l mail.Letter) (mail.Message, error) {
	id, err := strconv.ParseInt(l.Object, 10, 64)
	if err != nil {
		return mail.Message{}, fmt.Errorf("the letter is about no decision: %w", err)
	}
	d, err := messages.ReadDecision(ctx, w.DB, id)
	if err != nil {
		return mail.Message{}, err
	}
	if d.Undone {
		return mail.Message{}, mail.ErrMoot
	}
	t, err := messages.ForLetter(ctx, w.DB, d.ConversationID, messages.Customer)
	if err != nil {
		return mail.Message{}, err
	}
	if l.Kind == messages.LetterWarned {
		return w.warned(locale.For(l.Language), t.Conversation, d).message()
	}
	return w.looked(locale.For(l.Language), t.Conversation, d).message()
}

// looked thanks who reported and says what came of it, and no more.
func (w *Writer) looked(l *locale.Locale, c messages.Conversation, d messages.Decided) note {
	n := w.newNote(l, l.T("We have looked at what you reported"))
	n.Lines = []string{l.T("You reported the conversation between %s and the shop %s: %s", oneLine(c.Person), oneLine(c.Shop), aboutTalk(l, c))}
	switch d.Verdict {
	case messages.Nothing:
		n.Lines = append(n.Lines, l.T("We found nothing in it that our rules forbid. If it goes on to trouble you, report it again or write to us."))
	case messages.Warned:
		n.Lines = append(n.Lines, l.T("You were right: our rules were broken. We have warned the one who did it."))
	case messages.Hidden:
		n.Lines = append(n.Lines, l.T("You were right: our rules were broken. We have hidden the message and warned the one who wrote it."))
	case messages.Closed:
		n.Lines = append(n.Lines, l.T("You were right: our rules were broken. We have closed the conversation."))
	}
	n.Lines = append(n.Lines, l.T("Thank you for telling us."))
	n.Why = l.T("You got this letter because you reported a conversation.")
	return n
}

// warned tells who broke the rules what was done and why.
func (w *Writer) warned(l *locale.Locale, c messages.Conversation, d messages.Decided) note {
	n := w.newNote(l, l.T("Please keep to the rules when you write"))
	n.Lines = []string{l.T("This is about the conversation between %s and the shop %s: %s", oneLine(c.Person), oneLine(c.Shop), aboutTalk(l, c))}
	switch d.Verdict {
	case messages.Hidden:
		n.Lines = append(n.Lines, l.T("We have hidden one of your messages. Please read why below."))
	case messages.Closed:
		n.Lines = append(n.Lines, l.T("We have closed this conversation for good. Please read why below."))
	default:
		n.Lines = append(n.Lines, l.T("Somebody reported it, and we have looked at it. Please read below what must not happen again."))
	}
	n.Quotes = []block{quote(l.T("Reason"), d.Reason)}
	n.Why = l.T("You got this letter because you wrote in this conversation.")
	if d.Side == messages.Vendor {
		n.Why = l.T("You got this letter because you work for this shop.")
	}
	return n
}
