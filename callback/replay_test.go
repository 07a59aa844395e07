package callback_test

import (
	"net/http"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/wechatgo/wechatgo/account"
	"github.com/wechatgo/wechatgo/callback"
	"github.com/wechatgo/wechatgo/msgcrypt"
	"github.com/wechatgo/wechatgo/store"
)

// at returns a plain push that is signed for a time.
func at(when time.Time, body string) delivery {
	d := plainPush(body)
	timestamp := strconv.FormatInt(when.Unix(), 10)
	return d.with("timestamp", timestamp).with("signature", msgcrypt.Signature(token, timestamp, d.query.Get("nonce")))
}

func TestReplayGuard(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		store func() store.Store
		other bool // the replay goes to another instance
	}{
		"alone":             {nil, false},
		"on a store":        {func() store.Store { return store.NewMemory() }, true},
		"on a broken store": {func() store.Store { u := &unreliable{Store: store.NewMemory()}; u.cut.Store(true); return u }, false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				var runs atomic.Int32
				opts := []callback.Option{callback.WithReplayGuard(5 * time.Minute)}
				if c.store != nil {
					opts = append(opts, callback.WithStore(c.store()))
				}
				a, _ := newServer(t, account.Plain, echo(&runs), opts...)
				b := a
				if c.other {
					b, _ = newServer(t, account.Plain, echo(&runs), opts...)
				}
				want := func(what string, d delivery, to http.Handler, status int) {
					t.Helper()
					if w := d.post(to); w.Code != status {
						t.Errorf("%s: got %d %q, want %d", what, w.Code, w.Body, status)
					}
				}
				now := time.Now()
				genuine := at(now, textXML("hello", 1))
				want("a push", genuine, a, 200)
				want("the same again", genuine, b, 200)
				want("its repetition, with a fresh nonce", at(now, textXML("hello", 1)), b, 200)
				forged := genuine
				forged.body = []byte(textXML("forged", 2))
				want("its query with another body", forged, b, 403)
				time.Sleep(3*time.Second - time.Since(now)) // a store that has just failed is waited for
				now = time.Now()
				want("a clock that is behind", at(now.Add(-5*time.Minute), textXML("hello", 3)), a, 200)
				want("a clock that is ahead", at(now.Add(5*time.Minute), textXML("hello", 4)), a, 200)
				want("an old push", at(now.Add(-5*time.Minute-time.Second), textXML("hello", 5)), a, 403)
				want("one of the future", at(now.Add(5*time.Minute+time.Second), textXML("hello", 6)), a, 403)
				want("no time at all", func() delivery {
					d := plainPush(textXML("hello", 7))
					return d.with("timestamp", "soon").with("signature", msgcrypt.Signature(token, "soon", d.query.Get("nonce")))
				}(), a, 403)
				time.Sleep(4 * time.Minute)
				want("the forged one later", forged, b, 403)
				time.Sleep(2 * time.Minute)
				want("and when it is old", forged, b, 403)
				if runs.Load() != 3 {
					t.Errorf("%d runs, want 3", runs.Load())
				}
			})
		})
	}
}

// A query whose timestamp is as far ahead as it may be stays valid for twice the window, and is remembered as long.
func TestReplayGuardRemembersTwiceTheWindow(t *testing.T) {
	t.Parallel()
	for name, opts := range aloneAndOnStore {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				s, _ := newServer(t, account.Plain, echo(new(atomic.Int32)), append(opts(), callback.WithReplayGuard(5*time.Minute))...)
				ahead := at(time.Now().Add(5*time.Minute), textXML("hello", 1))
				if w := ahead.post(s); w.Code != http.StatusOK {
					t.Fatalf("got %d", w.Code)
				}
				forged := ahead
				forged.body = []byte(textXML("forged", 2))
				for range 3 {
					time.Sleep(199 * time.Second)
					if w := forged.post(s); w.Code != http.StatusForbidden || !strings.Contains(w.Body.String(), "another body") {
						t.Errorf("got %d %q", w.Code, w.Body)
					}
				}
			})
		})
	}
}

// The guard is off unless it is asked for: the vectors of this package are from 2024.
func TestNoReplayGuard(t *testing.T) {
	t.Parallel()
	s, _ := newServer(t, account.Plain, echo(new(atomic.Int32)))
	if w := plainPush(textXML("hello", 1)).post(s); w.Code != 200 {
		t.Errorf("got %d", w.Code)
	}
}
