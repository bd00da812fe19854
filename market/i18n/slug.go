package i18n

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// maxSlug is the length of a slug in bytes; a suffix that makes it unique comes on top.
const maxSlug = 80

// latin writes Russian and Kazakh letters for addresses; letters that are silent in them are empty.
var latin = map[rune]string{
	'а': "a", 'ә': "a", 'б': "b", 'в': "v", 'г': "g", 'ғ': "g", 'д': "d", 'е': "e", 'ё': "e", 'ж': "zh",
	'з': "z", 'и': "i", 'й': "i", 'к': "k", 'қ': "q", 'л': "l", 'м': "m", 'н': "n", 'ң': "ng", 'о': "o",
	'ө': "o", 'п': "p", 'р': "r", 'с': "s", 'т': "t", 'у': "u", 'ұ': "u", 'ү': "u", 'ф': "f", 'х': "kh",
	'һ': "h", 'ц': "ts", 'ч': "ch", 'ш': "sh", 'щ': "shch", 'ъ': "", 'ы': "y", 'і': "i", 'ь': "", 'э': "e",
	'ю': "yu", 'я': "ya", 'ß': "ss", 'æ': "ae", 'ø': "o", 'ł': "l", 'đ': "d",
}

// Slug writes a title with a-z, 0-9 and single hyphens, for addresses. A title without anything
// that can be written so gives "", and the caller chooses another name.
func Slug(title string) string {
	var b strings.Builder
	gap := false
	for _, r := range Key(title) {
		word, ok := written(r)
		if !ok {
			gap = true
			continue
		}
		if word == "" {
			continue
		}
		if gap && b.Len() > 0 {
			b.WriteByte('-')
		}
		gap = false
		b.WriteString(word)
	}
	return cutSlug(b.String())
}

// written is the Latin writing of a letter or digit; ok is false for what parts words.
func written(r rune) (word string, ok bool) {
	if isPlain(r) {
		return string(r), true
	}
	if word, ok := latin[r]; ok {
		return word, true
	}
	if r == '\'' || r == '’' || r == '`' || unicode.Is(unicode.M, r) {
		return "", true // apostrophes and accents do not part a word
	}
	if first := []rune(norm.NFD.String(string(r)))[0]; isPlain(first) {
		return string(first), true // é as e
	}
	return "", false
}

func isPlain(r rune) bool { return r >= 'a' && r <= 'z' || r >= '0' && r <= '9' }

// cutSlug keeps whole words within maxSlug, or cuts inside the only word.
func cutSlug(s string) string {
	if len(s) <= maxSlug {
		return s
	}
	head := s[:maxSlug+1]
	if i := strings.LastIndexByte(head, '-'); i > 0 {
		return head[:i]
	}
	return s[:maxSlug]
}
