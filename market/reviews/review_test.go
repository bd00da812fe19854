package reviews

import (
	"strings"
	"testing"

	"bazaar/market/fault"
)

func TestFormSaysWhatIsWrong(t *testing.T) {
	for _, c := range []struct {
		name  string
		form  Form
		field string
	}{
		{"good", Form{Rating: 5, Body: "Жақсы"}, ""},
		{"5,000 characters", Form{Rating: 1, Body: strings.Repeat("ж", 5000)}, ""},
		{"no stars", Form{Body: "x"}, "rating"},
		{"six stars", Form{Rating: 6, Body: "x"}, "rating"},
		{"999 stars", Form{Rating: 999, Body: "x"}, "rating"},
		{"stars below zero", Form{Rating: -1, Body: "x"}, "rating"},
		{"no words", Form{Rating: 5, Body: " \n "}, "review"},
		{"not UTF-8", Form{Rating: 5, Body: "a\xff"}, "review"},
		{"NUL", Form{Rating: 5, Body: "a\x00"}, "review"},
		{"too many words", Form{Rating: 5, Body: strings.Repeat("ж", 5001)}, "review"},
	} {
		c.form.Body = strings.TrimSpace(c.form.Body)
		f := fault.As(c.form.Validate())
		if c.field == "" && f != nil || c.field != "" && (f == nil || f.Fields[c.field].Text == "" || len(f.Fields) > 1) {
			t.Errorf("%s: %v", c.name, f)
		}
	}
}

func TestAverageIsInHundredths(t *testing.T) {
	for _, c := range []struct{ sum, n, want int64 }{
		{0, 0, 0}, {5, 1, 500}, {9, 2, 450}, {14, 3, 467}, {13, 3, 433}, {1, 1, 100},
	} {
		if got := average(c.sum, c.n); got != c.want {
			t.Errorf("%d stars in %d reviews: %d", c.sum, c.n, got)
		}
	}
}
