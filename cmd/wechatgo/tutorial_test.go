package main_test

import (
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"testing"

	"github.com/wechatgo/wechatgo"
	"github.com/wechatgo/wechatgo/callback"
	"github.com/wechatgo/wechatgo/jssdk"
	"github.com/wechatgo/wechatgo/sandbox"
)

// tutorialPage is a page as tutorials have it: it asks its server by POST with its address in base64, and loads WeChat's
// script from WeChat. It knows nothing of the sandbox.
const tutorialPage = `<!DOCTYPE html>
<html><head><meta charset="utf-8"><title>loading</title>
<script src="https://res.wx.qq.com/open/js/jweixin-1.6.0.js"></script></head>
<body><script>
var request = new XMLHttpRequest();
request.open('POST', '/jssdk');
request.setRequestHeader('Content-Type', 'application/x-www-form-urlencoded');
request.onload = function () {
  var config = JSON.parse(request.responseText);
  config.jsApiList = ['updateAppMessageShareData', 'scanQRCode'];
  wx.config(config);
};
request.send('wechaturl=' + encodeURIComponent(btoa(location.href.split('#')[0])));
wx.error(function (e) { document.title = e.errMsg; });
wx.ready(function () {
  wx.updateAppMessageShareData({
    title: '微信分享', desc: 'from the tutorial', link: location.href, imgUrl: location.origin + '/card.png',
    success: function () { document.title = 'shared'; },
    fail: function (e) { document.title = e.errMsg; }
  });
});
</script></body></html>`

// The tutorial's own page works unmodified, in a tab of its own, on the account's public address.
func TestTutorialPageUnmodified(t *testing.T) {
	t.Parallel()
	var sdk *jssdk.SDK
	server, err := callback.New(wechatgo.Account{AppID: sandbox.DefaultAppID, Token: sandbox.DefaultToken, Mode: wechatgo.Plain}, echoing())
	if err != nil {
		t.Fatal(err)
	}
	mux := http.NewServeMux()
	mux.Handle("/wx", server)
	mux.HandleFunc("GET /page", func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, tutorialPage) })
	mux.HandleFunc("GET /favicon.ico", func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusNoContent) })
	mux.HandleFunc("POST /jssdk", func(w http.ResponseWriter, r *http.Request) { sdk.ServeHTTP(w, r) })
	app := httptest.NewServer(mux)
	t.Cleanup(app.Close)
	d := &dev{program: start(t, "sandbox", "--addr", "127.0.0.1:0", "--mode", "plain", app.URL+"/wx")}
	found := d.out.wait(t, `(?s)open  http://(\S+)\n.*web   (http://\S+) is`)
	d.page = found[1]
	public, err := url.Parse(found[2])
	if err != nil {
		t.Fatal(err)
	}
	sdk = d.client(t).JSSDK(jssdk.Config{Hosts: []string{public.Host}})
	p := phone{t, browser(t, public.String()+"/page?from=tutorial", 390, 844)}
	p.see("who holds the phone", `document.body.innerText.includes('Alice') && ([...document.querySelectorAll('button')].find(b => b.innerText.includes('Alice')).click(), true)`)
	p.see("the shared card", `document.title === 'shared'`)
	p.see("what the inspector has", fmt.Sprintf(`navigator.userAgent.includes('MicroMessenger') && location.href === %q`, public.String()+"/page?from=tutorial"))
}
