package ui

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/a-h/templ"

	"bazaar/market/money"
	"bazaar/site/locale"
)

func render(t *testing.T, c templ.Component) string {
	t.Helper()
	var b strings.Builder
	if err := c.Render(t.Context(), &b); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func frame(lang string) Frame {
	return Frame{
		L: locale.For(lang), Title: "Mice", Path: "/products/?category=mice&page=2", Canonical: "/products/?category=mice",
		Base: "https://shop.example", CSRF: "token-of-the-form", Currency: "KZT", CartUnits: 12,
		Categories: []Link{{"Mice", "/products/?category=mice"}, {"Cats", "/products/?category=cats"}},
	}
}

// holds fails for every text that the page lacks, or has although it starts with "!".
func holds(t *testing.T, page string, texts ...string) {
	t.Helper()
	for _, text := range texts {
		unwanted, not := strings.CutPrefix(text, "!")
		if strings.Contains(page, unwanted) == not {
			t.Errorf("page: %q (! = unwanted) is wrong", text)
		}
	}
}

func TestLayoutCarriesWhatScriptsAndCheckersLookFor(t *testing.T) {
	page := render(t, Layout(frame("en")))
	holds(t, page,
		`<html lang="en"`, `id="search-input"`, `id="search-results"`, `action="/search/"`,
		`id="cart-count" data-count="12">12<`, `<main id="main"`, `<div role="status"></div>`, `<div role="alert"></div>`,
		`content="width=device-width, initial-scale=1"`,
	)
	if body := page[strings.Index(page, "<body>"):]; !strings.HasPrefix(body, `<body><a class="skip" href="#main">`) {
		t.Error("the skip link is not the first thing in the body")
	}
}

func TestLanguageLinksLeadToTheSamePage(t *testing.T) {
	page := render(t, Layout(frame("ru")))
	holds(t, page,
		`href="/products/?category=mice&amp;page=2" lang="en"`,
		`href="/kk/products/?category=mice&amp;page=2" lang="kk"`,
		`href="/ru/products/?category=mice&amp;page=2" lang="ru" hreflang="ru" aria-current="true"`,
		`<link rel="canonical" href="https://shop.example/ru/products/?category=mice">`,
		`<link rel="alternate" hreflang="kk" href="https://shop.example/kk/products/?category=mice">`,
		`<link rel="alternate" hreflang="x-default" href="https://shop.example/products/?category=mice">`,
		`name="next" value="/ru/products/?category=mice&amp;page=2"`,
	)
}

func TestPagesThatAreNotForSearchEnginesSaySo(t *testing.T) {
	hidden, nameless := frame("en"), frame("en")
	hidden.NoIndex, nameless.Canonical = true, ""
	for _, f := range []Frame{hidden, nameless} {
		holds(t, render(t, Layout(f)), `name="robots" content="noindex"`, "!rel=\"canonical\"", "!hreflang=\"x-default\"")
	}
	holds(t, render(t, Layout(frame("en"))), "!noindex", `property="og:title"`)
}

func TestPagesForEverybodyCarryNoToken(t *testing.T) {
	f := frame("en")
	f.CSRF = ""
	card := Product{ID: 7, Title: "Mouse", Available: true}
	holds(t, render(t, Layout(f)), "!csrfmiddlewaretoken")
	holds(t, render(t, Card(f, card, "lazy")), "!csrfmiddlewaretoken")
	holds(t, render(t, Card(frame("en"), card, "lazy")), `name="csrfmiddlewaretoken" value="token-of-the-form"`)
}

func TestTitleSaysFirstThatTheFormWasRefused(t *testing.T) {
	f := frame("en")
	holds(t, render(t, Layout(f)), "<title>Mice | Bazaar</title>")
	f.Refused = true
	holds(t, render(t, Layout(f)), "<title>Error: Mice | Bazaar</title>")
}

func TestAccountMenuFollowsTheVisitor(t *testing.T) {
	f := frame("en")
	holds(t, render(t, Layout(f)), `href="/user/sign-in/"`, "!/user/sign-out/")
	f.User = &User{Name: "Aigerim"}
	holds(t, render(t, Layout(f)), "Aigerim", `action="/user/sign-out/"`, "!href=\"/user/sign-up/\"")
}

func TestMessagesAreAnnouncedByTheirLevel(t *testing.T) {
	holds(t, render(t, Alert("success", "Saved.")), `role="status"`, "Saved.")
	holds(t, render(t, Alert("danger", "<b>Lost.</b>")), `role="alert"`, "&lt;b&gt;Lost.")
}

func TestCardOffersWhatCanBeDone(t *testing.T) {
	f := frame("ru")
	simple := Product{
		ID: 123, Title: "Gaming Laptop", Lang: "en", Picture: "ab12", Available: true,
		Price:  Cost{Now: money.New(99999, money.USD), Old: money.New(119999, money.USD)},
		Rating: Rating{476, 12},
	}
	holds(t, render(t, Card(f, simple, "eager")),
		`<article class="card product-card" data-product-id="123">`, `href="/ru/product/123/"`, `lang="en"`,
		`action="/ru/cart/add/123/"`, `btn-add-to-cart" data-product-id="123"`, `name="quantity" value="1"`,
		"/media/ab12/320.webp 320w", "−16%", "!loading=\"lazy\"",
	)
	gone, choice := simple, simple
	gone.Available, choice.Choice = false, true
	holds(t, render(t, Card(f, gone, "lazy")), "!btn-add-to-cart", "sold-out", `loading="lazy"`)
	holds(t, render(t, Card(f, choice, "lazy")), "!btn-add-to-cart", "Выбрать")
}

func TestFieldTiesItsTextsToTheInput(t *testing.T) {
	l := locale.For("en")
	bad := Input{Name: "email", Label: "E-mail", Value: `a"b`, Hint: "We write there.", Error: "Enter an e-mail.", Type: "email", Required: true, MaxLength: 254}
	holds(t, render(t, Field(l, bad)),
		`for="f-email"`, `id="f-email"`, `name="email"`, `type="email"`, `value="a&#34;b"`, `maxlength="254"`, "required",
		`aria-invalid="true"`, `aria-describedby="f-email-hint f-email-error"`, `id="f-email-error"`, "!(optional)",
	)
	holds(t, render(t, Field(l, Input{Name: "zip", Label: "Postal code"})), "(optional)", "!aria-describedby", "!aria-invalid", "!value=")
	holds(t, render(t, ErrorSummary(l, []Input{{Name: "ok"}, bad})), `href="#f-email"`, `tabindex="-1"`, "autofocus", "!f-ok")
	if got := render(t, ErrorSummary(l, []Input{{Name: "ok"}})); got != "" {
		t.Errorf("summary of a form without errors: %q", got)
	}
}

func TestSavingIsNeverExaggerated(t *testing.T) {
	usd := func(minor int64) money.Amount { return money.New(minor, money.USD) }
	tests := []struct {
		now, old, want int64
	}{
		{999, 1000, 0},
		{75, 100, 25},
		{667, 1000, 33},
		{100, 100, 0},
		{200, 100, 0},
		{100, 0, 0},
		{0, 100, 100},
	}
	for _, tt := range tests {
		if got := (Cost{Now: usd(tt.now), Old: usd(tt.old)}).Off(); got != tt.want {
			t.Errorf("%d instead of %d: %d%%, want %d%%", tt.now, tt.old, got, tt.want)
		}
	}
}

func TestRatingHasOneDecimalOfTheLanguage(t *testing.T) {
	tests := []struct {
		hundredths int64
		lang, want string
	}{{476, "en", "4.8"}, {474, "ru", "4,7"}, {500, "kk", "5,0"}, {0, "en", "0.0"}, {496, "en", "5.0"}}
	for _, tt := range tests {
		if got := (Rating{Hundredths: tt.hundredths}).Text(locale.For(tt.lang)); got != tt.want {
			t.Errorf("%d in %s: %s, want %s", tt.hundredths, tt.lang, got, tt.want)
		}
	}
}

func TestPaginationShowsTheNeighboursAndTheEnds(t *testing.T) {
	tests := []struct {
		current, last int
		want          []int
	}{
		{1, 1, []int{1}},
		{1, 3, []int{1, 2, 3}},
		{1, 9, []int{1, 2, 3, 0, 9}},
		{5, 9, []int{1, 0, 3, 4, 5, 6, 7, 0, 9}},
		{4, 6, []int{1, 2, 3, 4, 5, 6}},
		{9, 9, []int{1, 0, 7, 8, 9}},
	}
	for _, tt := range tests {
		if got := (Pages{Current: tt.current, Last: tt.last}).window(); !slices.Equal(got, tt.want) {
			t.Errorf("page %d of %d: %v, want %v", tt.current, tt.last, got, tt.want)
		}
	}
}

func TestPaginationMarksItsLinks(t *testing.T) {
	p := Pages{Current: 2, Last: 3, URL: func(n int) string { return "/products/?page=" + string(rune('0'+n)) }}
	holds(t, render(t, Pagination(frame("kk"), p)),
		`rel="prev" href="/kk/products/?page=1"`, `rel="next" href="/kk/products/?page=3"`, `aria-current="page"`)
	p.Last, p.Current = 1, 1
	if got := render(t, Pagination(frame("kk"), p)); got != "" {
		t.Errorf("a single page has links: %q", got)
	}
}

var (
	iconUse    = regexp.MustCompile(`Icon(?:\(|:\s+)"([^"]*)"`)
	inlineCode = regexp.MustCompile(`\sstyle=|<style|<script(?: type="module")?>|\son[a-z]+=|javascript:`)
	elementID  = regexp.MustCompile(`\sid="([^"]*)"`)
)

func TestEveryIconThatATemplateNamesExists(t *testing.T) {
	templates, err := filepath.Glob("../*/*.templ")
	if err != nil || len(templates) == 0 {
		t.Fatal("no templates", err)
	}
	for _, path := range templates {
		text, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		for _, use := range iconUse.FindAllStringSubmatch(string(text), -1) {
			if icons[use[1]] == "" {
				t.Errorf("%s uses the icon %q, which icons lacks", path, use[1])
			}
		}
	}
}

func TestComponentsObeyTheContentPolicy(t *testing.T) {
	for _, lang := range locale.Languages {
		page := render(t, Showcase(frame(lang)))
		if found := inlineCode.FindString(page); found != "" {
			t.Errorf("%s: the page has inline code: %q", lang, found)
		}
		if strings.Contains(page, "%!") {
			t.Errorf("%s: a text got the wrong arguments", lang)
		}
		if n := strings.Count(page, "<h1"); n != 1 {
			t.Errorf("%s: %d headings of the first level", lang, n)
		}
		seen := map[string]bool{}
		for _, id := range elementID.FindAllStringSubmatch(page, -1) {
			if seen[id[1]] {
				t.Errorf("%s: the id %q stands twice", lang, id[1])
			}
			seen[id[1]] = true
		}
	}
}
