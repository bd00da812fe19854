package vendors

import "strings"

// Lengths of the numbers, in signs.
const (
	binLength  = 12
	ibanLength = 20
)

// ValidBIN tells whether s is a business (БИН) or individual (ИИН) number of Kazakhstan: twelve
// digits of which the last checks the others. The digits are weighted 1 to 11; where that leaves the
// remainder 10, the weights start at 3 instead, and a number that leaves 10 again is never given out.
func ValidBIN(s string) bool {
	if len(s) != binLength || strings.Trim(s, "0123456789") != "" || strings.Trim(s, "0") == "" {
		return false
	}
	const weights, none = 11, 10
	for _, shift := range []int{0, 2} {
		sum := 0
		for i := range weights {
			sum += int(s[i]-'0') * ((i+shift)%weights + 1)
		}
		if rest := sum % weights; rest != none {
			return rest == int(s[weights]-'0')
		}
	}
	return false
}

// ValidIBAN tells whether s is the number of a bank account in Kazakhstan without spaces: "KZ", two
// check digits, three digits of the bank and thirteen signs of the account, which leave 1 when
// divided by 97.
func ValidIBAN(s string) bool {
	if len(s) != ibanLength || !strings.HasPrefix(s, "KZ") || strings.Trim(s[2:7], "0123456789") != "" {
		return false
	}
	const modulus = 97
	rest := 0
	for _, c := range s[4:] + s[:4] {
		switch {
		case c >= '0' && c <= '9':
			rest = (rest*10 + int(c-'0')) % modulus
		case c >= 'A' && c <= 'Z':
			rest = (rest*100 + int(c-'A') + 10) % modulus
		default:
			return false
		}
	}
	return rest == 1
}

// number is a number as it is kept: without spaces and hyphens, letters large.
func number(s string) string {
	return strings.ToUpper(strings.NewReplacer(" ", "", "\u00a0", "", "-", "").Replace(s))
}
