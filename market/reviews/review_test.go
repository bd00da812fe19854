package reviews

import (
	"strings"
	"testing"

	"bazaar/market/catalog"
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
		{"too many words", Form{Rating: 5, Body: strings.Repeat("ж", 5001)}, "review"},
	} {
		wrong := c.form.Check()
		if _, told := wrong[c.field]; told != (c.field != "") || len(wrong) > 1 {
			t.Errorf("%s: %v", c.name, wrong)
		}
	}
}

func TestRatingIsTheAverageInHundredths(t *testing.T) {
	for _, c := range []struct{ sum, n, want int64 }{
		{0, 0, 0}, {5, 1, 500}, {9, 2, 450}, {14, 3, 467}, {13, 3, 433}, {1, 1, 100},
	} {
		if got := rating(c.sum, c.n); got != (catalog.Rating{Hundredths: c.want, Reviews: c.n}) {
			t.Errorf("%d stars in %d reviews: %+v", c.sum, c.n, got)
		}
	}
}
