package main_test

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"sync/atomic"
	"testing"

	"github.com/chromedp/chromedp"

	"github.com/wechatgo/wechatgo"
	"github.com/wechatgo/wechatgo/callback"
	"github.com/wechatgo/wechatgo/message"
	"github.com/wechatgo/wechatgo/oauth"
	"github.com/wechatgo/wechatgo/reply"
	"github.com/wechatgo/wechatgo/sandbox"
	"github.com/wechatgo/wechatgo/scanlogin"
)

// A visitor's browser shows a code, the phone beside it scans it, follows and answers, and the browser is logged in. Then
// another code is answered wrong.
func TestScanLogin(t *testing.T) {
	t.Parallel()
	var site atomic.Pointer[http.ServeMux]
	app := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { site.Load().ServeHTTP(w, r) }))
	t.Cleanup(app.Close)
	site.Store(at(t, echoing())) // for the handshake: the program needs the sandbox's address
	d := &dev{program: start(t, "sandbox", "--addr", "127.0.0.1:0", "--mode", "plain", app.URL+"/wx")}
	d.page = d.out.wait(t, `open  http://(\S+)`)[1]
	d.out.wait(t, `answered the handshake`)

	wx := d.client(t)
	scan := wx.ScanLogin(scanlogin.Config{
		Name: "测试号", Login: wx.Login(oauth.Config{CookieKey: []byte("a cookie key of the tests, not for use")}),
	})
	t.Cleanup(scan.Close)
	mux := callback.NewMux()
	mux.Use(scan.Events)
	callback.On(mux, func(context.Context, *message.SubscribeEvent) (reply.Reply, error) {
		return reply.Text("welcome"), nil
	})
	web := at(t, mux)
	web.Handle("/scanlogin/", scan)
	web.Handle("/me", scan.Require(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		fmt.Fprintf(w, `<title>me</title><p id="me">%s</p><form method="post" action="/scanlogin/logout"><button>log out</button></form>`,
			oauth.User(r.Context()).OpenID)
	})))
	web.HandleFunc("/{$}", func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, "home") })
	web.HandleFunc("/favicon.ico", func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusNoContent) })
	site.Store(web)

	p := phone{t, browser(t, "http://"+d.page, 900, 844)}
	v := phone{t, browser(t, app.URL+"/me", 390, 844)}
	begin := func() {
		t.Helper()
		v.click("main form button")
		v.see("the code", `document.querySelector('#code img')?.naturalWidth > 0`)
		v.fits("main")
	}
	choose := func() {
		t.Helper()
		p.see("the known codes", `document.querySelector('#scan-sheet .qrcodes button')?.offsetParent != null`)
		p.see("the last code", `([...document.querySelectorAll('#scan-sheet .qrcodes button')].at(-1).click(), true)`)
	}
	begin()
	p.click("#follow-by-scan")
	choose()
	p.seeAnswer(1, "请回复网页上的两位数字")
	p.seeAnswer(1, "welcome")
	p.seeAnswer(1, "浏览器：Chrome（Linux）")
	v.see("the digits", `/^\d\d$/.test(document.querySelector('#digits').innerText)`)
	v.see("the code is gone", `document.querySelector('#code').offsetParent === null`)
	p.send(v.read("#digits"))
	p.seeAnswer(1, "已确认")
	v.see("the user's page", fmt.Sprintf(`location.pathname === '/me' && document.querySelector('#me').innerText === %q`, d.openID(t)))

	v.click("form button")
	v.see("that nobody is logged in", `document.body.innerText === 'home'`)
	v.see("the login page", `(location.href = '/me', true)`)
	v.see("the button", `document.querySelector('main form button') !== null`)
	begin()
	p.bring("#more", "#show-keyboard")
	p.click("#more")
	p.click("#send-scan")
	choose()
	v.see("the digits", `/^\d\d$/.test(document.querySelector('#digits').innerText)`)
	p.send("7")
	p.seeAnswer(1, "数字不对")
	v.see("the end", `document.querySelector('#end').innerText.includes('数字不对') && document.querySelector('#login').offsetParent === null`)
	v.click("#end button")
	v.see("another code", `document.querySelector('#code img')?.naturalWidth > 0`)
}

// at returns a site with the callback of h.
func at(t *testing.T, h callback.Handler) *http.ServeMux {
	t.Helper()
	server, err := callback.New(wechatgo.Account{AppID: sandbox.DefaultAppID, Token: sandbox.DefaultToken, Mode: wechatgo.Plain}, h)
	if err != nil {
		t.Fatal(err)
	}
	site := http.NewServeMux()
	site.Handle("/wx", server)
	return site
}

// read returns the text of an element.
func (p phone) read(selector string) string {
	p.t.Helper()
	text, err := chromedp.Run(p.ctx, chromedp.Evaluate[string](fmt.Sprintf(`document.querySelector(%q).innerText`, selector)))
	if err != nil {
		p.giveUp("read "+selector, err)
	}
	return text
}
