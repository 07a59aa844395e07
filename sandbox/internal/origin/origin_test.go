package origin_test

import (
	"bufio"
	"bytes"
	"context"
	"crypto/sha1"
	"encoding/base64"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/wechatgo/wechatgo/sandbox"
)

// site is a program, and the account's public address before it.
type site struct {
	t        *testing.T
	platform *sandbox.Platform
	web      string // the public address
	app      string // the program's own
}

// base is the platform's address in these tests.
const base = "http://127.0.0.1:8088"

// serve starts a program and the public address before it, each on a port.
func serve(t *testing.T, app http.HandlerFunc) *site {
	t.Helper()
	inner, outer := httptest.NewServer(app), httptest.NewUnstartedServer(nil)
	s := &site{t: t, app: inner.URL, web: "http://" + outer.Listener.Addr().String()}
	s.platform = sandbox.New(sandbox.Config{Base: base, WebBase: s.web, PagesBase: s.app})
	outer.Config.Handler = s.platform.Web()
	outer.Start()
	t.Cleanup(func() {
		outer.Close()
		inner.Close()
		s.platform.Close()
	})
	return s
}

// noRedirects is a browser that stays where it is.
var noRedirects = &http.Client{
	CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
}

// request returns a navigation in the phone of alice. Headers are alternating names and values, and may replace hers.
func (s *site) request(method, path string, body io.Reader, headers ...string) *http.Request {
	s.t.Helper()
	r, err := http.NewRequest(method, s.web+path, body)
	if err != nil {
		s.t.Fatal(err)
	}
	r.Header = http.Header{
		"User-Agent":      {"Mozilla/5.0 (X11; Linux x86_64) Chrome/156.0.0.0"},
		"Accept":          {"text/html,application/xhtml+xml,*/*;q=0.8"},
		"Accept-Encoding": {"gzip, br"},
		"Sec-Ch-Ua":       {`"Chromium";v="156"`}, "Sec-Ch-Ua-Mobile": {"?0"},
		"Sec-Fetch-Mode": {"navigate"}, "Sec-Fetch-Dest": {"iframe"},
		"Cookie": {"wechatgo_user=alice; wechatgo_language=zh; other=1"},
	}
	for i := 0; i+1 < len(headers); i += 2 {
		r.Header.Del(headers[i])
		if headers[i+1] != "" {
			r.Header.Set(headers[i], headers[i+1])
		}
	}
	return r
}

func (s *site) do(r *http.Request) (*http.Response, string) {
	s.t.Helper()
	resp, err := noRedirects.Do(r)
	if err != nil {
		s.t.Fatal(err)
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	if err != nil {
		s.t.Fatal(err)
	}
	return resp, string(body)
}

func (s *site) get(path string, headers ...string) (*http.Response, string) {
	s.t.Helper()
	return s.do(s.request("GET", path, nil, headers...))
}

// last returns the last page in the inspector.
func (s *site) last() (x sandbox.Exchange) {
	s.t.Helper()
	for _, one := range s.platform.Exchanges() {
		if one.Kind == "page" {
			x = one
		}
	}
	return x
}

// changes returns what was changed in the last page, in English.
func (s *site) changes() string {
	var all []string
	for _, c := range s.last().Changes {
		if c.EN == "" || c.ZH == "" {
			s.t.Errorf("a change is not said in both languages: %+v", c)
		}
		all = append(all, c.EN)
	}
	return strings.Join(all, "\n")
}

// bridgeTag is what is put into a page of alice.
func (s *site) bridgeTag() string {
	return `<script src="` + s.web + `/_wechatgo/bridge.js?user=alice"></script>`
}

func TestRequest(t *testing.T) {
	t.Parallel()
	got := make(chan *http.Request, 1)
	s := serve(t, func(_ http.ResponseWriter, r *http.Request) { got <- r })
	host := strings.TrimPrefix(s.web, "http://")
	s.get("/a%2Fb/%C3%BC?x=1&y=%zz;q&&z", "X-Forwarded-Host", "forged.example", "If-None-Match", `"x"`)
	r := <-got
	if r.RequestURI != "/a%2Fb/%C3%BC?x=1&y=%zz;q&&z" {
		t.Errorf("path and query became %s", r.RequestURI)
	}
	for name, want := range map[string]string{
		"X-Forwarded-Host": host, "X-Forwarded-Proto": "http", "X-Forwarded-For": "127.0.0.1",
		"Accept-Encoding": "", "Sec-Ch-Ua": "", "Sec-Ch-Ua-Mobile": "", "If-None-Match": "", "Sec-Fetch-Mode": "navigate", "Cookie": "",
	} {
		if have := r.Header.Get(name); have != want {
			t.Errorf("%s is %q, want %q", name, have, want)
		}
	}
	if r.Host != host {
		t.Errorf("the Host is %s, want %s", r.Host, host)
	}
	if ua := r.UserAgent(); !strings.Contains(ua, "MicroMessenger/") || !strings.Contains(ua, "Android") {
		t.Errorf("User-Agent: %s", ua)
	}
	s.platform.User("alice").SetPlatform(1)
	s.get("/")
	if ua := (<-got).UserAgent(); !strings.Contains(ua, "MicroMessenger/") || !strings.Contains(ua, "iPhone") {
		t.Errorf("User-Agent on iOS: %s", ua)
	}
	x := s.last()
	if x.Kind != "page" || x.User != "alice" || !x.OK || x.Status != 200 || x.Title != "GET /" || x.Problem != nil ||
		!strings.Contains(x.Request.Headers["User-Agent"], "iPhone") {
		t.Errorf("in the inspector: %+v", x)
	}
}

// The script is in what the user sees as a page, and in nothing else.
func TestInjection(t *testing.T) {
	t.Parallel()
	const page = "<!DOCTYPE html><title>x</title>"
	for _, test := range []struct {
		name    string
		request []string
		answer  []string
		status  int
		want    bool
	}{
		{"navigation", nil, nil, 200, true},
		{"error page", nil, nil, 500, true},
		{"fetch", []string{"Sec-Fetch-Mode", "cors"}, nil, 200, false},
		{"same-origin fetch that accepts HTML", []string{"Sec-Fetch-Mode", "same-origin"}, nil, 200, false},
		{"browser without Sec-Fetch", []string{"Sec-Fetch-Mode", ""}, nil, 200, true},
		{"jQuery without Sec-Fetch", []string{"Sec-Fetch-Mode", "", "X-Requested-With", "XMLHttpRequest"}, nil, 200, false},
		{"program", []string{"Sec-Fetch-Mode", "", "Accept", "*/*"}, nil, 200, false},
		{"attachment", nil, []string{"Content-Disposition", `attachment; filename="a.html"`}, 200, false},
		{"attachment named twice", nil, []string{"Content-Disposition", "attachment; filename=a; filename=b"}, 200, false},
		{"charset named twice", nil, []string{"Content-Type", "text/html; charset=utf-8; charset=gbk"}, 200, true},
		{"inline disposition", nil, []string{"Content-Disposition", "inline"}, 200, true},
		{"part", nil, []string{"Content-Range", "bytes 0-5/100"}, 206, false},
		{"plain text", nil, []string{"Content-Type", "text/plain"}, 200, false},
		{"XHTML", nil, []string{"Content-Type", "application/xhtml+xml"}, 200, false},
		{"redirect", nil, []string{"Location", "/x"}, 302, false},
		{"compressed unasked", nil, []string{"Content-Encoding", "br"}, 200, false},
		{"UTF-16", nil, []string{"Content-Type", "text/html; charset=UTF-16LE"}, 200, false},
	} {
		s := serve(t, func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", "text/html; charset=utf-8")
			w.Header().Set("ETag", `"1"`)
			w.Header().Set("Content-Length", fmt.Sprint(len(page)))
			for i := 0; i < len(test.answer); i += 2 {
				w.Header().Set(test.answer[i], test.answer[i+1])
			}
			w.WriteHeader(test.status)
			io.WriteString(w, page)
		})
		resp, body := s.get("/", test.request...)
		want := page
		if test.want {
			want = "<!DOCTYPE html>" + s.bridgeTag() + "<title>x</title>"
		}
		if body != want || resp.StatusCode != test.status {
			t.Errorf("%s: HTTP %d %s, want %s", test.name, resp.StatusCode, body, want)
		}
		if etag := resp.Header.Get("ETag"); (etag == "") != test.want {
			t.Errorf("%s: ETag %q", test.name, etag)
		}
		if test.want && (!strings.Contains(s.changes(), "bridge") || resp.Header.Get("Vary") != "Cookie") {
			t.Errorf("%s: changes %q, Vary %q", test.name, s.changes(), resp.Header.Get("Vary"))
		}
		if test.name == "compressed unasked" || test.name == "UTF-16" {
			if s.last().Problem == nil {
				t.Errorf("%s: no problem is named", test.name)
			}
		}
	}
}

// A page arrives as the program sends it, also where no tag follows.
func TestPageStreams(t *testing.T) {
	t.Parallel()
	next := make(chan struct{})
	s := serve(t, func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "text/html")
		for _, part := range []string{"<!doctype html>", "<p>wait", " and wait", "<script>1;", "</script>"} {
			io.WriteString(w, part)
			w.(http.Flusher).Flush()
			select {
			case <-next:
			case <-r.Context().Done():
			}
		}
	})
	resp, err := noRedirects.Do(s.request("GET", "/", nil))
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	for _, want := range []string{"<!doctype html>" + s.bridgeTag(), "<p>wait", " and wait", "<script>1;", "</script>"} {
		got := make([]byte, len(want))
		if _, err := io.ReadFull(resp.Body, got); err != nil || string(got) != want {
			t.Fatalf("%q, %v, want %q", got, err, want)
		}
		next <- struct{}{}
	}
}

func TestReferencesToWeChatsScript(t *testing.T) {
	t.Parallel()
	const page = `<!doctype html><base href="https://cdn.example.com/">
<script src="https://res.wx.qq.com/open/js/jweixin-1.6.0.js" integrity="sha384-x" crossorigin="anonymous" defer></script>
<script src=//res2.wx.qq.com/open/js/jweixin-1.3.2.min.js></script>
<link rel="preload" as="script" href="http://res.wx.qq.com/open/js/jweixin-1.4.0.js?v=1" integrity="x">
<script src="/own.js" integrity="sha384-y" crossorigin></script>
<script>load('<script src="https://res.wx.qq.com/open/js/jweixin-1.6.0.js">')</script>`
	s := serve(t, func(w http.ResponseWriter, _ *http.Request) { io.WriteString(w, page) })
	_, body := s.get("/")
	own := s.web + "/_wechatgo/jweixin.js"
	want := `<!doctype html>` + s.bridgeTag() + `<base href="https://cdn.example.com/">
<script src="` + own + `" defer=""></script>
<script src="` + own + `"></script>
<link rel="preload" as="script" href="` + own + `">
<script src="/own.js" integrity="sha384-y" crossorigin></script>
<script>load('<script src="https://res.wx.qq.com/open/js/jweixin-1.6.0.js">')</script>`
	if diff := cmp.Diff(want, body); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if !strings.Contains(s.changes(), "integrity") {
		t.Errorf("changes: %s", s.changes())
	}
}

func TestPolicies(t *testing.T) {
	t.Parallel()
	s := serve(t, func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("Content-Type", "text/html")
		h.Set("X-Frame-Options", "DENY")
		h.Set("Strict-Transport-Security", "max-age=1")
		h.Add("Content-Security-Policy", "frame-ancestors 'none'")
		h.Add(
			"Content-Security-Policy",
			"script-src 'nonce-abc' 'strict-dynamic', default-src https:; upgrade-insecure-requests",
		)
		if r.URL.Path == "/meta" {
			h.Del("Content-Security-Policy")
			io.WriteString(w, `<!doctype html><meta http-equiv="Content-Security-Policy" content="connect-src 'none'">`)
		}
	})
	resp, body := s.get("/")
	own := s.web + "/_wechatgo/"
	want := []string{
		"script-src 'nonce-abc' 'strict-dynamic', default-src https:; script-src https: " + own + "; connect-src https: " + own + "; img-src https: " + own + " blob:",
	}
	if diff := cmp.Diff(want, resp.Header.Values("Content-Security-Policy")); diff != "" {
		t.Errorf("policies (-want +got):\n%s", diff)
	}
	if !strings.Contains(body, ` nonce="abc"></script>`) {
		t.Errorf("the script has no nonce: %s", body)
	}
	if resp.Header.Get("X-Frame-Options") != "" || resp.Header.Get("Strict-Transport-Security") != "" {
		t.Errorf("headers: %v", resp.Header)
	}
	for _, named := range []string{"X-Frame-Options", "Strict-Transport-Security", "−frame-ancestors", "−upgrade-insecure-requests", "script-src +"} {
		if !strings.Contains(s.changes(), named) {
			t.Errorf("%s is not among the changes:\n%s", named, s.changes())
		}
	}
	_, body = s.get("/meta")
	if want := `content="connect-src ` + own; !strings.Contains(body, want) ||
		!strings.Contains(s.changes(), "<meta> Content-Security-Policy") {
		t.Errorf("meta: %s\nchanges: %s", body, s.changes())
	}
}

func TestRedirects(t *testing.T) {
	t.Parallel()
	var answer http.Header
	s := serve(t, func(w http.ResponseWriter, _ *http.Request) {
		for name, values := range answer {
			w.Header()[name] = values
		}
		w.WriteHeader(http.StatusFound)
	})
	_, port, _ := net.SplitHostPort(strings.TrimPrefix(s.app, "http://"))
	_, webPort, _ := net.SplitHostPort(strings.TrimPrefix(s.web, "http://"))
	for from, want := range map[string]string{
		"/path?x#y":                           "/path?x#y",
		"https://www.example.com/":            "https://www.example.com/",
		"http://127.0.0.1:1/":                 "http://127.0.0.1:1/",
		s.app + "/in?x=%zz#part":              s.web + "/in?x=%zz#part",
		"http://localhost:" + port:            s.web,
		"https://localhost:" + port + "/x":    s.web + "/x",
		"//[::1]:" + port + "/x":              s.web + "/x",
		"http://0.0.0.0:" + port + "/":        s.web + "/",
		"http://localhost:" + webPort + "/x?": s.web + "/x?",
		s.web + "/x":                          s.web + "/x",
		"https://open.weixin.qq.com/connect/oauth2/authorize?appid=1&redirect_uri=http%3A%2F%2Fx#wechat_redirect": base + "/connect/oauth2/authorize?appid=1&redirect_uri=http%3A%2F%2Fx#wechat_redirect",
		"https://mp.weixin.qq.com/mp/subscribemsg?action=get_confirm#wechat_redirect":                             base + "/mp/subscribemsg?action=get_confirm#wechat_redirect",
		"https://mp.weixin.qq.com/s/article":                                                                      "https://mp.weixin.qq.com/s/article",
		"http://open.weixin.qq.com.evil.example/connect/":                                                         "http://open.weixin.qq.com.evil.example/connect/",
	} {
		answer = http.Header{"Location": {from}, "Refresh": {"3; url='" + from + "'"}}
		resp, _ := s.get("/")
		if got := resp.Header.Get("Location"); got != want {
			t.Errorf("Location %s became %s, want %s", from, got, want)
		}
		if got := resp.Header.Get("Refresh"); got != "3; url='"+want+"'" {
			t.Errorf("Refresh to %s became %s", from, got)
		}
		if changed := s.changes() != ""; changed != (from != want) {
			t.Errorf("%s: changes %q", from, s.changes())
		}
		pinned := slices.Contains(resp.Header.Values("Set-Cookie"), "wechatgo_user=alice; Path=/; SameSite=Lax")
		if pinned != strings.HasPrefix(want, base) {
			t.Errorf("%s: cookies %v", from, resp.Header.Values("Set-Cookie"))
		}
	}
	answer = http.Header{"Location": {strings.Replace(s.web, "http:", "https:", 1) + "/same"}}
	s.get("/same")
	if p := s.last().Problem; p == nil || !strings.Contains(p.EN, "https") || p.ZH == "" {
		t.Errorf("a redirect to https: %v", p)
	}
	answer = http.Header{"Refresh": {"0; https://open.weixin.qq.com/connect/x"}} // url= may be missing
	if resp, _ := s.get("/"); resp.Header.Get("Refresh") != "0; "+base+"/connect/x" {
		t.Errorf("Refresh without url= became %s", resp.Header.Get("Refresh"))
	}
	answer = http.Header{"Refresh": {"5"}}
	if resp, _ := s.get("/"); resp.Header.Get("Refresh") != "5" {
		t.Errorf("Refresh 5 became %s", resp.Header.Get("Refresh"))
	}
}

// Each user has cookies of their own, and the program sees its own names and values alone.
func TestCookies(t *testing.T) {
	t.Parallel()
	set := []string{
		`session="a b"; Path=/; Domain=example.com; HttpOnly; SameSite=Lax`,
		"__Host-id=1; Secure; Path=/", "__Secure-id=2; Secure; domain=.example.com;Max-Age=60", "plain=", "alone",
	}
	var clear bool
	s := serve(t, func(w http.ResponseWriter, r *http.Request) {
		if clear {
			w.Header()["Clear-Site-Data"] = []string{`"cache"`, `"cookies"`}
		} else {
			w.Header()["Set-Cookie"] = set
		}
		w.Header().Set("Content-Type", "text/plain")
		io.WriteString(w, r.Header.Get("Cookie"))
	})
	resp, seen := s.get("/")
	if seen != "" {
		t.Errorf("the program sees cookies of the sandbox or of other programs: %s", seen)
	}
	want := []string{
		`wechatgo!alice!session="a b"; Path=/; HttpOnly; SameSite=Lax`,
		"__Host-wechatgo!alice!id=1; Secure; Path=/",
		"__Secure-wechatgo!alice!id=2; Secure; Max-Age=60",
		"wechatgo!alice!plain=",
		"wechatgo!alice!=alone",
	}
	if diff := cmp.Diff(want, resp.Header.Values("Set-Cookie")); diff != "" {
		t.Errorf("cookies (-want +got):\n%s", diff)
	}
	// A browser keeps cookies by host, whatever the port and the user.
	jar := "wechatgo_user=bob; __Host-wechatgo!alice!id=1; wechatgo!alice!session=\"a b\"; wechatgo!bob!session=bobs; other=1"
	for _, test := range []struct{ header, want string }{
		{"", "session=bobs"},                           // by the cookie of the phone
		{"alice", `__Host-id=1; session="a b"`},        // by the page's script, which knows better
		{"nobody", "session=bobs"},                     // no user of the sandbox
		{"%zz", "session=bobs"},                        // no name
		{url.QueryEscape("夏 天!"), "session=夏; alone!"}, // a name that needs escapes
	} {
		s.platform.User("夏 天!")
		jar := jar + "; wechatgo!" + url.QueryEscape(
			"夏 天!",
		) + "!session=夏; wechatgo!" + url.QueryEscape(
			"夏 天!",
		) + "!=alone!"
		_, seen := s.get("/", "Cookie", jar, "Wechatgo-User", test.header)
		if seen != test.want {
			t.Errorf("user %q: the program sees %q, want %q", test.header, seen, test.want)
		}
	}
	clear = true
	resp, _ = s.get("/", "Cookie", jar, "Wechatgo-User", "alice")
	want = []string{
		"__Host-wechatgo!alice!id=; Path=/; Max-Age=0; Secure",
		"wechatgo!alice!session=; Path=/; Max-Age=0",
	}
	if diff := cmp.Diff(
		want,
		resp.Header.Values("Set-Cookie"),
	); diff != "" ||
		resp.Header.Get("Clear-Site-Data") != "" {
		t.Errorf("Clear-Site-Data %q, cookies (-want +got):\n%s", resp.Header.Get("Clear-Site-Data"), diff)
	}
}

// A program sees no header of the origin's own, and a request that is no page leaves no trace in the inspector.
func TestParts(t *testing.T) {
	t.Parallel()
	s := serve(t, func(w http.ResponseWriter, r *http.Request) { fmt.Fprint(w, r.Header.Get("Wechatgo-User")) })
	if _, body := s.get("/part", "Sec-Fetch-Mode", "cors", "Wechatgo-User", "alice"); body != "" || s.last().ID != 0 {
		t.Errorf("the program sees %q, the inspector %v", body, s.last())
	}
}

func TestWebSocket(t *testing.T) {
	t.Parallel()
	s := serve(t, func(w http.ResponseWriter, r *http.Request) {
		if r.Header.Get("Upgrade") != "websocket" || r.Header.Get("Origin") != "http://"+r.Host {
			t.Errorf("headers: %v", r.Header)
		}
		sum := sha1.Sum([]byte(r.Header.Get("Sec-WebSocket-Key") + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11")) // RFC 6455
		conn, both, err := http.NewResponseController(w).Hijack()
		if err != nil {
			t.Error(err)
			return
		}
		defer conn.Close()
		fmt.Fprintf(
			both,
			"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: %s\r\n\r\n",
			base64.StdEncoding.EncodeToString(sum[:]),
		)
		both.Flush()
		line, _ := both.ReadString('\n')
		fmt.Fprint(both, "echo ", line)
		both.Flush()
	})
	conn, err := net.Dial("tcp", strings.TrimPrefix(s.web, "http://"))
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	r := s.request("GET", "/hmr", nil, "Connection", "Upgrade", "Upgrade", "websocket", "Sec-Fetch-Mode", "websocket",
		"Sec-WebSocket-Version", "13", "Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZQ==", "Origin", s.web)
	if err := r.Write(conn); err != nil {
		t.Fatal(err)
	}
	in := bufio.NewReader(conn)
	resp, err := http.ReadResponse(in, r)
	if err != nil || resp.StatusCode != http.StatusSwitchingProtocols ||
		resp.Header.Get("Sec-WebSocket-Accept") != "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=" {
		t.Fatalf("%v, %v", resp, err)
	}
	fmt.Fprint(conn, "hello\n")
	if line, err := in.ReadString('\n'); err != nil || line != "echo hello\n" {
		t.Errorf("%q, %v", line, err)
	}
}

// What has a length arrives as the program sends it, too.
func TestFileStreams(t *testing.T) {
	t.Parallel()
	next := make(chan struct{})
	s := serve(t, func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "video/mp4")
		w.Header().Set("Content-Length", "2")
		io.WriteString(w, "a")
		w.(http.Flusher).Flush()
		select {
		case <-next:
		case <-r.Context().Done():
		}
		io.WriteString(w, "b")
	})
	resp, err := noRedirects.Do(s.request("GET", "/", nil, "Sec-Fetch-Mode", "no-cors"))
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	first := make([]byte, 1)
	if _, err := io.ReadFull(resp.Body, first); err != nil || resp.ContentLength != 2 {
		t.Errorf("%q, %v, of %d", first, err, resp.ContentLength)
	}
	close(next)
	if rest, err := io.ReadAll(resp.Body); err != nil || string(rest) != "b" {
		t.Errorf("%q, %v", rest, err)
	}
}

// An event arrives before the stream ends, and a browser that goes away ends it for the program.
func TestEventStream(t *testing.T) {
	t.Parallel()
	ended := make(chan struct{})
	s := serve(t, func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "text/event-stream")
		io.WriteString(w, "data: 1\n\n")
		w.(http.Flusher).Flush()
		<-r.Context().Done()
		close(ended)
	})
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	resp, err := noRedirects.Do(s.request("GET", "/events", nil, "Sec-Fetch-Mode", "cors").WithContext(ctx))
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	got := make([]byte, len("data: 1\n\n"))
	if _, err := io.ReadFull(resp.Body, got); err != nil || string(got) != "data: 1\n\n" {
		t.Errorf("%q, %v", got, err)
	}
	cancel()
	<-ended
}

// 5 MB go through, and the program reads the first of them before the last was sent.
func TestUpload(t *testing.T) {
	t.Parallel()
	const size = 5 << 20
	begun := make(chan struct{})
	s := serve(t, func(w http.ResponseWriter, r *http.Request) {
		first := make([]byte, 1<<10)
		n, _ := io.ReadFull(r.Body, first)
		close(begun)
		rest, _ := io.Copy(io.Discard, r.Body)
		fmt.Fprint(w, int64(n)+rest, " ", r.ContentLength)
	})
	out, in := io.Pipe()
	go func() {
		in.Write(make([]byte, 64<<10))
		<-begun
		in.Write(make([]byte, size-64<<10))
		in.Close()
	}()
	r := s.request("POST", "/upload", out, "Sec-Fetch-Mode", "cors")
	r.ContentLength = size
	if _, body := s.do(r); body != fmt.Sprint(size, " ", size) {
		t.Errorf("the program got %s", body)
	}
}

func TestServiceWorker(t *testing.T) {
	t.Parallel()
	s := serve(t, func(w http.ResponseWriter, _ *http.Request) { io.WriteString(w, "self.addEventListener") })
	if resp, _ := s.get(
		"/sw.js",
		"Service-Worker",
		"script",
		"Sec-Fetch-Mode",
		"same-origin",
	); resp.StatusCode != http.StatusNotFound {
		t.Errorf("a service worker: HTTP %d", resp.StatusCode)
	}
	if resp, _ := s.get("/sw.js", "Sec-Fetch-Mode", "no-cors"); resp.StatusCode != http.StatusOK {
		t.Errorf("the same file as a script: HTTP %d", resp.StatusCode)
	}
}

// Every name of this machine leads to the one host whose cookies the phone has; other hosts are refused.
func TestHosts(t *testing.T) {
	t.Parallel()
	s := serve(t, func(w http.ResponseWriter, r *http.Request) { io.WriteString(w, r.Host) })
	_, port, _ := net.SplitHostPort(strings.TrimPrefix(s.web, "http://"))
	r := s.request("GET", "/x?y=1", nil)
	r.Host = "localhost:" + port
	if resp, _ := s.do(
		r,
	); resp.StatusCode != http.StatusTemporaryRedirect ||
		resp.Header.Get("Location") != s.web+"/x?y=1" {
		t.Errorf("localhost: HTTP %d, %s", resp.StatusCode, resp.Header.Get("Location"))
	}
	r = s.request("GET", "/x", nil, "Sec-Fetch-Mode", "cors")
	r.Host = "localhost:" + port
	if _, body := s.do(r); body != r.Host {
		t.Errorf("a program's request to localhost: %s", body)
	}
	for _, host := range []string{"rebound.example:" + port, "127.0.0.1:1", "rebound.example"} {
		r := s.request("GET", "/", nil)
		r.Host = host
		if resp, body := s.do(
			r,
		); resp.StatusCode != http.StatusForbidden || !strings.Contains(body, s.web) ||
			!strings.Contains(body, "--web-addr") {
			t.Errorf("%s: HTTP %d %s", host, resp.StatusCode, body)
		}
	}
}

// In a plain browser tab the user says who holds the phone; the page follows.
func TestWhoHoldsThePhone(t *testing.T) {
	t.Parallel()
	s := serve(t, func(w http.ResponseWriter, _ *http.Request) { io.WriteString(w, "the page") })
	_, body := s.get("/deep?x=1", "Cookie", "")
	for _, want := range []string{"Who holds the phone?", `value="/deep?x=1"`, `value="bob"`, `src="/_wechatgo/avatar/bob.svg"`, `action="/_wechatgo/hold"`} {
		if !strings.Contains(body, want) {
			t.Errorf("the page has no %s:\n%s", want, body)
		}
	}
	if _, body := s.get("/deep", "Cookie", "wechatgo_language=zh"); !strings.Contains(body, "请选择当前用户") {
		t.Errorf("in Chinese: %s", body)
	}
	if _, body := s.get("/_wechatgo/"); !strings.Contains(body, "Who holds") && !strings.Contains(body, "请选择") {
		t.Errorf("the user cannot change: %s", body)
	}
	if resp, _ := s.get("/_wechatgo/avatar/bob.svg"); resp.Header.Get("Content-Type") != "image/svg+xml" {
		t.Errorf("the picture: HTTP %d", resp.StatusCode)
	}
	if _, body := s.get("/", "Cookie", "", "Sec-Fetch-Mode", "cors"); body != "the page" {
		t.Errorf("a program that is no phone gets %s", body)
	}
	hold := func(form, origin string) *http.Response {
		resp, _ := s.do(
			s.request(
				"POST",
				"/_wechatgo/hold",
				strings.NewReader(form),
				"Content-Type",
				"application/x-www-form-urlencoded",
				"Origin",
				origin,
			),
		)
		return resp
	}
	resp := hold("user=bob&request=%2Fdeep%3Fx%3D1", s.web)
	if resp.StatusCode != http.StatusSeeOther || resp.Header.Get("Location") != s.web+"/deep?x=1" ||
		resp.Header.Get("Set-Cookie") != "wechatgo_user=bob; Path=/; SameSite=Lax" {
		t.Errorf("HTTP %d %v", resp.StatusCode, resp.Header)
	}
	if resp := hold(
		"user=bob&request=%2F%2Fevil.example",
		s.web,
	); resp.Header.Get(
		"Location",
	) != s.web+"//evil.example" {
		t.Errorf("the form leads to %s", resp.Header.Get("Location"))
	}
	if resp := hold("user=mallory", s.web); resp.StatusCode != http.StatusBadRequest {
		t.Errorf("an unknown user: HTTP %d", resp.StatusCode)
	}
	for _, origin := range []string{"", "https://evil.example", "null"} {
		if resp := hold("user=bob", origin); resp.StatusCode != http.StatusForbidden {
			t.Errorf("from origin %q: HTTP %d", origin, resp.StatusCode)
		}
	}
	if resp, _ := s.get("/_wechatgo/unknown"); resp.StatusCode != http.StatusNotFound {
		t.Errorf("an unknown path: HTTP %d", resp.StatusCode)
	}
}

func TestScriptOfPage(t *testing.T) {
	t.Parallel()
	s := serve(t, func(http.ResponseWriter, *http.Request) {})
	s.platform.User("bob").SetPlatform(1)
	resp, body := s.get("/_wechatgo/bridge.js?user=bob", "Sec-Fetch-Mode", "no-cors")
	for _, want := range []string{`"user":"bob"`, `"device":"ios"`, `"platform":"` + base, `"web":"` + s.web, strings.TrimPrefix(s.app, "http://")} {
		if !strings.Contains(body, want) {
			t.Errorf("the script has no %s", want)
		}
	}
	if resp.Header.Get("Content-Type") != "text/javascript; charset=utf-8" ||
		resp.Header.Get("Cache-Control") != "no-store" {
		t.Errorf("headers: %v", resp.Header)
	}
}

func TestProgramThatDoesNotAnswer(t *testing.T) {
	t.Parallel()
	s := serve(t, func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) })
	resp, body := s.get("/", "Cookie", "wechatgo_user=alice")
	if resp.StatusCode != http.StatusBadGateway || !strings.Contains(body, "--app-addr") {
		t.Errorf("HTTP %d: %s", resp.StatusCode, body)
	}
	if csp := resp.Header.Get("Content-Security-Policy"); !strings.HasSuffix(csp, "frame-ancestors 'self' "+base) {
		t.Errorf("the phone cannot show the page: %s", csp)
	}
	if x := s.last(); x.OK || x.Status != 502 || x.Problem == nil || x.Problem.ZH == "" {
		t.Errorf("in the inspector: %+v", x)
	}
	if resp, body := s.get(
		"/",
		"Sec-Fetch-Mode",
		"cors",
	); resp.StatusCode != http.StatusBadGateway ||
		!strings.Contains(body, `{"error":{"en":`) {
		t.Errorf("HTTP %d: %s", resp.StatusCode, body)
	}
}

// In a Go test the public address works in process, and in virtual time: a login through it comes back to it.
func TestInProcess(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		p := sandbox.Start(t, sandbox.WithoutApp())
		authorize := func(redirect string) string {
			return "https://open.weixin.qq.com/connect/oauth2/authorize?appid=" + sandbox.DefaultAppID + "&redirect_uri=" +
				url.QueryEscape(
					redirect,
				) + "&response_type=code&scope=snsapi_userinfo&state=1#wechat_redirect"
		}
		if page := p.User("alice").
			Open(p.WebURL() + "/"); page.Status != 502 ||
			!strings.Contains(page.Body, "没有应答") && !strings.Contains(page.Body, "尚未连接程序") {
			t.Errorf("without a program: HTTP %d %s", page.Status, page.Body)
		}
		app := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			c, err := r.Cookie("state")
			switch {
			case r.URL.Path == "/wx":
				io.WriteString(w, r.URL.Query().Get("echostr"))
			case err != nil:
				http.SetCookie(w, &http.Cookie{Name: "state", Value: "kept"})
				http.Redirect(w, r, authorize("http://"+r.Host+"/back"), http.StatusFound)
			default:
				time.Sleep(time.Minute)
				fmt.Fprintf(w, "<p>%s %s %t", r.Host, c.Value, r.URL.Query().Get("code") != "")
			}
		})
		p.Connect(app)
		for _, name := range []string{"alice", "bob"} {
			page := p.User(name).Open(p.WebURL() + "/begin")
			if !strings.HasPrefix(page.URL, p.WebURL()+"/back?code=") ||
				!strings.HasSuffix(
					page.Body,
					"</script><p>web.sandbox.test kept true",
				) || !strings.Contains(page.Body, "user="+name) {
				t.Errorf("%s is at %s: %s", name, page.URL, page.Body)
			}
		}
	})
}

// Where the program has a public address, its own one is no host of the account's.
func TestInnerAddressInLogin(t *testing.T) {
	t.Parallel()
	s := serve(t, func(http.ResponseWriter, *http.Request) {})
	_, port, _ := net.SplitHostPort(strings.TrimPrefix(s.app, "http://"))
	for redirect, want := range map[string]string{
		s.app + "/back":                      "Give the program " + s.web,
		"http://localhost:" + port + "/back": "Give the program " + s.web,
		"http://www.example.com/back":        "--web-addr",
		"back":                               "must be http://",
	} {
		page := s.platform.User("alice").
			Open(base + "/connect/oauth2/authorize?appid=" + sandbox.DefaultAppID + "&redirect_uri=" +
				url.QueryEscape(redirect) + "&response_type=code&scope=snsapi_base&state=1")
		all := s.platform.Exchanges()
		x := all[len(all)-1]
		if x.ErrCode != 10003 || x.Problem == nil || !strings.Contains(x.Problem.EN, want) ||
			!strings.Contains(page.Body, "10003") {
			t.Errorf("%s: %v\n%s", redirect, x, page.Body)
		}
	}
	check := s.platform.CheckJSSDK(sandbox.JSSDKConfig{AppID: sandbox.DefaultAppID, URL: s.app + "/"})
	if check.ErrMsg != "config:invalid url domain" || !strings.Contains(check.Problem.EN, "Give the program "+s.web) {
		t.Errorf("wx.config on the inner address: %+v", check)
	}
	if check := s.platform.CheckJSSDK(
		sandbox.JSSDKConfig{AppID: sandbox.DefaultAppID, URL: s.web + "/"},
	); check.ErrMsg == "config:invalid url domain" {
		t.Errorf("wx.config on the public address: %+v", check)
	}
}

func BenchmarkPage(b *testing.B) {
	page := []byte(
		"<!doctype html><title>x</title>" + strings.Repeat("<p class=\"x\">some text in a page</p>\n", 3000),
	) // about 110 KB
	p := sandbox.New(sandbox.Config{})
	defer p.Close()
	p.Connect(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "text/html")
		w.Write(page)
	}))
	b.SetBytes(int64(len(page)))
	for b.Loop() {
		r := httptest.NewRequest(http.MethodGet, p.WebURL()+"/", nil)
		r.Header.Set("Accept", "text/html")
		r.Header.Set("Cookie", "wechatgo_user=alice")
		rec := httptest.NewRecorder()
		p.Web().ServeHTTP(rec, r)
		if !bytes.Contains(rec.Body.Bytes()[:200], []byte("bridge.js")) {
			b.Fatal(rec.Body.String()[:200])
		}
	}
}

// deadlines is the writer of a server with time limits.
type deadlines struct {
	*httptest.ResponseRecorder
	read []time.Time
}

func (d *deadlines) SetReadDeadline(at time.Time) error {
	d.read = append(d.read, at)
	return nil
}

// The time limit of the server's small requests does not end uploads and streams.
func TestNoTimeLimit(t *testing.T) {
	t.Parallel()
	p := sandbox.New(sandbox.Config{})
	defer p.Close()
	p.Connect(http.NotFoundHandler())
	rw := &deadlines{ResponseRecorder: httptest.NewRecorder()}
	p.Web().ServeHTTP(rw, httptest.NewRequest(http.MethodPost, p.WebURL()+"/upload", strings.NewReader("x")))
	if len(rw.read) != 1 || !rw.read[0].IsZero() {
		t.Errorf("deadlines for reading: %v", rw.read)
	}
}
