package cart_test

import (
	"strconv"
	"testing"

	"bazaar/market/cart"
	"bazaar/market/fault"
	"bazaar/market/money"
	"bazaar/market/stock"
)

func usd(minor int64) money.Amount { return money.New(minor, money.USD) }

// laptop is a line of 5 in stock; the tests change what they are about.
func laptop(quantity int64) cart.Line {
	return cart.Line{ProductID: 1, VariantID: 11, Price: usd(99999), SeenPrice: usd(89999), OnHand: 5, OnSale: true, Quantity: quantity}
}

func mouse(quantity int64) cart.Line {
	return cart.Line{ProductID: 2, VariantID: 21, Price: usd(2999), SeenPrice: usd(2999), OnHand: 100_000, OnSale: true, Quantity: quantity}
}

func TestAddTakesAsManyAsStockAllows(t *testing.T) {
	for _, c := range []struct {
		name     string
		had, add int64
		want     int64
		capped   bool
	}{
		{"first", 0, 1, 1, false},
		{"more", 2, 3, 5, false},
		{"more than there is", 3, 4, 5, true},
		{"nonsense counts as one", 1, -7, 2, false},
	} {
		var before cart.Cart
		if c.had > 0 {
			before.Lines = []cart.Line{laptop(c.had)}
		}
		got, err := before.Add(laptop(0), c.add)
		if err != nil || got.Line.Quantity != c.want || got.Capped != c.capped || len(got.Cart.Lines) != 1 || got.Cart.Units() != c.want {
			t.Errorf("%s: %+v, %v", c.name, got, err)
		}
		if got.Line.PriceChanged() {
			t.Errorf("%s: the buyer has not seen the price that he added at", c.name)
		}
		if before.Units() != c.had {
			t.Errorf("%s: Add changed the cart that it was asked of", c.name)
		}
	}
}

func TestAddRefusesWhenNotOneMoreCanBeHad(t *testing.T) {
	gone, off := laptop(0), laptop(0)
	gone.OnHand = 0
	off.OnSale = false
	full := cart.Cart{Lines: []cart.Line{laptop(5)}}
	for name, c := range map[string]struct {
		before cart.Cart
		add    cart.Line
		short  stock.Short
	}{
		"sold out":    {cart.Cart{}, gone, stock.Short{VariantID: 11, Wanted: 2, Available: 0}},
		"off sale":    {cart.Cart{}, off, stock.Short{VariantID: 11, Wanted: 2, Available: 0}},
		"all are in":  {full, laptop(0), stock.Short{VariantID: 11, Wanted: 7, Available: 5}},
		"9999 are in": {cart.Cart{Lines: []cart.Line{mouse(cart.MaxQuantity)}}, mouse(0), stock.Short{VariantID: 21, Wanted: cart.MaxQuantity + 2, Available: cart.MaxQuantity}},
	} {
		_, err := c.before.Add(c.add, 2)
		f := fault.As(err)
		if f == nil || f.Kind != fault.Conflict || f.Code != "out_of_stock" {
			t.Errorf("%s: %v, want out_of_stock", name, err)
			continue
		}
		if short := f.Detail.([]stock.Short); len(short) != 1 || short[0] != c.short {
			t.Errorf("%s: short %+v, want %+v", name, short, c.short)
		}
	}
}

func TestAddRefusesOneLineTooMany(t *testing.T) {
	var c cart.Cart
	for i := range int64(cart.MaxLines) {
		l := mouse(1)
		l.ProductID, l.VariantID = 100+i, 100+i
		c.Lines = append(c.Lines, l)
	}
	if _, err := c.Add(laptop(0), 1); fault.As(err) == nil || fault.As(err).Code != "cart_full" {
		t.Errorf("line %d: %v, want cart_full", cart.MaxLines+1, err)
	}
	if _, err := c.Add(c.Lines[3], 1); err != nil {
		t.Errorf("more of what is in a full cart: %v", err)
	}
}

func TestSetStaysBetweenOneAndStock(t *testing.T) {
	c := cart.Cart{Lines: []cart.Line{laptop(2), mouse(1)}}
	for _, s := range []struct {
		name    string
		key     cart.Key
		n, want int64
		capped  bool
		refusal string
	}{
		{"a number", cart.Key{ProductID: 1}, 4, 4, false, ""},
		{"by its variant", cart.Key{ProductID: 2, VariantID: 21}, 3, 3, false, ""},
		{"below one", cart.Key{ProductID: 1}, 0, 1, false, ""},
		{"beyond stock", cart.Key{ProductID: 1}, 9, 5, true, ""},
		{"beyond all bounds", cart.Key{ProductID: 2}, 1 << 40, cart.MaxQuantity, false, ""},
		{"not in the cart", cart.Key{ProductID: 3}, 1, 0, false, "not_found"},
		{"another's variant", cart.Key{ProductID: 1, VariantID: 21}, 1, 0, false, "not_found"},
	} {
		got, err := c.Set(s.key, s.n)
		if s.refusal != "" {
			if fault.As(err) == nil || fault.As(err).Code != s.refusal {
				t.Errorf("%s: %v, want %s", s.name, err, s.refusal)
			}
			continue
		}
		if err != nil || got.Line.Quantity != s.want || got.Capped != s.capped {
			t.Errorf("%s: %+v, %v; want %d", s.name, got.Line, err, s.want)
		}
	}
	off := laptop(2)
	off.OnSale = false
	if _, err := (cart.Cart{Lines: []cart.Line{off}}).Set(cart.Key{ProductID: 1}, 1); fault.As(err) == nil || fault.As(err).Code != "out_of_stock" {
		t.Errorf("off sale: %v, want out_of_stock", err)
	}
}

func TestRemoveTakesEveryVariantUnlessOneIsNamed(t *testing.T) {
	red, blue := laptop(1), laptop(2)
	blue.VariantID = 12
	c := cart.Cart{Lines: []cart.Line{red, blue, mouse(1)}}
	for _, r := range []struct {
		name string
		key  cart.Key
		gone int
		left int64
	}{
		{"product", cart.Key{ProductID: 1}, 2, 1},
		{"variant", cart.Key{ProductID: 1, VariantID: 12}, 1, 2},
		{"nothing", cart.Key{ProductID: 9}, 0, 4},
	} {
		removed := c.Remove(r.key)
		if len(removed.Lines) != r.gone || removed.Cart.Units() != r.left {
			t.Errorf("%s: %d gone, %d units left", r.name, len(removed.Lines), removed.Cart.Units())
		}
	}
}

func TestCartSaysWhatHasChanged(t *testing.T) {
	short := laptop(7)
	c := cart.Cart{Lines: []cart.Line{short, mouse(2)}}
	if got := c.Short(); len(got) != 1 || got[0] != (stock.Short{VariantID: 11, Wanted: 7, Available: 5}) {
		t.Errorf("short = %+v", got)
	}
	if !c.Lines[0].PriceChanged() || c.Lines[1].PriceChanged() {
		t.Error("a changed price is not told, or an unchanged one is")
	}
	if got, want := c.Total(), usd(7*99999+2*2999); got != want {
		t.Errorf("total %v, want %v", got, want)
	}
}

func TestParseQuantity(t *testing.T) {
	for in, want := range map[string]int64{
		"3": 3, " 4 ": 4, "": 1, "x": 1, "0": 1, "-5": 1, "2.5": 1, "1e3": 1, "9999": 9999, "10000": 9999,
		"99999999999999999999": 9999, "-99999999999999999999": 1, "\x00": 1, "٣": 1,
	} {
		if got := cart.ParseQuantity(in); got != want {
			t.Errorf("ParseQuantity(%q) = %d, want %d", in, got, want)
		}
	}
}

func FuzzParseQuantity(f *testing.F) {
	for _, seed := range []string{"1", " 42 ", "-7", "9999", "1e309", "NaN", "9223372036854775808", "-9223372036854775809", "0x10", "1_000", "٣", "\xff", ""} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, typed string) {
		n := cart.ParseQuantity(typed)
		if n < 1 || n > cart.MaxQuantity {
			t.Fatalf("ParseQuantity(%q) = %d", typed, n)
		}
		if again := cart.ParseQuantity(strconv.FormatInt(n, 10)); again != n {
			t.Fatalf("ParseQuantity(%q) = %d, which reads as %d", typed, n, again)
		}
		goods := cart.Line{ProductID: 1, VariantID: 1, Price: money.New(2999, money.USD), OnHand: 12, OnSale: true}
		done, err := cart.Cart{}.Add(goods, n)
		if err != nil || done.Line.Quantity != min(n, 12) || done.Capped != (n > 12) || done.Cart.Total() != money.New(2999*min(n, 12), money.USD) {
			t.Fatalf("%q puts %+v (%v) into the cart", typed, done, err)
		}
	})
}
