package limit

import (
	"fmt"
	"slices"
	"sync"
	"testing"
	"time"
)

// clock is a time that tests move.
type clock struct{ at time.Time }

func (c *clock) now() time.Time { return c.at }

func newClock() *clock { return &clock{at: time.Date(2026, time.November, 22, 12, 0, 0, 0, time.UTC)} }

func TestTriesComeBackWithTime(t *testing.T) {
	c := newClock()
	l := New(c.now, 10)
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
		if got := l.Take("k", rule); got != s.wait {
			t.Fatalf("step %d: wait %v, want %v", i, got, s.wait)
		}
	}
}

func TestGuessingGetsSlowerEachTime(t *testing.T) {
	c := newClock()
	l := New(c.now, 10)
	rule := Rule{Burst: 3, Every: 12 * time.Second, Longest: time.Minute}
	var waits []time.Duration
	start, tries := c.at, 0
	for c.at.Sub(start) < 5*time.Minute {
		wait := l.Take("k", rule)
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
		if wait := l.Take("k", rule); wait != 0 {
			t.Errorf("after a calm time the owner waits %v", wait)
		}
	}
	if wait := l.Take("k", rule); wait != rule.Every {
		t.Errorf("after a calm time the first wait is %v", wait)
	}
}

func TestKeysDoNotDisturbEachOther(t *testing.T) {
	l := New(newClock().now, 10)
	rule := Per(1, time.Minute)
	if l.Take("a", rule) != 0 || l.Take("b", rule) != 0 || l.Take("a", rule) == 0 {
		t.Error("two keys share a bucket")
	}
	l.Forget("a")
	if l.Take("a", rule) != 0 {
		t.Error("a forgotten key still waits")
	}
}

func TestNoRuleAllowsEverything(t *testing.T) {
	l := New(newClock().now, 10)
	for range 1000 {
		if l.Take("k", Rule{}) != 0 {
			t.Fatal("refused without a rule")
		}
	}
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
	l := New(newClock().now, 10)
	var mu sync.Mutex
	var wg sync.WaitGroup
	allowed := 0
	for range 50 {
		wg.Go(func() {
			if l.Take("k", Per(7, time.Minute)) == 0 {
				mu.Lock()
				allowed++
				mu.Unlock()
			}
		})
	}
	wg.Wait()
	if allowed != 7 {
		t.Errorf("%d tries were allowed, want 7", allowed)
	}
}
