package oauth

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"time"

	"github.com/wechatgo/wechatgo/endpoint"
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

// resultStore keeps sealed results for stateLife, within which the browser may open a callback again.
type resultStore struct {
	store  store.Store
	shared bool // other instances may use the store as well
	sealer sealer
	prefix string
}

// key returns the store's key for a code and its state. It contains the state so that another browser, which has
// another state, does not find the result.
func (s resultStore) key(state, code string) string {
	sum := sha256.Sum256([]byte(state + " " + code))
	return s.prefix + hex.EncodeToString(sum[:])
}

func (s resultStore) get(ctx context.Context, key string) (res result, err error) {
	text, err := s.store.Get(ctx, key)
	if err != nil {
		return res, err
	}
	return res, s.sealer.open(key, string(text), &res)
}

func (s resultStore) set(ctx context.Context, key string, res result) error {
	text, err := s.sealer.seal(key, res)
	if err != nil {
		return err
	}
	return s.store.Set(ctx, key, []byte(text), stateLife)
}

const (
	// exchangeTimeout bounds an exchange, which makes up to two calls.
	exchangeTimeout = 10 * time.Second
	// An instance looks awaitTries times, with awaitPause in between, for the result of another instance that is
	// exchanging the same code.
	awaitTries = 15
	awaitPause = 200 * time.Millisecond
)

// redeem exchanges a code that WeChat sent with state. Another request with the same code and state, at the same time
// or within stateLife, gets the same answer. A canceled request does not cancel the exchange, since a phone that opens
// a callback twice cancels the first request.
func (l *Login) redeem(ctx context.Context, state, code string) (Identity, error) {
	key := l.results.key(state, code)
	done := l.flight.DoChan(key, func() (any, error) {
		ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), exchangeTimeout)
		defer cancel()
		return l.redeemOnce(ctx, key, code)
	})
	select {
	case <-ctx.Done():
		return Identity{}, ctx.Err()
	case res := <-done:
		return res.Val.(Identity), res.Err
	}
}

func (l *Login) redeemOnce(ctx context.Context, key, code string) (Identity, error) {
	res, err := l.results.get(ctx, key)
	if err == nil {
		return res.unpack()
	}
	if !errors.Is(err, store.ErrNotFound) {
		l.logger.WarnContext(ctx, "oauth: a login's earlier result cannot be looked up", "err", err)
	}
	id, err := l.Exchange(ctx, code)
	if l.results.shared && errors.Is(err, endpoint.ErrCodeUsed) {
		if res, ok := l.await(ctx, key); ok {
			return res.unpack()
		}
	}
	res = result{Identity: id}
	if err != nil {
		if !errors.As(err, &res.Refusal) || res.Refusal.Code <= 0 {
			return Identity{}, err // the same code may work in a moment
		}
		res.Snapshot = errors.Is(err, ErrSnapshot)
	}
	if serr := l.results.set(ctx, key, res); serr != nil {
		l.logger.WarnContext(ctx, "oauth: a login's result cannot be stored", "err", serr)
	}
	return id, err
}

// await waits for the result of the instance that began the exchange.
func (l *Login) await(ctx context.Context, key string) (result, bool) {
	for range awaitTries {
		if res, err := l.results.get(ctx, key); err == nil {
			return res, true
		}
		select {
		case <-ctx.Done():
			return result{}, false
		case <-time.After(awaitPause):
		}
	}
	return result{}, false
}
