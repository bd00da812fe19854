package locale

import (
	"embed"
	"fmt"
	"maps"
	"sync"

	"github.com/leonelquinteros/gotext"
)

//go:embed ru/*.po kk/*.po
var files embed.FS

// catalogue maps an English text to its translation: one form, or one per plural form.
type catalogue map[string][]string

// plurals picks the form for a number, in the order of msgstr[0], msgstr[1] …
var plurals = map[string]func(n int64) int{
	"en": pluralTwo,
	"kk": pluralTwo,
	"ru": pluralRussian,
}

// pluralForms is how many forms each language has.
var pluralForms = map[string]int{"en": 2, "kk": 2, "ru": 3}

func pluralTwo(n int64) int {
	if n == 1 {
		return 0
	}
	return 1
}

// pluralRussian: 1, 21, 31 … товар · 2–4, 22–24 … товара · the rest товаров.
func pluralRussian(n int64) int {
	if n < 0 {
		n = -n
	}
	tens, ones := n%100, n%10
	switch {
	case tens >= 11 && tens <= 14:
		return 2
	case ones == 1:
		return 0
	case ones >= 2 && ones <= 4:
		return 1
	}
	return 2
}

// locales reads the embedded catalogues once. They are part of the program and a test reads
// them, so a broken one is a fault of the build.
var locales = sync.OnceValue(func() map[string]*Locale {
	all := map[string]*Locale{}
	for _, code := range Languages {
		texts, err := load(code)
		if err != nil {
			panic(err)
		}
		all[code] = &Locale{code: code, texts: texts, plural: plurals[code]}
	}
	return all
})

// load merges the catalogues of one language; English has none.
func load(code string) (catalogue, error) {
	merged := catalogue{}
	if code == "en" {
		return merged, nil
	}
	entries, err := files.ReadDir(code)
	if err != nil {
		return nil, fmt.Errorf("catalogues of %s: %w", code, err)
	}
	for _, e := range entries {
		name := code + "/" + e.Name()
		texts, err := read(name)
		if err != nil {
			return nil, err
		}
		maps.Copy(merged, texts)
	}
	return merged, nil
}

// read parses one .po file; entries without a translation are left out.
func read(name string) (catalogue, error) {
	text, err := files.ReadFile(name)
	if err != nil {
		return nil, fmt.Errorf("catalogue: %w", err)
	}
	po := gotext.NewPo()
	po.Parse(text)
	texts := catalogue{}
	for key, t := range po.GetDomain().GetTranslations() {
		if key == "" || !t.IsTranslated() {
			continue
		}
		forms := make([]string, len(t.Trs))
		for i, form := range t.Trs {
			if i < 0 || i >= len(forms) {
				return nil, fmt.Errorf("%s: %q lacks a plural form", name, key)
			}
			forms[i] = form
		}
		texts[key] = forms
	}
	return texts, nil
}
