// Package money is the only arithmetic with money in the market. An Amount is a whole number of
// minor units (cents, tiyn, kopecks) of one currency; there are no fractions and no floats.
//
// Rounding happens in two places and nowhere else: Percent rounds half to even, Convert rounds
// towards zero. Split never rounds a part on its own: its parts sum to the whole.
//
// Sums that leave the range of 64 bits saturate at its ends instead of wrapping round, so that a
// huge order can only look too dear, never cheap; Parse refuses amounts beyond Max, and what
// places an order refuses a total beyond it. Mixing two currencies in one sum is a mistake of the
// program and panics.
package money

import (
	"cmp"
	"errors"
	"fmt"
	"math"
	"math/big"
	"slices"
	"strconv"
	"strings"
)

// Max is the largest amount that enters the market, in minor units: 9,999,999,999.99.
const Max int64 = 999_999_999_999

// The errors of Parse.
var (
	ErrFormat = errors.New("money: not a number with at most two decimals")
	ErrRange  = errors.New("money: beyond 9,999,999,999.99")
)

// Amount is a sum of money. The zero value is nothing in no currency; it may be added to any.
type Amount struct {
	Minor    int64
	Currency Currency
}

// New makes an amount of minor units.
func New(minor int64, c Currency) Amount { return Amount{Minor: minor, Currency: c} }

// Zero is nothing of a currency.
func Zero(c Currency) Amount { return Amount{Currency: c} }

// Parse reads what a person or a file wrote: an optional minus, digits, and at most two decimals
// after a point or a comma. It returns ErrFormat or ErrRange.
func Parse(s string, c Currency) (Amount, error) {
	digits, negative := strings.CutPrefix(strings.TrimSpace(s), "-")
	whole, fraction, hasFraction := strings.Cut(strings.Replace(digits, ",", ".", 1), ".")
	if !allDigits(whole) || hasFraction && (!allDigits(fraction) || len(fraction) > 2) {
		return Amount{}, ErrFormat
	}
	whole = strings.TrimLeft(whole, "0")
	if len(whole) > 10 {
		return Amount{}, ErrRange
	}
	minor, err := strconv.ParseInt("0"+whole+(fraction + "00")[:2], 10, 64)
	if err != nil {
		return Amount{}, ErrFormat
	}
	if negative {
		minor = -minor
	}
	return New(minor, c), nil
}

func allDigits(s string) bool {
	return s != "" && strings.Trim(s, "0123456789") == ""
}

// Add is a + b, saturating.
func (a Amount) Add(b Amount) Amount {
	c := common(a, b)
	sum := a.Minor + b.Minor
	switch {
	case a.Minor > 0 && b.Minor > 0 && sum < 0:
		sum = math.MaxInt64
	case a.Minor < 0 && b.Minor < 0 && sum >= 0:
		sum = -math.MaxInt64
	}
	return New(sum, c)
}

// Sub is a - b, saturating.
func (a Amount) Sub(b Amount) Amount { return a.Add(b.neg()) }

// Mul is n times a, saturating.
func (a Amount) Mul(n int64) Amount {
	return New(saturate(new(big.Int).Mul(big.NewInt(a.Minor), big.NewInt(n))), a.Currency)
}

// Percent is a part of a in basis points (100 are one percent), rounded half to even.
func (a Amount) Percent(basisPoints int64) Amount {
	product := new(big.Int).Mul(big.NewInt(a.Minor), big.NewInt(basisPoints))
	return New(saturate(halfEven(product, 10_000)), a.Currency)
}

// Split deals a out in proportion to weights by the largest remainder: each part is its exact
// share rounded down or up by less than one unit, and the parts sum to a. Equal remainders go to
// the earlier part. Negative weights count as 0; when nothing weighs anything the first part gets
// all. No weights give no parts.
func (a Amount) Split(weights []int64) []Amount {
	if len(weights) == 0 {
		return nil
	}
	total := new(big.Int)
	for _, w := range weights {
		total.Add(total, big.NewInt(max(w, 0)))
	}
	parts := make([]Amount, len(weights))
	if total.Sign() == 0 {
		for i := range parts {
			parts[i] = Zero(a.Currency)
		}
		parts[0] = a
		return parts
	}
	whole := new(big.Int).Abs(big.NewInt(a.Minor))
	remainders := make([]*big.Int, len(weights))
	left := new(big.Int).Set(whole)
	for i, w := range weights {
		share, rest := new(big.Int).QuoRem(new(big.Int).Mul(whole, big.NewInt(max(w, 0))), total, new(big.Int))
		parts[i] = New(share.Int64(), a.Currency)
		remainders[i] = rest
		left.Sub(left, share)
	}
	for _, i := range largestFirst(remainders)[:left.Int64()] {
		parts[i].Minor++
	}
	if a.Minor < 0 {
		for i := range parts {
			parts[i] = parts[i].neg()
		}
	}
	return parts
}

// largestFirst orders the indexes of remainders from the largest, equal ones as they stand.
func largestFirst(remainders []*big.Int) []int {
	order := make([]int, len(remainders))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(i, j int) int { return remainders[j].Cmp(remainders[i]) })
	return order
}

// Cmp is -1, 0 or 1 as a is less than, equal to or more than b.
func (a Amount) Cmp(b Amount) int {
	common(a, b)
	return cmp.Compare(a.Minor, b.Minor)
}

// IsZero tells whether a is nothing.
func (a Amount) IsZero() bool { return a.Minor == 0 }

// Decimal writes a with two decimals and a point, as forms and files want it: "1299.99".
func (a Amount) Decimal() string {
	sign, whole, cents := a.digits()
	return sign + whole + "." + cents
}

// String is for logs: "1299.99 USD".
func (a Amount) String() string { return a.Decimal() + " " + string(a.Currency) }

// digits gives the sign, the whole units and two digits of minor units.
func (a Amount) digits() (sign, whole, cents string) {
	s := new(big.Int).Abs(big.NewInt(a.Minor)).String()
	if len(s) < 3 {
		s = strings.Repeat("0", 3-len(s)) + s
	}
	if a.Minor < 0 {
		sign = "-"
	}
	return sign, s[:len(s)-2], s[len(s)-2:]
}

func (a Amount) neg() Amount {
	if a.Minor == math.MinInt64 {
		return New(math.MaxInt64, a.Currency)
	}
	return New(-a.Minor, a.Currency)
}

// common is the currency of a sum of both; the zero Amount takes the other's.
func common(a, b Amount) Currency {
	switch {
	case a.Currency == b.Currency || b == Amount{}:
		return a.Currency
	case a == Amount{}:
		return b.Currency
	}
	panic(fmt.Sprintf("money: %s and %s in one sum", a, b))
}

// halfEven divides by a positive number and rounds to the nearest whole, halves to the even one.
func halfEven(n *big.Int, by int64) *big.Int {
	divisor := big.NewInt(by)
	q, r := new(big.Int).QuoRem(n, divisor, new(big.Int)) // towards zero
	twice := new(big.Int).Abs(r)
	twice.Lsh(twice, 1)
	if c := twice.Cmp(divisor); c > 0 || c == 0 && q.Bit(0) == 1 {
		q.Add(q, big.NewInt(int64(n.Sign())))
	}
	return q
}

func saturate(n *big.Int) int64 {
	switch {
	case n.IsInt64():
		return n.Int64()
	case n.Sign() < 0:
		return -math.MaxInt64
	}
	return math.MaxInt64
}
