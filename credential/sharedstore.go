package credential

import (
	"context"
	"errors"
	"time"

	"github.com/wechatgo/wechatgo/store"
)

// sharedStore is the store as one renewal uses it. After the first failed operation the renewal uses the store no more.
// Its methods take the name that [env.key] makes a key of.
//
// The times in the store are those of the store's clock, so that the clocks of the instances do not matter. A store that
// does not tell its time is taken to have this machine's.
type sharedStore struct {
	*env
	broken bool
	asked  bool          // the store has been asked for its time
	ahead  time.Duration // how far the store's clock is ahead of this machine's
}

var errStoreBroken = errors.New("credential: the store has failed before in this renewal")

// now returns the store's time.
func (s *sharedStore) now(ctx context.Context) time.Time {
	if clock, tells := s.store.(store.Clock); tells && !s.asked && !s.broken {
		s.asked = true
		ctx, cancel := context.WithTimeout(ctx, storeTimeout)
		defer cancel()
		// A failure does not make the store broken, since its user may lack the right to ask.
		_ = guard("the store", func() error {
			at, err := clock.Time(ctx)
			if err == nil {
				s.ahead = time.Until(at)
			}
			return err
		})
	}
	return time.Now().Add(s.ahead)
}

// stamp returns a time of this machine as it is written to the store, in Unix milliseconds of the store's clock.
func (s *sharedStore) stamp(ctx context.Context, t time.Time) int64 {
	return s.now(ctx).Add(time.Until(t)).UnixMilli()
}

// unstamp returns a time that an instance has stamped. It is at most longest from now, as it would be if the clocks
// agreed: without the store's clock, that of the instance may be ahead.
func (s *sharedStore) unstamp(ctx context.Context, stamp int64, longest time.Duration) time.Time {
	left := time.UnixMilli(stamp).Sub(s.now(ctx))
	return time.Now().Add(min(left, longest))
}

// do runs one operation of the store with a time limit. It returns errStoreBroken where an operation has failed before.
// A key with a value of another type is the trouble of that key alone.
func (s *sharedStore) do(ctx context.Context, name string, op func(ctx context.Context, key string) error) error {
	if s.broken {
		return errStoreBroken
	}
	ctx, cancel := context.WithTimeout(ctx, storeTimeout)
	defer cancel()
	key := s.key(name)
	err := guard("the store", func() error { return op(ctx, key) })
	switch {
	case errors.Is(err, store.ErrWrongType):
		s.cannotShare(ctx, key, err)
	case err != nil:
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
	return s.decodeLease(ctx, raw)
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
			stored := s.decodeLease(ctx, raw)
			if stored.alive() && stored.value != refused && stored.issued >= l.issued {
				newest = stored
				return nil
			}
			swapped, err := s.store.CompareAndSwap(ctx, key, raw, s.encodeLease(ctx, l), time.Until(l.expires))
			if err != nil || swapped {
				return err
			}
		}
		return errors.New("too many writers")
	})
	return newest
}
