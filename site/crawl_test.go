package site_test

import (
	"context"
	"fmt"
	"html"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"bazaar/infra/sqldb"
	"bazaar/market/actor"
	"bazaar/market/catalog"
	"bazaar/market/i18n"
	"bazaar/market/markettest"
	"bazaar/market/messages"
	"bazaar/market/orders"
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
	"GET /unsubscribe/{token}/{$}":           "letters lead there",
	"POST /unsubscribe/{token}/{$}":          "a form of that page",
	"GET /cart/count/{$}":                    "for scripts",
	"GET /wishlist/count/{$}":                "for scripts",
	"GET /redis-stats/{$}":                   "for monitors",
	"GET /celery-stats/{$}":                  "for monitors",
	"POST /api/hooks/{gateway}/{$}":          "for payment providers",
	"GET /vendor/product/create/preview/{$}": "a button of the form of a product leads there",
	"GET /vendor/product/{id}/preview/{$}":   "a button of the form of a product leads there",
	"GET /vendor/import/{id}/undo/{$}":       "an import whose rows were taken leads there",
	"GET /vendor/staff/{id}/remove/{$}":      "a shop with several people leads there",
	"GET /vendor/invitation/{token}/{$}":     "a letter leads there",
	"GET /vendor/order/{id}/deliver/{$}":     "a parcel on its way leads there, one of many",
	"GET /tasks/{id}/{$}":                    "work that was begun leads there",
	"GET /tasks/{id}/file/{$}":               "a link of that page",
	"POST /tasks/{id}/cancel/{$}":            "a form of that page",
	"GET /sandbox/pay/{token}/{$}":           "a payment that was begun leads there",
	"POST /sandbox/pay/{token}/{$}":          "a form of that page",
	"GET /order/{oid}/paid/{$}":              "the payment provider leads there",
	"GET /order/{oid}/unpaid/{$}":            "the payment provider leads there",

	"GET /alerts/{token}/{$}":  "a letter leads there",
	"POST /alerts/{token}/{$}": "a form of that page",

	"GET /wishlist/shared/{token}/{$}": "its owner hands the link on",

	"GET /user/sign-in/code/{$}":                    "a form leads there",
	"POST /user/sign-in/code/{$}":                   "a form of that page",
	"GET /user/two-factor/setup/{$}":                "a form leads there",
	"POST /user/two-factor/setup/{$}":               "a form of that page",
	"GET /user/two-factor/codes/{$}":                "a link where two-step sign-in is on",
	"POST /user/two-factor/codes/{$}":               "a form of that page",
	"GET /user/two-factor/off/{$}":                  "a link where two-step sign-in is on",
	"POST /user/two-factor/off/{$}":                 "a form of that page",
	"GET /user/password-reset/sent/{$}":             "a form leads there",
	"GET /user/password-reset/confirm/{token}/{$}":  "a letter leads there",
	"POST /user/password-reset/confirm/{token}/{$}": "a form of that page",
	"GET /user/verify-email/{token}/{$}":            "a letter leads there",
	"POST /user/verify-email/{token}/{$}":           "a form of that page",
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
	// waiting are addresses to look at, and fresh those of them whose route nobody had reached when
	// they were found; known holds both and what was looked at, as method and address.
	waiting, fresh []string
	known          map[string]bool
}

func TestEveryLinkLeadsSomewhereAndShowsNothingOfOthers(t *testing.T) {
	t.Parallel() // one of the longest
	sitetest.Each(t, func(t *testing.T, w *sitetest.World) {
		goods := stocked(w)
		tagged(t, w, goods.vendor)
		proposed(t, w, goods.vendor)
		message(w)
		reported(w)
		traded(t, w, w.Market.Product(w.Shop(sitetest.Vendor), markettest.Goods{Title: "Samovar", Price: 9900, Stock: 3}))
		w.Shop(sitetest.OtherVendor)
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
			w.Address(as)
		}
		w.Review(w.Actor(sitetest.Customer), goods.mouse)
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

// traded gives the shop of a product an order that was delivered and reviewed, one on its way, and an
// import.
func traded(t *testing.T, w *sitetest.World, p markettest.Product) {
	t.Helper()
	by := w.Market.Customer()
	w.Market.Deliver(w.Market.Order(by, markettest.Pick{Product: p, Quantity: 1}))
	sent := w.Market.Order(by, markettest.Pick{Product: p, Quantity: 1}).Parcels[0].ID
	for _, verb := range []func(context.Context, *sqldb.DB, actor.Actor, int64, time.Time) error{orders.Confirm, orders.Pack} {
		if err := verb(t.Context(), w.DB, actor.System, sent, w.Now()); err != nil {
			t.Fatal(err)
		}
	}
	if err := orders.Ship(t.Context(), w.DB, actor.System, orders.Shipment{ParcelID: sent}, w.Now()); err != nil {
		t.Fatal(err)
	}
	w.Review(by, p)
	w.Market.Order(by, markettest.Pick{Product: p, Quantity: 1})
	if _, err := messages.Ask(t.Context(), w.DB, w.Actor(sitetest.Customer), messages.Question{Topic: messages.Topic{ProductID: p.ID}, Body: "Does it sing?"}, w.Now()); err != nil {
		t.Fatal(err)
	}
	w.Import(sitetest.Vendor, "sku,title_en,category,price\nWALK-1,Cup,Electronics,5\nWALK-2,,,\n")
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

// proposed lists a product of which a change waits for the moderators.
func proposed(t *testing.T, w *sitetest.World, v markettest.Vendor) {
	t.Helper()
	p := w.Market.Product(v, markettest.Goods{Title: "Changing Thing", Price: 100, Stock: 9})
	d, err := catalog.ReadOwn(t.Context(), w.DB, v.ID, p.ID)
	if err != nil {
		t.Fatal(err)
	}
	in := catalog.Change{ProductID: p.ID, Version: d.Version, Proposal: d.Live}
	in.Texts.Title = i18n.Text{"en": "Changed Thing"}
	if _, err := catalog.SaveProduct(t.Context(), w.DB, v.Owner, in, w.Now()); err != nil {
		t.Fatal(err)
	}
}

// crawl follows every link from the home page and asks for the target of every form; pictures are
// not part of the market under test. Links to routes that nobody has reached yet come first.
func (c *crawler) crawl(t *testing.T) {
	c.waiting, c.fresh, c.known = nil, nil, map[string]bool{}
	for _, home := range []string{"/", "/ru/", "/kk/"} {
		c.find(home)
	}
	visited := 0
	for ; visited < mostPages; visited++ {
		address, ok := c.next()
		if !ok {
			break
		}
		c.visit(t, address)
	}
	if visited < 30 {
		t.Errorf("only %d pages were found", visited)
	}
}

// find notes an address, unless it is known.
func (c *crawler) find(address string) {
	address, _, _ = strings.Cut(address, "#")
	if c.known[address] || strings.HasPrefix(address, "/media/") {
		return
	}
	c.known[address] = true
	if c.reached[c.pattern(http.MethodGet, address)] {
		c.waiting = append(c.waiting, address)
	} else {
		c.fresh = append(c.fresh, address)
	}
}

// next takes the address to look at next.
func (c *crawler) next() (string, bool) {
	for len(c.fresh) > 0 {
		address := c.fresh[0]
		c.fresh = c.fresh[1:]
		if !c.reached[c.pattern(http.MethodGet, address)] {
			return address, true
		}
		c.waiting = append(c.waiting, address)
	}
	if len(c.waiting) == 0 {
		return "", false
	}
	address := c.waiting[0]
	c.waiting = c.waiting[1:]
	return address, true
}

func (c *crawler) visit(t *testing.T, address string) {
	t.Helper()
	c.reached[c.pattern(http.MethodGet, address)] = true
	rec := c.world.Send(t, sitetest.Case{As: c.as, URL: address})
	body := rec.Body.String()
	c.check(t, address, body)
	switch rec.Code {
	case http.StatusOK:
		c.follow(t, address, body)
	case http.StatusMovedPermanently, http.StatusFound:
		c.find(rec.Header().Get("Location"))
	default:
		t.Errorf("%s answers %d", address, rec.Code)
	}
}

// follow notes the links of a page and tries its forms.
func (c *crawler) follow(t *testing.T, address, body string) {
	t.Helper()
	for _, m := range linkTo.FindAllStringSubmatch(body, -1) {
		c.find(html.UnescapeString(m[1]))
	}
	for _, form := range formIs.FindAllString(body, -1) {
		switch m := action.FindStringSubmatch(form); {
		case m == nil:
			t.Errorf("a form on %s leads nowhere: %s", address, form)
		case strings.Contains(form, `method="post"`):
			c.tryForm(t, address, html.UnescapeString(m[1]))
		default:
			c.find(html.UnescapeString(m[1]))
		}
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

// tryForm looks at the target of a form without sending it, once however many pages have it.
func (c *crawler) tryForm(t *testing.T, page, action string) {
	t.Helper()
	if c.known["POST "+action] {
		return
	}
	c.known["POST "+action] = true
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
