package endpoint_test

import (
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
			t.Errorf("%q is taken: %+v", base, got)
		} else if !strings.HasPrefix(err.Error(), "endpoint: ") || strings.Contains(err.Error(), "PASSWORD") {
			t.Errorf("%q: %v", base, err)
		}
	}
}

func TestHostsByHand(t *testing.T) {
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
