package callback_test

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"runtime"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/wechatgo/wechatgo/account"
	"github.com/wechatgo/wechatgo/callback"
	"github.com/wechatgo/wechatgo/message"
	"github.com/wechatgo/wechatgo/reply"
)

// slow returns a handler that answers after d with the number of its run.
func slow(runs *atomic.Int32, d time.Duration) callback.HandlerFunc {
	return func(ctx context.Context, _ message.Message) (reply.Reply, error) {
		n := runs.Add(1)
		select {
		case <-time.After(d):
			return reply.Text(fmt.Sprintf("run %d", n)), nil
		case <-ctx.Done():
			return nil, ctx.Err()
		}
	}
}

// pushThrice pushes as the platform does: it waits five seconds, hangs up and pushes again, three times in all. It
// returns which push was answered.
func pushThrice(t *testing.T, h http.Handler, try func() delivery) (int, *httptest.ResponseRecorder) {
	t.Helper()
	for n := 1; n <= 3; n++ {
		if w := try().within(t.Context(), hangUp, h); w != nil {
			return n, w
		}
	}
	return 0, nil
}

func TestSlowHandler(t *testing.T) {
	t.Parallel()
	for _, mode := range modes {
		for after, try := range map[time.Duration]int{
			time.Second: 1, 6 * time.Second: 2, 11 * time.Second: 3, 14 * time.Second: 3,
		} {
			t.Run(fmt.Sprintf("%v/%v", mode, after), func(t *testing.T) {
				t.Parallel()
				synctest.Test(t, func(t *testing.T) {
					var runs atomic.Int32
					s, _ := newServer(t, mode, slow(&runs, after))
					got, w := pushThrice(t, s, func() delivery { return genuine(mode, textXML("hello", 7)) })
					if got != try {
						t.Errorf("try %d was answered, want %d", got, try)
					}
					if w == nil || content(t, w) != "run 1" {
						t.Errorf("got %v", w)
					}
					time.Sleep(time.Minute) // virtual
					if runs.Load() != 1 {
						t.Errorf("%d runs", runs.Load())
					}
				})
			})
		}
	}
}

// A finished answer is given again for 30 seconds, sealed for the push that asks for it, and dropped after that.
func TestAnswerIsKept(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var runs atomic.Int32
		s, _ := newServer(t, account.Safe, slow(&runs, 0))
		push := func() string {
			d := safePush(textXML("hello", 7))
			w := d.post(s)
			if nonce := d.query.Get("nonce"); !strings.Contains(w.Body.String(), nonce) {
				t.Errorf("the reply lacks its own push's nonce %s", nonce)
			}
			return content(t, w)
		}
		var got []string
		for range 4 {
			got = append(got, push())
			time.Sleep(10*time.Second - time.Millisecond)
		}
		if diff := cmp.Diff([]string{"run 1", "run 1", "run 1", "run 1"}, got); diff != "" {
			t.Error(diff)
		}
		time.Sleep(time.Second)
		if got := push(); got != "run 2" {
			t.Errorf("after the window: %q", got)
		}
	})
}

func TestSuccessIsKept(t *testing.T) {
	t.Parallel()
	var runs atomic.Int32
	s, _ := newServer(t, account.Plain, callback.HandlerFunc(func(context.Context, message.Message) (reply.Reply, error) {
		runs.Add(1)
		panic("once")
	}))
	for range 3 {
		if w := plainPush(textXML("hello", 7)).post(s); w.Body.String() != "success" {
			t.Errorf("got %q", w.Body)
		}
	}
	if runs.Load() != 1 {
		t.Errorf("%d runs", runs.Load())
	}
}

func TestConcurrentPushes(t *testing.T) {
	t.Parallel()
	for _, mode := range modes {
		t.Run(mode.String(), func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				const messages, tries = 10, 12
				var runs atomic.Int32
				s, _ := newServer(t, mode, callback.HandlerFunc(func(_ context.Context, m message.Message) (reply.Reply, error) {
					runs.Add(1)
					time.Sleep(time.Second)
					return reply.Text(m.(*message.Text).Content), nil
				}), callback.WithUnordered())
				var all sync.WaitGroup
				for i := range messages * tries {
					want := fmt.Sprintf("message %d", i%messages)
					all.Go(func() {
						if got := content(t, genuine(mode, textXML(want, int64(1+i%messages))).post(s)); got != want {
							t.Errorf("got %q, want %q", got, want)
						}
					})
				}
				all.Wait()
				if runs.Load() != messages {
					t.Errorf("%d runs of %d messages", runs.Load(), messages)
				}
			})
		})
	}
}

// A client that hangs up does not end the handler, and the next push gets the reply.
func TestHungUpClient(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var runs atomic.Int32
		s, log := newServer(t, account.Safe, slow(&runs, 10*time.Second))
		began := time.Now()
		if w := safePush(textXML("hello", 7)).within(t.Context(), time.Second, s); w != nil {
			t.Errorf("got %v", w)
		}
		time.Sleep(5 * time.Second)
		if got := content(t, safePush(textXML("hello", 7)).post(s)); got != "run 1" {
			t.Errorf("got %q, log %s", got, log)
		}
		if d := time.Since(began); d != 10*time.Second {
			t.Errorf("the answer came after %v", d)
		}
	})
}

// A handler that ends its goroutine ends its push's request as well. The next push is answered with success.
func TestGoexit(t *testing.T) {
	t.Parallel()
	for _, mode := range modes {
		var runs atomic.Int32
		s, log := newServer(t, mode, callback.HandlerFunc(func(context.Context, message.Message) (reply.Reply, error) {
			runs.Add(1)
			runtime.Goexit()
			return nil, nil
		}))
		ended := make(chan struct{})
		go func() {
			defer close(ended)
			genuine(mode, textXML("hello", 1)).post(s)
		}()
		<-ended
		if w := genuine(mode, textXML("hello", 1)).post(s); w.Code != 200 || w.Body.String() != "success" {
			t.Errorf("%v: got %d %q", mode, w.Code, w.Body)
		}
		if !strings.Contains(log.String(), "handler ended its goroutine") || runs.Load() != 1 {
			t.Errorf("%v: %d runs, log %s", mode, runs.Load(), log)
		}
	}
}

// Over a real connection, where net/http finds out that the client is gone.
func TestHungUpConnection(t *testing.T) {
	t.Parallel()
	started, release := make(chan struct{}), make(chan struct{})
	var runs atomic.Int32
	s, _ := newServer(t, account.Safe, callback.HandlerFunc(func(context.Context, message.Message) (reply.Reply, error) {
		runs.Add(1)
		close(started)
		<-release
		return reply.Text("late"), nil
	}))
	web := httptest.NewServer(s)
	defer web.Close()
	client := web.Client()
	defer client.CloseIdleConnections()
	send := func(ctx context.Context) (*http.Response, error) {
		d := safePush(textXML("hello", 7))
		r, err := http.NewRequestWithContext(ctx, http.MethodPost, web.URL+"/wx?"+d.query.Encode(), strings.NewReader(string(d.body)))
		if err != nil {
			return nil, err
		}
		return client.Do(r)
	}
	ctx, cancel := context.WithCancel(t.Context())
	go func() { <-started; cancel() }()
	if _, err := send(ctx); err == nil {
		t.Fatal("the first push was answered")
	}
	close(release)
	answer, err := send(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	w := httptest.NewRecorder()
	w.Code = answer.StatusCode
	w.Body.ReadFrom(answer.Body)
	if got := content(t, w); got != "late" || runs.Load() != 1 {
		t.Errorf("got %q after %d runs", got, runs.Load())
	}
}
