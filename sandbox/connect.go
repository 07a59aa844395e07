package sandbox

import (
	"fmt"
	"net/http"
	"net/url"
)

// AppURL is where an app that is connected in process seems to be.
const AppURL = "http://app.sandbox.test"

// app is the connected account's program. Its zero value is none.
type app struct {
	callback *url.URL     // the 服务器地址
	handler  http.Handler // nil where the app is reached over HTTP
}

func (a app) host() string {
	if a.callback == nil {
		return ""
	}
	return a.callback.Host
}

func (a app) transport() http.RoundTripper {
	if a.handler != nil {
		return inProcess{a.handler}
	}
	return network
}

// ConnectOption changes how [Platform.Connect] mounts the app.
type ConnectOption func(*url.URL)

// WithCallbackPath sets the path, and query if any, of the app's callback; the
// default is /wx.
func WithCallbackPath(path string) ConnectOption {
	return func(u *url.URL) {
		if at, err := url.Parse(path); err == nil {
			u.Path, u.RawQuery = at.Path, at.RawQuery
		}
	}
}

// Connect puts the app h, with its callback and its pages, under [AppURL] and
// does the handshake (URL verification). In a test, a failed handshake ends it.
func (p *Platform) Connect(h http.Handler, opts ...ConnectOption) Handshake {
	u, _ := url.Parse(AppURL + "/wx")
	for _, opt := range opts {
		opt(u)
	}
	if p.tb != nil {
		p.tb.Helper()
	}
	return p.connect(app{callback: u, handler: h})
}

// Callback sets the address of an app that is reached over HTTP and does the
// handshake. In a test, a failed handshake ends it. Any port is taken, unlike
// in WeChat's console, which takes 80 and 443.
func (p *Platform) Callback(address string) Handshake {
	if p.tb != nil {
		p.tb.Helper()
	}
	u, err := url.Parse(address)
	if err != nil || (u.Scheme != "http" && u.Scheme != "https") || u.Host == "" {
		return p.shaken(Handshake{Problem: &Problem{
			EN: fmt.Sprintf("%q is no address of a callback: it begins with http:// or https:// and has a host.", address),
			ZH: fmt.Sprintf("%q 不是有效的服务器地址：须以 http:// 或 https:// 开头并包含主机名。", address),
		}})
	}
	u.Fragment = ""
	return p.connect(app{callback: u})
}

func (p *Platform) connect(a app) Handshake {
	p.mu.Lock()
	p.app = a
	p.mu.Unlock()
	return p.shaken(p.shake(a))
}

// shaken keeps a handshake's result.
func (p *Platform) shaken(h Handshake) Handshake {
	h.At = p.Clock.Now()
	p.mu.Lock()
	p.handshake = &h
	p.mu.Unlock()
	p.hub.publish("state", nil)
	if p.tb != nil && !h.OK {
		p.tb.Helper()
		p.tb.Fatalf("sandbox: the handshake failed: %s", h.Problem.EN)
	}
	return h
}
