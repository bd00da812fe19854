package letters

import (
	"errors"
	"strconv"
	"testing"

	"bazaar/infra/mail"
	"bazaar/market/catalog"
	"bazaar/market/i18n"
	"bazaar/market/markettest"
	"bazaar/site/locale"
)

func TestLettersAboutGoodsReadAsTheyDid(t *testing.T) {
	w := &Writer{BaseURL: "https://bazaar.test"}
	for kind, d := range map[string]catalog.Decided{
		catalog.LetterPublished: {Verdict: catalog.WasPublished},
		catalog.LetterRejected:  {Verdict: catalog.WasRejected, Reason: "The picture is blurred.\nPlease send another."},
		catalog.LetterStopped:   {Verdict: catalog.WasStopped, Reason: "It is not yours to sell."},
		catalog.LetterApproved:  {Verdict: catalog.WasApproved},
		catalog.LetterDeclined:  {Verdict: catalog.WasDeclined, Reason: "No advertising in titles."},
	} {
		d.ProductID, d.Title = 7, i18n.Text{"en": "Gaming <Laptop>", "ru": "Ноутбук", "kk": "Ойын ноутбугі"}
		for _, language := range locale.Languages {
			t.Run(kind+" "+language, func(t *testing.T) { compare(t, kind+"."+language, w.aboutGoods(locale.For(language), d)) })
		}
	}
}

func TestADecisionThatWasTakenBackIsToldToNobody(t *testing.T) {
	markettest.Each(t, func(t *testing.T, m *markettest.Market) {
		w := &Writer{DB: m.DB, BaseURL: "https://bazaar.test"}
		staff := m.Staff()
		kettle := m.Product(m.Vendor(), markettest.Goods{Title: "Kettle", Price: 2500, Stock: 9})
		if err := catalog.TakeOff(t.Context(), m.DB, staff, catalog.Rejection{ProductID: kettle.ID, Reason: "By mistake."}, m.Now); err != nil {
			t.Fatal(err)
		}
		last, _, err := catalog.LastDecision(t.Context(), m.DB, staff, m.Now)
		if err != nil {
			t.Fatal(err)
		}
		letter := mail.Letter{Kind: catalog.LetterStopped, Object: strconv.FormatInt(last.ID, 10), Language: "en"}
		if got, err := w.Render(t.Context(), letter); err != nil || got.Subject != "Taken off sale: Kettle" {
			t.Errorf("%q, %v", got.Subject, err)
		}
		if _, err := catalog.Undo(t.Context(), m.DB, staff, last.ID, m.Now); err != nil {
			t.Fatal(err)
		}
		if _, err := w.Render(t.Context(), letter); !errors.Is(err, mail.ErrMoot) {
			t.Errorf("after it was taken back: %v", err)
		}
	})
}
