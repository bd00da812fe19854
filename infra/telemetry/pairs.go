package telemetry

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// scrubPairs masks the value of every name=value and name: value whose name is that of a secret,
// with or without quotes, as they stand in queries, JSON, headers and printed structs.
func scrubPairs(s string) string {
	var b strings.Builder
	done := 0
	for at := 0; ; {
		i := strings.IndexAny(s[at:], "=:")
		if i < 0 {
			break
		}
		at += i + 1
		if !isSecretName(nameBefore(s[:at-1])) {
			continue
		}
		from, to := valueAfter(s, at)
		if from == to {
			continue
		}
		b.WriteString(s[max(done, 0):from])
		b.WriteString(mask)
		done, at = to, to
	}
	if done == 0 {
		return s
	}
	b.WriteString(s[done:])
	return b.String()
}

// nameBefore is the name that ends s, without quotes and spaces around it.
func nameBefore(s string) string {
	s = strings.TrimRight(s, " \t\"'\\")
	start := strings.LastIndexFunc(s, func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsDigit(r) && r != '_' && r != '-' && r != '.'
	})
	if start < 0 {
		return s
	}
	_, size := utf8.DecodeRuneInString(s[start:])
	return s[start+size:]
}

// valueAfter finds the value that begins at or after position at: a quoted text, or what stands
// before the next space, quote or ampersand. The word before a credential ("Bearer") is part of it.
func valueAfter(s string, at int) (from, to int) {
	for at < len(s) && strings.IndexByte(" \t[({", s[at]) >= 0 {
		at++
	}
	for _, quote := range []string{`\"`, `"`, `'`} {
		if strings.HasPrefix(s[at:], quote) {
			from = at + len(quote)
			return from, from + quotedLen(s[from:], quote)
		}
	}
	to = at + wordLen(s[at:])
	switch strings.ToLower(s[at:to]) {
	case "bearer", "basic", "token":
		if to < len(s) && s[to] == ' ' {
			to += 1 + wordLen(s[to+1:])
		}
	}
	return at, to
}

func wordLen(s string) int {
	if i := strings.IndexFunc(s, func(r rune) bool { return unicode.IsSpace(r) || strings.ContainsRune(`"'&`, r) }); i >= 0 {
		return i
	}
	return len(s)
}

// quotedLen is the length of a text up to its closing quote, which a backslash may escape.
func quotedLen(s, quote string) int {
	for i := 0; i < len(s); i++ {
		switch {
		case strings.HasPrefix(s[i:], quote):
			return i
		case s[i] == '\\':
			i++
		}
	}
	return len(s)
}
