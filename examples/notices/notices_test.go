package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/wechatgo/wechatgo"
	"github.com/wechatgo/wechatgo/callback"
	"github.com/wechatgo/wechatgo/endpoint"
	"github.com/wechatgo/wechatgo/examples/internal/exampletest"
	"github.com/wechatgo/wechatgo/sandbox"
)

// shop is an account in a sandbox with its notifier, and what the notifier has reported.
type shop struct {
	*sandbox.Platform
	*notifier
	alice *sandbox.User

	mu   sync.Mutex
	news []string
}

// addTemplates chooses the templates in the console, in the form of the platform's public ones.
func addTemplates(p *sandbox.Platform) (notice string) {
	const order = "订单号:{{character_string1.DATA}}\n商品:{{thing2.DATA}}\n"
	p.AddTemplate("", paidTitle, order+"金额:{{amount3.DATA}}\n时间:{{time4.DATA}}")
	return p.AddNoticeTemplate("", shippedTitle, order+"快递:{{thing3.DATA}}\n时间:{{time4.DATA}}", false)
}

func open(t *testing.T) *shop {
	t.Helper()
	s := &shop{Platform: sandbox.Start(t)}
	addTemplates(s.Platform)
	wx, err := wechatgo.New(s.Account(), wechatgo.WithHTTPClient(s.Client()), wechatgo.WithBaseURL(s.URL()))
	if err != nil {
		t.Fatal(err)
	}
	s.notifier, err = newNotifier(t.Context(), wx, "https://shop.example.com/orders/", func(order, news string) {
		s.mu.Lock()
		defer s.mu.Unlock()
		s.news = append(s.news, order+": "+news)
	})
	if err != nil {
		t.Fatal(err)
	}
	s.Connect(wx.Callback(s.results()))
	s.alice = s.User("alice")
	s.alice.Follow()
	return s
}

// told returns what was reported since it was asked last.
func (s *shop) told() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	news := s.news
	s.news = nil
	return news
}

// tells checks that each line reported begins as one of want does, in the same order.
func (s *shop) tells(t *testing.T, want ...string) {
	t.Helper()
	news := s.told()
	for i, line := range news {
		if i < len(want) && strings.HasPrefix(line, want[i]) {
			news[i] = want[i]
		}
	}
	if diff := cmp.Diff(want, news); diff != "" {
		t.Errorf("reported (+): %s", diff)
	}
}

// bought is the event of an order of chocolate on 1 October 2019 at 15:01 in China.
func bought(kind, openID, order string) event {
	return event{
		Kind: kind, OpenID: openID, Order: order, Goods: "巧克力", Fen: 3980, Carrier: "顺丰速运",
		At: time.Date(2019, 10, 1, 7, 1, 0, 0, time.UTC),
	}
}

func (s *shop) mustNotify(t *testing.T, e event) {
	t.Helper()
	if err := s.notify(t.Context(), e); err != nil {
		t.Errorf("order %s: %v", e.Order, err)
	}
}

// The phone shows the values in the form of their keywords, and the result of the delivery comes by event.
func TestPaid(t *testing.T) {
	t.Parallel()
	s := open(t)
	e := bought(paid, s.alice.OpenID(), "P1")
	e.Goods = "一二三四五六七八九十一二三四五六七八九十一"
	s.mustNotify(t, e)
	chat := s.alice.Chat()
	last := chat[len(chat)-1]
	if want := "订单号:P1\n商品:一二三四五六七八九十一二三四五六七八九…\n金额:¥39.80\n时间:2019年10月1日 15:01"; last.Text != want ||
		last.Title != paidTitle || last.URL != "https://shop.example.com/orders/P1" {
		t.Errorf("the phone shows %+v", last)
	}
	s.alice.SetRefusingTemplates(true)
	s.mustNotify(t, bought(paid, s.alice.OpenID(), "P2"))
	s.Clock.Advance(time.Second)
	s.tells(t, "P1: sent", "P2: sent", "P1: delivery: success", "P2: delivery: failed:user block")
}

// One acceptance allows one notice. Who has said no is not asked again by a call.
func TestShipped(t *testing.T) {
	t.Parallel()
	s := open(t)
	order := func(number string) { t.Helper(); s.mustNotify(t, bought(shipped, s.alice.OpenID(), number)) }
	order("S1") // she was not asked
	s.alice.AnswerPopup([]string{s.ship}, nil)
	order("S2")
	order("S3") // her acceptance is used up
	calls := s.Counters().Calls["subscribe.bizsend"]
	s.alice.AnswerPopup(nil, []string{s.ship})
	order("S4")
	if n := s.Counters().Calls["subscribe.bizsend"]; n != calls || calls != 3 {
		t.Errorf("%d calls, then %d after she said no; want 3 and 3", calls, n)
	}
	s.alice.AnswerPopup([]string{s.ship}, nil)
	order("S5")
	s.Clock.Advance(time.Second)
	s.tells(t, "S1: refused: ", "S2: sent", "S3: refused: ", "S4: refused: ", "S5: sent",
		"notice ", "notice ")
}

// Events of which nothing can come are told apart from those of users, and those that break a limit cost no call.
func TestWrong(t *testing.T) {
	t.Parallel()
	s := open(t)
	s.mustNotify(t, bought(paid, s.User("bob").OpenID(), "W1")) // he does not follow: 43004
	s.mustNotify(t, bought(paid, "oAnotherAccountsUser", "W2")) // 40003
	calls := s.Counters().Calls["template.send"]
	s.mustNotify(t, bought(paid, s.alice.OpenID(), strings.Repeat("9", 33))) // a character_string has 32
	s.mustNotify(t, bought("lost", s.alice.OpenID(), "W4"))
	if n := s.Counters().Calls["template.send"]; n != calls || calls != 2 {
		t.Errorf("%d calls, then %d", calls, n)
	}
	s.tells(t, "W1: refused: ", "W2: wrong: ", strings.Repeat("9", 33)+": wrong: ", `W4: wrong: notices: kind is "lost"`)
}

// While the day's quota is used up the event waits for midnight in China.
func TestQuota(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := open(t)
		begin := time.Now() // in a bubble: midnight of 2000-01-01 in UTC, 8:00 in China
		if err := s.FailNext("template.send", endpoint.ErrAPIDailyQuota); err != nil {
			t.Fatal(err)
		}
		s.mustNotify(t, bought(paid, s.alice.OpenID(), "Q1"))
		if took := time.Since(begin); took != 16*time.Hour+time.Minute {
			t.Errorf("the notice was sent after %v, want 16h1m", took)
		}
		s.tells(t, "Q1: later: ", "Q1: sent")
	})
}

// A template message without an answer is sent again under its ClientMsgID; a notice, which has none, is not.
func TestNoAnswer(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := open(t)
		s.alice.AnswerPopup([]string{s.ship}, nil)
		for _, name := range []string{"template.send", "subscribe.bizsend"} {
			if err := s.FailNext(name, endpoint.ErrSystemBusy); err != nil {
				t.Fatal(err)
			}
		}
		s.mustNotify(t, bought(paid, s.alice.OpenID(), "N1"))
		s.mustNotify(t, bought(shipped, s.alice.OpenID(), "N2"))
		s.tells(t, "N1: unknown: ", "N1: sent", "N2: unknown: ")
		time.Sleep(time.Minute) // the result of N1 is pushed
		s.tells(t, "N1: delivery: success")
		for range attempts {
			if err := s.FailNext("template.send", endpoint.ErrSystemBusy); err != nil {
				t.Fatal(err)
			}
		}
		s.mustNotify(t, bought(paid, s.alice.OpenID(), "N3"))
		s.tells(t, "N3: unknown: ", "N3: unknown: ", "N3: unknown: ")
	})
}

// The program reads its events and takes its results until it ends; without the permission it ends by itself.
func TestServe(t *testing.T) {
	server := httptest.NewUnstartedServer(nil)
	base := "http://" + server.Listener.Addr().String()
	platform := sandbox.Start(t, sandbox.WithConfig(sandbox.Config{Base: base}))
	server.Config.Handler = platform
	server.Start()
	defer server.Close()
	addTemplates(platform)
	alice := platform.User("alice")
	wx, err := wechatgo.New(platform.Account(), wechatgo.WithBaseURL(base))
	if err != nil {
		t.Fatal(err)
	}
	news := make(chan string, 10)
	start := func(ctx context.Context, lines string) (callback string, ended <-chan error) {
		n, err := newNotifier(ctx, wx, "", func(order, what string) { news <- order + ": " + what })
		if err != nil {
			t.Fatal(err)
		}
		listener := exampletest.Listen(t)
		end := make(chan error, 1)
		go func() { end <- n.serve(ctx, listener, strings.NewReader(lines)) }()
		return "http://" + listener.Addr().String() + "/wx", end
	}
	platform.Connect(wx.Callback(callback.NewMux())) // for her to follow
	alice.Follow()

	line := fmt.Sprintf(`{"kind":"paid","openid":%q,"order":"L2","goods":"茶","fen":100,"at":"2019-10-01T15:01:00+08:00"}`, alice.OpenID())
	ctx, end := context.WithCancel(t.Context())
	address, ended := start(ctx, "no JSON\n"+line+"\n")
	platform.Callback(address)
	for _, want := range []string{"events: line 1 is no event", "L2: sent"} {
		if got := <-news; !strings.HasPrefix(got, want) {
			t.Errorf("reported %q, want %q", got, want)
		}
	}
	platform.Clock.Advance(time.Second)
	if got := <-news; got != "L2: delivery: success" {
		t.Errorf("reported %q", got)
	}
	end()
	if err := <-ended; err != nil {
		t.Errorf("the program ended with %v", err)
	}

	platform.FailNext("template.send", endpoint.ErrAPIUnauthorized)
	_, ended = start(t.Context(), line)
	if err := <-ended; !errors.Is(err, endpoint.ErrAPIUnauthorized) || !strings.Contains(err.Error(), "order L2") {
		t.Errorf("without the permission the program ended with %v", err)
	}
}

func TestTemplatesMissing(t *testing.T) {
	t.Parallel()
	p := sandbox.Start(t)
	wx, err := wechatgo.New(p.Account(), wechatgo.WithHTTPClient(p.Client()), wechatgo.WithBaseURL(p.URL()))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := newNotifier(t.Context(), wx, "", nil); err == nil || !strings.Contains(err.Error(), paidTitle) {
		t.Errorf("no template: %v", err)
	}
	p.AddTemplate("", paidTitle, "时间:{{time4.DATA}}")
	if _, err := newNotifier(t.Context(), wx, "", nil); err == nil || !strings.Contains(err.Error(), shippedTitle) {
		t.Errorf("no subscription notice: %v", err)
	}
}

// The result of a delivery may be pushed before the answer to its call is read.
func TestResultBeforeAnswer(t *testing.T) {
	t.Parallel()
	l, news := newLedger(), []string(nil)
	report := func(order, what string) { news = append(news, order+": "+what) }
	l.ended(7, "success", report)
	l.sent(7, "A1", report)
	l.sent(8, "A2", report)
	l.ended(8, "failed:user block", report)
	if diff := cmp.Diff([]string{"A1: delivery: success", "A2: delivery: failed:user block"}, news); diff != "" {
		t.Error(diff)
	}
	if len(l.orders) != 0 || len(l.results) != 0 {
		t.Errorf("the ledger keeps %v, %v", l.orders, l.results)
	}
}

// One user, or one value, is no reason to end the program: the event would come first again at its next start.
func TestOneEventEndsNothing(t *testing.T) {
	t.Parallel()
	s := open(t)
	for _, code := range []endpoint.Code{endpoint.ErrRequireUnblacklist, endpoint.ErrInvalidTemplateData} {
		if err := s.FailNext("template.send", code); err != nil {
			t.Fatal(err)
		}
		s.mustNotify(t, bought(paid, s.alice.OpenID(), "U1"))
	}
	s.tells(t, "U1: refused: ", "U1: wrong: ")
}

// A clock that is fast asks before the platform's midnight. That does not cost another day.
func TestQuotaWithFastClock(t *testing.T) {
	t.Parallel()
	err := &endpoint.Error{Code: endpoint.ErrAPIDailyQuota}
	early := time.Date(2026, 1, 2, 0, 0, 1, 0, endpoint.China)
	if wait := again(err, early).Sub(early); wait > 10*time.Minute {
		t.Errorf("a second after midnight the event waits %v", wait)
	}
	if next := again(err, early.Add(12*time.Hour)); next.Before(early.Add(24*time.Hour-time.Second)) ||
		next.After(early.Add(24*time.Hour+time.Minute)) {
		t.Errorf("at noon it waits until %v", next)
	}
}

// slowSend is a transport on which the platform takes a second for a template message.
type slowSend struct {
	http.RoundTripper
	calling chan struct{} // closed when the call begins
}

func (s slowSend) RoundTrip(r *http.Request) (*http.Response, error) {
	if strings.HasSuffix(r.URL.Path, "/message/template/send") {
		close(s.calling)
		time.Sleep(time.Second)
	}
	return s.RoundTripper.RoundTrip(r)
}

// What became of the notice under way is told before the program ends: nobody would know that it was sent.
func TestEndTellsTheCallUnderWay(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		platform := sandbox.Start(t)
		addTemplates(platform)
		slow := slowSend{platform.Client().Transport, make(chan struct{})}
		wx, err := wechatgo.New(platform.Account(),
			wechatgo.WithHTTPClient(&http.Client{Transport: slow}), wechatgo.WithBaseURL(platform.URL()))
		if err != nil {
			t.Fatal(err)
		}
		var told string
		n, err := newNotifier(t.Context(), wx, "", func(order, what string) {
			time.Sleep(time.Second) // a slow log
			told = order + ": " + what
		})
		if err != nil {
			t.Fatal(err)
		}
		ctx, end := context.WithCancel(t.Context())
		ended := make(chan error, 1)
		line := fmt.Sprintf(`{"kind":"paid","openid":%q,"order":"D1","goods":"茶","fen":100,"at":"2019-10-01T15:01:00+08:00"}`,
			platform.User("alice").OpenID())
		go func() { ended <- n.serve(ctx, exampletest.Quiet(), strings.NewReader(line)) }()
		<-slow.calling
		end()
		if err := <-ended; err != nil {
			t.Error(err)
		}
		if !strings.HasPrefix(told, "D1: ") {
			t.Errorf("the program has ended, and was told %q of D1", told)
		}
	})
}

// A line that is too long is told, and those behind it are read.
func TestLongLine(t *testing.T) {
	t.Parallel()
	in := `{"kind":"paid","order":"` + strings.Repeat("x", 100<<10) + "\"}\n" + `{"kind":"paid","order":"L3"}` + "\n"
	var got []string
	for e, err := range events(strings.NewReader(in)) {
		got = append(got, fmt.Sprintf("%.3s %t", e.Order, err != nil))
	}
	if len(got) != 2 || got[1] != "L3 false" {
		t.Errorf("read %v", got)
	}
}

// A call that did not reach the platform, or whose token could not be renewed, sent nothing: the event waits, also for a
// subscription notice.
func TestNothingWasSent(t *testing.T) {
	refused := &net.OpError{Op: "dial", Err: errors.New("connection refused")}
	for _, err := range []error{
		&endpoint.TransportError{Endpoint: "subscribe.bizsend", Err: refused},
		&endpoint.Error{Endpoint: "subscribe.bizsend", Code: endpoint.ErrAccessTokenExpired},
	} {
		if v := judge(err); v != later {
			t.Errorf("%v: %s", err, v)
		}
	}
	broken := &net.OpError{Op: "read", Err: errors.New("connection reset")}
	if v := judge(&endpoint.TransportError{Endpoint: "subscribe.bizsend", Err: broken}); v != unknown {
		t.Errorf("an answer that did not come: %s", v)
	}
}
