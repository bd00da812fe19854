package letters

import (
	"testing"

	"bazaar/market/i18n"
	"bazaar/market/messages"
	"bazaar/site/locale"
)

func TestLettersAboutMessagesReadAsTheyDid(t *testing.T) {
	w := &Writer{BaseURL: "https://bazaar.test"}
	talk := messages.Thread{
		Conversation: messages.Conversation{ID: 7, Shop: "Tea <House>", Person: "aigerim", ProductID: 12, Title: i18n.Text{"en": "Mouse\n<quiet>", "ru": "Мышь", "kk": "Тышқан"}},
		Messages: []messages.Message{
			{From: messages.Customer, Body: "Is it quiet?\n.\nSubject: no"}, {From: messages.Vendor, Body: "Yes. <b>Very</b>."},
		},
	}
	parcel := talk
	parcel.ProductID, parcel.ParcelID, parcel.OID = 0, 3, "2345678923456789234567"
	for _, language := range locale.Languages {
		t.Run(language, func(t *testing.T) {
			l := locale.For(language)
			for kind, n := range map[string]note{
				messages.LetterToCustomer: w.unread(l, talk, messages.Customer),
				messages.LetterToVendor:   w.unread(l, parcel, messages.Vendor),
				messages.LetterReport:     w.reported(l, talk.Conversation, []messages.Notes{{Person: "aigerim", Note: "They are rude."}}),
				messages.LetterLooked:     w.looked(l, talk.Conversation, messages.Decided{Verdict: messages.Hidden, Side: messages.Vendor}),
				messages.LetterWarned:     w.warned(l, talk.Conversation, messages.Decided{Verdict: messages.Closed, Side: messages.Vendor, Reason: "Do not ask for money <outside>."}),
			} {
				m, err := n.message()
				if err != nil {
					t.Fatal(err)
				}
				golden(t, kind+"."+language+".html", m.HTML)
				golden(t, kind+"."+language+".txt", "Subject: "+m.Subject+"\n\n"+m.Text)
			}
		})
	}
}
