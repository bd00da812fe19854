package shop

import (
	"sync"
	"time"
)

// memory keeps what was read from the database for a short while. It is safe for use by many
// requests at once; of those that ask for the same thing together, one reads it.
type memory[K comparable, V any] struct {
	now  func() time.Time
	last time.Duration
	most int

	mu   sync.Mutex
	kept map[K]*memo[V]
}

type memo[V any] struct {
	mu    sync.Mutex
	made  time.Time
	until time.Time
	value V
}

// remember makes a memory of at most so many things, each for a while.
func remember[K comparable, V any](now func() time.Time, last time.Duration, most int) *memory[K, V] {
	return &memory[K, V]{now: now, last: last, most: most, kept: map[K]*memo[V]{}}
}

// get returns what is remembered, or reads it. A failed read is not remembered.
func (m *memory[K, V]) get(key K, read func() (V, error)) (V, error) {
	one := m.memo(key)
	one.mu.Lock()
	defer one.mu.Unlock()
	if m.now().Before(one.until) {
		return one.value, nil
	}
	value, err := read()
	if err == nil {
		one.value, one.until = value, m.now().Add(m.last)
	}
	return value, err
}

// memo finds the place of a key. When there is no room, the oldest place is given up.
func (m *memory[K, V]) memo(key K) *memo[V] {
	m.mu.Lock()
	defer m.mu.Unlock()
	if one, ok := m.kept[key]; ok {
		return one
	}
	if len(m.kept) >= m.most {
		m.forgetOldest()
	}
	one := &memo[V]{made: m.now()}
	m.kept[key] = one
	return one
}

func (m *memory[K, V]) forgetOldest() {
	var oldest K
	var made time.Time
	for key, one := range m.kept {
		if made.IsZero() || one.made.Before(made) {
			oldest, made = key, one.made
		}
	}
	delete(m.kept, oldest)
}
