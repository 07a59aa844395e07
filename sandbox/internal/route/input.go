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

// call is a request to an endpoint.
type call struct {
	route   *Route
	request *http.Request
	body    []byte
	form    *form    // nil if the body is not a form
	escaped bool     // doubleEscapes has changed the body
	unknown []string // the JSON members that the endpoint does not have
}

func newOf(t reflect.Type) any { return reflect.New(t).Interface() }

// decode stores the query and the body in in, a pointer to the endpoint's input type.
func (c *call) decode(in any) error {
	query := c.request.URL.Query()
	if c.route.queryOrBody {
		addMembers(query, c.body)
	}
	if err := c.decodeQuery(query, in); err != nil {
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
	if c.route.takesForm {
		c.body = formToJSON(c.route.input, c.request.Header.Get("Content-Type"), c.body)
	}
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
	exact, unknown, err := exactMembers(c.route.input, c.body)
	c.unknown = unknown
	if err == nil && c.route.takesNumbers != nil {
		exact, err = numbersToStrings(exact, c.route.takesNumbers)
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

// decodeText stores the body as it is in the field for it.
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

// addMembers adds the JSON members of the body to the query, unless the query has them already.
func addMembers(query url.Values, body []byte) {
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

// decodeQuery stores the parameters of the query in their fields.
func (c *call) decodeQuery(query url.Values, in any) error {
	for f := range endpoint.Fields(reflect.TypeOf(in)) {
		if f.Place != endpoint.InQuery && !c.route.queryOrBody || !query.Has(f.Name) {
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
