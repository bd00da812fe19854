package i18n

import (
	"strings"
	"unicode"
)

const (
	// kazakhLetters are those of Kazakh that Russian lacks.
	kazakhLetters = "әғқңөұүһі"
	// tellingLetters is how many Cyrillic letters without a Kazakh one among them are Russian.
	tellingLetters = 24
)

// Guess is the language ("en", "ru", "kk") that somebody wrote in, for the lang attribute of texts
// that carry none. In doubt, as between the names that Russian and Kazakh share, it is the reader's;
// a text without letters is the reader's, too.
func Guess(text, reader string) string {
	var latin, cyrillic int
	kazakh := false
	for _, r := range strings.ToLower(text) {
		switch {
		case unicode.Is(unicode.Latin, r):
			latin++
		case unicode.Is(unicode.Cyrillic, r):
			cyrillic++
			kazakh = kazakh || strings.ContainsRune(kazakhLetters, r)
		}
	}
	switch {
	case latin == 0 && cyrillic == 0:
		return reader
	case latin > cyrillic:
		return "en"
	case kazakh:
		return "kk"
	case reader == "kk" && cyrillic < tellingLetters:
		return "kk"
	}
	return "ru"
}
