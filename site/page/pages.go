package page

import "strings"

// LastPage is where every list ends; further on, a filter serves better.
const LastPage = 500

// Pages is where a reader stands in a list.
type Pages struct {
	Number int64 // of this page, from 1
	Last   int64 // of the last page, at least 1
	Size   int64 // entries on a page
	Total  int64 // entries in all
}

// Paginate finds the page that a query asks for. What is no positive number is page 1; a number
// that is too high, however long, is the last page.
func Paginate(raw string, total, size int64) Pages {
	total = max(total, 0)
	last := min(max((total+size-1)/size, 1), LastPage)
	return Pages{Number: min(number(raw), last), Last: last, Size: size, Total: total}
}

// Offset is how many entries come before the page.
func (p Pages) Offset() int64 { return (p.Number - 1) * p.Size }

// number reads a page number; LastPage stands for everything above it.
func number(raw string) int64 {
	if raw == "" || strings.Trim(raw, "0123456789") != "" {
		return 1
	}
	n := int64(0)
	for _, digit := range raw {
		n = min(n*10+int64(digit-'0'), LastPage)
	}
	return max(n, 1)
}
