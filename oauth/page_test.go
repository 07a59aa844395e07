package oauth_test

import (
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"fmt"
	"html"
	"net/http"
	"regexp"
	"strings"
	"testing"

	"github.com/wechatgo/wechatgo/endpoint"
	"github.com/wechatgo/wechatgo/oauth"
)

func TestRefusedByTheUser(t *testing.T) {
	t.Parallel()
	f := newFixture(t, nil)
	f.platform.refuse = true
	b := f.browser()
	got := b.open(home + "/info/?a=1")
	wantPage(t, got, http.StatusForbidden, "没有登录", `href="/info/?a=1"`, `lang="zh-CN"`)
	if f.platform.count(tokenPath) != 0 || f.platform.count(authorizePath) != 1 {
		t.Error("redirected to WeChat again")
	}

	b.header.Set("Accept-Language", "en-GB,en;q=0.9,zh;q=0.1")
	wantPage(t, b.open(home+"/info/?a=1"), http.StatusForbidden, "You are not logged in", "Try again", `lang="en"`)

	f.platform.refuse = false
	wantPage(t, b.open(home+"/info/?a=1"), http.StatusOK, "oAlice")
}

func TestUserGrantsLess(t *testing.T) {
	t.Parallel()
	f := newFixture(t, nil)
	f.platform.downgrade = true
	b := f.browser()
	wantPage(t, b.open(home+"/info/"), http.StatusForbidden, "没有登录")
	if got := f.platform.count(authorizePath); got != 1 {
		t.Errorf("%d visits of the authorize page, want 1", got)
	}
}

func TestPlatformsRefusals(t *testing.T) {
	t.Parallel()
	for code, want := range map[int]struct {
		status int
		title  string
	}{
		40029: {http.StatusBadRequest, "登录凭证已失效"},
		40163: {http.StatusBadRequest, "登录凭证已失效"},
		42003: {http.StatusBadRequest, "登录凭证已失效"},
		41008: {http.StatusBadRequest, "登录凭证已失效"},
		40013: {http.StatusInternalServerError, "没有配置好"},
		40125: {http.StatusInternalServerError, "没有配置好"},
		41002: {http.StatusInternalServerError, "没有配置好"},
		41004: {http.StatusInternalServerError, "没有配置好"},
		40164: {http.StatusInternalServerError, "没有配置好"},
		48001: {http.StatusInternalServerError, "没有配置好"},
		10003: {http.StatusInternalServerError, "没有配置好"},
		10016: {http.StatusInternalServerError, "没有配置好"},
		40226: {http.StatusForbidden, "微信暂时不允许登录"},
		45011: {http.StatusServiceUnavailable, "暂时连不上微信"},
		99999: {http.StatusServiceUnavailable, "暂时连不上微信"},
	} {
		f := newFixture(t, nil)
		f.platform.accessToken = func(rw http.ResponseWriter, _ *http.Request) bool {
			refusal(rw, code, "refused")
			return true
		}
		b := f.browser()
		got := b.open(home + "/info/?q=private")
		wantPage(t, got, want.status, want.title, fmt.Sprintf("errcode %d · rid 6512a1-0b0c-1d2e", code), `href="/info/?q=private"`)
		if len(b.redirects) != 2 {
			t.Errorf("%d: redirected to %q", code, b.redirects)
		}
		log := f.logs.String()
		if !strings.Contains(log, "rid 6512a1") || (want.status >= 500) != strings.Contains(log, "level=ERROR") {
			t.Errorf("%d: log %s", code, log)
		}
		if _, known := endpoint.Code(code).Explain(); known != strings.Contains(log, "cure=") {
			t.Errorf("%d: log %s", code, log)
		}
		wantNoSecrets(t, fmt.Sprint(code), log+got.body, b.redirects)
	}
}

// wantNoSecrets fails the test if text contains a secret or private data, which neither a log nor a page may contain.
func wantNoSecrets(t *testing.T, name, text string, redirects []string) {
	t.Helper()
	secrets := []string{secret, string(cookieKey), "0c1Code", "WEBTOKEN", "REFRESHTOKEN", "q=private"}
	for _, address := range redirects {
		if state := mustParse(t, address).Query().Get("state"); state != "" {
			secrets = append(secrets, state)
		}
	}
	for _, s := range secrets {
		if strings.Contains(strings.ReplaceAll(text, `href="/info/?q=private"`, ""), s) {
			t.Errorf("%s: %q is shown: %s", name, s, text)
		}
	}
}

func TestNoSecretIsShownWhenWeChatIsUnreachable(t *testing.T) {
	t.Parallel()
	f := newFixture(t, nil)
	delete(f.hosts, "api.weixin.qq.com")
	b := f.browser()
	got := b.open(home + "/info/?q=private")
	wantPage(t, got, http.StatusServiceUnavailable, "暂时连不上微信")
	if !strings.Contains(f.logs.String(), "no such host") {
		t.Errorf("log: %s", f.logs)
	}
	wantNoSecrets(t, "unreachable", f.logs.String()+got.body, b.redirects)
}

func TestSuccessLogsNothing(t *testing.T) {
	t.Parallel()
	f := newFixture(t, nil)
	f.browser().open(home + "/info/")
	if got := f.logs.String(); got != "" {
		t.Errorf("log: %s", got)
	}
}

func TestUserInfoWithoutTheRight(t *testing.T) {
	t.Parallel()
	f := newFixture(t, nil)
	f.hosts["api.weixin.qq.com"] = http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		if r.URL.Path == userinfoPath {
			refusal(rw, 48001, "api unauthorized")
			return
		}
		f.platform.ServeHTTP(rw, r)
	})
	wantPage(t, f.browser().open(home+"/info/"), http.StatusInternalServerError, "没有配置好")
}

var styleElement = regexp.MustCompile(`(?s)<style>(.*)</style>`)

func TestPageIsSelfContained(t *testing.T) {
	t.Parallel()
	f := newFixture(t, nil)
	b := f.browser()
	got := b.open(home + `/base/?x="><script>alert(1)</script>&code=1&state=wechatgo` + strings.Repeat("A", 26))
	wantPage(t, got, http.StatusBadRequest, `name="viewport"`)
	if strings.Contains(got.body, "<script") || strings.Contains(got.body, "http://") || strings.Contains(got.body, "https://") {
		t.Errorf("page: %s", got.body)
	}
	style := styleElement.FindStringSubmatch(got.body)
	if style == nil {
		t.Fatal("no style")
	}
	sum := sha256.Sum256([]byte(style[1]))
	want := "default-src 'none'; style-src 'sha256-" + base64.StdEncoding.EncodeToString(sum[:]) + "'; base-uri 'none'; form-action 'none'"
	if policy := got.header.Get("Content-Security-Policy"); policy != want {
		t.Errorf("policy %s, want %s", policy, want)
	}
	for name, value := range map[string]string{
		"Content-Type": "text/html; charset=utf-8", "X-Content-Type-Options": "nosniff", "Cache-Control": "no-store", "Referrer-Policy": "no-referrer",
	} {
		if got.header.Get(name) != value {
			t.Errorf("%s: %q, want %q", name, got.header.Get(name), value)
		}
	}
}

func TestOwnErrorPage(t *testing.T) {
	t.Parallel()
	cause := errors.New("redis is down")
	var got *oauth.PageError
	f := newFixture(t, func(c *oauth.Config) {
		c.Sessions = &memorySessions{err: cause}
		c.ErrorPage = func(w http.ResponseWriter, _ *http.Request, e *oauth.PageError) {
			got = e
			w.WriteHeader(e.Status)
			fmt.Fprint(w, html.EscapeString(e.Title))
		}
	})
	wantPage(t, f.browser().open(home+"/base/?x=1"), http.StatusInternalServerError, "网站暂时不能登录")
	if got.Reason != oauth.ReasonSession || !errors.Is(got, cause) || got.Retry != "/base/?x=1" || got.Text == "" {
		t.Errorf("%+v", got)
	}
	if got.Error() != "oauth: session: redis is down" {
		t.Error(got.Error())
	}
	if bare := (&oauth.PageError{Reason: oauth.ReasonRefused}).Error(); bare != "oauth: refused" {
		t.Error(bare)
	}
}
