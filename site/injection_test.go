package site_test

import (
	"crypto/rand"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"bazaar/market/markettest"
	"bazaar/site"
	"bazaar/site/sitetest"
)

// conditions are texts that end a quoted value or a number early and go on with a condition. It
// holds as written and does not once 7001 is compared with 7002: a statement that took the text for
// its own would answer the two differently.
var conditions = []string{
	"kettle' AND '7001'='7001", "kettle' OR '7001'='7001", "kettle%' OR 7001=7001 -- ", `kettle" OR "7001"="7001`, "kettle') OR ('7001'='7001",
	"1 AND 7001=7001", "1) OR (7001=7001", "-1 OR 7001=7001", "1 UNION SELECT 1 WHERE 7001=7001 -- ",
	"(CASE WHEN 7001=7001 THEN price ELSE title END)", "price, (SELECT 1 WHERE 7001=7001)", `kettle\' OR 7001=7001 -- `,
}

// sleepers would keep the database busy for minutes.
var sleepers = []string{
	"1; SELECT pg_sleep(90) -- ", "'; SELECT pg_sleep(90) -- ", "' || (SELECT pg_sleep(90)) || '", "1 AND 1=(SELECT 1 FROM pg_sleep(90))",
	"' AND 1=LIKE('ABCDEFG',UPPER(HEX(RANDOMBLOB(900000000)))) -- ",
}

// longestAnswer is far more than any page takes and far less than a sleeper.
const longestAnswer = 30 * time.Second

var changing = regexp.MustCompile(`[A-Za-z0-9]{64}|` + `name="(checkout_key|key)" value="[A-Z0-9]+"`)

// told is an answer without what differs between any two requests, and with the false condition
// written as the true one.
func told(rec *httptest.ResponseRecorder) string {
	text := rec.Header().Get("Location") + "\n" + rec.Body.String()
	text = strings.ReplaceAll(text, rec.Header().Get("X-Request-Id"), "number")
	return changing.ReplaceAllString(strings.ReplaceAll(text, "7002", "7001"), "token")
}

// silent fails the test when an answer tells of the database or is the server's fault.
func silent(t *testing.T, what string, rec *httptest.ResponseRecorder) {
	t.Helper()
	harmless(t, what, rec)
	for _, word := range []string{"SQLSTATE", "syntax error", "sqlite", "unrecognized token", "pgconn"} {
		if strings.Contains(rec.Body.String(), word) {
			t.Errorf("%q is answered with %q", what, word)
		}
	}
}

// probed are the addresses of a page with a value in each place of the path and each parameter; in
// all parameters at once where a page reads few of them.
func probed(s sitetest.Stop, value string) []string {
	path, _, _ := strings.Cut(s.URL, "?")
	all, every := attacked(s, value), url.Values{}
	for _, name := range ownParameters {
		every.Set(name, value)
	}
	for _, name := range parameters {
		every.Set(name, value)
		if path == "/products/" || path == "/search/" {
			all = append(all, path+"?"+name+"="+url.QueryEscape(value))
		}
	}
	return append(all, path+"?"+every.Encode())
}

func TestNoAddressReachesAStatement(t *testing.T) {
	sitetest.Each(t, func(t *testing.T, w *sitetest.World) {
		for _, s := range crowded(w) {
			if !strings.HasPrefix(s.Pattern, http.MethodGet) || strings.Contains(s.Status, "301") {
				continue
			}
			for _, condition := range conditions {
				holds, fails := probed(s, condition), probed(s, strings.Replace(condition, "7001", "7002", 1))
				for i := range holds {
					one, two := w.Send(t, sitetest.Case{As: attacker(s), URL: holds[i]}), w.Send(t, sitetest.Case{As: attacker(s), URL: fails[i]})
					silent(t, holds[i], one)
					if one.Code != two.Code || told(one) != told(two) {
						t.Errorf("%q answers %d, its opposite %d, or otherwise", holds[i], one.Code, two.Code)
					}
				}
			}
			for _, sleeper := range sleepers {
				for _, address := range probed(s, sleeper) {
					began := time.Now()
					silent(t, address, w.Send(t, sitetest.Case{As: attacker(s), URL: address}))
					if took := time.Since(began); took > longestAnswer {
						t.Errorf("%q takes %s", address, took)
					}
				}
			}
		}
	})
}

// plenty is one of a thing that never runs out.
func plenty(w *sitetest.World) markettest.Pick {
	return markettest.Pick{Product: w.Market.Product(w.Market.Vendor(), markettest.Goods{Title: "Spoon", Price: 100, Stock: 100_000}), Quantity: 1}
}

func TestNoFieldReachesAStatement(t *testing.T) {
	t.Parallel() // one of the longest
	sitetest.Each(t, func(t *testing.T, w *sitetest.World) {
		send := func(s sitetest.Stop, field, value string) *httptest.ResponseRecorder {
			c := sitetest.Case{As: attacker(s), URL: s.URL, Form: url.Values{}, AJAX: true}
			for name, values := range filled[s.Pattern] {
				c.Form[name] = values
			}
			for name, values := range s.Form {
				c.Form[name] = values
			}
			if c.Form.Has("checkout_key") {
				c.Form.Set("checkout_key", rand.Text())
			}
			c.Form.Set(field, value)
			if strings.HasPrefix(s.URL, "/user/sign-") {
				c.As = sitetest.Guest
			}
			if c.As == sitetest.Guest || guessing(s.URL) {
				w = sitetest.Change(t, w, func(*site.Options) {}) // nobody has tried to sign in or guess yet
			}
			return w.Send(t, c)
		}
		spoon := plenty(w)
		for _, s := range crowded(w) {
			if !strings.HasPrefix(s.Pattern, http.MethodPost) || s.Pattern == "POST /user/sign-out/{$}" {
				continue
			}
			fields := map[string]bool{}
			for _, f := range []url.Values{filled[s.Pattern], s.Form} {
				for name := range f {
					fields[name] = true
				}
			}
			for field := range fields {
				for _, condition := range append(conditions, sleepers...) {
					w.Market.Fill(w.Actor(sitetest.Customer), spoon)
					one := send(s, field, condition)
					w.Market.Fill(w.Actor(sitetest.Customer), spoon)
					two := send(s, field, strings.Replace(condition, "7001", "7002", 1))
					silent(t, s.Pattern+" "+field+"="+condition, one)
					if one.Code >= http.StatusBadRequest != (two.Code >= http.StatusBadRequest) {
						t.Errorf("%s %s=%q answers %d, its opposite %d", s.Pattern, field, condition, one.Code, two.Code)
					}
				}
			}
		}
	})
}
