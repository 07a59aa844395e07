package route

import (
	"fmt"
	"io"
	"iter"
	"maps"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/wechatgo/wechatgo/endpoint"
	"github.com/wechatgo/wechatgo/sandbox/internal/core"
	"github.com/wechatgo/wechatgo/sandbox/record"
)

// Table has the routes of the platform's API by path. It is an http.Handler.
type Table struct {
	platform *core.Platform
	byPath   map[string]*Route
}

// NewTable makes the table of a platform. saysOK reports whether the documented response of an endpoint has errcode 0
// beside its data. NewTable panics if two routes have the same path, because that is a programming error.
func NewTable(p *core.Platform, routes []Route, saysOK func(endpoint string) bool) *Table {
	t := &Table{platform: p, byPath: make(map[string]*Route, len(routes))}
	endpoints := make(map[string]endpoint.Spec, len(routes))
	for _, r := range routes {
		if other := t.byPath[r.Spec.Path]; other != nil {
			panic(fmt.Sprintf("sandbox: %s and %s are both at %s", other.Spec.Name, r.Spec.Name, r.Spec.Path))
		}
		r.saysOK = saysOK(r.Spec.Name)
		t.byPath[r.Spec.Path] = &r
		endpoints[r.Spec.Path] = r.Spec
	}
	p.SetEndpoints(endpoints)
	return t
}

// Routes returns the routes in the order of their names.
func (t *Table) Routes() iter.Seq[*Route] {
	return slices.Values(slices.SortedFunc(maps.Values(t.byPath), func(a, b *Route) int {
		return strings.Compare(a.Spec.Name, b.Spec.Name)
	}))
}

// ServeHTTP answers a call of the API.
func (t *Table) ServeHTTP(rw http.ResponseWriter, r *http.Request) {
	start := time.Now()
	rt := t.byPath[r.URL.Path]
	limit := int64(maxBody)
	if rt != nil {
		limit = rt.maxBody
	}
	body, err := io.ReadAll(http.MaxBytesReader(rw, r.Body, limit))
	if err != nil {
		rw.WriteHeader(http.StatusRequestEntityTooLarge)
		return
	}
	if rt == nil {
		t.answerUnknownPath(rw, r, body, start)
		return
	}
	c := &call{route: rt, request: r, body: body}
	if rt.Spec.Body == endpoint.Multipart {
		c.form = readForm(r.Header.Get("Content-Type"), body)
	}
	x := c.exchange() // done before the transaction, because it takes time
	if rt.keepsEscapes {
		c.body = doubleEscapes(body)
		c.escaped = len(c.body) != len(body)
	}
	var w *core.World
	var fault *record.CallFault
	t.platform.Do(func(tx *core.Tx) { w, fault = tx.World, tx.TakeCallFault(rt.Spec.Name) })
	if fault != nil && !wait(r, w, fault.Delay) {
		t.platform.DoIn(w, func(tx *core.Tx) { rt.recordHungUp(tx, x, start) })
		panic(http.ErrAbortHandler)
	}
	var res *result
	t.platform.DoIn(w, func(tx *core.Tx) { res = t.answer(tx, c, x, fault, start) })
	if fault != nil && fault.Cut {
		panic(http.ErrAbortHandler) // breaks the connection
	}
	res.write(rw)
}

// wait waits for d. It returns false if the caller hung up or the world was reset in the meantime.
func wait(r *http.Request, w *core.World, d time.Duration) bool {
	if d <= 0 {
		return true
	}
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return true
	case <-r.Context().Done():
		return false
	case <-w.Context().Done():
		return false
	}
}

// answer makes the call, applies the fault, and records the exchange.
func (t *Table) answer(tx *core.Tx, c *call, x *core.Exchange, fault *record.CallFault, start time.Time) *result {
	rt := c.route
	x.Title, x.Endpoint, x.Fidelity = rt.Spec.Name, rt.Spec.Name, rt.Fidelity()
	var res *result
	var warning *record.Problem
	if fault.Replaces() {
		res = rt.faultAnswer(tx, fault)
	} else {
		var out any
		var err error
		if warning, err = rt.checkAccess(tx, c); err == nil {
			out, err = rt.answer(tx, c)
		}
		res = rt.respond(tx, out, err)
		if err == nil {
			warning = warning.And(rt.sampleWarning(tx.Config().AllowSamples))
		}
		warning = warning.And(tx.Warning()).And(c.unknownMembers())
		if c.escaped {
			warning = warning.And(&escapesProblem)
		}
	}
	if rt.sample != nil {
		res.header.Set(fidelityHeader, "sample")
	}
	if x.Fault = fault.Name(); x.Fault == "" && res.asked {
		x.Fault = "token"
	}
	x.OK = res.code == 0 && res.status < http.StatusBadRequest && x.Fault != "cut"
	res.problem = res.problem.And(warning)
	x.Asked = res.asked && warning == nil
	if x.Fault == "cut" && !fault.Replaces() {
		x.Asked = res.problem == nil
		res.problem = res.problem.And(&cutProblem)
	}
	res.compress(c.request.Header.Get("Accept-Encoding"))
	recordCall(tx, x, res, start)
	return res
}

// fidelityHeader is the header of an answer that does not come from the endpoint's handler; its value is "sample" or
// "missing".
const fidelityHeader = "Wechatgo-Sandbox"

// answerUnknownPath answers a path that the sandbox does not have, as the platform answers a path that it does not
// know.
func (t *Table) answerUnknownPath(rw http.ResponseWriter, r *http.Request, body []byte, start time.Time) {
	var res *result
	x := (&call{request: r, body: body}).exchange()
	t.platform.Do(func(tx *core.Tx) {
		path := core.Short(r.URL.Path)
		x.Title, x.Fidelity = path, "missing"
		res = (&Route{}).respond(tx, nil, core.Refuse(
			endpoint.ErrInvalidURL,
			fmt.Sprintf(
				"The sandbox has no %s. Either the path is wrong, or it is a part of the platform that the sandbox lacks: see docs/sandbox.md.",
				path,
			),
			fmt.Sprintf("沙箱没有 %s：可能路径有误，也可能沙箱尚未实现该接口，见 docs/sandbox.zh-CN.md。", path),
		))
		res.header.Set(fidelityHeader, "missing")
		recordCall(tx, x, res, start)
	})
	res.write(rw)
}

// exchange returns the request as the inspector keeps it.
func (c *call) exchange() *core.Exchange {
	x := &core.Exchange{}
	x.Kind = "call"
	x.Request = record.HTTPMessage{
		Method:  c.request.Method,
		URL:     c.request.URL.RequestURI(),
		Headers: core.FlattenHeader(c.request.Header),
	}
	if c.form != nil {
		x.Request.Body = c.form.describe()
	} else {
		x.Request.Body, x.Request.Opened = core.Recorded(c.body), core.Indented(c.body)
	}
	return x
}

// recordCall records an exchange with its answer, and counts the call.
func recordCall(tx *core.Tx, x *core.Exchange, res *result, start time.Time) {
	x.Status, x.ErrCode, x.Problem, x.RID = res.status, int(res.code), res.problem, res.rid
	x.Response = record.HTTPMessage{
		Status:  res.status,
		Headers: core.FlattenHeader(res.header),
		Body:    res.recorded(),
		Opened:  core.Indented(res.body),
	}
	x.DurationMS = float64(time.Since(start).Microseconds()) / 1000
	tx.CountCall(x.Endpoint, x.OK)
	what, user := tx.Subject()
	x.Title, x.User = strings.TrimSpace(x.Title+" "+what), user
	tx.LinkEntries(tx.Record(*x).ID)
}

func (r *result) write(rw http.ResponseWriter) {
	for k, v := range r.header {
		rw.Header()[k] = v
	}
	rw.WriteHeader(r.status)
	if r.gzipped != nil {
		rw.Write(r.gzipped)
		return
	}
	rw.Write(r.body)
}
