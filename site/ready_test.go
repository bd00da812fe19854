package site_test

import (
	"context"
	"fmt"
	"maps"
	"net/http"
	"net/http/httptest"
	"regexp"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"bazaar/infra/sqldb"
	"bazaar/infra/sqldb/sqldbtest"
	"bazaar/market/actor"
	"bazaar/market/catalog"
	"bazaar/market/markettest"
	"bazaar/market/schema"
	"bazaar/market/vendors"
	"bazaar/site"
	"bazaar/site/page"
	"bazaar/site/sitetest"
)

// sharedPages are the addresses of all pages that are kept ready, by their routes.
func sharedPages(w *sitetest.World) map[string]string {
	urls := map[string]string{}
	for _, s := range stops(w) {
		urls[s.Pattern] = s.URL
	}
	shared := map[string]string{}
	for _, rt := range site.Routes(w.Options) {
		if rt.Shared {
			shared[rt.Pattern] = urls[rt.Pattern]
		}
	}
	return shared
}

// guest asks for a page as a browser without a session does; headers are pairs.
func guest(ctx context.Context, h http.Handler, url string, headers ...string) *httptest.ResponseRecorder {
	r := httptest.NewRequestWithContext(ctx, http.MethodGet, "https://"+sitetest.Host+url, http.NoBody)
	for i := 0; i < len(headers); i += 2 {
		if headers[i] == "method" {
			r.Method = headers[i+1]
			continue
		}
		r.Header.Add(headers[i], headers[i+1])
	}
	rec := httptest.NewRecorder()
	h.ServeHTTP(rec, r)
	return rec
}

// statements counts what a request asks the database.
func statements(t *testing.T, h http.Handler, url string, headers ...string) (*httptest.ResponseRecorder, int64) {
	t.Helper()
	ctx, counter := sqldb.Count(t.Context(), nil)
	rec := guest(ctx, h, url, headers...)
	return rec, counter.Statements()
}

// likeness is everything of an answer but the number of its request.
func likeness(rec *httptest.ResponseRecorder) string {
	h := rec.Header().Clone()
	h.Del("X-Request-Id")
	var lines strings.Builder
	for _, name := range slices.Sorted(maps.Keys(h)) {
		fmt.Fprintln(&lines, name, h[name])
	}
	return fmt.Sprint(rec.Code, "\n", lines.String(), "\n", rec.Body)
}

// looks are the ways in which the same page is shown.
var looks = [][]string{
	{},
	{"Accept-Encoding", "gzip, deflate, br, zstd"},
	{"Accept-Encoding", "gzip"},
	{"Cookie", "currency=KZT; theme=dark"},
	{"Cookie", "theme=light", "Accept-Encoding", "br"},
}

func TestReadyPagesEqualFreshOnes(t *testing.T) {
	sitetest.Each(t, func(t *testing.T, w *sitetest.World) {
		pages := sharedPages(w)
		if len(pages) < 8 {
			t.Errorf("only %d routes are shared", len(pages))
		}
		for pattern, url := range pages {
			for _, language := range []string{"", "/ru", "/kk"} {
				for _, look := range looks {
					fresh := sitetest.Change(t, w, func(*site.Options) {}) // a node that has nothing ready
					want, asked := statements(t, fresh.Handler, language+url, look...)
					again, nothing := statements(t, fresh.Handler, language+url, look...)
					if want.Code != http.StatusOK || asked == 0 {
						t.Errorf("%s at %s: %d with %d statements", pattern, url, want.Code, asked)
					}
					if nothing != 0 {
						t.Errorf("%s %v: the second answer took %d statements", url, look, nothing)
					}
					if likeness(want) != likeness(again) {
						t.Errorf("%s %v differs:\n%s\n%s", url, look, likeness(want), likeness(again))
					}
				}
			}
		}
	})
}

func TestLooksAreKeptApart(t *testing.T) {
	sitetest.Each(t, func(t *testing.T, w *sitetest.World) {
		w.Market.Product(w.Market.Vendor(), markettest.Goods{Title: "Kettle", Price: 2500, Stock: 100})
		urls := []string{"/products/", "/ru/products/", "/kk/products/", "/products/?page=1&in_stock=1", "/products/?order_by=price"}
		seen := map[string]string{}
		for range 2 {
			for _, url := range urls {
				for _, look := range looks {
					name, got := fmt.Sprint(url, look), guest(t.Context(), w.Handler, url, look...).Body.String()
					if before, ok := seen[name]; ok && before != got {
						t.Errorf("%s changed", name)
					}
					seen[name] = got
				}
			}
		}
		bodies := map[string]string{}
		for name, body := range seen {
			if other, ok := bodies[body]; ok {
				t.Errorf("%s and %s are the same", name, other)
			}
			bodies[body] = name
		}
	})
}

func TestTheOrderOfParametersAndCampaignsMakeNoOtherPage(t *testing.T) {
	sitetest.Each(t, func(t *testing.T, w *sitetest.World) {
		guest(t.Context(), w.Handler, "/products/?in_stock=1&order_by=price")
		for _, same := range []string{"/products/?order_by=price&in_stock=1", "/products/?utm_source=x&order_by=price&in_stock=1&gclid=1", "/products/?order_by=price&in_stock=1&%zz"} {
			if _, n := statements(t, w.Handler, same); n != 0 {
				t.Errorf("%s took %d statements", same, n)
			}
		}
		for _, other := range []string{"/products/?order_by=price", "/products/?in_stock=1&order_by=price&q=" + strings.Repeat("x", 600)} {
			if _, n := statements(t, w.Handler, other); n == 0 {
				t.Errorf("%s took no statements", other)
			}
		}
	})
}

func TestAWriteIsSeenAtOnce(t *testing.T) {
	sitetest.Each(t, func(t *testing.T, w *sitetest.World) {
		v := w.Market.Vendor()
		kettle := w.Market.Product(v, markettest.Goods{Title: "Kettle", Price: 2500, Stock: 3})
		url := fmt.Sprintf("/product/%d/", kettle.ID)
		see := func(what string, status int, has ...string) {
			t.Helper()
			for range 2 {
				sitetest.Check(t, sitetest.Case{Name: what, Status: status, Has: has}, guest(t.Context(), w.Handler, url))
			}
		}
		see("at first", 200, "25.00")
		w.Market.Reprice(v, kettle, 1999)
		see("another price", 200, "19.99")
		w.Market.Order(w.Actor(sitetest.Customer), markettest.Pick{Product: kettle, Quantity: 3})
		see("sold out", 200, "Out of stock")
		if err := catalog.SuspendVendor(t.Context(), w.DB, actor.System, vendors.Decision{VendorID: v.ID, Reason: "late"}, w.Now()); err != nil {
			t.Fatal(err)
		}
		see("suspended", 404)
	})
}

func TestAWriteOfAnotherNodeIsSeenWithinTwoSeconds(t *testing.T) {
	for _, e := range sqldbtest.Engines() {
		t.Run(string(e), func(t *testing.T) {
			url := sqldbtest.URL(t, e, markettest.Schema)
			open := func() *sqldb.DB {
				db, err := sqldb.Open(t.Context(), sqldb.Options{URL: url, Shown: schema.Shown})
				if err != nil {
					t.Fatal(err)
				}
				t.Cleanup(func() { db.Close() })
				return db
			}
			here := sitetest.New(t, markettest.On(t, open()))
			var ahead atomic.Int64 // the clock of the other node goes on its own
			there := sitetest.Change(t, here, func(o *site.Options) {
				o.DB, o.Now = open(), func() time.Time { return here.Now().Add(time.Duration(ahead.Load())) }
			})
			v := here.Market.Vendor()
			kettle := here.Market.Product(v, markettest.Goods{Title: "Kettle", Price: 2500, Stock: 3})
			address := fmt.Sprintf("/product/%d/", kettle.ID)
			first := guest(t.Context(), there.Handler, address)
			if err := catalog.SuspendVendor(t.Context(), here.DB, actor.System, vendors.Decision{VendorID: v.ID, Reason: "late"}, here.Now()); err != nil {
				t.Fatal(err)
			}
			if got := guest(t.Context(), there.Handler, address); got.Code != 200 || got.Body.String() != first.Body.String() {
				t.Errorf("the page was not ready: %d", got.Code)
			}
			ahead.Store(int64(2 * time.Second))
			if got := guest(t.Context(), there.Handler, address); got.Code != 404 {
				t.Errorf("two seconds later it answers %d", got.Code)
			}
		})
	}
}

func TestReadyPagesGoToStrangersOnly(t *testing.T) {
	sitetest.Each(t, func(t *testing.T, w *sitetest.World) {
		for range 2 {
			w.Run(t,
				sitetest.Case{URL: "/products/", Status: 200, Has: []string{"Sign in"}},
				sitetest.Case{As: sitetest.Customer, URL: "/products/", Status: 200, Has: []string{"Sign out"}},
				sitetest.Case{As: sitetest.OtherCustomer, URL: "/products/", Status: 200, Has: []string{"Sign out"}},
			)
		}
		b := w.Browser(sitetest.Guest)
		b.Send(t, sitetest.Case{URL: "/search/?q=kettle"})
		b.Send(t, sitetest.Case{URL: "/user/sign-in/", Form: form("username", "nobody", "password", "wrong")})
		plain := guest(t.Context(), w.Handler, "/products/")
		expired := guest(t.Context(), w.Handler, "/products/", "Cookie", "sessionid=over")
		if !strings.Contains(expired.Header().Get("Cache-Control"), "private") || expired.Header().Get("Etag") != "" {
			t.Errorf("a page for an old session may be kept by others: %v", expired.Header())
		}
		if got := plain.Header(); got.Get("Cache-Control") != "no-cache" || got.Get("Etag") == "" || got.Get("Set-Cookie") != "" {
			t.Errorf("a ready page has %v", got)
		}
	})
}

func TestAMessageIsShownOnceAndKeptByNobody(t *testing.T) {
	sitetest.Each(t, func(t *testing.T, w *sitetest.World) {
		kettle := w.Market.Product(w.Market.Vendor(), markettest.Goods{Title: "Kettle", Price: 2500, Stock: 0})
		url := fmt.Sprintf("/product/%d/", kettle.ID)
		before := guest(t.Context(), w.Handler, url).Body.String()
		b := w.Browser(sitetest.Guest)
		b.Keep(&http.Cookie{Name: "messages", Value: "not.ours"})
		rec := b.Send(t, sitetest.Case{URL: url})
		if rec.Header().Get("Etag") != "" {
			t.Error("a page with a cookie of messages was ready")
		}
		if after := guest(t.Context(), w.Handler, url).Body.String(); after != before {
			t.Error("the ready page changed")
		}
	})
}

func TestNothingOfTheFirstVisitorIsKept(t *testing.T) {
	const mark = "mark0of1somebody"
	sitetest.Each(t, func(t *testing.T, w *sitetest.World) {
		cookies := "csrftoken=" + sitetest.Token + "; wish=" + mark + "; recent=" + mark + "; other=" + mark
		for pattern, url := range sharedPages(w) {
			fresh := sitetest.Change(t, w, func(*site.Options) {})
			first := guest(t.Context(), fresh.Handler, url, "Cookie", cookies, "X-Request-Id", mark, "User-Agent", mark, "Referer", "https://"+mark+"/",
				"X-Forwarded-For", mark, "X-Forwarded-Host", mark, "Authorization", mark, "Accept-Language", mark, "Sec-Fetch-Site", "same-origin", "X-Csrftoken", mark)
			second := guest(t.Context(), fresh.Handler, url)
			if first.Header().Get("X-Request-Id") != mark || second.Header().Get("X-Request-Id") == mark {
				t.Errorf("%s: the number of the request is kept", pattern)
			}
			if likeness(first) != likeness(second) {
				t.Errorf("%s depends on who asks", pattern)
			}
			for _, secret := range []string{mark, sitetest.Token, "csrfmiddlewaretoken"} {
				if strings.Contains(first.Body.String(), secret) {
					t.Errorf("%s holds %q", pattern, secret)
				}
			}
			if len(second.Result().Cookies()) != 0 || !slices.Contains(second.Header()["Vary"], "Cookie") || !slices.Contains(second.Header()["Vary"], "Accept-Encoding") {
				t.Errorf("%s answers with %v", pattern, second.Header())
			}
		}
	})
}

func TestBrowsersKeepAPageAndAskWhetherItHolds(t *testing.T) {
	sitetest.Each(t, func(t *testing.T, w *sitetest.World) {
		first := guest(t.Context(), w.Handler, "/products/", "Accept-Encoding", "gzip")
		tag := first.Header().Get("Etag")
		for _, says := range []string{tag, "W/" + tag, `"other", ` + tag, "*"} {
			rec := guest(t.Context(), w.Handler, "/products/", "Accept-Encoding", "gzip", "If-None-Match", says)
			if rec.Code != http.StatusNotModified || rec.Body.Len() != 0 || rec.Header().Get("Etag") != tag {
				t.Errorf("%s: %d with %d bytes", says, rec.Code, rec.Body.Len())
			}
		}
		if rec := guest(t.Context(), w.Handler, "/products/", "If-None-Match", tag); rec.Code != http.StatusOK {
			t.Errorf("the tag of another encoding: %d", rec.Code)
		}
		head := guest(t.Context(), w.Handler, "/products/", "method", http.MethodHead, "Accept-Encoding", "gzip")
		if head.Code != http.StatusOK || head.Body.Len() != 0 || head.Header().Get("Content-Length") != first.Header().Get("Content-Length") {
			t.Errorf("HEAD: %d, %d bytes, %v", head.Code, head.Body.Len(), head.Header())
		}
		w.Market.Product(w.Market.Vendor(), markettest.Goods{Title: "Kettle", Price: 2500, Stock: 100})
		if rec := guest(t.Context(), w.Handler, "/products/", "Accept-Encoding", "gzip", "If-None-Match", tag); rec.Code != http.StatusOK {
			t.Errorf("after a change: %d", rec.Code)
		}
	})
}

// ownPages are the pages that guests may open and that are made for each visitor, with the reason.
var ownPages = map[string]string{
	"GET /recent/{$}":         "what the visitor looked at",
	"GET /cart/count/{$}":     "an answer to scripts about the visitor's own cart",
	"GET /wishlist/count/{$}": "an answer to scripts about the visitor's own wishlist",

	"GET /alerts/{token}/{$}":            "its form carries a token",
	"GET /vendor/invitation/{token}/{$}": "its form carries a token",

	"GET /wishlist/shared/{token}/{$}": "a list that changes without the catalogue",

	"GET /user/sign-up/{$}":        "its form carries a token",
	"GET /user/sign-in/{$}":        "its form carries a token",
	"GET /vendors/register/{$}":    "its form carries a token",
	"GET /vendors/login/{$}":       "its form carries a token",
	"GET /orders/track/{$}":        "its form carries a token",
	"GET /contact/{$}":             "its form carries a token",
	"GET /unsubscribe/{token}/{$}": "its address is a secret of one account",
	"GET /sandbox/pay/{token}/{$}": "its form carries a token",

	"GET /user/sign-in/code/{$}":                   "its form carries a token",
	"GET /user/password-reset/{$}":                 "its form carries a token",
	"GET /user/password-reset/sent/{$}":            "nothing about passwords is kept",
	"GET /user/password-reset/confirm/{token}/{$}": "its address is a secret",
	"GET /user/verify-email/{token}/{$}":           "its address is a secret",
}

func TestEveryPublicPageIsKeptReady(t *testing.T) {
	sitetest.Each(t, func(t *testing.T, w *sitetest.World) {
		moved := map[string]bool{}
		for _, s := range stops(w) {
			moved[s.Pattern] = strings.HasPrefix(s.Status, "301")
		}
		for _, rt := range site.Routes(w.Options) {
			open := strings.HasPrefix(rt.Pattern, "GET ") && rt.Access == page.Everyone && !moved[rt.Pattern]
			own := ownPages[rt.Pattern] != ""
			if open && rt.Shared == own || !open && (rt.Shared || own) {
				t.Errorf("%s: shared is %v, and it stands in the list of other pages: %v", rt.Pattern, rt.Shared, own)
			}
			if rt.Shared && (rt.Limit.Every != 0 || rt.Token == page.TokenAlways) {
				t.Errorf("%s is shared, so its limit and token would not hold", rt.Pattern)
			}
		}
	})
}

var tableRead = regexp.MustCompile(`(?i)\b(?:FROM|JOIN)\s+([a-z_]+)\b`)

// Whatever a ready page reads must move the generation on when it is written.
func TestReadyPagesReadOnlyTablesThatAreShown(t *testing.T) {
	sitetest.Each(t, func(t *testing.T, w *sitetest.World) {
		shown := append([]string{"generations"}, schema.Shown...)
		read := map[string]bool{}
		for pattern, url := range sharedPages(w) {
			fresh := sitetest.Change(t, w, func(*site.Options) {})
			ctx, counter := sqldb.Count(t.Context(), nil)
			counter.Texts(func(text string, _ []any) {
				for _, m := range tableRead.FindAllStringSubmatch(text, -1) {
					table := strings.ToLower(m[1])
					if schema.Owners[table] != "" && !slices.Contains(shown, table) {
						t.Errorf("%s reads %s, which is not shown: add it to schema.Shown", pattern, table)
					}
					read[table] = true
				}
			})
			guest(ctx, fresh.Handler, url)
		}
		for _, table := range schema.Shown {
			if !read[table] {
				t.Errorf("no ready page reads %s", table)
			}
		}
	})
}
