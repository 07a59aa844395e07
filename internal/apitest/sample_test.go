package apitest

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"net/url"
	"reflect"
	"strings"
	"testing"

	"github.com/wechatgo/wechatgo/endpoint"
	"github.com/wechatgo/wechatgo/internal/samples"
)

// If the comparison missed a wrong request, every area's tests would pass.
type in struct {
	URL string                 `json:"url"`
	N   int                    `json:"n,omitempty"`
	M   int                    `json:"m"`
	O   endpoint.Optional[int] `json:"o,omitzero"`
	In  []struct {
		A string `json:"a,omitempty"`
	} `json:"in,omitempty"`
}

func TestRequestDiff(t *testing.T) {
	t.Parallel()
	query := url.Values{"access_token": {"T"}}
	post := samples.Sample{
		Method: http.MethodPost, Host: "api.weixin.qq.com", Path: "/cgi-bin/x",
		Query: map[string]string{"access_token": "T"}, Request: json.RawMessage(`{"url":"a&b","n":1}`),
	}
	get, empty, text := post, post, post
	text.Request, text.Text = json.RawMessage("null"), `"你好" & 再见`
	get.Method, get.Request = http.MethodGet, json.RawMessage("null")
	empty.Request = json.RawMessage("null")
	const path = "/api.weixin.qq.com/cgi-bin/x"
	tests := []struct {
		name   string
		sample samples.Sample
		method string
		path   string
		query  url.Values
		body   string
		want   string // the part that differs, empty for none
	}{
		{"the same", post, "POST", path, query, `{"n":1,"url":"a&b"}`, ""},
		{"the same without a body", get, "GET", path, query, "", ""},
		{"POST without input", empty, "POST", path, query, "{}", ""},
		{"method", post, "PUT", path, query, `{"n":1,"url":"a&b"}`, "method"},
		{"path", post, "POST", path + "/", query, `{"n":1,"url":"a&b"}`, "address"},
		{"host", post, "POST", "/mp.weixin.qq.com/cgi-bin/x", query, `{"n":1,"url":"a&b"}`, "address"},
		{"no token", post, "POST", path, url.Values{}, `{"n":1,"url":"a&b"}`, "query"},
		{"one parameter more", post, "POST", path, url.Values{"access_token": {"T"}, "x": {""}}, `{"n":1,"url":"a&b"}`, "query"},
		{"parameter twice", post, "POST", path, url.Values{"access_token": {"T", "T"}}, `{"n":1,"url":"a&b"}`, "query"},
		{"number as string", post, "POST", path, query, `{"n":"1","url":"a&b"}`, "body"},
		{"one field more", post, "POST", path, query, `{"n":1,"url":"a&b","x":null}`, "body"},
		{"escaped", post, "POST", path, query, `{"n":1,"url":"a\u0026b"}`, "body"},
		{"broken", post, "POST", path, query, `{"n":1`, "body"},
		{"body missing", post, "POST", path, query, "", "body"},
		{"body not wanted", get, "GET", path, query, "{}", "body"},
		{"the same text", text, "POST", path, query, `"你好" & 再见`, ""},
		{"text as JSON", text, "POST", path, query, `"\"你好\" & 再见"`, "text"},
		{"text missing", text, "POST", path, query, "", "text"},
	}
	for _, tt := range tests {
		r := httptest.NewRequest(tt.method, tt.path+"?"+tt.query.Encode(), nil)
		got := requestDiff(tt.sample, reflect.TypeFor[in](), r, []byte(tt.body))
		if part, _, _ := strings.Cut(got, " "); part != tt.want {
			t.Errorf("%s: got %q, want the part %q", tt.name, got, tt.want)
		}
	}
}

func TestFormDiff(t *testing.T) {
	t.Parallel()
	const (
		field = "--b\r\nContent-Disposition: form-data; name=\"ratios\"\r\n\r\n1,2.35\r\n"
		file  = "--b\r\nContent-Disposition: form-data; name=\"img\"; filename=\"test.jpg\"\r\n\r\nJPEG\r\n"
	)
	s := samples.Sample{
		Method: http.MethodPost, Host: "api.weixin.qq.com", Path: "/cv/img/aicrop",
		Request: json.RawMessage("null"), Form: map[string]string{"img": "@test.jpg", "ratios": "1,2.35"},
	}
	for name, tt := range map[string]struct {
		contentType, body, want string
	}{
		"the same":      {"multipart/form-data; boundary=b", field + file + "--b--\r\n", ""},
		"without field": {"multipart/form-data; boundary=b", file + "--b--\r\n", "form"},
		"without file":  {"multipart/form-data; boundary=b", field + "--b--\r\n", "form"},
		"field twice":   {"multipart/form-data; boundary=b", field + field + file + "--b--\r\n", "form"},
		"broken":        {"multipart/form-data; boundary=b", field, "form"},
		"JSON":          {"application/json", `{"ratios":"1,2.35"}`, "form"},
	} {
		r := httptest.NewRequest(http.MethodPost, "/api.weixin.qq.com/cv/img/aicrop", nil)
		r.Header.Set("Content-Type", tt.contentType)
		got := requestDiff(s, reflect.TypeFor[in](), r, []byte(tt.body))
		if part, _, _ := strings.Cut(got, " "); part != tt.want {
			t.Errorf("%s: got %q, want the part %q", name, got, tt.want)
		}
	}
}

// A zero in an optional field equals an absent field; there are no other exceptions.
func TestCompare(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		documented, got string
		same            bool
	}{
		{`{"url":"u","n":0,"m":1}`, `{"url":"u","m":1}`, true},
		{`{"url":"u","m":1}`, `{"url":"u","n":0,"m":1}`, true},
		{`{"in":[{"a":""},{"a":"b"}]}`, `{"in":[{},{"a":"b"}]}`, true},
		{`{"n":1}`, `{}`, false},
		{`{"n":1}`, `{"n":2}`, false},
		{`{"n":0}`, `{"n":"0"}`, false},
		{`{"m":0}`, `{}`, false},
		{`{"o":0}`, `{}`, false},
		{`{"o":0}`, `{"o":0}`, true},
		{`{"unknown":0}`, `{}`, false},
		{`{"in":[{"a":""}]}`, `{"in":[]}`, false},
		{`{"in":[{"a":"b"}]}`, `{"in":[{"a":"c"}]}`, false},
		{`{`, `{}`, false},
	} {
		if diff := Compare(reflect.TypeFor[in](), []byte(tt.documented), []byte(tt.got)); (diff == "") != tt.same {
			t.Errorf("%s and %s: %q", tt.documented, tt.got, diff)
		}
	}
}
