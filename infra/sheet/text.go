package sheet

import (
	"math/big"
	"strings"
	"unicode"
	"unicode/utf8"
)

// acting are the signs with which a spreadsheet takes a text for a formula.
const acting = "=+-@\t\r"

// Harmless keeps a spreadsheet from taking a text for a formula, by an apostrophe before it.
func Harmless(s string) string {
	if s != "" && strings.ContainsRune(acting, rune(s[0])) {
		return "'" + s
	}
	return s
}

// tidy is a cell as it is meant: without the apostrophe of Harmless, outer spaces and what cannot be
// stored, and cut to so many bytes.
func tidy(s string, most int) string {
	s = strings.ToValidUTF8(s, "")
	s = strings.TrimFunc(strings.Map(func(r rune) rune {
		if r < ' ' && r != '\n' && r != '\t' || r == 0x7f || r == '\ufeff' {
			return -1
		}
		return r
	}, s), unicode.IsSpace)
	if len(s) > 1 && s[0] == '\'' && strings.ContainsRune(acting, rune(s[1])) {
		s = s[1:]
	}
	if len(s) > most {
		s = s[:most]
		for !utf8.ValidString(s) {
			s = s[:len(s)-1]
		}
	}
	return s
}

// digits that a spreadsheet keeps of a number; what is beyond is noise of its arithmetic.
const digits = 15

// number writes a number of XLSX as people read it: 19.989999999999998 is 19.99, and 4.87E+12 is
// written out. Any other text stays as it is.
func number(s string) string {
	mantissa, power, scientific := strings.Cut(s, "E")
	if len(s) > 40 || strings.Trim(mantissa, "-0123456789.") != "" || !scientific && len(s) <= digits+1 {
		return s
	}
	if scientific && !strings.HasPrefix(power, "+") && !strings.HasPrefix(power, "-") {
		return s // a word such as 1E5
	}
	f, ok := new(big.Rat).SetString(s)
	if !ok || !scientific && f.IsInt() {
		return s
	}
	exact := new(big.Float).SetPrec(200).SetRat(f) //nolint:mnd // bits, many more than 15 digits need
	rounded, ok := new(big.Rat).SetString(exact.Text('g', digits))
	if !ok || len(rounded.Num().String()) > 2*digits {
		return s
	}
	text := rounded.FloatString(digits)
	return strings.TrimSuffix(strings.TrimRight(text, "0"), ".")
}
