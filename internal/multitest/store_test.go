package multitest_test

import (
	"context"
	"time"

	"github.com/redis/go-redis/v9"

	"github.com/wechatgo/wechatgo/store"
	"github.com/wechatgo/wechatgo/store/redisstore"
	"github.com/wechatgo/wechatgo/telemetry"
)

// openStore opens an instance's connection to Redis. late is called for an operation that takes so long that other
// instances may consider the instance dead.
func openStore(s setting, late func()) (shared store.Store, closeStore func() error) {
	options := &redis.UniversalOptions{Addrs: []string{s.Redis}, ContextTimeoutEnabled: true}
	if s.Patient {
		const long = time.Minute
		options.DialTimeout, options.ReadTimeout, options.WriteTimeout, options.PoolTimeout = long, long, long, long
	}
	client := redis.NewUniversalClient(options)
	shared = redisstore.New(client)
	if s.Patient {
		shared = untimedStore{shared, late}
	}
	return shared, client.Close
}

// untimedStore is a store without a time limit on its operations. On an overloaded machine an operation may exceed the
// limit; the instance would then continue without the store, and a test of what instances share would show nothing.
type untimedStore struct {
	store.Store
	late func()
}

// A heartbeat is valid for 5 s, and the next one is due after 1.5 s.
const mayLookDead = 3 * time.Second

func (p untimedStore) watch(began time.Time) {
	if time.Since(began) > mayLookDead {
		p.late()
	}
}

func (p untimedStore) Get(ctx context.Context, key string) ([]byte, error) {
	defer p.watch(time.Now())
	return p.Store.Get(context.WithoutCancel(ctx), key)
}

func (p untimedStore) Set(ctx context.Context, key string, value []byte, ttl time.Duration) error {
	defer p.watch(time.Now())
	return p.Store.Set(context.WithoutCancel(ctx), key, value, ttl)
}

func (p untimedStore) CompareAndSwap(ctx context.Context, key string, old, new []byte, ttl time.Duration) (bool, error) {
	defer p.watch(time.Now())
	return p.Store.CompareAndSwap(context.WithoutCancel(ctx), key, old, new, ttl)
}

// onStoreFailure is a recorder that calls failed when the store fails for user, "credential" or "callback", which then
// continues without it.
func onStoreFailure(user string, failed func()) telemetry.Recorder {
	return telemetry.RecorderFunc(func(_ context.Context, i *telemetry.Instrument, _ float64, labels ...string) {
		if i == telemetry.StoreFailures && labels[0] == user {
			failed()
		}
	})
}
