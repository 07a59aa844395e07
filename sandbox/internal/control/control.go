// Package control is the control API of the sandbox: all that the phone page does, for tests in any language. Each
// operation is declared once, with its types, and the declaration is used to serve it, to list it and to describe it.
package control

import (
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"reflect"
	"slices"
	"strings"

	"github.com/wechatgo/wechatgo/sandbox/internal/core"
	"github.com/wechatgo/wechatgo/sandbox/internal/delivery"
	"github.com/wechatgo/wechatgo/sandbox/internal/route"
	"github.com/wechatgo/wechatgo/sandbox/internal/web"
	"github.com/wechatgo/wechatgo/sandbox/record"
)

// control has the objects that the operations work on.
type control struct {
	*core.Platform
	delivery *delivery.Delivery
	table    *route.Table

	mux        *http.ServeMux
	operations []operation
	recorder   recorder
}

// operation is a method and a path below /_sandbox/.
type operation struct {
	method  string
	path    string
	summary record.Problem
	query   []parameter
	in      reflect.Type // the type of the body; nil if there is none
	out     reflect.Type // the type of the answer; nil if it is not JSON
	status  int          // the status of a success
	async   bool         // the answer may be 202, before the delivery is over
}

// parameter is a parameter of the query.
type parameter struct {
	name    string
	summary record.Problem
}

// root is the path below which the control API is.
const root = "/_sandbox/"

// Mount adds the control API to mux.
func Mount(mux *http.ServeMux, p *core.Platform, d *delivery.Delivery, t *route.Table) {
	c := &control{Platform: p, delivery: d, table: t, mux: mux}
	mux.HandleFunc(root, func(rw http.ResponseWriter, r *http.Request) {
		web.WriteProblem(
			rw,
			http.StatusNotFound,
			record.Problem{
				EN: "The control API has no " + r.Method + " " + r.URL.Path + ".",
				ZH: "控制接口没有 " + r.Method + " " + r.URL.Path + "。",
			},
		)
	})
	c.describe()
	c.platformOperations()
	c.userOperations()
	c.agentOperations()
	c.templateOperations()
	c.exchangeOperations()
	c.faultOperations()
	c.snapshotOperations()
	c.scenarioOperations()
}

// maxBody is the largest body of a request, in bytes: nine pictures in base64.
const maxBody = 128 << 20

// errAccepted makes the answer 202: the operation goes on, and nobody waits for it.
var errAccepted = errors.New("accepted")

func (c *control) add(o operation, h http.HandlerFunc) {
	c.operations = append(c.operations, o)
	c.mux.HandleFunc(o.method+" "+root+o.path, h)
}

func words(en, zh string) record.Problem { return record.Problem{EN: en, ZH: zh} }

// get adds a GET operation without a body.
func get[Out any](
	c *control,
	path string,
	summary record.Problem,
	f func(*http.Request) (Out, error),
	query ...parameter,
) {
	withoutBody(c, http.MethodGet, path, summary, f, query...)
}

func withoutBody[Out any](
	c *control,
	method, path string,
	summary record.Problem,
	f func(*http.Request) (Out, error),
	query ...parameter,
) {
	o := operation{
		method:  method,
		path:    path,
		summary: summary,
		query:   query,
		out:     reflect.TypeFor[Out](),
		status:  http.StatusOK,
	}
	c.add(o, func(rw http.ResponseWriter, r *http.Request) {
		out, err := f(r)
		web.WriteResult(rw, http.StatusOK, out, err)
	})
}

// post adds a POST operation whose input is JSON. An empty body stands for an empty object.
func post[In, Out any](
	c *control,
	path string,
	summary record.Problem,
	f func(*http.Request, In) (Out, error),
	query ...parameter,
) {
	postAs(c, http.StatusOK, path, summary, f, query...)
}

func postAs[In, Out any](
	c *control,
	status int,
	path string,
	summary record.Problem,
	f func(*http.Request, In) (Out, error),
	query ...parameter,
) {
	o := operation{
		method:  http.MethodPost,
		path:    path,
		summary: summary,
		query:   query,
		in:      reflect.TypeFor[In](),
		out:     reflect.TypeFor[Out](),
		status:  status,
	}
	o.async = slices.ContainsFunc(query, func(p parameter) bool { return p == waitParameter })
	c.add(o, func(rw http.ResponseWriter, r *http.Request) {
		var in In
		d := json.NewDecoder(http.MaxBytesReader(rw, r.Body, maxBody))
		d.DisallowUnknownFields()
		err := d.Decode(&in)
		if _, more := d.Token(); err == nil && !errors.Is(more, io.EOF) {
			err = errors.New("there is something after the value")
		}
		if err != nil && !errors.Is(err, io.EOF) {
			web.WriteProblem(rw, http.StatusBadRequest, badBody(err))
			return
		}
		out, err := f(r, in)
		if errors.Is(err, errAccepted) {
			web.WriteResult(rw, http.StatusAccepted, struct{}{}, nil)
			return
		}
		web.WriteResult(rw, status, out, err)
	})
}

// badBody explains what is wrong with a body, in terms of JSON.
func badBody(err error) record.Problem {
	en, zh := err.Error(), err.Error()
	if wrong, ok := errors.AsType[*json.UnmarshalTypeError](err); ok {
		en = fmt.Sprintf("%s is of type %s, and not %s", cmp.Or(wrong.Field, "it"), jsonName(wrong.Type), wrong.Value)
		zh = fmt.Sprintf("%s 的类型应为 %s，而不是 %s", cmp.Or(wrong.Field, "请求体"), jsonName(wrong.Type), wrong.Value)
	}
	if name, ok := strings.CutPrefix(err.Error(), "json: unknown field "); ok {
		en, zh = "it has no member "+name, "没有字段 "+name
	}
	return record.Problem{EN: "The body is not the JSON of this action: " + en + ".", ZH: "请求体不是该操作的 JSON：" + zh + "。"}
}

// jsonName returns the name of a Go type in JSON.
func jsonName(t reflect.Type) string {
	switch t.Kind() {
	case reflect.Bool:
		return "bool"
	case reflect.String:
		return "string"
	case reflect.Slice:
		return "array"
	case reflect.Struct, reflect.Map:
		return "object"
	}
	return "number"
}

// nothing is encoded as an empty object.
type nothing struct{}

// waitParameter is for the operations that end with a delivery.
var waitParameter = parameter{
	"wait",
	words("false: answer 202 at once, before the delivery is over", "false 表示不等待推送结束，立即返回 202"),
}

// wantsToWait reports whether the caller wants to wait for the delivery.
func wantsToWait(r *http.Request) bool { return r.URL.Query().Get("wait") != "false" }

// inBackground runs f on a goroutine that the caller does not wait for, and returns errAccepted.
func (c *control) inBackground(f func()) error {
	c.Go(f)
	return errAccepted
}
