package scanlogin_test

import (
	"context"
	"encoding/json"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/redis/go-redis/v9"

	"github.com/wechatgo/wechatgo"
	"github.com/wechatgo/wechatgo/internal/redistest"
	"github.com/wechatgo/wechatgo/scanlogin"
	"github.com/wechatgo/wechatgo/store/redisstore"
)

// events is what a browser gets as server-sent events.
type events struct {
	mu     sync.Mutex
	header http.Header
	text   strings.Builder
	status int
}

func (e *events) Header() http.Header    { return e.header }
func (e *events) WriteHeader(status int) { e.status = status }
func (e *events) Flush()                 {}
func (e *events) Write(p []byte) (int, error) {
	e.mu.Lock()
	defer e.mu.Unlock()
	return e.text.Write(p)
}

// progress returns the progress that has come so far, and how many comments came between.
func (e *events) progress(t testing.TB) (list []scanlogin.Progress, beats int) {
	t.Helper()
	e.mu.Lock()
	defer e.mu.Unlock()
	for block := range strings.SplitSeq(strings.TrimSuffix(e.text.String(), "\n\n"), "\n\n") {
		if block == ":" {
			beats++
			continue
		}
		data, ok := strings.CutPrefix(block, "event: progress\ndata: ")
		var p scanlogin.Progress
		if err := json.Unmarshal([]byte(data), &p); err != nil || !ok {
			t.Fatalf("%q: %v", block, err)
		}
		list = append(list, p)
	}
	return list, beats
}

// wait begins to wait, and returns what comes and a channel that is closed when it ends.
func (b *browser) wait(ctx context.Context, login string) (*events, <-chan struct{}) {
	_, r := b.exchange(ctx, http.MethodGet, path+"wait?login="+login, nil)
	e, done := &events{header: http.Header{}}, make(chan struct{})
	go func() {
		defer close(done)
		b.site.ServeHTTP(e, r)
	}()
	return e, done
}

// The browser hears of each step, and the stream ends with the last one.
func TestServerSentEvents(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		f := newFixture(t, nil)
		alice, b := f.follower("alice"), f.browser()
		begun := b.begin()
		e, done := b.wait(t.Context(), begun.Login)
		time.Sleep(40 * time.Second)
		if _, beats := e.progress(t); beats != 2 || e.header.Get("Content-Type") != "text/event-stream" || e.header.Get("Cache-Control") != "no-store" {
			t.Errorf("%d heartbeats, %v", beats, e.header)
		}
		alice.ScanTicket(f.ticket(begun))
		time.Sleep(2 * time.Second)
		got, _ := e.progress(t)
		if len(got) != 2 || len(got[1].Digits) != 2 || got[1].ExpiresIn > 80 {
			t.Fatalf("%+v", got)
		}
		alice.Send(got[1].Digits)
		<-done
		got, _ = e.progress(t)
		wantState(t, got[len(got)-1], scanlogin.Confirmed, "")

		begun = b.begin()
		e, done = b.wait(t.Context(), begun.Login)
		began := time.Now()
		<-done
		got, _ = e.progress(t)
		wantState(t, got[len(got)-1], scanlogin.Ended, scanlogin.ReasonExpired)
		if took := time.Since(began); took != 2*time.Minute {
			t.Errorf("it took %v", took)
		}

		ctx, cancel := context.WithCancel(t.Context())
		_, done = b.wait(ctx, b.begin().Login)
		cancel() // the browser is gone
		<-done

		begun = b.begin()
		for range 2 {
			b.wait(t.Context(), begun.Login)
		}
		_, done = b.wait(t.Context(), begun.Login)
		synctest.Wait()
		fourth, refused := b.wait(t.Context(), begun.Login)
		<-refused
		if fourth.status != http.StatusServiceUnavailable || fourth.header.Get("Retry-After") == "" {
			t.Errorf("a fourth stream: %d %v", fourth.status, fourth.header)
		}
		f.scan.Close()
		f.scan.Close()
		<-done
		wantState(t, b.progress(begun.Login), scanlogin.Waiting, "") // the login goes on
	})
}

// Begun on one instance, the login is waited for on another one, answered on the first, and collected on the second.
func TestTwoInstances(t *testing.T) {
	t.Parallel()
	server := redistest.Start(t)
	shared := func() wechatgo.Option {
		client := redis.NewClient(&redis.Options{Addr: server.Addr, DialTimeout: time.Second, ReadTimeout: time.Second, WriteTimeout: time.Second})
		t.Cleanup(func() { client.Close() })
		return wechatgo.WithStore(redisstore.New(client))
	}
	f := newFixture(t, nil)
	one, two := f.instance(nil, shared()), f.instance(nil, shared())
	f.platform.Connect(one)
	alice, b := f.follower("alice"), f.browser()
	b.site = one
	begun := b.begin()
	b.site = two
	ctx, cancel := context.WithTimeout(t.Context(), 30*time.Second)
	defer cancel()
	e, done := b.wait(ctx, begun.Login)
	alice.ScanTicket(f.ticket(begun))
	alice.Send(b.progress(begun.Login).Digits)
	<-done
	got, _ := e.progress(t)
	wantState(t, got[len(got)-1], scanlogin.Confirmed, "")

	// Both collect it at once: one gets it.
	results := make(chan int)
	copied := *b
	copied.site = one
	copied.jar = f.browser().jar
	home, _ := url.Parse(home)
	copied.jar.SetCookies(home, b.jar.Cookies(home))
	for _, each := range []*browser{b, &copied} {
		go func() { results <- each.finish(begun.Login).StatusCode }()
	}
	if sum := <-results + <-results; sum != http.StatusSeeOther+http.StatusGone {
		t.Errorf("the statuses add up to %d", sum)
	}
	in := 0
	for _, each := range []*browser{b, &copied} {
		if each.get("/me").StatusCode == http.StatusOK {
			in++
		}
	}
	if in != 1 {
		t.Errorf("%d browsers are logged in", in)
	}
}
