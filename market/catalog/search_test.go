package catalog

import (
	"slices"
	"strings"
	"testing"

	"bazaar/market/i18n"
)

func TestIndexFoldsWhatIsFound(t *testing.T) {
	ix := IndexOf(Searchable{
		Title:       i18n.Text{"en": "Gaming Laptop", "ru": "Ёлочный ноутбук", "kk": "Ойын ноутбугі"},
		Description: i18n.Text{"en": "<p>Fast&nbsp;&amp; quiet</p>"},
		Tags:        []string{"Games & Fun"}, SKUs: []string{"SKU-0042"}, Vendor: "TechStore",
	})
	if want := "\ngaming laptop\nелочный ноутбук\nойын ноутбугі\n"; ix.Title != want {
		t.Errorf("title %q", ix.Title)
	}
	if want := "\nsku 0042\ngames fun\ntechstore\n"; ix.Keys != want {
		t.Errorf("keys %q", ix.Keys)
	}
	if want := ix.Title + ix.Keys[1:] + "fast quiet\n"; ix.Text != want {
		t.Errorf("text %q", ix.Text)
	}
	if ix.SortEN == "" || ix.SortRU == ix.SortEN || ix.SortKK == "" {
		t.Errorf("sorting %q %q %q", ix.SortEN, ix.SortRU, ix.SortKK)
	}
}

func TestAnIndexOfNothingIsEmpty(t *testing.T) {
	if ix := IndexOf(Searchable{}); ix.Title != "" || ix.Keys != "" || ix.Text != "" {
		t.Errorf("index %+v", ix)
	}
}

func TestParseSearchKeepsAFewWords(t *testing.T) {
	for _, c := range []struct {
		q      string
		phrase string
		words  []string
	}{
		{"  Gaming  LAPTOP ", "gaming laptop", []string{"gaming", "laptop"}},
		{"laptop laptop", "laptop laptop", []string{"laptop"}},
		{"Ёлка", "елка", []string{"елка"}},
		{"%_' OR 1=1 --", "or 1 1", []string{"or", "1"}},
		{"%", "", nil},
		{"a b c d e f g h i j", "a b c d e f g h i j", strings.Fields("a b c d e f g h")},
		{strings.Repeat("x", 1<<20), strings.Repeat("x", maxWordLen), []string{strings.Repeat("x", maxWordLen)}},
	} {
		if w := parseSearch(c.q); w.phrase != c.phrase || !slices.Equal(w.words, c.words) {
			t.Errorf("%.40q = %q %q", c.q, w.phrase, w.words)
		}
	}
}

func TestFitPutsTitlesFirst(t *testing.T) {
	const keys = "sku 0042\ngaming\ntechstore"
	for _, c := range []struct {
		q, titles string
		want      int
	}{
		{"laptop", "laptop\nноутбук", isPhrase},
		{"ноутбук", "laptop\nноутбук", isPhrase},
		{"SKU-0042", "laptop", isPhrase},
		{"gaming", "laptop", isPhrase},
		{"lap", "laptop", startsTitle},
		{"pro laptop", "laptop pro", startsWords},
		{"lap gam", "gaming laptop", startsWords},
		{"top", "gaming laptop", insideTitle},
		{"tech", "gaming laptop", insideKeys},
		{"laptop tech", "gaming laptop", insideKeys},
		{"quiet", "gaming laptop", insideTheText},
		{"gaming ноутбук", "gaming laptop\nигровой ноутбук", insideKeys},
	} {
		if got := parseSearch(c.q).fit(c.titles, keys); got != c.want {
			t.Errorf("%q in %q: %d, want %d", c.q, c.titles, got, c.want)
		}
	}
}

func TestRankBreaksTies(t *testing.T) {
	hits := []Card{
		{ID: 1, titles: "gaming laptop"},
		{ID: 2, titles: "laptop pro", Sold: 3},
		{ID: 3, titles: "laptop air", Sold: 9},
		{ID: 5, titles: "laptop"},
		{ID: 4, titles: "laptop"},
		{ID: 6, titles: "laptop bag", Sold: 3, Rating: 450},
	}
	parseSearch("laptop").rank(hits)
	var got []int64
	for _, h := range hits {
		got = append(got, h.ID)
	}
	if want := []int64{4, 5, 3, 6, 2, 1}; !slices.Equal(got, want) {
		t.Errorf("order %v, want %v", got, want)
	}
}
