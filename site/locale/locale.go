// Package locale says everything in the visitor's language: texts, plurals, dates, numbers,
// money and addresses.
//
// The English text in the code is the key of its translations. Each language other than English
// has a directory of gettext catalogues (ru/*.po, kk/*.po), one file per part of the site
// (ui, shop, account, letters, errors …); they are merged at the first use, and a key that stands in
// several files has the same translation in each. A test finds every key of the program, also in
// the faults of the market rooms, and fails when a translation is missing or left over.
//
// A text that reaches T through a variable is marked where it is written, with Key.
package locale

import (
	"fmt"
	"strings"
	"sync/atomic"
	"time"
	_ "time/tzdata" // the container image carries no time zones
)

// Languages that the site speaks, in the order of the language menu.
var Languages = []string{"en", "kk", "ru"}

// Locale speaks one language. It is immutable and shared by all requests.
type Locale struct {
	code   string
	texts  catalogue
	plural func(n int64) int
}

// chosen is the shop's time zone; see UseZone.
var (
	chosen  atomic.Pointer[time.Location]
	natural = mustZone("Asia/Almaty")
)

func zone() *time.Location {
	if z := chosen.Load(); z != nil {
		return z
	}
	return natural
}

func mustZone(name string) *time.Location {
	z, err := time.LoadLocation(name)
	if err != nil {
		panic(err)
	}
	return z
}

// UseZone sets the time zone in which dates are shown, Asia/Almaty at first. A node calls it as it
// opens.
func UseZone(z *time.Location) { chosen.Store(z) }

// For returns the locale of a language code; an unknown code speaks English.
func For(code string) *Locale {
	all := locales()
	if l, ok := all[code]; ok {
		return l
	}
	return all["en"]
}

// Known tells whether the site speaks the language.
func Known(code string) bool {
	_, ok := locales()[code]
	return ok
}

// Key marks a text for translation that is handed to T elsewhere.
func Key(text string) string { return text }

// Code is the language: "en", "ru" or "kk".
func (l *Locale) Code() string { return l.code }

// T translates a text and fills its verbs with args. Without args the text is used as it is, so
// a percent sign needs no doubling.
func (l *Locale) T(text string, args ...any) string {
	if forms, ok := l.texts[text]; ok {
		text = forms[0]
	}
	return fill(text, args)
}

// N translates a text that depends on a number. The verbs are filled with args, with n itself
// when there are none.
func (l *Locale) N(one, many string, n int64, args ...any) string {
	text := many
	if forms, ok := l.texts[one]; ok {
		text = forms[min(l.plural(n), len(forms)-1)]
	} else if n == 1 {
		text = one
	}
	if len(args) == 0 {
		args = []any{n}
	}
	return fill(text, args)
}

func fill(text string, args []any) string {
	if len(args) == 0 {
		return text
	}
	return fmt.Sprintf(text, args...)
}

// URL puts the language before a path of the site: "/cart/" becomes "/ru/cart/". English has no
// prefix.
func (l *Locale) URL(path string) string {
	if l.code == "en" {
		return path
	}
	return "/" + l.code + path
}

// Split undoes URL: it parts a path into its language and the path without it. A path without a
// language is English.
func Split(path string) (language, rest string) {
	for _, code := range Languages {
		if code == "en" {
			continue
		}
		if rest, ok := strings.CutPrefix(path, "/"+code); ok && (rest == "" || rest[0] == '/') {
			return code, "/" + strings.TrimPrefix(rest, "/")
		}
	}
	return "en", path
}
