package money

import (
	"fmt"
	"slices"
	"sort"
	"strings"

	"github.com/shopspring/decimal"
)

// Currency is an ISO 4217 code. Every currency here has a hundred minor units.
type Currency string

// The currencies of the marketplace.
const (
	USD Currency = "USD"
	KZT Currency = "KZT"
	RUB Currency = "RUB"
)

// Currencies lists them in the order in which a visitor chooses.
var Currencies = []Currency{USD, KZT, RUB}

// Valid tells whether c is a currency of the marketplace.
func (c Currency) Valid() bool { return slices.Contains(Currencies, c) }

// Symbol is the sign of the currency, its code when it has none.
func (c Currency) Symbol() string {
	switch c {
	case USD:
		return "$"
	case KZT:
		return "₸"
	case RUB:
		return "₽"
	}
	return string(c)
}

// noBreak separates groups of digits and the symbol, so that a price never breaks over two lines.
const noBreak = "\u00a0"

// Format writes a for readers of a language (en, ru, kk; others as en). The dollar sign stands
// before the number, other symbols after it. Tenge show no tiyn (rounded half to even), roubles
// no kopecks when there are none, dollars always their cents.
func (a Amount) Format(lang string) string {
	group, point := ",", "."
	if lang == "ru" || lang == "kk" {
		group, point = noBreak, ","
	}
	a = a.Shown()
	sign, whole, cents := a.digits()
	number := grouped(whole, group)
	if a.Currency != KZT && (a.Currency != RUB || cents != "00") {
		number += point + cents
	}
	if a.Currency == USD {
		return sign + a.Currency.Symbol() + number
	}
	return sign + number + noBreak + a.Currency.Symbol()
}

// Shown is the amount that Format writes: tenge are rounded to whole ones, half to even.
func (a Amount) Shown() Amount {
	if a.Currency != KZT {
		return a
	}
	return New(a.Percent(100).Minor, a.Currency).Mul(100)
}

func grouped(digits, separator string) string {
	var b strings.Builder
	for i, d := range digits {
		if i > 0 && (len(digits)-i)%3 == 0 {
			b.WriteString(separator)
		}
		b.WriteRune(d)
	}
	return b.String()
}

// Rates say how many units of each currency one unit of the base currency buys. They serve
// display only: carts and orders stay in the base currency.
type Rates map[Currency]decimal.Decimal

// ParseRates reads "KZT=500,RUB=100". The base currency always has the rate 1. Unknown
// currencies and rates that are not above zero are errors.
func ParseRates(base Currency, s string) (Rates, error) {
	rates := Rates{base: decimal.NewFromInt(1)}
	for pair := range strings.SplitSeq(s, ",") {
		if strings.TrimSpace(pair) == "" {
			continue
		}
		code, number, _ := strings.Cut(pair, "=")
		c := Currency(strings.ToUpper(strings.TrimSpace(code)))
		rate, err := decimal.NewFromString(strings.TrimSpace(number))
		if err != nil || rate.Sign() <= 0 || !c.Valid() {
			return nil, fmt.Errorf("currency rate %q: want a known currency and a number above zero, such as KZT=500", pair)
		}
		if c != base {
			rates[c] = rate
		}
	}
	return rates, nil
}

// Convert shows a in another currency, rounded towards zero, so that no chain of conversions
// creates money. Without a rate for both currencies a stays what it is.
func (r Rates) Convert(a Amount, to Currency) Amount {
	have, want := r[a.Currency], r[to]
	if a.Currency == to || have.Sign() <= 0 || want.Sign() <= 0 {
		return a
	}
	q, _ := decimal.NewFromInt(a.Minor).Mul(want).QuoRem(have, 0)
	return New(saturate(q.BigInt()), to)
}

// Within finds which amounts of a currency are shown, in the currency of two bounds, as neither less
// than low nor more than high. A bound of nothing is none and stays nothing. Without a rate the
// bounds are taken to be in the currency already.
func (r Rates) Within(low, high Amount, of Currency) (from, to Amount) {
	have, want := r[of], r[low.Currency]
	if have.Sign() <= 0 || want.Sign() <= 0 {
		return New(low.Minor, of), New(high.Minor, of)
	}
	// least is the smallest amount that is shown as a bound or beyond it.
	least := func(beyond func(shown Amount) bool) int64 {
		return int64(sort.Search(int(Max)+1, func(minor int) bool {
			return beyond(r.Convert(New(int64(minor), of), low.Currency).Shown())
		}))
	}
	from, to = Zero(of), Zero(of)
	if low.Minor > 0 {
		from.Minor = least(func(shown Amount) bool { return shown.Cmp(low) >= 0 })
	}
	if high.Minor > 0 {
		to.Minor = least(func(shown Amount) bool { return shown.Cmp(high) > 0 }) - 1
	}
	return from, to
}
