package shipping

import (
	"net/url"
	"regexp"
	"strings"
)

// carrier is a company that brings parcels and shows where they are.
type carrier struct {
	// names are what vendors call it, in small letters; number is what only its numbers look like,
	// nil when they look like others'.
	names  []string
	number *regexp.Regexp
	// page is followed by the number.
	page string
}

// carriers are those that deliver in Kazakhstan and to it.
var carriers = []carrier{
	{[]string{"kazpost", "казпочта", "қазпошта"}, regexp.MustCompile(`^[A-Z]{2}\d{9}KZ$`), "https://post.kz/mail/search/track/"},
	{[]string{"russian post", "pochta", "почта россии"}, regexp.MustCompile(`^([A-Z]{2}\d{9}RU|\d{14})$`), "https://www.pochta.ru/tracking?barcode="},
	{[]string{"cdek", "сдэк"}, nil, "https://www.cdek.kz/ru/tracking?order_id="},
	{[]string{"ups"}, regexp.MustCompile(`^1Z[0-9A-Z]{16}$`), "https://www.ups.com/track?tracknum="},
	{[]string{"dhl"}, nil, "https://www.dhl.com/global-en/home/tracking.html?tracking-id="},
	{[]string{"fedex"}, nil, "https://www.fedex.com/fedextrack/?trknbr="},
}

// TrackingURL is the page of a known carrier that shows where a parcel is: the carrier is known by
// what the vendor calls the way, or by the look of the number. It is empty when it is not known.
func TrackingURL(way, number string) string {
	number = strings.ToUpper(strings.ReplaceAll(strings.TrimSpace(number), " ", ""))
	if number == "" {
		return ""
	}
	words := strings.ToLower(way)
	for _, c := range carriers {
		for _, name := range c.names {
			if hasWord(words, name) {
				return c.page + url.QueryEscape(number)
			}
		}
	}
	for _, c := range carriers {
		if c.number != nil && c.number.MatchString(number) {
			return c.page + url.QueryEscape(number)
		}
	}
	return ""
}

// hasWord tells whether a name stands in a text by itself: ups is not in "groups".
func hasWord(text, name string) bool {
	for word := range strings.FieldsFuncSeq(text, func(r rune) bool { return strings.ContainsRune(" ,.;:/()-", r) }) {
		if word == name {
			return true
		}
	}
	return strings.Contains(name, " ") && strings.Contains(text, name)
}
