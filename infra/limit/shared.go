package limit

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"strconv"
	"time"

	"bazaar/infra/cache"
)

// Shared counts tries in Redis, so that a limit holds over all nodes. While Redis is down each node
// counts for itself: a limit gets looser by the number of nodes and never falls away.
type Shared struct {
	redis *cache.Redis
	local *Local
	now   func() time.Time
}

// Over is the Limiter over a cache: Shared where it is Redis, Local otherwise.
func Over(c cache.Cache, now func() time.Time) Limiter {
	local := New(now, DefaultMost)
	if redis, ok := c.(*cache.Redis); ok {
		return NewShared(redis, local)
	}
	return local
}

// NewShared makes a Limiter over Redis that falls back to local.
func NewShared(redis *cache.Redis, local *Local) *Shared {
	return &Shared{redis: redis, local: local, now: local.now}
}

// name is the key of a bucket in Redis. It tells nothing: keys hold e-mail addresses.
func name(key string) string {
	sum := sha256.Sum256([]byte(key))
	return "limit:" + hex.EncodeToString(sum[:16])
}

// take is bucket.take as one step of Redis. Times are in milliseconds; it returns the wait. The
// bucket is forgotten when it would be full again.
var take = cache.NewScript(`
local burst, rule, longest, now = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3]), tonumber(ARGV[4])
local b = redis.call('HMGET', KEYS[1], 'tokens', 'since', 'every', 'next')
local tokens, since, every, after = tonumber(b[1]), tonumber(b[2]), tonumber(b[3]), tonumber(b[4])
if not tokens or tokens + math.floor((now - since) / every) >= burst then
  tokens, since, every, after = burst, now, rule, rule
end
local gained = math.max(0, math.floor((now - since) / every))
tokens, since = tokens + gained, since + gained * every
if tokens == 0 then return math.max(1, since + every - now) end
tokens = tokens - 1
if tokens == 0 then
  every = after
  after = math.min(2 * after, math.max(longest, rule))
end
redis.call('HSET', KEYS[1], 'tokens', tokens, 'since', since, 'every', every, 'next', after)
redis.call('PEXPIRE', KEYS[1], burst * every + 1000)
return 0`)

// Take takes one try.
func (s *Shared) Take(key string, rule Rule) time.Duration {
	if rule.Burst <= 0 || rule.Every <= 0 {
		return 0
	}
	ms, err := s.redis.Run(context.Background(), take, name(key), strconv.Itoa(rule.Burst), milliseconds(rule.Every),
		milliseconds(rule.Longest), strconv.FormatInt(s.now().UnixMilli(), 10))
	if err != nil {
		return s.local.Take(key, rule)
	}
	return time.Duration(ms) * time.Millisecond
}

func milliseconds(d time.Duration) string { return strconv.FormatInt(d.Milliseconds(), 10) }

// Forget gives a key all its tries back, here and in Redis.
func (s *Shared) Forget(key string) {
	s.local.Forget(key)
	_ = s.redis.Delete(context.Background(), name(key)) // while Redis is down the local bucket counts
}
