package sandbox_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/wechatgo/wechatgo/sandbox"
)

// openSigned opens a page as alice, and returns the options of a right wx.config for it.
func openSigned(t *testing.T, p *sandbox.Platform, apis ...string) (*sandbox.User, *sandbox.Page, map[string]any) {
	t.Helper()
	a := newApp(p)
	a.pages = http.HandlerFunc(func(http.ResponseWriter, *http.Request) {})
	p.Connect(a)
	alice := p.User("alice")
	page := alice.Open("/shop?a=1#top")
	ticket := newCaller(t, p).call("/cgi-bin/ticket/getticket?type=jsapi", "")["ticket"].(string)
	address, _, _ := strings.Cut(page.URL, "#")
	return alice, page, map[string]any{
		"appId": sandbox.DefaultAppID, "timestamp": 1414587457, "nonceStr": "Wm3WZYTPz0wzccnW",
		"signature": jsSignature(ticket, "Wm3WZYTPz0wzccnW", "1414587457", address), "jsApiList": apis,
	}
}

func TestJSAPI(t *testing.T) {
	t.Parallel()
	p := sandbox.New(sandbox.Config{})
	t.Cleanup(p.Close)
	alice, page, config := openSigned(t, p, "scanQRCode", "getLocation", "chooseImage", "uploadImage", "onMenuShareTimeline")
	want := func(errMsg, name string, options any, answers ...any) map[string]any {
		t.Helper()
		got := alice.JSAPI(page, name, options, answers...)
		if got["errMsg"] != errMsg {
			t.Errorf("wx.%s: %v, want %s", name, got, errMsg)
		}
		return got
	}
	want("scanQRCode:the permission value is offline verifying", "scanQRCode", nil)
	want("config:ok", "config", config)
	if got := want("scanQRCode:ok", "scanQRCode", map[string]any{"needResult": 1}, "tea"); got["resultStr"] != "tea" {
		t.Errorf("scanQRCode: %v", got)
	}
	want("scanQRCode:cancel", "scanQRCode", nil, nil)
	place := map[string]any{"latitude": 1.5, "longitude": 2.5}
	if got := want("getLocation:ok", "getLocation", nil, place); got["latitude"] != 1.5 || got["longitude"] != 2.5 {
		t.Errorf("getLocation: %v", got)
	}
	chosen := want("chooseImage:ok", "chooseImage", map[string]any{"count": 1}, []any{map[string]any{}})
	id := strings.Trim(chosen["localIds"].(string), `[]"`)
	if got := want("uploadImage:ok", "uploadImage", map[string]any{"localId": id}); got["serverId"] == "" {
		t.Errorf("uploadImage: %v", got)
	}
	want("chooseCard:permission denied", "chooseCard", nil)
	want("chooseWXPay:permission denied", "chooseWXPay", nil)

	if got := alice.JSAPI(page, "scanQRCode", nil); !strings.Contains(got["errMsg"].(string), "asks the user") {
		t.Errorf("without an answer: %v", got)
	}
	if got := alice.JSAPI(page, "checkJsApi", map[string]any{"jsApiList": []string{}}, "x"); !strings.Contains(got["errMsg"].(string), "did not ask") {
		t.Errorf("with an answer too many: %v", got)
	}

	// A page that is opened again is another document, which must call wx.config again.
	page = alice.Open("/shop?a=1#top")
	want("scanQRCode:the permission value is offline verifying", "scanQRCode", nil)
	config["signature"] = "x"
	want("config:invalid signature", "config", config)
	last := p.Problems()[len(p.Problems())-1]
	if last.Kind != "jssdk" || last.User != "alice" || last.OK {
		t.Errorf("exchange: %+v", last)
	}
}

func TestJSAPIOnIOS(t *testing.T) {
	t.Parallel()
	p := sandbox.New(sandbox.Config{})
	t.Cleanup(p.Close)
	p.User("alice").SetPlatform(1)
	alice, page, config := openSigned(t, p, "scanQRCode")
	if got := alice.JSAPI(page, "config", config); got["errMsg"] != "config:ok" {
		t.Errorf("config: %v", got)
	}
	if got := alice.JSAPI(page, "scanQRCode", map[string]any{"needResult": 1}, "tea"); got["resultStr"] != `{"scan_code":{"scan_result":"tea"}}` {
		t.Errorf("on iOS WeChat's script reads a JSON text: %v", got)
	}
}
