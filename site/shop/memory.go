package shop

import (
	"sync"
	"sync/atomic"
	"time"
)

// memory keeps what was read from the database for a short while, each thing as of a generation. It
// is safe for use by many requests at once; of those that ask for the same thing together, one reads
// it. A place in it has only what was read with success, and when there are too many, the one that
// was not asked for the longest time is given up: who asks for what does not exist takes no room.
type memory[K comparable, V any] struct {
	keeping
	now func() time.Time
	// fits tells what is small enough to be kept; nil keeps everything.
	fits func(V) bool

	mu      sync.Mutex
	kept    map[K]*memo[V] // what was read
	reading map[K]*memo[V] // what is being read for the first time
	asked   int64          // how often something was asked for
}

// keeping says how much a memory keeps, and how long.
type keeping struct {
	// last is the longest that anything is kept.
	last time.Duration
	// most is how many things are kept.
	most int
	// lag lets things be older than the generation, for so many times as long as it took to read
	// them: what costs little is always right, and what costs much is read in a small part of the
	// time. Zero is for things that must never be old.
	lag int
}

// memo is the place of one thing.
type memo[V any] struct {
	renewing sync.Mutex
	held     atomic.Pointer[held[V]]
	waiting  int   // requests that ask for it now
	asked    int64 // when it was asked for last, by the count of the memory
}

type held[V any] struct {
	at         time.Time
	took       time.Duration
	generation int64
	value      V
}

// anyGeneration is for things that may be as old as their memory keeps them, whatever changes.
const anyGeneration = 0

func remember[K comparable, V any](now func() time.Time, k keeping) *memory[K, V] {
	return &memory[K, V]{keeping: k, now: now, kept: map[K]*memo[V]{}, reading: map[K]*memo[V]{}}
}

// get returns what is remembered as of a generation, or reads it. A failed read is not remembered,
// and what was remembered before it is forgotten.
func (m *memory[K, V]) get(key K, generation int64, read func() (V, error)) (V, error) {
	one := m.enter(key)
	defer m.leave(key, one)
	if h := one.held.Load(); m.holds(h, generation) {
		return h.value, nil
	}
	if !one.renewing.TryLock() {
		if h := one.held.Load(); m.lag > 0 && m.young(h) {
			return h.value, nil // somebody is renewing it
		}
		one.renewing.Lock()
	}
	defer one.renewing.Unlock()
	if h := one.held.Load(); m.holds(h, generation) {
		return h.value, nil
	}
	began := m.now()
	value, err := read()
	if err != nil {
		one.held.Store(nil)
		return value, err
	}
	if m.fits != nil && !m.fits(value) {
		one.held.Store(nil)
		return value, nil
	}
	one.held.Store(&held[V]{began, m.now().Sub(began), generation, value})
	return value, nil
}

func (m *memory[K, V]) young(h *held[V]) bool { return h != nil && m.now().Sub(h.at) < m.last }

func (m *memory[K, V]) holds(h *held[V], generation int64) bool {
	return m.young(h) && (h.generation == generation || m.now().Sub(h.at) < time.Duration(m.lag)*h.took)
}

// enter finds the place of a key or makes one.
func (m *memory[K, V]) enter(key K) *memo[V] {
	m.mu.Lock()
	defer m.mu.Unlock()
	one, ok := m.kept[key]
	if !ok {
		one, ok = m.reading[key]
	}
	if !ok {
		one = &memo[V]{}
		m.reading[key] = one
	}
	m.asked++
	one.waiting, one.asked = one.waiting+1, m.asked
	return one
}

// leave keeps what was read and gives up places that are empty or too many.
func (m *memory[K, V]) leave(key K, one *memo[V]) {
	m.mu.Lock()
	defer m.mu.Unlock()
	one.waiting--
	switch full := one.held.Load() != nil; {
	case full && m.reading[key] == one:
		delete(m.reading, key)
		m.kept[key] = one
		if len(m.kept) > m.most {
			m.forgetOne()
		}
	case !full && m.kept[key] == one:
		delete(m.kept, key)
	case !full && one.waiting == 0 && m.reading[key] == one:
		delete(m.reading, key)
	}
}

// forgetOne gives up the place that was not asked for the longest time.
func (m *memory[K, V]) forgetOne() {
	var key K
	oldest := m.asked + 1
	for k, one := range m.kept {
		if one.asked < oldest {
			key, oldest = k, one.asked
		}
	}
	delete(m.kept, key)
}
