package shop

import (
	"regexp"
	"strings"
	"testing"

	"bazaar/market/checkout"
	"bazaar/market/fault"
)

// What a browser says of a telephone number before the form is sent is what the server says after.
func TestTheBrowserTakesTheNumbersThatTheServerTakes(t *testing.T) {
	browser := regexp.MustCompile("^(?:" + strings.ReplaceAll(telephone, `\u00a0`, `\x{a0}`) + ")$")
	for _, number := range []string{
		"+7 701 234 56 78", "8(701)234-56-78", "12345", "1234", "", "call me", "+7 701 234 56 78 ext 5", "7.701.234/56", "7\u00a0701\u00a0234",
		strings.Repeat("1", 20), strings.Repeat("1", 21), "()-- 12345", "+", "１２３４５６",
	} {
		f := checkout.ParseForm(func(name string) string {
			return map[string]string{"phone": number}[name]
		})
		refused := fault.As(f.Validate())
		_, wrong := refused.Fields["phone"]
		if browser.MatchString(number) == wrong {
			t.Errorf("%q: the server refuses it: %t", number, wrong)
		}
	}
}
