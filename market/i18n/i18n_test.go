package i18n_test

import (
	"slices"
	"strings"
	"testing"

	"bazaar/market/i18n"
)

func TestTextFallsBackToEnglishThenRussian(t *testing.T) {
	for _, c := range []struct {
		name       string
		text       i18n.Text
		lang       string
		want, said string
	}{
		{"own language", i18n.Text{"en": "Mouse", "kk": "Тышқан"}, "kk", "Тышқан", "kk"},
		{"English first", i18n.Text{"en": "Mouse", "ru": "Мышь"}, "kk", "Mouse", "en"},
		{"then Russian", i18n.Text{"ru": "Мышь"}, "kk", "Мышь", "ru"},
		{"any at last", i18n.Text{"kk": "Тышқан"}, "en", "Тышқан", "kk"},
		{"nothing", nil, "ru", "", "ru"},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got, said := c.text.In(c.lang), c.text.Lang(c.lang); got != c.want || said != c.said {
				t.Errorf("got %q in %s, want %q in %s", got, said, c.want, c.said)
			}
		})
	}
}

func TestTextSurvivesItsColumn(t *testing.T) {
	for _, text := range []i18n.Text{nil, {"en": `a "quoted" <text>`, "kk": "Әліпби"}} {
		v, err := text.Value()
		if err != nil {
			t.Fatal(err)
		}
		var back i18n.Text
		if err := back.Scan(v); err != nil || len(back) != len(text) || back.All() != text.All() {
			t.Errorf("%v came back as %v, %v", text, back, err)
		}
	}
	var bad i18n.Text
	if err := bad.Scan(42); err == nil {
		t.Error("a number was taken for a text")
	}
}

func TestKeyHidesCaseAndLookAlikes(t *testing.T) {
	for _, c := range []struct{ a, b string }{
		{"Victim@X.com", "victim@x.com"},
		{" victim@x.com ", "victim@x.com"},
		{"ＡＤＭＩＮ", "admin"},
		{"ЖАНАР", "жанар"},
		{"Straße", "STRASSE"},
		{"ﬁne", "fine"},
	} {
		if i18n.Key(c.a) != i18n.Key(c.b) {
			t.Errorf("Key(%q) = %q, Key(%q) = %q", c.a, i18n.Key(c.a), c.b, i18n.Key(c.b))
		}
	}
	if i18n.Key("елка") == i18n.Key("ёлка") {
		t.Error("ё and е are one letter in a name")
	}
}

func TestFoldMakesTextsSearchable(t *testing.T) {
	for _, c := range []struct{ in, want string }{
		{"  Gaming   LAPTOP ", "gaming laptop"},
		{"Ёлка, ЁЛКИ!", "елка елки"},
		{"Қазақша Әліпби", "қазақша әліпби"},
		{"Men's 100% cotton_shirt", "men s 100 cotton shirt"},
		{"sku-0042", "sku 0042"},
		{"Ｗｉｄｅ ①", "wide 1"},
		{"%_\\", ""},
		{"\x00\xff", ""},
		{"й", "й"},
	} {
		if got := i18n.Fold(c.in); got != c.want {
			t.Errorf("Fold(%q) = %q, want %q", c.in, got, c.want)
		}
	}
}

func TestSortKeyFollowsTheAlphabet(t *testing.T) {
	for lang, sorted := range map[string][]string{
		"en": {"Apple", "banana", "Cherry", "Éclair", "egg 2", "egg 10", "zoo"},
		"ru": {"арбуз", "Ёлка", "ель", "Ёрш", "жук", "Яблоко"},
		"kk": {"аға", "әже", "бала", "ғалым", "дос", "кітап", "қала", "нан", "оқу", "өлең"},
	} {
		for i := range len(sorted) - 1 {
			if a, b := i18n.SortKey(lang, sorted[i]), i18n.SortKey(lang, sorted[i+1]); a >= b {
				t.Errorf("%s: %q does not come before %q", lang, sorted[i], sorted[i+1])
			}
		}
	}
	if i18n.SortKey("en", "Mouse") != i18n.SortKey("en", " MOUSE ") {
		t.Error("case or spaces decide the order")
	}
	if n := len(i18n.SortKey("kk", strings.Repeat("әлемі ", 500))); n > 1000 {
		t.Errorf("a long title has a key of %d bytes", n)
	}
}

func TestSlugWritesTitlesForAddresses(t *testing.T) {
	for _, c := range []struct{ title, want string }{
		{"Gaming Laptop", "gaming-laptop"},
		{"Men's Fashion", "mens-fashion"},
		{"Fruits & Vegetables", "fruits-vegetables"},
		{"Щётка для обуви", "shchetka-dlya-obuvi"},
		{"Үй жануарларына арналған", "ui-zhanuarlaryna-arnalgan"},
		{"Қазақстан — ұлы дала", "qazaqstan-uly-dala"},
		{"Café Łódź 2000", "cafe-lodz-2000"},
		{"--a--b--", "a-b"},
		{"日本語", ""},
		{"", ""},
		{strings.Repeat("word ", 40), strings.TrimSuffix(strings.Repeat("word-", 16), "-")},
		{strings.Repeat("x", 200), strings.Repeat("x", 80)},
	} {
		if got := i18n.Slug(c.title); got != c.want {
			t.Errorf("Slug(%q) = %q, want %q", c.title, got, c.want)
		}
	}
}

func FuzzSlugIsAlwaysAnAddress(f *testing.F) {
	for _, s := range []string{"Gaming Laptop", "Ёлка", "a’b", "\xff", "İ", "ﬃ"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		slug := i18n.Slug(s)
		if len(slug) > 80 || strings.Trim(slug, "abcdefghijklmnopqrstuvwxyz0123456789-") != "" ||
			strings.HasPrefix(slug, "-") || strings.HasSuffix(slug, "-") || strings.Contains(slug, "--") {
			t.Errorf("Slug(%q) = %q", s, slug)
		}
	})
}

func TestCleanHTMLKeepsMarksAndDropsWhatActs(t *testing.T) {
	for _, c := range []struct{ name, in, want string }{
		{"marks", "<p>A <strong>good</strong> thing</p>", "<p>A <strong>good</strong> thing</p>"},
		{"script", `<script>alert(1)</script><p onclick="x()">hi</p>`, "<p>hi</p>"},
		{"image", `<img src=x onerror=alert(1)>text`, "text"},
		{"style", `<p style="color:red" class="a">x</p>`, "<p>x</p>"},
		{"script address", `<a href="javascript:alert(1)">x</a>`, "x"},
		{"link", `<a href="https://example.com/">x</a>`, `<a href="https://example.com/" rel="nofollow noreferrer">x</a>`},
		{"plain text", "5 < 6 & 7", "5 &lt; 6 &amp; 7"},
	} {
		t.Run(c.name, func(t *testing.T) {
			got := i18n.Text{"ru": c.in}.CleanHTML()["ru"]
			if got != c.want {
				t.Errorf("got %q, want %q", got, c.want)
			}
			if again := (i18n.Text{"ru": got}).CleanHTML()["ru"]; again != got {
				t.Errorf("cleaned twice: %q", again)
			}
		})
	}
}

func TestPlainIsTextForSearch(t *testing.T) {
	got := i18n.Text{"en": "<ul><li>Fast&amp;quiet</li><li>Light</li></ul>", "xx": "other"}.Plain()
	if want := "Fast&quiet Light"; got["en"] != want || len(got) != 1 {
		t.Errorf("got %v, want %q", got, want)
	}
	if all := (i18n.Text{"kk": " a\x00\xff ", "en": "b"}).Trimmed().All(); !slices.Equal(strings.Fields(all), []string{"b", "a"}) {
		t.Errorf("trimmed: %q", all)
	}
}

func TestGuessTellsTheLanguageByItsLetters(t *testing.T) {
	for _, c := range []struct{ text, reader, want string }{
		{"Looks even nicer than in the pictures.", "ru", "en"},
		{"Всё как в описании, привезли на день раньше.", "en", "ru"},
		{"Всё как в описании, привезли на день раньше.", "kk", "ru"},
		{"Сипаттамадағыдай, бір күн бұрын жетті.", "ru", "kk"},
		{"Алматы", "kk", "kk"},
		{"Алматы", "ru", "ru"},
		{"Алматы", "en", "ru"},
		{"Смартфон Aura", "ru", "ru"},
		{"12 · 34", "kk", "kk"},
		{"", "en", "en"},
	} {
		if got := i18n.Guess(c.text, c.reader); got != c.want {
			t.Errorf("Guess(%q, %s) = %q, want %q", c.text, c.reader, got, c.want)
		}
	}
}
