package page

import "strings"

// LastPage is where every list ends; further on, a filter serves better.
const LastPage = 500

// Number reads the page that a query asks for. What is no positive number is page 1; a number
// beyond LastPage, however long, is LastPage. The room makes it the last page that exists.
func Number(raw string) int64 {
	if raw == "" || strings.Trim(raw, "0123456789") != "" {
		return 1
	}
	n := int64(0)
	for _, digit := range raw {
		n = min(n*10+int64(digit-'0'), LastPage)
	}
	return max(n, 1)
}
