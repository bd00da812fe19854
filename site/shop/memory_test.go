package shop

import (
	"errors"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

func TestAMemoryReadsOncePerWhile(t *testing.T) {
	now := time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
	m := remember[string, int64](func() time.Time { return now }, time.Minute, 2)
	var reads atomic.Int64
	read := func() (int64, error) { return reads.Add(1), nil }
	ask := func(key string, want int64) {
		t.Helper()
		if got, err := m.get(key, read); err != nil || got != want {
			t.Errorf("%s: %d, %v; want %d", key, got, err, want)
		}
	}
	ask("a", 1)
	ask("a", 1)
	now = now.Add(time.Second)
	ask("b", 2)
	ask("c", 3) // takes the place of a
	ask("b", 2)
	ask("a", 4)
	now = now.Add(time.Minute)
	ask("c", 5)
}

func TestAMemoryForgetsFailures(t *testing.T) {
	m := remember[string, int64](time.Now, time.Minute, 2)
	broken := errors.New("broken")
	if _, err := m.get("a", func() (int64, error) { return 0, broken }); !errors.Is(err, broken) {
		t.Errorf("error %v", err)
	}
	if v, err := m.get("a", func() (int64, error) { return 7, nil }); err != nil || v != 7 {
		t.Errorf("%d, %v", v, err)
	}
}

func TestWhoAsksTogetherReadsOnce(t *testing.T) {
	m := remember[string, int64](time.Now, time.Minute, 2)
	var reads atomic.Int64
	var wg sync.WaitGroup
	for range 20 {
		wg.Go(func() {
			v, err := m.get("a", func() (int64, error) {
				time.Sleep(5 * time.Millisecond)
				return reads.Add(1), nil
			})
			if err != nil || v != 1 {
				t.Errorf("%d, %v", v, err)
			}
		})
	}
	wg.Wait()
}
