package endpoint_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"reflect"
	"strings"
	"testing"
	"time"

	gocmp "github.com/google/go-cmp/cmp"

	"github.com/wechatgo/wechatgo/endpoint"
	"github.com/wechatgo/wechatgo/telemetry"
)

func TestGetRequest(t *testing.T) {
	t.Parallel()
	rec, c := record(t, 200, `{"openid":"o1","nickname":"Tom","sex":"1"}`)
	got, err := endpoint.Call(t.Context(), c, info, infoIn{OpenID: "o1&x=汉 字"})
	if err != nil {
		t.Fatal(err)
	}
	if want := (infoOut{OpenID: "o1", Nickname: "Tom", Sex: 1}); got != want {
		t.Errorf("got %+v, want %+v", got, want)
	}
	want := sent{Method: "GET", Path: "/cgi-bin/user/info", Query: url.Values{"access_token": {"T0"}, "openid": {"o1&x=汉 字"}}}
	if diff := gocmp.Diff(want, rec.one(t)); diff != "" {
		t.Error(diff)
	}
}

func TestPostRequest(t *testing.T) {
	t.Parallel()
	rec, c := record(t, 200, `{"errcode":0,"errmsg":"ok"}`)
	in := remarkIn{OpenID: "o1", Remark: "<a href=\"http://x?a=1&b=2\">汉</a>\u2028"}
	if _, err := endpoint.Call(t.Context(), c, remark, in); err != nil {
		t.Fatal(err)
	}
	body := "{\"openid\":\"o1\",\"remark\":\"<a href=\\\"http://x?a=1&b=2\\\">汉</a>\u2028\"}"
	want := sent{
		Method: "POST", Path: "/cgi-bin/user/info/updateremark", Query: url.Values{"access_token": {"T0"}},
		ContentType: "application/json; charset=utf-8", Length: int64(len(body)), Body: body,
	}
	if diff := gocmp.Diff(want, rec.one(t)); diff != "" {
		t.Error(diff)
	}
}

// The platform answers 44002 to a POST without a body.
func TestPostWithoutInputHasABody(t *testing.T) {
	t.Parallel()
	rec, c := record(t, 200, `{"total_count":3}`)
	type count struct {
		Total int `json:"total_count"`
	}
	e := endpoint.Post[endpoint.None, count]("draft.count", "/cgi-bin/draft/count", "")
	got, err := endpoint.Call(t.Context(), c, e, endpoint.None{})
	if err != nil || got.Total != 3 {
		t.Errorf("got %+v, %v", got, err)
	}
	if body := rec.one(t).Body; body != "{}" {
		t.Errorf("sent %q, want {}", body)
	}
}

func TestQueryFieldTypes(t *testing.T) {
	t.Parallel()
	type paging struct {
		Offset int    `query:"offset"`
		Skip   string `query:"-"`
		Other  string
		hidden string `query:"hidden"`
	}
	type in struct {
		paging
		*http.Client                 // an embedded nil pointer has no fields
		Name         string          `query:"name"`
		Empty        string          `query:"empty"`
		Left         string          `query:"left,omitempty"`
		Zero         int             `query:"zero,omitempty"`
		Number       endpoint.Number `query:"number"`
		Unsigned     uint8           `query:"unsigned"`
		Yes          bool            `query:"yes"`
		Beside       paging          // not embedded, so its fields do not belong to the endpoint
	}
	rec, c := record(t, 200, `{}`)
	e := endpoint.Get[*in, endpoint.None]("x.y", "/x", "", endpoint.NoToken())
	_, err := endpoint.Call(t.Context(), c, e, &in{paging: paging{Offset: -20, Skip: "s", Other: "o", hidden: "h"}, Name: "n", Number: 7, Unsigned: 9, Yes: true, Beside: paging{Offset: 5}})
	if err != nil {
		t.Fatal(err)
	}
	want := url.Values{"offset": {"-20"}, "name": {"n"}, "empty": {""}, "number": {"7"}, "unsigned": {"9"}, "yes": {"true"}}
	if diff := gocmp.Diff(want, rec.one(t).Query); diff != "" {
		t.Error(diff)
	}
}

// A field with a query tag is not in the body.
func TestPostWithAQuery(t *testing.T) {
	t.Parallel()
	type in struct {
		Kind string `query:"kind" json:"-"`
		Name string `json:"name"`
	}
	rec, c := record(t, 200, `{}`)
	e := endpoint.Post[in, endpoint.None]("x.y", "/x", "", endpoint.NoToken())
	if _, err := endpoint.Call(t.Context(), c, e, in{"k", "n"}); err != nil {
		t.Fatal(err)
	}
	got := rec.one(t)
	if got.Body != `{"name":"n"}` || !reflect.DeepEqual(got.Query, url.Values{"kind": {"k"}}) {
		t.Errorf("got %+v", got)
	}
}

func TestInputThatCannotBeSent(t *testing.T) {
	t.Parallel()
	type badQuery struct {
		At []int `query:"at"`
	}
	type badForm struct {
		Media endpoint.File `form:"media"`
		Tags  []string      `form:"tags"`
	}
	type badText struct {
		Text []byte `body:"text"`
	}
	type twoFiles struct {
		A endpoint.File `form:"a"`
		B endpoint.File `form:"b"`
	}
	file := endpoint.File{Name: "a.jpg", Content: strings.NewReader("x")}
	f, requests := answering(`{}`)
	c := f.client()
	calls := map[string]func() error{
		"x.query: query field at: a []int": func() error {
			_, err := endpoint.Call(t.Context(), c, endpoint.Get[badQuery, endpoint.None]("x.query", "/x", ""), badQuery{})
			return err
		},
		"x.form: form field tags: a []string": func() error {
			_, err := endpoint.Call(t.Context(), c, endpoint.Upload[badForm, endpoint.None]("x.form", "/x", ""), badForm{Media: file})
			return err
		},
		"x.two: form field b: a endpoint.File": func() error {
			_, err := endpoint.Call(t.Context(), c, endpoint.Upload[twoFiles, endpoint.None]("x.two", "/x", ""), twoFiles{file, file})
			return err
		},
		"x.text: body field text: a []uint8": func() error {
			_, err := endpoint.Call(t.Context(), c, endpoint.Post[badText, endpoint.None]("x.text", "/x", "", endpoint.PlainText()), badText{})
			return err
		},
		"x.json: json: unsupported type: chan int": func() error {
			_, err := endpoint.Call(t.Context(), c, endpoint.Post[chan int, endpoint.None]("x.json", "/x", ""), nil)
			return err
		},
		`x.path: path "x.evil.example"`: func() error {
			_, err := endpoint.Call(t.Context(), c, endpoint.Get[endpoint.None, endpoint.None]("x.path", "x.evil.example", ""), endpoint.None{})
			return err
		},
		`x.path: path "/x?a=b"`: func() error {
			_, err := endpoint.Call(t.Context(), c, endpoint.Get[endpoint.None, endpoint.None]("x.path", "/x?a=b", ""), endpoint.None{})
			return err
		},
		`x.host: host 3`: func() error {
			_, err := endpoint.Call(t.Context(), c, endpoint.Get[endpoint.None, endpoint.None]("x.host", "/x", "", endpoint.On(3)), endpoint.None{})
			return err
		},
		`user.info: the client's Hosts`: func() error {
			bad := &endpoint.Client{HTTP: c.HTTP, Tokens: c.Tokens, Hosts: endpoint.Hosts{API: "http://h:bad"}}
			_, err := endpoint.Call(t.Context(), bad, info, infoIn{OpenID: "o1"})
			wantNoSecret(t, err, "T0", "access_token")
			return err
		},
		`user.remark: the client's Hosts`: func() error {
			bare := &endpoint.Client{HTTP: c.HTTP, Tokens: c.Tokens, Hosts: endpoint.Hosts{API: "api2.weixin.qq.com"}}
			_, err := endpoint.Call(t.Context(), bare, remark, remarkIn{OpenID: "o1"})
			wantNoSecret(t, err, "T0", "access_token")
			return err
		},
	}
	for want, call := range calls {
		if err := call(); err == nil || !strings.HasPrefix(err.Error(), want) {
			t.Errorf("got %v, want %s...", err, want)
		}
	}
	if *requests != 0 {
		t.Errorf("%d requests were sent", *requests)
	}
}

func TestClientWithoutTokens(t *testing.T) {
	t.Parallel()
	var c endpoint.Client
	if _, err := endpoint.Call(t.Context(), &c, info, infoIn{}); !errors.Is(err, endpoint.ErrNoTokens) {
		t.Errorf("got %v, want ErrNoTokens", err)
	}
}

// The zero Client uses this package's HTTP client.
func TestZeroClient(t *testing.T) {
	t.Parallel()
	rec, with := record(t, 200, `{"openid":"o1"}`)
	c := &endpoint.Client{Hosts: with.Hosts}
	e := endpoint.Get[endpoint.None, infoOut]("x.y", "/x", "", endpoint.NoToken())
	got, err := endpoint.Call(t.Context(), c, e, endpoint.None{})
	if err != nil || got.OpenID != "o1" {
		t.Errorf("got %+v, %v", got, err)
	}
	if q := rec.one(t).Query; len(q) != 0 {
		t.Errorf("query %v, want none", q)
	}
}

func TestEachHostIsThePlatformsOwn(t *testing.T) {
	t.Parallel()
	for host, want := range map[endpoint.Host]string{
		endpoint.API:  "https://api.weixin.qq.com/x",
		endpoint.Open: "https://open.weixin.qq.com/x",
		endpoint.MP:   "https://mp.weixin.qq.com/x",
	} {
		var got string
		c := roundTrip(func(r *http.Request) (*http.Response, error) {
			got = r.URL.String()
			return answer(200, `{}`), nil
		}).client()
		e := endpoint.Get[endpoint.None, endpoint.None]("x.y", "/x", "", endpoint.On(host), endpoint.NoToken())
		if _, err := endpoint.Call(t.Context(), c, e, endpoint.None{}); err != nil || got != want {
			t.Errorf("got %s, %v, want %s", got, err, want)
		}
	}
}

// An answer may be an array, and the output may be the raw JSON.
func TestNonObjectAnswers(t *testing.T) {
	t.Parallel()
	f, _ := answering(`[1,"2"]`)
	numbers := endpoint.Get[endpoint.None, []endpoint.Number]("x.list", "/x", "")
	got, err := endpoint.Call(t.Context(), f.client(), numbers, endpoint.None{})
	if err != nil || !reflect.DeepEqual(got, []endpoint.Number{1, 2}) {
		t.Errorf("got %v, %v", got, err)
	}
	f, _ = answering("\xef\xbb\xbf {\"a\":\"\x01b\"}\n")
	raw := endpoint.Get[endpoint.None, json.RawMessage]("x.raw", "/x", "")
	got2, err := endpoint.Call(t.Context(), f.client(), raw, endpoint.None{})
	if err != nil || !bytes.Equal(got2, []byte(`{"a":"b"}`)) {
		t.Errorf("got %s, %v", got2, err)
	}
}

// A tool can call an endpoint without knowing its types.
func TestCallByDescription(t *testing.T) {
	t.Parallel()
	const documented = `{"openid":"o1","groupid":0}`
	rec, c := record(t, 200, documented)
	var known endpoint.Any = info
	in, _ := known.Types()
	v := reflect.New(in).Elem()
	v.FieldByName("OpenID").SetString("o1")
	var raw json.RawMessage
	got, err := endpoint.CallAny(t.Context(), c, known, v.Interface(), endpoint.WithRaw(&raw))
	if err != nil || got != (infoOut{OpenID: "o1"}) || string(raw) != documented {
		t.Errorf("got %+v, %s, %v", got, raw, err)
	}
	if q := rec.one(t).Query.Encode(); q != "access_token=T0&openid=o1" {
		t.Errorf("query %s", q)
	}
}

func TestDescribe(t *testing.T) {
	t.Parallel()
	const doc = "https://developers.weixin.qq.com/doc/"
	for _, tt := range []struct {
		e    endpoint.Any
		want endpoint.Spec
	}{
		{info, endpoint.Spec{Name: "user.info", Method: "GET", Path: "/cgi-bin/user/info", Body: endpoint.Query, Idempotent: true}},
		{remark, endpoint.Spec{Name: "user.remark", Method: "POST", Path: "/cgi-bin/user/info/updateremark", Body: endpoint.JSON}},
		{upload, endpoint.Spec{Name: "media.upload", Method: "POST", Path: "/cgi-bin/media/upload", Body: endpoint.Multipart}},
		{endpoint.Get[mediaID, *endpoint.Download]("x.y", "/x", ""), endpoint.Spec{Name: "x.y", Method: "GET", Path: "/x", Body: endpoint.Binary, Idempotent: true}},
		{endpoint.Post[mediaID, mediaOut]("x.y", "/x", "", endpoint.PlainText()), endpoint.Spec{Name: "x.y", Method: "POST", Path: "/x", Body: endpoint.Text}},
		{download, endpoint.Spec{Name: "media.get", Method: "GET", Path: "/cgi-bin/media/get", Body: endpoint.Binary, Idempotent: true}},
		{
			endpoint.Post[mediaID, *endpoint.Download]("material.get", "/m", "", endpoint.Idempotent(), endpoint.Doc(doc)),
			endpoint.Spec{Name: "material.get", Method: "POST", Path: "/m", Body: endpoint.Binary, Idempotent: true, Facts: endpoint.Facts{Doc: doc}},
		},
		{
			endpoint.Get[infoIn, infoOut]("sns.access_token", "/sns", "", endpoint.Once(), endpoint.NoToken(), endpoint.On(endpoint.Open)),
			endpoint.Spec{Name: "sns.access_token", Method: "GET", Path: "/sns", NoToken: true, Host: endpoint.Open},
		},
	} {
		if diff := gocmp.Diff(tt.want, tt.e.Describe()); diff != "" {
			t.Error(diff)
		}
	}
	in, out := download.Types()
	if in != reflect.TypeFor[mediaID]() || out != reflect.TypeFor[*endpoint.Download]() {
		t.Errorf("types %v, %v", in, out)
	}
}

// A call without a context is an error, with and without telemetry.
func TestNilContext(t *testing.T) {
	t.Parallel()
	var none context.Context
	f, requests := answering(`{}`)
	c := f.client()
	c.Telemetry = telemetry.RecorderFunc(func(context.Context, *telemetry.Instrument, float64, ...string) {})
	_, err := endpoint.Call(none, c, info, infoIn{}, endpoint.WithTimeout(time.Second))
	if err == nil || !strings.Contains(err.Error(), "context is nil") || *requests != 0 {
		t.Errorf("got %v after %d requests", err, *requests)
	}
}

// Programming mistakes are errors that explain the mistake.
func TestProgrammingMistakes(t *testing.T) {
	t.Parallel()
	f, requests := answering(`{}`)
	type noTag struct{ Media endpoint.File }
	withoutFile := endpoint.Upload[noTag, endpoint.None]("x.upload", "/x", "")
	var none *endpoint.Client
	named := endpoint.Post[fmt.Stringer, endpoint.None]("x.named", "/x", "")
	for want, call := range map[string]func() error{
		"the client is nil": func() error { _, err := endpoint.Call(t.Context(), none, info, infoIn{}); return err },
		"zero Endpoint": func() error {
			_, err := endpoint.CallAny(t.Context(), f.client(), nil, infoIn{})
			return err
		},
		"the input of x.named is a int: give a fmt.Stringer": func() error {
			_, err := endpoint.CallAny(t.Context(), f.client(), named, 5)
			return err
		},
		"no File with a form tag": func() error {
			return endpoint.Do(t.Context(), f.client(), withoutFile, noTag{endpoint.File{Name: "a", Content: strings.NewReader("a")}})
		},
	} {
		if err := call(); err == nil || !strings.Contains(err.Error(), want) || errors.As(err, new(*endpoint.PanicError)) {
			t.Errorf("got %v, want %q", err, want)
		}
	}
	if *requests != 0 {
		t.Errorf("%d requests", *requests)
	}
	var zero endpoint.Endpoint[infoIn, infoOut]
	if _, err := endpoint.Call(t.Context(), f.client(), zero.With(endpoint.Read), infoIn{}); err == nil || *requests != 0 {
		t.Errorf("got %v after %d requests", err, *requests)
	}
	if in, out := zero.Types(); zero.Name() != "" || zero.Describe() != (endpoint.Spec{}) || in != reflect.TypeFor[infoIn]() || out != reflect.TypeFor[infoOut]() {
		t.Errorf("the zero Endpoint is %q %+v of %v, %v", zero.Name(), zero.Describe(), in, out)
	}
}

// A pointer is sent as the value that it points to. A nil pointer is not sent.
func TestPointersInAQuery(t *testing.T) {
	t.Parallel()
	type in struct {
		Day  *endpoint.Date `query:"day"`
		Word *string        `query:"word"`
		Code string         `query:"code"`
	}
	list := endpoint.Get[**in, endpoint.None]("x.list", "/x", "")
	word, given := "汉", &in{Code: "0123"}
	for want, change := range map[string]func(){
		"access_token=T0&code=0123":                               func() {},
		"access_token=T0&code=0123&day=2026-11-27&word=%E6%B1%89": func() { given.Day, given.Word = &endpoint.Date{2026, 11, 27}, &word },
	} {
		change()
		rec, c := record(t, 200, ok)
		if err := endpoint.Do(t.Context(), c, list, &given); err != nil {
			t.Fatal(err)
		}
		if got := rec.one(t).Query.Encode(); got != want {
			t.Errorf("sent %s, want %s", got, want)
		}
		given = &in{Code: "0123"}
	}
}
