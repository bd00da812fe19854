package site_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"bazaar/site"
	"bazaar/site/sitetest"
)

// browserSays are the headers with which a browser tells where a form comes from.
var browserSays = map[string]http.Header{
	"same-origin":    {"Sec-Fetch-Site": {"same-origin"}},
	"typed":          {"Sec-Fetch-Site": {"none"}},
	"cross-site":     {"Sec-Fetch-Site": {"cross-site"}, "Origin": {"https://evil.example"}},
	"same-site":      {"Sec-Fetch-Site": {"same-site"}, "Origin": {"https://blog.shop.example"}},
	"own origin":     {"Sec-Fetch-Site": nil, "Origin": {"https://" + sitetest.Host}},
	"foreign origin": {"Sec-Fetch-Site": nil, "Origin": {"https://evil.example"}},
	"no origin":      {"Sec-Fetch-Site": nil, "Origin": {"null"}},
	"trusted origin": {"Sec-Fetch-Site": {"cross-site"}, "Origin": {"https://pay.example"}},
	"nothing":        {"Sec-Fetch-Site": nil},
}

func TestForeignFormsAreRefused(t *testing.T) {
	const taken, refused = 302, 403
	tests := []struct {
		says                                   string
		guest, guestToken, member, memberToken int
	}{
		{"same-origin", taken, taken, refused, taken},
		{"typed", taken, taken, refused, taken},
		{"cross-site", refused, refused, refused, refused},
		{"same-site", refused, refused, refused, refused},
		{"own origin", taken, taken, refused, taken},
		{"foreign origin", refused, refused, refused, refused},
		{"no origin", refused, refused, refused, refused},
		{"trusted origin", taken, taken, refused, taken},
		{"nothing", refused, refused, refused, taken},
	}
	sitetest.Each(t, func(t *testing.T, w *sitetest.World) {
		w = sitetest.Change(t, w, func(o *site.Options) { o.TrustedOrigins = []string{"https://pay.example"} })
		for _, tt := range tests {
			post := sitetest.Case{URL: "/set-currency/", Header: browserSays[tt.says]}
			for _, c := range []struct {
				as      string
				noToken bool
				want    int
			}{
				{sitetest.Guest, true, tt.guest},
				{sitetest.Guest, false, tt.guestToken},
				{sitetest.Customer, true, tt.member},
				{sitetest.Customer, false, tt.memberToken},
			} {
				post.As, post.NoToken, post.Status, post.Form = c.as, c.noToken, c.want, form("currency", "KZT")
				post.Name = strings.Join([]string{c.as, tt.says, map[bool]string{true: "without token", false: "with token"}[c.noToken]}, ", ")
				w.Run(t, post)
			}
		}
	})
}

func TestTokensOfOthersAreRefused(t *testing.T) {
	foreign := strings.Repeat("x", 32)
	post := func(name, token string, status int) sitetest.Case {
		return sitetest.Case{
			Name: name, As: sitetest.Customer, URL: "/set-currency/", NoToken: true, Status: status,
			Form: form("currency", "KZT", "csrfmiddlewaretoken", token),
		}
	}
	header := func(name, token string, status int) sitetest.Case {
		c := post(name, "", status)
		c.Header = http.Header{"X-Csrftoken": {token}}
		return c
	}
	scenarios(
		t,
		post("the cookie's own value", sitetest.Token, 302),
		post("somebody else's", foreign, 403),
		post("somebody else's, masked", strings.Repeat("a", 32)+strings.Repeat("b", 32), 403),
		post("empty", "", 403),
		post("of the wrong length", sitetest.Token+"a", 403),
		header("header with the cookie's value", sitetest.Token, 302),
		header("header with somebody else's", foreign, 403),
	)
}

func TestARefusedFormCanBeSentAgain(t *testing.T) {
	sitetest.Each(t, func(t *testing.T, w *sitetest.World) {
		b := w.Browser(sitetest.Customer)
		rec := b.Send(t, sitetest.Case{URL: "/ru/set-currency/", Form: form("currency", "KZT", "next", "/cart/"), NoToken: true})
		page := rec.Body.String()
		sitetest.Check(t, sitetest.Case{
			Status: 403,
			Has:    []string{"Отправьте форму ещё раз", `action="/ru/set-currency/"`, `name="next" value="/cart/"`},
		}, rec)
		_, rest, _ := strings.Cut(page, `name="csrfmiddlewaretoken" value="`)
		token, _, _ := strings.Cut(rest, `"`)
		again := form("currency", "KZT", "next", "/cart/", "csrfmiddlewaretoken", token)
		sitetest.Check(t, sitetest.Case{Status: 302, Location: "/ru/cart/"},
			b.Send(t, sitetest.Case{URL: "/ru/set-currency/", Form: again, NoToken: true}))
	})
	// A form from elsewhere must not wait for a click under our token.
	rec := sitetest.Case{
		URL: "/set-currency/", As: sitetest.Customer, Form: form("currency", "KZT", "next", "/evil/"), NoToken: true,
		Header: browserSays["cross-site"], Status: 403, HasNot: []string{"/evil/", "Send again"},
	}
	t.Run("foreign", func(t *testing.T) { scenarios(t, rec) })
}

func TestRefusedScriptsGetJSON(t *testing.T) {
	scenarios(t, sitetest.Case{
		As: sitetest.Customer, URL: "/set-currency/", AJAX: true, NoToken: true, Form: form("currency", "KZT"),
		Status: 403, Has: []string{`"success":false`, `"error":"csrf"`},
	})
}

func TestADeadSessionLeavesAGuest(t *testing.T) {
	sitetest.Each(t, func(t *testing.T, w *sitetest.World) {
		b := w.Browser(sitetest.Customer)
		if page := b.Send(t, sitetest.Case{URL: "/nothing/"}).Body.String(); !strings.Contains(page, "customer") {
			t.Error("the page does not greet the customer")
		}
		w.Wait(48 * time.Hour)
		rec := b.Send(t, sitetest.Case{URL: "/nothing/"})
		sitetest.Check(t, sitetest.Case{Status: 404, HasNot: []string{"customer"}}, rec)
		if b.Cookie("sessionid") != "" {
			t.Error("the dead cookie stays")
		}
		forged := sitetest.Case{URL: "/nothing/", Header: http.Header{"Cookie": {"sessionid=" + strings.Repeat("A", 5000)}}, Status: 404}
		w.Run(t, forged)
	})
}
