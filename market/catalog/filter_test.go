package catalog

import (
	"net/url"
	"reflect"
	"strings"
	"testing"
)

func TestParseFilterIgnoresNonsense(t *testing.T) {
	blank := Filter{Order: Newest, Page: 1}
	with := func(edit func(*Filter)) Filter { f := blank; edit(&f); return f }
	for _, c := range []struct {
		query string
		want  Filter
	}{
		{"", blank},
		{"category=electronics&page=2", with(func(f *Filter) { f.Categories, f.Page = []string{"electronics"}, 2 })},
		{"category=a&category=b&category=a&category=", with(func(f *Filter) { f.Categories = []string{"a", "b"} })},
		{"category=" + strings.Repeat("x", 121), blank},
		{"vendor=10&vendor=x&vendor=-1&vendor=0&vendor=10&vendor=7", with(func(f *Filter) { f.Vendors = []int64{10, 7} })},
		{"min_price=10&max_price=99.99", with(func(f *Filter) { f.MinPrice, f.MaxPrice = 1000, 9999 })},
		{"min_price=cheap&max_price=-5", blank},
		{"min_price=1e3&max_price=9999999999999999999", blank},
		{"on_sale=1&in_stock=true", with(func(f *Filter) { f.OnSale, f.InStock = true, true })},
		{"on_sale=no&in_stock=0", blank},
		{"order_by=-rating", with(func(f *Filter) { f.Order = BestRated })},
		{"order_by=price;drop", blank},
		{"order_by=date", with(func(f *Filter) { f.Order = Oldest })},
		{"q=+mouse+", with(func(f *Filter) { f.Query, f.Order = "mouse", BestFit })},
		{"q=mouse&order_by=-date", with(func(f *Filter) { f.Query = "mouse" })},
		{"order_by=-fit", blank},
		{"q=a%00b%FFc", with(func(f *Filter) { f.Query, f.Order = "abc", BestFit })},
		{"rating=4", with(func(f *Filter) { f.Stars = 4 })},
		{"rating=0", blank},
		{"rating=6", blank},
		{"rating=4.5", blank},
		{"tag=gaming", with(func(f *Filter) { f.Tag = "gaming" })},
		{"page=0", blank},
		{"page=-3", blank},
		{"page=abc", blank},
		{"page=1.5", blank},
		{"page=1000000000000000000", with(func(f *Filter) { f.Page = LastPage })},
		{"page=99999999999999999999999999", with(func(f *Filter) { f.Page = LastPage })},
		{"page=-99999999999999999999999999", blank},
		{"unknown=1&utm_source=x", blank},
	} {
		v, err := url.ParseQuery(strings.ReplaceAll(c.query, ";", "%3B"))
		if err != nil {
			t.Fatal(err)
		}
		if got := ParseFilter(v); !reflect.DeepEqual(got, c.want) {
			t.Errorf("%.60q = %+v, want %+v", c.query, got, c.want)
		}
	}
}

func TestAFilterTakesAtMostFiftyChoices(t *testing.T) {
	v := url.Values{}
	for i := range 200 {
		v.Add("category", "c"+strings.Repeat("x", i%100)+string(rune('a'+i/100)))
		v.Add("vendor", "1"+strings.Repeat("0", i%15))
	}
	if f := ParseFilter(v); len(f.Categories) != 50 || len(f.Vendors) > 50 {
		t.Errorf("%d categories, %d vendors", len(f.Categories), len(f.Vendors))
	}
}

func TestValuesLeavesOutDefaults(t *testing.T) {
	for _, c := range []struct {
		f    Filter
		want string
	}{
		{Filter{}, ""},
		{Filter{Order: Newest, Page: 1}, ""},
		{Filter{Query: "x", Order: BestFit}, "q=x"},
		{Filter{Query: "x", Order: Newest}, "order_by=-date&q=x"},
		{
			Filter{Categories: []string{"a", "b"}, Vendors: []int64{7}, MinPrice: 1050, MaxPrice: 9999, OnSale: true, InStock: true, Stars: 3, Tag: "t", Query: "x y", Order: Cheapest, Page: 3},
			"category=a&category=b&in_stock=1&max_price=99.99&min_price=10.50&on_sale=1&order_by=price&page=3&q=x+y&rating=3&tag=t&vendor=7",
		},
	} {
		if got := c.f.Values().Encode(); got != c.want {
			t.Errorf("got %s, want %s", got, c.want)
		}
	}
}

func FuzzFilterSurvivesItsAddress(f *testing.F) {
	for _, s := range []string{"category=a&page=2", "min_price=1.5&q=%00%ff", "page=999999999999999999999", "vendor=1&vendor=2&order_by=-title", "max_price=-1", "q=%20%20a"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, query string) {
		v, _ := url.ParseQuery(query)
		first := ParseFilter(v)
		if first.Page < 1 || first.Page > LastPage || first.MinPrice < 0 || first.MaxPrice < 0 || len(first.Categories) > maxChoices {
			t.Fatalf("%q = %+v", query, first)
		}
		if second := ParseFilter(first.Values()); !reflect.DeepEqual(first, second) {
			t.Errorf("%q: %+v became %+v", query, first, second)
		}
	})
}

// Whoever adds a part to the filter adds it to the key, lest two lists be taken for one.
func TestTheKeyTellsFiltersApart(t *testing.T) {
	base := Filter{Categories: []string{"a"}, Vendors: []int64{7}, Tag: "x", Query: "y"}
	kind := reflect.TypeFor[Filter]()
	for i := range kind.NumField() {
		other := base
		switch v := reflect.ValueOf(&other).Elem().Field(i); v.Kind() {
		case reflect.Bool:
			v.SetBool(true)
		case reflect.Int64:
			v.SetInt(v.Int() + 1)
		case reflect.String:
			v.SetString(v.String() + "z")
		case reflect.Slice:
			v.Set(reflect.AppendSlice(v, v))
		default:
			t.Fatalf("a part of another kind: %s", kind.Field(i).Name)
		}
		same := kind.Field(i).Name == "Order" || kind.Field(i).Name == "Page"
		if (other.Key() == base.Key()) != same {
			t.Errorf("%s: %s and %s", kind.Field(i).Name, base.Key(), other.Key())
		}
	}
	if one, two := (Filter{Tag: "a", Query: "b"}), (Filter{Query: "ab"}); one.Key() == two.Key() {
		t.Errorf("both are %s", one.Key())
	}
}
