package oauth_test

import (
	"context"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"github.com/wechatgo/wechatgo/endpoint"
	"github.com/wechatgo/wechatgo/internal/programtest"
	"github.com/wechatgo/wechatgo/oauth"
)

// chromium starts Chromium, or skips the test if there is none.
func chromium(t *testing.T) context.Context {
	t.Helper()
	ctx, cancel := chromedp.NewContext(programtest.Chromium(t, chromedp.Flag("ignore-certificate-errors", true)))
	t.Cleanup(cancel)
	return ctx
}

// In a real browser the route behind # survives the login, over http and with the cookies of https, and a page without
// one is not at #wechat_redirect.
func TestHashRouteInTheBrowser(t *testing.T) {
	t.Parallel()
	ctx := chromium(t)
	for name, setUp := range map[string]struct {
		serve func(http.Handler) *httptest.Server
		plain bool
		want  string // where the first address ends
	}{
		"http":           {httptest.NewServer, false, "/base/shop?x=1#/orders/7?a=%E4%B8%AD&b=%26"},
		"https":          {httptest.NewTLSServer, false, "/base/shop?x=1#/orders/7?a=%E4%B8%AD&b=%26"},
		"redirect alone": {httptest.NewServer, true, "/base/shop?x=1#"},
	} {
		platform := newPlatform("127.0.0.1")
		wechatServer := httptest.NewServer(platform)
		defer wechatServer.Close()
		hosts, err := endpoint.OneHost(wechatServer.URL)
		if err != nil {
			t.Fatal(err)
		}
		login, err := oauth.New(oauth.Config{
			AppID: appID, Secret: secret, Client: &endpoint.Client{Hosts: hosts}, PlainRedirect: setUp.plain,
			CookieKey: []byte(name + string(cookieKey)), // the browser sends the cookies of one site to the other
		})
		if err != nil {
			t.Fatal(err)
		}
		pages := http.NewServeMux()
		pages.Handle("/base/", login.Require(oauth.Base, http.HandlerFunc(writeUser)))
		pages.Handle("/info/", login.Require(oauth.UserInfo, http.HandlerFunc(writeUser)))
		site := setUp.serve(pages)
		defer site.Close()
		for _, test := range []struct{ path, want, user string }{
			{"/base/shop?x=1#/orders/7?a=中&b=%26", setUp.want, "oAlice"},
			{"/base/shop?x=2#/orders/8", "/base/shop?x=2#/orders/8", "oAlice"}, // with a session
			{"/info/shop", "/info/shop#", "爱丽丝<&>"},
		} {
			// about:blank comes before, since an address with another fragment alone would be no navigation.
			if err := chromedp.Do(ctx, chromedp.Navigate("about:blank"), chromedp.Navigate(site.URL+test.path)); err != nil {
				t.Fatalf("%s: %s: %v", name, test.path, err)
			}
			if at, text, ok := waitFor(ctx, site.URL+test.want, test.user); !ok {
				t.Fatalf("%s: %s ended at %s with %q, want %s", name, test.path, at, text, test.want)
			}
		}
		if n := platform.count(authorizePath); n != 2 {
			t.Errorf("%s: %d visits of the authorize page, want 2", name, n)
		}
	}
}

// Outside WeChat the address to copy has the part behind #, too.
func TestAddressInTheBrowser(t *testing.T) {
	t.Parallel()
	ctx := chromium(t)
	f := newFixture(t, nil)
	site := httptest.NewServer(f.mux)
	defer site.Close()
	address := site.URL + "/base/shop?x=1#/orders/7"
	if err := chromedp.Do(ctx, chromedp.Navigate(address)); err != nil {
		t.Fatal(err)
	}
	if at, text, ok := waitFor(ctx, address, "\n"+address); !ok {
		t.Errorf("%s shows %q", at, text)
	}
}

// waitFor waits until the browser is at an address whose page has a text, and returns where it is and what it shows.
func waitFor(ctx context.Context, address, part string) (at, text string, ok bool) {
	ctx, cancel := context.WithTimeout(ctx, 20*time.Second)
	defer cancel()
	for {
		at, _ = chromedp.Run(ctx, chromedp.Evaluate[string]("location.href"))
		text, _ = chromedp.Run(ctx, chromedp.Evaluate[string]("document.body.innerText"))
		if at == address && strings.Contains(text, part) {
			return at, text, true
		}
		if chromedp.Do(ctx, chromedp.Sleep(50*time.Millisecond)) != nil {
			return at, text, false
		}
	}
}
