package oauth_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/wechatgo/wechatgo/endpoint"
	"github.com/wechatgo/wechatgo/oauth"
	"github.com/wechatgo/wechatgo/store"
)

// clone returns a browser with the current cookies of b. Its request is like one that the phone sends before the answer
// to an earlier request arrives.
func (f *fixture) clone(b *browser) *browser {
	clone := f.browser()
	for _, c := range b.cookies("") {
		clone.setCookie(&http.Cookie{Name: c.Name, Value: c.Value})
	}
	return clone
}

func TestCallbackOpenedManyTimesAtOnce(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		f := newFixture(t, nil)
		f.platform.beforeAnswer = func() { time.Sleep(300 * time.Millisecond) }
		b := f.browser()
		back := b.callback(home + "/info/?x=1")
		var wait sync.WaitGroup
		for range 8 {
			clone := f.clone(b)
			wait.Go(func() {
				got := clone.open(back)
				wantPage(t, got, http.StatusOK, "oAlice 爱丽丝")
				if got.url != home+"/info/?x=1" {
					t.Errorf("ended at %s", got.url)
				}
			})
		}
		wait.Wait()
		if got := f.platform.count(tokenPath); got != 1 {
			t.Errorf("the code was exchanged %d times", got)
		}
	})
}

func TestCallbackOpenedAgain(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		f := newFixture(t, nil)
		b := f.browser()
		back := b.callback(home + "/info/")
		lost := f.clone(b) // the answer to its first request never arrived, so it has no session
		wantPage(t, b.open(back), http.StatusOK, "oAlice")
		time.Sleep(9 * time.Minute)
		wantPage(t, lost.open(back), http.StatusOK, "oAlice 爱丽丝")
		wantPage(t, b.open(back), http.StatusOK, "oAlice 爱丽丝") // the user goes back, with a session
		if got := f.platform.count(tokenPath); got != 1 {
			t.Errorf("the code was exchanged %d times", got)
		}
	})
}

// A result is not shared with another browser that sends the same code.
func TestResultIsForOneBrowser(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		f := newFixture(t, nil)
		b, other := f.browser(), f.browser()
		back := b.callback(home + "/base/")
		b.open(back)
		own := other.callback(home + "/base/")
		code := mustParse(t, back).Query().Get("code")
		state := mustParse(t, own).Query().Get("state")
		begun := time.Now()
		wantPage(t, other.open(home+"/base/?code="+code+"&state="+state), http.StatusBadRequest, "登录凭证已失效", "40163")
		if took := time.Since(begun); took != 0 {
			t.Errorf("waited %v for another instance without a shared store", took)
		}
	})
}

// The phone cancels the first of two requests, and the second gets the answer.
func TestCanceledRequestDoesNotCancelTheExchange(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		f := newFixture(t, nil)
		f.platform.beforeAnswer = func() { time.Sleep(time.Second) }
		b := f.browser()
		back := b.callback(home + "/info/")
		ctx, cancel := context.WithCancel(t.Context())
		req, err := http.NewRequestWithContext(ctx, http.MethodGet, back, http.NoBody)
		if err != nil {
			t.Fatal(err)
		}
		for _, c := range b.cookies("") {
			req.AddCookie(c)
		}
		var wait sync.WaitGroup
		wait.Go(func() {
			resp, err := f.hosts.RoundTrip(req)
			if err != nil {
				t.Error(err)
				return
			}
			wantPage(t, read(t, resp), http.StatusServiceUnavailable)
		})
		time.Sleep(500 * time.Millisecond)
		cancel()
		wait.Wait()
		wantPage(t, b.open(back), http.StatusOK, "oAlice 爱丽丝")
		if got := f.platform.count(tokenPath); got != 1 {
			t.Errorf("the code was exchanged %d times", got)
		}
		if log := f.logs.String(); strings.Contains(log, "ERROR") || !strings.Contains(log, "context canceled") {
			t.Errorf("want a canceled request logged, and not as an error: %s", log)
		}
	})
}

func TestRepeatedCallbackGetsTheSameRefusal(t *testing.T) {
	t.Parallel()
	f := newFixture(t, nil)
	f.platform.snapshot, f.platform.noSnapInfo = true, true
	b := f.browser()
	back := b.callback(home + "/info/")
	for range 2 {
		wantPage(t, b.open(back), http.StatusForbidden, "使用完整服务", "48001")
	}
	if got := f.platform.count(tokenPath); got != 1 {
		t.Errorf("the code was exchanged %d times", got)
	}

	f = newFixture(t, nil)
	b = f.browser()
	back = b.callback(home + "/base/")
	code := mustParse(t, back).Query().Get("code")
	back = strings.Replace(back, code, "brokenOnTheWay", 1)
	for range 2 {
		wantPage(t, b.open(back), http.StatusBadRequest, "登录凭证已失效", "40029")
	}
	if got := f.platform.count(tokenPath); got != 1 {
		t.Errorf("the code was exchanged %d times", got)
	}
}

func TestCodeMayWorkAfterAFailureToReachWeChat(t *testing.T) {
	t.Parallel()
	for name, failure := range map[string]func(http.ResponseWriter){
		"gateway":   func(w http.ResponseWriter) { http.Error(w, "<html>", http.StatusBadGateway) },
		"busy":      func(w http.ResponseWriter) { refusal(w, -1, "system error") },
		"not JSON":  func(w http.ResponseWriter) { fmt.Fprint(w, "hello") },
		"no openid": func(w http.ResponseWriter) { fmt.Fprint(w, `{"access_token":"WEBTOKEN","scope":"snsapi_base"}`) },
	} {
		f := newFixture(t, nil)
		down := true
		f.platform.accessToken = func(rw http.ResponseWriter, _ *http.Request) bool {
			if down {
				failure(rw)
			}
			return down
		}
		b := f.browser()
		back := b.callback(home + "/base/")
		got := b.open(back)
		if got.status != http.StatusServiceUnavailable || !strings.Contains(got.body, "暂时连不上微信") {
			t.Errorf("%s: %d %s", name, got.status, got.body)
		}
		down = false
		wantPage(t, b.open(back), http.StatusOK, "oAlice")
	}
}

// If the platform does not answer, a request waits for at most exchangeTimeout.
func TestExchangeIsBoundedInTime(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		f := newFixture(t, nil)
		f.hosts["api.weixin.qq.com"] = http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() })
		begun := time.Now()
		wantPage(t, f.browser().open(home+"/base/"), http.StatusServiceUnavailable)
		if took := time.Since(begun); took != 10*time.Second {
			t.Errorf("took %v", took)
		}
	})
}

func TestInstancesShareResults(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		shared := store.NewMemory()
		f := newFixture(t, func(c *oauth.Config) { c.Store = shared })
		second := f.newLogin(func(c *oauth.Config) { c.Store = shared })
		mux := http.NewServeMux()
		mux.Handle("/info/", second.Require(oauth.UserInfo, http.HandlerFunc(writeUser)))
		f.platform.beforeAnswer = func() { time.Sleep(50 * time.Millisecond) }

		b := f.browser()
		back := b.callback(home + "/info/")
		clone := f.clone(b)
		clone.client.Transport = hostTransport{"www.example.com": mux}
		late := f.clone(clone)
		late.client.Transport = clone.client.Transport
		var wait sync.WaitGroup
		wait.Go(func() { wantPage(t, b.open(back), http.StatusOK, "oAlice 爱丽丝") })
		time.Sleep(10 * time.Millisecond) // the other instance sends the code second and gets 40163
		wait.Go(func() { wantPage(t, clone.open(back), http.StatusOK, "oAlice 爱丽丝") })
		wait.Wait()
		if got := f.platform.count(tokenPath); got != 2 {
			t.Errorf("%d exchanges, want 2: the second instance did not get 40163", got)
		}
		wantPage(t, late.open(back), http.StatusOK, "oAlice 爱丽丝")
		if got := f.platform.count(tokenPath); got != 2 {
			t.Error("exchanged again")
		}
	})
}

// The wait for an exchange on another instance is bounded.
func TestCodeUsedElsewhere(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		f := newFixture(t, func(c *oauth.Config) { c.Store = store.NewMemory() })
		b := f.browser()
		back := b.callback(home + "/base/")
		if _, err := f.login.Exchange(t.Context(), mustParse(t, back).Query().Get("code")); err != nil {
			t.Fatal(err)
		}
		begun := time.Now()
		wantPage(t, b.open(back), http.StatusBadRequest, "40163")
		if took := time.Since(begun); took != 3*time.Second {
			t.Errorf("took %v", took)
		}

		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		if _, err := f.login.Exchange(ctx, "0c1Code0X"); !errors.Is(err, endpoint.ErrCodeUsed) {
			t.Error(err)
		}
	})
}

// recordingStore records the stored values.
type recordingStore struct {
	store.Store
	seen map[string]string
}

func (s recordingStore) Set(ctx context.Context, key string, value []byte, ttl time.Duration) error {
	s.seen[key] = string(value)
	return s.Store.Set(ctx, key, value, ttl)
}

func TestStoredResultsAreSealed(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		recorded := recordingStore{store.NewMemory(), map[string]string{}}
		f := newFixture(t, func(c *oauth.Config) { c.Store = recorded })
		f.browser().open(home + "/info/")
		synctest.Wait() // until the result is written
		if len(recorded.seen) != 1 {
			t.Fatalf("stored %v", recorded.seen)
		}
		for key, value := range recorded.seen {
			for _, part := range []string{"oAlice", "爱丽丝", "0c1Code0X", "WEBTOKEN"} {
				if strings.Contains(key+value, part) {
					t.Errorf("%s is readable in the store", part)
				}
			}
		}
	})
}

func TestExchange(t *testing.T) {
	t.Parallel()
	f := newFixture(t, nil)
	code := mustParse(t, f.browser().callback(home+"/info/")).Query().Get("code")
	id, err := f.login.Exchange(t.Context(), code)
	if err != nil || id.Nickname != "爱丽丝<&>" || id.UnionID != "o6_union" || id.Scope != oauth.UserInfo {
		t.Errorf("%+v %v", id, err)
	}
	if _, err := f.login.Exchange(t.Context(), "nonsense"); !errors.Is(err, endpoint.ErrInvalidCode) {
		t.Error(err)
	}
}
