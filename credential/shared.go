package credential

import (
	"context"
	"errors"
	"time"

	"github.com/wechatgo/wechatgo/store"
)

// shared is one value in the store, for one renewal. After the store's first
// failure the renewal goes on without it.
type shared struct {
	*keeper
	name   string // of its key
	broken bool
}

// use runs one operation of the store unless it has failed before.
func (s *shared) use(ctx context.Context, op func(ctx context.Context, key string) error) {
	if s.broken {
		return
	}
	ctx, cancel := context.WithTimeout(ctx, storeLife)
	defer cancel()
	key := s.key(s.name)
	if err := op(ctx, key); err != nil {
		s.broken = true
		s.storeFailed(ctx, key, err)
	}
}

// load returns the lease in the store, or nil.
func (s *shared) load(ctx context.Context) (l *lease) {
	s.use(ctx, func(ctx context.Context, key string) (err error) {
		_, l, err = s.get(ctx, key)
		return err
	})
	return l
}

// get returns the lease in the store and its bytes; nil both where there is
// none. Bytes without a lease are not ours, and will be written over.
func (s *shared) get(ctx context.Context, key string) ([]byte, *lease, error) {
	raw, err := s.store.Get(ctx, key)
	if errors.Is(err, store.ErrNotFound) {
		return nil, nil, nil
	}
	if err != nil {
		return nil, nil, err
	}
	return raw, decodeLease(raw), nil
}

// lock tries to become the instance that asks the platform. The lock saves
// requests; publish is what keeps order.
func (s *shared) lock(ctx context.Context) (release func(), held bool) {
	release = func() {}
	s.use(ctx, func(ctx context.Context, key string) error {
		give, ok, err := store.Lock(ctx, s.store, key+":lock", s.lockLife())
		held = ok
		if ok {
			ctx := context.WithoutCancel(ctx)
			release = func() {
				ctx, cancel := context.WithTimeout(ctx, storeLife)
				defer cancel()
				give(ctx)
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

// publish puts l in the store unless a newer lease is there, and returns the
// one that is there in the end. A stored lease that holds refused is no lease,
// and one that has ended on its way here is not worth storing.
func (s *shared) publish(ctx context.Context, l *lease, refused string) *lease {
	newest := l
	if !l.alive() {
		return l
	}
	s.use(ctx, func(ctx context.Context, key string) error {
		for range maxSwaps {
			raw, have, err := s.get(ctx, key)
			if err != nil {
				return err
			}
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
