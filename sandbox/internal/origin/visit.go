package origin

import (
	"io"
	"log"
	"net"
	"net/http"
	"net/http/httputil"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/wechatgo/wechatgo/sandbox/internal/core"
	"github.com/wechatgo/wechatgo/sandbox/internal/inprocess"
	"github.com/wechatgo/wechatgo/sandbox/internal/web"
	"github.com/wechatgo/wechatgo/sandbox/record"
)

var noDeadline time.Time

// network reaches a program over HTTP. The time limits are those of a patient reverse proxy.
var network = &http.Transport{
	DialContext:           (&net.Dialer{Timeout: 10 * time.Second}).DialContext,
	ResponseHeaderTimeout: 5 * time.Minute,
	ExpectContinueTimeout: time.Second,
	IdleConnTimeout:       30 * time.Second,
	MaxIdleConnsPerHost:   16,
	DisableCompression:    true, // the script can be put into plain text only
}

// visit is one request for a page of the program, or for a part of one.
type visit struct {
	o       *Origin
	in      *http.Request
	user    holder
	visible bool // it is a page, which the inspector shows
	began   time.Time

	changes []record.Problem
	problem *record.Problem

	world    *core.World
	exchange *core.Exchange // of a page, once its header was answered
	shown    int            // how many changes the exchange has
}

func newVisit(o *Origin, r *http.Request, user holder) *visit {
	return &visit{o: o, in: r, user: user, visible: isNavigation(r), began: time.Now()}
}

// changed notes a change of the page for the inspector.
func (v *visit) changed(en, zh string) {
	const most = 20
	change := record.Problem{EN: en, ZH: zh}
	if len(v.changes) < most && !slices.Contains(v.changes, change) {
		v.changes = append(v.changes, change)
	}
}

func (v *visit) warn(en, zh string) { v.problem = v.problem.And(&record.Problem{EN: en, ZH: zh}) }

func (v *visit) serve(rw http.ResponseWriter, r *http.Request) {
	target, transport := v.o.program()
	switch {
	case target != nil && core.SameHost(target.Host, v.o.WebBase().Host):
		v.refuse(rw, record.Problem{
			EN: "The public address stands before itself. Give the sandbox the address at which the program listens: as the callback's, or with --app-addr.",
			ZH: "公开地址指向了自己。请在回调地址或 --app-addr 中填写程序自己监听的地址。",
		})
		return
	case target == nil:
		v.refuse(rw, record.Problem{
			EN: "No program is connected: set its callback, or name the address of its pages (--app-addr).",
			ZH: "尚未连接程序：请设置服务器地址，或用 --app-addr 指定网页所在地址。",
		})
		return
	}
	proxy := &httputil.ReverseProxy{
		Transport:      transport,
		FlushInterval:  -1, // what the program has sent is passed on at once
		Rewrite:        func(p *httputil.ProxyRequest) { v.forward(p, target) },
		ModifyResponse: v.answer,
		ErrorHandler: func(rw http.ResponseWriter, r *http.Request, err error) {
			if r.Context().Err() != nil {
				return // the browser has gone
			}
			v.refuse(rw, record.Problem{
				EN: "The program does not answer at " + target.Host + " (" + core.Short(
					err.Error(),
				) + "). Is it running, and is this the address of its pages (--app-addr)?",
				ZH: "程序在 " + target.Host + " 没有应答（" + core.Short(err.Error()) + "）。请确认程序已启动，且网页地址（--app-addr）正确。",
			})
		},
		ErrorLog: log.New(io.Discard, "", 0), // it tells only of connections that ended early
	}
	proxy.ServeHTTP(rw, r)
}

// program returns where the program's pages are, and what reaches them; nil if there is no program.
func (o *Origin) program() (*url.URL, http.RoundTripper) {
	if at, err := url.Parse(o.Config().PagesBase); err == nil && at.Host != "" {
		return at, network
	}
	app, _ := o.App()
	switch {
	case app.Handler != nil:
		return app.Callback, inprocess.Transport{Handler: app.Handler}
	case app.Callback != nil:
		return app.Callback, network
	}
	return nil, nil
}

// forward makes the request as WeChat's browser sends it to the public address.
func (v *visit) forward(p *httputil.ProxyRequest, target *url.URL) {
	p.Out.URL.Scheme, p.Out.URL.Host = target.Scheme, target.Host
	p.Out.URL.RawQuery = p.In.URL.RawQuery // also where it is no proper query
	p.SetXForwarded()
	h := p.Out.Header
	for name := range h {
		if strings.HasPrefix(strings.ToLower(name), "sec-ch-ua") {
			h.Del(name) // WeChat's browser says nothing of the kind
		}
	}
	h.Del("Accept-Encoding")
	h.Del(userHeader)
	if v.visible { // the browser's copy has the script in it
		h.Del("If-None-Match")
		h.Del("If-Modified-Since")
	}
	h.Set("User-Agent", v.user.device.UserAgent())
	innerCookies(h, v.user.name)
}

// answer changes the response of the program.
func (v *visit) answer(resp *http.Response) error {
	before := resp.Header.Clone()
	h := resp.Header
	outerCookies(h, v.user.name)
	v.redirects(h)
	v.dropHeaders(h, resp.Request.Header)
	if v.visible && resp.StatusCode != http.StatusSwitchingProtocols {
		nonce := v.amendHeaders(h)
		v.inject(resp, nonce)
		v.record(resp.Request, resp.StatusCode, before)
	}
	return nil
}

// record shows the page in the inspector, with the headers that the program got and sent.
func (v *visit) record(out *http.Request, status int, answered http.Header) {
	v.o.Do(func(tx *core.Tx) {
		var x core.Exchange
		x.Kind, x.Title, x.User = "page", v.in.Method+" "+v.in.URL.RequestURI(), v.user.name
		x.OK, x.Status, x.Problem = status < http.StatusBadRequest, status, v.problem
		x.DurationMS = float64(time.Since(v.began).Microseconds()) / 1000
		x.Request = record.HTTPMessage{Method: v.in.Method, URL: v.o.WebBase().String() + v.in.URL.RequestURI()}
		if out != nil {
			x.Request.Headers = core.FlattenHeader(out.Header)
		}
		x.Response = record.HTTPMessage{Status: status, Headers: core.FlattenHeader(answered)}
		x.Changes, v.shown = slices.Clone(v.changes), len(v.changes)
		v.world, v.exchange = tx.World, tx.Record(x)
	})
}

// finish adds what was changed in the body to the exchange.
func (v *visit) finish() {
	if v.exchange == nil || len(v.changes) == v.shown {
		return
	}
	v.o.DoIn(v.world, func(tx *core.Tx) {
		v.exchange.Changes = slices.Clone(v.changes) // others may still read the former ones
		tx.Update(v.exchange)
	})
}

// refuse answers in place of a program that does not.
func (v *visit) refuse(rw http.ResponseWriter, why record.Problem) {
	if !v.visible {
		web.WriteProblem(rw, http.StatusBadGateway, why)
		return
	}
	v.problem = &why
	v.record(nil, http.StatusBadGateway, nil)
	v.o.writePage(rw, v.in, http.StatusBadGateway, core.ErrorPage(http.StatusBadGateway, why).Page)
}
