package visitor

import (
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"

	"github.com/shopspring/decimal"

	"bazaar/market/money"
	"bazaar/site/locale"
)

// visit reads the cookies that earlier answers set.
func visit(s *Site, earlier ...*httptest.ResponseRecorder) *Visitor {
	r := httptest.NewRequest(http.MethodGet, "/", http.NoBody)
	for _, w := range earlier {
		for _, c := range w.Result().Cookies() {
			if c.MaxAge >= 0 {
				r.AddCookie(c)
			}
		}
	}
	v := New(s)
	v.ReadCookies(r)
	v.ReadMessages(r)
	return v
}

func TestFormTokenFitsItsVisitorOnly(t *testing.T) {
	s := &Site{Cookies: jar(t, "s", noon)}
	v, w := New(s), httptest.NewRecorder()
	token := v.FormToken()
	v.SendCookies(w)
	back, stranger := visit(s, w), New(s)
	stranger.FormToken()
	tests := []struct {
		name  string
		v     *Visitor
		token string
		fits  bool
	}{
		{"masked", back, token, true},
		{"another mask", back, back.FormToken(), true},
		{"as in the cookie", back, back.secret, true},
		{"of a stranger", stranger, token, false},
		{"without a cookie", New(s), token, false},
		{"empty", back, "", false},
		{"too short", back, token[:63], false},
		{"foreign letters", back, strings.Repeat("!", 64), false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := tt.v.TokenFits(tt.token); got != tt.fits {
				t.Errorf("TokenFits = %v, want %v", got, tt.fits)
			}
		})
	}
	if token == back.FormToken() {
		t.Error("two forms carry the same mask")
	}
	back.RenewSecret()
	if back.TokenFits(token) {
		t.Error("a token outlives the secret")
	}
}

func TestAMalformedSecretIsReplaced(t *testing.T) {
	s := &Site{Cookies: jar(t, "s", noon)}
	for _, value := range []string{"", "short", strings.Repeat("!", 32), strings.Repeat("a", 33)} {
		r := httptest.NewRequest(http.MethodGet, "/", http.NoBody)
		r.AddCookie(&http.Cookie{Name: "csrftoken", Value: value})
		v, w := New(s), httptest.NewRecorder()
		v.ReadCookies(r)
		v.FormToken()
		v.SendCookies(w)
		if len(w.Result().Cookies()) != 1 {
			t.Errorf("the secret %q was kept", value)
		}
	}
}

func TestMessagesAreShownOnce(t *testing.T) {
	s := &Site{Cookies: jar(t, "s", noon)}
	first, w := New(s), httptest.NewRecorder()
	first.Flash(w, Message{Success, "Saved."})
	first.Flash(w, Message{Info, "И ещё одно."})

	second, shown := visit(s, w), httptest.NewRecorder()
	want := []Message{{Success, "Saved."}, {Info, "И ещё одно."}}
	if got := second.TakeMessages(); !slices.Equal(got, want) {
		t.Fatalf("messages %v, want %v", got, want)
	}
	if got := second.TakeMessages(); !slices.Equal(got, want) {
		t.Errorf("the error page of the same request shows %v", got)
	}
	second.SendCookies(shown)
	if got := visit(s, shown).TakeMessages(); len(got) != 0 {
		t.Errorf("shown again: %v", got)
	}
}

func TestUnreadMessagesOutliveARedirect(t *testing.T) {
	s := &Site{Cookies: jar(t, "s", noon)}
	w, w2 := httptest.NewRecorder(), httptest.NewRecorder()
	New(s).Flash(w, Message{Success, "first"})
	between := visit(s, w)
	between.Flash(w2, Message{Info, "second"})
	between.SendCookies(w2)
	if got := visit(s, w2).TakeMessages(); len(got) != 2 {
		t.Errorf("messages %v", got)
	}
}

func TestManyMessagesStayWithinOneCookie(t *testing.T) {
	s := &Site{Cookies: jar(t, "s", noon)}
	v := New(s)
	var w *httptest.ResponseRecorder
	for range 20 {
		w = httptest.NewRecorder()
		v.Flash(w, Message{Warning, strings.Repeat("длинно ", 60)})
	}
	if got := len(w.Header().Get("Set-Cookie")); got > 4096 {
		t.Errorf("the cookie has %d bytes", got)
	}
	if got := visit(s, w).TakeMessages(); len(got) == 0 {
		t.Error("nothing is left to show")
	}
}

func TestChoicesComeFromCookies(t *testing.T) {
	s := &Site{Cookies: jar(t, "s", noon)}
	tests := []struct {
		theme, currency string
		wantTheme       string
		wantCurrency    money.Currency
	}{
		{"dark", "KZT", "dark", money.KZT},
		{"neon", "EUR", "", money.USD},
		{"", "", "", money.USD},
	}
	for _, tt := range tests {
		r := httptest.NewRequest(http.MethodGet, "/", http.NoBody)
		r.AddCookie(&http.Cookie{Name: ThemeCookie, Value: tt.theme})
		r.AddCookie(&http.Cookie{Name: CurrencyCookie, Value: tt.currency})
		v := New(s)
		v.ReadCookies(r)
		if v.Theme != tt.wantTheme || v.Currency != tt.wantCurrency {
			t.Errorf("%+v: theme %q, currency %q", tt, v.Theme, v.Currency)
		}
	}
}

func TestPriceIsShownInTheChosenCurrency(t *testing.T) {
	v := New(&Site{Rates: money.Rates{money.USD: decimal.NewFromInt(1), money.KZT: decimal.NewFromInt(500)}})
	v.Locale, v.Currency = locale.For("ru"), money.KZT
	if got, want := v.Price(money.New(129999, money.USD)), "649\u00a0995\u00a0₸"; got != want {
		t.Errorf("price %q, want %q", got, want)
	}
}

func TestAVisitorTravelsWithTheRequest(t *testing.T) {
	r := httptest.NewRequest(http.MethodGet, "/", http.NoBody)
	v := New(&Site{})
	if got := Of(With(r, v)); got != v {
		t.Error("another visitor came out")
	}
	if guest := Of(r); guest.Actor.SignedIn() || guest.Locale.Code() != "en" {
		t.Error("without a layer the visitor is no English guest")
	}
}
