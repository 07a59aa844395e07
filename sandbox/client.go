package sandbox

import (
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/wechatgo/wechatgo/sandbox/internal/core"
	"github.com/wechatgo/wechatgo/sandbox/internal/delivery"
	"github.com/wechatgo/wechatgo/sandbox/internal/inprocess"
)

// platformHosts are the host names of the platform that [Platform.Client] reaches.
var platformHosts = []string{
	"api.weixin.qq.com", "api2.weixin.qq.com", "sh.api.weixin.qq.com", "sz.api.weixin.qq.com", "hk.api.weixin.qq.com",
	"open.weixin.qq.com", "mp.weixin.qq.com", "res.wx.qq.com", "res2.wx.qq.com",
}

// Client returns a client that reaches the platform in process, under its own address and under WeChat's real host
// names, and the account's pages under their public address. If the app was connected in process, the client reaches it
// under every other host name. Then it opens no connection, and works inside a testing/synctest bubble. If the app was
// connected by its URL, the client reaches it over HTTP, and reaches no other host than the app's, the loopback hosts and
// Config.WebHosts.
func (p *Platform) Client() *http.Client { return &http.Client{Transport: router{p}} }

// router sends a request to the platform, to the account's public address or to the app.
type router struct{ p *Platform }

func (t router) RoundTrip(r *http.Request) (*http.Response, error) {
	if t.p.serves(r.URL) {
		return inprocess.Transport{Handler: http.HandlerFunc(t.p.serveInProcess)}.RoundTrip(r)
	}
	if t.p.servesWeb(r.URL) {
		return inprocess.Transport{Handler: t.p.Web()}.RoundTrip(r)
	}
	app, _ := t.p.core.App()
	if app.Handler == nil && !t.p.core.IsWebHost(r.URL) && !core.IsLoopback(r.URL.Hostname()) {
		if r.Body != nil {
			r.Body.Close()
		}
		return nil, fmt.Errorf(
			"sandbox: nothing is known at %s: connect the app, or name the host in Config.WebHosts",
			r.URL.Host,
		)
	}
	return delivery.Transport(app).RoundTrip(r)
}

// serves reports whether u is on a host of the platform.
func (p *Platform) serves(u *url.URL) bool {
	return u.Host == p.core.Base().Host || slices.Contains(platformHosts, strings.ToLower(u.Hostname()))
}

// servesWeb reports whether u is on the account's public address.
func (p *Platform) servesWeb(u *url.URL) bool {
	return strings.EqualFold(u.Host, p.core.WebBase().Host)
}

// serveInProcess serves a request from this process. No browser can have forged it, so its Host becomes the platform's
// own.
func (p *Platform) serveInProcess(rw http.ResponseWriter, r *http.Request) {
	r.Host = p.core.Base().Host
	p.ServeHTTP(rw, r)
}
