package letters

import (
	"testing"

	"bazaar/market/i18n"
	"bazaar/market/wishlist"
	"bazaar/site/locale"
)

func TestTheLetterAboutGoodsThatAreBackReadsAsItDid(t *testing.T) {
	w := &Writer{BaseURL: "https://bazaar.test"}
	a := wishlist.Alert{ID: 7, ProductID: 12, Token: "TOKENTOKENTOKENTOKENTOKEN1", Title: i18n.Text{"en": "Mouse\n<quiet>", "ru": "Мышь", "kk": "Тышқан"}}
	for _, language := range locale.Languages {
		t.Run(language, func(t *testing.T) {
			page := w.back(locale.For(language), a)
			m, err := message(wishlist.Letter, page.Subject, page)
			if err != nil {
				t.Fatal(err)
			}
			golden(t, wishlist.Letter+"."+language+".html", m.HTML)
			golden(t, wishlist.Letter+"."+language+".txt", "Subject: "+m.Subject+"\n\n"+m.Text)
		})
	}
}
