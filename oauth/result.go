package oauth

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"time"

	"github.com/wechatgo/wechatgo/endpoint"
	"github.com/wechatgo/wechatgo/internal/guard"
	"github.com/wechatgo/wechatgo/internal/sharedstore"
	"github.com/wechatgo/wechatgo/store"
)

// result is the outcome of a code's exchange: an identity or the platform's refusal.
type result struct {
	Identity Identity        `json:"identity"`
	Refusal  *endpoint.Error `json:"refusal,omitempty"`
	Snapshot bool            `json:"snapshot,omitempty"` // the refusal was for a snapshot page
}

func (r result) unpack() (Identity, error) {
	switch {
	case r.Refusal == nil:
		return r.Identity, nil
	case r.Snapshot:
		return Identity{}, fmt.Errorf("%w: %w", ErrSnapshot, r.Refusal)
	}
	return Identity{}, r.Refusal
}

// results keeps what codes were exchanged for, sealed, for stateLife, within which the browser may open a callback
// again: in the process, and in the store that the instances share.
type results struct {
	own    *store.Memory
	shared *sharedstore.Store // nil for an instance alone
	sealer sealer
	prefix string
}

// key returns the store's key for a code and its state. It contains the state so that another browser, which has
// another state, does not find the result.
func (s results) key(state, code string) string {
	sum := sha256.Sum256([]byte(state + " " + code))
	return s.prefix + hex.EncodeToString(sum[:])
}

// get returns a result that is kept. An error that does not match [store.ErrNotFound] says that the store fails: the
// instance then knows its own results alone.
func (s results) get(key string) (res result, err error) {
	text, err := s.own.Get(context.Background(), key)
	if err != nil && s.shared != nil {
		text, err = s.shared.Get(key)
	}
	if err != nil {
		return res, err
	}
	return res, s.sealer.open(key, string(text), &res)
}

// keep keeps a result. No user waits until the other instances have it: where they need it, they look several times.
func (s results) keep(key string, res result) {
	sealed, err := s.sealer.seal(key, res)
	if err != nil {
		return // not reached: JSON has a form for every result
	}
	_ = s.own.Set(context.Background(), key, []byte(sealed), stateLife) // a Memory takes every value
	if s.shared != nil {
		go func() { _ = s.shared.Set(key, []byte(sealed), stateLife) }() // the store's breaker logs a failure
	}
}

const (
	// exchangeTimeout bounds an exchange, which makes up to two calls.
	exchangeTimeout = 10 * time.Second
	// storeTimeout bounds one operation of the shared store. The user waits for one of them, the lookup.
	storeTimeout = 800 * time.Millisecond
	// storePause is how long logins leave a store alone that has failed. It is much longer than storeTimeout, so that
	// few users wait for a store that does not answer.
	storePause = 5 * time.Second
	// An instance looks every awaitPause, for awaitTime, for the result of another instance that is exchanging the same
	// code.
	awaitTime  = 3 * time.Second
	awaitPause = 200 * time.Millisecond
)

// redeem exchanges a code that WeChat sent with state. Another request with the same code and state, at the same time
// or within stateLife, gets the same answer. A canceled request does not cancel the exchange, since a phone that opens
// a callback twice cancels the first request.
func (l *Login) redeem(ctx context.Context, state, code string) (Identity, error) {
	key := l.results.key(state, code)
	done := l.flight.DoChan(key, func() (any, error) {
		var id Identity
		err := errExchangeEnded
		ended := make(chan struct{})
		go func() { // a flight does not end whose goroutine does, as by a test's FailNow in a transport
			defer close(ended)
			err = guard.Call(func() (err error) {
				id, err = l.redeemOnce(context.WithoutCancel(ctx), key, code)
				return err
			})
		}()
		<-ended
		return id, err
	})
	select {
	case <-ctx.Done():
		return Identity{}, ctx.Err()
	case res := <-done:
		return res.Val.(Identity), res.Err
	}
}

var errExchangeEnded = errors.New("oauth: the store or the transport ended the exchange's goroutine")

func (l *Login) redeemOnce(ctx context.Context, key, code string) (Identity, error) {
	if res, err := l.results.get(key); err == nil {
		return res.unpack()
	}
	id, err := l.exchangeInTime(ctx, code)
	if errors.Is(err, endpoint.ErrCodeUsed) {
		if res, ok := l.results.await(key); ok {
			return res.unpack()
		}
		return Identity{}, err // the instance that exchanges the code will have the result
	}
	res := result{Identity: id}
	if err != nil {
		if !errors.As(err, &res.Refusal) || res.Refusal.Code <= 0 {
			return Identity{}, err // the same code may work in a moment
		}
		res.Snapshot = errors.Is(err, ErrSnapshot)
	}
	l.results.keep(key, res)
	return id, err
}

func (l *Login) exchangeInTime(ctx context.Context, code string) (Identity, error) {
	ctx, cancel := context.WithTimeout(ctx, exchangeTimeout)
	defer cancel()
	return l.Exchange(ctx, code)
}

// await waits for the result of the instance that began the exchange. From a store that fails there is nothing to wait
// for.
func (s results) await(key string) (result, bool) {
	if s.shared == nil {
		return result{}, false
	}
	for begun := time.Now(); time.Since(begun) < awaitTime; time.Sleep(awaitPause) {
		res, err := s.get(key)
		if err == nil || !errors.Is(err, store.ErrNotFound) {
			return res, err == nil
		}
	}
	return result{}, false
}
