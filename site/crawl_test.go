package site_test

import (
	"fmt"
	"html"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"

	"bazaar/market/actor"
	"bazaar/market/catalog"
	"bazaar/market/i18n"
	"bazaar/market/markettest"
	"bazaar/site"
	"bazaar/site/locale"
	"bazaar/site/sitetest"
)

// mostPages bounds a crawl: the combinations of filters alone are many.
const mostPages = 250

var (
	linkTo = regexp.MustCompile(`(?:href|src)="(/[^"]*)"`)
	formIs = regexp.MustCompile(`<form[^>]*>`)
	action = regexp.MustCompile(`action="(/[^"]*)"`)
	badge  = regexp.MustCompile(`id="cart-count" data-count="(\d+)"`)
)

// unlinked are pages that no page leads to, beside the addresses of the former shop.
var unlinked = map[string]string{
	"GET /cart/count/{$}":           "for scripts",
	"GET /redis-stats/{$}":          "for monitors",
	"GET /celery-stats/{$}":         "for monitors",
	"POST /api/hooks/{gateway}/{$}": "for payment providers",
	"GET /sandbox/pay/{token}/{$}":  "a payment that was begun leads there",
	"POST /sandbox/pay/{token}/{$}": "a form of that page",
	"GET /order/{oid}/paid/{$}":     "the payment provider leads there",
	"GET /order/{oid}/unpaid/{$}":   "the payment provider leads there",
}

// crawler walks through the site as one actor.
type crawler struct {
	world *sitetest.World
	as    string
	// marks are words that only their owner may see, by actor.
	marks map[string][]string
	// units is how many things each actor has in the cart.
	units map[string]int
	mux   *http.ServeMux
	// reached are the patterns of the routes that somebody was led to.
	reached map[string]bool
}

func TestEveryLinkLeadsSomewhereAndShowsNothingOfOthers(t *testing.T) {
	sitetest.Each(t, func(t *testing.T, w *sitetest.World) {
		goods := stocked(w)
		tagged(t, w, goods.vendor)
		c := crawler{world: w, marks: map[string][]string{}, units: map[string]int{sitetest.Guest: 0}, mux: http.NewServeMux(), reached: map[string]bool{}}
		for i, as := range sitetest.Actors[1:] {
			by, name := w.Actor(as), fmt.Sprintf("Buyer%d Secretly", i)
			w.Market.Fill(by, markettest.Pick{Product: goods.mouse, Quantity: 1})
			o := w.Market.Place(by, "full_name", name, "email", fmt.Sprintf("hidden%d@example.com", i), "notes", "Whisper "+name)
			w.Market.Fill(by, markettest.Pick{Product: goods.mouse, Quantity: 1})
			w.Market.Place(by, "full_name", name, "payment_method", "card")
			w.Market.Fill(by, markettest.Pick{Product: goods.mouse, Quantity: int64(i + 1)})
			c.marks[as] = []string{o.OID, name, fmt.Sprintf("hidden%d@example.com", i), as + "@bazaar.test"}
			c.units[as] = i + 1
		}
		for _, rt := range site.Routes(w.Options) {
			c.mux.HandleFunc(rt.Pattern, http.NotFound)
		}
		for _, c.as = range sitetest.Actors {
			t.Run(c.as, c.crawl)
		}
		for _, s := range stops(w) {
			if strings.HasPrefix(s.Pattern, http.MethodGet) && unlinked[s.Pattern] == "" && s.Status != same(301) && !c.reached[s.Pattern] {
				t.Errorf("no page leads to %q", s.Pattern)
			}
		}
	})
}

// tagged lists a product that carries a tag.
func tagged(t *testing.T, w *sitetest.World, v markettest.Vendor) {
	t.Helper()
	id, err := catalog.CreateProduct(t.Context(), w.DB, v.Owner, catalog.ProductForm{
		VendorID: v.ID, Submit: true, Pictures: []catalog.Picture{{Media: strings.Repeat("0", 64)}},
		Texts:    catalog.Texts{Title: i18n.Text{"en": "Tagged Thing"}, Tags: []string{"gadget"}, CategoryID: w.Market.Category()},
		Variants: []catalog.VariantForm{{Price: usd(100), Stock: 9}},
	}, w.Now())
	if err != nil {
		t.Fatal(err)
	}
	if err := catalog.Publish(t.Context(), w.DB, actor.System, id, w.Now()); err != nil {
		t.Fatal(err)
	}
}

// crawl follows every link from the home page and asks for the target of every form; pictures are
// not part of the market under test. Links to routes that nobody has reached yet come first.
func (c *crawler) crawl(t *testing.T) {
	waiting, seen, visited := []string{"/", "/ru/", "/kk/"}, map[string]bool{}, 0
	for len(waiting) > 0 && visited < mostPages {
		next := max(0, slices.IndexFunc(waiting, func(address string) bool { return !c.reached[c.pattern(http.MethodGet, address)] }))
		address, _, _ := strings.Cut(waiting[next], "#")
		waiting = slices.Delete(waiting, next, next+1)
		if seen[address] || strings.HasPrefix(address, "/media/") {
			continue
		}
		seen[address] = true
		visited++
		c.reached[c.pattern(http.MethodGet, address)] = true
		rec := c.world.Send(t, sitetest.Case{As: c.as, URL: address})
		body := rec.Body.String()
		c.check(t, address, body)
		switch rec.Code {
		case http.StatusOK:
			for _, m := range linkTo.FindAllStringSubmatch(body, -1) {
				waiting = append(waiting, html.UnescapeString(m[1]))
			}
			for _, form := range formIs.FindAllString(body, -1) {
				switch m := action.FindStringSubmatch(form); {
				case m == nil:
					t.Errorf("a form on %s leads nowhere: %s", address, form)
				case strings.Contains(form, `method="post"`):
					c.tryForm(t, address, html.UnescapeString(m[1]))
				default:
					waiting = append(waiting, html.UnescapeString(m[1]))
				}
			}
		case http.StatusMovedPermanently, http.StatusFound:
			waiting = append(waiting, rec.Header().Get("Location"))
		default:
			t.Errorf("%s answers %d", address, rec.Code)
		}
	}
	if visited < 30 {
		t.Errorf("only %d pages were found", visited)
	}
}

// check looks for what is not the actor's on a page.
func (c *crawler) check(t *testing.T, address, body string) {
	t.Helper()
	for owner, marks := range c.marks {
		for _, mark := range marks {
			if owner != c.as && strings.Contains(body, mark) {
				t.Errorf("%s shows %s %q of %s", address, c.as, mark, owner)
			}
		}
	}
	if m := badge.FindStringSubmatch(body); m != nil && m[1] != fmt.Sprint(c.units[c.as]) {
		t.Errorf("%s counts %s things in the cart of %s, who has %d", address, m[1], c.as, c.units[c.as])
	}
}

// tryForm looks at the target of a form without sending it.
func (c *crawler) tryForm(t *testing.T, page, action string) {
	t.Helper()
	if c.pattern(http.MethodPost, action) == "" {
		t.Errorf("the form on %s posts to %s, which takes none", page, action)
	}
	c.reached[c.pattern(http.MethodPost, action)] = true
	if code := c.world.Send(t, sitetest.Case{As: c.as, URL: action}).Code; code >= http.StatusInternalServerError || code == http.StatusNotFound {
		t.Errorf("the form on %s posts to %s, which answers %d", page, action, code)
	}
}

// pattern is the route of an address, without its language.
func (c *crawler) pattern(method, address string) string {
	u, err := url.Parse(address)
	if err != nil {
		return ""
	}
	_, u.Path = locale.Split(u.Path)
	_, pattern := c.mux.Handler(&http.Request{Method: method, URL: u, Host: sitetest.Host})
	return pattern
}
