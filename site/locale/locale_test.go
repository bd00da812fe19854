package locale

import (
	"testing"
	"time"
)

func TestDateIsWrittenInTheShopsZone(t *testing.T) {
	// 20:30 UTC is already the next day in Almaty.
	at := time.Date(2026, time.November, 21, 20, 30, 0, 0, time.UTC)
	tests := []struct{ code, date, dateTime string }{
		{"en", "Nov 22, 2026", "Nov 22, 2026, 01:30"},
		{"ru", "22 ноября 2026", "22 ноября 2026, 01:30"},
		{"kk", "2026 ж. 22 қараша", "2026 ж. 22 қараша, 01:30"},
	}
	for _, tt := range tests {
		l := For(tt.code)
		if got := l.Date(at); got != tt.date {
			t.Errorf("%s: date %q, want %q", tt.code, got, tt.date)
		}
		if got := l.DateTime(at); got != tt.dateTime {
			t.Errorf("%s: date and time %q, want %q", tt.code, got, tt.dateTime)
		}
	}
	if got, want := Stamp(at), "2026-11-22T01:30:00+05:00"; got != want {
		t.Errorf("stamp %q, want %q", got, want)
	}
}

func TestNumberIsGrouped(t *testing.T) {
	tests := []struct {
		code string
		n    int64
		want string
	}{
		{"en", 0, "0"},
		{"en", 999, "999"},
		{"en", 10000, "10,000"},
		{"ru", 1234567, "1\u00a0234\u00a0567"},
		{"kk", -1234, "-1\u00a0234"},
		{"ru", -999, "-999"},
	}
	for _, tt := range tests {
		if got := For(tt.code).Number(tt.n); got != tt.want {
			t.Errorf("%s: Number(%d) = %q, want %q", tt.code, tt.n, got, tt.want)
		}
	}
}

func TestPluralFormFollowsTheLanguage(t *testing.T) {
	texts := catalogue{"%d item": {"%d товар", "%d товара", "%d товаров"}}
	ru := &Locale{code: "ru", texts: texts, plural: pluralRussian}
	want := map[int64]string{
		0: "0 товаров", 1: "1 товар", 2: "2 товара", 5: "5 товаров", 11: "11 товаров",
		12: "12 товаров", 21: "21 товар", 104: "104 товара", 111: "111 товаров", -1: "-1 товар",
	}
	for n, text := range want {
		if got := ru.N("%d item", "%d items", n); got != text {
			t.Errorf("N(%d) = %q, want %q", n, got, text)
		}
	}
	if got := For("en").N("%d item", "%d items", 1); got != "1 item" {
		t.Errorf("English one: %q", got)
	}
	if got := For("en").N("%s item", "%s items", 1200, "1,200"); got != "1,200 items" {
		t.Errorf("English many with an argument: %q", got)
	}
}

func TestUnknownLanguageSpeaksEnglish(t *testing.T) {
	if got := For("de").Code(); got != "en" {
		t.Errorf("For(de) speaks %q", got)
	}
	if Known("de") || !Known("kk") {
		t.Error("Known is wrong about de or kk")
	}
}

func TestURLCarriesTheLanguage(t *testing.T) {
	for code, want := range map[string]string{"en": "/cart/", "ru": "/ru/cart/", "kk": "/kk/cart/"} {
		if got := For(code).URL("/cart/"); got != want {
			t.Errorf("%s: %q, want %q", code, got, want)
		}
	}
}

func TestPathPartsIntoLanguageAndRest(t *testing.T) {
	tests := []struct{ path, language, rest string }{
		{"/ru/cart/", "ru", "/cart/"},
		{"/kk/", "kk", "/"},
		{"/kk", "kk", "/"},
		{"/rugs/", "en", "/rugs/"},
		{"/en/cart/", "en", "/en/cart/"},
		{"/", "en", "/"},
	}
	for _, tt := range tests {
		language, rest := Split(tt.path)
		if language != tt.language || rest != tt.rest {
			t.Errorf("Split(%q) = %q, %q", tt.path, language, rest)
		}
	}
}

func TestTextWithoutArgumentsKeepsItsPercentSign(t *testing.T) {
	if got := For("en").T("100% cotton"); got != "100% cotton" {
		t.Errorf("got %q", got)
	}
}

func TestSpanIsSaidInTheReadersLanguage(t *testing.T) {
	for _, c := range []struct{ typed, code, want string }{
		{"14 days", "ru", "14 дней"},
		{"1 Year", "ru", "1 год"},
		{"2 года", "en", "2 years"},
		{"6 ай", "ru", "6 месяцев"},
		{"5 minutes", "kk", "5 минут"},
		{"3 days", "en", "3 days"},
		{"98%", "ru", "98%"},
		{"14 days and a bit", "ru", "14 days and a bit"},
		{"one week", "kk", "one week"},
		{"", "ru", ""},
	} {
		if got := For(c.code).Span(c.typed); got != c.want {
			t.Errorf("%s: Span(%q) = %q, want %q", c.code, c.typed, got, c.want)
		}
	}
}
