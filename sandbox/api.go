package sandbox

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"reflect"
	"time"

	"github.com/wechatgo/wechatgo/api/base"
	"github.com/wechatgo/wechatgo/api/kf"
	"github.com/wechatgo/wechatgo/api/menu"
	"github.com/wechatgo/wechatgo/api/qrcode"
	"github.com/wechatgo/wechatgo/api/sns"
	"github.com/wechatgo/wechatgo/api/ticket"
	"github.com/wechatgo/wechatgo/api/user"
	"github.com/wechatgo/wechatgo/endpoint"
)

// api lists the endpoints that the sandbox has, each with what answers it.
func (p *Platform) api() map[string]route {
	routes := map[string]route{}
	add := func(r route) { routes[r.spec.Path] = r }

	add(handle(base.Token, (*world).classicToken))
	add(handle(base.StableToken, (*world).stableToken))
	add(handle(base.CallbackIP, (*world).callbackIPs))
	add(handle(base.APIDomainIP, (*world).apiDomainIPs))
	add(handle(base.CallbackCheck, (*world).callbackCheck))
	add(handle(base.QuotaGet, (*world).quota, saysOK))
	add(handle(base.QuotaClear, (*world).clearQuota))
	add(handle(base.ClearQuota, (*world).clearAllQuota))
	add(handle(base.ClearQuotaV2, (*world).clearAllQuotaBySecret, inQueryOrBody))
	add(handle(base.RIDGet, (*world).ridRequest, saysOK))

	add(handle(menu.Create, (*world).createMenu, checks(noEscapes)))
	add(handle(menu.Get, (*world).getMenu))
	add(handle(menu.Delete, (*world).deleteMenu))
	add(handle(menu.SelfMenuInfo, (*world).selfMenu))
	add(handle(menu.AddConditional, (*world).addConditional, checks(noEscapes, noPrivacy)))
	add(handle(menu.DelConditional, (*world).delConditional))
	add(handle(menu.TryMatch, (*world).tryMatch))

	add(handle(user.Info, (*world).userInfo))
	add(handle(user.BatchInfo, (*world).userBatch))
	add(handle(user.List, (*world).userList))
	add(handle(user.UpdateRemark, (*world).updateRemark))

	add(handle(kf.Send, (*world).kfSend))
	add(handle(kf.Typing, (*world).kfTyping))

	add(handle(qrcode.Create, (*world).createQRCode))
	add(handle(qrcode.Show, (*world).showQRCode))

	add(handle(ticket.Get, (*world).getTicket, saysOK))

	add(handle(sns.AccessToken, (*world).snsAccessToken))
	add(handle(sns.RefreshToken, (*world).snsRefreshToken))
	add(handle(sns.UserInfo, (*world).snsUserInfo))
	add(handle(sns.Auth, (*world).snsAuth))
	return routes
}

// route is one endpoint with its answer.
type route struct {
	spec   endpoint.Spec
	checks []func(body []byte) error // of the raw body, before its fields
	saysOK bool                      // a read that carries errcode 0 all the same
	either bool                      // the query's parameters may come in the body
	// answer decodes the request and calls the handler, with Platform.mu held.
	// What it returns goes out as a file where there is one in it, and as JSON.
	answer func(w *world, r *http.Request, body []byte) (any, error)
	input  reflect.Type // what the request is decoded into
}

// readsJSON reports whether the call's body is JSON alone.
func (rt *route) readsJSON() bool { return rt.spec.Body == endpoint.JSON && !rt.either }

type routeOption func(*route)

// saysOK adds errcode 0 and errmsg ok to the answer, as some reads have them.
func saysOK(r *route) { r.saysOK = true }

// inQueryOrBody takes the query's parameters from the body as well: the
// platform's page lists them there, and its sample has them in the query.
func inQueryOrBody(r *route) { r.either = true }

// checks looks at the raw body.
func checks(list ...func(body []byte) error) routeOption {
	return func(r *route) { r.checks = list }
}

// handle makes the route of an endpoint. The handler takes and returns the
// endpoint's own types, and its errors are errcodes.
func handle[In, Out any](e endpoint.Endpoint[In, Out], handler func(*world, In) (Out, error), opts ...routeOption) route {
	rt := route{spec: e.Describe(), input: reflect.TypeFor[In]()}
	for _, opt := range opts {
		opt(&rt)
	}
	rt.answer = func(w *world, r *http.Request, body []byte) (any, error) {
		var in In
		if err := decodeInput(&rt, r, body, &in); err != nil {
			return nil, err
		}
		return handler(w, in)
	}
	return rt
}

// maxCallBody bounds a call's body, in bytes.
const maxCallBody = 1 << 20

// serveAPI answers the platform's own paths.
func (p *Platform) serveAPI(rw http.ResponseWriter, r *http.Request) {
	start := time.Now()
	body, err := io.ReadAll(http.MaxBytesReader(rw, r.Body, maxCallBody))
	if err != nil {
		rw.WriteHeader(http.StatusRequestEntityTooLarge)
		return
	}
	rt, known := p.routes[r.URL.Path]

	p.mu.Lock()
	w := p.world
	x := Exchange{
		Kind: "call", Title: rt.spec.Name, Endpoint: rt.spec.Name, Fidelity: "stateful",
		Request: HTTPMessage{Method: r.Method, URL: r.URL.RequestURI(), Headers: flatten(r.Header), Body: recorded(body), Opened: indented(body)},
	}
	var out any
	if known {
		w.quotas.count(r.URL.Path, w.now())
		out, err = w.call(&rt, r, body)
	} else {
		x.Title, x.Fidelity = r.URL.Path, "missing"
		err = w.lacks(r.URL.Path)
	}
	res := w.respond(&rt, out, err)
	x.OK, x.Status, x.ErrCode, x.Problem = err == nil, res.status, int(res.code), res.problem
	if known {
		x.Problem = x.Problem.and(unknownMembers(&rt, body))
	}
	if !known {
		res.header.Set("Wechatgo-Sandbox", "missing")
	}
	x.Response = HTTPMessage{Status: res.status, Headers: flatten(res.header), Body: res.recorded(), Opened: indented(res.body)}
	x.DurationMS = float64(time.Since(start).Microseconds()) / 1000
	x.rid = res.rid
	w.counters.call(x.Endpoint, x.OK)
	w.record(x)
	p.mu.Unlock()

	for k, v := range res.header {
		rw.Header()[k] = v
	}
	rw.WriteHeader(res.status)
	rw.Write(res.body)
}

// call checks in the platform's order: token, method, body, fields.
func (w *world) call(rt *route, r *http.Request, body []byte) (any, error) {
	if !rt.spec.NoToken {
		if err := w.tokens.check(r.URL.Query().Get("access_token"), w.now()); err != nil {
			return nil, err
		}
	}
	switch {
	case r.Method == rt.spec.Method:
	case rt.spec.Method == http.MethodGet:
		return nil, endpoint.ErrRequireGET
	default:
		return nil, endpoint.ErrRequirePOST
	}
	return rt.answer(w, r, body)
}

// lacks is the platform's answer to a path that it does not know.
func (w *world) lacks(path string) error {
	return refuse(endpoint.ErrInvalidURL,
		fmt.Sprintf("The sandbox has no %s. Either the path is wrong, or it is a part of the platform that the sandbox lacks: see docs/sandbox.md.", path),
		fmt.Sprintf("沙箱没有 %s：可能路径有误，也可能沙箱尚未实现该接口，见 docs/sandbox.md。", path))
}

// result is an answer on its way out.
type result struct {
	status  int
	code    endpoint.Code
	rid     string
	header  http.Header
	body    []byte
	binary  bool // body is a file
	problem *Problem
}

// recorded is the body as the inspector keeps it.
func (r *result) recorded() string {
	if r.binary {
		return fmt.Sprintf("(%d bytes of %s)", len(r.body), r.header.Get("Content-Type"))
	}
	return recorded(r.body)
}

// respond writes an answer in the platform's form.
func (w *world) respond(rt *route, out any, err error) *result {
	res := &result{status: http.StatusOK, header: http.Header{"Content-Type": {"application/json; encoding=utf-8"}}}
	if rt.isSNS() {
		res.header.Set("Content-Type", "text/plain")
	}
	file, _ := endpoint.FileIn(out)
	_, nothing := out.(endpoint.None)
	switch {
	case err != nil:
	case file != nil:
		err = res.download(file)
	case nothing:
		res.body = []byte(`{"errcode":0,"errmsg":"ok"}`)
	default:
		res.body, err = endpoint.EncodeJSON(out)
		if rt.saysOK && bytes.HasPrefix(res.body, []byte("{")) {
			res.body = append([]byte(`{"errcode":0,"errmsg":"ok",`), res.body[1:]...)
		}
	}
	if err != nil {
		w.fail(res, rt, err)
	}
	return res
}

// download makes the answer a file.
func (r *result) download(file *endpoint.Download) (err error) {
	r.binary = true
	r.header.Set("Content-Type", file.ContentType)
	if file.Filename != "" {
		r.header.Set("Content-Disposition", `attachment; filename="`+file.Filename+`"`)
	}
	r.body, err = io.ReadAll(file.Body)
	return err
}

// isSNS tells the web login's calls, which have manners of their own.
func (rt *route) isSNS() bool { return len(rt.spec.Path) > 5 && rt.spec.Path[:5] == "/sns/" }

func (w *world) fail(res *result, rt *route, err error) {
	if errors.As(err, &errNotFound{}) {
		res.status, res.body = http.StatusNotFound, nil
		res.header.Del("Content-Type")
		res.problem = &Problem{EN: "No QR code has this ticket, or it has expired.", ZH: "没有该 ticket 对应的二维码，或已过期。"}
		return
	}
	res.code, res.problem = codeOf(err)
	res.rid = w.ids.rid(w.now())
	text := "system error"
	if e, ok := res.code.Explain(); ok {
		text = e.Message
	}
	if rt.isSNS() {
		text += ","
	}
	res.body, _ = endpoint.EncodeJSON(struct { // never fails
		Code    endpoint.Code `json:"errcode"`
		Message string        `json:"errmsg"`
	}{res.code, text + " rid: " + res.rid})
}

// indented is JSON laid out for reading, "" for anything else.
func indented(body []byte) string {
	var b bytes.Buffer
	if len(body) > maxRecorded || json.Indent(&b, body, "", "  ") != nil {
		return ""
	}
	return b.String()
}
