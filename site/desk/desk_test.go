package desk_test

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"hash/crc32"
	"image"
	"image/png"
	"mime/multipart"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"bazaar/market/actor"
	"bazaar/market/catalog"
	"bazaar/market/markettest"
	"bazaar/market/vendors"
	"bazaar/site/sitetest"
)

func form(pairs ...string) url.Values {
	v := url.Values{}
	for i := 0; i < len(pairs); i += 2 {
		v.Add(pairs[i], pairs[i+1])
	}
	return v
}

func TestAGuestOpensAShopAndCompletesIt(t *testing.T) {
	sitetest.Each(t, func(t *testing.T, w *sitetest.World) {
		b := w.Browser(sitetest.Guest)
		b.Send(t, sitetest.Case{URL: "/vendors/register/"})
		shop := form("shop_name", "Tea House", "contact", "+7 701 000 00 00", "address", "Abay 1", "terms", "1",
			"username", "teahouse", "email", "tea@example.com", "password1", "correct-horse-42", "password2", "correct-horse-42")
		short := form("shop_name", "Tea House", "username", "teahouse", "email", "tea@example.com", "password1", "x", "password2", "x")
		refused := sitetest.Case{URL: "/vendors/register/", Form: short, Status: 422, Has: []string{"Tea House", "This field is required.", "Please accept the rules for vendors."}}
		sitetest.Check(t, refused, b.Send(t, refused))
		for _, c := range []sitetest.Case{
			{Name: "register", URL: "/vendors/register/", Form: shop, Status: 302, Location: "/vendor/status/"},
			{Name: "nothing is told yet", URL: "/vendor/status/", Status: 200, Has: []string{"Your shop is not open yet", "Legal details"}, HasNot: []string{"Send for verification"}},
			{Name: "sent too early", URL: "/vendor/status/submit/", Form: form(), Status: 303, Location: "/vendor/status/"},
			{Name: "store", URL: "/vendor/settings/", Form: form("version", "1", "description_en", "Tea <script>x</script>and <strong>cups</strong>"), Status: 303},
			{Name: "an old form", URL: "/vendor/settings/", Form: form("version", "1", "description_en", "Tea"), Status: 409, Has: []string{"Somebody changed this"}},
			{Name: "wrong numbers", URL: "/vendor/settings/legal/", Form: form("version", "2", "legal_name", "Tea LLP", "bin", "123", "iban", "DE89", "contact", "+7"), Status: 422, Has: []string{"Tea LLP", "12 digits", "no valid account"}},
			{Name: "legal", URL: "/vendor/settings/legal/", Form: form("version", "2", "legal_name", "Tea LLP", "bin", "940440001235", "iban", "kz86 125k zt50 0410 0100", "contact", "+7 701 000 00 00"), Status: 303},
			{Name: "terms", URL: "/vendor/settings/terms/", Form: form("version", "3", "city", "Almaty", "address", "Abay 1", "delivery_terms_ru", "Курьером", "return_terms_kk", "14 күн"), Status: 303},
			{Name: "all is told", URL: "/vendor/status/", Status: 200, Has: []string{"Send for verification"}},
			{Name: "sent", URL: "/vendor/status/submit/", Form: form(), Status: 303},
			{Name: "waits", URL: "/vendor/dashboard/", Status: 200, Has: []string{"waiting for verification", "To the first sale"}},
		} {
			t.Run(c.Name, func(t *testing.T) { sitetest.Check(t, c, b.Send(t, c)) })
		}
		if got := w.Market.Text("SELECT iban FROM vendors WHERE name = 'Tea House'"); got != "KZ86125KZT5004100100" {
			t.Errorf("the account is kept as %q", got)
		}
		if got := w.Market.Text("SELECT CAST(description AS text) FROM vendors WHERE name = 'Tea House'"); strings.Contains(got, "script") || !strings.Contains(got, "strong") {
			t.Errorf("the description is kept as %s", got)
		}
		waiting, err := vendors.ListStage(t.Context(), w.DB, actor.System, vendors.Sought{})
		if err != nil || waiting.Total != 1 || waiting.Vendors[0].Name != "Tea House" {
			t.Errorf("applications %+v, %v", waiting, err)
		}
	})
}

func TestASuspendedShopVanishesAtOnceAndIsToldWhy(t *testing.T) {
	sitetest.Each(t, func(t *testing.T, w *sitetest.World) {
		shop := w.Shop(sitetest.Vendor)
		kettle := w.Market.Product(shop, markettest.Goods{Title: "Samovar", Price: 9900, Stock: 3})
		pages := map[string]string{"product": fmt.Sprintf("/product/%d/", kettle.ID), "shop": fmt.Sprintf("/vendor/%d/", shop.ID), "list": "/products/"}
		for range 2 { // the second answer comes from memory
			for name, address := range pages {
				w.Run(t, sitetest.Case{Name: name, URL: address, Status: 200, Has: []string{"Samovar"}})
			}
		}
		decision := vendors.Decision{VendorID: shop.ID, Reason: "Parcels were not sent."}
		if err := catalog.SuspendVendor(t.Context(), w.DB, actor.System, decision, w.Now()); err != nil {
			t.Fatal(err)
		}
		w.Run(t,
			sitetest.Case{Name: "product is gone", URL: pages["product"], Status: 404},
			sitetest.Case{Name: "shop is gone", URL: pages["shop"], Status: 404},
			sitetest.Case{Name: "list is without it", URL: pages["list"], Status: 200, HasNot: []string{"Samovar"}},
			sitetest.Case{Name: "desk says why", As: sitetest.Vendor, URL: "/vendor/dashboard/", Status: 200, Has: []string{"Parcels were not sent."}},
		)
	})
}

// product is the form of a product as a browser sends it.
func product(pairs ...string) url.Values {
	v := form("title_en", "Tea cup", "description_en", "<p>Thin</p>", "price_0", "12.50", "stock_0", "7", "was_0", "0", "low_0", "2", "row", "0", "do", "save")
	for i := 0; i < len(pairs); i += 2 {
		v.Set(pairs[i], pairs[i+1])
	}
	return v
}

func TestAProductGoesFromDraftToSale(t *testing.T) {
	sitetest.Each(t, func(t *testing.T, w *sitetest.World) {
		w.Shop(sitetest.Vendor)
		b := w.Browser(sitetest.Vendor)
		send := func(c sitetest.Case) {
			t.Helper()
			t.Run(c.Name, func(t *testing.T) { sitetest.Check(t, c, b.Send(t, c)) })
		}
		category := fmt.Sprint(w.Market.Category())
		send(sitetest.Case{Name: "wrong", URL: "/vendor/product/create/", Form: product("price_0", "cheap", "title_en", ""), Status: 422, Has: []string{"Thin", "Write a price"}})
		send(sitetest.Case{Name: "draft", URL: "/vendor/product/create/", Form: product("category", category), Status: 303})
		id := w.Market.Scalar("SELECT MAX(id) FROM products")
		edit := fmt.Sprintf("/vendor/product/%d/edit/", id)
		variant := w.Market.Scalar("SELECT id FROM variants WHERE product_id = $1", id)
		row := fmt.Sprint(variant)
		send(sitetest.Case{Name: "no picture", URL: edit, Form: product("category", category, "version", "1", "row", row, "was_0", "7", "do", "submit", "key", "a"), Status: 422, Has: []string{"Add at least one picture."}})
		media := strings.Repeat("a", 64)
		send(sitetest.Case{Name: "sent for review", URL: edit, Form: product("category", category, "version", "1", "row", row, "was_0", "7", "do", "submit", "key", "b", "media", media, "alt_en", "A cup"), Status: 303, Location: edit})
		if err := catalog.Approve(t.Context(), w.DB, actor.System, catalog.Decision{ProductID: id}, w.Now()); err != nil {
			t.Fatal(err)
		}
		version := fmt.Sprint(w.Market.Scalar("SELECT version FROM products WHERE id = $1", id))
		change := product("category", category, "version", version, "row", row, "was_0", "7", "stock_0", "9", "price_0", "11.00", "title_en", "Tea cup, blue", "media", media, "alt_en", "A cup", "key", "c")
		send(sitetest.Case{Name: "a change", URL: edit, Form: change, Status: 303, Location: edit})
		public := fmt.Sprintf("/product/%d/", id)
		send(sitetest.Case{Name: "buyers see the old title and the new price", URL: public, Status: 200, Has: []string{"Tea cup", "$11.00"}, HasNot: []string{"Tea cup, blue"}})
		send(sitetest.Case{Name: "the form shows the change", URL: edit, Status: 200, Has: []string{"Tea cup, blue", "waits for review"}})
		send(sitetest.Case{Name: "preview", URL: fmt.Sprintf("/vendor/product/%d/preview/", id), Status: 200, Has: []string{"Tea cup, blue"}})
		send(sitetest.Case{Name: "movements", URL: fmt.Sprintf("/vendor/product/%d/stock/", id), Status: 200, Has: []string{"+7", "+2"}})
		w.Wait(time.Minute)
		send(sitetest.Case{Name: "typed and kept", URL: edit[:len(edit)-len("edit/")] + "keep/", Form: form("title_en", "Half a cup"), Status: 200})
		send(sitetest.Case{Name: "kept form comes back", URL: edit + "?restore=1", Status: 200, Has: []string{"Half a cup"}})
	})
}

func TestPicturesAreReadAndOthersRefused(t *testing.T) {
	sitetest.Each(t, func(t *testing.T, w *sitetest.World) {
		w.Shop(sitetest.Vendor)
		b := w.Browser(sitetest.Vendor)
		b.Send(t, sitetest.Case{URL: "/vendor/product/create/"})
		var picture bytes.Buffer
		if err := png.Encode(&picture, image.NewRGBA(image.Rect(0, 0, 40, 40))); err != nil {
			t.Fatal(err)
		}
		for _, tt := range []struct {
			name, body string
			status     int
			has        string
		}{
			{"a picture", picture.String(), 303, ""},
			{"a drawing with a script", `<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>`, 422, "This is no picture that we can read."},
			{"a page that says it is a GIF", "GIF89a\x01\x00\x01\x00\x00\x00\x00<script>alert(1)</script>", 422, "This is no picture that we can read."},
			{"a bomb", bomb(picture.Bytes()), 422, "25 megapixels"},
		} {
			body, kind := upload(t, tt.body)
			c := sitetest.Case{Name: tt.name, Method: http.MethodPost, URL: "/vendor/product/create/", Body: body, Header: http.Header{"Content-Type": {kind}, "X-Csrftoken": {sitetest.Token}}, Status: tt.status}
			if tt.has != "" {
				c.Has = []string{tt.has, "Tea cup"}
			}
			t.Run(tt.name, func(t *testing.T) { sitetest.Check(t, c, b.Send(t, c)) })
			if tt.status == 303 {
				again := sitetest.Case{URL: "/vendor/product/create/?restore=1&at=picture-0", Status: 200, Has: []string{`id="picture-0"`, "/media/", "Tea cup"}}
				sitetest.Check(t, again, b.Send(t, again))
			}
		}
	})
}

// bomb is a small picture that claims to be huge.
func bomb(picture []byte) string {
	b := bytes.Clone(picture)
	copy(b[16:], []byte{0, 0, 0xff, 0xff, 0, 0, 0xff, 0xff})
	binary.BigEndian.PutUint32(b[29:], crc32.ChecksumIEEE(b[12:29]))
	return string(b)
}

// upload is a form with a picture, which asks for its pictures to be stored.
func upload(t *testing.T, picture string) (body, kind string) {
	t.Helper()
	var b bytes.Buffer
	m := multipart.NewWriter(&b)
	for name, value := range map[string]string{"title_en": "Tea cup", "do": "pictures", "row": "0"} {
		if err := m.WriteField(name, value); err != nil {
			t.Fatal(err)
		}
	}
	part, err := m.CreateFormFile("picture", "cup.png")
	if err == nil {
		_, err = part.Write([]byte(picture))
	}
	if err != nil {
		t.Fatal(err)
	}
	if err := m.Close(); err != nil {
		t.Fatal(err)
	}
	return b.String(), m.FormDataContentType()
}

func TestTheDeskAsksForFewStatements(t *testing.T) {
	sitetest.Each(t, func(t *testing.T, w *sitetest.World) {
		goods := w.Market.Product(w.Shop(sitetest.Vendor), markettest.Goods{Title: "Samovar", Price: 9900, Stock: 3})
		const most = 6
		for _, more := range []int64{0, 60} {
			if more > 0 {
				w.Multiply(t, more)
			}
			for _, address := range []string{"/vendor/dashboard/", "/vendor/products/", "/vendor/products/?low=1", fmt.Sprintf("/vendor/product/%d/edit/", goods.ID), "/vendor/settings/", "/vendor/analytics/", "/vendor/finance/", "/vendor/reviews/?unanswered=1&stars=5", "/vendor/staff/", "/vendor/settings/away/"} {
				names := w.Statements(t, sitetest.Case{As: sitetest.Vendor, URL: address, Status: 200})
				limit := most
				if address == "/vendor/dashboard/" { // all that waits: parcels, goods, stock, reviews, the setup; and the sales
					limit = 8
				}
				if len(names) > limit {
					t.Errorf("%s takes %d statements: %v", address, len(names), names)
				}
			}
		}
	})
}
