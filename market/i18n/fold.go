package i18n

import (
	"encoding/hex"
	"strings"
	"unicode"

	"golang.org/x/text/cases"
	"golang.org/x/text/collate"
	"golang.org/x/text/language"
	"golang.org/x/text/unicode/norm"
)

// Key is the form in which names and addresses are unique: compatibility characters made plain,
// case folded, outer spaces cut. Two texts with one key look the same to a reader.
func Key(s string) string {
	return norm.NFKC.String(cases.Fold().String(norm.NFKC.String(strings.TrimSpace(s))))
}

// Fold is the form in which texts are searched: as Key, with ё as е, and with one space in the
// place of everything that is neither letter nor digit.
func Fold(s string) string {
	var b strings.Builder
	gap := false
	for _, r := range Key(s) {
		if !unicode.In(r, unicode.L, unicode.M, unicode.N) {
			gap = true
			continue
		}
		if gap && b.Len() > 0 {
			b.WriteByte(' ')
		}
		gap = false
		if r == 'ё' {
			r = 'е'
		}
		b.WriteRune(r)
	}
	return b.String()
}

// sortRunes bounds how much of a title decides its place in a list.
const sortRunes = 60

// SortKey is a text whose byte order is the alphabetical order of titles in a language ("en", "ru",
// "kk"; others as "en"), whatever the collation of the database. It holds hexadecimal digits only.
func SortKey(lang, title string) string {
	runes := []rune(Fold(title))
	title = string(runes[:min(len(runes), sortRunes)])
	var buf collate.Buffer
	c := collate.New(language.Make(lang), collate.IgnoreCase, collate.Numeric)
	return hex.EncodeToString(c.KeyFromString(&buf, title))
}
