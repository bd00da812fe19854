package site

import (
	"fmt"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"bazaar/site/page"
)

// sheet is a page that may be shared, of about n bytes.
func sheet(n int) *readyPage {
	p := &readyPage{header: map[string][]string{"Cache-Control": {page.DefaultCaching}}}
	p.Write(make([]byte, n)) //nolint:errcheck // a buffer takes everything
	p.seal()
	return p
}

func TestOnePageIsMadeForManyWhoAskAtOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		pages, made := newReadyPages(time.Now, readyBytes), atomic.Int64{}
		var all sync.WaitGroup
		for range 100 {
			all.Go(func() {
				pages.get(readyKey{path: "/"}, 1, func() *readyPage {
					made.Add(1)
					time.Sleep(time.Second)
					return sheet(10)
				})
			})
		}
		all.Wait()
		if made.Load() != 1 {
			t.Errorf("it was made %d times", made.Load())
		}
	})
}

func TestWhatMustNotBeSharedIsMadeForEach(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		pages, made := newReadyPages(time.Now, readyBytes), atomic.Int64{}
		var all sync.WaitGroup
		for range 10 {
			all.Go(func() {
				pages.get(readyKey{path: "/"}, 1, func() *readyPage {
					made.Add(1)
					time.Sleep(time.Second)
					p := &readyPage{header: map[string][]string{"Set-Cookie": {"a=b"}, "Cache-Control": {page.DefaultCaching}}}
					p.seal()
					return p
				})
			})
		}
		all.Wait()
		if made.Load() != 10 || len(pages.kept) != 0 {
			t.Errorf("it was made %d times, %d are kept", made.Load(), len(pages.kept))
		}
	})
}

func TestNobodyWaitsForAPageThatPanicked(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		pages, survived := newReadyPages(time.Now, readyBytes), atomic.Int64{}
		var all sync.WaitGroup
		for range 3 {
			all.Go(func() {
				defer func() { recover() }() //nolint:errcheck // that is the test
				pages.get(readyKey{path: "/"}, 1, func() *readyPage {
					time.Sleep(time.Second)
					panic("no page")
				})
				survived.Add(1)
			})
		}
		all.Wait()
		if survived.Load() != 0 || len(pages.flights) != 0 {
			t.Errorf("%d got a page, %d wait for one", survived.Load(), len(pages.flights))
		}
	})
}

func TestMemoryIsBoundedAndWhatIsAskedForStays(t *testing.T) {
	at := time.Unix(0, 0)
	pages := newReadyPages(func() time.Time { return at }, 100*(1000+readyOverhead+100))
	ask := func(i int) bool {
		fresh := false
		pages.get(readyKey{path: fmt.Sprint("/", i)}, 1, func() *readyPage {
			fresh = true
			return sheet(1000)
		})
		return fresh
	}
	ask(0)
	for i := 1; i < 1000; i++ {
		ask(i)
		if ask(0) {
			t.Fatalf("the page that everybody asks for was dropped after %d others", i)
		}
	}
	if n := len(pages.kept); n > 110 || n < 80 || pages.recent.Len() != n || pages.size > pages.most {
		t.Errorf("%d pages with %d bytes are kept", n, pages.size)
	}
	if !ask(1) {
		t.Error("the page that nobody asked for is still there")
	}
	pages.get(readyKey{path: "/large"}, 1, func() *readyPage { return sheet(mostReadyPage) })
	if pages.kept[readyKey{path: "/large"}] != nil {
		t.Error("a page that is too large is kept")
	}
}

func TestAPageHoldsForItsGenerationAndAWhile(t *testing.T) {
	at := time.Unix(1000, 0)
	pages := newReadyPages(func() time.Time { return at }, readyBytes)
	ask := func(generation int64) bool {
		fresh := false
		pages.get(readyKey{path: "/"}, generation, func() *readyPage {
			fresh = true
			return sheet(10)
		})
		return fresh
	}
	for _, step := range []struct {
		name       string
		generation int64
		later      time.Duration
		fresh      bool
	}{
		{"first", 1, 0, true},
		{"again", 1, 0, false},
		{"after a write", 2, 0, true},
		{"a reader who is behind", 1, 0, true},
		{"again", 1, 0, false},
		{"a little later", 1, readyLast - 1, false},
		{"too late", 1, 1, true},
		{"a clock that was set back", 1, -time.Hour, true},
	} {
		at = at.Add(step.later)
		if got := ask(step.generation); got != step.fresh {
			t.Errorf("%s: fresh is %v", step.name, got)
		}
	}
}
