package content

import (
	"regexp"
	"slices"
	"strings"
	"testing"

	"bazaar/market/i18n"
)

func TestFindKnowsOtherFormsOfAWordAndPutsTitlesFirst(t *testing.T) {
	all := []Article{
		{Slug: "delivery", Title: "Доставка", Body: "Если вещь не подошла, её можно вернуть."},
		{Slug: "returns", Title: "Возврат товара", Summary: "Как вернуть", Body: "В течение 14 дней после доставки."},
		{Slug: "about", Title: "О нас", Body: "Ничего нужного."},
	}
	for _, c := range []struct{ search, want string }{
		{"возвраты", "returns"},
		{"доставке", "delivery returns"},
		{"вернуть", "returns delivery"},
		{"вернуть доставку", "delivery returns"},
		{"ВОЗВРАТ!", "returns"},
		{"возврат слона", ""},
		{"", ""},
		{"?!", ""},
	} {
		var got []string
		for _, a := range Find(all, c.search) {
			got = append(got, a.Slug)
		}
		if strings.Join(got, " ") != c.want {
			t.Errorf("%q finds %q, want %q", c.search, got, c.want)
		}
	}
}

func TestAddressesOfArticles(t *testing.T) {
	for want, a := range map[string]Article{
		"/about/":    {Slug: "about", Section: Page},
		"/returns/":  {Slug: "returns", Section: Guide},
		"/help/pay/": {Slug: "pay", Section: Help},
	} {
		if got := a.Path(); got != want || a.IsHelp() != (a.Section != Page) {
			t.Errorf("%s: %s, part of the help: %v", want, got, a.IsHelp())
		}
	}
}

var placeholder = regexp.MustCompile(`\{\{\w+\}\}`)

// The same text has to say the same in every language: as many parts, lists, links and names.
func TestTheShippedTextsAreCompleteInEveryLanguage(t *testing.T) {
	all, err := readShipped()
	if err != nil {
		t.Fatal(err)
	}
	links := regexp.MustCompile(`\]\(([^)]+)\)`)
	shape := func(s shipped) []string {
		found := []string{string(s.Section), s.ChangedAt.String()}
		for _, mark := range []string{"\n## ", "\n- ", "\n1. ", "\n2. ", "**"} {
			found = append(found, mark+strings.Repeat("x", strings.Count("\n"+s.Body, mark)))
		}
		names := placeholder.FindAllString(s.Title+s.Summary+s.Body, -1)
		slices.Sort(names)
		for _, m := range links.FindAllStringSubmatch(s.Body, -1) {
			found = append(found, m[1])
		}
		slices.Sort(found)
		return append(found, slices.Compact(names)...)
	}
	english := map[string]shipped{}
	for _, s := range all {
		if s.Language == "en" {
			english[s.Slug] = s
		}
		draft := Draft{Slug: s.Slug, Title: s.Title, Summary: s.Summary, Body: s.Body}
		if err := draft.check(); err != nil || s.Summary == "" || s.Position == 0 || s.ChangedAt.IsZero() {
			t.Errorf("%s/%s is not complete: %v", s.Language, s.Slug, err)
		}
		if want := english[s.Slug]; s.Position != want.Position || !slices.Equal(shape(s), shape(want)) {
			t.Errorf("%s/%s is built otherwise than in English:\n%q\n%q", s.Language, s.Slug, shape(s), shape(want))
		}
	}
	if len(all) != len(english)*len(i18n.Languages) || len(english) < 10 {
		t.Errorf("%d texts in %d languages, %d of them English", len(all), len(i18n.Languages), len(english))
	}
}

func TestABrokenTextIsNamed(t *testing.T) {
	for name, text := range map[string]string{
		"no head":      "title: x",
		"unknown line": "heading: x\n\nBody",
		"no number":    "position: first\n\nBody",
		"no day":       "changed: yesterday\n\nBody",
	} {
		if _, err := parse(text); err == nil {
			t.Errorf("%s: it was read", name)
		}
	}
}
