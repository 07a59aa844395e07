package jssdk_test

import (
	"bytes"
	"fmt"
	"log/slog"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/wechatgo/wechatgo/credential"
	"github.com/wechatgo/wechatgo/jssdk"
)

// loggedSDK returns an SDK and its log.
func loggedSDK(t *testing.T, change func(*jssdk.Config)) (*jssdk.SDK, *bytes.Buffer) {
	var log bytes.Buffer
	return newSDK(t, func(c *jssdk.Config) {
		c.Logger = slog.New(slog.NewTextHandler(&log, nil))
		if change != nil {
			change(c)
		}
	}), &log
}

// A refused page says nothing on a phone. The log names the page's host and the cure, once for each host.
func TestRefusalsAreLoggedOncePerHost(t *testing.T) {
	t.Parallel()
	const referer = "https://shop.example/a?secret=1"
	for name, c := range map[string]struct {
		method, query string
		header        []string
		want          []string
	}{
		"a host that is not listed": {"GET", "?url=" + url.QueryEscape("https://shop.example/a?secret=1"), nil, []string{"host=shop.example", "jssdk.Config.Hosts", "JS接口安全域名"}},
		"no url":                    {"GET", "", []string{"Referer", referer}, []string{"host=shop.example", "is missing", "encodeURIComponent"}},
		"no url and no Referer":     {"GET", "", nil, []string{`host=""`, "is missing"}},
		"not encoded":               {"GET", "?url=https://www.example.com/?a=1&b=2", []string{"Origin", "https://shop.example"}, []string{"host=shop.example", "was not encoded"}},
		"another method":            {"PUT", "", []string{"Referer", referer}, []string{"host=shop.example", "use GET ?url= or POST"}},
		"a preflight":               {"OPTIONS", "", []string{"Origin", "https://shop.example"}, []string{"host=shop.example", "the origin", "jssdk.Config.Hosts"}},
		"a frame without an origin": {"GET", "?url=" + url.QueryEscape(page), []string{"Origin", "null"}, []string{"the origin", "null"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			sdk, log := loggedSDK(t, nil)
			for range 3 {
				ask(sdk, c.method, "/wx/jssdk"+c.query, "", "", c.header...)
			}
			if strings.Count(log.String(), "\n") != 1 || !strings.Contains(log.String(), "level=WARN") || strings.Contains(log.String(), "secret") {
				t.Errorf("want one warning without the page's query: %s", log)
			}
			for _, want := range c.want {
				if !strings.Contains(log.String(), want) {
					t.Errorf("the log lacks %q: %s", want, log)
				}
			}
		})
	}
}

// What a page gets without a problem is not logged, and neither is the Origin that a browser sends to the page's own
// host.
func TestGoodRequestsAreNotLogged(t *testing.T) {
	t.Parallel()
	sdk, log := loggedSDK(t, nil)
	for _, header := range [][]string{nil, {"Origin", "https://www.example.com"}, {"Origin", "http://EXAMPLE.com:80"}} {
		// The host of the test's requests is example.com.
		ask(sdk, "GET", "/wx/jssdk?url="+url.QueryEscape(page), "", "", header...)
	}
	if log.Len() > 0 {
		t.Errorf("log: %s", log)
	}
}

// Anybody can send refused requests, each with another host. The log stays short, and the memory bounded.
func TestFloodOfRefusals(t *testing.T) {
	t.Parallel()
	sdk, log := loggedSDK(t, nil)
	for i := range 1000 {
		host := fmt.Sprintf("%d.%s", i, strings.Repeat("x", 250))
		resp := ask(sdk, "GET", "/wx/jssdk?url="+url.QueryEscape("https://"+host+"/"), "", "")
		if resp.StatusCode != http.StatusForbidden {
			t.Fatal(resp.Status)
		}
	}
	long := "https://" + strings.Repeat("x", 10_000) + "/"
	if resp := ask(sdk, "GET", "/wx/jssdk?url="+url.QueryEscape(long), "", ""); resp.StatusCode != http.StatusBadRequest {
		t.Errorf("a host of 10,000 bytes: %s", resp.Status)
	}
	if lines := strings.Count(log.String(), "\n"); lines != 100 || !strings.Contains(log.String(), "not logged for an hour") {
		t.Errorf("%d lines, want 100, the last of which says that it is", lines)
	}
}

// Browsers leave out a scheme's default port, and proxies and configurations may add it.
func TestDefaultPorts(t *testing.T) {
	t.Parallel()
	sdk := newSDK(t, func(c *jssdk.Config) {
		c.Hosts = []string{"a.example", "B.example:443", "c.example:80", "d.example:8080"}
	})
	for page, signed := range map[string]bool{
		"https://a.example/": true, "https://a.example:443/": true, "http://A.example:80/": true,
		"https://a.example:80/": false, "http://a.example:443/": false, "https://a.example:4430/": false, "https://a.example:8443/": false,
		"https://b.example/": true, "https://b.example:443/": true, "https://c.example": true, "http://c.example:80?q": true,
		"http://d.example:8080/": true, "http://d.example:80/": false, "http://d.example/": false,
	} {
		got, err := sdk.Sign(t.Context(), page)
		if (err == nil) != signed {
			t.Errorf("%s: %v, want it signed: %t", page, err, signed)
		}
		if signed && got.Signature != jssdk.Signature(docTicket, got.NonceStr, got.Timestamp, page) {
			t.Errorf("%s: the signed bytes are not the page's", page)
		}
	}
}

// A server that signs its own address may add the port.
func TestExplainAddedPort(t *testing.T) {
	t.Parallel()
	for _, c := range [][2]string{{"https://www.example.com/a", "https://www.example.com:443/a"}, {"http://www.example.com/a", "http://www.example.com:80/a"}} {
		theirs := jssdk.Signed{NonceStr: docNonce, Timestamp: docTimestamp, Signature: jssdk.Signature(docTicket, docNonce, docTimestamp, c[1])}
		e, err := newSDK(t, nil).Explain(t.Context(), c[0], theirs)
		if err != nil || len(e.Differences) != 1 || !strings.Contains(e.Differences[0], "default port is added") {
			t.Errorf("%s: %q, %v", c[1], e.Differences, err)
		}
	}
}

// A nil source in the interface would panic at the first page.
func TestTypedNilTickets(t *testing.T) {
	t.Parallel()
	var source *credential.Source
	sdk, err := jssdk.New(jssdk.Config{AppID: "wx0123456789abcdef", Tickets: source, Hosts: []string{"www.example.com"}})
	wantField(t, err, "Tickets")
	if resp := ask(sdk, "GET", "/wx/jssdk?url="+url.QueryEscape(page), "", ""); resp.StatusCode != http.StatusInternalServerError {
		t.Errorf("the SDK answers %s", resp.Status)
	}
}
