package site_test

import (
	"encoding/json"
	"fmt"
	"net/url"
	"testing"
	"time"

	"bazaar/infra/cache"
	"bazaar/infra/cache/cachetest"
	"bazaar/infra/media"
	"bazaar/market/accounts"
	"bazaar/market/markettest"
	"bazaar/site"
	"bazaar/site/sitetest"
)

// withRedis opens the world again with the Redis at an address.
func withRedis(t *testing.T, w *sitetest.World, url string) (*sitetest.World, *cache.Redis) {
	t.Helper()
	redis, err := cache.OpenRedis(t.Context(), url)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(redis.Close)
	return sitetest.Change(t, w, func(o *site.Options) { o.Cache = redis }), redis
}

// copies are the mirrors of an account's live sessions.
func copies(t *testing.T, w *sitetest.World, redis *cache.Redis, account int64) []string {
	t.Helper()
	live, err := accounts.LiveSessions(t.Context(), w.DB, account, w.Now())
	if err != nil {
		t.Fatal(err)
	}
	var all []string
	for _, s := range live {
		value, err := redis.Get(t.Context(), "session:"+s.ID)
		if err != nil {
			t.Errorf("session %s: %v", s.ID, err)
		}
		all = append(all, string(value))
	}
	return all
}

func TestSessionsAndCartsAreCopiedToRedis(t *testing.T) {
	sitetest.Each(t, func(t *testing.T, w *sitetest.World) {
		w, redis := withRedis(t, w, cachetest.New(t).URL)
		v := w.Market.Vendor()
		kettle := w.Market.Product(v, markettest.Goods{Title: "Kettle", Price: 99999, Stock: 100})
		b := w.Browser(sitetest.Guest)
		sitetest.Check(t, sitetest.Case{Status: 302, Location: "/dashboard/"}, b.Send(t, sitetest.Case{
			URL: "/user/sign-up/", Form: form("username", "aliya", "email", "aliya@example.com", "password1", "brass-kettle-9", "password2", "brass-kettle-9"),
		}))
		account := w.Market.Scalar("SELECT id FROM accounts WHERE username = 'aliya'")
		want := fmt.Sprintf(`{"_auth_user_id":"%d","cart":{},"cart_count":0}`, account)
		if got := copies(t, w, redis, account); len(got) != 1 || got[0] != want {
			t.Errorf("after sign-up %q, want %q", got, want)
		}

		sitetest.Check(t, sitetest.Case{Status: 302}, b.Send(t, sitetest.Case{URL: fmt.Sprintf("/cart/add/%d/", kettle.ID), Form: form("quantity", "2")}))
		want = fmt.Sprintf(`{"_auth_user_id":"%d","cart":{"%d":{"product_id":%d,"title":"Kettle","price":"999.99","qty":2,"image":%q,"vendor_id":%d}},"cart_count":2}`,
			account, kettle.ID, kettle.ID, media.URL(w.Market.Text("SELECT picture FROM products"), media.Widths[0]), v.ID)
		got := copies(t, w, redis, account)
		var parsed map[string]any
		if len(got) != 1 || got[0] != want || json.Unmarshal([]byte(got[0]), &parsed) != nil {
			t.Errorf("after adding %q, want %q", got, want)
		}

		id := liveID(t, w, account)
		sitetest.Check(t, sitetest.Case{Status: 303}, b.Send(t, sitetest.Case{URL: "/user/sign-out/", Form: url.Values{}}))
		if value, err := redis.Get(t.Context(), "session:"+id); err == nil {
			t.Errorf("after signing out there is still %q", value)
		}
	})
}

func TestTheCopiesOfABannedAccountGoAtOnce(t *testing.T) {
	sitetest.Each(t, func(t *testing.T, w *sitetest.World) {
		w, redis := withRedis(t, w, cachetest.New(t).URL)
		customer := w.Actor(sitetest.Customer)
		kettle := w.Market.Product(w.Market.Vendor(), markettest.Goods{Title: "Kettle", Price: 99999, Stock: 100})
		sitetest.Check(t, sitetest.Case{Status: 302}, w.Send(t, sitetest.Case{As: sitetest.Customer, URL: fmt.Sprintf("/cart/add/%d/", kettle.ID), Form: form()}))
		id := liveID(t, w, customer.AccountID)
		if _, err := redis.Get(t.Context(), "session:"+id); err != nil {
			t.Fatal(err)
		}
		if err := accounts.EndSessions(t.Context(), w.DB, w.Actor(sitetest.Admin), customer.AccountID, w.Now()); err != nil {
			t.Fatal(err)
		}
		if n := w.Market.Scalar("SELECT COUNT(*) FROM river_job WHERE kind = 'sessions_ended'"); n != 1 {
			t.Errorf("%d jobs wait", n)
		}
		if err := site.Forget(t.Context(), w.Options, customer.AccountID); err != nil {
			t.Fatal(err)
		}
		if value, err := redis.Get(t.Context(), "session:"+id); err == nil {
			t.Errorf("there is still %q", value)
		}
		if value, err := redis.Get(t.Context(), fmt.Sprintf("sessions_of:%d", customer.AccountID)); err != nil || string(value) != "null" {
			t.Errorf("the list is %q, %v", value, err)
		}
	})
}

func liveID(t *testing.T, w *sitetest.World, account int64) string {
	t.Helper()
	live, err := accounts.LiveSessions(t.Context(), w.DB, account, w.Now())
	if err != nil || len(live) != 1 {
		t.Fatalf("%d live sessions, %v", len(live), err)
	}
	return live[0].ID
}

func TestRedisThatIsGoneLosesNoSessionAndNoCart(t *testing.T) {
	for _, c := range []struct {
		name  string
		wreck func(s *cachetest.Server, wire *cachetest.Wire)
		mend  func(s *cachetest.Server, wire *cachetest.Wire) error
	}{
		{
			"killed", func(s *cachetest.Server, _ *cachetest.Wire) { s.Stop() },
			func(s *cachetest.Server, _ *cachetest.Wire) error { return s.Restart() },
		},
		{
			"black-holed", func(_ *cachetest.Server, wire *cachetest.Wire) { wire.Swallow(true) },
			func(_ *cachetest.Server, wire *cachetest.Wire) error { wire.Swallow(false); return nil },
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			sitetest.Each(t, func(t *testing.T, w *sitetest.World) {
				server := cachetest.New(t)
				wire := cachetest.NewWire(t, server.Address)
				w, redis := withRedis(t, w, wire.URL())
				kettle := w.Market.Product(w.Market.Vendor(), markettest.Goods{Title: "Kettle", Price: 2500, Stock: 1000})
				b := w.Browser(sitetest.Customer)
				add := func() time.Duration {
					began := time.Now()
					sitetest.Check(t, sitetest.Case{Status: 302}, b.Send(t, sitetest.Case{URL: fmt.Sprintf("/cart/add/%d/", kettle.ID), Form: form("quantity", "1")}))
					return time.Since(began)
				}
				add()
				c.wreck(server, wire)
				var first, later time.Duration
				for range 10 {
					first += add()
				}
				for range 20 {
					later += add()
				}
				// Who waited for the dead one would take a fifth of a second and more for every call.
				if !redis.Down() || first+later > 20*time.Second {
					t.Errorf("10 requests took %s, then 20 took %s; down %v", first, later, redis.Down())
				}
				sitetest.Check(t, sitetest.Case{Status: 200, Has: []string{`"count":31`}}, b.Send(t, sitetest.Case{URL: "/cart/count/", AJAX: true}))

				if err := c.mend(server, wire); err != nil {
					t.Fatal(err)
				}
				for deadline := time.Now().Add(30 * time.Second); redis.Down() && time.Now().Before(deadline); {
					time.Sleep(10 * time.Millisecond)
				}
				// The next change of anybody writes what was owed.
				sitetest.Check(t, sitetest.Case{Status: 302}, w.Browser(sitetest.OtherCustomer).Send(t, sitetest.Case{URL: "/set-theme/", Form: form("theme", "dark")}))
				account := w.Actor(sitetest.Customer).AccountID
				key, held := "session:"+liveID(t, w, account), ""
				for deadline := time.Now().Add(30 * time.Second); time.Now().Before(deadline); time.Sleep(10 * time.Millisecond) {
					value, _ := redis.Get(t.Context(), key)
					var copied struct {
						Units int64 `json:"cart_count"`
					}
					if held = string(value); json.Unmarshal(value, &copied) == nil && copied.Units == 31 {
						return
					}
				}
				t.Errorf("the copy was not made up for: %q", held)
			})
		})
	}
}

func TestStatisticsOfCacheAndJobs(t *testing.T) {
	sitetest.Each(t, func(t *testing.T, w *sitetest.World) {
		w.Send(t, sitetest.Case{URL: "/"})
		memory := sitetest.Case{Status: 200, Has: []string{`"redis_connected":false`, `"redis_url":false`, `"cache_backend":"memory"`, `"test_passed":true`, `"last_request_time":"20`}, HasNot: []string{`"requests_today":0`}}
		sitetest.Check(t, memory, w.Send(t, sitetest.Case{As: sitetest.Admin, URL: "/redis-stats/"}))

		server := cachetest.New(t)
		shared, redis := withRedis(t, w, server.URL)
		up := sitetest.Case{Status: 200, Has: []string{`"redis_connected":true`, `"redis_url":true`, `"cache_backend":"redis"`, `"test_passed":true`}, HasNot: []string{`"requests_today":0`}}
		shared.Send(t, sitetest.Case{URL: "/"})
		sitetest.Check(t, up, shared.Send(t, sitetest.Case{As: sitetest.Admin, URL: "/redis-stats/"}))
		server.Stop()
		for range 5 {
			_ = cache.Check(t.Context(), redis) // until the breaker opens
		}
		down := sitetest.Case{Status: 200, Has: []string{`"redis_connected":false`, `"test_passed":false`, `"error":"the cache cannot be reached"`}}
		sitetest.Check(t, down, shared.Send(t, sitetest.Case{As: sitetest.Admin, URL: "/redis-stats/"}))

		external := sitetest.Change(t, w, func(o *site.Options) { o.JobsElsewhere, o.Queue = true, "postgres://shop:hunter2@db/shop" })
		sitetest.Check(t, sitetest.Case{Status: 200, Has: []string{`"mode":"ASYNC (requires worker)"`, `"is_eager":false`, `"workers":null`, `"broker_url":"postgres://shop:***@db/shop"`}},
			external.Send(t, sitetest.Case{As: sitetest.Admin, URL: "/celery-stats/"}))
		sitetest.Check(t, sitetest.Case{Status: 200, Has: []string{`"mode":"EAGER (synchronous)"`, `"is_eager":true`, `"celery_connected":true`, `"test_task_sent":false`}},
			w.Send(t, sitetest.Case{As: sitetest.Admin, URL: "/celery-stats/"}))
	})
}
