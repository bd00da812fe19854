package letters

import (
	"testing"

	"bazaar/market/i18n"
	"bazaar/market/reviews"
	"bazaar/site/locale"
)

func TestTheLetterAboutAnAnswerReadsAsItDid(t *testing.T) {
	w := &Writer{BaseURL: "https://bazaar.test"}
	told := reviews.Replied{
		Author: "Айгүл <Smith>", Body: "It sings.\nLoudly.", Reply: "Thank you!\n<b>We</b> tuned it.", ProductID: 12, Shop: "Tea\nHouse",
		Title: i18n.Text{"en": "Samovar", "ru": "Самовар", "kk": "Самауыр"},
	}
	for _, language := range locale.Languages {
		t.Run(language, func(t *testing.T) {
			compare(t, reviews.LetterReply+"."+language, w.replied(locale.For(language), told))
		})
	}
}
