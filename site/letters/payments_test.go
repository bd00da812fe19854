package letters

import (
	"testing"

	"bazaar/market/orders"
	"bazaar/site/locale"
)

func TestLettersAboutMoneyReadAsTheyDid(t *testing.T) {
	w := &Writer{BaseURL: "https://bazaar.test"}
	for _, kind := range []string{orders.LetterPaid, orders.LetterReturned, orders.LetterLapsed} {
		for _, language := range locale.Languages {
			t.Run(kind+" "+language, func(t *testing.T) {
				page := w.notify(locale.For(language), kind, sample())
				m, err := message("payment_notice", page.Subject, page)
				if err != nil {
					t.Fatal(err)
				}
				golden(t, kind+"."+language+".html", m.HTML)
				golden(t, kind+"."+language+".txt", "Subject: "+m.Subject+"\n\n"+m.Text)
			})
		}
	}
}
