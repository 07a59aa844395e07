package oauth_test

import (
	"bytes"
	"crypto/tls"
	"encoding/json"
	"fmt"
	"html"
	"io"
	"log/slog"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/wechatgo/wechatgo/endpoint"
	"github.com/wechatgo/wechatgo/oauth"
)

const (
	appID  = "wx0123456789abcdef"
	secret = "0123456789abcdef0123456789abcdef"
	wechat = "Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 Mobile MicroMessenger/8.0.49"
	home   = "https://www.example.com"
)

var cookieKey = []byte("a cookie key of the tests, not for use")

// hostTransport is a transport that serves each host with a handler. It has no sockets, so it works in virtual time.
type hostTransport map[string]http.Handler

func (n hostTransport) RoundTrip(req *http.Request) (*http.Response, error) {
	h, ok := n[req.URL.Host]
	if !ok {
		return nil, fmt.Errorf("no such host %s", req.URL.Host)
	}
	if err := req.Context().Err(); err != nil {
		return nil, err
	}
	r := req.Clone(req.Context())
	r.RequestURI = req.URL.RequestURI()
	r.Host = req.URL.Host
	r.URL = &url.URL{Path: req.URL.Path, RawPath: req.URL.RawPath, RawQuery: req.URL.RawQuery}
	if req.URL.Scheme == "https" {
		r.TLS = new(tls.ConnectionState)
	}
	rec := httptest.NewRecorder()
	h.ServeHTTP(rec, r)
	resp := rec.Result()
	resp.Request = req
	return resp, nil
}

// platform is a fake of WeChat's authorize page and sns calls that follows the platform's documents.
type platform struct {
	domain string // 网页授权域名
	openID string // of the user whose WeChat opens the pages

	refuse       bool                                              // the user taps 拒绝
	snapshot     bool                                              // WeChat shows a snapshot page
	noSnapInfo   bool                                              // sns/userinfo fails with 48001 for a snapshot page
	downgrade    bool                                              // the user grants only snsapi_base
	accessToken  func(w http.ResponseWriter, r *http.Request) bool // if not nil, it may answer an exchange and return true
	beforeAnswer func()                                            // called while a code is exchanged

	mu     sync.Mutex
	codes  map[string]*code
	tokens map[string]code
	calls  map[string]int
}

type code struct {
	openID   string
	scope    string
	snapshot bool
	made     time.Time
	used     bool
}

func newPlatform(domain string) *platform {
	return &platform{domain: domain, openID: "oAlice", codes: map[string]*code{}, tokens: map[string]code{}, calls: map[string]int{}}
}

// The platform does not open the authorize page if its parameters are in another order.
var authorizeOrder = regexp.MustCompile(`^appid=([^&]+)&redirect_uri=([^&]+)&response_type=code&scope=(snsapi_base|snsapi_userinfo)` +
	`&state=([a-zA-Z0-9]{1,128})(?:&forcePopup=true)?(?:&forceSnapShot=true)?(?:&connect_redirect=1)?$`)

func (p *platform) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	p.mu.Lock()
	p.calls[r.URL.Path]++
	p.mu.Unlock()
	switch r.URL.Path {
	case "/connect/oauth2/authorize":
		p.authorize(w, r)
	case "/sns/oauth2/access_token":
		p.exchange(w, r)
	case "/sns/userinfo":
		p.userinfo(w, r)
	default:
		http.NotFound(w, r)
	}
}

func (p *platform) count(path string) int {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.calls[path]
}

func (p *platform) authorize(w http.ResponseWriter, r *http.Request) {
	m := authorizeOrder.FindStringSubmatch(r.URL.RawQuery)
	if m == nil {
		http.Error(w, "该链接无法访问 "+r.URL.RawQuery, http.StatusOK)
		return
	}
	back, err := url.QueryUnescape(m[2])
	if err != nil || m[1] != appID {
		http.Error(w, "10012", http.StatusOK)
		return
	}
	u, err := url.Parse(back)
	if err != nil || u.Hostname() != p.domain {
		http.Error(w, "10003 redirect_uri域名与后台配置不一致 "+back, http.StatusOK)
		return
	}
	added := "state=" + m[4]
	if !p.refuse {
		scope := m[3]
		if p.downgrade {
			scope = "snsapi_base"
		}
		p.mu.Lock()
		c := fmt.Sprintf("0c1Code%dX", len(p.codes))
		made := &code{openID: p.openID, scope: scope, made: time.Now()}
		if p.snapshot && scope == "snsapi_userinfo" {
			made.openID, made.snapshot = "oVirtual", true
		}
		p.codes[c] = made
		p.mu.Unlock()
		added = "code=" + c + "&" + added
	}
	separator := "?"
	if u.RawQuery != "" {
		separator = "&"
	}
	w.Header().Set("Location", back+separator+added)
	w.WriteHeader(http.StatusFound)
}

func refusal(w http.ResponseWriter, code int, message string) {
	fmt.Fprintf(w, `{"errcode":%d,"errmsg":"%s, rid: 6512a1-0b0c-1d2e"}`, code, message)
}

func (p *platform) exchange(w http.ResponseWriter, r *http.Request) {
	if p.beforeAnswer != nil {
		p.beforeAnswer()
	}
	if p.accessToken != nil && p.accessToken(w, r) {
		return
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	q := r.URL.Query()
	c := p.codes[q.Get("code")]
	switch {
	case q.Get("appid") != appID:
		refusal(w, 40013, "invalid appid")
	case q.Get("secret") != secret:
		refusal(w, 40125, "invalid appsecret")
	case q.Get("grant_type") != "authorization_code":
		refusal(w, 40002, "invalid grant_type")
	case q.Get("code") == "":
		refusal(w, 41008, "missing code")
	case c == nil || time.Since(c.made) >= 5*time.Minute:
		refusal(w, 40029, "invalid code")
	case c.used:
		refusal(w, 40163, "code been used")
	default:
		c.used = true
		token := "WEBTOKEN" + q.Get("code")
		p.tokens[token] = *c
		answer := map[string]any{
			"access_token": token, "expires_in": 7200, "refresh_token": "REFRESHTOKEN",
			"openid": c.openID, "scope": c.scope,
		}
		if c.snapshot {
			answer["is_snapshotuser"] = 1
		}
		_ = json.NewEncoder(w).Encode(answer)
	}
}

func (p *platform) userinfo(w http.ResponseWriter, r *http.Request) {
	p.mu.Lock()
	defer p.mu.Unlock()
	q := r.URL.Query()
	c, ok := p.tokens[q.Get("access_token")]
	switch {
	case !ok:
		refusal(w, 40001, "invalid credential")
	case q.Get("openid") != c.openID:
		refusal(w, 40003, "invalid openid")
	case c.scope != "snsapi_userinfo", c.snapshot && p.noSnapInfo:
		refusal(w, 48001, "api unauthorized")
	default:
		nickname := map[string]string{"oAlice": "爱丽丝<&>", "oBob": "Bob", "oVirtual": "微信用户"}[c.openID]
		fmt.Fprintf(w, `{"openid":%q,"nickname":%q,"sex":0,"province":"","city":"","country":"",`+
			`"headimgurl":"https://thirdwx.qlogo.cn/mmopen/x/46","privilege":[],"unionid":"o6_union"}`, c.openID, nickname)
	}
}

// fixture is a site behind a login, with the platform and a log.
type fixture struct {
	t        *testing.T
	hosts    hostTransport
	platform *platform
	login    *oauth.Login
	mux      *http.ServeMux
	logs     *lockedBuffer
}

type lockedBuffer struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (l *lockedBuffer) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.Write(p)
}

func (l *lockedBuffer) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.String()
}

// newFixture returns a fixture whose site serves /base/... and /info/... behind a login. change, if it is not nil,
// changes the login's Config.
func newFixture(t *testing.T, change func(*oauth.Config)) *fixture {
	t.Helper()
	f := &fixture{t: t, hosts: hostTransport{}, platform: newPlatform("www.example.com"), logs: new(lockedBuffer)}
	f.hosts["open.weixin.qq.com"] = f.platform
	f.hosts["api.weixin.qq.com"] = f.platform
	f.login = f.newLogin(change)
	f.mux = http.NewServeMux()
	f.mux.Handle("/base/", f.login.Require(oauth.Base, http.HandlerFunc(writeUser)))
	f.mux.Handle("/info/", f.login.Require(oauth.UserInfo, http.HandlerFunc(writeUser)))
	f.hosts["www.example.com"] = f.mux
	return f
}

func (f *fixture) newLogin(change func(*oauth.Config)) *oauth.Login {
	f.t.Helper()
	config := oauth.Config{
		AppID: appID, Secret: secret, CookieKey: cookieKey,
		Client: &endpoint.Client{HTTP: &http.Client{Transport: f.hosts}},
		Logger: slog.New(slog.NewTextHandler(f.logs, &slog.HandlerOptions{Level: slog.LevelDebug})),
	}
	if change != nil {
		change(&config)
	}
	login, err := oauth.New(config)
	if err != nil {
		f.t.Fatal(err)
	}
	return login
}

// writeUser is the handler of the site's pages: it answers with the user and the query of the request.
func writeUser(w http.ResponseWriter, r *http.Request) {
	id := oauth.User(r.Context())
	fmt.Fprintf(w, "%s %s %s snapshot=%t %s", id.OpenID, id.Nickname, id.Scope, id.Snapshot, r.URL.RawQuery)
}

// browser is a client with a cookie jar that records the redirects of its last request.
type browser struct {
	t         *testing.T
	client    *http.Client
	jar       *cookiejar.Jar
	agent     string
	header    http.Header
	redirects []string
}

func (f *fixture) browser() *browser { return newBrowser(f.t, f.hosts) }

func newBrowser(t *testing.T, transport http.RoundTripper) *browser {
	t.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	b := &browser{t: t, jar: jar, agent: wechat, header: http.Header{
		"Accept": {"text/html,application/xhtml+xml,*/*;q=0.8"}, "Accept-Language": {"zh-CN,zh;q=0.9"},
	}}
	b.client = &http.Client{Transport: scripts{t, transport}, Jar: jar, CheckRedirect: func(req *http.Request, via []*http.Request) error {
		b.redirects = append(b.redirects, req.URL.String())
		if len(via) > 8 {
			return fmt.Errorf("redirected in a loop: %q", b.redirects)
		}
		return nil
	}}
	return b
}

// scripts is a transport that does what the script of the page does that begins a login: it turns that page into a
// redirect.
type scripts struct {
	t     *testing.T
	inner http.RoundTripper
}

func (s scripts) RoundTrip(req *http.Request) (*http.Response, error) {
	resp, err := s.inner.RoundTrip(req)
	if err != nil || resp.Header.Get("Wechatgo-Login") == "" {
		return resp, err
	}
	page, err := io.ReadAll(resp.Body)
	if err != nil {
		return nil, err
	}
	link := regexp.MustCompile(`<a id="login" href="([^"]*)" data-cookie="([^"]*)" data-attributes="([^"]*)">`).FindSubmatch(page)
	if resp.StatusCode != http.StatusOK || link == nil {
		s.t.Errorf("the page that begins a login: %d %s", resp.StatusCode, page)
		return resp, nil
	}
	address, name := html.UnescapeString(string(link[1])), html.UnescapeString(string(link[2]))
	if address != resp.Header.Get("Wechatgo-Login") || name != resp.Header.Get("Wechatgo-Fragment") {
		s.t.Errorf("the page has %s and %s, and its headers %v", address, name, resp.Header)
	}
	if fragment := req.URL.EscapedFragment(); fragment != "" {
		resp.Header.Add("Set-Cookie", name+"="+encodeURIComponent(fragment)+html.UnescapeString(string(link[3])))
	}
	resp.StatusCode = http.StatusFound
	resp.Header.Set("Location", address)
	resp.Body = http.NoBody
	return resp, nil
}

func encodeURIComponent(s string) string { return strings.ReplaceAll(url.QueryEscape(s), "+", "%20") }

// answer is the response that a browser shows.
type answer struct {
	status int
	url    string
	header http.Header
	body   string
}

func (b *browser) do(method, address string) answer {
	b.t.Helper()
	b.redirects = nil
	req, err := http.NewRequest(method, address, http.NoBody)
	if err != nil {
		b.t.Fatal(err)
	}
	for name, values := range b.header {
		req.Header[name] = values
	}
	req.Header.Set("User-Agent", b.agent)
	resp, err := b.client.Do(req)
	if err != nil {
		b.t.Fatal(err)
	}
	return read(b.t, resp)
}

func read(t *testing.T, resp *http.Response) answer {
	t.Helper()
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	return answer{resp.StatusCode, resp.Request.URL.String(), resp.Header, string(body)}
}

func (b *browser) open(address string) answer {
	b.t.Helper()
	return b.do(http.MethodGet, address)
}

// visit opens one address and follows no redirect.
func (b *browser) visit(address string) answer {
	b.t.Helper()
	follow := b.client.CheckRedirect
	defer func() { b.client.CheckRedirect = follow }()
	b.client.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	return b.open(address)
}

// callback begins a login at address and returns the address to which WeChat redirects the browser.
func (b *browser) callback(address string) string {
	b.t.Helper()
	authorize := b.visit(address)
	to := authorize.header.Get("Location")
	if authorize.status != http.StatusFound || !strings.HasPrefix(to, "https://open.weixin.qq.com/") {
		b.t.Fatalf("%s: %d %q does not lead to the authorize page", address, authorize.status, to)
	}
	back := b.visit(to)
	if back.status != http.StatusFound {
		b.t.Fatalf("WeChat: %s", back.body)
	}
	return back.header.Get("Location")
}

// cookies returns the site's cookies whose names contain part.
func (b *browser) cookies(part string) []*http.Cookie {
	u, _ := url.Parse(home)
	var found []*http.Cookie
	for _, c := range b.jar.Cookies(u) {
		if strings.Contains(c.Name, part) {
			found = append(found, c)
		}
	}
	return found
}

func (b *browser) setCookie(c *http.Cookie) {
	u, _ := url.Parse(home)
	c.Path, c.Secure = "/", true
	b.jar.SetCookies(u, []*http.Cookie{c})
}

func wantPage(t *testing.T, got answer, status int, parts ...string) {
	t.Helper()
	if got.status != status {
		t.Errorf("status %d, want %d: %s", got.status, status, got.body)
	}
	for _, part := range parts {
		if !strings.Contains(got.body, part) {
			t.Errorf("page lacks %q: %s", part, got.body)
		}
	}
}
