package oauth_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/wechatgo/wechatgo/oauth"
)

// What may be wrong with the site's address is logged once, and the line names the setting.
func TestWarningsAboutTheAddress(t *testing.T) {
	t.Parallel()
	https, host := "X-Forwarded-Proto", "X-Forwarded-Host"
	base := func(address string) func(*oauth.Config) {
		return func(c *oauth.Config) { c.BaseURL = address }
	}
	trust := func(c *oauth.Config) { c.TrustForwarded = true }
	for name, test := range map[string]struct {
		change   func(*oauth.Config)
		address  string
		headers  []http.Header // of one visit each
		warnings []string      // one line has each, in this order
	}{
		"https":                {nil, "https://www.example.com/base/", []http.Header{{}}, nil},
		"the same":             {nil, "https://www.example.com/base/", []http.Header{{https: {"https"}, host: {"WWW.example.com:443"}}}, nil},
		"plain http":           {nil, "http://www.example.com/base/", []http.Header{{}, {}}, []string{"neither Secure nor the prefix __Host-"}},
		"plain http here":      {nil, "http://127.0.0.1:8089/base/", []http.Header{{}}, nil},
		"plain http in a test": {nil, "http://app.sandbox.test/base/", []http.Header{{}}, nil},
		"plain http, IPv6":     {nil, "http://[::1]:8089/base/", []http.Header{{}}, nil},
		"plain http on purpose": {
			base("http://www.example.com"), "http://www.example.com/base/", []http.Header{{}}, nil,
		},
		"https at the proxy": {
			nil, "http://www.example.com/base/", []http.Header{{https: {"https"}}, {https: {"https"}}},
			[]string{"request=http://www.example.com headers=https://www.example.com used=https://www.example.com"},
		},
		"a port of the program's own": {
			nil, "https://www.example.com:8443/base/", []http.Header{{host: {"www.example.com"}}},
			[]string{"request=https://www.example.com:8443 headers=https://www.example.com used=https://www.example.com:8443"},
		},
		"the port of https": {
			nil, "https://www.example.com/base/", []http.Header{{https: {"https"}, host: {"www.example.com:443"}}}, nil,
		},
		"host and scheme at once": {
			nil, "http://127.0.0.1:8080/base/", []http.Header{{https: {"https"}, host: {"www.example.com"}}, {https: {"https"}, host: {"x.example.com"}}},
			[]string{"request=http://127.0.0.1:8080 headers=https://www.example.com used=https://www.example.com"},
		},
		"a forged host, then a proxy's scheme": {
			nil, "http://www.example.com/base/", []http.Header{{host: {"evil.com"}}, {host: {"evil.org"}}, {https: {"https"}}},
			[]string{"headers=http://evil.com used=http://www.example.com", "neither Secure", "headers=https://www.example.com"},
		},
		"trusted":              {trust, "http://127.0.0.1:8080/base/", []http.Header{{https: {"https"}, host: {"www.example.com"}}}, nil},
		"trusted, but nothing": {trust, "http://www.example.com/base/", []http.Header{{}}, []string{"neither Secure"}},
		"BaseURL":              {base(home), "http://127.0.0.1:8080/base/", []http.Header{{https: {"http"}, host: {"evil.com"}}}, nil},
	} {
		f := newFixture(t, test.change)
		f.hosts[mustParse(t, test.address).Host] = f.mux
		for _, h := range test.headers {
			b := f.browser()
			for name, values := range h {
				b.header[name] = values
			}
			b.visit(test.address)
		}
		lines := strings.Split(strings.TrimSpace(f.logs.String()), "\n")
		if lines[0] == "" {
			lines = nil
		}
		if len(lines) != len(test.warnings) {
			t.Errorf("%s: %d lines, want %d: %s", name, len(lines), len(test.warnings), f.logs)
			continue
		}
		for i, line := range lines {
			if !strings.Contains(line, test.warnings[i]) || !strings.Contains(line, "level=WARN") || !strings.Contains(line, "oauth.Config.BaseURL") {
				t.Errorf("%s: %s\nwant %s", name, line, test.warnings[i])
			}
		}
	}
}
