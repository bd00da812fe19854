package shop

import (
	"errors"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

// asked is a memory under test, with a clock that stands still and reads that count themselves.
type asked struct {
	*memory[string, int64]
	t     *testing.T
	at    time.Time
	takes time.Duration // what a read takes
	reads int64
}

func newShelf(t *testing.T, k keeping) *asked {
	t.Helper()
	s := &asked{t: t, at: time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)}
	s.memory = remember[string, int64](func() time.Time { return s.at }, k)
	return s
}

func (s *asked) pass(d time.Duration) { s.at = s.at.Add(d) }

// ask expects the answer of the n-th read.
func (s *asked) ask(key string, generation, want int64) {
	s.t.Helper()
	got, err := s.get(key, generation, func() (int64, error) {
		s.pass(s.takes)
		s.reads++
		return s.reads, nil
	})
	if err != nil || got != want {
		s.t.Errorf("%s of %d: %d, %v; want %d", key, generation, got, err, want)
	}
}

var errBroken = errors.New("broken")

// fail asks for what cannot be read.
func (s *asked) fail(key string, generation int64) {
	s.t.Helper()
	if _, err := s.get(key, generation, func() (int64, error) { return 0, errBroken }); !errors.Is(err, errBroken) {
		s.t.Errorf("%s: error %v", key, err)
	}
}

func TestAMemoryReadsOncePerWhileAndGeneration(t *testing.T) {
	s := newShelf(t, keeping{last: time.Minute, most: 2})
	s.ask("a", 1, 1)
	s.ask("a", 1, 1)
	s.pass(time.Second)
	s.ask("a", 2, 2) // something has changed
	s.ask("a", 2, 2)
	s.ask("b", 2, 3)
	s.ask("a", 2, 2)
	s.pass(time.Minute)
	s.ask("a", 2, 4)
}

func TestAMemoryForgetsWhatIsAskedForLeast(t *testing.T) {
	s := newShelf(t, keeping{last: time.Minute, most: 2})
	s.ask("a", 1, 1)
	s.ask("b", 1, 2)
	s.ask("a", 1, 1)
	s.ask("c", 1, 3) // takes the place of b
	s.ask("a", 1, 1)
	s.ask("b", 1, 4)
}

func TestWhatIsNotThereTakesNoPlace(t *testing.T) {
	s := newShelf(t, keeping{last: time.Minute, most: 2})
	s.ask("a", 1, 1)
	s.ask("b", 1, 2)
	for _, dead := range []string{"c", "d", "e", "c"} {
		s.fail(dead, 1)
	}
	s.ask("a", 1, 1)
	s.ask("b", 1, 2)
	if len(s.kept) != 2 || len(s.reading) != 0 {
		t.Errorf("%d places are kept, %d are being read", len(s.kept), len(s.reading))
	}
	s.fail("a", 2) // it is gone since
	s.ask("c", 2, 3)
	s.ask("b", 1, 2)
	s.ask("a", 1, 4)
}

func TestAMemoryKeepsOnlyWhatFits(t *testing.T) {
	s := newShelf(t, keeping{last: time.Minute, most: 2})
	s.fits = func(n int64) bool { return n != 1 }
	s.ask("a", 1, 1)
	s.ask("a", 1, 2)
	s.ask("a", 1, 2)
}

func TestWhatCostsMuchLagsBehindTheGeneration(t *testing.T) {
	s := newShelf(t, keeping{last: time.Minute, most: 2, lag: 50})
	s.ask("a", 1, 1)
	s.ask("a", 2, 2) // it took no time
	s.takes = 100 * time.Millisecond
	s.ask("a", 3, 3)
	s.pass(4 * time.Second)
	s.ask("a", 4, 3)
	s.pass(time.Second)
	s.ask("a", 5, 4)
	s.ask("a", 5, 4)
	s.takes = time.Hour
	s.ask("a", 6, 4)
	s.pass(time.Minute)
	s.ask("a", 6, 5)
}

func TestWhoAsksTogetherReadsOnce(t *testing.T) {
	m := remember[string, int64](time.Now, keeping{last: time.Minute, most: 2})
	var reads atomic.Int64
	var wg sync.WaitGroup
	for range 20 {
		wg.Go(func() {
			v, err := m.get("a", 1, func() (int64, error) {
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

// Nobody waits for what is renewed while something not too old is there.
func TestWhatLagsIsServedWhileItIsRenewed(t *testing.T) {
	s := newShelf(t, keeping{last: time.Minute, most: 2, lag: 50})
	s.ask("a", 1, 1)
	v, err := s.get("a", 2, func() (int64, error) {
		s.ask("a", 2, 1)
		return 7, nil
	})
	if err != nil || v != 7 {
		t.Errorf("%d, %v", v, err)
	}
	s.ask("a", 2, 7)
}
