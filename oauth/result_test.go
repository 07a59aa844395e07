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

// twin returns a browser with the same cookies as b at this moment: a request that the phone sends before the answer to
// another arrives.
func (w *world) twin(b *browser) *browser {
	twin := w.browser()
	for _, c := range b.cookies("") {
		twin.setCookie(&http.Cookie{Name: c.Name, Value: c.Value})
	}
	return twin
}

func TestCallbackOpenedManyTimesAtOnce(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, nil)
		w.platform.beforeAnswer = func() { time.Sleep(300 * time.Millisecond) }
		b := w.browser()
		back := b.callback(home + "/info/?x=1")
		var wait sync.WaitGroup
		for range 8 {
			twin := w.twin(b)
			wait.Go(func() {
				got := twin.open(back)
				wantPage(t, got, http.StatusOK, "oAlice 爱丽丝")
				if got.url != home+"/info/?x=1" {
					t.Errorf("ended at %s", got.url)
				}
			})
		}
		wait.Wait()
		if got := w.platform.count(tokenPath); got != 1 {
			t.Errorf("the code was exchanged %d times", got)
		}
	})
}

func TestCallbackOpenedAgain(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, nil)
		b := w.browser()
		back := b.callback(home + "/info/")
		lost := w.twin(b) // the first answer never arrived: no session
		wantPage(t, b.open(back), http.StatusOK, "oAlice")
		time.Sleep(9 * time.Minute)
		wantPage(t, lost.open(back), http.StatusOK, "oAlice 爱丽丝")
		wantPage(t, b.open(back), http.StatusOK, "oAlice 爱丽丝") // the back button, with a session
		if got := w.platform.count(tokenPath); got != 1 {
			t.Errorf("the code was exchanged %d times", got)
		}
	})
}

// Another browser gets nothing from a code that was exchanged already.
func TestResultIsTheBrowsersOwn(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, nil)
		b, other := w.browser(), w.browser()
		back := b.callback(home + "/base/")
		b.open(back)
		own := other.callback(home + "/base/")
		code := mustParse(t, back).Query().Get("code")
		state := mustParse(t, own).Query().Get("state")
		begun := time.Now()
		wantPage(t, other.open(home+"/base/?code="+code+"&state="+state), http.StatusBadRequest, "登录凭证已失效", "40163")
		if took := time.Since(begun); took != 0 {
			t.Errorf("waited %v for another instance, and there is none", took)
		}
	})
}

// The phone hangs up on the first of two requests; the second gets the answer.
func TestCanceledRequestDoesNotCancelTheExchange(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, nil)
		w.platform.beforeAnswer = func() { time.Sleep(time.Second) }
		b := w.browser()
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
			resp, err := w.internet.RoundTrip(req)
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
		if got := w.platform.count(tokenPath); got != 1 {
			t.Errorf("the code was exchanged %d times", got)
		}
		if log := w.logs.String(); strings.Contains(log, "ERROR") || !strings.Contains(log, "context canceled") {
			t.Errorf("a phone that hangs up is no error of the site: %s", log)
		}
	})
}

func TestRepeatedCallbackGetsTheSameRefusal(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	w.platform.snapshot, w.platform.noSnapInfo = true, true
	b := w.browser()
	back := b.callback(home + "/info/")
	for range 2 {
		wantPage(t, b.open(back), http.StatusForbidden, "使用完整服务", "48001")
	}
	if got := w.platform.count(tokenPath); got != 1 {
		t.Errorf("the code was exchanged %d times", got)
	}

	w = newWorld(t, nil)
	b = w.browser()
	back = b.callback(home + "/base/")
	code := mustParse(t, back).Query().Get("code")
	back = strings.Replace(back, code, "brokenOnTheWay", 1)
	for range 2 {
		wantPage(t, b.open(back), http.StatusBadRequest, "登录凭证已失效", "40029")
	}
	if got := w.platform.count(tokenPath); got != 1 {
		t.Errorf("the code was exchanged %d times", got)
	}
}

func TestCodeMayWorkAfterAFailureToReachWeChat(t *testing.T) {
	t.Parallel()
	for name, failure := range map[string]func(http.ResponseWriter){
		"gateway": func(w http.ResponseWriter) { http.Error(w, "<html>", http.StatusBadGateway) },
		"busy":    func(w http.ResponseWriter) { refusal(w, -1, "system error") },
		"no JSON": func(w http.ResponseWriter) { fmt.Fprint(w, "hello") },
		"nobody":  func(w http.ResponseWriter) { fmt.Fprint(w, `{"access_token":"WEBTOKEN","scope":"snsapi_base"}`) },
	} {
		w := newWorld(t, nil)
		down := true
		w.platform.accessToken = func(rw http.ResponseWriter, _ *http.Request) bool {
			if down {
				failure(rw)
			}
			return down
		}
		b := w.browser()
		back := b.callback(home + "/base/")
		got := b.open(back)
		if got.status != http.StatusServiceUnavailable || !strings.Contains(got.body, "暂时连不上微信") {
			t.Errorf("%s: %d %s", name, got.status, got.body)
		}
		down = false
		wantPage(t, b.open(back), http.StatusOK, "oAlice")
	}
}

// If the platform does not answer, a request waits only for a bounded time.
func TestExchangeIsBoundedInTime(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, nil)
		w.internet["api.weixin.qq.com"] = http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() })
		begun := time.Now()
		wantPage(t, w.browser().open(home+"/base/"), http.StatusServiceUnavailable)
		if took := time.Since(begun); took != 10*time.Second {
			t.Errorf("took %v", took)
		}
	})
}

func TestInstancesShareResults(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		shared := store.NewMemory()
		w := newWorld(t, func(c *oauth.Config) { c.Store = shared })
		second := w.newLogin(func(c *oauth.Config) { c.Store = shared })
		mux := http.NewServeMux()
		mux.Handle("/info/", second.Require(oauth.UserInfo, http.HandlerFunc(whoami)))
		w.platform.beforeAnswer = func() { time.Sleep(50 * time.Millisecond) }

		b := w.browser()
		back := b.callback(home + "/info/")
		twin := w.twin(b)
		twin.client.Transport = internet{"www.example.com": mux}
		late := w.twin(twin)
		late.client.Transport = twin.client.Transport
		var wait sync.WaitGroup
		wait.Go(func() { wantPage(t, b.open(back), http.StatusOK, "oAlice 爱丽丝") })
		time.Sleep(10 * time.Millisecond) // the other instance comes second, and gets 40163
		wait.Go(func() { wantPage(t, twin.open(back), http.StatusOK, "oAlice 爱丽丝") })
		wait.Wait()
		if got := w.platform.count(tokenPath); got != 2 {
			t.Errorf("%d exchanges: the second instance did not run into 40163", got)
		}
		wantPage(t, late.open(back), http.StatusOK, "oAlice 爱丽丝")
		if got := w.platform.count(tokenPath); got != 2 {
			t.Error("exchanged again")
		}
	})
}

// The wait for an exchange on another instance is bounded.
func TestCodeUsedElsewhere(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, func(c *oauth.Config) { c.Store = store.NewMemory() })
		b := w.browser()
		back := b.callback(home + "/base/")
		if _, err := w.login.Exchange(t.Context(), mustParse(t, back).Query().Get("code")); err != nil {
			t.Fatal(err)
		}
		begun := time.Now()
		wantPage(t, b.open(back), http.StatusBadRequest, "40163")
		if took := time.Since(begun); took != 3*time.Second {
			t.Errorf("took %v", took)
		}

		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		if _, err := w.login.Exchange(ctx, "0c1Code0X"); !errors.Is(err, endpoint.ErrCodeUsed) {
			t.Error(err)
		}
	})
}

// brokenStore always fails.
type brokenStore struct{ store.Store }

func (brokenStore) Get(context.Context, string) ([]byte, error) { return nil, errors.New("store down") }

func (brokenStore) Set(context.Context, string, []byte, time.Duration) error {
	return errors.New("store down")
}

func TestLoginWorksWithoutItsStore(t *testing.T) {
	t.Parallel()
	w := newWorld(t, func(c *oauth.Config) { c.Store = brokenStore{} })
	wantPage(t, w.browser().open(home+"/base/"), http.StatusOK, "oAlice")
	for _, want := range []string{"cannot be looked up", "not remembered"} {
		if !strings.Contains(w.logs.String(), want) {
			t.Errorf("log lacks %q: %s", want, w.logs)
		}
	}
}

// peekStore lets a test read the stored values.
type peekStore struct {
	store.Store
	seen map[string]string
}

func (p peekStore) Set(ctx context.Context, key string, value []byte, ttl time.Duration) error {
	p.seen[key] = string(value)
	return p.Store.Set(ctx, key, value, ttl)
}

func TestStoredResultsAreSealed(t *testing.T) {
	t.Parallel()
	peek := peekStore{store.NewMemory(), map[string]string{}}
	w := newWorld(t, func(c *oauth.Config) { c.Store = peek })
	w.browser().open(home + "/info/")
	if len(peek.seen) != 1 {
		t.Fatalf("stored %v", peek.seen)
	}
	for key, value := range peek.seen {
		for _, part := range []string{"oAlice", "爱丽丝", "0c1Code0X", "WEBTOKEN"} {
			if strings.Contains(key+value, part) {
				t.Errorf("%s is readable in the store", part)
			}
		}
	}
}

func TestExchange(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	code := mustParse(t, w.browser().callback(home+"/info/")).Query().Get("code")
	id, err := w.login.Exchange(t.Context(), code)
	if err != nil || id.Nickname != "爱丽丝<&>" || id.UnionID != "o6_union" || id.Scope != oauth.UserInfo {
		t.Errorf("%+v %v", id, err)
	}
	if _, err := w.login.Exchange(t.Context(), "nonsense"); !errors.Is(err, endpoint.ErrInvalidCode) {
		t.Error(err)
	}
}
