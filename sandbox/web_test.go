package sandbox_test

import (
	"crypto/sha1"
	"encoding/hex"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/wechatgo/wechatgo/sandbox"
)

// authorizeURL returns the address of the authorize page, with the parameters in the platform's order.
func authorizeURL(redirect, scope string) string {
	return "https://open.weixin.qq.com/connect/oauth2/authorize?appid=" + sandbox.DefaultAppID + "&redirect_uri=" + url.QueryEscape(redirect) +
		"&response_type=code&scope=" + scope + "&state=STATE#wechat_redirect"
}

// startWeb starts a platform with an app whose pages show where the browser arrived.
func startWeb(t *testing.T) (*sandbox.Platform, *caller) {
	t.Helper()
	p := sandbox.Start(t)
	a := newApp(p)
	a.pages = http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/cookie" {
			http.SetCookie(w, &http.Cookie{Name: "seen", Value: "yes"})
		}
		c, _ := r.Cookie("seen")
		fmt.Fprintf(w, "%s|%v|%v|%v", r.RequestURI, c, strings.Contains(r.UserAgent(), "MicroMessenger"), r.TLS != nil)
	})
	p.Connect(a)
	return p, newCaller(t, p)
}

// login opens the authorize page and returns the code that the account gets.
func login(t *testing.T, u *sandbox.User, scope string, opts ...sandbox.OpenOption) string {
	t.Helper()
	page := u.Open(authorizeURL(sandbox.AppURL+"/back?keep=1", scope), opts...)
	at, err := url.Parse(page.URL)
	if err != nil || page.Status != 200 || at.Host != "app.sandbox.test" || at.Query().Get("state") != "STATE" || at.Query().Get("keep") != "1" {
		t.Fatalf("the browser is at %s, HTTP %d: %s", page.URL, page.Status, page.Body)
	}
	return at.Query().Get("code")
}

func (c *caller) exchange(code string) map[string]any {
	c.t.Helper()
	return c.do("GET", "https://api.weixin.qq.com/sns/oauth2/access_token?appid="+sandbox.DefaultAppID+"&secret="+sandbox.DefaultSecret+"&code="+code+"&grant_type=authorization_code", "")
}

func (c *caller) userInfo(token, openID any) map[string]any {
	c.t.Helper()
	return c.do("GET", fmt.Sprintf("https://api.weixin.qq.com/sns/userinfo?access_token=%v&openid=%v&lang=zh_CN", token, openID), "")
}

func TestWebLogin(t *testing.T) {
	t.Parallel()
	p, c := startWeb(t)
	alice := p.User("alice")
	code1 := login(t, alice, "snsapi_userinfo")
	token := c.exchange(code1)
	want := map[string]any{
		"access_token": token["access_token"], "refresh_token": token["refresh_token"], "expires_in": 7200.,
		"openid": alice.OpenID(), "scope": "snsapi_userinfo", "unionid": alice.UnionID(),
	}
	if diff := cmp.Diff(want, token); diff != "" {
		t.Fatalf("token (-want +got):\n%s", diff)
	}
	_, raw := c.raw("GET", "https://api.weixin.qq.com/sns/oauth2/access_token?appid="+sandbox.DefaultAppID+"&secret="+sandbox.DefaultSecret+"&code="+code1+"&grant_type=authorization_code", "")
	if !strings.HasPrefix(raw, `{"errcode":40163,"errmsg":"code been used, rid: `) {
		t.Errorf("the code again: %s", raw)
	}
	info := c.userInfo(token["access_token"], alice.OpenID())
	want = map[string]any{
		"openid": alice.OpenID(), "nickname": alice.Nickname(), "sex": 0., "province": "", "city": "", "country": "",
		"headimgurl": p.URL() + "/_sandbox/avatar/alice.svg", "privilege": []any{}, "unionid": alice.UnionID(),
	}
	if diff := cmp.Diff(want, info); diff != "" {
		t.Errorf("userinfo (-want +got):\n%s", diff)
	}
	if resp, body := c.raw("GET", info["headimgurl"].(string), ""); resp.StatusCode != http.StatusOK || !strings.Contains(body, "<svg") {
		t.Errorf("headimgurl: HTTP %d", resp.StatusCode)
	}
	if got := code(c.userInfo(token["access_token"], "x")); got != 40003 {
		t.Errorf("another openid: %d", got)
	}
	if got := code(c.userInfo(c.token, alice.OpenID())); got != 40001 {
		t.Errorf("with the base token: %d", got)
	}
	if got := code(c.userInfo("", alice.OpenID())); got != 41001 {
		t.Errorf("without a token: %d", got)
	}
	auth := "https://api.weixin.qq.com/sns/auth?access_token=" + token["access_token"].(string) + "&openid="
	if got := c.do("GET", auth+alice.OpenID(), ""); code(got) != 0 || got["errmsg"] != "ok" {
		t.Errorf("auth: %v", got)
	}
	if got := code(c.do("GET", auth+"x", "")); got != 40003 {
		t.Errorf("auth with another openid: %d", got)
	}
	// A token of the web login is not valid for the base API.
	if got := code(c.do("GET", "https://api.weixin.qq.com/cgi-bin/getcallbackip?access_token="+token["access_token"].(string), "")); got != 40001 {
		t.Errorf("base API with the web token: %d", got)
	}
}

func TestWebTokenTimeline(t *testing.T) {
	t.Parallel()
	p, c := startWeb(t)
	alice := p.User("alice")
	late := login(t, alice, "snsapi_base")
	p.Clock.Advance(5 * time.Minute)
	if got := code(c.exchange(late)); got != 40029 {
		t.Errorf("a code after 5 minutes: %d", got)
	}
	if got := code(c.exchange("nonsense")); got != 40029 {
		t.Errorf("an unknown code: %d", got)
	}
	if got := code(c.exchange("")); got != 41008 {
		t.Errorf("no code: %d", got)
	}
	token := c.exchange(login(t, alice, "snsapi_base"))
	if _, has := token["unionid"]; has || token["scope"] != "snsapi_base" {
		t.Errorf("base token: %v", token)
	}
	if got := code(c.userInfo(token["access_token"], alice.OpenID())); got != 48001 {
		t.Errorf("userinfo with snsapi_base: %d", got)
	}
	refresh := func(value any) map[string]any {
		return c.do("GET", fmt.Sprintf("https://api.weixin.qq.com/sns/oauth2/refresh_token?appid=%s&grant_type=refresh_token&refresh_token=%v", sandbox.DefaultAppID, value), "")
	}
	auth := func(value any) int {
		return code(c.do("GET", fmt.Sprintf("https://api.weixin.qq.com/sns/auth?access_token=%v&openid=%s", value, alice.OpenID()), ""))
	}
	p.Clock.Advance(7199 * time.Second)
	again := refresh(token["refresh_token"])
	if again["access_token"] != token["access_token"] || again["expires_in"].(float64) != 7200 || again["refresh_token"] != token["refresh_token"] {
		t.Errorf("refresh of a token that works: %v", again)
	}
	p.Clock.Advance(7200 * time.Second)
	if got := auth(token["access_token"]); got != 42001 {
		t.Errorf("after 7200 s: %d", got)
	}
	fresh := refresh(token["refresh_token"])
	if fresh["access_token"] == token["access_token"] || auth(fresh["access_token"]) != 0 {
		t.Errorf("refresh of a token that is over: %v", fresh)
	}
	if got := []int{code(refresh("x")), code(refresh(""))}; !cmp.Equal(got, []int{40030, 41003}) {
		t.Errorf("bad refresh tokens: %v", got)
	}
	p.Clock.Advance(30 * 24 * time.Hour)
	if got := code(refresh(token["refresh_token"])); got != 42002 {
		t.Errorf("after 30 days: %d", got)
	}
}

func TestWebLoginRequest(t *testing.T) {
	t.Parallel()
	_, c := startWeb(t)
	for query, want := range map[string]int{
		"secret=s&code=c&grant_type=authorization_code":                                    41002,
		"appid=wx&secret=s&code=c&grant_type=authorization_code":                           40013,
		"appid=" + sandbox.DefaultAppID + "&code=c&grant_type=authorization_code":          41004,
		"appid=" + sandbox.DefaultAppID + "&secret=s&code=c&grant_type=authorization_code": 40125,
		"appid=" + sandbox.DefaultAppID + "&secret=" + sandbox.DefaultSecret + "&code=c":   40002,
	} {
		if got := code(c.do("GET", "https://api.weixin.qq.com/sns/oauth2/access_token?"+query, "")); got != want {
			t.Errorf("%s: %d, want %d", query, got, want)
		}
	}
	for query, want := range map[string]int{
		"grant_type=refresh_token&refresh_token=x":                        41002,
		"appid=wx&grant_type=refresh_token&refresh_token=x":               40013,
		"appid=" + sandbox.DefaultAppID + "&grant_type=x&refresh_token=x": 40002,
	} {
		if got := code(c.do("GET", "https://api.weixin.qq.com/sns/oauth2/refresh_token?"+query, "")); got != want {
			t.Errorf("%s: %d, want %d", query, got, want)
		}
	}
}

func TestRefusedConsent(t *testing.T) {
	t.Parallel()
	p, _ := startWeb(t)
	if got := login(t, p.User("alice"), "snsapi_userinfo", sandbox.Refusing()); got != "" {
		t.Errorf("a refusal comes back with code %s", got)
	}
}

func TestSnapshotPage(t *testing.T) {
	t.Parallel()
	p, c := startWeb(t)
	alice := p.User("alice")
	alice.SetSnapshot(true)
	token := c.exchange(login(t, alice, "snsapi_userinfo", sandbox.Refusing())) // the user is not asked
	if token["is_snapshotuser"].(float64) != 1 || token["openid"] == alice.OpenID() || token["unionid"] == alice.UnionID() {
		t.Errorf("token of a snapshot page: %v", token)
	}
	if got := c.userInfo(token["access_token"], token["openid"]); got["nickname"] == alice.Nickname() {
		t.Errorf("userinfo of a snapshot page: %v", got)
	}
	alice.SetSnapshot(false)
	force := strings.Replace(authorizeURL(sandbox.AppURL, "snsapi_userinfo"), "#", "&forceSnapShot=true#", 1)
	code := func(page *sandbox.Page) string {
		at, _ := url.Parse(page.URL)
		return at.Query().Get("code")
	}
	if got := c.exchange(code(alice.Open(force))); got["is_snapshotuser"] == nil {
		t.Errorf("forceSnapShot: %v", got)
	}
	login(t, alice, "snsapi_userinfo")
	if got := c.exchange(code(alice.Open(force))); got["is_snapshotuser"] != nil {
		t.Errorf("forceSnapShot for who has authorised: %v", got)
	}
}

// The authorize page is in the language that was chosen, or else in the browser's language.
func TestAuthorizeLanguage(t *testing.T) {
	t.Parallel()
	p, _ := startWeb(t)
	for _, test := range []struct{ accept, cookie, want string }{
		{"zh-CN,zh;q=0.9", "", "请选择当前用户"}, {"en", "", "Who holds the phone?"}, {"en", "zh", "请选择当前用户"}, {"zh-CN", "en", "Who holds the phone?"},
	} {
		r, _ := http.NewRequest(http.MethodGet, authorizeURL(sandbox.AppURL+"/back", "snsapi_base"), nil)
		r.Header.Set("Accept-Language", test.accept)
		if test.cookie != "" {
			r.AddCookie(&http.Cookie{Name: "wechatgo_language", Value: test.cookie})
		}
		resp, err := p.Client().Do(r)
		if err != nil {
			t.Fatal(err)
		}
		if body := readAll(t, resp); !strings.Contains(body, test.want) {
			t.Errorf("%+v: %s", test, body)
		}
		resp.Body.Close()
	}
}

func TestAuthorizeErrors(t *testing.T) {
	t.Parallel()
	p, _ := startWeb(t)
	alice := p.User("alice")
	good := authorizeURL(sandbox.AppURL+"/back", "snsapi_base")
	for name, test := range map[string]struct {
		address string
		code    int
	}{
		"foreign domain": {authorizeURL("http://elsewhere.test/", "snsapi_base"), 10003},
		"sub-domain":     {authorizeURL("http://www.app.sandbox.test/", "snsapi_base"), 10003},
		"no address":     {authorizeURL("/back", "snsapi_base"), 10003},
		"no scope":       {strings.Replace(good, "scope=snsapi_base", "scope=", 1), 10010},
		"no redirect":    {authorizeURL("", "snsapi_base"), 10011},
		"no appid":       {strings.Replace(good, sandbox.DefaultAppID, "", 1), 10012},
		"other scope":    {strings.Replace(good, "snsapi_base", "snsapi_login", 1), 10005},
		"other appid":    {strings.Replace(good, sandbox.DefaultAppID, "wx1", 1), 0},
		"other response": {strings.Replace(good, "response_type=code", "response_type=token", 1), 0},
	} {
		page := alice.Open(test.address)
		if page.Status != 200 || !strings.Contains(page.Body, `id="authorize-error"`) || (test.code != 0 && !strings.Contains(page.Body, fmt.Sprint(test.code))) {
			t.Errorf("%s: HTTP %d\n%s", name, page.Status, page.Body)
		}
		all := p.Exchanges()
		if x := all[len(all)-1]; x.Kind != "authorize" || x.OK || x.ErrCode != test.code || x.Problem == nil {
			t.Errorf("%s: exchange %+v", name, x)
		}
	}
	// Another order of the parameters is a warning.
	alice.Open(p.URL() + "/connect/oauth2/authorize?redirect_uri=" + url.QueryEscape(sandbox.AppURL) + "&appid=" + sandbox.DefaultAppID + "&response_type=code&scope=snsapi_base&state=s")
	all := p.Exchanges()
	if x := all[len(all)-1]; !x.OK || x.Outcome != "allowed" || x.Problem == nil || !strings.Contains(x.Problem.EN, "order") {
		t.Errorf("parameters in another order: %+v", x)
	}
	// A state of another form than the page promises is a warning, too.
	for _, state := range []string{strings.Repeat("s", 129), "a-b", "%7B%22a%22%3A1%7D"} {
		alice.Open(strings.Replace(good, "STATE", state, 1))
		all = p.Exchanges()
		if x := all[len(all)-1]; !x.OK || x.Outcome != "allowed" || x.Problem == nil || !strings.Contains(x.Problem.EN, "128") {
			t.Errorf("state %s: %+v", state, x)
		}
	}
	alice.Open(good)
	all = p.Exchanges()
	if x := all[len(all)-1]; !x.OK || x.Problem != nil || x.User != "alice" {
		t.Errorf("parameters in order: %+v", x)
	}
}

// In a browser without the cookie, the authorize page asks who holds the phone.
func TestUserChooser(t *testing.T) {
	t.Parallel()
	p, c := startWeb(t)
	client := p.Client()
	client.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	_, page := c.raw("GET", authorizeURL(sandbox.AppURL, "snsapi_userinfo"), "")
	if !strings.Contains(page, `class="user-choice" name="user" value="alice"`) || !strings.Contains(page, "Who holds the phone?") {
		t.Fatalf("chooser:\n%s", page)
	}
	request := func(page string) string {
		_, after, _ := strings.Cut(page, `name="request" value="`)
		id, _, _ := strings.Cut(after, `"`)
		return id
	}
	decide := func(form url.Values) (*http.Response, string) {
		r, _ := http.NewRequest(http.MethodPost, p.URL()+"/connect/oauth2/authorize/decide", strings.NewReader(form.Encode()))
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		r.Header.Set("Accept-Language", "zh-CN,zh;q=0.9")
		resp, err := client.Do(r)
		if err != nil {
			t.Fatal(err)
		}
		defer resp.Body.Close()
		return resp, readAll(t, resp)
	}
	id := request(page)
	if resp, _ := decide(url.Values{"request": {id}, "decision": {"allow"}}); resp.StatusCode != http.StatusUnprocessableEntity {
		t.Errorf("a decision before the choice: HTTP %d", resp.StatusCode)
	}
	resp, consent := decide(url.Values{"request": {id}, "user": {"bob"}})
	if !strings.Contains(consent, `id="allow"`) || !strings.Contains(consent, `id="refuse"`) || !strings.Contains(consent, "同意") || !strings.Contains(resp.Header.Get("Set-Cookie"), "wechatgo_user=bob") {
		t.Fatalf("consent page, cookie %s:\n%s", resp.Header.Get("Set-Cookie"), consent)
	}
	allow := url.Values{"request": {request(consent)}, "decision": {"allow"}}
	resp, _ = decide(allow)
	back, _ := url.Parse(resp.Header.Get("Location"))
	if token := c.exchange(back.Query().Get("code")); token["openid"] != p.User("bob").OpenID() {
		t.Errorf("the code is for %v", token)
	}
	if _, page := decide(allow); !strings.Contains(page, "页面已过期") {
		t.Errorf("the same decision again:\n%s", page)
	}
}

func TestBrowser(t *testing.T) {
	t.Parallel()
	p, _ := startWeb(t)
	alice := p.User("alice")
	if page := alice.Open("/cookie?x=1#part"); page.Body != "/cookie?x=1||true|false" {
		t.Errorf("first page: %s", page.Body)
	}
	if page := alice.Open("/again"); page.Body != "/again|seen=yes|true|false" {
		t.Errorf("second page: %s", page.Body)
	}
	if page := p.User("bob").Open("https://app.sandbox.test/s"); page.Body != "/s||true|true" {
		t.Errorf("another user, TLS: %s", page.Body)
	}
	q := sandbox.New(sandbox.Config{})
	defer q.Close()
	if page := q.User("alice").Open("mailto:x@y"); page.Status != 0 || page.Body == "" {
		t.Errorf("no page: %+v", page)
	}
}

// The part of an address behind # stays over redirects, unless a redirect has another one, as in a browser.
func TestBrowserKeepsFragments(t *testing.T) {
	t.Parallel()
	p := sandbox.Start(t)
	a := newApp(p)
	a.pages = http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if to := r.URL.Query().Get("to"); to != "" {
			w.Header().Set("Location", to)
			w.WriteHeader(http.StatusFound)
			return
		}
		if r.URL.Query().Has("begin") {
			w.Header().Set("Wechatgo-Login", "/kept")
			w.Header().Set("Wechatgo-Fragment", "hash")
			return
		}
		c, _ := r.Cookie("hash")
		fmt.Fprint(w, r.RequestURI, " ", c)
	})
	p.Connect(a)
	alice := p.User("alice")
	for address, want := range map[string]string{
		"/page#/a?b=%2F":                   "/page#/a?b=%2F",
		"/?to=/page#/a%23":                 "/page#/a%23",
		"/?to=" + "%2Fpage%23other" + "#a": "/page#other",
		"/?to=" + "%2Fpage%23" + "#a":      "/page",
		"/?to=%2F%3Fto%3D%2Fpage#twice":    "/page#twice",
	} {
		if page := alice.Open(address); page.URL != sandbox.AppURL+want || strings.Contains(page.Body, "#") {
			t.Errorf("%s: at %s: %s", address, page.URL, page.Body)
		}
	}
	// WeChat's own redirect goes to #wechat_redirect, and what follows it stays there.
	if page := alice.Open(authorizeURL(sandbox.AppURL+"/back", "snsapi_base")); !strings.HasSuffix(page.URL, "&state=STATE#wechat_redirect") {
		t.Errorf("after a silent login: %s", page.URL)
	}
	// A page that begins a login by a script is followed, and the script's cookie is set.
	if page := alice.Open("/?begin#/orders/7?a=1"); page.Body != "/kept hash=%2Forders%2F7%3Fa%3D1" {
		t.Errorf("a page with a script: %s: %s", page.URL, page.Body)
	}
}

// Pages that begin logins for each other are given up.
func TestBrowserLeavesALoop(t *testing.T) {
	t.Parallel()
	p := sandbox.New(sandbox.Config{})
	defer p.Close()
	opened := 0
	p.Connect(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		opened++
		w.Header().Set("Wechatgo-Login", "/again")
	}))
	opened = 0
	if page := p.User("alice").Open("/"); page.Status != 0 || !strings.Contains(page.Body, "without end") || opened > 20 {
		t.Errorf("%d pages, then %+v", opened, page)
	}
}

func jsCheck(c *caller, appID, timestamp, nonce, signature, page string) map[string]any {
	q := url.Values{"appId": {appID}, "timestamp": {timestamp}, "nonceStr": {nonce}, "signature": {signature}, "url": {page}}
	return c.do("GET", c.p.URL()+"/_sandbox/jssdk/check?"+q.Encode(), "")
}

func jsSignature(ticket, nonce, timestamp, page string) string {
	sum := sha1.Sum([]byte("jsapi_ticket=" + ticket + "&noncestr=" + nonce + "&timestamp=" + timestamp + "&url=" + page))
	return hex.EncodeToString(sum[:])
}

func TestJSSDKCheck(t *testing.T) {
	t.Parallel()
	// The platform's own test vector confirms the formula that is used here.
	if got := jsSignature("sM4AOVdWfPE4DxkXGEs8VMCPGGVi4C3VM0P37wVUCFvkVAy_90u5h9nbSlYy3-Sl-HhTdfl2fzFy1AOcHKP7qg", "Wm3WZYTPz0wzccnW", "1414587457", "http://mp.weixin.qq.com?params=value"); got != "0f9de62fce790f9a083d5c99e95740ceb90c27ed" {
		t.Fatalf("formula: %s", got)
	}
	p, c := startWeb(t)
	const page, nonce, at = sandbox.AppURL + "/share/?a=1&b=2", "Wm3WZYTPz0wzccnW", "1414587457"
	check := func(signature string) map[string]any {
		return jsCheck(c, sandbox.DefaultAppID, at, nonce, signature, page+"#top")
	}
	if got := check("x"); got["errMsg"] != "config:invalid signature" || !strings.Contains(fmt.Sprint(got["problem"]), "no jsapi_ticket") {
		t.Errorf("before any ticket: %v", got)
	}
	ticket := func(kind string) string { return c.call("/cgi-bin/ticket/getticket?type="+kind, "")["ticket"].(string) }
	js, card := ticket("jsapi"), ticket("wx_card")
	got := check(jsSignature(js, nonce, at, page))
	if got["ok"] != true || got["errMsg"] != "config:ok" || got["problem"] != nil {
		t.Errorf("right: %v", got)
	}
	for mistake, signature := range map[string]string{
		"card ticket":               jsSignature(card, nonce, at, page),
		"without its query":         jsSignature(js, nonce, at, sandbox.AppURL+"/share/"),
		"escaped address":           jsSignature(js, nonce, at, url.QueryEscape(page)),
		"slash at its end":          jsSignature(js, nonce, at, page+"/"),
		"milliseconds":              jsSignature(js, nonce, at+"000", page),
		"is not that of the page's": jsSignature(js, nonce, at, "http://x/"),
	} {
		got := check(signature)
		problem, _ := got["problem"].(map[string]any)
		if got["ok"] != false || got["errMsg"] != "config:invalid signature" || problem == nil || !strings.Contains(problem["en"].(string), mistake) || problem["zh"] == "" {
			t.Errorf("%s: %v", mistake, got)
		}
		if expected := got["expected"].(map[string]any); expected["signature"] != jsSignature(js, nonce, at, page) {
			t.Errorf("%s: expected %v", mistake, expected)
		}
	}
	if got := jsCheck(c, "wx1", at, nonce, "x", page); got["errMsg"] != "config:fail, invalid appId" {
		t.Errorf("another appId: %v", got)
	}
	if got := jsCheck(c, sandbox.DefaultAppID, at, nonce, jsSignature(js, nonce, at, "http://x.test/"), "http://x.test/"); got["errMsg"] != "config:invalid url domain" {
		t.Errorf("another host: %v", got)
	}
	// A page that was signed before the renewal stays valid until its ticket expires.
	p.Clock.Advance(7000 * time.Second)
	if ticket("jsapi") == js {
		t.Fatal("the ticket was not renewed")
	}
	if got := check(jsSignature(js, nonce, at, page)); got["ok"] != true {
		t.Errorf("signed before the renewal: %v", got)
	}
	p.Clock.Advance(200 * time.Second)
	if got := check(jsSignature(js, nonce, at, page)); got["ok"] != false || !strings.Contains(fmt.Sprint(got["problem"]), "expired") {
		t.Errorf("signed with a ticket that is over: %v", got)
	}
	all := p.Exchanges()
	if x := all[len(all)-1]; x.Kind != "jssdk" || x.OK || x.Signatures[0].Expected == "" || x.Signatures[0].Parts[0].Name != "jsapi_ticket" {
		t.Errorf("exchange: %+v", x)
	}
}
