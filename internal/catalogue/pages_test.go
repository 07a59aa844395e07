package catalogue

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/wechatgo/wechatgo/api"
	"github.com/wechatgo/wechatgo/api/user"
	"github.com/wechatgo/wechatgo/endpoint"
)

// Every endpoint whose service has an iterator over its pages is a list here as well.
func TestIsList(t *testing.T) {
	t.Parallel()
	var got []string
	for e := range api.All() {
		if IsList(e) {
			got = append(got, e.Name())
		}
	}
	for _, want := range []string{
		"comment.list", "draft.batchget", "freepublish.batchget", "kf.getmsglist", "material.batchget_material",
		"qrcode.qrcodejumpget", "scan.product_v2_getinfobypage", "subscribe.getpubtemplatetitles",
		"template.queryblocktmplmsg", "user.get", "user.getblacklist", "user.tag_get", "wifi.shop_list",
	} {
		if !slices.Contains(got, want) {
			t.Errorf("%s is no list", want)
		}
	}
}

// A list goes on with the page's own cursor, and ends where a page has none or repeats it.
func TestPages(t *testing.T) {
	t.Parallel()
	var requests []string
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		requests = append(requests, r.URL.Path+" "+r.FormValue("next_openid")+string(body))
		answer := map[string]string{
			"":  `{"total":3,"count":2,"data":{"openid":["a","b"]},"next_openid":"b"}`,
			"b": `{"total":3,"count":1,"data":{"openid":["b"]},"next_openid":"b"}`,
		}[r.FormValue("next_openid")]
		fmt.Fprint(w, answer)
	}))
	t.Cleanup(server.Close)
	hosts, err := endpoint.OneHost(server.URL)
	if err != nil {
		t.Fatal(err)
	}
	c := &endpoint.Client{Hosts: hosts, Tokens: fixed{}}
	var items []any
	for page, err := range Pages(t.Context(), c, user.List, user.ListIn{}) {
		if err != nil {
			t.Fatal(err)
		}
		items = append(items, Items(page)...)
	}
	if diff := cmp.Diff([]any{"a", "b", "b"}, items); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff([]string{"/cgi-bin/user/get ", "/cgi-bin/user/get b"}, requests); diff != "" {
		t.Error(diff)
	}
}

// fixed is a token that does not change.
type fixed struct{}

func (fixed) Token(context.Context) (string, error)         { return "TOKEN", nil }
func (fixed) Renew(context.Context, string) (string, error) { return "TOKEN", nil }
