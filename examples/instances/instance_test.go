package main

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/wechatgo/wechatgo"
	"github.com/wechatgo/wechatgo/examples/internal/exampletest"
	"github.com/wechatgo/wechatgo/internal/redistest"
	"github.com/wechatgo/wechatgo/sandbox"
	"github.com/wechatgo/wechatgo/store"
)

// balancer sends one request after another to the next instance.
type balancer struct {
	instances []http.Handler
	requests  atomic.Int64
}

func (b *balancer) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	b.instances[int(b.requests.Add(1)-1)%len(b.instances)].ServeHTTP(w, r)
}

// startTwo starts a sandbox and two instances behind a balancer, each with the store that open gives it.
func startTwo(t *testing.T, open func() store.Store) (*sandbox.Platform, *sandbox.User) {
	t.Helper()
	platform := sandbox.Start(t)
	b := &balancer{}
	for _, name := range []string{"one", "two"} {
		wx, err := wechatgo.New(platform.Account(), wechatgo.WithStore(open()),
			wechatgo.WithHTTPClient(platform.Client()), wechatgo.WithBaseURL(platform.URL()))
		if err != nil {
			t.Fatal(err)
		}
		b.instances = append(b.instances, newInstance(name, wx).handler())
	}
	platform.Connect(b, sandbox.WithCallbackPath("/wx"))
	alice := platform.User("alice")
	alice.Follow()
	return platform, alice
}

// says returns what the phone shows in one line.
func says(got []sandbox.Entry) string {
	var texts []string
	for _, e := range got {
		_, english, _ := strings.Cut(e.Text, "\n")
		texts = append(texts, english)
	}
	return strings.Join(texts, " | ")
}

// A dialogue goes on over the instances, and a push that comes to both of them is one message.
func checkTwo(t *testing.T, platform *sandbox.Platform, alice *sandbox.User) {
	t.Helper()
	answered := map[string]bool{}
	for n := 1; n <= 3; n++ {
		got := says(alice.Send("hello"))
		if !strings.HasPrefix(got, fmt.Sprintf("Message %d, answered by ", n)) {
			t.Errorf("message %d: the phone shows %q", n, got)
		}
		answered[got[strings.LastIndex(got, " ")+1:]] = true
	}
	if !answered["one."] || !answered["two."] {
		t.Errorf("the messages were answered by %v, want both instances", answered)
	}
	exchanges := platform.Exchanges()
	last := exchanges[len(exchanges)-1]
	again, err := platform.PushAgain(last.ID)
	if err != nil || again.Response.Opened == "" || !strings.Contains(again.Response.Opened, "Message 3,") {
		t.Errorf("the third message, pushed to the other instance, is answered with %+v, %v", again.Response, err)
	}
	if got := says(alice.Send("hello")); !strings.HasPrefix(got, "Message 4,") {
		t.Errorf("then the phone shows %q", got)
	}
}

func TestOneStoreInMemory(t *testing.T) {
	t.Parallel()
	shared := store.NewMemory()
	platform, alice := startTwo(t, func() store.Store { return shared })
	checkTwo(t, platform, alice)
}

// The same with what production has: a client of Redis for each instance.
func TestOneRedis(t *testing.T) {
	t.Parallel()
	server := redistest.Start(t)
	platform, alice := startTwo(t, func() store.Store {
		shared, closeClient, err := openRedis("redis://" + server.Addr + "/0")
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(closeClient)
		return shared
	})
	checkTwo(t, platform, alice)
}

// Work of seven seconds: the second push, at the other instance, gets the answer of the one run.
func TestSlowWork(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		shared := store.NewMemory()
		platform, alice := startTwo(t, func() store.Store { return shared })
		got := alice.Send("slow")
		if says(got) != "Message 1, answered by one." && says(got) != "Message 1, answered by two." || got[0].Via != "reply" {
			t.Errorf("the phone shows %v", got)
		}
		time.Sleep(time.Minute)
		if chat := alice.Chat(); says(chat[len(chat)-1:]) != says(got) {
			t.Errorf("a minute later the phone shows %v", chat)
		}
		if calls := platform.Counters().Calls["kf.send"]; calls != 0 {
			t.Errorf("%d customer-service messages were sent besides", calls)
		}
	})
}

// An instance that is told to end says so at /readyz, serves as long as it takes the balancer to notice, and then closes
// its port. It still lives, so it is not restarted.
func TestLeaves(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		platform := sandbox.Start(t)
		wx, err := wechatgo.New(platform.Account(),
			wechatgo.WithHTTPClient(platform.Client()), wechatgo.WithBaseURL(platform.URL()))
		if err != nil {
			t.Fatal(err)
		}
		i := newInstance("one", wx)
		handler := i.handler()
		status := func(path string) int {
			w := httptest.NewRecorder()
			handler.ServeHTTP(w, httptest.NewRequestWithContext(t.Context(), http.MethodGet, path, nil))
			return w.Code
		}
		ctx, end := context.WithCancel(t.Context())
		port, ended := exampletest.Quiet(), make(chan error, 1)
		go func() { ended <- i.serve(ctx, port, drainTime) }()
		if status("/readyz") != http.StatusOK || status("/healthz") != http.StatusOK {
			t.Errorf("it is not ready at first: %d, %d", status("/readyz"), status("/healthz"))
		}
		end()
		time.Sleep(drainTime - time.Second) // the kept answer of the probe is over, too
		if status("/readyz") != http.StatusServiceUnavailable || status("/healthz") != http.StatusOK {
			t.Errorf("while it leaves: /readyz %d, /healthz %d", status("/readyz"), status("/healthz"))
		}
		select {
		case <-port.Closed:
			t.Error("the port is closed before the balancer has noticed")
		default:
		}
		time.Sleep(2 * time.Second)
		select {
		case <-port.Closed:
		default:
			t.Error("the port is still open")
		}
		if err := <-ended; err != nil {
			t.Errorf("the instance ended with %v", err)
		}
	})
}

func TestRedisAddressRefused(t *testing.T) {
	t.Parallel()
	for _, address := range []string{"", "127.0.0.1:6379", "redis://:hunter2@re dis:x"} {
		if _, _, err := openRedis(address); err == nil || !strings.Contains(err.Error(), "WECHATGO_REDIS") ||
			strings.Contains(err.Error(), "hunter2") {
			t.Errorf("%q: %v", address, err)
		}
	}
}
