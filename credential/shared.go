package credential

import (
	"context"
	"errors"
	"log/slog"
	"time"

	"github.com/wechatgo/wechatgo/store"
)

// storeKey is where a value of an account lies in the store.
func storeKey(appID, name string) string { return "wechatgo:credential:" + appID + ":" + name }

// storeLife bounds one operation of the store, so that a slow store is no
// slower than one that is away.
const storeLife = 2 * time.Second

// shared is one value in the store, for one renewal. After the store's first
// failure the renewal goes on without it.
type shared struct {
	store  store.Store
	key    string
	log    *slog.Logger
	broken bool
}

// use runs one operation of the store unless it has failed before.
func (s *shared) use(ctx context.Context, op func(context.Context) error) {
	if s.broken {
		return
	}
	ctx, cancel := context.WithTimeout(ctx, storeLife)
	defer cancel()
	if err := op(ctx); err != nil {
		s.broken = true
		s.log.WarnContext(ctx, "credential: the store failed, this instance renews alone", "key", s.key, "error", err)
	}
}

// load returns the lease in the store, or nil.
func (s *shared) load(ctx context.Context) (l *lease) {
	s.use(ctx, func(ctx context.Context) (err error) {
		_, l, err = s.get(ctx)
		return err
	})
	return l
}

// get returns the lease in the store and its bytes; nil both where there is
// none. Bytes without a lease are not ours, and will be written over.
func (s *shared) get(ctx context.Context) ([]byte, *lease, error) {
	raw, err := s.store.Get(ctx, s.key)
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
	s.use(ctx, func(ctx context.Context) error {
		give, ok, err := store.Lock(ctx, s.store, s.key+":lock", lockLife)
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
	return release, held
}

// maxSwaps bounds publish: each lost swap means that another instance wrote.
const maxSwaps = 16

// publish puts l in the store unless a newer lease is there, and returns the
// one that is there in the end. A stored lease that holds refused is no lease.
func (s *shared) publish(ctx context.Context, l *lease, refused string) *lease {
	newest := l
	s.use(ctx, func(ctx context.Context) error {
		for range maxSwaps {
			raw, have, err := s.get(ctx)
			if err != nil {
				return err
			}
			if have.alive() && have.value != refused && have.issued >= l.issued {
				newest = have
				return nil
			}
			swapped, err := s.store.CompareAndSwap(ctx, s.key, raw, l.encode(), time.Until(l.expires))
			if err != nil || swapped {
				return err
			}
		}
		return errors.New("too many writers")
	})
	return newest
}
