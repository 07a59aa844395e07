package endpoint_test

import (
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/wechatgo/wechatgo/endpoint"
)

func TestOneHost(t *testing.T) {
	t.Parallel()
	for base, want := range map[string]string{
		"http://127.0.0.1:8088":          "http://127.0.0.1:8088",
		"https://sh.api.weixin.qq.com//": "https://sh.api.weixin.qq.com",
		"http://[::1]:8088/":             "http://[::1]:8088",
		"https://proxy.example/wechat/":  "https://proxy.example/wechat",
	} {
		got, err := endpoint.OneHost(base)
		if err != nil || got != (endpoint.Hosts{API: want, Open: want, MP: want}) {
			t.Errorf("%s: got %+v, %v", base, got, err)
		}
		for _, h := range []endpoint.Host{endpoint.API, endpoint.Open, endpoint.MP} {
			if got.Base(h) != want {
				t.Errorf("%s: Base(%d) = %s", base, h, got.Base(h))
			}
		}
	}
	for _, base := range []string{
		"", "127.0.0.1:8088", "localhost", "/x", "http://", "http://:8088", "http:127.0.0.1", "ftp://h", "file:///etc",
		"http://user:PASSWORD@h", "http://user@h", "http://h?key=PASSWORD", "http://h/?", "http://h#PASSWORD", "http://h/#",
		"http://h:port", "http://h/\x00", "http://%zz/PASSWORD",
	} {
		got, err := endpoint.OneHost(base)
		if err == nil || got != (endpoint.Hosts{}) {
			t.Errorf("%q was accepted: %+v", base, got)
		} else if !strings.HasPrefix(err.Error(), "endpoint: ") || strings.Contains(err.Error(), "PASSWORD") {
			t.Errorf("%q: %v", base, err)
		}
	}
}

func TestHostBases(t *testing.T) {
	t.Parallel()
	hosts := endpoint.Hosts{API: "https://api2.weixin.qq.com/"}
	for h, want := range map[endpoint.Host]string{
		endpoint.API: "https://api2.weixin.qq.com", endpoint.Open: "https://open.weixin.qq.com", endpoint.MP: "https://mp.weixin.qq.com",
	} {
		if got := hosts.Base(h); got != want {
			t.Errorf("Base(%d) = %s, want %s", h, got, want)
		}
	}
}

// The error of a call that gets no answer names the address that was called and where it was configured.
func TestErrorsNameTheAddress(t *testing.T) {
	t.Parallel()
	const closed = "http://127.0.0.1:0" // a port on which nothing can listen
	wrongPath := httptest.NewServer(http.NotFoundHandler())
	defer wrongPath.Close()
	path := wrongPath.URL + "/proxy"
	cgi := wrongPath.URL + "/cgi-bin"
	for name, tt := range map[string]struct {
		hosts endpoint.Hosts
		want  string
	}{
		"connection refused":   {endpoint.Hosts{API: closed, From: "WECHAT_API_BASE"}, "user.remark: " + closed + " (WECHAT_API_BASE): dial tcp"},
		"by hand":              {endpoint.Hosts{API: closed}, "user.remark: " + closed + " (the client's Hosts): dial tcp"},
		"without a scheme":     {endpoint.Hosts{API: "127.0.0.1:8088", From: "WECHAT_API_BASE"}, `user.remark: WECHAT_API_BASE: endpoint: base URL "127.0.0.1:8088" has no scheme: give http://`},
		"another scheme":       {endpoint.Hosts{API: "ftp://h", From: "WithBaseURL"}, `user.remark: WithBaseURL: endpoint: base URL "ftp://h" is not an address of a platform: give http://`},
		"with a path too many": {endpoint.Hosts{API: path, From: "WECHAT_API_BASE"}, "user.remark: Not Found (HTTP 404) from " + path + " (WECHAT_API_BASE)"},
		"with a call's path":   {endpoint.Hosts{API: cgi, From: "WECHAT_API_BASE"}, "user.remark: WECHAT_API_BASE: endpoint: base URL ends with the path of a call, /cgi-bin: leave the path out"},
		"with a password":      {endpoint.Hosts{API: "http://user:PASSWORD@h"}, "user.remark: the client's Hosts: endpoint: base URL is not an address of a platform: give http://"},
	} {
		c := &endpoint.Client{Hosts: tt.hosts, Tokens: &tokens{now: "T0"}}
		_, err := endpoint.Call(t.Context(), c, remark, remarkIn{})
		if err == nil || !strings.HasPrefix(err.Error(), tt.want) || strings.Contains(err.Error(), "PASSWORD") {
			t.Errorf("%s: got %v, want %s", name, err, tt.want)
		}
	}
	// The platform's own address is not named.
	c := unreachable(io.EOF).client()
	if _, err := endpoint.Call(t.Context(), c, remark, remarkIn{}); err.Error() != "user.remark: EOF" {
		t.Errorf("got %v", err)
	}
}

// A base's path may contain escapes.
func TestBaseWithEscapes(t *testing.T) {
	t.Parallel()
	var got string
	c := roundTrip(func(r *http.Request) (*http.Response, error) {
		got = r.URL.String()
		return answer(200, ok), nil
	}).client()
	c.Hosts.API = "https://proxy.example/a%2Fb/"
	if _, err := endpoint.Call(t.Context(), c, remark, remarkIn{}); err != nil {
		t.Fatal(err)
	}
	if want := "https://proxy.example/a%2Fb/cgi-bin/user/info/updateremark?access_token=T0"; got != want {
		t.Errorf("called %s, want %s", got, want)
	}
}
