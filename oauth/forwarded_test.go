package oauth

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
)

func TestReadForwarded(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name         string
		header       http.Header
		scheme, host string
	}{
		{"nothing", nil, "", ""},
		{"the usual", http.Header{"X-Forwarded-Proto": {"https"}, "X-Forwarded-Host": {"www.example.com"}}, "https", "www.example.com"},
		{"upper case", http.Header{"X-Forwarded-Proto": {"HTTPS"}}, "https", ""},
		{"lists", http.Header{"X-Forwarded-Proto": {"https, http"}, "X-Forwarded-Host": {"www.example.com , inner:8080"}}, "https", "www.example.com"},
		{"lists on two lines", http.Header{"X-Forwarded-Proto": {"https", "http"}}, "https", ""},
		{"an empty first value", http.Header{"X-Forwarded-Proto": {" , https"}}, "https", ""},
		{"another scheme", http.Header{"X-Forwarded-Proto": {"javascript"}}, "", ""},
		{"Proto before the others", http.Header{"X-Forwarded-Proto": {"http"}, "Front-End-Https": {"on"}}, "http", ""},
		{"ingress-nginx", http.Header{"X-Forwarded-Scheme": {"https"}}, "https", ""},
		{"X-Url-Scheme", http.Header{"X-Url-Scheme": {"https"}}, "https", ""},
		{"Alibaba Cloud", http.Header{"X-Client-Scheme": {"https"}}, "https", ""},
		{"Ssl", http.Header{"X-Forwarded-Ssl": {"on"}}, "https", ""},
		{"Microsoft", http.Header{"Front-End-Https": {"On"}}, "https", ""},
		{"Microsoft, off", http.Header{"Front-End-Https": {"off"}}, "http", ""},
		{"a host that is an address", http.Header{"X-Forwarded-Host": {"evil.com/path"}}, "", ""},
		{"a host without brackets", http.Header{"X-Forwarded-Host": {"::1"}}, "", ""},
		{"IPv6", http.Header{"X-Forwarded-Host": {"[::1]:8443"}}, "", "[::1]:8443"},
		{"Forwarded", http.Header{"Forwarded": {`for=1.2.3.4;host=www.example.com;proto=https`}}, "https", "www.example.com"},
		{"Forwarded after an X-Forwarded-Proto", http.Header{"X-Forwarded-Proto": {"https"}, "Forwarded": {"host=evil.com;proto=http"}}, "https", ""},
		{"Forwarded after an X-Forwarded-Host", http.Header{"X-Forwarded-Host": {"www.example.com"}, "Forwarded": {"host=evil.com;proto=http"}}, "", "www.example.com"},
		{"Forwarded after an unreadable X-Forwarded-Host", http.Header{"X-Forwarded-Host": {"www.example.com:"}, "Forwarded": {"host=evil.com"}}, "", ""},
		{"Forwarded after an empty X-Forwarded-Proto", http.Header{"X-Forwarded-Proto": {""}, "Forwarded": {"host=evil.com;proto=http"}}, "", ""},
		{"Forwarded after another scheme", http.Header{"X-Url-Scheme": {"javascript"}, "Forwarded": {"host=evil.com;proto=http"}}, "", ""},
		{"an unreadable Proto before another header", http.Header{"X-Forwarded-Proto": {"(null)"}, "X-Forwarded-Ssl": {"on"}}, "https", ""},
		{"the port of an inner proxy", http.Header{"X-Forwarded-Proto": {"https"}, "X-Forwarded-Host": {"www.example.com:80"}}, "https", "www.example.com"},
		{"the port of https", http.Header{"Forwarded": {`proto=https;host="www.example.com:443"`}}, "https", "www.example.com"},
		{"a port like that of http", http.Header{"X-Forwarded-Host": {"www.example.com:8080"}}, "", "www.example.com:8080"},
		{"the longest", http.Header{"Forwarded": {"host=www.example.com;for=" + strings.Repeat("a", 4071)}}, "", "www.example.com"},
		{"too long", http.Header{"Forwarded": {"host=www.example.com;for=" + strings.Repeat("a", 4072)}}, "", ""},
		{"too long with its commas", http.Header{"X-Forwarded-Host": {strings.Repeat(",", 2048), strings.Repeat(",", 2048), "www.example.com"}}, "", ""},
		{"Forwarded, any case", http.Header{"Forwarded": {`FOR=a;Host="www.example.com";PROTO=HTTPS`}}, "https", "www.example.com"},
		{"Forwarded, a list", http.Header{"Forwarded": {`host=www.example.com;proto=https, host=inner;proto=http`}}, "https", "www.example.com"},
		{"Forwarded, two lines", http.Header{"Forwarded": {`proto=https`, `host=inner`}}, "https", ""},
		// The examples of RFC 7239, section 4.
		{"RFC, for", http.Header{"Forwarded": {`for="_gazonk"`}}, "", ""},
		{"RFC, IPv6", http.Header{"Forwarded": {`For="[2001:db8:cafe::17]:4711"`}}, "", ""},
		{"RFC, proto", http.Header{"Forwarded": {`for=192.0.2.60;proto=http;by=203.0.113.43`}}, "http", ""},
		{"RFC, two", http.Header{"Forwarded": {`for=192.0.2.43, for=198.51.100.17`}}, "", ""},
		{"quoted separators", http.Header{"Forwarded": {`for="a;proto=http,\"host=evil.com";proto=https`}}, "https", ""},
		{"quoted pair", http.Header{"Forwarded": {`host="www\.example.com"`}}, "", "www.example.com"},
		{"a port without quotes", http.Header{"Forwarded": {`host=www.example.com:8443;proto=https`}}, "https", "www.example.com:8443"},
		{"white space", http.Header{"Forwarded": {` proto=https ; host=www.example.com `}}, "https", "www.example.com"},
		{"an empty first element", http.Header{"Forwarded": {`,proto=https`}}, "https", ""},
		{"a parameter twice", http.Header{"Forwarded": {`proto=https;proto=http`}}, "", ""},
		{"no value", http.Header{"Forwarded": {`proto`}}, "", ""},
		{"an empty value", http.Header{"Forwarded": {`proto=;host=www.example.com`}}, "", ""},
		{"an open quote", http.Header{"Forwarded": {`host="www.example.com`}}, "", ""},
		{"an open escape", http.Header{"Forwarded": {`host="www.example.com\`}}, "", ""},
		{"text after a quote", http.Header{"Forwarded": {`host="www.example.com"x`}}, "", ""},
		{"a name that is no token", http.Header{"Forwarded": {`ho st=www.example.com`}}, "", ""},
		{"a hidden host", http.Header{"Forwarded": {`host=www.example.com@evil.com`}}, "", ""},
	} {
		if scheme, host := readForwarded(test.header); scheme != test.scheme || host != test.host {
			t.Errorf("%s: %q %q, want %q %q", test.name, scheme, host, test.scheme, test.host)
		}
	}
}

// FuzzForwarded reads the headers of a proxy. Whatever they are, the scheme is http or https, the host is a host that
// an address can have without becoming another one, and an element that is written by the standard is read back, unless
// it is too long.
func FuzzForwarded(f *testing.F) {
	f.Add("https", strings.Repeat("a", maxForwarded), "")
	f.Fuzz(func(t *testing.T, proto, host, forwarded string) {
		for _, h := range []http.Header{
			{"X-Forwarded-Proto": {proto}, "X-Forwarded-Host": {host}},
			{"X-Forwarded-Ssl": {proto}, "Forwarded": {forwarded}},
			{"Forwarded": {forwarded, host}},
		} {
			scheme, name := readForwarded(h)
			if scheme != "" && scheme != "http" && scheme != "https" {
				t.Errorf("scheme %q", scheme)
			}
			if name == "" {
				continue
			}
			u, err := url.Parse("https://" + name + "/path?query")
			if err != nil || u.Host != name || u.Path != "/path" || u.User != nil || strings.ContainsFunc(name, func(c rune) bool { return c <= ' ' || c >= 0x7f }) {
				t.Errorf("host %q", name)
			}
		}
		quoted := `for=x;HOST="` + strings.NewReplacer(`\`, `\\`, `"`, `\"`).Replace(host) + `" ; proto=https, host=other;proto=http`
		want := host
		if !isHost(host) {
			want = ""
		}
		want = strings.TrimSuffix(strings.TrimSuffix(want, ":80"), ":443")
		wantScheme := "https"
		if len(quoted) > maxForwarded {
			wantScheme, want = "", ""
		}
		if scheme, got := readForwarded(http.Header{"Forwarded": {quoted}}); scheme != wantScheme || got != want {
			t.Errorf("%s: %q %q, want %q %q", quoted, scheme, got, wantScheme, want)
		}
	})
}
