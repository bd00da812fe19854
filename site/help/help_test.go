package help_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"bazaar/market/content"
	"bazaar/market/markettest"
	"bazaar/site"
	"bazaar/site/sitetest"
)

func form(pairs ...string) url.Values {
	f := url.Values{}
	for i := 0; i < len(pairs); i += 2 {
		f.Set(pairs[i], pairs[i+1])
	}
	return f
}

func TestTextsAreReadInEveryLanguage(t *testing.T) {
	sitetest.Each(t, func(t *testing.T, w *sitetest.World) {
		w.Run(t,
			sitetest.Case{URL: "/returns/", Status: 200, Has: []string{
				"<h1>Returns and refunds</h1>", `<h2 id="part-1">`, `href="#part-1"`, `href="/help/cancel/"`, "Last changed:", `action="/help/returns/useful/"`,
			}},
			sitetest.Case{URL: "/ru/returns/", Status: 200, Has: []string{"<h1>Возврат товара и денег</h1>", `href="/ru/help/cancel/"`, "14 календарных дней"}},
			sitetest.Case{URL: "/kk/terms_of_service/", Status: 200, Has: []string{"Пайдаланушы келісімі", "Осы бетте", "Bazaar"}, HasNot: []string{"{{", "useful/"}},
			sitetest.Case{URL: "/kk/help/sell/", Status: 200, Has: []string{"<h1>Bazaar алаңында қалай сатуға болады</h1>"}, HasNot: []string{"{{"}},
			sitetest.Case{Name: "a text of another address", URL: "/help/returns/", Status: 301, Location: "/returns/"},
			sitetest.Case{Name: "no such text", URL: "/help/nothing/", Status: 404},
			sitetest.Case{Name: "the short one has no contents", URL: "/help/cancel/", Status: 200, Has: []string{"Cancelling an order"}, HasNot: []string{"<html><"}},
		)
	})
}

func TestWhatStaffWritesCanDoNoHarm(t *testing.T) {
	sitetest.Each(t, func(t *testing.T, w *sitetest.World) {
		err := content.Edit(t.Context(), w.DB, w.Actor(sitetest.Admin), content.Draft{
			Slug: "about", Language: "en", Title: "<b>Us</b>", Version: 1,
			Body: "<script>alert(1)</script>\n\n[bad](javascript:alert(1)) [odd](//evil.example) **good** <img src=x onerror=alert(1)>\n\n## One",
		}, w.Now())
		if err != nil {
			t.Fatal(err)
		}
		w.Run(t, sitetest.Case{
			URL: "/about/", Status: 200, Has: []string{"&lt;b&gt;Us&lt;/b&gt;", "<strong>good</strong>", `<h2 id="part-1">One</h2>`},
			HasNot: []string{"<script>", "javascript:", "onerror", "<b>Us"},
		})
	})
}

func TestTheHelpIsSearched(t *testing.T) {
	sitetest.Each(t, func(t *testing.T, w *sitetest.World) {
		w.Run(t,
			sitetest.Case{URL: "/help/", Status: 200, Has: []string{"How can we help?", "How to order", "Selling on Bazaar", "Privacy policy", `href="/contact/"`}, HasNot: []string{"{{"}},
			sitetest.Case{URL: "/help/?q=refund", Status: 200, Has: []string{"about “refund”", "noindex"}},
			sitetest.Case{URL: "/ru/help/?q=" + url.QueryEscape("возвраты"), Status: 200, Has: []string{"по запросу «возвраты»", "/ru/returns/"}},
			sitetest.Case{URL: "/help/?q=zzzzzz", Status: 200, Has: []string{"Nothing found for “zzzzzz”", "Try another word"}},
			sitetest.Case{URL: "/help/?q=" + url.QueryEscape("<script>"), Status: 200, Has: []string{"&lt;script&gt;"}, HasNot: []string{"<script>"}},
		)
	})
}

func TestAVisitorSaysOnceWhetherATextWasUseful(t *testing.T) {
	sitetest.Each(t, func(t *testing.T, w *sitetest.World) {
		guest := w.Browser(sitetest.Guest)
		for _, answer := range []string{"yes", "no", "yes"} {
			rec := guest.Send(t, sitetest.Case{URL: "/help/returns/useful/", Form: form("useful", answer)})
			sitetest.Check(t, sitetest.Case{Status: 303, Location: "/returns/"}, rec)
		}
		sitetest.Check(t, sitetest.Case{Status: 200, Has: []string{"Thank you. That helps us"}}, guest.Send(t, sitetest.Case{URL: "/returns/"}))
		w.Run(t,
			sitetest.Case{As: sitetest.Customer, AJAX: true, URL: "/ru/help/returns/useful/", Form: form("useful", "no"), Status: 200, Has: []string{`"success":true`}},
			sitetest.Case{As: sitetest.Customer, URL: "/help/returns/useful/", Form: form("useful", "no"), Status: 303},
			sitetest.Case{Name: "neither yes nor no", URL: "/help/returns/useful/", Form: form("useful", "maybe"), Status: 422},
			sitetest.Case{Name: "a page that is no help", URL: "/help/about/useful/", Form: form("useful", "yes"), Status: 404},
			sitetest.Case{As: sitetest.Admin, URL: "/returns/", Status: 200, Has: []string{"Useful to 1 of 2 visitors"}},
			sitetest.Case{As: sitetest.Customer, URL: "/returns/", Status: 200, HasNot: []string{"visitors who said so"}},
		)
	})
}

// message is a complete form; changes are pairs of field and value.
func message(changes ...string) url.Values {
	f := form("full_name", "Aigerim", "email", "aigerim@example.com", "subject", "Parcel", "message", "Where is it?")
	for name, values := range form(changes...) {
		f[name] = values
	}
	return f
}

func TestMessagesAreTakenAndRefused(t *testing.T) {
	sitetest.Each(t, func(t *testing.T, w *sitetest.World) {
		const thanks = `"message":"Your message has been sent. Thank you!","success":true`
		w.Run(t,
			sitetest.Case{URL: "/contact/", Form: message(), Status: 303, Location: "/contact/?sent=1"},
			sitetest.Case{URL: "/contact/?sent=1", Status: 200, Has: []string{"Your message has been sent. Thank you!", "Write another message"}},
			sitetest.Case{Name: "by a script", AJAX: true, URL: "/contact/", Form: message("subject", "Second"), Status: 200, Has: []string{thanks}},
			sitetest.Case{Name: "the same again", AJAX: true, URL: "/contact/", Form: message("subject", "Second"), Status: 200, Has: []string{thanks}},
			sitetest.Case{Name: "the bait is taken", AJAX: true, URL: "/contact/", Form: message("subject", "Third", "website", "https://spam.example"), Status: 200, Has: []string{thanks}},
			sitetest.Case{Name: "the field of the former shop", AJAX: true, URL: "/contact/", Form: form("name", "A", "email", "a@example.com", "subject", "Fourth", "message", "x"), Status: 200, Has: []string{thanks}},
			sitetest.Case{Name: "what was typed stays", URL: "/ru/contact/", Form: message("email", "nobody", "message", "Слова <b>"), Status: 422, Has: []string{
				"Ошибка:", `value="nobody"`, "Слова &lt;b&gt;", `aria-invalid="true"`, `href="#f-email"`,
			}},
			sitetest.Case{Name: "wrong fields, by a script", AJAX: true, URL: "/contact/", Form: message("email", ""), Status: 400, Has: []string{`"error":"invalid"`, `"email":`}},
			sitetest.Case{Name: "without a token", URL: "/contact/", Form: message(), NoToken: true, Status: 403},
		)
		if n := w.Market.Scalar("SELECT COUNT(*) FROM support_messages"); n != 3 {
			t.Errorf("%d messages were kept, want 3", n)
		}
		if n := w.Market.Scalar("SELECT COUNT(*) FROM letters"); n != 3 {
			t.Errorf("%d letters are owed, want one to the administrator for each", n)
		}
	})
}

func TestACustomerChoosesAnOrder(t *testing.T) {
	sitetest.Each(t, func(t *testing.T, w *sitetest.World) {
		kettle := w.Market.Product(w.Market.Vendor(), markettest.Goods{Title: "Kettle", Price: 2500, Stock: 9})
		o := w.Market.Order(w.Actor(sitetest.Customer), markettest.Pick{Product: kettle, Quantity: 1})
		address := "/contact/?subject=Broken&order="
		w.Run(t,
			sitetest.Case{As: sitetest.Customer, URL: address + o.OID, Status: 200, Has: []string{
				`<option value="` + o.OID + `" selected>`, "Not about an order", `value="Broken"`, `value="customer@bazaar.test"`,
			}},
			sitetest.Case{Name: "a number that is not his", As: sitetest.Customer, URL: address + "other", Status: 200, Has: []string{`value="other"`}, HasNot: []string{"<option"}},
			sitetest.Case{As: sitetest.OtherCustomer, URL: "/contact/", Status: 200, HasNot: []string{o.OID}},
			sitetest.Case{URL: address + o.OID, Status: 200, Has: []string{`value="` + o.OID + `"`}, HasNot: []string{"customer@bazaar.test"}},
		)
	})
}

func TestTheAddressOfTheOperatorIsShown(t *testing.T) {
	sitetest.Each(t, func(t *testing.T, w *sitetest.World) {
		w.Run(t, sitetest.Case{URL: "/contact/", Status: 200, HasNot: []string{"mailto:"}})
		other := sitetest.Change(t, w, func(o *site.Options) {
			o.Desk.Email, o.Desk.Language, o.Operator = "help@shop.example", "ru", "Sauda LLP"
		})
		other.Run(t,
			sitetest.Case{URL: "/contact/", Status: 200, Has: []string{`href="mailto:help@shop.example"`}},
			sitetest.Case{URL: "/about/", Status: 200, Has: []string{"Sauda LLP"}},
			sitetest.Case{URL: "/contact/", Form: message(), Status: 303},
		)
		if n := w.Market.Scalar("SELECT COUNT(*) FROM letters WHERE recipient = 'help@shop.example' AND language = 'ru'"); n != 1 {
			t.Errorf("%d letters to the operator", n)
		}
	})
}

func TestOneAccountCannotFloodTheOperator(t *testing.T) {
	sitetest.Each(t, func(t *testing.T, w *sitetest.World) {
		b := w.Browser(sitetest.Customer)
		var last int
		for i := range 11 {
			last = b.Send(t, sitetest.Case{URL: "/contact/", Form: message("subject", strings.Repeat("x", i+1))}).Code
		}
		if last != http.StatusTooManyRequests {
			t.Errorf("the eleventh message is answered %d", last)
		}
	})
}
