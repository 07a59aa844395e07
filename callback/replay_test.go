package callback_test

import (
	"io"
	"net/http"
	"net/http/httptest"
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

// Nobody can push with the query of a handshake.
func TestReplayGuardCoversTheHandshake(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s, _ := newServer(t, account.Plain, echo(new(atomic.Int32)), callback.WithReplayGuard(5*time.Minute))
		forged := at(time.Now(), textXML("forged", 1))
		for range 2 { // the console may try again
			w := httptest.NewRecorder()
			s.ServeHTTP(w, httptest.NewRequest(http.MethodGet, "/wx?"+forged.query.Encode()+"&echostr=echo", nil))
			if w.Code != http.StatusOK || w.Body.String() != "echo" {
				t.Errorf("the handshake got %d %q", w.Code, w.Body)
			}
		}
		if w := forged.post(s); w.Code != http.StatusForbidden || !strings.Contains(w.Body.String(), "another body") {
			t.Errorf("a push with its query got %d %q", w.Code, w.Body)
		}
	})
}

// The guard is off unless it is asked for: the vectors of this package are from 2024.
func TestNoReplayGuard(t *testing.T) {
	t.Parallel()
	s, _ := newServer(t, account.Plain, echo(new(atomic.Int32)))
	if w := plainPush(textXML("hello", 1)).post(s); w.Code != 200 {
		t.Errorf("got %d", w.Code)
	}
}

// genuineAt is a push of a time.
func genuineAt(mode account.Mode, xml string, when time.Time) delivery {
	d := at(when, xml)
	if mode == account.Plain {
		return d
	}
	encrypt := seal(d.query, xml, currentKey, appID)
	d.body = msgcrypt.PushXML(gh, encrypt)
	if mode == account.Compatible {
		d.body = []byte(strings.Replace(xml, "</xml>", "<Encrypt><![CDATA["+encrypt+"]]></Encrypt></xml>", 1))
	}
	return d
}

// A request that is made again as it was joins its message while the platform may push it, and is answered without a
// run for the rest of the window.
func TestReplayGuardOfTheSameRequest(t *testing.T) {
	t.Parallel()
	for _, mode := range modes {
		for name, opts := range aloneAndOnStore {
			t.Run(mode.String()+"/"+name, func(t *testing.T) {
				t.Parallel()
				synctest.Test(t, func(t *testing.T) {
					var runs atomic.Int32
					s, _ := newServer(t, mode, echo(&runs), append(opts(), callback.WithReplayGuard(5*time.Minute))...)
					d := genuineAt(mode, textXML("hello", 1), time.Now())
					began := time.Now()
					for _, at := range []time.Duration{0, time.Second, 15 * time.Second, 16 * time.Second, 31 * time.Second, 124 * time.Second, 290 * time.Second} {
						time.Sleep(at - time.Since(began))
						w := d.post(s)
						want := "hello"
						if at > 15500*time.Millisecond {
							want = ""
						}
						if got := content(t, w); w.Code != 200 || got != want {
							t.Errorf("after %v: %d %q", at, w.Code, got)
						}
					}
					if _, err := s.Parse(d.request(t.Context())); err == nil || !strings.Contains(err.Error(), "success") {
						t.Errorf("Parse: %v", err)
					}
					time.Sleep(11 * time.Second)
					if w := d.post(s); w.Code != http.StatusForbidden {
						t.Errorf("after the window: %d", w.Code)
					}
					if runs.Load() != 1 {
						t.Errorf("%d runs", runs.Load())
					}
				})
			})
		}
	}
}

// The time is looked at before the body is read.
func TestReplayGuardReadsNoOldBody(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s, _ := newServer(t, account.Plain, echo(new(atomic.Int32)), callback.WithReplayGuard(5*time.Minute))
		r := at(time.Now().Add(-time.Hour), "").request(t.Context())
		r.Body = http.MaxBytesReader(nil, errorBody{t}, 1)
		r.ContentLength = 100
		w := httptest.NewRecorder()
		if s.ServeHTTP(w, r); w.Code != http.StatusForbidden {
			t.Errorf("got %d", w.Code)
		}
	})
}

// errorBody is a body that nobody may read.
type errorBody struct{ t *testing.T }

func (b errorBody) Read([]byte) (int, error) {
	b.t.Error("the body was read")
	return 0, io.EOF
}
func (b errorBody) Close() error { return nil }
