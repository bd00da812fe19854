package main

import (
	"bytes"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/pquerna/otp/totp"

	"bazaar/infra/sqldb"
	"bazaar/market/i18n"
	"bazaar/market/markettest"
	"bazaar/market/money"
	"bazaar/site/locale"
)

// life is a running market with the people of one story, each at a browser of their own.
type life struct {
	t                *testing.T
	m                *markettest.Market
	data, address    string
	environ          []string
	guest, moderator *browser
	buyer            *browser
	tea, felt        *keeper
}

// keeper is who keeps a shop. Prefix leads to the pages in the keeper's language.
type keeper struct {
	*browser
	name, title, language, prefix string
	shop, product                 int64
	// parcel is the page of the parcel that the shop sends.
	parcel string
}

// The prices of the story: two large bowls in one parcel, slippers in the other.
const (
	smallBowl, largeBowl, pairOfSlippers = "12.50", "15.00", "29.99"

	bowlsSold, slippersSold = 3000, 2999 // cents
	commission              = 300        // cents: the market's tenth, of either parcel
)

// TestALifeOfAShop plays everything that happens between the opening of a shop and the answer to its
// first review, on pages only, in the three languages.
func TestALifeOfAShop(t *testing.T) {
	eachEmpty(t, func(t *testing.T, databaseURL string) {
		s := &life{t: t, data: t.TempDir()}
		s.environ = append(production(databaseURL), "DATA_DIR="+s.data, "TRUST_PROXY=true")
		p := start(t, s.environ, "serve")
		s.address = p.address()
		db, err := sqldb.Open(t.Context(), sqldb.Options{URL: databaseURL})
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { db.Close() })
		s.m = markettest.On(t, db)
		s.m.Now = time.Now()
		s.m.Category()
		s.guest = newBrowser(t, s.address)
		s.hireModerator()
		s.tea = s.openShop("tea", "Чайхана", "ru")
		s.felt = s.openShop("felt", "Felt House", "en")
		s.list(s.tea, url.Values{"title_en": {"Tea bowl"}, "title_ru": {"Пиала"}, "sizes": {"Малая", "Большая"}}, smallBowl, largeBowl)
		s.list(s.felt, url.Values{"title_en": {"Felt slippers"}}, pairOfSlippers)
		s.buy()
		s.sendParcels()
		s.review()
		s.seeMoney()
		s.changeProduct()
		s.checkLetters()
		s.m.CheckInvariants()
		p.signal(syscall.SIGTERM)
		p.exit(time.Minute)
		for _, books := range []string{"invariants", "ledger verify"} {
			check := start(t, s.environ, strings.Fields(books)...)
			if code := check.exit(time.Minute); code != exitFine {
				t.Errorf("%s: exit code %d:\n%s", books, code, check.output())
			}
		}
	})
}

// hireModerator makes the first administrator and signs in.
func (s *life) hireModerator() {
	s.t.Helper()
	p := start(s.t, append(s.environ, "ADMIN_PASSWORD=market-day-2026"), "admin", "create", "--email", "root@example.com", "--username", "root")
	if code := p.exit(time.Minute); code != exitFine {
		s.t.Fatalf("exit code %d:\n%s", code, p.output())
	}
	s.moderator = newBrowser(s.t, s.address)
	w, body := s.moderator.fill("/user/sign-in/", "/user/sign-in/", "", url.Values{"username": {"root"}, "password": {"market-day-2026"}})
	s.moderator.at(w, body, "/")
	// Who runs the market signs in with two steps, or is led to where they are set up.
	w, body = s.moderator.get("/admin/")
	s.moderator.at(w, body, "/user/two-factor/")
	w, body = s.moderator.fill("/user/two-factor/on/", "/user/two-factor/on/", "", url.Values{"password": {"market-day-2026"}})
	s.moderator.at(w, body, "/user/two-factor/setup/")
	key := appKey.FindStringSubmatch(body)
	if key == nil {
		s.t.Fatalf("no key on the page:\n%s", body)
	}
	code, err := totp.GenerateCode(strings.ReplaceAll(key[1], " ", ""), time.Now())
	if err != nil {
		s.t.Fatal(err)
	}
	s.moderator.fillIn(body, "/user/two-factor/setup/", "", url.Values{"code": {code}})
	w, body = s.moderator.get("/admin/")
	s.moderator.at(w, body, "/admin/")
}

// appKey is the key that a page shows to an authenticator app.
var appKey = regexp.MustCompile(`<code>((?:[A-Z2-7]{4} ?){8})</code>`)

// openShop is how a newcomer becomes a vendor: the shop is told about, sent and verified.
func (s *life) openShop(name, title, language string) *keeper {
	s.t.Helper()
	k := &keeper{browser: newBrowser(s.t, s.address), name: name, title: title, language: language}
	if language != "en" {
		k.prefix = "/" + language
	}
	k.save("/vendors/register/", "/vendor/status/", url.Values{
		"shop_name": {title}, "contact": {"+7 701 000 00 00"}, "address": {"Abay 1"}, "terms": {"1"},
		"username": {name}, "email": {name + "@example.com"}, "password1": {"steppe-eagle-77"}, "password2": {"steppe-eagle-77"},
	})
	k.save("/vendor/settings/", "/vendor/", url.Values{"description_en": {"Everything for the table"}})
	k.save("/vendor/settings/legal/", "/vendor/", url.Values{"legal_name": {title + " LLP"}, "bin": {"940440001235"}, "iban": {"KZ86125KZT5004100100"}, "contact": {"+7 701 000 00 00"}})
	k.save("/vendor/settings/terms/", "/vendor/", url.Values{"city": {"Almaty"}, "address": {"Abay 1"}, "delivery_terms_en": {"By courier"}, "return_terms_en": {"14 days"}})
	w, body := k.fill(k.prefix+"/vendor/status/", k.prefix+"/vendor/status/submit/", "", nil)
	k.at(w, body, k.prefix+"/vendor/")
	k.shop = s.m.Scalar("SELECT id FROM vendors WHERE name = $1", title)

	page := "/admin/vendors/" + number(k.shop) + "/"
	s.see(s.moderator, "/admin/vendors/", []string{title, page}, nil)
	s.see(s.guest, "/vendors/", nil, []string{title})
	w, body = s.moderator.fill(page, page+"verify/", "", nil)
	s.moderator.at(w, body, page)
	s.see(s.guest, "/vendors/", []string{title}, nil)
	return k
}

// save fills the one form of a page of the keeper's and ends at another.
func (k *keeper) save(page, next string, typed url.Values) {
	k.t.Helper()
	w, body := k.fill(k.prefix+page, k.prefix+page, "", typed)
	k.at(w, body, k.prefix+next)
}

// list writes a product down with a picture and its sizes, sends it to the moderators and sees it on
// sale. There is a price for each variant.
func (s *life) list(k *keeper, texts url.Values, prices ...string) {
	s.t.Helper()
	create := k.prefix + "/vendor/product/create/"
	texts.Set("description_en", "<p>Made by hand</p>")
	texts.Set("category", number(s.m.Category()))
	sizes := texts["sizes"]
	texts.Del("sizes")
	_, body := k.fill(create, create, "do=pictures", texts, picture(s.t))
	if len(sizes) > 0 {
		_, body = k.fillIn(body, create, "do=option size", nil)
	}
	for _, size := range sizes {
		_, body = k.fillIn(body, create, "do=value 0", url.Values{"option_0_fresh": {size}})
	}
	offers := url.Values{}
	for i, price := range prices {
		offers.Set(fmt.Sprintf("price_%d", i), price)
		offers.Set(fmt.Sprintf("stock_%d", i), "5")
	}
	_, body = k.fillIn(body, create, "do=save", offers)
	k.product = s.m.Scalar("SELECT COALESCE(MAX(id), 0) FROM products WHERE vendor_id = $1", k.shop)
	edit := k.prefix + "/vendor/product/" + number(k.product) + "/edit/"
	w, body := k.fillIn(body, edit, "do=submit", nil)
	k.at(w, body, edit)

	public, title := "/product/"+number(k.product)+"/", texts.Get("title_en")
	s.gone(s.guest, public)
	s.see(s.guest, "/search/?q="+url.QueryEscape(title), nil, []string{public})
	page := "/admin/products/" + number(k.product) + "/"
	w, body = s.moderator.fill("/admin/products/", "/admin/products/", "", nil) // the next of the queue
	s.moderator.at(w, body, page)
	w, body = s.moderator.fillIn(body, page+"approve/", "", nil)
	s.moderator.at(w, body, "/admin/products/")
	s.see(s.guest, "/search/?q="+url.QueryEscape(title), []string{title, public}, nil)
	s.see(s.guest, public, []string{title, k.title, "/media/", "$" + prices[0]}, nil)
}

// picture is a photo of a vendor's.
func picture(t *testing.T) []byte {
	t.Helper()
	photo := image.NewRGBA(image.Rect(0, 0, 640, 640))
	for i := range 640 {
		photo.Set(i, i, color.RGBA{R: 200, A: 255})
	}
	var out bytes.Buffer
	if err := png.Encode(&out, photo); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// buy puts goods of both shops into one cart of a customer who reads Kazakh, and orders.
func (s *life) buy() {
	s.t.Helper()
	b := newBrowser(s.t, s.address)
	s.buyer = b
	w, body := b.fill("/kk/user/sign-up/", "/kk/user/sign-up/", "", url.Values{
		"username": {"aigerim"}, "email": {"aigerim@example.com"}, "password1": {"steppe-eagle-77"}, "password2": {"steppe-eagle-77"},
	})
	b.at(w, body, "/kk/dashboard/")
	for _, pick := range []struct {
		from             *keeper
		choice, quantity string
	}{{s.tea, "?o.size=" + i18n.Slug("Большая"), "2"}, {s.felt, "", "1"}} {
		_, body = b.get(fmt.Sprintf("/kk/product/%d/%s", pick.from.product, pick.choice))
		w, body = b.fillIn(body, fmt.Sprintf("/kk/cart/add/%d/", pick.from.product), "", url.Values{"quantity": {pick.quantity}})
		b.at(w, body, "/kk/cart/")
	}
	w, body = b.fill("/kk/checkout/", "/kk/checkout/", "", url.Values{
		"full_name": {"Aigerim Sadykova"}, "email": {"aigerim@example.com"}, "phone": {"+7 701 234 56 78"},
		"address": {"Abay Ave 10"}, "city": {"Almaty"}, "state": {"Almaty"}, "country": {"Kazakhstan"},
	})
	b.at(w, body, "/kk/order/")
	for _, want := range []string{"Tea bowl", "Felt slippers", s.price("kk", bowlsSold), s.price("kk", bowlsSold+slippersSold)} {
		if !strings.Contains(body, want) {
			s.t.Errorf("the order page lacks %q:\n%s", want, body)
		}
	}
}

// price is a sum of dollars as a language writes it.
func (s *life) price(language string, cents int64) string {
	return locale.For(language).Money(money.New(cents, money.USD))
}

// see opens a page and looks for what must and what must not stand there.
func (s *life) see(b *browser, page string, wanted, unwanted []string) {
	s.t.Helper()
	w, body := b.get(page)
	if w.StatusCode != http.StatusOK {
		s.t.Fatalf("%s answers %s:\n%s", page, w.Status, body)
	}
	for _, text := range append(slices.Clone(wanted), unwanted...) {
		if strings.Contains(body, text) != slices.Contains(wanted, text) {
			s.t.Errorf("%s: has %q is %v:\n%s", page, text, !slices.Contains(wanted, text), body)
		}
	}
}

// gone opens a page that is not there for who asks.
func (s *life) gone(b *browser, page string) {
	s.t.Helper()
	if w, body := b.get(page); w.StatusCode != http.StatusNotFound {
		s.t.Errorf("%s answers %s:\n%s", page, w.Status, body)
	}
}
