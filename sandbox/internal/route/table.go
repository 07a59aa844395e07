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

// Table is the platform's API by path. It is an http.Handler.
type Table struct {
	platform *core.Platform
	byPath   map[string]*Route
}

// NewTable makes the table of a platform. saysOK tells of an endpoint whether
// its documented response has errcode 0 beside its data. Two routes on one path
// are a mistake of ours: it panics.
func NewTable(p *core.Platform, routes []Route, saysOK func(endpoint string) bool) *Table {
	t := &Table{platform: p, byPath: make(map[string]*Route, len(routes))}
	served := make(map[string]endpoint.Spec, len(routes))
	for _, r := range routes {
		if other := t.byPath[r.Spec.Path]; other != nil {
			panic(fmt.Sprintf("sandbox: %s and %s are both at %s", other.Spec.Name, r.Spec.Name, r.Spec.Path))
		}
		r.saysOK = saysOK(r.Spec.Name)
		t.byPath[r.Spec.Path] = &r
		served[r.Spec.Path] = r.Spec
	}
	p.SetEndpoints(served)
	return t
}

// Routes gives the routes in the order of their names.
func (t *Table) Routes() iter.Seq[*Route] {
	return slices.Values(slices.SortedFunc(maps.Values(t.byPath), func(a, b *Route) int {
		return strings.Compare(a.Spec.Name, b.Spec.Name)
	}))
}

// ServeHTTP answers the platform's own paths.
func (t *Table) ServeHTTP(rw http.ResponseWriter, r *http.Request) {
	start := time.Now()
	rt := t.byPath[r.URL.Path]
	most := int64(maxBody)
	if rt != nil {
		most = rt.maxBody
	}
	body, err := io.ReadAll(http.MaxBytesReader(rw, r.Body, most))
	if err != nil {
		rw.WriteHeader(http.StatusRequestEntityTooLarge)
		return
	}
	if rt == nil {
		t.missing(rw, r, body, start)
		return
	}
	c := &call{route: rt, request: r, body: body}
	if rt.Spec.Body == endpoint.Multipart {
		c.form = readForm(r.Header.Get("Content-Type"), body)
	}
	x := c.exchange() // before the transaction: it takes time
	if rt.garbles {
		c.body = garbled(body)
		c.escaped = len(c.body) != len(body)
	}
	var w *core.World
	var struck *record.CallFault
	t.platform.Do(func(tx *core.Tx) { w, struck = tx.World, tx.TakeCallFault(rt.Spec.Name) })
	if struck != nil && !wait(r, w, struck.Delay) {
		t.platform.DoIn(w, func(tx *core.Tx) { rt.gone(tx, x, start) })
		panic(http.ErrAbortHandler)
	}
	var res *result
	t.platform.DoIn(w, func(tx *core.Tx) { res = t.answer(tx, c, x, struck, start) })
	if struck != nil && struck.Cut {
		panic(http.ErrAbortHandler) // breaks the connection
	}
	res.write(rw)
}

// wait waits for d. It reports whether the caller did as well, and the world is
// still there.
func wait(r *http.Request, w *core.World, d time.Duration) bool {
	if d <= 0 {
		return true
	}
	over := time.NewTimer(d)
	defer over.Stop()
	select {
	case <-over.C:
		return true
	case <-r.Context().Done():
		return false
	case <-w.Context().Done():
		return false
	}
}

// answer makes the call and keeps the exchange.
func (t *Table) answer(tx *core.Tx, c *call, x *core.Exchange, struck *record.CallFault, start time.Time) *result {
	rt := c.route
	x.Title, x.Endpoint, x.Fidelity = rt.Spec.Name, rt.Spec.Name, rt.Fidelity()
	var res *result
	var warning *record.Problem
	if struck.Replaces() {
		res = rt.struck(tx, struck)
	} else {
		var out any
		var err error
		if warning, err = rt.admit(tx, c); err == nil {
			out, err = rt.answer(tx, c)
		}
		res = rt.respond(tx, out, err)
		if err == nil {
			warning = warning.And(rt.deed(tx.Config().AllowSamples))
		}
		warning = warning.And(tx.Warning()).And(c.unknownMembers())
		if c.escaped {
			warning = warning.And(&escaped)
		}
	}
	if rt.sample != nil {
		res.header.Set(fidelityHeader, "sample")
	}
	if x.Fault = struck.Name(); x.Fault == "" && res.asked {
		x.Fault = "token"
	}
	x.OK = res.code == 0 && res.status < http.StatusBadRequest && x.Fault != "cut"
	res.problem = res.problem.And(warning)
	x.Asked = res.asked && warning == nil
	if x.Fault == "cut" && !struck.Replaces() {
		x.Asked = res.problem == nil
		res.problem = res.problem.And(&cutProblem)
	}
	res.pack(c.request.Header.Get("Accept-Encoding"))
	finish(tx, x, res, start)
	return res
}

// fidelityHeader says how true an answer is where it is not the endpoint's own.
const fidelityHeader = "Wechatgo-Sandbox"

// missing answers a path that the sandbox lacks as the platform answers one that
// it does not know.
func (t *Table) missing(rw http.ResponseWriter, r *http.Request, body []byte, start time.Time) {
	var res *result
	x := (&call{request: r, body: body}).exchange()
	t.platform.Do(func(tx *core.Tx) {
		path := core.Short(r.URL.Path)
		x.Title, x.Fidelity = path, "missing"
		res = (&Route{}).respond(tx, nil, core.Refuse(endpoint.ErrInvalidURL,
			fmt.Sprintf("The sandbox has no %s. Either the path is wrong, or it is a part of the platform that the sandbox lacks: see docs/sandbox.md.", path),
			fmt.Sprintf("沙箱没有 %s：可能路径有误，也可能沙箱尚未实现该接口，见 docs/sandbox.md。", path)))
		res.header.Set(fidelityHeader, "missing")
		finish(tx, x, res, start)
	})
	res.write(rw)
}

// exchange is the request as the inspector keeps it.
func (c *call) exchange() *core.Exchange {
	x := &core.Exchange{}
	x.Kind = "call"
	x.Request = record.HTTPMessage{Method: c.request.Method, URL: c.request.URL.RequestURI(), Headers: core.FlattenHeader(c.request.Header)}
	if c.form != nil {
		x.Request.Body = c.form.describe()
	} else {
		x.Request.Body, x.Request.Opened = core.Recorded(c.body), core.Indented(c.body)
	}
	return x
}

// finish keeps an exchange with its answer.
func finish(tx *core.Tx, x *core.Exchange, res *result, start time.Time) {
	x.Status, x.ErrCode, x.Problem, x.RID = res.status, int(res.code), res.problem, res.rid
	x.Response = record.HTTPMessage{Status: res.status, Headers: core.FlattenHeader(res.header), Body: res.recorded(), Opened: core.Indented(res.body)}
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
	if r.packed != nil {
		rw.Write(r.packed)
		return
	}
	rw.Write(r.body)
}
