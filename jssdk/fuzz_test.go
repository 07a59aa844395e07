package jssdk_test

import (
	"encoding/base64"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"github.com/wechatgo/wechatgo/jssdk"
)

// FuzzHandler sends one request without a body to the handler. The handler must not panic, must sign only a page that
// the query names and whose host is on the list, and must allow only the origins of these hosts. The Referer must not
// matter.
func FuzzHandler(f *testing.F) {
	f.Fuzz(func(t *testing.T, method, query, origin, referer string) {
		r, err := http.NewRequestWithContext(t.Context(), method, "http://site.test/wx/jssdk", http.NoBody)
		if err != nil {
			t.Skip("net/http refuses the method")
		}
		r.URL.RawQuery = query
		r.Header.Set("Origin", origin)
		r.Header.Set("Referer", referer)
		w := httptest.NewRecorder()
		newSDK(t, nil).ServeHTTP(w, r)

		if allowed := w.Header().Get("Access-Control-Allow-Origin"); allowed != "" && (allowed != origin || !isListed(origin) || strings.ContainsAny(origin[len("https://"):], "/?#")) {
			t.Errorf("Origin %q: the answer allows %q", origin, allowed)
		}
		if strings.HasPrefix(w.Header().Get("Content-Type"), "text/javascript") {
			return
		}
		var answer struct {
			jssdk.Signed
			Error string `json:"error"`
		}
		switch w.Code {
		case http.StatusNoContent:
			return
		case http.StatusOK, http.StatusBadRequest, http.StatusForbidden, http.StatusMethodNotAllowed:
		default:
			t.Fatalf("status %d: %s", w.Code, w.Body)
		}
		if err := json.Unmarshal(w.Body.Bytes(), &answer); err != nil {
			t.Fatalf("status %d: %s", w.Code, w.Body)
		}
		if w.Code != http.StatusOK {
			if answer.Signature != "" || answer.Error == "" {
				t.Errorf("status %d: %s", w.Code, w.Body)
			}
			return
		}
		signed := signedPage(r.URL.Query(), answer.Signed)
		if !isListed(signed) {
			t.Errorf("the handler signed %q", signed)
		}
	})
}

// signedPage returns the page in the query that was signed, or "" if none was.
func signedPage(query url.Values, signed jssdk.Signed) string {
	oneAlphabet := strings.NewReplacer("-", "+", "_", "/", " ", "+", "=", "")
	pages := query["url"]
	for _, text := range query["wechaturl"] {
		if page, err := base64.RawStdEncoding.DecodeString(oneAlphabet.Replace(text)); err == nil {
			pages = append(pages, string(page))
		}
	}
	for _, page := range pages {
		page, _, _ = strings.Cut(page, "#")
		if jssdk.Signature(docTicket, signed.NonceStr, signed.Timestamp, page) == signed.Signature {
			return page
		}
	}
	return ""
}

// isListed reports whether a browser would open page on one of newSDK's hosts. It compares text, so that it shares no
// parser with the handler.
func isListed(page string) bool {
	page = strings.Map(func(c rune) rune {
		if 'A' <= c && c <= 'Z' {
			return c + 'a' - 'A'
		}
		return c
	}, page)
	for _, scheme := range []string{"http://", "https://"} {
		for _, host := range []string{"www.example.com", "127.0.0.1:8089", "mp.weixin.qq.com"} {
			rest, ok := strings.CutPrefix(page, scheme+host)
			if port := map[string]string{"http://": ":80", "https://": ":443"}[scheme]; !strings.Contains(host, ":") {
				rest = strings.TrimPrefix(rest, port)
			}
			if ok && (rest == "" || strings.ContainsRune("/?#", rune(rest[0]))) {
				return true
			}
		}
	}
	return false
}
