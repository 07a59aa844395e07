package oauth_test

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"runtime"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/redis/go-redis/v9"

	"github.com/wechatgo/wechatgo/endpoint"
	"github.com/wechatgo/wechatgo/internal/redistest"
	"github.com/wechatgo/wechatgo/oauth"
	"github.com/wechatgo/wechatgo/store"
	"github.com/wechatgo/wechatgo/store/redisstore"
	"github.com/wechatgo/wechatgo/telemetry"
)

// faultyStore is a store whose operations do what fault says, if it is not nil.
type faultyStore struct {
	store.Store
	mu    sync.Mutex
	fault func(ctx context.Context) error
	only  string // the operation that has the fault, "Get" or "Set"; empty for both
}

func (s *faultyStore) setFault(fault func(context.Context) error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.fault = fault
}

func (s *faultyStore) fail(ctx context.Context, operation string) error {
	s.mu.Lock()
	fault := s.fault
	s.mu.Unlock()
	if fault == nil || s.only != "" && s.only != operation {
		return nil
	}
	return fault(ctx)
}

func (s *faultyStore) Get(ctx context.Context, key string) ([]byte, error) {
	if err := s.fail(ctx, "Get"); err != nil {
		return nil, err
	}
	return s.Store.Get(ctx, key)
}

func (s *faultyStore) Set(ctx context.Context, key string, value []byte, ttl time.Duration) error {
	if err := s.fail(ctx, "Set"); err != nil {
		return err
	}
	return s.Store.Set(ctx, key, value, ttl)
}

// The faults of a store.
func refuses(context.Context) error { return errors.New("connection refused") }
func panics(context.Context) error  { panic("a bug of the store") }

func isSilent(ctx context.Context) error {
	<-ctx.Done()
	return ctx.Err()
}

// Logins go on while the store fails. One user in five seconds waits for it, 0.8 s; one warning says that it is away,
// and one line that it is back.
func TestLoginsGoOnWhileTheStoreFails(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		fault func(context.Context) error
		wait  time.Duration // of the first login
	}{"refuses": {refuses, 0}, "silent": {isSilent, 800 * time.Millisecond}, "panics": {panics, 0}} {
		synctest.Test(t, func(t *testing.T) {
			s := &faultyStore{Store: store.NewMemory(), fault: test.fault}
			failures := 0
			f := newFixture(t, func(c *oauth.Config) {
				c.Store = s
				c.Client.Telemetry = telemetry.RecorderFunc(func(_ context.Context, i *telemetry.Instrument, value float64, labels ...string) {
					if i == telemetry.StoreFailures && labels[0] == "oauth" {
						failures += int(value)
					}
				})
			})
			login := func(want time.Duration) {
				t.Helper()
				begun := time.Now()
				wantPage(t, f.browser().open(home+"/base/"), http.StatusOK, "oAlice")
				if took := time.Since(begun); took != want {
					t.Errorf("%s: the login took %v, want %v", name, took, want)
				}
			}
			login(test.wait)
			time.Sleep(time.Second) // the write of the result has failed, too
			for range 9 {
				login(0)
			}
			if failures != 2 {
				t.Errorf("%s: %d failures counted, want 2", name, failures)
			}
			wantLines(t, name, f, 1, 0)

			time.Sleep(5 * time.Second)
			login(test.wait)
			time.Sleep(6 * time.Second)
			s.setFault(nil)
			login(0)
			synctest.Wait()
			wantLines(t, name, f, 1, 1)
		})
	}
}

// wantLines counts the lines in f's log about the store.
func wantLines(t *testing.T, name string, f *fixture, away, back int) {
	t.Helper()
	log := f.logs.String()
	if strings.Count(log, "level=WARN") != away || strings.Count(log, "oauth: the store fails") != away ||
		strings.Count(log, "oauth: the store is back") != back || strings.Count(log, "level=ERROR") != 0 {
		t.Errorf("%s: want %d warnings and %d lines that the store is back: %s", name, away, back, log)
	}
}

// No user waits until the other instances have the result.
func TestNobodyWaitsForTheWrite(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		f := newFixture(t, func(c *oauth.Config) {
			c.Store = &faultyStore{Store: store.NewMemory(), fault: isSilent, only: "Set"}
		})
		begun := time.Now()
		wantPage(t, f.browser().open(home+"/base/"), http.StatusOK, "oAlice")
		if took := time.Since(begun); took != 0 {
			t.Errorf("the login took %v", took)
		}
		time.Sleep(time.Second)
		wantLines(t, "a silent write", f, 1, 0)
	})
}

// The platform has its whole time, however long the store took.
func TestTheExchangeBeginsAfterTheLookup(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		f := newFixture(t, func(c *oauth.Config) {
			c.Store = &faultyStore{Store: store.NewMemory(), fault: isSilent, only: "Get"}
		})
		f.platform.accessToken = func(_ http.ResponseWriter, r *http.Request) bool {
			select {
			case <-r.Context().Done():
				return true
			case <-time.After(9900 * time.Millisecond):
				return false
			}
		}
		wantPage(t, f.browser().open(home+"/base/"), http.StatusOK, "oAlice")
	})
}

// Without its store, an instance knows its own results, and waits for nobody else's.
func TestCallbackOpenedAgainWithoutTheStore(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		f := newFixture(t, func(c *oauth.Config) { c.Store = &faultyStore{fault: refuses} })
		b := f.browser()
		back := b.callback(home + "/info/")
		again := f.clone(b)
		wantPage(t, b.open(back), http.StatusOK, "oAlice")
		wantPage(t, again.open(back), http.StatusOK, "oAlice 爱丽丝")
		if got := f.platform.count(tokenPath); got != 1 {
			t.Errorf("the code was exchanged %d times", got)
		}

		b = f.browser()
		back = b.callback(home + "/info/")
		if _, err := f.login.Exchange(t.Context(), mustParse(t, back).Query().Get("code")); err != nil {
			t.Fatal(err)
		}
		begun := time.Now()
		wantPage(t, b.open(back), http.StatusBadRequest, "40163")
		if took := time.Since(begun); took != 0 {
			t.Errorf("waited %v", took)
		}
	})
}

// An instance that has found a code used, and not its result, looks again when the callback is opened again: the other
// instance was slow, or the store was away.
func TestUsedCodeIsLookedUpAgain(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		slow  time.Duration // of the other instance's exchange
		fault func(*faultyStore)
	}{
		"slow": {4 * time.Second, func(*faultyStore) {}},
		"away": {0, func(s *faultyStore) { s.setFault(refuses) }},
	} {
		synctest.Test(t, func(t *testing.T) {
			shared := store.NewMemory()
			f := newFixture(t, func(c *oauth.Config) { c.Store = shared })
			f.hosts["api.weixin.qq.com"] = http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				if r.URL.Path == "/sns/userinfo" {
					time.Sleep(c.slow)
				}
				f.platform.ServeHTTP(w, r)
			})
			own := &faultyStore{Store: shared}
			other := http.NewServeMux()
			other.Handle("/info/", f.newLogin(func(c *oauth.Config) { c.Store = own }).Require(oauth.UserInfo, http.HandlerFunc(writeUser)))
			var there atomic.Bool
			f.hosts["www.example.com"] = http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				if there.Load() {
					other.ServeHTTP(w, r)
				} else {
					f.mux.ServeHTTP(w, r)
				}
			})
			b := f.browser()
			back := b.callback(home + "/info/")
			first := f.clone(b)
			go first.visit(back)
			time.Sleep(100 * time.Millisecond)
			there.Store(true)
			c.fault(own)
			wantPage(t, f.clone(b).visit(back), http.StatusBadRequest, "40163")
			own.setFault(nil)
			time.Sleep(6 * time.Second)
			if got := b.visit(back); got.status != http.StatusFound {
				t.Errorf("%s: opened again it got %d %s", name, got.status, got.body)
			}
		})
	}
}

// A transport that ends its goroutine, as by a test's FailNow, ends the login.
func TestExchangeEndsItsGoroutine(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		f := newFixture(t, func(c *oauth.Config) {
			c.Store = &faultyStore{fault: func(context.Context) error { runtime.Goexit(); return nil }}
		})
		wantPage(t, f.browser().open(home+"/base/"), http.StatusServiceUnavailable)
	})
}

// A Redis that does not answer costs a login 0.8 s.
func TestSilentRedis(t *testing.T) {
	t.Parallel()
	server := redistest.Start(t)
	client := redis.NewClient(&redis.Options{Addr: server.Addr, ContextTimeoutEnabled: true})
	defer client.Close()
	f := newFixture(t, func(c *oauth.Config) { c.Store = redisstore.New(client) })
	server.Pause()
	defer server.Resume()
	begun := time.Now()
	for range 5 {
		wantPage(t, f.browser().open(home+"/base/"), http.StatusOK, "oAlice")
	}
	if took := time.Since(begun); took > 4*time.Second { // five limits of one operation
		t.Errorf("5 logins took %v", took)
	}
	if log := f.logs.String(); !strings.Contains(log, "oauth: the store fails") {
		t.Errorf("log: %s", log)
	}
}

// panicking panics as a slog.Handler and as a transport.
type panicking struct{ slog.Handler }

func (panicking) Enabled(context.Context, slog.Level) bool        { return true }
func (panicking) Handle(context.Context, slog.Record) error       { panic("a bug of the logger") }
func (panicking) RoundTrip(*http.Request) (*http.Response, error) { panic("a bug of the transport") }

// A code is exchanged in a goroutine of its own, in which a panic of foreign code would end the process.
func TestPanicsEndNoProcess(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		f := newFixture(t, func(c *oauth.Config) {
			c.Client = &endpoint.Client{HTTP: &http.Client{Transport: panicking{}}}
		})
		wantPage(t, f.browser().open(home+"/base/"), http.StatusServiceUnavailable, "暂时连不上微信")
		if log := f.logs.String(); strings.Count(log, "level=") != 1 || !strings.Contains(log, "panicked") {
			t.Errorf("log: %s", log)
		}

		f = newFixture(t, func(c *oauth.Config) {
			c.Store, c.Logger = &faultyStore{fault: refuses}, slog.New(panicking{})
			c.Client.Telemetry = telemetry.RecorderFunc(func(_ context.Context, i *telemetry.Instrument, _ float64, _ ...string) {
				if i == telemetry.StoreFailures {
					panic("a bug of the recorder")
				}
			})
		})
		wantPage(t, f.browser().open(home+"/base/"), http.StatusOK, "oAlice")
	})
}

// faultySessions does with each request what fault does.
type faultySessions struct {
	*memorySessions
	fault func(ctx context.Context) error
}

func (s faultySessions) Get(r *http.Request) (oauth.Identity, error) {
	return oauth.Identity{}, s.fault(r.Context())
}

// A program's own store of sessions that hangs or panics ends with the page that says so, and one line.
func TestOwnSessionStoreThatFails(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		fault func(context.Context) error
		wait  time.Duration
		log   string
	}{{isSilent, 5 * time.Second, "deadline exceeded"}, {panics, 0, "a bug of the store"}} {
		synctest.Test(t, func(t *testing.T) {
			f := newFixture(t, func(c *oauth.Config) { c.Sessions = faultySessions{fault: test.fault} })
			begun := time.Now()
			wantPage(t, f.browser().open(home+"/base/"), http.StatusInternalServerError, "网站暂时不能登录")
			if took := time.Since(begun); took != test.wait {
				t.Errorf("%s: took %v, want %v", test.log, took, test.wait)
			}
			if log := f.logs.String(); strings.Count(log, "level=") != 1 || !strings.Contains(log, test.log) {
				t.Errorf("want one line with %q: %s", test.log, log)
			}
			r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, home, http.NoBody)
			if err != nil {
				t.Fatal(err)
			}
			if _, err := f.login.Session(r); err == nil || !strings.Contains(fmt.Sprint(err), test.log) {
				t.Errorf("%v, want %q", err, test.log)
			}
		})
	}
}
