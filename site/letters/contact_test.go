package letters

import (
	"testing"
	"time"

	"bazaar/infra/mail"
	"bazaar/market/support"
	"bazaar/site/locale"
)

func TestLettersAroundAMessageReadAsTheyDid(t *testing.T) {
	w := &Writer{BaseURL: "https://bazaar.test"}
	account := int64(7)
	m := support.Message{
		ID: 3, AccountID: &account, Language: "kk", CreatedAt: time.Date(2026, 3, 7, 19, 30, 0, 0, time.UTC),
		Form: support.Form{
			FullName: "Айгүл <Smith>", Email: "aigul@example.com", Phone: "+7 701 234 56 78", Order: "kKqz3BfQjJb8n5N6mS7aTw",
			Subject: "Where is my parcel?", Body: "It has not come.\n\n<b>Please</b> look.",
		},
	}
	answer := support.AnsweredMessage{Answer: "It comes tomorrow.\nSorry!", FullName: m.FullName, Subject: m.Subject, Question: m.Body}
	for kind, write := range map[string]func(l *locale.Locale) note{
		support.LetterMessage:  func(l *locale.Locale) note { return w.delivered(l, m) },
		support.LetterReceived: func(l *locale.Locale) note { return w.received(l, m) },
		support.LetterAnswer:   func(l *locale.Locale) note { return w.answered(l, answer) },
	} {
		for _, language := range locale.Languages {
			t.Run(kind+" "+language, func(t *testing.T) { compare(t, kind+"."+language, write(locale.For(language))) })
		}
	}
}

func compare(t *testing.T, name string, n note) mail.Message {
	t.Helper()
	m, err := n.message()
	if err != nil {
		t.Fatal(err)
	}
	golden(t, name+".html", m.HTML)
	golden(t, name+".txt", "Subject: "+m.Subject+"\n\n"+m.Text)
	return m
}
