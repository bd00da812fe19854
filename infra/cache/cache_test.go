package cache_test

import (
	"context"
	"crypto/rand"
	"errors"
	"slices"
	"sync"
	"testing"
	"time"

	"go.uber.org/goleak"

	"bazaar/infra/cache"
	"bazaar/infra/cache/cachetest"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// each runs f on every implementation.
func each(t *testing.T, f func(t *testing.T, c cache.Cache)) {
	t.Run("memory", func(t *testing.T) { f(t, cache.NewMemory(time.Now)) })
	t.Run("redis", func(t *testing.T) { f(t, open(t, cachetest.URL(t))) })
}

func open(t *testing.T, url string) *cache.Redis {
	t.Helper()
	c, err := cache.OpenRedis(t.Context(), url)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(c.Close)
	return c
}

func TestValuesAreKeptForAWhile(t *testing.T) {
	each(t, func(t *testing.T, c cache.Cache) {
		ctx, key := t.Context(), rand.Text()
		if _, err := c.Get(ctx, key); !errors.Is(err, cache.ErrMissing) {
			t.Errorf("before anything was set: %v", err)
		}
		value := []byte("a\x00\xffb")
		if err := c.Set(ctx, key, value, time.Hour); err != nil {
			t.Fatal(err)
		}
		if got, err := c.Get(ctx, key); err != nil || !slices.Equal(got, value) {
			t.Errorf("got %q, %v", got, err)
		}
		if err := c.Set(ctx, key, value, 50*time.Millisecond); err != nil {
			t.Fatal(err)
		}
		awaitEnd(t, c, key)
	})
}

// awaitEnd waits until a key is gone by itself.
func awaitEnd(t *testing.T, c cache.Cache, key string) {
	t.Helper()
	for deadline := time.Now().Add(30 * time.Second); ; time.Sleep(10 * time.Millisecond) {
		got, err := c.Get(t.Context(), key)
		if errors.Is(err, cache.ErrMissing) {
			return
		}
		if time.Now().After(deadline) {
			t.Fatalf("long after its time: %q, %v", got, err)
		}
	}
}

func TestDeletedValuesAreGone(t *testing.T) {
	each(t, func(t *testing.T, c cache.Cache) {
		ctx, a, b := t.Context(), rand.Text(), rand.Text()
		for _, key := range []string{a, b} {
			if err := c.Set(ctx, key, []byte("x"), time.Minute); err != nil {
				t.Fatal(err)
			}
		}
		if err := errors.Join(c.Delete(ctx), c.Delete(ctx, a, "never there")); err != nil {
			t.Error(err)
		}
		if _, err := c.Get(ctx, a); !errors.Is(err, cache.ErrMissing) {
			t.Errorf("a deleted key: %v", err)
		}
		if _, err := c.Get(ctx, b); err != nil {
			t.Errorf("another key went, too: %v", err)
		}
	})
}

func TestCountersAddUp(t *testing.T) {
	each(t, func(t *testing.T, c cache.Cache) {
		ctx, key := t.Context(), rand.Text()
		var wg sync.WaitGroup
		for range 20 {
			wg.Go(func() {
				if _, err := c.Add(ctx, key, 3, time.Hour); err != nil {
					t.Error(err)
				}
			})
		}
		wg.Wait()
		if got, err := c.Get(ctx, key); err != nil || string(got) != "60" {
			t.Errorf("sum %q, %v", got, err)
		}
		if n, err := c.Add(ctx, key, -1, time.Hour); err != nil || n != 59 {
			t.Errorf("sum %d, %v", n, err)
		}
	})
}

func TestCountersEndWhenTheFirstAdditionSaid(t *testing.T) {
	each(t, func(t *testing.T, c cache.Cache) {
		ctx := t.Context()
		for {
			key := rand.Text()
			if _, err := c.Add(ctx, key, 1, 200*time.Millisecond); err != nil {
				t.Fatal(err)
			}
			n, err := c.Add(ctx, key, 1, time.Hour)
			if err != nil {
				t.Fatal(err)
			}
			if n == 1 {
				continue // the machine was busy for longer than the counter lived
			}
			awaitEnd(t, c, key)
			if n, err := c.Add(ctx, key, 1, time.Minute); err != nil || n != 1 {
				t.Errorf("after its time the counter is %d, %v", n, err)
			}
			return
		}
	})
}

func TestCheckTellsThatAllIsWell(t *testing.T) {
	each(t, func(t *testing.T, c cache.Cache) {
		if err := cache.Check(t.Context(), c); err != nil {
			t.Error(err)
		}
	})
}

func TestMemoryIsBounded(t *testing.T) {
	c := cache.NewMemory(time.Now)
	for range 30_000 {
		if err := c.Set(t.Context(), rand.Text(), []byte("x"), time.Minute); err != nil {
			t.Fatal(err)
		}
	}
	if n := cache.Size(c); n > 10_000 {
		t.Errorf("%d keys", n)
	}
}

func TestOpenRefusesWhatIsNoAddress(t *testing.T) {
	for _, url := range []string{"localhost:6379", "http://host/", "redis://host/none"} {
		if c, err := cache.Open(t.Context(), url); err == nil {
			c.Close()
			t.Errorf("%q was opened", url)
		}
	}
	c, err := cache.Open(t.Context(), "")
	if err != nil || c.Kind() != "memory" {
		t.Errorf("without an address: %v", err)
	}
}

// cost is what n calls take, and how many failed.
func cost(t *testing.T, c cache.Cache, n int) (took time.Duration, failed int) {
	t.Helper()
	began := time.Now()
	for range n {
		if err := c.Set(t.Context(), "cost", []byte("x"), time.Minute); err != nil {
			failed++
		}
	}
	return time.Since(began), failed
}

func TestDeadRedisCostsAMomentOnce(t *testing.T) {
	for _, c := range []struct {
		name  string
		wreck func(s *cachetest.Server, w *cachetest.Wire)
		mend  func(t *testing.T, s *cachetest.Server, w *cachetest.Wire)
	}{
		{
			"killed", func(s *cachetest.Server, _ *cachetest.Wire) { s.Stop() },
			func(t *testing.T, s *cachetest.Server, _ *cachetest.Wire) {
				if err := s.Restart(); err != nil {
					t.Fatal(err)
				}
			},
		},
		{
			"black-holed", func(_ *cachetest.Server, w *cachetest.Wire) { w.Swallow(true) },
			func(_ *testing.T, _ *cachetest.Server, w *cachetest.Wire) { w.Swallow(false) },
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := cachetest.New(t)
			w := cachetest.NewWire(t, s.Address)
			r := open(t, w.URL())
			if _, failed := cost(t, r, 100); failed > 0 {
				t.Fatalf("%d of 100 calls failed while all was well", failed)
			}
			c.wreck(s, w)
			if took, failed := cost(t, r, 1000); failed != 1000 || took > 20*time.Second { // 200 s if each waited
				t.Errorf("the first 1000 calls took %s, %d failed", took, failed)
			}
			if took, _ := cost(t, r, 1000); took > 20*time.Second || !r.Down() {
				t.Errorf("the next 1000 calls took %s, down %v", took, r.Down())
			}
			time.Sleep(1500 * time.Millisecond) // probes must not disturb either
			if took, _ := cost(t, r, 1000); took > 20*time.Second {
				t.Errorf("later 1000 calls took %s", took)
			}
			c.mend(t, s, w)
			for deadline := time.Now().Add(30 * time.Second); r.Down() && time.Now().Before(deadline); {
				time.Sleep(20 * time.Millisecond)
			}
			if _, failed := cost(t, r, 100); failed > 0 {
				t.Errorf("%d of 100 calls failed after it came back", failed)
			}
		})
	}
}

func TestRedisThatIsDownAtTheStartIsUsedLater(t *testing.T) {
	s := cachetest.New(t)
	s.Stop()
	r := open(t, s.URL)
	if !r.Down() {
		t.Error("a dead Redis is not down")
	}
	if err := cache.Check(t.Context(), r); !errors.Is(err, cache.ErrDown) {
		t.Errorf("check: %v", err)
	}
	if err := s.Restart(); err != nil {
		t.Fatal(err)
	}
	for deadline := time.Now().Add(30 * time.Second); r.Down() && time.Now().Before(deadline); {
		time.Sleep(20 * time.Millisecond)
	}
	if err := cache.Check(t.Context(), r); err != nil {
		t.Error(err)
	}
}

func TestSilentRedisDelaysTheStartByAMoment(t *testing.T) {
	s := cachetest.New(t)
	w := cachetest.NewWire(t, s.Address)
	w.Swallow(true)
	began := time.Now()
	r := open(t, w.URL())
	if took := time.Since(began); took > 20*time.Second || !r.Down() {
		t.Errorf("the start took %s, down %v", took, r.Down())
	}
	w.Swallow(false)
	for deadline := time.Now().Add(30 * time.Second); r.Down() && time.Now().Before(deadline); {
		time.Sleep(20 * time.Millisecond)
	}
	if err := cache.Check(t.Context(), r); err != nil {
		t.Error(err)
	}
}

func TestImpatientCallersAreNotTheFaultOfRedis(t *testing.T) {
	r := open(t, cachetest.URL(t))
	gone, cancel := context.WithCancel(t.Context())
	cancel()
	for range 10 {
		if err := r.Set(gone, "gone", []byte("x"), time.Minute); err == nil {
			t.Error("a call without time succeeded")
		}
	}
	if r.Down() {
		t.Error("Redis counts as down because callers gave up")
	}
}
