package letters

import (
	"context"
	"strconv"

	"bazaar/infra/mail"
	"bazaar/market/actor"
	"bazaar/market/support"
	"bazaar/site/locale"
)

// contactLetter is one of the letters around a message to the operator.
func (w *Writer) contactLetter(ctx context.Context, l mail.Letter) (mail.Message, error) {
	id, err := strconv.ParseInt(l.Object, 10, 64)
	if err != nil {
		return mail.Message{}, err
	}
	speech := locale.For(l.Language)
	if l.Kind == support.LetterAnswer {
		answer, err := support.AnswerOf(ctx, w.DB, id)
		if err != nil {
			return mail.Message{}, err
		}
		return w.answered(speech, answer).message()
	}
	m, err := support.Read(ctx, w.DB, actor.System, id)
	if err != nil {
		return mail.Message{}, err
	}
	if l.Kind == support.LetterReceived {
		return w.received(speech, m.Message).message()
	}
	out, err := w.delivered(speech, m.Message).message()
	out.ReplyTo = m.Email
	return out, err
}

// delivered carries a message to the operator.
func (w *Writer) delivered(l *locale.Locale, m support.Message) note {
	n := w.newNote(l, l.T("Message from %s: %s", oneLine(m.FullName), m.Subject))
	n.Greeting = oneLine(m.Subject)
	n.Lines = []string{l.T("Somebody wrote on the contact page. Your answer to this letter goes to the writer.")}
	n.Table = []sum{{Name: l.T("Name"), Value: oneLine(m.FullName)}, {Name: l.T("Email"), Value: oneLine(m.Email)}}
	if m.Phone != "" {
		n.Table = append(n.Table, sum{Name: l.T("Phone"), Value: oneLine(m.Phone)})
	}
	if m.Order != "" {
		n.Table = append(n.Table, sum{Name: l.T("Order number"), Value: oneLine(m.Order)})
	}
	account := l.T("Guest")
	if m.AccountID != nil {
		account = l.T("Account %d", *m.AccountID)
	}
	n.Table = append(n.Table, sum{Name: l.T("Writer"), Value: account}, sum{Name: l.T("Sent"), Value: l.DateTime(m.CreatedAt)})
	n.Quotes = []block{quote(l.T("Message"), m.Body)}
	n.Why = l.T("You got this letter because messages of visitors are sent to this address.")
	return n
}

// received tells the writer that a message came.
func (w *Writer) received(l *locale.Locale, m support.Message) note {
	n := w.newNote(l, l.T("We received your message: %s", m.Subject))
	n.Greeting = l.T("Hello, %s!", oneLine(m.FullName))
	n.Lines = []string{l.T("Your message has come. We answer by e-mail, usually within one working day.")}
	n.Quotes = []block{quote(oneLine(m.Subject), m.Body)}
	n.Button = link{l.T("Help"), w.absolute(l, "/help/")}
	n.Why = l.T("You got this letter because you wrote to us while you were signed in.")
	return n
}

// answered carries the operator's answer.
func (w *Writer) answered(l *locale.Locale, m support.AnsweredMessage) note {
	n := w.newNote(l, l.T("Answer: %s", m.Subject))
	n.Greeting = l.T("Hello, %s!", oneLine(m.FullName))
	n.Lines = []string{l.T("Here is our answer to your message.")}
	n.Quotes = []block{quote(l.T("Answer"), m.Answer), quote(l.T("Your message"), m.Question)}
	n.Button = link{l.T("Write again"), w.absolute(l, "/contact/")}
	n.Why = l.T("You got this letter because you wrote to us.")
	return n
}
