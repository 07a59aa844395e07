package credential

import (
	"context"
	"errors"
	"time"

	"github.com/wechatgo/wechatgo/store"
)

// shared is the store, for one renewal. After the store's first failure the renewal goes on without it. Names are those
// of the keys, see [keeper.key].
type shared struct {
	*keeper
	broken bool
}

var errStoreAway = errors.New("credential: the store has failed before in this renewal")

// use runs one operation of the store unless it has failed before.
func (s *shared) use(ctx context.Context, name string, op func(ctx context.Context, key string) error) error {
	if s.broken {
		return errStoreAway
	}
	ctx, cancel := context.WithTimeout(ctx, storeLife)
	defer cancel()
	key := s.key(name)
	err := guard("the store", func() error { return op(ctx, key) })
	if err != nil {
		s.broken = true
		s.storeFailed(ctx, key, err)
	}
	return err
}

// get returns the bytes under a name, nil where there are none.
func (s *shared) get(ctx context.Context, name string) (raw []byte, err error) {
	err = s.use(ctx, name, func(ctx context.Context, key string) (err error) {
		raw, err = s.read(ctx, key)
		return err
	})
	return raw, err
}

func (s *shared) read(ctx context.Context, key string) ([]byte, error) {
	raw, err := s.store.Get(ctx, key)
	if errors.Is(err, store.ErrNotFound) {
		return nil, nil
	}
	return raw, err
}

// swap puts new in place of old, and reports whether it did: not where another instance has been faster or the store
// fails.
func (s *shared) swap(ctx context.Context, name string, old, new []byte, ttl time.Duration) (swapped bool) {
	_ = s.use(ctx, name, func(ctx context.Context, key string) (err error) {
		swapped, err = s.store.CompareAndSwap(ctx, key, old, new, ttl)
		return err
	})
	return swapped
}

// load returns the lease in the store, or nil. Bytes that are no lease are not ours, and will be written over.
func (s *shared) load(ctx context.Context, name string) *lease {
	raw, err := s.get(ctx, name)
	if err != nil {
		return nil
	}
	return decodeLease(raw)
}

// lock tries to become the instance that asks the platform. The lock saves requests; publish is what keeps order.
func (s *shared) lock(ctx context.Context, name string) (release func(), held bool) {
	release = func() {}
	_ = s.use(ctx, name+":lock", func(ctx context.Context, key string) error {
		give, ok, err := store.Lock(ctx, s.store, key, s.lockLife())
		held = ok
		if ok {
			ctx := context.WithoutCancel(ctx)
			release = func() {
				ctx, cancel := context.WithTimeout(ctx, storeLife)
				defer cancel()
				_ = guard("the store", func() error { give(ctx); return nil }) // or else the lock lapses
			}
		}
		return err
	})
	if !s.broken {
		s.storeWorks(ctx)
	}
	return release, held
}

// maxSwaps bounds publish: each lost swap means that another instance wrote.
const maxSwaps = 16

// publish puts l in the store unless a newer lease is there, and returns the one that is there in the end. A stored
// lease that holds refused is no lease, and one that has ended on its way here is not worth storing.
func (s *shared) publish(ctx context.Context, name string, l *lease, refused string) *lease {
	newest := l
	if !l.alive() {
		return l
	}
	_ = s.use(ctx, name, func(ctx context.Context, key string) error {
		for range maxSwaps {
			raw, err := s.read(ctx, key)
			if err != nil {
				return err
			}
			have := decodeLease(raw)
			if have.alive() && have.value != refused && have.issued >= l.issued {
				newest = have
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
