// Package control is the sandbox's control API: all that the phone page does,
// for tests in any language. Each operation is declared once, with its types;
// they serve it, list it and describe it.
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

// control has what the operations work on.
type control struct {
	*core.Platform
	delivery *delivery.Delivery
	table    *route.Table

	mux        *http.ServeMux
	operations []operation
}

// operation is one method and path below /_sandbox/.
type operation struct {
	method string
	path   string
	does   record.Problem // in words
	query  []parameter
	in     reflect.Type // nil without a body
	out    reflect.Type // nil for what is no JSON
	status int
	later  bool // may answer 202 before it is over
}

// parameter is one of the query.
type parameter struct {
	name string
	does record.Problem
}

// root is where the control API is.
const root = "/_sandbox/"

// Mount adds the control API to mux.
func Mount(mux *http.ServeMux, p *core.Platform, d *delivery.Delivery, t *route.Table) {
	c := &control{Platform: p, delivery: d, table: t, mux: mux}
	mux.HandleFunc(root, func(rw http.ResponseWriter, r *http.Request) {
		web.WriteProblem(rw, http.StatusNotFound, record.Problem{EN: "The control API has no " + r.Method + " " + r.URL.Path + ".", ZH: "控制接口没有 " + r.Method + " " + r.URL.Path + "。"})
	})
	c.describe()
	c.platformOperations()
	c.userOperations()
	c.exchangeOperations()
	c.faultOperations()
}

// maxBody bounds a control request, in bytes: nine pictures in base64.
const maxBody = 128 << 20

// errLater is the error of an action that nobody waits for.
var errLater = errors.New("later")

func (c *control) add(o operation, h http.HandlerFunc) {
	c.operations = append(c.operations, o)
	c.mux.HandleFunc(o.method+" "+root+o.path, h)
}

func says(en, zh string) record.Problem { return record.Problem{EN: en, ZH: zh} }

// get mounts an operation without a body.
func get[Out any](c *control, path string, does record.Problem, f func(*http.Request) (Out, error), query ...parameter) {
	bare(c, http.MethodGet, path, does, f, query...)
}

func bare[Out any](c *control, method, path string, does record.Problem, f func(*http.Request) (Out, error), query ...parameter) {
	o := operation{method: method, path: path, does: does, query: query, out: reflect.TypeFor[Out](), status: http.StatusOK}
	c.add(o, func(rw http.ResponseWriter, r *http.Request) {
		out, err := f(r)
		web.WriteResult(rw, http.StatusOK, out, err)
	})
}

// post mounts an operation whose input is JSON; an empty body is an empty
// object.
func post[In, Out any](c *control, path string, does record.Problem, f func(*http.Request, In) (Out, error), query ...parameter) {
	postAs(c, http.StatusOK, path, does, f, query...)
}

func postAs[In, Out any](c *control, status int, path string, does record.Problem, f func(*http.Request, In) (Out, error), query ...parameter) {
	o := operation{method: http.MethodPost, path: path, does: does, query: query, in: reflect.TypeFor[In](), out: reflect.TypeFor[Out](), status: status}
	o.later = slices.ContainsFunc(query, func(p parameter) bool { return p == waitParameter })
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
		if errors.Is(err, errLater) {
			web.WriteResult(rw, http.StatusAccepted, struct{}{}, nil)
			return
		}
		web.WriteResult(rw, status, out, err)
	})
}

// badBody says what is wrong with a body in the words of JSON.
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

// jsonName is what JSON calls a Go type.
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

// nothing is an empty object.
type nothing struct{}

// waitParameter is of actions that end with a delivery.
var waitParameter = parameter{"wait", says("false answers 202 at once, before the delivery is over", "false 表示不等待推送结束，立即返回 202")}

// waits reports whether the caller waits for the delivery.
func waits(r *http.Request) bool { return r.URL.Query().Get("wait") != "false" }

// unwatched runs what nobody waits for.
func (c *control) unwatched(f func()) error {
	c.Go(f)
	return errLater
}
