package site_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"regexp"
	"strings"
	"testing"

	"bazaar/market/actor"
	"bazaar/market/catalog"
	"bazaar/market/i18n"
	"bazaar/market/markettest"
	"bazaar/market/money"
	"bazaar/site/sitetest"
)

// shirt makes a product in two colours and two sizes: red in S and M, blue in S, sold out, and M.
func shirt(t *testing.T, w *sitetest.World) catalog.Product {
	t.Helper()
	v := w.Market.Vendor()
	name := func(s string) i18n.Text { return i18n.Text{"en": s} }
	variant := func(colour, size string, price, stock int64, picture int) catalog.VariantForm {
		return catalog.VariantForm{
			Choices: map[string]string{"colour": colour, "size": size}, Price: money.New(price, money.USD), Stock: stock, Picture: picture,
		}
	}
	id, err := catalog.CreateProduct(t.Context(), w.DB, v.Owner, catalog.ProductForm{
		VendorID: v.ID, Submit: true,
		Texts: catalog.Texts{
			Title: name("Linen Shirt"), CategoryID: w.Market.Category(), Tags: []string{"linen"},
			Description: i18n.Text{"en": "<p>Cool & </p></script><b>light</b>"},
		},
		Pictures: []catalog.Picture{{Media: strings.Repeat("1", 64)}, {Media: strings.Repeat("2", 64)}},
		Options: []catalog.Option{
			{Code: "colour", Name: name("Colour"), Choices: []catalog.Choice{{Code: "red", Name: name("Red")}, {Code: "blue", Name: name("Blue")}}},
			{Code: "size", Name: name("Size"), Choices: []catalog.Choice{{Code: "s", Name: name("S")}, {Code: "m", Name: name("M")}}},
		},
		Variants: []catalog.VariantForm{variant("red", "s", 2000, 5, 1), variant("red", "m", 2100, 3, 1), variant("blue", "s", 2200, 0, 2), variant("blue", "m", 2300, 7, 2)},
	}, w.Now())
	if err != nil {
		t.Fatal(err)
	}
	if err := catalog.Publish(t.Context(), w.DB, actor.System, id, w.Now()); err != nil {
		t.Fatal(err)
	}
	p, err := catalog.Get(t.Context(), w.DB, id)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func TestAVariantIsChosenWithAndWithoutScripts(t *testing.T) {
	sitetest.Each(t, func(t *testing.T, w *sitetest.World) {
		p := shirt(t, w)
		at, blueS, blueM := fmt.Sprintf("/product/%d/", p.ID), p.Variants[2].ID, p.Variants[3].ID
		chosen := func(name, value string) string {
			return fmt.Sprintf(`id="choice-o.%s-%s" name="o.%s" value="%s" checked`, name, value, name, value)
		}
		buys := fmt.Sprintf(`action="/cart/add/%d/"`, p.ID)
		hidden := func(id int64) string { return fmt.Sprintf(`<input type="hidden" name="variant" value="%d">`, id) }
		w.Run(t,
			sitetest.Case{Name: "at first", URL: at, Status: 200, Has: []string{"$20.00", buys, chosen("colour", "red"), chosen("size", "s"), hidden(p.Variants[0].ID), "<legend>Colour</legend>", `<a href="#photo-1"`}},
			sitetest.Case{Name: "by its number", URL: fmt.Sprintf("%s?v=%d", at, blueM), Status: 200, Has: []string{"$23.00", chosen("colour", "blue"), chosen("size", "m"), hidden(blueM), `data-picture="photo-2"`}},
			sitetest.Case{Name: "by its choices", URL: at + "?o.colour=blue&o.size=m", Status: 200, Has: []string{"$23.00", hidden(blueM)}},
			sitetest.Case{Name: "sold out", URL: fmt.Sprintf("%s?v=%d", at, blueS), Status: 200, Has: []string{"$22.00", "Out of stock", "<s>S</s>"}, HasNot: []string{buys}},
			sitetest.Case{Name: "unknown", URL: at + "?v=999&o.x=y", Status: 200, Has: []string{"$20.00"}},
			sitetest.Case{
				Name: "for a script", URL: at + "?o.colour=blue&o.size=m", Header: http.Header{"X-Fragment": {"offer"}}, Status: 200,
				Has: []string{`<div id="buy"`, fmt.Sprintf(`data-url="%s?v=%d"`, at, blueM), hidden(blueM)}, HasNot: []string{"<html"},
			},
		)
	})
}

var block = regexp.MustCompile(`(?s)<script id="data-\d" type="application/ld\+json">(.*?)</script>`)

func TestSearchEnginesReadWhatAProductIs(t *testing.T) {
	sitetest.Each(t, func(t *testing.T, w *sitetest.World) {
		p := shirt(t, w)
		body := w.Send(t, sitetest.Case{URL: fmt.Sprintf("/ru/product/%d/", p.ID)}).Body.String()
		blocks := block.FindAllStringSubmatch(body, -1)
		if len(blocks) != 2 {
			t.Fatalf("%d blocks of data", len(blocks))
		}
		var product, trail map[string]any
		for i, into := range []*map[string]any{&product, &trail} {
			if err := json.Unmarshal([]byte(blocks[i][1]), into); err != nil {
				t.Fatalf("%v in %s", err, blocks[i][1])
			}
		}
		offer, _ := product["offers"].(map[string]any)
		if product["@type"] != "Product" || product["name"] != "Linen Shirt" || product["url"] != fmt.Sprintf("https://%s/ru/product/%d/", sitetest.Host, p.ID) {
			t.Errorf("product %v", product)
		}
		if offer["@type"] != "AggregateOffer" || offer["lowPrice"] != "20.00" || offer["highPrice"] != "23.00" || offer["priceCurrency"] != "USD" || offer["availability"] != "https://schema.org/InStock" {
			t.Errorf("offer %v", offer)
		}
		if items, _ := trail["itemListElement"].([]any); trail["@type"] != "BreadcrumbList" || len(items) != 4 {
			t.Errorf("trail %v", trail)
		}
		for _, want := range []string{`<meta property="og:type" content="product">`, `<meta property="og:image" content="https://` + sitetest.Host + `/media/`} {
			if !strings.Contains(body, want) {
				t.Errorf("the page lacks %s", want)
			}
		}
	})
}

func TestAProductThatWasSoldIsGoneButShowsSimilarOnes(t *testing.T) {
	sitetest.Each(t, func(t *testing.T, w *sitetest.World) {
		v := w.Market.Vendor()
		gone := w.Market.Product(v, markettest.Goods{Title: "Old Kettle", Price: 2500, Stock: 10})
		w.Market.Product(v, markettest.Goods{Title: "New Kettle", Price: 2500, Stock: 10})
		if err := catalog.Sold(t.Context(), w.DB, map[int64]int64{gone.ID: 1}); err != nil {
			t.Fatal(err)
		}
		if err := catalog.Archive(t.Context(), w.DB, v.Owner, gone.ID, w.Now()); err != nil {
			t.Fatal(err)
		}
		w.Run(t, sitetest.Case{URL: fmt.Sprintf("/product/%d/", gone.ID), Status: 410, Has: []string{"no longer sold", "New Kettle</a>", `content="noindex"`}, HasNot: []string{"Old Kettle"}})
	})
}

func TestWhatWasLookedAtIsKeptInTheBrowserAlone(t *testing.T) {
	sitetest.Each(t, func(t *testing.T, w *sitetest.World) {
		v := w.Market.Vendor()
		kettle := w.Market.Product(v, markettest.Goods{Title: "Kettle", Price: 2500, Stock: 1})
		cup := w.Market.Product(v, markettest.Goods{Title: "Tea Cup", Price: 500, Stock: 1})
		b := w.Browser(sitetest.Guest)
		at := func(id int64) string { return fmt.Sprintf("/recent/?seen=%d", id) }
		link := fmt.Sprintf(`data-recent="%s"`, at(kettle.ID))
		sitetest.Check(t, sitetest.Case{Status: 200, Has: []string{link, `<a href="` + at(kettle.ID)}}, b.Send(t, sitetest.Case{URL: fmt.Sprintf("/product/%d/", kettle.ID)}))
		sitetest.Check(t, sitetest.Case{Status: 200, Has: []string{"You have not looked at anything yet", "noindex"}}, b.Send(t, sitetest.Case{URL: at(kettle.ID)}))
		fragment := http.Header{"X-Fragment": {"recent"}}
		sitetest.Check(t, sitetest.Case{Status: 200, Has: []string{"Kettle</a>"}, HasNot: []string{"Tea Cup</a>", "<html"}}, b.Send(t, sitetest.Case{URL: at(cup.ID), Header: fragment}))
		if got, want := b.Cookie("seen"), fmt.Sprintf("%d.%d", cup.ID, kettle.ID); got != want {
			t.Errorf("cookie %q, want %q", got, want)
		}
		sitetest.Check(t, sitetest.Case{Status: 200, Has: []string{"Tea Cup</a>", "Kettle</a>"}}, b.Send(t, sitetest.Case{URL: "/recent/"}))
		b.Keep(&http.Cookie{Name: "seen", Value: "x.-1.99999999999999999999.999.." + strings.Repeat("7.", 900)})
		sitetest.Check(t, sitetest.Case{Status: 200, HasNot: []string{"Kettle</a>"}}, b.Send(t, sitetest.Case{URL: "/recent/"}))
	})
}
