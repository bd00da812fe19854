package letters

import (
	"testing"
	"time"

	"bazaar/market/vendors"
	"bazaar/site/locale"
)

func TestLettersAboutTheCrewReadAsTheyDid(t *testing.T) {
	w := &Writer{BaseURL: "https://bazaar.test"}
	told := vendors.CrewChange{Shop: "Tea <House>", By: "aigul", Role: vendors.CatalogueRole}
	asked := vendors.Invitation{Shop: told.Shop, Role: vendors.FulfilmentRole, Expires: time.Date(2026, 3, 7, 19, 30, 0, 0, time.UTC)}
	for kind, write := range map[string]func(l *locale.Locale) note{
		vendors.LetterInvited: func(l *locale.Locale) note { return w.invited(l, asked, "TOKEN") },
		vendors.LetterJoined:  func(l *locale.Locale) note { return w.crew(l, vendors.LetterJoined, told) },
		vendors.LetterRole:    func(l *locale.Locale) note { return w.crew(l, vendors.LetterRole, told) },
		vendors.LetterRemoved: func(l *locale.Locale) note { return w.crew(l, vendors.LetterRemoved, told) },
	} {
		for _, language := range locale.Languages {
			t.Run(kind+" "+language, func(t *testing.T) { compare(t, kind+"."+language, write(locale.For(language))) })
		}
	}
}
