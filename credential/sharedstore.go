package credential

import (
	"context"
	"errors"
	"time"

	"github.com/wechatgo/wechatgo/store"
)

// sharedStore is the store as one renewal uses it. After the first failed operation the renewal uses the store no more.
// Its methods take the name that [env.key] makes a key of.
type sharedStore struct {
	*env
	broken bool
}

var errStoreBroken = errors.New("credential: the store has failed before in this renewal")

// do runs one operation of the store with a time limit. It returns errStoreBroken where an operation has failed before.
func (s *sharedStore) do(ctx context.Context, name string, op func(ctx context.Context, key string) error) error {
	if s.broken {
		return errStoreBroken
	}
	ctx, cancel := context.WithTimeout(ctx, storeTimeout)
	defer cancel()
	key := s.key(name)
	err := guard("the store", func() error { return op(ctx, key) })
	if err != nil {
		s.broken = true
		s.storeFailed(ctx, key, err)
	}
	return err
}

// get returns the bytes under a name, or nil where there are none.
func (s *sharedStore) get(ctx context.Context, name string) (raw []byte, err error) {
	err = s.do(ctx, name, func(ctx context.Context, key string) (err error) {
		raw, err = s.read(ctx, key)
		return err
	})
	return raw, err
}

func (s *sharedStore) read(ctx context.Context, key string) ([]byte, error) {
	raw, err := s.store.Get(ctx, key)
	if errors.Is(err, store.ErrNotFound) {
		return nil, nil
	}
	return raw, err
}

// swap replaces old with new and reports whether it did. It does not where another instance has written meanwhile, or
// where the store fails.
func (s *sharedStore) swap(ctx context.Context, name string, old, new []byte, ttl time.Duration) (swapped bool) {
	_ = s.do(ctx, name, func(ctx context.Context, key string) (err error) {
		swapped, err = s.store.CompareAndSwap(ctx, key, old, new, ttl)
		return err
	})
	return swapped
}

// load returns the lease in the store, or nil. Bytes that are not a lease come from another program and will be
// overwritten.
func (s *sharedStore) load(ctx context.Context, name string) *lease {
	raw, err := s.get(ctx, name)
	if err != nil {
		return nil
	}
	return decodeLease(raw)
}

// lock tries to take the lock under which one instance fetches a value. The lock only saves requests: publish keeps the
// leases in order without it.
func (s *sharedStore) lock(ctx context.Context, name string) (release func(), held bool) {
	release = func() {}
	_ = s.do(ctx, name+":lock", func(ctx context.Context, key string) error {
		unlock, ok, err := store.Lock(ctx, s.store, key, s.lockTTL())
		held = ok
		if ok {
			ctx := context.WithoutCancel(ctx)
			release = func() {
				ctx, cancel := context.WithTimeout(ctx, storeTimeout)
				defer cancel()
				_ = guard("the store", func() error { unlock(ctx); return nil }) // a lock that is not released lapses
			}
		}
		return err
	})
	if !s.broken {
		s.storeWorks(ctx)
	}
	return release, held
}

// maxSwaps bounds the tries of publish. A swap fails where another instance has written meanwhile.
const maxSwaps = 16

// publish puts l in the store unless a newer lease is there, and returns the newer of the two. A stored lease with the
// refused value is overwritten, however new it is. A lease that has already expired is not stored.
func (s *sharedStore) publish(ctx context.Context, name string, l *lease, refused string) *lease {
	newest := l
	if !l.alive() {
		return l
	}
	_ = s.do(ctx, name, func(ctx context.Context, key string) error {
		for range maxSwaps {
			raw, err := s.read(ctx, key)
			if err != nil {
				return err
			}
			stored := decodeLease(raw)
			if stored.alive() && stored.value != refused && stored.issued >= l.issued {
				newest = stored
				return nil
			}
			swapped, err := s.store.CompareAndSwap(ctx, key, raw, l.encode(), time.Until(l.expires))
			if err != nil || swapped {
				return err
			}
		}
		return errors.New("too many writers")
	})
	return newest
}
