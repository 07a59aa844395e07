package sandbox

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"reflect"
	"unicode/utf8"

	"github.com/wechatgo/wechatgo/endpoint"
)

// decodeInput reads the query and the body into in, an endpoint's own input
// type.
func decodeInput(rt *route, r *http.Request, body []byte, in any) error {
	query := r.URL.Query()
	if rt.either {
		addBody(query, body)
	}
	if err := decodeQuery(query, in); err != nil {
		return err
	}
	if !rt.readsJSON() {
		return nil
	}
	if len(bytes.TrimSpace(body)) == 0 {
		return endpoint.ErrEmptyPostData
	}
	for _, check := range rt.checks {
		if err := check(body); err != nil {
			return err
		}
	}
	if !utf8.Valid(body) {
		return refuse(endpoint.ErrDataFormat, "The body is not UTF-8.", "请求体不是 UTF-8 编码。")
	}
	exact, _, err := exactly(rt.input, body)
	if err == nil {
		err = json.Unmarshal(exact, in)
	}
	if err != nil {
		return refuse(endpoint.ErrDataFormat,
			"The body is not the JSON that "+rt.spec.Name+" takes: "+err.Error()+".",
			"请求体不是 "+rt.spec.Name+" 要求的 JSON："+err.Error()+"。")
	}
	return nil
}

// addBody adds the body's members that the query lacks.
func addBody(query url.Values, body []byte) {
	var members map[string]string
	if json.Unmarshal(body, &members) != nil {
		return
	}
	for name, value := range members {
		if !query.Has(name) {
			query.Set(name, value)
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
			return refuse(endpoint.ErrInvalidParameter,
				fmt.Sprintf("The query's %s is no %s.", f.Name, f.Type.Kind()),
				fmt.Sprintf("查询参数 %s 的类型不正确。", f.Name))
		}
	}
	return nil
}
