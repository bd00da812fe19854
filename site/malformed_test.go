package site_test

import (
	"bytes"
	"fmt"
	"mime/multipart"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"bazaar/market/markettest"
	"bazaar/site"
	"bazaar/site/sitetest"
)

// malformed are bodies that are no form, or more than one, by their Content-Type.
func malformed(t *testing.T) map[string]struct{ kind, body string } {
	t.Helper()
	const plain = "application/x-www-form-urlencoded"
	var parts bytes.Buffer
	w := multipart.NewWriter(&parts)
	for _, field := range []string{"quantity", "full_name", "username", "next"} {
		if err := w.WriteField(field, "1"); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	fields := strings.Repeat("&quantity=1", 1001)
	return map[string]struct{ kind, body string }{
		"a field of 10 MB":              {plain, "quantity=" + strings.Repeat("9", 10<<20)},
		"a thousand and one fields":     {plain, fields[1:]},
		"a hundred thousand names":      {plain, strings.Repeat("a&", 100_000)},
		"broken escapes":                {plain, "quantity=%zz&full_name=%"},
		"semicolons":                    {plain, "quantity=1;full_name=x"},
		"bad UTF-8 in a name":           {plain, "%ff=1"},
		"NUL in a name":                 {plain, "quantity%00=1"},
		"JSON":                          {"application/json", `{"quantity": 1, "price": 0.01}`},
		"deep JSON":                     {"application/json", strings.Repeat("[", 100_000)},
		"XML":                           {"text/xml", `<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><x>&e;</x>`},
		"no kind":                       {"", "quantity=1"},
		"a kind that is none":           {";;;", "quantity=1"},
		"parts":                         {w.FormDataContentType(), parts.String()},
		"parts without their end":       {w.FormDataContentType(), parts.String()[:parts.Len()/2]},
		"parts without a boundary":      {"multipart/form-data", parts.String()},
		"parts of another boundary":     {"multipart/form-data; boundary=other", parts.String()},
		"a file where a text should be": {"multipart/form-data; boundary=b", "--b\r\nContent-Disposition: form-data; name=\"quantity\"; filename=\"../../x\"\r\n\r\n1\r\n--b--\r\n"},
	}
}

func TestMalformedBodiesAreRefusedOrHarmless(t *testing.T) {
	t.Parallel() // one of the longest
	bodies := malformed(t)
	sitetest.Each(t, func(t *testing.T, w *sitetest.World) {
		send := func(s sitetest.Stop, b struct{ kind, body string }) int {
			as := attacker(s)
			if strings.HasPrefix(s.URL, "/user/sign-") {
				as = sitetest.Guest
			}
			if as == sitetest.Guest || guessing(s.URL) {
				w = sitetest.Change(t, w, func(*site.Options) {}) // nobody has tried to sign in or guess yet
			}
			rec := w.Send(t, sitetest.Case{As: as, URL: s.URL, AJAX: true, Body: b.body, Header: http.Header{"Content-Type": {b.kind}}})
			harmless(t, s.Pattern+" "+b.kind, rec)
			return rec.Code
		}
		for _, s := range crowded(w) {
			if !strings.HasPrefix(s.Pattern, http.MethodPost) || s.Pattern == "POST /user/sign-out/{$}" {
				continue
			}
			refused := map[string]bool{}
			for name, b := range bodies {
				refused[name] = send(s, b) >= 400
			}
			before := w.Fingerprint(t)
			for name, b := range bodies {
				if refused[name] {
					send(s, b)
				}
			}
			if w.Fingerprint(t) != before {
				t.Errorf("%s: a refused body wrote something", s.Pattern)
			}
		}
	})
}

func TestWhatIsTooLargeOrUnreadableIsSaid(t *testing.T) {
	bodies := malformed(t)
	sitetest.Each(t, func(t *testing.T, w *sitetest.World) {
		s := stocked(w)
		for name, want := range map[string]int{
			"a field of 10 MB": 413, "a thousand and one fields": 400, "a hundred thousand names": 400, "broken escapes": 400,
			"semicolons": 400, "bad UTF-8 in a name": 400, "NUL in a name": 400, "parts without their end": 400, "parts without a boundary": 400,
		} {
			for _, path := range []string{addPath(s.mouse), "/checkout/"} {
				w.Run(t, sitetest.Case{
					Name: path + " " + name, As: sitetest.Customer, URL: path, Body: bodies[name].body, Status: want,
					Header: http.Header{"Content-Type": {bodies[name].kind}, "X-Csrftoken": {sitetest.Token}},
				})
			}
		}
	})
}

func TestHostileCookiesAndHeadersAreHarmless(t *testing.T) {
	cookies := []string{"sessionid", "csrftoken", "language", "currency", "theme", "wish", "messages"}
	headers := []string{
		"Accept-Language", "Accept-Encoding", "Referer", "Origin", "X-Request-Id", "X-Requested-With", "X-Forwarded-For", "X-Forwarded-Proto",
		"If-None-Match", "If-Modified-Since", "Range", "User-Agent", "Content-Length", "Sec-Fetch-Site", "Authorization", "Content-Type",
	}
	sitetest.Each(t, func(t *testing.T, w *sitetest.World) {
		p := stocked(w).mouse
		before := w.Fingerprint(t)
		for _, value := range hostile {
			for _, name := range cookies {
				// As it comes, since a client need not keep to what cookies may hold.
				sent := http.Header{"Cookie": {name + "=" + value, name + "=" + url.QueryEscape(value)}}
				for _, c := range []sitetest.Case{{URL: "/"}, {URL: "/cart/"}, {URL: "/user/sign-in/"}, {URL: addPath(p), Form: form("quantity", "1")}} {
					c.Header, c.NoToken = sent, true
					harmless(t, c.URL+" "+name+"="+value, w.Send(t, c))
				}
			}
			for _, name := range headers {
				c := sitetest.Case{As: sitetest.Customer, URL: fmt.Sprintf("/product/%d/", p.ID), Header: http.Header{name: {value}}}
				harmless(t, name+": "+value, w.Send(t, c))
			}
		}
		if w.Fingerprint(t) != before {
			t.Error("a hostile cookie or header wrote something")
		}
	})
}

func TestAWrongCheckoutComesBackWithWhatWasTyped(t *testing.T) {
	long := strings.Repeat("x", 3000)
	sitetest.Each(t, func(t *testing.T, w *sitetest.World) {
		w.Market.Fill(w.Actor(sitetest.Customer), markettest.Pick{Product: stocked(w).mouse, Quantity: 2})
		before := w.Fingerprint(t)
		for _, c := range []struct {
			name  string
			wrong []string
			has   []string
		}{
			{"no name", []string{"full_name", " "}, []string{"This field is required.", `value="Abay Ave 10"`}},
			{"no address", []string{"email", "not an address"}, []string{"Enter a valid email address.", `value="not an address"`}},
			{"two addresses", []string{"email", "a@example.com, b@example.com"}, []string{"Enter a valid email address."}},
			{"a header in the address", []string{"email", "a@example.com\r\nBcc: b@example.com"}, []string{"characters that cannot be used"}},
			{"words for a phone", []string{"phone", "call me"}, []string{"Enter a phone number", `value="call me"`}},
			{"too long", []string{"city", long}, []string{"too long", long}},
			{"lines in a name", []string{"full_name", "Aigerim\nSadykova"}, []string{"characters that cannot be used"}},
			{"markup", []string{"email", "x", "notes", "<b>bold</b>", "full_name", `"><script>alert(1)</script>`}, []string{"&lt;b&gt;bold&lt;/b&gt;", "&#34;&gt;&lt;script&gt;"}},
			{"an unknown coupon", []string{"coupon", "NOPE"}, []string{"This coupon is invalid or has expired.", `value="NOPE"`}},
			{"an unknown way to pay", []string{"payment_method", "gold"}, []string{`role="alert"`, "Choose one of the ways to pay."}},
			{"a key beyond all bounds", []string{"checkout_key", long}, []string{`role="alert"`, "Please correct the errors below."}},
		} {
			typed := purchase("wrong-"+c.name, append(c.wrong, "zip_code", "050000")...)
			has := append(c.has, `value="050000"`, "$59.98")
			w.Run(t, sitetest.Case{Name: c.name, As: sitetest.Customer, URL: "/checkout/", Form: typed, Status: 422, Has: has, HasNot: []string{"<script>alert"}})
			w.Run(t, sitetest.Case{Name: c.name + ", script", As: sitetest.Customer, URL: "/checkout/", AJAX: true, Form: typed, Status: 400, Has: []string{`"success":false`, `"fields":{`}})
		}
		w.Run(t, sitetest.Case{As: sitetest.Customer, URL: "/ru/checkout/", Form: purchase("ru", "full_name", ""), Status: 422, Has: []string{`<html lang="ru"`, `value="Abay Ave 10"`}, HasNot: []string{"This field is required."}})
		w.Run(t, sitetest.Case{As: sitetest.Customer, URL: "/checkout/", Form: purchase("form", "full_name", ""), NoToken: true, Status: 403, Has: []string{`name="address" value="Abay Ave 10"`}})
		if w.Fingerprint(t) != before {
			t.Error("a wrong form wrote something")
		}
	})
}
