package site

import (
	"container/list"
	"sync"
	"time"
)

const (
	// readyBytes bounds the memory of all ready pages.
	readyBytes = 32 << 20
	// mostReadyPage is the largest page that is kept.
	mostReadyPage = 512 << 10
	// readyOverhead is what a page takes beside its body, roughly.
	readyOverhead = 2 << 10
	// readyLast is how long a page is kept though nothing has changed: pages show counts that may be
	// a little old already when they are rendered.
	readyLast = 15 * time.Second
)

// readyPages keeps the pages that were asked for last. Of many who ask for the same page at once,
// one makes it and the others wait.
type readyPages struct {
	now  func() time.Time
	most int

	mu      sync.Mutex
	size    int
	kept    map[readyKey]*list.Element
	recent  *list.List // of *keptPage, the last one asked for in front
	flights map[flightKey]*flight
}

type keptPage struct {
	key        readyKey
	page       *readyPage
	generation int64
	made       time.Time
}

type flightKey struct {
	readyKey
	generation int64
}

// flight is a page that is being made.
type flight struct {
	done chan struct{}
	page *readyPage // nil when making it failed
}

func newReadyPages(now func() time.Time, most int) *readyPages {
	return &readyPages{now: now, most: most, kept: map[readyKey]*list.Element{}, recent: list.New(), flights: map[flightKey]*flight{}}
}

// get returns the page of a key as of a generation. An answer that must not be shared is made anew for
// each who asks.
func (s *readyPages) get(key readyKey, generation int64, render func() *readyPage) *readyPage {
	s.mu.Lock()
	if p := s.find(key, generation); p != nil {
		s.mu.Unlock()
		return p
	}
	at := flightKey{key, generation}
	f, flying := s.flights[at]
	if !flying {
		f = &flight{done: make(chan struct{})}
		s.flights[at] = f
	}
	s.mu.Unlock()
	if flying {
		<-f.done
		if f.page != nil && f.page.shared {
			return f.page
		}
		return render()
	}
	made := s.now() // before anything is read
	defer func() {  // also when render panics
		s.mu.Lock()
		defer s.mu.Unlock()
		delete(s.flights, at)
		if f.page != nil && f.page.shared {
			s.keep(&keptPage{key: key, page: f.page, generation: generation, made: made})
		}
		close(f.done)
	}()
	f.page = render()
	return f.page
}

// find returns a page that still holds, nil when there is none.
func (s *readyPages) find(key readyKey, generation int64) *readyPage {
	e, ok := s.kept[key]
	if !ok {
		return nil
	}
	k := e.Value.(*keptPage)
	if age := s.now().Sub(k.made); k.generation != generation || age < 0 || age >= readyLast {
		s.drop(e)
		return nil
	}
	s.recent.MoveToFront(e)
	return k.page
}

// keep remembers a page; those that nobody has asked for longest go.
func (s *readyPages) keep(k *keptPage) {
	if k.weight() > mostReadyPage {
		return
	}
	if e, ok := s.kept[k.key]; ok {
		s.drop(e)
	}
	s.kept[k.key] = s.recent.PushFront(k)
	s.size += k.weight()
	for s.size > s.most {
		s.drop(s.recent.Back())
	}
}

func (s *readyPages) drop(e *list.Element) {
	k := s.recent.Remove(e).(*keptPage)
	delete(s.kept, k.key)
	s.size -= k.weight()
}

// weight is the memory that a page takes, roughly.
func (k *keptPage) weight() int { return k.page.body.Cap() + readyOverhead }
