package cache

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"strconv"
	"sync"
	"sync/atomic"
	"time"

	"github.com/redis/rueidis"
)

// How long Redis may take. A cache that is slower is worse than none.
const (
	patience    = 200 * time.Millisecond // of one call
	dialTimeout = time.Second
	tolerance   = 3 // failures in a row until nobody asks any more
	probeFirst  = 250 * time.Millisecond
	probeLast   = 2 * time.Second
)

// Redis is the cache that several nodes share. After a few failures in a row it is not asked any
// more: every call fails at once until a probe in the background gets an answer again, so that a
// Redis that is dead or swallows packets costs a moment once and not a wait on every request.
type Redis struct {
	options rueidis.ClientOption
	shown   string

	client   atomic.Pointer[rueidis.Client]
	failures atomic.Int64
	errors   atomic.Int64 // failed calls since the start
	down     atomic.Bool
	quit     chan struct{}
	close    sync.Once
	probing  sync.WaitGroup
}

// OpenRedis is the Redis at a URL. Its error is a URL that does not parse; a Redis that is down is
// used as soon as it answers.
func OpenRedis(ctx context.Context, address string) (*Redis, error) {
	options, err := rueidis.ParseURL(address)
	if err != nil {
		return nil, errors.New("REDIS_URL must look like redis://:password@host:6379/0, or rediss:// for TLS")
	}
	options.ForceSingleClient = true
	options.DisableRetry = true
	options.DisableCache = true    // nothing is read often enough to keep copies
	options.AlwaysRESP2 = true     // old servers and proxies understand it
	options.PipelineMultiplex = -1 // one connection, shared by all goroutines
	options.RingScaleEachConn = 8
	options.ReadBufferEachConn, options.WriteBufferEachConn = 32<<10, 32<<10
	options.ClientSetInfo = rueidis.DisableClientSetInfo
	options.Dialer.Timeout = dialTimeout
	options.ConnWriteTimeout = dialTimeout
	r := &Redis{options: options, shown: withoutPassword(address), quit: make(chan struct{})}
	if err := r.connect(); err != nil {
		r.trip(ctx, err)
	}
	return r, nil
}

// withoutPassword is an address for people.
func withoutPassword(address string) string {
	u, err := url.Parse(address)
	if err != nil {
		return "***"
	}
	return u.Scheme + "://" + u.Host + u.Path
}

// Kind is "redis".
func (*Redis) Kind() string { return "redis" }

// Address is where Redis is, without its password.
func (r *Redis) Address() string { return r.shown }

// Down tells whether Redis is not asked at the moment.
func (r *Redis) Down() bool { return r.down.Load() }

// Errors is how many calls have failed since the start; those that were not made do not count.
func (r *Redis) Errors() int64 { return r.errors.Load() }

// Close ends the connection and the probe.
func (r *Redis) Close() {
	r.close.Do(func() { close(r.quit) })
	r.probing.Wait()
	c := r.client.Load()
	if c == nil {
		return
	}
	closed := make(chan struct{})
	go func() {
		(*c).Close()
		close(closed)
	}()
	select {
	case <-closed:
	case <-time.After(dialTimeout): // it waits for answers that may never come
	}
}

// Get returns ErrMissing for a key that is not there or no longer.
func (r *Redis) Get(ctx context.Context, key string) (value []byte, err error) {
	err = r.do(ctx, func(ctx context.Context, c rueidis.Client) error {
		value, err = c.Do(ctx, c.B().Get().Key(key).Build()).AsBytes()
		return err
	})
	return value, err
}

// Set keeps a value for ttl.
func (r *Redis) Set(ctx context.Context, key string, value []byte, ttl time.Duration) error {
	return r.do(ctx, func(ctx context.Context, c rueidis.Client) error {
		return c.Do(ctx, c.B().Set().Key(key).Value(rueidis.BinaryString(value)).Px(ttl).Build()).Error()
	})
}

// Delete forgets keys.
func (r *Redis) Delete(ctx context.Context, keys ...string) error {
	if len(keys) == 0 {
		return nil
	}
	return r.do(ctx, func(ctx context.Context, c rueidis.Client) error {
		return c.Do(ctx, c.B().Del().Key(keys...).Build()).Error()
	})
}

// add starts the life of a counter with its first use.
var add = rueidis.NewLuaScript(`
local sum = redis.call('INCRBY', KEYS[1], ARGV[1])
if sum == tonumber(ARGV[1]) then redis.call('PEXPIRE', KEYS[1], ARGV[2]) end
return sum`)

// Add adds n to a counter and returns the sum.
func (r *Redis) Add(ctx context.Context, key string, n int64, ttl time.Duration) (int64, error) {
	var sum int64
	err := r.do(ctx, func(ctx context.Context, c rueidis.Client) error {
		var err error
		sum, err = add.Exec(ctx, c, []string{key}, []string{strconv.FormatInt(n, 10), strconv.FormatInt(ttl.Milliseconds(), 10)}).AsInt64()
		return err
	})
	return sum, err
}

// Script is a piece of Lua that Redis runs as one step.
type Script struct{ lua *rueidis.Lua }

// NewScript prepares a script.
func NewScript(text string) *Script { return &Script{rueidis.NewLuaScript(text)} }

// Run runs a script over one key; it must return a whole number.
func (r *Redis) Run(ctx context.Context, s *Script, key string, args ...string) (int64, error) {
	var n int64
	err := r.do(ctx, func(ctx context.Context, c rueidis.Client) error {
		var err error
		n, err = s.lua.Exec(ctx, c, []string{key}, args).AsInt64()
		return err
	})
	return n, err
}

// do makes one call, unless Redis is known to be down, and learns from its failure.
func (r *Redis) do(ctx context.Context, call func(context.Context, rueidis.Client) error) error {
	if r.down.Load() {
		return ErrDown
	}
	limited, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	err := call(limited, *r.client.Load())
	var answer *rueidis.RedisError
	switch {
	case err == nil:
		r.failures.Store(0)
		return nil
	case errors.As(err, &answer): // it answered, and soon
		r.failures.Store(0)
		if answer.IsNil() {
			return ErrMissing
		}
		r.errors.Add(1)
	case ctx.Err() != nil: // it is the caller who has no time left
	default:
		r.errors.Add(1)
		if r.failures.Add(1) >= tolerance {
			r.trip(ctx, err)
		}
	}
	return fmt.Errorf("redis: %w", err)
}

// trip stops asking until a probe succeeds.
func (r *Redis) trip(ctx context.Context, why error) {
	if r.down.Swap(true) {
		return
	}
	log.WarnContext(ctx, "Redis cannot be reached; going on without it", "redis", r.shown, "error", why)
	r.probing.Go(r.recover)
}

// recover waits in the background until Redis answers.
func (r *Redis) recover() {
	for pause := probeFirst; ; pause = min(2*pause, probeLast) {
		select {
		case <-r.quit:
			return
		case <-time.After(pause):
		}
		if r.connect() == nil {
			r.failures.Store(0)
			r.down.Store(false)
			log.Warn("Redis answers again", "redis", r.shown)
			return
		}
	}
}

// connect makes a new connection and asks for a sign of life; the old one is given up.
func (r *Redis) connect() error {
	fresh, err := rueidis.NewClient(r.options)
	if err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(context.Background(), dialTimeout)
	defer cancel()
	if err := fresh.Do(ctx, fresh.B().Ping().Build()).Error(); err != nil {
		fresh.Close()
		return err
	}
	if old := r.client.Swap(&fresh); old != nil {
		go (*old).Close() // it waits for answers that may never come
	}
	return nil
}
