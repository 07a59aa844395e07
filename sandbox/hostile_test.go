package sandbox_test

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"runtime"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/wechatgo/wechatgo/account"
	"github.com/wechatgo/wechatgo/sandbox"
)

// answerHandshake answers the handshake and leaves all other requests to h.
func answerHandshake(h http.HandlerFunc) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method == http.MethodGet && r.URL.Query().Has("echostr") {
			io.WriteString(w, r.URL.Query().Get("echostr"))
			return
		}
		h(w, r)
	})
}

// A redirect to an address without a host, and the end of the handler's goroutine, count as answers of the app and do
// not end the test.
func TestBrokenApps(t *testing.T) {
	t.Parallel()
	p := sandbox.New(sandbox.Config{})
	defer p.Close()
	p.Connect(answerHandshake(func(w http.ResponseWriter, r *http.Request) {
		if r.Method == http.MethodPost {
			runtime.Goexit() // as t.FailNow does
		}
		http.Redirect(w, r, "http:next", http.StatusFound)
	}))
	alice := p.User("alice")
	if page := alice.Open("/x"); page.Status != 0 || !strings.Contains(page.Body, "names no host") {
		t.Errorf("a redirect to http:next: %+v", page)
	}
	alice.Follow()
	all := p.Exchanges()
	if x := all[len(all)-1]; x.OK || x.Outcome != "broken" {
		t.Errorf("a handler that ended its goroutine: %+v", x)
	}
}

// The stable token stays valid however many classic tokens are fetched.
func TestManyTokens(t *testing.T) {
	t.Parallel()
	c := newCaller(t, sandbox.Start(t))
	for range 1500 {
		c.classic()
	}
	c.wantCode(46003, "/cgi-bin/menu/get", "")
	if again := c.stable(false)["access_token"]; again != c.token {
		t.Error("the stable token has changed")
	}
}

// A user may have any name.
func TestChineseNames(t *testing.T) {
	t.Parallel()
	p, c := startWeb(t)
	p.User("alice")
	for _, name := range []string{"小alice", "张三", "a b;c"} {
		u := p.User(name)
		at, err := url.Parse(u.Open(authorizeURL(sandbox.AppURL+"/back", "snsapi_base")).URL)
		if err != nil {
			t.Fatal(err)
		}
		if got := c.exchange(at.Query().Get("code")); got["openid"] != u.OpenID() {
			t.Errorf("%s logged in as %v", name, got)
		}
	}
}

// A platform can be used inside and outside of a synctest bubble.
func TestInAndOutsideBubble(t *testing.T) {
	t.Parallel()
	p, _, alice := startFollowed(t)
	for range 2 {
		synctest.Test(t, func(*testing.T) { alice.Send("x") })
	}
	alice.Send("x")
	if n := p.Counters().Pushes["alice"].Messages; n != 4 {
		t.Errorf("%d messages were pushed", n)
	}
}

// Deeply nested JSON is not indented, because it would grow with the square of its depth.
func TestDeepJSON(t *testing.T) {
	t.Parallel()
	c := newCaller(t, sandbox.Start(t))
	deep := strings.Repeat("[", 9_990) + strings.Repeat("0,", 10_000) + "0" + strings.Repeat("]", 9_990)
	c.call("/no/such/path", deep)
	all := c.p.Exchanges()
	if x := all[len(all)-1]; x.Request.Opened != "" || len(x.Request.Body) < len(deep) {
		t.Errorf("%d bytes are indented to %d", len(deep), len(x.Request.Opened))
	}
}

// The size of an exchange is limited, whatever a caller sends.
func TestLongExchanges(t *testing.T) {
	t.Parallel()
	c := newCaller(t, sandbox.Start(t))
	long := strings.Repeat("x", 900<<10)
	c.call("/cgi-bin/menu/create", `{"button":[{"type":"click","key":"k","name":"`+long+`"}]}`)
	c.do("GET", c.p.URL()+"/_sandbox/jssdk/check?appId="+sandbox.DefaultAppID+"&url=http://"+long, "")
	for _, x := range c.p.Exchanges() {
		if n := len(fmt.Sprintf("%+v %+v", x, x.Problem)); n > 400<<10 {
			t.Errorf("%s %s: %d bytes are kept", x.Kind, x.Title, n)
		}
	}
}

// A plain account that gets a key uses it for its pushes at once.
func TestPlainAccountGetsKey(t *testing.T) {
	t.Parallel()
	p := sandbox.Start(t, sandbox.WithMode(account.Plain))
	if _, err := p.ChangeKey(""); err != nil {
		t.Fatal(err)
	}
	if err := p.SetMode(account.Safe); err != nil {
		t.Fatal(err)
	}
	a := newApp(p)
	p.Connect(a)
	p.User("alice").Follow()
	if seen := a.received(); len(seen) != 1 || seen[0].Event != "subscribe" {
		t.Errorf("the app has seen %v", seen)
	}
}

// If a caller hangs up during a delay, the exchange is recorded. A delayed call does not continue in the world after a
// reset.
func TestDelayedCalls(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		p := sandbox.Start(t)
		c := newCaller(t, p)
		address := "https://api.weixin.qq.com/cgi-bin/menu/get?access_token=" + c.token
		p.FailCalls(sandbox.CallFault{Endpoint: "menu.get", Delay: time.Minute, Times: 2})
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		r, _ := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
		if _, err := p.Client().Do(r); err == nil {
			t.Error("the caller did not give up")
		}
		synctest.Wait()
		all := p.Exchanges()
		if x := all[len(all)-1]; x.Endpoint != "menu.get" || x.Fault != "delay" || x.Outcome != "gone" || p.Counters().Calls["menu.get"] != 1 {
			t.Errorf("the exchange: %+v", x)
		}
		ended := make(chan error)
		go func() {
			_, err := p.Client().Get(address)
			ended <- err
		}()
		synctest.Wait()
		start := time.Now()
		if err := p.Reset(); err != nil {
			t.Fatal(err)
		}
		if err := <-ended; err == nil || time.Since(start) > time.Second || len(p.Exchanges()) != 0 {
			t.Errorf("after the reset: %v, %v, %v", err, time.Since(start), p.Exchanges())
		}
	})
}

// Anybody may load a picture, whatever the rules of the account are.
func TestPublicPictures(t *testing.T) {
	t.Parallel()
	p := sandbox.Start(t)
	c := newCaller(t, p)
	ticket := c.call("/cgi-bin/qrcode/create", `{"action_name":"QR_STR_SCENE","action_info":{"scene":{"scene_str":"a"}}}`)["ticket"].(string)
	if err := p.SetKind("personal"); err != nil {
		t.Fatal(err)
	}
	if err := p.SetIPWhitelist(true, "2001:db8::/32", "::ffff:192.0.2.0/120"); err != nil {
		t.Fatal(err)
	}
	if resp, _ := c.raw("GET", "https://mp.weixin.qq.com/cgi-bin/showqrcode?ticket="+url.QueryEscape(ticket), ""); resp.Header.Get("Content-Type") != "image/jpg" {
		t.Errorf("showqrcode: %v", resp.Header)
	}
}

// Fields of a window that are not set get the platform's values.
func TestPartlyConfiguredKFWindow(t *testing.T) {
	t.Parallel()
	p := sandbox.Start(t, sandbox.WithoutApp(), sandbox.WithConfig(sandbox.Config{KFWindows: sandbox.KFWindows{Message: sandbox.Window{Messages: 20}}}))
	c := newCaller(t, p)
	alice := p.User("alice")
	alice.Follow()
	alice.Send("x")
	p.Clock.Advance(47 * time.Hour)
	c.token = c.stable(false)["access_token"].(string)
	c.wantCode(0, "/cgi-bin/message/custom/send", `{"touser":"`+alice.OpenID()+`","msgtype":"text","text":{"content":"x"}}`)
}

// The phone and the control API refuse these unusual inputs.
func TestRefusedEdgeCases(t *testing.T) {
	t.Parallel()
	p := sandbox.New(sandbox.Config{WebHosts: []string{"App.Sandbox.Test"}})
	defer p.Close()
	p.Connect(newApp(p))
	c := newCaller(t, p)
	c.wantCode(0, "/cgi-bin/menu/create", `{"button":[{"type":"view","name":"a","url":"`+sandbox.AppURL+`/x"}]}`)
	alice := p.User("alice")
	if page := alice.View(0); page.Status != 0 || !strings.Contains(page.Body, "does not follow") {
		t.Errorf("a view button of a stranger: %+v", page)
	}
	alice.Follow()
	if got := alice.Send("\ufffe"); len(got) != 1 || got[0].Type != "refused" {
		t.Errorf("a text that XML has not: %v", got)
	}
	if page := alice.Open(authorizeURL("http://APP.sandbox.test/", "snsapi_base")); strings.Contains(page.Body, "10003") {
		t.Error("a host in upper case is refused")
	}
	api := control{t, p}
	for path, body := range map[string]string{
		"mode": `{}`, "callback": `{"url":"nonsense"}`, "calls/fail": `{"endpoint":"*","probability":1.5}`,
	} {
		if status, out := api.do("POST", "/_sandbox/"+path, body); status != http.StatusUnprocessableEntity {
			t.Errorf("%s %s: HTTP %d %v", path, body, status, out)
		}
	}
	for century, want := range []int{http.StatusOK, http.StatusOK, http.StatusUnprocessableEntity} { // the clock has 64 bits of nanoseconds
		if status, out := api.do("POST", "/_sandbox/clock/advance", `{"seconds":3e9}`); status != want {
			t.Errorf("the clock, %d times 95 years ahead: HTTP %d %v", century+1, status, out)
		}
	}
	if status, _ := api.do("POST", "/_sandbox/mode", `{"mode":"plain"} x`); status != http.StatusBadRequest {
		t.Errorf("something after the JSON: HTTP %d", status)
	}
	_, state := api.do("GET", "/_sandbox/state", "")
	if at := state["callback"]; at != sandbox.AppURL+"/wx" || state["handshake"].(map[string]any)["ok"] != true {
		t.Errorf("a callback that is no address has changed %v, %v", at, state["handshake"])
	}
	if err := p.FailCalls(sandbox.CallFault{Endpoint: "*", Code: 1, Probability: nan()}); err == nil {
		t.Error("a probability of NaN was accepted")
	}
}

func nan() float64 {
	zero := 0.
	return zero / zero
}

// The exchange of a call about a user names the user, and the entry that the call shows links to the exchange.
func TestCallsAboutUsers(t *testing.T) {
	t.Parallel()
	p, _, alice := startFollowed(t)
	c := newCaller(t, p)
	alice.Send("x")
	c.wantCode(0, "/cgi-bin/message/custom/send", `{"touser":"`+alice.OpenID()+`","msgtype":"text","text":{"content":"hello"}}`)
	all := p.Exchanges()
	x := all[len(all)-1]
	if x.Title != "kf.send text" || x.User != "alice" {
		t.Errorf("the exchange is %s", x)
	}
	chat := alice.Chat()
	if last := chat[len(chat)-1]; last.Text != "hello" || len(last.Exchanges) != 1 || last.Exchanges[0] != x.ID {
		t.Errorf("the phone shows %+v", last)
	}
}

// The error for an invalid body explains it in terms of JSON.
func TestInvalidBodyErrors(t *testing.T) {
	t.Parallel()
	c := control{t, sandbox.Start(t)}
	for body, want := range map[string]string{
		`{"platform":"x"}`: "platform is of type number, and not string", `{"system":1}`: `it has no member "system"`, `[]`: "it is of type object, and not array",
	} {
		status, out := c.do("POST", "/_sandbox/users/alice/platform", body)
		if words := fmt.Sprint(out); status != http.StatusBadRequest || !strings.Contains(words, want) || strings.Contains(words, "struct") {
			t.Errorf("%s: HTTP %d %s", body, status, words)
		}
	}
}

// What the platform returns shares no memory that the platform still changes.
func TestReturnedExchangesAreCopies(t *testing.T) {
	t.Parallel()
	p, _, alice := startFollowed(t)
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		for range 50 {
			alice.Send("x")
		}
	}()
	for range 50 {
		if _, err := json.Marshal(p.Exchanges()); err != nil {
			t.Error(err)
		}
	}
	<-ended
}

// A fault hides only the problem that it causes.
func TestFaultsHideNoOtherProblem(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		tb := &testingTB{T: t}
		p := sandbox.Start(tb, sandbox.WithoutProblems())
		p.Connect(answerHandshake(func(w http.ResponseWriter, _ *http.Request) { io.WriteString(w, "success\n") }))
		p.DelayAnswers(time.Millisecond)
		p.User("alice").Follow()
		p.FailCalls(sandbox.CallFault{Endpoint: "menu.get", Code: -1})
		c := newCaller(t, p)
		for range 600 {
			c.wantCode(-1, "/cgi-bin/menu/get", "")
		}
		p.FailCalls(sandbox.CallFault{Endpoint: "user.*", Delay: time.Millisecond})
		c.wantCode(40003, "/cgi-bin/user/info?openid=nobody", "")
		unasked := 0
		for _, x := range p.Problems() {
			if !x.Asked {
				unasked++
			}
		}
		tb.end()
		if unasked != 2 || !strings.Contains(tb.failed, "2 problems") || !strings.Contains(tb.failed, "neither XML, nor success") {
			t.Errorf("%d problems, the test ended with %.300s", unasked, tb.failed)
		}
	})
}

// A token that the app itself replaced is a problem, even if the clock is set ahead or a fault is requested later.
func TestTokensEndedByTheApp(t *testing.T) {
	t.Parallel()
	p := sandbox.Start(t)
	c := newCaller(t, p)
	p.Clock.Advance(time.Second)
	c.stable(true) // ends the app's own token
	c.wantCode(40001, "/cgi-bin/menu/get", "")
	p.ExpireTokens()
	c.wantCode(40001, "/cgi-bin/menu/get", "")
	for _, x := range p.Problems() {
		if x.Asked || strings.Contains(x.Problem.EN, "asked") || strings.Contains(x.Problem.EN, "clock was set") {
			t.Errorf("not counted as a problem: %s", x)
		}
	}
}

// A form with too many parts is refused.
func TestManyParts(t *testing.T) {
	t.Parallel()
	c := newCaller(t, sandbox.Start(t))
	body := strings.Repeat("--b\r\n\r\n\r\n", 1<<20/8) + "--b--\r\n"
	r, _ := http.NewRequest(http.MethodPost, "https://api.weixin.qq.com/cgi-bin/media/upload?type=image&access_token="+c.token, strings.NewReader(body))
	r.Header.Set("Content-Type", "multipart/form-data; boundary=b")
	resp, err := c.p.Client().Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	if got := readAll(t, resp); !strings.Contains(got, "41005") {
		t.Error(got)
	}
}

// A menu message has a bound, since the phone keeps it.
func TestLongMenu(t *testing.T) {
	t.Parallel()
	p, _, alice := startFollowed(t)
	c := newCaller(t, p)
	alice.Send("hi")
	menu := func(n int) string {
		return `{"touser":"` + alice.OpenID() + `","msgtype":"msgmenu","msgmenu":{"list":[` +
			strings.Repeat(`{"id":"a","content":"b"},`, n-1) + `{"id":"a","content":"b"}]}}`
	}
	c.wantCode(40097, "/cgi-bin/message/custom/send", menu(101))
	c.wantCode(0, "/cgi-bin/message/custom/send", menu(100))
}
