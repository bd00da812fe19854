package telemetry

import "strings"

// A card number has 13 to 19 digits; smallestCard is the smallest number with 13.
const (
	shortestCard = 13
	longestCard  = 19
	smallestCard = 1_000_000_000_000
)

// scrubCards masks every card number in s but for its last four digits. Digits may stand in groups
// that one space, hyphen or dot parts.
func scrubCards(s string) string {
	var b strings.Builder
	done := 0
	for at := 0; at < len(s); {
		if !isDigit(s[at]) {
			at++
			continue
		}
		end := runEnd(s, at)
		if end-at >= shortestCard {
			b.WriteString(s[done:at])
			b.WriteString(scrubRun(s[at:end]))
			done = end
		}
		at = end
	}
	if done == 0 {
		return s
	}
	b.WriteString(s[done:])
	return b.String()
}

// runEnd is where the digits and single separators that begin at start end.
func runEnd(s string, start int) int {
	end := start
	for end < len(s) && (isDigit(s[end]) || isSeparator(s[end]) && end+1 < len(s) && isDigit(s[end+1])) {
		end++
	}
	return end
}

// scrubRun masks the card numbers that are made of whole groups of a run of digits.
func scrubRun(run string) string {
	b := []byte(run)
	for start := 0; start < len(b); {
		if end := cardEnd(b, start); end > 0 {
			maskDigits(b[start:end])
			start = end
		}
		for start < len(b) && !isSeparator(b[start]) {
			start++
		}
		start++
	}
	return string(b)
}

// cardEnd is the end of the longest card number that begins at start, 0 when there is none.
func cardEnd(b []byte, start int) int {
	var digits []byte
	found := 0
	for i := start; i <= len(b); i++ {
		if i == len(b) || isSeparator(b[i]) {
			if len(digits) >= shortestCard && len(digits) <= longestCard && luhn(digits) {
				found = i
			}
			continue
		}
		if digits = append(digits, b[i]); len(digits) > longestCard {
			break
		}
	}
	return found
}

func maskDigits(b []byte) {
	left := 0
	for _, c := range b {
		if isDigit(c) {
			left++
		}
	}
	for i, c := range b {
		if !isDigit(c) {
			continue
		}
		if left > 4 {
			b[i] = '*'
		}
		left--
	}
}

// luhn tells whether the last digit is the check digit of the others.
func luhn(digits []byte) bool {
	sum := 0
	for i := range digits {
		d := int(digits[len(digits)-1-i] - '0')
		if i%2 == 1 {
			if d *= 2; d > 9 {
				d -= 9
			}
		}
		sum += d
	}
	return sum%10 == 0
}

func isDigit(c byte) bool     { return c >= '0' && c <= '9' }
func isSeparator(c byte) bool { return c == ' ' || c == '-' || c == '.' }
