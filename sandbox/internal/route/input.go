package route

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"reflect"
	"unicode/utf8"

	"github.com/wechatgo/wechatgo/endpoint"
	"github.com/wechatgo/wechatgo/sandbox/internal/core"
)

// call is a request on its way to a handler.
type call struct {
	route   *Route
	request *http.Request
	body    []byte
	form    *form    // nil for a body that is no form
	escaped bool     // the body had escapes that stand for their own letters now
	unknown []string // members that the endpoint does not have
}

func newOf(t reflect.Type) any { return reflect.New(t).Interface() }

// decode reads the query and the body into in, a pointer to an endpoint's own
// input type.
func (c *call) decode(in any) error {
	query := c.request.URL.Query()
	if c.route.either {
		addBody(query, c.body)
	}
	if err := decodeQuery(query, in); err != nil {
		return err
	}
	switch c.route.Spec.Body {
	case endpoint.Multipart:
		return c.decodeForm(in)
	case endpoint.Text:
		return c.decodeText(in)
	}
	if c.route.readsJSON() {
		return c.decodeJSON(in)
	}
	return nil
}

func (c *call) decodeJSON(in any) error {
	if len(bytes.TrimSpace(c.body)) == 0 {
		return endpoint.ErrEmptyPostData
	}
	for _, check := range c.route.checks {
		if err := check(c.body); err != nil {
			return err
		}
	}
	if !utf8.Valid(c.body) {
		return core.Refuse(endpoint.ErrDataFormat, "The body is not UTF-8.", "请求体不是 UTF-8 编码。")
	}
	exact, unknown, err := exactly(c.route.input, c.body)
	c.unknown = unknown
	if err == nil && c.route.numbers != nil {
		exact, err = stringNumbers(exact, c.route.numbers)
	}
	if err == nil {
		err = json.Unmarshal(exact, in)
	}
	if err != nil {
		return core.Refuse(endpoint.ErrDataFormat,
			"The body is not the JSON that "+c.route.Spec.Name+" takes: "+err.Error()+".",
			"请求体不是 "+c.route.Spec.Name+" 要求的 JSON："+err.Error()+"。")
	}
	return nil
}

// decodeText takes the body as it is.
func (c *call) decodeText(in any) error {
	if len(c.body) == 0 {
		return endpoint.ErrEmptyPostData
	}
	for f := range endpoint.Fields(c.route.input) {
		if f.Place == endpoint.InText {
			return f.Set(in, string(c.body))
		}
	}
	return nil
}

// addBody adds the body's members that the query lacks.
func addBody(query url.Values, body []byte) {
	var members map[string]any
	if json.Unmarshal(body, &members) != nil {
		return
	}
	for name, value := range members {
		if text, ok := value.(string); ok && !query.Has(name) {
			query.Set(name, text)
		}
	}
}

// decodeQuery reads the query's parameters into the fields that travel there.
func decodeQuery(query url.Values, in any) error {
	for f := range endpoint.Fields(reflect.TypeOf(in)) {
		if f.Place != endpoint.InQuery || !query.Has(f.Name) {
			continue
		}
		if err := f.Set(in, query.Get(f.Name)); err != nil {
			return core.Refuse(endpoint.ErrInvalidParameter,
				fmt.Sprintf("The query's %s is no %s.", f.Name, f.Type.Kind()),
				fmt.Sprintf("查询参数 %s 的类型不正确。", f.Name))
		}
	}
	return nil
}
