package letters

import (
	"testing"

	"bazaar/market/imports"
	"bazaar/site/locale"
)

func TestTheLetterAboutAnImportReadsAsItDid(t *testing.T) {
	w := &Writer{BaseURL: "https://bazaar.test"}
	for kind, i := range map[string]imports.Import{
		imports.LetterDone:             {ID: 7, FileName: "goods <1>.csv", Made: 1200, Edited: 3, Wrong: 298, Refused: 2},
		imports.LetterDone + "_prices": {ID: 8, FileName: "prices.xlsx", Edited: 40},
	} {
		for _, language := range locale.Languages {
			t.Run(kind+" "+language, func(t *testing.T) { compare(t, kind+"."+language, w.aboutImport(locale.For(language), i)) })
		}
	}
}
