package desk_test

import (
	"fmt"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"bazaar/market/actor"
	"bazaar/market/catalog"
	"bazaar/site/sitetest"
)

var (
	inputField  = regexp.MustCompile(`<(?:input|select)[^>]*\sname="([^"]+)"[^>]*>`)
	valueOf     = regexp.MustCompile(`\svalue="([^"]*)"`)
	chosenField = regexp.MustCompile(`(?s)<select[^>]*\sname="([^"]+)"[^>]*>(.*?)</select>`)
	chosenValue = regexp.MustCompile(`<option value="([^"]*)" selected`)
)

// typedOn are the fields of the form of a product on a page, as a browser would send them.
func typedOn(body string) url.Values {
	_, form, _ := strings.Cut(body, `id="product"`)
	form, _, _ = strings.Cut(form, "</form>")
	v := url.Values{}
	for _, field := range inputField.FindAllStringSubmatch(form, -1) {
		if strings.HasPrefix(field[0], "<select") || field[1] == "picture" {
			continue
		}
		value := ""
		if m := valueOf.FindStringSubmatch(field[0]); m != nil {
			value = m[1]
		}
		v.Add(field[1], value)
	}
	for _, field := range chosenField.FindAllStringSubmatch(form, -1) {
		if m := chosenValue.FindStringSubmatch(field[2]); m != nil {
			v.Set(field[1], m[1])
		}
	}
	return v
}

// listing is a vendor in front of the form of a product.
type listing struct {
	t    *testing.T
	b    *sitetest.Browser
	page string
	body string
}

// press sends the form as it stands with a button of its middle, and sees the page that comes back.
func (s *listing) press(do string, typed ...string) {
	s.t.Helper()
	v := typedOn(s.body)
	v.Set("do", do)
	for i := 0; i < len(typed); i += 2 {
		v.Set(typed[i], typed[i+1])
	}
	w := s.b.Send(s.t, sitetest.Case{URL: s.page, Form: v})
	to := w.Header().Get("Location")
	if w.Code != 303 || !strings.Contains(to, "restore=1") {
		s.t.Fatalf("%s: %d to %q:\n%s", do, w.Code, to, w.Body)
	}
	at := to[strings.Index(to, "#")+1:]
	s.open(to[:strings.Index(to, "#")])
	if !strings.Contains(s.body, `id="`+at+`"`) {
		s.t.Errorf("%s: the page has no %q to come back to", do, at)
	}
}

func (s *listing) open(address string) {
	s.t.Helper()
	w := s.b.Send(s.t, sitetest.Case{URL: address})
	if w.Code != 200 {
		s.t.Fatalf("%s: %d", address, w.Code)
	}
	s.body = w.Body.String()
}

func (s *listing) sees(texts ...string) {
	s.t.Helper()
	for _, text := range texts {
		if !strings.Contains(s.body, text) {
			s.t.Errorf("the form has no %q", text)
		}
	}
}

func TestVariantsAreComposedOnAnUnfinishedForm(t *testing.T) {
	sitetest.Each(t, func(t *testing.T, w *sitetest.World) {
		w.Shop(sitetest.Vendor)
		create := "/vendor/product/create/"
		s := &listing{t: t, b: w.Browser(sitetest.Vendor), page: "/ru" + create}
		s.open(s.page)
		s.sees("Чего не хватает", `href="#f-title_ru"`, `href="#f-category"`, `href="#f-picture"`, `href="#f-price_0"`)
		red, blue := strings.Repeat("a", 64), strings.Repeat("b", 64)
		s.press("option size", "title_ru", "Пиала", "stock_0", "4", "price_0", "12")
		s.sees(`value="Пиала"`, `value="12"`, "Размер", `value="Size"`)
		s.press("value 0", "option_0_fresh", "Малая")
		s.press("value 0", "option_0_fresh", "Большая")
		s.sees("Малая", "Большая", `name="price_1"`)
		got := typedOn(s.body)
		if got.Get("stock_0") != "4" || got.Get("price_1") != "12" || got.Get("stock_1") != "" {
			t.Errorf("stock %q, price %q, stock %q", got.Get("stock_0"), got.Get("price_1"), got.Get("stock_1"))
		}
		s.press("valueoff 0 1")
		s.sees("Вернуть")
		if typedOn(s.body).Get("off_1") != "" || strings.Contains(s.body, `id="f-price_1"`) {
			t.Error("the variant of a value that was taken away is still asked for")
		}
		s.press("valueon 0 1")
		s.press("all", "all_price", "1 990,50", "all_stock", "7")
		s.sees(`id="f-price_1"`, `value="1 990,50"`)
		category := fmt.Sprint(w.Market.Category())
		v := typedOn(s.body)
		for name, value := range map[string]string{"do": "save", "category": category, "picture_1": blue[:12]} {
			v.Set(name, value)
		}
		v["media"], v["media_off"], v["alt_ru"] = []string{red, blue}, []string{"", ""}, []string{"", ""}
		sitetest.Check(t, sitetest.Case{Status: 303}, s.b.Send(t, sitetest.Case{URL: s.page, Form: v}))
		id := w.Market.Scalar("SELECT MAX(id) FROM products")
		for query, want := range map[string]int64{
			"SELECT COUNT(*) FROM variants WHERE product_id = $1 AND active":                                                          2,
			"SELECT MIN(price) FROM variants WHERE product_id = $1":                                                                   199050,
			"SELECT SUM(s.on_hand) FROM stock_levels AS s JOIN variants AS v ON v.id = s.variant_id WHERE v.product_id = $1":          14,
			"SELECT COUNT(*) FROM variants AS v JOIN pictures AS i ON i.id = v.picture_id WHERE v.product_id = $1 AND i.position = 1": 1,
			"SELECT COUNT(*) FROM product_drafts AS d JOIN products AS p ON p.id = $1 WHERE d.object = 'new'":                         0,
		} {
			if got := w.Market.Scalar(query, id); got != want {
				t.Errorf("%s: %d, want %d", query, got, want)
			}
		}
		edit := fmt.Sprintf("/ru/vendor/product/%d/edit/", id)
		s.page = edit
		s.open(edit)
		s.press("rowoff 1")
		s.sees("не продаётся")
		v = typedOn(s.body)
		v.Set("do", "save")
		v.Set("picture_0", blue[:12])
		sitetest.Check(t, sitetest.Case{Status: 303}, s.b.Send(t, sitetest.Case{URL: edit, Form: v}))
		if n := w.Market.Scalar("SELECT COUNT(*) FROM variants AS v JOIN pictures AS i ON i.id = v.picture_id WHERE v.product_id = $1 AND v.active AND i.position = 1", id); n != 1 {
			t.Errorf("%d variants with the second picture on sale, want 1", n)
		}
		s.open(edit)
		s.sees("не продаётся", "Продавать")
	})
}

func TestPricesThatLookLikeASlipAreAskedAbout(t *testing.T) {
	sitetest.Each(t, func(t *testing.T, w *sitetest.World) {
		w.Shop(sitetest.Vendor)
		b := w.Browser(sitetest.Vendor)
		category := fmt.Sprint(w.Market.Category())
		sitetest.Check(t, sitetest.Case{Status: 303}, b.Send(t, sitetest.Case{URL: "/vendor/product/create/", Form: product("category", category)}))
		id := w.Market.Scalar("SELECT MAX(id) FROM products")
		edit := fmt.Sprintf("/vendor/product/%d/edit/", id)
		row := fmt.Sprint(w.Market.Scalar("SELECT id FROM variants WHERE product_id = $1", id))
		for _, tt := range []struct {
			name, price, old string
			status           int
			has              string
		}{
			{"an old price below the price", "12.50", "12.49", 422, "must be higher than it"},
			{"ten times as much", "125", "", 303, "it was $12.50 and is $125.00 now"},
			{"a little less", "110", "", 303, ""},
			{"a fifth of it", "22", "150", 303, "it was $110.00 and is $22.00 now"},
		} {
			version := fmt.Sprint(w.Market.Scalar("SELECT version FROM products WHERE id = $1", id))
			form := product("category", category, "version", version, "row", row, "was_0", "7", "price_0", tt.price, "old_price_0", tt.old, "key", tt.name)
			answer := b.Send(t, sitetest.Case{URL: edit, Form: form})
			body := answer.Body.String()
			if answer.Code == 303 {
				body = b.Send(t, sitetest.Case{URL: edit}).Body.String()
			}
			const asked = "A price changed a lot"
			if answer.Code != tt.status || tt.has != "" && !strings.Contains(body, tt.has) || tt.has == "" && strings.Contains(body, asked) {
				t.Errorf("%s: %d without %q", tt.name, answer.Code, tt.has)
			}
		}
		many := catalog.Many{VendorID: w.Market.Scalar("SELECT vendor_id FROM products WHERE id = $1", id), IDs: []int64{id}, Do: "price", Value: 400, Key: "k"}
		done, err := catalog.DoMany(t.Context(), w.DB, actor.System, many, w.Now())
		if err != nil || done.Odd != 1 {
			t.Errorf("five times as much for many: %+v, %v", done, err)
		}
	})
}
