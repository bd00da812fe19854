package orders

import "strings"

// shortLength is how many signs of a public number people say: enough to tell the orders of one shop
// or one buyer apart.
const shortLength = 8

// ShortNumber is a public number as people write and say it: its first eight signs in capitals, in two
// groups ("7KQ2-M9XB"). Addresses, letters and tracking use the whole number.
func ShortNumber(oid string) string {
	short := strings.ToUpper(oid[:min(shortLength, len(oid))])
	if len(short) < shortLength {
		return short
	}
	return short[:shortLength/2] + "-" + short[shortLength/2:]
}

// shortSought reads what somebody searches for as a short number and returns the small letters with
// which the public number begins; empty when it is none. Between the groups may be a dash, a space or
// nothing.
func shortSought(text string) string {
	plain := strings.NewReplacer("-", "", " ", "", "#", "", "№", "", "\u2011", "", "–", "").Replace(strings.ToLower(text))
	if len(plain) != shortLength {
		return ""
	}
	for _, r := range plain {
		if (r < 'a' || r > 'z') && (r < '0' || r > '9') {
			return ""
		}
	}
	return plain
}
