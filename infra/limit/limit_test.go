package limit

import (
	"crypto/rand"
	"fmt"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"bazaar/infra/cache"
	"bazaar/infra/cache/cachetest"
)

// clock is a time that tests move.
type clock struct{ at time.Time }

func (c *clock) now() time.Time { return c.at }

func newClock() *clock { return &clock{at: time.Date(2026, time.November, 22, 12, 0, 0, 0, time.UTC)} }

// each runs f on both implementations with a clock of its own. Keys in Redis are shared with other
// tests, so f gets a prefix for its own.
func each(t *testing.T, f func(t *testing.T, c *clock, l Limiter, key string)) {
	t.Run("local", func(t *testing.T) {
		c := newClock()
		f(t, c, New(c.now, 10), rand.Text())
	})
	t.Run("shared", func(t *testing.T) {
		redis, err := cache.OpenRedis(t.Context(), cachetest.URL(t))
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(redis.Close)
		c := newClock()
		f(t, c, NewShared(redis, New(c.now, 10)), rand.Text())
	})
}

func TestTriesComeBackWithTime(t *testing.T) { each(t, triesComeBack) }

func triesComeBack(t *testing.T, c *clock, l Limiter, key string) {
	rule := Rule{Burst: 3, Every: 12 * time.Second}
	steps := []struct {
		after time.Duration
		wait  time.Duration
	}{
		{0, 0},
		{0, 0},
		{0, 0}, // the burst
		{0, 12 * time.Second},
		{5 * time.Second, 7 * time.Second},
		{7 * time.Second, 0}, // one came back
		{0, 12 * time.Second},
		{time.Hour, 0},
		{0, 0},
		{0, 0}, // never more than the burst
		{0, 12 * time.Second},
	}
	for i, s := range steps {
		c.at = c.at.Add(s.after)
		if got := l.Take(key, rule); got != s.wait {
			t.Fatalf("step %d: wait %v, want %v", i, got, s.wait)
		}
	}
}

func TestGuessingGetsSlowerEachTime(t *testing.T) { each(t, guessingGetsSlower) }

func guessingGetsSlower(t *testing.T, c *clock, l Limiter, key string) {
	rule := Rule{Burst: 3, Every: 12 * time.Second, Longest: time.Minute}
	var waits []time.Duration
	start, tries := c.at, 0
	for c.at.Sub(start) < 5*time.Minute {
		wait := l.Take(key, rule)
		if wait == 0 {
			tries++
			continue
		}
		waits = append(waits, wait)
		c.at = c.at.Add(wait)
	}
	want := []time.Duration{12 * time.Second, 24 * time.Second, 48 * time.Second, time.Minute, time.Minute}
	if !slices.Equal(waits[:5], want) {
		t.Errorf("waits %v, want %v", waits, want)
	}
	if tries > 10 {
		t.Errorf("%d guesses in five minutes", tries)
	}
	c.at = c.at.Add(10 * time.Minute)
	for range 3 {
		if wait := l.Take(key, rule); wait != 0 {
			t.Errorf("after a calm time the owner waits %v", wait)
		}
	}
	if wait := l.Take(key, rule); wait != rule.Every {
		t.Errorf("after a calm time the first wait is %v", wait)
	}
}

func TestKeysDoNotDisturbEachOther(t *testing.T) {
	each(t, func(t *testing.T, _ *clock, l Limiter, key string) {
		rule, other := Per(1, time.Minute), key+" other"
		if l.Take(key, rule) != 0 || l.Take(other, rule) != 0 || l.Take(key, rule) == 0 {
			t.Error("two keys share a bucket")
		}
		l.Forget(key)
		if l.Take(key, rule) != 0 {
			t.Error("a forgotten key still waits")
		}
	})
}

func TestNoRuleAllowsEverything(t *testing.T) {
	each(t, func(t *testing.T, _ *clock, l Limiter, key string) {
		for range 1000 {
			if l.Take(key, Rule{}) != 0 {
				t.Fatal("refused without a rule")
			}
		}
	})
}

func TestMemoryIsBounded(t *testing.T) {
	c := newClock()
	l := New(c.now, 100)
	rule := Per(2, time.Minute)
	for i := range 10_000 {
		l.Take(fmt.Sprint(i), rule)
		if len(l.buckets) > 100 {
			t.Fatalf("%d buckets", len(l.buckets))
		}
	}
	c.at = c.at.Add(time.Hour)
	for range 2 {
		l.Take("busy", rule)
	}
	for i := range 99 { // fills the room again; only full buckets may go
		l.Take(fmt.Sprint("new", i), rule)
	}
	if l.Take("busy", rule) == 0 {
		t.Error("a busy key was forgotten while full ones could go")
	}
}

func TestManyGoroutinesShareOneBucket(t *testing.T) {
	each(t, func(t *testing.T, _ *clock, l Limiter, key string) {
		var wg sync.WaitGroup
		var allowed atomic.Int64
		for range 50 {
			wg.Go(func() {
				if l.Take(key, Per(7, time.Minute)) == 0 {
					allowed.Add(1)
				}
			})
		}
		wg.Wait()
		if allowed.Load() != 7 {
			t.Errorf("%d tries were allowed, want 7", allowed.Load())
		}
	})
}

// nodes are two limiters over the Redis behind a wire, as two nodes have them.
func nodes(t *testing.T, url string) [2]*Shared {
	t.Helper()
	var two [2]*Shared
	for i := range two {
		redis, err := cache.OpenRedis(t.Context(), url)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(redis.Close)
		two[i] = NewShared(redis, New(time.Now, 100))
	}
	return two
}

func TestNodesShareOneLimit(t *testing.T) {
	two := nodes(t, cachetest.URL(t))
	key, rule := rand.Text(), Per(6, time.Hour)
	allowed := 0
	for i := range 20 {
		if two[i%2].Take(key, rule) == 0 {
			allowed++
		}
	}
	if allowed != 6 {
		t.Errorf("two nodes allow %d tries, want 6", allowed)
	}
	two[0].Forget(key)
	if two[1].Take(key, rule) != 0 {
		t.Error("forgotten on one node, the other still refuses")
	}
}

func TestWithoutRedisEachNodeStillLimits(t *testing.T) {
	server := cachetest.New(t)
	wire := cachetest.NewWire(t, server.Address)
	two := nodes(t, wire.URL())
	wire.Swallow(true)
	key, rule := rand.Text(), Per(6, time.Hour)
	allowed, began := 0, time.Now()
	for i := range 40 {
		if two[i%2].Take(key, rule) == 0 {
			allowed++
		}
	}
	if allowed != 12 {
		t.Errorf("two nodes on their own allow %d tries, want 6 each", allowed)
	}
	if took := time.Since(began); took > 20*time.Second {
		t.Errorf("40 tries took %s", took)
	}
}
