// Package limit says how soon somebody may try again. Each key has a bucket of tokens; every try
// takes one, and they come back with time. A rule may grow: once the bucket is empty, each further
// try doubles the wait, so that guessing gets slow while nobody is locked out for ever.
//
// Local buckets live in this process; those that are Shared live in Redis and count for all nodes.
package limit

import (
	"sync"
	"time"
)

// Rule is how much of something is allowed. The zero value allows everything.
type Rule struct {
	// Burst is how many tries are free at once.
	Burst int
	// Every is the time in which one try comes back.
	Every time.Duration
	// Longest bounds the growth of Every; zero means that it does not grow.
	Longest time.Duration
}

// Per allows n tries in a span, all of them at once if need be.
func Per(n int, span time.Duration) Rule { return Rule{Burst: n, Every: span / time.Duration(n)} }

// Limiter counts tries by key. It may be used by many goroutines.
type Limiter interface {
	// Take takes one try. It returns 0 when the try is allowed, otherwise how long to wait; a
	// refused try costs nothing.
	Take(key string, rule Rule) time.Duration
	// Forget gives a key all its tries back, as after a success.
	Forget(key string)
}

// Local counts the tries that come to this process. The number of its buckets is bounded.
type Local struct {
	now     func() time.Time
	most    int
	mu      sync.Mutex
	buckets map[string]*bucket
}

type bucket struct {
	rule   Rule
	tokens int
	since  time.Time     // when the next token began to grow
	every  time.Duration // how long it takes to grow
	then   time.Duration // how long tokens take once the bucket was emptied again
}

// DefaultMost is how many keys a Local remembers, about 20 MB at the very most.
const DefaultMost = 100_000

// New makes a Local that remembers at most so many keys.
func New(now func() time.Time, most int) *Local {
	return &Local{now: now, most: most, buckets: map[string]*bucket{}}
}

// Take takes one try. It returns 0 when the try is allowed, otherwise how long to wait; a refused
// try costs nothing.
func (l *Local) Take(key string, rule Rule) time.Duration {
	if rule.Burst <= 0 || rule.Every <= 0 {
		return 0
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	now := l.now()
	b, ok := l.buckets[key]
	if !ok {
		l.makeRoom(now)
		b = &bucket{rule: rule}
		b.fill(now)
		l.buckets[key] = b
	}
	return b.take(now)
}

// Forget gives a key all its tries back, as after a success.
func (l *Local) Forget(key string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	delete(l.buckets, key)
}

func (b *bucket) fill(now time.Time) {
	b.tokens, b.since, b.every, b.then = b.rule.Burst, now, b.rule.Every, b.rule.Every
}

// full tells whether the bucket is as good as new.
func (b *bucket) full(now time.Time) bool {
	return b.tokens+int(now.Sub(b.since)/b.every) >= b.rule.Burst
}

func (b *bucket) take(now time.Time) time.Duration {
	if b.full(now) {
		b.fill(now)
	}
	gained := max(0, int(now.Sub(b.since)/b.every))
	b.tokens += gained
	b.since = b.since.Add(time.Duration(gained) * b.every)
	if b.tokens == 0 {
		return b.since.Add(b.every).Sub(now)
	}
	b.tokens--
	if b.tokens == 0 {
		b.every = b.then
		b.then = min(2*b.then, max(b.rule.Longest, b.rule.Every))
	}
	return 0
}

// makeRoom forgets the buckets that are full again and, when most are in use, any others, so that
// it seldom has to run.
func (l *Local) makeRoom(now time.Time) {
	if len(l.buckets) < l.most {
		return
	}
	for key, b := range l.buckets {
		if b.full(now) {
			delete(l.buckets, key)
		}
	}
	for key := range l.buckets {
		if len(l.buckets) <= l.most*3/4 {
			return
		}
		delete(l.buckets, key)
	}
}
