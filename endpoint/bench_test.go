package endpoint_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/wechatgo/wechatgo/endpoint"
)

// What a call costs beside the network.
func BenchmarkCall(b *testing.B) {
	c := roundTrip(func(*http.Request) (*http.Response, error) { return answer(200, ok), nil }).client()
	for b.Loop() {
		if _, err := endpoint.Call(b.Context(), c, remark, remarkIn{"o1", "r"}); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportAllocs()
}

// A page of 10,000 openids, with and without a control character.
func BenchmarkCallLargeAnswer(b *testing.B) {
	page := `{"data":{"openid":["` + strings.Repeat(`oEmYbwN-n24jxvk4Sox81qedINkQ","`, 10_000) + `"]}}`
	type out struct {
		Data struct {
			OpenID []string `json:"openid"`
		} `json:"data"`
	}
	list := endpoint.Get[endpoint.None, out]("user.get", "/cgi-bin/user/get", "")
	for name, page := range map[string]string{"clean": page, "control": page + "\x00"} {
		b.Run(name, func(b *testing.B) {
			c := roundTrip(func(*http.Request) (*http.Response, error) { return answer(200, page), nil }).client()
			for b.Loop() {
				if _, err := endpoint.Call(b.Context(), c, list, endpoint.None{}); err != nil {
					b.Fatal(err)
				}
			}
			b.ReportAllocs()
			b.SetBytes(int64(len(page)))
		})
	}
}
