package health_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/wechatgo/wechatgo/account"
	"github.com/wechatgo/wechatgo/callback"
	"github.com/wechatgo/wechatgo/health"
	"github.com/wechatgo/wechatgo/message"
	"github.com/wechatgo/wechatgo/msgcrypt"
	"github.com/wechatgo/wechatgo/reply"
	"github.com/wechatgo/wechatgo/store"
)

// captureLog puts the default logger's lines into a buffer.
func captureLog(t *testing.T) *bytes.Buffer {
	t.Helper()
	var b bytes.Buffer
	before := slog.Default()
	slog.SetDefault(slog.New(slog.NewTextHandler(&b, nil)))
	t.Cleanup(func() { slog.SetDefault(before) })
	return &b
}

// probe probes a handler, and returns the status and the body.
func probe(h http.Handler) (int, string) {
	w := httptest.NewRecorder()
	h.ServeHTTP(w, httptest.NewRequest(http.MethodGet, "/readyz", nil))
	return w.Code, strings.TrimSpace(w.Body.String())
}

func TestAnswers(t *testing.T) {
	log := captureLog(t)
	synctest.Test(t, func(t *testing.T) {
		var failure atomic.Pointer[error]
		fail := func(err error) { failure.Store(&err) }
		fail(nil)
		h := health.Ready(
			health.Check{Name: "one", Run: func(context.Context) error { return nil }},
			health.Check{Name: "two", Run: func(context.Context) error { return *failure.Load() }},
		)
		if code, body := probe(h); code != 200 || body != `{"status":"ok","checks":{"one":"ok","two":"ok"}}` {
			t.Errorf("%d %s", code, body)
		}
		fail(errors.New("at 10.0.0.7"))
		if code, _ := probe(h); code != 200 {
			t.Errorf("within a second: %d", code)
		}
		time.Sleep(health.Fresh)
		if code, body := probe(h); code != 503 || body != `{"status":"failing","checks":{"one":"ok","two":"failing"}}` {
			t.Errorf("%d %s", code, body)
		}
		time.Sleep(health.Fresh)
		probe(h)
		fail(nil)
		time.Sleep(health.Fresh)
		if code, _ := probe(h); code != 200 {
			t.Errorf("after the failure: %d", code)
		}
	})
	if got := log.String(); strings.Count(got, "does not pass") != 1 || strings.Count(got, "passes again") != 1 || !strings.Contains(got, `err="at 10.0.0.7"`) {
		t.Errorf("the log: %s", got)
	}
	if code, body := probe(health.Live()); code != 200 || body != `{"status":"ok"}` {
		t.Errorf("live: %d %s", code, body)
	}
	w := httptest.NewRecorder()
	health.Live().ServeHTTP(w, httptest.NewRequest(http.MethodPost, "/healthz", nil))
	if w.Code != 405 {
		t.Errorf("POST: %d", w.Code)
	}
}

// Probes that come together, and again, run a check once a second at most; one that hangs is not begun twice.
func TestProbesCannotHammer(t *testing.T) {
	captureLog(t)
	synctest.Test(t, func(t *testing.T) {
		var runs atomic.Int64
		release := make(chan struct{})
		h := health.Ready(
			health.Check{Name: "hangs", Run: func(context.Context) error { runs.Add(1); <-release; return nil }},
			health.Check{Name: "panics", Run: func(context.Context) error { panic("no") }},
		)
		began := time.Now()
		for range 3 {
			var all sync.WaitGroup
			for range 20 {
				all.Go(func() {
					if code, body := probe(h); code != 503 || body != `{"status":"failing","checks":{"hangs":"timeout","panics":"failing"}}` {
						t.Errorf("%d %s", code, body)
					}
				})
			}
			all.Wait()
			time.Sleep(health.Fresh)
		}
		if took := time.Since(began); took != 3*(health.Timeout+health.Fresh) {
			t.Errorf("three rounds took %v", took)
		}
		if runs.Load() != 1 {
			t.Errorf("the check that hangs began %d times", runs.Load())
		}
		close(release)
		synctest.Wait()
		if _, body := probe(h); !strings.Contains(body, `"hangs":"ok"`) {
			t.Errorf("after it has returned: %s", body)
		}
	})
}

// What a run that timed out returns in the end says nothing of the next probe's time: the check runs again.
func TestALateResultIsNotTaken(t *testing.T) {
	log := captureLog(t)
	synctest.Test(t, func(t *testing.T) {
		var well atomic.Bool
		h := health.Ready(health.Check{Name: "slow", Run: func(ctx context.Context) error {
			if well.Load() {
				return nil
			}
			time.Sleep(health.Timeout + health.Fresh/2) // longer than it may, and then as its context has it
			return ctx.Err()
		}})
		if _, body := probe(h); !strings.Contains(body, `"slow":"timeout"`) {
			t.Errorf("while it is slow: %s", body)
		}
		time.Sleep(10 * time.Second)
		well.Store(true)
		if code, body := probe(h); code != 200 {
			t.Errorf("once it is well: %d %s", code, body)
		}
	})
	if got := log.String(); strings.Count(got, "does not pass") != 1 {
		t.Errorf("the log: %s", got)
	}
}

// A prober that hangs up does not spoil the answer for the others.
func TestProberHangsUp(t *testing.T) {
	captureLog(t)
	synctest.Test(t, func(t *testing.T) {
		h := health.Ready(health.Check{Name: "slow", Run: func(ctx context.Context) error {
			select {
			case <-ctx.Done():
				return ctx.Err()
			case <-time.After(health.Timeout / 2):
				return nil
			}
		}})
		ctx, cancel := context.WithCancel(t.Context())
		go h.ServeHTTP(httptest.NewRecorder(), httptest.NewRequestWithContext(ctx, http.MethodGet, "/", nil))
		synctest.Wait()
		cancel()
		if code, body := probe(h); code != 200 {
			t.Errorf("%d %s", code, body)
		}
	})
}

type tokens struct{ err error }

func (s tokens) Token(context.Context) (string, error) { return "secret-token", s.err }

type brokenStore struct{ store.Store }

func (brokenStore) Get(context.Context, string) ([]byte, error) { return nil, errors.New("away") }

func TestChecks(t *testing.T) {
	captureLog(t)
	broken, _ := callback.New(account.Account{}, nil)
	server, err := callback.New(account.Account{AppID: "wxba5fad812f8e6fb9", Token: "AAAAA"}, callback.NewMux())
	if err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		check health.Check
		want  string
	}{
		"a token":         {health.Tokens(tokens{}), `"token":"ok"`},
		"no token":        {health.Tokens(tokens{errors.New("40001")}), `"token":"failing"`},
		"a store":         {health.Store(store.NewMemory()), `"store":"ok"`},
		"a store away":    {health.Store(brokenStore{}), `"store":"failing"`},
		"a callback":      {health.Callback(server), `"callback":"ok"`},
		"a broken server": {health.Callback(broken), `"callback":"failing"`},
	} {
		if _, body := probe(health.Ready(c.check)); !strings.Contains(body, c.want) || strings.Contains(body, "secret") {
			t.Errorf("%s: %s", name, body)
		}
	}
	twice := health.Ready(health.Tokens(tokens{errors.New("40001")}), health.Tokens(tokens{}))
	if code, body := probe(twice); code != 503 || !json.Valid([]byte(body)) || !strings.Contains(body, `"token":"failing"`) {
		t.Errorf("two of one name: %d %s", code, body)
	}
}

// A callback whose only handler does not return is not well until it does.
func TestStuckHandler(t *testing.T) {
	captureLog(t)
	synctest.Test(t, func(t *testing.T) {
		release := make(chan struct{})
		handler := callback.HandlerFunc(func(context.Context, message.Message) (reply.Reply, error) {
			<-release
			return nil, nil
		})
		server, err := callback.New(account.Account{AppID: "wxba5fad812f8e6fb9", Token: "AAAAA"}, handler,
			callback.WithMaxConcurrent(1), callback.WithLateLimit(15*time.Second))
		if err != nil {
			t.Fatal(err)
		}
		h := health.Live(health.Callback(server))
		const push = `<xml><ToUserName>gh_1</ToUserName><FromUserName>o1</FromUserName><CreateTime>1</CreateTime><MsgType>text</MsgType><Content>a</Content><MsgId>1</MsgId></xml>`
		query := "/wx?timestamp=1&nonce=1&signature=" + msgcrypt.Signature("AAAAA", "1", "1")
		go server.ServeHTTP(httptest.NewRecorder(), httptest.NewRequest(http.MethodPost, query, strings.NewReader(push)))
		time.Sleep(10 * time.Second)
		if code, _ := probe(h); code != 200 || server.Load() != (callback.Load{Running: 1, MaxRunning: 1, MaxWaiting: callback.DefaultMaxWaiting}) {
			t.Errorf("while it runs: %d, %+v", code, server.Load())
		}
		time.Sleep(time.Minute)
		if code, _ := probe(h); code != 503 || server.Load().Stuck != 1 {
			t.Errorf("while it is stuck: %d, %+v", code, server.Load())
		}
		close(release)
		time.Sleep(time.Minute)
		if code, _ := probe(h); code != 200 || server.Load().Stuck != 0 {
			t.Errorf("once it has returned: %d, %+v", code, server.Load())
		}
		if err := server.Shutdown(t.Context()); err != nil {
			t.Error(err)
		}
	})
}
