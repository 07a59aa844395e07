package scanlogin_test

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/wechatgo/wechatgo/endpoint"
	"github.com/wechatgo/wechatgo/sandbox"
	"github.com/wechatgo/wechatgo/scanlogin"
	"github.com/wechatgo/wechatgo/store"
)

// outage is a store that can be away.
type outage struct {
	store.Store
	away atomic.Bool
}

var errAway = errors.New("the store is away")

func (o *outage) Get(ctx context.Context, key string) ([]byte, error) {
	if o.away.Load() {
		return nil, errAway
	}
	return o.Store.Get(ctx, key)
}

func (o *outage) Set(ctx context.Context, key string, value []byte, ttl time.Duration) error {
	if o.away.Load() {
		return errAway
	}
	return o.Store.Set(ctx, key, value, ttl)
}

func (o *outage) CompareAndSwap(ctx context.Context, key string, old, new []byte, ttl time.Duration) (bool, error) {
	if o.away.Load() {
		return false, errAway
	}
	return o.Store.CompareAndSwap(ctx, key, old, new, ttl)
}

// While the store is away nobody is logged in, texts go on to the program, and a login goes on when the store is back.
func TestStoreAway(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		o := &outage{Store: store.NewMemory()}
		f := newFixture(t, func(c *scanlogin.Config) { c.Store = o })
		alice, b := f.follower("alice"), f.browser()
		begun := b.begin()
		alice.ScanTicket(f.ticket(begun))
		digits := b.progress(begun.Login).Digits

		o.away.Store(true)
		for range 10 {
			if got := b.post(path+"begin", nil); got.StatusCode != http.StatusServiceUnavailable || !strings.Contains(got.body, "暂时") {
				t.Errorf("begin: %d %s", got.StatusCode, got.body)
			}
			if got := b.finish(begun.Login); got.StatusCode != http.StatusServiceUnavailable {
				t.Errorf("finish: %d", got.StatusCode)
			}
			if got := last(t, alice.Send(digits)); got != "the program got "+digits {
				t.Errorf("the phone shows %s", got)
			}
			if got := last(t, alice.ScanTicket(f.ticket(begun))); got != "暂时不能登录，请稍后再试。" {
				t.Errorf("the phone shows %s", got)
			}
		}
		if n := strings.Count(f.log.String(), errAway.Error()); n > 2 { // one for reads, one for writes
			t.Errorf("%d lines about one trouble:\n%s", n, f.log)
		}
		o.away.Store(false)
		time.Sleep(2 * time.Second)
		alice.Send(digits)
		b.finish(begun.Login)
		wantLoggedIn(t, b, alice)
	})
}

// A platform that cannot be reached, or that refuses the account, is told from each other.
func TestPlatformAway(t *testing.T) {
	t.Parallel()
	for code, status := range map[endpoint.Code]int{
		-1: http.StatusServiceUnavailable, 45009: http.StatusServiceUnavailable, 40013: http.StatusInternalServerError,
	} {
		f := newFixture(t, nil)
		if err := f.platform.FailCalls(sandbox.CallFault{Endpoint: "qrcode.create", Code: code}); err != nil {
			t.Fatal(err)
		}
		if got := f.browser().post(path+"begin", nil); got.StatusCode != status {
			t.Errorf("%d, want %d: %s", got.StatusCode, status, got.body)
		}
	}
}
