package control

import (
	"net/http"
	"reflect"
	"regexp"
	"strconv"
	"strings"
	"time"

	"github.com/wechatgo/wechatgo/endpoint"
	"github.com/wechatgo/wechatgo/sandbox/record"
)

// describe adds the operations that describe the control API and the platform's API.
func (c *control) describe() {
	get(c, "{$}", words("lists the control API", "列出控制接口"), func(*http.Request) (list, error) { return c.list(), nil })
	get(
		c,
		"openapi.json",
		words("describes the control API (OpenAPI 3.1)", "控制接口的 OpenAPI 3.1 描述"),
		func(*http.Request) (any, error) { return c.openAPI(), nil },
	)
	c.declare(
		"events",
		words(
			"streams chat, exchange, state and reset as server-sent events",
			"以 server-sent events 推送 chat、exchange、state、reset",
		),
		nil,
	)
	c.declare("media/{id}", words("a file that the platform keeps", "平台保存的文件"), nil)
	c.declare("avatar/{file}", words("a user's picture, {name}.svg", "用户头像，{用户名}.svg"), nil)
	asInConfig := words("as in wx.config", "与 wx.config 相同")
	c.declare(
		"jssdk/check",
		words("judges a wx.config", "校验 wx.config"),
		reflect.TypeFor[record.JSSDKCheck](),
		parameter{
			"appId",
			asInConfig,
		},
		parameter{"timestamp", asInConfig},
		parameter{"nonceStr", asInConfig},
		parameter{"signature", asInConfig},
		parameter{"url", words("the page's address", "页面地址")},
	)
	get(
		c,
		"endpoints",
		words("lists the platform's endpoints, and whether each is stateful or a sample", "列出平台接口及其真实程度"),
		c.endpoints,
	)
}

// declare lists and describes an operation that package web serves. out is nil if the answer is not JSON.
func (c *control) declare(path string, summary record.Problem, out reflect.Type, query ...parameter) {
	c.operations = append(
		c.operations,
		operation{method: http.MethodGet, path: path, summary: summary, query: query, out: out, status: http.StatusOK},
	)
}

type (
	list struct {
		Operations []listed `json:"operations"`
	}
	listed struct {
		Method  string         `json:"method"`
		Path    string         `json:"path"`
		Summary record.Problem `json:"does"`
	}
	endpointsOut struct {
		Endpoints []listedEndpoint `json:"endpoints"`
	}
	listedEndpoint struct {
		Name     string `json:"name"`
		Path     string `json:"path"`
		Title    string `json:"title"`
		Fidelity string `json:"fidelity"` // "stateful" or "sample"
	}
)

func (o operation) address() string { return root + strings.TrimSuffix(o.path, "{$}") }

func (c *control) list() list {
	var out list
	for _, o := range c.operations {
		out.Operations = append(out.Operations, listed{o.method, o.address(), o.summary})
	}
	return out
}

func (c *control) endpoints(*http.Request) (out endpointsOut, _ error) {
	for r := range c.table.Routes() {
		out.Endpoints = append(out.Endpoints, listedEndpoint{r.Spec.Name, r.Spec.Path, r.Spec.Title, r.Fidelity()})
	}
	return out, nil
}

// object is a JSON object.
type object = map[string]any

var pathParameter = regexp.MustCompile(`\{(\w+)\}`)

// openAPI describes every operation with the types that serve it.
func (c *control) openAPI() object {
	paths := object{}
	for _, o := range c.operations {
		at, _ := paths[o.address()].(object)
		if at == nil {
			at = object{}
			paths[o.address()] = at
		}
		at[strings.ToLower(o.method)] = o.openAPI()
	}
	return object{
		"openapi": "3.1.0",
		"info": object{
			"title": "wechatgo sandbox", "version": "1",
			"description": "The control API of the wechatgo sandbox: all that the phone page does. 沙箱的控制接口：手机页面能做的一切。",
		},
		"paths": paths,
	}
}

func (o operation) openAPI() object {
	parameters := []object{}
	for _, m := range pathParameter.FindAllStringSubmatch(o.path, -1) {
		parameters = append(
			parameters,
			object{"name": m[1], "in": "path", "required": true, "schema": object{"type": "string"}},
		)
	}
	for _, p := range o.query {
		parameters = append(
			parameters,
			object{
				"name":        p.name,
				"in":          "query",
				"description": p.summary.EN + " · " + p.summary.ZH,
				"schema":      object{"type": "string"},
			},
		)
	}
	done := object{"description": "done"}
	if o.out != nil {
		done["content"] = jsonContent(o.out)
	}
	responses := object{
		strconv.Itoa(o.status): done,
		"4XX": object{
			"description": "refused, and why",
			"content":     jsonContent(reflect.TypeFor[refused]()),
		},
	}
	out := object{
		"summary":     o.summary.EN,
		"description": o.summary.ZH,
		"parameters":  parameters,
		"responses":   responses,
	}
	if o.in != nil {
		out["requestBody"] = object{"content": jsonContent(o.in)}
	}
	if o.async {
		responses["202"] = object{"description": "begun", "content": jsonContent(reflect.TypeFor[nothing]())}
	}
	return out
}

// refused is the body of an error.
type refused struct {
	Error record.Problem `json:"error"`
}

func jsonContent(t reflect.Type) object {
	return object{"application/json": object{"schema": schema(t)}}
}

// schema describes a type as encoding/json encodes it.
func schema(t reflect.Type) object {
	switch {
	case t == reflect.TypeFor[time.Time]():
		return object{"type": "string", "format": "date-time"}
	case t == reflect.TypeFor[[]byte]():
		return object{"type": "string", "contentEncoding": "base64"}
	case t == reflect.TypeFor[endpoint.Number]():
		return object{"type": "integer"}
	}
	switch t.Kind() {
	case reflect.Pointer:
		inner := schema(t.Elem())
		return object{"anyOf": []object{inner, {"type": "null"}}}
	case reflect.Bool:
		return object{"type": "boolean"}
	case reflect.String:
		return object{"type": "string"}
	case reflect.Float64:
		return object{"type": "number"}
	case reflect.Slice:
		if isRecursive(t.Elem()) {
			return object{"type": "array"}
		}
		return object{"type": "array", "items": schema(t.Elem())}
	case reflect.Map:
		return object{"type": "object", "additionalProperties": schema(t.Elem())}
	case reflect.Struct:
		properties := object{}
		for f := range endpoint.Fields(t) {
			properties[f.Name] = schema(f.Type)
		}
		return object{"type": "object", "properties": properties}
	case reflect.Interface:
		return object{}
	}
	return object{"type": "integer"}
}

// isRecursive reports whether a struct has a list of its own type, as a menu button does.
func isRecursive(t reflect.Type) bool {
	if t.Kind() != reflect.Struct {
		return false
	}
	for f := range endpoint.Fields(t) {
		if f.Type.Kind() == reflect.Slice && f.Type.Elem() == t {
			return true
		}
	}
	return false
}
