package jssdk_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/wechatgo/wechatgo/jssdk"
)

const page = "https://www.example.com/a?b=1&c=%2F"

// ask serves one request with a mux that has the handler under the documented pattern.
func ask(h http.Handler, method, target, contentType, body string, header ...string) *http.Response {
	mux := http.NewServeMux()
	mux.Handle("/wx/jssdk", h)
	r := httptest.NewRequest(method, target, strings.NewReader(body))
	if contentType != "" {
		r.Header.Set("Content-Type", contentType)
	}
	for i := 0; i+1 < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	w := httptest.NewRecorder()
	mux.ServeHTTP(w, r)
	return w.Result()
}

func TestInputForms(t *testing.T) {
	t.Parallel()
	sdk := newSDK(t, nil)
	esc := url.QueryEscape
	const form = "application/x-www-form-urlencoded"
	// b64 is page in base64, computed with base64(1).
	const b64 = "aHR0cHM6Ly93d3cuZXhhbXBsZS5jb20vYT9iPTEmYz0lMkY="
	var multi bytes.Buffer
	mw := multipart.NewWriter(&multi)
	_ = mw.WriteField("url", page)
	_ = mw.Close()
	for name, c := range map[string]struct{ method, query, contentType, body string }{
		"GET url":                    {"GET", "?url=" + esc(page), "", ""},
		"GET url with fragment":      {"GET", "?url=" + esc(page+"#/x"), "", ""},
		"GET url and a cache buster": {"GET", "?_=1414587457&url=" + esc(page), "", ""},
		"GET wechaturl":              {"GET", "?wechaturl=" + esc(b64), "", ""},
		"GET wechaturl unpadded":     {"GET", "?wechaturl=" + strings.TrimRight(b64, "="), "", ""},
		"GET url partly encoded":     {"GET", "?url=https://www.example.com/a%3Fb=1%26c=%252F&_=1", "", ""},
		"GET url last":               {"GET", "?_=1&url=https://www.example.com/a?b=1%26c=%252F", "", ""},
		"POST form":                  {"POST", "", form, "url=" + esc(page)},
		"POST form charset":          {"POST", "", form + "; charset=UTF-8", "url=" + esc(page)},
		"POST form wechaturl":        {"POST", "", form, "wechaturl=" + esc(b64)},
		"POST form wechaturl raw":    {"POST", "", form, "wechaturl=" + b64},
		"POST JSON":                  {"POST", "", "application/json", `{"url":"` + page + `"}`},
		"POST JSON escaped":          {"POST", "", "application/json; charset=utf-8", `{"url":"https:\/\/www.example.com\/a?b=1\u0026c=%2F"}`},
		"POST JSON wechaturl":        {"POST", "", "application/json", `{"wechaturl":"` + b64 + `"}`},
		"POST JSON as text":          {"POST", "", "text/plain;charset=UTF-8", ` {"url":"` + page + `","other":1}`},
		"POST JSON as form":          {"POST", "", form, `{"url":"` + page + `"}`},
		"POST form no type":          {"POST", "", "", "url=" + esc(page)},
		"POST multipart":             {"POST", "", mw.FormDataContentType(), multi.String()},
		"POST query":                 {"POST", "?url=" + esc(page), "", ""},
		"POST query, empty body":     {"POST", "?url=" + esc(page), "application/json", ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			resp := ask(sdk, c.method, "/wx/jssdk"+c.query, c.contentType, c.body)
			if resp.StatusCode != http.StatusOK || resp.Header.Get("Content-Type") != "application/json; charset=utf-8" || resp.Header.Get("Cache-Control") != "no-store" {
				t.Fatalf("%s %v", resp.Status, resp.Header)
			}
			var got map[string]any
			if err := json.NewDecoder(resp.Body).Decode(&got); err != nil {
				t.Fatal(err)
			}
			timestamp, _ := got["timestamp"].(float64)
			nonce, _ := got["nonceStr"].(string)
			if want := jssdk.Signature(docTicket, nonce, int64(timestamp), page); len(got) != 4 || got["appId"] != "wx0123456789abcdef" || got["signature"] != want {
				t.Errorf("answer %v, want signature %s and four members", got, want)
			}
		})
	}
}

// The URL-safe alphabet and the standard one differ in two characters. The base64 of this page has both.
func TestBase64Alphabets(t *testing.T) {
	t.Parallel()
	sdk := newSDK(t, nil)
	// printf 'https://www.example.com/?~~>\xc3\xbf>' | base64
	for _, b64 := range []string{"aHR0cHM6Ly93d3cuZXhhbXBsZS5jb20vP35+PsO/Pg==", "aHR0cHM6Ly93d3cuZXhhbXBsZS5jb20vP35-PsO_Pg", "aHR0cHM6Ly93d3cuZXhhbXBsZS5jb20vP35 PsO/Pg=="} {
		resp := ask(sdk, "GET", "/wx/jssdk?wechaturl="+strings.ReplaceAll(b64, " ", "+"), "", "")
		var got jssdk.Signed
		if err := json.NewDecoder(resp.Body).Decode(&got); err != nil || resp.StatusCode != http.StatusOK {
			t.Fatalf("%s: %s %v", b64, resp.Status, err)
		}
		if want := jssdk.Signature(docTicket, got.NonceStr, got.Timestamp, "https://www.example.com/?~~>\u00ff>"); got.Signature != want {
			t.Errorf("%s: another page was signed", b64)
		}
	}
}

// A program may call the handler with a request of its own, which need not have a body.
func TestRequestWithoutBody(t *testing.T) {
	t.Parallel()
	for query, status := range map[string]int{"?url=" + url.QueryEscape(page): http.StatusOK, "": http.StatusBadRequest} {
		r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, "/wx/jssdk"+query, nil)
		if err != nil {
			t.Fatal(err)
		}
		w := httptest.NewRecorder()
		newSDK(t, nil).ServeHTTP(w, r)
		if w.Code != status {
			t.Errorf("%s: %d %s, want %d", query, w.Code, w.Body, status)
		}
	}
}

func TestHandlerRefuses(t *testing.T) {
	t.Parallel()
	var log bytes.Buffer
	sdk := newSDK(t, nil)
	noTicket := newSDK(t, func(c *jssdk.Config) {
		c.Tickets = tickets{err: errors.New("invalid ip 1.2.3.4")}
		c.Logger = slog.New(slog.NewTextHandler(&log, nil))
	})
	const form = "application/x-www-form-urlencoded"
	for name, c := range map[string]struct {
		sdk                              *jssdk.SDK
		method, query, contentType, body string
		status                           int
		reason, want                     string
	}{
		"no url":             {sdk, "GET", "", "", "", 400, "url", "is missing"},
		"POST nothing":       {sdk, "POST", "", form, "", 400, "url", "is missing"},
		"not encoded":        {sdk, "GET", "?url=https://www.example.com/?a=1&b=2", "", "", 400, "url", "was not encoded"},
		"form not encoded":   {sdk, "POST", "", form, "url=https://www.example.com/?a=1&b=2", 400, "url", "was not encoded"},
		"encoded twice":      {sdk, "GET", "?url=" + url.QueryEscape(url.QueryEscape(page)), "", "", 400, "url", "still encoded"},
		"bad base64":         {sdk, "GET", "?wechaturl=!!!", "", "", 400, "url", "base64"},
		"broken JSON":        {sdk, "POST", "", "application/json", `{"url":`, 400, "url", "JSON"},
		"JSON, not a string": {sdk, "POST", "", "application/json", `{"url":1}`, 400, "url", "JSON"},
		"broken form":        {sdk, "POST", "", form, "url=%zz", 400, "url", "form"},
		"broken multipart":   {sdk, "POST", "", "multipart/form-data; boundary=x", "--x\r\n", 400, "url", "form"},
		"too long":           {sdk, "POST", "", form, "url=" + strings.Repeat("a", 65<<10), 413, "size", "64 KiB"},
		"other host":         {sdk, "GET", "?url=" + url.QueryEscape("https://evil.example/"), "", "", 403, "host", "evil.example"},
		"PUT":                {sdk, "PUT", "?url=" + url.QueryEscape(page), "", "", 405, "method", "POST"},
		"no ticket":          {noTicket, "GET", "?url=" + url.QueryEscape(page), "", "", 502, "ticket", "log"},
	} {
		t.Run(name, func(t *testing.T) {
			resp := ask(c.sdk, c.method, "/wx/jssdk"+c.query, c.contentType, c.body)
			var got map[string]string
			if err := json.NewDecoder(resp.Body).Decode(&got); err != nil {
				t.Fatal(err)
			}
			if resp.StatusCode != c.status || got["reason"] != c.reason || !strings.Contains(got["error"], c.want) {
				t.Errorf("%s %v, want %d, the reason %s and %q", resp.Status, got, c.status, c.reason, c.want)
			}
			if len(got) != 3 || !strings.HasPrefix(got["errorZH"], "jssdk：") || strings.Contains(fmt.Sprint(got), "1.2.3.4") {
				t.Errorf("%v, want the reason and the error in two languages, without the log's details", got)
			}
			if (resp.Header.Get("Allow") != "") != (c.status == 405) {
				t.Errorf("Allow: %q", resp.Header.Get("Allow"))
			}
		})
	}
	if !strings.Contains(log.String(), "invalid ip 1.2.3.4") {
		t.Errorf("the log lacks the reason: %q", log.String())
	}
}

// A request that its client cancels is not logged as an error of the site.
func TestCanceledRequest(t *testing.T) {
	t.Parallel()
	var log bytes.Buffer
	sdk := newSDK(t, func(c *jssdk.Config) {
		c.Tickets = tickets{err: context.Canceled}
		c.Logger = slog.New(slog.NewTextHandler(&log, nil))
	})
	ask(sdk, "GET", "/wx/jssdk?url="+url.QueryEscape(page), "", "")
	if !strings.Contains(log.String(), "level=INFO") {
		t.Errorf("log: %s", log.String())
	}
	log.Reset()
	w := httptest.NewRecorder()
	sdk.ServeHTTP(w, httptest.NewRequest(http.MethodPost, "/wx/jssdk", iotest.ErrReader(io.ErrUnexpectedEOF)))
	if w.Code != http.StatusBadRequest || log.Len() != 0 {
		t.Errorf("incomplete request: %d, log %s", w.Code, log.String())
	}
}

func TestCORS(t *testing.T) {
	t.Parallel()
	sdk := newSDK(t, nil)
	for origin, want := range map[string]bool{
		"https://www.example.com": true, "http://127.0.0.1:8089": true, "https://WWW.example.com": true,
		"https://www.example.com:443": true, "http://www.example.com:80": true, "https://www.example.com:80": false, "http://www.example.com:443": false,
		"https://www.example.com/": false, "https://www.example.com/path": false, "https://www.example.com?x": false, "https://www.example.com#x": false,
		"https://evil.example": false, "https://mp.we\u0130xin.qq.com": false, "https://www.example.com.evil.example": false, "null": false, "": false,
	} {
		for _, method := range []string{"GET", "OPTIONS"} {
			resp := ask(sdk, method, "/wx/jssdk?url="+url.QueryEscape(page), "", "", "Origin", origin)
			got := resp.Header.Get("Access-Control-Allow-Origin")
			if want && got != origin || !want && got != "" || resp.Header.Get("Vary") != "Origin" {
				t.Errorf("%s from %q: allowed %q, want %t", method, origin, got, want)
			}
			preflight := map[string]string{"Access-Control-Allow-Methods": "GET, HEAD, POST, OPTIONS", "Access-Control-Allow-Headers": "Content-Type", "Access-Control-Max-Age": "3600"}
			for name, value := range preflight {
				if !want || method != "OPTIONS" {
					value = ""
				}
				if got := resp.Header.Get(name); got != value {
					t.Errorf("%s from %q: %s %q, want %q", method, origin, name, got, value)
				}
			}
			if method == "GET" && resp.Header.Get("X-Content-Type-Options") != "nosniff" {
				t.Error("want the header nosniff")
			}
			if resp.Header.Get("Access-Control-Allow-Credentials") != "" {
				t.Error("cookies are allowed")
			}
		}
	}
}

// The SDK that New returns beside an error signs nothing, and answers each request with status 500 without the reason.
func TestSDKThatIsNotSetUp(t *testing.T) {
	t.Parallel()
	sdk, err := jssdk.New(jssdk.Config{AppID: "wx0123456789abcdef", Tickets: tickets{ticket: docTicket}, Hosts: []string{"a.example/path"}})
	if err == nil {
		t.Fatal("a host with a path was accepted")
	}
	for _, method := range []string{"GET", "POST", "OPTIONS", "PUT"} {
		for _, query := range []string{"", "?script", "?url=" + url.QueryEscape(page)} {
			resp := ask(sdk, method, "/wx/jssdk"+query, "", "", "Origin", "https://www.example.com")
			body, err := io.ReadAll(resp.Body)
			if err != nil {
				t.Fatal(err)
			}
			if resp.StatusCode != http.StatusInternalServerError || !strings.Contains(string(body), "not set up") || strings.Contains(string(body), "a.example") {
				t.Errorf("%s %s: %s %s", method, query, resp.Status, body)
			}
		}
	}
	if signed, err := sdk.Sign(t.Context(), page); err == nil || signed != (jssdk.Signed{}) {
		t.Errorf("Sign: %+v, %v", signed, err)
	}
	if _, err := sdk.Explain(t.Context(), page, jssdk.Signed{}); err == nil {
		t.Error("Explain has no error")
	}
}

// No browser sends two origins. A request with two origins gets no permission, in whatever order they are.
func TestTwoOrigins(t *testing.T) {
	t.Parallel()
	const listed, other = "https://www.example.com", "https://evil.example"
	for _, origins := range [][]string{{listed, other}, {other, listed}, {listed, listed}, {listed + ", " + other}, {other + ", " + listed}} {
		r := httptest.NewRequest(http.MethodGet, "/wx/jssdk?url="+url.QueryEscape(page), nil)
		r.Header["Origin"] = origins
		w := httptest.NewRecorder()
		newSDK(t, nil).ServeHTTP(w, r)
		if got := w.Header().Values("Access-Control-Allow-Origin"); len(got) != 0 {
			t.Errorf("%q: allowed %q", origins, got)
		}
	}
}

// A middleware around the handler may have set Vary already.
func TestVaryIsAdded(t *testing.T) {
	t.Parallel()
	w := httptest.NewRecorder()
	w.Header().Set("Vary", "Accept-Encoding")
	newSDK(t, nil).ServeHTTP(w, httptest.NewRequest(http.MethodGet, "/wx/jssdk", nil))
	if got := strings.Join(w.Header().Values("Vary"), ", "); got != "Accept-Encoding, Origin" {
		t.Errorf("Vary: %s", got)
	}
}
