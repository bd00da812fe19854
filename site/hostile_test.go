package site_test

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"

	"bazaar/market/markettest"
	"bazaar/site"
	"bazaar/site/sitetest"
)

// hostile are values that nobody types in good faith, for each place that takes one.
var hostile = []string{
	"", " ", "0", "-1", "1e309", "NaN", "0x7f", "1000000000000000000", strings.Repeat("9", 400),
	"\x00", "a\x00b", "\xff\xfe", "\u202etxt.exe", "\u2028", "👩‍👩‍👧‍👦", "<script>alert(1)</script>", `"><img src=x onerror=alert(1)>`,
	"'; DROP TABLE orders; --", `\`, "%", "%s%n%d", "%00", "{{7*7}}", "../../etc/passwd", "//evil.example", `/\evil.example`,
	"\r\nSet-Cookie: a=b", "null", "[]", strings.Repeat("a", 20_000),
}

// parameters are the names that addresses of the site know.
var parameters = []string{
	"page", "category", "min_price", "max_price", "vendor", "on_sale", "in_stock", "order_by", "q", "v", "tag", "next", "per_page", "lang", "stage",
}

// ownParameters are the further names that pages of one's own, the desk and the administration know.
var ownParameters = []string{
	"state", "status", "stars", "from", "until", "period", "table", "currency", "view", "seen", "hidden", "restore", "sort", "low", "unanswered",
}

// attacker is who attacks a stop: a customer, or at the desk and in the administration the first
// whom the stop lets in.
func attacker(s sitetest.Stop) string {
	if strings.HasPrefix(s.URL, "/vendor/") || strings.HasPrefix(s.URL, "/admin/") {
		for i, answer := range strings.Fields(s.Status) {
			if answer == "200" || answer == "303" || answer == "422" {
				return sitetest.Actors[i]
			}
		}
	}
	return sitetest.Customer
}

// filled are forms in which everything but the hostile value is right. Other forms are taken from
// the walk.
var filled = map[string]url.Values{
	"POST /checkout/{$}":     purchase("hostile", "zip_code", "050000", "notes", "ring twice", "coupon", "", "payment_method", "cod", "seen_total", ""),
	"POST /user/sign-up/{$}": form("username", "new", "email", "new@example.com", "password1", "short", "password2", "short", "next", "/cart/"),
	"POST /user/sign-in/{$}": form("username", "nobody", "password", "", "next", "/cart/"),
}

// crowded is a world in which there is something to attack, and its stops.
func crowded(w *sitetest.World) []sitetest.Stop {
	s := stocked(w)
	for _, as := range sitetest.Actors[1:] {
		w.Market.Order(w.Actor(as), markettest.Pick{Product: s.mouse, Quantity: 1})
		w.Market.Fill(w.Actor(as), markettest.Pick{Product: s.mouse, Quantity: 1})
	}
	return stops(w)
}

// harmless fails the test when an answer is the server's fault, leads away or acts as a script.
func harmless(t *testing.T, what string, rec *httptest.ResponseRecorder) {
	t.Helper()
	if len(what) > 200 {
		what = what[:200]
	}
	if rec.Code >= 500 || rec.Code == http.StatusTooManyRequests {
		t.Errorf("%q answers %d", what, rec.Code)
	}
	if to := rec.Header().Get("Location"); to != "" && !staysHere(to) {
		t.Errorf("%q leads to %q", what, to)
	}
	for _, c := range rec.Result().Cookies() {
		if c.Name == "a" {
			t.Errorf("%q sets a cookie", what)
		}
	}
	if body := rec.Body.String(); strings.Contains(body, "<script>alert") || strings.Contains(body, "<img src=x") {
		t.Errorf("%q comes back as it was sent", what)
	}
}

// staysHere tells whether a browser that follows a redirect stays on the site: it drops tabs and
// line ends and reads a backslash as a slash.
func staysHere(to string) bool {
	read := strings.NewReplacer("\t", "", "\r", "", "\n", "", `\`, "/").Replace(to)
	u, err := url.Parse(read)
	return err == nil && read == to && strings.HasPrefix(read, "/") && !strings.HasPrefix(read, "//") && u.Host == "" && u.Scheme == ""
}

var wildcard = regexp.MustCompile(`\{\w+\}`)

// attacked are the addresses of a stop with a hostile value in each of its places in turn.
func attacked(s sitetest.Stop, value string) []string {
	_, pattern, _ := strings.Cut(s.Pattern, " ")
	path, _, _ := strings.Cut(s.URL, "?")
	parts, names := strings.Split(path, "/"), strings.Split(strings.TrimSuffix(pattern, "{$}"), "/")
	var all []string
	for i := range names {
		if wildcard.MatchString(names[i]) && value != "" {
			one := append([]string(nil), parts...)
			one[i] = url.PathEscape(value)
			all = append(all, strings.Join(one, "/"))
		}
	}
	return all
}

func TestHostileAddressesNeverFail(t *testing.T) {
	sitetest.Each(t, func(t *testing.T, w *sitetest.World) {
		all := crowded(w)
		before := w.Fingerprint(t)
		for _, s := range all {
			if !strings.HasPrefix(s.Pattern, http.MethodGet) {
				continue
			}
			path, _, _ := strings.Cut(s.URL, "?")
			for _, value := range hostile {
				every := url.Values{}
				for _, name := range slices.Concat(parameters, ownParameters) {
					every.Add(name, value)
				}
				addresses := append(attacked(s, value), path+"?"+every.Encode())
				if path == "/products/" || path == "/search/" {
					for _, name := range parameters {
						addresses = append(addresses, path+"?"+name+"="+url.QueryEscape(value))
					}
				}
				for i, address := range addresses {
					ajax := i%2 == 1
					harmless(t, address, w.Send(t, sitetest.Case{As: attacker(s), URL: address, AJAX: ajax}))
				}
			}
		}
		if w.Fingerprint(t) != before {
			t.Error("a look at a hostile address wrote something")
		}
	})
}

// blow is one hostile form.
type blow struct {
	sitetest.Case
	what string
}

// blows are the hostile forms of a route: each value in each field and each place of the path.
func blows(s sitetest.Stop) []blow {
	good := filled[s.Pattern]
	if good == nil {
		good = s.Form
	}
	as := attacker(s)
	if strings.HasPrefix(s.URL, "/user/sign-") && s.URL != "/user/sign-out/" {
		as = sitetest.Guest
	}
	var all []blow
	add := func(address string, f url.Values, what string) {
		all = append(all, blow{sitetest.Case{As: as, Method: http.MethodPost, URL: address, Form: f, AJAX: len(all)%3 == 2}, what})
	}
	for _, value := range hostile {
		for _, address := range attacked(s, value) {
			add(address, good, address)
		}
		for name := range good {
			f := url.Values{}
			for other, values := range good {
				f[other] = values
			}
			f[name] = []string{value}
			add(s.URL, f, s.Pattern+" "+name+"="+value)
		}
	}
	for name := range good {
		without, twice := url.Values{}, url.Values{}
		for other, values := range good {
			twice[other] = values
			if other != name {
				without[other] = values
			}
		}
		twice[name] = append([]string{"<b>", "-1"}, good[name]...)
		add(s.URL, without, s.Pattern+" without "+name)
		add(s.URL, twice, s.Pattern+" with several "+name)
	}
	return all
}

// guessing tells whether a form counts tries, whoever sends it.
func guessing(url string) bool {
	return url == "/cart/coupon/" || url == "/orders/track/" || url == "/contact/" || strings.HasPrefix(url, "/messages/") || strings.HasPrefix(url, "/help/") || strings.HasPrefix(url, "/user/") ||
		strings.Contains(url, "/review/") || strings.HasSuffix(url, "/notify/") || strings.HasPrefix(url, "/vendor/messages/") || strings.HasPrefix(url, "/vendor/reviews/") || url == "/vendor/staff/"
}

// lapses are refusals that hold only until another form was taken: an empty answer to a review is
// refused, then takes the former one away.
var lapses = map[string]bool{"POST /vendor/reviews/{id}/reply/{$} reply=": true, "POST /vendor/reviews/{id}/reply/{$} reply= ": true}

func TestHostileFieldsAreRefusedOrHarmless(t *testing.T) {
	t.Parallel() // one of the longest
	sitetest.Each(t, func(t *testing.T, w *sitetest.World) {
		send := func(b blow) *httptest.ResponseRecorder {
			if b.As == sitetest.Guest || guessing(b.URL) {
				w = sitetest.Change(t, w, func(*site.Options) {}) // nobody has tried to sign in or guess yet
			}
			return w.Send(t, b.Case)
		}
		for _, s := range crowded(w) {
			if !strings.HasPrefix(s.Pattern, http.MethodPost) || s.Pattern == "POST /user/sign-out/{$}" {
				continue
			}
			var refused []blow
			for _, b := range blows(s) {
				rec := send(b)
				harmless(t, b.what, rec)
				if rec.Code >= 400 && !lapses[b.what] {
					refused = append(refused, b)
				}
			}
			before := w.Fingerprint(t)
			for _, b := range refused {
				if rec := send(b); rec.Code < 400 {
					t.Errorf("%.200q was refused, then answered %d", b.what, rec.Code)
				}
			}
			if w.Fingerprint(t) != before {
				t.Errorf("%s: a refused form wrote something", s.Pattern)
			}
		}
	})
}
