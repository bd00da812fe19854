package cache

import (
	"context"
	"strconv"
	"sync"
	"time"
)

// most is how many keys a Memory keeps; beyond it some are forgotten.
const most = 10_000

// Memory is the cache of one process.
type Memory struct {
	now  func() time.Time
	mu   sync.Mutex
	kept map[string]item
}

type item struct {
	value []byte
	until time.Time
}

// NewMemory makes an empty cache.
func NewMemory(now func() time.Time) *Memory { return &Memory{now: now, kept: map[string]item{}} }

// Kind is "memory".
func (*Memory) Kind() string { return "memory" }

// Close does nothing.
func (*Memory) Close() {}

// Get returns ErrMissing for a key that is not there or no longer.
func (m *Memory) Get(_ context.Context, key string) ([]byte, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	it, ok := m.kept[key]
	if !ok || !it.until.After(m.now()) {
		return nil, ErrMissing
	}
	return it.value, nil
}

// Set keeps a value for ttl.
func (m *Memory) Set(_ context.Context, key string, value []byte, ttl time.Duration) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.makeRoom()
	m.kept[key] = item{append([]byte(nil), value...), m.now().Add(ttl)}
	return nil
}

// Delete forgets keys.
func (m *Memory) Delete(_ context.Context, keys ...string) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	for _, key := range keys {
		delete(m.kept, key)
	}
	return nil
}

// Add adds n to a counter and returns the sum.
func (m *Memory) Add(_ context.Context, key string, n int64, ttl time.Duration) (int64, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	it, ok := m.kept[key]
	if !ok || !it.until.After(m.now()) {
		m.makeRoom()
		it = item{until: m.now().Add(ttl)}
	}
	sum, _ := strconv.ParseInt(string(it.value), 10, 64) // what is no number counts as 0
	sum += n
	it.value = strconv.AppendInt(nil, sum, 10)
	m.kept[key] = it
	return sum, nil
}

// makeRoom forgets what is over and, when that is not enough, a quarter of the rest.
func (m *Memory) makeRoom() {
	if len(m.kept) < most {
		return
	}
	now := m.now()
	for key, it := range m.kept {
		if !it.until.After(now) {
			delete(m.kept, key)
		}
	}
	for key := range m.kept {
		if len(m.kept) <= most*3/4 {
			return
		}
		delete(m.kept, key)
	}
}
