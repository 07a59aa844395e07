// Package redisstore keeps the state that instances share on Redis: one server, Sentinel or Cluster.
//
//	client := redis.NewUniversalClient(&redis.UniversalOptions{
//		Addrs:                 []string{"redis:6379"},
//		ContextTimeoutEnabled: true,
//	})
//	s := redisstore.New(client)
//
// # Requirements
//
// The package needs Redis 6 or later, or a server that is compatible with it and runs Lua. Each operation is one
// command on one key, so a Cluster may distribute the keys in any way. An operation that compares is a script; it is
// sent again to a server that has lost it.
//
//   - Reads must go to the primary: leave ReadOnly, RouteByLatency, RouteRandomly and the client-side cache off. A Get
//     that misses the last write makes two instances do the same work.
//   - maxmemory-policy must be noeviction, which is the default: any other policy may evict a lock or a token. A full
//     Redis then refuses writes with OOM, which the store reports as an error.
//   - A failover may lose the last writes, since Redis replicates after it has answered. A token is then fetched
//     once more, and a lock may have two owners; [store.Lock] says what a lock is good for.
//   - The user needs few rights: ACL SETUSER wechatgo on >password ~wechatgo:* +get +set +exists +del +eval +evalsha +time,
//     and on a Cluster also +cluster|slots +command +asking
//
// # Time
//
// Every operation returns when its ctx ends, even if the server is slow and the client's own timeouts are longer. The
// client's connection nevertheless stays busy until those timeouts, unless ContextTimeoutEnabled is set: set it. With a
// ctx that never ends, an operation waits for the client's timeouts and retries.
//
// [docs/deployment.md] says how Redis is set up, and [docs/scaling.md] runs several instances.
//
// [docs/deployment.md]: https://github.com/wechatgo/wechatgo/blob/main/docs/deployment.md#redis
// [docs/scaling.md]: https://github.com/wechatgo/wechatgo/blob/main/docs/scaling.md
package redisstore

import (
	"context"
	"errors"
	"time"

	"github.com/redis/go-redis/v9"

	"github.com/wechatgo/wechatgo/store"
)

// DefaultPrefix is the beginning of every key in Redis unless [WithPrefix] sets another.
const DefaultPrefix = "wechatgo:"

// Store is a [store.Store] on Redis.
type Store struct {
	client redis.UniversalClient
	prefix string
}

var (
	_ store.Store = (*Store)(nil)
	_ store.Clock = (*Store)(nil)
)

// Option changes what [New] makes.
type Option func(*Store)

// WithPrefix begins every key in Redis with prefix instead of [DefaultPrefix], so that programs and environments that
// share a server do not share keys. No operation needs two keys on the same node of a Cluster; a prefix in braces
// ("{wechatgo}:") keeps all keys on one node all the same.
func WithPrefix(prefix string) Option {
	return func(s *Store) { s.prefix = prefix }
}

// New returns a Store on client. The caller configures client, and closes it. New sends nothing to Redis.
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
		return nil, operationError(ctx, "get", err)
	}
	return []byte(cmd.Val()), nil // never nil
}

// Time implements [store.Clock] with the time of the Redis server, in microseconds. On a Cluster it is that of one
// node, the same for all instances with the same prefix, since the clocks of the nodes may differ. It fails with an
// [*Error].
func (s *Store) Time(ctx context.Context) (time.Time, error) {
	// The key chooses the node and is not read: a client sends a command without a key to any node.
	cmd := redis.NewTimeCmd(ctx, "eval", "return redis.call('TIME')", 1, s.prefix+"time")
	if err := s.do(ctx, cmd); err != nil {
		return time.Time{}, operationError(ctx, "time", err)
	}
	return cmd.Val(), nil
}

// Set implements [store.Store]. It fails with an [*Error] or a [*store.TTLError].
func (s *Store) Set(ctx context.Context, key string, value []byte, ttl time.Duration) error {
	if err := ctx.Err(); err != nil {
		return operationError(ctx, "set", err)
	}
	if ttl <= 0 {
		return &store.TTLError{TTL: ttl}
	}
	err := s.do(ctx, redis.NewStatusCmd(ctx, "set", s.prefix+key, string(value), "px", milliseconds(ttl)))
	return operationError(ctx, "set", err)
}

// CompareAndSwap implements [store.Store]. It fails with an [*Error] or a [*store.TTLError]. After an [*Error] it may
// have swapped all the same. The client does not retry it: if the answer of a successful swap was lost, a second
// attempt would find the new value and report that it had not swapped.
func (s *Store) CompareAndSwap(ctx context.Context, key string, old, new []byte, ttl time.Duration) (bool, error) {
	const op = "compare-and-swap"
	if err := ctx.Err(); err != nil {
		return false, operationError(ctx, op, err)
	}
	if new != nil && ttl <= 0 {
		return false, &store.TTLError{TTL: ttl}
	}
	swapped, err := s.compareAndSwap(ctx, s.prefix+key, old, new, ttl)
	return swapped, operationError(ctx, op, err)
}

func (s *Store) compareAndSwap(ctx context.Context, key string, old, new []byte, ttl time.Duration) (bool, error) {
	switch {
	case old == nil && new == nil: // the swap succeeds if the key is absent, and changes nothing
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

// milliseconds returns ttl in the unit of Redis, rounded up, so that a ttl above zero is at least 1: PX 0 is an error.
func milliseconds(ttl time.Duration) int64 {
	ms := ttl.Milliseconds()
	if ttl%time.Millisecond > 0 {
		ms++
	}
	return ms
}
