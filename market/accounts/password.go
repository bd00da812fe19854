package accounts

import (
	_ "embed"
	"slices"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"

	"bazaar/market/fault"
)

// Limits of a password: characters at least, bytes at most. The upper one only keeps a request
// from hashing megabytes.
const (
	MinPassword = 8
	MaxPassword = 4096
)

const (
	msgShort   = "This password is too short: at least %d characters."
	msgDigits  = "This password is only digits."
	msgCommon  = "This password is too common."
	msgSimilar = "This password is too similar to the username or email."
)

// weakness tells why a password is refused, in the order: length, likeness to the account's own
// names, commonness, digits only.
func weakness(password string, names ...string) (m fault.Message, bad bool) {
	switch {
	case len(password) > MaxPassword:
		return fault.Message{Text: MsgTooLong, Args: []any{MaxPassword}}, true
	case utf8.RuneCountInString(password) < MinPassword:
		return fault.Message{Text: msgShort, Args: []any{MinPassword}}, true
	case slices.ContainsFunc(names, func(name string) bool { return resembles(password, name) }):
		return fault.Message{Text: msgSimilar}, true
	case common(password):
		return fault.Message{Text: msgCommon}, true
	case strings.Trim(password, "0123456789") == "":
		return fault.Message{Text: msgDigits}, true
	}
	return fault.Message{}, false
}

// resembles tells whether a password shares 70 % or more of its letters with a name or with one
// word of it.
func resembles(password, name string) bool {
	password, name = strings.ToLower(password), strings.ToLower(name)
	parts := strings.FieldsFunc(name, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) && r != '_' })
	for _, part := range append(parts, name) {
		if shared, all := sharedLetters(password, part); part != "" && 10*2*shared >= 7*all {
			return true
		}
	}
	return false
}

// sharedLetters counts the letters that two words have in common, whatever their order, and the
// letters of both.
func sharedLetters(a, b string) (shared, all int) {
	left := map[rune]int{}
	for _, r := range b {
		left[r]++
		all++
	}
	for _, r := range a {
		all++
		if left[r] > 0 {
			left[r]--
			shared++
		}
	}
	return shared, all
}

// common_words.txt holds the words from which people make most passwords and, after the line
// "endings:", what they put behind a word. A password that is a word, or a word and an ending, is
// common: some forty thousand in all, by rule, so that the list itself stays readable.
//
//go:embed common_words.txt
var commonText string

type commonList struct {
	words   map[string]bool
	endings []string
}

var commonWords = sync.OnceValue(func() commonList {
	words, endings, _ := strings.Cut(commonText, "\nendings:\n")
	list := commonList{words: map[string]bool{}, endings: strings.Fields(endings)}
	for _, w := range strings.Fields(words) {
		list.words[w] = true
	}
	return list
})

func common(password string) bool {
	list := commonWords()
	p := strings.ToLower(password)
	if list.words[p] {
		return true
	}
	for _, e := range list.endings {
		if word, ok := strings.CutSuffix(p, e); ok && list.words[word] {
			return true
		}
	}
	return false
}
