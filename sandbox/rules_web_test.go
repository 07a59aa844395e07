package sandbox_test

import (
	"net/url"
	"strings"
	"testing"

	"github.com/wechatgo/wechatgo/sandbox"
)

// A login without a state continues, and the inspector explains the risk.
func TestLoginWithoutState(t *testing.T) {
	t.Parallel()
	p, c := startWeb(t)
	alice := p.User("alice")
	good := authorizeURL(sandbox.AppURL+"/back", "snsapi_base")
	for name, address := range map[string]string{
		"empty":   strings.Replace(good, "state=STATE", "state=", 1),
		"missing": strings.Replace(good, "&state=STATE", "", 1),
	} {
		page := alice.Open(address)
		at, err := url.Parse(page.URL)
		if err != nil || at.Host != "app.sandbox.test" || at.Query().Get("state") != "" {
			t.Fatalf("%s: the browser is at %s: %s", name, page.URL, page.Body)
		}
		all := p.Exchanges()
		x := all[len(all)-1]
		if !x.OK || x.Outcome != "allowed" {
			t.Errorf("%s: %+v", name, x)
		}
		wantProblem(t, name, x.Problem, "There is no state", "没有 state 参数")
		if token := c.exchange(at.Query().Get("code")); token["openid"] != alice.OpenID() {
			t.Errorf("%s: the code gives %v", name, token)
		}
	}
}

// On the public address the app sees WeChat's browser on the user's phone, its own host name in no address, and the
// cookies of this user alone.
func TestPagesOnThePublicAddress(t *testing.T) {
	t.Parallel()
	p, _ := startWeb(t)
	p.User("bob").SetPlatform(1)
	for name, system := range map[string]string{"alice": "Android", "bob": "iPhone"} {
		u := p.User(name)
		u.Open(p.WebURL() + "/cookie")
		page := u.Open(p.WebURL() + "/page?a=1")
		if page.URL != "http://web.sandbox.test/page?a=1" || page.Body != "/page?a=1|seen=yes|true|false" {
			t.Errorf("%s is at %s: %s", name, page.URL, page.Body)
		}
		all := p.Exchanges()
		x := all[len(all)-1]
		if x.Kind != "page" || x.User != name || !strings.Contains(x.Request.Headers["User-Agent"], system) || x.Request.Headers["Cookie"] != "seen=yes" {
			t.Errorf("in the inspector: %+v", x)
		}
	}
	if page := p.User("carol").Open(p.WebURL() + "/page"); page.Body != "/page||true|false" {
		t.Errorf("carol has the cookies of others: %s", page.Body)
	}
}
