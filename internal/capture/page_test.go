package capture

import (
	"crypto/sha1"
	"fmt"
	"strings"
	"testing"
)

// The vector of the platform's page about the JS-SDK.
const (
	docTicket    = "sM4AOVdWfPE4DxkXGEs8VMCPGGVi4C3VM0P37wVUCFvkVAy_90u5h9nbSlYy3-Sl-HhTdfl2fzFy1AOcHKP7qg"
	docNonce     = "Wm3WZYTPz0wzccnW"
	docTimestamp = "1414587457"
	docURL       = "http://mp.weixin.qq.com?params=value"
	docSignature = "0f9de62fce790f9a083d5c99e95740ceb90c27ed"
	docAppID     = "wxba5fad812f8e6fb9"
)

func TestTheDocumentedPage(t *testing.T) {
	t.Parallel()
	p, err := ParsePage([]byte("\ufeff" + `{"debug": true, "appId": "` + docAppID + `", "timestamp": 1414587457, "nonceStr": "` + docNonce + `", "signature": "` + docSignature + `"}`))
	if err != nil {
		t.Fatal(err)
	}
	p.URL = docURL + "#top"
	v := JudgePage(docAppID, docTicket, p)
	if !v.OK || len(v.Findings) > 0 || v.Signature != docSignature {
		t.Errorf("%+v", v)
	}
	if strings.Contains(fmt.Sprintf("%+v", v), docTicket) {
		t.Error("the verdict has the ticket")
	}
	if v := JudgePage("wx0000000000000000", docTicket, p); v.OK || v.Findings[0].Code != "page.appid" {
		t.Errorf("another account's: %+v", v)
	}
	if v := JudgePage(docAppID, docTicket+"x", p); v.OK || v.Findings[0].Code != "page.signature" || v.Signature == docSignature {
		t.Errorf("another ticket: %+v", v)
	}
}

func TestPageMistakes(t *testing.T) {
	t.Parallel()
	const page = "https://www.example.com/shop/item%20a?b=2&a=1&from=timeline"
	sign := func(format string, args ...any) string {
		return fmt.Sprintf("%x", sha1.Sum(fmt.Appendf(nil, format, args...)))
	}
	withURL := func(u string) string {
		return sign("jsapi_ticket=%s&noncestr=%s&timestamp=%s&url=%s", docTicket, docNonce, docTimestamp, u)
	}
	for _, c := range []struct{ name, signature, code string }{
		{"the fragment", withURL(page + "#/cart"), "page.url.fragment"},
		{"http", withURL("http" + page[len("https"):]), "page.url.scheme"},
		{"a slash", withURL("https://www.example.com/shop/item%20a/?b=2&a=1&from=timeline"), "page.url.slash"},
		{"no query", withURL("https://www.example.com/shop/item%20a"), "page.url.query"},
		{"not as shared", withURL("https://www.example.com/shop/item%20a?b=2&a=1"), "page.url.shared"},
		{"sorted", withURL("https://www.example.com/shop/item%20a?a=1&b=2&from=timeline"), "page.url.order"},
		{"HTML", withURL(strings.ReplaceAll(page, "&", "&amp;")), "page.url.html"},
		{"decoded", withURL("https://www.example.com/shop/item a?b=2&a=1&from=timeline"), "page.url.decoded"},
		{"encoded", withURL("https%3A%2F%2Fwww.example.com%2Fshop%2Fitem%2520a%3Fb%3D2%26a%3D1%26from%3Dtimeline"), "page.url.encoded"},
		{"root", withURL("https://www.example.com/"), "page.url.root"},
		{"port", withURL("https://www.example.com:443/shop/item%20a?b=2&a=1&from=timeline"), "page.url.port"},
		{"host", withURL("https://example.com/shop/item%20a?b=2&a=1&from=timeline"), "page.url.host"},
		{"milliseconds", sign("jsapi_ticket=%s&noncestr=%s&timestamp=1414587457000&url=%s", docTicket, docNonce, page), "page.timestamp"},
		{"quotes", sign(`jsapi_ticket=%s&noncestr=%s&timestamp="1414587457"&url=%s`, docTicket, docNonce, page), "page.timestamp"},
		{"lower case", sign("jsapi_ticket=%s&noncestr=wm3wzytpz0wzccnw&timestamp=%s&url=%s", docTicket, docTimestamp, page), "page.nonce"},
		{"swapped", sign("jsapi_ticket=%s&noncestr=%s&timestamp=%s&url=%s", docTicket, docTimestamp, docNonce, page), "page.swapped"},
		{"nonceStr", sign("jsapi_ticket=%s&nonceStr=%s&timestamp=%s&url=%s", docTicket, docNonce, docTimestamp, page), "page.key"},
		{"ticket", sign("ticket=%s&noncestr=%s&timestamp=%s&url=%s", docTicket, docNonce, docTimestamp, page), "page.key"},
		{"as a callback", sign("%s%s%s%s", docTimestamp, docNonce, page, docTicket), "page.joined"},
		{"upper case", strings.ToUpper(withURL(page)), "page.case"},
		{"MD5", "0123456789abcdef0123456789abcdef", "page.form"},
		{"none", "", "page.missing"},
		{"another", sign("another"), "page.signature"},
	} {
		v := JudgePage(docAppID, docTicket, Page{page + "#/cart", docAppID, docTimestamp, docNonce, c.signature})
		if v.OK || len(v.Findings) != 1 || v.Findings[0].Code != c.code {
			t.Errorf("%s: %+v", c.name, v.Findings)
		}
		if v.Signature != withURL(page) {
			t.Errorf("%s: the right signature is %s", c.name, v.Signature)
		}
		wordsInBoth(t, v.Findings)
	}
}

func TestParsePageRefusesWhatIsNoJSON(t *testing.T) {
	t.Parallel()
	for _, raw := range []string{"", "wx.config({})", "[]"} {
		if _, err := ParsePage([]byte(raw)); err == nil {
			t.Errorf("%q is taken", raw)
		}
	}
}
