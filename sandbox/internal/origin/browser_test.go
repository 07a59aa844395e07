package origin_test

import (
	"context"
	"crypto/sha1"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"github.com/wechatgo/wechatgo/internal/programtest"
	"github.com/wechatgo/wechatgo/sandbox"
)

// patience is the time limit of one step in the browser.
const patience = 20 * time.Second

// tab is a tab of the browser.
type tab struct {
	t   *testing.T
	ctx context.Context
}

func newTab(parent context.Context, t *testing.T) tab {
	ctx, cancel := chromedp.NewContext(parent)
	t.Cleanup(cancel)
	if err := chromedp.Do(ctx); err != nil { // the first tab opens the browser, which must not end with one step
		t.Fatal(err)
	}
	return tab{t, ctx}
}

func (b tab) open(address string) {
	b.t.Helper()
	ctx, cancel := context.WithTimeout(b.ctx, patience)
	defer cancel()
	if err := chromedp.Do(ctx, chromedp.Navigate(address)); err != nil {
		b.t.Fatalf("open %s: %v", address, err)
	}
}

// holds waits until an expression holds in the page, also across pages.
func (b tab) holds(what, expression string) {
	b.t.Helper()
	ctx, cancel := context.WithTimeout(b.ctx, patience)
	defer cancel()
	for {
		_, err := chromedp.Run(ctx, chromedp.Poll[any](expression, chromedp.WithPollingTimeout(patience)))
		if err == nil {
			return
		}
		if chromedp.Do(ctx, chromedp.Sleep(50*time.Millisecond)) != nil {
			page, _ := chromedp.Run(b.ctx, chromedp.Evaluate[string](`location.href + "\n" + document.documentElement.outerHTML.slice(0, 2000)`))
			b.t.Fatalf("%s: %v\nthe page is %s", what, err, page)
		}
	}
}

// holdAs opens a page, and says who holds the phone.
func (b tab) holdAs(name, address string) {
	b.t.Helper()
	b.open(address)
	b.choose(name)
	b.holds("the page of "+name, `document.title === 'the page'`)
}

// choose says who holds the phone.
func (b tab) choose(name string) {
	b.t.Helper()
	ctx, cancel := context.WithTimeout(b.ctx, patience)
	defer cancel()
	if err := chromedp.Do(ctx, chromedp.Click(chromedp.CSS(".user-choice[value="+name+"]"), chromedp.NodeVisible)); err != nil {
		b.t.Fatalf("choose %s: %v", name, err)
	}
}

// Two tabs of one browser are two phones, although they share the cookies. A page sees the cookies of its user alone, by
// the program's names, and nothing of what the origin keeps out.
func TestTwoPhonesInTheBrowser(t *testing.T) {
	t.Parallel()
	visits := make(chan int, 1)
	visits <- 0
	s := serve(t, func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		switch r.URL.Path {
		case "/who":
			h.Set("Cache-Control", "no-store")
			io.WriteString(w, r.Header.Get("Cookie"))
		case "/events":
			h.Set("Content-Type", "text/event-stream")
			fmt.Fprintf(w, "data: %s\n\n", r.Header.Get("Cookie"))
		case "/", "/next":
			if _, err := r.Cookie("session"); err != nil {
				n := <-visits + 1
				visits <- n
				h.Add("Set-Cookie", fmt.Sprintf("session=%d; HttpOnly; SameSite=Lax; Domain=www.example.com", n))
				h.Add("Set-Cookie", "__Host-plain=x; Path=/; Secure")
			}
			h.Set("Content-Security-Policy", "default-src 'none'; script-src 'nonce-n' 'strict-dynamic'; connect-src 'self'; upgrade-insecure-requests")
			h.Set("Cache-Control", "max-age=3600")
			io.WriteString(w, `<!doctype html><title>the page</title><script nonce="n">window.early = { cookie: document.cookie, worker: 'serviceWorker' in navigator };</script>`)
		default:
			http.NotFound(w, r)
		}
	})
	ctx := programtest.Chromium(t)
	alice := newTab(ctx, t)
	alice.holdAs("alice", s.web+"/")
	alice.holds("the script ran before those of the page", `early.cookie === '__Host-plain=x' && early.worker === false && window.cookieStore === undefined`)
	alice.holds("the page is in standards mode", `document.compatMode === 'CSS1Compat'`)
	alice.holds("what a script writes is the user's", `(document.cookie = 'js=1; domain=www.example.com; path=/', document.cookie === '__Host-plain=x; js=1')`)

	bob := newTab(alice.ctx, t) // in the same browser
	bob.holdAs("bob", s.web+"/_wechatgo/")
	bob.holds("bob's cookies", `document.cookie === '__Host-plain=x'`)

	// The cookie of the browser says bob by now.
	const who = `(async () => (await (await fetch('/who')).text()) === %q)()`
	alice.holds("fetch in the page of alice", fmt.Sprintf(who, "session=1; __Host-plain=x; js=1"))
	bob.holds("fetch in the page of bob", fmt.Sprintf(who, "session=2; __Host-plain=x"))
	alice.holds("fetch of a Request with headers", `(async () => (await (await fetch(new Request('/who', { headers: { 'x-a': '1' } }), { method: 'POST', body: 'x' })).text()).startsWith('session=1;'))()`)
	bob.holds("XMLHttpRequest in the page of bob", `(() => { const r = new XMLHttpRequest(); r.open('GET', '/who', false); r.send(); return r.responseText.startsWith('session=2;'); })()`)
	alice.holds("EventSource in the page of alice", `new Promise((resolve) => { const s = new EventSource('/events'); s.onmessage = (e) => (s.close(), resolve(e.data.startsWith('session=1;'))); })`)
	bob.holds("the page of bob is used last", fmt.Sprintf(who, "session=2; __Host-plain=x"))
	alice.holds("alice follows a link", `(window.early && location.pathname === '/' && (window.early = null, location.assign('/next')), location.pathname === '/next' && document.title === 'the page')`)
	alice.holds("and is alice there", `early.cookie === '__Host-plain=x; js=1'`)
	bob.holds("bob goes to the same page", `(window.early && location.pathname === '/' && (window.early = null, location.assign('/next')), location.pathname === '/next' && document.title === 'the page')`)
	bob.holds("and is bob there, whatever the browser has kept", `early.cookie === '__Host-plain=x'`)
}

// An unmodified page, with WeChat's script from WeChat's host and a policy that allows just that, goes ready with a
// right signature and gets the platform's error with a wrong one.
func TestUnmodifiedPageInTheBrowser(t *testing.T) {
	t.Parallel()
	var s *site
	s = serve(t, func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Security-Policy", "default-src 'none'; script-src https://res.wx.qq.com 'unsafe-inline'")
		signature := sha1.Sum([]byte("jsapi_ticket=" + s.ticket() + "&noncestr=n&timestamp=1&url=" + s.web + r.RequestURI))
		if r.URL.Path == "/wrong" {
			signature[0]++
		}
		fmt.Fprintf(w, `<!doctype html><title>waits</title>
<script src="https://res.wx.qq.com/open/js/jweixin-1.6.0.js" integrity="sha384-x" crossorigin="anonymous"></script>
<script>
const begun = navigator.userAgent.includes("MicroMessenger");
let failed = "";
wx.config({ appId: %q, timestamp: 1, nonceStr: "n", signature: "%x", jsApiList: ["updateAppMessageShareData"] });
wx.error((e) => (failed = e.errMsg));
wx.ready(() => (document.title = begun + " " + (failed || "ready")));
</script>`, sandbox.DefaultAppID, signature)
	})
	b := newTab(programtest.Chromium(t), t)
	b.open(s.web + "/_wechatgo/")
	b.choose("alice")
	b.holds("the first page", `location.pathname === '/' && document.title === 'true ready'`)
	for path, title := range map[string]string{"/right": "true ready", "/wrong": "true config:invalid signature"} {
		b.open(s.web + path)
		b.holds(path, fmt.Sprintf(`document.title === %q`, title))
	}
}

// ticket returns the account's jsapi_ticket.
func (s *site) ticket() string {
	var token struct {
		Token  string `json:"access_token"`
		Ticket string `json:"ticket"`
	}
	for _, address := range []string{"/cgi-bin/token?grant_type=client_credential&appid=" + sandbox.DefaultAppID + "&secret=" + sandbox.DefaultSecret, "/cgi-bin/ticket/getticket?type=jsapi&access_token="} {
		resp, err := s.platform.Client().Get(base + address + token.Token)
		if err != nil {
			s.t.Error(err)
			return ""
		}
		if err := json.NewDecoder(resp.Body).Decode(&token); err != nil {
			s.t.Error(err)
		}
		resp.Body.Close()
	}
	return token.Ticket
}
