package letters

import (
	"testing"

	"bazaar/market/vendors"
	"bazaar/site/locale"
)

func TestLettersAboutAShopReadAsTheyDid(t *testing.T) {
	w := &Writer{BaseURL: "https://bazaar.test"}
	told := vendors.Told{VendorID: 7, Name: "Шай <House>", Reason: "The address is not complete.\nPlease give the street."}
	for _, kind := range []string{vendors.LetterVerified, vendors.LetterReturned, vendors.LetterSuspended, vendors.LetterLifted} {
		for _, language := range locale.Languages {
			t.Run(kind+" "+language, func(t *testing.T) {
				compare(t, kind+"."+language, w.decided(locale.For(language), kind, told))
			})
		}
	}
}
