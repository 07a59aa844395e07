package health

import (
	"context"
	"errors"
	"fmt"

	"github.com/wechatgo/wechatgo/callback"
	"github.com/wechatgo/wechatgo/store"
)

// TokenSource gives the account's access_token: a *wechatgo.Client or a *credential.Source.
type TokenSource interface {
	Token(ctx context.Context) (string, error)
}

// Tokens passes while there is an access_token that calls can use. It costs a request only where there is none, as at
// the start, and then no more than any call does: all share one request, and after a failed one there is a pause.
func Tokens(s TokenSource) Check {
	return Check{"token", func(ctx context.Context) error {
		_, err := s.Token(ctx)
		return err
	}}
}

// storeKey is a key that nothing writes.
const storeKey = "health:probe"

// Store passes while the shared store answers. It costs one read. Instances go on without the store, so a failure is
// for an alert; whether it ends an instance's readiness is the program's decision: all instances fail this together.
func Store(s store.Store) Check {
	return Check{"store", func(ctx context.Context) error {
		if _, err := s.Get(ctx, storeKey); err != nil && !errors.Is(err, store.ErrNotFound) {
			return err
		}
		return nil
	}}
}

// Callback passes while the callback takes messages. It fails where half of the handlers that may run are stuck, since
// they have not returned at their limit and nothing but a restart frees their places, and where no more messages may
// wait. It also fails for a server that is not set up.
func Callback(s *callback.Server) Check {
	return Check{"callback", func(context.Context) error {
		switch l := s.Load(); {
		case l.MaxRunning == 0:
			return errors.New("the callback is not set up: its constructor has returned an error")
		case 2*l.Stuck >= l.MaxRunning:
			return fmt.Errorf("%d of %d handlers have not returned at their limit: let them end with their context",
				l.Stuck, l.MaxRunning)
		case l.Waiting >= l.MaxWaiting:
			return fmt.Errorf("%d messages wait, as many as may", l.Waiting)
		}
		return nil
	}}
}
