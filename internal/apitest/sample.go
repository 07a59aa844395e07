// Package apitest tests the API areas against the platform's documented samples: its server answers as documented and
// reports how a request differs from the documented one.
package apitest

import (
	"bytes"
	"mime"
	"mime/multipart"
	"net/http"
	"net/url"
	"reflect"
	"strings"

	"github.com/google/go-cmp/cmp"

	"github.com/wechatgo/wechatgo/internal/samples"
)

// requestDiff reports how a request with an input of the type in differs from the sample's, "" if it does not. The
// request's path begins with the host, as in [Run]'s server.
func requestDiff(s samples.Sample, in reflect.Type, r *http.Request, body []byte) string {
	var out []string
	note := func(what, diff string) {
		if diff != "" {
			out = append(out, what+" (-documented +sent):\n"+diff)
		}
	}
	note("method", cmp.Diff(s.Method, r.Method))
	note("address", cmp.Diff("/"+s.Host+s.Path, r.URL.Path))
	want := url.Values{}
	for k, v := range s.Query {
		want.Set(k, v)
	}
	note("query", cmp.Diff(want, r.URL.Query()))
	switch {
	case s.Form != nil:
		note("form", formDiff(s, r.Header.Get("Content-Type"), body))
	case s.Text != "":
		note("text", cmp.Diff(s.Text, string(body)))
	default:
		note("body", bodyDiff(s, in, body))
	}
	return strings.Join(out, "\n")
}

func formDiff(s samples.Sample, contentType string, body []byte) string {
	_, params, _ := mime.ParseMediaType(contentType)
	form, err := multipart.NewReader(bytes.NewReader(body), params["boundary"]).ReadForm(int64(len(body)))
	if err != nil {
		return err.Error()
	}
	got := map[string]string{}
	for name, values := range form.Value {
		got[name] = strings.Join(values, " and ")
	}
	for name, files := range form.File {
		got[name] = "@" + files[0].Filename
	}
	return cmp.Diff(s.Form, got)
}

func bodyDiff(s samples.Sample, in reflect.Type, body []byte) string {
	if string(s.Request) == "null" && s.Method == http.MethodPost && string(body) == "{}" {
		return "" // package endpoint sends "{}" for no input, because the platform refuses an empty body (44002)
	}
	if string(s.Request) == "null" || len(body) == 0 {
		return cmp.Diff(strings.TrimPrefix(string(s.Request), "null"), string(body))
	}
	if bytes.Contains(body, []byte(`\u00`)) {
		return "has HTML escaped: " + string(body)
	}
	return Compare(in, s.Request, body)
}
