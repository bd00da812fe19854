package main

import (
	"fmt"
	"log/slog"
	"maps"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"golang.org/x/net/html"

	"bazaar/demo"
	"bazaar/infra/media"
	"bazaar/infra/sqldb"
	"bazaar/infra/sqldb/sqldbtest"
	"bazaar/market/markettest"
	"bazaar/site"
	"bazaar/site/locale"
	"bazaar/site/sitetest"
)

// Nobody meets words of a language that he does not read: the whole demo market is read page by page,
// and every word in other letters must be a name, or stand in an element that says its language.

// properNames are words that are written alike in every language: brands, shops, people, formats,
// codes of currencies and coupons.
var properNames = words(`
	Bazaar Alma Market Nomad Outfit Silk Road Atelier Cozy Yurt Steppe Organics Glow Bar Tulpar Kitap House Happy Tail TechStore
	USD KZT RUB WELCOME DHL UPS FedEx
	Bluetooth Wi Fi USB HDMI LED OLED IPS SSD NFC GPS SPF UV PIN QR PDF CSV XLSX FAQ
	Microsoft Fluent Emoji MIT Google Authenticator Aegis
	Aura Max Basic Paper Pro Pulse Ultralight QHD SIM
	Aliya Demo Арман Беков
	XS XL XXL KZ JPEG PNG WebP GIF`)

// mostOfARoute is how many pages of one route are read; of the goods, the shops and the categories
// all are.
const mostOfARoute = 4

var readInFull = []string{"GET /product/{id}/{$}", "GET /vendor/{id}/{$}", "GET /category/{slug}/{$}"}

// said are the attributes that people see or hear.
var said = []string{"alt", "aria-label", "aria-description", "title", "placeholder"}

// notWords are addresses, numbers of orders and articles, sizes and other codes.
var notWords = regexp.MustCompile(`\S+@\S+|https?://\S+|[\w-]*\d[\w-]*|#\w{22}|№\w{22}|\b\w{22}\b|[0-9A-Z]{4}-[0-9A-Z]{4}`)

// foreign are the letters that a reader of each language does not expect.
var foreign = map[string]*regexp.Regexp{
	"en": regexp.MustCompile(`\p{Cyrillic}{2,}`),
	"ru": regexp.MustCompile(`\p{Latin}{2,}`),
	"kk": regexp.MustCompile(`\p{Latin}{2,}`),
}

func words(list string) []string { return strings.Fields(list) }

func TestTheDemoMarketSpeaksTheLanguageOfItsReader(t *testing.T) {
	if !slices.Contains(sqldbtest.Engines(), sqldb.SQLite) {
		t.Skip("what pages say does not depend on the database: the run on SQLite reads them")
	}
	m := markettest.Open(t, "sqlite")
	store, err := media.NewDisk(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	now := time.Date(2026, 11, 22, 9, 30, 0, 0, time.UTC)
	if err := demo.Seed(t.Context(), m.DB, demo.Options{Media: store, Now: now, Log: slog.New(slog.DiscardHandler)}); err != nil {
		t.Fatal(err)
	}
	m.Now = now
	w := sitetest.Open(t, m)
	w.Admit(t, sitetest.Customer, m.Scalar("SELECT id FROM accounts WHERE email = 'customer@bazaar.test'"))
	w.Admit(t, sitetest.Vendor, m.Scalar("SELECT id FROM accounts WHERE email = 'vendor10@bazaar.test'"))
	for _, language := range locale.Languages {
		r := &reader{world: w, language: language, mux: http.NewServeMux(), seen: map[string]bool{}, of: map[string]int{}, found: map[string][]string{}}
		for _, rt := range site.Routes(w.Options) {
			r.mux.HandleFunc(rt.Pattern, http.NotFound)
		}
		for _, as := range []string{sitetest.Guest, sitetest.Customer, sitetest.Vendor} {
			r.read(t, as)
		}
		if len(r.seen) < 250 {
			t.Errorf("%s: only %d pages were read", language, len(r.seen))
		}
		for _, word := range slices.Sorted(maps.Keys(r.found)) {
			t.Errorf("%s: %s", word, strings.Join(r.found[word][:min(3, len(r.found[word]))], "\n    "))
		}
	}
}

// reader reads the market in one language.
type reader struct {
	world    *sitetest.World
	language string
	mux      *http.ServeMux
	seen     map[string]bool
	of       map[string]int      // pages read, by actor and route
	found    map[string][]string // where each foreign word stands
}

// read follows the links from the home page and, for who is signed in, from the dashboard.
func (r *reader) read(t *testing.T, as string) {
	t.Helper()
	waiting := []string{locale.For(r.language).URL("/")}
	browser := r.world.Browser(as)
	for len(waiting) > 0 {
		address := waiting[0]
		waiting = waiting[1:]
		if !r.wants(as, address) {
			continue
		}
		rec := browser.Send(t, sitetest.Case{As: as, URL: address})
		if rec.Code != http.StatusOK || !strings.HasPrefix(rec.Header().Get("Content-Type"), "text/html") {
			continue // where links lead is another test's concern
		}
		page, err := html.Parse(rec.Body)
		if err != nil {
			t.Fatal(err)
		}
		waiting = append(waiting, r.page(as+" "+address, page, r.language)...)
	}
}

// wants tells whether a page is still to be read: one of this language whose route was not read
// often enough.
func (r *reader) wants(as, address string) bool {
	u, err := url.Parse(address)
	if err != nil || u.Host != "" || u.Scheme != "" {
		return false
	}
	language, path := locale.Split(u.Path)
	if language != r.language {
		return false
	}
	_, pattern := r.mux.Handler(&http.Request{Method: http.MethodGet, URL: &url.URL{Path: path}, Host: sitetest.Host})
	key := as + " " + pattern
	full := as == sitetest.Guest && slices.Contains(readInFull, pattern) && u.RawQuery == ""
	if pattern == "" || r.seen[as+address] || !full && r.of[key] >= mostOfARoute {
		return false
	}
	r.seen[as+address] = true
	r.of[key]++
	return true
}

// page looks at every text below a node and answers the links. What says that it is in another
// language is passed over, and so is what is typed into fields.
func (r *reader) page(where string, n *html.Node, language string) (links []string) {
	switch n.Type {
	case html.TextNode:
		r.text(where, n.Data)
	case html.ElementNode:
		if slices.Contains([]string{"script", "style", "svg", "textarea"}, n.Data) {
			return nil
		}
		for _, a := range n.Attr {
			switch {
			case a.Key == "lang" && a.Val != language, a.Key == "translate" && a.Val == "no":
				return nil
			case a.Key == "href" && n.Data == "a":
				address, _, _ := strings.Cut(a.Val, "#")
				links = append(links, address)
			case slices.Contains(said, a.Key):
				r.text(where+" "+n.Data+"["+a.Key+"]", a.Val)
			}
		}
		if n.Data == "meta" {
			r.meta(where, n)
		}
	}
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		links = append(links, r.page(where, c, language)...)
	}
	return links
}

// meta looks at what search engines and link previews show of the page.
func (r *reader) meta(where string, n *html.Node) {
	var name, content string
	for _, a := range n.Attr {
		switch a.Key {
		case "name", "property":
			name = a.Val
		case "content":
			content = a.Val
		}
	}
	if slices.Contains([]string{"description", "og:title", "og:description"}, name) {
		r.text(where+" meta["+name+"]", content)
	}
}

func (r *reader) text(where, text string) {
	for _, word := range foreign[r.language].FindAllString(notWords.ReplaceAllString(text, " "), -1) {
		if !slices.Contains(properNames, word) {
			r.found[word] = append(r.found[word], fmt.Sprintf("%s: %q", where, strings.TrimSpace(text)))
		}
	}
}
