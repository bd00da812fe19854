package site

import (
	"context"
	"sync"
	"sync/atomic"
	"time"

	"bazaar/infra/cache"
)

// Keys and lives of the counters that /redis-stats/ shows.
const (
	requestsKey     = "requests_count_" // and the day, in UTC
	lastRequestKey  = "last_request_time"
	requestsLife    = 24 * time.Hour
	lastRequestLife = time.Hour
	tallyPause      = int64(time.Second)
)

// tally counts requests in the cache, where the sum of all nodes stands. It counts here and hands
// over once a second, so that a request never waits for it.
type tally struct {
	cache   cache.Cache
	now     func() time.Time
	pending atomic.Int64
	last    atomic.Int64 // when the latest request came, in nanoseconds
	handed  atomic.Int64 // when it was last handed over
	handing sync.Mutex   // who reads the sum waits for what is on its way
}

// count counts one request; a nil tally counts nothing.
func (t *tally) count() {
	if t == nil {
		return
	}
	now := t.now().UnixNano()
	t.pending.Add(1)
	t.last.Store(now)
	handed := t.handed.Load()
	if now-handed >= tallyPause && t.handed.CompareAndSwap(handed, now) {
		go t.hand(context.Background())
	}
}

// hand moves what was counted into the cache; what it does not take stays for the next time.
func (t *tally) hand(ctx context.Context) {
	t.handing.Lock()
	defer t.handing.Unlock()
	n, last := t.pending.Swap(0), time.Unix(0, t.last.Load()).UTC()
	if n == 0 {
		return
	}
	if _, err := t.cache.Add(ctx, requestsKey+last.Format(time.DateOnly), n, requestsLife); err != nil {
		t.pending.Add(n)
		return
	}
	_ = t.cache.Set(ctx, lastRequestKey, []byte(last.Format(time.RFC3339)), lastRequestLife) // shown to people only
}
