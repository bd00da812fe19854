package money_test

import (
	"strings"
	"testing"

	"github.com/shopspring/decimal"
	"pgregory.net/rapid"

	"bazaar/market/money"
)

func TestFormatFollowsLanguageAndCurrency(t *testing.T) {
	for _, c := range []struct {
		minor    int64
		currency money.Currency
		lang     string
		want     string
	}{
		{129999, money.USD, "en", "$1,299.99"},
		{129999, money.USD, "ru", "$1_299,99"},
		{129999, money.USD, "kk", "$1_299,99"},
		{500, money.USD, "en", "$5.00"},
		{0, money.USD, "en", "$0.00"},
		{-129999, money.USD, "en", "-$1,299.99"},
		{65000000, money.KZT, "en", "650,000_₸"},
		{65000000, money.KZT, "ru", "650_000_₸"},
		{64999950, money.KZT, "kk", "650_000_₸"},
		{50, money.KZT, "en", "0_₸"},
		{123450, money.RUB, "en", "1,234.50_₽"},
		{123450, money.RUB, "ru", "1_234,50_₽"},
		{123400, money.RUB, "kk", "1_234_₽"},
		{100000000, money.RUB, "ru", "1_000_000_₽"},
		{5, money.USD, "xx", "$0.05"},
	} {
		want := strings.ReplaceAll(c.want, "_", "\u00a0")
		if got := money.New(c.minor, c.currency).Format(c.lang); got != want {
			t.Errorf("%d %s in %s = %q, want %q", c.minor, c.currency, c.lang, got, want)
		}
	}
}

func TestParseRates(t *testing.T) {
	rates, err := money.ParseRates(money.USD, "KZT=500, rub=100.5,")
	if err != nil || len(rates) != 3 || !rates[money.RUB].Equal(decimal.RequireFromString("100.5")) {
		t.Fatalf("rates = %v, %v", rates, err)
	}
	for _, bad := range []string{"KZT", "KZT=", "KZT=0", "KZT=-1", "EUR=1", "KZT=five"} {
		if _, err := money.ParseRates(money.USD, bad); err == nil {
			t.Errorf("ParseRates(%q) took it", bad)
		}
	}
}

func TestConvert(t *testing.T) {
	rates, err := money.ParseRates(money.USD, "KZT=500,RUB=100")
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		from money.Amount
		to   money.Currency
		want money.Amount
	}{
		{usd(129999), money.KZT, money.New(64999500, money.KZT)},
		{usd(129999), money.RUB, money.New(12999900, money.RUB)},
		{usd(129999), money.USD, usd(129999)},
		{money.New(499, money.KZT), money.USD, usd(0)},
		{money.New(50000, money.KZT), money.RUB, money.New(10000, money.RUB)},
		{usd(1), "EUR", usd(1)},
	} {
		if got := rates.Convert(c.from, c.to); got != c.want {
			t.Errorf("%v in %s = %v, want %v", c.from, c.to, got, c.want)
		}
	}
}

func TestConversionThereAndBackNeverCreatesMoney(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		rates := money.Rates{money.USD: decimal.NewFromInt(1)}
		for _, c := range []money.Currency{money.KZT, money.RUB} {
			rates[c] = decimal.New(rapid.Int64Range(1, 10_000_000).Draw(t, string(c)), -4)
		}
		from := rapid.SampledFrom(money.Currencies).Draw(t, "from")
		to := rapid.SampledFrom(money.Currencies).Draw(t, "to")
		a := money.New(rapid.Int64Range(0, money.Max).Draw(t, "minor"), from)
		if back := rates.Convert(rates.Convert(a, to), from); back.Cmp(a) > 0 {
			t.Fatalf("%v became %v by way of %s", a, back, to)
		}
	})
}

func TestWithinFindsWhatIsShownBetweenTheBounds(t *testing.T) {
	rates, err := money.ParseRates(money.USD, "KZT=487.3,RUB=100")
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		low, high int64
		in        money.Currency
		from, to  int64
	}{
		{1000, 5000, money.USD, 1000, 5000},
		{100000, 0, money.RUB, 1000, 0},
		{0, 299900, money.RUB, 0, 2999},
		{0, 0, money.KZT, 0, 0},
		{5000000, 5000000, money.KZT, 10261, 10260}, // no price is shown as 50,000 tenge
		{1, 1, "EUR", 1, 1},
	} {
		from, to := rates.Within(money.New(c.low, c.in), money.New(c.high, c.in), money.USD)
		if from != usd(c.from) || to != usd(c.to) {
			t.Errorf("%d to %d %s is %v to %v, want %d to %d", c.low, c.high, c.in, from, to, c.from, c.to)
		}
	}
}

func TestAPriceIsWithinBoundsWhenItIsShownSo(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		shown := rapid.SampledFrom(money.Currencies).Draw(t, "shown")
		rates := money.Rates{money.USD: decimal.NewFromInt(1)}
		rates[shown] = decimal.New(rapid.Int64Range(1, 10_000_000).Draw(t, "rate"), -4)
		price := usd(rapid.Int64Range(1, 10_000_000).Draw(t, "price"))
		seen := rates.Convert(price, shown).Shown()
		low := money.New(rapid.Int64Range(1, 2*seen.Minor+2).Draw(t, "low"), shown)
		high := money.New(rapid.Int64Range(1, 2*seen.Minor+2).Draw(t, "high"), shown)
		from, to := rates.Within(low, high, money.USD)
		if got, want := price.Cmp(from) >= 0 && price.Cmp(to) <= 0, seen.Cmp(low) >= 0 && seen.Cmp(high) <= 0; got != want {
			t.Fatalf("%v, shown as %v, within %v to %v: %v", price, seen, low, high, got)
		}
	})
}
