package oauth_test

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/wechatgo/wechatgo/oauth"
)

var ownTexts = map[string]oauth.Texts{
	"zh-CN": {Again: "再试一次", Pages: map[oauth.Reason]oauth.Text{oauth.ReasonRefused: {Title: "本店需要登录"}}},
	"ja": {
		Again: "もう一度", Leaving: "WeChat を開いています", LogIn: "ログインしてください",
		Pages: map[oauth.Reason]oauth.Text{oauth.ReasonRefused: {Title: "ログインしていません", Text: "許可されませんでした。"}},
	},
}

// A program's texts stand in place of the package's own, and Accept-Language chooses among them.
func TestOwnTexts(t *testing.T) {
	t.Parallel()
	f := newFixture(t, func(c *oauth.Config) { c.Texts = ownTexts })
	f.platform.refuse = true
	for accept, want := range map[string][]string{
		"zh-CN,zh;q=0.9":          {`lang="zh-CN"`, "本店需要登录", "你没有同意授权", "再试一次"},
		"ja":                      {`lang="ja"`, "ログインしていません", "許可されませんでした。", "もう一度"},
		"fr;q=0.9, ja-JP;q=0.8":   {`lang="ja"`},
		"en;q=0.1, ja;q=0.5":      {`lang="ja"`},
		"JA":                      {`lang="ja"`},
		"zh-Hant-TW, ja":          {`lang="zh-CN"`},
		"en-GB":                   {`lang="en"`, "You are not logged in", "Try again"},
		"fr":                      {`lang="en"`},
		"zh;q=0, en":              {`lang="en"`},
		"*":                       {`lang="zh-CN"`},
		"":                        {`lang="zh-CN"`},
		"xx-YY-zz, *;q=0.1":       {`lang="en"`, "You are not logged in"},
		";;q=,,":                  {`lang="zh-CN"`},
		"en;q=x, ja;q=0.5":        {`lang="ja"`},
		strings.Repeat("fr,", 99): {`lang="en"`},
		// A program takes tags of 35 characters (RFC 5646, section 4.4.1); a longer one is not worth its time.
		"ja" + strings.Repeat("-a", 16) + "a":   {`lang="ja"`},
		"ja" + strings.Repeat("-a", 17):         {`lang="zh-CN"`},
		"ja" + strings.Repeat("-a", 17) + ",en": {`lang="en"`},
		strings.Repeat(",", 16) + "ja":          {`lang="zh-CN"`},
	} {
		b := f.browser()
		b.header.Set("Accept-Language", accept)
		got := b.open(home + "/info/")
		wantPage(t, got, http.StatusForbidden, want...)
		if t.Failed() {
			t.Fatalf("Accept-Language: %s", accept)
		}
	}
}

// A key may be in upper or lower case, and the language stays the same one.
func TestTextsInAnyCase(t *testing.T) {
	t.Parallel()
	f := newFixture(t, func(c *oauth.Config) {
		c.Texts = map[string]oauth.Texts{"EN": {Again: "Once more"}, "ZH-cn": {Again: "再来"}, "zh-TW": {Again: "再試一次"}}
	})
	f.platform.refuse = true
	for accept, want := range map[string]string{"en": "Once more", "fr": "Once more", "zh": "再来", "": "再来", "zh-tw": "再試一次", "zh-HK": "再来"} {
		b := f.browser()
		b.header.Set("Accept-Language", accept)
		wantPage(t, b.open(home+"/info/"), http.StatusForbidden, want)
	}
}

// What a script reads is in the user's language, too.
func TestTextForScripts(t *testing.T) {
	t.Parallel()
	f := newFixture(t, func(c *oauth.Config) { c.Texts = ownTexts })
	for accept, want := range map[string]string{"zh-CN": "请先用微信登录", "en-US": "log in with WeChat first", "ja": "ログインしてください"} {
		b := f.browser()
		b.header = http.Header{"Accept": {"application/json"}, "Accept-Language": {accept}}
		wantPage(t, b.open(home+"/base/"), http.StatusUnauthorized, want, `"error":"login_required"`)
	}
}

// A Login that is not set up has a program's texts all the same, and those that New refuses leave the package's own.
func TestTextsWithoutALogin(t *testing.T) {
	t.Parallel()
	for want, texts := range map[string]map[string]oauth.Texts{
		"Closed":                          {"en": {Pages: map[oauth.Reason]oauth.Text{oauth.ReasonConfig: {Title: "Closed"}}}},
		"not set up correctly":            {"e n": {}},
		"This is not your fault. Try":     {"en": {Pages: map[oauth.Reason]oauth.Text{"unknown": {}}}},
		"This site&#39;s WeChat login is": nil,
	} {
		login, err := oauth.New(oauth.Config{Texts: texts})
		if err == nil {
			t.Fatal("a Config without an AppID was accepted")
		}
		r := httptest.NewRequest(http.MethodGet, home, http.NoBody)
		r.Header.Set("Accept-Language", "en")
		rec := httptest.NewRecorder()
		login.Require(oauth.Base, http.NotFoundHandler()).ServeHTTP(rec, r)
		if rec.Code != http.StatusInternalServerError || !strings.Contains(rec.Body.String(), want) {
			t.Errorf("%d %s, want %s", rec.Code, rec.Body, want)
		}
	}
}

// Require refuses a scope that is not one of web login where it is called, and says which there are.
func TestRequireRefusesAnotherScope(t *testing.T) {
	t.Parallel()
	for _, scope := range []oauth.Scope{"", "snsapi_login", "userinfo", "snsapi_base,snsapi_userinfo"} {
		f := newFixture(t, nil)
		h := f.login.Require(scope, http.HandlerFunc(writeUser))
		log := f.logs.String()
		for _, part := range []string{"level=ERROR", "oauth: Scope is", "oauth.Base (snsapi_base)", "oauth.UserInfo (snsapi_userinfo)", "text_test.go:"} {
			if !strings.Contains(log, part) {
				t.Errorf("%q: the log lacks %s: %s", scope, part, log)
			}
		}
		f.hosts["www.example.com"] = h
		got := f.browser().open(home + "/")
		wantPage(t, got, http.StatusInternalServerError, "网站的微信登录没有配置好")
		if f.platform.count(authorizePath) != 0 || strings.Contains(got.body, "snsapi") {
			t.Errorf("%q: %s", scope, got.body)
		}
	}
}
