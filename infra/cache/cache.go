// Package cache keeps what may be lost: copies for others to look at, counters, limits shared by
// nodes. Without Redis it is memory of this process; with it, all nodes share one. Losing a cache
// costs a moment and never a sale, a session or a cart: nothing of record is ever in it.
package cache

import (
	"context"
	"errors"
	"fmt"
	"time"

	"bazaar/infra/telemetry"
)

var log = telemetry.Logger("cache")

// What a cache may answer instead of a value.
var (
	// ErrMissing is the answer of Get for a key that is not there.
	ErrMissing = errors.New("cache: no such key")
	// ErrDown is the answer of every call while the cache cannot be reached; it takes no time.
	ErrDown = errors.New("cache: cannot be reached")
)

// Cache keeps values for a while. It may be used by many goroutines. A caller must be able to go
// on after any error.
type Cache interface {
	// Get returns ErrMissing for a key that is not there or no longer.
	Get(ctx context.Context, key string) ([]byte, error)
	// Set keeps a value for ttl, which must be positive.
	Set(ctx context.Context, key string, value []byte, ttl time.Duration) error
	// Delete forgets keys; those that are not there are no error.
	Delete(ctx context.Context, keys ...string) error
	// Add adds n to a counter, which starts at 0 and is forgotten ttl after its first use, and
	// returns the sum.
	Add(ctx context.Context, key string, n int64, ttl time.Duration) (int64, error)
	// Kind is "memory" or "redis".
	Kind() string
	// Close ends the connection.
	Close()
}

// Probe is the key that Check writes and reads.
const Probe = "health_check"

const probeLife = 10 * time.Second

// Check writes a key and reads it back.
func Check(ctx context.Context, c Cache) error {
	const value = "ok"
	if err := c.Set(ctx, Probe, []byte(value), probeLife); err != nil {
		return err
	}
	got, err := c.Get(ctx, Probe)
	if err == nil && string(got) != value {
		err = fmt.Errorf("cache: wrote %q and read %q", value, got)
	}
	return err
}

// Open is the cache at a URL, such as redis://:password@host:6379/0 or rediss:// for TLS; empty is
// memory. A Redis that is down is no error: it is used as soon as it answers.
func Open(ctx context.Context, url string) (Cache, error) {
	if url == "" {
		return NewMemory(time.Now), nil
	}
	return OpenRedis(ctx, url)
}
