// Package redisstore keeps the state that instances share on Redis: one server, Sentinel or Cluster.
//
//	client := redis.NewUniversalClient(&redis.UniversalOptions{
//		Addrs:                 []string{"redis:6379"},
//		ContextTimeoutEnabled: true,
//	})
//	s := redisstore.New(client)
//
// # What Redis has to be
//
// Redis 6 or later, or a server that speaks as it does and runs Lua. Each operation is one command on one key, so a
// Cluster may spread the keys as it likes. An operation that compares is a script; a server that has lost the script is
// given it again.
//
//   - Reads go to the primary: leave ReadOnly, RouteByLatency, RouteRandomly and the client-side cache off, for a
//     Get that misses the last write makes instances fight.
//   - maxmemory-policy is noeviction, as it is by default: any other may throw out a lock or a token. A full Redis
//     then refuses writes with OOM, which is an error here and nothing worse.
//   - A failover may lose the last writes, since Redis replicates after it has answered. A token is then fetched
//     once more, a lock may have two owners; [store.Lock] says what a lock is good for.
//   - The user needs few rights: ACL SETUSER wechatgo on >password ~wechatgo:* +get +set +exists +del +eval +evalsha,
//     and on a Cluster also +cluster|slots +command +asking
//
// # Time
//
// Every operation comes back when its ctx ends, however slow the server and whatever the client's own timeouts. The
// client's connection is busy until those timeouts all the same, unless ContextTimeoutEnabled is set: set it. A ctx
// without an end waits for the client's timeouts and retries.
package redisstore

import (
	"context"
	"errors"
	"time"

	"github.com/redis/go-redis/v9"

	"github.com/wechatgo/wechatgo/store"
)

// DefaultPrefix begins every key in Redis unless [WithPrefix] says otherwise.
const DefaultPrefix = "wechatgo:"

// Store is a [store.Store] on Redis.
type Store struct {
	client redis.UniversalClient
	prefix string
}

var _ store.Store = (*Store)(nil)

// Option changes what [New] makes.
type Option func(*Store)

// WithPrefix begins every key in Redis with prefix instead of [DefaultPrefix], so that programs and environments which
// share a server stay apart. No key of the store is needed together with another; a prefix in braces ("{wechatgo}:")
// nevertheless keeps them on one node of a Cluster.
func WithPrefix(prefix string) Option {
	return func(s *Store) { s.prefix = prefix }
}

// New returns a Store on client, which stays the caller's to configure and to close. It does not talk to Redis.
func New(client redis.UniversalClient, opts ...Option) *Store {
	s := &Store{client: client, prefix: DefaultPrefix}
	for _, opt := range opts {
		opt(s)
	}
	return s
}

// Get implements [store.Store]. It fails with an [*Error].
func (s *Store) Get(ctx context.Context, key string) ([]byte, error) {
	cmd := redis.NewStringCmd(ctx, "get", s.prefix+key)
	if err := s.do(ctx, cmd); errors.Is(err, redis.Nil) {
		return nil, store.ErrNotFound
	} else if err != nil {
		return nil, failure(ctx, "get", err)
	}
	return []byte(cmd.Val()), nil // never nil
}

// Set implements [store.Store]. It fails with an [*Error] or a [*store.TTLError].
func (s *Store) Set(ctx context.Context, key string, value []byte, ttl time.Duration) error {
	if err := ctx.Err(); err != nil {
		return failure(ctx, "set", err)
	}
	if ttl <= 0 {
		return &store.TTLError{TTL: ttl}
	}
	err := s.do(ctx, redis.NewStatusCmd(ctx, "set", s.prefix+key, string(value), "px", milliseconds(ttl)))
	return failure(ctx, "set", err)
}

// CompareAndSwap implements [store.Store]. It fails with an [*Error] or a [*store.TTLError]. After an [*Error] it may
// have swapped all the same: the client's retries are off for it, since a swap whose answer was lost, tried again,
// would find its own value and say that it had not swapped.
func (s *Store) CompareAndSwap(ctx context.Context, key string, old, new []byte, ttl time.Duration) (bool, error) {
	const op = "compare-and-swap"
	if err := ctx.Err(); err != nil {
		return false, failure(ctx, op, err)
	}
	if new != nil && ttl <= 0 {
		return false, &store.TTLError{TTL: ttl}
	}
	swapped, err := s.compareAndSwap(ctx, s.prefix+key, old, new, ttl)
	return swapped, failure(ctx, op, err)
}

func (s *Store) compareAndSwap(ctx context.Context, key string, old, new []byte, ttl time.Duration) (bool, error) {
	switch {
	case old == nil && new == nil: // absent, and stays so
		found, err := s.once(ctx, "exists", key)
		return err == nil && found == int64(0), err
	case old == nil:
		_, err := s.once(ctx, "set", key, string(new), "px", milliseconds(ttl), "nx")
		if errors.Is(err, redis.Nil) {
			return false, nil
		}
		return err == nil, err
	case new == nil:
		return s.swap(ctx, key, string(old))
	default:
		return s.swap(ctx, key, string(old), string(new), milliseconds(ttl))
	}
}

// milliseconds is ttl in the unit of Redis, rounded up: a ttl above zero is 1 at least, as PX 0 is an error.
func milliseconds(ttl time.Duration) int64 {
	ms := ttl.Milliseconds()
	if ttl%time.Millisecond > 0 {
		ms++
	}
	return ms
}
