package sandbox_test

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/wechatgo/wechatgo/account"
	"github.com/wechatgo/wechatgo/sandbox"
)

func readAll(t *testing.T, resp *http.Response) string {
	t.Helper()
	b, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// control uses the control API as a test in another language would.
type control struct {
	t       *testing.T
	handler http.Handler
}

func (c control) do(method, path, body string, head ...string) (int, map[string]any) {
	c.t.Helper()
	r := httptest.NewRequest(method, "http://127.0.0.1:8088"+path, strings.NewReader(body))
	for i := 0; i+1 < len(head); i += 2 {
		if head[i] == "Host" {
			r.Host = head[i+1]
		} else {
			r.Header.Set(head[i], head[i+1])
		}
	}
	w := httptest.NewRecorder()
	c.handler.ServeHTTP(w, r)
	var out map[string]any
	if strings.HasPrefix(w.Header().Get("Content-Type"), "application/json") {
		if err := json.Unmarshal(w.Body.Bytes(), &out); err != nil {
			c.t.Fatalf("%s %s: %v in %s", method, path, err, w.Body)
		}
	}
	return w.Code, out
}

// shownLines returns the entries in the answer to an action, one line for each.
func shownLines(out map[string]any) []string {
	list := []string{}
	for _, e := range out["entries"].([]any) {
		e := e.(map[string]any)
		list = append(list, fmt.Sprintf("%s: %v", e["from"], e["text"]))
	}
	return list
}

func TestControl(t *testing.T) {
	t.Parallel()
	p := sandbox.Start(t)
	a := newApp(p)
	a.answer = func(m push) string {
		what := m.MsgType
		if m.Event != "" {
			what = m.Event + " " + m.EventKey
		}
		return m.reply(text(strings.TrimSpace(what + " " + m.Content + m.Menu)))
	}
	p.Connect(a)
	c := control{t, p}
	caller := newCaller(t, p)
	caller.wantCode(0, "/cgi-bin/menu/create", `{"button":[{"type":"click","name":"a","key":"V1001"},
		{"name":"m","sub_button":[{"type":"view","name":"v","url":"http://app.sandbox.test/me"},{"type":"scancode_waitmsg","name":"s","key":"scan"},
		{"type":"pic_weixin","name":"p","key":"pic"},{"type":"location_select","name":"l","key":"loc"}]}]}`)
	for _, step := range []struct {
		path, body string
		status     int
		want       []string
	}{
		{"users/alice/text", `{"content":"x"}`, 422, nil},
		{"users/alice/follow", ``, 200, []string{"account: subscribe"}},
		{"users/alice/follow", `{}`, 200, []string{}},
		{"users/bob/follow", `{"scene":"9"}`, 200, []string{"account: subscribe qrscene_9"}},
		{"users/alice/text", `{"content":"hello"}`, 200, []string{"account: text hello"}},
		{"users/alice/text", `{"content":"满意","menuId":"101"}`, 200, []string{"account: text 满意101"}},
		{"users/alice/text", `{"content":""}`, 422, nil},
		{"users/alice/text", `{"content":"` + strings.Repeat("x", 2001) + `"}`, 422, nil},
		{"users/alice/text", `{"contents":"x"}`, 400, nil},
		{"users/alice/text", `[`, 400, nil},
		{"users/nobody/text", `{"content":"x"}`, 404, nil},
		{"users/nobody/view", `{"url":"http://x/"}`, 404, nil},
		{"users/alice/image", `{}`, 200, []string{"account: image"}},
		{"users/alice/image", `{"data":"iVBORw==","contentType":"image/png"}`, 200, []string{"account: image"}},
		{"users/alice/image", `{"data":"iVBORw==","contentType":"text/html"}`, 422, nil},
		{"users/alice/voice", `{"recognition":"x"}`, 200, []string{"account: voice"}},
		{"users/alice/voice", `{"data":"iVBORw==","contentType":"image/png"}`, 422, nil},
		{"users/alice/video", ``, 200, []string{"account: video"}},
		{"users/alice/location", `{"latitude":23.1,"longitude":113.3,"label":"here"}`, 200, []string{"account: location"}},
		{"users/alice/link", `{"title":"t","description":"d","url":"http://x/"}`, 200, []string{"account: link"}},
		{"users/alice/link", `{}`, 422, nil},
		{"users/alice/click", `{"key":"V1001"}`, 200, []string{"account: CLICK V1001"}},
		{"users/alice/click", `{"path":[0]}`, 200, []string{"account: CLICK V1001"}},
		{"users/alice/click", `{"path":[1,1],"result":"abc"}`, 200, []string{"account: scancode_waitmsg scan"}},
		{"users/alice/click", `{"key":"pic"}`, 200, []string{"account: pic_weixin pic", "account: image"}},
		{"users/alice/click", `{"key":"loc"}`, 200, []string{"account: location_select loc", "account: location"}},
		{"users/alice/click", `{"key":"loc","latitude":0,"longitude":180.5}`, 422, nil},
		{"users/alice/location", `{"latitude":91}`, 422, nil},
		{"users/alice/click", `{"key":"no"}`, 422, nil},
		{"users/alice/click", `{"path":[1]}`, 422, nil},
		{"users/alice/click", `{"path":[7]}`, 422, nil},
		{"users/alice/scan", `{"scene":"9"}`, 200, []string{"account: SCAN 9"}},
		{"users/alice/scan", `{"ticket":"no"}`, 422, nil},
		{"users/alice/scan", `{}`, 422, nil},
		{"users/alice/view", `{"path":[0]}`, 422, nil},
		{"users/alice/view", `{"url":"javascript:alert(1)"}`, 422, nil},
		{"users/alice/snapshot", `{"enabled":true}`, 200, []string{}},
		{"users/alice/unfollow", ``, 200, []string{}},
		{"users/alice/click", `{"key":"V1001"}`, 422, nil},
	} {
		status, out := c.do("POST", "/_sandbox/"+step.path, step.body)
		if status != step.status {
			t.Errorf("%s %s: HTTP %d %v, want %d", step.path, step.body, status, out, step.status)
			continue
		}
		if status != 200 {
			if e, ok := out["error"].(map[string]any); !ok || e["en"] == "" || e["zh"] == "" {
				t.Errorf("%s %s: error %v", step.path, step.body, out)
			}
			continue
		}
		if diff := cmp.Diff(step.want, shownLines(out)); diff != "" {
			t.Errorf("%s %s (-want +got):\n%s", step.path, step.body, diff)
		}
	}
	var views []string
	c.do("POST", "/_sandbox/users/alice/follow", "")
	for _, body := range []string{`{"path":[1,0]}`, `{"url":"http://app.sandbox.test/me"}`, `{"url":"http://other/"}`} {
		_, out := c.do("POST", "/_sandbox/users/alice/view", body)
		views = append(views, fmt.Sprint(out["url"]))
	}
	if diff := cmp.Diff([]string{"http://app.sandbox.test/me", "http://app.sandbox.test/me", "http://other/"}, views); diff != "" {
		t.Errorf("view (-want +got):\n%s", diff)
	}
	seen := a.received()
	if n := len(seen); seen[n-1].Event != "VIEW" || seen[n-2].Event != "VIEW" || seen[n-3].Event != "subscribe" || seen[n-1].EventKey != "http://app.sandbox.test/me" {
		t.Errorf("the last pushes are %s, %s, %s", seen[n-3].Event, seen[n-2].Event, seen[n-1].Event)
	}
	for _, m := range seen {
		if m.Event == "scancode_waitmsg" && !strings.Contains(m.Plain, "<ScanResult><![CDATA[abc]]>") {
			t.Errorf("scan result: %s", m.Plain)
		}
		if m.Event == "pic_weixin" && !strings.Contains(m.Plain, "<Count>1</Count><PicList><item><PicMd5Sum>") {
			t.Errorf("pictures: %s", m.Plain)
		}
	}
	_, chat := c.do("GET", "/_sandbox/users/alice/chat", "")
	first := chat["entries"].([]any)[0].(map[string]any)
	if first["type"] != "event" || first["event"] != "subscribe" || first["from"] != "system" {
		t.Errorf("first entry: %v", first)
	}
	if status, _ := c.do("GET", "/_sandbox/users/nobody/chat", ""); status != 404 {
		t.Errorf("chat of nobody: HTTP %d", status)
	}
	if _, out := c.do("GET", "/_sandbox/menu?user=alice", ""); len(out["menu"].(map[string]any)["button"].([]any)) != 2 {
		t.Errorf("menu: %v", out)
	}
	if status, _ := c.do("GET", "/_sandbox/menu?user=nobody", ""); status != 404 {
		t.Errorf("menu of nobody: HTTP %d", status)
	}
}

func TestControlState(t *testing.T) {
	t.Parallel()
	p := sandbox.New(sandbox.Config{Base: "http://127.0.0.1:8088", WebHosts: []string{"127.0.0.1:8089"}})
	defer p.Close()
	c := control{t, p}
	if status, out := c.do("GET", "/_sandbox/healthz", ""); status != 200 || out["ok"] != true {
		t.Errorf("healthz: %d %v", status, out)
	}
	_, state := c.do("GET", "/_sandbox/state", "")
	users := state["users"].([]any)
	delete(state, "users")
	delete(state, "now")
	want := map[string]any{
		"account": map[string]any{
			"appid": "wx0123456789abcdef", "secret": "0123456789abcdef0123456789abcdef", "token": "sandboxtoken",
			"encodingAESKey": "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG", "originalId": "gh_0123456789ab", "nickname": "wechatgo",
		},
		"mode": "safe", "callback": "", "webHosts": []any{"127.0.0.1:8089", "web.sandbox.test"}, "base": "http://127.0.0.1:8088",
		"menu": nil, "handshake": nil, "qrcodes": []any{},
		"tags":      []any{map[string]any{"id": 2., "name": "星标组", "count": 0.}},
		"faults":    map[string]any{"delay": map[string]any{"seconds": 0., "pushes": 0.}, "cut": map[string]any{"pushes": 0.}, "templates": map[string]any{"messages": 0.}, "calls": []any{}},
		"userCount": 2.,
		"snapshots": []any{},
		"rules":     map[string]any{"kind": "service", "quotas": false, "whitelist": []any{}, "whitelistAll": false, "secretFrozen": false},
	}
	if diff := cmp.Diff(want, state); diff != "" {
		t.Errorf("state (-want +got):\n%s", diff)
	}
	want = map[string]any{
		"name": "alice", "openid": p.User("alice").OpenID(), "unionid": p.User("alice").UnionID(), "nickname": "Alice 爱丽丝",
		"avatar": "/_sandbox/avatar/alice.svg", "following": false, "snapshot": false, "refusing": false, "refusingTemplates": false,
		"remark": "", "tags": []any{}, "blacklisted": false, "platform": 2.,
	}
	if diff := cmp.Diff(want, users[0]); diff != "" {
		t.Errorf("alice (-want +got):\n%s", diff)
	}
	status, carol := c.do("POST", "/_sandbox/users", `{"name":"carol","nickname":"卡罗尔"}`)
	if status != 201 || carol["nickname"] != "卡罗尔" || p.User("carol").Nickname() != "卡罗尔" || p.User("carol").Name() != "carol" {
		t.Errorf("carol: %d %v", status, carol)
	}
	for _, name := range []string{"carol", "", "a/b", strings.Repeat("x", 33)} {
		if status, _ := c.do("POST", "/_sandbox/users", `{"name":"`+name+`"}`); status != 422 {
			t.Errorf("a user called %q: HTTP %d", name, status)
		}
	}
	if status, out := c.do("POST", "/_sandbox/mode", `{"mode":"plain"}`); status != 200 || out["mode"] != "plain" || p.Account().Mode != account.Plain {
		t.Errorf("mode: %d %v", status, out)
	}
	if status, _ := c.do("POST", "/_sandbox/mode", `{"mode":"open"}`); status != 400 {
		t.Errorf("no mode: HTTP %d", status)
	}
	before := p.Clock.Now()
	if status, out := c.do("POST", "/_sandbox/clock/advance", `{"seconds":7200}`); status != 200 || out["now"] == nil || p.Clock.Now().Sub(before) < 2*time.Hour {
		t.Errorf("clock: %d %v", status, out)
	}
	if status, _ := c.do("POST", "/_sandbox/clock/advance", `{"seconds":-1}`); status != 422 {
		t.Errorf("clock back: HTTP %d", status)
	}
	server := httptest.NewServer(newApp(p))
	defer server.Close()
	_, out := c.do("POST", "/_sandbox/callback", `{"url":"`+server.URL+`/wx"}`)
	if h := out["handshake"].(map[string]any); h["ok"] != true || h["problem"] != nil {
		t.Errorf("handshake: %v", out)
	}
	_, out = c.do("POST", "/_sandbox/callback", `{"url":"`+server.URL+`/other?x"}`)
	if h := out["handshake"].(map[string]any); h["ok"] != true {
		t.Errorf("handshake at another path: %v", out)
	}
	c.do("POST", "/_sandbox/users/alice/scan", `{"scene":"7"}`)
	_, state = c.do("GET", "/_sandbox/state", "")
	if state["callback"] != server.URL+"/other?x" || len(state["webHosts"].([]any)) != 3 || len(state["qrcodes"].([]any)) != 1 || state["handshake"] == nil {
		t.Errorf("state: %v", state)
	}
	if status, _ := c.do("POST", "/_sandbox/reset", ""); status != 200 {
		t.Errorf("reset: HTTP %d", status)
	}
	_, state = c.do("GET", "/_sandbox/state", "")
	if state["mode"] != "safe" || len(state["qrcodes"].([]any)) != 0 || len(state["users"].([]any)) != 2 || p.Clock.Now().Sub(before) > time.Hour ||
		state["callback"] != server.URL+"/other?x" {
		t.Errorf("after reset: %v", state)
	}
	if status, out := c.do("GET", "/_sandbox/nothing", ""); status != 404 || out["error"] == nil {
		t.Errorf("unknown path: %d %v", status, out)
	}
}

func TestControlExchanges(t *testing.T) {
	t.Parallel()
	p := sandbox.Start(t)
	p.Connect(newApp(p))
	c := control{t, p}
	alice := p.User("alice")
	alice.Follow()
	for range 3 {
		alice.Send("x")
	}
	ids := func(query string) (list []int) {
		_, out := c.do("GET", "/_sandbox/exchanges"+query, "")
		for _, x := range out["exchanges"].([]any) {
			list = append(list, int(x.(map[string]any)["id"].(float64)))
		}
		return list
	}
	got := [][]int{ids(""), ids("?after=3"), ids("?limit=2"), ids("?after=9")}
	if diff := cmp.Diff([][]int{{5, 4, 3, 2, 1}, {5, 4}, {5, 4}, nil}, got); diff != "" {
		t.Errorf("exchanges (-want +got):\n%s", diff)
	}
	status, one := c.do("GET", "/_sandbox/exchanges/2", "")
	if status != 200 || one["kind"] != "push" || one["title"] != "event subscribe" || one["user"] != "alice" || one["problem"] != nil {
		t.Errorf("exchange 2: %v", one)
	}
	if status, _ := c.do("GET", "/_sandbox/exchanges/99", ""); status != 404 {
		t.Errorf("exchange 99: HTTP %d", status)
	}
	if status, _ := c.do("DELETE", "/_sandbox/exchanges", ""); status != 200 || ids("") != nil {
		t.Errorf("delete: HTTP %d", status)
	}
	for range 600 {
		control{t, p}.do("GET", "/cgi-bin/menu/get", "")
	}
	if n := len(p.Exchanges()); n != 500 {
		t.Errorf("%d exchanges are kept", n)
	}
}

// A web page of another site cannot control the sandbox through the user's browser.
func TestGuard(t *testing.T) {
	t.Parallel()
	p := sandbox.New(sandbox.Config{Base: "http://sandbox.lan:8088", WebHosts: []string{"127.0.0.1:8089"}})
	defer p.Close()
	c := control{t, p}
	for _, test := range []struct {
		method, path, host, origin string
		want                       int
	}{
		{"GET", "/_sandbox/healthz", "127.0.0.1:8088", "", 200},
		{"GET", "/_sandbox/healthz", "localhost:1", "", 200},
		{"GET", "/_sandbox/healthz", "[::1]:8088", "", 200},
		{"GET", "/_sandbox/healthz", "127.9.9.9", "", 200},
		{"GET", "/_sandbox/healthz", "sandbox.lan:8088", "", 200},
		{"GET", "/_sandbox/healthz", "sandbox.lan", "", 403},
		{"GET", "/_sandbox/healthz", "evil.example", "", 403},
		{"GET", "/_sandbox/healthz", "127.0.0.1.evil.example", "", 403},
		{"GET", "/_sandbox/healthz", "0.0.0.0:8088", "", 403},
		{"GET", "/cgi-bin/menu/get", "evil.example", "", 403},
		{"GET", "/", "evil.example", "", 403},
		{"POST", "/_sandbox/reset", "127.0.0.1:8088", "http://127.0.0.1:8088", 200},
		{"POST", "/_sandbox/reset", "127.0.0.1:8088", "http://evil.example", 403},
		{"POST", "/_sandbox/reset", "127.0.0.1:8088", "http://127.0.0.1:8089", 403},
		{"POST", "/_sandbox/reset", "127.0.0.1:8088", "null", 403},
		{"POST", "/_sandbox/reset", "127.0.0.1:8088", "", 200},
		{"POST", "/cgi-bin/stable_token", "127.0.0.1:8088", "http://evil.example", 403},
		{"GET", "/sns/userinfo", "127.0.0.1:8088", "null", 403},
		{"GET", "/_sandbox/state", "127.0.0.1:8088", "http://127.0.0.1:8089", 403},
		{"GET", "/_sandbox/jssdk/check", "127.0.0.1:8088", "http://127.0.0.1:8089", 200},
		{"GET", "/_sandbox/jssdk/check", "127.0.0.1:8088", "http://evil.example", 403},
		{"GET", "/open/js/jweixin-1.6.0.js", "127.0.0.1:8088", "http://evil.example", 200}, // as Chromium asks for a frame's script
		{"GET", "/_sandbox/avatar/alice.svg", "127.0.0.1:8088", "null", 200},
		{"GET", "/open/js/jweixin-1.6.0.js", "127.0.0.1:8088", "http://127.0.0.1:8089", 200},
		{"GET", "/open/js/jweixin-1.6.0.js", "127.0.0.1:8088", "", 200},
		{"GET", "/open/js/jweixin-9.js", "127.0.0.1:8088", "", 404},
		{"POST", "/connect/oauth2/authorize/decide", "127.0.0.1:8088", "http://127.0.0.1:8089", 403},
	} {
		head := []string{"Host", test.host}
		if test.origin != "" {
			head = append(head, "Origin", test.origin)
		}
		if status, _ := c.do(test.method, test.path, "", head...); status != test.want {
			t.Errorf("%s %s, Host %s, Origin %q: HTTP %d, want %d", test.method, test.path, test.host, test.origin, status, test.want)
		}
	}
	// The requests for a picture and for a link have no Origin.
	const secret = "appid=" + sandbox.DefaultAppID + "&secret=" + sandbox.DefaultSecret
	for _, test := range []struct {
		path, site string
		want       int
	}{
		{"/cgi-bin/token?grant_type=client_credential&" + secret, "cross-site", 403},
		{"/cgi-bin/token?grant_type=client_credential&" + secret, "same-site", 403},
		{"/cgi-bin/token?grant_type=client_credential&" + secret, "none", 200}, // the user has typed the address
		{"/_sandbox/events", "cross-site", 403},
		{"/_sandbox/state", "same-site", 403},
		{"/_sandbox/state", "same-origin", 200},
		{"/", "cross-site", 200},
		{"/connect/oauth2/authorize", "same-site", 200},
		{"/mp/subscribemsg", "cross-site", 200},
		{"/open/js/jweixin-1.6.0.js", "cross-site", 200},
		{"/_sandbox/avatar/alice.svg", "cross-site", 200},
		{"/cgi-bin/showqrcode?ticket=none", "cross-site", 404},
	} {
		if status, _ := c.do("GET", test.path, "", "Sec-Fetch-Site", test.site); status != test.want {
			t.Errorf("GET %s from %s: HTTP %d, want %d", test.path, test.site, status, test.want)
		}
	}
	r := httptest.NewRequest(http.MethodGet, "http://127.0.0.1:8088/_sandbox/jssdk/check", nil)
	r.Header.Set("Origin", "http://127.0.0.1:8089")
	w := httptest.NewRecorder()
	p.ServeHTTP(w, r)
	if got := w.Header().Get("Access-Control-Allow-Origin"); got != "http://127.0.0.1:8089" {
		t.Errorf("the page cannot read the check: %q", got)
	}
	// A browser sends one Origin: a request with two is refused, also where one of them is the sandbox's own.
	for _, origins := range [][]string{
		{"http://127.0.0.1:8088", "http://evil.example"},
		{"http://evil.example", "http://127.0.0.1:8088"},
		{"http://127.0.0.1:8088", "http://127.0.0.1:8088"},
	} {
		r := httptest.NewRequest(http.MethodGet, "http://127.0.0.1:8088/_sandbox/state", nil)
		r.Header["Origin"] = origins
		w := httptest.NewRecorder()
		if p.ServeHTTP(w, r); w.Code != http.StatusForbidden {
			t.Errorf("Origin %q: HTTP %d", origins, w.Code)
		}
	}
}

func TestPage(t *testing.T) {
	t.Parallel()
	p := sandbox.Start(t)
	for path, contentType := range map[string]string{
		"/": "text/html; charset=utf-8", "/_sandbox/phone/weui.css": "text/css; charset=utf-8",
		"/open/js/jweixin-1.6.0.js": "text/javascript; charset=utf-8", "/_sandbox/avatar/alice.svg": "image/svg+xml",
	} {
		resp, err := p.Client().Get(p.URL() + path)
		if err != nil {
			t.Fatal(err)
		}
		if resp.StatusCode != http.StatusOK || resp.Header.Get("Content-Type") != contentType || readAll(t, resp) == "" {
			t.Errorf("%s: HTTP %d %s", path, resp.StatusCode, resp.Header.Get("Content-Type"))
		}
	}
	for _, path := range []string{"/_sandbox/avatar/alice.png", "/_sandbox/avatar/.svg", "/favicon.ico", "/_sandbox/media/x"} {
		if resp, _ := p.Client().Get(p.URL() + path); resp.StatusCode != http.StatusNotFound {
			t.Errorf("%s: HTTP %d", path, resp.StatusCode)
		}
	}
}

// The page at localhost redirects to 127.0.0.1. Otherwise a login that begins on one host would have its cookies on the
// other. Behind a forwarded port, the page does not redirect.
func TestPageUnderOtherLoopbackName(t *testing.T) {
	t.Parallel()
	p := sandbox.New(sandbox.Config{Base: "http://127.0.0.1:8088"})
	defer p.Close()
	for host, want := range map[string]string{
		"127.0.0.1:8088": "", "localhost:8088": "http://127.0.0.1:8088/", "[::1]:8088": "http://127.0.0.1:8088/", "localhost:9000": "",
	} {
		r := httptest.NewRequest(http.MethodGet, "http://"+host+"/", nil)
		w := httptest.NewRecorder()
		p.ServeHTTP(w, r)
		if got := w.Header().Get("Location"); got != want || (want == "") != (w.Code == http.StatusOK) {
			t.Errorf("%s: HTTP %d to %q, want %q", host, w.Code, got, want)
		}
	}
}

func TestEvents(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		p := sandbox.Start(t)
		a := newApp(p)
		a.answer = func(m push) string { return m.reply(text("hi")) }
		p.Connect(a)
		resp, err := p.Client().Get(p.URL() + "/_sandbox/events")
		if err != nil {
			t.Fatal(err)
		}
		if got := resp.Header.Get("Content-Type"); got != "text/event-stream; charset=utf-8" {
			t.Errorf("Content-Type %s", got)
		}
		frames := make(chan string, 100)
		go func() {
			defer close(frames)
			var frame []string
			for lines := bufio.NewScanner(resp.Body); lines.Scan(); {
				if lines.Text() != "" {
					frame = append(frame, lines.Text())
					continue
				}
				frames <- strings.Join(frame, "\n")
				frame = nil
			}
		}()
		next := func() string {
			t.Helper()
			select {
			case f := <-frames:
				return f
			case <-time.After(time.Minute):
				t.Fatal("no event came")
				return ""
			}
		}
		if got := next(); got != ": open" {
			t.Errorf("first frame %q", got)
		}
		status, _ := control{t, p}.do("POST", "/_sandbox/users/alice/follow?wait=false", "")
		if status != 202 {
			t.Errorf("wait=false: HTTP %d", status)
		}
		var kinds []string
		for range 5 {
			f := next()
			kind, data, _ := strings.Cut(f, "\ndata: ")
			if kind == "event: chat" {
				var d struct {
					User  string
					Entry sandbox.Entry
				}
				if err := json.Unmarshal([]byte(data), &d); err != nil || d.User != "alice" {
					t.Errorf("chat event %s: %v", data, err)
				}
				kind += " " + d.Entry.String()
			}
			kinds = append(kinds, kind)
		}
		want := []string{"event: chat system: subscribe", "event: state", "event: exchange", "event: chat account: hi", "event: exchange"}
		if diff := cmp.Diff(want, kinds); diff != "" {
			t.Errorf("events (-want +got):\n%s", diff)
		}
		p.Clock.Advance(time.Hour)
		if got := next(); got != "event: state\ndata: {}" {
			t.Errorf("after Advance: %q", got)
		}
		if err := p.Reset(); err != nil {
			t.Fatal(err)
		}
		if got := next(); got != "event: reset\ndata: {}" {
			t.Errorf("after Reset: %q", got)
		}
		start := time.Now()
		if got := next(); got != ": alive" || time.Since(start) > 15*time.Second {
			t.Errorf("after %v: %q", time.Since(start), got)
		}
		p.Close()
		if f, open := <-frames; open {
			t.Errorf("after Close: %q", f)
		}
		if resp, _ := p.Client().Get(p.URL() + "/_sandbox/events"); resp.StatusCode != http.StatusServiceUnavailable {
			t.Errorf("a stream after Close: HTTP %d", resp.StatusCode)
		}
	})
}

// A stream whose reader has gone is closed, and a stream that is too far behind is disconnected.
func TestEventStreams(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		p := sandbox.Start(t)
		for range 100 {
			resp, err := p.Client().Get(p.URL() + "/_sandbox/events")
			if err != nil || resp.StatusCode != http.StatusOK {
				t.Fatal("closed streams are still counted")
			}
			resp.Body.Close()
			synctest.Wait()
		}
	})
}

func TestOnMode(t *testing.T) {
	t.Parallel()
	var modes []string
	var refuse error
	p := sandbox.New(sandbox.Config{OnMode: func(a account.Account) error {
		modes = append(modes, a.Mode.String())
		return refuse
	}})
	defer p.Close()
	if err := p.SetMode(account.Safe); err != nil {
		t.Error(err)
	}
	if err := p.SetMode(account.Compatible); err != nil {
		t.Error(err)
	}
	refuse = fmt.Errorf("no")
	if err := p.SetMode(account.Plain); err == nil || p.Account().Mode != account.Compatible {
		t.Errorf("a refused change: %v, mode %v", err, p.Account().Mode)
	}
	if err := p.Reset(); err == nil {
		t.Error("a reset whose mode was refused")
	}
	refuse = nil
	if err := p.Reset(); err != nil || p.Account().Mode != account.Safe {
		t.Errorf("reset: %v, mode %v", err, p.Account().Mode)
	}
	if diff := cmp.Diff([]string{"compatible", "plain", "safe", "safe"}, modes); diff != "" {
		t.Errorf("told (-want +got):\n%s", diff)
	}
	plain := sandbox.New(sandbox.Config{Account: account.Account{Mode: account.Plain}})
	defer plain.Close()
	if err := plain.SetMode(account.Safe); err == nil {
		t.Error("safe mode without a key")
	}
}

// A reset removes what the app made when it started, so the app is told when the new world exists.
func TestOnReset(t *testing.T) {
	t.Parallel()
	var p *sandbox.Platform
	var followers int
	fail := errors.New("no room")
	p = sandbox.New(sandbox.Config{OnReset: func(a account.Account) error {
		if a.AppID != sandbox.DefaultAppID {
			t.Errorf("told of %v", a)
		}
		if p.User("alice").Following() {
			followers++
		}
		return fail
	}})
	defer p.Close()
	p.User("alice").Follow()
	if err := p.Reset(); !errors.Is(err, fail) {
		t.Errorf("got %v", err)
	}
	if followers != 0 {
		t.Error("told before the reset")
	}
}
